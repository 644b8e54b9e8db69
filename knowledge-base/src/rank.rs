//! From a question to ranked hits.
//!
//! A finished question is asked of words and letter groups, any of which may match; a question
//! still being typed is asked of titles first, every word must match, and only words the index
//! does not have are mended. Numbers are in `weights`, passages and marks in `passage`.

mod asked;
mod collect;
mod finished;
pub(crate) mod phrase;
mod spelling;
pub(crate) mod suggesting;
mod tally;
mod typing;

pub(crate) use spelling::Vocabulary;
pub(crate) use tally::Sheet;

use asked::Asked;
use collect::Found;

use crate::analysis::Stemming;
use crate::index::Snapshot;
use crate::passage::{self, Wanted, marks};
use crate::{Answer, Hit, IndexError, Query, Synonyms};

/// More hits than anybody reads.
const MOST_HITS: usize = 100;

/// Answers a question, all but the time it took.
pub(crate) fn answer(
    snapshot: &Snapshot,
    synonyms: &Synonyms,
    query: &Query,
) -> Result<Answer, IndexError> {
    let asked =
        Asked::new(snapshot, synonyms, query).map_err(|error| snapshot.unreadable(&error))?;
    if asked.is_empty() {
        return Ok(Answer::default());
    }
    let mut found = found(snapshot, query, &asked)?;
    collect::in_own_language(snapshot, query, &mut found)
        .map_err(|error| snapshot.unreadable(&error))?;
    let wanted = asked.wanted();
    let mut hits = Vec::with_capacity(found.len());
    for found in &found {
        hits.push(hit(snapshot, found, &wanted)?);
    }
    let (unknown_words, suggestion) = spelling::unknown(snapshot, query, &asked);
    let about = u32::try_from(asked.about()).unwrap_or(u32::MAX);
    let total_estimate = about.max(hits.len() as u32);
    Ok(Answer { hits, total_estimate, unknown_words, suggestion, took_us: 0 })
}

/// The ids of the best articles.
pub(crate) fn ids(
    snapshot: &Snapshot,
    synonyms: &Synonyms,
    query: &Query,
) -> Result<Vec<String>, IndexError> {
    let asked =
        Asked::new(snapshot, synonyms, query).map_err(|error| snapshot.unreadable(&error))?;
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    Ok(found(snapshot, query, &asked)?.into_iter().map(|found| found.id).collect())
}

fn found(snapshot: &Snapshot, query: &Query, asked: &Asked) -> Result<Vec<Found>, IndexError> {
    let limit = query.limit.min(MOST_HITS);
    if limit == 0 {
        return Ok(Vec::new());
    }
    // a phrase is looked for in more than are shown
    let wide = if asked.phrases.is_empty() { limit } else { MOST_HITS };
    let found = if query.typing {
        typing::find(snapshot, query, asked, wide)
    } else {
        finished::find(snapshot, query, asked, wide)
    };
    let mut found = found.map_err(|error| snapshot.unreadable(&error))?;
    if !asked.phrases.is_empty() {
        phrase::keep(snapshot, &asked.phrases, limit, &mut found)?;
        found.truncate(limit);
    }
    Ok(found)
}

fn hit(snapshot: &Snapshot, found: &Found, wanted: &Wanted) -> Result<Hit, IndexError> {
    let page = snapshot.page(found.at)?;
    let stemming = Stemming::of(&page.lang);
    let passage = passage::best(&page, wanted, &stemming);
    Ok(Hit {
        title_marks: marks(&page.title.text, page.title.read(&stemming), wanted),
        passage_marks: passage.marks,
        id: page.id.clone(),
        version: page.version,
        lang: page.lang.clone(),
        title: page.title.text.clone(),
        heading: passage.heading,
        section: passage.section,
        section_id: passage.section_id,
        passage: passage.text,
        state: page.state,
        updated: page.updated.clone(),
        reasons: page.reasons.clone(),
        score: found.score,
    })
}
