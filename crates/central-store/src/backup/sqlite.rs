//! A store in one SQLite file: copied by SQLite's own online backup.
//!
//! The copy is read inside one read transaction. Without it SQLite begins the copy anew whenever
//! another process writes, which under steady ingest is never finished.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use contact::{Code, Problem};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, TransactionBehavior};

use super::{
    Copied, Erasure, Partial, Restored, Valid, Verified, access, erasures, file, refuse_existing,
    refuse_missing, verify,
};
use crate::engine::Row;
use crate::engine::sqlite::{open_to_read, open_to_write};
use crate::keys::hex;
use crate::{Failure, Settings, schema};

/// Pages that are copied before others get the disk for a moment: 4 MB.
const PAGES: i32 = 1_024;
const BREATH: Duration = Duration::from_millis(2);

pub(super) fn take(
    path: &Path,
    to: &Path,
    mut progress: impl FnMut(u64, u64),
) -> Result<Copied, Failure> {
    if !path.is_file() {
        let message = format!(
            "There is no store at {}. Nothing was copied. See whether the address is right.",
            path.display()
        );
        return Err(Failure::Asked(Problem::new(Code::NotFound, message)));
    }
    let store = open_to_read(path)?;
    let partial = Partial::of(to)?;
    let mut copy = Connection::open(&partial.path)?;
    let moment = store.unchecked_transaction()?;
    moment.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    {
        let backup = Backup::new(&moment, &mut copy)?;
        loop {
            let step = backup.step(PAGES)?;
            let at = backup.progress();
            let all = u64::try_from(at.pagecount).unwrap_or(0);
            progress(all - u64::try_from(at.remaining).unwrap_or(0), all);
            if step == StepResult::Done {
                break;
            }
            std::thread::sleep(BREATH);
        }
    }
    drop(moment);
    // One file, without a log beside it.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    let verified = verify::whole(&copy)?;
    drop(copy);
    verified.or_damaged("The copy is not whole and was deleted; the store itself may be damaged: run `verify` on it.")?;
    let bytes = fs::metadata(&partial.path).map_err(file("looking at", &partial.path))?.len();
    partial.finish(to)?;
    Ok(Copied { bytes, verified })
}

pub(super) fn restore(
    settings: &Settings,
    from: &Path,
    path: &Path,
    erased: &[Erasure],
) -> Result<Restored, Failure> {
    let beside = |path: &Path, end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    for end in ["", "-wal", "-shm", "-journal"] {
        refuse_existing(&beside(path, end))?;
    }
    refuse_missing(from)?;
    if beside(from, "-wal").exists() {
        let message = format!(
            "{} has a log beside it: it is the file of a running store, not a copy. Nothing was \
             made. Use `central-store backup` to copy a running store.",
            from.display()
        );
        return Err(Failure::Asked(Problem::new(Code::Invalid, message)));
    }
    let partial = Partial::of(path)?;
    partial.fill(from)?;
    let told = "The copy is not whole. Nothing was made. Choose an older one.";
    let mut connection = match foreign(&partial.path) {
        Ok(connection) => connection,
        Err(failure) => {
            tracing::debug!(failure = %failure, "the copy cannot be opened");
            let message = format!("{} is no copy of a store, or damaged. {told}", from.display());
            return Err(Failure::Asked(Problem::new(Code::Damaged, message)));
        }
    };
    verify::sound(&connection)?.or_damaged(told)?;
    // A copy made by an older version is brought up to date before it is looked at closely.
    schema::bring_up_to_date(&mut connection)?;
    let tenants = verify::tenants(&connection)?;
    if let Some(theirs) = tenants.first().filter(|_| !tenants.contains(&settings.tenant)) {
        let message = format!(
            "{} is a copy of tenant {theirs}, and tenant {} is asked for. Nothing was made. Give --tenant \
             {theirs}, to this command and to every other on that store.",
            from.display(),
            settings.tenant
        );
        return Err(Failure::Asked(Problem::new(Code::Conflict, message)));
    }
    if let Some(wrong) = erasures::astray(erased, settings.tenant, &tenants) {
        let message = format!("Nothing was made. {wrong}");
        return Err(Failure::Asked(Problem::new(Code::Invalid, message)));
    }
    let epoch = hex(&settings.chance.bytes::<16>()?);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let erased_rows = erasures::replay(&transaction, settings.tenant, erased)?;
    // Sums of those who went with it are made anew when the store is opened.
    transaction.execute("UPDATE tenant_fact SET v = 'gone' WHERE k = 'sums'", [])?;
    transaction.execute("UPDATE store_meta SET v = ?1 WHERE k = 'epoch'", [&epoch])?;
    transaction.commit()?;
    let verified = verify::whole(&connection)?;
    // The writer opens it with a log again.
    connection.pragma_update(None, "journal_mode", "DELETE")?;
    let valid = all_valid(&connection)?;
    drop(connection);
    verified.or_damaged(told)?;
    partial.finish(path)?;
    Ok(Restored { verified, erased_rows, epoch, valid })
}

fn all_valid(connection: &Connection) -> Result<Vec<Valid>, Failure> {
    let mut statement = connection.prepare(access::VALID)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(access::valid(Row::Sqlite(row))?);
    }
    Ok(all)
}

/// Opens what is said to be a copy: it must have the tables of a store.
fn foreign(path: &Path) -> Result<Connection, Failure> {
    let connection = open_to_write(path)?;
    let epoch = "SELECT count(*) FROM store_meta WHERE k = 'epoch'";
    if connection.query_row(epoch, [], |row| row.get::<_, i64>(0))? != 1 {
        return Err(Failure::Damaged("store_meta has no epoch".into()));
    }
    Ok(connection)
}

/// Looks at a store while it is being served.
pub(super) fn look(path: &Path) -> Result<Verified, Failure> {
    if !path.is_file() {
        let message = format!(
            "There is no store at {}. Nothing was changed. See whether the address is right.",
            path.display()
        );
        return Err(Failure::Asked(Problem::new(Code::NotFound, message)));
    }
    let connection = open_to_read(path)?;
    let moment = connection.unchecked_transaction()?;
    verify::whole(&moment)
}
