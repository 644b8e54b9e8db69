//! Desks: enrolment, records, history, and everything a request can get wrong.

use std::io::Write;
use std::time::Duration;

use contact::protocol::AckStatus::{Older, Quarantined, Same, Stored};
use contact::protocol::{Enrolled, Hello, History};
use serde_json::{Value, json};

use crate::site::{HOUR, NOW, holds, id, open, open_with, problem, record, statuses};

#[tokio::test(flavor = "multi_thread")]
async fn a_code_enrols_one_desk_for_a_day() {
    let site = open().await;
    let enrol = async |code: &str| {
        let asked = json!({"code": code, "name": "till 4"});
        site.post("/v1/enrol", "", &asked).send().await.unwrap()
    };
    let code = site.store.enrolment_code("").await.unwrap();
    let lost = enrol(&code.reveal().to_lowercase().replace('-', " ")).await;
    let lost = lost.json::<Enrolled>().await.unwrap();
    // Its answer may have been lost: as long as nobody was heard of, it makes the same desk once more.
    let first = site.store.desks().await.unwrap();
    site.later(HOUR);
    let answer = enrol(code.reveal()).await.json::<Enrolled>().await.unwrap();
    let again = site.store.desks().await.unwrap();
    assert_eq!((again.len(), again[0].id, answer.device_id), (1, first[0].id, first[0].id));
    assert_eq!(again[0].complete_at, NOW + HOUR, "figures wait for a desk that there never was");
    site.later(1);
    site.json("/v1/hello", answer.token.reveal()).await;
    assert_eq!(problem(enrol(code.reveal()).await).await, (401, "unauthorized".into()));
    site.json("/v1/hello", answer.token.reveal()).await;
    let lost = site.get("/v1/hello", lost.token.reveal()).send().await.unwrap();
    assert_eq!(lost.status(), 401, "the token that was lost on the way is good");
    let old = site.store.enrolment_code("").await.unwrap();
    site.later(24 * HOUR);
    assert_eq!(problem(enrol(old.reveal()).await).await.0, 401);
    assert_eq!(problem(enrol("").await).await.0, 401);
    let desks = site.store.desks().await.unwrap();
    assert_eq!(desks.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["till 4"]);
    assert!(!holds(&site.bytes(), code.reveal()), "a code is kept in the clear");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_enrolment_and_health_is_open() {
    let site = open().await;
    let desk = site.desk("d").await;
    let board = site.board().await;
    let batch = json!({"records": []});
    for path in
        ["/v1/hello", "/v1/feed/articles", "/v1/fcr", "/v1/verdicts", "/v1/contacts", "/v1/codes"]
    {
        for token in ["", "desk_0000", "' OR 1=1 --", &format!("{desk}x")] {
            let answer = site.get(path, token).send().await.unwrap();
            assert_eq!(problem(answer).await, (401, "unauthorized".into()), "{path} {token}");
        }
        let bare = site.client.get(format!("{}{path}", site.url)).send().await.unwrap();
        assert_eq!(problem(bare).await.0, 401, "{path} without a header");
    }
    for path in ["/v1/records", "/v1/history"] {
        assert_eq!(problem(site.post(path, "x", &batch).send().await.unwrap()).await.0, 401);
        assert_eq!(problem(site.post(path, &board, &batch).send().await.unwrap()).await.0, 403);
    }
    assert_eq!(problem(site.get("/v1/contacts", &desk).send().await.unwrap()).await.0, 403);
    for path in ["/v1/fcr", "/v1/verdicts", "/v1/codes", "/v1/hello"] {
        assert_eq!(site.get(path, &desk).send().await.unwrap().status(), 200, "{path}");
        assert_eq!(site.get(path, &board).send().await.unwrap().status(), 200, "{path}");
    }
    assert_eq!(site.get("/health", "").send().await.unwrap().status(), 200);
    assert!(!holds(&site.bytes(), &desk), "a token is kept in the clear");

    site.store.revoke(1).await.unwrap();
    let refused = site.post("/v1/records", &desk, &batch).send().await.unwrap();
    assert_eq!(problem(refused).await, (401, "unauthorized".into()));
    assert!(site.store.revoke(99).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_stored_once_and_the_highest_revision_stays() {
    let site = open().await;
    let desk = site.desk("d").await;
    let first = record(1, "c-1", NOW - HOUR);
    let receipt = site.send(&desk, &[first.clone(), first.clone()]).await;
    assert_eq!(statuses(&receipt), [Stored, Same]);
    assert_eq!(receipt.max_seq, 1);

    let mut third = first.clone();
    third["revision"] = json!(3);
    third["claim"] = json!("unresolved");
    let mut second = first.clone();
    second["revision"] = json!(2);
    second["reason"] = json!("network/slow");
    assert_eq!(statuses(&site.send(&desk, &[third.clone()]).await), [Stored]);
    assert_eq!(
        statuses(&site.send(&desk, &[second, first.clone(), third.clone()]).await),
        [Older, Older, Same]
    );

    // The same revision with another content, or of another customer, is kept aside.
    let mut other = third.clone();
    other["note"] = json!("something else");
    let mut stranger = third.clone();
    stranger["customer"] = json!("c-2");
    let receipt = site.send(&desk, &[other.clone(), stranger, other, third]).await;
    assert_eq!(statuses(&receipt), [Quarantined, Quarantined, Quarantined, Same]);
    let why = receipt.acks[0].why.as_ref().unwrap();
    assert_eq!(why.code, contact::Code::Conflict);
    assert_eq!(receipt.acks[0].contact_id.unwrap().to_string(), id(1));

    let asked = json!({"identities": ["c-1"]});
    let history: History =
        site.post("/v1/history", &desk, &asked).send().await.unwrap().json().await.unwrap();
    assert_eq!(history.contacts.len(), 1);
    assert_eq!(
        (history.contacts[0].revision, history.contacts[0].note.as_deref()),
        (3, Some("called about 1234"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_desks_sending_the_same_at_once_store_it_once() {
    let site = open().await;
    let (one, two) = (site.desk("1").await, site.desk("2").await);
    let records: Vec<Value> = (0..100).map(|n| record(n, "c", NOW - HOUR)).collect();
    let (a, b) = tokio::join!(site.send(&one, &records), site.send(&two, &records));
    for (a, b) in a.acks.iter().zip(&b.acks) {
        let both = [a.status, b.status];
        assert!(both == [Stored, Same] || both == [Same, Stored], "{both:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_may_name_the_customer_or_take_them_away() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    let mut unknown = record(1, "", NOW - HOUR);
    unknown.as_object_mut().unwrap().remove("customer");
    assert_eq!(
        statuses(&site.send(&desk, &[unknown.clone(), unknown.clone()]).await),
        [Stored, Same]
    );
    let listed = site.json("/v1/contacts", &board).await;
    assert_eq!(listed["contacts"][0]["verdict"], "unlinkable");

    let mut named = record(1, "c-9", NOW - HOUR);
    named["revision"] = json!(2);
    assert_eq!(statuses(&site.send(&desk, &[named, unknown.clone()]).await), [Stored, Older]);
    let listed = site.json("/v1/contacts", &board).await;
    assert_eq!(listed["contacts"].as_array().unwrap().len(), 1);
    assert_eq!(listed["contacts"][0]["verdict"], "pending");
    assert_eq!(listed["contacts"][0]["customer"].as_str().unwrap().len(), 8);

    unknown["revision"] = json!(3);
    assert_eq!(statuses(&site.send(&desk, &[unknown]).await), [Stored]);
    let listed = site.json("/v1/contacts", &board).await;
    assert_eq!(listed["contacts"][0]["verdict"], "unlinkable");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_is_of_one_customer_and_names_nobody() {
    let site = open().await;
    let desk = site.desk("d").await;
    let mut records: Vec<Value> =
        (0..30).map(|n| record(n, "+46701740612", NOW - i64::from(n + 1) * HOUR)).collect();
    records[0]["mood"] = json!("sunny");
    records.push(record(50, "+46701740613", NOW - HOUR));
    site.send(&desk, &records).await;
    let ask = async |body: Value| -> History {
        let answer = site.post("/v1/history", &desk, &body).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let text = answer.text().await.unwrap();
        assert!(!text.contains("customer\":"), "{text}");
        assert!(!text.contains("+4670174061"), "{text}");
        serde_json::from_str(&text).unwrap()
    };
    let history = ask(json!({"identities": ["+46701740612"]})).await;
    assert_eq!(history.as_of_ms, NOW);
    assert_eq!(history.contacts.len(), 20);
    assert_eq!(history.contacts[0].rest["mood"], "sunny");
    assert!(history.contacts.is_sorted_by_key(|c| -c.start_ms));
    let ids: Vec<String> = history.contacts.iter().map(|c| c.contact_id.to_string()).collect();
    assert!(!ids.contains(&id(50)), "another customer's contact");

    let hours = ask(json!({"identities": ["+46701740612"], "hours": 3, "limit": 100})).await;
    assert_eq!(hours.contacts.len(), 3);
    let both = ask(json!({"identities": ["+46701740613", "+46701740612", " "], "limit": 2})).await;
    assert_eq!(both.contacts.len(), 2);
    assert!(ask(json!({"identities": []})).await.contacts.is_empty());
    assert!(ask(json!({"identities": ["+46701740612"], "limit": 0})).await.contacts.is_empty());
    assert!(ask(json!({"identities": ["+4670174061_", "%"]})).await.contacts.is_empty());
    let many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
    let answer =
        site.post("/v1/history", &desk, &json!({"identities": many})).send().await.unwrap();
    assert_eq!(problem(answer).await.0, 400);
    assert!(!holds(&site.bytes(), "+4670174061"), "an identity is kept in the clear");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_may_be_packed_and_no_body_may_burst() {
    let site = open().await;
    let desk = site.desk("d").await;
    let send = async |packed: Vec<u8>, how: &str| {
        let request = site.client.post(format!("{}/v1/records", site.url)).bearer_auth(&desk);
        request.header("content-encoding", how).body(packed).send().await.unwrap()
    };
    let zlib = |text: &[u8]| {
        let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    };
    let gzip = |text: &[u8]| {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    };
    let zstd = |text: &[u8]| zstd::encode_all(text, 3).unwrap();
    let batch = |n| json!({"records": [record(n, "c", NOW - HOUR)]}).to_string().into_bytes();
    for (n, (how, packed)) in
        [("deflate", zlib(&batch(0))), ("gzip", gzip(&batch(1))), ("zstd", zstd(&batch(2)))]
            .into_iter()
            .enumerate()
    {
        let receipt: contact::protocol::Receipt = send(packed, how).await.json().await.unwrap();
        assert_eq!(statuses(&receipt), [Stored], "{how} {n}");
    }
    let bomb = vec![b' '; 64 << 20];
    for (how, packed) in [("deflate", zlib(&bomb)), ("gzip", gzip(&bomb)), ("zstd", zstd(&bomb))] {
        assert!(packed.len() < 1 << 20, "no bomb: {} bytes", packed.len());
        assert_eq!(problem(send(packed, how).await).await, (413, "too_large".into()), "{how}");
    }
    assert_eq!(problem(send(b"not packed".to_vec(), "zstd").await).await.0, 400);
    assert_eq!(problem(send(b"br".to_vec(), "br").await).await.0, 415);
    assert_eq!(problem(send(zlib(&batch(3))[..40].to_vec(), "deflate").await).await.0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_or_no_frame_is_refused_whole() {
    let site = open().await;
    let desk = site.desk("d").await;
    let send = async |body: Vec<u8>| {
        let request = site.client.post(format!("{}/v1/records", site.url)).bearer_auth(&desk);
        problem(request.body(body).send().await.unwrap()).await
    };
    assert_eq!(send(vec![b'x'; 10 << 20]).await, (413, "too_large".into()));
    let many: Vec<Value> = (0..201).map(|n| record(n, "c", NOW - HOUR)).collect();
    assert_eq!(send(json!({"records": many}).to_string().into_bytes()).await.0, 413);
    for frame in [
        "",
        "[]",
        "{}",
        "null",
        "{\"records\":{}}",
        "{\"records\":[",
        "\u{0}",
        "{\"records\":[],\"wall\":\"noon\"}",
        "{\"records\":[],\"waiting\":-1}",
    ] {
        assert_eq!(send(frame.into()).await, (400, "invalid".into()), "{frame}");
    }
    assert_eq!(send(vec![0xff; 100]).await.0, 400);
    // Still well, and one record too large does not hold up its neighbours.
    let mut large = record(1, "c", NOW - HOUR);
    large["attachment"] = json!("x".repeat(130 * 1024));
    let receipt = site.send(&desk, &[large, record(2, "c", NOW - HOUR)]).await;
    assert_eq!(statuses(&receipt), [Quarantined, Stored]);
    assert_eq!(receipt.acks[0].why.as_ref().unwrap().code, contact::Code::TooLarge);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_a_problem_too() {
    let site = open().await;
    let desk = site.desk("d").await;
    for path in [
        "/nope",
        "/v1/nope",
        "/v1/feed/nope",
        "/v1/feed/%ff",
        "/v1/records/1",
        "/v1/",
        "//",
        "/../etc/passwd",
        "/index.php?x=<script>",
    ] {
        assert_eq!(
            problem(site.get(path, &desk).send().await.unwrap()).await,
            (404, "not_found".into()),
            "{path}"
        );
    }
    assert_eq!(problem(site.get("/v1/records", &desk).send().await.unwrap()).await.0, 405);
    assert_eq!(
        problem(site.post("/v1/hello", &desk, &json!({})).send().await.unwrap()).await.0,
        405
    );
    assert_eq!(problem(site.post("/", &desk, &json!({})).send().await.unwrap()).await.0, 404);
    for query in [
        "forward_h=two",
        "forward_h=-1",
        "forward_h=99999999",
        "relation=cousin",
        "channels=pigeon",
        "channels=",
        "forwards_h=3",
        "watermark_ms=now",
        "forward_h=1&forward_h=2",
        "forward_h=%ff",
    ] {
        let answer = site.get(&format!("/v1/fcr?{query}"), &desk).send().await.unwrap();
        assert_eq!(problem(answer).await, (400, "invalid".into()), "{query}");
    }
    for query in ["after=-1", "after=x", "limit=70000", "wait=x", "what=1"] {
        let answer = site.get(&format!("/v1/feed/codes?{query}"), &desk).send().await.unwrap();
        assert_eq!(problem(answer).await.0, 400, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_the_board_is_open_and_strict() {
    let site = open().await;
    let answer = site.client.get(format!("{}/", site.url)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let header = |name: &str| answer.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert!(header("content-type").starts_with("text/html"));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("referrer-policy"), "no-referrer");
    let policy = header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'"));
    assert!(policy.contains("script-src 'self';"), "{policy}");
    let health = site.client.get(format!("{}/health", site.url)).send().await.unwrap();
    assert_eq!(health.headers()["cache-control"], "no-store");
    assert_eq!(health.json::<Value>().await.unwrap()["status"], "ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_of_a_desk_is_mended() {
    let site = open().await;
    let desk = site.desk("d").await;
    // An hour behind: what it calls 17:00 minus five minutes was five minutes ago.
    let slow = NOW - HOUR;
    let body = json!({"wall": slow, "records": [record(1, "c", slow - 300_000)]});
    assert_eq!(site.post("/v1/records", &desk, &body).send().await.unwrap().status(), 200);
    // Twenty minutes ahead, and it does not say so.
    site.send(&desk, &[record(2, "c", NOW + 20 * 60_000)]).await;
    let asked = json!({"identities": ["c"]});
    let history: History =
        site.post("/v1/history", &desk, &asked).send().await.unwrap().json().await.unwrap();
    let ends: Vec<i64> = history.contacts.iter().map(|c| c.end_ms).collect();
    assert_eq!(ends, [NOW, NOW]);
    // The same again, with the clock put right meanwhile, is still the same.
    let body = json!({"wall": NOW, "records": [record(1, "c", slow - 300_000)]});
    let receipt: contact::protocol::Receipt =
        site.post("/v1/records", &desk, &body).send().await.unwrap().json().await.unwrap();
    assert_eq!(statuses(&receipt), [Same]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_store_says_when_to_come_again() {
    let site = open_with(|settings| (settings.queue, settings.writers) = (1, 1)).await;
    let desk = site.desk("d").await;
    let held = crate::server::hold(site.folder.path());
    let send = |n| {
        let body = json!({"records": [record(n, "c", NOW - HOUR)]});
        site.post("/v1/records", &desk, &body).send()
    };
    // One in the writer's hands, one in the queue; of the others none may wait.
    let mut waiting = Vec::new();
    let refused = loop {
        let n = u32::try_from(waiting.len()).unwrap() + 1;
        let mut sent = tokio::spawn(send(n));
        match tokio::time::timeout(Duration::from_secs(1), &mut sent).await {
            Ok(answer) => break answer.unwrap().unwrap(),
            Err(_) => waiting.push(sent),
        }
        assert!(waiting.len() < 10, "all of them wait");
    };
    assert_eq!(refused.headers()["retry-after"], "5");
    assert_eq!(problem(refused).await, (503, "unavailable".into()));
    drop(held);
    let mut stored = 0;
    for sent in waiting {
        // On a busy machine one that was refused may be heard of late.
        stored += u32::from(sent.await.unwrap().unwrap().status() == 200);
    }
    assert_eq!(stored, 2);
    assert_eq!(statuses(&site.send(&desk, &[record(99, "c", NOW - HOUR)]).await), [Stored]);
}

#[tokio::test(flavor = "multi_thread")]
async fn hello_tells_the_limits_and_hears_how_much_waits() {
    let site = open().await;
    let (desk, board) = (site.desk("till 4").await, site.board().await);
    let hello: Hello = serde_json::from_value(site.json("/v1/hello", &desk).await).unwrap();
    assert_eq!((hello.now_ms, hello.limits.records, hello.articles_head), (NOW, 200, 0));
    let watermark = async || site.json("/v1/fcr", &board).await["watermark_ms"].as_i64().unwrap();
    site.later(HOUR);
    assert_eq!(watermark().await, NOW, "not complete since it was enrolled");
    site.json(&format!("/v1/hello?waiting=3&wall={}", NOW + HOUR), &desk).await;
    assert_eq!(watermark().await, NOW, "three are waiting");
    site.json("/v1/hello?waiting=0", &desk).await;
    assert_eq!(watermark().await, NOW + HOUR);
    site.later(HOUR);
    let body = json!({"waiting": 2, "records": [record(1, "c", NOW)]});
    site.post("/v1/records", &desk, &body).send().await.unwrap();
    assert_eq!(watermark().await, NOW + HOUR, "two are waiting behind the batch");

    // A desk that is silent for more than a day is left out and named.
    let second = site.desk("till 5").await;
    site.later(24 * HOUR);
    site.json("/v1/hello?waiting=0", &second).await;
    site.later(1);
    let report = site.json("/v1/fcr", &board).await;
    assert_eq!(report["missing"], json!(["till 4"]));
    assert_eq!(report["watermark_ms"], NOW + 26 * HOUR);
    assert_eq!(report["epoch"], hello.epoch);
    // One that is revoked holds nothing back and is not missed.
    site.store.revoke(1).await.unwrap();
    assert_eq!(site.json("/v1/fcr", &board).await["missing"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_answers_what_is_in_work_and_keeps_nobody_waiting() {
    let mut site = open().await;
    let desk = site.desk("d").await;
    let poll = tokio::spawn(site.get("/v1/feed/codes?wait=25", &desk).send());
    tokio::time::sleep(Duration::from_millis(200)).await;
    site.ask_to_end();
    let answer = tokio::time::timeout(Duration::from_secs(5), poll).await.expect("kept waiting");
    assert_eq!(answer.unwrap().unwrap().status(), 200);
    let server = site.server.take().unwrap();
    tokio::time::timeout(Duration::from_secs(5), server).await.expect("did not end").unwrap();
    assert!(site.get("/health", "").send().await.is_err(), "still listening");
}
