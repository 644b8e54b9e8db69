//! Connections that only read.
//!
//! Promises: a long walk over all contacts never takes the last connection, so a look-up in
//! mid-call does not wait behind a report.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use crate::Failure;
use crate::engine::{Engine, Session};

/// A small pool, opened as it is needed.
#[derive(Clone, Debug)]
pub(crate) struct Readers(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    engine: Engine,
    idle: Mutex<Vec<Session>>,
    any: Arc<Semaphore>,
    long: Arc<Semaphore>,
}

/// A borrowed session; goes back when dropped, even out of a panic.
struct Lent {
    pool: Arc<Pool>,
    session: Option<Session>,
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
    pub(crate) fn new(engine: Engine, most: usize) -> Readers {
        let most = most.max(2);
        Readers(Arc::new(Pool {
            engine,
            idle: Mutex::default(),
            any: Arc::new(Semaphore::new(most)),
            long: Arc::new(Semaphore::new(most / 2)),
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

    /// A look-up by a single statement, which is of one moment by itself: two turns less.
    pub(crate) async fn once<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Session) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.lend(Session::ready, ask).await
    }

    async fn lend<T: Send + 'static>(
        &self,
        before: fn(&Session) -> Result<(), Failure>,
        ask: impl FnOnce(&Session) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let permit = Arc::clone(&self.0.any).acquire_owned().await;
        let permit = permit.map_err(|_| Failure::Stopping)?;
        let pool = Arc::clone(&self.0);
        let asked = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let idle = pool.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let session = match idle {
                Some(session) => session,
                None => pool.engine.read()?,
            };
            let lent = Lent { pool, session: Some(session) };
            let session = lent.session.as_ref().ok_or(Failure::Stopping)?;
            before(session)?;
            ask(session)
        });
        asked.await.unwrap_or_else(|broken| {
            tracing::error!(panicked = broken.is_panic(), "a read broke off");
            Err(Failure::Damaged("a read broke off".into()))
        })
    }

    /// A walk over everything: at most half of the connections at a time.
    pub(crate) async fn walk<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Session) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let _permit = self.0.long.acquire().await.map_err(|_| Failure::Stopping)?;
        self.read(ask).await
    }
}
