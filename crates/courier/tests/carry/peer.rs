//! A peer on a real socket: keeps what it is sent by the rules of the protocol, and can be told
//! to have mishaps. One thread a connection, one request a connection.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use contact::protocol::{
    Ack, AckStatus, BatchLimits, Enrol, Enrolled, FeedItem, FeedOp, FeedPage, Hello, History,
    Marks, Receipt, Reconcile, Reconciled, SentRecord, SeqRange,
};
use contact::{ContactId, Ms, Problem, Secret};
use serde_json::{Value, json};

pub(crate) const STORE_NOW: Ms = 1_760_000_123_456;

/// What goes wrong with one request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mishap {
    /// Cut off before anything was done.
    LoseRequest,
    /// Done, and cut off before the answer.
    LoseAnswer,
    /// Answered with this status, nothing done.
    Status(u16),
    /// Answered 200 with the page of somebody else.
    Rubbish,
    /// Never answered.
    Hang,
}

/// What the peer knows.
pub(crate) struct World {
    pub(crate) stored: BTreeMap<ContactId, SentRecord>,
    pub(crate) repeats: u32,
    pub(crate) largest_batch: usize,
    pub(crate) seen_bytes: Vec<usize>,
    pub(crate) addresses: Vec<String>,
    pub(crate) quarantine: BTreeSet<ContactId>,
    pub(crate) silent_about: BTreeSet<ContactId>,
    pub(crate) epoch: String,
    pub(crate) limits: BatchLimits,
    pub(crate) frame_bytes: usize,
    pub(crate) articles: Vec<Value>,
    pub(crate) team: Vec<(String, Value)>,
    pub(crate) erased: Vec<ContactId>,
    /// Its customer was erased: nothing of it is taken.
    pub(crate) refused_as_erased: BTreeSet<ContactId>,
    /// Whether it can compare; an older store cannot.
    pub(crate) reconciles: bool,
    pub(crate) reconciled: u32,
    /// Compares in turn as these, whatever it says else.
    pub(crate) compares_as: Option<[String; 2]>,
    /// Whether it can unpack; what is between may not.
    pub(crate) unpacks: bool,
    pub(crate) packed: u32,
    pub(crate) max_seq: u64,
    pub(crate) renewed: u32,
    /// The token of the latest request.
    pub(crate) token: String,
}

impl World {
    pub(crate) fn publish(&mut self, ids: &[&str]) {
        for id in ids {
            self.articles
                .push(json!({"id": id, "lang": "sv", "version": 1, "title": id, "body": ""}));
        }
    }
}

type Script = Box<dyn Fn(&str, u64) -> Option<Mishap> + Send>;

struct Shared {
    world: Mutex<World>,
    script: Mutex<Script>,
    number: AtomicU64,
    closed: AtomicBool,
}

pub(crate) struct Peer {
    at: SocketAddr,
    shared: Arc<Shared>,
}

impl Peer {
    pub(crate) fn start() -> Peer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let world = World {
            stored: BTreeMap::new(),
            repeats: 0,
            largest_batch: 0,
            seen_bytes: Vec::new(),
            addresses: Vec::new(),
            quarantine: BTreeSet::new(),
            silent_about: BTreeSet::new(),
            epoch: "first".into(),
            limits: BatchLimits::default(),
            frame_bytes: usize::MAX,
            articles: Vec::new(),
            team: Vec::new(),
            erased: Vec::new(),
            refused_as_erased: BTreeSet::new(),
            reconciles: true,
            reconciled: 0,
            compares_as: None,
            unpacks: true,
            packed: 0,
            max_seq: 0,
            renewed: 0,
            token: String::new(),
        };
        let shared = Arc::new(Shared {
            world: Mutex::new(world),
            script: Mutex::new(Box::new(|_, _| None)),
            number: AtomicU64::new(0),
            closed: AtomicBool::new(false),
        });
        let inner = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if inner.closed.load(Ordering::Relaxed) {
                    return;
                }
                let inner = Arc::clone(&inner);
                std::thread::spawn(move || serve(stream.unwrap(), &inner));
            }
        });
        Peer { at, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.at)
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.shared.world.lock().unwrap()
    }

    /// What goes wrong from now on, by the number of the request.
    pub(crate) fn mishaps(&self, script: impl Fn(u64) -> Option<Mishap> + Send + 'static) {
        *self.shared.script.lock().unwrap() = Box::new(move |_, number| script(number));
    }

    /// The same, for requests to one address only.
    pub(crate) fn mishaps_at(
        &self,
        path: &'static str,
        script: impl Fn(u64) -> Option<Mishap> + Send + 'static,
    ) {
        *self.shared.script.lock().unwrap() =
            Box::new(move |at, number| script(number).filter(|_| at.starts_with(path)));
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.at);
    }
}

