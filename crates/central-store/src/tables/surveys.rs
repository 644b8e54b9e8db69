//! What customers said, beside the contact it is about.
//!
//! Promises: a survey that comes before its contact waits for it, however long, and joins it in the
//! transaction that stores it; the same one twice changes nothing; an invitation never takes an
//! answer back, and of two answers the later one counts, of two of one moment the one that says no,
//! whatever the order of arrival. All of them are kept.

use contact::protocol::{Ack, AckStatus};
use contact::{Code, ContactId, Ms, Problem, Survey, SurveyAnswer};

use crate::Failure;
use crate::channel::{About, Asked, LATELY_MS, Source, Unasked};
use crate::engine::{Session, Value, values};
use crate::fcr::change::{self, Why};
use crate::keys::{CustomerKey, hash};
use crate::reading::{Fit, Unfit};
use crate::tables::ingest::{about, quarantine};
use crate::tables::sources::DEVICES_FROM;
use crate::tables::{erasure, people, strays};

/// The row of `survey` that counts. Rows of a source of their own may come one day.
const WHOLE: i64 = 0;

/// One survey as it is kept.
struct Said {
    source: u32,
    at: Ms,
    /// None is an invitation.
    resolved: Option<bool>,
    body: String,
}

impl Said {
    fn of(source: &Source, asked: &Asked) -> Said {
        Said {
            source: source.id,
            at: asked.survey.at_ms,
            resolved: asked.survey.answer.map(|answer| answer == SurveyAnswer::Confirmed),
            body: asked.body.clone(),
        }
    }
}

/// What counts of a contact whose record says `own` and of which a survey says the other.
///
/// What was said on the call counts, unless they said something later.
pub(crate) fn counts(own: Option<Survey>, at_ms: Ms, resolved: Option<bool>) -> Option<Survey> {
    let answer = resolved
        .map(|resolved| if resolved { SurveyAnswer::Confirmed } else { SurveyAnswer::Disputed });
    match own {
        Some(own) if answer.is_none() => Some(own),
        Some(own) if own.answer.is_some() && own.at_ms.is_some_and(|at| at > at_ms) => Some(own),
        _ => Some(Survey { answer, by: None, at_ms: Some(at_ms) }),
    }
}

/// Takes one survey: joins it to its contact, or lets it wait.
pub(crate) fn take(
    session: &Session,
    source: &Source,
    received: Ms,
    asked: &Result<Asked, Box<Unasked>>,
) -> Result<Ack, Failure> {
    let asked = match asked {
        Ok(asked) => asked,
        Err(unasked) => return aside(session, source, received, unasked),
    };
    let ack = |contact_id, status| Ack { contact_id, revision: 0, status, why: None };
    let said = Said::of(source, asked);
    match asked.about {
        About::Contact(id) => {
            let text = "SELECT customer_key FROM contact WHERE tenant_id = $1 AND record_id = $2";
            let key = session.first(text, values![session.tenant(), id.as_bytes()], |row| {
                Ok(CustomerKey(row.get(0)?))
            })?;
            let status = match key {
                Some(key) => put(session, key, id, &said)?,
                None if erasure::refused(session, id)?.is_some() => return Ok(forgotten(Some(id))),
                None => wait(session, received, Some(id), None, &said)?,
            };
            Ok(ack(Some(id), status))
        }
        About::Customer(own) => {
            let key = people::person(session, own)?;
            if erasure::erased(session, key)? {
                return Ok(forgotten(None));
            }
            let text = "SELECT record_id FROM contact WHERE tenant_id = $1 AND customer_key = $2
                  AND started_at <= $3 AND started_at >= $4 AND excluded < 2
                ORDER BY started_at DESC, record_id DESC LIMIT 1";
            let asked = values![session.tenant(), &key.0, said.at, said.at - LATELY_MS];
            let id = session
                .first(text, asked, |row| Ok(ContactId(uuid::Uuid::from_bytes(row.get(0)?))))?;
            let status = match id {
                Some(id) => put(session, key, id, &said)?,
                None => wait(session, received, None, Some(own), &said)?,
            };
            Ok(ack(id, status))
        }
    }
}

