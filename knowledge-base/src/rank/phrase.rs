//! Phrases in quotes: an article must hold them as they are said, else it is no hit.
//!
//! Quotes are no query syntax: one without its partner is a letter like any other, and a phrase
//! that no article holds is taken as its words (it was a quotation, not a condition).
//!
//! Phrase and text are folded by the same analysis. The index, which was folded by it too, says
//! which articles have all the words: those are read for their order. Chinese is also looked for
//! as it stands, which the index does not know.

use std::cell::LazyCell;
use std::collections::HashSet;

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, Term};

use super::collect::Found;
use crate::IndexError;
use crate::analysis::{Letter, Script, bare, bare_tokens, letters, letters_by_character, runs};
use crate::index::{Fields, Snapshot};
use crate::passage::plain_body;

const QUOTES: [(char, char); 6] =
    [('"', '"'), ('“', '”'), ('”', '”'), ('«', '»'), ('「', '」'), ('《', '》')];
/// Articles that are read for a phrase, best first.
const MOST_READ: usize = 40;
/// More phrases are a pasted text.
const MOST: usize = 4;
/// Different words of a phrase that the index is asked for: the others hardly rule out more.
const MOST_ASKED: usize = 12;
/// Stands around words and between stretches of characters; no letter.
const EDGE: char = '\0';

/// A phrase, folded.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    /// Of [`folded`].
    whole: String,
    /// With Chinese converted character by character, if there is any: how a whole text is
    /// converted depends on what stands around the phrase, its characters do not.
    singly: Option<String>,
    /// What the index must have of it.
    words: Vec<Sought>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Sought {
    /// A word, or a pair of characters.
    Word(String),
    /// A character without a neighbour; in a text it may have one.
    Single(String),
}

impl Phrase {
    /// None where there is nothing but signs.
    pub(crate) fn of(text: &str) -> Option<Phrase> {
        let read = letters(text);
        let whole = folded(&read);
        let runs = runs(&read);
        let chinese = runs.iter().any(|run| run.script == Script::Han);
        let mut words = Vec::new();
        // a lone accent is no word to the index
        for token in bare_tokens(&runs).into_iter().filter(|token| !token.text.is_empty()) {
            let pairs = matches!(token.script, Script::Han | Script::Pairs);
            let single = pairs && token.text.chars().nth(1).is_none();
            let word = if single { Sought::Single(token.text) } else { Sought::Word(token.text) };
            if words.len() < MOST_ASKED && !words.contains(&word) {
                words.push(word);
            }
        }
        let singly = chinese.then(|| folded(&letters_by_character(text)));
        (!whole.is_empty()).then_some(Phrase { whole, singly, words })
    }
}

impl Sought {
    /// Where the index has it.
    fn places(&self, fields: &Fields) -> (&str, Vec<Field>) {
        match self {
            Sought::Word(text) => (text, vec![fields.title_t, fields.keywords_t, fields.body_t]),
            Sought::Single(text) => (text, vec![fields.grams]),
        }
    }
}

/// A text such that it holds a phrase if its folded form holds that of the phrase: words whole,
/// characters as they stand side by side.
fn folded(letters: &[Letter]) -> String {
    let mut out = String::with_capacity(letters.len() * 2);
    let mut before = None;
    for run in runs(letters) {
        match run.script {
            Script::Han | Script::Pairs => {
                if before == Some(run.script) {
                    out.push(EDGE);
                }
                out.extend(run.letters.iter().map(|letter| letter.c));
            }
            Script::Arabic | Script::Word => {
                let word = bare(&run.text());
                if !word.is_empty() {
                    out.push(EDGE);
                    out.push_str(&word);
                    out.push(EDGE);
                }
            }
        }
        before = Some(run.script);
    }
    out
}

/// What stands in quotes, without them.
pub(crate) fn quoted(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while out.len() < MOST
        && let Some((at, close)) = rest.char_indices().find_map(|(at, c)| {
            QUOTES.iter().find(|(open, _)| *open == c).map(|(_, close)| (at, *close))
        })
    {
        let inside = at + rest[at..].chars().next().map_or(1, char::len_utf8);
        let Some(end) = rest[inside..].find(close) else { break };
        out.push(&rest[inside..inside + end]);
        rest = &rest[inside + end + close.len_utf8()..];
    }
    out
}

