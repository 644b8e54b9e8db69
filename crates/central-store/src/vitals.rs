//! How the store is: what `/ready` and `/metrics` ask.

use std::sync::Arc;
use std::time::{Duration, Instant};

use contact::Ms;
use tokio::task::JoinHandle;

use crate::backup::{Erasure, erasures};
use crate::engine::{Session, values};
use crate::tables::retention;
use crate::{Failure, Store};

/// How long a healthy store may take to say so.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long what was found is told to others.
const REMEMBERED: Duration = Duration::from_secs(1);

/// A turn of the writer that was asked for.
type Turn = JoinHandle<Result<(), Failure>>;

/// The last look at whether the store can work.
#[derive(Debug, Default)]
pub(crate) struct Probe {
    known: Option<(Instant, Result<(), &'static str>)>,
    /// Stays here when nobody waits for it any more.
    turn: Option<Turn>,
}

/// The state of the store at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Vitals {
    /// Writes that wait, and that may.
    pub(crate) queue_depth: u64,
    pub(crate) queue_places: u64,
    /// Entries of the queue whose customers are still to be evaluated.
    pub(crate) evaluator_backlog: u64,
    /// Records set aside for a person.
    pub(crate) quarantined: u64,
    /// Desks that are enrolled and not revoked.
    pub(crate) desks: u64,
    /// Those of them that were silent for too long.
    pub(crate) silent_desks: u64,
    /// Up to here every desk that counts has reported everything.
    pub(crate) watermark: Ms,
    /// When the last audit ended.
    pub(crate) audited_at: Option<Ms>,
    /// What it found wrong.
    pub(crate) audit_differences: u64,
    /// When a desk last showed that the store had gone back in time.
    pub(crate) went_back_at: Option<Ms>,
}

impl Store {
    /// The state of the store now.
    pub(crate) async fn vitals(&self) -> Result<Vitals, Failure> {
        let (queue_depth, queue_places) = self.0.writer.waiting();
        let inner = std::sync::Arc::clone(&self.0);
        let read = move |c: &Session| {
            let count = |text: &str| c.one::<u64>(text, values![c.tenant()], |row| row.get(0));
            let noted = |k: &str| {
                let noted = crate::tables::facts::of_tenant(c, k)?;
                Ok::<Option<Ms>, Failure>(noted.and_then(|text| text.parse().ok()))
            };
            let watermark = inner.watermark(c)?;
            Ok(Vitals {
                queue_depth,
                queue_places,
                evaluator_backlog: count("SELECT count(*) FROM dirty WHERE tenant_id = $1")?,
                quarantined: count("SELECT count(*) FROM quarantine WHERE tenant_id = $1")?,
                desks: count(
                    "SELECT count(*) FROM device WHERE tenant_id = $1 AND revoked_at IS NULL",
                )?,
                silent_desks: watermark.missing.len() as u64,
                watermark: watermark.at,
                audited_at: noted("audited_at")?,
                went_back_at: noted("went_back_at")?,
                audit_differences: noted("audit_differences")?
                    .and_then(|n| u64::try_from(n).ok())
                    .unwrap_or(0),
            })
        };
        self.0.readers.read(read).await
    }

    /// Tells desks that the store may have gone back in time; a store that is served notices within a
    /// moment.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn new_epoch(&self) -> Result<String, Failure> {
        let epoch = crate::keys::hex(&self.random()?);
        let fresh = epoch.clone();
        let job = move |c: &Session| {
            c.execute("UPDATE store_meta SET v = $1 WHERE k = 'epoch'", values![fresh.as_str()])?;
            Ok(())
        };
        self.0.writer.write(job).await?;
        self.learn_epoch().await?;
        Ok(epoch)
    }

    /// Begins a new epoch in place of `epoch`, because the store has less than it told a desk in that.
    /// False where that was done before.
    pub(crate) async fn went_back(&self, epoch: &str) -> Result<bool, Failure> {
        let (old, fresh) = (epoch.to_owned(), crate::keys::hex(&self.random()?));
        let now = self.now();
        let job = move |c: &Session| {
            let text = "UPDATE store_meta SET v = $1 WHERE k = 'epoch' AND v = $2";
            let begun = c.execute(text, values![fresh.as_str(), old.as_str()])? > 0;
            if begun {
                crate::tables::facts::note(c, "went_back_at", &now.to_string())?;
            }
            Ok(begun)
        };
        let begun = self.0.writer.write(job).await?;
        self.learn_epoch().await?;
        Ok(begun)
    }

    /// Deletes some of what began before `before`, the oldest first; gives how much went, 0 when nothing
    /// is left. See [`crate::backup`] for what stays in copies.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn retain(&self, before: Ms, slice: u32) -> Result<u64, Failure> {
        let gone = self.0.writer.write(move |c| retention::retain(c, before, slice)).await?;
        if gone == 0 {
            self.empty_log().await;
        }
        Ok(gone)
    }

    /// What was deleted is to be gone from the file's log too. It is deleted whether or not this works:
    /// the log is written over as the store goes on, only later.
    pub(crate) async fn empty_log(&self) {
        let inner = Arc::clone(&self.0);
        match tokio::task::spawn_blocking(move || inner.engine.empty_log()).await {
            Ok(Ok(true)) => {}
            Ok(Ok(false)) => tracing::warn!(
                "what was deleted is still in the file's log: others were at it; delete again, or stop the store once"
            ),
            Ok(Err(failure)) => {
                tracing::warn!(%failure, "what was deleted is still in the file's log")
            }
            Err(_) => tracing::warn!("what was deleted is still in the file's log"),
        }
    }

    /// Who was erased, as keyed hashes: to be kept apart from the copies.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn erasures(&self) -> Result<Vec<Erasure>, Failure> {
        self.0.readers.read(erasures::list).await
    }

    /// Whether the store can do its work: reads, and has a writer that takes turns. A writer with a
    /// full queue is busy, not gone. That the tables are up to date is so since it was opened.
    ///
    /// Anybody may ask, as often as they like: it is looked at once a second at most, whoever asks
    /// meanwhile is told the same, and there is one turn of the writer at a time that was asked for.
    ///
    /// # Errors
    /// What is missing, as words for the operator.
    pub(crate) async fn ready(&self) -> Result<(), &'static str> {
        let mut probe = self.0.probe.lock().await;
        if let Some((at, known)) = probe.known
            && at.elapsed() < REMEMBERED
        {
            return known;
        }
        let found = self.look(&mut probe.turn).await;
        probe.known = Some((Instant::now(), found));
        found
    }

    async fn look(&self, turn: &mut Option<Turn>) -> Result<(), &'static str> {
        match tokio::time::timeout(PATIENCE, self.well()).await {
            Err(_) => return Err("the database does not answer"),
            Ok(Err(failure)) => {
                tracing::warn!(failure = %failure, "not ready");
                return Err("the database cannot be read");
            }
            Ok(Ok(())) => {}
        }
        // One that was asked for before, and that nobody waited for to its end, is waited for.
        let writer = self.0.writer.clone();
        let asked =
            turn.get_or_insert_with(|| tokio::spawn(async move { writer.write(|_| Ok(())).await }));
        let Ok(taken) = tokio::time::timeout(PATIENCE, asked).await else {
            return Err("the writer does not take its turn");
        };
        *turn = None;
        match taken {
            Ok(Ok(()) | Err(Failure::Busy)) => Ok(()),
            Ok(Err(failure)) => {
                tracing::warn!(failure = %failure, "not ready");
                Err("nothing can be written")
            }
            Err(_) => Err("the look at the writer broke off"),
        }
    }
}
