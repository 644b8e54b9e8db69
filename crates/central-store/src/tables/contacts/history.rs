//! What happened to a customer, as JSON text, by one statement a customer.
//!
//! Promises: a record that nobody mended and of which nobody said anything since goes out as it came in:
//! reading it only to write it again would cost more than finding it. What others said is looked for
//! where a contact tells that there is something.

use std::collections::HashMap;

use contact::{Contact, ContactId, Ms};

use super::reviewed;
use crate::Failure;
use crate::engine::{Readers, Row, Session, values};
use crate::keys::CustomerKey;
use crate::tables::surveys;

/// What a row of the statement is.
const CONTACT: i64 = 0;
/// Always there, once: who the person is, and whether they may be somebody else as well, which nobody has
/// decided yet.
const PERSON: i64 = 1;

/// The contacts of `person` that began at `$3` or later, `$4` at most.
fn text(person: &str) -> String {
    format!(
        "SELECT {CONTACT}, record_id, started_at, ended_at, device_started_at, payload, beside FROM contact
         WHERE tenant_id = $1 AND customer_key = {person} AND started_at >= $3
         ORDER BY started_at DESC, record_id DESC LIMIT $4"
    )
}

/// The contacts of these customers that began at `from` or later, latest first, `limit` at most.
pub(crate) fn of(
    session: &Session,
    keys: &[CustomerKey],
    from: Ms,
    limit: u16,
) -> Result<Vec<String>, Failure> {
    let text = text("$2");
    let mut story = Story::default();
    for key in keys {
        let asked = values![session.tenant(), &key.0, from, limit];
        session.each(&text, asked, |row| story.hear(&row))?;
    }
    let keys: Vec<[u8; 16]> = keys.iter().map(|key| key.0).collect();
    let beside = if story.beside() { Beside::of(session, &keys)? } else { Beside::default() };
    story.write(beside, limit)
}

/// The same for whoever this identity is; none where they may be somebody else as well, and where only
/// a customer who is named leads to the machine that has them. In mid-call every turn between two programs
/// counts.
pub(crate) async fn of_identity(
    readers: &Readers,
    own: CustomerKey,
    from: Ms,
    limit: u16,
) -> Result<Option<Vec<String>>, Failure> {
    if readers.spread() {
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
         SELECT * FROM ({}) latest UNION ALL SELECT {PERSON}, {person},
           CASE WHEN {} OR {} THEN 1 ELSE 0 END, NULL, NULL, NULL, NULL",
        text(person),
        undecided("one_key"),
        undecided("other_key"),
    );
    let mut story = Story::default();
    let asked = values![readers.tenant(), &own.0, from, limit];
    readers.each(&text, asked, |row| story.hear(&row)).await?;
    let Some(person) = story.person.filter(|_| !story.more) else { return Ok(None) };
    let beside = if story.beside() {
        readers.read(move |session| Beside::of(session, &[person])).await?
    } else {
        Beside::default()
    };
    story.write(beside, limit).map(Some)
}

/// What the rows said, in whatever order they came.
#[derive(Default)]
struct Story {
    contacts: Vec<Told>,
    person: Option<[u8; 16]>,
    more: bool,
}

struct Told {
    id: [u8; 16],
    start: Ms,
    end: Ms,
    /// Times are mended together or not at all.
    mended: bool,
    /// Somebody else said something of it.
    beside: bool,
    payload: String,
}

impl Story {
    fn hear(&mut self, row: &Row<'_>) -> Result<(), Failure> {
        if row.get::<i64>(0)? == PERSON {
            self.person = Some(row.get(1)?);
            self.more = row.get(2)?;
            return Ok(());
        }
        let start = row.get(2)?;
        self.contacts.push(Told {
            id: row.get(1)?,
            start,
            end: row.get(3)?,
            mended: row.get::<Ms>(4)? != start,
            payload: row.get(5)?,
            beside: row.get(6)?,
        });
        Ok(())
    }

    fn beside(&self) -> bool {
        self.contacts.iter().any(|told| told.beside)
    }

    /// Latest first, `limit` at most.
    fn write(mut self, mut beside: Beside, limit: u16) -> Result<Vec<String>, Failure> {
        self.contacts.sort_unstable_by_key(|told| std::cmp::Reverse((told.start, told.id)));
        self.contacts.truncate(usize::from(limit));
        self.contacts.into_iter().map(|told| beside.text(told)).collect()
    }
}

/// What others said of contacts, by their ids.
#[derive(Default)]
struct Beside {
    reviews: HashMap<[u8; 16], Review>,
    surveys: HashMap<[u8; 16], (Ms, Option<bool>)>,
}

struct Review {
    approved: bool,
    by: Option<String>,
    reason: String,
}

impl Beside {
    /// Of all contacts of these customers.
    fn of(session: &Session, keys: &[[u8; 16]]) -> Result<Beside, Failure> {
        let mut beside = Beside::default();
        let reviews = "SELECT record_id, approved, reviewed_by, reason FROM exclusion_review
            WHERE tenant_id = $1 AND customer_key IN ({}) AND approved IS NOT NULL";
        session.among(reviews, keys, |row| {
            let review = Review { approved: row.get(1)?, by: row.get(2)?, reason: row.get(3)? };
            beside.reviews.insert(row.get(0)?, review);
            Ok(())
        })?;
        let surveys = "SELECT record_id, answered_at, resolved FROM survey
            WHERE tenant_id = $1 AND customer_key IN ({}) AND source = 0";
        session.among(surveys, keys, |row| {
            beside.surveys.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
            Ok(())
        })?;
        Ok(beside)
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
