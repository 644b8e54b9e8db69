//! What agents noted of contacts beside what the rule asks: why it was not resolved, questions that no
//! article answered, faults of articles.
//!
//! Promises: what is here is what the newest revision of each contact says, written in the transaction
//! that stores it, and it goes with the contact; a contact says the same thing once. Questions are
//! written small and with single spaces, so that the same question is one.
//! Deliberately absent: what it adds up to (see `noted`).

use std::collections::BTreeSet;

use contact::{Contact, Ms};
use serde_json::Value as Json;

use crate::Failure;
use crate::engine::{Session, Value, values};
use crate::fcr::fact::Fact;
use crate::keys::CustomerKey;
use crate::tables::facts;
use crate::tables::ingest::channel_number;
use crate::tables::names::{Kind, number};

/// What kind of thing was noted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Of {
    Cause = 1,
    Gap = 2,
    NothingFound = 3,
    Fault = 4,
}

/// One thing that was noted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Note {
    pub(crate) of: Of,
    /// The cause, the question, the article.
    pub(crate) what: String,
    /// The language of the question, what is wrong with the article.
    pub(crate) more: String,
}

/// Characters of a question that are kept.
const LONGEST: usize = 200;
/// Notes of one contact that are kept.
const MOST: usize = 40;
/// Rows that are filled at once.
const PAGE: i64 = 5_000;
/// The form of these rows that this program keeps.
const FORM: &str = "1";
const WIDTH: usize = 14;

/// What a contact notes.
pub(crate) fn notes(contact: &Contact) -> Vec<Note> {
    let mut notes = BTreeSet::new();
    let mut add = |of, what: Option<String>, more: &str| {
        if let Some(what) = what {
            notes.insert(Note { of, what, more: more.to_owned() });
        }
    };
    add(Of::Cause, contact.root_cause.as_deref().and_then(plain), "");
    let text = |of: &Json, name: &str| of.get(name).and_then(Json::as_str).map(str::to_owned);
    let lang = |of: &Json| text(of, "lang").and_then(|lang| plain_word(&lang)).unwrap_or_default();
    let list = |of: Option<&Json>| of.and_then(Json::as_array).cloned().unwrap_or_default();
    let gaps = list(contact.rest.get("knowledge_gaps"));
    for gap in &gaps {
        add(Of::Gap, text(gap, "query").and_then(|query| plain(&query)), &lang(gap));
    }
    // Desks write both; another source may write the questions alone.
    if gaps.is_empty() {
        let theirs = contact.lang.as_deref().and_then(plain_word).unwrap_or_default();
        for gap in list(contact.rest.get("gaps")) {
            add(Of::Gap, gap.as_str().and_then(plain), &theirs);
        }
    }
    let asked = list(contact.rest.get("work").and_then(|work| work.get("queries")));
    let nothing = asked.iter().filter(|query| query.get("shown").and_then(Json::as_u64) == Some(0));
    let nothing: BTreeSet<(String, String)> = nothing
        .filter_map(|query| {
            Some((text(query, "text").and_then(|query| plain(&query))?, lang(query)))
        })
        .collect();
    for (query, lang) in &nothing {
        // What was typed on the way to a longer question that found nothing either is that question.
        let longer = |(other, theirs): &(String, String)| {
            other.len() > query.len() && theirs == lang && other.starts_with(query.as_str())
        };
        if !nothing.iter().any(longer) {
            add(Of::NothingFound, Some(query.clone()), lang);
        }
    }
    for fault in list(contact.rest.get("flags")) {
        let kind = text(&fault, "kind").unwrap_or_default();
        if ["wrong", "outdated", "unclear", "other"].contains(&kind.as_str()) {
            add(Of::Fault, text(&fault, "id").and_then(|id| plain_word(&id)), &kind);
        }
    }
    notes.into_iter().take(MOST).collect()
}

/// Small, with single spaces, not too long; none when nothing is left.
fn plain(text: &str) -> Option<String> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    let text: String = words.join(" ").to_lowercase().chars().take(LONGEST).collect();
    (!text.is_empty()).then_some(text)
}

