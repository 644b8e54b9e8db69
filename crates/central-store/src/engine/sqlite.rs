//! How the store's own SQLite file is opened, and how a portable text is prepared for it.
//!
//! Promises: WAL with `synchronous=FULL`, so that what is acknowledged survives a power cut; other
//! programs may open the same file at the same time; what is deleted is overwritten in the file, and
//! gone from its log when that is emptied.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OpenFlags};

use crate::{Failure, private};

/// How long a statement waits for another program's write.
const BUSY: Duration = Duration::from_secs(5);
/// Texts that stay prepared.
const PREPARED: usize = 128;

/// Pages that the writer keeps, in negative KiB: contacts go to random places of an index.
const CACHE: i64 = -64 * 1024;
/// Pages of the log before they go into the file: a page that changes again meanwhile goes once.
const LOG: i64 = 8_000;
/// Bytes of the file that are read where the system has them in memory, instead of copied page by page:
/// more than any file has. SQLite's own bound is raised in `.cargo/config.toml`.
const MAPPED: i64 = 1 << 40;

/// Opens `path` to write, and makes it when it is not there. SQLite gives its log the rights of the file.
pub(crate) fn open_to_write(path: &Path) -> Result<Connection, Failure> {
    if !path.exists() {
        // Where it cannot be made SQLite says so in a moment.
        drop(private::create_new(path));
    }
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    plan_once(&connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "cache_size", CACHE)?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG)?;
    map(&connection)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    Ok(connection)
}

/// Opens `path` for the one that writes all the time. What a part of a transaction would be undone from is
/// kept in memory: some pages, for some milliseconds. Not where tables are made anew, whose rows are sorted
/// there and may be more than memory holds.
pub(super) fn open_for_the_writer(path: &Path) -> Result<Connection, Failure> {
    let connection = open_to_write(path)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

/// Opens `path`, which must be there, to read only.
pub(crate) fn open_to_read(path: &Path) -> Result<Connection, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    plan_once(&connection)?;
    connection.pragma_update(None, "query_only", "ON")?;
    map(&connection)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    Ok(connection)
}

/// Writes the log of `path` into the file and cuts it to nothing; false when others read or wrote for
/// all of the patience there is.
pub(crate) fn empty_log(path: &Path) -> Result<bool, Failure> {
    let connection = open_to_write(path)?;
    let busy: i64 =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(busy == 0)
}

fn map(connection: &Connection) -> Result<(), Failure> {
    // It answers with what it was set to.
    let set = format!("PRAGMA mmap_size={MAPPED}");
    connection.query_row(&set, [], |row| row.get::<_, i64>(0))?;
    Ok(())
}

/// A prepared text keeps its plan. Otherwise SQLite looks at the values given to it, and plans many
/// texts anew each time that those change: four times for every contact that came in.
fn plan_once(connection: &Connection) -> Result<(), Failure> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Prepares a portable text. In SQLite `$1` is a name, numbered by where it first appears, and
/// `?1` a number: taken literally, a text whose `$2` comes first would get the wrong values.
pub(super) fn prepare<'c>(
    connection: &'c Connection,
    text: &str,
) -> Result<CachedStatement<'c>, rusqlite::Error> {
    connection.prepare_cached(&text.replace('$', "?"))
}
