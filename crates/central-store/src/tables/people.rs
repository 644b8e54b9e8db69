//! Which identities are one person.
//!
//! Two identities are joined by themselves only when the system that sent them says that they are
//! one person and nothing speaks against it: one of the two was never seen before, and the person
//! has no other identity of its kind. A number that two e-mail addresses share may be a family's or
//! a switchboard's: that is proposed, and a person decides. What was joined can be parted again.
//!
//! The identities of a person are a tree: each hangs on the one that it came together with, or was
//! merged into, and the root is the person's own key. Taking a merge back cuts off the branch that it
//! put on, with all that grew on it since.
//!
//! Deliberately absent: identities themselves, only their keyed hashes are here.

mod merges;
mod proposals;
mod settled;

use std::collections::{BTreeSet, HashMap, HashSet};

use contact::{IdentityKind, Ms};

use crate::Failure;
use crate::engine::{Lock, Session, Value, values};
use crate::keys::CustomerKey;
use crate::tables::erasure::erased;
use crate::tables::ingest::about;
use crate::tables::{strays, surveys};

pub(crate) use merges::{Merge, MergeMade, merge, owns, part, part_identity, trail};
pub(crate) use proposals::{Pair, propose};
pub(crate) use proposals::{Proposal, decide, possible, proposals};
pub(crate) use settled::{forget_own, note_own, settled};

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
    let mut keys: Vec<[u8; 16]> = owns.iter().map(|own| own.0).collect();
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

/// What was heard of one record's customer.
#[derive(Default)]
pub(crate) struct Heard {
    /// Those who may be one person, to be proposed.
    pub(crate) open: Vec<Pair>,
    /// Whether something is known now that was not.
    pub(crate) learnt: bool,
    /// Those who were taken for known because another record of the batch is theirs.
    pub(crate) relied: Vec<CustomerKey>,
}

/// Hears that identities came together: joins what is clear, and gives the pairs that are not. Those in
/// `met` are about to have contacts of their own.
pub(crate) fn hear(
    session: &Session,
    together: &Together,
    met: &HashSet<CustomerKey>,
    now: Ms,
) -> Result<Heard, Failure> {
    let mut heard = Heard::default();
    if together.also.is_empty() {
        return Ok(heard);
    }
    session.lock(Lock::People)?;
    // Of the erased nothing is learnt, and nobody becomes one of them.
    let first = together.first;
    if erased(session, first.0)? {
        return Ok(heard);
    }
    let mut relied = Vec::new();
    let mut fresh = |own: CustomerKey| {
        if met.contains(&own) {
            relied.push(own);
            return Ok(false);
        }
        fresh(session, own)
    };
    let mut also = Vec::with_capacity(together.also.len());
    for other in &together.also {
        if !erased(session, other.0)? {
            also.push(*other);
        }
    }
    heard.learnt = note_kinds(session, first, &also)? > 0;
    for other in &also {
        let one = person(session, first.0)?;
        let two = person(session, other.0)?;
        if one == two {
            continue;
        }
        if fresh(other.0)? && !kinds(session, one)?.contains(&(other.1 as i64)) {
            join(session, other.0, first.0, one, now)?;
            heard.learnt = true;
        } else if fresh(first.0)? && !kinds(session, two)?.contains(&(first.1 as i64)) {
            join(session, first.0, other.0, two, now)?;
            heard.learnt = true;
        } else {
            let why = if kinds(session, one)?.contains(&(other.1 as i64)) {
                "The person has another identity of this kind already."
            } else {
                "Both were known before, each by itself."
            };
            heard.open.push(Pair { one, two, why });
        }
    }
    heard.relied = relied;
    Ok(heard)
}

fn note_kinds(
    session: &Session,
    first: (CustomerKey, IdentityKind),
    also: &[(CustomerKey, IdentityKind)],
) -> Result<u64, Failure> {
    let all = std::iter::once(&first).chain(also);
    let rows: Vec<Value<'_>> = all
        .flat_map(|(key, kind)| {
            [session.tenant().into(), (&key.0).into(), Value::from(*kind as i64)]
        })
        .collect();
    let head = "INSERT INTO alias_kind (tenant_id, alias_hash, kind) VALUES";
    session.rows(head, "ON CONFLICT (tenant_id, alias_hash) DO NOTHING", 3, &rows)
}

/// Never seen with a contact of its own, nor joined to anybody, nor parted from somebody.
fn fresh(session: &Session, own: CustomerKey) -> Result<bool, Failure> {
    let asked = values![session.tenant(), &own.0];
    for text in [
        "SELECT 1 FROM alias WHERE tenant_id = $1 AND alias_hash = $2",
        "SELECT 1 FROM alias WHERE tenant_id = $1 AND customer_key = $2 LIMIT 1",
        "SELECT 1 FROM contact WHERE tenant_id = $1 AND customer_key = $2 LIMIT 1",
    ] {
        if session.first(text, asked, |_| Ok(()))?.is_some() {
            return Ok(false);
        }
    }
    Ok(!merges::parted(session, own)?)
}

fn kinds(session: &Session, person: CustomerKey) -> Result<BTreeSet<i64>, Failure> {
    let all = identities(session, person)?;
    let keys: Vec<[u8; 16]> = all.iter().map(|key| key.0).collect();
    let text = "SELECT kind FROM alias_kind WHERE tenant_id = $1 AND alias_hash IN ({})";
    Ok(about(session, text, &keys, |row| row.get(0))?.into_iter().collect())
}

/// An identity becomes one of a person, hanging on `via`, which is one of theirs.
fn join(
    session: &Session,
    own: CustomerKey,
    via: CustomerKey,
    person: CustomerKey,
    now: Ms,
) -> Result<(), Failure> {
    let text = "INSERT INTO alias (tenant_id, alias_hash, customer_key, since, via)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, alias_hash) DO UPDATE SET customer_key = excluded.customer_key,
          via = excluded.via";
    session.execute(text, values![session.tenant(), &own.0, &person.0, now, &via.0])?;
    strays::look_again(session, own);
    // What was asked of one identity may be about a contact that came by another.
    surveys::anew(session, &[person])
}
