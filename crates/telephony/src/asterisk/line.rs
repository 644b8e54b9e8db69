//! What the exchange says, as calls of the agents at this desk.
//!
//! A call is known by the id of the agent's own channel (`DestUniqueid` of the queue's events), so
//! that the same caller coming back is another call; the whole call's `Linkedid` is its parent.
//! `HoldTime` of Asterisk's queue events is the wait in the queue, not a hold. A call is followed
//! from whatever is heard of it first: after a reconnect that may be its end.

use std::collections::BTreeMap;

use contact::{
    CallEvent, CallEventKind as Kind, CallId, Direction, EndedBy, Ms, Party, Transfer, TransferKind,
};

use super::Frame;
use crate::{Agents, Reading};

/// A floor's calls at once, at most; the oldest is forgotten.
const MOST: usize = 500;

/// The calls of some agents, as far as they were heard of.
#[derive(Debug)]
pub struct Line {
    agents: Agents,
    /// By the agent's channel id.
    calls: BTreeMap<String, Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// The other end's channel id.
    caller: Option<String>,
    connected: bool,
    since: Ms,
}

impl Line {
    /// For the calls of `agents`, by member name, interface or extension.
    pub fn new(agents: Agents) -> Line {
        Line { agents, calls: BTreeMap::new() }
    }

    /// What a message says about calls of these agents.
    pub fn take(&mut self, frame: &Frame, reading: Reading<'_>) -> Vec<CallEvent> {
        let Some(name) = frame.get("Event") else { return Vec::new() };
        let now = moment(frame).unwrap_or(reading.now_ms);
        match name {
            "AgentCalled" => self.queue(frame, now, Kind::Offered, reading),
            "AgentConnect" => self.queue(frame, now, Kind::Connected, reading),
            "AgentComplete" => self.queue(frame, now, Kind::Ended, reading),
            "AgentRingNoAnswer" => self.queue(frame, now, Kind::Ended, reading),
            "QueueCallerAbandon" => self.abandoned(frame, now),
            "DialBegin" => self.dial(frame, now, reading),
            "DialEnd" => self.dialled(frame, now),
            "Hold" => self.hold(frame, now, Kind::Held),
            "Unhold" => self.hold(frame, now, Kind::Retrieved),
            "BlindTransfer" => self.transfer(frame, now, TransferKind::Blind),
            "AttendedTransfer" => self.transfer(frame, now, TransferKind::Attended),
            "Hangup" => self.hangup(frame, now),
            _ => Vec::new(),
        }
    }

    /// A queue's own events, which name the member and both channels.
    fn queue(
        &mut self,
        frame: &Frame,
        now: Ms,
        kind: Kind,
        reading: Reading<'_>,
    ) -> Vec<CallEvent> {
        let member = frame.get("MemberName").or(frame.get("Interface"));
        let ours = [frame.get("MemberName"), frame.get("Interface")]
            .into_iter()
            .flatten()
            .any(|name| self.agents.has(name) || self.agents.has_channel(&format!("{name}-")));
        let Some(agent_channel) = frame.get("DestUniqueid").filter(|_| ours) else {
            return Vec::new();
        };
        let name = frame.get("Event").unwrap_or_default();
        let mut event = self.event(agent_channel, name, kind, now);
        event.parent_id = frame.get("Linkedid").map(CallId::from).filter(|id| *id != event.call_id);
        event.direction = Some(Direction::In);
        event.queue = frame.get("Queue").map(Into::into);
        event.agent = member.map(str::to_owned);
        event.dialled = frame.get("Exten").filter(|exten| *exten != "s").map(str::to_owned);
        event.lang = frame.get("Language").map(str::to_owned);
        event.party = party(frame, "CallerIDNum", "CallerIDName", reading.region);
        event.durations.wait = frame.seconds("HoldTime");
        event.durations.ring = frame.seconds("RingTime");
        let known = self.known(agent_channel, now);
        known.caller = frame.get("Uniqueid").map(str::to_owned);
        match kind {
            Kind::Connected => known.connected = true,
            Kind::Ended if frame.has("RingTime") => event.cause = Some("no_answer".into()),
            Kind::Ended => {
                // It counts from the answer and hold with it: good only when nothing else is known.
                if !known.connected {
                    event.durations.talk = frame.seconds("TalkTime");
                }
                event.ended_by = match frame.get("Reason") {
                    Some("agent") => Some(EndedBy::Agent),
                    Some("caller") => Some(EndedBy::Customer),
                    _ => None,
                };
                if frame.get("Reason") == Some("transfer") {
                    event.cause = Some("transfer".into());
                }
            }
            _ => {}
        }
        vec![event]
    }

