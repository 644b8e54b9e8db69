//! The store's own SQLite file: one writer with group commit, a few readers, and the statements.
//!
//! Promises: WAL with `synchronous=FULL`, so that what is acknowledged survives a power cut; other
//! programs of this crate may open the same file at the same time.
//! Statements are written with `$1` and portable words, so that the text serves PostgreSQL too.
//! Deliberately absent: what a record means (see `reading`), and HTTP.

pub(crate) mod contacts;
pub(crate) mod desks;
pub(crate) mod feed;
pub(crate) mod ingest;
pub(crate) mod meta;
pub(crate) mod readers;
pub(crate) mod writer;

use std::path::Path;
use std::time::Duration;

use rusqlite::{CachedStatement, Connection, OpenFlags};

use crate::Failure;

/// The only tenant of a file. Every key begins with it all the same: see the schema.
pub(crate) const TENANT: i64 = 1;

/// How long a statement waits for another program's write.
const BUSY: Duration = Duration::from_secs(5);

/// Opens `path` to write, and makes it when it is not there.
pub(crate) fn open_to_write(path: &Path) -> Result<Connection, Failure> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Opens `path`, which must be there, to read only.
pub(crate) fn open_to_read(path: &Path) -> Result<Connection, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "query_only", "ON")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Prepares a portable text. In SQLite `$1` is a name, numbered by where it first appears, and
/// `?1` a number: taken literally, a text whose `$2` comes first would get the wrong values.
pub(crate) fn prepare<'c>(
    connection: &'c Connection,
    text: &str,
) -> Result<CachedStatement<'c>, rusqlite::Error> {
    connection.prepare_cached(&text.replace('$', "?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_out_of_order_get_their_own_values() {
        let connection = Connection::open_in_memory().unwrap();
        let mut statement = prepare(&connection, "SELECT $2 - $1").unwrap();
        let left: i64 = statement.query_row([3, 10], |row| row.get(0)).unwrap();
        assert_eq!(left, 7);
    }
}