fn forgotten(contact_id: Option<ContactId>) -> Ack {
    let why = "The customer of this survey was erased; it is not kept.";
    let why = Some(Problem::new(Code::Invalid, why));
    Ack { contact_id, revision: 0, status: AckStatus::Erased, why }
}

fn aside(
    session: &Session,
    source: &Source,
    received: Ms,
    unasked: &Unasked,
) -> Result<Ack, Failure> {
    let unfit = Unfit {
        contact_id: unasked.contact_id,
        revision: 0,
        seq: 0,
        problem: unasked.problem.clone(),
        body: unasked.body.clone(),
        key: unasked.key,
    };
    quarantine(session, DEVICES_FROM + source.id, received, &unfit)?;
    let (contact_id, status) = (unasked.contact_id, AckStatus::Quarantined);
    Ok(Ack { contact_id, revision: 0, status, why: Some(unasked.problem.clone()) })
}

/// Revision, verdict, when it was answered, and all that was said, as JSON, newest last.
type Kept = (i64, Option<i64>, Ms, String);

/// All that was said of a contact.
fn kept(session: &Session, key: CustomerKey, id: ContactId) -> Result<Option<Kept>, Failure> {
    let text = "SELECT rev, resolved, answered_at, answers FROM survey
        WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3 AND source = $4";
    session.first(text, values![session.tenant(), &key.0, id.as_bytes(), WHOLE], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })
}

fn put(
    session: &Session,
    key: CustomerKey,
    id: ContactId,
    said: &Said,
) -> Result<AckStatus, Failure> {
    change::before(session, key, *id.as_bytes(), Why::Survey)?;
    let mut entry = serde_json::Map::new();
    entry.insert("source".into(), said.source.into());
    let body = serde_json::from_str(&said.body).unwrap_or(serde_json::Value::Null);
    entry.insert("survey".into(), body);
    let entry = serde_json::Value::Object(entry);
    let (mut all, before) = match kept(session, key, id)? {
        None => (Vec::new(), None),
        Some((rev, resolved, at, answers)) => {
            let all: Vec<serde_json::Value> = serde_json::from_str(&answers).unwrap_or_default();
            if all.contains(&entry) {
                return Ok(AckStatus::Same);
            }
            (all, Some((rev, resolved, at)))
        }
    };
    all.push(entry);
    let answers = serde_json::Value::Array(all).to_string();
    let resolved = said.resolved.map(i64::from);
    let (rev, resolved, at) = match before {
        None => (1, resolved, said.at),
        // An answer beats an invitation; among equals the later one counts.
        Some((rev, known, at)) => {
            let newer = match (known.is_some(), resolved.is_some()) {
                (false, true) => true,
                (true, false) => false,
                _ => (said.at, resolved.map(|yes| -yes)) > (at, known.map(|yes| -yes)),
            };
            if newer { (rev + 1, resolved, said.at) } else { (rev + 1, known, at) }
        }
    };
    let text = "INSERT INTO survey (tenant_id, customer_key, record_id, source, rev, resolved, answered_at, answers)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (tenant_id, customer_key, record_id, source) DO UPDATE SET rev = excluded.rev,
          resolved = excluded.resolved, answered_at = excluded.answered_at, answers = excluded.answers";
    let tenant = session.tenant();
    session.execute(
        text,
        values![tenant, &key.0, id.as_bytes(), WHOLE, rev, resolved, at, &answers],
    )?;
    change::refresh(session, key, *id.as_bytes())?;
    Ok(AckStatus::Stored)
}

fn wait(
    session: &Session,
    received: Ms,
    id: Option<ContactId>,
    key: Option<CustomerKey>,
    said: &Said,
) -> Result<AckStatus, Failure> {
    let mut name = [0; 16];
    let about = key.map(|key| key.hex()).unwrap_or_default();
    let whole = format!("{}\0{about}\0{}", said.source, said.body);
    name.copy_from_slice(&hash(whole.as_bytes())[..16]);
    let text = "INSERT INTO survey_waiting (tenant_id, waiting_id, record_id, customer_key, source,
          answered_at, resolved, answers, received_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    let id = id.as_ref().map(ContactId::as_bytes);
    let key = key.as_ref().map(|key| &key.0);
    let resolved = said.resolved.map(i64::from);
    let asked = values![
        session.tenant(),
        &name,
        id,
        key,
        said.source,
        said.at,
        resolved,
        &said.body,
        received
    ];
    let new = session.execute(text, asked)? > 0;
    match (id, key) {
        (Some(id), _) => strays::look_for(session, *id),
        (None, Some(key)) => {
            strays::look_again(session, people::person(session, CustomerKey(*key))?)
        }
        (None, None) => {}
    }
    Ok(if new { AckStatus::Stored } else { AckStatus::Same })
}

