//! Surveys that name a customer and no contact, and which contact each is about.
//!
//! The rule: of the contacts that the person began, at most [`LATELY_MS`] before they were asked, and
//! that were over by then, the one that began last; of two that began in one moment the one with the
//! higher id. What a machine asks at the end of a call (`by` is `ivr`) is asked while the call lasts:
//! there the contact need not be over.
//!
//! Promises: whichever came first, surveys or contacts, and whatever was corrected, joined, parted or
//! erased between them, each survey is where this rule puts it by what is known now. Which contact
//! that is moves with a contact that comes late; what was said of it moves along.
//! Deliberately absent: which of several answers counts (see `row`).

use std::collections::{BTreeSet, HashMap};

use contact::protocol::AckStatus;
use contact::{ContactId, Ms};

use super::{MOST, Said, There, row};
use crate::Failure;
use crate::channel::LATELY_MS;
use crate::engine::{Row, Session, Value, values};
use crate::keys::{CustomerKey, hex};
use crate::tables::ingest::about;
use crate::tables::{people, strays};

/// One of them.
struct Asked {
    name: [u8; 16],
    own: CustomerKey,
    said: Said,
    /// The contact that it is with now.
    with: Option<[u8; 16]>,
}

const COLUMNS: &str =
    "asked_id, customer_key, record_id, source, answered_at, resolved, answers, during";

fn asked(row: Row<'_>) -> Result<Asked, Failure> {
    Ok(Asked {
        name: row.get(0)?,
        own: CustomerKey(row.get(1)?),
        with: row.get(2)?,
        said: Said {
            source: row.get(3)?,
            at: row.get(4)?,
            resolved: row.get::<Option<i64>>(5)?.map(|r| r == 1),
            body: row.get(6)?,
            during: row.get(7)?,
        },
    })
}

/// Takes one in and tells which contact it is about, if one of theirs is known. None where as many are with
/// that contact as are kept of one.
pub(super) fn take(
    session: &Session,
    received: Ms,
    own: CustomerKey,
    said: &Said,
) -> Result<Option<(Option<ContactId>, AckStatus)>, Failure> {
    let name = said.name(&own.hex());
    let person = people::person(session, own)?;
    if full(session, own, person, said)? && !is_there(session, own, &name)? {
        return Ok(None);
    }
    let text =
        "INSERT INTO survey_of_customer (tenant_id, customer_key, asked_id, source, answered_at,
          resolved, during, answers, received_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    let new = values![
        session.tenant(),
        &own.0,
        &name,
        said.source,
        said.at,
        said.resolved.map(i64::from),
        said.during,
        &said.body,
        received
    ];
    let new = session.execute(text, new)? > 0;
    if new {
        decide(session, all_of(session, "asked_id", &[name])?, &HashMap::from([(own, person)]))?;
        strays::look_again(session, person);
    }
    let with = all_of(session, "asked_id", &[name])?.into_iter().find(|asked| asked.own == own);
    let with = with.and_then(|asked| asked.with).map(|id| ContactId(uuid::Uuid::from_bytes(id)));
    Ok(Some((with, if new { AckStatus::Stored } else { AckStatus::Same })))
}

/// Whether there are as many as are kept: of the contact that it would be about or, where none is known, in
/// the days around it, which may turn out to be of one.
fn full(
    session: &Session,
    own: CustomerKey,
    person: CustomerKey,
    said: &Said,
) -> Result<bool, Failure> {
    let tenant = session.tenant();
    let many: usize = match latest(session, person, said)? {
        Some(id) => {
            let text =
                "SELECT count(*) FROM survey_of_customer WHERE tenant_id = $1 AND record_id = $2";
            session.one(text, values![tenant, &id], |row| row.get(0))?
        }
        None => {
            let text = "SELECT count(*) FROM survey_of_customer WHERE tenant_id = $1
                AND customer_key = $2 AND record_id IS NULL AND answered_at > $3 AND answered_at < $4";
            let (from, to) = (said.at - LATELY_MS, said.at + LATELY_MS);
            session.one(text, values![tenant, &own.0, from, to], |row| row.get(0))?
        }
    };
    Ok(many >= MOST)
}

fn is_there(session: &Session, own: CustomerKey, name: &[u8; 16]) -> Result<bool, Failure> {
    let text = "SELECT 1 FROM survey_of_customer
        WHERE tenant_id = $1 AND customer_key = $2 AND asked_id = $3";
    let found = session.first(text, values![session.tenant(), &own.0, name], |_| Ok(()))?;
    Ok(found.is_some())
}

/// Decides anew what contacts that were just stored or corrected may have changed: surveys that
/// are with one of them, and those asked of the same person in the days after.
pub(super) fn anew_for(session: &Session, there: &[There]) -> Result<(), Failure> {
    let ids: Vec<[u8; 16]> = there.iter().map(|there| there.id).collect();
    let mut found = all_of(session, "record_id", &ids)?;
    let mut times: HashMap<CustomerKey, Vec<Ms>> = HashMap::new();
    for there in there {
        times.entry(there.key).or_default().push(there.start);
    }
    let persons: Vec<CustomerKey> = times.keys().copied().collect();
    let mut whose = identities(session, &persons)?;
    let owns: Vec<[u8; 16]> = whose.keys().map(|own| own.0).collect();
    let near = |asked: &Asked| {
        let starts = whose.get(&asked.own).and_then(|person| times.get(person));
        starts.is_some_and(|starts| starts.iter().any(|start| in_reach(*start, asked.said.at)))
    };
    let more = all_of(session, "customer_key", &owns)?;
    found.extend(more.into_iter().filter(near));
    // Those that are with one of them may be of somebody else, whose contact it was before.
    let others: Vec<CustomerKey> =
        found.iter().map(|asked| asked.own).filter(|own| !whose.contains_key(own)).collect();
    whose.extend(people::persons(session, &others)?);
    decide(session, found, &whose)
}

