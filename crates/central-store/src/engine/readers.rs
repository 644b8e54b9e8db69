//! Connections that only read.
//!
//! Promises: a long walk over all contacts never takes the last connection, so a look-up in
//! mid-call does not wait behind a report; nor do readers who take their time keep all reports
//! waiting, and who would wait for long is told to come again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Failure;
use crate::engine::asking::Asking;
use crate::engine::{Engine, Row, Session, Value};

/// A small pool, opened as it is needed.
#[derive(Clone, Debug)]
pub(crate) struct Readers(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    engine: Engine,
    /// None of a file.
    asking: Option<Asking>,
    idle: Mutex<Vec<Session>>,
    any: Arc<Semaphore>,
    long: Arc<Semaphore>,
    /// Walks that are as quick as somebody reads.
    streams: Arc<Semaphore>,
    /// How long a walk waits for its turn.
    wait: Duration,
}

/// A borrowed session; goes back when dropped, even out of a panic.
struct Lent {
    pool: Arc<Pool>,
    session: Option<Session>,
}

impl Lent {
    fn of(pool: Arc<Pool>) -> Result<Lent, Failure> {
        let idle = pool.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let session = idle.map_or_else(|| pool.engine.read(), Ok)?;
        Ok(Lent { pool, session: Some(session) })
    }

    fn ask<T>(
        &self,
        before: fn(&Session) -> Result<(), Failure>,
        ask: impl FnOnce(&Session) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let session = self.session.as_ref().ok_or(Failure::Stopping)?;
        before(session)?;
        ask(session)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(session) = self.session.take() else { return };
        session.rollback();
        if !session.open() && !session.lost() {
            self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner).push(session);
        }
    }
}

impl Readers {
    pub(crate) fn new(engine: Engine, most: usize, wait: Duration) -> Readers {
        let most = most.max(2);
        let asking = engine.asking();
        Readers(Arc::new(Pool {
            engine,
            asking,
            idle: Mutex::default(),
            any: Arc::new(Semaphore::new(most)),
            long: Arc::new(Semaphore::new(most / 2)),
            streams: Arc::new(Semaphore::new((most / 4).max(1))),
            wait,
        }))
    }

    /// A look-up: short.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Session) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        // One moment of the store for all that `ask` reads.
        self.lend(Session::moment, ask).await
    }

    /// Whose rows these are.
    pub(crate) fn tenant(&self) -> i32 {
        self.0.engine.tenant
    }

    /// Whether Citus spreads customers over several machines.
    pub(crate) fn spread(&self) -> bool {
        self.0.engine.spread()
    }

    /// A look-up by a single statement, which is of one moment by itself: two turns less. It takes some
    /// tens of microseconds, so it is done on the asker's own thread: handing it to another and back would
    /// take as long again. Hands over row after row.
    pub(crate) async fn each(
        &self,
        text: &str,
        values: &[Value<'_>],
        with: impl FnMut(Row<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if let Some(asking) = &self.0.asking {
            return asking.each(text, values, with).await;
        }
        let _permit = self.permit().await?;
        let lent = Lent::of(Arc::clone(&self.0))?;
        let ask = |session: &Session| session.each(text, values, with);
        let asked = catch_unwind(AssertUnwindSafe(|| lent.ask(Session::ready, ask)));
        asked.unwrap_or_else(|_| broken_off(true))
    }

    /// As [`Readers::each`]: the first row, none when there is none.
    pub(crate) async fn first<T>(
        &self,
        text: &str,
        values: &[Value<'_>],
        read: impl Fn(Row<'_>) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let mut first = None;
        let with = |row: Row<'_>| {
            if first.is_none() {
                first = Some(read(row)?);
            }
            Ok(())
        };
        self.each(text, values, with).await?;
        Ok(first)
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, Failure> {
        let permit = Arc::clone(&self.0.any).acquire_owned().await;
        permit.map_err(|_| Failure::Stopping)
    }

    async fn lend<T: Send + 'static>(
        &self,
        before: fn(&Session) -> Result<(), Failure>,
        ask: impl FnOnce(&Session) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let permit = self.permit().await?;
        let pool = Arc::clone(&self.0);
        let asked = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            Lent::of(pool)?.ask(before, ask)
        });
        asked.await.unwrap_or_else(|broken| broken_off(broken.is_panic()))
    }

    /// A walk over everything that somebody waits for: at most half of the connections at a time.
    pub(crate) async fn walk<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Session) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let turn = self.turn(&self.0.long).await?;
        self.walked(turn, ask).await
    }

    /// A walk that waits for its reader: at most half of the walks at a time, where there are several.
    pub(crate) async fn stream<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Session) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let one = self.turn(&self.0.streams).await?;
        let asked = move |session: &Session| {
            let _one = one;
            ask(session)
        };
        self.walk(asked).await
    }

    /// A walk that the store does by itself. Nobody waits for it, so it waits until it has its turn: those
    /// before it are bounded.
    pub(crate) async fn walk_unhurried<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Session) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let turn = Arc::clone(&self.0.long).acquire_owned().await;
        self.walked(turn.map_err(|_| Failure::Stopping)?, ask).await
    }

    async fn turn(&self, of: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Failure> {
        match tokio::time::timeout(self.0.wait, Arc::clone(of).acquire_owned()).await {
            Ok(turn) => turn.map_err(|_| Failure::Stopping),
            Err(_) => Err(Failure::Busy),
        }
    }

    /// The turn goes with the walk: an asker who leaves does not end it.
    async fn walked<T: Send + 'static>(
        &self,
        turn: OwnedSemaphorePermit,
        ask: impl FnOnce(&Session) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let asked = move |session: &Session| {
            let _turn = turn;
            ask(session)
        };
        self.read(asked).await
    }
}

fn broken_off<T>(panicked: bool) -> Result<T, Failure> {
    tracing::error!(panicked, "a read broke off");
    Err(Failure::Damaged("a read broke off".into()))
}
