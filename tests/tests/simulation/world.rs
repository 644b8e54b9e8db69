//! The desks, the store and the time of one seed, from the first contact to the last receipt.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use central_store::{Clock, Settings, Store, serve_store};
use contact::protocol::Enrolled;
use contact::{ClockReading, Contact, Ms, Secret};
use courier::Steps;
use journal::Journal;
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use crate::air::{Air, Wire, forward};
use crate::twist::Twist;

pub(crate) const DESKS: usize = 2;
const CONTACTS: u32 = 12;
const DAY: Ms = 24 * 3_600_000;
/// Friday 7 March 2025, 18:00 UTC.
const START: Ms = 1_741_370_400_000;
/// So long things go wrong, and so long everything has to arrive when they no longer do.
const TROUBLE: Ms = 240_000;
const PATIENCE: Ms = 3_600_000;
/// The one start of each desk's machine: what is killed is the desk.
const BOOT: &str = "boot";

/// Where files live: in memory where there is such a place, for the disk is not what is tried.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

/// A server, until it is stopped.
struct Server {
    port: u16,
    end: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    async fn start(file: &Path, now: &Arc<AtomicI64>) -> (Server, Store) {
        let clock = Arc::clone(now);
        let database = format!("sqlite:{}", file.display()).parse().unwrap();
        let clock = Clock::new(move || clock.load(Ordering::SeqCst));
        let store = Store::open(&Settings::new(database, clock)).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (end, ended) = oneshot::channel::<()>();
        let served = store.clone();
        let task = tokio::spawn(async move {
            let until = async { drop(ended.await) };
            serve_store(served, listener, until).await.unwrap();
        });
        (Server { port, end, task }, store)
    }

    async fn stop(self) {
        self.end.send(()).unwrap();
        self.task.await.unwrap();
    }
}

/// A store at which the desks are enrolled and an empty journal, made once and copied for each seed.
pub(crate) struct Template {
    folder: TempDir,
    tokens: Vec<String>,
    client: reqwest::Client,
    store: courier::Store,
}

impl Template {
    pub(crate) async fn make() -> Template {
        courier::ready_tls();
        let client =
            reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
        let folder = folder();
        let now = Arc::new(AtomicI64::new(START));
        let (server, store) = Server::start(&folder.path().join("store.db"), &now).await;
        let mut tokens = Vec::new();
        for _ in 0..DESKS {
            let code = store.enrolment_code("").await.unwrap();
            let asked = json!({"code": code.reveal(), "name": "d", "app_version": "1"});
            let url = format!("http://127.0.0.1:{}/v1/enrol", server.port);
            let answer = client.post(url).json(&asked).send().await.unwrap();
            tokens.push(answer.json::<Enrolled>().await.unwrap().token.reveal().to_owned());
        }
        drop(store);
        server.stop().await;
        drop(Journal::open(&folder.path().join("journal.db"), START).unwrap());
        let store = courier::Store::new("http://127.0.0.1:1", Secret::new("")).unwrap();
        Template { folder, tokens, client, store }
    }

    fn copy(&self, name: &str, to: &Path) {
        copy(&self.folder.path().join(name), to);
    }
}

/// A database with what stands beside it; what the other has beside it goes.
fn copy(from: &Path, to: &Path) {
    for end in ["", "-wal", "-shm"] {
        let beside = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        };
        let _ = std::fs::remove_file(beside(to));
        if beside(from).exists() {
            std::fs::copy(beside(from), beside(to)).unwrap();
        }
    }
}

/// One desk: what was saved there, and its courier.
struct Desk {
    number: usize,
    file: PathBuf,
    journal: Journal,
    steps: Steps,
    killed: Arc<Notify>,
    due: Ms,
    saves: Vec<Ms>,
    /// By the contact's number: its latest revision, and the clocks when it was first saved.
    made: BTreeMap<u32, (u32, ClockReading)>,
}

/// What came of a seed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Came {
    pub(crate) complaints: Vec<String>,
    pub(crate) faults: u64,
    pub(crate) lasted: Ms,
    made: usize,
    kills: u32,
    back: u32,
}

