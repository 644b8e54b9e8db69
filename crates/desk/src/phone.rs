//! What the telephone says, and what becomes of it on the screen.
//!
//! A call that is answered begins a draft and comes to the screen; what was there is parked, and a
//! call on hold stays a call. Hold, end and names go into the draft of their call, wherever it
//! is. No event closes a wrap-up, destroys a draft or writes over what was typed. A contact begun
//! by hand while its call rang, or just before its first event came, is the call's.
//!
//! Whatever changes the list of calls, an event, a key or the time, the window is told the new one.
//!
//! Events come late, twice or never: [`contact::CallLog`] makes one state of them. What was heard
//! is kept in the journal, so a restart in the middle of a call changes nothing.

mod apply;
mod call_back;

use std::collections::BTreeMap;

use contact::{
    Call, CallEvent, CallEventKind, CallId, CallLog, CallPhase, Code, ContactId, Ms, Problem,
};
use journal::{CallRow, Journal};

use crate::call::{blank, read, row};
use crate::clock::parked;
use crate::ipc::{Draft, DraftChange, DraftChanged, LiveCall, Nothing, Phase, PickCall};
use crate::{Desk, Event, Inner, lock, masking};

/// Calls nothing was heard of for so long are forgotten: a day.
const FORGET_MS: Ms = 24 * 3_600_000;
/// More calls than this in memory are looked through for old ones.
const MANY: usize = 200;
/// No telephone rings longer; its end was lost.
const LONGEST_RING_MS: Ms = 5 * 60_000;
/// An event that could not be kept is tried again for so long.
const MISSED_MS: Ms = 10 * 60_000;
/// A contact begun by hand so shortly before its call's first event is that call's.
const BEFORE_MS: Ms = 60_000;

/// The calls of this desk.
#[derive(Debug, Default)]
pub(crate) struct Phone {
    log: CallLog,
    /// What the journal keeps of each call: everything but what was said.
    events: BTreeMap<CallId, Vec<CallEvent>>,
    contacts: BTreeMap<CallId, ContactId>,
    /// What was heard and could not be kept: a full disk, most likely.
    missed: Vec<CallEvent>,
}

/// What the window has to know of a draft.
type Told = (DraftChange, Draft);

/// What became of an event.
struct Took {
    /// Not heard before.
    new: bool,
    told: Option<Told>,
}

impl Phone {
    /// Forgets the calls of yesterday, once there are many.
    fn forget_old(&mut self, now: Ms) {
        if self.events.len() > MANY {
            self.log.forget_before(now - FORGET_MS);
            let log = &self.log;
            self.events.retain(|id, _| log.call(id).is_some());
            self.contacts.retain(|id, _| log.call(id).is_some());
        }
    }

    pub(crate) fn call(&self, id: &CallId) -> Option<Call> {
        self.log.call(id)
    }

    pub(crate) fn contact_of(&self, id: &CallId) -> Option<ContactId> {
        self.contacts.get(id).copied()
    }

    /// The calls that the journal knows. What is older than a day is forgotten.
    pub(crate) fn read(journal: &Journal, now: Ms) -> Result<Phone, Problem> {
        let mut phone = Phone::default();
        for row in journal.calls_since(now - FORGET_MS)? {
            let id = CallId(row.call_id);
            if let Some(contact) = row.contact_id {
                phone.contacts.insert(id.clone(), contact);
            }
            let events: Vec<CallEvent> = serde_json::from_str(&row.body).unwrap_or_default();
            for event in &events {
                phone.log.add(event.clone());
            }
            phone.events.insert(id, events);
        }
        Ok(phone)
    }
}

