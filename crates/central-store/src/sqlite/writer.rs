//! The one writer: a thread that takes waiting jobs in groups, one transaction a group.
//!
//! Promises: a job's answer is given only after its transaction is durable; a job that fails is
//! undone alone; when the disk is full nobody in the group is told that anything was stored; a
//! full queue refuses at once instead of letting the asker wait.
//! Deliberately absent: what the jobs do.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::Failure;

/// Jobs of one transaction at most: each may hold a whole batch of records.
const GROUP: usize = 64;

/// How a transaction ended, for everybody who waited for it.
#[derive(Clone, Copy)]
enum Ended {
    Durable,
    Full,
    Busy,
}

impl From<rusqlite::Error> for Ended {
    fn from(error: rusqlite::Error) -> Self {
        match Failure::from(error) {
            Failure::Full => Ended::Full,
            Failure::Busy => Ended::Busy,
            other => {
                tracing::error!(error = %other, "a transaction could not be made durable");
                Ended::Busy
            }
        }
    }
}

type Answer = Box<dyn FnOnce(Ended) + Send>;
/// Given no connection it is not run, and its answer is only how the transaction ended.
type Job = Box<dyn FnOnce(Option<&Connection>) -> Answer + Send>;

/// The way to the writer's thread. The thread ends when the last of these is gone.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the thread. The receiver is told when the thread is through with everything.
    pub(crate) fn start(
        connection: Connection,
        waiting: usize,
    ) -> Result<(Writer, oneshot::Receiver<()>), Failure> {
        let (queue, jobs) = mpsc::channel(waiting.max(1));
        let (through, wait) = oneshot::channel();
        std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || {
                work(connection, jobs);
                // Nobody need be waiting for it.
                let _ = through.send(());
            })
            .map_err(|source| Failure::File { what: "starting the writer".into(), source })?;
        Ok((Writer { queue }, wait))
    }

    /// Does `job` in the writer's next transaction and waits until that is durable.
    ///
    /// # Errors
    /// [`Failure::Busy`] when the queue is full; whatever `job` fails with, undone; and when the
    /// transaction could not be made durable.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let done = connection.map(|connection| alone(connection, job));
            Box::new(move |ended| {
                let answer = match (done, ended) {
                    (Some(Err(failure)), _) => Err(failure),
                    (Some(Ok(value)), Ended::Durable) => Ok(value),
                    (_, Ended::Full) => Err(Failure::Full),
                    (_, Ended::Busy | Ended::Durable) => Err(Failure::Busy),
                };
                // The asker may have gone away; what was stored stays stored.
                let _ = tell.send(answer);
            })
        });
        self.queue.try_send(job).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Failure::Busy,
            mpsc::error::TrySendError::Closed(_) => Failure::Stopping,
        })?;
        told.await.unwrap_or(Err(Failure::Stopping))
    }

    /// Jobs that wait, and places for them.
    pub(crate) fn waiting(&self) -> (u64, u64) {
        let places = self.queue.max_capacity();
        ((places - self.queue.capacity()) as u64, places as u64)
    }

    /// Whether more than half of the queue is taken: time to ask desks to slow down.
    pub(crate) fn crowded(&self) -> bool {
        self.queue.capacity() * 2 < self.queue.max_capacity()
    }
}

/// Runs `job` so that it can be undone without undoing its neighbours.
fn alone<T>(
    connection: &Connection,
    job: impl FnOnce(&Connection) -> Result<T, Failure>,
) -> Result<T, Failure> {
    connection.execute_batch("SAVEPOINT job")?;
    match job(connection) {
        Ok(value) => {
            connection.execute_batch("RELEASE job")?;
            Ok(value)
        }
        Err(failure) => {
            // Where SQLite undid the whole transaction by itself there is no savepoint left.
            if !connection.is_autocommit() {
                connection.execute_batch("ROLLBACK TO job; RELEASE job")?;
            }
            Err(failure)
        }
    }
}

fn work(connection: Connection, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.blocking_recv() {
        let mut group = vec![first];
        while group.len() < GROUP
            && let Ok(next) = jobs.try_recv()
        {
            group.push(next);
        }
        together(&connection, group);
    }
    // Leaves a small log for the next start; without it nothing is lost.
    let _ = connection.execute_batch("PRAGMA wal_checkpoint(PASSIVE)");
}

