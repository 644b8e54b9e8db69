//! The published interface: every address that is described answers as it is described, and no
//! body, however made, gets more than a refusal by name.

use std::collections::BTreeMap;
use std::io::Write;

use central_store::{CloudCalls, Edition, Scope};
use contact::Secret;
use contact::protocol::{AckStatus, Acks, FeedOp, FeedPage};
use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{HOUR, NOW, Site, holds, id, open, open_with, problem, record};

async fn raw(site: &Site, path: &str, token: &str, body: String) -> reqwest::Response {
    let request = site.client.post(format!("{}{path}", site.url)).bearer_auth(token);
    request.header("content-type", "application/json").body(body).send().await.unwrap()
}

/// Something for every address that takes a body.
fn said(path: &str) -> Option<Value> {
    let decision = || json!({"approve": true, "by": "b2"});
    Some(match path {
        "/v1/enrol" => json!({"code": "unknown", "name": "d", "app_version": "1"}),
        "/v1/records" => json!({"records": [record(2, "c-1", NOW - HOUR), {}]}),
        "/v1/reconcile" => json!({"ranges": []}),
        "/v1/history" => json!({"identities": ["c-1"]}),
        "/v1/contacts" => json!({"contacts": [{}]}),
        "/v1/surveys" => json!({"surveys": [{}]}),
        "/v1/identities/merges" => json!({"kept": "c-1", "gone": "c-2", "by": "b2"}),
        "/v1/identities/part" => json!({"identity": "c-3", "by": "b2"}),
        "/v1/quarantine/replay" | "/v1/quarantine/drop" => json!({"all": true, "by": "b2"}),
        "/v1/calls/cloudevents" => json!([{"specversion": "1.0", "id": "e1", "source": "pbx",
            "type": "contact.ended.v1", "time": "2025-03-07T18:00:00Z",
            "data": {"call_id": "c-1", "agent": "a7"}}]),
        "/v1/calls/connect" | "/v1/calls/twilio" => json!({"x": 1}),
        "/v1/exclusions/{contact_id}"
        | "/v1/identities/proposals/{id}"
        | "/v1/identities/merges/{id}/undo" => decision(),
        _ => return None,
    })
}

/// What is wrong with `value`, where it is not of its form. As much of JSON Schema as the document uses.
fn unfit(document: &Value, form: &Value, value: &Value) -> Option<String> {
    if let Some(path) = form["$ref"].as_str() {
        let named = document.pointer(path.strip_prefix('#').unwrap()).unwrap();
        return unfit(document, named, value).map(|why| format!("{path}: {why}"));
    }
    for any in ["anyOf", "oneOf"] {
        if let Some(forms) = form[any].as_array()
            && forms.iter().all(|form| unfit(document, form, value).is_some())
        {
            return Some(format!("{value} is none of {form}"));
        }
    }
    let is = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("a type {other}"),
    };
    let typed = match &form["type"] {
        Value::Null => true,
        Value::Array(names) => names.iter().any(is),
        name => is(name),
    };
    let listed = form["enum"].as_array().is_none_or(|all| all.contains(value));
    if !typed || !listed || form.get("const").is_some_and(|only| only != value) {
        return Some(format!("{value} is not {form}"));
    }
    let mut parts: Vec<(String, &Value, &Value)> = Vec::new();
    if let Some(fields) = value.as_object() {
        let wanted = form["required"].as_array().into_iter().flatten();
        for name in wanted.filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                return Some(format!("{name} is missing"));
            }
        }
        for (name, field) in fields {
            match form["properties"].get(name).or_else(|| form.get("additionalProperties")) {
                Some(Value::Bool(false)) => return Some(format!("{name} is not described")),
                Some(form) => parts.push((name.clone(), form, field)),
                None => {}
            }
        }
    }
    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
        if let Some(form) = form["prefixItems"].get(place).or_else(|| form.get("items")) {
            parts.push((place.to_string(), form, item));
        }
    }
    parts.into_iter().find_map(|(name, form, part)| {
        unfit(document, form, part).map(|why| format!("{name}: {why}"))
    })
}

