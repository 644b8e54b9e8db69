//! The articles at hand: the index to search in, and the work of keeping it in step with the
//! journal.
//!
//! The index is derived. Missing, damaged or behind, it is made again from the journal; a small
//! one at once, a large one by the worker thread while searches go on with what is there. A
//! search reads a snapshot and never waits for the worker.

mod reading;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use arc_swap::{ArcSwap, ArcSwapOption};
use contact::{Code, Codes, Ms, Problem, ReasonPath};
use journal::Journal;
use knowledge_base::{Index, IndexError, IndexErrorKind, Key, Synonyms};

use crate::ipc::Success;
use crate::lock;
use crate::open::add;
use reading::{Held, Known, read};

/// Up to so many articles the index is made before the desk opens.
const AT_ONCE: u32 = 1_000;

/// After a failure the index is brought up to date again in so long.
const AGAIN: Duration = Duration::from_secs(60);
/// The name under which the journal keeps the sum over what the index holds; none while the index
/// is being changed, so that one that was left half-way is known by it.
const HELD: &str = "index_sum";

/// Told when the worker has brought the index up to date.
type OnChange = Arc<dyn Fn() + Send + Sync>;

enum Job {
    /// Bring the index in step with the journal.
    Refresh,
    /// Remember a search. Not done by the search itself: it would wait for the disk.
    Searched(String, Ms),
    Stop,
}

/// The index and its worker.
pub(crate) struct Shelf {
    index: Arc<ArcSwapOption<Index>>,
    jobs: Mutex<Sender<Job>>,
    worker: Mutex<Option<JoinHandle<()>>>,
    on_change: Arc<Mutex<Option<OnChange>>>,
    known: Arc<ArcSwap<Known>>,
}

impl Shelf {
    /// Opens the index in `dir`, or makes it from the journal; says in `trouble` what was broken.
    pub(crate) fn open(
        dir: &Path,
        journal: &Journal,
        codes: &Codes,
        trouble: &mut Option<Problem>,
    ) -> Result<Shelf, Problem> {
        let opened = Index::open(dir);
        // Only what an index is made of at once is kept in memory.
        let make = opened.is_err() && journal.count_articles()? <= AT_ONCE;
        let mut read = read(journal, codes, |_, _| make)?;
        let mut refresh = false;
        let index = match opened {
            Ok(index) => {
                // The index itself knows its versions only: a reason's code may be another since.
                refresh = index.manifest().fingerprint != read.print()
                    || journal.setting(HELD)? != Some(read.sum());
                Some(index)
            }
            Err(error) => {
                match error.kind {
                    IndexErrorKind::Missing | IndexErrorKind::Outdated => {}
                    IndexErrorKind::Damaged => add(trouble, rebuilt()),
                    IndexErrorKind::Busy | IndexErrorKind::DiskFull | IndexErrorKind::Io => {
                        add(trouble, told(&error));
                    }
                }
                if make {
                    match Index::create(dir, std::mem::take(&mut read.kept), |_| {}) {
                        Ok(index) => {
                            if let Err(fault) = journal.set_setting(HELD, &read.sum()) {
                                tracing::warn!(%fault, "the index will be made once more");
                            }
                            Some(index)
                        }
                        Err(error) => {
                            add(trouble, told(&error));
                            refresh = true;
                            None
                        }
                    }
                } else {
                    refresh = true;
                    None
                }
            }
        };
        if let Some(index) = &index {
            with_synonyms(index, codes);
        }
        let held = if refresh { None } else { Some(read.held) };
        let known = Arc::new(ArcSwap::from_pointee(read.known));
        let index = Arc::new(ArcSwapOption::from_pointee(index));
        let on_change = Arc::new(Mutex::new(None));
        let (jobs, todo) = channel();
        let mut worker = Worker {
            dir: dir.to_owned(),
            journal: journal.another()?,
            index: Arc::clone(&index),
            on_change: Arc::clone(&on_change),
            known: Arc::clone(&known),
            held,
        };
        let thread = std::thread::Builder::new()
            .name("shelf".into())
            .spawn(move || worker.work(&todo))
            .map_err(|_| Problem::new(Code::Internal, "The search index could not be started."))?;
        if refresh {
            let _ = jobs.send(Job::Refresh);
        }
        Ok(Shelf {
            index,
            jobs: Mutex::new(jobs),
            worker: Mutex::new(Some(thread)),
            on_change,
            known,
        })
    }

    /// The snapshot to search in; none while the first is being made.
    pub(crate) fn index(&self) -> Option<Arc<Index>> {
        self.index.load_full()
    }

    /// The ids of articles that answer `reason`: those whose main reason it is first; at most
    /// `limit`.
    pub(crate) fn answering(&self, reason: &ReasonPath, limit: usize) -> Vec<String> {
        let known = self.known.load();
        known.answering.get(reason.as_str()).into_iter().flatten().take(limit).cloned().collect()
    }

    /// How articles did, by id; only those the store told of.
    pub(crate) fn success(&self) -> Arc<HashMap<String, Success>> {
        Arc::clone(&self.known.load().success)
    }

    /// Says to `listener` when newer articles can be found.
    pub(crate) fn on_change(&self, listener: OnChange) {
        *lock(&self.on_change) = Some(listener);
    }

    /// The journal has other articles or other codes now.
    pub(crate) fn refresh(&self) {
        self.send(Job::Refresh);
    }

