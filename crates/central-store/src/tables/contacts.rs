//! Reads contacts back: of one customer, of all customers one after another, the latest of all.
//!
//! Promises: a contact comes back with its mended times and without its customer's identity; where
//! the customer is known, the hexadecimal key stands for them.
//! Deliberately absent: verdicts (see `figures`).

use contact::{Contact, ContactId, Customer, Ms};

use crate::Failure;
use crate::engine::{Row, Session, values};
use crate::keys::CustomerKey;

/// A stored contact. `contact.customer` is the key in hexadecimal, or none.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) key: CustomerKey,
    pub(crate) contact: Contact,
}

const COLUMNS: &str = "customer_key, unlinkable, started_at, ended_at, payload, record_id";

fn kept(row: Row<'_>) -> Result<Kept, Failure> {
    let key = CustomerKey(row.get(0)?);
    let payload: &str = row.get(4)?;
    let mut contact: Contact = serde_json::from_str(payload).map_err(|_| {
        let id: [u8; 16] = row.get(5).unwrap_or_default();
        let id = ContactId(uuid::Uuid::from_bytes(id));
        Failure::Damaged(format!("contact {id}: its payload cannot be read"))
    })?;
    contact.customer = (!row.get::<bool>(1)?).then(|| Customer(key.hex()));
    contact.start_ms = row.get(2)?;
    contact.end_ms = row.get(3)?;
    Ok(Kept { key, contact })
}

/// Hands over every customer's contacts, one customer after another, in order of their start.
/// A contact without a customer comes alone.
pub(crate) fn each_customer(
    session: &Session,
    mut with: impl FnMut(&[Contact]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let text = format!(
        "SELECT {COLUMNS} FROM contact WHERE tenant_id = $1
         ORDER BY customer_key, started_at, record_id"
    );
    let mut whose: Option<CustomerKey> = None;
    let mut theirs: Vec<Contact> = Vec::new();
    session.each(&text, values![session.tenant()], |row| {
        let kept = kept(row)?;
        if whose != Some(kept.key) {
            if !theirs.is_empty() {
                with(&theirs)?;
            }
            theirs.clear();
            whose = Some(kept.key);
        }
        theirs.push(kept.contact);
        Ok(())
    })?;
    if theirs.is_empty() { Ok(()) } else { with(&theirs) }
}

/// All contacts of one customer, in order of their start.
pub(crate) fn of_customer(session: &Session, key: CustomerKey) -> Result<Vec<Contact>, Failure> {
    let text = format!(
        "SELECT {COLUMNS} FROM contact WHERE tenant_id = $1 AND customer_key = $2
         ORDER BY started_at, record_id"
    );
    session.all(&text, values![session.tenant(), &key.0], |row| Ok(kept(row)?.contact))
}

/// The contacts of these customers that began at `from` or later, latest first, `limit` at most.
pub(crate) fn history(
    session: &Session,
    keys: &[CustomerKey],
    from: Ms,
    limit: u16,
) -> Result<Vec<Contact>, Failure> {
    let text = format!(
        "SELECT {COLUMNS} FROM contact WHERE tenant_id = $1 AND customer_key = $2 AND started_at >= $3
         ORDER BY started_at DESC, record_id DESC LIMIT $4"
    );
    let mut contacts = Vec::new();
    for key in keys {
        session.each(&text, values![session.tenant(), &key.0, from, limit], |row| {
            contacts.push(Contact { customer: None, ..kept(row)?.contact });
            Ok(())
        })?;
    }
    contacts.sort_by_key(|c| std::cmp::Reverse((c.start_ms, c.contact_id)));
    contacts.truncate(usize::from(limit));
    Ok(contacts)
}

/// The latest contacts of these channels that come before `before` (start and id), latest first.
/// Bit n of `channels` is the channel with that number.
pub(crate) fn latest(
    session: &Session,
    before: Option<(Ms, ContactId)>,
    channels: i64,
    limit: u16,
) -> Result<Vec<Kept>, Failure> {
    let (started, id) =
        before.map_or((Ms::MAX, [0xff; 16]), |(started, id)| (started, *id.as_bytes()));
    let text = format!(
        "SELECT {COLUMNS} FROM contact WHERE tenant_id = $1 AND (started_at, record_id) < ($2, $3)
         AND ((CAST($4 AS bigint) >> channel) & 1) = 1
         ORDER BY started_at DESC, record_id DESC LIMIT $5"
    );
    session.all(&text, values![session.tenant(), started, &id, channels, limit], kept)
}
