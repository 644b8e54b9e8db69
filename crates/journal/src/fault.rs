//! What can go wrong with the journal, and what a person is told of it.

use contact::{Code, Problem};
use rusqlite::ErrorCode;

/// Why the journal did not do what it was asked. Never holds a customer.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The disk, or the room the file may take, is used up.
    #[error("the disk is full")]
    DiskFull,
    /// The file is not a sound database.
    #[error("the journal is damaged")]
    Damaged,
    /// A newer program wrote it.
    #[error("the journal was written by a newer program (schema {found}, known {known})")]
    Newer {
        /// What the file says.
        found: i64,
        /// What this build knows.
        known: i64,
    },
    /// There is nothing under that id.
    #[error("nothing is kept under that id")]
    NotFound,
    /// The time to undo is over, or it was sent already.
    #[error("it has left the desk already")]
    TooLate,
    /// Something kept as JSON cannot be read.
    #[error("a kept {what} cannot be read")]
    Unreadable {
        /// What it should have been.
        what: &'static str,
    },
    /// The schema could not be brought up to date.
    #[error("the journal could not be brought up to date")]
    Migration(#[source] Box<refinery::Error>),
    /// A file could not be made or moved.
    #[error("{what}")]
    File {
        /// What was tried.
        what: &'static str,
        /// Why it did not work.
        #[source]
        source: std::io::Error,
    },
    /// Anything else SQLite says.
    #[error("the journal could not be used")]
    Sqlite(#[source] rusqlite::Error),
}

/// Extended codes of SQLite: <https://sqlite.org/rescode.html>.
const IOERR_WRITE: i32 = 778;
const IOERR_SHMSIZE: i32 = 4_874;

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        // A quota and a limit on a file's size are no "full" to SQLite, but a write that is refused.
        if let Some(IOERR_WRITE | IOERR_SHMSIZE) = error.sqlite_error().map(|e| e.extended_code) {
            return Fault::DiskFull;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Fault::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Fault::Damaged,
            _ => Fault::Sqlite(error),
        }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Problem {
        let (code, message) = match &fault {
            Fault::DiskFull => (
                Code::DiskFull,
                "The disk is full, or takes no more from this user. Nothing was saved; what is on \
                 the screen stays there. Make room and save again."
                    .to_owned(),
            ),
            Fault::Damaged => (
                Code::Damaged,
                "The journal of this desk cannot be read any more. Start Firsthand again: the \
                 damaged file is set aside and kept."
                    .to_owned(),
            ),
            Fault::Newer { .. } => (
                Code::TooOld,
                "A newer version of Firsthand has worked with this data. Nothing was touched; \
                 install the newer version again."
                    .to_owned(),
            ),
            Fault::NotFound => (
                Code::NotFound,
                "This contact is no longer open here; it was saved or thrown away.".to_owned(),
            ),
            Fault::TooLate => (
                Code::NotFound,
                "It can no longer be taken back: it has left the desk. Correct it instead."
                    .to_owned(),
            ),
            Fault::Unreadable { what } => {
                (Code::Damaged, format!("A kept {what} cannot be read. The file is untouched."))
            }
            Fault::Migration(_) | Fault::File { .. } | Fault::Sqlite(_) => (
                Code::Internal,
                format!("{fault}. Nothing was saved; what is on the screen stays there."),
            ),
        };
        Problem::new(code, message)
    }
}
