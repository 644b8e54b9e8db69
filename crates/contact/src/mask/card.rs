//! Finding card numbers in a text.
//!
//! Digits that stand together are a group; groups with at most two separators between them are a
//! run. A card number begins and ends with a group, of which it may have several; or it stands at
//! the beginning or the end of a longer one: so `4111 1111 1111 1111` is found behind a telephone number, and
//! two telephone numbers in a row are no card.

use std::borrow::Cow;

/// Lengths of card numbers (ISO/IEC 7812-1 and the issuers' own rules).
const SHORTEST: usize = 13;
const LONGEST: usize = 19;
/// The shortest that is looked for as a part of a longer group: shorter ones are out of use, and
/// would be found in serial numbers.
const TYPED_ON: usize = 15;
/// Digits that stay.
const KEEP: usize = 4;

struct Digit {
    value: u8,
    start: usize,
    end: usize,
    /// Begins a group.
    first: bool,
    /// Ends a group.
    last: bool,
}

/// `text` with its card numbers hidden.
pub(super) fn hide(text: &str) -> Cow<'_, str> {
    let mut hidden: Vec<(usize, usize)> = Vec::new();
    for run in runs(text) {
        if run.len() < SHORTEST {
            continue;
        }
        let mut at = 0;
        while at < run.len() {
            match longest_at(&run, at) {
                Some(length) => {
                    hidden.push((run[at].start, run[at + length - 1].end));
                    at += length;
                }
                None => at += 1,
            }
        }
    }
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for (start, end) in hidden {
        masked.push_str(&text[done..start]);
        masked.push_str(&super::hide(&text[start..end], KEEP));
        done = end;
    }
    masked.push_str(&text[done..]);
    Cow::Owned(masked)
}

/// How many digits from `at` on are a card number; the most that are.
fn longest_at(run: &[Digit], at: usize) -> Option<usize> {
    (SHORTEST..=LONGEST.min(run.len() - at)).rev().find(|length| {
        let window = &run[at..at + length];
        let whole = window[0].first && window[length - 1].last;
        // A digit too many, or the security code, typed on without a blank.
        let typed_on = *length >= TYPED_ON
            && (window[0].first || window[length - 1].last)
            && window[1..].iter().all(|digit| !digit.first);
        (whole || typed_on) && is_card(window)
    })
}

fn is_card(digits: &[Digit]) -> bool {
    let front = |count: usize| digits[..count].iter().fold(0, |n, d| n * 10 + u32::from(d.value));
    let issued = match front(1) {
        4 => [13, 16, 19].contains(&digits.len()),
        5 => match front(2) {
            51..=55 => digits.len() == 16,
            // Maestro.
            50 | 56..=58 => (SHORTEST..=LONGEST).contains(&digits.len()),
            _ => false,
        },
        2 => (2221..=2720).contains(&front(4)) && digits.len() == 16 || mir(front(4), digits.len()),
        3 => match front(2) {
            34 | 37 => digits.len() == 15,
            30 | 36 | 38 | 39 => (14..=19).contains(&digits.len()),
            35 => (3528..=3589).contains(&front(4)) && (16..=19).contains(&digits.len()),
            _ => false,
        },
        // Discover, UnionPay, RuPay, Maestro.
        6 => (SHORTEST..=LONGEST).contains(&digits.len()),
        // Troy; UnionPay's newer range.
        8 => front(2) == 81 && (16..=19).contains(&digits.len()),
        9 => front(4) == 9792 && digits.len() == 16,
        _ => false,
    };
    issued && luhn(digits)
}

fn mir(front: u32, length: usize) -> bool {
    (2200..=2204).contains(&front) && (16..=19).contains(&length)
}

/// The check digit of ISO/IEC 7812-1, annex B.
fn luhn(digits: &[Digit]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, u32::from(digit.value)) {
            (0, value) => value,
            (_, value) if value > 4 => value * 2 - 9,
            (_, value) => value * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

fn runs(text: &str) -> Vec<Vec<Digit>> {
    let mut runs = Vec::new();
    let mut run: Vec<Digit> = Vec::new();
    let mut between = 0;
    for (start, c) in text.char_indices() {
        if let Some(value) = digit(c) {
            let first = run.is_empty() || between > 0;
            if let Some(before) = run.last_mut() {
                before.last = first;
            }
            run.push(Digit { value, start, end: start + c.len_utf8(), first, last: true });
            between = 0;
        } else if is_invisible(c) {
            // Directions and joiners that text in Arabic carries: as if they were not there.
        } else if is_separator(c) && between < 2 && !run.is_empty() {
            between += 1;
        } else if !run.is_empty() {
            runs.push(std::mem::take(&mut run));
            between = 0;
        }
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

/// A decimal digit of the scripts people write numbers in here.
fn digit(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{0660}'..='\u{0669}' => '\u{0660}',
        '\u{06F0}'..='\u{06F9}' => '\u{06F0}',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        '\u{0966}'..='\u{096F}' => '\u{0966}',
        _ => return None,
    };
    u8::try_from(c as u32 - zero as u32).ok()
}

fn is_separator(c: char) -> bool {
    c == ' '
        || c == '\u{00A0}'
        || c == '\u{202F}'
        || c == '\u{2009}'
        || c == '\u{3000}'
        || c == '\t'
        || ('\u{2010}'..='\u{2015}').contains(&c)
        || matches!(c, '-' | '.' | '_' | '/' | '\u{2212}' | '·' | '－')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{0640}')
}
