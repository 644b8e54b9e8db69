//! Calls on their way to desks: what webhooks bring, until the agent's desk has asked for it.
//!
//! Kept in memory and for a quarter of an hour: a call event is no record, and one that nobody
//! heard changes no figure. Every event has a number; a desk asks for what came after the last it
//! has. The numbers begin anew with every start, which `epoch` tells.
//!
//! Deliberately absent: other nodes. Webhooks and desks of one centre meet at one address.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use contact::protocol::CallPage;
use contact::{CallEvent, Ms};
use tokio::sync::watch;

/// So long an event waits for its desk.
const KEPT_MS: Ms = 15 * 60_000;
/// So many at most, for all desks together.
const MOST: usize = 20_000;
/// So many in one answer.
const PAGE: usize = 500;

/// Where calls wait for desks. Cheap to share.
#[derive(Clone, Debug)]
pub(crate) struct Switchboard {
    state: Arc<Mutex<State>>,
    head: watch::Sender<u64>,
    epoch: Arc<str>,
}

#[derive(Debug, Default)]
struct State {
    last: u64,
    waiting: VecDeque<(u64, Ms, CallEvent)>,
    known: HashSet<(String, String)>,
}

impl Switchboard {
    /// An empty one; `epoch` names this start.
    pub(crate) fn new(epoch: &str) -> Switchboard {
        Switchboard { state: Arc::default(), head: watch::Sender::new(0), epoch: Arc::from(epoch) }
    }

    /// Takes an event in; whether it was new. One without an agent is no desk's.
    pub(crate) fn put(&self, event: CallEvent, now: Ms) -> bool {
        if event.agent.is_none() {
            return false;
        }
        let mut state = self.state();
        state.forget(now);
        if !state.known.insert((event.source.clone(), event.id.clone())) {
            return false;
        }
        state.last += 1;
        let last = state.last;
        state.waiting.push_back((last, now, event));
        drop(state);
        self.head.send_replace(last);
        true
    }

    /// What came for `agents` after `after`; from the beginning when that is of another start.
    pub(crate) fn page(&self, agents: &[String], after: u64, epoch: &str, now: Ms) -> CallPage {
        let mut state = self.state();
        state.forget(now);
        let after = if *self.epoch == *epoch { after } else { 0 };
        let theirs = |event: &CallEvent| {
            let agent = event.agent.as_deref().unwrap_or_default().to_lowercase();
            agents.iter().any(|name| name.to_lowercase() == agent)
        };
        let mut next = after;
        let mut calls = Vec::new();
        for (number, _, event) in state.waiting.iter().filter(|(number, ..)| *number > after) {
            if calls.len() == PAGE {
                break;
            }
            next = *number;
            if theirs(event) {
                calls.push(event.clone());
            }
        }
        CallPage { epoch: self.epoch.to_string(), next, calls }
    }

    /// Told of the newest number.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }

    /// Nothing behind this lock is left half-changed by a panic that matters.
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn forget(&mut self, now: Ms) {
        while let Some((_, came, event)) = self.waiting.front() {
            if now - came < KEPT_MS && self.waiting.len() < MOST {
                break;
            }
            self.known.remove(&(event.source.clone(), event.id.clone()));
            self.waiting.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use contact::CallEventKind;

    use super::*;

    fn event(id: &str, agent: Option<&str>) -> CallEvent {
        let mut event = CallEvent::new("twilio", id, 0, CallEventKind::Offered, "c1");
        event.agent = agent.map(str::to_owned);
        event
    }

    #[test]
    fn each_desk_gets_its_own_once_and_in_order() {
        let board = Switchboard::new("e1");
        assert!(board.put(event("1", Some("Anna")), 0));
        assert!(!board.put(event("1", Some("Anna")), 0), "the same again");
        assert!(!board.put(event("2", None), 0), "nobody's");
        assert!(board.put(event("3", Some("kim")), 0));
        assert!(board.put(event("4", Some("anna")), 0));
        let anna = ["anna".to_owned()];
        let page = board.page(&anna, 0, "e1", 0);
        let ids: Vec<&str> = page.calls.iter().map(|event| event.id.as_str()).collect();
        assert_eq!((ids, page.next), (vec!["1", "4"], 3));
        assert!(board.page(&anna, page.next, "e1", 0).calls.is_empty());
        assert_eq!(board.page(&anna, 99, "of another start", 0).calls.len(), 2);
    }

    #[test]
    fn what_nobody_asks_for_is_forgotten() {
        let board = Switchboard::new("e1");
        for n in 0..MOST + 10 {
            board.put(event(&n.to_string(), Some("anna")), 0);
        }
        assert!(board.state().waiting.len() <= MOST);
        assert!(board.page(&["anna".to_owned()], 0, "e1", KEPT_MS).calls.is_empty());
        assert!(board.state().known.is_empty());
    }
}
