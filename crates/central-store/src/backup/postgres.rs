//! A store in PostgreSQL: copied and restored by PostgreSQL's own pg_dump and pg_restore.
//!
//! They must be of the server's version or newer and are looked for where Debian keeps them, then on
//! the path. Passwords go to them by the environment, which only their own user can read.
//! Deliberately absent: copies of the whole server with its log, which allow to go back to any moment:
//! that is pgBackRest's or barman's work (see docs/operating.md).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use contact::{Code, Problem, Secret};
use postgres::config::{Host, TargetSessionAttrs};
use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, GenericClient, IsolationLevel};

use super::erasures::{CONTACT, CONTACTS, CUSTOMER, astray, noting, taking_out};
use super::{Copied, Erasure, Partial, Restored, Verified, access, file, refuse_missing, verify};
use crate::engine::tls::{self, Reach};
use crate::engine::{Engine, Row, UNFINISHED, whole};
use crate::keys::hex;
use crate::{Failure, Settings};

fn asked(code: Code, message: impl Into<String>) -> Failure {
    Failure::Asked(Problem::new(code, message))
}

/// A client has a runtime of its own, which no thread of another one may wait for.
fn apart<T: Send>(work: impl FnOnce() -> Result<T, Failure> + Send) -> Result<T, Failure> {
    std::thread::scope(|scope| {
        let done = scope.spawn(work).join();
        done.unwrap_or_else(|_| Err(Failure::Damaged("work on the database broke off".into())))
    })
}

fn reach(url: &Secret) -> Result<Reach, Failure> {
    let mut reach =
        tls::read(url.reveal()).map_err(|wrong| asked(Code::Invalid, format!("{wrong}.")))?;
    reach.config.application_name("central-store");
    reach.config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    Ok(reach)
}

/// One of PostgreSQL's programs, and whom it reaches.
fn program(name: &str, reach: &Reach) -> Command {
    let config = &reach.config;
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|version| Some(version.ok()?.path().join("bin").join(name)))
        .filter(|path| path.is_file())
        .collect();
    found.sort();
    let mut command = Command::new(found.pop().unwrap_or_else(|| PathBuf::from(name)));
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    });
    let ports = config.get_ports().iter().map(u16::to_string);
    let joined = |list: Vec<String>| list.join(",");
    for (name, value) in [
        ("PGHOST", Some(joined(hosts.collect()))),
        ("PGPORT", Some(joined(ports.collect()))),
        ("PGUSER", config.get_user().map(str::to_owned)),
        ("PGPASSWORD", config.get_password().map(|p| String::from_utf8_lossy(p).into_owned())),
        ("PGDATABASE", config.get_dbname().map(str::to_owned)),
        ("PGTARGETSESSIONATTRS", Some("read-write".into())),
    ] {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            command.env(name, value);
        }
    }
    command.envs(reach.environment());
    command
}

