//! How a call stands, from what was said about it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CallEvent, CallEventKind, CallId, Direction, EndedBy, Party, Speaker, Transfer, Turn};
use crate::{Channel, Ms, QueueId};

/// Where a call stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CallPhase {
    /// It rings at this agent.
    Ringing,
    /// They are talking.
    Connected,
    /// The customer is on hold.
    Held,
    /// The conversation is over.
    Ended,
    /// It rang, and nobody talked.
    Missed,
}

/// How one call stands: the same for the same events, whatever their order and number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Which call.
    pub call_id: CallId,
    /// The call it came out of.
    pub parent_id: Option<CallId>,
    /// Where it stands.
    pub phase: CallPhase,
    /// How they meet.
    pub channel: Channel,
    /// Who called.
    pub direction: Direction,
    /// The customer's end; empty when no event named it.
    pub party: Party,
    /// The number that was dialled, as given.
    pub dialled: Option<String>,
    /// Where it came in.
    pub queue: Option<QueueId>,
    /// Whose call it is, by the telephone system's name for them.
    pub agent: Option<String>,
    /// The language the caller chose.
    pub lang: Option<String>,
    /// What the voice menu or the routing collected.
    pub attributes: BTreeMap<String, String>,
    /// The first that was heard of it.
    pub first_ms: Ms,
    /// When they began to talk.
    pub connected_ms: Option<Ms>,
    /// On hold since; none when not.
    pub held_since_ms: Option<Ms>,
    /// On hold so far, without the present hold.
    pub hold_ms: Ms,
    /// When the conversation, or the ringing, was over.
    pub ended_ms: Option<Ms>,
    /// In the queue before it rang, when the telephone system says so.
    pub wait_ms: Option<Ms>,
    /// Ringing at this agent.
    pub ring_ms: Option<Ms>,
    /// Connected, without hold; none before the end.
    pub talk_ms: Option<Ms>,
    /// How it was handed over.
    pub transfer: Option<Transfer>,
    /// Who ended it.
    pub ended_by: Option<EndedBy>,
    /// Why, in the telephone system's word.
    pub cause: Option<String>,
    /// What was said, in order; of each turn the best recognition.
    pub turns: Vec<Turn>,
}

impl Call {
    /// Folds `events`, which are in the order of their times, into the call's state. None without events.
    pub(super) fn of<'a>(events: impl Iterator<Item = &'a CallEvent> + Clone) -> Option<Call> {
        let first = events.clone().next()?;
        let mut call = Call {
            call_id: first.call_id.clone(),
            parent_id: None,
            phase: CallPhase::Ringing,
            channel: first.channel,
            direction: Direction::In,
            party: Party::default(),
            dialled: None,
            queue: None,
            agent: None,
            lang: None,
            attributes: BTreeMap::new(),
            first_ms: first.time_ms,
            connected_ms: None,
            held_since_ms: None,
            hold_ms: 0,
            ended_ms: None,
            wait_ms: None,
            ring_ms: None,
            talk_ms: None,
            transfer: None,
            ended_by: None,
            cause: None,
            turns: Vec::new(),
        };
        let mut told_hold = None;
        for event in events.clone() {
            call.facts(event);
            told_hold = event.durations.hold.or(told_hold);
        }
        call.ended_ms = ended(events.clone());
        let holds = Holds::of(events.clone(), call.ended_ms);
        let talked = call.talk_ms.map(|talk| talk + told_hold.unwrap_or(holds.within(Ms::MIN)));
        call.connected_ms = connected(events, call.ended_ms, talked);
        if let Some(connected) = call.connected_ms {
            call.first_ms = call.first_ms.min(connected);
            call.hold_ms = holds.within(connected);
            call.held_since_ms = holds.open.map(|since| since.max(connected));
        }
        if let (Some(connected), Some(ended)) = (call.connected_ms, call.ended_ms) {
            call.hold_ms = told_hold.unwrap_or(call.hold_ms);
            call.talk_ms = Some(call.talk_ms.unwrap_or((ended - connected - call.hold_ms).max(0)));
        }
        call.phase = match (call.connected_ms, call.ended_ms) {
            (Some(_), Some(_)) => CallPhase::Ended,
            (None, Some(_)) => CallPhase::Missed,
            (Some(_), None) if call.held_since_ms.is_some() => CallPhase::Held,
            (Some(_), None) => CallPhase::Connected,
            (None, None) => CallPhase::Ringing,
        };
        Some(call)
    }

    /// What an event says besides that it happened: the last word counts.
    fn facts(&mut self, event: &CallEvent) {
        fn last<T: Clone>(known: &mut Option<T>, said: &Option<T>) {
            if said.is_some() {
                known.clone_from(said);
            }
        }
        last(&mut self.parent_id, &event.parent_id);
        last(&mut self.dialled, &event.dialled);
        last(&mut self.queue, &event.queue);
        last(&mut self.agent, &event.agent);
        last(&mut self.lang, &event.lang);
        last(&mut self.transfer, &event.transfer);
        last(&mut self.ended_by, &event.ended_by);
        last(&mut self.cause, &event.cause);
        last(&mut self.wait_ms, &event.durations.wait);
        last(&mut self.ring_ms, &event.durations.ring);
        last(&mut self.talk_ms, &event.durations.talk);
        self.direction = event.direction.unwrap_or(self.direction);
        if let Some(said) = &event.party {
            let known = &mut self.party;
            last(&mut known.raw, &said.raw);
            last(&mut known.customer, &said.customer);
            last(&mut known.id, &said.id);
            last(&mut known.name, &said.name);
            known.withheld = (known.withheld || said.withheld) && known.raw.is_none();
        }
        for (name, value) in &event.attributes {
            self.attributes.insert(name.clone(), value.clone());
        }
        if let Some(turn) = &event.turn {
            self.said(turn);
        }
    }

    /// A turn by name takes the place of what was recognised of it before, unless that was final.
    fn said(&mut self, turn: &Turn) {
        let same = |known: &&mut Turn| turn.turn.is_some() && known.turn == turn.turn;
        match self.turns.iter_mut().find(same) {
            Some(known) if known.is_final && !turn.is_final => {}
            Some(known) => known.clone_from(turn),
            None if turn.is_final || turn.turn.is_some() => self.turns.push(turn.clone()),
            None => {}
        }
    }
}

