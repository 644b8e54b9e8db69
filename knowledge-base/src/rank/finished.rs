//! A finished question: stems and letter groups, any may match.

use tantivy::Term;
use tantivy::query::DisjunctionMaxQuery;

use super::asked::{Asked, Word};
use super::collect::{Any, Found, any, run, term};
use crate::index::Snapshot;
use crate::{Query, weights};

pub(crate) fn find(
    snapshot: &Snapshot,
    query: &Query,
    asked: &Asked,
    limit: usize,
) -> tantivy::Result<Vec<Found>> {
    let fields = &snapshot.fields;
    let mut parts: Vec<Any> = Vec::new();
    for word in asked.telling() {
        for (field, weight) in [
            (fields.title_w, weights::TITLE),
            (fields.keywords_w, weights::KEYWORDS),
            (fields.body_w, weights::BODY),
        ] {
            parts.push(forms(word, |stem| term(field, stem, weight * word.times)));
        }
    }
    parts.extend(codes(snapshot, asked, false)?);
    let lang = asked.lang.as_deref();
    for (gram, script, times) in &asked.grams {
        parts.push(term(fields.grams, gram, weights::grams(*script, lang) * times));
    }
    run(snapshot, query, any(parts), limit)
}

/// A word of several stems counts by the one that fits best.
fn forms(word: &Word, query: impl Fn(&str) -> Any) -> Any {
    match word.stems.as_slice() {
        [only] => query(only),
        stems => Box::new(DisjunctionMaxQuery::new(stems.iter().map(|s| query(s)).collect())),
    }
}

/// Codes are asked for exactly, where they stand.
pub(crate) fn codes(snapshot: &Snapshot, asked: &Asked, typing: bool) -> tantivy::Result<Vec<Any>> {
    let fields = &snapshot.fields;
    let mut parts = Vec::new();
    let question: String = asked.words.iter().map(|word| word.bare.as_str()).collect();
    // a plain number is looked up as a code only if it is the whole question
    let number = question.bytes().all(|b| b.is_ascii_digit()) && asked.words.len() == 1;
    let most = (snapshot.searcher.num_docs() / weights::CODE_SHARE).max(weights::CODE_LEAST);
    for code in asked.codes.iter().chain(number.then_some(&question)) {
        let alone = code.replace('.', "") == question;
        let held = |place: char| {
            let text = format!("{place}{code}");
            snapshot.searcher.doc_freq(&Term::from_field_text(fields.code, &text))
        };
        let common = held('t')?.max(held('b')?) > most;
        if common && !alone {
            continue;
        }
        for (place, weight) in
            [('o', weights::OWN_CODE), ('t', weights::TITLE_CODE), ('b', weights::BODY_CODE)]
        {
            parts.push(term(fields.code, &format!("{place}{code}"), weight));
        }
        if typing {
            parts.push(term(fields.code, &format!("p{code}"), weights::TITLE_CODE));
        }
    }
    Ok(parts)
}