/// Runs it; what it says of an error, without the rows that it may quote.
fn run(mut command: Command, name: &str, told: &str) -> Result<Vec<u8>, Failure> {
    let output = command.output().map_err(|error| {
        let message = format!(
            "{name} cannot be started ({error}). {told} Install the PostgreSQL client of the server's \
             version: apt-get install postgresql-client."
        );
        asked(Code::NotFound, message)
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = said.lines().filter(|line| line.starts_with(name)).take(5).collect();
    Err(asked(Code::Internal, format!("{} {told}", lines.join("; "))))
}

/// Whoever copies must see the rows of every tenant; the role that the store works as does not.
fn sees_all(client: &mut impl GenericClient) -> Result<(), Failure> {
    let text = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user";
    if client.query_one(text, &[])?.get(0) {
        return Ok(());
    }
    Err(asked(
        Code::Unauthorized,
        "This role is held to one tenant's rows, and a copy is of all of them. Nothing was done. Use \
         the address of a superuser or of a role with BYPASSRLS for backup and restore.",
    ))
}

/// Whose data is in it, as far as the role sees them.
fn tenants(client: &mut impl GenericClient) -> Result<Vec<i32>, Failure> {
    Ok(client.query(verify::TENANTS, &[])?.iter().map(|row| row.get(0)).collect())
}

fn looked(client: &mut impl GenericClient) -> Result<Verified, Failure> {
    let tenants = tenants(client)?;
    let mut verified = verify::content(tenants, |text| {
        let count: i64 = client.query_one(text, &[])?.get(0);
        Ok(u64::try_from(count).unwrap_or(0))
    })?;
    let mut records = verify::Records::default();
    let nothing: [i32; 0] = [];
    let mut rows = client.query_raw(verify::RECORDS, nothing)?;
    while let Some(row) = rows.next()? {
        records.look(Row::Postgres(&row))?;
    }
    verified.findings.extend(records.findings());
    Ok(verified)
}

pub(super) fn take(url: &Secret, to: &Path) -> Result<Copied, Failure> {
    let told = "No copy was made.";
    apart(|| {
        let reach = reach(url)?;
        let mut client = reach.connect()?;
        sees_all(&mut client)?;
        if !there(&mut client)? {
            return Err(asked(
                Code::NotFound,
                "There is no store in this database. Nothing was copied.",
            ));
        }
        whole(&mut client)?;
        // What is counted and what is copied is the same moment.
        let build = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead);
        let mut moment = build.read_only(true).start()?;
        let snapshot: String = moment.query_one("SELECT pg_export_snapshot()", &[])?.get(0);
        let partial = Partial::of(to)?;
        let mut dump = program("pg_dump", &reach);
        dump.args([
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            "--snapshot",
            &snapshot,
            "--file",
        ]);
        dump.arg(&partial.path);
        run(dump, "pg_dump", told)?;
        let verified = looked(&mut moment)?;
        verified.or_damaged("The store is not whole; no copy was made.")?;
        listed(&reach, &partial.path)?;
        let bytes = fs::metadata(&partial.path).map_err(file("looking at", &partial.path))?.len();
        partial.finish(to)?;
        Ok(Copied { bytes, verified })
    })
}

fn there(client: &mut Client) -> Result<bool, Failure> {
    let text = "SELECT to_regclass('contact') IS NOT NULL OR to_regclass('store_meta') IS NOT NULL";
    Ok(client.query_one(text, &[])?.get(0))
}

/// The copy can be read to its table of contents, and a store is in it.
fn listed(reach: &Reach, from: &Path) -> Result<(), Failure> {
    let mut list = program("pg_restore", reach);
    list.arg("--list").arg(from);
    let told = format!(
        "{} is no copy of a store, or damaged. Nothing was made. Choose another.",
        from.display()
    );
    let list = run(list, "pg_restore", &told)?;
    let list = String::from_utf8_lossy(&list);
    let tables = ["contact", "store_meta", "tenant_fact"];
    if tables
        .iter()
        .all(|table| list.lines().any(|line| line.contains(&format!("TABLE DATA public {table} "))))
    {
        return Ok(());
    }
    Err(asked(Code::Damaged, told))
}

pub(super) fn restore(
    settings: &Settings,
    url: &Secret,
    from: &Path,
    erased: &[Erasure],
) -> Result<Restored, Failure> {
    let told = "Nothing was made.";
    let (epoch, erased_rows) = apart(|| {
        let reach = reach(url)?;
        refuse_missing(from)?;
        listed(&reach, from)?;
        let mut client = reach.connect()?;
        sees_all(&mut client)?;
        if there(&mut client)? {
            let message = "There is a store in this database already. Nothing was overwritten: restore into an \
                           empty database.";
            return Err(asked(Code::Conflict, message));
        }
        // Stands until the erased are out again, so that no store starts on what is there before.
        client.batch_execute(&format!("CREATE TABLE IF NOT EXISTS {UNFINISHED} ()"))?;
        let mut restore = program("pg_restore", &reach);
        restore.args([
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            "--dbname",
        ]);
        restore.arg(reach.config.get_dbname().unwrap_or("postgres")).arg(from);
        if let Err(failure) = run(restore, "pg_restore", told) {
            // As empty as it was, unless somebody else restores into it or the answer alone was lost.
            if let Ok(mut client) = reach.connect()
                && matches!(there(&mut client), Ok(false))
            {
                let _ = client.batch_execute(&format!("DROP TABLE IF EXISTS {UNFINISHED}"));
            }
            return Err(failure);
        }
        // A connection of before may have been closed meanwhile: a restore can take hours.
        reach.connect().and_then(|client| finish(client, settings, erased)).map_err(|failure| {
            Failure::Damaged(format!(
                "The copy is in the database, but those erased since are in it again: {failure}. No \
                 store may be started on it: drop the database, make an empty one and restore again. \
                 The copy itself stays as it is."
            ))
        })
    })?;
    // Older tables are brought up to date, and the store's own role is let in.
    Engine::found(&settings.database, settings.tenant)?;
    let verified = look(url, settings.tenant)?;
    verified.or_damaged(
        "The copy was restored and is not whole. Drop the database and try an older copy.",
    )?;
    let valid = apart(|| {
        let rows = reach(url)?.connect()?.query(access::VALID, &[])?;
        rows.iter().map(|row| access::valid(Row::Postgres(row))).collect()
    })?;
    Ok(Restored { verified, erased_rows, epoch, valid })
}

/// Takes out again who was erased since the copy was made, and gives the store a new epoch.
fn finish(
    mut client: postgres::Client,
    settings: &Settings,
    erased: &[Erasure],
) -> Result<(String, u64), Failure> {
    let epoch = hex(&settings.chance.bytes::<16>()?);
    let mut transaction = client.transaction()?;
    if let Some(wrong) = astray(erased, settings.tenant, &tenants(&mut transaction)?) {
        return Err(asked(Code::Invalid, wrong));
    }
    let rows = erase(&mut transaction, settings.tenant, erased)?;
    // Sums of those who went with it are made anew when the store is opened.
    transaction.execute("UPDATE tenant_fact SET v = 'gone' WHERE k = 'sums'", &[])?;
    transaction.execute("UPDATE store_meta SET v = $1 WHERE k = 'epoch'", &[&epoch])?;
    transaction.batch_execute(&format!("DROP TABLE IF EXISTS {UNFINISHED}"))?;
    transaction.commit()?;
    Ok((epoch, rows))
}

/// `asked` is whose the lists are that do not say it.
fn erase(client: &mut impl GenericClient, asked: i32, erased: &[Erasure]) -> Result<u64, Failure> {
    // Every table that has rows of customers, whatever tables there are by now: a copy of an older version
    // is brought up to date only afterwards.
    let text =
        "SELECT quote_ident(CAST(table_name AS text)), quote_ident(CAST(column_name AS text))
         FROM information_schema.columns WHERE table_schema = current_schema()";
    let columns: Vec<(String, String)> =
        client.query(text, &[])?.iter().map(|row| (row.get(0), row.get(1))).collect();
    let has = |name: &str| columns.iter().any(|(table, _)| table == name);
    if !has("erased_contact") {
        // It is erased by all the same, and the version that gets this table begins with none.
        let text = "CREATE TEMPORARY TABLE erased_contact (tenant_id integer NOT NULL,
            record_id uuid NOT NULL, rev bigint NOT NULL, PRIMARY KEY (tenant_id, record_id)) ON COMMIT DROP";
        client.batch_execute(text)?;
    }
    let (customer, contact) = (client.prepare(CUSTOMER)?, client.prepare(CONTACT)?);
    for erasure in erased {
        let tenant = erasure.tenant().unwrap_or(asked);
        match erasure {
            Erasure::Customer(one) => {
                let Some(key) = one.key() else { continue };
                let key = uuid::Uuid::from_bytes(key);
                client.execute(&customer, &[&tenant, &key, &one.erased_at])?;
            }
            Erasure::Contact(one) => {
                let (id, rev) = (one.record_id.0, i64::from(one.rev));
                client.execute(&contact, &[&tenant, &id, &rev])?;
            }
        }
    }
    client.execute(&noting(has("own_identity")), &[])?;
    let mut rows = client.execute(CONTACTS, &[])?;
    for text in columns.iter().filter_map(|(table, column)| taking_out(table, column)) {
        rows += client.execute(&text, &[])?;
    }
    Ok(rows)
}

/// Looks at a store while it is being served: at every tenant's rows, where the role may see them.
pub(super) fn look(url: &Secret, tenant: i32) -> Result<Verified, Failure> {
    apart(|| {
        let mut client = reach(url)?.connect()?;
        if !there(&mut client)? {
            return Err(asked(Code::NotFound, "There is no store in this database."));
        }
        whole(&mut client)?;
        let build = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead);
        let mut moment = build.read_only(true).start()?;
        moment.batch_execute(&format!("SET LOCAL app.tenant = '{tenant}'"))?;
        looked(&mut moment)
    })
}
