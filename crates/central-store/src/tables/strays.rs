//! What two writers did to one customer in the same instant, put right afterwards.
//!
//! Where many write at once, one may store a contact while another joins its customer to somebody,
//! parts them, erases them, or takes a survey of that contact: neither sees the other. Both leave a
//! note in the queue of what is to be counted, and whoever drains it, one at a time and after both,
//! finds what neither could and mends it.
//!
//! Promises: once the queue is empty every contact is at its person, nothing of an erased customer is
//! left, and every survey is with the contact that it is about.
//! Deliberately absent: a file, which has one writer.

use std::collections::BTreeSet;

use crate::Failure;
use crate::engine::{Session, Value, values};
use crate::fcr::change::{Touched, Why};
use crate::keys::CustomerKey;
use crate::tables::ingest::about;
use crate::tables::{erasure, moving, people, surveys};

/// No contact and nobody's key: a note about the other of the two.
pub(crate) const NOTHING: [u8; 16] = [0; 16];

/// Notes that this customer is to be looked at again when this transaction and those beside it are
/// through.
pub(crate) fn look_again(session: &Session, key: CustomerKey) {
    note(session, key.0, NOTHING);
}

/// The same for a contact whose customer is not known.
pub(crate) fn look_for(session: &Session, record: [u8; 16]) {
    note(session, NOTHING, record);
}

fn note(session: &Session, key: [u8; 16], id: [u8; 16]) {
    if session.shared() {
        session.touch(Touched { key, id, was: None, why: Why::Late });
    }
}

fn any(session: &Session, table: &str) -> Result<bool, Failure> {
    let text = format!("SELECT 1 FROM {table} WHERE tenant_id = $1 LIMIT 1");
    Ok(session.first(&text, values![session.tenant()], |_| Ok(()))?.is_some())
}

/// Looks at what was just taken out of the queue and mends what is wrong with it. What that changes
/// is touched as any change is.
pub(crate) fn mend(session: &Session, taken: &[Touched]) -> Result<(), Failure> {
    if !session.shared() {
        return Ok(());
    }
    let mut keys: BTreeSet<[u8; 16]> = taken.iter().map(|touched| touched.key).collect();
    keys.remove(&NOTHING);
    let keys: Vec<[u8; 16]> = keys.into_iter().collect();
    if any(session, "erased")? {
        let text = "SELECT customer_key FROM erased WHERE tenant_id = $1 AND customer_key IN ({})";
        for key in about(session, text, &keys, |row| Ok(CustomerKey(row.get(0)?)))? {
            let text = "SELECT 1 FROM contact WHERE tenant_id = $1 AND customer_key = $2 LIMIT 1";
            if session.first(text, values![session.tenant(), &key.0], |_| Ok(()))?.is_some() {
                erasure::forget(session, key)?;
            }
        }
    }
    if any(session, "alias")? || any(session, "own_identity")? {
        go_home(session, &keys)?;
    }
    let mut ids: BTreeSet<[u8; 16]> = taken.iter().map(|touched| touched.id).collect();
    ids.remove(&NOTHING);
    surveys::join_late(session, &ids.into_iter().collect::<Vec<_>>())?;
    let noted = |touched: &&Touched| touched.id == NOTHING && touched.key != NOTHING;
    let noted: Vec<CustomerKey> =
        taken.iter().filter(noted).map(|touched| CustomerKey(touched.key)).collect();
    surveys::anew(session, &noted)
}

/// Brings contacts that are under another key than their person's to it.
fn go_home(session: &Session, keys: &[[u8; 16]]) -> Result<(), Failure> {
    let mut odd = BTreeSet::new();
    for text in [
        "SELECT DISTINCT alias_hash FROM alias WHERE tenant_id = $1 AND alias_hash IN ({})",
        "SELECT DISTINCT customer_key FROM own_identity WHERE tenant_id = $1 AND customer_key IN ({})",
    ] {
        odd.extend(about(session, text, keys, |row| Ok(CustomerKey(row.get(0)?)))?);
    }
    for key in odd {
        let owned = people::owns(session, key)?;
        let owns: Vec<CustomerKey> = owned.values().copied().collect();
        let persons = people::persons(session, &owns)?;
        for (record, own) in owned {
            let person = persons.get(&own).copied().unwrap_or(own);
            if person == key {
                continue;
            }
            let text = "INSERT INTO own_identity (tenant_id, customer_key, record_id, own_key)
                VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
            let tenant: Value<'_> = session.tenant().into();
            session.execute(text, &[tenant, (&key.0).into(), (&record).into(), (&own.0).into()])?;
            moving::records(session, key, person, &[record], Why::Merge)?;
        }
    }
    Ok(())
}
