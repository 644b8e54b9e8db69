//! Synonyms and abbreviations of one centre, by language, as its authors write them in a file.
//!
//! A file is TOML: under each language a list of groups, and in a group every entry means every
//! other (`en = [["sim", "sim card"]]`). An entry may be several words. Chinese is written once,
//! in either script. The text of the file is kept as it is, so nothing an author wrote is lost.
//!
//! Deliberately absent: one-way and weighted synonyms (a centre's list should be readable by
//! whoever writes it), and anything learned.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::analysis::{Letter, Script, bare_tokens, letters, runs};
use crate::lang::{canonical, primary};
use crate::weights;

/// More bytes are no list a person keeps.
const MOST_BYTES: usize = 1_000_000;

/// The synonyms of one centre. The default is none.
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    text: String,
    groups: Vec<Group>,
    /// Which groups and entries begin with a token.
    first: HashMap<String, Vec<(usize, usize)>>,
}

#[derive(Clone, Debug)]
struct Group {
    lang: String,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    written: String,
    tokens: Vec<String>,
}

/// A file of synonyms that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the synonyms are not as they should be: {0}")]
pub struct SynonymsError(String);

impl Synonyms {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// It is no TOML, a key is no language, an entry has no letters, or a group has fewer than
    /// two entries; the message says which.
    pub fn parse(text: &str) -> Result<Synonyms, SynonymsError> {
        if text.len() > MOST_BYTES {
            return Err(SynonymsError("over 1 MB".into()));
        }
        let read: BTreeMap<String, Vec<Vec<String>>> = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or("");
            let line = 1 + before.matches('\n').count();
            SynonymsError(format!("line {line}: {}", error.message()))
        })?;
        let mut synonyms = Synonyms { text: text.to_owned(), ..Synonyms::default() };
        for (lang, groups) in read {
            let Some(lang) = canonical(&lang) else {
                return Err(SynonymsError(format!("{lang:?} is no language tag")));
            };
            for written in groups {
                synonyms.add(primary(&lang), written)?;
            }
        }
        Ok(synonyms)
    }

    fn add(&mut self, lang: &str, written: Vec<String>) -> Result<(), SynonymsError> {
        let mut entries: Vec<Entry> = Vec::new();
        for written in written {
            let letters = letters(&written);
            let tokens: Vec<String> =
                bare_tokens(&runs(&letters)).into_iter().map(|token| token.text).collect();
            if tokens.is_empty() {
                return Err(SynonymsError(format!("{lang}: {written:?} has no letters")));
            }
            if entries.iter().all(|entry| entry.tokens != tokens) {
                entries.push(Entry { written, tokens });
            }
        }
        if entries.len() < 2 {
            let only = entries.first().map(|entry| entry.written.as_str()).unwrap_or_default();
            return Err(SynonymsError(format!("{lang}: {only:?} has no synonym beside it")));
        }
        let group = self.groups.len();
        for (at, entry) in entries.iter().enumerate() {
            self.first.entry(entry.tokens[0].clone()).or_default().push((group, at));
        }
        self.groups.push(Group { lang: lang.to_owned(), entries });
        Ok(())
    }

    /// The file's text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The question with one synonym in place of what was said, each with the bytes it replaced;
    /// longer entries first, at most [`weights::MOST_READINGS`]. A word of Latin letters has
    /// synonyms in the languages of the question, of any if they are not known.
    pub(crate) fn readings(
        &self,
        text: &str,
        read: &[Letter],
        langs: [Option<&str>; 2],
    ) -> Vec<(String, Vec<Range<u32>>)> {
        if self.is_empty() {
            return Vec::new();
        }
        let tokens = bare_tokens(&runs(read));
        let mut said: Vec<(usize, Range<u32>, usize, usize)> = Vec::new();
        for (at, token) in tokens.iter().enumerate().take(weights::MOST_WORDS) {
            for &(group, entry) in self.first.get(&token.text).into_iter().flatten() {
                let wanted = &self.groups[group].entries[entry].tokens;
                let rest = tokens.get(at..at + wanted.len()).unwrap_or_default();
                let same = rest.iter().map(|token| &token.text).eq(wanted);
                let lang = self.groups[group].lang.as_str();
                let spoken = token.script != Script::Word
                    || langs.iter().all(Option::is_none)
                    || langs.contains(&Some(lang));
                if same && spoken {
                    let end = rest.iter().map(|token| token.end).max().unwrap_or(token.end);
                    said.push((wanted.len(), token.start..end, group, entry));
                }
            }
        }
        said.sort_by_key(|(length, span, ..)| (std::cmp::Reverse(*length), span.start));
        let mut out = Vec::new();
        for (_, span, group, entry) in said {
            let range = span.start as usize..span.end as usize;
            for other in self.groups[group].entries.iter().enumerate() {
                if other.0 != entry && out.len() < weights::MOST_READINGS {
                    let (before, after) = (text.get(..range.start), text.get(range.end..));
                    let (Some(before), Some(after)) = (before, after) else { continue };
                    let reading = format!("{before} {} {after}", other.1.written);
                    out.push((reading, vec![span.clone()]));
                }
            }
        }
        out
    }
}
