//! Hiding what must never be written down: card numbers, and what else a centre lists.
//!
//! Card numbers are always hidden. A number counts as one when it begins as an issuer's numbers
//! do, has a length that issuer uses, and its check digit fits (ISO/IEC 7812-1, Luhn). Digits may
//! be of any script and may stand in groups. Short numbers, telephone numbers and the serial
//! numbers of devices (IMEI, ICCID) do not begin as cards do and stay readable.
//!
//! Deliberately absent: what else is personal in a text; a name is part of a note on purpose.

mod card;

use std::borrow::Cow;

use regex::Regex;

use crate::Mask;

/// What stands in place of a hidden letter or digit.
pub const HIDDEN: char = '•';

/// Hides card numbers and what a centre lists.
#[derive(Clone, Debug, Default)]
pub struct Masker {
    listed: Vec<(Regex, usize)>,
}

/// A pattern that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{name}` is no pattern: {what}")]
pub struct MaskError {
    /// The mask's name.
    pub name: String,
    /// What is wrong with it.
    pub what: String,
}

impl Masker {
    /// Takes the centre's patterns.
    ///
    /// # Errors
    /// The first pattern that is no regular expression, or that would hide an empty text.
    pub fn new(masks: &[Mask]) -> Result<Masker, MaskError> {
        let mut listed = Vec::new();
        for mask in masks {
            let wrong = |what: String| MaskError { name: mask.id.clone(), what };
            let pattern = regex::RegexBuilder::new(&mask.pattern)
                .size_limit(1 << 20)
                .build()
                .map_err(|error| wrong(error.to_string()))?;
            if pattern.is_match("") {
                return Err(wrong("it fits an empty text".into()));
            }
            listed.push((pattern, usize::from(mask.keep_last)));
        }
        Ok(Masker { listed })
    }

    /// `text` with everything hidden that must be; the very text when there is nothing.
    ///
    /// Each hidden letter or digit becomes `•`, separators stay. Of a card number the last four
    /// digits stay, of a listed text as many as its mask says.
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut masked = card::hide(text);
        for (pattern, keep) in &self.listed {
            if pattern.is_match(&masked) {
                let hidden = pattern
                    .replace_all(&masked, |found: &regex::Captures<'_>| hide(&found[0], *keep))
                    .into_owned();
                masked = Cow::Owned(hidden);
            }
        }
        masked
    }

    /// Masks `text` where it stands. Returns whether anything was hidden.
    pub fn mask_in(&self, text: &mut String) -> bool {
        match self.mask(text) {
            Cow::Borrowed(_) => false,
            Cow::Owned(masked) => {
                let changed = masked != *text;
                *text = masked;
                changed
            }
        }
    }
}

/// Every letter and digit hidden but the last `keep`.
fn hide(text: &str, keep: usize) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    let mut left = letters.saturating_sub(keep);
    text.chars()
        .map(|c| {
            if left > 0 && c.is_alphanumeric() {
                left -= 1;
                HIDDEN
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
