//! The writers: threads that take waiting jobs in groups, one transaction a group. A file has one
//! of them, a PostgreSQL database several, each with a connection of its own.
//!
//! Promises: a job's answer is given only after its transaction is durable; a job that fails is
//! undone alone; nothing that panics ends a thread; when the disk is full nobody in the group is told that anything was stored; a
//! full queue refuses at once instead of letting the asker wait. What passes by itself (a deadlock,
//! a lost leader) is done again from the beginning, so a job may run more than once: what it holds
//! it may not use up.
//! Deliberately absent: what the jobs do.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::Failure;
use crate::engine::{Engine, Session};

/// Jobs of one transaction at most: each may hold a whole batch of records.
const GROUP: usize = 64;
/// How often a transaction is tried before its askers are told to come again themselves.
const TRIES: u32 = 6;
/// The first pause between tries; each is twice the one before.
const PAUSE: Duration = Duration::from_millis(20);

/// How a transaction ended, for everybody who waited for it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    Durable,
    Full,
    Busy,
}

/// Why a transaction could not be brought to its end.
enum Broken {
    /// Another try may do better.
    Again,
    For(Ended),
}

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Full => Broken::For(Ended::Full),
            Failure::Busy => Broken::For(Ended::Busy),
            Failure::Again(trouble) | Failure::Lost(trouble) => {
                tracing::warn!(%trouble, "a transaction is done again");
                Broken::Again
            }
            other => {
                tracing::error!(error = %other, "a transaction could not be made durable");
                Broken::For(Ended::Busy)
            }
        }
    }
}

/// Something to do in a transaction, and somebody who waits for it.
trait Job: Send {
    /// Gives why the whole transaction is broken; a failure of its own it keeps for the answer. One that
    /// has the transaction for itself needs no point to go back to.
    fn run(&mut self, session: &Session, only: bool) -> Result<(), Broken>;
    fn answer(self: Box<Self>, ended: Ended);
}

struct Asked<T, F> {
    job: F,
    /// None when it did not run to its end.
    done: Option<Result<T, Failure>>,
    panicked: bool,
    tell: oneshot::Sender<Result<T, Failure>>,
}

impl<T: Send, F: FnMut(&Session) -> Result<T, Failure> + Send> Job for Asked<T, F> {
    fn run(&mut self, session: &Session, only: bool) -> Result<(), Broken> {
        self.done = None;
        if self.panicked {
            return Ok(());
        }
        let job = &mut self.job;
        let mut work = || if only { job(session) } else { session.alone(|| job(session)) };
        match catch_unwind(AssertUnwindSafe(&mut work)) {
            Ok(Err(failure @ (Failure::Again(_) | Failure::Lost(_)))) => Err(failure.into()),
            // SQLite may have given up the whole transaction by itself: then nothing is left to undo.
            Ok(Err(failure)) if only && session.open() => {
                self.done = Some(Err(failure));
                Ok(session.anew()?)
            }
            Ok(done) => {
                self.done = Some(done);
                // SQLite gives up the whole transaction when the disk is full, or failed.
                if session.open() { Ok(()) } else { Err(Broken::For(Ended::Full)) }
            }
            Err(_) => {
                // Its asker hears that the channel is gone. The others go on.
                tracing::error!("a write broke off; it was undone");
                self.panicked = true;
                Ok(if only { session.anew() } else { session.undo() }?)
            }
        }
    }

    fn answer(self: Box<Self>, ended: Ended) {
        if self.panicked {
            return;
        }
        let answer = match (self.done, ended) {
            (Some(Err(failure)), _) => Err(failure),
            (Some(Ok(value)), Ended::Durable) => Ok(value),
            (_, Ended::Full) => Err(Failure::Full),
            (_, Ended::Busy | Ended::Durable) => Err(Failure::Busy),
        };
        // The asker may have gone away; what was stored stays stored.
        let _ = self.tell.send(answer);
    }
}

type Jobs = Arc<Mutex<mpsc::Receiver<Box<dyn Job>>>>;
/// What is done at the end of every transaction, before it is made durable; it is told whether many
/// are waiting.
pub(crate) type Last = Arc<dyn Fn(&Session, bool) -> Result<(), Failure> + Send + Sync>;

/// The way to the writers' threads. They end when the last of these is gone.
#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Box<dyn Job>>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Writer({} free)", self.queue.capacity())
    }
}

