//! What can go wrong in the store, and what of it is told outside.
//!
//! Promises: no customer's data in any text here; every failure has one [`Problem`].

use contact::{Code, Problem};

use crate::engine::Trouble;

/// A request or a command could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The asker can do something about it.
    #[error("{0}")]
    Asked(#[from] Problem),
    /// The asker is known and may not do this.
    #[error("this key is not good for that")]
    Forbidden,
    /// Too many writes are waiting, or another program holds the database.
    #[error("the store is busy")]
    Busy,
    /// There is no room left where the database is.
    #[error("the disk of the store is full")]
    Full,
    /// The store is stopping.
    #[error("the store is stopping")]
    Stopping,
    /// The database said no.
    #[error("database: {0}")]
    Database(Trouble),
    /// The database will not take these values, however often it is asked.
    #[error("database: {0}")]
    Refused(Trouble),
    /// Another transaction was in the way; the same may do next time.
    #[error("database: {0}")]
    Again(Trouble),
    /// The database cannot be reached, or lost its leader.
    #[error("database: {0}")]
    Lost(Trouble),
    /// The tables could not be made or brought up to date.
    #[error("schema: {0}")]
    Schema(#[from] Box<refinery::Error>),
    /// The operating system has no random bytes.
    #[error("random bytes: {0}")]
    Chance(#[from] getrandom::Error),
    /// A row cannot be read back; names the row by its id.
    #[error("damaged: {0}")]
    Damaged(String),
    /// A file cannot be read or written.
    #[error("{what}: {source}")]
    File {
        /// Which, and what was tried.
        what: String,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
}

impl Failure {
    /// Another writer was quicker with the same record.
    pub(crate) fn raced() -> Failure {
        let message = "another writer was quicker".to_owned();
        Failure::Again(Trouble { code: String::new(), message })
    }

    /// What the asker is told. Inner details stay in the log.
    pub fn problem(&self) -> Problem {
        match self {
            Failure::Asked(problem) => problem.clone(),
            Failure::Forbidden => Problem::new(
                Code::Unauthorized,
                "This key is valid, but not for this. Nothing was changed. \
                 Records need a desk's token; the board needs a board key.",
            ),
            Failure::Busy | Failure::Again(_) | Failure::Lost(_) => Problem::new(
                Code::Unavailable,
                "The store is busy and has stored nothing of this. Keep it and try again later.",
            ),
            Failure::Full => Problem::new(
                Code::DiskFull,
                "The store's disk is full; nothing of this was stored. Keep it and try again \
                 later; the operator must make room.",
            ),
            Failure::Stopping => Problem::new(
                Code::Unavailable,
                "The store is stopping and has stored nothing of this. Try again later.",
            ),
            Failure::Damaged(_) => Problem::new(
                Code::Damaged,
                "The store cannot read its own data. What was acknowledged is kept; the operator \
                 finds the details in the store's log.",
            ),
            Failure::Database(_)
            | Failure::Refused(_)
            | Failure::Schema(_)
            | Failure::Chance(_)
            | Failure::File { .. } => Problem::new(
                Code::Internal,
                "The store failed; nothing of this was stored. Keep it and try again later; \
                     the operator finds the details in the store's log.",
            ),
        }
    }
}
