//! Puts records into the tables: the highest revision of a contact stays, whatever came first.
//!
//! Promises: the same record twice is stored once; the same revision with another content changes
//! nothing; a correction may move a contact to another customer. Everything here happens inside
//! the caller's transaction.

use contact::protocol::{Ack, AckStatus};
use contact::{Channel, Claim, Code, Initiator, Ms, Problem};
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::Failure;
use crate::keys::hash;
use crate::reading::{Fit, Reading, Unfit};
use crate::sqlite::{TENANT, prepare};

/// Kinds in the table `name`.
#[derive(Clone, Copy)]
enum Kind {
    Reason = 1,
    Family = 2,
    Agent = 3,
    Queue = 4,
    Outcome = 5,
}

/// The number of a name, given the first time it is seen; 0 is no name.
fn number(connection: &Connection, kind: Kind, name: Option<&str>) -> Result<i64, Failure> {
    let Some(name) = name else { return Ok(0) };
    let kind = kind as i64;
    let known = "SELECT name_id FROM name WHERE tenant_id = $1 AND kind = $2 AND name = $3";
    let mut statement = prepare(connection, known)?;
    let found = statement.query_row((TENANT, kind, name), |row| row.get(0)).optional()?;
    if let Some(number) = found {
        return Ok(number);
    }
    let next = "INSERT INTO name (tenant_id, kind, name, name_id)
        SELECT $1, $2, $3, coalesce(max(name_id), 0) + 1 FROM name WHERE tenant_id = $1 AND kind = $2
        RETURNING name_id";
    Ok(prepare(connection, next)?.query_row((TENANT, kind, name), |row| row.get(0))?)
}

/// What is known of a contact before a record of it is stored.
struct Known {
    key: Vec<u8>,
    revision: i64,
    payload: String,
}

fn known(connection: &Connection, id: &[u8]) -> Result<Option<Known>, Failure> {
    let text =
        "SELECT customer_key, rev, payload FROM contact WHERE tenant_id = $1 AND record_id = $2";
    let mut statement = prepare(connection, text)?;
    let row = |row: &rusqlite::Row<'_>| {
        Ok(Known { key: row.get(0)?, revision: row.get(1)?, payload: row.get(2)? })
    };
    Ok(statement.query_row((TENANT, id), row).optional()?)
}

fn erased(connection: &Connection, key: &[u8]) -> Result<bool, Failure> {
    let text = "SELECT EXISTS (SELECT 1 FROM erased WHERE tenant_id = $1 AND customer_key = $2)";
    Ok(prepare(connection, text)?.query_row((TENANT, key), |row| row.get(0))?)
}

/// What became of a record that makes sense.
pub(crate) enum Stored {
    /// [`AckStatus::Stored`], [`AckStatus::Same`] or [`AckStatus::Older`].
    As(AckStatus),
    /// It cannot be true beside what is known; the record comes back.
    Conflict(Box<Unfit>),
    /// Its customer was erased; nothing of it may be kept.
    Erased(Problem),
}

/// Stores one contact unless a revision as high is known.
pub(crate) fn store(
    connection: &Connection,
    device: u32,
    received: Ms,
    fit: Box<Fit>,
) -> Result<Stored, Failure> {
    if !fit.unlinkable && erased(connection, &fit.key.0)? {
        return Ok(Stored::Erased(Problem::new(
            Code::Invalid,
            "The customer of this contact was erased; it is not kept.",
        )));
    }
    let id = *fit.contact.contact_id.as_bytes();
    if let Some(known) = known(connection, &id)? {
        let revision = i64::from(fit.contact.revision);
        if revision < known.revision {
            return Ok(Stored::As(AckStatus::Older));
        }
        if revision == known.revision {
            if known.key == fit.key.0 && fit.says(&known.payload) {
                return Ok(Stored::As(AckStatus::Same));
            }
            let message = format!(
                "Revision {revision} of this contact is known with another content, which stays. \
                 A correction needs a higher revision."
            );
            return Ok(Stored::Conflict(Box::new(
                fit.aside(Problem::new(Code::Conflict, message)),
            )));
        }
        if known.key != fit.key.0 {
            // A row cannot change its customer where customers are spread over shards.
            let text =
                "DELETE FROM contact WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3";
            prepare(connection, text)?.execute((TENANT, &known.key, id))?;
        }
    }
    upsert(connection, device, received, &fit)?;
    Ok(Stored::As(AckStatus::Stored))
}

/// Positions follow [`Channel::ALL`].
pub(crate) fn channel_number(channel: Channel) -> i64 {
    Channel::ALL.iter().zip(0..).find(|(c, _)| **c == channel).map_or(-1, |(_, n)| n)
}

