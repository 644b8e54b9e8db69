//! Earlier versions of articles: kept when a newer one takes their place, readable for ever after.
//!
//! One file in the index's folder, one article a line, only ever added to: what an update
//! replaces is written here, and on the disk, before the update is committed. A line cut short by
//! a power cut is passed over. The file belongs to the folder and not to a generation, so a new
//! build keeps it. It is no part of what a search sees.
//!
//! Deliberately absent: who changed what (the author's system knows), and merging.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Article, IndexError, Key, State, sections};

/// The file in the index's folder.
const FILE: &str = "history.jsonl";
/// Versions of one article that can be read; older ones go when the file is tidied.
const MOST_VERSIONS: usize = 50;

/// One version of an article, without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Version {
    /// As its author counts.
    pub version: u32,
    /// It is the one that is found.
    pub current: bool,
    /// The title it had.
    pub title: String,
    /// Where it stood.
    pub state: State,
    /// The day of its change, `YYYY-MM-DD`.
    pub updated: Option<String>,
    /// The last day it might be used, `YYYY-MM-DD`.
    pub valid_until: Option<String>,
    /// What it changed of the version before it; none if that one is not known.
    pub changes: Option<Vec<Change>>,
}

/// One part of an article that two versions differ in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Change {
    /// `title`, `summary`, `state`, ... or, of the text, the section's heading.
    pub part: String,
    /// The part is a section of the text.
    pub section: bool,
    /// Only the newer has it, only the older, or both and they differ.
    pub how: How,
}

/// How a part differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Only the newer has it.
    Added,
    /// Only the older has it.
    Removed,
    /// Both have it.
    Changed,
}

/// What `new` changed of `old`, in the order of the article.
pub fn changes(old: &Article, new: &Article) -> Vec<Change> {
    let mut out = Vec::new();
    let mut part = |name: &str, before: bool, after: bool, same: bool| {
        let how = match (before, after) {
            _ if same => return,
            (false, _) => How::Added,
            (_, false) => How::Removed,
            _ => How::Changed,
        };
        out.push(Change { part: name.to_owned(), section: false, how });
    };
    part("title", true, true, old.title == new.title);
    let (before, after) = (old.summary.is_some(), new.summary.is_some());
    part("summary", before, after, old.summary == new.summary);
    part("state", true, true, old.state == new.state);
    part("audience", true, true, old.audience == new.audience);
    let (before, after) = (old.valid_until.is_some(), new.valid_until.is_some());
    part("valid_until", before, after, old.valid_until == new.valid_until);
    for (name, old, new) in [
        ("products", &old.products, &new.products),
        ("reasons", &old.reasons, &new.reasons),
        ("keywords", &old.keywords, &new.keywords),
        ("also_check", &old.also_check, &new.also_check),
    ] {
        part(name, !old.is_empty(), !new.is_empty(), old == new);
    }
    // sections are told apart by their id, else by their heading
    let read = |article: &Article| -> Vec<(String, String, String)> {
        let name = |id: Option<String>, heading: &str| id.unwrap_or_else(|| heading.to_owned());
        let sections = sections(article).into_iter();
        sections.map(|s| (name(s.id, &s.heading), s.heading, s.markdown)).collect()
    };
    let (old, new) = (read(old), read(new));
    let find = |sections: &[(String, String, String)], name: &str| {
        sections.iter().find(|(other, ..)| other == name).map(|(_, _, text)| text.clone())
    };
    let mut section = |heading: &str, how: How| {
        out.push(Change { part: heading.to_owned(), section: true, how });
    };
    for (name, heading, text) in &new {
        match find(&old, name) {
            None => section(heading, How::Added),
            Some(before) if before != *text => section(heading, How::Changed),
            Some(_) => {}
        }
    }
    for (name, heading, _) in &old {
        if find(&new, name).is_none() {
            section(heading, How::Removed);
        }
    }
    out
}

/// The earlier versions of one index's articles.
#[derive(Debug)]
pub(crate) struct History {
    file: PathBuf,
    known: Mutex<Known>,
}

/// Which lines there are, as far as the file was read.
#[derive(Debug, Default)]
struct Known {
    upto: u64,
    places: HashMap<Key, BTreeMap<u32, Place>>,
    /// Lines that a later line or the bound made idle.
    idle: usize,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    from: u64,
    length: u64,
}

