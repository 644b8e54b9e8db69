//! From a conversation to suggested articles.
//!
//! *What* to show is found with all that was said: newer words count more. Two clocks fade
//! them. Words of a question fade quickly: the next question replaces them. Names of things
//! (what an article's keywords hold: products, places) fade slowly: they are said once and then
//! only meant. Neither clock runs by turns but by what is said: a turn of a name, a number or a
//! thank-you tells nothing new and makes nothing older. Numbers and addresses are left out,
//! codes that an article bears are kept.
//!
//! *Whether* to show is decided by the customer's last turn alone; see `decision`.

mod courtesy;
mod decision;
mod heard;

use std::collections::HashMap;

use tantivy::DocAddress;

pub(crate) use decision::{Decision, NAMES, SIGNS, Signs};
use heard::Heard;

use super::asked::Asked;
use super::collect::{self, Found, best};
use super::finished::clues;
use super::tally::{Clue, Kind, idf, tally};
use crate::index::Snapshot;
use crate::passage::Wanted;
use crate::suggestion::Conversation;
use crate::weights::suggestion::Numbers;
use crate::{IndexError, Suggestion, Suggestions, Synonyms};

/// A conversation, weighed.
pub(crate) struct Weighed {
    /// Best first.
    pub(crate) found: Vec<Found>,
    /// What speaks for showing anything.
    pub(crate) signs: Signs,
    /// What speaks for each of the found.
    pub(crate) of_each: Vec<Signs>,
    wanted: Wanted,
    lang: Option<String>,
    last: String,
}

/// What to suggest, all but the time it took.
pub(crate) fn suggest(
    snapshot: &Snapshot,
    synonyms: &Synonyms,
    conversation: &Conversation,
    numbers: &Numbers,
) -> Result<Suggestions, IndexError> {
    let Some(mut weighed) = weigh(snapshot, synonyms, conversation, numbers)? else {
        return Ok(Suggestions::default());
    };
    let confidence = numbers.show.probability(&weighed.signs);
    if confidence < numbers.threshold || weighed.found.is_empty() {
        return Ok(Suggestions { confidence, ..Suggestions::default() });
    }
    let query = conversation.query(&weighed.last, weighed.lang.as_deref());
    collect::in_own_language(snapshot, &query, &mut weighed.found)
        .map_err(|error| snapshot.unreadable(&error))?;
    let mut articles = Vec::with_capacity(weighed.found.len());
    for (found, signs) in weighed.found.iter().zip(&weighed.of_each) {
        let confidence = numbers.article.probability(signs).min(confidence);
        let hit = super::hit(snapshot, found, &weighed.wanted)?;
        articles.push(Suggestion { hit, confidence });
    }
    Ok(Suggestions { articles, confidence, took_us: 0 })
}

/// Ranks the articles and gathers the signs; none if nothing was said that tells anything.
pub(crate) fn weigh(
    snapshot: &Snapshot,
    synonyms: &Synonyms,
    conversation: &Conversation,
    numbers: &Numbers,
) -> Result<Option<Weighed>, IndexError> {
    let wrong = |error| snapshot.unreadable(&error);
    let Some(heard) = Heard::of(snapshot, synonyms, conversation, numbers).map_err(wrong)? else {
        return Ok(None);
    };
    let query = conversation.query(&heard.last_text, heard.lang.as_deref());
    let clues = heard.clues(snapshot).map_err(wrong)?;
    let words = heard.words.len();
    let manner = heard.manner;
    let scored = tally(snapshot, clues, &manner, words).map_err(wrong)?;
    let found = best(snapshot, &query, scored, query.limit.max(3)).map_err(wrong)?;
    let last = Alone::of(snapshot, &heard.last).map_err(wrong)?;
    let signs = decision::signs(snapshot, &heard, &last, &found).map_err(wrong)?;
    let of_each = decision::of_each(&signs, &last, &found);
    let mut found = found;
    found.truncate(query.limit);
    let wanted = heard.wanted(snapshot);
    Ok(Some(Weighed { found, signs, of_each, wanted, lang: heard.lang, last: heard.last_text }))
}

/// The customer's last turn asked alone.
pub(crate) struct Alone {
    scores: HashMap<DocAddress, f32>,
    best: f32,
    /// The worth of all its words that some article holds, and of all its words.
    known: f32,
    all: f32,
}

impl Alone {
    fn of(snapshot: &Snapshot, asked: &Asked) -> tantivy::Result<Alone> {
        let manner = asked.manner();
        let clues = clues(snapshot, asked, &manner)?;
        let docs = snapshot.searcher.num_docs().max(1) as f32;
        let worth = |clue: &Clue| clue.weight * idf(docs, clue.held);
        let counted = |clue: &&Clue| clue.kind != Kind::Code;
        let known: f32 = clues.iter().filter(counted).filter(|clue| clue.held > 0).map(worth).sum();
        let all: f32 = clues.iter().filter(counted).map(worth).sum();
        let mut scored = tally(snapshot, clues, &manner, asked.words.len())?;
        // languages lift an article that holds all of a question by different much
        let lift = 1.0 + manner.share_of_words + manner.share_of_groups;
        scored.iter_mut().for_each(|(score, _)| *score /= lift);
        let best = scored.iter().map(|(score, _)| *score).fold(0.0, f32::max);
        let scores = scored.into_iter().map(|(score, at)| (at, score)).collect();
        Ok(Alone { scores, best, known, all })
    }

    fn score(&self, at: DocAddress) -> f32 {
        self.scores.get(&at).copied().unwrap_or(0.0)
    }
}
