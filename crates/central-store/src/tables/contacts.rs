//! Reads contacts back: one, those of a customer, the latest of all.
//!
//! Promises: a contact comes back with its mended times and without its customer's identity; where
//! the customer is known, the hexadecimal key stands for them.
//! Deliberately absent: verdicts (see `figures`).

use contact::{AgentId, Contact, ContactId, Customer, Ms};

use crate::Failure;
use crate::engine::{Row, Session, values};
use crate::fcr::change::{COLUMNS, fact};
use crate::fcr::filter::Sieve;
use crate::keys::CustomerKey;
use crate::tables::ingest::about;
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
       x.approved, x.reviewed_by, s.answered_at, s.resolved, c.device_started_at, x.reason
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
        if row.get::<&str>(11)? == exclusion.reason {
            let by: Option<String> = row.get(7)?;
            exclusion.reviewed_by = by.filter(|_| approved).map(AgentId);
        }
    }
    if let Some(at_ms) = row.get::<Option<Ms>>(8)? {
        contact.survey = surveys::counts(contact.survey.take(), at_ms, row.get(9)?);
    }
    Ok(Kept { key, contact })
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

/// A contact as JSON text, with its place in the order of time.
pub(crate) struct Written {
    pub(crate) place: (Ms, [u8; 16]),
    pub(crate) text: String,
}

/// The contacts of these customers that began at `from` or later, latest first, `limit` at most.
///
/// A record that nobody mended and of which nobody said anything since goes out as it came in:
/// reading it only to write it again would cost more than finding it.
pub(crate) fn history(
    session: &Session,
    keys: &[CustomerKey],
    from: Ms,
    limit: u16,
) -> Result<Vec<Written>, Failure> {
    let text = format!(
        "{CONTACTS} WHERE c.tenant_id = $1 AND c.customer_key = $2 AND c.started_at >= $3
         ORDER BY c.started_at DESC, c.record_id DESC LIMIT $4"
    );
    let mut contacts = Vec::new();
    for key in keys {
        session.each(&text, values![session.tenant(), &key.0, from, limit], |row| {
            contacts.push(written(row)?);
            Ok(())
        })?;
    }
    contacts.sort_unstable_by_key(|written| std::cmp::Reverse(written.place));
    contacts.truncate(usize::from(limit));
    Ok(contacts)
}

fn written(row: Row<'_>) -> Result<Written, Failure> {
    let (start, id): (Ms, [u8; 16]) = (row.get(2)?, row.get(5)?);
    // Times are mended together or not at all.
    let as_it_came = row.get::<Ms>(10)? == start
        && row.get::<Option<bool>>(6)?.is_none()
        && row.get::<Option<Ms>>(8)?.is_none();
    let text = if as_it_came {
        row.get::<&str>(4)?.to_owned()
    } else {
        let contact = Contact { customer: None, ..kept(row)?.contact };
        serde_json::to_string(&contact)
            .map_err(|_| Failure::Damaged("a contact cannot be written as JSON".into()))?
    };
    Ok(Written { place: (start, id), text })
}

/// Rows that are looked at in one go, where a filter leaves most of them out.
const LOOKED_AT: i64 = 2_000;

/// The latest contacts of these channels that the sieve takes and that come before `before` (start
/// and id), latest first. Bit n of `channels` is the channel with that number; no contact lasts longer
/// than `longest`. Only records that are shown are read.
pub(crate) fn latest(
    session: &Session,
    before: Option<(Ms, ContactId)>,
    channels: i64,
    sieve: &Sieve,
    longest: Ms,
    limit: u16,
) -> Result<Vec<Kept>, Failure> {
    if sieve.takes_none() {
        return Ok(Vec::new());
    }
    let mut before =
        before.map_or((Ms::MAX, [0xff; 16]), |(started, id)| (started, *id.as_bytes()));
    // What ended in time began in time.
    if let Some(to) = sieve.to.filter(|to| *to < before.0) {
        before = (to, [0xff; 16]);
    }
    let from = sieve.from.map_or(Ms::MIN, |from| from.saturating_sub(longest));
    let text = format!(
        "SELECT {COLUMNS} FROM contact
         WHERE tenant_id = $1 AND (started_at, record_id) < ($2, $3) AND started_at >= $6
         AND ((CAST($4 AS bigint) >> channel) & 1) = 1
         ORDER BY started_at DESC, record_id DESC LIMIT $5"
    );
    let most = usize::from(limit);
    let many = if sieve.is_open() { i64::from(limit) } else { LOOKED_AT };
    let mut found: Vec<[u8; 16]> = Vec::with_capacity(most);
    loop {
        let (started, id) = before;
        let asked = values![session.tenant(), started, &id, channels, many, from];
        let mut looked = 0;
        session.each(&text, asked, |row| {
            let fact = fact(&row, 0)?;
            looked += 1;
            before = fact.place();
            if found.len() < most && sieve.takes(&fact) {
                found.push(fact.id);
            }
            Ok(())
        })?;
        if found.len() >= most || looked < many {
            break;
        }
    }
    let text = format!("{CONTACTS} WHERE c.tenant_id = $1 AND c.record_id IN ({{}})");
    let mut kept = about(session, &text, &found, kept)?;
    kept.sort_by_key(|kept| std::cmp::Reverse((kept.contact.start_ms, kept.contact.contact_id)));
    Ok(kept)
}
