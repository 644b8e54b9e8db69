//! The four ways a text is cut: bare words, stems, groups of letters, and its beginning.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::letters::{Run, Script};
use super::stems::Stemming;

/// A token and the bytes of the original it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) script: Script,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// Without accents: å and a, é and e, ø and o are one letter to a caller and to a foreign
/// keyboard.
pub(crate) fn bare(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.nfd().filter(|c| !is_accent(*c)) {
        match c {
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ß' => out.push_str("ss"),
            'þ' => out.push_str("th"),
            'ς' => out.push('σ'),
            c => out.push(c),
        }
    }
    // what was taken apart and is no accent (hangul, kana with marks) goes together again
    if out.is_ascii() { out } else { out.nfc().collect() }
}

/// Marks over and under Latin, Greek and Cyrillic letters, and Hebrew points.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}') && is_combining_mark(c)
}

/// Words without accents, pairs of characters where there are no words.
pub(crate) fn bare_tokens(runs: &[Run<'_>]) -> Vec<Token> {
    cut(runs, |run| Some(bare(&run.text())))
}

/// Stems without stop words, pairs of characters where there are no words.
pub(crate) fn stem_tokens(runs: &[Run<'_>], stemming: &Stemming) -> Vec<Token> {
    cut(runs, |run| stemming.stem(run))
}

/// Neighbouring stems as one token, stop words passed over: "reset password" is also in "reset
/// your password". Where there are no words, pairs of characters are this already.
pub(crate) fn stem_pairs(runs: &[Run<'_>], stemming: &Stemming) -> Vec<String> {
    let stems = stem_tokens(runs, stemming);
    let word = |token: &Token| matches!(token.script, Script::Word | Script::Arabic);
    let pairs = stems.windows(2).filter(|pair| pair.iter().all(word));
    pairs.map(|pair| format!("{} {}", pair[0].text, pair[1].text)).collect()
}

fn cut(runs: &[Run<'_>], word: impl Fn(&Run<'_>) -> Option<String>) -> Vec<Token> {
    let mut out = Vec::with_capacity(runs.len());
    for run in runs {
        match run.script {
            Script::Han | Script::Pairs => pieces(run, 2, &mut out),
            Script::Arabic | Script::Word => {
                if let (Some(text), [first, ..], [.., last]) = (word(run), run.letters, run.letters)
                {
                    out.push(Token { text, script: run.script, start: first.start, end: last.end });
                }
            }
        }
    }
    out
}

/// Every `n` neighbouring letters; the whole run if it is shorter.
fn pieces(run: &Run<'_>, n: usize, out: &mut Vec<Token>) {
    for piece in run.letters.windows(n.min(run.letters.len())) {
        let text = piece.iter().map(|letter| letter.c).collect();
        let start = piece.iter().map(|letter| letter.start).min().unwrap_or(0);
        let end = piece.iter().map(|letter| letter.end).max().unwrap_or(0);
        out.push(Token { text, script: run.script, start, end });
    }
}

/// Groups of letters: single characters for Han, three letters for Arabic, four for the rest,
/// with a mark at either edge of the word. They find a word inside a compound, in a dialect's
/// spelling and behind a slip.
pub(crate) fn grams(runs: &[Run<'_>]) -> Vec<(String, Script)> {
    let mut out = Vec::new();
    for run in runs {
        match run.script {
            Script::Han | Script::Pairs => {
                out.extend(run.letters.iter().map(|letter| (letter.c.to_string(), run.script)));
            }
            Script::Arabic => groups(&run.text(), 3, run.script, &mut out),
            Script::Word => groups(&bare(&run.text()), 4, run.script, &mut out),
        }
    }
    out
}

fn groups(word: &str, n: usize, script: Script, out: &mut Vec<(String, Script)>) {
    let mut edged: Vec<char> = Vec::with_capacity(word.len() + 2);
    edged.push('_');
    edged.extend(word.chars());
    edged.push('_');
    for group in edged.windows(n.min(edged.len())) {
        out.push((group.iter().collect(), script));
    }
}

/// The first `most` letters of the text as one string, words apart by one space: what a title
/// starts with.
pub(crate) fn start_text(runs: &[Run<'_>], most: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    let mut after = 0;
    for run in runs {
        let gap = (run.at != after && count > 0).then_some(' ');
        after = run.at + run.letters.len();
        for c in gap.into_iter().chain(bare(&run.text()).chars()) {
            if count == most {
                return out.trim_end().to_owned();
            }
            out.push(c);
            count += 1;
        }
    }
    out
}
