//! Reads customers' facts: of some customers, or of all of them one after another.
//!
//! Promises: out of the covering index alone, but for the few customers with links, whose payloads
//! are read besides.

use std::collections::HashMap;

use crate::Failure;
use crate::engine::Session;
use crate::fcr::change::{COLUMNS, fact, links};
use crate::fcr::fact::{Fact, bits};
use crate::fcr::packed;

/// All contacts of these customers, of each in order.
pub(crate) fn of(
    session: &Session,
    keys: &[[u8; 16]],
) -> Result<HashMap<[u8; 16], Vec<Fact>>, Failure> {
    let mut people: HashMap<[u8; 16], Vec<Fact>> = HashMap::with_capacity(keys.len());
    let mut linked: Vec<[u8; 16]> = Vec::new();
    let text = format!(
        "SELECT customer_key, {COLUMNS} FROM contact WHERE tenant_id = $1
         AND customer_key IN ({{}}) ORDER BY customer_key, started_at, record_id"
    );
    session.among(&text, keys, |row| {
        let key = row.get(0)?;
        let fact = fact(&row, 1)?;
        if fact.has(bits::LINKS) && linked.last() != Some(&key) {
            linked.push(key);
        }
        people.entry(key).or_default().push(fact);
        Ok(())
    })?;
    for key in linked {
        if let Some(facts) = people.get_mut(&key) {
            fill_links(session, facts)?;
        }
    }
    Ok(people)
}

/// Puts the links of a customer's contacts in, out of the records that have any.
fn fill_links(session: &Session, facts: &mut [Fact]) -> Result<(), Failure> {
    let linked = facts.iter().filter(|fact| fact.has(bits::LINKS));
    let ids: Vec<[u8; 16]> = linked.map(|fact| fact.id).collect();
    let text = "SELECT record_id, payload FROM contact
        WHERE tenant_id = $1 AND record_id IN ({})";
    let mut said: HashMap<[u8; 16], _> = HashMap::with_capacity(ids.len());
    session.among(text, &ids, |row| {
        said.insert(row.get(0)?, links(row.get(1)?)?);
        Ok(())
    })?;
    for fact in facts {
        fact.links = said.remove(&fact.id).unwrap_or_default();
    }
    Ok(())
}

/// Whether a walk reads which contact each is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ids {
    Read,
    /// Left at nothing: what counts only needs the contacts in their order.
    Left,
}

/// All contacts, a customer's one after another in order: the customer, contacts, and their ids.
///
/// PostgreSQL hands a customer over in one row: a row costs it more than what is in it. That the parts
/// of such a row are in the order in which they were read is looked at for every contact.
fn text(session: &Session, ids: Ids) -> String {
    let (mut rows, mut parts) = ("packed".to_owned(), "string_agg(packed, '')".to_owned());
    if ids == Ids::Read {
        rows.push_str(", record_id");
        parts.push_str(", string_agg(uuid_send(record_id), '')");
    }
    let text = format!(
        "SELECT customer_key, {rows} FROM contact WHERE tenant_id = {{tenant}}
         ORDER BY customer_key, started_at, record_id"
    );
    if session.shared() {
        format!("SELECT customer_key, {parts} FROM ({text}) c GROUP BY customer_key")
    } else {
        text
    }
}

/// Hands over every customer's facts, one customer after another. The facts are lent: the same
/// room is used for the next customer.
pub(crate) fn all(
    session: &Session,
    ids: Ids,
    mut with: impl FnMut(&[Fact]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut whose = [0_u8; 16];
    let mut theirs: Vec<Fact> = Vec::new();
    let mut linked = false;
    let mut apart: Vec<[u8; 16]> = Vec::new();
    session.walk(&text(session, ids), |row| {
        let key: &[u8] = row.get(0)?;
        if key != whose {
            if linked {
                apart.push(whose);
            } else if !theirs.is_empty() {
                with(&theirs)?;
            }
            theirs.clear();
            linked = false;
            whose = key.try_into().map_err(|_| Failure::Damaged("a customer's key".into()))?;
        }
        let mut left: &[u8] = row.get(1)?;
        let mut names: &[u8] = if ids == Ids::Read { row.get(2)? } else { &[] };
        while !left.is_empty() {
            let mut fact = packed::read(&mut left).ok_or_else(packed::unreadable)?;
            if ids == Ids::Read {
                let (id, more) = names.split_first_chunk().ok_or_else(packed::unreadable)?;
                (fact.id, names) = (*id, more);
            }
            if theirs.last().is_some_and(|last| last.start > fact.start) {
                return Err(Failure::Damaged("contacts of a customer are out of order".into()));
            }
            linked |= fact.has(bits::LINKS);
            theirs.push(fact);
        }
        Ok(())
    })?;
    if linked {
        apart.push(whose);
    } else if !theirs.is_empty() {
        with(&theirs)?;
    }
    for some in apart.chunks(64) {
        for facts in of(session, some)?.values() {
            with(facts)?;
        }
    }
    Ok(())
}