/// Leaves the articles that hold every phrase, at most `limit`; all of them if none does.
pub(crate) fn keep(
    snapshot: &Snapshot,
    phrases: &[Phrase],
    limit: usize,
    found: &mut Vec<Found>,
) -> Result<(), IndexError> {
    let known = phrases.iter().map(|phrase| with_words(snapshot, phrase, found));
    let known: Vec<HashSet<DocAddress>> =
        known.collect::<tantivy::Result<_>>().map_err(|error| snapshot.unreadable(&error))?;
    let mut kept = Vec::new();
    for found in promising(phrases, &known, found) {
        if kept.len() == limit {
            break;
        }
        let article = snapshot.stored(found.at)?;
        let texts = [article.title.clone(), article.keywords.join("\n"), plain_body(&article)];
        let fold = |read: fn(&str) -> Vec<Letter>| texts.each_ref().map(|text| folded(&read(text)));
        let whole = LazyCell::new(|| fold(letters));
        let singly = LazyCell::new(|| fold(letters_by_character));
        let within = |texts: &[String; 3], phrase: &String| {
            texts.iter().any(|text| text.contains(phrase.as_str()))
        };
        // character by character costs less: first
        let holds = |(phrase, known): (&Phrase, &HashSet<DocAddress>)| {
            phrase.singly.as_ref().is_some_and(|phrase| within(&singly, phrase))
                || known.contains(&found.at) && within(&whole, &phrase.whole)
        };
        if phrases.iter().zip(&known).all(holds) {
            kept.push(found.clone());
        }
    }
    if !kept.is_empty() {
        *found = kept;
    }
    Ok(())
}

/// Those to read, best first. `known` is what has the words of each phrase.
fn promising<'a>(
    phrases: &[Phrase],
    known: &[HashSet<DocAddress>],
    found: &'a [Found],
) -> Vec<&'a Found> {
    let has = |known: &HashSet<DocAddress>, found: &Found| known.contains(&found.at);
    let may = |found: &Found| {
        let mut each = phrases.iter().zip(known);
        each.all(|(phrase, known)| phrase.singly.is_some() || has(known, found))
    };
    let mut out: Vec<(usize, &Found)> =
        found.iter().enumerate().filter(|(_, found)| may(found)).collect();
    // not all can be read: rather those that have the words
    out.sort_by_key(|(rank, found)| (!known.iter().all(|known| has(known, found)), *rank));
    out.truncate(MOST_READ);
    out.sort_by_key(|(rank, _)| *rank);
    out.into_iter().map(|(_, found)| found).collect()
}

/// Which of the found have all words of a phrase, wherever they stand.
fn with_words(
    snapshot: &Snapshot,
    phrase: &Phrase,
    found: &[Found],
) -> tantivy::Result<HashSet<DocAddress>> {
    let mut left: Vec<DocAddress> = found.iter().map(|found| found.at).collect();
    left.sort_unstable();
    for word in &phrase.words {
        let (text, fields) = word.places(&snapshot.fields);
        let mut having = HashSet::new();
        for field in fields {
            add_holders(snapshot, &Term::from_field_text(field, text), &left, &mut having)?;
        }
        left.retain(|at| having.contains(at));
    }
    Ok(left.into_iter().collect())
}

/// Adds those of the places, which are in order, that hold a term.
fn add_holders(
    snapshot: &Snapshot,
    term: &Term,
    places: &[DocAddress],
    having: &mut HashSet<DocAddress>,
) -> tantivy::Result<()> {
    for places in places.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
        let Some(segment) = places.first().map(|at| at.segment_ord) else { continue };
        let inverted = snapshot.searcher.segment_reader(segment).inverted_index(term.field())?;
        let postings = inverted.read_postings(term, IndexRecordOption::Basic)?;
        let Some(mut postings) = postings else { continue };
        for at in places {
            if postings.doc() < at.doc_id {
                postings.seek(at.doc_id);
            }
            if postings.doc() == at.doc_id {
                having.insert(*at);
            }
        }
    }
    Ok(())
}
