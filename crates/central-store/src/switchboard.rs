//! Calls on their way to desks: what webhooks bring, until the agent's desk has asked for it.
//!
//! Kept in memory and for a quarter of an hour: a call event is no record, and one that nobody
//! heard changes no figure. Every event has a number; a desk asks for what came after the last it
//! has. The numbers begin anew with every start, which `epoch` tells. What waits has a bound in number and
//! in bytes: past it the oldest goes, which the log tells.
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
/// So many bytes of them at most: a call event has some hundred, so these are as many.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// So many in one answer.
const PAGE: usize = 500;
/// Bytes of one answer, which holds one event at least. What is left comes with the next.
const PAGE_BYTES: usize = 1024 * 1024;
/// What an event takes beside its texts.
const EACH: usize = 512;

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
    waiting: VecDeque<Waiting>,
    /// What they take together.
    bytes: usize,
    known: HashSet<(String, String)>,
}

#[derive(Debug)]
struct Waiting {
    number: u64,
    came: Ms,
    bytes: usize,
    event: CallEvent,
}

/// About what an event takes in memory and in an answer.
fn bytes_of(event: &CallEvent) -> usize {
    // A form that could not be written could not be sent either.
    let text = serde_json::to_vec(event).map_or(0, |text| text.len());
    // Its names are kept a second time, to know it again.
    text + event.source.len() + event.id.len() + EACH
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
        let bytes = bytes_of(&event);
        let mut state = self.state();
        state.forget(now);
        if !state.known.insert((event.source.clone(), event.id.clone())) {
            return false;
        }
        state.make_room(bytes);
        state.last += 1;
        let last = state.last;
        state.bytes += bytes;
        state.waiting.push_back(Waiting { number: last, came: now, bytes, event });
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
        let mut bytes = 0;
        for waiting in state.waiting.iter().filter(|waiting| waiting.number > after) {
            if theirs(&waiting.event) {
                bytes += waiting.bytes;
                if calls.len() == PAGE || (bytes > PAGE_BYTES && !calls.is_empty()) {
                    break;
                }
                calls.push(waiting.event.clone());
            }
            next = waiting.number;
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
        while self.waiting.front().is_some_and(|oldest| now - oldest.came >= KEPT_MS) {
            self.drop_oldest();
        }
    }

    fn make_room(&mut self, bytes: usize) {
        let before = self.waiting.len();
        while !self.waiting.is_empty()
            && (self.waiting.len() >= MOST || self.bytes + bytes > MOST_BYTES)
        {
            self.drop_oldest();
        }
        let dropped = before - self.waiting.len();
        if dropped > 0 {
            tracing::warn!(
                dropped,
                "more calls wait for desks than there is room for: the oldest went"
            );
        }
    }

    fn drop_oldest(&mut self) {
        if let Some(oldest) = self.waiting.pop_front() {
            self.bytes -= oldest.bytes;
            self.known.remove(&(oldest.event.source, oldest.event.id));
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
        assert_eq!(board.state().bytes, 0);
    }

    #[test]
    fn large_events_push_out_the_oldest_and_come_some_at_a_time() {
        let board = Switchboard::new("e1");
        let anna = ["anna".to_owned()];
        for n in 0..400 {
            let mut large = event(&n.to_string(), Some("anna"));
            large.cause = Some("x".repeat(200_000));
            assert!(board.put(large, 0));
            assert!(board.state().bytes <= MOST_BYTES);
        }
        let (mut after, mut got) = (0, Vec::new());
        loop {
            let page = board.page(&anna, after, "e1", 0);
            if page.calls.is_empty() {
                break;
            }
            assert!(page.calls.len() <= PAGE_BYTES / 200_000);
            got.extend(page.calls.iter().map(|event| event.id.parse::<u32>().unwrap()));
            after = page.next;
        }
        let kept = board.state().waiting.len();
        assert_eq!(got, (400 - kept as u32..400).collect::<Vec<u32>>(), "each of the newest, once");
        // One that is larger than a page comes all the same.
        let mut huge = event("huge", Some("anna"));
        huge.cause = Some("x".repeat(2 * PAGE_BYTES));
        board.put(huge, 0);
        assert_eq!(board.page(&anna, after, "e1", 0).calls.len(), 1);
    }
}
