//! Puts records into the tables: the latest state of a contact stays, whatever came first.
//!
//! Promises: the same record twice is stored once; the same revision with another content changes
//! nothing; a correction may move a contact to another customer; a record that the database itself
//! will not take is kept aside and holds nobody up. Everything here happens inside the caller's
//! transaction.

mod heard;
mod later;
mod rows;

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use contact::protocol::{Ack, AckStatus};
use contact::{Code, ContactId, Ms, Problem};

use crate::Failure;
use crate::engine::{Session, values};
use crate::fcr::change::{self, COLUMNS, Touched, Why, fact, links};
use crate::fcr::fact::{Fact, bits, facts_of};
use crate::keys::CustomerKey;
use crate::reading::{Fit, Reading, Unfit};
use crate::tables::sources::DEVICES_FROM;
use crate::tables::{aside, erasure, exclusions, moving, noted, people, surveys};

pub(crate) use heard::put;
use later::{compare, how};
use rows::{By, correct, insert};
pub(crate) use rows::{channel_number, counted};

/// What is known of a contact before a record of it is stored.
struct Known {
    key: CustomerKey,
    revision: u32,
    payload: String,
    /// Who sent it.
    device: u32,
    /// As it was counted.
    was: Fact,
}

/// What became of a record that makes sense.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Stored {
    /// [`AckStatus::Stored`], [`AckStatus::Same`] or [`AckStatus::Older`].
    As(AckStatus),
    /// It cannot be true beside what is known, or the database does not take it.
    Not(Problem),
    /// Its customer was erased; nothing of it may be kept.
    Erased(Problem),
}

/// Stores contacts, each unless a revision as high is known; tells of each in order.
pub(crate) fn store(
    session: &Session,
    device: u32,
    received: Ms,
    fits: &[&Fit],
) -> Result<Vec<Stored>, Failure> {
    match session.hopefully(|| waves(session, device, received, fits)) {
        Err(Failure::Refused(trouble)) if fits.len() > 1 => {
            tracing::warn!(%trouble, "a batch is stored record by record");
            let one = |fit: &&Fit| store(session, device, received, &[*fit]);
            let stored: Result<Vec<_>, Failure> = fits.iter().map(one).collect();
            Ok(stored?.into_iter().flatten().collect())
        }
        Err(Failure::Refused(trouble)) => {
            tracing::warn!(%trouble, "a record is kept aside");
            let message = "The database cannot take a value of this record. It is kept aside.";
            Ok(vec![Stored::Not(Problem::new(Code::Invalid, message))])
        }
        other => other,
    }
}

/// As many at once as have no contact twice, in order.
fn waves(
    session: &Session,
    device: u32,
    received: Ms,
    fits: &[&Fit],
) -> Result<Vec<Stored>, Failure> {
    let mut stored = Vec::with_capacity(fits.len());
    let mut left = fits;
    while !left.is_empty() {
        let mut seen = HashSet::new();
        let fresh = left.iter().take_while(|fit| seen.insert(fit.contact.contact_id)).count();
        let (wave, later) = left.split_at(fresh);
        stored.extend(together(session, device, received, wave)?);
        left = later;
    }
    Ok(stored)
}

