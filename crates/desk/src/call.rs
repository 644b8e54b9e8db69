//! Contacts in the making: begin, keep, set aside, take up again, throw away.
//!
//! One draft is on the screen at most. Nothing destroys another: whatever comes to the screen,
//! what was there is parked as an unfinished wrap-up.

use contact::{Code, Ms, Problem};
use journal::DraftRow;

use crate::ipc::{Draft, Nothing, Phase, Pick, StartCall};
use crate::{Desk, Inner, lock};

/// No conversation goes on for so long without a key being pressed: twelve hours.
const FORGOTTEN_MS: Ms = 12 * 3_600_000;

impl Desk {
    /// Begins a contact by hand. One under way is parked as an unfinished wrap-up.
    pub fn start_call(&self, call: &StartCall) -> Result<Draft, Problem> {
        let _turn = lock(&self.0.drafting);
        let now = self.0.now();
        let draft = Draft {
            contact_id: (self.0.new_id)(),
            revision: 1,
            phase: Phase::OnCall,
            customer: call.customer.clone().unwrap_or_default(),
            customer_name: None,
            queue: self.0.settings().queue.clone(),
            channel: call.channel,
            initiated_by: call.initiated_by,
            start_ms: now,
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
            gaps: Vec::new(),
            parked_since_ms: None,
            parked_ms: None,
        };
        self.0.bring(&draft)?;
        Ok(draft)
    }

    /// Keeps the draft; durable when it returns.
    ///
    /// A draft that was recorded or thrown away meanwhile is not brought back: not found.
    pub fn save_draft(&self, draft: &Draft) -> Result<Nothing, Problem> {
        self.0.journal.save_draft(&row(draft)?, self.0.now())?;
        Ok(Nothing {})
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
        self.0.journal.discard_draft(pick.contact_id)?;
        Ok(Nothing {})
    }

    /// Takes the time into account that the desk was closed.
    pub(crate) fn wake(&self) -> Result<(), Problem> {
        let now = self.0.now();
        if let (Some(draft), Some(last)) =
            (self.current()?, self.0.journal.current_draft_changed()?)
        {
            let woken = woken(draft.clone(), last, now);
            if woken != draft {
                self.0.journal.save_draft(&row(&woken)?, now)?;
            }
        }
        Ok(())
    }

    /// The draft on the screen. One that cannot be read is parked as it is, never thrown away.
    pub(crate) fn current(&self) -> Result<Option<Draft>, Problem> {
        let found = self.0.journal.current_draft()?;
        Ok(found.and_then(|row| read(&row).ok()))
    }
}

impl Inner {
    /// Puts `draft` on the screen and parks what was there, in one step.
    pub(crate) fn bring(&self, draft: &Draft) -> Result<(), Problem> {
        let now = self.now();
        let parked = self.parked_for(draft.contact_id, now)?;
        Ok(self.journal.begin_draft(&row(draft)?, parked.as_ref(), now)?)
    }

    /// The present draft as it is to be parked; none when there is none, or it is `comes`.
    pub(crate) fn parked_for(
        &self,
        comes: contact::ContactId,
        now: Ms,
    ) -> Result<Option<DraftRow>, Problem> {
        let Some(present) = self.journal.current_draft()? else { return Ok(None) };
        if present.contact_id == comes {
            return Ok(None);
        }
        match read(&present) {
            Ok(draft) => {
                let mut draft = ended(draft, now);
                draft.parked_since_ms = Some(now);
                Ok(Some(row(&draft)?))
            }
            Err(_) => Ok(Some(present)),
        }
    }
}

/// On the screen again: the time it lay aside is no after-call work.
pub(crate) fn unparked(mut draft: Draft, now: Ms) -> Draft {
    if let Some(since) = draft.parked_since_ms.take() {
        draft.parked_ms = Some(draft.parked_ms.unwrap_or_default() + (now - since).max(0));
    }
    draft
}

/// What became of a draft on the screen while the desk was closed from `last` until `now`: a
/// wrap-up lay aside; a call that nobody has touched for half a day ended when it was last seen.
pub(crate) fn woken(draft: Draft, last: Ms, now: Ms) -> Draft {
    let mut draft = match draft.phase {
        Phase::OnCall if now - last < FORGOTTEN_MS => return draft,
        Phase::OnCall => ended(draft, last),
        Phase::WrapUp => draft,
    };
    draft.parked_since_ms.get_or_insert(last.max(draft.end_ms.unwrap_or(last)));
    unparked(draft, now)
}

/// The conversation is over: hold is counted up, the rest stays.
pub(crate) fn ended(mut draft: Draft, now: Ms) -> Draft {
    let end = draft.end_ms.unwrap_or(now).max(draft.start_ms);
    if let Some(since) = draft.held_since_ms.take() {
        draft.hold_ms += (end - since).max(0);
    }
    draft.end_ms = Some(end);
    draft.phase = Phase::WrapUp;
    draft
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