    /// The caller gave up in the queue while it rang here.
    fn abandoned(&mut self, frame: &Frame, now: Ms) -> Vec<CallEvent> {
        let Some(caller) = frame.get("Uniqueid") else { return Vec::new() };
        let ringing = self
            .calls
            .iter()
            .filter(|(_, known)| known.caller.as_deref() == Some(caller) && !known.connected);
        let ringing: Vec<String> = ringing.map(|(id, _)| id.clone()).collect();
        ringing
            .iter()
            .map(|id| {
                let mut event = self.event(id, "QueueCallerAbandon", Kind::Ended, now);
                event.ended_by = Some(EndedBy::Customer);
                event.cause = Some("abandoned".into());
                event
            })
            .collect()
    }

    /// A telephone of ours rings without a queue, or one of ours dials out.
    fn dial(&mut self, frame: &Frame, now: Ms, reading: Reading<'_>) -> Vec<CallEvent> {
        let rings =
            frame.get("DestChannel").is_some_and(|channel| self.agents.has_channel(channel));
        let dials = frame.get("Channel").is_some_and(|channel| self.agents.has_channel(channel));
        // With everybody's calls wanted nobody can say which end is the agent.
        let (ours, other, direction) = match (rings, dials) {
            _ if self.agents.everybody() => return Vec::new(),
            (true, _) => (frame.get("DestUniqueid"), frame.get("Uniqueid"), Direction::In),
            (false, true) => (frame.get("Uniqueid"), frame.get("DestUniqueid"), Direction::Out),
            (false, false) => return Vec::new(),
        };
        let Some(ours) = ours else { return Vec::new() };
        let mut event = self.event(ours, "DialBegin", Kind::Offered, now);
        event.direction = Some(direction);
        event.parent_id = frame.get("Linkedid").map(CallId::from).filter(|id| *id != event.call_id);
        event.party = match direction {
            Direction::In => party(frame, "CallerIDNum", "CallerIDName", reading.region),
            Direction::Out => party(frame, "DestCallerIDNum", "DestCallerIDName", reading.region)
                .filter(|party| !party.withheld)
                .or_else(|| frame.get("Exten").map(|exten| Party::read(exten, reading.region))),
        };
        let known = self.known(ours, now);
        known.caller = other.map(str::to_owned);
        vec![event]
    }

    fn dialled(&mut self, frame: &Frame, now: Ms) -> Vec<CallEvent> {
        let ends = [frame.get("DestUniqueid"), frame.get("Uniqueid")];
        let Some(ours) = ends.into_iter().flatten().find(|id| self.calls.contains_key(*id)) else {
            return Vec::new();
        };
        let ours = ours.to_owned();
        match frame.get("DialStatus") {
            Some("ANSWER") => {
                self.known(&ours, now).connected = true;
                vec![self.event(&ours, "DialEnd", Kind::Connected, now)]
            }
            Some(status) => {
                let mut event = self.event(&ours, "DialEnd", Kind::Ended, now);
                event.cause = Some(status.to_lowercase());
                vec![event]
            }
            None => Vec::new(),
        }
    }

