//! Is a store whole: its file, its tables, its rows, its sums.
//!
//! Promises: what is found is told in words that name no customer; a store that is being served is
//! looked at without holding anybody up.

use std::collections::BTreeSet;
use std::fmt::Write;

use contact::{Code, Contact, Problem};
use rusqlite::Connection;
use serde::Serialize;

use crate::engine::Row;
use crate::fcr::fact::{Fact, bits, facts_of};
use crate::fcr::{articles, change, packed};
use crate::tables::ingest::channel_number;
use crate::{Database, Failure, Settings, schema};

/// What a look at a store found.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Verified {
    /// Whose data it is, as far as the role sees them; a file has one.
    pub tenants: Vec<i32>,
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

/// Looks at the store of `settings`, which may be served meanwhile.
///
/// # Errors
/// [`Code::NotFound`] when there is none, and when it cannot be read at all. What is wrong inside is
/// no error but a finding.
pub fn verify(settings: &Settings) -> Result<Verified, Failure> {
    let verified = match &settings.database {
        Database::Sqlite(path) => super::sqlite::look(path),
        Database::Postgres(url) => super::postgres::look(url, settings.tenant),
    }?;
    // Nothing at all is whole as well; it is not what was meant.
    if verified.tenants.is_empty() && verified.findings.is_empty() {
        let message = format!(
            "There is no tenant {} to be seen in {}. Nothing was changed. Name one that is there with \
             --tenant; the store's own role sees no other than the one that is named.",
            settings.tenant, settings.database
        );
        return Err(Failure::Asked(Problem::new(Code::NotFound, message)));
    }
    Ok(verified)
}

/// Who has been founded, in order.
pub(super) const TENANTS: &str =
    "SELECT tenant_id FROM tenant_fact WHERE k = 'secret' ORDER BY tenant_id";

/// Whose data a file is.
pub(super) fn tenants(connection: &Connection) -> Result<Vec<i32>, Failure> {
    let mut statement = connection.prepare(TENANTS)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
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
    let count = |text: &str| Ok(connection.query_row(text, [], |row| row.get(0))?);
    let mut verified = content(tenants(connection)?, count)?;
    let mut records = Records::default();
    let mut statement = connection.prepare(RECORDS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        records.look(Row::Sqlite(row))?;
    }
    verified.findings.extend(records.findings());
    Ok(verified)
}

/// What is asked of every contact.
pub(super) const RECORDS: &str = "SELECT payload, packed, started_at, ended_at, reason_id, family_id, agent_id, \
    unlinkable, excluded, beside FROM contact";

/// Contacts whose record, columns and what is counted of them are looked at.
#[derive(Default)]
pub(super) struct Records {
    unreadable: u64,
    apart: u64,
}

impl Records {
    /// One row of [`RECORDS`].
    pub(super) fn look(&mut self, row: Row<'_>) -> Result<(), Failure> {
        let Ok(record) = serde_json::from_str::<Contact>(row.get(0)?) else {
            self.unreadable += 1;
            return Ok(());
        };
        let columns: [i64; 8] = [
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
            row.get(6)?,
            row.get(7)?,
            row.get(8)?,
            row.get(9)?,
        ];
        let counted = packed::unpack(row.get(1)?);
        self.apart += u64::from(!counted.is_ok_and(|fact| agrees(&fact, &record, columns)));
        Ok(())
    }

    pub(super) fn findings(&self) -> impl Iterator<Item = String> {
        let all = [
            (self.unreadable, "contacts whose record cannot be read"),
            (self.apart, "contacts that are counted as something else than they are"),
        ];
        all.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"))
    }
}

/// Whether what is counted of a contact is what its other columns and its record say. Where the row tells
/// so, others have said of an exclusion and of a survey what the record does not.
fn agrees(fact: &Fact, record: &Contact, columns: [i64; 8]) -> bool {
    let [start, end, reason, family, agent, unlinkable, excluded, beside] = columns;
    let others = bits::EXCLUDED | bits::ASKED | bits::CONFIRMED | bits::DISPUTED;
    let beside = if beside == 0 { 0 } else { others };
    let said = facts_of(record, unlinkable != 0);
    let named = [
        (fact.reason, record.reason.is_some()),
        (fact.agent, record.agent.is_some()),
        (fact.queue, record.queue.is_some()),
        (fact.lang, record.lang.is_some()),
        (fact.articles, articles::list(record).is_some()),
    ];
    (fact.start, fact.end) == (start, end)
        && (fact.reason, fact.family, fact.agent) == (reason, family, agent)
        && fact.channel == channel_number(record.channel)
        && (fact.handle, fact.acw) == (record.handle_ms(), record.acw_ms)
        && (fact.bits | beside) == (said | beside)
        && excluded == change::excluded(fact.bits)
        && named.into_iter().all(|(number, is)| (number > 0) == is)
}

/// The rows, on either engine: `count` asks for one number.
pub(super) fn content(
    tenants: Vec<i32>,
    mut count: impl FnMut(&str) -> Result<u64, Failure>,
) -> Result<Verified, Failure> {
    let mut verified = Verified {
        tenants,
        contacts: count("SELECT count(*) FROM contact")?,
        customers: count(
            "SELECT count(*) FROM (SELECT DISTINCT tenant_id, customer_key FROM contact) k",
        )?,
        surveys: count("SELECT count(*) FROM survey")?,
        desks: count("SELECT count(*) FROM device")?,
        quarantined: count("SELECT count(*) FROM quarantine")?,
        erased: count("SELECT count(*) FROM erased")?,
        feed: count("SELECT count(*) FROM feed")?,
        findings: Vec::new(),
    };
    for (wrong, text) in WRONG {
        let found = count(text)?;
        if found > 0 {
            verified.findings.push(format!("{found} {wrong}"));
        }
    }
    Ok(verified)
}

/// What must not be there, and how it is counted.
const WRONG: [(&str, &str); 6] = [
    (
        "tenants without their secret: none of their customers would be known again",
        "SELECT count(*) FROM (SELECT DISTINCT tenant_id FROM contact) c WHERE NOT EXISTS
           (SELECT 1 FROM tenant_fact f WHERE f.tenant_id = c.tenant_id AND f.k = 'secret' AND length(f.v) = 64)",
    ),
    (
        "epochs instead of one",
        "SELECT 1 + count(*) FROM store_meta WHERE k = 'epoch' HAVING count(*) <> 1 UNION ALL SELECT 0 ORDER BY 1 DESC LIMIT 1",
    ),
    (
        "contacts of a customer that was erased",
        "SELECT count(*) FROM contact WHERE (tenant_id, customer_key) IN (SELECT tenant_id, customer_key FROM erased)",
    ),
    (
        "contacts that end before they begin",
        "SELECT count(*) FROM contact WHERE ended_at < started_at",
    ),
    (
        "contacts with a name that is not in the list of names",
        "SELECT count(*) FROM contact c WHERE reason_id <> 0 AND NOT EXISTS
           (SELECT 1 FROM name n WHERE n.tenant_id = c.tenant_id AND n.kind = 1 AND n.name_id = c.reason_id)",
    ),
    (
        "gaps in the numbers of a feed",
        "SELECT count(*) FROM (SELECT tenant_id, scope FROM feed GROUP BY tenant_id, scope
           HAVING max(seq) - min(seq) + 1 <> count(*)) g",
    ),
];

/// The tables are those that this program makes.
fn tables(connection: &Connection) -> Result<Vec<String>, Failure> {
    let mut fresh = Connection::open_in_memory()?;
    schema::bring_up_to_date(&mut fresh)?;
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