fn serve(mut stream: TcpStream, shared: &Shared) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    if reader.read_line(&mut first).unwrap_or(0) == 0 {
        return;
    }
    let mut length = 0;
    let mut packed = false;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        let header = header.trim().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        packed |= header == "content-encoding: zstd";
        if let Some(token) = header.strip_prefix("authorization: bearer ") {
            shared.world.lock().unwrap().token = token.to_owned();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let path = first.split_whitespace().nth(1).unwrap().to_owned();
    let number = shared.number.fetch_add(1, Ordering::Relaxed);
    let mishap = (shared.script.lock().unwrap())(&path, number);
    shared.world.lock().unwrap().addresses.push(path.clone());
    let (status, answer) = match mishap {
        Some(Mishap::LoseRequest) => return,
        Some(Mishap::Hang) => {
            while !shared.closed.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(20));
            }
            return;
        }
        Some(Mishap::Status(status)) => (status, json!({})),
        Some(Mishap::Rubbish) => (200, json!("<html>Welcome to the hotel's network</html>")),
        _ if packed && !shared.world.lock().unwrap().unpacks => (415, json!({})),
        Some(Mishap::LoseAnswer) => {
            answer(&path, &unpacked(body, packed, shared), shared);
            return;
        }
        None => answer(&path, &unpacked(body, packed, shared), shared),
    };
    let text = answer.to_string();
    let _ = write!(
        stream,
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{text}",
        text.len()
    );
}

fn unpacked(body: Vec<u8>, packed: bool, shared: &Shared) -> Vec<u8> {
    if !packed {
        return body;
    }
    shared.world.lock().unwrap().packed += 1;
    zstd::stream::decode_all(body.as_slice()).unwrap()
}

