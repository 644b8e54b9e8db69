//! Identifiers: F-31, KB-2041, 4.2.18, R2. They are found as they are, however hyphened.
//!
//! A code is a piece of ASCII letters and digits, held together by dots, hyphens or
//! underscores, that has a digit and besides it a letter or two dots. Its normal form leaves
//! hyphens and underscores out: F-31 and f31 are one code. A plain number is none (years and
//! amounts are everywhere); as a whole question it is looked up as one all the same.

use super::letters::{Letter, invisible};

/// The codes of a text in normal form, in order, repeated as they are.
pub(crate) fn codes(letters: &[Letter]) -> Vec<String> {
    find(letters, false)
}

/// The same of a question: also "F 31", a few letters and then a number, as it is typed in haste.
/// (In a text that would make a code of every "for 899".)
pub(crate) fn asked_codes(letters: &[Letter]) -> Vec<String> {
    find(letters, true)
}

fn find(letters: &[Letter], apart: bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let mut current = String::new();
    let mut glued = false;
    for letter in letters.iter().map(|letter| letter.c).chain([' ']) {
        match letter {
            'a'..='z' | '0'..='9' => current.push(letter),
            '.' | '-' | '_' | '\u{2010}' | '\u{2011}' if !current.is_empty() => {
                current.push(letter)
            }
            c => {
                if !current.is_empty() {
                    pieces.push((std::mem::take(&mut current), glued));
                }
                glued = c == ' ';
            }
        }
    }
    for (i, (piece, after_space)) in pieces.iter().enumerate() {
        let piece = piece.trim_end_matches(['.', '-', '_', '\u{2010}', '\u{2011}']);
        if is_code(piece) {
            found.push(normal(piece));
        }
        let number = apart && piece.len() <= 6 && piece.bytes().all(|b| b.is_ascii_digit());
        if number
            && *after_space
            && let Some((before, _)) = i.checked_sub(1).map(|i| &pieces[i])
        {
            let short = before.len() <= 3 && before.bytes().all(|b| b.is_ascii_lowercase());
            if short {
                found.push(format!("{before}{piece}"));
            }
        }
    }
    found
}

/// The codes an article is named by: its id, also without letters (2041).
pub(crate) fn own_codes(id: &str) -> Vec<String> {
    let letters = super::letters(id);
    let mut own = codes(&letters);
    let plain: String = letters.iter().map(|letter| letter.c).filter(|c| !is_joint(*c)).collect();
    let digits: String = plain.chars().skip_while(|c| c.is_ascii_lowercase()).collect();
    if digits.len() >= 2 && digits.bytes().all(|b| b.is_ascii_digit()) {
        own.push(digits);
    }
    own.push(plain);
    own.sort();
    own.dedup();
    own
}

/// Whether a text has Latin words. Codes (also typed apart), model names with digits and numbers
/// are none: they are typed alike in every language.
pub(crate) fn has_latin_words(text: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '.' || is_joint(c) || invisible(c);
    let tells = |piece: &str| {
        piece.contains(|c: char| c.is_ascii_alphabetic()) && !piece.contains(char::is_numeric)
    };
    let mut pieces = text.split_whitespace().peekable();
    while let Some(piece) = pieces.next() {
        let apart = pieces.peek().is_some_and(|next| is_apart(piece, next));
        if !apart && piece.split(|c| !inside(c)).any(tells) {
            return true;
        }
    }
    false
}

/// A few letters and then a number: one code, typed in haste.
fn is_apart(letters: &str, number: &str) -> bool {
    let bare = |piece| str::trim_matches(piece, |c: char| !c.is_alphanumeric());
    let (letters, number) = (bare(letters), bare(number));
    (1..=3).contains(&letters.len())
        && letters.bytes().all(|b| b.is_ascii_alphabetic())
        && !number.is_empty()
        && number.chars().all(char::is_numeric)
}

fn is_joint(c: char) -> bool {
    matches!(c, '-' | '_' | '\u{2010}' | '\u{2011}')
}

fn is_code(piece: &str) -> bool {
    let digits = piece.bytes().filter(u8::is_ascii_digit).count();
    let letters = piece.bytes().filter(u8::is_ascii_lowercase).count();
    let dots = piece.bytes().filter(|b| *b == b'.').count();
    digits > 0 && piece.len() <= 40 && (letters > 0 || dots >= 2)
}

fn normal(piece: &str) -> String {
    piece.chars().filter(|c| !is_joint(*c)).collect()
}
