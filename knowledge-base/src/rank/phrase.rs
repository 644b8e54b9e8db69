//! Phrases in quotes: an article must hold them as they are said, else it is no hit.
//!
//! Quotes are no query syntax: one without its partner is a letter like any other, and a phrase
//! that no article holds is taken as its words (it was a quotation, not a condition).

use super::collect::Found;
use crate::IndexError;
use crate::analysis::{bare_tokens, glance, letters, runs};
use crate::index::Snapshot;
use crate::passage::plain_body;

const QUOTES: [(char, char); 6] =
    [('"', '"'), ('“', '”'), ('”', '”'), ('«', '»'), ('「', '」'), ('《', '》')];
/// Articles that are read for a phrase, best first.
const MOST_READ: usize = 40;
/// More phrases are a pasted text.
const MOST: usize = 4;

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

/// Leaves the articles that hold every phrase; all of them if none does.
pub(crate) fn keep(
    snapshot: &Snapshot,
    phrases: &[Vec<String>],
    found: &mut Vec<Found>,
) -> Result<(), IndexError> {
    let mut kept = Vec::new();
    for found in found.iter().take(MOST_READ) {
        let article = snapshot.stored(found.at)?;
        let texts = [article.title.clone(), article.keywords.join("\n"), plain_body(&article)];
        // most articles are ruled out by a glance
        let folded = texts.each_ref().map(|text| glance(text));
        let may = |phrase: &Vec<String>| {
            phrase.iter().all(|token| folded.iter().any(|text| text.contains(token.as_str())))
        };
        if !phrases.iter().all(may) {
            continue;
        }
        let tokens = texts.map(|text| {
            let letters = letters(&text);
            bare_tokens(&runs(&letters)).into_iter().map(|token| token.text).collect::<Vec<_>>()
        });
        let holds = |phrase: &Vec<String>| {
            tokens.iter().any(|text| text.windows(phrase.len()).any(|part| part == phrase))
        };
        if phrases.iter().all(holds) {
            kept.push(found.clone());
        }
    }
    if !kept.is_empty() {
        *found = kept;
    }
    Ok(())
}
