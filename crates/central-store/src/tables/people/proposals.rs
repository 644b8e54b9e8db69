//! What may be one person, and what somebody decided about it.
//!
//! Promises: a decision is asked for once. Deliberately absent: making two persons one (see
//! `merges`).

use std::collections::BTreeSet;

use contact::{Code, Ms, Problem};

use super::merges::{Merge, merge};
use super::person;
use crate::Failure;
use crate::engine::{Lock, Row, Session, values};
use crate::keys::CustomerKey;
use crate::tables::numbers::{self, Numbered};

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

const PROPOSAL: &str = "SELECT proposal_id, one_key, other_key, why, seen, made_at FROM proposal";

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

/// Two persons that came together, and why they are not joined by themselves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Pair {
    pub(super) one: CustomerKey,
    pub(super) two: CustomerKey,
    pub(super) why: &'static str,
}

/// Notes that two persons came together, once for each pair; `counts` once more.
pub(crate) fn propose(
    session: &Session,
    pair: &Pair,
    counts: bool,
    now: Ms,
) -> Result<(), Failure> {
    let (one, other, why) = (pair.one.min(pair.two), pair.one.max(pair.two), pair.why);
    let again = "UPDATE proposal SET seen = seen + $4
        WHERE tenant_id = $1 AND one_key = $2 AND other_key = $3";
    let asked = values![session.tenant(), &one.0, &other.0, i64::from(counts)];
    if session.execute(again, asked)? > 0 || held_apart(session, one, other)? {
        return Ok(());
    }
    let id = numbers::next(session, Numbered::Proposal)?;
    let text =
        "INSERT INTO proposal (tenant_id, proposal_id, one_key, other_key, why, seen, made_at)
        VALUES ($1, $2, $3, $4, $5, 1, $6)";
    session.execute(text, values![session.tenant(), id, &one.0, &other.0, why, now])?;
    Ok(())
}

/// Whether somebody decided that these are two, under the names that they or those joined to them had then.
fn held_apart(session: &Session, one: CustomerKey, other: CustomerKey) -> Result<bool, Failure> {
    let names = |person: CustomerKey| {
        let text = "SELECT alias_hash FROM alias WHERE tenant_id = $1 AND customer_key = $2";
        let asked = values![session.tenant(), &person.0];
        let mut names = session.all(text, asked, |row| Ok(CustomerKey(row.get(0)?)))?;
        names.push(person);
        Ok::<_, Failure>(names)
    };
    let (ones, others) = (names(one)?, names(other)?);
    for (this, that) in [("one_key", "other_key"), ("other_key", "one_key")] {
        let text = format!(
            "SELECT {that} FROM proposal WHERE tenant_id = $1 AND {this} = $2 AND decision = $3"
        );
        for name in &ones {
            let asked = values![session.tenant(), &name.0, APART];
            let apart = session.all(&text, asked, |row| Ok(CustomerKey(row.get(0)?)))?;
            if apart.iter().any(|key| others.contains(key)) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

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
    // Whatever number somebody gives is one that there may not be, and not one too large for the column.
    let text = format!(
        "{PROPOSAL} WHERE tenant_id = $1 AND proposal_id = CAST($2 AS bigint) AND decision IS NULL"
    );
    let Some(found) = session.first(&text, values![session.tenant(), id], proposal)? else {
        let message = format!(
            "There is no open proposal {id}. Nothing was changed. `people list` shows them."
        );
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
