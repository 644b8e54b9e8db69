//! Every number of the ranking, with its reason.
//!
//! They were chosen on public question sets in four languages (see `kb eval-all`); change one
//! only with that table before and after.

use crate::analysis::Script;

/// A word in the title says what the article is about; twice as much as one in the text.
pub(crate) const TITLE: f32 = 2.0;
/// The measure of the others.
pub(crate) const BODY: f32 = 1.0;
/// Keywords are the caller's words for the title, but an author may list many.
pub(crate) const KEYWORDS: f32 = 1.5;

/// Letter groups against words. They carry most where words vary most: Arabic dialects, Swedish
/// compounds. Measured per language.
pub(crate) fn grams(script: Script, lang: Option<&str>) -> f32 {
    match (script, lang) {
        (Script::Han | Script::Pairs, _) => 0.6,
        (Script::Arabic, _) => 0.8,
        (Script::Word, Some("en")) => 0.3,
        (Script::Word, Some("sv")) => 0.5,
        (Script::Word, _) => 0.4,
    }
}

/// An article asked for by its own name is what is wanted, whatever else is typed.
pub(crate) const OWN_CODE: f32 = 40.0;
/// A code in title or keywords: what the article is about.
pub(crate) const TITLE_CODE: f32 = 4.0;
/// A code in the text.
pub(crate) const BODY_CODE: f32 = 1.5;

/// While typing, titles are what is looked for.
pub(crate) const TYPING_TITLE: f32 = 3.0;
/// Keywords while typing.
pub(crate) const TYPING_KEYWORDS: f32 = 2.0;
/// Text while typing.
pub(crate) const TYPING_BODY: f32 = 1.0;
/// The last word as the beginning of a word of the title.
pub(crate) const TYPING_EDGE: f32 = 2.0;
/// The title begins with all that was typed: most titles are typed from their beginning.
pub(crate) const STARTS_WITH: f32 = 20.0;
/// A word mended (one letter off) counts less than the word itself.
pub(crate) const MENDED: f32 = 0.7;

/// The asker's own language and script lifts a hit this much: less than one matching word does.
pub(crate) const OWN_LANGUAGE: f32 = 0.15;
/// The asker's variant of an article stands for it if it scores at least this share of the best
/// variant.
pub(crate) const OWN_VARIANT: f32 = 0.6;

/// A code that more than one in so many articles hold names none of them: it is a word (COVID-19
/// in a health body's answers).
pub(crate) const CODE_SHARE: u64 = 20;
/// In a small base a code may be in so many articles all the same.
pub(crate) const CODE_LEAST: u64 = 12;

/// Letters of a question that are read; more is a pasted text, and its beginning is enough.
pub(crate) const MOST_LETTERS: usize = 4_000;
/// Different words of a question that are looked up.
pub(crate) const MOST_WORDS: usize = 96;
/// Different letter groups of a question that are looked up.
pub(crate) const MOST_GRAMS: usize = 384;
/// Letters of a title that count as its beginning, and the least of them.
pub(crate) const START: std::ops::RangeInclusive<usize> = 2..=24;
/// Letters of a word that its beginnings are indexed for.
pub(crate) const EDGE: usize = 15;
