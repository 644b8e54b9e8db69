//! Traditional Chinese made Simplified, Taiwan's words made the mainland's (軟體 → 软件).
//!
//! The conversion looks at whole phrases and may change their length, so the letters are laid
//! beside the originals again afterwards: where a phrase was replaced, its new letters share
//! the bytes of the old ones.

use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

use super::letters::{Letter, Script, script};

/// Loading takes tens of milliseconds: once per process. Without the tables (they are inside
/// the binary, so only a broken build lacks them) text stays as it is.
static TABLES: LazyLock<Option<OpenCC>> =
    LazyLock::new(|| OpenCC::from_config(BuiltinConfig::Tw2sp).ok());

/// The letters nearly all text is made of.
pub(crate) const COMMON: std::ops::Range<u32> = 0x4e00..0xa000;

/// Each of them made Simplified on its own: a whole article is read so.
static SIMPLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let simple = |code: u32| {
        let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        TABLES.as_ref().map_or(c, |tables| alone(tables, c))
    };
    COMMON.map(simple).collect()
});

/// Phrases are at most this long in the tables; a longer stretch is never one replacement.
const REACH: usize = 8;

/// Replaces the Han runs among the letters.
pub(crate) fn simplify(letters: &mut Vec<Letter>) {
    let han = |letter: &Letter| script(letter.c) == Some(Script::Han);
    if !letters.iter().any(han) {
        return;
    }
    let Some(tables) = TABLES.as_ref() else { return };
    let mut out = Vec::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        if !han(&letters[at]) {
            out.push(letters[at]);
            at += 1;
            continue;
        }
        let end = at + letters[at..].iter().take_while(|letter| han(letter)).count();
        let run = &letters[at..end];
        let old: String = run.iter().map(|letter| letter.c).collect();
        let new = tables.convert(&old);
        if new == old {
            out.extend_from_slice(run)
        } else {
            align(tables, run, &new, &mut out)
        }
        at = end;
    }
    *letters = out;
}

/// Replaces each Han letter on its own.
pub(crate) fn simplify_singly(letters: &mut [Letter]) {
    for letter in letters.iter_mut().filter(|letter| script(letter.c) == Some(Script::Han)) {
        letter.c = simple(letter.c);
    }
}

/// A letter made Simplified on its own.
pub(crate) fn simple(c: char) -> char {
    let common = u32::from(c).checked_sub(COMMON.start).and_then(|at| SIMPLE.get(at as usize));
    match (common, TABLES.as_ref()) {
        (Some(simple), _) => *simple,
        (None, Some(tables)) => alone(tables, c),
        (None, None) => c,
    }
}

fn align(tables: &OpenCC, run: &[Letter], new: &str, out: &mut Vec<Letter>) {
    let new: Vec<char> = new.chars().collect();
    if new.len() == run.len() {
        out.extend(run.iter().zip(new).map(|(letter, c)| Letter { c, ..*letter }));
        return;
    }
    let single: Vec<char> = run.iter().map(|letter| alone(tables, letter.c)).collect();
    let (mut i, mut j) = (0, 0);
    while i < run.len() && j < new.len() {
        if single[i] == new[j] {
            out.push(Letter { c: new[j], ..run[i] });
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let (di, dj) = next_anchor(&single[i..], &new[j..]);
        spread(&run[i..i + di], &new[j..j + dj], out);
        (i, j) = (i + di, j + dj);
    }
    spread(&run[i..], &new[j..], out);
}

/// How far to go on either side until the two agree again.
fn next_anchor(old: &[char], new: &[char]) -> (usize, usize) {
    for sum in 1..=2 * REACH {
        for di in 0..=sum.min(old.len()) {
            let dj = sum - di;
            if dj > new.len() {
                continue;
            }
            let agree = match (old.get(di), new.get(dj)) {
                (None, None) => true,
                (Some(a), Some(b)) => a == b && old.get(di + 1) == new.get(dj + 1),
                _ => false,
            };
            if agree {
                return (di, dj);
            }
        }
    }
    (old.len(), new.len())
}

fn spread(old: &[Letter], new: &[char], out: &mut Vec<Letter>) {
    let (Some(first), Some(last)) = (old.first(), old.last()) else {
        // letters were added: they belong to the one before
        if let Some(&before) = out.last() {
            out.extend(new.iter().map(|&c| Letter { c, ..before }));
        }
        return;
    };
    let whole = (first.start, last.end);
    for (k, &c) in new.iter().enumerate() {
        let (start, end) = if old.len() == new.len() { (old[k].start, old[k].end) } else { whole };
        out.push(Letter { c, start, end });
    }
}

fn alone(tables: &OpenCC, c: char) -> char {
    let mut buffer = [0; 4];
    let new = tables.convert(c.encode_utf8(&mut buffer));
    let mut chars = new.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}
