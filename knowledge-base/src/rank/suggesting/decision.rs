//! Whether to show anything, and how sure each article is.
//!
//! A handful of signs, each between about 0 and 1 and none of one language, are weighed by
//! logistic regression; the weights are data. The signs ask of the customer's last turn: does
//! any article answer it, does it ask the way this base's titles ask, does it hold anything but
//! small talk, and do the turn alone and the whole conversation mean the same article.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tantivy::Term;

use super::Alone;
use super::heard::Heard;
use crate::analysis::{bare_tokens, letters, runs};
use crate::index::Snapshot;
use crate::rank::collect::Found;

/// How many signs there are.
pub(crate) const SIGNS: usize = 14;
/// What they are called in the file of numbers.
pub(crate) const NAMES: [&str; SIGNS] = [
    // share of the turn's worth, in words that articles hold, that the best article holds
    "held_of_known",
    // the same of all its words
    "held_of_all",
    // words that carry meaning and that articles hold
    "telling",
    // what the best article of the conversation gets from the last turn, of the turn's best
    "agreement",
    // how far the first article is ahead of the third
    "ahead",
    // how usual the turn's words are in titles, and in texts
    "like_titles",
    "like_texts",
    // titles that begin with two neighbouring words of the turn
    "begins_a_title",
    // a question mark
    "asks",
    // the best article's plain score
    "score",
    // share of the turn's words that are small
    "small",
    // how long the turn is
    "long",
    // the article's place among the found; its score against the first's
    "place",
    "beside_first",
];

/// The signs of one moment, or of one article at it.
pub(crate) type Signs = [f32; SIGNS];

/// A logistic regression: what the signs weigh.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// With all signs at 0.
    pub base: f32,
    /// By the sign's name; a sign that is not named weighs nothing.
    #[serde(flatten)]
    pub signs: BTreeMap<String, f32>,
}

impl Decision {
    /// What it says, 0 to 1.
    pub(crate) fn probability(&self, signs: &Signs) -> f32 {
        let weigh = |(name, sign): (&&str, &f32)| self.signs.get(*name).unwrap_or(&0.0) * sign;
        let sum: f32 = NAMES.iter().zip(signs).map(weigh).sum::<f32>() + self.base;
        1.0 / (1.0 + (-sum).exp())
    }

    pub(crate) fn never() -> Decision {
        Decision { base: -100.0, signs: BTreeMap::new() }
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        for (name, value) in &self.signs {
            if !NAMES.contains(&name.as_str()) {
                return Err(format!("{name:?} is no sign; signs are {}", NAMES.join(", ")));
            }
            if !value.is_finite() {
                return Err(format!("{name} is {value}"));
            }
        }
        Ok(())
    }
}

/// The signs of a moment.
pub(crate) fn signs(
    snapshot: &Snapshot,
    heard: &Heard,
    last: &Alone,
    found: &[Found],
) -> tantivy::Result<Signs> {
    let mut signs = [0.0; SIGNS];
    let docs = snapshot.searcher.num_docs().max(1) as f32;
    let share = |part: f32, whole: f32| if whole > 0.0 { part / whole } else { 0.0 };
    let words = &heard.last.words;
    let telling = match heard.last_is_small {
        true => 0,
        false => heard.last.telling().filter(|word| word.about.max(word.held) > 0).count(),
    };
    if telling > 0 {
        signs[0] = share(last.best, last.known);
        signs[1] = share(last.best, last.all);
        signs[9] = last.best / (1.0 + docs.ln()) / 4.0;
    }
    signs[2] = (1.0 + telling as f32).ln() / 2.0;
    if let Some(first) = found.first() {
        signs[3] = share(last.score(first.at), last.best);
        let third = found.get(2).or(found.last()).map_or(0.0, |found| found.score);
        signs[4] = 1.0 - share(third, first.score);
    }
    let letters = letters(&heard.last_text);
    let tokens = bare_tokens(&runs(&letters));
    let held = |field, text: &str| snapshot.searcher.doc_freq(&Term::from_field_text(field, text));
    let (mut titles, mut texts, mut begins) = (0.0, 0.0, 0u64);
    for (at, token) in tokens.iter().enumerate() {
        let usual = |n: u64| ((n as f32 + 0.5) / (docs + 1.0)).ln() / (docs + 2.0).ln();
        titles += 1.0 + usual(held(snapshot.fields.title_t, &token.text)?);
        texts += 1.0 + usual(held(snapshot.fields.body_t, &token.text)?);
        if let Some(next) = tokens.get(at + 1) {
            let two = format!("{} {}", token.text, next.text);
            let two: String = two.chars().take(24).collect();
            begins = begins.max(held(snapshot.fields.title_start, two.trim_end())?);
        }
    }
    let n = tokens.len().max(1) as f32;
    signs[5] = titles / n;
    signs[6] = texts / n;
    signs[7] = (1.0 + begins as f32).ln() / (1.0 + docs).ln();
    let asks = heard.last_text.chars().any(|c| matches!(c, '?' | '؟' | '？'));
    signs[8] = if asks { 1.0 } else { 0.0 };
    let small = words.iter().filter(|word| word.stop).count();
    signs[10] = if heard.last_is_small { 1.0 } else { small as f32 / words.len().max(1) as f32 };
    signs[11] = (1.0 + tokens.len() as f32).ln() / 4.0;
    Ok(signs)
}

/// The signs of each of the found.
pub(crate) fn of_each(moment: &Signs, last: &Alone, found: &[Found]) -> Vec<Signs> {
    let first = found.first().map_or(1.0, |found| found.score).max(f32::MIN_POSITIVE);
    let of = |(place, found): (usize, &Found)| {
        let mut signs = *moment;
        signs[3] = if last.best > 0.0 { last.score(found.at) / last.best } else { 0.0 };
        signs[12] = (1.0 + place as f32).ln();
        signs[13] = 1.0 - found.score / first;
        signs
    };
    found.iter().enumerate().map(of).collect()
}
