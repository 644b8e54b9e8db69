//! stub
use std::path::Path;
use crate::*;
/// What an index holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Manifest {
    /// Of the files.
    pub format: u32,
    /// How many (one language of one subject is one).
    pub articles: u32,
    /// [`fingerprint`] of what is held.
    pub fingerprint: String,
}
/// How far a build is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Articles so far.
    pub articles: u32,
}
/// A digest of keys and versions, whatever their order.
pub fn fingerprint<'a>(held: impl IntoIterator<Item = (&'a Key, u32)>) -> String { let _ = held.into_iter().count(); String::new() }
/// The articles, searchable.
pub struct Index {}
impl Index {
    /// Opens.
    pub fn open(dir: impl AsRef<Path>) -> Result<Index, IndexError> { Err(IndexError::new(IndexErrorKind::Missing, dir.as_ref(), "")) }
    /// Creates.
    pub fn create(dir: impl AsRef<Path>, articles: impl IntoIterator<Item = Article>, progress: impl FnMut(Progress)) -> Result<Index, IndexError> { let _ = (articles, progress); Index::open(dir) }
    /// Replaces all.
    pub fn replace(&self, articles: impl IntoIterator<Item = Article>, progress: impl FnMut(Progress)) -> Result<Manifest, IndexError> { let _ = (articles, progress); Ok(Manifest::default()) }
    /// Adds or replaces by key.
    pub fn put(&self, articles: impl IntoIterator<Item = Article>) -> Result<Manifest, IndexError> { let _ = articles; Ok(Manifest::default()) }
    /// Takes out.
    pub fn remove(&self, keys: &[Key]) -> Result<Manifest, IndexError> { let _ = keys; Ok(Manifest::default()) }
    /// What it holds.
    pub fn manifest(&self) -> Manifest { Manifest::default() }
    /// One article, as it was indexed.
    pub fn article(&self, key: &Key) -> Result<Option<Article>, IndexError> { let _ = key; Ok(None) }
    /// Searches.
    pub fn search(&self, query: &Query) -> Result<Answer, IndexError> { let _ = query; Ok(Answer::default()) }
}