/// What of a line names it.
#[derive(Deserialize)]
struct Named {
    id: String,
    lang: String,
    version: u32,
}

impl History {
    pub(crate) fn of(dir: &Path) -> History {
        History { file: dir.join(FILE), known: Mutex::default() }
    }

    /// Adds versions that are about to be replaced. On the disk when it returns.
    pub(crate) fn keep(&self, old: &[Article]) -> Result<(), IndexError> {
        if old.is_empty() {
            return Ok(());
        }
        let wrong =
            |error: io::Error| IndexError::io(&self.file, "history could not be kept", &error);
        let mut lines = Vec::new();
        for article in old {
            serde_json::to_writer(&mut lines, article).map_err(|error| wrong(error.into()))?;
            lines.push(b'\n');
        }
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .read(true)
            .open(&self.file)
            .map_err(wrong)?;
        // after a line cut short a new one must begin
        let length = file.metadata().map_err(wrong)?.len();
        if length > 0 {
            let mut last = [0];
            file.seek(SeekFrom::Start(length - 1)).map_err(wrong)?;
            file.read_exact(&mut last).map_err(wrong)?;
            if last != *b"\n" {
                lines.insert(0, b'\n');
            }
        }
        file.write_all(&lines).and_then(|()| file.sync_data()).map_err(wrong)?;
        self.tidy().map_err(wrong)
    }

    /// The versions kept of an article, the newest first.
    pub(crate) fn versions(&self, key: &Key) -> Result<Vec<Article>, IndexError> {
        let read = || -> io::Result<Vec<Article>> {
            let places: Vec<Place> = {
                let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
                self.look(&mut known)?;
                let of_key = known.places.get(key).into_iter().flat_map(BTreeMap::values);
                of_key.rev().take(MOST_VERSIONS).copied().collect()
            };
            if places.is_empty() {
                return Ok(Vec::new());
            }
            let mut file = File::open(&self.file)?;
            let mut out = Vec::with_capacity(places.len());
            for place in places {
                file.seek(SeekFrom::Start(place.from))?;
                let mut line = vec![0; place.length as usize];
                file.read_exact(&mut line)?;
                out.extend(serde_json::from_slice::<Article>(&line).ok());
            }
            out.retain(|article| article.key() == *key);
            Ok(out)
        };
        read().map_err(|error| IndexError::io(&self.file, "history cannot be read", &error))
    }

    /// Reads on where it stopped: another process may have added lines, or tidied.
    fn look(&self, known: &mut Known) -> io::Result<()> {
        let file = match File::open(&self.file) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                *known = Known::default();
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        if file.metadata()?.len() < known.upto {
            *known = Known::default();
        }
        let mut file = BufReader::new(file);
        file.seek(SeekFrom::Start(known.upto))?;
        let mut line = Vec::new();
        loop {
            line.clear();
            let length = file.read_until(b'\n', &mut line)? as u64;
            // what has no end yet is still being written
            if length == 0 || line.last() != Some(&b'\n') {
                return Ok(());
            }
            let place = Place { from: known.upto, length };
            known.upto += length;
            match serde_json::from_slice::<Named>(&line) {
                Ok(Named { id, lang, version }) => {
                    let versions = known.places.entry(Key { id, lang }).or_default();
                    known.idle += usize::from(versions.insert(version, place).is_some());
                    if versions.len() > MOST_VERSIONS {
                        versions.pop_first();
                        known.idle += 1;
                    }
                }
                Err(_) => known.idle += 1,
            }
        }
    }

    /// Writes the file anew once more than half of it is idle.
    fn tidy(&self) -> io::Result<()> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        self.look(&mut known)?;
        let live: usize = known.places.values().map(BTreeMap::len).sum();
        if known.idle <= live + MOST_VERSIONS {
            return Ok(());
        }
        let mut places: Vec<Place> =
            known.places.values().flat_map(|versions| versions.values().copied()).collect();
        places.sort_by_key(|place| place.from);
        let next = self.file.with_extension("next");
        let mut from = File::open(&self.file)?;
        let mut to = io::BufWriter::new(File::create(&next)?);
        for place in places {
            from.seek(SeekFrom::Start(place.from))?;
            io::copy(&mut (&from).take(place.length), &mut to)?;
        }
        to.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&next, &self.file)?;
        *known = Known::default();
        self.look(&mut known)
    }
}
