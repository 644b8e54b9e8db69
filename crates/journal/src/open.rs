//! Opening: look first, then bring up to date, then hand over.
//!
//! A file of a newer program is refused untouched. A damaged one is moved aside with its log
//! and shared-memory files, a new one is begun, and the caller is told; what can still be read
//! of contacts, outbox and drafts is carried over.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

use contact::{Code, Ms, Problem};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, params_from_iter};

use crate::{Fault, Journal};

mod embedded {
    refinery::embed_migrations!("migrations");
}

#[cfg(test)]
pub(crate) fn embedded_runner() -> refinery::Runner {
    embedded::migrations::runner()
}

/// The journal, and what had to be said about opening it.
#[derive(Debug)]
pub struct Opened {
    /// Ready for use.
    pub journal: Journal,
    /// Something was damaged: what was kept where.
    pub trouble: Option<Problem>,
}

impl Journal {
    /// Opens the journal at `path` or begins one; `now` names a damaged file that is set aside.
    pub fn open(path: &Path, now: Ms) -> Result<Opened, Fault> {
        match prepare(path) {
            Ok(journal) => Ok(Opened { journal, trouble: None }),
            Err(Fault::Damaged) => {
                let aside = set_aside(path, now)?;
                let journal = prepare(path)?;
                let rescued = rescue(&journal, &aside);
                Ok(Opened { journal, trouble: Some(told(&aside, rescued)) })
            }
            Err(fault) => Err(fault),
        }
    }
}

fn prepare(path: &Path) -> Result<Journal, Fault> {
    private(path)?;
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    look(&connection)?;
    pragmas(&connection)?;
    embedded::migrations::runner().run(&mut connection).map_err(|error| match rooted(&error) {
        Some(fault) => fault,
        None => Fault::Migration(Box::new(error)),
    })?;
    Ok(Journal { path: path.to_owned(), connection: std::sync::Mutex::new(connection) })
}

/// A further connection to a file that was prepared already.
pub(crate) fn connect(path: &Path) -> Result<Connection, Fault> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    pragmas(&connection)?;
    Ok(connection)
}

fn pragmas(connection: &Connection) -> Result<(), Fault> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Erased text of customers is overwritten, not only unlinked.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(())
}

/// Reads only: whether it is a database, a sound one, and not from the future.
fn look(connection: &Connection) -> Result<(), Fault> {
    let verdict: String =
        connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(Fault::Damaged);
    }
    let history: Option<i64> = connection
        .query_row(
            "SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'",
            [],
            |row| row.get(0),
        )
        .optional()?;
    if history.is_none() {
        return Ok(());
    }
    let found: i64 = connection.query_row(
        "SELECT coalesce(max(version), 0) FROM refinery_schema_history",
        [],
        |row| row.get(0),
    )?;
    let known = embedded::migrations::runner()
        .get_migrations()
        .iter()
        .map(|migration| i64::from(migration.version()))
        .max()
        .unwrap_or(0);
    if found > known { Err(Fault::Newer { found, known }) } else { Ok(()) }
}

/// The SQLite error inside refinery's, where there is one that a person can act on.
fn rooted(error: &refinery::Error) -> Option<Fault> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(here) = next {
        if let Some(sqlite) = here.downcast_ref::<rusqlite::Error>() {
            return match sqlite.sqlite_error_code()? {
                rusqlite::ErrorCode::DiskFull => Some(Fault::DiskFull),
                rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase => {
                    Some(Fault::Damaged)
                }
                _ => None,
            };
        }
        next = here.source();
    }
    None
}

/// The file, readable by its owner only: it holds the token and customers. SQLite gives its log
/// the same rights.
fn private(path: &Path) -> Result<(), Fault> {
    let fault = |source| Fault::File { what: "the data folder cannot be written", source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fault)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(0o600);
        if path.exists() {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(fault)?;
        }
    }
    options.open(path).map_err(fault)?;
    Ok(())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn set_aside(path: &Path, now: Ms) -> Result<PathBuf, Fault> {
    let fault = |source| Fault::File { what: "the damaged journal cannot be set aside", source };
    let mut number = now;
    let mut aside = path.with_file_name(format!("journal.damaged-{number}.db"));
    while aside.exists() {
        number += 1;
        aside = path.with_file_name(format!("journal.damaged-{number}.db"));
    }
    fs::rename(path, &aside).map_err(fault)?;
    for ending in ["-wal", "-shm"] {
        let from = beside(path, ending);
        if from.exists() {
            fs::rename(from, beside(&aside, ending)).map_err(fault)?;
        }
    }
    Ok(aside)
}