struct World<'a> {
    template: &'a Template,
    folder: TempDir,
    air: Arc<Mutex<Air>>,
    now: Arc<AtomicI64>,
    /// How far each desk's wall clock is off.
    off: [Arc<AtomicI64>; DESKS],
    desks: Vec<Desk>,
    server: Option<Server>,
    came: Came,
}

fn id(desk: usize, n: u32) -> String {
    format!("01956f1e-7c00-7000-8{desk:03}-{n:012}")
}

fn note(desk: usize, n: u32, revision: u32) -> String {
    format!("desk {desk} contact {n} revision {revision}")
}

/// With the clocks of its first saving, as a desk sends it: they are what tells the store the true time
/// when the desk's clock has jumped since.
fn contact(desk: usize, n: u32, revision: u32, clock: &ClockReading) -> Contact {
    let start = clock.wall - 60_000;
    let contact = json!({
        "contact_id": id(desk, n), "revision": revision, "customer": format!("c-{n}"),
        "channel": "voice", "initiated_by": "customer", "start_ms": start,
        "end_ms": start + 30_000, "claim": "resolved", "note": note(desk, n, revision), "clock": clock,
    });
    serde_json::from_value(contact).unwrap()
}

/// Lives one seed through.
pub(crate) async fn run(template: &Template, seed: u64, twist: Twist) -> Came {
    // What the courier draws itself.
    fastrand::seed(seed);
    let folder = folder();
    let now = Arc::new(AtomicI64::new(START));
    let file = folder.path().join("store.db");
    template.copy("store.db", &file);
    let (server, _) = Server::start(&file, &now).await;
    let air = Arc::new(Mutex::new(Air::new(seed, START, server.port, twist)));
    let mut world = World {
        template,
        folder,
        air,
        now,
        off: std::array::from_fn(|_| Arc::default()),
        desks: Vec::new(),
        server: Some(server),
        came: Came { complaints: Vec::new(), faults: 0, lasted: 0, made: 0, kills: 0, back: 0 },
    };
    for number in 0..DESKS {
        world.sit_down(number);
    }
    world.trouble(twist).await;
    world.peace().await;
    if let Some(server) = world.server.take() {
        server.stop().await;
    }
    world.judge(&file);
    world.came.faults = world.air.lock().unwrap().faults;
    world.came
}

