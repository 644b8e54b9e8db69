//! How it stands with the store, as the agent sees it, and the courier behind it.

use std::sync::Arc;

use contact::{ClockReading, Ms, Problem};
use courier::{Courier, News, Standing, Store};

use crate::ipc::{Nothing, Pick, Refused, Sync, SyncState};
use crate::team::Team;
use crate::{Desk, Event, Inner, lock};

impl Desk {
    /// How it stands with the store.
    pub fn sync(&self) -> Result<Sync, Problem> {
        self.0.sync()
    }

    /// Records that the store refused, each with why.
    pub fn refused(&self) -> Result<Vec<Refused>, Problem> {
        let lines = self.0.journal.refused()?;
        Ok(lines
            .into_iter()
            .map(|line| Refused {
                contact_id: line.contact_id,
                revision: line.revision,
                start_ms: line.start_ms,
                customer: line.customer.map(|customer| customer.0),
                why: line.why,
            })
            .collect())
    }

    /// Sends a refused record again as it is.
    pub fn send_again(&self, pick: &Pick) -> Result<Nothing, Problem> {
        self.0.journal.unpark(pick.contact_id, self.0.now())?;
        self.0.outbox_changed();
        self.sync_now()
    }

    /// Gets the courier going now.
    pub fn sync_now(&self) -> Result<Nothing, Problem> {
        if let Some(courier) = &*lock(&self.0.courier) {
            courier.now();
        }
        Ok(Nothing {})
    }

    /// Starts the courier anew with what the journal knows of the store; none when it knows
    /// nothing.
    pub(crate) fn start_courier(&self) -> Result<(), Problem> {
        let before = lock(&self.0.courier).take();
        if let Some(before) = before {
            before.stop();
        }
        *lock(&self.0.status) = None;
        let inner = &self.0;
        let (Some(url), Some(token)) = (inner.settings().store_url.clone(), inner.journal.token()?)
        else {
            *lock(&inner.store) = None;
            return Ok(());
        };
        let store = Store::new(&url, token)?;
        *lock(&inner.store) = Some(store.clone());
        let news = Arc::downgrade(inner);
        let courier = Courier::start(courier::Settings {
            journal: inner.journal.another()?,
            store,
            wall: Arc::clone(&inner.clock),
            mono: Arc::clone(&inner.mono),
            boot: inner.boot.clone(),
            on_news: Arc::new(move |told| {
                if let Some(inner) = news.upgrade() {
                    inner.hear(told);
                }
            }),
        })?;
        *lock(&inner.courier) = Some(courier);
        Ok(())
    }
}

impl Inner {
    /// The clocks at the moment `wall`, for the store to find the true time by.
    pub(crate) fn clock_reading(&self, wall: Ms) -> ClockReading {
        ClockReading { boot: self.boot.clone(), mono: (self.mono)(), wall }
    }

    /// Lines came or went: the courier looks, and the window counts anew.
    pub(crate) fn outbox_changed(&self) {
        if let Some(courier) = &*lock(&self.courier) {
            courier.nudge();
        }
        self.tell_sync();
    }

    fn tell_sync(&self) {
        match self.sync() {
            Ok(sync) => self.tell(Event::SyncChanged(sync)),
            Err(problem) => tracing::warn!(%problem, "the outbox cannot be counted"),
        }
    }

    fn hear(&self, news: News) {
        match news {
            News::Status(status) => {
                *lock(&self.status) = Some(status);
                self.tell_sync();
            }
            News::Team => {
                self.team.store(Arc::new(Team::read(&self.journal)));
                self.tell(Event::KnowledgeChanged(self.knowledge()));
            }
            News::Erased => self.tell_sync(),
            News::Articles => self.shelf.refresh(),
            News::Codes => match self.journal.codes() {
                Ok(codes) => {
                    let codes = codes.unwrap_or_default();
                    self.masker.store(crate::masking::masker(&codes));
                    self.codes.store(Arc::new(codes));
                    // Articles are found by the codes of their reasons.
                    self.shelf.refresh();
                }
                Err(fault) => tracing::warn!(%fault, "newer codes cannot be read"),
            },
        }
    }

    pub(crate) fn sync(&self) -> Result<Sync, Problem> {
        let waiting = self.journal.waiting(self.now())?;
        let status = *lock(&self.status);
        let enrolled = lock(&self.store).is_some();
        let state = match status.map(|status| status.standing) {
            _ if !enrolled => SyncState::NotEnrolled,
            Some(Standing::SignedOut) => SyncState::SignedOut,
            Some(Standing::TooOld) => SyncState::TooOld,
            Some(Standing::Cut) => SyncState::Offline,
            Some(Standing::Linked) if waiting.lines == 0 => SyncState::Synced,
            Some(Standing::Linked | Standing::Unknown) | None => SyncState::Sending,
        };
        let kept = || {
            let text = self.journal.setting("synced_ms").ok().flatten();
            text.and_then(|text| text.parse().ok())
        };
        Ok(Sync {
            state,
            waiting: waiting.lines,
            refused: waiting.refused,
            synced_ms: status.map_or_else(kept, |status| status.synced_ms),
            offline_since_ms: status.and_then(|status| status.offline_since_ms),
        })
    }
}
