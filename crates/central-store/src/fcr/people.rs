//! Reads customers' facts: of some customers, or of all of them one after another.
//!
//! Promises: out of the covering index alone, but for the few customers with links, whose payloads
//! are read besides.

use std::collections::HashMap;

use contact::fcr::Relation;

use crate::Failure;
use crate::engine::{Session, values};
use crate::fcr::change::{COLUMNS, fact, links};
use crate::fcr::fact::{Fact, bits};

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
            fill_links(session, &key, facts)?;
        }
    }
    Ok(people)
}

/// Puts the links of a customer's contacts in.
pub(crate) fn fill_links(
    session: &Session,
    key: &[u8; 16],
    facts: &mut [Fact],
) -> Result<(), Failure> {
    let text = "SELECT record_id, payload FROM contact
        WHERE tenant_id = $1 AND customer_key = $2 AND facts >= 1024";
    let said = session.all(text, values![session.tenant(), key], |row| {
        Ok((row.get::<[u8; 16]>(0)?, links(row.get(1)?)?))
    })?;
    let mut said: HashMap<_, _> = said.into_iter().collect();
    for fact in facts {
        fact.links = said.remove(&fact.id).unwrap_or_default();
    }
    Ok(())
}

/// Columns that a walk over everything needs beyond times and bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Needs {
    pub(crate) relation: Relation,
    pub(crate) channel: bool,
    pub(crate) family: bool,
    pub(crate) reason: bool,
    pub(crate) queue: bool,
    pub(crate) agent: bool,
    pub(crate) lang: bool,
    pub(crate) articles: bool,
    /// Which contact it is.
    pub(crate) id: bool,
}

/// Hands over every customer's facts, one customer after another. The facts are lent: the same
/// room is used for the next customer. What is not needed is left at nothing.
pub(crate) fn all(
    session: &Session,
    needs: Needs,
    mut with: impl FnMut(&[Fact]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let family = needs.family || needs.relation == Relation::Parent;
    let reason = needs.reason || needs.relation == Relation::Leaf;
    let mut columns = String::from("customer_key, started_at, ended_at, facts, handle_ms, acw_ms");
    if needs.id {
        columns.push_str(", record_id");
    }
    let first = 6 + usize::from(needs.id);
    if needs.channel {
        columns.push_str(", channel");
    }
    let mut more = Vec::new();
    for (needed, name) in [
        (family, "family_id"),
        (reason, "reason_id"),
        (needs.queue, "queue_id"),
        (needs.agent, "agent_id"),
        (needs.lang, "lang_id"),
        (needs.articles, "articles_id"),
    ] {
        if needed {
            columns.push_str(", ");
            columns.push_str(name);
        }
        more.push(needed);
    }
    let text = format!(
        "SELECT {columns} FROM contact WHERE tenant_id = {{tenant}}
         ORDER BY customer_key, started_at, record_id"
    );
    let mut whose = [0_u8; 16];
    let mut theirs: Vec<Fact> = Vec::new();
    let mut linked = false;
    let mut apart: Vec<[u8; 16]> = Vec::new();
    session.walk(&text, |row| {
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
        let mut fact = Fact {
            start: row.get(1)?,
            end: row.get(2)?,
            bits: row.get(3)?,
            handle: row.get(4)?,
            acw: row.get(5)?,
            ..Fact::default()
        };
        if needs.id {
            fact.id = row.get(6)?;
        }
        let mut at = first;
        if needs.channel {
            fact.channel = row.get(at)?;
            at += 1;
        }
        let wanted = [
            &mut fact.family,
            &mut fact.reason,
            &mut fact.queue,
            &mut fact.agent,
            &mut fact.lang,
            &mut fact.articles,
        ];
        for (place, needed) in wanted.into_iter().zip(&more) {
            if *needed {
                *place = row.get(at)?;
                at += 1;
            }
        }
        linked |= fact.has(bits::LINKS);
        theirs.push(fact);
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
