//! What a search gives back.
//!
//! Marks are half-open ranges `[start, end)` counted in UTF-16 code units (JavaScript's string
//! index) of the very string beside them: sorted, never empty, never overlapping or touching,
//! never splitting what a reader sees as one character. They are ranges, never HTML.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::State;

/// The hits of one search, best first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Answer {
    /// Best first, one per article id.
    pub hits: Vec<Hit>,
    /// About how many articles have to do with the question; never below `hits.len()`.
    pub total_estimate: u32,
    /// Words of the question that no article holds, as they were typed.
    pub unknown_words: Vec<String>,
    /// The question with the nearest known spelling in place of each unknown word.
    pub suggestion: Option<String>,
    /// How long the search took, in microseconds.
    pub took_us: u32,
}

/// One article, and the passage of it that answers best.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Hit {
    /// The subject.
    pub id: String,
    /// Its version when it was indexed.
    pub version: u32,
    /// The language of this variant, BCP 47.
    pub lang: String,
    /// The title; where the article has none, the first words of its body.
    pub title: String,
    /// Where the question's words are in `title`.
    pub title_marks: Vec<[u32; 2]>,
    /// The heading of the section the passage is from.
    pub heading: Option<String>,
    /// Which of [`crate::sections`] the passage is from, counted from 0.
    pub section: u32,
    /// That section's id: `steps`.
    pub section_id: Option<String>,
    /// Plain text of about 160 letters, cut out of the section.
    pub passage: String,
    /// Where the question's words are in `passage`.
    pub passage_marks: Vec<[u32; 2]>,
    /// Where the article stands.
    pub state: State,
    /// The day of its last change, `YYYY-MM-DD`.
    pub updated: Option<String>,
    /// The reason paths it answers.
    pub reasons: Vec<String>,
    /// Only to be compared with the other scores of the same answer.
    pub score: f32,
}
