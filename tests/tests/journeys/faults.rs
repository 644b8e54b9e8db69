//! Nothing lost, nothing doubled, no old revision kept: a desk's own process that is killed again
//! and again, a network with weather, corrections, records that the store sets aside, and stores
//! that go back in time. What was made is compared with what the store has, id by id.
//!
//! That the comparison finds what it should is shown with desks that are careless on purpose.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use central_store::{Clock, Database, Edition, Scope, Settings, Store, backup};
use contact::protocol::Enrol;
use contact::{Contact, ContactId, Ms, Secret};
use courier::Courier;
use journal::Journal;
use journeys::floor::{client, until};
use journeys::storm::{Storm, dice};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

const NOW: Ms = 1_760_000_000_000;
/// What comes down meanwhile, in pages.
const ARTICLES: u32 = 700;

/// A store of its own on a free port, with a clock that stands.
struct Centre {
    store: Store,
    port: u16,
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<Result<(), central_store::Failure>>,
}

fn settings(file: &Path) -> Settings {
    Settings::new(Database::Sqlite(file.to_owned()), Clock::new(|| NOW + 60_000))
}

impl Centre {
    async fn open(file: &Path) -> Result<Centre> {
        let store = Store::open(&settings(file))?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let (stop, stopped) = oneshot::channel();
        let served = central_store::serve_store(store.clone(), listener, async {
            let _ = stopped.await;
        });
        Ok(Centre { store, port, stop, task: tokio::spawn(served) })
    }

    async fn close(self) -> Result<()> {
        drop(self.store);
        let _ = self.stop.send(());
        Ok(self.task.await??)
    }

    async fn token(&self) -> Result<Secret> {
        let code = self.store.enrolment_code("d").await?;
        let url = format!("http://127.0.0.1:{}", self.port);
        let asked = Enrol { code, name: "d".into(), app_version: "1".into() };
        Ok(courier::enrol(&url, &asked).await?.token)
    }

    async fn publish_articles(&self) -> Result<()> {
        let article = |n: u32| {
            let body = json!({"id": format!("KB-{n}"), "lang": "sv", "version": 1, "title": "t"});
            (format!("KB-{n}/sv"), body.to_string())
        };
        let put = (0..ARTICLES).map(article).collect();
        self.store.publish(Scope::Articles, Edition { put, ..Edition::default() }).await?;
        Ok(())
    }

    /// Every contact that the store has, with its revision; one that is there twice fails.
    async fn has(&self) -> Result<BTreeMap<ContactId, u32>> {
        let key = self.store.board_key("test").await?;
        let mut all = BTreeMap::new();
        let mut before = String::new();
        loop {
            let url = format!("http://127.0.0.1:{}/v1/contacts?limit=200{before}", self.port);
            let page = client().get(url).bearer_auth(key.reveal()).send().await?.text().await?;
            let page: Value = serde_json::from_str(&page)?;
            for shown in page["contacts"].as_array().context("no contacts")? {
                let id: ContactId = serde_json::from_value(shown["contact_id"].clone())?;
                let revision: u32 = serde_json::from_value(shown["revision"].clone())?;
                if all.insert(id, revision).is_some() {
                    bail!("{id} is there twice");
                }
            }
            match page["next"].as_str() {
                Some(next) => before = format!("&before={next}"),
                None => return Ok(all),
            }
        }
    }
}

/// What the comparison found.
#[derive(PartialEq, Eq, Debug, Default)]
struct Found {
    lost: usize,
    /// There and never made: a second one of the same.
    doubled: usize,
    old: usize,
}

fn compare(made: &BTreeMap<ContactId, u32>, has: &BTreeMap<ContactId, u32>) -> Found {
    let mut found = Found::default();
    for (id, revision) in made {
        match has.get(id) {
            None => found.lost += 1,
            Some(there) if there < revision => found.old += 1,
            Some(_) => {}
        }
    }
    found.doubled = has.keys().filter(|id| !made.contains_key(id)).count();
    found
}

/// The contact that step `n` of a seed makes: mostly a new one, now and then a correction of an
/// earlier one, now and then one that makes no sense.
struct Step {
    contact: Contact,
    poison: bool,
}

