//! Which identities are one person.
//!
//! Two identities are joined by themselves only when the system that sent them says that they are
//! one person and nothing speaks against it: one of the two was never seen before, and the person
//! has no other identity of its kind. A number that two e-mail addresses share may be a family's or
//! a switchboard's: that is proposed, and a person decides. What was joined can be parted again.
//!
//! Promises: a contact keeps its own identity's key beside its person's; a decision is asked for
//! once. Deliberately absent: identities themselves, only their keyed hashes are here.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use contact::{AgentId, Code, IdentityKind, Ms, Problem};

use crate::Failure;
use crate::engine::{Lock, Row, Session, Value, values};
use crate::fcr::change::Why;
use crate::keys::CustomerKey;
use crate::reading::{Fit, Reading};
use crate::tables::ingest::about;
use crate::tables::{moving, surveys};

/// A proposal that was decided to be one person.
const JOINED: i64 = 1;
/// And one that was decided to be two.
const APART: i64 = 2;

/// Two identities that may be one person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Proposal {
    pub(crate) id: u32,
    pub(crate) one: CustomerKey,
    pub(crate) other: CustomerKey,
    pub(crate) why: String,
    /// In how many contacts they came together.
    pub(crate) seen: u32,
    pub(crate) made_at: Ms,
}

/// What was joined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Merge {
    pub(crate) id: u32,
    pub(crate) kept: CustomerKey,
    pub(crate) gone: CustomerKey,
    /// Contacts that changed hands.
    pub(crate) contacts: u64,
}

/// The identities of one person, as the sender has them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Together {
    pub(crate) first: (CustomerKey, IdentityKind),
    pub(crate) also: Vec<(CustomerKey, IdentityKind)>,
}

/// The person that an identity is; itself where nobody joined it.
pub(crate) fn person(session: &Session, own: CustomerKey) -> Result<CustomerKey, Failure> {
    let text = "SELECT customer_key FROM alias WHERE tenant_id = $1 AND alias_hash = $2";
    let person = session
        .first(text, values![session.tenant(), &own.0], |row| Ok(CustomerKey(row.get(0)?)))?;
    Ok(person.unwrap_or(own))
}

/// The same for many; those that are themselves are not in it.
pub(crate) fn persons(
    session: &Session,
    owns: &[CustomerKey],
) -> Result<HashMap<CustomerKey, CustomerKey>, Failure> {
    let text =
        "SELECT alias_hash, customer_key FROM alias WHERE tenant_id = $1 AND alias_hash IN ({})";
    let mut keys: Vec<&[u8; 16]> = owns.iter().map(|own| &own.0).collect();
    keys.sort_unstable();
    keys.dedup();
    let found = about(session, text, &keys, |row| {
        Ok((CustomerKey(row.get(0)?), CustomerKey(row.get(1)?)))
    })?;
    Ok(found.into_iter().collect())
}

/// Every identity of a person, the person's own first.
pub(crate) fn identities(
    session: &Session,
    person: CustomerKey,
) -> Result<Vec<CustomerKey>, Failure> {
    let text = "SELECT alias_hash FROM alias WHERE tenant_id = $1 AND customer_key = $2
        ORDER BY alias_hash";
    let mut all = vec![person];
    all.extend(
        session
            .all(text, values![session.tenant(), &person.0], |row| Ok(CustomerKey(row.get(0)?)))?,
    );
    Ok(all)
}

