//! The desk's own SQLite: drafts, contacts, outbox, calls, articles, settings.
//!
//! It promises three things. What a method returned `Ok` for is on the disk (write-ahead log,
//! `synchronous=FULL`) and survives a kill or a power cut. A contact and its outbox line are
//! written together or not at all, and the draft goes in the same step. A file that cannot be
//! read is set aside under another name, never overwritten.
//!
//! All SQL of the desk lives here. Deliberately absent: the network, the wall clock, and any
//! knowledge of what a draft or an article holds: both are JSON to the journal.

mod calls;
mod contacts;
mod drafts;
mod fault;
mod knowledge;
mod open;
mod outbox;
mod promises;
mod reconcile;
mod record;
mod settings;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use calls::{CallRow, LooseEnd};
pub use contacts::{Kept, ReasonUse};
pub use drafts::DraftRow;
pub use fault::Fault;
pub use knowledge::{ArticleRow, Scope, Titled};
pub use open::Opened;
pub use outbox::{Line, Parcel, RefusedLine, Waiting};
pub use promises::Promised;
pub use record::{Recorded, TakenBack};

/// How long a confirmed contact is kept, in case the store goes back in time: 30 days.
pub const KEEP_MS: contact::Ms = 30 * 24 * 3_600_000;

/// The open journal. One writer at a time; every call is short and none waits for a network.
pub struct Journal {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl Journal {
    /// Another connection to the same file, for another thread.
    pub fn another(&self) -> Result<Journal, Fault> {
        Ok(Journal { path: self.path.clone(), connection: Mutex::new(open::connect(&self.path)?) })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic between two statements leaves a transaction that SQLite rolled back when its
        // guard was dropped, so the connection behind a poisoned lock is sound.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut connection = self.lock();
        // Immediate: a transaction that reads first and writes later could not wait for its turn.
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("path", &self.path).finish_non_exhaustive()
    }
}

/// SQLite has no unsigned integers; nothing here ever comes near the end of the signed ones.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests;
