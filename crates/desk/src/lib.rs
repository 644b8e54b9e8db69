//! What an agent can do, without a window.
//!
//! One method a command of [`ipc::Commands`], and [`Desk::call_event`] for what a telephone system
//! says. All but [`Desk::story`], [`Desk::summary`] and [`Desk::enrol`] are local and quick: a
//! search runs on a snapshot of the index, everything else on the journal, and nothing waits for
//! the network. What a method says is saved is on the disk.
//!
//! Deliberately absent: windows, the wall clock and random ids (all three come in by
//! [`DeskSettings`]), SQL (the journal's) and HTTP (the courier's).

mod article;
mod call;
mod clock;
mod help;
mod home;
pub mod ipc;
mod masking;
mod note;
mod open;
mod outbox;
mod phone;
mod promises;
mod reasons;
mod revisions;
mod settings;
mod shelf;
mod story;
mod suggest;
mod summary;
mod team;
mod work;
mod wrap_up;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use contact::{Codes, ContactId, Masker, Ms, Problem};
use courier::{Clock, Courier, Status};
use journal::Journal;

pub use open::DeskSettings;
pub use wrap_up::UNDO_MS;

use ipc::{
    DraftChanged, DueFollowUp, IntakeState, Knowledge, LiveCall, Settings, Suggestions, Sync,
};
use phone::Phone;
use promises::Bell;
use shelf::Shelf;
use team::Team;
use work::Gathered;

/// What the desk says without being asked, as in [`ipc::Events`].
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// Something was sent, refused or cut off.
    SyncChanged(Sync),
    /// Newer articles or codes are in.
    KnowledgeChanged(Knowledge),
    /// A call began, changed or ended.
    CallsChanged(Vec<LiveCall>),
    /// A call moved drafts, or changed the one on the screen.
    DraftChanged(Box<DraftChanged>),
    /// Something comes by itself.
    Suggested(Suggestions),
    /// A promise is due.
    Reminder(DueFollowUp),
    /// How it stands where calls come in.
    IntakeChanged(IntakeState),
}

/// Told of every event, from whichever thread it happens on. Must not block.
pub type Listener = Arc<dyn Fn(Event) + Send + std::marker::Sync>;

/// An open desk. Cheap to share; [`Desk::close`] stops what runs behind it.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    journal: Journal,
    shelf: Shelf,
    codes: ArcSwap<Codes>,
    masker: ArcSwap<Masker>,
    settings: ArcSwap<Settings>,
    team: ArcSwap<Team>,
    status: Mutex<Option<Status>>,
    courier: Mutex<Option<Courier>>,
    store: Mutex<Option<courier::Store>>,
    listener: Mutex<Option<Listener>>,
    /// What was looked for last, until it is remembered.
    last_search: Mutex<Option<String>>,
    /// One change of the drafts at a time. Taken before `phone`.
    drafting: Mutex<()>,
    phone: Mutex<Phone>,
    /// The calls as they were told last. Taken before `phone`, never with `phone` in hand.
    told_calls: Mutex<Vec<LiveCall>>,
    /// What is being looked for and read, until the draft is next kept.
    gathered: Mutex<Gathered>,
    /// What came by itself last.
    suggested: Mutex<Option<Suggestions>>,
    bell: Mutex<Option<Bell>>,
    shift: Mutex<home::Shift>,
    intake: Mutex<IntakeState>,
    trouble: Option<Problem>,
    version: String,
    clock: Clock,
    mono: Clock,
    boot: String,
    new_id: Arc<dyn Fn() -> ContactId + Send + std::marker::Sync>,
}

impl Inner {
    fn now(&self) -> Ms {
        (self.clock)()
    }

    fn settings(&self) -> Arc<Settings> {
        self.settings.load_full()
    }

    fn tell(&self, event: Event) {
        let listener = lock(&self.listener).clone();
        if let Some(listener) = listener {
            listener(event);
        }
    }
}

/// Nothing behind these locks is left half-changed by a panic: they hold whole values.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("journal", &self.0.journal).finish_non_exhaustive()
    }
}
