//! Reasons, agents, queues and the like as numbers, so that rows and sums stay small.
//!
//! Promises: a name keeps its number for ever, and two writers never give two numbers to a name.

use std::collections::HashMap;

use crate::Failure;
use crate::engine::{Lock, Session, values};

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Reason = 1,
    Family = 2,
    Agent = 3,
    Queue = 4,
    // 5 were outcomes, which nothing asks for by number.
    Lang = 6,
    /// A list of articles, as `fcr::articles` writes it.
    Articles = 7,
}

/// The number of a name, given the first time it is seen; 0 is no name.
pub(crate) fn number(session: &Session, kind: Kind, name: Option<&str>) -> Result<i64, Failure> {
    let Some(name) = name else { return Ok(0) };
    if let Some(number) = session.names().remembered(kind as i64, name) {
        return Ok(number);
    }
    let number = match known(session, kind, name)? {
        Some(number) => number,
        None => given(session, kind, name)?,
    };
    session.names().remember(kind as i64, name, number);
    Ok(number)
}

fn given(session: &Session, kind: Kind, name: &str) -> Result<i64, Failure> {
    let last = session.names().last(kind as i64);
    let last = match last {
        // Whoever gave a number in this transaction holds off everybody else until its end.
        Some(last) => last,
        None => {
            session.lock(Lock::Names)?;
            if let Some(number) = known(session, kind, name)? {
                return Ok(number);
            }
            let text =
                "SELECT coalesce(max(name_id), 0) FROM name WHERE tenant_id = $1 AND kind = $2";
            session.one(text, values![session.tenant(), kind as i64], |row| row.get(0))?
        }
    };
    let number = last + 1;
    let text = "INSERT INTO name (tenant_id, kind, name, name_id) VALUES ($1, $2, $3, $4)";
    session.execute(text, values![session.tenant(), kind as i64, name, number])?;
    session.names().gave(kind as i64, number);
    Ok(number)
}

/// The number of a name that was seen before.
pub(crate) fn known(session: &Session, kind: Kind, name: &str) -> Result<Option<i64>, Failure> {
    let text = "SELECT name_id FROM name WHERE tenant_id = $1 AND kind = $2 AND name = $3";
    session.first(text, values![session.tenant(), kind as i64, name], |row| row.get(0))
}

/// All names of a kind, by their numbers.
pub(crate) fn all(session: &Session, kind: Kind) -> Result<HashMap<i64, String>, Failure> {
    let text = "SELECT name_id, name FROM name WHERE tenant_id = $1 AND kind = $2";
    let pairs = session
        .all(text, values![session.tenant(), kind as i64], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(pairs.into_iter().collect())
}