fn step(seed: u64, n: u64) -> Step {
    let die = dice(seed ^ 0xfeed, n);
    let id = |n: u64| {
        ContactId(uuid::Uuid::from_u128((u128::from(seed) << 64) | u128::from(n) | (7 << 76)))
    };
    let poison = die % 17 == 3;
    let corrects = (die % 5 == 1 && n > 10).then(|| n - 1 - (die >> 8) % 8);
    let corrects = corrects
        .filter(|of| dice(seed ^ 0xfeed, *of) % 17 != 3 && dice(seed ^ 0xfeed, *of) % 5 != 1);
    let (of, revision) = match corrects.filter(|_| !poison) {
        // Later corrections of the same contact have higher revisions.
        Some(of) => (of, 1 + u32::try_from(n).unwrap_or(u32::MAX)),
        None => (n, 1),
    };
    let contact = serde_json::from_value(json!({
        "contact_id": id(of), "revision": revision, "customer": format!("c-{}", of % 40),
        "channel": "voice", "start_ms": NOW - 3_600_000 + of as i64 * 1000,
        "end_ms": if poison { 0 } else { NOW - 3_000_000 + of as i64 * 1000 },
        "note": "x".repeat((die % 900) as usize), "claim": "resolved",
    }));
    let contact = contact.unwrap_or_else(|error| panic!("step {n}: {error}"));
    Step { contact, poison }
}

fn all_steps(seed: u64, many: u64) -> (BTreeMap<ContactId, u32>, BTreeSet<ContactId>) {
    let (mut made, mut aside) = (BTreeMap::new(), BTreeSet::new());
    for step in (0..many).map(|n| step(seed, n)) {
        let (id, revision) = (step.contact.contact_id, step.contact.revision);
        if step.poison {
            aside.insert(id);
        } else {
            let known = made.entry(id).or_insert(revision);
            *known = revision.max(*known);
        }
    }
    (made, aside)
}

fn courier(journal: &Journal, url: &str, token: Secret) -> Result<Courier> {
    let begun = Instant::now();
    Ok(Courier::start(courier::Settings {
        journal: journal.another()?,
        store: courier::Store::new(url, token)?,
        wall: Arc::new(|| NOW),
        mono: Arc::new(move || begun.elapsed().as_millis() as Ms),
        boot: "boot".into(),
        on_news: Arc::new(|_| {}),
    })?)
}

/// A desk in a process of its own, to be killed: makes what its steps say, and tells of each that
/// it is durable.
#[test]
#[ignore = "a process that the others start"]
fn desk_process() -> Result<()> {
    let var = |name: &str| std::env::var(name).context(name.to_owned());
    let (seed, many): (u64, u64) = (var("FAULT_SEED")?.parse()?, var("FAULT_MANY")?.parse()?);
    let from: u64 = var("FAULT_FROM")?.parse()?;
    let journal = Journal::open(Path::new(&var("FAULT_FILE")?), NOW)?.journal;
    let courier = courier(&journal, &var("FAULT_URL")?, Secret::new(var("FAULT_TOKEN")?))?;
    let mut out = std::io::stdout();
    for n in from..many {
        journal.record(&step(seed, n).contact, None, NOW, NOW)?;
        writeln!(out, "made {n}")?;
        out.flush()?;
        courier.now();
        std::thread::sleep(Duration::from_millis(2));
    }
    while journal.waiting(NOW)?.lines > 0 || journal.count_articles()? < ARTICLES {
        courier.now();
        std::thread::sleep(Duration::from_millis(10));
    }
    writeln!(out, "drained")?;
    out.flush()?;
    Ok(())
}