impl Desk {
    /// Takes in what a telephone system said: a call that rings, is answered, held or ended, or
    /// what is being said in it.
    ///
    /// An event that makes no sense is refused by name and changes nothing; the same event again
    /// is as if it had not come.
    pub fn call_event(&self, event: &CallEvent) -> Result<Nothing, Problem> {
        let inner = &self.0;
        let now = inner.now();
        event.check(now).map_err(|error| {
            Problem::new(Code::Invalid, format!("The event was not taken in: {error}."))
        })?;
        let mut event = event.clone();
        masking::event(&inner.masker.load(), &mut event);
        let (id, kind) = (event.call_id.clone(), event.kind);
        let (done, told) = {
            let _turn = lock(&inner.drafting);
            let mut phone = lock(&inner.phone);
            phone.forget_old(now);
            let told = match kind {
                CallEventKind::Transcript => Vec::new(),
                _ => inner.take_in_missed(&mut phone, now),
            };
            (inner.take_in(&mut phone, event, now), told)
        };
        let last = done.as_ref().ok().and_then(|took| took.told.clone());
        for (why, draft) in told.into_iter().chain(last) {
            inner.tell(Event::DraftChanged(Box::new(DraftChanged { why, draft })));
        }
        match (kind, done?.new) {
            (CallEventKind::Transcript, false) => {}
            (CallEventKind::Transcript, true) => self.suggest_for(&id),
            _ => inner.tell_calls(),
        }
        Ok(Nothing {})
    }

    /// Asks the store for the calls of `agents` until it is dropped, and hands each to `take`.
    pub async fn calls_from_store(&self, agents: &[String], take: impl Fn(CallEvent)) {
        courier::calls(|| lock(&self.0.store).clone(), agents, take).await;
    }

    /// The calls at this desk's telephone that are not over, longest first.
    pub fn calls(&self) -> Result<Vec<LiveCall>, Problem> {
        self.0.live_calls()
    }

    /// Puts the contact of a call on the screen; of one that rings, a new one.
    pub fn take_call(&self, pick: &PickCall) -> Result<Draft, Problem> {
        let taken = self.0.take_call(&CallId(pick.call_id.clone()));
        self.0.tell_calls();
        taken
    }
}

impl Inner {
    fn live_calls(&self) -> Result<Vec<LiveCall>, Problem> {
        let now = self.now();
        let phone = lock(&self.phone);
        let mut calls = Vec::new();
        for call in phone.log.calls() {
            let contact = phone.contacts.get(&call.call_id).copied();
            let Some(live) = apply::live(&call, contact, now) else { continue };
            // Recorded or thrown away: for the desk it is over.
            if let Some(contact) = contact
                && self.journal.draft(contact)?.is_none()
            {
                continue;
            }
            calls.push(live);
        }
        calls.sort_by_key(|call: &LiveCall| (call.since_ms, call.call_id.clone()));
        Ok(calls)
    }

    /// Says which calls there are, if they are others than were told. Not only the telephone ends
    /// them: so does a contact that is recorded or thrown away, and a ring that lasted too long.
    pub(crate) fn tell_calls(&self) {
        // Held until it is said: of two lists the newer one is the last.
        let mut told = lock(&self.told_calls);
        match self.live_calls() {
            Ok(calls) if calls != *told => {
                told.clone_from(&calls);
                self.tell(Event::CallsChanged(calls));
            }
            Ok(_) => {}
            // The bell looks again.
            Err(problem) => tracing::warn!(%problem, "the calls cannot be read"),
        }
    }

    fn take_call(&self, id: &CallId) -> Result<Draft, Problem> {
        let _turn = lock(&self.drafting);
        let now = self.now();
        let mut phone = lock(&self.phone);
        let gone = || Problem::new(Code::NotFound, "This call is over, or was never here.");
        let call = phone.log.call(id).ok_or_else(gone)?;
        match phone.contacts.get(id).copied() {
            Some(contact) => {
                let found = self.journal.draft(contact)?.ok_or_else(gone)?;
                let draft = crate::clock::unparked(read(&found)?, now);
                self.bring(&draft)?;
                Ok(draft)
            }
            None => self.begin_by_key(&mut phone, &call, None, now),
        }
    }