/// Decides anew all that was asked of the persons that these identities are.
pub(super) fn anew(session: &Session, owns: &[CustomerKey]) -> Result<(), Failure> {
    let now = people::persons(session, owns)?;
    let persons: Vec<CustomerKey> =
        owns.iter().map(|own| now.get(own).copied().unwrap_or(*own)).collect();
    let whose = identities(session, &persons)?;
    let owns: Vec<[u8; 16]> = whose.keys().map(|own| own.0).collect();
    decide(session, all_of(session, "customer_key", &owns)?, &whose)
}

/// Decides anew what was with a contact that is gone.
pub(super) fn anew_without(session: &Session, record: [u8; 16]) -> Result<(), Failure> {
    let found = all_of(session, "record_id", &[record])?;
    let owns: Vec<CustomerKey> = found.iter().map(|asked| asked.own).collect();
    let whose = people::persons(session, &owns)?;
    decide(session, found, &whose)
}

/// Whether a contact that began then may be what was asked about.
fn in_reach(start: Ms, at: Ms) -> bool {
    start <= at && at - start <= LATELY_MS
}

/// Every identity of these persons, with its person.
fn identities(
    session: &Session,
    persons: &[CustomerKey],
) -> Result<HashMap<CustomerKey, CustomerKey>, Failure> {
    let keys: Vec<[u8; 16]> = persons.iter().map(|person| person.0).collect();
    let text =
        "SELECT alias_hash, customer_key FROM alias WHERE tenant_id = $1 AND customer_key IN ({})";
    let also = about(session, text, &keys, |row| {
        Ok((CustomerKey(row.get(0)?), CustomerKey(row.get(1)?)))
    })?;
    Ok(persons.iter().map(|person| (*person, *person)).chain(also).collect())
}

fn all_of(session: &Session, column: &str, whom: &[[u8; 16]]) -> Result<Vec<Asked>, Failure> {
    let mut whom = whom.to_vec();
    whom.sort_unstable();
    whom.dedup();
    // Held, always in the same order: two who decide of one survey come one after the other, and the
    // second sees what the first stored.
    let held = if session.shared() { " ORDER BY asked_id FOR UPDATE" } else { "" };
    let text = format!(
        "SELECT {COLUMNS} FROM survey_of_customer WHERE tenant_id = $1 AND {column} IN ({{}}){held}"
    );
    about(session, &text, &whom, asked)
}

/// Puts each where the rule says. `whose` has the persons of those who are not their own.
fn decide(
    session: &Session,
    found: Vec<Asked>,
    whose: &HashMap<CustomerKey, CustomerKey>,
) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    for asked in found {
        if !seen.insert((asked.own, asked.name)) {
            continue;
        }
        let person = whose.get(&asked.own).copied().unwrap_or(asked.own);
        let about = latest(session, person, &asked.said)?;
        if about == asked.with {
            continue;
        }
        let of = hex(&asked.name);
        if let Some(before) = asked.with {
            let text = "SELECT customer_key FROM contact WHERE tenant_id = $1 AND record_id = $2";
            let under = session.first(text, values![session.tenant(), &before], |row| {
                Ok(CustomerKey(row.get(0)?))
            })?;
            if let Some(key) = under {
                row::take_out(session, key, ContactId(uuid::Uuid::from_bytes(before)), &of)?;
            }
        }
        if let Some(id) = about {
            let id = ContactId(uuid::Uuid::from_bytes(id));
            row::put(session, person, id, &asked.said, row::Of::Customer(&of))?;
        }
        let text = "UPDATE survey_of_customer SET record_id = $4
            WHERE tenant_id = $1 AND customer_key = $2 AND asked_id = $3";
        let tenant = Value::from(session.tenant());
        let with = about.as_ref();
        session
            .execute(text, &[tenant, (&asked.own.0).into(), (&asked.name).into(), with.into()])?;
    }
    Ok(())
}

/// The contact of a person that a survey is about.
fn latest(
    session: &Session,
    person: CustomerKey,
    said: &Said,
) -> Result<Option<[u8; 16]>, Failure> {
    // What an agent began is not what a customer is asked about.
    let text = "SELECT record_id FROM contact WHERE tenant_id = $1 AND customer_key = $2
          AND started_at <= $3 AND started_at >= $4 AND ended_at <= $5 AND excluded < 2
        ORDER BY started_at DESC, record_id DESC LIMIT 1";
    let over = if said.during { Ms::MAX } else { said.at };
    let asked = values![session.tenant(), &person.0, said.at, said.at - LATELY_MS, over];
    session.first(text, asked, |row| row.get(0))
}
