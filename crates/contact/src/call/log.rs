//! Events in, calls out: late, doubled and missing ones come to the same state.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Call, CallEvent, CallEventKind, CallId};
use crate::Ms;

/// More than any call has, transcripts included.
const MOST_EVENTS: usize = 5_000;
/// More calls than a desk has in a day.
const MOST_CALLS: usize = 1_000;

/// The events of the calls of one desk.
///
/// What [`CallLog::call`] says depends on which events were taken in, never on their order or how
/// often they came. As JSON it is the list of its events, so a desk can keep it over a restart.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<CallEvent>", into = "Vec<CallEvent>")]
pub struct CallLog {
    calls: BTreeMap<CallId, Events>,
}

/// One call's events, by time; at the same time in the order a call goes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Events {
    in_order: BTreeMap<(Ms, CallEventKind, String, String), CallEvent>,
    known: BTreeSet<(String, String)>,
}

impl CallLog {
    /// Takes an event in; whether it was a new one. The same one again (by source and id) is not,
    /// and neither is one beyond what any call has.
    pub fn add(&mut self, event: CallEvent) -> bool {
        if !self.calls.contains_key(&event.call_id) && self.calls.len() >= MOST_CALLS {
            self.forget_oldest();
        }
        let events = self.calls.entry(event.call_id.clone()).or_default();
        let name = (event.source.clone(), event.id.clone());
        if events.known.len() >= MOST_EVENTS || !events.known.insert(name) {
            return false;
        }
        let at = (event.time_ms, event.kind, event.source.clone(), event.id.clone());
        events.in_order.insert(at, event);
        true
    }

    /// How a call stands.
    pub fn call(&self, id: &CallId) -> Option<Call> {
        Call::of(self.calls.get(id)?.in_order.values())
    }

    /// Every call that is known, in the order of their ids.
    pub fn calls(&self) -> impl Iterator<Item = Call> + '_ {
        self.calls.values().filter_map(|events| Call::of(events.in_order.values()))
    }

    /// Forgets the calls nothing was heard of since `before`.
    pub fn forget_before(&mut self, before: Ms) {
        self.calls.retain(|_, events| events.last_ms() >= before);
    }

    fn forget_oldest(&mut self) {
        let oldest = self.calls.iter().min_by_key(|(_, events)| events.last_ms());
        if let Some(id) = oldest.map(|(id, _)| id.clone()) {
            self.calls.remove(&id);
        }
    }
}

impl Events {
    fn last_ms(&self) -> Ms {
        self.in_order.last_key_value().map_or(Ms::MIN, |((time, ..), _)| *time)
    }
}

impl From<Vec<CallEvent>> for CallLog {
    fn from(events: Vec<CallEvent>) -> Self {
        let mut log = CallLog::default();
        for event in events {
            log.add(event);
        }
        log
    }
}

impl From<CallLog> for Vec<CallEvent> {
    fn from(log: CallLog) -> Self {
        log.calls.into_values().flat_map(|events| events.in_order.into_values()).collect()
    }
}
