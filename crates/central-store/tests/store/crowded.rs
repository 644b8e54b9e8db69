//! Who asks or sends too much, or reads too slowly, does not stop the others.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use central_store::Pace;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::figures::verdicts;
use crate::server::{On, by_hand, hold};
use crate::site::{HOUR, NOW, Site, open, open_with, problem, record, statuses};

/// Doubles the contacts so many times, each of another customer.
fn double(site: &Site, times: u32) {
    let id = match crate::on() {
        On::Sqlite => "randomblob(16)",
        On::Postgres => "gen_random_uuid()",
    };
    let once = format!(
        "CREATE TEMP TABLE more AS SELECT * FROM contact; UPDATE more SET record_id = {id}, customer_key = {id};
         INSERT INTO contact SELECT * FROM more; DROP TABLE more;"
    );
    by_hand(site.folder.path(), &once.repeat(times as usize));
}

/// Asks for all verdicts and takes the first bytes of them; the machine itself keeps little of the rest.
async fn slow_reader(site: &Site, token: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let address = site.url.trim_start_matches("http://").parse().unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    let ask = format!("GET /v1/verdicts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
    stream.write_all(ask.as_bytes()).await.unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_of_verdicts_holds_up_no_report_and_is_broken_off() {
    // Long beside the second that a report waits, also where the machine is busy.
    let spare = Duration::from_secs(8);
    let site = open_with(|settings| {
        settings.serving.pace = Pace { spare, ..Pace::default() };
        settings.reports_wait = Duration::from_secs(1);
    })
    .await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    let records: Vec<Value> = (0..100).map(|n| record(n, &format!("c-{n}"), NOW - HOUR)).collect();
    site.send(&desk, &records).await;
    double(&site, 9);
    let mut slow = slow_reader(&site, &board).await;
    // One more would leave no place for reports: it is told to come again, not kept for ever.
    let begun = Instant::now();
    let second = site.get("/v1/verdicts", &board).send().await.unwrap();
    assert_eq!(second.headers()["retry-after"], "5");
    assert_eq!(problem(second).await, (503, "unavailable".into()));
    assert!(begun.elapsed() < spare, "refused only when the first was broken off");
    let report = site.get("/v1/fcr?forward_h=5&backward_h=5&presets=none", &board).send();
    let report = tokio::time::timeout(Duration::from_secs(30), report).await.expect("a report waits for a reader");
    assert_eq!(report.unwrap().status(), 200);
    // Its place is free again, and what it has does not look like all of it.
    while site.get("/v1/verdicts?to_ms=0", &board).send().await.unwrap().status() != 200 {
        assert!(begun.elapsed() < Duration::from_secs(60), "a reader who does not read is waited for");
    }
    assert_eq!(verdicts(&site, &board, "").await.len(), 51_200);
    let mut rest = Vec::new();
    let end = slow.read_to_end(&mut rest).await;
    assert!(end.is_err() || !rest.ends_with(b"0\r\n\r\n"), "half of the verdicts, and an end");
}

#[tokio::test(flavor = "multi_thread")]
async fn verdicts_that_cannot_be_begun_are_refused_with_the_reason() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    site.send(&desk, &[record(1, "c-1", NOW - HOUR)]).await;
    let answer = site.get("/v1/verdicts?team=nowhere", &board).send().await.unwrap();
    assert_eq!(problem(answer).await, (400, "invalid".into()));
    let answer = site.get("/v1/verdicts?queue=nowhere", &board).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap().as_str()), (200, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_who_ask_whether_it_is_ready_take_no_place_from_desks() {
    let site = open_with(|settings| (settings.queue, settings.writers) = (4, 1)).await;
    let desk = site.desk("d").await;
    let held = hold(site.folder.path());
    let send = |n| {
        let body = json!({"records": [record(n, "c", NOW - HOUR)]});
        site.post("/v1/records", &desk, &body).send()
    };
    let first = tokio::spawn(send(1));
    tokio::time::sleep(Duration::from_millis(200)).await;
    let ask = || site.client.get(format!("{}/ready", site.url)).send();
    let asked: Vec<_> = (0..40).map(|_| tokio::spawn(ask())).collect();
    // Some do not wait for the answer.
    for _ in 0..10 {
        let _ = tokio::time::timeout(Duration::from_millis(10), ask()).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let second = tokio::spawn(send(2));
    tokio::time::sleep(Duration::from_millis(300)).await;
    drop(held);
    for sent in [first, second] {
        assert_eq!(sent.await.unwrap().unwrap().status(), 200, "the queue is full of strangers");
    }
    for one in asked {
        assert_eq!(one.await.unwrap().unwrap().status(), 200);
    }
}

/// A batch of no records with something beside them: it is read, and is quick to understand.
fn batch(bytes: usize) -> Vec<u8> {
    format!("{{\"records\":[],\"beside\":\"{}\"}}", "x".repeat(bytes - 30)).into_bytes()
}

/// Sends so many at once and gives how often each status came.
async fn at_once(site: &Site, tokens: &[&str], each: usize, body: &[u8]) -> BTreeMap<u16, usize> {
    let held = hold(site.folder.path());
    let packed = zstd::encode_all(body, 1).unwrap();
    let sent: Vec<_> = tokens
        .iter()
        .flat_map(|token| (0..each).map(move |_| token))
        .map(|token| {
            let post = site.client.post(format!("{}/v1/records", site.url)).bearer_auth(token);
            let post = post.header("content-encoding", "zstd").body(packed.clone());
            tokio::spawn(post.send())
        })
        .collect();
    // Until all but those that are kept are answered.
    let begun = Instant::now();
    let mut last = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let done = sent.iter().filter(|sent| sent.is_finished()).count();
        if (done == last && done > 0) || begun.elapsed() > Duration::from_secs(4) {
            break;
        }
        last = done;
    }
    drop(held);
    let mut answers = BTreeMap::new();
    for answer in sent {
        let answer = answer.await.unwrap().unwrap();
        let status = answer.status().as_u16();
        *answers.entry(status).or_default() += 1;
        if status != 200 {
            let after = answer.headers()["retry-after"].to_str().unwrap().parse::<u64>().unwrap();
            assert!((1..=5).contains(&after));
            assert_eq!(problem(answer).await.1, "unavailable");
        }
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_has_room_for_eight_batches_at_once_and_leaves_some_for_others() {
    let site = open().await;
    let (desk, other) = (site.desk("d").await, site.desk("e").await);
    let answers = at_once(&site, &[&desk], 24, &batch(500 * 1024)).await;
    assert!(answers[&200] >= 8, "{answers:?}");
    assert!(answers[&429] >= 8 && answers.len() == 2, "{answers:?}");
    // Room is given back, and small ones are counted by what they are.
    assert_eq!(at_once(&site, &[&desk, &other], 40, &batch(1_000)).await, [(200, 80)].into());
    assert_eq!(statuses(&site.send(&desk, &[record(1, "c", NOW - HOUR)]).await).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_bodies_together_have_a_bound_and_small_questions_find_room() {
    let site = open().await;
    let mut desks = Vec::new();
    for n in 0..40 {
        desks.push(site.desk(&format!("d {n}")).await);
    }
    let tokens: Vec<&str> = desks.iter().map(String::as_str).collect();
    let asks = async {
        tokio::time::sleep(Duration::from_millis(1_000)).await;
        let asked = json!({"identities": ["c"]});
        site.post("/v1/history", &desks[0], &asked).send().await.unwrap().status()
    };
    let body = batch(500 * 1024);
    let (answers, asked) = tokio::join!(at_once(&site, &tokens, 6, &body), asks);
    assert_eq!(asked, 200, "a question in mid-call");
    assert!(answers[&200] >= 100, "{answers:?}");
    assert!(answers[&503] >= 50 && answers.len() == 2, "{answers:?}");
    assert_eq!(at_once(&site, &tokens[..1], 1, &body).await, [(200, 1)].into());
}