    fn hold(&mut self, frame: &Frame, now: Ms, kind: Kind) -> Vec<CallEvent> {
        let Some(channel) = frame.get("Uniqueid") else { return Vec::new() };
        // After a reconnect the hold may be the first that is heard of the call.
        let ours = !self.agents.everybody()
            && frame.get("Channel").is_some_and(|channel| self.agents.has_channel(channel));
        if !self.calls.contains_key(channel) && !ours {
            return Vec::new();
        }
        self.known(channel, now).connected = true;
        // More than one in a call: each is an event of its own.
        let mut event = self.event(channel, frame.get("Event").unwrap_or_default(), kind, now);
        event.id = format!("{}/{now}", event.id);
        vec![event]
    }

    fn transfer(&mut self, frame: &Frame, now: Ms, kind: TransferKind) -> Vec<CallEvent> {
        if frame.get("Result").is_some_and(|result| result != "Success") {
            return Vec::new();
        }
        let channels = ["TransfererUniqueid", "OrigTransfererUniqueid", "SecondTransfererUniqueid"];
        let mut found = channels.iter().filter_map(|name| frame.get(name));
        let Some(ours) = found.find(|id| self.calls.contains_key(*id)) else { return Vec::new() };
        let ours = ours.to_owned();
        let name = frame.get("Event").unwrap_or_default();
        let mut event = self.event(&ours, name, Kind::Transferred, now);
        let to = match kind {
            TransferKind::Blind => frame.get("Extension"),
            TransferKind::Attended => frame
                .get("TransferTargetCallerIDNum")
                .or(frame.get("SecondTransfererExten"))
                .or(frame.get("SecondTransfererConnectedLineNum")),
        };
        event.transfer = Some(Transfer { kind, to: to.map(str::to_owned) });
        vec![event]
    }

    /// One end hung up: the agent's own channel, or the caller's.
    fn hangup(&mut self, frame: &Frame, now: Ms) -> Vec<CallEvent> {
        let Some(channel) = frame.get("Uniqueid") else { return Vec::new() };
        let by_caller = |(_, known): &(&String, &Known)| known.caller.as_deref() == Some(channel);
        let ours = match self.calls.contains_key(channel) {
            true => vec![channel.to_owned()],
            false => self.calls.iter().filter(by_caller).map(|(id, _)| id.clone()).collect(),
        };
        ours.iter()
            .map(|id| {
                let mut event = self.event(id, "Hangup", Kind::Ended, now);
                event.cause = frame.get("Cause-txt").or(frame.get("Cause")).map(str::to_owned);
                if id == channel {
                    self.calls.remove(id);
                }
                event
            })
            .collect()
    }

    /// The same message again has the same id.
    fn event(&self, agent_channel: &str, name: &str, kind: Kind, now: Ms) -> CallEvent {
        CallEvent::new("asterisk", &format!("{agent_channel}/{name}"), now, kind, agent_channel)
    }

    fn known(&mut self, agent_channel: &str, now: Ms) -> &mut Known {
        if !self.calls.contains_key(agent_channel) && self.calls.len() >= MOST {
            let oldest = self.calls.iter().min_by_key(|(_, known)| known.since);
            if let Some(id) = oldest.map(|(id, _)| id.clone()) {
                self.calls.remove(&id);
            }
        }
        let known = self.calls.entry(agent_channel.to_owned()).or_default();
        if known.since == 0 {
            known.since = now;
        }
        known
    }
}

/// With `timestampevents = yes` in the exchange's settings: seconds with a fraction.
fn moment(frame: &Frame) -> Option<Ms> {
    let text = frame.get("Timestamp")?;
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let ms: Ms = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    seconds.parse::<Ms>().ok()?.checked_mul(1_000)?.checked_add(ms)
}

/// The other end, if the message speaks of it at all.
fn party(frame: &Frame, number: &str, name: &str, region: &str) -> Option<Party> {
    if !frame.has(number) {
        return None;
    }
    let raw = frame.get(number).unwrap_or_default();
    let mut party = Party::read(raw, region);
    party.name = frame.get(name).filter(|name| *name != raw && !party.withheld).map(str::to_owned);
    Some(party)
}
