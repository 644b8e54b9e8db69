//! The courier over a real socket, with a peer that loses requests, loses answers, is busy,
//! refuses, and forgets. Nothing is lost and nothing is doubled.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod down;
mod peer;
mod restored;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use contact::protocol::{Enrol, HistoryRequest};
use contact::{Code, Contact, ContactId, Customer, Ms, Secret};
use courier::{Courier, News, Refusal, Settings, Standing, Status, Store};
use journal::Journal;
use peer::{Mishap, Peer};
use tempfile::TempDir;

const NOW: Ms = 1_760_000_000_000;

/// A desk's journal and what its courier said.
struct Desk {
    _folder: TempDir,
    journal: Journal,
    news: Arc<Mutex<Vec<News>>>,
    wall: Arc<AtomicI64>,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(&folder.path().join("journal.db"), NOW).unwrap().journal;
        let wall = Arc::new(AtomicI64::new(NOW));
        Desk { _folder: folder, journal, news: Arc::default(), wall }
    }

    fn record(&self, number: u128) {
        self.record_noted(number, "short");
    }

    fn record_noted(&self, number: u128, note: &str) {
        let contact: Contact = serde_json::from_value(serde_json::json!({
            "contact_id": id(number), "customer": "c-17", "channel": "voice",
            "start_ms": NOW, "end_ms": NOW + 1, "note": note,
        }))
        .unwrap();
        self.journal.record(&contact, None, NOW, NOW).unwrap();
    }

    fn courier(&self, peer: &Peer) -> Courier {
        let begun = Instant::now();
        let (news, wall) = (Arc::clone(&self.news), Arc::clone(&self.wall));
        Courier::start(Settings {
            journal: self.journal.another().unwrap(),
            store: Store::new(&peer.url(), Secret::new("token")).unwrap(),
            wall: Arc::new(move || wall.load(Ordering::Relaxed)),
            mono: Arc::new(move || begun.elapsed().as_millis() as Ms),
            boot: "boot-1".into(),
            on_news: Arc::new(move |told| news.lock().unwrap().push(told)),
        })
        .unwrap()
    }

    fn lines(&self) -> u32 {
        self.journal.waiting(NOW).unwrap().lines
    }

    fn last_status(&self) -> Option<Status> {
        let news = self.news.lock().unwrap();
        news.iter().rev().find_map(|told| match told {
            News::Status(status) => Some(*status),
            _ => None,
        })
    }

    fn stands(&self, standing: Standing) -> bool {
        self.last_status().is_some_and(|status| status.standing == standing)
    }
}

fn id(number: u128) -> ContactId {
    ContactId(uuid::Uuid::from_u128(number))
}

/// Waits until `reached`, nudging the courier along; says what was not reached otherwise.
fn until(what: &str, courier: &Courier, reached: impl Fn() -> bool) {
    let begun = Instant::now();
    while !reached() {
        assert!(begun.elapsed() < Duration::from_secs(60), "not within 60 s: {what}");
        courier.now();
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn everything_arrives_once_through_a_bad_network() {
    let desk = Desk::new();
    let peer = Peer::start();
    // Small batches: of so many, some lose their answer whatever else is asked in between.
    peer.world().limits.records = 4;
    // Scattered, so that no rhythm of ours falls in step with it.
    peer.mishaps(|number| match (number.wrapping_mul(2_654_435_761) >> 16) % 11 {
        1 => Some(Mishap::LoseRequest),
        3 => Some(Mishap::LoseAnswer),
        5 => Some(Mishap::Status(503)),
        6 => Some(Mishap::Rubbish),
        _ => None,
    });
    for number in 0..250 {
        desk.record(number);
    }
    let courier = desk.courier(&peer);
    for number in 250..300 {
        desk.record(number);
        courier.nudge();
    }
    until("the outbox is empty", &courier, || desk.lines() == 0);
    courier.stop();
    let world = peer.world();
    assert_eq!(world.stored.len(), 300, "each once");
    assert!(world.repeats > 0, "no answer was lost: the test proves little");
    let seqs: std::collections::BTreeSet<u64> = world.stored.values().map(|r| r.seq).collect();
    assert_eq!(seqs, (1..=300).collect(), "numbered from 1 without a gap");
    assert!(world.largest_batch <= 4);
}

#[test]
fn a_line_leaves_only_on_its_receipt() {
    let desk = Desk::new();
    let peer = Peer::start();
    // The batch arrives and is stored, but no answer ever comes back.
    peer.mishaps_at("/v1/records", |_| Some(Mishap::LoseAnswer));
    desk.record(1);
    let courier = desk.courier(&peer);
    until("the record is stored", &courier, || peer.world().stored.len() == 1);
    courier.stop();
    assert_eq!(desk.lines(), 1);

    peer.mishaps(|_| None);
    let courier = desk.courier(&peer);
    until("the receipt came", &courier, || desk.lines() == 0);
    assert_eq!(peer.world().stored.len(), 1);
    drop(courier);
}

#[test]
fn a_receipt_speaks_for_the_records_it_names_only() {
    let desk = Desk::new();
    let peer = Peer::start();
    peer.world().silent_about.insert(id(2));
    peer.world().quarantine.insert(id(3));
    for number in 1..=4 {
        desk.record(number);
    }
    let courier = desk.courier(&peer);
    until("the others are gone", &courier, || desk.lines() == 1);
    courier.stop();
    let refused = desk.journal.refused().unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].contact_id, id(3));
    assert_eq!(refused[0].why.field.as_deref(), Some("customer"));
    assert!(desk.journal.contact(id(2)).unwrap().unwrap().waiting);
    let due = desk.journal.waiting(NOW).unwrap().due_ms.unwrap();
    assert!(due > NOW, "sent again later, not at once");
}