/// The answer is one of those that are listed, of the media type and the form that are described.
async fn as_described(document: &Value, operation: &Value, answer: reqwest::Response) -> u16 {
    let status = answer.status().as_u16();
    let what = answer.url().path().to_owned();
    let content = &operation["responses"][status.to_string()]["content"];
    let Some((media, described)) = content.as_object().and_then(|content| content.iter().next()) else {
        panic!("{what}: {status} is not listed: {}", answer.text().await.unwrap());
    };
    assert_eq!(answer.headers()["content-type"].to_str().unwrap(), media, "{what}");
    let text = answer.text().await.unwrap();
    let bodies: Vec<Value> = match media.as_str() {
        "application/json" => vec![serde_json::from_str(&text).unwrap()],
        "application/x-ndjson" => text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        _ => vec![json!(text)],
    };
    for body in bodies {
        let wrong = unfit(document, &described["schema"], &body);
        assert_eq!(wrong, None, "{what}: {status}");
    }
    status
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_described_is_served_and_nothing_else() {
    let site = open_with(|settings| {
        settings.serving.calls = CloudCalls {
            twilio_token: Some(Secret::new("t")),
            public_url: Some("https://calls.example.org".into()),
            region: "SE".into(),
        };
    })
    .await;
    let document = site.json("/v1/openapi.json", "none").await;
    assert_eq!(document["openapi"], "3.1.0");
    let tokens = BTreeMap::from([
        ("desk", site.desk("d").await),
        ("source", site.source("s").await),
        ("board", site.board().await),
        ("metrics", "none".to_owned()),
    ]);
    let mut asked_for = record(3, "c-1", NOW - 2 * HOUR);
    asked_for["exclusion"] = json!({"reason": "isolated_incident", "requested_by": "a7"});
    site.send(&tokens["desk"], &[record(1, "c-1", NOW - HOUR), asked_for]).await;
    let mut seen = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let address = path
            .replace("{scope}", "team")
            .replace("{contact_id}", &id(1))
            .replace("{id}", "1");
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
            let name = method.as_str().to_lowercase();
            let described = methods.get(&name);
            let ask = |query: &str| {
                let asked = site.client.request(method.clone(), format!("{}{address}{query}", site.url));
                match described.map(|operation| &operation["security"][0]) {
                    Some(Value::Object(scheme)) => {
                        asked.bearer_auth(&tokens[scheme.keys().next().unwrap().as_str()])
                    }
                    _ => asked,
                }
            };
            // Nothing was said: a refusal by name, or an answer.
            let answer = ask("").send().await.unwrap();
            let Some(operation) = described else {
                assert_eq!(answer.status(), 405, "{name} {path} is not described");
                continue;
            };
            let status = as_described(&document, operation, answer).await;
            assert!(status < 500, "{name} {path}: {status}");
            // Something was.
            let more = match (path.as_str(), said(path)) {
                (_, Some(body)) if method == Method::POST => ask("").json(&body),
                ("/v1/fcr", _) => ask("?by=queue"),
                ("/v1/titles", _) => ask("?lang=sv"),
                ("/v1/exclusions", _) => ask("?state=all&limit=7"),
                ("/v1/identities/proposals", _) => ask("?limit=7"),
                _ => ask("?"),
            };
            let status = as_described(&document, operation, more.send().await.unwrap()).await;
            seen.insert(format!("{name} {path}"), status);
            // Without a word of who asks.
            if operation["security"].as_array().is_some_and(|schemes| !schemes.is_empty()) {
                let stranger = site.client.request(method.clone(), format!("{}{address}", site.url));
                as_described(&document, operation, stranger.send().await.unwrap()).await;
            }
        }
    }
    let refused: BTreeMap<&str, u16> = seen
        .iter()
        .filter(|(_, status)| **status != 200)
        .map(|(asked, status)| (asked.as_str(), *status))
        .collect();
    let wanted = BTreeMap::from([
        ("post /v1/calls/connect", 400),
        ("post /v1/calls/twilio", 401),
        ("post /v1/enrol", 401),
        ("post /v1/exclusions/{contact_id}", 409),
        ("post /v1/identities/part", 409),
        ("post /v1/identities/proposals/{id}", 404),
    ]);
    assert_eq!(refused, wanted, "all others are answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_with_a_token_refuse_as_they_are_described() {
    let site = open_with(|settings| {
        settings.serving.metrics_token = Some(Secret::new("for-the-watcher"));
    })
    .await;
    let document = site.json("/v1/openapi.json", "none").await;
    let operation = &document["paths"]["/metrics"]["get"];
    for (token, status) in [("none", 401), ("for-the-watcher", 200)] {
        let answer = site.get("/metrics", token).send().await.unwrap();
        assert_eq!(as_described(&document, operation, answer).await, status);
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