/// As it is, but for what no name has.
fn plain_word(text: &str) -> Option<String> {
    let text: String = text.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    (!text.is_empty()).then_some(text)
}

/// Writes what these contacts note, each for the first time or after [`forget`].
pub(crate) fn put<'a>(
    session: &Session,
    contacts: impl Iterator<Item = (&'a CustomerKey, &'a Contact)>,
) -> Result<(), Failure> {
    let mut noted: Vec<([i64; 6], &CustomerKey, &Contact, Vec<Note>)> = Vec::new();
    for (key, contact) in contacts {
        let notes = notes(contact);
        if notes.is_empty() {
            continue;
        }
        let name = |kind, name: Option<&str>| number(session, kind, name);
        let reason = contact.reason.as_ref();
        let numbers = [
            i64::from(channel_number(contact.channel)),
            name(Kind::Reason, reason.map(|reason| reason.as_str()))?,
            name(Kind::Family, reason.map(|reason| reason.family()))?,
            name(Kind::Agent, contact.agent.as_ref().map(|agent| agent.as_str()))?,
            name(Kind::Queue, contact.queue.as_ref().map(|queue| queue.as_str()))?,
            name(Kind::Lang, contact.lang.as_deref())?,
        ];
        noted.push((numbers, key, contact, notes));
    }
    let mut rows: Vec<Value<'_>> = Vec::new();
    for (numbers, key, contact, notes) in &noted {
        let [channel, reason, family, agent, queue, lang] = *numbers;
        for (place, note) in (0_i64..).zip(notes) {
            rows.extend_from_slice(values![
                session.tenant(),
                &key.0,
                contact.contact_id.as_bytes(),
                note.of as i64,
                contact.end_ms,
                place,
                &note.what,
                &note.more,
                channel,
                reason,
                family,
                agent,
                queue,
                lang,
            ]);
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    let head = "INSERT INTO noted (tenant_id, customer_key, record_id, kind, ended_at, place, what, \
                more, channel, reason_id, family_id, agent_id, queue_id, lang_id) VALUES";
    session.rows(head, "", WIDTH, &rows)?;
    Ok(())
}

/// Takes out what these contacts noted, because they now say something else.
pub(crate) fn forget(session: &Session, of: &[(CustomerKey, [u8; 16])]) -> Result<(), Failure> {
    session.execute_pairs(
        "DELETE FROM noted WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3",
        "DELETE FROM noted USING {} AS these(customer_key, record_id) WHERE noted.tenant_id = $1
           AND noted.customer_key = these.customer_key AND noted.record_id = these.record_id",
        of,
    )
}

/// A row, with what filters ask of its contact.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) more: String,
    pub(crate) key: [u8; 16],
    pub(crate) fact: Fact,
}

/// Hands over what was noted of a kind by contacts that ended after `from` and no later than `to`,
/// in the order of time.
pub(crate) fn each(
    session: &Session,
    of: Of,
    (from, to): (Ms, Ms),
    mut with: impl FnMut(Row),
) -> Result<(), Failure> {
    let text = "SELECT what, more, customer_key, record_id, ended_at, channel, reason_id, family_id, agent_id, \
                queue_id, lang_id FROM noted
        WHERE tenant_id = $1 AND kind = $2 AND ended_at > $3 AND ended_at <= $4
        ORDER BY ended_at, record_id, place";
    session.each(text, values![session.tenant(), of as i64, from, to], |row| {
        with(Row {
            what: row.get(0)?,
            more: row.get(1)?,
            key: row.get(2)?,
            fact: Fact {
                id: row.get(3)?,
                end: row.get(4)?,
                channel: row.get(5)?,
                reason: row.get(6)?,
                family: row.get(7)?,
                agent: row.get(8)?,
                queue: row.get(9)?,
                lang: row.get(10)?,
                ..Fact::default()
            },
        });
        Ok(())
    })
}

/// How many contacts noted each thing of a kind, whatever else they are.
pub(crate) fn sums(
    session: &Session,
    of: Of,
    (from, to): (Ms, Ms),
) -> Result<Vec<(String, u64)>, Failure> {
    let text = "SELECT what, count(*) FROM noted
        WHERE tenant_id = $1 AND kind = $2 AND ended_at > $3 AND ended_at <= $4 GROUP BY what";
    session.all(text, values![session.tenant(), of as i64, from, to], |row| {
        Ok((row.get(0)?, u64::try_from(row.get::<i64>(1)?).unwrap_or(0)))
    })
}

/// Writes what contacts note that were stored before there were such rows, where that was not done yet.
pub(crate) fn up_to_date(session: &Session) -> Result<(), Failure> {
    if facts::of_tenant(session, "noted")?.as_deref() == Some(FORM) {
        return Ok(());
    }
    session.execute("DELETE FROM noted WHERE tenant_id = $1", values![session.tenant()])?;
    let mut last = [0_u8; 16];
    loop {
        let text = "SELECT record_id, ended_at, payload, customer_key FROM contact
            WHERE tenant_id = $1 AND record_id > $2 ORDER BY record_id LIMIT $3";
        let some = session.all(text, values![session.tenant(), &last, PAGE], |row| {
            let mut contact: Contact = serde_json::from_str(row.get(2)?).map_err(|_| {
                Failure::Damaged("a payload cannot be read while notes are written".into())
            })?;
            // Times are mended in the row.
            contact.end_ms = row.get(1)?;
            Ok((row.get::<[u8; 16]>(0)?, CustomerKey(row.get(3)?), contact))
        })?;
        let Some((newest, ..)) = some.last() else { break };
        last = *newest;
        put(session, some.iter().map(|(_, key, contact)| (key, contact)))?;
    }
    facts::note(session, "noted", FORM)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn noted(more: Json) -> Vec<(i64, String, String)> {
        let mut one = json!({"contact_id": "01956f1e-7c00-7000-8000-000000000001",
            "channel": "voice", "start_ms": 0, "end_ms": 1, "lang": "sv"});
        one.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let contact: Contact = serde_json::from_value(one).unwrap();
        notes(&contact).into_iter().map(|n| (n.of as i64, n.what, n.more)).collect()
    }

    fn row(of: i64, what: &str, more: &str) -> (i64, String, String) {
        (of, what.to_owned(), more.to_owned())
    }

    #[test]
    fn the_same_question_is_one_and_what_was_typed_on_the_way_is_none() {
        let gap = |query: &str| json!({"query": query, "lang": "en", "at_ms": 1});
        let query = |text: &str, shown: u32| json!({"text": text, "lang": "en", "shown": shown});
        let found = noted(json!({
            "root_cause": "no_article",
            "knowledge_gaps": [gap(" eSIM\tAndroid "), gap("esim android"), gap(" ")],
            "gaps": ["eSIM Android"],
            "work": {"queries": [query("esim a", 0), query("eSIM android", 0), query("esim", 3)]},
            "flags": [{"id": "KB-1", "kind": "wrong"}, {"id": "KB-1", "kind": "no such"}, 7],
        }));
        assert_eq!(
            found,
            [
                row(1, "no_article", ""),
                row(2, "esim android", "en"),
                row(3, "esim android", "en"),
                row(4, "KB-1", "wrong"),
            ]
        );
        assert_eq!(noted(json!({"gaps": ["Ny fråga"]})), [row(2, "ny fråga", "sv")]);
    }

    #[test]
    fn whatever_stands_there_is_notes_or_none() {
        let strange = json!({"knowledge_gaps": "x", "gaps": [1, {}], "work": [], "flags": {}});
        assert_eq!(noted(strange), []);
        let long = "å\u{0}\u{7}".repeat(500);
        let many: Vec<String> = (0..100).map(|n| format!("{n} {long}")).collect();
        let found = noted(json!({ "gaps": many }));
        assert_eq!(found.len(), MOST);
        assert!(
            found
                .iter()
                .all(|(_, what, _)| what.chars().count() <= LONGEST && !what.contains('\0'))
        );
    }
}