#[test]
fn one_record_too_large_is_set_aside_and_the_others_go() {
    let desk = Desk::new();
    let peer = Peer::start();
    peer.world().limits.record_bytes = 2_000;
    // Below what the store announced, above what something in between lets through.
    peer.world().frame_bytes = 1_500;
    desk.record_noted(1, &"x".repeat(50_000));
    desk.record_noted(2, &"x".repeat(1_700));
    for number in 3..=12 {
        desk.record(number);
    }
    let courier = desk.courier(&peer);
    until("the others are gone", &courier, || desk.lines() == 0);
    courier.stop();
    let world = peer.world();
    assert_eq!(world.stored.len(), 10);
    assert!(!world.seen_bytes.iter().any(|bytes| *bytes > 20_000), "the largest never left");
    drop(world);
    let refused = desk.journal.refused().unwrap();
    let codes: Vec<Code> = refused.iter().map(|line| line.why.code).collect();
    assert_eq!(codes, [Code::TooLarge, Code::TooLarge]);
    let told = &refused.iter().find(|line| line.contact_id == id(1)).unwrap().why.message;
    assert!(told.contains("safe here") && told.contains("Correct it"), "{told}");
}

#[test]
fn a_store_that_does_not_know_the_desk_gets_nothing_and_loses_nothing() {
    for (status, standing) in
        [(401, Standing::SignedOut), (403, Standing::SignedOut), (426, Standing::TooOld)]
    {
        let desk = Desk::new();
        let peer = Peer::start();
        peer.mishaps(move |_| Some(Mishap::Status(status)));
        desk.record(1);
        let courier = desk.courier(&peer);
        until("it is said", &courier, || desk.stands(standing));
        courier.stop();
        assert_eq!(desk.lines(), 1, "{status}");
        assert!(peer.world().stored.is_empty());
    }
}

#[test]
fn cut_off_and_back_is_said_with_its_time() {
    let desk = Desk::new();
    let peer = Peer::start();
    let courier = desk.courier(&peer);
    until("linked", &courier, || desk.stands(Standing::Linked));
    peer.mishaps(|_| Some(Mishap::LoseRequest));
    desk.record(1);
    until("cut", &courier, || desk.stands(Standing::Cut));
    assert_eq!(desk.last_status().unwrap().offline_since_ms, Some(NOW));
    peer.mishaps(|_| None);
    desk.wall.store(NOW + 5_000, Ordering::Relaxed);
    until("sent", &courier, || desk.lines() == 0);
    until("linked again", &courier, || {
        desk.last_status().is_some_and(|status| {
            (status.offline_since_ms, status.synced_ms) == (None, Some(NOW + 5_000))
        })
    });
    courier.stop();
}

