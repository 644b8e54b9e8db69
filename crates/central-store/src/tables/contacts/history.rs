//! What happened to a customer, as JSON text, by one statement a customer.
//!
//! Promises: a record that nobody mended and of which nobody said anything since goes out as it came in:
//! reading it only to write it again would cost more than finding it.

use std::collections::HashMap;

use contact::{Contact, ContactId, Ms};

use super::reviewed;
use crate::Failure;
use crate::engine::{Row, Session, values};
use crate::keys::CustomerKey;
use crate::tables::surveys;

/// A contact as JSON text, with its place in the order of time.
pub(crate) struct Written {
    pub(crate) place: (Ms, [u8; 16]),
    pub(crate) text: String,
}

/// What a row of the statement is.
const CONTACT: i64 = 0;
const REVIEW: i64 = 1;
const SURVEY: i64 = 2;
/// Always there, once: whether they may be somebody else as well, which nobody has decided yet.
const MORE: i64 = 3;

/// The contacts of `person` that began at `$3` or later, `$4` at most; and what was said of this
/// customer's contacts. Two look-ups a customer cost less than two for every contact beside it.
fn text(person: &str) -> String {
    format!(
        "SELECT * FROM (SELECT {CONTACT}, record_id, started_at, ended_at, device_started_at,
             payload, CAST(NULL AS text) FROM contact
           WHERE tenant_id = $1 AND customer_key = {person} AND started_at >= $3
           ORDER BY started_at DESC, record_id DESC LIMIT $4) latest
         UNION ALL SELECT {REVIEW}, record_id, CAST(approved AS bigint), NULL, NULL, reviewed_by, reason
           FROM exclusion_review WHERE tenant_id = $1 AND customer_key = {person}
         UNION ALL SELECT {SURVEY}, record_id, answered_at, CAST(resolved AS bigint), NULL, NULL, NULL
           FROM survey WHERE tenant_id = $1 AND customer_key = {person} AND source = 0"
    )
}

/// The contacts of these customers that began at `from` or later, latest first, `limit` at most.
pub(crate) fn of(
    session: &Session,
    keys: &[CustomerKey],
    from: Ms,
    limit: u16,
) -> Result<Vec<Written>, Failure> {
    let text = text("$2");
    let mut contacts = Vec::new();
    for key in keys {
        let mut story = Story::default();
        session
            .each(&text, values![session.tenant(), &key.0, from, limit], |row| story.hear(&row))?;
        story.write(&mut contacts)?;
    }
    Ok(in_order(contacts, limit))
}

/// The same for whoever this identity is; none where they may be somebody else as well, and where only
/// a customer who is named leads to the machine that has them. In mid-call every turn between two programs
/// counts, and PostgreSQL keeps the plan of a text whose parameters are single values.
pub(crate) fn of_identity(
    session: &Session,
    own: CustomerKey,
    from: Ms,
    limit: u16,
) -> Result<Option<Vec<Written>>, Failure> {
    if session.spread() {
        return Ok(None);
    }
    // The person is asked for by a query of its own: row-level security lets no other expression
    // choose an index.
    let person = "(SELECT k FROM person)";
    let undecided = |side: &str| {
        format!(
            "EXISTS (SELECT 1 FROM proposal
               WHERE tenant_id = $1 AND {side} = {person} AND decision IS NULL)"
        )
    };
    let text = format!(
        "WITH person AS (SELECT coalesce((SELECT a.customer_key FROM alias a
           WHERE a.tenant_id = $1 AND a.alias_hash = $2), $2) AS k)
         {} UNION ALL SELECT {MORE}, NULL, CASE WHEN {} OR {} THEN 1 ELSE 0 END, NULL, NULL, NULL, NULL",
        text(person),
        undecided("one_key"),
        undecided("other_key"),
    );
    let mut story = Story::default();
    session.each(&text, values![session.tenant(), &own.0, from, limit], |row| story.hear(&row))?;
    if story.more {
        return Ok(None);
    }
    let mut contacts = Vec::with_capacity(story.contacts.len());
    story.write(&mut contacts)?;
    Ok(Some(in_order(contacts, limit)))
}

/// Latest first, `limit` at most.
fn in_order(mut contacts: Vec<Written>, limit: u16) -> Vec<Written> {
    contacts.sort_unstable_by_key(|written| std::cmp::Reverse(written.place));
    contacts.truncate(usize::from(limit));
    contacts
}

/// What the rows said, in whatever order they came.
#[derive(Default)]
struct Story {
    contacts: Vec<Told>,
    reviews: HashMap<[u8; 16], Review>,
    surveys: HashMap<[u8; 16], (Ms, Option<bool>)>,
    more: bool,
}

struct Told {
    id: [u8; 16],
    start: Ms,
    end: Ms,
    /// Times are mended together or not at all.
    mended: bool,
    payload: String,
}

struct Review {
    approved: bool,
    by: Option<String>,
    reason: String,
}

impl Story {
    fn hear(&mut self, row: &Row<'_>) -> Result<(), Failure> {
        match row.get::<i64>(0)? {
            CONTACT => {
                let start = row.get(2)?;
                self.contacts.push(Told {
                    id: row.get(1)?,
                    start,
                    end: row.get(3)?,
                    mended: row.get::<Ms>(4)? != start,
                    payload: row.get(5)?,
                });
            }
            REVIEW => {
                // Asked for, and not yet looked at.
                let Some(approved) = row.get(2)? else { return Ok(()) };
                let review = Review { approved, by: row.get(5)?, reason: row.get(6)? };
                self.reviews.insert(row.get(1)?, review);
            }
            SURVEY => {
                self.surveys.insert(row.get(1)?, (row.get(2)?, row.get(3)?));
            }
            _ => self.more = row.get(2)?,
        }
        Ok(())
    }

    fn write(mut self, into: &mut Vec<Written>) -> Result<(), Failure> {
        for told in std::mem::take(&mut self.contacts) {
            let place = (told.start, told.id);
            into.push(Written { place, text: self.text(told)? });
        }
        Ok(())
    }

    fn text(&mut self, told: Told) -> Result<String, Failure> {
        let (review, survey) = (self.reviews.remove(&told.id), self.surveys.remove(&told.id));
        if !told.mended && review.is_none() && survey.is_none() {
            return Ok(told.payload);
        }
        let mut contact: Contact = serde_json::from_str(&told.payload).map_err(|_| {
            let id = ContactId(uuid::Uuid::from_bytes(told.id));
            Failure::Damaged(format!("contact {id}: its payload cannot be read"))
        })?;
        (contact.customer, contact.start_ms, contact.end_ms) = (None, told.start, told.end);
        if let Some(Review { approved, by, reason }) = review {
            reviewed(&mut contact, approved, by, &reason);
        }
        if let Some((at_ms, resolved)) = survey {
            contact.survey = surveys::counts(contact.survey.take(), at_ms, resolved);
        }
        serde_json::to_string(&contact)
            .map_err(|_| Failure::Damaged("a contact cannot be written as JSON".into()))
    }
}
