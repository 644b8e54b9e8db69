//! Finding card numbers in a text.
//!
//! Digits that stand together are a group; groups with at most three separators between them are a
//! run. A card number begins and ends with a group, of which it may have several; or it stands at
//! the beginning or the end of a longer one: so `4111 1111 1111 1111` is found behind a telephone number, and
//! two telephone numbers in a row are no card.
//!
//! Every digit is tried as the first of one, inside another number too: the end of a telephone
//! number and the beginning of a card number may fit by chance. What overlaps is hidden as one.

use std::borrow::Cow;

/// Lengths of card numbers (ISO/IEC 7812-1 and the issuers' own rules).
const SHORTEST: usize = 13;
const LONGEST: usize = 19;
/// The shortest that is looked for as a part of a longer group: shorter ones are out of use, and
/// would be found in serial numbers.
const TYPED_ON: usize = 15;
/// Digits that stay.
const KEEP: usize = 4;
/// Separators between two groups at most: ` - ` has three.
const BETWEEN: usize = 3;

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
        // No further than the longest number from each digit: long texts take no longer a letter.
        for at in 0..run.len() {
            if let Some(length) = longest_at(&run, at) {
                hide_too(&mut hidden, (run[at].start, run[at + length - 1].end));
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

/// Adds what begins behind the beginning of all others; what overlaps the last one grows it.
fn hide_too(hidden: &mut Vec<(usize, usize)>, (start, end): (usize, usize)) {
    match hidden.last_mut() {
        Some(last) if start < last.1 => last.1 = last.1.max(end),
        _ => hidden.push((start, end)),
    }
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
    let mut before = '\0';
    for (start, c) in text.char_indices() {
        let after = std::mem::replace(&mut before, c);
        if let Some(value) = digit(c) {
            let first = run.is_empty() || between > 0;
            if let Some(last) = run.last_mut() {
                last.last = first;
            }
            run.push(Digit { value, start, end: start + c.len_utf8(), first, last: true });
            between = 0;
        } else if is_invisible(c) {
            // Directions and joiners that text in Arabic carries: as if they were not there.
        } else if c == '\n' && after == '\r' {
            // The two are one line break, and one separator.
        } else if is_separator(c) && between < BETWEEN && !run.is_empty() {
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

/// The zeros of every script's decimal digits, sorted; the nine others follow each (Unicode 16,
/// general category `Nd`).
#[rustfmt::skip]
const ZEROS: [char; 76] = [
    '\u{0030}', '\u{0660}', '\u{06F0}', '\u{07C0}', '\u{0966}', '\u{09E6}', '\u{0A66}', '\u{0AE6}',
    '\u{0B66}', '\u{0BE6}', '\u{0C66}', '\u{0CE6}', '\u{0D66}', '\u{0DE6}', '\u{0E50}', '\u{0ED0}',
    '\u{0F20}', '\u{1040}', '\u{1090}', '\u{17E0}', '\u{1810}', '\u{1946}', '\u{19D0}', '\u{1A80}',
    '\u{1A90}', '\u{1B50}', '\u{1BB0}', '\u{1C40}', '\u{1C50}', '\u{A620}', '\u{A8D0}', '\u{A900}',
    '\u{A9D0}', '\u{A9F0}', '\u{AA50}', '\u{ABF0}', '\u{FF10}', '\u{104A0}', '\u{10D30}',
    '\u{10D40}', '\u{11066}', '\u{110F0}', '\u{11136}', '\u{111D0}', '\u{112F0}', '\u{11450}',
    '\u{114D0}', '\u{11650}', '\u{116C0}', '\u{116D0}', '\u{116DA}', '\u{11730}', '\u{118E0}',
    '\u{11950}', '\u{11BF0}', '\u{11C50}', '\u{11D50}', '\u{11DA0}', '\u{11F50}', '\u{16130}',
    '\u{16A60}', '\u{16AC0}', '\u{16B50}', '\u{16D70}', '\u{1CCF0}', '\u{1D7CE}', '\u{1D7D8}',
    '\u{1D7E2}', '\u{1D7EC}', '\u{1D7F6}', '\u{1E140}', '\u{1E2F0}', '\u{1E4F0}', '\u{1E5F1}',
    '\u{1E950}', '\u{1FBF0}',
];

/// A decimal digit of any script.
pub(super) fn digit(c: char) -> Option<u8> {
    let zero = ZEROS[..ZEROS.partition_point(|zero| *zero <= c)].last()?;
    u8::try_from(u32::from(c) - u32::from(*zero)).ok().filter(|value| *value <= 9)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || ('\u{2010}'..='\u{2015}').contains(&c)
        || matches!(c, '-' | '.' | ',' | '_' | '/' | '\u{2212}' | '·' | '－' | '،' | '，' | '、')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{0640}')
}
