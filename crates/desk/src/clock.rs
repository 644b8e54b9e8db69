//! The clocks of a contact. Pure: a draft and moments in, spans out.
//!
//! Talk is from start to end without hold. After-call work is from the end of the conversation
//! until the save, the reading over of the note included, without the time the draft lay aside.
//! No span is ever negative, whatever a clock that was set back says. Times are UTC milliseconds.

use contact::{AcwMode, AcwPolicy, Limits, Ms};

use crate::ipc::{Draft, Phase};

/// How long each part took.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Spans {
    pub(crate) end_ms: Ms,
    pub(crate) talk_ms: Ms,
    pub(crate) hold_ms: Ms,
    pub(crate) acw_ms: Ms,
    pub(crate) parked_ms: Ms,
}

/// The spans of `draft`, saved at `now`. A conversation is never longer than what can be recorded:
/// one whose end nobody told would else be kept here for ever.
pub(crate) fn spans(draft: &Draft, now: Ms) -> Spans {
    let done = unparked(ended(draft.clone(), now), now);
    let longest = done.start_ms.saturating_add(Limits::default().duration_ms);
    let end_ms = done.end_ms.unwrap_or(now).min(longest);
    let length = end_ms - done.start_ms;
    let hold_ms = done.hold_ms.clamp(0, length);
    let parked_ms = done.parked_ms.unwrap_or_default().max(0);
    Spans {
        end_ms,
        talk_ms: length - hold_ms,
        hold_ms,
        acw_ms: (now - end_ms - parked_ms).max(0),
        parked_ms,
    }
}

/// The conversation is over: hold is counted up, the rest stays. One that was parked while it went
/// on, and of which nothing was heard since, was over by then.
pub(crate) fn ended(mut draft: Draft, now: Ms) -> Draft {
    let quiet = draft.quiet_since_ms.take();
    let aside = quiet.into_iter().chain(draft.parked_since_ms).min();
    let told = draft.end_ms;
    let end = told.unwrap_or(aside.unwrap_or(now).min(now)).max(draft.start_ms);
    if let Some(since) = draft.held_since_ms.take() {
        draft.hold_ms += (end - since).max(0);
    }
    draft.end_ms = Some(end);
    draft.phase = Phase::WrapUp;
    if told.is_none() && quiet.is_some() {
        // Aside from then on, the time included that it was on the screen for a call.
        let back = draft.parked_since_ms.is_none();
        draft.parked_since_ms = aside;
        draft = if back { unparked(draft, now) } else { draft };
    }
    draft
}

/// The conversation is not over after all: its clock runs as if nobody had ended it. None where that is
/// not the agent's to say: the telephone has a call of it, it lay aside, it is recorded already.
pub(crate) fn goes_on(draft: Draft) -> Option<Draft> {
    let aside = draft.parked_since_ms.is_some() || draft.parked_ms.is_some();
    let own = draft.phase == Phase::WrapUp && draft.call.is_none() && draft.revision <= 1;
    (own && !aside).then_some(Draft { phase: Phase::OnCall, end_ms: None, extensions: 0, ..draft })
}

/// Set aside at `now`. A conversation that the telephone system says goes on is not over.
pub(crate) fn parked(draft: Draft, now: Ms) -> Draft {
    let live = draft.call.as_ref().is_some_and(|call| call.live);
    let goes_on = live && draft.phase == Phase::OnCall;
    let mut draft = if goes_on { draft } else { ended(draft, now) };
    draft.parked_since_ms.get_or_insert(now);
    draft
}

/// On the screen again: the time it lay aside after its end is no after-call work. Whether a call
/// that was parked while it went on still does, only the telephone can say.
pub(crate) fn unparked(mut draft: Draft, now: Ms) -> Draft {
    let Some(since) = draft.parked_since_ms.take() else { return draft };
    match draft.end_ms {
        Some(end) => {
            let aside = (now - since.max(end)).max(0);
            draft.parked_ms = Some(draft.parked_ms.unwrap_or_default() + aside);
        }
        None => {
            draft.quiet_since_ms.get_or_insert(since);
        }
    }
    draft
}

/// Until when after-call work may go on before the draft is parked; none without a limit, or
/// while the conversation goes on.
pub(crate) fn until(draft: &Draft, policy: &AcwPolicy) -> Option<Ms> {
    let end = draft.end_ms.filter(|_| policy.mode == AcwMode::Limit)?;
    let seconds = Ms::from(policy.limit_s) + Ms::from(draft.extensions) * Ms::from(policy.extend_s);
    Some(end + draft.parked_ms.unwrap_or_default() + seconds * 1000)
}

#[cfg(test)]
mod tests;
