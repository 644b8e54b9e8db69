//! A customer who wants to be forgotten.
//!
//! Promises: every row of every identity of the person goes, in one transaction; a late upload does
//! not bring them back, nor is it set aside where it makes no sense besides; desks are told to forget the contacts, which are named by their ids alone.

use std::collections::{BTreeMap, BTreeSet};

use contact::{ContactId, Ms};

use crate::Failure;
use crate::engine::{Session, values};
use crate::fcr::change::{self, Why};
use crate::keys::CustomerKey;
use crate::tables::feed::{self, Scope};
use crate::tables::{people, strays, surveys};

/// What went.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Erased {
    /// Contacts.
    pub contacts: u64,
    /// Rows of anything else: surveys, reviews, records set aside, identities.
    pub rows: u64,
}

/// Whether a key belongs to somebody who was erased.
pub(crate) fn erased(session: &Session, key: CustomerKey) -> Result<bool, Failure> {
    let text = "SELECT 1 FROM erased WHERE tenant_id = $1 AND customer_key = $2";
    Ok(session.first(text, values![session.tenant(), &key.0], |_| Ok(()))?.is_some())
}

/// Whether nothing may be kept of what cannot be used: it is of somebody who was erased, or of a contact of
/// theirs up to the revision that is refused.
pub(crate) fn reaches(
    session: &Session,
    key: Option<CustomerKey>,
    record: Option<(ContactId, u32)>,
) -> Result<bool, Failure> {
    if let Some(key) = key
        && erased(session, people::person(session, key)?)?
    {
        return Ok(true);
    }
    let Some((id, revision)) = record else { return Ok(false) };
    Ok(refused(session, id)?.is_some_and(|upto| revision <= upto))
}

/// Notes that a contact up to this revision is of somebody who was erased, and takes out what an
/// older revision of it said under another customer.
pub(crate) fn contact(
    session: &Session,
    id: ContactId,
    revision: u32,
    under: Option<CustomerKey>,
) -> Result<(), Failure> {
    refuse(session, id.as_bytes(), revision)?;
    let Some(key) = under else { return Ok(()) };
    change::before(session, key, *id.as_bytes(), Why::Erasure)?;
    for table in ["contact", "survey", "exclusion_review", "own_identity", "noted"] {
        let text = format!(
            "DELETE FROM {table} WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3"
        );
        session.execute(&text, values![session.tenant(), &key.0, id.as_bytes()])?;
    }
    surveys::anew_without(session, *id.as_bytes())?;
    feed::append(session, Scope::Erased, &id.to_string(), None)
}

/// Refuses a contact up to this revision; gives the rows about it that went.
fn refuse(session: &Session, id: &[u8; 16], revision: u32) -> Result<u64, Failure> {
    let text = "INSERT INTO erased_contact (tenant_id, record_id, rev) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, record_id) DO UPDATE SET rev = excluded.rev
        WHERE excluded.rev > erased_contact.rev";
    session.execute(text, values![session.tenant(), id, revision])?;
    let text = "DELETE FROM survey_waiting WHERE tenant_id = $1 AND record_id = $2";
    let mut rows = session.execute(text, values![session.tenant(), id])?;
    // What was set aside of it need not say whose it is. A later revision may be of somebody else, and says
    // so or goes as well.
    let text = "DELETE FROM quarantine
        WHERE tenant_id = $1 AND record_id = $2 AND (rev <= $3 OR customer_key IS NULL)";
    rows += session.execute(text, values![session.tenant(), id, revision])?;
    let text = "DELETE FROM quarantine_identity
        WHERE tenant_id = $1 AND record_id = $2 AND rev <= $3";
    rows += session.execute(text, values![session.tenant(), id, revision])?;
    Ok(rows)
}

/// The revision up to which a contact is refused.
pub(crate) fn refused(session: &Session, id: ContactId) -> Result<Option<u32>, Failure> {
    let text = "SELECT rev FROM erased_contact WHERE tenant_id = $1 AND record_id = $2";
    session.first(text, values![session.tenant(), id.as_bytes()], |row| row.get(0))
}

/// Erases the person that one of these identities is, with all their identities.
pub(crate) fn erase(session: &Session, owns: &[CustomerKey], now: Ms) -> Result<Erased, Failure> {
    let mut keys = BTreeSet::new();
    for own in owns {
        let person = people::person(session, *own)?;
        keys.insert(*own);
        keys.extend(people::identities(session, person)?);
    }
    let tenant = session.tenant();
    let mut done = Erased::default();
    for key in &keys {
        let more = forget(session, *key)?;
        done.contacts += more.contacts;
        done.rows += more.rows;
        let text = "INSERT INTO erased (tenant_id, customer_key, erased_at) VALUES ($1, $2, $3)
            ON CONFLICT DO NOTHING";
        session.execute(text, values![tenant, &key.0, now])?;
    }
    Ok(done)
}

/// Takes out everything that is kept under a key.
pub(crate) fn forget(session: &Session, key: CustomerKey) -> Result<Erased, Failure> {
    let tenant = session.tenant();
    let mut done = Erased::default();
    let mut records: BTreeMap<[u8; 16], u32> = BTreeMap::new();
    for table in ["contact", "quarantine"] {
        let text = format!(
            "SELECT record_id, rev FROM {table} WHERE tenant_id = $1 AND customer_key = $2"
        );
        let found = session.all(&text, values![tenant, &key.0], |row| {
            Ok((row.get::<[u8; 16]>(0)?, row.get::<u32>(1)?))
        })?;
        for (record, revision) in found {
            let known = records.entry(record).or_default();
            *known = revision.max(*known);
        }
    }
    change::before_all(session, key, Why::Erasure)?;
    strays::look_again(session, key);
    done.contacts += rows(session, "contact", "customer_key", key)?;
    for (table, column) in [
        ("survey", "customer_key"),
        ("survey_of_customer", "customer_key"),
        ("exclusion_review", "customer_key"),
        ("own_identity", "customer_key"),
        ("noted", "customer_key"),
        ("quarantine", "customer_key"),
        ("quarantine_identity", "customer_key"),
        ("quarantine_identity", "alias_hash"),
        ("alias", "customer_key"),
        ("alias", "alias_hash"),
        ("alias_kind", "alias_hash"),
        ("proposal", "one_key"),
        ("proposal", "other_key"),
        ("merge", "kept_key"),
        ("merge", "gone_key"),
    ] {
        done.rows += rows(session, table, column, key)?;
    }
    for (record, revision) in records {
        // What was set aside said that it is theirs; the contact that is kept is somebody else's and stays.
        let text = "SELECT 1 FROM contact WHERE tenant_id = $1 AND record_id = $2";
        if session.first(text, values![tenant, &record], |_| Ok(()))?.is_some() {
            continue;
        }
        done.rows += refuse(session, &record, revision)?;
        let id = ContactId(uuid::Uuid::from_bytes(record));
        feed::append(session, Scope::Erased, &id.to_string(), None)?;
    }
    Ok(done)
}

fn rows(session: &Session, table: &str, column: &str, key: CustomerKey) -> Result<u64, Failure> {
    let text = format!("DELETE FROM {table} WHERE tenant_id = $1 AND {column} = $2");
    session.execute(&text, values![session.tenant(), &key.0])
}
