//! A contact centre's floor: one store, some desks, and a cable to each that can be cut.
//!
//! Time on the floor is the real clock plus what a test adds. The desks are in `seat`: one that is
//! dropped with lines in its outbox fails its test, unless the test said so before.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use central_store::{Clock, Settings, Store};
use contact::Ms;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::net::Net;

/// How long the floor waits for something to come true.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The floor's clock: the real one, moved by what a test adds.
#[derive(Clone, Debug, Default)]
pub struct FloorClock(Arc<AtomicI64>);

impl FloorClock {
    /// What time it is on the floor.
    #[expect(clippy::disallowed_methods, reason = "the floor stands where the two main.rs stand")]
    pub fn now(&self) -> Ms {
        let since = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(0));
        since + self.0.load(Ordering::SeqCst)
    }

    /// How far it is ahead of the real one.
    pub fn ahead(&self) -> Ms {
        self.0.load(Ordering::SeqCst)
    }

    /// Moves the floor's time on.
    pub fn pass(&self, ms: Ms) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

/// Where the project's own articles are.
pub fn starter_articles() -> PathBuf {
    root().join("knowledge-base/articles")
}

/// Where the project's own lists are.
pub fn starter_codes() -> PathBuf {
    root().join("knowledge-base/codes")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

struct Running {
    store: Store,
    port: u16,
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<Result<(), central_store::Failure>>,
}

/// One store and the time everybody lives in.
pub struct Floor {
    /// The floor's clock.
    pub clock: FloorClock,
    /// Where everything of this floor is kept.
    pub folder: tempfile::TempDir,
    running: Option<Running>,
}

impl Floor {
    /// A floor with a store on a free port, with the starter articles and lists in its feeds.
    pub async fn open() -> Result<Floor> {
        let mut floor =
            Floor { clock: FloorClock::default(), folder: tempfile::tempdir()?, running: None };
        floor.start_store(true).await?;
        Ok(floor)
    }

    async fn start_store(&mut self, fill: bool) -> Result<()> {
        let clock = self.clock.clone();
        let database =
            format!("sqlite:{}", self.folder.path().join("store.db").display()).parse()?;
        let mut settings = Settings::new(database, Clock::new(move || clock.now()));
        if fill {
            settings.articles = Some(starter_articles());
            settings.codes = Some(starter_codes());
        }
        let store = Store::open(&settings)?;
        if fill {
            central_store::import::codes(&store, &starter_codes()).await?;
            central_store::import::articles(&store, &starter_articles(), false).await?;
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let (stop, stopped) = oneshot::channel();
        let served = central_store::serve_store(store.clone(), listener, async {
            let _ = stopped.await;
        });
        let task = tokio::spawn(served);
        self.running = Some(Running { store, port, stop, task });
        Ok(())
    }

    /// Stops the store; its file stays.
    pub async fn stop_store(&mut self) -> Result<()> {
        let running = self.running.take().context("the store is not running")?;
        drop(running.store);
        let _ = running.stop.send(());
        running.task.await??;
        Ok(())
    }

    /// Starts the store again on the same file, on another port: lead the cables there.
    pub async fn restart_store(&mut self) -> Result<()> {
        self.start_store(false).await
    }

    /// The store.
    pub fn store(&self) -> Result<&Store> {
        Ok(&self.running.as_ref().context("the store is not running")?.store)
    }

    /// Where the store listens.
    pub fn port(&self) -> Result<u16> {
        Ok(self.running.as_ref().context("the store is not running")?.port)
    }

    /// A cable to the store.
    pub async fn cable(&self) -> Result<Net> {
        Ok(Net::to(self.port()?).await?)
    }

    /// Asks the store over HTTP as a supervisor would; the answer as JSON.
    pub async fn ask(&self, path: &str) -> Result<serde_json::Value> {
        let key = self.store()?.board_key("the test's board").await?;
        let url = format!("http://127.0.0.1:{}{path}", self.port()?);
        let answer = client().get(url).bearer_auth(key.reveal()).send().await?;
        let status = answer.status();
        let body = answer.text().await?;
        if !status.is_success() {
            bail!("{path}: {status} {body}");
        }
        serde_json::from_str(&body).with_context(|| format!("{path}: {body}"))
    }

    /// The store's verdicts under `query`, one JSON object each.
    pub async fn verdicts(&self, query: &str) -> Result<Vec<serde_json::Value>> {
        let key = self.store()?.board_key("the test's board").await?;
        let url = format!("http://127.0.0.1:{}/v1/verdicts?{query}", self.port()?);
        let body = client().get(url).bearer_auth(key.reveal()).send().await?.text().await?;
        body.lines().map(|line| serde_json::from_str(line).context(line.to_owned())).collect()
    }
}

/// An HTTP client as the desks use one.
pub fn client() -> reqwest::Client {
    // A second provider is the same one: whoever was first has set it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// Waits until `holds`.
///
/// # Errors
/// Never: it panics with `what`, so that a desk dropped on the way does not hide the reason.
pub async fn until<F, T>(what: &str, mut holds: F) -> Result<T>
where
    F: AsyncFnMut() -> Option<T>,
{
    let since = Instant::now();
    loop {
        if let Some(value) = holds().await {
            return Ok(value);
        }
        if since.elapsed() > PATIENCE {
            panic!("never came true in {PATIENCE:?}: {what}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
