//! A customer who wants to be forgotten.
//!
//! Promises: every row of every identity of the person goes, in one transaction; a late upload does
//! not bring them back; desks are told to forget the contacts, which are named by their ids alone.

use std::collections::BTreeSet;

use contact::{ContactId, Ms};

use crate::Failure;
use crate::engine::{Session, Value, values};
use crate::fcr::change::{self, Why};
use crate::keys::CustomerKey;
use crate::tables::feed::{self, Scope};
use crate::tables::people;

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
    let mut records = BTreeSet::new();
    for key in &keys {
        for table in ["contact", "quarantine"] {
            let text =
                format!("SELECT record_id FROM {table} WHERE tenant_id = $1 AND customer_key = $2");
            records
                .extend(session.all(&text, values![tenant, &key.0], |row| row.get::<[u8; 16]>(0))?);
        }
        change::before_all(session, *key, Why::Erasure)?;
        done.contacts += rows(session, "contact", "customer_key", *key)?;
        for (table, column) in [
            ("survey", "customer_key"),
            ("survey_waiting", "customer_key"),
            ("exclusion_review", "customer_key"),
            ("own_identity", "customer_key"),
            ("quarantine", "customer_key"),
            ("alias", "customer_key"),
            ("alias", "alias_hash"),
            ("alias_kind", "alias_hash"),
            ("merge_identity", "alias_hash"),
            ("proposal", "one_key"),
            ("proposal", "other_key"),
            ("merge", "kept_key"),
            ("merge", "gone_key"),
        ] {
            done.rows += rows(session, table, column, *key)?;
        }
        let text = "INSERT INTO erased (tenant_id, customer_key, erased_at) VALUES ($1, $2, $3)
            ON CONFLICT DO NOTHING";
        session.execute(text, values![tenant, &key.0, now])?;
    }
    for record in records {
        let text = "DELETE FROM survey_waiting WHERE tenant_id = $1 AND record_id = $2";
        done.rows += session.execute(text, &[Value::from(tenant), Value::from(&record)])?;
        let id = ContactId(uuid::Uuid::from_bytes(record));
        feed::append(session, Scope::Erased, &id.to_string(), None)?;
    }
    Ok(done)
}

fn rows(session: &Session, table: &str, column: &str, key: CustomerKey) -> Result<u64, Failure> {
    let text = format!("DELETE FROM {table} WHERE tenant_id = $1 AND {column} = $2");
    session.execute(&text, values![session.tenant(), &key.0])
}
