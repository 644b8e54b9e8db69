//! Records that are wrong in every field and every way, beside records that are right.

use contact::protocol::AckStatus;
use serde_json::{Value, json};

use crate::server::{On, by_hand};
use crate::site::{HOUR, NOW, holds, id, open, record, statuses};

const WRONG: [&str; 23] = [
    "null",
    "true",
    "-1",
    "0",
    "1.5",
    "1e400",
    "-0.0",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "99999999999999999999999",
    "\"\"",
    "\" \"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"'; DROP TABLE contact; --\"",
    "[]",
    "{}",
    "[[]]",
    "{\"\":{}}",
    "\"01956f1e\"",
    "4294967296",
    "\"00000000-0000-0000-0000-000000000000\"",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_wrong_field_fails_the_batch_or_blocks_its_neighbours() {
    let site = open().await;
    let desk = site.desk("d").await;
    let mut whole = record(0, "+46701740612", NOW - HOUR);
    for (name, value) in [
        ("hold_ms", json!(1)),
        ("acw_ms", json!(1)),
        ("outcome", json!("resolved")),
        ("root_cause", json!("system_down")),
        ("lang", json!("sv")),
        ("saved_ms", json!(NOW)),
        ("exclusion", json!({"reason": "x"})),
        ("survey", json!("confirmed")),
        ("links", json!({})),
        ("follow_up", json!({"due_ms": NOW, "by": "voice"})),
        ("articles", json!([])),
        ("transferred", json!(false)),
        ("escalated", json!(false)),
        ("follow_up_promised", json!(false)),
        ("unheard_of", json!(1)),
    ] {
        whole[name] = value;
    }
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let long = format!("\"{}\"", "x".repeat(30_000));
    let mut n = 0;
    let fields: Vec<String> = whole.as_object().unwrap().keys().cloned().collect();
    for field in &fields {
        let mut records = Vec::new();
        let good = |n: u32| record(n, "+46701740613", NOW - HOUR).to_string();
        for wrong in WRONG.iter().copied().chain([deep.as_str(), long.as_str()]) {
            n += 1;
            records.push(good(10_000 + n));
            let mut bad = whole.clone();
            bad["contact_id"] = json!(id(n));
            bad[field] = json!("@@");
            records.push(bad.to_string().replace("\"@@\"", wrong));
        }
        let body = format!("{{\"records\":[{}]}}", records.join(","));
        let request = site.client.post(format!("{}/v1/records", site.url)).bearer_auth(&desk);
        let answer = request.body(body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{field}");
        let text = answer.text().await.unwrap();
        assert!(!text.contains("+4670174061"), "{field}: a customer in an answer");
        let receipt: contact::protocol::Receipt = serde_json::from_str(&text).unwrap();
        assert_eq!(receipt.acks.len(), records.len(), "{field}");
        for (place, ack) in receipt.acks.iter().enumerate() {
            if place % 2 == 0 {
                assert_eq!(ack.status, AckStatus::Stored, "{field}: a neighbour of record {place}");
            }
            let aside = ack.status == AckStatus::Quarantined;
            assert_eq!(ack.why.is_some(), aside, "{field}: {ack:?}");
        }
        let aside = receipt.acks.iter().filter(|ack| ack.status == AckStatus::Quarantined).count();
        if field != "unheard_of" {
            assert!(aside >= 3, "{field}: only {aside} of the wrong ones were kept aside");
        }
    }
    for whole in ["1", "null", "\"x\"", "[]", "{}", "{\"contact_id\":7}", "1e999", "\"\\ud800\""] {
        let body = format!("{{\"records\":[{whole},{whole}]}}");
        let request = site.client.post(format!("{}/v1/records", site.url)).bearer_auth(&desk);
        let answer = request.body(body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{whole}");
        let receipt: Value = answer.json().await.unwrap();
        assert_eq!(receipt["acks"][1]["status"], "quarantined", "{whole}");
    }
    // A letter that one of the engines takes in no text, at every place where a text may be.
    let mut records = Vec::new();
    for (field, value) in [
        ("exclusion", json!({"reason": "\0"})),
        ("exclusion", json!({"reason": "x", "requested_by": "\0"})),
        ("exclusion", json!({"reason": "x", "reviewed_by": "\0"})),
        ("articles", json!([{"article_id": "\0", "version": 1, "role": "used"}])),
        ("follow_up", json!({"due_ms": NOW, "by": "\0"})),
        ("customer", json!("\0")),
        ("clock", json!({"boot": "\0", "mono": 1})),
        ("\0", json!("\0")),
    ] {
        n += 1;
        let mut bad = whole.clone();
        bad["contact_id"] = json!(id(n));
        bad[field] = value;
        records.push(bad);
    }
    records.push(record(20_000, "+46701740613", NOW - HOUR));
    let body = json!({"boot": "\0", "mono": 1, "wall": NOW, "records": records});
    let request = site.client.post(format!("{}/v1/records", site.url)).bearer_auth(&desk);
    let answer = request.body(body.to_string()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let receipt: contact::protocol::Receipt = answer.json().await.unwrap();
    assert_eq!(receipt.acks.last().unwrap().status, AckStatus::Stored, "{receipt:?}");
    for ack in &receipt.acks[..3] {
        assert_eq!(ack.status, AckStatus::Quarantined, "{receipt:?}");
    }
    let board = site.board().await;
    for query in ["queue=%00", "by=%00", "watermark_ms=9000000003600000", "from_ms=-9223372036854775808"] {
        let answer = site.get(&format!("/v1/fcr?{query}"), &board).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{query}");
    }
    // Everything that was stored can be judged and listed.
    site.json("/v1/fcr", &board).await;
    let mut before = String::new();
    let mut listed = 0;
    loop {
        let page = site.json(&format!("/v1/contacts?limit=200{before}"), &board).await;
        listed += page["contacts"].as_array().unwrap().len();
        match page["next"].as_str() {
            Some(next) => before = format!("&before={next}"),
            None => break,
        }
    }
    let verdicts = site.get("/v1/verdicts", &board).send().await.unwrap().text().await.unwrap();
    assert_eq!(listed, verdicts.lines().count());
    assert!(listed >= n as usize, "{listed} of {n}");
    assert!(!holds(&site.bytes(), "+4670174061"), "an identity is kept in the clear");
}

/// The queue of what is to be counted says "no contact" with it.
#[tokio::test(flavor = "multi_thread")]
async fn an_id_of_zeros_is_kept_aside_whoever_sends_it() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    let key = site.store.source_key("s").await.unwrap().reveal().to_owned();
    let nothing = "00000000-0000-0000-0000-000000000000";
    let mut bad = record(1, "c-1", NOW - HOUR);
    bad["contact_id"] = json!(nothing);
    let desks = json!({"records": [bad, record(2, "c-1", NOW - HOUR)]});
    let systems = json!({"contacts": [bad, record(3, "c-1", NOW - HOUR)]});
    let survey = json!({"contact_id": nothing, "by": "ivr", "at_ms": NOW, "answer": "disputed"});
    let surveys = json!({"surveys": [survey, {"contact_id": id(2), "by": "ivr", "at_ms": NOW}]});
    for (path, token, body) in [
        ("/v1/records", &desk, &desks),
        ("/v1/contacts", &key, &systems),
        ("/v1/surveys", &key, &surveys),
    ] {
        let answer = site.post(path, token, body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["acks"][0]["status"], "quarantined", "{path}: {answer}");
        assert_eq!(answer["acks"][0]["why"]["field"], "contact_id", "{path}: {answer}");
        assert_eq!(answer["acks"][1]["status"], "stored", "{path}: {answer}");
    }
    assert_eq!(site.json("/v1/fcr", &board).await["naive"]["n"], 2);
    assert_eq!(site.store.audit(false).await.unwrap(), 0);
}

/// What only the database refuses is found out when it was tried: the whole transaction is done again,
/// with a point to go back to before each record.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_database_itself_refuses_is_kept_aside_and_its_neighbours_are_stored() {
    let site = open().await;
    let desk = site.desk("d").await;
    let some = |from: u32| {
        (from..from + 10)
            .map(|n| record(n, &format!("c-{}", n % 3), NOW - HOUR))
            .collect::<Vec<Value>>()
    };
    site.send(&desk, &some(0)).await;
    let refuse = match crate::on() {
        On::Sqlite => {
            "CREATE TRIGGER refuse BEFORE INSERT ON contact WHEN NEW.rev = 7
             BEGIN SELECT RAISE(ABORT, 'not this one'); END"
        }
        On::Postgres => "ALTER TABLE contact ADD CONSTRAINT refuse CHECK (rev <> 7) NOT VALID",
    };
    by_hand(site.folder.path(), refuse);
    let mut records = some(10);
    records[4]["revision"] = json!(7);
    let statuses = statuses(&site.send(&desk, &records).await);
    let mut expected = vec![AckStatus::Stored; 10];
    expected[4] = AckStatus::Quarantined;
    assert_eq!(statuses, expected);
    let fcr = site.json("/v1/fcr", &site.board().await).await;
    assert_eq!(fcr["naive"]["k"], 19, "{fcr}");
}

/// The sums of a file move with the record; one that cannot be read holds no record up.
#[tokio::test(flavor = "multi_thread")]
async fn sums_that_cannot_be_read_are_moved_later_and_the_record_is_stored() {
    if crate::on() == On::Postgres {
        return; // There they always move later.
    }
    let site = open().await;
    let desk = site.desk("d").await;
    site.send(&desk, &[record(0, "c-0", NOW - HOUR)]).await;
    let file = rusqlite::Connection::open(site.folder.path().join("store.db")).unwrap();
    let waiting = || file.query_row("SELECT count(*) FROM dirty", [], |row| row.get::<_, i64>(0));
    let counts: Vec<(i64, Vec<u8>)> = {
        let mut all = file.prepare("SELECT rowid, counts FROM fcr_sum").unwrap();
        let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    file.execute("UPDATE fcr_sum SET counts = x'80'", []).unwrap();
    let receipt = site.send(&desk, &[record(1, "c-1", NOW - HOUR)]).await;
    assert_eq!(statuses(&receipt), [AckStatus::Stored]);
    assert_eq!(waiting().unwrap(), 1, "what could not be counted waits");
    for (row, counts) in counts {
        file.execute("UPDATE fcr_sum SET counts = ?2 WHERE rowid = ?1", (row, counts)).unwrap();
    }
    site.store.evaluate(100).await.unwrap();
    assert_eq!(waiting().unwrap(), 0);
    assert_eq!(site.store.audit(false).await.unwrap(), 0, "the sums are those of both");
}

/// What one way of reading takes and another does not: it would be acknowledged, and then neither shown,
/// corrected nor copied.
#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_read_again_is_set_aside_and_holds_nobody_up() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    let deep = format!("{}1{}", "[".repeat(127), "]".repeat(127));
    let mut n = 0;
    for revision in [1, 2] {
        for (field, wrong) in [
            ("exclusion", r#"{"reason":"x","reason":"x"}"#),
            ("survey", r#"{"by":"sms","by":"sms","answer":"confirmed","at_ms":1}"#),
            ("follow_up", r#"{"due_ms":1,"due_ms":1,"by":"voice"}"#),
            ("articles", r#"[{"id":"a","id":"a","lang":"en","version":1}]"#),
            ("unheard_of", deep.as_str()),
        ] {
            n += 2;
            let mut bad = record(n, "c-1", NOW - HOUR);
            bad["revision"] = json!(revision);
            bad[field] = json!("@@");
            let bad = bad.to_string().replace("\"@@\"", wrong);
            let body = format!("{{\"records\":[{bad},{}]}}", record(n + 1, "c-1", NOW - HOUR));
            let request = site.client.post(format!("{}/v1/records", site.url)).bearer_auth(&desk);
            let answer = request.body(body).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{field}, revision {revision}");
            let receipt: contact::protocol::Receipt = answer.json().await.unwrap();
            let expected = [AckStatus::Quarantined, AckStatus::Stored];
            assert_eq!(statuses(&receipt), expected, "{field}, revision {revision}");
        }
    }
    let list = site.json("/v1/contacts?limit=50", &board).await;
    assert_eq!(list["contacts"].as_array().unwrap().len() * 2, n as usize, "{list}");
    assert_eq!(site.history_of(&desk, &["c-1"]).await.len() * 2, n as usize);
}