fn together(
    session: &Session,
    device: u32,
    received: Ms,
    wave: &[&Fit],
) -> Result<Vec<Stored>, Failure> {
    let (mut known, erased) = known(session, wave)?;
    held(session, wave, &mut known)?;
    let mut fresh = Vec::with_capacity(wave.len());
    let mut again = Vec::new();
    let mut stored = Vec::with_capacity(wave.len());
    for fit in wave {
        let before = known.get(fit.contact.contact_id.as_bytes());
        let outcome = match (decide(fit, before, &erased, device), before) {
            (Stored::Not(_), Some(before)) if joined_since(session, fit, before)? => {
                Stored::As(AckStatus::Same)
            }
            (outcome, _) => outcome,
        };
        if matches!(outcome, Stored::Erased(_)) {
            let older = before.filter(|before| compare(fit, before).is_gt());
            let under = older.map(|before| before.key);
            erasure::contact(session, fit.contact.contact_id, fit.contact.revision, under)?;
        }
        if outcome == Stored::As(AckStatus::Stored) {
            touch(session, fit, before);
            if let Some(before) = before
                && before.key != fit.key
            {
                // A row cannot change its customer where customers are spread over machines. What
                // others said of the contact goes with it.
                let id = *fit.contact.contact_id.as_bytes();
                moving::records(session, before.key, fit.key, &[id], Why::Correction)?;
                people::forget_own(session, fit.key, &id)?;
                let text = "DELETE FROM contact WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3";
                session.execute(text, values![session.tenant(), &fit.key.0, &id])?;
            } else if before.is_some() && fit.key == fit.own_key {
                // It came by another identity of theirs before.
                people::forget_own(session, fit.key, fit.contact.contact_id.as_bytes())?;
            }
            let there = before.is_some_and(|before| before.key == fit.key);
            if there { again.push(*fit) } else { fresh.push(*fit) }
        }
        stored.push(outcome);
    }
    // Always in the same order, so that two writers never wait for each other in a ring.
    for fits in [&mut fresh, &mut again] {
        fits.sort_unstable_by_key(|fit| (fit.key, fit.contact.contact_id));
    }
    let by = By { device, received };
    correct(session, by, &again)?;
    insert(session, by, &fresh)?;
    let written = || again.iter().chain(&fresh);
    let id = |fit: &&Fit| *fit.contact.contact_id.as_bytes();
    let corrected: Vec<(CustomerKey, [u8; 16])> = written()
        .filter(|fit| known.contains_key(&id(fit)))
        .map(|fit| (fit.key, id(fit)))
        .collect();
    noted::forget(session, &corrected)?;
    noted::put(session, written().map(|fit| (&fit.key, &fit.contact)))?;
    Ok(stored)
}

/// Tells what was counted of a contact that is about to be stored.
fn touch(session: &Session, fit: &Fit, before: Option<&Known>) {
    let id = *fit.contact.contact_id.as_bytes();
    let Some(before) = before else {
        session.touch(Touched { key: fit.key.0, id, was: None, why: Why::Late });
        return;
    };
    let why = Why::between(&before.was, facts_of(&fit.contact, fit.unlinkable));
    let was = Some(before.was.clone());
    session.touch(Touched { key: before.key.0, id, was, why });
    if before.key != fit.key {
        session.touch(Touched { key: fit.key.0, id, was: None, why });
    }
}

fn decide(fit: &Fit, before: Option<&Known>, erased: &Erased, device: u32) -> Stored {
    let revision = fit.contact.revision;
    let gone = erased.contacts.get(fit.contact.contact_id.as_bytes());
    let theirs = !fit.unlinkable && erased.reaches(fit, before);
    if gone.is_some_and(|gone| revision <= *gone)
        || (theirs && before.is_none_or(|before| compare(fit, before).is_gt()))
    {
        return Stored::Erased(unkept());
    }
    let Some(before) = before else { return Stored::As(AckStatus::Stored) };
    match compare(fit, before) {
        Ordering::Less => return Stored::As(AckStatus::Older),
        Ordering::Greater if foreign(before.device, device) => {
            let message = "This contact was recorded by somebody else, who alone corrects it.";
            return Stored::Not(Problem::new(Code::Conflict, message));
        }
        Ordering::Greater => return Stored::As(AckStatus::Stored),
        Ordering::Equal => {}
    }
    if before.key == fit.key && fit.says(&before.payload) {
        return Stored::As(AckStatus::Same);
    }
    let message = format!(
        "Revision {revision} of this contact is known with another content, which stays. \
         A correction needs {}.",
        how(fit)
    );
    Stored::Not(Problem::new(Code::Conflict, message))
}

/// Whether a key for another system would change what that system never sent. A source corrects its own
/// contacts, and those of files, which may have been its export; desks are the centre's own, and one whose
/// machine was made anew corrects what it recorded under its number before.
fn foreign(writer: u32, device: u32) -> bool {
    device > DEVICES_FROM && writer != 0 && writer != device
}

fn unkept() -> Problem {
    Problem::new(Code::Invalid, "The customer of this contact was erased; it is not kept.")
}

