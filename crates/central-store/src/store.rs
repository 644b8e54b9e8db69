//! The store itself: what can be asked of it, without a network. Opening and closing are here; what
//! can be asked is in the files of the folder, one for each who asks.
//!
//! Promises: what `records` acknowledges is durable; every answer is of one moment; a method that
//! fails has changed nothing. Cheap to clone.
//! Deliberately absent: HTTP (see `http`), files of contacts (see `import`).

mod access;
mod counting;
mod exchange;
mod feeds;
mod for_desks;
mod history;
mod noted;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use contact::protocol::BatchLimits;
use contact::{Code, Codes, Limits, Ms, Problem};
use tokio::sync::oneshot;

use crate::engine::{Engine, Last, Readers, Session, Writer};
use crate::fcr::restated::Moment;
use crate::fcr::{audit, evaluate};
use crate::keys::Keyring;
use crate::reading::Rules;
use crate::settings::Serving;
use crate::tables::desks::{self, Watermark};
use crate::tables::facts;
use crate::tables::noted as noted_rows;
use crate::vitals::Probe;
use crate::{Chance, Clock, Failure, Settings};

pub use exchange::{Arrived, Heard};
pub use feeds::Edition;

/// The store.
#[derive(Clone, Debug)]
pub struct Store(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) writer: Writer,
    through: Mutex<Option<oneshot::Receiver<()>>>,
    pub(crate) readers: Readers,
    pub(crate) engine: Engine,
    /// The connection that drains the queue of what is still to be counted.
    evaluator: Mutex<Option<Session>>,
    keyring: Keyring,
    /// As it was last looked at.
    epoch: RwLock<String>,
    clock: Clock,
    chance: Chance,
    batch: BatchLimits,
    contact: Limits,
    serving: Serving,
    missing_after: Ms,
    pub(crate) probe: tokio::sync::Mutex<Probe>,
    /// The lists as they were at this number of their feed.
    codes: Mutex<(u64, Option<Arc<Codes>>)>,
}

impl Store {
    /// Opens the database, makes it when it is not there and brings its tables up to date.
    ///
    /// # Errors
    /// When the file cannot be opened, is no database, or is damaged. Blocks: call it before
    /// serving.
    pub fn open(settings: &Settings) -> Result<Store, Failure> {
        let settings = settings.clone();
        // A PostgreSQL client waits in its own way, which no thread of the server's may.
        let opening = std::thread::Builder::new().name("store-open".into());
        let opened = opening
            .spawn(move || Store::open_here(&settings))
            .map_err(|source| Failure::File { what: "opening the store".into(), source })?;
        opened.join().unwrap_or_else(|_| Err(Failure::Damaged("opening broke off".into())))
    }

    fn open_here(settings: &Settings) -> Result<Store, Failure> {
        let engine = Engine::found(&settings.database, settings.tenant)?;
        let session = engine.write()?;
        let (epoch, keyring) = session.whole(|c| facts::founded(c, &settings.chance))?;
        session.whole_in_a_moment(audit::up_to_date)?;
        session.whole_in_a_moment(noted_rows::up_to_date)?;
        drop(session);
        let (clock, missing_after) = (settings.clock.clone(), settings.missing_after_ms);
        let last: Last = Arc::new(move |c: &Session, crowded| {
            evaluate::settle(c, crowded, Moment { now: clock.now(), missing_after })
        });
        let (writer, through) = Writer::start(&engine, settings.writers, settings.queue, &last)?;
        Ok(Store(Arc::new(Inner {
            writer,
            through: Mutex::new(Some(through)),
            readers: Readers::new(engine.clone(), settings.readers, settings.reports_wait),
            engine,
            evaluator: Mutex::default(),
            keyring,
            epoch: RwLock::new(epoch),
            clock: settings.clock.clone(),
            chance: settings.chance.clone(),
            batch: settings.batch,
            contact: settings.contact,
            serving: settings.serving.clone(),
            missing_after: settings.missing_after_ms,
            probe: tokio::sync::Mutex::default(),
            codes: Mutex::default(),
        })))
    }

    /// As [`Store::open`], but only a database that is there already.
    ///
    /// # Errors
    /// [`Code::NotFound`] when it is not; otherwise as [`Store::open`].
    pub fn existing(settings: &Settings) -> Result<Store, Failure> {
        if !Engine::is_there(&settings.database)? {
            let message = format!(
                "There is no store at {}. Nothing was made. `serve`, `enrol` and `import` make one.",
                settings.database
            );
            return Err(Failure::Asked(Problem::new(Code::NotFound, message)));
        }
        Store::open(settings)
    }

    /// Waits until everything that was begun is written, where this is the last handle: the
    /// program should not end before its writer.
    pub async fn close(self) {
        let last = Arc::strong_count(&self.0) == 1;
        let through = self.0.through.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(self);
        if let Some(through) = through
            && last
        {
            // A job that hangs must not keep the program from ending.
            let _ = tokio::time::timeout(std::time::Duration::from_secs(10), through).await;
        }
    }

    /// Changes when the store may have gone back in time.
    pub fn epoch(&self) -> String {
        self.0.epoch.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks at the epoch anew. What was remembered of another time of the store is forgotten.
    pub(crate) async fn learn_epoch(&self) -> Result<(), Failure> {
        let now = self.0.readers.read(facts::epoch).await?;
        let mut known = self.0.epoch.write().unwrap_or_else(PoisonError::into_inner);
        if *known != now {
            tracing::warn!("the epoch is another: desks are told to compare what they have kept");
            *known = now;
            *self.0.codes.lock().unwrap_or_else(PoisonError::into_inner) = (0, None);
        }
        Ok(())
    }

    /// What a batch may hold.
    pub fn limits(&self) -> BatchLimits {
        self.0.batch
    }

    /// How a server of this store watches itself and ends.
    pub(crate) fn serving(&self) -> &Serving {
        &self.0.serving
    }

    /// Random bytes to name a request by.
    pub(crate) fn random(&self) -> Result<[u8; 16], Failure> {
        Ok(self.0.chance.bytes()?)
    }

    pub(crate) fn now(&self) -> Ms {
        self.0.clock.now()
    }

    pub(crate) fn chance(&self) -> &Chance {
        &self.0.chance
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    /// Whether the store can read and still has its writer.
    pub(crate) async fn well(&self) -> Result<(), Failure> {
        self.heads().await.map(|_| ())
    }
}

impl Inner {
    pub(crate) fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    pub(crate) fn now(&self) -> Ms {
        self.clock.now()
    }

    pub(crate) fn rules<'a>(&'a self, codes: Option<&'a Codes>) -> Rules<'a> {
        Rules {
            keyring: &self.keyring,
            codes,
            limits: &self.contact,
            record_bytes: self.batch.record_bytes,
        }
    }

    pub(crate) fn watermark(&self, session: &Session) -> Result<Watermark, Failure> {
        desks::watermark(session, self.clock.now(), self.missing_after)
    }
}
