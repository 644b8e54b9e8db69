//! Carries the outbox up and articles and codes down. Never lost, never doubled.
//!
//! A line leaves the outbox only on the store's receipt for that very record; whatever happens
//! before (no network, a lost reply, a kill) means that it is sent again, and the store knows it
//! by its id and revision. One record that the store sets aside never holds up the others.
//!
//! [`plan`] decides, and is pure; `http` is the one place that speaks to the network; `run` is
//! the loop between the two, on a thread of its own. Deliberately absent: what a contact means,
//! and the wall clock, which comes in.

mod calls;
mod http;
pub mod plan;
mod run;

use std::sync::Arc;
use std::thread::JoinHandle;

use contact::{Code, Ms, Problem, Secret};
use journal::Journal;
use tokio::sync::{Notify, watch};

pub use calls::calls;
pub use http::{Carrier, Store, enrol, ready_tls};
pub use plan::Refusal;

/// A clock, read when it is called.
pub type Clock = Arc<dyn Fn() -> Ms + Send + Sync>;

/// What a courier needs to begin.
pub struct Settings {
    /// A connection of its own.
    pub journal: Journal,
    /// Where the store is and who this desk is to it.
    pub store: Store,
    /// The wall clock.
    pub wall: Clock,
    /// Milliseconds since the machine started; never goes back.
    pub mono: Clock,
    /// Names this start of the machine.
    pub boot: String,
    /// Told of every change, from the courier's thread. Must not block.
    pub on_news: Arc<dyn Fn(News) + Send + Sync>,
}

/// What the courier says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum News {
    /// The way to the store, or the number of records that wait, has changed.
    Status(Status),
    /// Articles were added, changed or taken away.
    Articles,
    /// The centre's lists are new.
    Codes,
    /// Documents of the team are new.
    Team,
    /// Contacts were forgotten, because their customer was erased.
    Erased,
}

/// The way to the store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Status {
    /// In one word.
    pub standing: Standing,
    /// The last time that nothing was left to send.
    pub synced_ms: Option<Ms>,
    /// No way through since.
    pub offline_since_ms: Option<Ms>,
}

/// How it stands with the store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Not asked yet.
    Unknown,
    /// It answers.
    Linked,
    /// No way through, or no usable answer.
    Cut,
    /// It does not know this desk (any more). Lines wait.
    SignedOut,
    /// It wants a newer desk. Lines wait, and go when it is there.
    TooOld,
}

/// A courier under way. Dropping it stops it.
pub struct Courier {
    nudge: Arc<Nudge>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Nudge {
    notify: Notify,
    impatient: std::sync::atomic::AtomicBool,
}

impl Courier {
    /// Starts the thread. The first thing it does is to ask the store how it is.
    pub fn start(settings: Settings) -> Result<Courier, Problem> {
        let (stop, stopped) = watch::channel(false);
        let nudge = Arc::new(Nudge::default());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|_| {
            Problem::new(Code::Internal, "The connection to the store could not be started.")
        })?;
        let inner = Arc::clone(&nudge);
        let thread = std::thread::Builder::new()
            .name("courier".into())
            .spawn(move || runtime.block_on(run::run(settings, inner, stopped)))
            .map_err(|_| {
                Problem::new(Code::Internal, "The connection to the store could not be started.")
            })?;
        Ok(Courier { nudge, stop, thread: Some(thread) })
    }

    /// There is something new in the outbox.
    pub fn nudge(&self) {
        self.nudge.notify.notify_one();
    }

    /// A person wants it now: a back-off is cut short.
    pub fn now(&self) {
        self.nudge.impatient.store(true, std::sync::atomic::Ordering::Release);
        self.nudge.notify.notify_one();
    }

    /// Stops, and returns when the thread is gone. What was on its way is sent again next time.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // The news callback may hold the last handle: a thread cannot wait for itself.
            if thread.thread().id() != std::thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

/// The courier step by step, without a thread and without sleeping: for whoever brings their own time.
/// [`Courier`] is this and a thread that waits between the steps.
pub struct Steps(run::Round);

impl Steps {
    /// Ready for the first step, which asks the store how it is.
    pub fn new(settings: Settings) -> Steps {
        Steps(run::Round::new(settings))
    }

    /// One step. A pause when there is nothing to do before it is over.
    ///
    /// # Errors
    /// When the journal cannot be used.
    pub async fn step(&mut self) -> Result<Option<std::time::Duration>, journal::Fault> {
        self.0.step().await
    }
}

impl std::fmt::Debug for Steps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Steps")
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        self.end();
    }
}

impl std::fmt::Debug for Courier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Courier")
    }
}

/// The problem a person is told when a store refuses.
pub(crate) fn signed_out() -> Problem {
    Problem::new(
        Code::Unauthorized,
        "The store does not know this desk. Enrol it again; what waits here is safe.",
    )
}

/// A token that came in an answer and goes into the journal.
pub(crate) type Token = Secret;
