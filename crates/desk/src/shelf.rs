//! The articles at hand: the index to search in, and the work of keeping it in step with the
//! journal.
//!
//! The index is derived. Missing, damaged or behind, it is made again from the journal; a small
//! one at once, a large one by the worker thread while searches go on with what is there. A
//! search reads a snapshot and never waits for the worker.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use arc_swap::{ArcSwap, ArcSwapOption};
use contact::{Code, Codes, Ms, Problem, ReasonPath};
use journal::{Fault, Journal};
use knowledge_base::{Article, Index, IndexError, IndexErrorKind, Key, Synonyms, fingerprint};

use crate::ipc::Success;
use crate::lock;
use crate::open::add;

/// Up to so many articles the index is made before the desk opens.
const AT_ONCE: usize = 1_000;
/// Reasons of one article that are looked at.
const MOST_REASONS: usize = 8;

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

/// What is known of the articles beside the index, made with it.
#[derive(Debug, Default)]
struct Known {
    /// The articles that answer a reason, main one first, by path.
    answering: BTreeMap<String, Vec<String>>,
    /// How articles did, where the store told.
    success: Arc<HashMap<String, Success>>,
}

impl Shelf {
    /// Opens the index in `dir`, or makes it from the journal; says in `trouble` what was broken.
    pub(crate) fn open(
        dir: &Path,
        journal: &Journal,
        codes: &Codes,
        trouble: &mut Option<Problem>,
    ) -> Result<Shelf, Problem> {
        let articles = articles(journal, codes)?;
        let wanted = print(&articles);
        let mut refresh = false;
        let index = match Index::open(dir) {
            Ok(index) => {
                refresh = index.manifest().fingerprint != wanted;
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
                if articles.len() <= AT_ONCE {
                    match Index::create(dir, articles.clone(), |_| {}) {
                        Ok(index) => Some(index),
                        Err(error) => {
                            add(trouble, told(&error));
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
        let held = if refresh { None } else { Some(held(&articles)) };
        let known = Arc::new(ArcSwap::from_pointee(known(journal, &articles)?));
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
    held: Option<HashMap<Key, u64>>,
}

impl Worker {
    fn work(&mut self, todo: &Receiver<Job>) {
        while let Ok(first) = todo.recv() {
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
                match self.refresh() {
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
        let articles = articles(&self.journal, &codes)?;
        let now_held = held(&articles);
        self.known.store(Arc::new(known(&self.journal, &articles)?));
        match (self.index.load_full(), &self.held) {
            (Some(index), Some(before)) => {
                let changed: Vec<Article> = articles
                    .into_iter()
                    .filter(|article| {
                        let key = article.key();
                        before.get(&key) != now_held.get(&key)
                    })
                    .collect();
                let gone: Vec<Key> =
                    before.keys().filter(|key| !now_held.contains_key(key)).cloned().collect();
                if !changed.is_empty() {
                    index.put(changed).map_err(|error| told(&error))?;
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
        self.held = Some(now_held);
        Ok(())
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

/// Every article of the journal, each with the codes of its reasons so that `BB-11` finds it.
fn articles(journal: &Journal, codes: &Codes) -> Result<Vec<Article>, Fault> {
    let rows = journal.articles()?;
    let mut articles = Vec::with_capacity(rows.len());
    for row in rows {
        match serde_json::from_value::<Article>(row.body) {
            Ok(mut article) => {
                // The name it is kept under decides: it is the one the feed takes away by.
                article.id = row.id;
                article.lang = row.lang;
                let own = article.reasons.iter().filter_map(|reason| {
                    codes.leaf(&ReasonPath::from(reason.as_str()))?.code.clone()
                });
                let mut all: Vec<String> = article.codes.iter().cloned().chain(own).collect();
                all.sort();
                all.dedup();
                article.codes = all;
                articles.push(article);
            }
            Err(_) => tracing::warn!(id = row.id, lang = row.lang, "an article cannot be read"),
        }
    }
    Ok(articles)
}

/// What the articles say beside what is searched. `success` is in their JSON where the store has
/// figures: `{"used": 144, "resolved": 118, "came_back": 9}`.
fn known(journal: &Journal, articles: &[Article]) -> Result<Known, Fault> {
    let mut known = Known::default();
    let mut success = HashMap::new();
    for row in journal.articles()? {
        let figures = row.body.get("success").cloned();
        if let Some(figures) = figures.and_then(|value| serde_json::from_value(value).ok()) {
            success.insert(row.id, figures);
        }
    }
    for place in 0..MOST_REASONS {
        for article in articles {
            let Some(reason) = article.reasons.get(place) else { continue };
            let ids = known.answering.entry(reason.clone()).or_default();
            if !ids.contains(&article.id) {
                ids.push(article.id.clone());
            }
        }
    }
    known.success = Arc::new(success);
    Ok(known)
}

fn print(articles: &[Article]) -> String {
    let keys: Vec<(Key, u32)> = articles.iter().map(|a| (a.key(), a.version)).collect();
    fingerprint(keys.iter().map(|(key, version)| (key, *version)))
}

fn held(articles: &[Article]) -> HashMap<Key, u64> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    articles
        .iter()
        .map(|article| {
            let mut hasher = DefaultHasher::new();
            serde_json::to_string(article).unwrap_or_default().hash(&mut hasher);
            (article.key(), hasher.finish())
        })
        .collect()
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
