//! Is a store whole: its file, its tables, its rows, its sums.
//!
//! Promises: what is found is told in words that name no customer; a store that is being served is
//! looked at without holding anybody up.

use std::collections::BTreeSet;
use std::fmt::Write;

use contact::{Code, Problem};
use rusqlite::Connection;
use serde::Serialize;

use crate::keys::Keyring;
use crate::schema::{Dialect, migrations};
use crate::{Database, Failure};

/// What a look at a store found.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Verified {
    /// Contacts that are kept.
    pub contacts: u64,
    /// Customers that they are of; those nobody knew count one each.
    pub customers: u64,
    /// Answers of customers.
    pub surveys: u64,
    /// Desks, revoked ones too.
    pub desks: u64,
    /// Records set aside for a person.
    pub quarantined: u64,
    /// Customers that were erased.
    pub erased: u64,
    /// Entries of the feeds.
    pub feed: u64,
    /// What is wrong. Nothing, in a store that is whole.
    pub findings: Vec<String>,
}

impl Verified {
    /// The same as an error, when something is wrong.
    pub(super) fn or_damaged(&self, told: &str) -> Result<(), Failure> {
        if self.findings.is_empty() {
            return Ok(());
        }
        let mut message = told.to_owned();
        for finding in &self.findings {
            // Writing into a String cannot fail.
            let _ = write!(message, "\n  {finding}");
        }
        Err(Failure::Asked(Problem::new(Code::Damaged, message)))
    }
}

/// Looks at the store of `database`, which may be served meanwhile.
///
/// # Errors
/// [`Code::NotFound`] when there is none, and when it cannot be read at all. What is wrong inside is
/// no error but a finding.
pub fn verify(database: &Database) -> Result<Verified, Failure> {
    match database {
        Database::Sqlite(path) => super::sqlite::look(path),
        Database::Postgres(_) => Err(super::servers_own("verify", "pg_amcheck")),
    }
}

/// Whether the pages of the file are in order.
pub(super) fn sound(connection: &Connection) -> Result<Verified, Failure> {
    let mut findings = Vec::new();
    let mut told = connection.prepare("PRAGMA integrity_check(20)")?;
    let rows = told.query_map([], |row| row.get::<_, String>(0));
    match rows.and_then(Iterator::collect::<Result<Vec<_>, _>>) {
        Ok(lines) if lines == ["ok"] => {}
        Ok(lines) => findings.extend(lines.into_iter().map(|line| format!("file: {line}"))),
        Err(error) => findings.push(format!("file: {error}")),
    }
    Ok(Verified { findings, ..Verified::default() })
}

/// Everything: the pages, the tables, the rows, the sums.
pub(super) fn whole(connection: &Connection) -> Result<Verified, Failure> {
    let mut verified = sound(connection)?;
    if !verified.findings.is_empty() {
        return Ok(verified);
    }
    verified.findings.extend(tables(connection)?);
    if !verified.findings.is_empty() {
        return Ok(verified);
    }
    let count = |text: &str| Ok::<u64, Failure>(connection.query_row(text, [], |row| row.get(0))?);
    verified.contacts = count("SELECT count(*) FROM contact")?;
    verified.customers =
        count("SELECT count(*) FROM (SELECT DISTINCT tenant_id, customer_key FROM contact)")?;
    verified.surveys = count("SELECT count(*) FROM survey")?;
    verified.desks = count("SELECT count(*) FROM device")?;
    verified.quarantined = count("SELECT count(*) FROM quarantine")?;
    verified.erased = count("SELECT count(*) FROM erased")?;
    verified.feed = count("SELECT count(*) FROM feed")?;

    let secret =
        connection.query_row("SELECT v FROM tenant_fact WHERE k = 'secret' LIMIT 1", [], |row| {
            row.get::<_, String>(0)
        });
    if !secret.is_ok_and(|text| Keyring::from_text(&text).is_some()) {
        verified
            .findings
            .push("the tenant's secret is gone: no customer would be known again".into());
    }
    for (wrong, text) in [
        (
            "contacts whose record cannot be read",
            "SELECT count(*) FROM contact WHERE NOT json_valid(payload)",
        ),
        (
            "contacts of a customer that was erased",
            "SELECT count(*) FROM contact WHERE (tenant_id, customer_key) IN (SELECT tenant_id, customer_key FROM erased)",
        ),
        (
            "contacts with a name that is not in the list of names",
            "SELECT count(*) FROM contact c WHERE reason_id <> 0 AND NOT EXISTS (SELECT 1 FROM name n WHERE n.tenant_id = c.tenant_id AND n.kind = 1 AND n.name_id = c.reason_id)",
        ),
        (
            "gaps in the numbers of a feed",
            "SELECT count(*) FROM (SELECT tenant_id, scope FROM feed GROUP BY tenant_id, scope HAVING max(seq) - min(seq) + 1 <> count(*))",
        ),
    ] {
        let found = count(text)?;
        if found > 0 {
            verified.findings.push(format!("{found} {wrong}"));
        }
    }
    Ok(verified)
}

/// The tables are those that this program makes.
fn tables(connection: &Connection) -> Result<Vec<String>, Failure> {
    let mut fresh = Connection::open_in_memory()?;
    migrations(Dialect::Sqlite).map_err(Box::new)?.run(&mut fresh).map_err(Box::new)?;
    let (has, should) = (words(connection)?, words(&fresh)?);
    let missing =
        should.difference(&has).map(|(name, _)| format!("{name} is missing or of another form"));
    let foreign =
        has.difference(&should).filter(|(name, _)| !should.iter().any(|(n, _)| n == name));
    let foreign =
        foreign.map(|(name, _)| format!("{name} is not a table or an index of this version"));
    Ok(missing.chain(foreign).collect())
}

/// Names and texts of all tables and indexes, blanks alike.
fn words(connection: &Connection) -> Result<BTreeSet<(String, String)>, Failure> {
    let mut statement = connection.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    )?;
    let rows = statement.query_map([], |row| {
        let text: String = row.get(1)?;
        Ok((row.get(0)?, text.split_whitespace().collect::<Vec<_>>().join(" ")))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
