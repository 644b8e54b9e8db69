//! Where the words of a question are in a text.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::read::{Piece, Read};
use crate::analysis::Script;

/// A word of the question inside a longer word is marked from this length on.
const INSIDE: usize = 4;
/// At most so many are looked for inside words.
const MOST_INSIDE: usize = 24;

/// The words of a question, with their worth (rare words are worth more).
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    bare: HashMap<String, (usize, f32)>,
    stems: HashMap<String, (usize, f32)>,
    /// The word still being typed: marked as the beginning of a word.
    open: Option<(String, usize, f32)>,
    worths: Vec<f32>,
    /// What a folded text holds if it may hold a word, and the word's worth.
    keys: Vec<(String, f32)>,
    /// Those of the bare words that are marked inside longer words.
    long: Vec<String>,
}

/// A word of the question in a text: bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) start: u32,
    pub(crate) end: u32,
    word: usize,
    worth: f32,
}

impl Wanted {
    /// Adds a word in its forms.
    pub(crate) fn add(&mut self, bare: &str, stems: &[String], worth: f32, open: bool) {
        let word = self.worths.len();
        self.worths.push(worth);
        // a part that all forms share
        let shared = stems.iter().fold(bare, |part, stem| match part.find(stem.as_str()) {
            Some(at) => &part[at..at + stem.len()],
            None => beginning(part, stem),
        });
        let key = if shared.chars().nth(1).is_some() { shared } else { bare };
        self.keys.push((key.to_owned(), worth));
        if bare.chars().count() >= INSIDE && self.long.len() < MOST_INSIDE {
            self.long.push(bare.to_owned());
        }
        self.bare.entry(bare.to_owned()).or_insert((word, worth));
        for stem in stems {
            self.stems.entry(stem.clone()).or_insert((word, worth));
        }
        if open {
            self.open = Some((bare.to_owned(), word, worth));
        }
    }

    /// How much of the question a text may hold, at a glance. `folded` is of
    /// [`crate::analysis::glance`].
    pub(crate) fn glance(&self, folded: &str) -> f32 {
        let held = self.keys.iter().filter(|(key, _)| folded.contains(key.as_str()));
        held.map(|(_, worth)| worth).sum()
    }

    /// What an average word of the question is worth.
    pub(crate) fn average(&self) -> f32 {
        if self.worths.is_empty() {
            return 0.0;
        }
        self.worths.iter().sum::<f32>() / self.worths.len() as f32
    }

    /// How much of the question is in a text: each word counts once.
    pub(crate) fn worth(&self, read: &Read) -> f32 {
        let mut seen = vec![false; self.worths.len()];
        let mut sum = 0.0;
        for found in self.found(read) {
            if !std::mem::replace(&mut seen[found.word], true) {
                sum += found.worth;
            }
        }
        sum
    }

    /// Every place of every word.
    pub(crate) fn found(&self, read: &Read) -> Vec<Found> {
        let mut out = Vec::new();
        if self.worths.is_empty() {
            return out;
        }
        for piece in &read.pieces {
            match piece.script {
                Script::Han | Script::Pairs => self.in_pairs(piece, &mut out),
                Script::Arabic | Script::Word => self.in_word(piece, &mut out),
            }
        }
        out
    }

    fn in_pairs(&self, piece: &Piece, out: &mut Vec<Found>) {
        let mut text = String::with_capacity(8);
        for n in [1, 2] {
            for (at, window) in piece.letters.windows(n).enumerate() {
                text.clear();
                text.extend(window.iter().map(|letter| letter.c));
                if let Some(&(word, worth)) = self.bare.get(&text) {
                    out.push(span(piece, at..at + n, word, worth));
                }
            }
        }
    }

    fn in_word(&self, piece: &Piece, out: &mut Vec<Found>) {
        let all = 0..piece.letters.len();
        let text = &*piece.bare;
        if let Some(&(word, worth)) = self.bare.get(text) {
            out.push(span(piece, all, word, worth));
            return;
        }
        if let Some(stem) = &piece.stem
            && let Some(&(word, worth)) = self.stems.get(&**stem)
        {
            out.push(span(piece, all, word, worth));
            return;
        }
        // letters and their bare form are told apart by position: only where nothing grew
        let same = || text.chars().count() == piece.letters.len();
        if let Some((open, word, worth)) = &self.open
            && text.starts_with(open.as_str())
        {
            let end = if same() { open.chars().count() } else { all.end };
            out.push(span(piece, 0..end, *word, *worth));
            return;
        }
        let longest = self
            .long
            .iter()
            .filter(|part| part.len() < text.len() && text.contains(part.as_str()))
            .filter_map(|part| self.bare.get_key_value(part))
            .max_by_key(|(part, (word, _))| (part.len(), usize::MAX - word));
        if let Some((part, &(word, worth))) = longest
            && let Some(at) = text.find(part.as_str())
        {
            let start = text[..at].chars().count();
            let range = if same() { start..start + part.chars().count() } else { all };
            out.push(span(piece, range, word, worth));
        }
    }
}

/// What two words begin with alike.
fn beginning<'a>(a: &'a str, b: &str) -> &'a str {
    let same = a.char_indices().zip(b.chars()).take_while(|((_, a), b)| a == b);
    let end = same.map(|((at, c), _)| at + c.len_utf8()).last().unwrap_or(0);
    &a[..end]
}

fn span(piece: &Piece, range: std::ops::Range<usize>, word: usize, worth: f32) -> Found {
    let part = &piece.letters[range];
    let start = part.iter().map(|letter| letter.start).min().unwrap_or(0);
    let end = part.iter().map(|letter| letter.end).max().unwrap_or(start);
    Found { start, end, word, worth }
}

/// Marks of a text: half-open, in UTF-16 code units, sorted, apart, of whole graphemes.
/// `read` is of this very text.
pub(crate) fn marks(text: &str, read: &Read, wanted: &Wanted) -> Vec<[u32; 2]> {
    let mut found: Vec<(u32, u32)> =
        wanted.found(read).iter().map(|found| (found.start, found.end)).collect();
    found.sort_unstable();
    let mut merged: Vec<[u32; 2]> = Vec::with_capacity(found.len());
    let mut units = 0u32;
    let mut spans = found.into_iter().peekable();
    let mut reach = 0u32;
    // one walk over the graphemes: a grapheme that any span touches is marked whole
    for (at, grapheme) in text.grapheme_indices(true) {
        let (from, to) = (at as u32, (at + grapheme.len()) as u32);
        while let Some(&(start, end)) = spans.peek() {
            if start >= to {
                break;
            }
            reach = reach.max(end);
            spans.next();
        }
        let size = grapheme.encode_utf16().count() as u32;
        if reach > from {
            match merged.last_mut() {
                Some(last) if last[1] == units => last[1] += size,
                _ => merged.push([units, units + size]),
            }
        }
        units += size;
    }
    merged
}