fn together(connection: &Connection, group: Vec<Job>) {
    let mut ended = match connection.execute_batch("BEGIN IMMEDIATE") {
        Ok(()) => Ended::Durable,
        Err(error) => Ended::from(error),
    };
    let mut answers = Vec::with_capacity(group.len());
    for job in group {
        let open = matches!(ended, Ended::Durable);
        match catch_unwind(AssertUnwindSafe(|| job(open.then_some(connection)))) {
            Ok(answer) => answers.push(answer),
            Err(_) => {
                // Its asker hears that the channel is gone. The others go on.
                tracing::error!("a write broke off; it was undone");
                if !connection.is_autocommit() {
                    let _ = connection.execute_batch("ROLLBACK TO job; RELEASE job");
                }
            }
        }
        if open && connection.is_autocommit() {
            // SQLite gave up the transaction: a full disk, or the disk failed.
            ended = Ended::Full;
        }
    }
    if matches!(ended, Ended::Durable)
        && let Err(error) = connection.execute_batch("COMMIT")
    {
        ended = Ended::from(error);
        if !connection.is_autocommit() {
            let _ = connection.execute_batch("ROLLBACK");
        }
    }
    for answer in answers {
        answer(ended);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(waiting: usize) -> (tempfile::TempDir, Writer) {
        let folder = tempfile::tempdir().unwrap();
        let connection = crate::sqlite::open_to_write(&folder.path().join("w.db")).unwrap();
        connection.execute_batch("CREATE TABLE t (n INTEGER NOT NULL)").unwrap();
        let (writer, _) = Writer::start(connection, waiting).unwrap();
        (folder, writer)
    }

    async fn count(writer: &Writer) -> i64 {
        let all = |c: &Connection| Ok(c.query_row("SELECT count(*) FROM t", [], |r| r.get(0))?);
        writer.write(all).await.unwrap()
    }

    #[tokio::test]
    async fn a_job_that_fails_or_panics_is_undone_alone() {
        let (_folder, writer) = start(16);
        let good = writer.write(|c| Ok(c.execute("INSERT INTO t VALUES (1)", [])?));
        let bad = writer.write(|c| {
            c.execute("INSERT INTO t VALUES (2)", [])?;
            Err::<(), _>(Failure::Damaged("on purpose".into()))
        });
        let broken = writer.write(|c| -> Result<(), Failure> {
            c.execute("INSERT INTO t VALUES (3)", [])?;
            panic!("on purpose")
        });
        let last = writer.write(|c| Ok(c.execute("INSERT INTO t VALUES (4)", [])?));
        let (good, bad, broken, last) = tokio::join!(good, bad, broken, last);
        good.unwrap();
        assert!(matches!(bad, Err(Failure::Damaged(_))));
        assert!(matches!(broken, Err(Failure::Stopping)));
        last.unwrap();
        assert_eq!(count(&writer).await, 2);
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once() {
        let (_folder, writer) = start(1);
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let slow = tokio::spawn({
            let writer = writer.clone();
            async move { writer.write(move |_| held.recv().map_err(|_| Failure::Stopping)).await }
        });
        // The slow one is in work, the second waits, the third finds no place.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let second = tokio::spawn({
            let writer = writer.clone();
            async move { writer.write(|_| Ok(())).await }
        });
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert!(matches!(writer.write(|_| Ok(())).await, Err(Failure::Busy)));
        hold.send(()).unwrap();
        slow.await.unwrap().unwrap();
        second.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_full_disk_is_never_acknowledged() {
        let (_folder, writer) = start(16);
        let pages: i64 = writer
            .write(|c| Ok(c.query_row("PRAGMA page_count", [], |r| r.get(0))?))
            .await
            .unwrap();
        let limit = move |c: &Connection| {
            let most = pages + 4;
            Ok(c.query_row(&format!("PRAGMA max_page_count={most}"), [], |r| r.get::<_, i64>(0))?)
        };
        writer.write(limit).await.unwrap();
        let mut stored = 0;
        let refused = loop {
            let fill = "INSERT INTO t SELECT value FROM json_each('[1,2,3,4,5,6,7,8,9,10]')";
            match writer.write(move |c| Ok(c.execute(fill, [])?)).await {
                Ok(rows) => stored += rows as i64,
                Err(failure) => break failure,
            }
            assert!(stored < 1_000_000, "the disk never filled");
        };
        assert!(matches!(refused, Failure::Full), "{refused:?}");
        assert_eq!(count(&writer).await, stored);
    }
}
