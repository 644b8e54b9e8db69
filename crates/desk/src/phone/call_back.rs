//! A caller who asked to be called instead of waiting: a contact with a promise.
//!
//! The telephone system says so with the attribute `call_back` (`yes`, `true` or `1`) of a call
//! that nobody answered; `call_back_due` (RFC 3339) says by when, else it is two hours. They got in
//! touch and were not helped, so it is a contact, and the promise is measured like any other.

use contact::{Call, CallPhase, Contact, Customer, Extras, FollowUp, Ms, Problem};

use super::apply;
use crate::Inner;
use crate::call::blank;

/// Without a word about when.
const SOON_MS: Ms = 2 * 3_600_000;

/// Whether the caller asked for it.
pub(super) fn wanted(call: &Call) -> bool {
    let asked = call.attributes.get("call_back").map(|word| word.trim().to_ascii_lowercase());
    call.phase == CallPhase::Missed
        && asked.is_some_and(|word| ["yes", "true", "1"].contains(&word.as_str()))
        && call.party.identity().is_some()
}

impl Inner {
    /// Records the contact and its promise. It is the desk's agent who is to keep it.
    pub(super) fn call_back(&self, call: &Call, now: Ms) -> Result<Contact, Problem> {
        let settings = self.settings();
        let mut draft = blank((self.new_id)(), call.first_ms);
        apply::to(call, &mut draft, &self.codes.load(), false);
        let told = call.attributes.get("call_back_due").and_then(|text| moment(text));
        let due_ms = told.filter(|due| *due > call.first_ms).unwrap_or(now + SOON_MS);
        let end_ms = call.ended_ms.unwrap_or(now).max(call.first_ms);
        let mut contact = Contact {
            contact_id: draft.contact_id,
            revision: 1,
            customer: Customer::read(&draft.customer, &settings.region),
            channel: call.channel,
            initiated_by: draft.initiated_by,
            start_ms: call.first_ms,
            end_ms,
            reason: None,
            claim: contact::Claim::Unresolved,
            transferred: false,
            escalated: false,
            follow_up_promised: true,
            exclusion: None,
            survey: None,
            links: Default::default(),
            agent: None,
            queue: draft.queue.clone(),
            talk_ms: Some(0),
            hold_ms: Some(0),
            acw_ms: Some(0),
            outcome: None,
            root_cause: None,
            follow_up: Some(FollowUp {
                due_ms,
                by: call.channel,
                owner: Some(settings.agent.clone()),
            }),
            note: None,
            lang: call.lang.clone(),
            articles: Vec::new(),
            saved_ms: Some(now),
            clock: None,
            rest: Default::default(),
        };
        let facts = draft.call.map(|call| call.facts);
        Extras { call: facts, call_back: true, ..Extras::default() }.write(&mut contact);
        contact::check(&contact, None, now, &contact::Limits::default())?;
        self.journal.record(&contact, None, now, now)?;
        self.outbox_changed();
        Ok(contact)
    }
}

fn moment(text: &str) -> Option<Ms> {
    let format = &time::format_description::well_known::Rfc3339;
    let at = time::OffsetDateTime::parse(text.trim(), format).ok()?;
    Ms::try_from(at.unix_timestamp_nanos() / 1_000_000).ok()
}
