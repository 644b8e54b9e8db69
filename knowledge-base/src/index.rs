//! The index on disk: opened, built beside and swapped in, updated in place, searched.
//!
//! In the folder, `current` names the generation that serves; a generation is a folder of its
//! own. A build makes a new generation and then renames a new `current` over the old one, so a
//! build killed at any moment leaves the old index serving. `put` and `remove` commit into the
//! serving generation, as a whole or not at all. Searches read a snapshot taken before; they
//! wait for nobody.
//!
//! What an index holds (format, count, fingerprint of keys and versions) is written in the same
//! commit as the articles, so it cannot be about another state than the one on disk.

mod all;
mod fields;
mod generation;
mod ledger;
mod snapshot;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use arc_swap::ArcSwap;

pub(crate) use fields::{Fields, day};
pub use ledger::{Manifest, fingerprint};
pub(crate) use snapshot::Snapshot;

use crate::{Answer, Article, IndexError, IndexErrorKind, Key, Query, Synonyms, rank};

/// The centre's synonyms, in the index's folder.
const SYNONYMS: &str = "synonyms.toml";

/// How far a build is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Articles taken so far.
    pub articles: u32,
}

/// The articles, searchable. Cheap to share between threads behind an `Arc`.
pub struct Index {
    dir: PathBuf,
    snapshot: ArcSwap<Snapshot>,
    synonyms: ArcSwap<Synonyms>,
    /// One update at a time in this process; other processes are kept out by a file lock.
    update: Mutex<()>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("dir", &self.dir).finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the index that serves in `dir`. Every file's checksum is compared first (about a
    /// tenth of a second for 100 MB).
    ///
    /// # Errors
    /// [`crate::IndexErrorKind::Missing`], `Outdated` or `Damaged`: build it again. Never
    /// panics on a damaged file.
    pub fn open(dir: impl AsRef<Path>) -> Result<Index, IndexError> {
        let dir = dir.as_ref().to_owned();
        let snapshot = Snapshot::open(&generation::current(&dir)?)?;
        Index::of(dir, snapshot)
    }

    /// Builds an index in `dir` and opens it. An index that serves there goes on serving until
    /// the new one is whole. Of two articles with one key the later counts.
    ///
    /// # Errors
    /// `Busy` if another process updates it, `DiskFull`, `Io`. The old index is then untouched.
    pub fn create(
        dir: impl AsRef<Path>,
        articles: impl IntoIterator<Item = Article>,
        progress: impl FnMut(Progress),
    ) -> Result<Index, IndexError> {
        let dir = dir.as_ref().to_owned();
        let lock = generation::lock(&dir)?;
        let made = generation::build(&dir, articles, progress)?;
        let snapshot = Snapshot::open(&made)?;
        generation::swap(&dir, &made)?;
        drop(lock);
        Index::of(dir, snapshot)
    }

    /// Puts these articles in place of all that are held. Searches see either the old ones or
    /// the new ones.
    ///
    /// # Errors
    /// As [`Index::create`].
    pub fn replace(
        &self,
        articles: impl IntoIterator<Item = Article>,
        progress: impl FnMut(Progress),
    ) -> Result<Manifest, IndexError> {
        let _one = self.update.lock().unwrap_or_else(PoisonError::into_inner);
        let _lock = generation::lock(&self.dir)?;
        let made = generation::build(&self.dir, articles, progress)?;
        let snapshot = Snapshot::open(&made)?;
        generation::swap(&self.dir, &made)?;
        Ok(self.serve(snapshot))
    }

    /// Adds articles, each in place of the one with its key. All of them or, on an error, none.
    ///
    /// # Errors
    /// As [`Index::create`].
    pub fn put(&self, articles: impl IntoIterator<Item = Article>) -> Result<Manifest, IndexError> {
        self.update(articles, &[])
    }

    /// Takes articles out; unknown keys are passed over. All of them or, on an error, none.
    ///
    /// # Errors
    /// As [`Index::create`].
    pub fn remove(&self, keys: &[Key]) -> Result<Manifest, IndexError> {
        self.update([], keys)
    }

    /// Puts these synonyms in place of those that were there, for this and later openings; an
    /// empty set takes them away. They belong to the folder, not to the articles: a new build
    /// keeps them. Searches under way end with the old ones.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Io`. The old ones then stay.
    pub fn set_synonyms(&self, synonyms: Synonyms) -> Result<(), IndexError> {
        let _one = self.update.lock().unwrap_or_else(PoisonError::into_inner);
        let _lock = generation::lock(&self.dir)?;
        let io = |error: io::Error| {
            IndexError::io(&self.dir, "the synonyms could not be written", &error)
        };
        let next = self.dir.join("synonyms.next");
        fs::write(&next, synonyms.text()).map_err(io)?;
        fs::rename(&next, self.dir.join(SYNONYMS)).map_err(io)?;
        self.synonyms.store(Arc::new(synonyms));
        Ok(())
    }

    /// The synonyms that serve.
    pub fn synonyms(&self) -> Arc<Synonyms> {
        self.synonyms.load_full()
    }

    /// What is held, as of the last update in this process.
    pub fn manifest(&self) -> Manifest {
        self.snapshot.load().manifest.clone()
    }

    /// One article as it was indexed.
    ///
    /// # Errors
    /// `Damaged` if its text cannot be read.
    pub fn article(&self, key: &Key) -> Result<Option<Article>, IndexError> {
        self.snapshot.load().article(key)
    }

    /// Answers a question from the newest snapshot. No text is a wrong question.
    ///
    /// # Errors
    /// `Damaged` if the index's files cannot be read (any more).
    pub fn search(&self, query: &Query) -> Result<Answer, IndexError> {
        let start = Instant::now();
        let snapshot = self.snapshot.load();
        let mut answer = rank::answer(&snapshot, &self.synonyms.load(), query)?;
        answer.took_us = u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX);
        Ok(answer)
    }

    /// The ids of the best articles only, without passages: what measuring needs.
    pub(crate) fn ranked_ids(&self, query: &Query) -> Result<Vec<String>, IndexError> {
        rank::ids(&self.snapshot.load(), &self.synonyms.load(), query)
    }

    fn of(dir: PathBuf, snapshot: Snapshot) -> Result<Index, IndexError> {
        let synonyms = match fs::read_to_string(dir.join(SYNONYMS)) {
            Ok(text) => Synonyms::parse(&text).map_err(|error| {
                let message = format!("{error}; import the synonyms again");
                IndexError::new(IndexErrorKind::Damaged, &dir, message)
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Synonyms::default(),
            Err(error) => return Err(IndexError::io(&dir, "the synonyms cannot be read", &error)),
        };
        let snapshot = ArcSwap::from_pointee(snapshot);
        let synonyms = ArcSwap::from_pointee(synonyms);
        Ok(Index { dir, snapshot, synonyms, update: Mutex::new(()) })
    }

    fn update(
        &self,
        articles: impl IntoIterator<Item = Article>,
        gone: &[Key],
    ) -> Result<Manifest, IndexError> {
        let _one = self.update.lock().unwrap_or_else(PoisonError::into_inner);
        let _lock = generation::lock(&self.dir)?;
        // another process may have swapped in a new generation since
        let serving = generation::current(&self.dir)?;
        let snapshot = Snapshot::open_unchecked(&serving)?;
        snapshot.update(articles, gone)?;
        Ok(self.serve(Snapshot::open_unchecked(&serving)?))
    }

    fn serve(&self, snapshot: Snapshot) -> Manifest {
        let manifest = snapshot.manifest.clone();
        self.snapshot.store(Arc::new(snapshot));
        manifest
    }
}
