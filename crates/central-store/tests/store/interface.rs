//! The published interface: every address that is described answers as it is described, and no
//! body, however made, gets more than a refusal by name.

use std::collections::BTreeMap;
use std::io::Write;

use central_store::{Edition, Scope};
use contact::protocol::{AckStatus, Acks, FeedOp, FeedPage};
use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{HOUR, NOW, Site, holds, id, open, problem, record};

async fn raw(site: &Site, path: &str, token: &str, body: String) -> reqwest::Response {
    let request = site.client.post(format!("{}{path}", site.url)).bearer_auth(token);
    request.header("content-type", "application/json").body(body).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_described_is_served_and_nothing_else() {
    let site = open().await;
    let document: Value = {
        let answer = site.client.get(format!("{}/v1/openapi.json", site.url)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    };
    assert_eq!(document["openapi"], "3.1.0");
    let tokens = BTreeMap::from([
        ("desk", site.desk("d").await),
        ("source", site.source("s").await),
        ("board", site.board().await),
    ]);
    for (path, methods) in document["paths"].as_object().unwrap() {
        let address = path
            .replace("{scope}", "team")
            .replace("{contact_id}", &id(1))
            .replace("{id}", "1");
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
            let name = method.as_str().to_lowercase();
            let described = methods.get(&name);
            let asked = site.client.request(method, format!("{}{address}", site.url));
            let asked = match described.map(|operation| &operation["security"][0]) {
                Some(Value::Object(scheme)) => {
                    asked.bearer_auth(&tokens[scheme.keys().next().unwrap().as_str()])
                }
                _ => asked,
            };
            let status = asked.send().await.unwrap().status().as_u16();
            match described {
                // Nothing was said: a refusal by name, or an answer.
                Some(operation) => {
                    let listed = operation["responses"].as_object().unwrap();
                    let known = listed.contains_key(&status.to_string()) || [404, 409].contains(&status);
                    assert!(known && status < 500, "{name} {path}: {status}");
                }
                None => assert_eq!(status, 405, "{name} {path} is not described"),
            }
        }
    }
}

/// Every field of a contact and of a survey, wrong in every way.
#[tokio::test(flavor = "multi_thread")]
async fn no_wrong_field_is_more_than_its_own_records_matter() {
    const WRONG: [&str; 20] = [
        "null", "true", "-1", "0", "1.5", "1e400", "9223372036854775807", "-9223372036854775808",
        "99999999999999999999", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"'; DROP TABLE contact; --\"",
        "[]", "{}", "[[]]", "{\"\":{}}", "\"01956f1e\"", "[{\"kind\":\"phone\",\"value\":\"+46701740699\"},null]",
    ];
    let site = open().await;
    let key = site.source("s").await;
    let contact = json!({"external_id": "@", "updated_ms": NOW, "customer": "+46701740612", "channel": "email",
        "start_ms": NOW - HOUR, "end_ms": NOW - HOUR, "claim": "resolved", "reason": "a/b", "agent": "a7",
        "identities": [{"kind": "email", "value": "sara@example.org"}], "exclusion": {"reason": "x"},
        "links": {}, "survey": "confirmed", "talk_ms": 1, "seq": 1, "v": 1, "clock": null, "revision": 5});
    let survey = json!({"external_id": "@", "source": "s", "customer": "+46701740612", "by": "ivr",
        "at_ms": NOW - HOUR, "answer": "confirmed", "csat": 5, "nps": 10, "comment": "x"});
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let long = format!("\"{}\"", "x".repeat(30_000));
    let mut n = 0;
    for (path, name, whole) in
        [("/v1/contacts", "contacts", &contact), ("/v1/surveys", "surveys", &survey)]
    {
        for field in whole.as_object().unwrap().keys() {
            let mut records = Vec::new();
            for wrong in WRONG.iter().copied().chain([deep.as_str(), long.as_str()]) {
                n += 1;
                let good = whole.to_string().replace("\"@\"", &format!("\"good-{n}\""));
                let mut bad = whole.clone();
                bad["external_id"] = json!(format!("bad-{n}"));
                bad[field] = json!("@@");
                records.push(good);
                records.push(bad.to_string().replace("\"@@\"", wrong));
            }
            let body = format!("{{\"{name}\":[{}]}}", records.join(","));
            let answer = raw(&site, path, &key, body).await;
            assert_eq!(answer.status(), 200, "{path} {field}");
            let text = answer.text().await.unwrap();
            assert!(!text.contains("46701740612") && !text.contains("sara"), "{field}: {text}");
            let acks: Acks = serde_json::from_str(&text).unwrap();
            assert_eq!(acks.acks.len(), records.len(), "{path} {field}");
            for (place, ack) in acks.acks.iter().enumerate() {
                if place % 2 == 0 {
                    assert_eq!(ack.status, AckStatus::Stored, "{path} {field}: a neighbour: {ack:?}");
                }
                let aside = ack.status == AckStatus::Quarantined;
                assert_eq!(ack.why.is_some(), aside, "{path} {field}: {ack:?}");
            }
        }
    }
    let board = site.board().await;
    site.json("/v1/fcr", &board).await;
    site.json("/v1/quarantine?limit=500", &board).await;
    for text in ["46701740612", "sara@example"] {
        assert!(!holds(&site.bytes(), text), "{text} is kept in the clear");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_frame_is_refused_whole_on_every_address() {
    let site = open().await;
    let (desk, key, board) = (site.desk("d").await, site.source("s").await, site.board().await);
    let decide = format!("/v1/exclusions/{}", id(1));
    for (path, token) in [
        ("/v1/records", &desk),
        ("/v1/reconcile", &desk),
        ("/v1/history", &desk),
        ("/v1/contacts", &key),
        ("/v1/surveys", &key),
        (decide.as_str(), &board),
        ("/v1/identities/proposals/1", &board),
        ("/v1/identities/merges", &board),
        ("/v1/identities/merges/1/undo", &board),
        ("/v1/quarantine/replay", &board),
        ("/v1/quarantine/drop", &board),
    ] {
        for body in ["", "{", "[]", "null", "7", "{}", "\"x\"", "{\"records\":7}", "\u{0}", "{\"contacts\":{}}"] {
            let answer = raw(&site, path, token, body.to_owned()).await;
            assert_eq!(problem(answer).await, (400, "invalid".into()), "{path} {body:?}");
        }
        let large = format!("{{\"x\":\"{}\"}}", "x".repeat(10 * 1024 * 1024));
        assert_eq!(problem(raw(&site, path, token, large).await).await.0, 413, "{path}");
        // A bomb: ten megabytes of nothing in a few bytes.
        let bomb = zstd::stream::encode_all(&vec![b' '; 64 * 1024 * 1024][..], 19).unwrap();
        assert!(bomb.len() < 16_384);
        let request = site.client.post(format!("{}{path}", site.url)).bearer_auth(token);
        let answer = request.header("content-encoding", "zstd").body(bomb).send().await.unwrap();
        assert_eq!(problem(answer).await.0, 413, "{path}");
        let request = site.client.post(format!("{}{path}", site.url)).bearer_auth(token);
        let answer = request.header("content-encoding", "zstd").body("no zstd").send().await.unwrap();
        assert_eq!(problem(answer).await.0, 400, "{path}");
        let answer = raw(&site, path, "desk_ofanothertenant", "{}".into()).await;
        assert_eq!(problem(answer).await.0, 401, "{path}");
    }
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(b"{\"contacts\":[]}").unwrap();
    let request = site.client.post(format!("{}/v1/contacts", site.url)).bearer_auth(&key);
    let packed = request.header("content-encoding", "gzip").body(gzip.finish().unwrap());
    assert_eq!(packed.send().await.unwrap().status(), 200);
    let many: Vec<Value> = (0..201).map(|_| json!({})).collect();
    let answer = site.post("/v1/contacts", &key, &json!({"contacts": many})).send().await.unwrap();
    assert_eq!(problem(answer).await.0, 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn times_that_cannot_be_and_desks_that_may_not() {
    let site = open().await;
    let desk = site.desk("d").await;
    let century = 100 * 365 * 24 * HOUR;
    let mut older = record(1, "c-1", NOW - HOUR);
    older["revision"] = json!(3);
    let mut backwards = record(3, "c-1", NOW - HOUR);
    backwards["end_ms"] = json!(NOW - 2 * HOUR);
    let mut negative = record(4, "c-1", NOW - HOUR);
    negative["hold_ms"] = json!(-1);
    let records = [older, record(1, "c-1", NOW - HOUR), record(2, "c-1", NOW + century), backwards, negative];
    let receipt = site.send(&desk, &records).await;
    let told: Vec<(AckStatus, Option<&str>)> = receipt
        .acks
        .iter()
        .map(|ack| (ack.status, ack.why.as_ref().and_then(|why| why.field.as_deref())))
        .collect();
    assert_eq!(
        told,
        [
            (AckStatus::Stored, None),
            (AckStatus::Older, None),
            (AckStatus::Quarantined, Some("start_ms")),
            (AckStatus::Quarantined, Some("end_ms")),
            (AckStatus::Quarantined, Some("hold_ms")),
        ]
    );
    site.store.revoke(1).await.unwrap();
    for path in ["/v1/records", "/v1/reconcile", "/v1/history"] {
        let answer = site.post(path, &desk, &json!({"records": [], "ranges": []})).send().await.unwrap();
        assert_eq!(problem(answer).await.0, 401, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_articles_come_in_pages_and_a_month_later_only_what_changed() {
    let site = open().await;
    let desk = site.desk("d").await;
    let article = |n: u32, version: u32| {
        let body = json!({"id": format!("KB-{n}"), "version": version, "lang": "sv", "title": "t",
                          "body": "en ganska lång text om ett ämne ".repeat(12)});
        (format!("KB-{n}/sv"), body.to_string())
    };
    let put = (0..10_000).map(|n| article(n, 1)).collect();
    site.store.publish(Scope::Articles, Edition { put, ..Edition::default() }).await.unwrap();
    let walk = async |mut after: u64| {
        let (mut items, mut pages, mut largest) = (Vec::new(), 0, 0);
        loop {
            let url = format!("/v1/feed/articles?after={after}&limit=500");
            let text = site.get(&url, &desk).send().await.unwrap().text().await.unwrap();
            largest = largest.max(text.len());
            let page: FeedPage = serde_json::from_str(&text).unwrap();
            pages += 1;
            items.extend(page.items);
            if page.next >= page.head {
                return (items, pages, largest, page.next);
            }
            assert!(page.next > after, "a page that leads nowhere");
            after = page.next;
        }
    };
    let (items, pages, largest, head) = walk(0).await;
    assert_eq!((items.len(), pages, head), (10_000, 20, 10_000));
    assert!(largest < 1_200_000, "{largest} bytes in one page");
    // A month: each of a hundred articles changed ten times, and fifty are gone.
    for version in 2..12 {
        let put = (0..100).map(|n| article(n, version)).collect();
        let remove = if version == 11 { (200..250).map(|n| format!("KB-{n}/sv")).collect() } else { Vec::new() };
        site.store.publish(Scope::Articles, Edition { put, remove, whole: false }).await.unwrap();
    }
    let (items, pages, ..) = walk(head).await;
    assert_eq!((items.len(), pages), (150, 1), "each newest form once");
    assert_eq!(items.iter().filter(|item| item.op == FeedOp::Remove).count(), 50);
    // From the beginning it is a snapshot: what is there now, and what is gone.
    let (items, ..) = walk(0).await;
    assert_eq!(items.iter().filter(|item| item.op == FeedOp::Put).count(), 9_950);
    let url = "/v1/feed/articles?after=99999999";
    assert_eq!(problem(site.get(url, &desk).send().await.unwrap()).await, (410, "start_over".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_of_the_team_go_down_and_a_wrong_one_changes_nothing() {
    let site = open().await;
    let desk = site.desk("d").await;
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    assert!(central_store::import::team(&site.store, folder.path()).await.is_err(), "nothing there");
    write("policy.toml", "forward_h = 72\nbackward_h = 72\nrelation = \"leaf\"\n");
    write("hours.toml", "[mon]\nfrom = 8\n");
    write("readme.txt", "not a document");
    assert_eq!(central_store::import::team(&site.store, folder.path()).await.unwrap(), 2);
    assert_eq!(central_store::import::team(&site.store, folder.path()).await.unwrap(), 0);
    let page: FeedPage =
        site.get("/v1/feed/team?after=0", &desk).send().await.unwrap().json().await.unwrap();
    let policy = page.items.iter().find(|item| item.item == "policy").unwrap();
    assert_eq!(policy.body.as_ref().unwrap()["forward_h"], 72);
    write("policy.toml", "forward_h = -1\n");
    let told = central_store::import::team(&site.store, folder.path()).await.unwrap_err().to_string();
    assert!(told.contains("policy.toml"), "{told}");
    std::fs::remove_file(folder.path().join("policy.toml")).unwrap();
    assert_eq!(central_store::import::team(&site.store, folder.path()).await.unwrap(), 1);
    let hello = site.json("/v1/hello", &desk).await;
    assert_eq!(hello["team_head"], 3);
}
