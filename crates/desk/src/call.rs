//! Contacts in the making: begin, keep, set aside, take up again, throw away.
//!
//! One draft is on the screen at most. Nothing destroys another: whatever comes to the screen,
//! what was there is parked as an unfinished wrap-up.

use contact::{Code, ContactId, Initiator, Ms, Problem};
use journal::DraftRow;

use crate::clock::{ended, goes_on, parked, unparked};
use crate::ipc::{Draft, Kept, Nothing, Phase, Pick, StartCall};
use crate::{Desk, Inner, lock, masking, work};

/// No conversation goes on for so long without a key being pressed: twelve hours.
const FORGOTTEN_MS: Ms = 12 * 3_600_000;

impl Desk {
    /// Begins a contact by hand. One under way is parked as an unfinished wrap-up. While the
    /// telephone rings, it is the call that rings which begins.
    pub fn start_call(&self, call: &StartCall) -> Result<Draft, Problem> {
        let begun = self.0.start_call(call);
        self.0.tell_calls();
        begun
    }

    /// Keeps the draft; durable when it returns. Card numbers and what else the centre lists are
    /// hidden before that, and it is said where.
    ///
    /// A draft that was recorded or thrown away meanwhile is not brought back: not found.
    pub fn save_draft(&self, draft: &Draft) -> Result<Kept, Problem> {
        let _turn = lock(&self.0.drafting);
        let now = self.0.now();
        let (draft, masked) = self.0.taken_in(draft, now)?;
        self.0.journal.save_draft(&row(&draft)?, now)?;
        lock(&self.0.gathered).kept();
        Ok(Kept { masked })
    }

    /// Sets the draft aside, to be finished later; its clock stops.
    ///
    /// One that was recorded or thrown away meanwhile is not brought back: not found. Every draft
    /// is in the journal from its first moment, so there is none that this could keep first.
    pub fn finish_later(&self, draft: &Draft) -> Result<Nothing, Problem> {
        let _turn = lock(&self.0.drafting);
        let now = self.0.now();
        let (draft, _) = self.0.taken_in(draft, now)?;
        self.0.journal.put_aside(&row(&parked(draft, now))?, now)?;
        lock(&self.0.gathered).shows(self.current()?.map(|draft| draft.contact_id));
        Ok(Nothing {})
    }

    /// One more extension of after-call work, where the centre limits it.
    pub fn extend(&self, pick: &Pick) -> Result<Draft, Problem> {
        let _turn = lock(&self.0.drafting);
        let policy = self.0.codes.load().centre.acw;
        let found = self.0.journal.draft(pick.contact_id)?.ok_or(journal::Fault::NotFound)?;
        let mut draft = read(&found)?;
        if crate::clock::until(&draft, &policy).is_none() {
            return Err(Problem::new(
                Code::Invalid,
                "After-call work has no limit here: there is nothing to extend.",
            ));
        }
        if draft.extensions >= policy.extensions {
            return Err(Problem::new(
                Code::Invalid,
                "After-call work was extended as often as the centre allows. The wrap-up will be \
                 set aside as it is; nothing is lost.",
            ));
        }
        draft.extensions += 1;
        self.0.journal.save_draft(&row(&draft)?, self.0.now())?;
        Ok(draft)
    }

    /// Back to the conversation: its end was pressed too early, and it goes on as if it had not
    /// been. Only where nobody but the key says when it ends: not with a call of the telephone, nor in
    /// a wrap-up that lay aside since, nor in a correction.
    pub fn back_to_call(&self, pick: &Pick) -> Result<Draft, Problem> {
        let _turn = lock(&self.0.drafting);
        let found = self.0.journal.draft(pick.contact_id)?.ok_or(journal::Fault::NotFound)?;
        let draft = read(&found)?;
        if draft.phase == Phase::OnCall {
            return Ok(draft);
        }
        let draft = goes_on(draft).ok_or_else(|| {
            Problem::new(
                Code::Invalid,
                "This conversation cannot be gone back to: its end is the telephone's, or it was \
                 set aside or recorded since. Nothing was changed.",
            )
        })?;
        self.0.journal.save_draft(&row(&draft)?, self.0.now())?;
        Ok(draft)
    }

    /// Opens an unfinished wrap-up again; the present draft, if any, is parked.
    pub fn resume(&self, pick: &Pick) -> Result<Draft, Problem> {
        let _turn = lock(&self.0.drafting);
        let found = self.0.journal.draft(pick.contact_id)?.ok_or(journal::Fault::NotFound)?;
        let draft = unparked(read(&found)?, self.0.now());
        self.0.bring(&draft)?;
        Ok(draft)
    }