impl Writer {
    /// Starts the threads. The receiver is told when they are through with everything.
    pub(crate) fn start(
        engine: &Engine,
        threads: usize,
        waiting: usize,
        last: &Last,
    ) -> Result<(Writer, oneshot::Receiver<()>), Failure> {
        let (queue, jobs) = mpsc::channel(waiting.max(1));
        let jobs: Jobs = Arc::new(Mutex::new(jobs));
        let (through, wait) = oneshot::channel();
        let through = Arc::new(Mutex::new(Some(through)));
        for number in 0..engine.writers(threads) {
            let session = engine.write()?;
            let (jobs, through) = (Arc::clone(&jobs), Arc::clone(&through));
            let last = Arc::clone(last);
            std::thread::Builder::new()
                .name(format!("store-writer-{number}"))
                .spawn(move || {
                    work(&session, &jobs, &last);
                    drop(session);
                    // The last one tells, and nobody need be waiting for it.
                    if let Some(through) = Arc::into_inner(through)
                        && let Some(tell) =
                            through.into_inner().unwrap_or_else(PoisonError::into_inner)
                    {
                        let _ = tell.send(());
                    }
                })
                .map_err(|source| Failure::File { what: "starting a writer".into(), source })?;
        }
        Ok((Writer { queue }, wait))
    }

