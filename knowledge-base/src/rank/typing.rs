//! A question still being typed: every word must match, the last one as a beginning, titles
//! first. Nothing is stemmed: half a word has no stem.

use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur};

use super::asked::{Asked, Word};
use super::collect::{Any, Found, any, flat, run, term};
use super::finished;
use super::tally::idf;
use crate::analysis::Script;
use crate::index::Snapshot;
use crate::{Query, weights};

pub(crate) fn find(
    snapshot: &Snapshot,
    query: &Query,
    asked: &Asked,
    limit: usize,
) -> tantivy::Result<Vec<Found>> {
    let mut readings: Vec<Any> = Vec::new();
    let mut loose: Vec<Any> = Vec::new();
    let said = [Some(asked), asked.by_character.as_deref()].into_iter().flatten();
    let meant = asked.meant.iter().map(|reading| (reading, weights::SYNONYM));
    for (reading, worth) in said.map(|reading| (reading, 1.0)).chain(meant) {
        let mut clauses: Vec<Any> = Vec::new();
        for word in &reading.words {
            clauses.extend(clause(snapshot, word)?);
        }
        if clauses.is_empty() {
            continue;
        }
        let must = clauses.iter().map(|clause| (Occur::Must, clause.box_clone()));
        let mut parts: Vec<(Occur, Any)> = must.collect();
        if reading.start.chars().count() >= *weights::START.start() {
            let field = snapshot.fields.title_start;
            let begins = Term::from_field_text(field, &reading.start);
            let (searcher, begins) = (&snapshot.searcher, snapshot.searcher.doc_freq(&begins)?);
            if begins > 0 {
                let rare = idf(searcher.num_docs() as f32, begins);
                let start = flat(field, &reading.start, weights::STARTS_WITH);
                parts.push((Occur::Should, start));
                // the field is as long as the title: of titles that begin so, short ones first
                let near = term(field, &reading.start, weights::NEARLY_WHOLE / rare);
                parts.push((Occur::Should, near));
            }
        }
        let all: Any = Box::new(BooleanQuery::new(parts));
        readings.push(Box::new(BoostQuery::new(all, worth)));
        if clauses.len() > 1 && worth == 1.0 {
            loose.extend(clauses);
        }
    }
    let codes = || finished::codes(snapshot, asked);
    let mut either: Vec<Any> = codes()?;
    match readings.len() {
        0 => {}
        1 => either.append(&mut readings),
        _ => either.push(Box::new(DisjunctionMaxQuery::new(readings))),
    }
    let mut found = run(snapshot, query, any(either), limit)?;
    let filled = limit.min(weights::FILLED_TO);
    if found.len() < filled && !loose.is_empty() {
        loose.extend(codes()?);
        add(&mut found, run(snapshot, query, any(loose), filled)?, filled);
    }
    if found.is_empty() {
        return finished::find(snapshot, query, asked, limit);
    }
    Ok(found)
}

/// Further hits below those found already, their scores too.
fn add(found: &mut Vec<Found>, more: Vec<Found>, limit: usize) {
    let ceiling = found.last().map_or(f32::MAX, |last| last.score);
    for mut next in more {
        if found.len() == limit {
            break;
        }
        if !found.iter().any(|known| known.id == next.id) {
            next.score = next.score.min(ceiling);
            found.push(next);
        }
    }
}

/// What a word asks for; none if nothing in the index is like it.
fn clause(snapshot: &Snapshot, word: &Word) -> tantivy::Result<Option<Any>> {
    let fields = &snapshot.fields;
    let begins = |text: &str| -> tantivy::Result<bool> {
        let edge = Term::from_field_text(fields.title_edge, text);
        Ok(snapshot.searcher.doc_freq(&edge)? > 0)
    };
    let exact = |text: &str, weight: f32| {
        vec![
            term(fields.title_t, text, weights::TYPING_TITLE * weight),
            term(fields.keywords_t, text, weights::TYPING_KEYWORDS * weight),
            term(fields.body_t, text, weights::TYPING_BODY * weight),
        ]
    };
    let edge =
        |text: &str, weight: f32| term(fields.title_edge, text, weights::TYPING_EDGE * weight);
    let known = word.held > 0;
    let beginning = word.open && begins(&word.bare)?;
    if known || beginning {
        let mut parts = exact(&word.bare, 1.0);
        if word.open {
            parts.push(edge(&word.bare, 1.0));
        }
        return Ok(Some(any(parts)));
    }
    let mut parts: Vec<Any> = Vec::new();
    for mended in &word.mended {
        if word.open {
            parts.push(edge(mended, weights::MENDED));
        } else {
            parts.extend(exact(mended, weights::MENDED));
        }
    }
    // not in any title: the beginning of a word of the text, where it is long enough to tell
    let long = word.bare.chars().nth(2).is_some();
    if parts.is_empty() && word.open && long && matches!(word.script, Script::Word | Script::Arabic)
    {
        let term = Term::from_field_text(fields.body_t, &word.bare);
        parts.push(Box::new(FuzzyTermQuery::new_prefix(term, 0, true)));
    }
    Ok((!parts.is_empty()).then(|| any(parts)))
}
