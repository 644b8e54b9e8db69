//! What is asked about all contacts at once: figures, verdicts, and the sums behind them.
//!
//! Promises: what was acknowledged before a question is in its answer unless there is a flood; one
//! evaluator at a time. Deliberately absent: the rule itself, which is `contact::fcr`.

use std::sync::{Arc, PoisonError};

use contact::fcr::{Judged, Policy};
use contact::{ContactId, Ms};

use super::Store;
use crate::Failure;
use crate::engine::{Session, values};
use crate::fcr::filter::Filter;
use crate::fcr::restated::{self, Moment, Restatement};
use crate::fcr::{audit, evaluate, teams};
use crate::figures::{self, Figures, Listed, ShownPage};
use crate::tables::facts;

/// How long a question waits for what is still to be counted, and how much is counted at once.
const SETTLING: std::time::Duration = std::time::Duration::from_secs(1);
const SETTLED: usize = 2_000;

impl Store {
    /// The figures of a policy.
    ///
    /// # Errors
    /// [`contact::Code::Invalid`] when the policy makes no sense.
    pub async fn figures(&self, policy: Policy) -> Result<Figures, Failure> {
        self.figures_of(policy, Filter::default()).await
    }

    /// The figures of a policy over what a filter lets through.
    ///
    /// # Errors
    /// As [`Store::figures`].
    pub async fn figures_of(&self, policy: Policy, filter: Filter) -> Result<Figures, Failure> {
        policy.check()?;
        self.settle().await?;
        let (inner, epoch) = (Arc::clone(&self.0), self.epoch());
        let ask =
            move |c: &Session| figures::figures(c, &policy, &filter, inner.watermark(c)?, epoch);
        self.0.readers.walk(ask).await
    }

    /// The teams in which somebody was after a moment; none where the store knows of none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn teams(&self, from: Ms) -> Result<Vec<String>, Failure> {
        self.0.readers.read(move |c| teams::lately(c, from)).await
    }

    /// Counts what is in the queue, some hundreds of entries at a time, for a second at most: what
    /// was acknowledged before a question is in its answer unless there is a flood. Who cannot get to
    /// write in a flood answers from what is counted: a question is not refused for it.
    async fn settle(&self) -> Result<(), Failure> {
        let begun = std::time::Instant::now();
        while begun.elapsed() < SETTLING {
            match self.evaluate(SETTLED).await {
                Ok(0) => break,
                Ok(_) => {}
                Err(failure @ (Failure::Busy | Failure::Again(_) | Failure::Lost(_))) => {
                    tracing::info!(%failure, "answered from what is counted so far");
                    break;
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }

    /// Counts up to about `budget` entries of the queue; gives how many. One evaluator at a time:
    /// when another is at work this gives 0.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn evaluate(&self, budget: usize) -> Result<usize, Failure> {
        let queued = |c: &Session| {
            let text = "SELECT 1 FROM dirty WHERE tenant_id = $1 LIMIT 1";
            c.first(text, values![c.tenant()], |_| Ok(()))
        };
        if self.0.readers.read(queued).await?.is_none() {
            return Ok(0);
        }
        let inner = Arc::clone(&self.0);
        let work = tokio::task::spawn_blocking(move || {
            let mut held = inner.evaluator.lock().unwrap_or_else(PoisonError::into_inner);
            let session = match held.take() {
                Some(session) => session,
                None => inner.engine.write()?,
            };
            let when = Moment { now: inner.clock.now(), missing_after: inner.missing_after };
            let mut done = Ok(0);
            // Another evaluator, or a writer of the file, may have been in the way.
            for _ in 0..3 {
                done = session.whole_in_a_moment(|c| evaluate::drain(c, budget, when));
                if !matches!(done, Err(Failure::Again(_) | Failure::Lost(_))) {
                    break;
                }
            }
            *held = Some(session);
            done
        });
        work.await.map_err(|_| Failure::Damaged("counting broke off".into()))?
    }

    /// Counts everything anew and compares it with the sums; gives how many sums are wrong, and
    /// notes it. With `mend` wrong sums are made anew.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn audit(&self, mend: bool) -> Result<u64, Failure> {
        let walk = |c: &Session| audit::differences(c, &evaluate::pending(c)?);
        let wrong = self.0.readers.walk_unhurried(walk).await?;
        if wrong > 0 {
            tracing::error!(wrong, "the audit found sums that are not those of counting anew");
        }
        let now = self.now();
        let inner = Arc::clone(&self.0);
        let note = move || {
            let session = inner.engine.write()?;
            session.whole_in_a_moment(|c| {
                if mend && wrong > 0 {
                    audit::anew(c)?;
                }
                facts::note(c, "audited_at", &now.to_string())?;
                facts::note(c, "audit_differences", &wrong.to_string())
            })
        };
        tokio::task::spawn_blocking(note)
            .await
            .map_err(|_| Failure::Damaged("the audit broke off".into()))??;
        Ok(wrong)
    }

    /// Published figures that moved afterwards, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn restatements(&self, limit: u16) -> Result<Vec<Restatement>, Failure> {
        self.settle().await?;
        self.0.readers.read(move |c| restated::newest(c, limit)).await
    }

    /// Hands the verdict on every contact that the filter takes to `add`, on a thread that may wait, and gives `sink`
    /// back when it has them all.
    ///
    /// # Errors
    /// As [`Store::figures`], and whatever `add` fails with.
    pub async fn verdicts<S: Send + 'static>(
        &self,
        policy: Policy,
        filter: Filter,
        mut sink: S,
        add: fn(&mut S, Judged) -> Result<(), Failure>,
    ) -> Result<S, Failure> {
        policy.check()?;
        let inner = Arc::clone(&self.0);
        let ask = move |c: &Session| {
            let watermark = inner.watermark(c)?.at;
            figures::verdicts(c, &policy, watermark, &filter, |j| add(&mut sink, j))?;
            Ok(sink)
        };
        self.0.readers.stream(ask).await
    }

    /// The latest contacts that the filter takes with their verdicts, for the board.
    ///
    /// # Errors
    /// As [`Store::figures`].
    pub async fn shown(
        &self,
        policy: Policy,
        filter: Filter,
        before: Option<(Ms, ContactId)>,
        limit: u16,
    ) -> Result<ShownPage, Failure> {
        policy.check()?;
        let (inner, epoch) = (Arc::clone(&self.0), self.epoch());
        let asked = Listed { filter, before, limit, longest: inner.contact.duration_ms };
        let ask = move |c: &Session| figures::shown(c, policy, inner.watermark(c)?, epoch, asked);
        self.0.readers.walk(ask).await
    }
}