    /// Throws an unfinished contact away.
    pub fn discard(&self, pick: &Pick) -> Result<Nothing, Problem> {
        let gone = self.0.discard(pick);
        self.0.tell_calls();
        gone
    }

    /// Takes the time into account that the desk was closed.
    pub(crate) fn wake(&self) -> Result<(), Problem> {
        let now = self.0.now();
        let current = self.current()?;
        lock(&self.0.gathered).shows(current.as_ref().map(|draft| draft.contact_id));
        if let (Some(draft), Some(last)) = (current, self.0.journal.current_draft_changed()?) {
            let woken = woken(draft.clone(), last, now);
            if woken != draft {
                self.0.journal.save_draft(&row(&woken)?, now)?;
            }
        }
        Ok(())
    }

    /// The draft on the screen. One that cannot be read is parked as it is, never thrown away.
    pub(crate) fn current(&self) -> Result<Option<Draft>, Problem> {
        self.0.current()
    }
}

impl Inner {
    fn start_call(&self, call: &StartCall) -> Result<Draft, Problem> {
        let _turn = lock(&self.drafting);
        let now = self.now();
        if call.initiated_by == Initiator::Customer
            && let Some(draft) = self.answer_by_key(call.customer.as_deref(), now)?
        {
            return Ok(draft);
        }
        let draft = Draft {
            customer: call.customer.clone().unwrap_or_default(),
            queue: self.settings().queue.clone(),
            channel: call.channel,
            initiated_by: call.initiated_by,
            ..blank((self.new_id)(), now)
        };
        self.bring(&draft)?;
        Ok(draft)
    }

    fn discard(&self, pick: &Pick) -> Result<Nothing, Problem> {
        let _turn = lock(&self.drafting);
        self.journal.discard_draft(pick.contact_id)?;
        lock(&self.gathered).shows(self.current()?.map(|draft| draft.contact_id));
        Ok(Nothing {})
    }

    pub(crate) fn current(&self) -> Result<Option<Draft>, Problem> {
        let found = self.journal.current_draft()?;
        Ok(found.and_then(|row| read(&row).ok()))
    }

    /// What the window hands over, with the desk's own fields as the desk has them, and nothing
    /// in it that must be hidden. The second are the fields where something was.
    pub(crate) fn taken_in(&self, draft: &Draft, now: Ms) -> Result<(Draft, Vec<String>), Problem> {
        let mut draft = match self.journal.draft(draft.contact_id)?.map(|row| read(&row)) {
            Some(Ok(kept)) if kept.revision == draft.revision => merged(kept, draft.clone()),
            _ => draft.clone(),
        };
        lock(&self.gathered).hand_to(&mut draft, now);
        if draft.revision <= 1 {
            work::notice(&mut draft, now);
        }
        let masked = masking::draft(&self.masker.load(), &mut draft);
        Ok((draft, masked))
    }

    /// Puts `draft` on the screen and parks what was there, in one step.
    pub(crate) fn bring(&self, draft: &Draft) -> Result<(), Problem> {
        let now = self.now();
        let parked = self.parked_for(draft.contact_id, now)?;
        let mut draft = draft.clone();
        masking::draft(&self.masker.load(), &mut draft);
        self.journal.begin_draft(&row(&draft)?, parked.as_ref(), now)?;
        lock(&self.gathered).shows(Some(draft.contact_id));
        Ok(())
    }

    /// The present draft as it is to be parked; none when there is none, or it is `comes`.
    pub(crate) fn parked_for(
        &self,
        comes: ContactId,
        now: Ms,
    ) -> Result<Option<DraftRow>, Problem> {
        let Some(present) = self.journal.current_draft()? else { return Ok(None) };
        if present.contact_id == comes {
            return Ok(None);
        }
        match read(&present) {
            Ok(mut draft) => {
                lock(&self.gathered).hand_to(&mut draft, now);
                Ok(Some(row(&parked(draft, now))?))
            }
            Err(_) => Ok(Some(present)),
        }
    }
}

