//! Desks as agents have them, at work: journals on the disk and the couriers that carry them up, while
//! something happens to the store.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use courier::{Courier, News, Standing, Status};
use journal::Journal;

use crate::process::{Process, told};
use crate::site::record;

/// Runs a command on a database, which must succeed; what it printed.
pub(crate) fn run_at(database: &str, line: &[&str]) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_central-store"));
    let output = command.args(line).args(["--database", database]).output().unwrap();
    assert!(output.status.success(), "{line:?}: {}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// What a desk saw of it.
#[derive(Default)]
pub(crate) struct Seen {
    /// How it stood with the store, each time that changed.
    standings: Vec<Standing>,
    /// The longest time in which nothing left the outbox while something waited there.
    longest: Duration,
}

/// Desks as agents have them: a journal on the disk and the courier that carries it up. Each saves a
/// contact every few milliseconds, whatever becomes of the store.
pub(crate) struct Desks {
    desks: Vec<std::thread::JoinHandle<(u64, Seen)>>,
    stop: Arc<AtomicBool>,
    /// Contacts that the store has acknowledged.
    acked: Arc<AtomicU64>,
    /// Contacts that are still in an outbox.
    waiting: Arc<AtomicU64>,
    /// How many desks show their agent now that the store is away.
    cut: Arc<AtomicU64>,
    /// How far the desks' wall clocks are off.
    pub(crate) off: Arc<AtomicI64>,
}

/// Between two contacts of a desk.
const PAUSE: Duration = Duration::from_millis(5);

impl Desks {
    pub(crate) async fn start(server: &Process, database: &str, number: u32) -> Desks {
        courier::ready_tls();
        let stop = Arc::new(AtomicBool::new(false));
        let (acked, waiting) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let (cut, off) = (Arc::<AtomicU64>::default(), Arc::<AtomicI64>::default());
        let mut desks = Vec::new();
        for desk in 0..number {
            let token = server.desk(&run_at(database, &["enrol"])).await;
            let store = courier::Store::new(&server.url, contact::Secret::new(token)).unwrap();
            let stop = Arc::clone(&stop);
            let (acked, waiting) = (Arc::clone(&acked), Arc::clone(&waiting));
            let (cut, off) = (Arc::clone(&cut), Arc::clone(&off));
            let work = move || work(desk, store, &stop, &acked, &waiting, &cut, &off);
            desks.push(std::thread::spawn(work));
        }
        Desks { desks, stop, acked, waiting, cut, off }
    }

    pub(crate) async fn until(&self, acked: u64) {
        let begun = Instant::now();
        while self.acked() < acked {
            assert!(begun.elapsed() < Duration::from_secs(120), "no more records are acknowledged");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub(crate) fn acked(&self) -> u64 {
        self.acked.load(Ordering::SeqCst)
    }

    /// Waits until something is kept at the desks, because the store takes nothing.
    pub(crate) async fn kept(&self, many: u64) {
        let begun = Instant::now();
        while self.waiting.load(Ordering::SeqCst) < many {
            assert!(begun.elapsed() < Duration::from_secs(120), "nothing waits at the desks");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until so many desks show that the store is away.
    pub(crate) async fn notice(&self, many: u64) {
        let begun = Instant::now();
        while self.cut.load(Ordering::SeqCst) < many {
            assert!(begun.elapsed() < Duration::from_secs(120), "no desk notices");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Lets every desk empty its outbox; how many contacts were saved, and what the desks saw.
    pub(crate) async fn end(self) -> (u64, Vec<Seen>) {
        self.stop.store(true, Ordering::SeqCst);
        let joined = tokio::task::spawn_blocking(move || {
            self.desks.into_iter().map(|desk| desk.join().unwrap()).collect::<Vec<_>>()
        });
        let all = joined.await.unwrap();
        (all.iter().map(|(made, _)| made).sum(), all.into_iter().map(|(_, seen)| seen).collect())
    }
}

/// One desk, until it is told to stop and its outbox is empty.
fn work(
    desk: u32,
    store: courier::Store,
    stop: &AtomicBool,
    acked: &AtomicU64,
    waiting: &AtomicU64,
    cut: &Arc<AtomicU64>,
    off: &Arc<AtomicI64>,
) -> (u64, Seen) {
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let off = Arc::clone(off);
    let wall = move || {
        let since = contact::Ms::try_from(begun.elapsed().as_millis()).unwrap();
        1_741_370_400_000 + since + off.load(Ordering::SeqCst)
    };
    let journal = Journal::open(&folder.path().join("journal.db"), wall()).unwrap().journal;
    let standings = Arc::new(Mutex::new(Vec::new()));
    let (told, cut) = (Arc::clone(&standings), Arc::clone(cut));
    let courier = Courier::start(courier::Settings {
        journal: journal.another().unwrap(),
        store,
        wall: Arc::new(wall.clone()),
        mono: Arc::new(move || contact::Ms::try_from(begun.elapsed().as_millis()).unwrap()),
        boot: "boot".into(),
        on_news: Arc::new(move |news| {
            if let News::Status(Status { standing, .. }) = news {
                let mut told = told.lock().unwrap();
                let before = told.last().copied();
                if before != Some(standing) {
                    told.push(standing);
                    match (before, standing) {
                        (_, Standing::Cut) => cut.fetch_add(1, Ordering::SeqCst),
                        (Some(Standing::Cut), _) => cut.fetch_sub(1, Ordering::SeqCst),
                        _ => 0,
                    };
                }
            }
        }),
    })
    .unwrap();
    let (mut made, mut had) = (0_u32, 0_u64);
    let (mut moved, mut longest) = (Instant::now(), Duration::ZERO);
    loop {
        let ended = stop.load(Ordering::SeqCst);
        if !ended {
            let n = desk * 1_000_000 + made;
            let start = 1_740_000_000_000 + i64::from(n % 10_000) * 60_000;
            let mut saved = record(n, &format!("+46701{:06}", n % 500), start);
            saved.as_object_mut().unwrap().retain(|name, _| name != "seq" && name != "v");
            let saved: contact::Contact = serde_json::from_value(saved).unwrap();
            // What an agent does never waits for the store, and never fails because of it.
            journal.record(&saved, None, wall(), wall()).unwrap();
            courier.nudge();
            made += 1;
        }
        let lines = u64::from(journal.waiting(wall()).unwrap().lines);
        let gone = u64::from(made) - lines;
        if gone > had {
            acked.fetch_add(gone - had, Ordering::SeqCst);
            (had, moved) = (gone, Instant::now());
        } else if lines > 0 {
            longest = longest.max(moved.elapsed());
        }
        waiting.store(lines, Ordering::SeqCst);
        if ended && lines == 0 {
            break;
        }
        assert!(
            moved.elapsed() < Duration::from_secs(180),
            "{lines} contacts never left desk {desk}"
        );
        std::thread::sleep(PAUSE);
    }
    courier.stop();
    let standings = std::mem::take(&mut *standings.lock().unwrap());
    (u64::from(made), Seen { standings, longest })
}

/// Nothing lost, nothing doubled, and no desk thought worse of the store than that it is away.
pub(crate) fn judge(made: u64, seen: &[Seen], sql: impl Fn(&str) -> String) {
    let stored = sql("SELECT count(*), count(DISTINCT record_id) FROM contact");
    assert_eq!(stored, format!("{made}|{made}"), "contacts that were saved at desks");
    let aside = sql("SELECT count(*) FROM quarantine");
    assert_eq!(aside, "0", "contacts that were set aside");
    for seen in seen {
        let strange =
            |s: &&Standing| !matches!(s, Standing::Unknown | Standing::Linked | Standing::Cut);
        assert_eq!(seen.standings.iter().find(strange), None, "{:?}", seen.standings);
        assert_eq!(seen.standings.last(), Some(&Standing::Linked));
    }
}

/// What is told of it.
pub(crate) fn tell(made: u64, seen: &[Seen]) {
    let longest = seen.iter().map(|seen| seen.longest).max().unwrap_or_default();
    let cut = seen.iter().filter(|seen| seen.standings.contains(&Standing::Cut)).count();
    eprintln!(
        "{made} contacts saved at {} desks, each of them once in the store; nothing went up for {longest:?}; \
         {cut} desks showed their agent that the store was away",
        seen.len()
    );
}