    /// Does `job` in a writer's next transaction and waits until that is durable. It may be done
    /// again from the beginning.
    ///
    /// # Errors
    /// [`Failure::Busy`] when the queue is full; whatever `job` fails with, undone; and when the
    /// transaction could not be made durable.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        job: impl FnMut(&Session) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (tell, told) = oneshot::channel();
        let asked = Box::new(Asked { job, done: None, panicked: false, tell });
        self.queue.try_send(asked).map_err(|error| match error {
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

fn work(session: &Session, jobs: &Jobs, last: &Last) {
    loop {
        let mut group = Vec::new();
        let crowded = {
            // Whoever waits here takes all that has come together meanwhile.
            let mut jobs = jobs.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(first) = jobs.blocking_recv() else { break };
            group.push(first);
            while group.len() < GROUP
                && let Ok(next) = jobs.try_recv()
            {
                group.push(next);
            }
            jobs.len() * 2 > jobs.max_capacity()
        };
        together(session, group, &|session| last(session, crowded));
    }
    if session.file().is_some() {
        // Leaves a small log for the next start; without it nothing is lost.
        let _ = session.batch("PRAGMA wal_checkpoint(PASSIVE)");
    }
}

fn together(
    session: &Session,
    mut group: Vec<Box<dyn Job>>,
    last: &dyn Fn(&Session) -> Result<(), Failure>,
) {
    let mut ended = Ended::Busy;
    session.hope();
    for again in 0..TRIES {
        if again > 0 {
            std::thread::sleep(PAUSE * (1 << again));
        }
        match attempt(session, &mut group, last) {
            Ok(()) => {
                ended = Ended::Durable;
                break;
            }
            Err(broken) => {
                session.rollback();
                if let Broken::For(end) = broken {
                    ended = end;
                    break;
                }
            }
        }
    }
    for job in group {
        job.answer(ended);
    }
}

fn attempt(
    session: &Session,
    group: &mut [Box<dyn Job>],
    last: &dyn Fn(&Session) -> Result<(), Failure>,
) -> Result<(), Broken> {
    session.begin()?;
    let only = group.len() == 1;
    for job in group {
        job.run(session, only)?;
    }
    // Whatever panics here would take the thread along, and a file has only one.
    match catch_unwind(AssertUnwindSafe(|| last(session))) {
        Ok(done) => done?,
        Err(_) => {
            tracing::error!("the end of a transaction broke off; all of it was undone");
            return Err(Broken::For(Ended::Busy));
        }
    }
    Ok(session.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(waiting: usize) -> (tempfile::TempDir, Writer) {
        start_with(waiting, Arc::new(|_, _| Ok(())))
    }

    fn start_with(waiting: usize, last: Last) -> (tempfile::TempDir, Writer) {
        let folder = tempfile::tempdir().unwrap();
        let database = crate::Database::Sqlite(folder.path().join("w.db"));
        let engine = Engine::found(&database, 1).unwrap();
        engine.write().unwrap().batch("CREATE TABLE t (n INTEGER NOT NULL)").unwrap();
        let (writer, _) = Writer::start(&engine, 4, waiting, &last).unwrap();
        (folder, writer)
    }

    async fn count(writer: &Writer) -> i64 {
        let all = |c: &Session| c.one("SELECT count(*) FROM t", &[], |r| r.get(0));
        writer.write(all).await.unwrap()
    }

    #[tokio::test]
    async fn a_job_that_fails_or_panics_is_undone_alone() {
        let (_folder, writer) = start(16);
        let good = writer.write(|c| c.execute("INSERT INTO t VALUES (1)", &[]));
        let bad = writer.write(|c| {
            c.execute("INSERT INTO t VALUES (2)", &[])?;
            Err::<(), _>(Failure::Damaged("on purpose".into()))
        });
        let broken = writer.write(|c| -> Result<(), Failure> {
            c.execute("INSERT INTO t VALUES (3)", &[])?;
            panic!("on purpose")
        });
        let last = writer.write(|c| c.execute("INSERT INTO t VALUES (4)", &[]));
        let (good, bad, broken, last) = tokio::join!(good, bad, broken, last);
        good.unwrap();
        assert!(matches!(bad, Err(Failure::Damaged(_))));
        assert!(matches!(broken, Err(Failure::Stopping)));
        last.unwrap();
        assert_eq!(count(&writer).await, 2);
    }

    /// One that has the transaction for itself has no point to go back to but its beginning.
    #[tokio::test]
    async fn a_job_that_fails_or_panics_by_itself_leaves_nothing() {
        let (_folder, writer) = start(16);
        writer.write(|c| c.execute("INSERT INTO t VALUES (1)", &[])).await.unwrap();
        let bad = writer.write(|c| {
            c.execute("INSERT INTO t VALUES (2)", &[])?;
            Err::<(), _>(Failure::Damaged("on purpose".into()))
        });
        assert!(matches!(bad.await, Err(Failure::Damaged(_))));
        assert_eq!(count(&writer).await, 1, "what failed was stored");
        let broken = writer.write(|c| -> Result<(), Failure> {
            c.execute("INSERT INTO t VALUES (3)", &[])?;
            panic!("on purpose")
        });
        assert!(matches!(broken.await, Err(Failure::Stopping)));
        writer.write(|c| c.execute("INSERT INTO t VALUES (4)", &[])).await.unwrap();
        assert_eq!(
            count(&writer).await,
            2,
            "what broke off was stored, or what came after it was not"
        );
    }

    /// What is done at the end of every transaction is no job's own, and must not end the only writer.
    #[tokio::test]
    async fn an_end_that_panics_undoes_the_transaction_and_the_writer_goes_on() {
        let last: Last = Arc::new(|session, _| {
            let text = "SELECT count(*) FROM t WHERE n = 13";
            let unlucky: i64 = session.one(text, &[], |row| row.get(0))?;
            assert_eq!(unlucky, 0, "on purpose");
            Ok(())
        });
        let (_folder, writer) = start_with(16, last);
        writer.write(|c| c.execute("INSERT INTO t VALUES (1)", &[])).await.unwrap();
        let broken = writer.write(|c| c.execute("INSERT INTO t VALUES (13)", &[])).await;
        assert!(matches!(broken, Err(Failure::Busy)), "{broken:?}");
        writer.write(|c| c.execute("INSERT INTO t VALUES (2)", &[])).await.unwrap();
        assert_eq!(
            count(&writer).await,
            2,
            "what broke off was stored, or what came after it was not"
        );
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once() {
        let (_folder, writer) = start(1);
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let (begin, begun) = tokio::sync::oneshot::channel::<()>();
        let slow = tokio::spawn({
            let writer = writer.clone();
            let mut begin = Some(begin);
            let job = move |_: &Session| {
                if let Some(begin) = begin.take() {
                    let _ = begin.send(());
                }
                held.recv().map_err(|_| Failure::Stopping)
            };
            async move { writer.write(job).await }
        });
        // The slow one is in work, the second waits, the third finds no place.
        begun.await.unwrap();
        let second = tokio::spawn({
            let writer = writer.clone();
            async move { writer.write(|_| Ok(())).await }
        });
        tokio::task::yield_now().await;
        assert!(matches!(writer.write(|_| Ok(())).await, Err(Failure::Busy)));
        hold.send(()).unwrap();
        slow.await.unwrap().unwrap();
        second.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_full_disk_is_never_acknowledged() {
        let (_folder, writer) = start(16);
        let pages: i64 =
            writer.write(|c| c.one("PRAGMA page_count", &[], |r| r.get(0))).await.unwrap();
        let limit = move |c: &Session| {
            let most = pages + 4;
            c.one(&format!("PRAGMA max_page_count={most}"), &[], |r| r.get::<i64>(0))
        };
        writer.write(limit).await.unwrap();
        let mut stored = 0;
        let refused = loop {
            let fill = "INSERT INTO t SELECT value FROM json_each('[1,2,3,4,5,6,7,8,9,10]')";
            match writer.write(move |c| c.execute(fill, &[])).await {
                Ok(rows) => stored += i64::try_from(rows).unwrap(),
                Err(failure) => break failure,
            }
            assert!(stored < 1_000_000, "the disk never filled");
        };
        assert!(matches!(refused, Failure::Full), "{refused:?}");
        assert_eq!(count(&writer).await, stored);
    }
}
