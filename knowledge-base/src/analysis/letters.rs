//! Letters in their one normal form, each with the bytes it came from.
//!
//! NFKC, lower case, Arabic forms unified, Traditional Han made Simplified, digits of every
//! script made ASCII. What is invisible (marks of direction, joiners, soft hyphens) is left
//! out, so it neither splits a word nor hides one. Accents stay here: the stemmers want them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::{arabic, han};

/// One normalised letter; several may come from the same bytes (½) and none from some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) c: char,
    /// Bytes of the original text, always whole graphemes.
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// How a run of letters is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    /// Chinese characters, also in Japanese text: pairs, and single characters as groups.
    Han,
    /// Written without spaces, or with affixes on every word (kana, hangul, Thai, Lao, Khmer,
    /// Burmese): pairs.
    Pairs,
    /// Arabic script: words, light stem, groups of three.
    Arabic,
    /// Everything with words between spaces: Latin, Cyrillic, Greek, Hebrew, digits.
    Word,
}

/// Neighbouring letters of one script.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run<'a> {
    pub(crate) script: Script,
    /// Which letter of the text the run begins at.
    pub(crate) at: usize,
    pub(crate) letters: &'a [Letter],
}

impl Run<'_> {
    pub(crate) fn text(&self) -> String {
        self.letters.iter().map(|letter| letter.c).collect()
    }
}

/// The letters of a text, with everything between them as it is (spaces, punctuation).
pub(crate) fn letters(text: &str) -> Vec<Letter> {
    let mut out = unconverted(text);
    han::simplify(&mut out);
    join_endings(&mut out);
    out
}

/// The same with Chinese converted character by character, as it is before a phrase is whole.
pub(crate) fn letters_by_character(text: &str) -> Vec<Letter> {
    let mut out = unconverted(text);
    han::simplify_singly(&mut out);
    join_endings(&mut out);
    out
}

fn unconverted(text: &str) -> Vec<Letter> {
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // ASCII followed by ASCII is a grapheme of its own (CR LF apart, which is only space)
        if bytes[at].is_ascii() && bytes.get(at + 1).is_none_or(u8::is_ascii) {
            let c = char::from(bytes[at].to_ascii_lowercase());
            out.push(Letter { c, start: at as u32, end: at as u32 + 1 });
            at += 1;
            continue;
        }
        if let Some((c, size)) = single(text, at) {
            if let Some(c) = arabic::unify(c) {
                out.push(Letter { c: digit(c), start: at as u32, end: (at + size) as u32 });
            }
            at += size;
            continue;
        }
        let stretch = plain_from(bytes, at);
        for (offset, grapheme) in text[at..stretch].grapheme_indices(true) {
            let start = (at + offset) as u32;
            push(&mut out, grapheme, start, start + grapheme.len() as u32);
        }
        at = stretch;
    }
    out
}

/// A letter that is a grapheme of its own and stays itself but for its case, and its bytes: what
/// most text is made of, without the detour over graphemes and normal forms.
fn single(text: &str, at: usize) -> Option<(char, usize)> {
    let mut chars = text[at..].chars();
    let c = chars.next()?;
    // only a letter of these kinds, an ASCII character or the end is known to add nothing to it
    let alone = |c: char| {
        matches!(c, ' '..='~' | '\u{c0}'..='\u{ff}' | '\u{621}'..='\u{63a}'
            | '\u{641}'..='\u{64a}' | '\u{3001}' | '\u{3002}' | '\u{4e00}'..='\u{9fff}')
    };
    if c.is_ascii() || !alone(c) || !chars.next().is_none_or(alone) {
        return None;
    }
    let lower = match c {
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{de}' => char::from_u32(c as u32 + 32)?,
        c => c,
    };
    Some((lower, c.len_utf8()))
}

/// Leaves the apostrophe out of "customer's" and "don't": one word, as it is spoken.
fn join_endings(letters: &mut Vec<Letter>) {
    if !letters.iter().any(|letter| matches!(letter.c, '\'' | '\u{2019}')) {
        return;
    }
    let c = |at: usize| letters.get(at).map_or(' ', |letter| letter.c);
    let word = |at: usize| script(c(at)) == Some(Script::Word);
    let ending = |at: usize| match (c(at), c(at + 1)) {
        ('s' | 't' | 'd' | 'm', _) if !word(at + 1) => true,
        ('r' | 'v', 'e') | ('l', 'l') => !word(at + 2),
        _ => false,
    };
    let drop: Vec<bool> = (0..letters.len())
        .map(|at| {
            let mark = matches!(c(at), '\'' | '\u{2019}');
            mark && at > 0 && word(at - 1) && ending(at + 1)
        })
        .collect();
    let mut drop = drop.into_iter();
    letters.retain(|_| !drop.next().unwrap_or(false));
}

/// Where the next stretch of ASCII begins: two ASCII bytes in a row, after one that may still
/// belong to what came before it (a prepended mark takes the letter that follows).
fn plain_from(bytes: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while at < bytes.len() {
        let whole = bytes[at].is_ascii() && bytes.get(at + 1).is_none_or(u8::is_ascii);
        if whole && bytes[at - 1].is_ascii() {
            break;
        }
        at += 1;
    }
    at.min(bytes.len())
}

fn push(out: &mut Vec<Letter>, grapheme: &str, start: u32, end: u32) {
    for c in grapheme.nfkc().flat_map(char::to_lowercase) {
        match c {
            c if invisible(c) => {}
            c => {
                if let Some(c) = arabic::unify(c) {
                    out.push(Letter { c: digit(c), start, end });
                }
            }
        }
    }
}

pub(crate) fn invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Decimal digits of the scripts people call in; the others stay as they are.
fn digit(c: char) -> char {
    let zero = match c {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{966}'..='\u{96f}' => 0x966,
        '\u{9e6}'..='\u{9ef}' => 0x9e6,
        '\u{e50}'..='\u{e59}' => 0xe50,
        _ => return c,
    };
    char::from_digit(c as u32 - zero, 10).unwrap_or(c)
}

/// The script of a letter; none for what is no part of a word.
pub(crate) fn script(c: char) -> Option<Script> {
    Some(match c {
        'a'..='z' | '0'..='9' => Script::Word,
        '\0'..='\u{7f}' => return None,
        '\u{3005}'
        | '\u{3007}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Script::Han,
        '\u{3041}'..='\u{30ff}' if c.is_alphabetic() => Script::Pairs,
        '\u{e01}'..='\u{e4e}'
        | '\u{e80}'..='\u{ecd}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17dd}'
        | '\u{1100}'..='\u{11ff}'
        | '\u{ac00}'..='\u{d7ff}' => Script::Pairs,
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}'
            if c.is_alphanumeric() =>
        {
            Script::Arabic
        }
        c if c.is_alphanumeric() || is_combining_mark(c) => Script::Word,
        _ => return None,
    })
}

/// The runs of a text, in order. A digit goes with the word before it (`r2`, `5g`).
pub(crate) fn runs(letters: &[Letter]) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let Some(first) = script(letters[at].c) else {
            at += 1;
            continue;
        };
        let begin = at;
        at += 1;
        while at < letters.len() && goes_on(first, letters, at) {
            at += 1;
        }
        runs.push(Run { script: first, at: begin, letters: &letters[begin..at] });
    }
    runs
}

fn goes_on(run: Script, letters: &[Letter], at: usize) -> bool {
    match script(letters[at].c) {
        Some(next) if next == run => true,
        Some(_) => is_combining_mark(letters[at].c),
        None => false,
    }
}
