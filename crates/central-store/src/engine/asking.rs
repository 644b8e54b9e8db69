//! One connection to PostgreSQL that all look-ups in mid-call share.
//!
//! They are sent one behind the other without waiting for each other's answers, on the threads of those
//! who ask: handing each to a thread that may wait, and back, cost as much as finding what it asked for.
//!
//! Promises: a connection that ended, or that says nothing for a while, is left, and the next look-up
//! makes another.
//! Deliberately absent: transactions, and whatever takes long.

use std::collections::HashMap;
use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::TryStreamExt as _;
use tokio_postgres::{Client, Statement};

use crate::Failure;
use crate::engine::postgres::Address;
use crate::engine::tls::lost;
use crate::engine::{Row, Value};

/// No look-up takes so long. A desk has given up by then; others need not wait for a server that does
/// not even close its connections.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where look-ups are asked.
pub(super) struct Asking {
    address: Address,
    tenant: i32,
    now: Arc<tokio::sync::Mutex<Option<Arc<Line>>>>,
}

impl fmt::Debug for Asking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asking({})", self.tenant)
    }
}

/// A connection, and the texts that were prepared over it.
struct Line {
    client: Client,
    prepared: Mutex<HashMap<String, Statement>>,
}

impl Line {
    async fn statement(&self, text: &str) -> Result<Statement, Failure> {
        let known = |prepared: &Mutex<HashMap<String, Statement>>| {
            prepared.lock().unwrap_or_else(PoisonError::into_inner).get(text).cloned()
        };
        if let Some(known) = known(&self.prepared) {
            return Ok(known);
        }
        let statement = self.client.prepare(text).await?;
        let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        prepared.insert(text.to_owned(), statement.clone());
        Ok(statement)
    }
}

impl Asking {
    pub(super) fn new(address: Address, tenant: i32) -> Asking {
        Asking { address, tenant, now: Arc::default() }
    }

    /// The connection there is, or a new one. That is made by a task of its own, which goes on when the asker
    /// leaves: a host that is silent takes longer than a desk waits, and the one behind it must be reached.
    async fn line(&self) -> Result<Arc<Line>, Failure> {
        let mut now = Arc::clone(&self.now).lock_owned().await;
        if let Some(line) = now.as_ref().filter(|line| !line.client.is_closed()) {
            return Ok(Arc::clone(line));
        }
        let (address, tenant) = (self.address.clone(), self.tenant);
        let made = tokio::spawn(async move {
            let client = address.join(tenant).await?;
            let line = Arc::new(Line { client, prepared: Mutex::default() });
            *now = Some(Arc::clone(&line));
            Ok(line)
        });
        made.await.unwrap_or(Err(Failure::Stopping))
    }

    /// Hands over row after row of one statement, which is of one moment by itself.
    pub(super) async fn each(
        &self,
        text: &str,
        values: &[Value<'_>],
        with: impl FnMut(Row<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let line = self.line().await?;
        match tokio::time::timeout(PATIENCE, asked(&line, text, values, with)).await {
            Ok(answered) => answered,
            Err(_) => {
                let mut now = self.now.lock().await;
                if now.as_ref().is_some_and(|now| Arc::ptr_eq(now, &line)) {
                    *now = None;
                }
                Err(lost("the database did not answer a look-up"))
            }
        }
    }
}

async fn asked(
    line: &Line,
    text: &str,
    values: &[Value<'_>],
    mut with: impl FnMut(Row<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let statement = line.statement(text).await?;
    let mut rows = pin!(line.client.query_raw(&statement, values.iter().copied()).await?);
    while let Some(row) = rows.try_next().await? {
        with(Row::Postgres(&row))?;
    }
    Ok(())
}