/// The neighbours of a contact (`prev_end`, `next_start`) stay NULL: the evaluator that comes with
/// the stored figures fills them. Until then figures are computed from the payloads themselves.
fn upsert(connection: &Connection, device: u32, received: Ms, fit: &Fit) -> Result<(), Failure> {
    let contact = &fit.contact;
    let reason = contact.reason.as_ref();
    let reason_id = number(connection, Kind::Reason, reason.map(|r| r.as_str()))?;
    let family_id = number(connection, Kind::Family, reason.map(|r| r.family()))?;
    let agent_id = number(connection, Kind::Agent, contact.agent.as_ref().map(|a| a.as_str()))?;
    let queue_id = number(connection, Kind::Queue, contact.queue.as_ref().map(|q| q.as_str()))?;
    let outcome_id = number(connection, Kind::Outcome, contact.outcome.as_deref())?;
    let claim = match contact.claim {
        Claim::Unresolved => 0,
        Claim::Resolved => 1,
        Claim::Unknown => 2,
    };
    let by_agent = contact.initiated_by == Initiator::Agent;
    let excluded = i64::from(contact.excluded()) | (i64::from(by_agent) << 1);
    let text = "INSERT INTO contact (tenant_id, customer_key, record_id, rev, device_id, device_seq,
          started_at, ended_at, device_started_at, clock_flags, received_at, channel, reason_id,
          family_id, agent_id, queue_id, outcome, disposition_id, unlinkable, excluded, handle_ms, payload)
        VALUES (:tenant, :key, :id, :rev, :device, :seq, :started, :ended, :raw, :flags, :received, :channel,
          :reason, :family, :agent, :queue, :claim, :outcome, :unlinkable, :excluded, :handle, :payload)
        ON CONFLICT (tenant_id, customer_key, record_id) DO UPDATE SET
          rev = excluded.rev, device_id = excluded.device_id, device_seq = excluded.device_seq,
          started_at = excluded.started_at, ended_at = excluded.ended_at,
          device_started_at = excluded.device_started_at, clock_flags = excluded.clock_flags,
          received_at = excluded.received_at, channel = excluded.channel, reason_id = excluded.reason_id,
          family_id = excluded.family_id, agent_id = excluded.agent_id, queue_id = excluded.queue_id,
          outcome = excluded.outcome, disposition_id = excluded.disposition_id,
          unlinkable = excluded.unlinkable, excluded = excluded.excluded, handle_ms = excluded.handle_ms,
          payload = excluded.payload, prev_end = NULL, next_start = NULL
        WHERE excluded.rev > contact.rev";
    connection.prepare_cached(text)?.execute(named_params! {
        ":tenant": TENANT,
        ":key": fit.key.0,
        ":id": contact.contact_id.as_bytes(),
        ":rev": contact.revision,
        ":device": device,
        ":seq": i64::try_from(fit.seq).unwrap_or(i64::MAX),
        ":started": contact.start_ms,
        ":ended": contact.end_ms,
        ":raw": fit.device_started_at,
        ":flags": fit.clock_flags,
        ":received": received,
        ":channel": channel_number(contact.channel),
        ":reason": reason_id,
        ":family": family_id,
        ":agent": agent_id,
        ":queue": queue_id,
        ":claim": claim,
        ":outcome": outcome_id,
        ":unlinkable": fit.unlinkable,
        ":excluded": excluded,
        ":handle": contact.handle_ms(),
        ":payload": fit.payload,
    })?;
    Ok(())
}

/// Keeps a record aside for a person; the same one twice is kept once.
pub(crate) fn quarantine(
    connection: &Connection,
    device: u32,
    received: Ms,
    unfit: &Unfit,
) -> Result<(), Failure> {
    let text = "INSERT INTO quarantine
          (tenant_id, device_id, record_id, rev, body_hash, customer_key, code, field, why, body, received_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
    let code = serde_json::to_value(unfit.problem.code).ok();
    let code = code.as_ref().and_then(|c| c.as_str()).unwrap_or("invalid");
    prepare(connection, text)?.execute((
        TENANT,
        device,
        unfit.record_id(),
        unfit.revision,
        hash(unfit.body.as_bytes()),
        unfit.key.map(|key| key.0),
        code,
        &unfit.problem.field,
        &unfit.problem.message,
        unfit.body.as_bytes(),
        received,
    ))?;
    Ok(())
}

/// Stores one record, or keeps it aside, and says which.
pub(crate) fn take(
    connection: &Connection,
    device: u32,
    received: Ms,
    reading: Reading,
) -> Result<Ack, Failure> {
    let aside = |unfit: Box<Unfit>| {
        quarantine(connection, device, received, &unfit)?;
        Ok(Ack {
            contact_id: unfit.contact_id,
            revision: unfit.revision,
            status: AckStatus::Quarantined,
            why: Some(unfit.problem),
        })
    };
    let fit = match reading {
        Ok(fit) => fit,
        Err(unfit) => return aside(unfit),
    };
    let (contact_id, revision) = (Some(fit.contact.contact_id), fit.contact.revision);
    match store(connection, device, received, fit)? {
        Stored::As(status) => Ok(Ack { contact_id, revision, status, why: None }),
        Stored::Conflict(unfit) => aside(unfit),
        Stored::Erased(problem) => {
            let status = AckStatus::Quarantined;
            Ok(Ack { contact_id, revision, status, why: Some(problem) })
        }
    }
}
