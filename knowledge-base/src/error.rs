//! What can go wrong with an index, and what the caller can do about it.

use std::io;
use std::path::{Path, PathBuf};

/// What the caller can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexErrorKind {
    /// There is no index in that folder. Create one.
    Missing,
    /// The index cannot be read, or does not hold what it says. Create it again.
    Damaged,
    /// Made by another version of this program. Create it again.
    Outdated,
    /// Another process is updating it. Searching goes on; update later.
    Busy,
    /// The disk is full. The old index is untouched.
    DiskFull,
    /// The folder cannot be read or written. The old index is untouched.
    Io,
}

/// An index that could not be opened or updated.
#[derive(Debug, thiserror::Error)]
#[error("{message}: {}", .path.display())]
pub struct IndexError {
    /// What to do about it.
    pub kind: IndexErrorKind,
    /// In English, for a person; holds no text of a question or an article.
    pub message: String,
    /// The index's folder.
    pub path: PathBuf,
}

impl IndexError {
    pub(crate) fn new(kind: IndexErrorKind, path: &Path, message: impl Into<String>) -> IndexError {
        IndexError { kind, message: message.into(), path: path.to_owned() }
    }

    pub(crate) fn io(path: &Path, what: &str, error: &io::Error) -> IndexError {
        let kind = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => IndexErrorKind::DiskFull,
            _ => IndexErrorKind::Io,
        };
        IndexError::new(kind, path, format!("{what} ({error})"))
    }

    /// An error of tantivy while writing.
    pub(crate) fn writing(path: &Path, error: &tantivy::TantivyError) -> IndexError {
        use tantivy::TantivyError as E;
        match error {
            E::IoError(io) => IndexError::io(path, "the index could not be written", io),
            E::LockFailure(..) => {
                IndexError::new(IndexErrorKind::Busy, path, "the index is being updated")
            }
            E::DataCorruption(_) | E::OpenReadError(_) => IndexError::reading(path, error),
            other => IndexError::new(
                IndexErrorKind::Io,
                path,
                format!("the index could not be written ({other})"),
            ),
        }
    }

    /// An error of tantivy while reading.
    pub(crate) fn reading(path: &Path, error: &tantivy::TantivyError) -> IndexError {
        IndexError::new(
            IndexErrorKind::Damaged,
            path,
            format!("the index cannot be read; build it again ({error})"),
        )
    }
}
