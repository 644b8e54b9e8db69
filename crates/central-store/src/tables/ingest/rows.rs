//! What is stored of a contact: its row, written for the first time or over a lower revision.

use contact::{Channel, Contact, Ms};

use crate::Failure;
use crate::engine::{Session, Value, values};
use crate::fcr::fact::{Fact, facts_of};
use crate::fcr::{articles, change, packed};
use crate::reading::Fit;
use crate::tables::names::{self, Kind, number};

/// Positions follow [`Channel::ALL`].
pub(crate) fn channel_number(channel: Channel) -> u8 {
    Channel::ALL.iter().zip(0..).find(|(c, _)| **c == channel).map_or(u8::MAX, |(_, n)| n)
}

/// What is stored of a record, in the order in which [`row`] gives it. The first three say which it is.
const STORED: [&str; 18] = [
    "tenant_id",
    "customer_key",
    "record_id",
    "rev",
    "device_id",
    "device_seq",
    "started_at",
    "ended_at",
    "device_started_at",
    "clock_flags",
    "received_at",
    "reason_id",
    "family_id",
    "agent_id",
    "unlinkable",
    "excluded",
    "packed",
    "payload",
];

/// Who stores, and when.
#[derive(Clone, Copy)]
pub(super) struct By {
    pub(super) device: u32,
    pub(super) received: Ms,
}

fn row<'a>(session: &Session, by: By, fit: &'a Fit, new: &'a New) -> [Value<'a>; STORED.len()] {
    let (contact, fact) = (&fit.contact, &new.fact);
    *values![
        session.tenant(),
        &fit.key.0,
        contact.contact_id.as_bytes(),
        contact.revision,
        by.device,
        fit.seq,
        contact.start_ms,
        contact.end_ms,
        fit.device_started_at,
        fit.clock_flags,
        by.received,
        fact.reason,
        fact.family,
        fact.agent,
        fit.unlinkable,
        change::excluded(fact.bits),
        &new.packed,
        &fit.payload,
    ]
}

/// What is counted of a contact that is about to be stored.
struct New {
    fact: Fact,
    packed: Vec<u8>,
}

impl New {
    fn of(session: &Session, fit: &Fit) -> Result<New, Failure> {
        let fact = counted(session, &fit.contact, fit.unlinkable)?;
        Ok(New { packed: packed::pack(&fact), fact })
    }
}

/// What is counted of a contact, but for links: its names as their numbers, given where they are new.
pub(crate) fn counted(
    session: &Session,
    contact: &Contact,
    unlinkable: bool,
) -> Result<Fact, Failure> {
    let of = |kind, name: Option<&str>| number(session, kind, name);
    let reason = contact.reason.as_ref();
    Ok(Fact {
        id: *contact.contact_id.as_bytes(),
        start: contact.start_ms,
        end: contact.end_ms,
        bits: facts_of(contact, unlinkable),
        channel: channel_number(contact.channel),
        handle: contact.handle_ms(),
        acw: contact.acw_ms,
        family: of(Kind::Family, reason.map(|r| r.family()))?,
        reason: of(Kind::Reason, reason.map(|r| r.as_str()))?,
        queue: of(Kind::Queue, contact.queue.as_ref().map(|q| q.as_str()))?,
        agent: of(Kind::Agent, contact.agent.as_ref().map(|a| a.as_str()))?,
        lang: of(Kind::Lang, contact.lang.as_deref())?,
        articles: of(Kind::Articles, articles::list(contact).as_deref())?,
        links: Vec::new(),
    })
}

/// The names of what is counted of contacts, all at once: see [`counted`]. A file is asked about each
/// just as quickly.
fn learn(session: &Session, fits: &[&Fit]) -> Result<(), Failure> {
    if !session.shared() {
        return Ok(());
    }
    let lists: Vec<Option<String>> = fits.iter().map(|fit| articles::list(&fit.contact)).collect();
    let all = fits.iter().zip(&lists).flat_map(|(fit, list)| {
        let contact = &fit.contact;
        let reason = contact.reason.as_ref();
        [
            (Kind::Family, reason.map(|r| r.family())),
            (Kind::Reason, reason.map(|r| r.as_str())),
            (Kind::Queue, contact.queue.as_ref().map(|q| q.as_str())),
            (Kind::Agent, contact.agent.as_ref().map(|a| a.as_str())),
            (Kind::Lang, contact.lang.as_deref()),
            (Kind::Articles, list.as_deref()),
        ]
    });
    names::learn(session, all.filter_map(|(kind, name)| Some((kind, name?))))
}

/// Puts contacts in of which nothing was there. Another writer that was quicker makes it be done
/// again, so that what is acknowledged is what was looked at.
pub(super) fn insert(session: &Session, by: By, fits: &[&Fit]) -> Result<(), Failure> {
    learn(session, fits)?;
    let new: Result<Vec<New>, Failure> = fits.iter().map(|fit| New::of(session, fit)).collect();
    let new = new?;
    let mut rows: Vec<Value<'_>> = Vec::with_capacity(fits.len() * STORED.len());
    for (fit, new) in fits.iter().zip(&new) {
        rows.extend_from_slice(&row(session, by, fit, new));
    }
    let head = format!("INSERT INTO contact ({}) VALUES", STORED.join(", "));
    match session.rows(&head, "", STORED.len(), &rows) {
        Err(Failure::Refused(trouble)) if trouble.code == "23505" => Err(Failure::raced()),
        other => other.map(|_| ()),
    }
}

/// Puts corrections over the earlier states that are there, which may have the same revision (see
/// `later`); with [`Failure::raced`] where another writer was quicker.
pub(super) fn correct(session: &Session, by: By, fits: &[&Fit]) -> Result<(), Failure> {
    let columns = STORED.iter().zip(1..).skip(3);
    let set: Vec<String> = columns.map(|(column, n)| format!("{column} = ${n}")).collect();
    let text = format!(
        "UPDATE contact SET {} WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3 AND rev <= $4",
        set.join(", ")
    );
    learn(session, fits)?;
    for fit in fits {
        let new = New::of(session, fit)?;
        if session.execute(&text, &row(session, by, fit, &new))? == 0 {
            return Err(Failure::raced());
        }
    }
    Ok(())
}