    /// Puts one event into the log, the drafts and the journal. What fails is tried again with the
    /// next event.
    fn take_in(&self, phone: &mut Phone, event: CallEvent, now: Ms) -> Result<Took, Problem> {
        let id = event.call_id.clone();
        let transcript = event.kind == CallEventKind::Transcript;
        let known = phone.log.call(&id).is_some_and(|call| apply::identity(&call).is_some());
        let nothing = Took { new: false, told: None };
        if !phone.log.add(event.clone()) {
            return Ok(nothing);
        }
        let Some(call) = phone.log.call(&id) else { return Ok(nothing) };
        if !transcript {
            phone.events.entry(id.clone()).or_default().push(event.clone());
        }
        let told = match self.heard(phone, &call, known, now) {
            Ok(told) => told,
            Err(problem) => {
                if !transcript && phone.missed.len() < MANY {
                    phone.missed.push(event);
                }
                let missed = phone.missed.clone();
                *phone = Phone { missed, ..Phone::read(&self.journal, now)? };
                return Err(problem);
            }
        };
        if !transcript {
            self.keep_call(phone, &id, now)?;
        }
        Ok(Took { new: true, told })
    }

    /// What could not be kept when it was heard: whoever sent it was told it is here.
    fn take_in_missed(&self, phone: &mut Phone, now: Ms) -> Vec<Told> {
        let mut missed = std::mem::take(&mut phone.missed);
        // A draft that nothing can be put into fails for ever.
        missed.retain(|event| now - event.time_ms < MISSED_MS);
        let took = missed.into_iter().filter_map(|event| self.take_in(phone, event, now).ok());
        took.filter_map(|took| took.told).collect()
    }

    /// When exactly one call rings here, begins its contact: somebody pressed the key before the
    /// telephone said that they answered.
    pub(crate) fn answer_by_key(
        &self,
        customer: Option<&str>,
        now: Ms,
    ) -> Result<Option<Draft>, Problem> {
        let mut phone = lock(&self.phone);
        let mut ringing = phone.log.calls().filter(|call| {
            call.phase == CallPhase::Ringing
                && now - call.first_ms < LONGEST_RING_MS
                && !phone.contacts.contains_key(&call.call_id)
        });
        let (Some(call), None) = (ringing.next(), ringing.next()) else { return Ok(None) };
        drop(ringing);
        self.begin_by_key(&mut phone, &call, customer, now).map(Some)
    }

    fn begin_by_key(
        &self,
        phone: &mut Phone,
        call: &Call,
        customer: Option<&str>,
        now: Ms,
    ) -> Result<Draft, Problem> {
        let mut draft = self.new_for(call, now);
        if let Some(typed) = customer.filter(|typed| !typed.trim().is_empty()) {
            draft.customer = typed.to_owned();
        }
        self.bring(&draft)?;
        phone.contacts.insert(call.call_id.clone(), draft.contact_id);
        self.keep_call(phone, &call.call_id, now)?;
        Ok(draft)
    }

    fn new_for(&self, call: &Call, now: Ms) -> Draft {
        let start = call.connected_ms.unwrap_or(now);
        let mut draft = blank((self.new_id)(), start);
        draft.queue = self.settings().queue.clone();
        apply::to(call, &mut draft, &self.codes.load(), false);
        draft
    }

    /// What a call's new state does to the drafts; what the window has to know of it.
    fn heard(
        &self,
        phone: &mut Phone,
        call: &Call,
        known: bool,
        now: Ms,
    ) -> Result<Option<Told>, Problem> {
        match phone.contacts.get(&call.call_id).copied() {
            Some(contact) => self.heard_again(contact, call, known, now),
            None if call_back::wanted(call) => {
                let contact = self.call_back(call, now)?;
                phone.contacts.insert(call.call_id.clone(), contact.contact_id);
                self.keep_call(phone, &call.call_id, now)?;
                Ok(None)
            }
            None if matches!(call.phase, CallPhase::Ringing | CallPhase::Missed) => Ok(None),
            None => {
                let told = self.answered(call, now)?;
                phone.contacts.insert(call.call_id.clone(), told.1.contact_id);
                self.keep_call(phone, &call.call_id, now)?;
                // Parked at once when it was over before it was heard of: nothing to show.
                Ok((told.1.parked_since_ms.is_none()).then_some(told))
            }
        }
    }

