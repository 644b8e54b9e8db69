//! Records that were set aside: tried again, or thrown away, when a person has looked at them.
//!
//! A record is set aside because a list did not have its reason yet, because its form is newer than
//! this store, or because it makes no sense. After the list or the store has changed it may be good.
//!
//! Promises: what is stored leaves the quarantine in the same transaction, and teaches who is one
//! person as it would have when it came; the same done twice does nothing the second time; what belongs
//! to somebody who was erased is stored by no way.

use std::sync::Arc;

use contact::protocol::AckStatus;
use contact::{Codes, ContactId, Problem};
use serde_json::Value;

use crate::channel::{self, Source};
use crate::engine::Session;
use crate::reading::{Fit, Mending, read};
use crate::store::Inner;
use crate::tables::aside::{self, Place, Whole};
use crate::tables::clocks;
use crate::tables::erasure;
use crate::tables::ingest::{self, Stored};
use crate::tables::sources::{self, DEVICES_FROM};
use crate::tables::surveys;
use crate::{Failure, Store};

/// Records of one transaction.
const SLICE: u16 = 100;
/// Fields of another system's contacts that are read once, when they come.
const SAID_ONCE: [&str; 3] = ["identities", "updated_ms", "external_id"];

/// Which records are meant. Everything named must hold; nothing named is all of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Which {
    /// Those of one contact.
    pub contact: Option<ContactId>,
    /// Those of one desk, or of the source with this number and 1,000,000,000.
    pub device: Option<u32>,
    /// Those that were set aside for this reason: `invalid`, `conflict`, `too_large`.
    pub code: Option<String>,
}

impl Which {
    fn means(&self, aside: &Whole) -> bool {
        self.contact.is_none_or(|id| *id.as_bytes() == aside.place.record_id)
            && self.device.is_none_or(|device| device == aside.place.device)
            && self.code.as_ref().is_none_or(|code| *code == aside.code)
    }
}

/// What became of records that were tried again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Replayed {
    /// Stored now.
    pub stored: u64,
    /// Not needed: the very same, or something newer, had come meanwhile; or their customer was erased.
    pub needless: u64,
    /// Still set aside.
    pub still: u64,
}

impl Store {
    /// Tries records once more that were set aside, by today's lists and rules.
    ///
    /// # Errors
    /// When the database cannot be written. What was done before stays done.
    pub async fn replay(&self, which: &Which) -> Result<Replayed, Failure> {
        let codes = self.codes().await?;
        let mut done = Replayed::default();
        let mut last = Place::default();
        loop {
            let (inner, codes) = (Arc::clone(&self.0), codes.clone());
            let (which, from) = (which.clone(), last.clone());
            let job = move |c: &Session| {
                let mut done = Replayed::default();
                let some = aside::after(c, &from, SLICE)?;
                for aside in some.iter().filter(|aside| which.means(aside)) {
                    match again(c, &inner, codes.as_deref(), aside)? {
                        Ok(status) => {
                            aside::remove(c, &aside.place)?;
                            match status {
                                AckStatus::Stored => done.stored += 1,
                                _ => done.needless += 1,
                            }
                        }
                        Err(problem) => {
                            aside::told(c, &aside.place, &problem)?;
                            done.still += 1;
                        }
                    }
                }
                Ok((some.last().map(|aside| aside.place.clone()), done))
            };
            let (next, some) = self.0.writer.write(job).await?;
            done.stored += some.stored;
            done.needless += some.needless;
            done.still += some.still;
            let Some(next) = next else { return Ok(done) };
            last = next;
        }
    }

    /// Throws records away that were set aside; gives how many.
    ///
    /// # Errors
    /// When the database cannot be written. What was done before stays done.
    pub async fn throw_away(&self, which: &Which) -> Result<u64, Failure> {
        let mut thrown = 0;
        let mut last = Place::default();
        loop {
            let (which, from) = (which.clone(), last.clone());
            let job = move |c: &Session| {
                let some = aside::after(c, &from, SLICE)?;
                let mut thrown = 0;
                for aside in some.iter().filter(|aside| which.means(aside)) {
                    thrown += u64::from(aside::remove(c, &aside.place)?);
                }
                Ok((some.last().map(|aside| aside.place.clone()), thrown))
            };
            let (next, some) = self.0.writer.write(job).await?;
            thrown += some;
            let Some(next) = next else { return Ok(thrown) };
            last = next;
        }
    }
}

/// Tries one.
fn again(
    session: &Session,
    inner: &Inner,
    codes: Option<&Codes>,
    aside: &Whole,
) -> Result<Result<AckStatus, Problem>, Failure> {
    // An older version set aside what came of them after they were erased.
    if erasure::reaches(session, aside.key, None)? {
        return Ok(Ok(AckStatus::Erased));
    }
    let unreadable = || Problem::new(contact::Code::Invalid, "The record is no text.");
    let Ok(body) = std::str::from_utf8(&aside.body) else { return Ok(Err(unreadable())) };
    let (device, now) = (aside.place.device, inner.now());
    if device > DEVICES_FROM && is_survey(body) {
        let id = device - DEVICES_FROM;
        let known = sources::list(session)?.into_iter().find(|source| source.id == id);
        let source = Source { id, name: known.map_or_else(String::new, |source| source.name) };
        let most = inner.rules(codes).record_bytes;
        let asked = channel::survey_of(&source.name, body, now, inner.keyring(), aside.key, most);
        return match asked {
            Err(unasked) => Ok(Err(unasked.problem)),
            Ok(asked) => Ok(surveys::put(session, &source, now, &asked)?.map(|ack| ack.status)),
        };
    }
    if let Some(problem) = sent_again(aside) {
        return Ok(Err(problem));
    }
    // What a file once said is not held to the lists of today.
    let codes = codes.filter(|_| device != 0);
    // The desk's clock was as wrong as it is known to have been when the record came.
    let known = clocks::known(session, device)?;
    let mending = Mending::of(now, 0).measured("", 0, &known);
    match read(body, mending, &inner.rules(codes)) {
        Err(unfit) => Ok(Err(unfit.problem)),
        Ok(mut fit) => {
            whose(&mut fit, aside);
            fit.together = aside::together(session, &aside.place)?;
            let stored = ingest::put(session, device, now, &[Ok(fit)])?;
            match stored.into_iter().next() {
                Some(Stored::As(status)) => Ok(Ok(status)),
                Some(Stored::Erased(_)) => Ok(Ok(AckStatus::Erased)),
                Some(Stored::Not(problem)) => Ok(Err(problem)),
                None => Err(Failure::Damaged("a record was not looked at".into())),
            }
        }
    }
}

/// What only the sender can say again: whom a contact was with, what it is called and how often it was
/// changed were not understood, and of identities nothing is kept in the body. Without them it would be
/// stored as nobody's, or as another.
fn sent_again(aside: &Whole) -> Option<Problem> {
    let field = aside.field.as_deref().filter(|field| SAID_ONCE.contains(field))?;
    let message = format!(
        "{field} was not understood. Only the system it came from can send it again, mended."
    );
    Some(Problem::field(field, message))
}

/// The customer was taken out of the body and kept beside it.
fn whose(fit: &mut Fit, aside: &Whole) {
    if let Some(key) = aside.key.filter(|_| fit.unlinkable) {
        (fit.key, fit.own_key, fit.unlinkable) = (key, key, false);
    }
}

fn is_survey(body: &str) -> bool {
    let Ok(Value::Object(fields)) = serde_json::from_str(body) else { return false };
    !fields.contains_key("start_ms") && (fields.contains_key("at_ms") || fields.contains_key("by"))
}
