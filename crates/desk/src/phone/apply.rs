//! A call's state on its draft and in the list of calls. Pure.

use contact::{Call, CallFacts, CallPhase, Codes, ContactId, Direction, EndedBy, Initiator, Ms};

use super::LONGEST_RING_MS;
use crate::clock::ended;
use crate::ipc::{CallOnScreen, Draft, LiveCall, LivePhase, Phase};
use crate::masking;

/// Puts what the telephone system knows on `draft`. What the agent typed stays.
///
/// `known` says that an identity was on the call before: one that the agent took out stays out, one that
/// comes with a later event than the answer is put in.
pub(super) fn to(call: &Call, draft: &mut Draft, codes: &Codes, known: bool) {
    let first = draft.call.is_none();
    if draft.customer.trim().is_empty() && (first || !known) {
        draft.customer = identity(call).unwrap_or_default();
    }
    if draft.customer_name.is_none() {
        draft.customer_name.clone_from(&call.party.name);
    }
    if call.queue.is_some() {
        draft.queue.clone_from(&call.queue);
    }
    if first {
        draft.channel = call.channel;
        draft.initiated_by = initiator(call);
    }
    for field in &codes.centre.fields {
        if let Some(value) = call.attributes.get(&field.id)
            && field.takes(value)
        {
            draft.fields.entry(field.id.clone()).or_insert_with(|| value.clone());
        }
    }
    let said = masking::opening(call);
    if !said.is_empty() {
        draft.said = said;
    }
    clocks(call, draft);
    let live = call.ended_ms.is_none();
    let tells_hold = call.hold_ms > 0
        || call.held_since_ms.is_some()
        || draft.call.as_ref().is_some_and(|before| before.tells_hold);
    draft.call = Some(CallOnScreen {
        live,
        held: live && call.phase == CallPhase::Held,
        tells_hold,
        facts: facts(call),
        wait_ms: call.wait_ms,
        ring_ms: call.ring_ms,
    });
}

/// Who it is, as the draft names them.
pub(super) fn identity(call: &Call) -> Option<String> {
    if call.party.withheld {
        return call.party.id.clone();
    }
    call.party.identity().map(str::to_owned).or_else(|| call.party.raw.clone())
}

fn clocks(call: &Call, draft: &mut Draft) {
    if let Some(connected) = call.connected_ms {
        draft.start_ms = connected;
    }
    let told = call.hold_ms > 0 || call.held_since_ms.is_some();
    if told || draft.call.as_ref().is_some_and(|before| before.tells_hold) {
        draft.hold_ms = call.hold_ms;
        draft.held_since_ms = call.held_since_ms;
    }
    let Some(end) = call.ended_ms else { return };
    let before = draft.end_ms;
    let lost = draft.phase == Phase::WrapUp && draft.call.as_ref().is_some_and(|call| !call.live);
    if let (true, Some(before), Some(parked)) = (lost, before, draft.parked_ms) {
        // Its end was thought lost, and it was taken to have lain aside from then on.
        draft.parked_ms = Some((parked - (end - before).max(0)).max(0));
    }
    draft.end_ms = Some(end.max(draft.start_ms));
    if draft.phase == Phase::OnCall || draft.held_since_ms.is_some() {
        *draft = ended(draft.clone(), end);
    }
    // It lay aside as a call until now; from its end on it waits to be finished.
    if before.is_none()
        && let Some(since) = draft.parked_since_ms
    {
        draft.parked_since_ms = Some(since.max(end));
    }
}

fn facts(call: &Call) -> CallFacts {
    CallFacts {
        call_id: call.call_id.0.clone(),
        parent_id: call.parent_id.as_ref().map(|id| id.0.clone()),
        withheld: call.party.withheld,
        dialled: call.dialled.clone(),
        lang: call.lang.clone(),
        attributes: call.attributes.clone(),
        transferred_to: call.transfer.as_ref().map(|t| t.to.clone().unwrap_or_default()),
        ended_by: call.ended_by.map(|by| {
            match by {
                EndedBy::Customer => "customer",
                EndedBy::Agent => "agent",
                EndedBy::System => "system",
            }
            .to_owned()
        }),
    }
}

fn initiator(call: &Call) -> Initiator {
    match call.direction {
        Direction::In => Initiator::Customer,
        Direction::Out => Initiator::Agent,
    }
}

/// A line of the list of calls; none when it is over, or its end was lost.
pub(super) fn live(call: &Call, contact_id: Option<ContactId>, now: Ms) -> Option<LiveCall> {
    let phase = match call.phase {
        CallPhase::Ringing if now - call.first_ms < LONGEST_RING_MS => LivePhase::Ringing,
        CallPhase::Connected => LivePhase::Connected,
        CallPhase::Held => LivePhase::Held,
        CallPhase::Ringing | CallPhase::Ended | CallPhase::Missed => return None,
    };
    Some(LiveCall {
        call_id: call.call_id.0.clone(),
        phase,
        contact_id,
        channel: call.channel,
        initiated_by: initiator(call),
        customer: identity(call),
        customer_name: call.party.name.clone(),
        withheld: call.party.withheld,
        queue: call.queue.clone(),
        since_ms: call.held_since_ms.or(call.connected_ms).unwrap_or(call.first_ms),
        attributes: call.attributes.clone(),
    })
}