/// A contact that has only just begun.
pub(crate) fn blank(contact_id: ContactId, start_ms: Ms) -> Draft {
    Draft {
        contact_id,
        revision: 1,
        phase: Phase::OnCall,
        customer: String::new(),
        customer_name: None,
        queue: None,
        channel: contact::Channel::Voice,
        initiated_by: Initiator::Customer,
        start_ms,
        end_ms: None,
        hold_ms: 0,
        held_since_ms: None,
        query: String::new(),
        opened: Vec::new(),
        attached: None,
        steps_done: std::collections::BTreeMap::new(),
        links: std::collections::BTreeMap::new(),
        outcome: None,
        reason: None,
        root_cause: None,
        follow_up: None,
        note: String::new(),
        note_edited: false,
        note_by: contact::NoteBy::default(),
        gaps: Vec::new(),
        hand_over: None,
        conversion: None,
        fields: std::collections::BTreeMap::new(),
        call: None,
        work: contact::Work::default(),
        knowledge_gaps: Vec::new(),
        flags: Vec::new(),
        keeps: None,
        said: Vec::new(),
        extensions: 0,
        parked_since_ms: None,
        parked_ms: None,
        quiet_since_ms: None,
    }
}

/// The window's draft with the fields that belong to the desk as the desk has them.
///
/// What a call brought while the window was typing is not taken away by a save that did not know
/// of it: customer, name and queue stay where the window has none.
pub(crate) fn merged(kept: Draft, window: Draft) -> Draft {
    let mut draft = window;
    let knew = draft.call == kept.call;
    if !knew {
        if draft.customer.trim().is_empty() {
            draft.customer = kept.customer;
        }
        draft.customer_name = draft.customer_name.or(kept.customer_name);
        draft.queue = kept.queue.or(draft.queue);
        if kept.call.is_some() {
            (draft.channel, draft.initiated_by) = (kept.channel, kept.initiated_by);
        }
        for (field, value) in kept.fields {
            draft.fields.entry(field).or_insert(value);
        }
    }
    if let Some(call) = &kept.call {
        draft.start_ms = kept.start_ms;
        if call.tells_hold {
            draft.hold_ms = kept.hold_ms;
            draft.held_since_ms = kept.held_since_ms;
        }
    }
    // What is over stays over, and ended when it ended.
    if kept.phase == Phase::WrapUp {
        draft.phase = Phase::WrapUp;
        if kept.call.as_ref().is_some_and(|call| !call.live) || draft.end_ms.is_none() {
            draft.end_ms = kept.end_ms;
            draft.hold_ms = draft.hold_ms.max(kept.hold_ms);
            draft.held_since_ms = None;
        }
    }
    draft.call = kept.call;
    draft.work = kept.work;
    draft.knowledge_gaps = kept.knowledge_gaps;
    draft.flags = kept.flags;
    draft.keeps = kept.keeps;
    draft.said = kept.said;
    draft.extensions = kept.extensions;
    draft.parked_since_ms = kept.parked_since_ms;
    draft.parked_ms = kept.parked_ms;
    match kept.quiet_since_ms {
        Some(since) if kept.phase == Phase::OnCall && draft.phase == Phase::WrapUp => {
            // Hold that the window counted on until now is none either.
            draft.hold_ms = kept.hold_ms;
            draft.held_since_ms = kept.held_since_ms;
            end_lost(draft, since)
        }
        quiet_since_ms => Draft { quiet_since_ms, ..draft },
    }
}

/// A call that is ended by key after it lay aside, with no word of the telephone since: its end was
/// lost, and it was over when it was parked. Should the end still come, that is the one.
fn end_lost(mut draft: Draft, since: Ms) -> Draft {
    draft.quiet_since_ms = Some(since);
    let pressed = draft.end_ms.take().unwrap_or(since);
    if let Some(call) = &mut draft.call {
        call.live = false;
    }
    ended(draft, pressed)
}

/// What became of a draft on the screen while the desk was closed from `last` until `now`: a
/// wrap-up lay aside; a call that nobody has touched for half a day ended when it was last seen.
pub(crate) fn woken(draft: Draft, last: Ms, now: Ms) -> Draft {
    let mut draft = match draft.phase {
        Phase::OnCall if now - last < FORGOTTEN_MS => return draft,
        Phase::OnCall => {
            let mut draft = ended(draft, last);
            if let Some(call) = &mut draft.call {
                call.live = false;
            }
            draft
        }
        Phase::WrapUp => draft,
    };
    draft.parked_since_ms.get_or_insert(last.max(draft.end_ms.unwrap_or(last)));
    unparked(draft, now)
}

pub(crate) fn row(draft: &Draft) -> Result<DraftRow, Problem> {
    let body = serde_json::to_string(draft)
        .map_err(|_| Problem::new(Code::Internal, "The draft could not be written."))?;
    Ok(DraftRow {
        contact_id: draft.contact_id,
        revision: draft.revision,
        start_ms: draft.start_ms,
        body,
    })
}

pub(crate) fn read(row: &DraftRow) -> Result<Draft, Problem> {
    Ok(serde_json::from_str(&row.body).map_err(|_| journal::Fault::Unreadable { what: "draft" })?)
}
