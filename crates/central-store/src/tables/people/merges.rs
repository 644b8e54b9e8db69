//! Two persons made one, and parted again.
//!
//! Promises: what was joined by a person can be taken back, with every identity and contact where
//! it was. Deliberately absent: whether it should be (see `proposals`).

use std::collections::{BTreeMap, BTreeSet};

use contact::{Code, Ms, Problem};

use super::{join, person};
use crate::Failure;
use crate::engine::{Lock, Session, Value, values};
use crate::fcr::change::Why;
use crate::keys::CustomerKey;
use crate::tables::erasure::erased;
use crate::tables::numbers::{self, Numbered};
use crate::tables::{moving, strays, surveys};

/// Who joined an identity that nobody joined.
const BY_ITSELF: &str = "by itself";

/// What was joined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Merge {
    pub(crate) id: u32,
    pub(crate) kept: CustomerKey,
    pub(crate) gone: CustomerKey,
    /// Contacts that changed hands.
    pub(crate) contacts: u64,
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
    // Joined to somebody who is kept, an erased customer's late contacts would be kept as well.
    if erased(session, kept)? || erased(session, gone)? {
        let message =
            "One of them was erased and cannot be joined to anybody. Nothing was changed.";
        return Err(Failure::Asked(Problem::new(Code::Conflict, message)));
    }
    let tenant = session.tenant();
    let id = numbers::next(session, Numbered::Merge)?;
    let text = "INSERT INTO merge (tenant_id, merge_id, kept_key, gone_key, made_at, made_by)
        VALUES ($1, $2, $3, $4, $5, $6)";
    session.execute(text, values![tenant, id, &kept.0, &gone.0, now, by])?;
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
    let text = "UPDATE alias SET customer_key = $3 WHERE tenant_id = $1 AND customer_key = $2";
    session.execute(text, values![tenant, &gone.0, &kept.0])?;
    join(session, gone, kept, kept, now)?;
    let contacts = u64::try_from(records.len()).unwrap_or(u64::MAX);
    Ok(Merge { id, kept, gone, contacts })
}

/// The contacts of a person, each with the identity it came by.
pub(crate) fn owns(
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

/// Takes a merge back: who was joined, with every identity they had then or that came together with
/// one of those since, is a person of their own again, with the contacts that came by them.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Conflict`] when it was taken back before.
pub(crate) fn part(session: &Session, id: u32, by: &str, now: Ms) -> Result<Merge, Failure> {
    session.lock(Lock::People)?;
    // As of proposals: any number may be asked for.
    let text = "SELECT kept_key, gone_key, undone_at FROM merge
        WHERE tenant_id = $1 AND merge_id = CAST($2 AS bigint)";
    let found = session.first(text, values![session.tenant(), id], |row| {
        Ok((CustomerKey(row.get(0)?), CustomerKey(row.get(1)?), row.get::<Option<Ms>>(2)?))
    })?;
    let Some((kept, gone, undone)) = found else {
        let message =
            format!("There is no merge {id}. Nothing was changed. `people list` shows them.");
        return Err(Failure::Asked(Problem::new(Code::NotFound, message)));
    };
    if undone.is_some() {
        let message = format!("Merge {id} was taken back before. Nothing was changed.");
        return Err(Failure::Asked(Problem::new(Code::Conflict, message)));
    }
    let tenant = session.tenant();
    let kept = person(session, kept)?;
    let mine = branch(session, kept, gone)?;
    let owned = owns(session, kept)?;
    let records: Vec<[u8; 16]> =
        owned.iter().filter(|(_, own)| mine.contains(own)).map(|(record, _)| *record).collect();
    moving::records(session, kept, gone, &records, Why::Merge)?;
    let free = "DELETE FROM alias WHERE tenant_id = $1 AND alias_hash = $2";
    session.execute(free, values![tenant, &gone.0])?;
    let theirs = "UPDATE alias SET customer_key = $3 WHERE tenant_id = $1 AND alias_hash = $2";
    for own in mine.iter().filter(|own| **own != gone) {
        session.execute(theirs, values![tenant, &own.0, &gone.0])?;
    }
    strays::look_again(session, kept);
    surveys::anew(session, &[kept, gone])?;
    let undone =
        "UPDATE merge SET undone_at = $3, undone_by = $4 WHERE tenant_id = $1 AND merge_id = $2";
    session.execute(undone, values![tenant, id, now, by])?;
    let contacts = u64::try_from(records.len()).unwrap_or(u64::MAX);
    Ok(Merge { id, kept, gone, contacts })
}

/// Parts an identity from the person it was joined to, by a hand or by itself: it is one of its own
/// again, with what hangs on it, and is never joined by itself again.
///
/// # Errors
/// [`Code::Conflict`] when it was joined to nobody.
pub(crate) fn part_identity(
    session: &Session,
    own: CustomerKey,
    by: &str,
    now: Ms,
) -> Result<Merge, Failure> {
    session.lock(Lock::People)?;
    let tenant = session.tenant();
    let text = "SELECT customer_key, since FROM alias WHERE tenant_id = $1 AND alias_hash = $2";
    let joined = session.first(text, values![tenant, &own.0], |row| {
        Ok((CustomerKey(row.get(0)?), row.get::<Ms>(1)?))
    })?;
    let Some((kept, since)) = joined else {
        let message = "This identity was joined to nobody, or the others were joined to it: name one of \
                       them. Nothing was changed.";
        return Err(Failure::Asked(Problem::new(Code::Conflict, message)));
    };
    let text = "SELECT merge_id FROM merge
        WHERE tenant_id = $1 AND gone_key = $2 AND undone_at IS NULL ORDER BY merge_id DESC LIMIT 1";
    let made = session.first(text, values![tenant, &own.0], |row| row.get::<u32>(0))?;
    let id = match made {
        Some(id) => id,
        None => {
            // It came by itself: the trail says so from now on, and that it was parted.
            let id = numbers::next(session, Numbered::Merge)?;
            let text =
                "INSERT INTO merge (tenant_id, merge_id, kept_key, gone_key, made_at, made_by)
                VALUES ($1, $2, $3, $4, $5, $6)";
            session.execute(text, values![tenant, id, &kept.0, &own.0, since, BY_ITSELF])?;
            id
        }
    };
    part(session, id, by, now)
}

/// Whether somebody parted this identity from a person: what was said by hand is not undone by a
/// source that says the old again.
pub(super) fn parted(session: &Session, own: CustomerKey) -> Result<bool, Failure> {
    let text = "SELECT 1 FROM merge
        WHERE tenant_id = $1 AND gone_key = $2 AND undone_at IS NOT NULL LIMIT 1";
    Ok(session.first(text, values![session.tenant(), &own.0], |_| Ok(()))?.is_some())
}

/// An identity of a person and all that hang on it.
fn branch(
    session: &Session,
    person: CustomerKey,
    from: CustomerKey,
) -> Result<BTreeSet<CustomerKey>, Failure> {
    let text = "SELECT alias_hash, via FROM alias WHERE tenant_id = $1 AND customer_key = $2";
    let all = session.all(text, values![session.tenant(), &person.0], |row| {
        Ok((CustomerKey(row.get(0)?), CustomerKey(row.get(1)?)))
    })?;
    let mut branch = BTreeSet::from([from]);
    loop {
        let before = branch.len();
        let on = |via: &CustomerKey| branch.contains(via);
        let more: Vec<CustomerKey> =
            all.iter().filter(|(_, via)| on(via)).map(|(own, _)| *own).collect();
        branch.extend(more);
        if branch.len() == before {
            return Ok(branch);
        }
    }
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