/// The first of `kinds` among `events`.
fn first<'a>(
    mut events: impl Iterator<Item = &'a CallEvent>,
    kinds: &[CallEventKind],
) -> Option<Ms> {
    events.find(|event| kinds.contains(&event.kind)).map(|event| event.time_ms)
}

/// When it was over for this agent. After-call work and a handing over imply it.
fn ended<'a>(events: impl Iterator<Item = &'a CallEvent> + Clone) -> Option<Ms> {
    use CallEventKind::{Ended, Transferred, WrapupEnded, WrapupStarted};
    first(events.clone(), &[Ended])
        .or_else(|| first(events, &[Transferred, WrapupStarted, WrapupEnded]))
}

/// When they began to talk. Whoever is on hold, hands over, wraps up or speaks was connected,
/// even if nobody said so.
fn connected<'a>(
    events: impl Iterator<Item = &'a CallEvent> + Clone,
    ended: Option<Ms>,
    talked: Option<Ms>,
) -> Option<Ms> {
    use CallEventKind::{Connected, Held, Retrieved, Transferred, WrapupEnded, WrapupStarted};
    let by_agent =
        |event: &&CallEvent| event.turn.as_ref().is_some_and(|turn| turn.speaker == Speaker::Agent);
    let began = first(events.clone(), &[Connected])
        .or_else(|| Some(ended? - talked.filter(|talked| *talked > 0)?))
        .or_else(|| {
            first(events.clone(), &[Held, Retrieved, Transferred, WrapupStarted, WrapupEnded])
        })
        .or_else(|| events.clone().find(by_agent).map(|event| event.time_ms))?;
    // Two clocks of one centre: nobody talks for less than no time.
    Some(began.min(ended.unwrap_or(began)))
}

/// The holds of a call: pairs, and one that lasts.
struct Holds {
    over: Vec<(Ms, Ms)>,
    open: Option<Ms>,
}

impl Holds {
    fn of<'a>(events: impl Iterator<Item = &'a CallEvent>, ended: Option<Ms>) -> Holds {
        let end = ended.unwrap_or(Ms::MAX);
        let mut holds = Holds { over: Vec::new(), open: None };
        for event in events {
            match event.kind {
                CallEventKind::Held => holds.open = holds.open.or(Some(event.time_ms)),
                CallEventKind::Retrieved => {
                    if let Some(since) = holds.open.take() {
                        holds.over.push((since.min(end), event.time_ms.min(end)));
                    }
                }
                _ => {}
            }
        }
        if let (Some(since), Some(end)) = (holds.open, ended) {
            holds.open = None;
            holds.over.push((since.min(end), end));
        }
        holds
    }

    /// How long all that is over lasted after `start`.
    fn within(&self, start: Ms) -> Ms {
        self.over.iter().map(|(since, until)| (until - (*since).max(start)).max(0)).sum()
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("call_id", &self.call_id)
            .field("phase", &self.phase)
            .field("connected_ms", &self.connected_ms)
            .field("hold_ms", &self.hold_ms)
            .field("ended_ms", &self.ended_ms)
            .finish_non_exhaustive()
    }
}