/// Runs the desk until it told of `until` steps more and kills it then, or until it is done.
/// Gives the step to go on with; none when it is done.
fn run_desk(
    file: &Path,
    url: &str,
    token: &Secret,
    seed: u64,
    (from, many): (u64, u64),
    kill_after: u64,
) -> Result<Option<u64>> {
    let mut desk = Command::new(std::env::current_exe()?)
        .args(["faults::desk_process", "--exact", "--ignored", "--nocapture"])
        .env("FAULT_FILE", file)
        .env("FAULT_URL", url)
        .env("FAULT_TOKEN", token.reveal())
        .env("FAULT_SEED", seed.to_string())
        .env("FAULT_MANY", many.to_string())
        .env("FAULT_FROM", from.to_string())
        .stdout(Stdio::piped())
        .spawn()?;
    let out = BufReader::new(desk.stdout.take().context("no output")?);
    let mut next = from;
    let mut drained = false;
    for line in out.lines() {
        let line = line?;
        if let Some(n) = line.strip_prefix("made ") {
            next = n.parse::<u64>()? + 1;
        } else if line == "drained" {
            drained = true;
        }
        if next - from >= kill_after && !drained && next < many {
            // SIGKILL: nothing is tidied up.
            desk.kill()?;
            desk.wait()?;
            return Ok(Some(next));
        }
    }
    let ended = desk.wait()?;
    if drained && ended.success() { Ok(None) } else { bail!("the desk ended badly: {ended}") }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_in_bad_weather_everything_is_there_once() -> Result<()> {
    const MANY: u64 = 160;
    for seed in [1, 20_261_125, 0xdead_beef] {
        let folder = tempfile::tempdir()?;
        let centre = Centre::open(&folder.path().join("store.db")).await?;
        let storm = Storm::before(centre.port, seed).await?;
        centre.publish_articles().await?;
        let token = centre.token().await?;
        let (file, url) = (folder.path().join("journal.db"), storm.url());
        let (kills, file_again) = tokio::task::spawn_blocking(move || -> Result<_> {
            let (mut from, mut kills) = (0, 0);
            loop {
                let after = 8 + dice(seed, kills) % 25;
                match run_desk(&file, &url, &token, seed, (from, MANY), after)? {
                    Some(next) => (from, kills) = (next, kills + 1),
                    None => return Ok((kills, file)),
                }
            }
        })
        .await??;
        assert!(kills >= 4, "seed {seed}: killed {kills} times only");
        assert!(storm.mishaps() >= 10, "seed {seed}: only {} mishaps", storm.mishaps());
        // What comes late comes now.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let (made, aside) = all_steps(seed, MANY);
        assert!(aside.len() > 3 && made.values().any(|r| *r > 1), "seed {seed} proves little");
        assert_eq!(compare(&made, &centre.has().await?), Found::default(), "seed {seed}");
        let journal = Journal::open(&file_again, NOW)?.journal;
        let waiting = journal.waiting(NOW)?;
        assert_eq!((waiting.lines, waiting.refused as usize), (0, aside.len()), "seed {seed}");
        assert_eq!(journal.count_articles()?, ARTICLES, "seed {seed}: a walk that was cut goes on");
        centre.close().await?;
    }
    Ok(())
}

/// What a desk does wrong.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Careless {
    /// Forgets a record once it is sent.
    DeletesOnSend,
    /// Makes a new id for every try.
    NoKey,
    /// Gives a correction the revision it corrects.
    NoRevision,
}

/// The same weather, and desks that do one thing wrong each: the comparison must find it.
#[tokio::test(flavor = "multi_thread")]
async fn the_comparison_finds_what_careless_desks_do() -> Result<()> {
    // Each has a centre and a network of its own; most of it is waiting.
    let (deletes, no_key, no_revision) = tokio::try_join!(
        found_of(Careless::DeletesOnSend),
        found_of(Careless::NoKey),
        found_of(Careless::NoRevision),
    )?;
    assert!(deletes.lost > 0, "{deletes:?}");
    assert!(no_key.doubled > 0, "{no_key:?}");
    assert!(no_revision.old > 0, "{no_revision:?}");
    Ok(())
}