/// The very same record, whose customer was joined to somebody or parted while it was looked at: it was
/// read under the one, and the contact is kept under the other.
fn joined_since(session: &Session, fit: &Fit, before: &Known) -> Result<bool, Failure> {
    let same = fit.contact.revision == before.revision && fit.says(&before.payload);
    Ok(same && before.key != fit.key && people::person(session, fit.own_key)? == before.key)
}

/// Asks about many at once: see [`Session::among`].
pub(crate) fn about<T>(
    session: &Session,
    text: &str,
    whom: &[[u8; 16]],
    mut read: impl FnMut(crate::engine::Row<'_>) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    let mut found = Vec::new();
    session.among(text, whom, |row| {
        found.push(read(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// Reads again, and holds, what is about to be corrected, where another writer may be at it: what
/// was counted of it must be what is there when it is written over.
fn held(
    session: &Session,
    wave: &[&Fit],
    known: &mut HashMap<[u8; 16], Known>,
) -> Result<(), Failure> {
    if !session.shared() {
        return Ok(());
    }
    let corrects = |fit: &&&Fit| {
        let before = known.get(fit.contact.contact_id.as_bytes());
        before.is_some_and(|before| compare(fit, before).is_gt())
    };
    let mut corrected: Vec<&Fit> = wave.iter().filter(corrects).copied().collect();
    if corrected.is_empty() {
        return Ok(());
    }
    // Always in the same order, so that two writers never wait for each other in a ring; one by one,
    // because rows of several customers may be on several machines.
    corrected.sort_unstable_by_key(|fit| fit.contact.contact_id);
    let text = format!(
        "SELECT {COLUMNS}, customer_key, rev, payload, device_id FROM contact
         WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3 FOR UPDATE"
    );
    for fit in corrected {
        let id = fit.contact.contact_id.as_bytes();
        let Some(before) = known.get_mut(id) else { continue };
        let asked = values![session.tenant(), &before.key.0, id];
        // It may have gone elsewhere in this very moment.
        let now = session.first(&text, asked, read_known)?.ok_or_else(Failure::raced)?;
        *before = now;
    }
    Ok(())
}

fn read_known(row: crate::engine::Row<'_>) -> Result<Known, Failure> {
    let mut was = fact(&row, 0)?;
    let payload: String = row.get(change::WIDTH + 2)?;
    if was.has(bits::LINKS) {
        was.links = links(&payload)?;
    }
    Ok(Known {
        key: CustomerKey(row.get(change::WIDTH)?),
        revision: row.get(change::WIDTH + 1)?,
        payload,
        device: row.get(change::WIDTH + 3)?,
        was,
    })
}

fn known(session: &Session, wave: &[&Fit]) -> Result<(HashMap<[u8; 16], Known>, Erased), Failure> {
    // Each list of ids is looked up once a table: what is there and what is gone come together, and
    // who is gone by themselves.
    let text = format!(
        "SELECT {COLUMNS}, customer_key, rev, payload, device_id FROM contact
         WHERE tenant_id = $1 AND record_id IN ({{}})
         UNION ALL SELECT record_id, NULL, NULL, rev, NULL, NULL FROM erased_contact
         WHERE tenant_id = $1 AND record_id IN ({{}})"
    );
    let ids: Vec<[u8; 16]> = wave.iter().map(|fit| *fit.contact.contact_id.as_bytes()).collect();
    let (mut known, mut erased) = (HashMap::new(), Erased::default());
    session.among(&text, &ids, |row| {
        if row.get::<Option<&[u8]>>(change::WIDTH - 1)?.is_some() {
            let one = read_known(row)?;
            known.insert(one.was.id, one);
        } else {
            erased.contacts.insert(row.get(0)?, row.get(change::WIDTH + 1)?);
        }
        Ok(())
    })?;
    let mut keys: Vec<[u8; 16]> = wave
        .iter()
        .flat_map(|fit| std::iter::once(fit.key).chain(also(fit)))
        .map(|key| key.0)
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let text =
        "SELECT customer_key, erased_at FROM erased WHERE tenant_id = $1 AND customer_key IN ({})";
    session.among(text, &keys, |row| {
        erased.customers.insert(CustomerKey(row.get(0)?), row.get(1)?);
        Ok(())
    })?;
    Ok((known, erased))
}

/// What is refused, because somebody wanted to be forgotten.
#[derive(Default)]
struct Erased {
    /// Customers, and when.
    customers: HashMap<CustomerKey, Ms>,
    /// Contacts, and the revision up to which.
    contacts: HashMap<[u8; 16], u32>,
}

impl Erased {
    /// Whether this is a contact of somebody who was erased, whichever of their identities stands first.
    /// One that only stands beside another refuses what began before the erasure and was not there yet: a
    /// number that two share is later of whoever has it then, and what the other one had stays theirs.
    fn reaches(&self, fit: &Fit, before: Option<&Known>) -> bool {
        let late = |key| self.customers.get(&key).is_some_and(|at| fit.contact.start_ms <= *at);
        self.customers.contains_key(&fit.key) || (before.is_none() && also(fit).any(late))
    }
}

/// By what else the customer of a record is known.
fn also(fit: &Fit) -> impl Iterator<Item = CustomerKey> {
    fit.together.iter().flat_map(|together| &together.also).map(|(key, _)| *key)
}

/// Stores what was read, each contact at its person and with what others said of it; tells of each
/// that makes sense, in order.
fn at_their_persons(
    session: &Session,
    device: u32,
    received: Ms,
    readings: &[Reading],
) -> Result<Vec<Stored>, Failure> {
    let readings = people::settled(session, readings)?;
    let fits: Vec<&Fit> =
        readings.iter().filter_map(|r| r.as_ref().ok().map(AsRef::as_ref)).collect();
    let stored = store(session, device, received, &fits)?;
    let mut fresh: Vec<&Fit> = fits
        .iter()
        .zip(&stored)
        .filter(|(_, stored)| **stored == Stored::As(AckStatus::Stored))
        .map(|(fit, _)| *fit)
        .collect();
    // What a batch itself corrects again may have had another customer, who has nothing to do with it.
    let last: HashMap<ContactId, usize> =
        fresh.iter().zip(0..).map(|(fit, place)| (fit.contact.contact_id, place)).collect();
    let mut places = 0..;
    fresh.retain(|fit| last.get(&fit.contact.contact_id).copied() == places.next());
    people::note_own(session, &fresh)?;
    surveys::join(session, &fresh)?;
    exclusions::note(session, &fresh)?;
    // What others said of a contact outlives its correction.
    let again = fresh.iter().filter(|fit| fit.contact.revision > 1);
    let again: Vec<[u8; 16]> = again.map(|fit| *fit.contact.contact_id.as_bytes()).collect();
    change::refresh(session, &again)?;
    Ok(stored)
}

/// Stores records, or keeps them aside, and says which of each, in order.
pub(crate) fn take(
    session: &Session,
    device: u32,
    received: Ms,
    readings: &[Reading],
) -> Result<Vec<Ack>, Failure> {
    let mut stored = put(session, device, received, readings)?.into_iter();
    let aside = |unfit: &Unfit| {
        let (contact_id, revision) = (unfit.contact_id, unfit.revision);
        // What makes no sense is kept for a person to look at, and of the erased nothing is.
        if erasure::reaches(session, unfit.key, contact_id.map(|id| (id, revision)))? {
            let status = AckStatus::Erased;
            return Ok(Ack { contact_id, revision, status, why: Some(unkept()) });
        }
        aside::keep(session, device, received, unfit)?;
        let why = Some(unfit.problem.clone());
        Ok(Ack { contact_id, revision, status: AckStatus::Quarantined, why })
    };
    let tell = |reading: &Reading| {
        let fit = match reading {
            Ok(fit) => fit,
            Err(unfit) => return aside(unfit),
        };
        let (contact_id, revision) = (Some(fit.contact.contact_id), fit.contact.revision);
        match stored.next() {
            Some(Stored::As(status)) => Ok(Ack { contact_id, revision, status, why: None }),
            Some(Stored::Not(problem)) => aside(&fit.aside(problem)),
            Some(Stored::Erased(problem)) => {
                let status = AckStatus::Erased;
                Ok(Ack { contact_id, revision, status, why: Some(problem) })
            }
            None => Err(Failure::Damaged("a record was not looked at".into())),
        }
    };
    readings.iter().map(tell).collect()
}