    /// A search whose result was looked at.
    pub(crate) fn searched(&self, text: String, now: Ms) {
        self.send(Job::Searched(text, now));
    }

    fn send(&self, job: Job) {
        // Nobody there means that the desk is closing.
        let _ = lock(&self.jobs).send(job);
    }

    /// Stops the worker after what it is doing.
    pub(crate) fn close(&self) {
        self.send(Job::Stop);
        let worker = lock(&self.worker).take();
        if let Some(worker) = worker
            && worker.thread().id() != std::thread::current().id()
        {
            let _ = worker.join();
        }
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        self.close();
    }
}

struct Worker {
    dir: PathBuf,
    journal: Journal,
    index: Arc<ArcSwapOption<Index>>,
    on_change: Arc<Mutex<Option<OnChange>>>,
    known: Arc<ArcSwap<Known>>,
    /// What the index holds; none when that is not known and everything must be put anew.
    held: Option<Held>,
}

impl Worker {
    fn work(&mut self, todo: &Receiver<Job>) {
        let mut again = None;
        while let Some(first) = next(todo, again) {
            // Pages of a feed come in quick succession: one refresh is enough for all of them.
            let mut refresh = false;
            let mut stop = false;
            for job in std::iter::once(first).chain(todo.try_iter()) {
                match job {
                    Job::Refresh => refresh = true,
                    Job::Searched(text, now) => {
                        if let Err(fault) = self.journal.searched(&text, now) {
                            tracing::warn!(%fault, "a search is not remembered");
                        }
                    }
                    Job::Stop => stop = true,
                }
            }
            if stop {
                return;
            }
            if refresh {
                let done = self.refresh();
                again = done.is_err().then(|| Instant::now() + AGAIN);
                match done {
                    Ok(()) => {
                        let listener = lock(&self.on_change).clone();
                        if let Some(listener) = listener {
                            listener();
                        }
                    }
                    Err(problem) => {
                        self.held = None;
                        tracing::warn!(%problem, "the search index is behind");
                    }
                }
            }
        }
    }

    fn refresh(&mut self) -> Result<(), Problem> {
        let codes = self.journal.codes()?.unwrap_or_default();
        let (index, before) = (self.index.load_full(), self.held.take());
        let before = before.filter(|_| index.is_some());
        let new = |key: &Key, sum| before.as_ref().is_none_or(|b| b.get(key) != Some(&sum));
        let now = read(&self.journal, &codes, new)?;
        let sum = now.sum();
        self.known.store(Arc::new(now.known));
        let articles = now.kept;
        let same = before.is_some() && self.journal.setting(HELD)?.as_ref() == Some(&sum);
        if !same {
            self.journal.forget_setting(HELD)?;
        }
        match (index, before) {
            (Some(index), Some(before)) => {
                let gone: Vec<Key> =
                    before.keys().filter(|key| !now.held.contains_key(key)).cloned().collect();
                if !articles.is_empty() {
                    index.put(articles).map_err(|error| told(&error))?;
                }
                if !gone.is_empty() {
                    index.remove(&gone).map_err(|error| told(&error))?;
                }
            }
            (Some(index), None) => {
                index.replace(articles, |_| {}).map_err(|error| told(&error))?;
            }
            (None, _) => {
                let index =
                    Index::create(&self.dir, articles, |_| {}).map_err(|error| told(&error))?;
                self.index.store(Some(Arc::new(index)));
            }
        }
        if let Some(index) = self.index.load_full() {
            with_synonyms(&index, &codes);
        }
        if !same {
            self.journal.set_setting(HELD, &sum)?;
        }
        self.held = Some(now.held);
        Ok(())
    }
}

/// The next thing to do; when the index is behind, another try at `again` at the latest.
fn next(todo: &Receiver<Job>, again: Option<Instant>) -> Option<Job> {
    let Some(again) = again else { return todo.recv().ok() };
    match todo.recv_timeout(again.saturating_duration_since(Instant::now())) {
        Ok(job) => Some(job),
        Err(RecvTimeoutError::Timeout) => Some(Job::Refresh),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

/// Puts the centre's synonyms into the index if they are others than it has. Wrong ones are told
/// in the log and change nothing: every article is found without them too.
fn with_synonyms(index: &Index, codes: &Codes) {
    if index.synonyms().text() == codes.synonyms {
        return;
    }
    match Synonyms::parse(&codes.synonyms) {
        Ok(synonyms) => {
            if let Err(error) = index.set_synonyms(synonyms) {
                tracing::warn!(%error, "the centre's synonyms could not be kept");
            }
        }
        Err(error) => tracing::warn!(%error, "the centre's synonyms cannot be read"),
    }
}

fn rebuilt() -> Problem {
    Problem::new(
        Code::Damaged,
        "The search index was damaged and was made again from the journal. Nothing is missing.",
    )
}

fn told(error: &IndexError) -> Problem {
    let code = match error.kind {
        IndexErrorKind::DiskFull => Code::DiskFull,
        IndexErrorKind::Damaged | IndexErrorKind::Missing | IndexErrorKind::Outdated => {
            Code::Damaged
        }
        IndexErrorKind::Busy => Code::Unavailable,
        IndexErrorKind::Io => Code::Internal,
    };
    Problem::new(
        code,
        format!(
            "The search index could not be brought up to date: {}. Articles may be missing in a \
             search; contacts are not concerned.",
            error.message
        ),
    )
}
