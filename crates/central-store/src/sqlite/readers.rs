//! Connections that only read.
//!
//! Promises: a long walk over all contacts never takes the last connection, so a look-up in
//! mid-call does not wait behind a report.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::Failure;
use crate::sqlite::open_to_read;

/// A small pool, opened as it is needed.
#[derive(Clone, Debug)]
pub(crate) struct Readers(Arc<Pool>);

#[derive(Debug)]
struct Pool {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    any: Arc<Semaphore>,
    long: Arc<Semaphore>,
}

/// A borrowed connection; goes back when dropped, even out of a panic.
struct Lent {
    pool: Arc<Pool>,
    connection: Option<Connection>,
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take()
            && connection.is_autocommit()
        {
            self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}

impl Readers {
    pub(crate) fn new(path: PathBuf, most: usize) -> Readers {
        let most = most.max(2);
        Readers(Arc::new(Pool {
            path,
            idle: Mutex::default(),
            any: Arc::new(Semaphore::new(most)),
            long: Arc::new(Semaphore::new(most / 2)),
        }))
    }

    /// A look-up: short.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let permit = Arc::clone(&self.0.any).acquire_owned().await;
        let permit = permit.map_err(|_| Failure::Stopping)?;
        let pool = Arc::clone(&self.0);
        let asked = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let idle = pool.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let connection = match idle {
                Some(connection) => connection,
                None => open_to_read(&pool.path)?,
            };
            let lent = Lent { pool, connection: Some(connection) };
            match &lent.connection {
                Some(connection) => {
                    // One moment of the store for all that `ask` reads.
                    let moment = connection.unchecked_transaction()?;
                    let answer = ask(&moment);
                    drop(moment);
                    answer
                }
                None => Err(Failure::Stopping),
            }
        });
        asked.await.unwrap_or_else(|broken| {
            tracing::error!(panicked = broken.is_panic(), "a read broke off");
            Err(Failure::Damaged("a read broke off".into()))
        })
    }

    /// A walk over everything: at most half of the connections at a time.
    pub(crate) async fn walk<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let _permit = self.0.long.acquire().await.map_err(|_| Failure::Stopping)?;
        self.read(ask).await
    }
}