/// A contact that is there, for surveys that may be about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct There {
    id: [u8; 16],
    key: CustomerKey,
    own: CustomerKey,
    start: Ms,
}

/// Joins what waited for these contacts, now that they are stored.
pub(crate) fn join_waiting(session: &Session, fits: &[&Fit]) -> Result<(), Failure> {
    let there = |fit: &&Fit| There {
        id: *fit.contact.contact_id.as_bytes(),
        key: fit.key,
        own: fit.own_key,
        start: fit.contact.start_ms,
    };
    join(session, &fits.iter().map(there).collect::<Vec<There>>())
}

/// The same for contacts, by their ids, that were stored in the moment in which a survey came.
pub(crate) fn join_late(session: &Session, ids: &[[u8; 16]]) -> Result<(), Failure> {
    let text =
        "SELECT c.record_id, c.customer_key, coalesce(o.own_key, c.customer_key), c.started_at
        FROM contact c
        LEFT JOIN own_identity o ON o.tenant_id = c.tenant_id AND o.customer_key = c.customer_key
          AND o.record_id = c.record_id
        WHERE c.tenant_id = $1 AND c.record_id IN ({})";
    let there = about(session, text, ids, |row| {
        let (key, own) = (CustomerKey(row.get(1)?), CustomerKey(row.get(2)?));
        Ok(There { id: row.get(0)?, key, own, start: row.get(3)? })
    })?;
    join(session, &there)
}

fn join(session: &Session, fits: &[There]) -> Result<(), Failure> {
    let any = "SELECT 1 FROM survey_waiting WHERE tenant_id = $1 LIMIT 1";
    if fits.is_empty() || session.first(any, values![session.tenant()], |_| Ok(()))?.is_none() {
        return Ok(());
    }
    let read = |row: crate::engine::Row<'_>| {
        let said = Said {
            source: row.get(3)?,
            at: row.get(4)?,
            resolved: row.get::<Option<i64>>(5)?.map(|r| r == 1),
            body: row.get(6)?,
        };
        let (id, key): (Option<[u8; 16]>, Option<[u8; 16]>) = (row.get(1)?, row.get(2)?);
        Ok((row.get::<[u8; 16]>(0)?, id, key, said))
    };
    let columns = "waiting_id, record_id, customer_key, source, answered_at, resolved, answers";
    let by_contact = format!(
        "SELECT {columns} FROM survey_waiting WHERE tenant_id = $1 AND record_id IN ({{}})"
    );
    let ids: Vec<[u8; 16]> = fits.iter().map(|fit| fit.id).collect();
    let mut found = about(session, &by_contact, &ids, read)?;
    let by_customer = format!(
        "SELECT {columns} FROM survey_waiting WHERE tenant_id = $1 AND customer_key IN ({{}})"
    );
    let mut keys: Vec<[u8; 16]> = fits.iter().map(|fit| fit.own.0).collect();
    keys.sort_unstable();
    keys.dedup();
    found.extend(about(session, &by_customer, &keys, read)?);
    for (waiting, id, own, said) in found {
        let fit = fits
            .iter()
            .filter(|fit| match (id, own) {
                (Some(id), _) => fit.id == id,
                (None, Some(own)) => {
                    fit.own.0 == own && fit.start <= said.at && said.at - fit.start <= LATELY_MS
                }
                (None, None) => false,
            })
            .max_by_key(|fit| (fit.start, fit.id));
        let Some(fit) = fit else { continue };
        put(session, fit.key, ContactId(uuid::Uuid::from_bytes(fit.id)), &said)?;
        let text = "DELETE FROM survey_waiting WHERE tenant_id = $1 AND waiting_id = $2";
        session.execute(text, &[Value::from(session.tenant()), Value::from(&waiting)])?;
    }
    Ok(())
}
