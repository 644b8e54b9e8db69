//! Greetings, thanks, yes and no: what asks for nothing, in the five languages. Data:
//! `courtesy.txt`.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::analysis::{Script, bare, letters, runs};

static SAID: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lines = include_str!("courtesy.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| plain(line.trim())).filter(|line| !line.is_empty()).collect()
});

/// The longest of them, in letters: Chinese ones stand in a row without spaces.
const LONGEST: usize = 5;

fn plain(text: &str) -> String {
    bare(&letters(text).iter().map(|letter| letter.c).collect::<String>())
}

/// Whether a turn is courtesy and nothing else. `small` says of a word whether it carries no
/// meaning anyway.
pub(crate) fn nothing_else(text: &str, small: impl Fn(&str) -> bool) -> bool {
    let letters = letters(text);
    runs(&letters).iter().all(|run| match run.script {
        Script::Han | Script::Pairs => {
            let mut rest: Vec<char> = run.text().chars().collect();
            while !rest.is_empty() {
                let taken = (1..=LONGEST.min(rest.len()))
                    .rev()
                    .find(|n| SAID.contains(&rest[..*n].iter().collect::<String>()));
                match taken {
                    Some(n) => drop(rest.drain(..n)),
                    None => return false,
                }
            }
            true
        }
        Script::Arabic | Script::Word => {
            let word = bare(&run.text());
            SAID.contains(&word) || small(&word)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courtesy_is_told_from_what_asks() {
        let none = |text: &str| nothing_else(text, |word| word == "you");
        for text in
            ["Hello!", "ok thank you", "Ja tack", "好的，谢谢您", "謝謝", "شكراً جزيلاً", "", "…"]
        {
            assert!(none(text), "{text:?}");
        }
        for text in ["hello, my router", "tack, en fråga", "好的路由器", "شكرا لكن الإنترنت"]
        {
            assert!(!none(text), "{text:?}");
        }
    }
}