#[test]
fn what_is_long_goes_packed_unless_somebody_cannot_unpack() {
    let desk = Desk::new();
    let peer = Peer::start();
    desk.record(1);
    let courier = desk.courier(&peer);
    until("sent", &courier, || desk.lines() == 0);
    assert_eq!(peer.world().packed, 0, "one short record is not worth it");
    for number in 2..50 {
        desk.record(number);
    }
    courier.nudge();
    until("sent packed", &courier, || desk.lines() == 0);
    assert!(peer.world().packed > 0);
    peer.world().unpacks = false;
    for number in 50..100 {
        desk.record(number);
    }
    courier.nudge();
    until("sent plain", &courier, || desk.lines() == 0);
    courier.stop();
    assert_eq!(peer.world().stored.len(), 99);
}

#[test]
fn a_token_is_renewed_every_month_and_the_new_one_kept_first() {
    let desk = Desk::new();
    let peer = Peer::start();
    let courier = desk.courier(&peer);
    until("spoken", &courier, || desk.stands(Standing::Linked));
    assert_eq!(peer.world().renewed, 0);
    desk.wall.fetch_add(31 * 24 * 3_600_000, Ordering::Relaxed);
    // The answer is lost: the old token is used on.
    peer.mishaps_at("/v1/token", |_| Some(Mishap::LoseAnswer));
    until("asked in vain", &courier, || peer.world().renewed > 0);
    assert_eq!(desk.journal.token().unwrap(), None, "nothing was kept");
    peer.mishaps(|_| None);
    until("renewed", &courier, || peer.world().token.starts_with("token-"));
    courier.stop();
    let kept = desk.journal.token().unwrap().unwrap();
    let world = peer.world();
    assert_eq!(kept.reveal(), world.token);
    assert_eq!(world.token, format!("token-{}", world.renewed), "and not again for a month");
}

#[test]
fn the_heartbeat_says_what_waits_and_names_nobody() {
    let desk = Desk::new();
    let peer = Peer::start();
    desk.record(1);
    let courier = desk.courier(&peer);
    until("sent", &courier, || desk.lines() == 0);
    courier.stop();
    let asked = peer.world().addresses.clone();
    assert!(asked[0].starts_with("/v1/hello?waiting=1&wall=1760000000000"), "{asked:?}");
    assert!(asked.iter().all(|address| !address.contains("c-17")), "{asked:?}");
}

#[test]
fn stopping_does_not_wait_for_a_store_that_says_nothing() {
    let desk = Desk::new();
    let peer = Peer::start();
    peer.mishaps(|_| Some(Mishap::Hang));
    desk.record(1);
    let courier = desk.courier(&peer);
    std::thread::sleep(Duration::from_millis(100));
    let begun = Instant::now();
    courier.stop();
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!(desk.lines(), 1);
}

#[tokio::test]
async fn history_and_enrolment_answer_or_say_why() {
    let peer = Peer::start();
    let store = Store::new(&peer.url(), Secret::new("token")).unwrap();
    let request = HistoryRequest { identities: vec![Customer("c-17".into())], hours: 48, limit: 5 };
    assert_eq!(store.history(&request).await.unwrap().as_of_ms, peer::STORE_NOW);
    peer.mishaps(|_| Some(Mishap::Hang));
    let begun = Instant::now();
    assert_eq!(store.history(&request).await.unwrap_err(), Refusal::Failed);
    assert!(begun.elapsed() < Duration::from_millis(2_600), "an agent waits for this");

    peer.mishaps(|_| None);
    let code = |code: &str| Enrol {
        code: Secret::new(code),
        name: "desk".into(),
        app_version: "1".into(),
    };
    let enrolled = courier::enrol(&format!("{}/", peer.url()), &code("once")).await.unwrap();
    assert_eq!((enrolled.device_id, enrolled.token.reveal()), (7, "fresh-token"));
    let refused = courier::enrol(&peer.url(), &code("used up")).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Unauthorized, Some("code")));
    let nobody = courier::enrol("http://127.0.0.1:9", &code("once")).await.unwrap_err();
    assert_eq!(nobody.code, Code::Offline);
    for wrong in
        ["store", "ftp://store", "https://a:b@store", "file:///etc/passwd", "http://s/?x=1"]
    {
        let problem = courier::enrol(wrong, &code("once")).await.unwrap_err();
        assert_eq!(problem.field.as_deref(), Some("url"), "{wrong}");
    }
}
