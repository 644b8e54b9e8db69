//! Records that are wrong in every field and every way, beside records that are right.

use contact::protocol::AckStatus;
use serde_json::{Value, json};

use crate::site::{HOUR, NOW, holds, id, open, record};

const WRONG: [&str; 22] = [
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
