//! From text to the tokens that are indexed and asked for.
//!
//! The script of each run of letters decides how it is cut, so a mixed text (Outlook 无法登录)
//! needs no guess at its language; the language only picks a stemmer and stop words. Every
//! token knows which bytes of the original it came from, so marks are true however much was
//! normalised. No token is dropped for its length and nothing here can fail.
//!
//! Deliberately absent: dictionaries of words (pairs of characters do as well, and half a word
//! is still a pair), and guesses about meaning.

mod arabic;
mod codes;
mod glance;
mod han;
mod letters;
mod stems;
mod tokens;

pub(crate) use codes::{asked_codes, codes, has_latin_words, own_codes};
pub(crate) use glance::glance;
pub(crate) use letters::{Letter, Script, letters, letters_by_character, runs};
pub(crate) use stems::{Stemming, is_small, stop_language};
pub(crate) use tokens::{bare, bare_tokens, grams, start_text, stem_pairs, stem_tokens};

#[cfg(test)]
mod tests;
