//! Words of titles and keywords, and which of them is one slip away from what was typed.
//!
//! One slip: a letter too many, too few, another, or two neighbours swapped. Only words that no
//! article holds are mended, so a right word is never made wrong.

use std::collections::BTreeMap;

use tantivy::Searcher;

use super::asked::Asked;
use crate::Query;
use crate::analysis::bare;
use crate::index::{Fields, Snapshot};

/// Shorter words are within one slip of everything.
const SHORTEST: usize = 3;
/// Longer ones are no words.
const LONGEST: usize = 40;
/// At most so many readings of one word.
const MOST: usize = 8;

/// The words of titles and keywords.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    entries: Vec<Entry>,
    /// The letters of all entries, one after the other: read from end to end for every slip, so
    /// they lie together.
    letters: Vec<char>,
}

#[derive(Debug)]
struct Entry {
    /// Where its letters without accents end; they begin where those of the one before end.
    end: usize,
    /// As it is written, in lower case.
    surface: Box<str>,
    /// In how many articles.
    held: u32,
}

/// An entry and the part of it that is one slip away.
type Slip<'a> = (&'a Entry, &'a [char]);

impl Vocabulary {
    pub(crate) fn read(searcher: &Searcher, fields: &Fields) -> std::io::Result<Vocabulary> {
        let mut words: BTreeMap<String, (String, u32)> = BTreeMap::new();
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(fields.surface).map_err(std::io::Error::other)?;
            let mut stream = inverted.terms().stream()?;
            while stream.advance() {
                let Ok(surface) = std::str::from_utf8(stream.key()) else { continue };
                let digits = surface.bytes().any(|b| b.is_ascii_digit());
                let bare_length = bare(surface).chars().count();
                if digits || surface.len() > 120 || bare_length < SHORTEST {
                    continue;
                }
                let held = stream.value().doc_freq;
                let word = words.entry(bare(surface)).or_insert_with(|| (surface.to_owned(), 0));
                word.1 += held;
            }
        }
        let mut letters = Vec::new();
        let mut entries = Vec::with_capacity(words.len());
        for (bare, (surface, held)) in words {
            letters.extend(bare.chars());
            entries.push(Entry { end: letters.len(), surface: surface.into(), held });
        }
        Ok(Vocabulary { entries, letters })
    }

    /// Words, or if the word is unfinished beginnings of words, one slip away; the likeliest
    /// first.
    pub(crate) fn near(&self, word: &str, open: bool) -> Vec<String> {
        let mut near: Vec<String> = Vec::new();
        for (_, mended) in self.readings(word, open) {
            if near.len() == MOST {
                break;
            }
            let mended: String = mended.iter().collect();
            if !near.contains(&mended) {
                near.push(mended);
            }
        }
        near
    }

    /// The nearest word as it is written.
    fn spelled(&self, word: &str, open: bool) -> Option<&str> {
        self.readings(word, open).first().map(|(entry, _)| &*entry.surface)
    }

    fn readings(&self, word: &str, open: bool) -> Vec<Slip<'_>> {
        let typed: Vec<char> = word.chars().take(LONGEST + 1).collect();
        let length = SHORTEST..=LONGEST;
        if !length.contains(&typed.len()) || typed.iter().any(char::is_ascii_digit) {
            return Vec::new();
        }
        let mut readings: Vec<Slip<'_>> = Vec::new();
        let mut start = 0;
        for entry in &self.entries {
            let bare = &self.letters[start..entry.end];
            start = entry.end;
            // one slip leaves one of the first two letters where it was or one place off
            let head = typed[0] == bare[0] || typed[1] == bare[1];
            if !head && typed[0] != bare[1] && typed[1] != bare[0] {
                continue;
            }
            let reach = if open {
                beginning_one_slip_away(&typed, bare)
            } else {
                one_slip(&typed, bare).then_some(bare.len())
            };
            if let Some(reach) = reach {
                readings.push((entry, &bare[..reach]));
            }
        }
        // slips in the first letter are rare; the commoner word is the likelier one
        readings.sort_by_key(|(entry, mended)| {
            (mended.first() != typed.first(), std::cmp::Reverse(entry.held))
        });
        readings
    }
}

/// Whether one slip makes `a` of `b`.
fn one_slip(a: &[char], b: &[char]) -> bool {
    if a.len().abs_diff(b.len()) > 1 || a == b {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    let swapped =
        || a.len() >= 2 && b.len() >= 2 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..];
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Less => *a == b[1..],
        std::cmp::Ordering::Greater => a[1..] == *b,
        std::cmp::Ordering::Equal => a[1..] == b[1..] || swapped(),
    }
}

/// The length of the shortest beginning of `word` that one slip makes `typed` of.
fn beginning_one_slip_away(typed: &[char], word: &[char]) -> Option<usize> {
    let n = typed.len();
    [n - 1, n, n + 1]
        .into_iter()
        .find(|&end| word.get(..end).is_some_and(|beginning| one_slip(typed, beginning)))
}

/// The words no article holds, as they were typed, and the question with them mended.
pub(crate) fn unknown(
    snapshot: &Snapshot,
    query: &Query,
    asked: &Asked,
) -> (Vec<String>, Option<String>) {
    let mut unknown = Vec::new();
    let mut mended = String::new();
    let mut done = 0;
    for word in &asked.words {
        if !word.is_unknown() || (word.open && begins(snapshot, &word.bare)) {
            continue;
        }
        let (start, end) = (word.start as usize, word.end as usize);
        let Some(typed) = query.text.get(start..end) else { continue };
        unknown.push(typed.to_owned());
        if !word.mended.is_empty()
            && let Some(spelled) = snapshot.vocabulary.spelled(&word.bare, word.open)
            && start >= done
        {
            mended.push_str(&query.text[done..start]);
            mended.push_str(spelled);
            done = end;
        }
    }
    let suggestion = (done > 0).then(|| {
        mended.push_str(&query.text[done..]);
        mended
    });
    (unknown, suggestion)
}

/// Whether any word of titles, keywords or text begins so.
fn begins(snapshot: &Snapshot, text: &str) -> bool {
    let fields = &snapshot.fields;
    [fields.title_t, fields.keywords_t, fields.body_t].into_iter().any(|field| {
        snapshot.searcher.segment_readers().iter().any(|segment| {
            let Ok(inverted) = segment.inverted_index(field) else { return false };
            let stream = inverted.terms().range().ge(text.as_bytes()).into_stream();
            let Ok(mut stream) = stream else { return false };
            stream.advance() && stream.key().starts_with(text.as_bytes())
        })
    })
}
