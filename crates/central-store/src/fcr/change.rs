//! What changed about contacts in a transaction, so that the sums can follow.
//!
//! Whoever changes a row of `contact` in any way says here what was counted of it before: see
//! [`before`]. The sums move by the difference, in the same transaction or from the queue `dirty`.

use contact::Contact;

use crate::Failure;
use crate::engine::{Row, Session, Value, values};
use crate::fcr::fact::{Fact, bits, facts_of, links_of};
use crate::fcr::packed;
use crate::keys::CustomerKey;
use crate::tables::contacts::{self, Heard};

/// Why a figure moved. When several did it, the highest is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Why {
    Late = 1,
    Correction = 2,
    Survey = 3,
    Exclusion = 4,
    Merge = 5,
    Erasure = 6,
    Retention = 7,
}

impl Why {
    pub(crate) const ALL: [Why; 7] = [
        Why::Late,
        Why::Correction,
        Why::Survey,
        Why::Exclusion,
        Why::Merge,
        Why::Erasure,
        Why::Retention,
    ];

    pub(crate) fn numbered(number: i64) -> Option<Why> {
        Why::ALL.into_iter().find(|why| *why as i64 == number)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Why::Late => "late_record",
            Why::Correction => "correction",
            Why::Survey => "survey",
            Why::Exclusion => "exclusion",
            Why::Merge => "merge",
            Why::Erasure => "erasure",
            Why::Retention => "retention",
        }
    }

    /// What kind of correction it is.
    pub(crate) fn between(was: &Fact, is: i64) -> Why {
        let changed = was.bits ^ is;
        if changed & bits::EXCLUDED != 0 {
            Why::Exclusion
        } else if changed & (bits::ASKED | bits::CONFIRMED | bits::DISPUTED) != 0 {
            Why::Survey
        } else {
            Why::Correction
        }
    }
}

/// One contact is no longer what was counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Touched {
    pub(crate) key: [u8; 16],
    pub(crate) id: [u8; 16],
    /// As it was counted; none when it was not.
    pub(crate) was: Option<Fact>,
    pub(crate) why: Why,
}

/// The columns of a fact, in the order in which [`fact`] reads them.
pub(crate) const COLUMNS: &str = "record_id, packed";

/// How many these are.
pub(crate) const WIDTH: usize = 2;

/// Reads [`COLUMNS`], which begin at `at`. Links are not among them.
pub(crate) fn fact(row: &Row<'_>, at: usize) -> Result<Fact, Failure> {
    Ok(Fact { id: row.get(at)?, ..packed::unpack(row.get(at + 1)?)? })
}

/// The links in a payload.
pub(crate) fn links(payload: &str) -> Result<Vec<([u8; 16], bool)>, Failure> {
    let contact: Contact = serde_json::from_str(payload)
        .map_err(|_| Failure::Damaged("a payload with links cannot be read".into()))?;
    Ok(links_of(&contact))
}

/// Notes that the contact `id` of `key` is about to be changed, moved or deleted: call this before
/// that is done, in the same transaction. Where there is no such contact nothing was counted.
pub(crate) fn before(
    session: &Session,
    key: CustomerKey,
    id: [u8; 16],
    why: Why,
) -> Result<(), Failure> {
    let text = format!(
        "SELECT {COLUMNS}, payload FROM contact
         WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3{}",
        // Held until this is done: another writer's change in between would not be seen.
        if session.shared() { " FOR UPDATE" } else { "" }
    );
    let asked = values![session.tenant(), &key.0, &id];
    let was = session.first(&text, asked, |row| {
        let mut was = fact(&row, 0)?;
        if was.has(bits::LINKS) {
            was.links = links(row.get(WIDTH)?)?;
        }
        Ok(was)
    })?;
    session.touch(Touched { key: key.0, id, was, why });
    Ok(())
}

/// As [`before`], for every contact of a customer.
pub(crate) fn before_all(session: &Session, key: CustomerKey, why: Why) -> Result<(), Failure> {
    let text = format!(
        "SELECT {COLUMNS}, payload FROM contact WHERE tenant_id = $1 AND customer_key = $2{}",
        if session.shared() { " ORDER BY record_id FOR UPDATE" } else { "" }
    );
    let all = session.all(&text, values![session.tenant(), &key.0], |row| {
        let mut was = fact(&row, 0)?;
        if was.has(bits::LINKS) {
            was.links = links(row.get(WIDTH)?)?;
        }
        Ok(was)
    })?;
    for was in all {
        session.touch(Touched { key: key.0, id: was.id, was: Some(was), why });
    }
    Ok(())
}

/// Brings the facts of these contacts up to what the records and everybody beside them say by now. The
/// change itself was told by [`before`], or by storing the record: either holds the row until this is done.
pub(crate) fn refresh(session: &Session, ids: &[[u8; 16]]) -> Result<(), Failure> {
    for Heard { kept, mut fact, told, beside } in contacts::these(session, ids)? {
        let bits = facts_of(&kept.contact, kept.contact.customer.is_none());
        if bits == fact.bits && told == beside {
            continue;
        }
        fact.bits = bits;
        let text = "UPDATE contact SET packed = $4, excluded = $5, beside = $6
            WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3";
        let (packed, excluded) = (packed::pack(&fact), excluded(bits));
        let (tenant, key) = (session.tenant(), &kept.key.0);
        session.execute(text, values![tenant, key, &fact.id, &packed, excluded, beside])?;
    }
    Ok(())
}

/// The column `excluded`: 1 an approved exclusion, 2 begun by an agent.
pub(crate) fn excluded(facts: i64) -> i64 {
    i64::from(facts & bits::EXCLUDED != 0) | (i64::from(facts & bits::BY_AGENT != 0) << 1)
}

/// Puts what was touched into the queue, to be counted later: a customer's changes in the order in which
/// they happened, and customers in the order of the index that they are found by.
pub(crate) fn defer(session: &Session, touched: &[Touched]) -> Result<(), Failure> {
    let mut touched: Vec<&Touched> = touched.iter().collect();
    touched.sort_by_key(|touched| touched.key);
    let was: Vec<Option<Vec<u8>>> =
        touched.iter().map(|t| t.was.as_ref().map(Fact::pack)).collect();
    let mut rows: Vec<Value<'_>> = Vec::with_capacity(touched.len() * 5);
    for (touched, was) in touched.iter().zip(&was) {
        rows.extend_from_slice(values![
            session.tenant(),
            &touched.key,
            &touched.id,
            was.as_ref(),
            touched.why as i64,
        ]);
    }
    let head = "INSERT INTO dirty (tenant_id, customer_key, record_id, was, why) VALUES";
    session.rows(head, "", 5, &rows)?;
    Ok(())
}
