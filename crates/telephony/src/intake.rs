//! Where every event of a desk comes together: bounded, once, and in one line.
//!
//! Whatever brings an event hands it to [`Intake::take`], from any thread; it never waits. What is
//! taken in reaches the desk on a thread of its own, in the order it came. What is too much is
//! refused and counted, so that the window stays as quick as ever.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use contact::{CallEvent, CallEventError, CallEventKind, CallId, Ms};

use crate::link::{self, OpenCalls};
use crate::{Agents, Rate, Read, Reading};

/// The wall clock, as the shell has it.
pub type Clock = Arc<dyn Fn() -> Ms + Send + Sync>;

/// The cause of a call that rang here and was taken by somebody else.
pub(crate) const ELSEWHERE: &str = "answered_elsewhere";
/// So many wait for the desk at most; more is refused.
const LINE: usize = 2_000;
/// So many calls are begun at once, and so many a second after that: more is no telephone, and every
/// one of them would ring on the screen.
const CALLS: (u32, u32) = (60, 2);
/// So many ids are remembered, to know an event that comes again.
const REMEMBERED: usize = 20_000;
/// So many calls, likewise.
const REMEMBERED_CALLS: usize = 1_000;

/// What became of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taken {
    /// It is on its way to the desk.
    Accepted,
    /// It came before.
    Again,
    /// It is another agent's, or of no concern.
    Ignored,
    /// Too many came at once; send it again later.
    TooMany,
}

/// How many events became what, since the start.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Handed to the desk.
    pub accepted: u64,
    /// Came before.
    pub again: u64,
    /// Of no concern.
    pub ignored: u64,
    /// Absurd or unreadable.
    pub refused: u64,
    /// Above the rate, or the desk was behind.
    pub too_many: u64,
}

/// The intake of one desk. Cheap to share.
#[derive(Clone)]
pub struct Intake(Arc<Inner>);

struct Inner {
    region: String,
    agents: Agents,
    clock: Clock,
    burst: u32,
    state: Mutex<State>,
    accepted: AtomicU64,
    again: AtomicU64,
    ignored: AtomicU64,
    refused: AtomicU64,
    too_many: AtomicU64,
}

struct State {
    line: Option<SyncSender<Box<CallEvent>>>,
    rate: Rate,
    known: HashSet<(String, String)>,
    order: VecDeque<(String, String)>,
    /// The calls of late, and whether they rang here.
    calls: HashMap<CallId, bool>,
    begun: VecDeque<CallId>,
    calls_rate: Rate,
    links: OpenCalls,
    worker: Option<JoinHandle<()>>,
}

impl Intake {
    /// Opens it; `desk` is told of each event, one after another, on a thread of its own.
    pub fn open(
        settings: &crate::settings::Calls,
        region: &str,
        clock: Clock,
        desk: impl FnMut(CallEvent) + Send + 'static,
    ) -> Intake {
        let (line, waiting) = sync_channel(LINE);
        let worker =
            std::thread::Builder::new().name("calls".into()).spawn(|| hand_on(waiting, desk)).ok();
        let clock_now = clock();
        let rate = Rate::new(settings.per_second, settings.burst, clock_now);
        Intake(Arc::new(Inner {
            region: region.to_owned(),
            agents: Agents::new(&settings.agents),
            clock,
            burst: settings.burst,
            state: Mutex::new(State {
                line: Some(line),
                rate,
                known: HashSet::new(),
                order: VecDeque::new(),
                calls: HashMap::new(),
                begun: VecDeque::new(),
                calls_rate: Rate::new(CALLS.1, CALLS.0, clock_now),
                links: OpenCalls::default(),
                worker,
            }),
            accepted: AtomicU64::new(0),
            again: AtomicU64::new(0),
            ignored: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            too_many: AtomicU64::new(0),
        }))
    }