fn answer(path: &str, body: &[u8], shared: &Shared) -> (u16, Value) {
    let mut world = shared.world.lock().unwrap();
    let of = |value: Value| (200, value);
    match path.split('?').next().unwrap() {
        "/v1/hello" => of(serde_json::to_value(Hello {
            protocol_min: 1,
            protocol_max: 1,
            now_ms: STORE_NOW,
            epoch: world.epoch.clone(),
            limits: world.limits,
            articles_head: world.articles.len() as u64,
            codes_head: 0,
            team_head: world.team.len() as u64,
            erased_head: world.erased.len() as u64,
            wait_ms: 0,
            max_seq: Some(world.max_seq),
        })
        .unwrap()),
        "/v1/token" => {
            world.renewed += 1;
            (200, json!({"token": format!("token-{}", world.renewed)}))
        }
        "/v1/records" => records(&mut world, body),
        "/v1/reconcile" if world.reconciles => {
            let asked: Reconcile = serde_json::from_slice(body).unwrap();
            assert!(asked.ranges.len() <= Reconcile::MOST);
            world.reconciled += 1;
            let again = asked.ranges.iter().filter_map(|range| {
                let mut sum = (0, Marks::default());
                for record in world.stored.values() {
                    if (range.from..=range.to).contains(&record.seq) {
                        sum.0 += 1;
                        sum.1.add(&record.contact.contact_id, record.contact.revision);
                    }
                }
                (sum != (range.count, range.marks))
                    .then_some(SeqRange { from: range.from, to: range.to })
            });
            let turn = world.reconciled as usize % 2;
            let other = world.compares_as.as_ref().map(|both| both[turn].clone());
            of(serde_json::to_value(Reconciled {
                again: again.collect(),
                epoch: other.unwrap_or_else(|| world.epoch.clone()),
                now_ms: STORE_NOW,
            })
            .unwrap())
        }
        "/v1/feed/team" | "/v1/feed/erased" => {
            let items: Vec<FeedItem> = if path.starts_with("/v1/feed/team") {
                let put = |(at, (item, body)): (usize, &(String, Value))| FeedItem {
                    seq: at as u64 + 1,
                    item: item.clone(),
                    op: FeedOp::Put,
                    body: Some(body.clone()),
                };
                world.team.iter().enumerate().map(put).collect()
            } else {
                let gone = |(at, id): (usize, &ContactId)| FeedItem {
                    seq: at as u64 + 1,
                    item: id.to_string(),
                    op: FeedOp::Remove,
                    body: None,
                };
                world.erased.iter().enumerate().map(gone).collect()
            };
            let head = items.len() as u64;
            let epoch = world.epoch.clone();
            of(serde_json::to_value(FeedPage { next: head, items, head, epoch }).unwrap())
        }
        "/v1/feed/articles" => {
            let after: usize =
                path.split("after=").nth(1).unwrap().split('&').next().unwrap().parse().unwrap();
            if after > world.articles.len() {
                return (410, json!({}));
            }
            // Two a page, whatever was asked for.
            let items: Vec<FeedItem> = world
                .articles
                .iter()
                .enumerate()
                .skip(after)
                .take(2)
                .map(|(at, body)| FeedItem {
                    seq: at as u64 + 1,
                    item: format!("{}/sv", body["id"].as_str().unwrap()),
                    op: FeedOp::Put,
                    body: Some(body.clone()),
                })
                .collect();
            of(serde_json::to_value(FeedPage {
                next: (after + items.len()) as u64,
                items,
                head: world.articles.len() as u64,
                epoch: world.epoch.clone(),
            })
            .unwrap())
        }
        "/v1/history" => of(serde_json::to_value(History {
            as_of_ms: STORE_NOW,
            contacts: vec![],
            possible: vec![],
        })
        .unwrap()),
        "/v1/enrol" => {
            let enrol: Enrol = serde_json::from_slice(body).unwrap();
            if enrol.code.reveal() != "once" {
                return (401, json!({}));
            }
            let token = Secret::new("fresh-token");
            of(serde_json::to_value(Enrolled { device_id: 7, token }).unwrap())
        }
        _ => (404, json!({})),
    }
}

fn records(world: &mut World, body: &[u8]) -> (u16, Value) {
    world.seen_bytes.push(body.len());
    if body.len() > world.frame_bytes {
        return (413, json!({"code": "too_large", "message": "too much"}));
    }
    let batch: Value = serde_json::from_slice(body).unwrap();
    let records = batch["records"].as_array().unwrap();
    world.largest_batch = world.largest_batch.max(records.len());
    let mut acks = Vec::new();
    let had_seq = world.max_seq;
    for record in records {
        let record: SentRecord = serde_json::from_value(record.clone()).unwrap();
        let (id, revision) = (record.contact.contact_id, record.contact.revision);
        world.max_seq = world.max_seq.max(record.seq);
        let mut ack = Ack { contact_id: Some(id), revision, status: AckStatus::Stored, why: None };
        if world.quarantine.contains(&id) {
            ack.status = AckStatus::Quarantined;
            ack.why = Some(Problem::field("customer", "Not like that."));
        } else if world.refused_as_erased.contains(&id) {
            ack.status = AckStatus::Erased;
        } else if world.silent_about.contains(&id) {
            continue;
        } else {
            match world.stored.get(&id).map(|known| known.contact.revision) {
                Some(known) if known > revision => ack.status = AckStatus::Older,
                Some(known) if known == revision => {
                    world.repeats += 1;
                    ack.status = AckStatus::Same;
                }
                _ => drop(world.stored.insert(id, record)),
            }
        }
        acks.push(ack);
    }
    let receipt = Receipt {
        epoch: world.epoch.clone(),
        now_ms: STORE_NOW,
        acks,
        max_seq: world.max_seq,
        had_seq: Some(had_seq),
        wait_ms: 0,
    };
    (200, serde_json::to_value(receipt).unwrap())
}