async fn found_of(careless: Careless) -> Result<Found> {
    const MANY: u64 = 80;
    let seed = 7;
    let (made, _) = all_steps(seed, MANY);
    let folder = tempfile::tempdir()?;
    let centre = Centre::open(&folder.path().join("store.db")).await?;
    let storm = Storm::before(centre.port, seed).await?;
    let token = centre.token().await?;
    for step in (0..MANY).map(|n| step(seed, n)).filter(|step| !step.poison) {
        for _ in 0..20 {
            let mut contact = serde_json::to_value(&step.contact)?;
            if careless == Careless::NoKey {
                contact["contact_id"] = json!(uuid::Uuid::now_v7());
            }
            if careless == Careless::NoRevision {
                contact["revision"] = json!(1);
            }
            let url = format!("{}/v1/records", storm.url());
            let request = client().post(url).bearer_auth(token.reveal());
            let sent = request.json(&json!({"records": [contact]})).send().await;
            let done = sent.is_ok_and(|answer| answer.status() == 200);
            if done || careless == Careless::DeletesOnSend {
                break;
            }
        }
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    let found = compare(&made, &centre.has().await?);
    centre.close().await?;
    Ok(found)
}

/// A desk in this process, with everything up to step `many` made and confirmed.
async fn confirmed(
    centre: &Centre,
    file: &Path,
    url: &str,
    seed: u64,
    many: u64,
) -> Result<(Journal, Courier)> {
    let journal = Journal::open(file, NOW)?.journal;
    let courier = courier(&journal, url, centre.token().await?)?;
    make(&journal, &courier, seed, 0..many).await?;
    Ok((journal, courier))
}

async fn make(
    journal: &Journal,
    courier: &Courier,
    seed: u64,
    steps: std::ops::Range<u64>,
) -> Result<()> {
    for n in steps {
        journal.record(&step(seed, n).contact, None, NOW, NOW)?;
    }
    drained(journal, courier).await
}

async fn drained(journal: &Journal, courier: &Courier) -> Result<()> {
    until("the outbox is empty", async || {
        courier.now();
        (journal.waiting(NOW).ok()?.lines == 0).then_some(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_restored_from_an_old_backup_is_made_whole_again() -> Result<()> {
    let (seed, folder) = (11, tempfile::tempdir()?);
    let at = |name: &str| folder.path().join(name);
    let centre = Centre::open(&at("store.db")).await?;
    let storm = Storm::before(centre.port, seed).await?;
    storm.clear();
    let (journal, courier) = confirmed(&centre, &at("journal.db"), &storm.url(), seed, 150).await?;
    backup::take(&Database::Sqlite(at("store.db")), &at("old.db"), |_, _| {})?;
    make(&journal, &courier, seed, 150..260).await?;
    let (made, _) = all_steps(seed, 260);
    assert_eq!(compare(&made, &centre.has().await?), Found::default());
    let epoch = centre.store.epoch().to_owned();
    centre.close().await?;

    backup::restore(&settings(&at("restored.db")), &at("old.db"), &[])?;
    let centre = Centre::open(&at("restored.db")).await?;
    assert_ne!(centre.store.epoch(), epoch, "a restored store says so");
    let missing = compare(&made, &centre.has().await?);
    assert!(missing.lost > 50 && missing.old > 0, "the backup is not old: {missing:?}");
    storm.lead_to(centre.port);
    until("everything is there again", async || {
        courier.now();
        let has = centre.has().await.ok()?;
        (compare(&made, &has) == Found::default()).then_some(())
    })
    .await?;
    drained(&journal, &courier).await?;
    assert_eq!(journal.to_reconcile()?, None);
    courier.stop();
    centre.close().await
}

/// Nobody said `restore`: an older file was copied into the place of the newer one, and its epoch
/// with it.
#[tokio::test(flavor = "multi_thread")]
async fn an_older_file_put_back_by_hand_is_found_out() -> Result<()> {
    let (seed, folder) = (13, tempfile::tempdir()?);
    let at = |name: &str| folder.path().join(name);
    let centre = Centre::open(&at("store.db")).await?;
    let storm = Storm::before(centre.port, seed).await?;
    storm.clear();
    let (journal, courier) = confirmed(&centre, &at("journal.db"), &storm.url(), seed, 60).await?;
    backup::take(&Database::Sqlite(at("store.db")), &at("older.db"), |_, _| {})?;
    make(&journal, &courier, seed, 60..120).await?;
    let epoch = centre.store.epoch().to_owned();
    centre.close().await?;
    let centre = Centre::open(&at("older.db")).await?;
    assert_eq!(centre.store.epoch(), epoch, "it says nothing of having been put back");
    let (made, _) = all_steps(seed, 120);
    assert!(compare(&made, &centre.has().await?).lost > 20);
    storm.lead_to(centre.port);
    // The next contact is made before anybody asked the store how it is.
    make(&journal, &courier, seed, 120..121).await?;
    let (made, _) = all_steps(seed, 121);
    until("everything is there again", async || {
        courier.now();
        let has = centre.has().await.ok()?;
        (compare(&made, &has) == Found::default()).then_some(())
    })
    .await?;
    courier.stop();
    centre.close().await
}
