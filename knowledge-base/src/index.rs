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

use crate::history::History;
use crate::{
    Answer, Article, Conversation, IndexError, IndexErrorKind, Key, Numbers, Query, See,
    Suggestions, Synonyms, Version, changes, rank,
};

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
    history: History,
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
        let synonyms = read_synonyms(&dir)?;
        Ok(Index::of(dir, snapshot, synonyms))
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
        let before = generation::current(&dir).and_then(|old| Snapshot::open_unchecked(&old)).ok();
        let made = replacing(before.as_ref(), &History::of(&dir), articles, |articles| {
            generation::build(&dir, articles, progress)
        })?;
        drop(before);
        let snapshot = Snapshot::open(&made)?;
        generation::swap(&dir, &made)?;
        // a build mends: synonyms that cannot be read must be set again
        let synonyms = read_synonyms(&dir).unwrap_or_else(|_| {
            let _ = fs::remove_file(dir.join(SYNONYMS));
            Synonyms::default()
        });
        drop(lock);
        Ok(Index::of(dir, snapshot, synonyms))
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
        let before = self.snapshot.load_full();
        let made = replacing(Some(&*before), &self.history, articles, |articles| {
            generation::build(&self.dir, articles, progress)
        })?;
        drop(before);
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

    /// The versions of an article that somebody may see on the day `today`, the newest first:
    /// the one that is found, if there is one, and those it replaced. Each says what it changed.
    ///
    /// # Errors
    /// `Damaged` or `Io` if a text cannot be read.
    pub fn history(
        &self,
        key: &Key,
        see: See,
        today: Option<&str>,
    ) -> Result<Vec<Version>, IndexError> {
        let all = self.versions(key)?;
        let mut out = Vec::with_capacity(all.len());
        for (at, (article, current)) in all.iter().enumerate() {
            // what was replaced is out of date by being replaced: only who may read it counts
            let today = today.filter(|_| *current);
            let may = |article: &Article| see.allows(article, today);
            if !may(article) {
                continue;
            }
            let before = all.get(at + 1).map(|(before, _)| before).filter(|before| may(before));
            out.push(Version {
                version: article.version,
                current: *current,
                title: article.title.clone(),
                state: article.state,
                updated: article.updated.clone(),
                valid_until: article.valid_until.clone(),
                changes: before.map(|before| changes(before, article)),
            });
        }
        Ok(out)
    }

    /// One version of an article, the one that is found or an earlier one. Whether the asker may
    /// see it is theirs to judge, by [`See::allows`].
    ///
    /// # Errors
    /// As [`Index::history`].
    pub fn version(&self, key: &Key, version: u32) -> Result<Option<Article>, IndexError> {
        let mut all = self.versions(key)?.into_iter().map(|(article, _)| article);
        Ok(all.find(|article| article.version == version))
    }

    fn versions(&self, key: &Key) -> Result<Vec<(Article, bool)>, IndexError> {
        let current = self.article(key)?;
        let number = current.as_ref().map(|article| article.version);
        let past = self.history.versions(key)?.into_iter();
        let past = past.filter(|past| Some(past.version) != number).map(|past| (past, false));
        Ok(current.map(|current| (current, true)).into_iter().chain(past).collect())
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

    /// What to offer the agent in a conversation so far, or nothing. Asked again after each turn,
    /// or while one is under way; it remembers nothing.
    ///
    /// # Errors
    /// `Damaged` if the index's files cannot be read (any more).
    pub fn suggest(&self, conversation: &Conversation) -> Result<Suggestions, IndexError> {
        self.suggest_by(conversation, Numbers::shipped())
    }

    /// The same with a centre's own numbers (see [`Numbers`]).
    ///
    /// # Errors
    /// As [`Index::suggest`].
    pub fn suggest_by(
        &self,
        conversation: &Conversation,
        numbers: &Numbers,
    ) -> Result<Suggestions, IndexError> {
        let start = Instant::now();
        let (snapshot, synonyms) = (self.snapshot.load(), self.synonyms.load());
        let mut suggestions =
            rank::suggesting::suggest(&snapshot, &synonyms, conversation, numbers)?;
        suggestions.took_us = u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX);
        Ok(suggestions)
    }

    /// A conversation weighed and not decided: what measuring needs.
    pub(crate) fn weigh(
        &self,
        conversation: &Conversation,
        numbers: &Numbers,
    ) -> Result<Option<rank::suggesting::Weighed>, IndexError> {
        rank::suggesting::weigh(&self.snapshot.load(), &self.synonyms.load(), conversation, numbers)
    }

    /// The ids of the best articles only, without passages: what measuring needs.
    pub(crate) fn ranked_ids(&self, query: &Query) -> Result<Vec<String>, IndexError> {
        rank::ids(&self.snapshot.load(), &self.synonyms.load(), query)
    }

    fn of(dir: PathBuf, snapshot: Snapshot, synonyms: Synonyms) -> Index {
        let snapshot = ArcSwap::from_pointee(snapshot);
        let synonyms = ArcSwap::from_pointee(synonyms);
        let history = History::of(&dir);
        Index { dir, snapshot, synonyms, history, update: Mutex::new(()) }
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
        snapshot.update(articles, gone, &self.history)?;
        Ok(self.serve(Snapshot::open_unchecked(&serving)?))
    }

    fn serve(&self, snapshot: Snapshot) -> Manifest {
        let manifest = snapshot.manifest.clone();
        self.snapshot.store(Arc::new(snapshot));
        manifest
    }
}

fn read_synonyms(dir: &Path) -> Result<Synonyms, IndexError> {
    let text = match fs::read_to_string(dir.join(SYNONYMS)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Synonyms::default()),
        // bytes that are no text are damage, as a list that cannot be parsed is
        Err(error) if error.kind() == io::ErrorKind::InvalidData => "\u{0}".to_owned(),
        Err(error) => return Err(IndexError::io(dir, "the synonyms cannot be read", &error)),
    };
    Synonyms::parse(&text).map_err(|error| {
        let message = format!("{error}; import the synonyms again");
        IndexError::new(IndexErrorKind::Damaged, dir, message)
    })
}

/// Lets articles through to `build`, keeping the version that each takes the place of.
fn replacing(
    before: Option<&Snapshot>,
    history: &History,
    articles: impl IntoIterator<Item = Article>,
    build: impl FnOnce(&mut dyn Iterator<Item = Article>) -> Result<PathBuf, IndexError>,
) -> Result<PathBuf, IndexError> {
    let mut replaced = Vec::new();
    let mut failed = None;
    let mut kept = articles.into_iter().inspect(|article| {
        // an old index that cannot be read has no history to keep
        let old = before.and_then(|before| before.article(&article.key()).ok().flatten());
        replaced.extend(old.filter(|old| old.version != article.version));
        if replaced.len() == 64 {
            failed = history.keep(&replaced).err().or(failed.take());
            replaced.clear();
        }
    });
    let made = build(&mut kept)?;
    drop(kept);
    match failed.or(history.keep(&replaced).err()) {
        Some(error) => Err(error),
        None => Ok(made),
    }
}