/// Readings with each contact at its person, exclusions as they were reviewed, and what the
/// customer said since. The records themselves stay as they came.
/// Nothing is copied where nothing is known.
pub(crate) fn settled<'a>(
    session: &Session,
    readings: &'a [Reading],
) -> Result<Cow<'a, [Reading]>, Failure> {
    let fits: Vec<&Fit> =
        readings.iter().filter_map(|reading| reading.as_ref().ok().map(AsRef::as_ref)).collect();
    let owns: Vec<CustomerKey> =
        fits.iter().filter(|fit| !fit.unlinkable).map(|fit| fit.own_key).collect();
    let persons = persons(session, &owns)?;
    let asked: Vec<&[u8; 16]> = fits
        .iter()
        .filter(|fit| fit.contact.exclusion.is_some())
        .map(|fit| fit.contact.contact_id.as_bytes())
        .collect();
    let text = "SELECT record_id, approved, reviewed_by, reason FROM exclusion_review
        WHERE tenant_id = $1 AND approved IS NOT NULL AND record_id IN ({})";
    let reviews: HashMap<[u8; 16], (bool, String, String)> = about(session, text, &asked, |row| {
        Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?)))
    })?
    .into_iter()
    .collect();
    let ids: Vec<&[u8; 16]> = fits.iter().map(|fit| fit.contact.contact_id.as_bytes()).collect();
    let text = "SELECT record_id, answered_at, resolved FROM survey
        WHERE tenant_id = $1 AND source = 0 AND record_id IN ({})";
    let said: HashMap<[u8; 16], (Ms, Option<bool>)> =
        about(session, text, &ids, |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?
            .into_iter()
            .collect();
    if persons.is_empty() && reviews.is_empty() && said.is_empty() {
        return Ok(Cow::Borrowed(readings));
    }
    let mut settled = readings.to_vec();
    for fit in settled.iter_mut().filter_map(|reading| reading.as_mut().ok()) {
        if let Some(person) = persons.get(&fit.own_key).filter(|_| !fit.unlinkable) {
            fit.key = *person;
        }
        let id = *fit.contact.contact_id.as_bytes();
        if let Some((at_ms, resolved)) = said.get(&id) {
            fit.contact.survey = surveys::counts(fit.contact.survey.take(), *at_ms, *resolved);
        }
        let review = reviews.get(&id);
        if let (Some((approved, by, reason)), Some(exclusion)) =
            (review, fit.contact.exclusion.as_mut())
            && exclusion.reason == *reason
        {
            exclusion.reviewed_by = approved.then(|| AgentId(by.clone()));
        }
    }
    Ok(Cow::Owned(settled))
}

/// Notes whose contacts these really were, for the day when persons are parted again.
pub(crate) fn note_own(session: &Session, fits: &[&Fit]) -> Result<(), Failure> {
    let joined = fits.iter().filter(|fit| fit.key != fit.own_key);
    let rows: Vec<Value<'_>> = joined
        .flat_map(|fit| {
            let id = fit.contact.contact_id.as_bytes();
            [session.tenant().into(), (&fit.key.0).into(), id.into(), (&fit.own_key.0).into()]
        })
        .collect();
    let head = "INSERT INTO own_identity (tenant_id, customer_key, record_id, own_key) VALUES";
    let tail =
        "ON CONFLICT (tenant_id, customer_key, record_id) DO UPDATE SET own_key = excluded.own_key";
    session.rows(head, tail, 4, &rows)?;
    Ok(())
}

/// Whose it was no longer holds: a correction says who it is.
pub(crate) fn forget_own(
    session: &Session,
    key: CustomerKey,
    record: &[u8; 16],
) -> Result<(), Failure> {
    let text =
        "DELETE FROM own_identity WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3";
    session.execute(text, values![session.tenant(), &key.0, record])?;
    Ok(())
}

/// Hears that identities came together: joins what is clear, proposes what is not.
pub(crate) fn hear(session: &Session, together: &Together, now: Ms) -> Result<(), Failure> {
    if together.also.is_empty() {
        return Ok(());
    }
    session.lock(Lock::People)?;
    note_kinds(session, together)?;
    let first = together.first;
    for other in &together.also {
        let one = person(session, first.0)?;
        let two = person(session, other.0)?;
        if one == two {
            continue;
        }
        if fresh(session, other.0)? && !kinds(session, one)?.contains(&(other.1 as i64)) {
            join(session, other.0, one, now)?;
        } else if fresh(session, first.0)? && !kinds(session, two)?.contains(&(first.1 as i64)) {
            join(session, first.0, two, now)?;
        } else {
            let why = if kinds(session, one)?.contains(&(other.1 as i64)) {
                "The person has another identity of this kind already."
            } else {
                "Both were known before, each by itself."
            };
            propose(session, one, two, why, now)?;
        }
    }
    Ok(())
}

