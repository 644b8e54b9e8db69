//! Reasons, agents, queues and the like as numbers, so that rows and sums stay small.
//!
//! Promises: a name keeps its number for ever, and two writers never give two numbers to a name.

use std::collections::{HashMap, HashSet};

use crate::Failure;
use crate::engine::{Lock, Session, Value, values};

/// Names that are asked about by one statement at most.
const ASKED: usize = 1_000;

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
    if let Some(number) = known(session, kind, name)? {
        session.names().remember(kind as i64, name, number);
        return Ok(number);
    }
    give(session, kind, &[name])?;
    let given = session.names().remembered(kind as i64, name);
    given.ok_or_else(|| Failure::Damaged("a name that was given a number has none".into()))
}

/// Finds out the numbers of many names by one question a kind, on the engine where each question is a
/// turn to another program. [`number`] has them at hand afterwards.
pub(crate) fn learn<'a>(
    session: &Session,
    names: impl Iterator<Item = (Kind, &'a str)>,
) -> Result<(), Failure> {
    let mut new: Vec<(Kind, Vec<&str>)> = Vec::new();
    let mut seen = HashSet::new();
    for (kind, name) in names {
        let fresh = session.names().remembered(kind as i64, name).is_none();
        if fresh && seen.insert((kind as i64, name)) {
            match new.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, names)) => names.push(name),
                None => new.push((kind, vec![name])),
            }
        }
    }
    for (kind, mut names) in new {
        ask(session, kind, &mut names)?;
        if !names.is_empty() {
            give(session, kind, &names)?;
        }
    }
    Ok(())
}

/// Remembers the numbers of those that have one, and leaves the others.
fn ask(session: &Session, kind: Kind, names: &mut Vec<&str>) -> Result<(), Failure> {
    for some in names.chunks(ASKED) {
        let listed: Vec<Value<'_>> = some.iter().map(|name| Value::from(*name)).collect();
        // Each by a query of its own: of a table that was never analyzed a list of names would be
        // looked for in every row.
        let text = "SELECT w.name, (SELECT n.name_id FROM name n
              WHERE n.tenant_id = $1 AND n.kind = $2 AND n.name = w.name)
            FROM unnest(CAST($3 AS text[])) w(name)";
        let asked = [session.tenant().into(), (kind as i64).into(), Value::Column(&listed, 1)];
        let found: Vec<(String, Option<i64>)> =
            session.all(text, &asked, |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (name, number) in found {
            if let Some(number) = number {
                session.names().remember(kind as i64, &name, number);
            }
        }
    }
    names.retain(|name| session.names().remembered(kind as i64, name).is_none());
    Ok(())
}

/// Gives numbers to names that had none when somebody looked, each of them another.
fn give(session: &Session, kind: Kind, names: &[&str]) -> Result<(), Failure> {
    let mut names = names.to_vec();
    let last = session.names().last(kind as i64);
    let last = match last {
        // Whoever gave a number in this transaction holds off everybody else until its end.
        Some(last) => last,
        None => {
            session.lock(Lock::Names)?;
            if session.shared() {
                ask(session, kind, &mut names)?;
            }
            let text =
                "SELECT coalesce(max(name_id), 0) FROM name WHERE tenant_id = $1 AND kind = $2";
            session.one(text, values![session.tenant(), kind as i64], |row| row.get(0))?
        }
    };
    let mut rows: Vec<Value<'_>> = Vec::with_capacity(names.len() * 4);
    for (name, number) in names.iter().zip(last + 1..) {
        rows.extend_from_slice(values![session.tenant(), kind as i64, *name, number]);
    }
    session.rows("INSERT INTO name (tenant_id, kind, name, name_id) VALUES", "", 4, &rows)?;
    for (name, number) in names.iter().zip(last + 1..) {
        session.names().remember(kind as i64, name, number);
        session.names().gave(kind as i64, number);
    }
    Ok(())
}

/// The number of a name that was seen before.
pub(crate) fn known(session: &Session, kind: Kind, name: &str) -> Result<Option<i64>, Failure> {
    // No name has one, and PostgreSQL takes no text that does.
    if name.contains('\0') {
        return Ok(None);
    }
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
