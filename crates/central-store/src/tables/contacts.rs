//! Reads contacts back: of one customer, of all customers one after another, the latest of all.
//!
//! Promises: a contact comes back with its mended times and without its customer's identity; where
//! the customer is known, the hexadecimal key stands for them.
//! Deliberately absent: verdicts (see `figures`).

use contact::{AgentId, Contact, ContactId, Customer, Ms};

use crate::Failure;
use crate::engine::{Row, Session, values};
use crate::keys::CustomerKey;
use crate::tables::surveys;

/// A stored contact. `contact.customer` is the key in hexadecimal, or none.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) key: CustomerKey,
    pub(crate) contact: Contact,
}

/// What is asked of a contact: what the record says, and what others said of it.
const CONTACTS: &str =
    "SELECT c.customer_key, c.unlinkable, c.started_at, c.ended_at, c.payload, c.record_id,
       x.approved, x.reviewed_by, s.answered_at, s.resolved, x.reason
     FROM contact c
     LEFT JOIN exclusion_review x ON x.tenant_id = c.tenant_id
       AND x.customer_key = c.customer_key AND x.record_id = c.record_id
     LEFT JOIN survey s ON s.tenant_id = c.tenant_id
       AND s.customer_key = c.customer_key AND s.record_id = c.record_id AND s.source = 0";

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
    if let (Some(approved), Some(exclusion)) =
        (row.get::<Option<bool>>(6)?, contact.exclusion.as_mut())
    {
        // What a reviewer said of another reason is not said of this one.
        if row.get::<&str>(10)? == exclusion.reason {
            let by: Option<String> = row.get(7)?;
            exclusion.reviewed_by = by.filter(|_| approved).map(AgentId);
        }
    }
    if let Some(at_ms) = row.get::<Option<Ms>>(8)? {
        contact.survey = surveys::counts(contact.survey.take(), at_ms, row.get(9)?);
    }
    Ok(Kept { key, contact })
}

/// Hands over every customer's contacts, one customer after another, in order of their start.
/// A contact without a customer comes alone.
pub(crate) fn each_customer(
    session: &Session,
    mut with: impl FnMut(&[Contact]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let text = format!(
        "{CONTACTS} WHERE c.tenant_id = $1 ORDER BY c.customer_key, c.started_at, c.record_id"
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

/// One contact.
pub(crate) fn one(
    session: &Session,
    key: CustomerKey,
    id: &[u8; 16],
) -> Result<Option<Contact>, Failure> {
    let text =
        format!("{CONTACTS} WHERE c.tenant_id = $1 AND c.customer_key = $2 AND c.record_id = $3");
    let asked = values![session.tenant(), &key.0, id];
    session.first(&text, asked, |row| Ok(kept(row)?.contact))
}

/// All contacts of one customer, in order of their start.
pub(crate) fn of_customer(session: &Session, key: CustomerKey) -> Result<Vec<Contact>, Failure> {
    let text = format!(
        "{CONTACTS} WHERE c.tenant_id = $1 AND c.customer_key = $2
         ORDER BY c.started_at, c.record_id"
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
        "{CONTACTS} WHERE c.tenant_id = $1 AND c.customer_key = $2 AND c.started_at >= $3
         ORDER BY c.started_at DESC, c.record_id DESC LIMIT $4"
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
        "{CONTACTS} WHERE c.tenant_id = $1 AND (c.started_at, c.record_id) < ($2, $3)
         AND ((CAST($4 AS bigint) >> c.channel) & 1) = 1
         ORDER BY c.started_at DESC, c.record_id DESC LIMIT $5"
    );
    session.all(&text, values![session.tenant(), started, &id, channels, limit], kept)
}