    /// What an adapter is to be told.
    pub fn reading(&self) -> Reading<'_> {
        Reading { region: &self.0.region, now_ms: (self.0.clock)(), agents: &self.0.agents }
    }

    /// Reads a link. Here, and not where links come from, because those of one call come in different
    /// ways: the first opens the app, the next a second start of it.
    pub fn read_link(&self, text: &str) -> Read {
        link::read(text, self.reading(), &mut self.state().links)
    }

    /// The most that [`Intake::may_take`] ever lets in at once.
    pub fn burst(&self) -> u32 {
        self.0.burst
    }

    /// Whether so much may come in now, before anybody reads it.
    pub fn may_take(&self, count: u32) -> bool {
        let now = (self.0.clock)();
        let may = self.state().rate.take(count, now);
        if !may {
            self.0.too_many.fetch_add(u64::from(count), Ordering::Relaxed);
        }
        may
    }

    /// Takes what an adapter made of a message. Never waits.
    ///
    /// # Errors
    /// When the event is absurd.
    pub fn take(&self, event: Option<CallEvent>) -> Result<Taken, CallEventError> {
        let taken = match event {
            Some(event) => {
                if let Err(error) = event.check((self.0.clock)()) {
                    self.count_refused();
                    return Err(error);
                }
                self.enter(event)
            }
            None => Taken::Ignored,
        };
        let count = match taken {
            Taken::Accepted => &self.0.accepted,
            Taken::Again => &self.0.again,
            Taken::Ignored => &self.0.ignored,
            Taken::TooMany => &self.0.too_many,
        };
        count.fetch_add(1, Ordering::Relaxed);
        Ok(taken)
    }

    /// Counts a message that an adapter refused.
    pub fn count_refused(&self) {
        self.0.refused.fetch_add(1, Ordering::Relaxed);
    }

    fn enter(&self, event: CallEvent) -> Taken {
        if event.agent.as_deref().is_some_and(|name| !self.0.agents.has(name)) {
            return Taken::Ignored;
        }
        let mut state = self.state();
        let elsewhere = event.cause.as_deref() == Some(ELSEWHERE);
        if elsewhere && state.calls.get(&event.call_id) != Some(&true) {
            return Taken::Ignored;
        }
        let name = (event.source.clone(), event.id.clone());
        if state.known.contains(&name) {
            return Taken::Again;
        }
        let (call, kind) = (event.call_id.clone(), event.kind);
        let now = (self.0.clock)();
        if !state.calls.contains_key(&call) && !state.calls_rate.take(1, now) {
            return Taken::TooMany;
        }
        match state.line.as_ref().map(|line| line.try_send(Box::new(event))) {
            Some(Ok(())) => {}
            // What was not handed on is not known: it may be sent again.
            Some(Err(TrySendError::Full(_))) => return Taken::TooMany,
            Some(Err(TrySendError::Disconnected(_))) | None => return Taken::Ignored,
        }
        let rang = kind == CallEventKind::Offered;
        if let Some(known) = state.calls.get_mut(&call) {
            *known |= rang;
        } else {
            state.calls.insert(call.clone(), rang);
            state.begun.push_back(call);
            if state.begun.len() > REMEMBERED_CALLS
                && let Some(oldest) = state.begun.pop_front()
            {
                state.calls.remove(&oldest);
            }
        }
        state.known.insert(name.clone());
        state.order.push_back(name);
        if state.order.len() > REMEMBERED
            && let Some(oldest) = state.order.pop_front()
        {
            state.known.remove(&oldest);
        }
        Taken::Accepted
    }

    /// How much came in so far.
    pub fn counts(&self) -> Counts {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counts {
            accepted: read(&self.0.accepted),
            again: read(&self.0.again),
            ignored: read(&self.0.ignored),
            refused: read(&self.0.refused),
            too_many: read(&self.0.too_many),
        }
    }

    /// Takes nothing in any more, and returns when the desk was told of everything.
    pub fn close(&self) {
        let worker = {
            let mut state = self.state();
            state.line = None;
            state.worker.take()
        };
        if let Some(worker) = worker {
            let _ = worker.join();
        }
    }

    /// Nothing behind this lock is left half-changed by a panic that matters.
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hand_on(waiting: Receiver<Box<CallEvent>>, mut desk: impl FnMut(CallEvent)) {
    while let Ok(event) = waiting.recv() {
        desk(*event);
    }
}

impl fmt::Debug for Intake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intake").field("counts", &self.counts()).finish_non_exhaustive()
    }
}
