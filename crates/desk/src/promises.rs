//! Promises: kept by a contact of their own, and spoken of when they are due.
//!
//! The reminder comes five minutes before, once a promise, from a thread that otherwise only looks
//! whether a call rings no more.

use std::collections::BTreeSet;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use contact::{Contact, ContactId, Extras, Initiator, LinkVerdict, Ms, Problem, Promise};
use journal::Promised;

use crate::call::{blank, read};
use crate::clock::unparked;
use crate::ipc::{Draft, DueFollowUp, Pick, PromiseTally};
use crate::{Desk, Event, Inner, lock};

/// So long before it is due.
const BEFORE_MS: Ms = 5 * 60_000;
/// How far back promises are looked at.
const LATELY_MS: Ms = 90 * 24 * 3_600_000;
/// The span of the tally: 30 days.
const TALLY_MS: Ms = 30 * 24 * 3_600_000;
/// How often the bell looks at the clock.
const LOOK: Duration = Duration::from_secs(15);

impl Desk {
    /// Begins the contact that keeps a promise: from us to the customer, about the same matter.
    /// One already begun is opened as it stands.
    pub fn begin_follow_up(&self, pick: &Pick) -> Result<Draft, Problem> {
        let _turn = lock(&self.0.drafting);
        let now = self.0.now();
        let begun = self.0.begun_follow_up(pick.contact_id)?;
        let draft = match begun {
            Some(draft) => unparked(draft, now),
            None => self.0.follow_up_for(pick.contact_id, now)?,
        };
        self.0.bring(&draft)?;
        Ok(draft)
    }
}

impl Inner {
    fn begun_follow_up(&self, promise: ContactId) -> Result<Option<Draft>, Problem> {
        let mut rows = self.journal.parked_drafts()?;
        rows.extend(self.journal.current_draft()?);
        Ok(rows
            .iter()
            .filter_map(|row| read(row).ok())
            .find(|draft| draft.keeps.as_ref().is_some_and(|kept| kept.contact_id == promise)))
    }

    fn follow_up_for(&self, promise: ContactId, now: Ms) -> Result<Draft, Problem> {
        let contact = self.journal.contact(promise)?.ok_or(journal::Fault::NotFound)?.contact;
        let Some(follow_up) = &contact.follow_up else {
            return Err(Problem::new(
                contact::Code::NotFound,
                "Nothing was promised in this contact, or it was corrected since.",
            ));
        };
        Ok(Draft {
            customer: contact.customer.as_ref().map(|c| c.0.clone()).unwrap_or_default(),
            queue: contact.queue.clone(),
            channel: follow_up.by,
            initiated_by: Initiator::Agent,
            links: std::collections::BTreeMap::from([(promise, LinkVerdict::Same)]),
            reason: contact.reason.clone(),
            keeps: Some(Promise {
                contact_id: promise,
                due_ms: follow_up.due_ms,
                kept: now <= follow_up.due_ms,
            }),
            ..blank((self.new_id)(), now)
        })
    }

    /// Promises that are open, nearest first, and how those of the last 30 days went.
    pub(crate) fn promised(&self, now: Ms) -> Result<(Vec<DueFollowUp>, PromiseTally), Problem> {
        let mut open = Vec::new();
        let mut tally = PromiseTally::default();
        for promised in self.journal.promises(now - LATELY_MS)? {
            let Some(follow_up) = &promised.contact.follow_up else { continue };
            if follow_up.due_ms >= now - TALLY_MS {
                match kept(&promised, now) {
                    Some(true) => tally.kept += 1,
                    Some(false) => tally.broken += 1,
                    None => tally.open += 1,
                }
            }
            if promised.came_back_ms.is_none() {
                open.extend(due(&promised.contact, now));
            }
        }
        Ok((open, tally))
    }

    /// Says which promises come due, each once; `said` are those of before.
    fn ring(&self, said: &mut BTreeSet<(ContactId, Ms)>) {
        let now = self.now();
        match self.promised(now) {
            Ok((open, _)) => {
                for promise in open {
                    let soon = promise.due_ms - BEFORE_MS <= now;
                    if soon && said.insert((promise.contact_id, promise.due_ms)) {
                        self.tell(Event::Reminder(promise));
                    }
                }
            }
            Err(problem) => tracing::warn!(%problem, "the promises cannot be read"),
        }
    }
}

/// Whether a promise was kept; none while it may still be.
pub(crate) fn kept(promised: &Promised, now: Ms) -> Option<bool> {
    let due = promised.contact.follow_up.as_ref()?.due_ms;
    match promised.came_back_ms {
        Some(came_back) => Some(came_back <= due),
        None if now > due => Some(false),
        None => None,
    }
}

/// A promise as the screen lists it.
pub(crate) fn due(contact: &Contact, now: Ms) -> Option<DueFollowUp> {
    let follow_up = contact.follow_up.as_ref()?;
    Some(DueFollowUp {
        contact_id: contact.contact_id,
        due_ms: follow_up.due_ms,
        by: follow_up.by,
        customer: contact.customer.as_ref().map(|customer| customer.0.clone()),
        reason: contact.reason.clone(),
        owner: follow_up.owner.clone(),
        overdue: now > follow_up.due_ms,
        call_back: Extras::of(contact).call_back,
    })
}

/// The thread that speaks of promises.
pub(crate) struct Bell {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Bell {
    pub(crate) fn start(desk: &Arc<Inner>) -> Result<Bell, Problem> {
        let desk: Weak<Inner> = Arc::downgrade(desk);
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new()
            .name("bell".into())
            .spawn(move || {
                let mut said = BTreeSet::new();
                loop {
                    let Some(inner) = desk.upgrade() else { return };
                    inner.ring(&mut said);
                    // A call that rings too long is over without a word.
                    inner.tell_calls();
                    drop(inner);
                    if stopped.recv_timeout(LOOK) != Err(RecvTimeoutError::Timeout) {
                        return;
                    }
                }
            })
            .map_err(|_| {
                Problem::new(contact::Code::Internal, "The reminders could not be started.")
            })?;
        Ok(Bell { stop, thread })
    }

    pub(crate) fn stop(self) {
        let _ = self.stop.send(());
        if self.thread.thread().id() != std::thread::current().id() {
            let _ = self.thread.join();
        }
    }
}

/// Open promises to a customer about any matter, for their story.
pub(crate) fn to_customer<'a>(
    open: Vec<DueFollowUp>,
    customer: &'a contact::Customer,
    present: Option<&'a Promise>,
) -> Vec<DueFollowUp> {
    open.into_iter()
        .filter(|promise| promise.customer.as_deref() == Some(customer.as_str()))
        .filter(|promise| present.is_none_or(|kept| kept.contact_id != promise.contact_id))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promised(due_ms: Ms, came_back_ms: Option<Ms>) -> Promised {
        let contact = serde_json::from_value(serde_json::json!({
            "contact_id": "01956f1e-7c00-7000-8000-000000000001", "channel": "voice",
            "start_ms": 0, "end_ms": 1, "follow_up": {"due_ms": due_ms, "by": "voice"},
        }))
        .unwrap();
        Promised { contact, came_back_ms }
    }

    #[test]
    fn a_promise_is_kept_until_its_very_millisecond_and_open_until_then() {
        assert_eq!(kept(&promised(100, Some(100)), 500), Some(true));
        assert_eq!(kept(&promised(100, Some(101)), 500), Some(false));
        assert_eq!(kept(&promised(100, None), 100), None);
        assert_eq!(kept(&promised(100, None), 101), Some(false));
    }
}
