//! The row of a contact in which all stands that its customer said of it.
//!
//! Promises: what counts of it depends on what was said and never on the order in which it came.

use contact::ContactId;
use contact::protocol::AckStatus;
use serde_json::Value as Json;

use super::Said;
use crate::Failure;
use crate::engine::{Session, values};
use crate::fcr::change::{self, Why};
use crate::keys::CustomerKey;
use contact::Ms;

/// The row of `survey` that counts. Rows of a source of their own may come one day.
const WHOLE: i64 = 0;

/// Revision, and all that was said.
type Kept = (i64, Vec<Json>);

fn kept(session: &Session, key: CustomerKey, id: ContactId) -> Result<Option<Kept>, Failure> {
    let text = "SELECT rev, answers FROM survey
        WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3 AND source = $4";
    session.first(text, values![session.tenant(), &key.0, id.as_bytes(), WHOLE], |row| {
        Ok((row.get(0)?, serde_json::from_str(row.get(1)?).unwrap_or_default()))
    })
}

/// What a survey says it is about.
#[derive(Clone, Copy)]
pub(super) enum Of<'a> {
    /// This contact, of which so many are kept.
    Contact { most: usize },
    /// A customer: its name, by which it may be taken out again. How many there are of them is bounded
    /// where they come in.
    Customer(&'a str),
}

/// Adds what was said of a contact that is there; none where it has as many already.
pub(super) fn put(
    session: &Session,
    key: CustomerKey,
    id: ContactId,
    said: &Said,
    of: Of<'_>,
) -> Result<Option<AckStatus>, Failure> {
    // Before anything is read: it holds off whoever else has something to say of this contact.
    change::before(session, key, *id.as_bytes(), Why::Survey)?;
    let mut entry = serde_json::Map::new();
    entry.insert("source".into(), said.source.into());
    entry.insert("survey".into(), serde_json::from_str(&said.body).unwrap_or(Json::Null));
    if let Of::Customer(of) = of {
        entry.insert("of".into(), of.into());
    }
    let entry = Json::Object(entry);
    let (rev, mut all) = kept(session, key, id)?.unwrap_or_default();
    if all.contains(&entry) {
        return Ok(Some(AckStatus::Same));
    }
    if let Of::Contact { most } = of
        && all.len() >= most
    {
        return Ok(None);
    }
    all.push(entry);
    write(session, key, id, rev + 1, all)?;
    Ok(Some(AckStatus::Stored))
}

/// Takes out a survey of a customer that turned out to be about another contact.
pub(super) fn take_out(
    session: &Session,
    key: CustomerKey,
    id: ContactId,
    of: &str,
) -> Result<(), Failure> {
    change::before(session, key, *id.as_bytes(), Why::Survey)?;
    let Some((rev, mut all)) = kept(session, key, id)? else { return Ok(()) };
    all.retain(|entry| entry["of"] != *of);
    write(session, key, id, rev + 1, all)
}

fn write(
    session: &Session,
    key: CustomerKey,
    id: ContactId,
    rev: i64,
    mut all: Vec<Json>,
) -> Result<(), Failure> {
    let tenant = session.tenant();
    all.sort_by_cached_key(|entry| (at(entry), entry.to_string()));
    if let Some((resolved, at)) = what_counts(&all) {
        let text = "INSERT INTO survey (tenant_id, customer_key, record_id, source, rev, resolved, answered_at, answers)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (tenant_id, customer_key, record_id, source) DO UPDATE SET rev = excluded.rev,
              resolved = excluded.resolved, answered_at = excluded.answered_at, answers = excluded.answers";
        let answers = Json::Array(all).to_string();
        let resolved = resolved.map(i64::from);
        let row = values![tenant, &key.0, id.as_bytes(), WHOLE, rev, resolved, at, &answers];
        session.execute(text, row)?;
    } else {
        let text = "DELETE FROM survey
            WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3 AND source = $4";
        session.execute(text, values![tenant, &key.0, id.as_bytes(), WHOLE])?;
    }
    change::refresh(session, &[*id.as_bytes()])
}

fn at(entry: &Json) -> Ms {
    entry["survey"]["at_ms"].as_i64().unwrap_or_default()
}

/// An answer beats an invitation; among equals the later one counts, and of two of one moment the
/// one that says no.
fn what_counts(all: &[Json]) -> Option<(Option<bool>, Ms)> {
    let one = |entry: &Json| {
        let answer = entry["survey"]["answer"].as_str().map(|answer| answer == "confirmed");
        (answer, at(entry))
    };
    all.iter().map(one).max_by_key(|(answer, at)| (answer.is_some(), *at, *answer == Some(false)))
}