impl World<'_> {
    fn open(&self, number: usize, file: &Path, at: Ms) -> (Journal, Steps, Arc<Notify>) {
        let journal = Journal::open(file, at).unwrap().journal;
        let killed = Arc::new(Notify::new());
        let wire = Wire {
            air: Arc::clone(&self.air),
            client: self.template.client.clone(),
            desk: number,
            killed: Arc::clone(&killed),
            journal: Mutex::new(journal.another().unwrap()),
        };
        let token = Secret::new(self.template.tokens[number].clone());
        let (wall, mono) = (Arc::clone(&self.now), Arc::clone(&self.now));
        let off = Arc::clone(&self.off[number]);
        let steps = Steps::new(courier::Settings {
            journal: journal.another().unwrap(),
            store: self.template.store.carried(token, Arc::new(wire)),
            wall: Arc::new(move || wall.load(Ordering::SeqCst) + off.load(Ordering::SeqCst)),
            mono: Arc::new(move || mono.load(Ordering::SeqCst) - START),
            boot: BOOT.into(),
            on_news: Arc::new(|_| {}),
        });
        (journal, steps, killed)
    }

    fn sit_down(&mut self, number: usize) {
        let file = self.folder.path().join(format!("journal-{number}.db"));
        self.template.copy("journal.db", &file);
        let (journal, steps, killed) = self.open(number, &file, START);
        let mut air = self.air.lock().unwrap();
        let mut saves: Vec<Ms> =
            (0..CONTACTS + CONTACTS / 3).map(|_| START + air.dice.i64(0..TROUBLE)).collect();
        saves.sort_unstable_by(|a, b| b.cmp(a));
        drop(air);
        let made = BTreeMap::new();
        self.desks.push(Desk { number, file, journal, steps, killed, due: START, saves, made });
    }

    /// Everything goes wrong for a while.
    async fn trouble(&mut self, twist: Twist) {
        let (mut restarts, cuts, mut jumps) = {
            let mut air = self.air.lock().unwrap();
            let many = air.dice.usize(..3);
            let mut at: Vec<Ms> = (0..many).map(|_| START + air.dice.i64(0..TROUBLE)).collect();
            at.sort_unstable_by(|a, b| b.cmp(a));
            let cuts: Vec<(Ms, usize, Ms)> = (0..air.dice.usize(..4))
                .map(|_| {
                    let from = START + air.dice.i64(0..TROUBLE);
                    (from, air.dice.usize(..DESKS), from + air.dice.i64(1_000..60_000))
                })
                .collect();
            let mut jumps: Vec<(Ms, usize, Ms)> = (0..air.dice.usize(..3))
                .map(|_| {
                    let at = START + air.dice.i64(0..TROUBLE);
                    (at, air.dice.usize(..DESKS), air.dice.i64(-2 * DAY..2 * DAY))
                })
                .collect();
            jumps.sort_unstable_by(|a, b| b.cmp(a));
            (at, cuts, jumps)
        };
        let mut kept = false;
        loop {
            let now = self.next_due();
            if now >= START + TROUBLE {
                break;
            }
            self.now.store(now, Ordering::SeqCst);
            {
                let mut air = self.air.lock().unwrap();
                air.now = now;
                for (from, desk, until) in &cuts {
                    if *from <= now && now < *until {
                        air.cut_until[*desk] = *until;
                    }
                }
            }
            while let Some((_, desk, to)) = jumps.pop_if(|(at, ..)| *at <= now) {
                self.off[desk].store(to, Ordering::SeqCst);
                self.air.lock().unwrap().faults += 1;
            }
            if restarts.last().is_some_and(|at| *at <= now) {
                restarts.pop();
                // Whoever makes the mistake has enough to answer for.
                kept = self.restart(kept, twist == Twist::None).await;
            }
            self.arrivals().await;
            self.step().await;
        }
    }

    fn next_due(&self) -> Ms {
        let due = |desk: &Desk| desk.saves.last().copied().unwrap_or(Ms::MAX).min(desk.due);
        let now = self.now.load(Ordering::SeqCst);
        self.desks.iter().map(due).min().unwrap_or(Ms::MAX).max(now)
    }

    /// The store goes away for a while; a copy of it is kept, or one from before is put in its place.
    async fn restart(&mut self, kept: bool, back: bool) -> bool {
        let (file, aside) =
            (self.folder.path().join("store.db"), self.folder.path().join("copy.db"));
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
        let put_back = back && kept && self.air.lock().unwrap().dice.bool();
        if put_back {
            copy(&aside, &file);
            self.came.back += 1;
        } else {
            copy(&file, &aside);
        }
        let (server, _) = Server::start(&file, &self.now).await;
        let mut air = self.air.lock().unwrap();
        air.port = server.port;
        air.down_until = air.now + air.dice.i64(1_000..40_000);
        air.faults += 1;
        drop(air);
        self.server = Some(server);
        true
    }

    /// What was under way for long arrives.
    async fn arrivals(&self) {
        let due = {
            let mut air = self.air.lock().unwrap();
            let now = air.now;
            let (due, later): (Vec<_>, Vec<_>) =
                std::mem::take(&mut air.late).into_iter().partition(|(at, _)| *at <= now);
            air.late = later;
            due
        };
        for (_, request) in due {
            forward(&self.air, &self.template.client, request).await;
        }
    }

    /// Whoever is next does what is due: an agent saves, or a courier takes a step.
    async fn step(&mut self) {
        let now = self.now.load(Ordering::SeqCst);
        for at in 0..self.desks.len() {
            let desk = &mut self.desks[at];
            if desk.saves.last().is_some_and(|due| *due <= now) {
                desk.saves.pop();
                let made = u32::try_from(desk.made.len()).unwrap();
                let again = made > 0 && self.air.lock().unwrap().dice.u8(..4) == 0;
                let again = again || made >= CONTACTS;
                let n = if again { self.air.lock().unwrap().dice.u32(..made) } else { made };
                let wall = now + self.off[at].load(Ordering::SeqCst);
                let first = || (0, ClockReading { boot: BOOT.into(), mono: now - START, wall });
                let (before, clock) = desk.made.get(&n).cloned().unwrap_or_else(first);
                let revision = before + 1;
                let saved = contact(desk.number, n, revision, &clock);
                desk.journal.record(&saved, None, wall, wall).unwrap();
                desk.made.insert(n, (revision, clock));
                desk.due = now;
            }
            if desk.due > now {
                continue;
            }
            let stepped = tokio::select! {
                biased;
                stepped = desk.steps.step() => Some(stepped.unwrap()),
                () = desk.killed.notified() => None,
            };
            let (number, file) = (desk.number, desk.file.clone());
            match stepped {
                Some(pause) => {
                    let took = std::mem::take(&mut self.air.lock().unwrap().took);
                    let pause = pause.map_or(0, |pause| Ms::try_from(pause.as_millis()).unwrap());
                    self.desks[at].due = now + took.max(pause).max(1);
                }
                None => {
                    self.came.kills += 1;
                    let away = self.air.lock().unwrap().dice.i64(500..20_000);
                    let (journal, steps, killed) = self.open(number, &file, now);
                    let desk = &mut self.desks[at];
                    (desk.journal, desk.steps, desk.killed) = (journal, steps, killed);
                    desk.due = now + away;
                }
            }
        }
    }

    /// Nothing goes wrong any more: everything has to arrive.
    async fn peace(&mut self) {
        let from = self.now.load(Ordering::SeqCst);
        let last = {
            let mut air = self.air.lock().unwrap();
            air.healed = true;
            air.late.iter().map(|(at, _)| *at).max().unwrap_or(from).max(air.down_until)
        };
        loop {
            let now = self.next_due();
            self.now.store(now, Ordering::SeqCst);
            self.air.lock().unwrap().now = now;
            self.arrivals().await;
            self.step().await;
            let empty = |desk: &Desk| {
                let waits = desk.journal.waiting(now).unwrap().lines > 0;
                !waits && desk.saves.is_empty() && desk.journal.to_reconcile().unwrap().is_none()
            };
            // Long enough that each has asked once more how the store is.
            let asked = now > last + courier::plan::HEARTBEAT_MS + courier::plan::LONGEST_PAUSE_MS;
            if asked && self.desks.iter().all(empty) {
                break;
            }
            if now > from + PATIENCE {
                self.came
                    .complaints
                    .push("an outbox is not empty in an hour without trouble".into());
                break;
            }
        }
        self.came.lasted = self.now.load(Ordering::SeqCst) - START;
    }

    /// The store has what was made, each contact once and at its latest revision, and nothing else.
    fn judge(&mut self, file: &Path) {
        let base = Connection::open(file).unwrap();
        let mut statement = base.prepare("SELECT payload FROM contact").unwrap();
        let mut found: BTreeMap<String, u32> = BTreeMap::new();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        for payload in rows {
            let payload: serde_json::Value = serde_json::from_str(&payload.unwrap()).unwrap();
            *found.entry(payload["note"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        let aside: u32 =
            base.query_row("SELECT count(*) FROM quarantine", [], |row| row.get(0)).unwrap();
        let complaints = &mut self.came.complaints;
        for desk in &self.desks {
            self.came.made += desk.made.len();
            for (n, (revision, _)) in &desk.made {
                let wanted = note(desk.number, *n, *revision);
                match found.remove(&wanted) {
                    Some(1) => {}
                    Some(more) => complaints.push(format!("{wanted} is there {more} times")),
                    None => complaints.push(format!("{wanted} is lost")),
                }
            }
            for refused in desk.journal.refused().unwrap() {
                complaints.push(format!("set aside at its desk: {}", refused.why));
            }
        }
        complaints.extend(found.keys().map(|left| format!("{left} is there and should not be")));
        if aside > 0 {
            complaints.push(format!("{aside} are set aside"));
        }
    }
}