fn note_kinds(session: &Session, together: &Together) -> Result<(), Failure> {
    let all = std::iter::once(&together.first).chain(&together.also);
    let rows: Vec<Value<'_>> = all
        .flat_map(|(key, kind)| {
            [session.tenant().into(), (&key.0).into(), Value::from(*kind as i64)]
        })
        .collect();
    let head = "INSERT INTO alias_kind (tenant_id, alias_hash, kind) VALUES";
    session.rows(head, "ON CONFLICT (tenant_id, alias_hash) DO NOTHING", 3, &rows)?;
    Ok(())
}

/// Never seen with a contact of its own, nor joined to anybody.
fn fresh(session: &Session, own: CustomerKey) -> Result<bool, Failure> {
    let asked = values![session.tenant(), &own.0];
    for text in [
        "SELECT 1 FROM alias WHERE tenant_id = $1 AND alias_hash = $2",
        "SELECT 1 FROM alias WHERE tenant_id = $1 AND customer_key = $2 LIMIT 1",
        "SELECT 1 FROM contact WHERE tenant_id = $1 AND customer_key = $2 LIMIT 1",
        "SELECT 1 FROM erased WHERE tenant_id = $1 AND customer_key = $2",
    ] {
        if session.first(text, asked, |_| Ok(()))?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn kinds(session: &Session, person: CustomerKey) -> Result<BTreeSet<i64>, Failure> {
    let all = identities(session, person)?;
    let keys: Vec<&[u8; 16]> = all.iter().map(|key| &key.0).collect();
    let text = "SELECT kind FROM alias_kind WHERE tenant_id = $1 AND alias_hash IN ({})";
    Ok(about(session, text, &keys, |row| row.get(0))?.into_iter().collect())
}

/// An identity without contacts becomes one of a person.
fn join(session: &Session, own: CustomerKey, person: CustomerKey, now: Ms) -> Result<(), Failure> {
    let text =
        "INSERT INTO alias (tenant_id, alias_hash, customer_key, since) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, alias_hash) DO UPDATE SET customer_key = excluded.customer_key";
    session.execute(text, values![session.tenant(), &own.0, &person.0, now])?;
    Ok(())
}

fn propose(
    session: &Session,
    one: CustomerKey,
    other: CustomerKey,
    why: &str,
    now: Ms,
) -> Result<(), Failure> {
    let (one, other) = (one.min(other), one.max(other));
    let again = "UPDATE proposal SET seen = seen + 1
        WHERE tenant_id = $1 AND one_key = $2 AND other_key = $3";
    if session.execute(again, values![session.tenant(), &one.0, &other.0])? > 0 {
        return Ok(());
    }
    let text = "INSERT INTO proposal (tenant_id, proposal_id, one_key, other_key, why, seen, made_at)
        SELECT $1, coalesce(max(proposal_id), 0) + 1, $2, $3, $4, 1, $5 FROM proposal WHERE tenant_id = $1";
    session.execute(text, values![session.tenant(), &one.0, &other.0, why, now])?;
    Ok(())
}

fn proposal(row: Row<'_>) -> Result<Proposal, Failure> {
    Ok(Proposal {
        id: row.get(0)?,
        one: CustomerKey(row.get(1)?),
        other: CustomerKey(row.get(2)?),
        why: row.get(3)?,
        seen: row.get(4)?,
        made_at: row.get(5)?,
    })
}

const PROPOSAL: &str = "SELECT proposal_id, one_key, other_key, why, seen, made_at FROM proposal";

/// What waits for a decision, the most often seen first.
pub(crate) fn proposals(session: &Session, limit: u16) -> Result<Vec<Proposal>, Failure> {
    let text = format!(
        "{PROPOSAL} WHERE tenant_id = $1 AND decision IS NULL ORDER BY seen DESC, proposal_id LIMIT $2"
    );
    session.all(&text, values![session.tenant(), limit], proposal)
}

/// Whom these persons may be as well, while nobody has decided it.
pub(crate) fn possible(
    session: &Session,
    persons: &[CustomerKey],
) -> Result<BTreeSet<CustomerKey>, Failure> {
    let mut found = BTreeSet::new();
    for (one, other) in [("one_key", "other_key"), ("other_key", "one_key")] {
        let text = format!(
            "SELECT {other} FROM proposal WHERE tenant_id = $1 AND {one} = $2 AND decision IS NULL
             ORDER BY seen DESC LIMIT 5"
        );
        for key in persons {
            found.extend(session.all(&text, values![session.tenant(), &key.0], |row| {
                Ok(CustomerKey(row.get(0)?))
            })?);
        }
    }
    // Somebody may have been joined to somebody else since.
    let mut now = BTreeSet::new();
    for key in found {
        now.insert(person(session, key)?);
    }
    Ok(now.into_iter().filter(|key| !persons.contains(key)).collect())
}

/// Decides a proposal: the two are one person, or stay two for good.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Conflict`] when it was decided before.
pub(crate) fn decide(
    session: &Session,
    id: u32,
    join: bool,
    by: &str,
    now: Ms,
) -> Result<Option<Merge>, Failure> {
    session.lock(Lock::People)?;
    let text = format!("{PROPOSAL} WHERE tenant_id = $1 AND proposal_id = $2 AND decision IS NULL");
    let Some(found) = session.first(&text, values![session.tenant(), id], proposal)? else {
        let message = format!("There is no open proposal {id}. Nothing was changed.");
        return Err(Failure::Asked(Problem::new(Code::NotFound, message)));
    };
    let text = "UPDATE proposal SET decision = $3, decided_at = $4, decided_by = $5
        WHERE tenant_id = $1 AND proposal_id = $2";
    let decision = if join { JOINED } else { APART };
    session.execute(text, values![session.tenant(), id, decision, now, by])?;
    if !join {
        return Ok(None);
    }
    let one = person(session, found.one)?;
    let other = person(session, found.other)?;
    if one == other {
        return Ok(None);
    }
    merge(session, one, other, by, now).map(Some)
}

/// Makes two persons one: `gone` with all its identities and contacts becomes `kept`.
///
/// # Errors
/// [`Code::Conflict`] when they are one already.
pub(crate) fn merge(
    session: &Session,
    kept: CustomerKey,
    gone: CustomerKey,
    by: &str,
    now: Ms,
) -> Result<Merge, Failure> {
    session.lock(Lock::People)?;
    let (kept, gone) = (person(session, kept)?, person(session, gone)?);
    if kept == gone {
        let message = "These identities are one person already. Nothing was changed.";
        return Err(Failure::Asked(Problem::new(Code::Conflict, message)));
    }
    let tenant = session.tenant();
    let number = "INSERT INTO merge (tenant_id, merge_id, kept_key, gone_key, made_at, made_by)
        SELECT $1, coalesce(max(merge_id), 0) + 1, $2, $3, $4, $5 FROM merge WHERE tenant_id = $1
        RETURNING merge_id";
    let asked = values![tenant, &kept.0, &gone.0, now, by];
    let id: u32 = session.one(number, asked, |row| row.get(0))?;
    // Rows that were never joined before remember now whose they were.
    let owned = owns(session, gone)?;
    let rows: Vec<Value<'_>> = owned
        .iter()
        .flat_map(|(record, own)| {
            [tenant.into(), (&gone.0).into(), record.into(), Value::from(&own.0)]
        })
        .collect();
    let head = "INSERT INTO own_identity (tenant_id, customer_key, record_id, own_key) VALUES";
    session.rows(head, "ON CONFLICT (tenant_id, customer_key, record_id) DO NOTHING", 4, &rows)?;
    let records: Vec<[u8; 16]> = owned.keys().copied().collect();
    moving::records(session, gone, kept, &records, Why::Merge)?;
    let text = "INSERT INTO merge_identity (tenant_id, merge_id, alias_hash)
        SELECT tenant_id, CAST($3 AS integer), alias_hash FROM alias
        WHERE tenant_id = $1 AND customer_key = $2";
    session.execute(text, values![tenant, &gone.0, id])?;
    let text = "UPDATE alias SET customer_key = $3 WHERE tenant_id = $1 AND customer_key = $2";
    session.execute(text, values![tenant, &gone.0, &kept.0])?;
    join(session, gone, kept, now)?;
    let contacts = u64::try_from(records.len()).unwrap_or(u64::MAX);
    Ok(Merge { id, kept, gone, contacts })
}

/// The contacts of a person, each with the identity it came by.
fn owns(
    session: &Session,
    person: CustomerKey,
) -> Result<BTreeMap<[u8; 16], CustomerKey>, Failure> {
    let text = "SELECT c.record_id, coalesce(o.own_key, c.customer_key) FROM contact c
        LEFT JOIN own_identity o ON o.tenant_id = c.tenant_id AND o.customer_key = c.customer_key
          AND o.record_id = c.record_id
        WHERE c.tenant_id = $1 AND c.customer_key = $2";
    let all = session.all(text, values![session.tenant(), &person.0], |row| {
        Ok((row.get(0)?, CustomerKey(row.get(1)?)))
    })?;
    Ok(all.into_iter().collect())
}

/// Takes a merge back: who was joined, with every identity they had then, is a person of their own
/// again, with the contacts that came by those.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Conflict`] when it was taken back before.
pub(crate) fn part(session: &Session, id: u32, by: &str, now: Ms) -> Result<Merge, Failure> {
    session.lock(Lock::People)?;
    let text =
        "SELECT kept_key, gone_key, undone_at FROM merge WHERE tenant_id = $1 AND merge_id = $2";
    let found = session.first(text, values![session.tenant(), id], |row| {
        Ok((CustomerKey(row.get(0)?), CustomerKey(row.get(1)?), row.get::<Option<Ms>>(2)?))
    })?;
    let Some((kept, gone, undone)) = found else {
        let message = format!("There is no merge {id}. Nothing was changed.");
        return Err(Failure::Asked(Problem::new(Code::NotFound, message)));
    };
    if undone.is_some() {
        let message = format!("Merge {id} was taken back before. Nothing was changed.");
        return Err(Failure::Asked(Problem::new(Code::Conflict, message)));
    }
    let tenant = session.tenant();
    let kept = person(session, kept)?;
    let text = "SELECT alias_hash FROM merge_identity WHERE tenant_id = $1 AND merge_id = $2";
    let mut mine = BTreeSet::from([gone]);
    mine.extend(session.all(text, values![tenant, id], |row| Ok(CustomerKey(row.get(0)?)))?);
    let owned = owns(session, kept)?;
    let records: Vec<[u8; 16]> =
        owned.iter().filter(|(_, own)| mine.contains(own)).map(|(record, _)| *record).collect();
    moving::records(session, kept, gone, &records, Why::Merge)?;
    let free = "DELETE FROM alias WHERE tenant_id = $1 AND alias_hash = $2";
    session.execute(free, values![tenant, &gone.0])?;
    for own in mine.iter().filter(|own| **own != gone) {
        join(session, *own, gone, now)?;
    }
    let undone =
        "UPDATE merge SET undone_at = $3, undone_by = $4 WHERE tenant_id = $1 AND merge_id = $2";
    session.execute(undone, values![tenant, id, now, by])?;
    let contacts = u64::try_from(records.len()).unwrap_or(u64::MAX);
    Ok(Merge { id, kept, gone, contacts })
}

/// The trail of merges, latest first: what was joined to what, when, by whom, and whether it
/// still is.
pub(crate) fn trail(session: &Session, limit: u16) -> Result<Vec<MergeMade>, Failure> {
    let text =
        "SELECT merge_id, kept_key, gone_key, made_at, made_by, undone_at, undone_by FROM merge
        WHERE tenant_id = $1 ORDER BY merge_id DESC LIMIT $2";
    session.all(text, values![session.tenant(), limit], |row| {
        Ok(MergeMade {
            id: row.get(0)?,
            kept: CustomerKey(row.get(1)?),
            gone: CustomerKey(row.get(2)?),
            made_at: row.get(3)?,
            made_by: row.get(4)?,
            undone_at: row.get(5)?,
            undone_by: row.get(6)?,
        })
    })
}

/// A merge as it stands in the trail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct MergeMade {
    pub(crate) id: u32,
    pub(crate) kept: CustomerKey,
    pub(crate) gone: CustomerKey,
    pub(crate) made_at: Ms,
    pub(crate) made_by: String,
    pub(crate) undone_at: Option<Ms>,
    pub(crate) undone_by: Option<String>,
}