/// What could be carried over.
#[derive(Default)]
struct Rescued {
    contacts: usize,
    drafts: usize,
}

/// Copies what can still be read out of a copy of the damaged file, row by row, so that a
/// broken page costs its own rows and not the rest. The damaged file itself is only read.
fn rescue(journal: &Journal, aside: &Path) -> Rescued {
    let mut rescued = Rescued::default();
    let copy = beside(aside, ".reading");
    let endings = ["-wal", "-shm"];
    let copied = fs::copy(aside, &copy).is_ok();
    for ending in endings {
        let log = beside(aside, ending);
        if log.exists() {
            let _ = fs::copy(log, beside(&copy, ending));
        }
    }
    if copied && let Ok(from) = Connection::open(&copy) {
        rescued = carry_over(journal, &from);
    }
    for file in [copy.clone(), beside(&copy, "-wal"), beside(&copy, "-shm")] {
        let _ = fs::remove_file(file);
    }
    rescued
}

fn carry_over(journal: &Journal, from: &Connection) -> Rescued {
    let carried = journal.write(|tx| {
        let contacts = rows(
            tx,
            from,
            "contact",
            "contact_id, revision, customer, start_ms, end_ms, due_ms, recorded_ms, acked_ms, body",
            9,
        );
        // A line whose contact could not be read has nothing to send: the foreign key refuses it.
        rows(
            tx,
            from,
            "outbox",
            "contact_id, revision, seq, attempts, not_before_ms, created_ms, problem, draft",
            8,
        );
        // A contact that lost its line and was never confirmed is sent again: the store knows it
        // by its id.
        tx.execute(
            "INSERT OR IGNORE INTO outbox (contact_id, revision, not_before_ms, created_ms)
             SELECT contact_id, revision, recorded_ms, recorded_ms FROM contact
             WHERE acked_ms IS NULL",
            [],
        )?;
        let drafts =
            rows(tx, from, "draft", "contact_id, revision, current, start_ms, changed_ms, body", 6);
        rows(tx, from, "call", "call_id, contact_id, changed_ms, body", 4);
        rows(tx, from, "loose_end", "id, kind, at_ms, body", 4);
        rows(tx, from, "setting", "key, value", 2);
        // The lists come again with the articles, from the store or the starter set.
        tx.execute("DELETE FROM setting WHERE key = 'codes'", [])?;
        Ok(Rescued { contacts, drafts })
    });
    carried.unwrap_or_default()
}

/// Copies what can be read of one table; a row that is refused does not stop the others.
fn rows(
    tx: &Transaction<'_>,
    from: &Connection,
    table: &str,
    columns: &str,
    count: usize,
) -> usize {
    let marks = vec!["?"; count].join(", ");
    let insert = format!("INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})");
    let mut carried = 0;
    // Both ways, because reading stops at the first broken page.
    for order in ["ASC", "DESC"] {
        let select = format!("SELECT {columns} FROM {table} ORDER BY rowid {order}");
        let Ok(mut statement) = from.prepare(&select) else { return carried };
        let Ok(mut found) = statement.query([]) else { return carried };
        while let Ok(Some(row)) = found.next() {
            let values: Result<Vec<Value>, _> = (0..count).map(|i| row.get(i)).collect();
            let Ok(values) = values else { continue };
            carried += tx.execute(&insert, params_from_iter(values)).unwrap_or(0);
        }
    }
    carried
}

fn told(aside: &Path, rescued: Rescued) -> Problem {
    // In full: whoever is to save the copy must find it.
    let name = std::path::absolute(aside).unwrap_or_else(|_| aside.to_owned());
    let name = name.display();
    let Rescued { contacts, drafts } = rescued;
    Problem::new(
        Code::Damaged,
        format!(
            "The journal of this desk was damaged. It is kept as {name}; a new one was begun and \
             {contacts} contacts and {drafts} unfinished ones were carried over. Tell your \
             operator before that file is deleted."
        ),
    )
}