    /// A call that has no contact yet is being talked in, or was.
    fn answered(&self, call: &Call, now: Ms) -> Result<Told, Problem> {
        let current = self.current()?;
        if let Some(mut draft) = current.clone().filter(|draft| begun_for(draft, call)) {
            apply::to(call, &mut draft, &self.codes.load(), false);
            self.keep(&mut draft, now)?;
            return Ok((DraftChange::Answered, draft));
        }
        let mut draft = self.new_for(call, now);
        masking::draft(&self.masker.load(), &mut draft);
        if call.phase == CallPhase::Ended && current.is_some() {
            let draft = parked(draft, now);
            self.journal.begin_aside(&row(&draft)?, now)?;
            return Ok((DraftChange::Ended, draft));
        }
        self.bring(&draft)?;
        Ok((DraftChange::Answered, draft))
    }

    /// Something more about a call that has its contact. One that was recorded or thrown away
    /// stays so.
    fn heard_again(
        &self,
        contact: ContactId,
        call: &Call,
        known: bool,
        now: Ms,
    ) -> Result<Option<Told>, Problem> {
        let Some(found) = self.journal.draft(contact)? else { return Ok(None) };
        let mut draft = read(&found)?;
        let before = draft.clone();
        apply::to(call, &mut draft, &self.codes.load(), known);
        let shown = self.current()?.is_some_and(|current| current.contact_id == contact);
        if shown {
            draft.quiet_since_ms = None;
        }
        if draft == before {
            return Ok(None);
        }
        let held = |draft: &Draft| draft.call.as_ref().is_some_and(|call| call.held);
        if !shown && held(&before) && !held(&draft) && draft.phase == Phase::OnCall {
            // They talk again: the screen goes where the agent is.
            let draft = Draft { quiet_since_ms: None, ..crate::clock::unparked(draft, now) };
            self.bring(&draft)?;
            return Ok(Some((DraftChange::Switched, draft)));
        }
        self.keep(&mut draft, now)?;
        let over = before.phase == Phase::OnCall && draft.phase == Phase::WrapUp;
        let why = if over { DraftChange::Ended } else { DraftChange::Updated };
        Ok(shown.then_some((why, draft)))
    }

    fn keep(&self, draft: &mut Draft, now: Ms) -> Result<(), Problem> {
        masking::draft(&self.masker.load(), draft);
        Ok(self.journal.save_draft(&row(draft)?, now)?)
    }

    fn keep_call(&self, phone: &Phone, id: &CallId, now: Ms) -> Result<(), Problem> {
        let body = serde_json::to_string(phone.events.get(id).map_or(&[][..], Vec::as_slice))
            .map_err(|_| Problem::new(Code::Internal, "The call could not be written."))?;
        let contact_id = phone.contacts.get(id).copied();
        Ok(self.journal.keep_call(&CallRow { call_id: id.0.clone(), contact_id, body }, now)?)
    }
}

/// Whether `draft` was begun by hand for this very call: nobody else is known in it, and it began
/// when the call did.
fn begun_for(draft: &Draft, call: &Call) -> bool {
    let same = match (draft.customer.trim(), call.party.identity()) {
        ("", _) | (_, None) => true,
        (typed, Some(identity)) => typed == identity || call.party.raw.as_deref() == Some(typed),
    };
    let until = call.connected_ms.unwrap_or(call.first_ms) + BEFORE_MS;
    draft.call.is_none()
        && draft.phase == Phase::OnCall
        && draft.revision == 1
        && draft.keeps.is_none()
        && same
        && (call.first_ms - BEFORE_MS..=until).contains(&draft.start_ms)
}
