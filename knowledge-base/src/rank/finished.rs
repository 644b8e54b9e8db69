//! A finished question: stems, pairs of words and letter groups, any may match.

use tantivy::Term;
use tantivy::schema::Field;

use super::asked::{Asked, Word};
use super::collect::{Any, Found, best, term};
use super::tally::{Clue, Kind, Place, tally};
use crate::Query;
use crate::analysis::Script;
use crate::index::Snapshot;
use crate::weights::{self, Manner};

pub(crate) fn find(
    snapshot: &Snapshot,
    query: &Query,
    asked: &Asked,
    limit: usize,
) -> tantivy::Result<Vec<Found>> {
    let manner = asked.manner();
    let clues = clues(snapshot, asked, &manner)?;
    let scored = tally(snapshot, clues, &manner, asked.words.len())?;
    best(snapshot, query, scored, limit)
}

/// What a question asks for, weighed.
pub(crate) fn clues(
    snapshot: &Snapshot,
    asked: &Asked,
    manner: &Manner,
) -> tantivy::Result<Vec<Clue>> {
    let mut clues = Vec::new();
    for word in &asked.words {
        words(snapshot, word, manner, 1.0, &mut clues);
    }
    for meant in &asked.meant {
        let new = |word: &&Word| !word.stop && asked.words.iter().all(|w| w.bare != word.bare);
        for word in meant.words.iter().filter(new) {
            words(snapshot, word, manner, weights::SYNONYM, &mut clues);
        }
    }
    let fields = &snapshot.fields;
    for pair in &asked.pairs {
        clues.push(one(snapshot, Kind::Beside, fields.pairs, pair.clone(), manner.pairs)?);
    }
    for pair in &asked.quoted_pairs {
        clues.push(one(snapshot, Kind::Word, fields.pairs, pair.clone(), weights::QUOTED)?);
    }
    for (gram, script, times) in &asked.grams {
        let weight = manner.groups(*script) * times;
        clues.push(one(snapshot, Kind::Group, fields.grams, gram.clone(), weight)?);
    }
    for (code, weight) in wanted_codes(snapshot, asked, false)? {
        clues.push(one(snapshot, Kind::Code, fields.code, code, weight)?);
    }
    Ok(clues)
}

fn one(
    snapshot: &Snapshot,
    kind: Kind,
    field: Field,
    text: String,
    weight: f32,
) -> tantivy::Result<Clue> {
    let held = snapshot.searcher.doc_freq(&Term::from_field_text(field, &text))?;
    Ok(Clue { kind, weight, held, places: vec![Place { field, text, weight: 1.0 }] })
}

/// A word as its stems and as it is written; a small word only as it is written; a word nobody
/// has as what it was meant to be.
fn words(snapshot: &Snapshot, word: &Word, manner: &Manner, factor: f32, clues: &mut Vec<Clue>) {
    let fields = &snapshot.fields;
    let places = |fields: [Field; 3], texts: &[String]| -> Vec<Place> {
        let weights = [manner.title, weights::KEYWORDS, weights::BODY];
        let places = fields.into_iter().zip(weights);
        places
            .flat_map(|(field, weight)| {
                texts.iter().map(move |text| Place { field, text: text.clone(), weight })
            })
            .collect()
    };
    let exact = [fields.title_t, fields.keywords_t, fields.body_t];
    let weight = factor * word.times;
    if !word.stop {
        let stems = places([fields.title_w, fields.keywords_w, fields.body_w], &word.stems);
        clues.push(Clue { kind: Kind::Word, weight, held: word.about, places: stems });
    }
    if matches!(word.script, Script::Word | Script::Arabic) {
        let share = if word.stop { manner.small } else { manner.exact };
        if share > 0.0 {
            let places = places(exact, std::slice::from_ref(&word.bare));
            clues.push(Clue {
                kind: if word.stop { Kind::Beside } else { Kind::Word },
                weight: weight * share,
                held: word.held,
                places,
            });
        }
    }
    if let Some(mended) = word.mended.first() {
        let places = places(exact, std::slice::from_ref(mended));
        let weight = weight * weights::MENDED_BESIDE;
        clues.push(Clue { kind: Kind::Word, weight, held: word.mended_held, places });
    }
}

/// Codes are asked for exactly, where they stand.
pub(crate) fn codes(snapshot: &Snapshot, asked: &Asked) -> tantivy::Result<Vec<Any>> {
    let wanted = wanted_codes(snapshot, asked, true)?;
    let field = snapshot.fields.code;
    Ok(wanted.into_iter().map(|(code, weight)| term(field, &code, weight)).collect())
}

/// The codes of a question as the index has them, with what each is worth.
pub(crate) fn wanted_codes(
    snapshot: &Snapshot,
    asked: &Asked,
    typing: bool,
) -> tantivy::Result<Vec<(String, f32)>> {
    let fields = &snapshot.fields;
    let mut wanted = Vec::new();
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
            wanted.push((format!("{place}{code}"), weight));
        }
        if typing {
            wanted.push((format!("p{code}"), weights::TITLE_CODE));
        }
    }
    Ok(wanted)
}
