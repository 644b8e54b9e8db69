//! What a desk and the store find out about each other: what was lost, and what time it was.

use contact::ContactId;
use contact::protocol::{Hello, Marks, Receipt, Reconcile, Reconciled, SeqRange, SeqSum};
use serde_json::{Value, json};

use crate::server::by_hand;
use crate::site::{HOUR, NOW, Site, id, open, problem, record};

async fn reconcile(site: &Site, desk: &str, ranges: &[SeqSum]) -> Reconciled {
    let asked = serde_json::to_value(Reconcile { ranges: ranges.to_vec() }).unwrap();
    let answer = site.post("/v1/reconcile", desk, &asked).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

fn sum(from: u64, to: u64, records: &[(u32, u32)]) -> SeqSum {
    let mut marks = Marks::default();
    for (n, revision) in records {
        let id: ContactId = id(*n).parse().unwrap();
        marks.add(&id, *revision);
    }
    SeqSum { from, to, count: records.len() as u64, marks }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_is_asked_for_again_and_nothing_else() {
    let site = open().await;
    let (desk, other) = (site.desk("d").await, site.desk("e").await);
    // Numbers 1 to 6 are six contacts; number 7 corrects the second of them.
    let mut records: Vec<Value> = (1..=6).map(|n| record(n, "c-1", NOW - HOUR)).collect();
    let mut correction = record(2, "c-1", NOW - HOUR);
    correction["revision"] = json!(2);
    correction["seq"] = json!(7);
    records.push(correction);
    let receipt = site.send(&desk, &records).await;
    assert_eq!((receipt.had_seq, receipt.max_seq), (Some(0), 7));
    site.send(&other, &[record(50, "c-9", NOW - HOUR)]).await;

    let first = [(1, 1), (3, 1), (4, 1)];
    let second = [(5, 1), (6, 1), (2, 2)];
    let same = reconcile(&site, &desk, &[sum(1, 4, &first), sum(5, 8, &second)]).await;
    assert_eq!((same.again, same.epoch), (vec![], site.store.epoch()));
    // One it has not, one more than promised, another revision, and the numbers of another desk.
    let more = [(5, 1), (6, 1), (2, 2), (99, 1)];
    let old = [(5, 1), (6, 1), (2, 1)];
    for wrong in [&more[..], &second[..2], &old[..]] {
        let answer = reconcile(&site, &desk, &[sum(1, 4, &first), sum(5, 8, wrong)]).await;
        assert_eq!(answer.again, [SeqRange { from: 5, to: 8 }]);
    }
    let answer = reconcile(&site, &other, &[sum(1, 4, &first), sum(49, 52, &[(50, 1)])]).await;
    assert_eq!(answer.again, [SeqRange { from: 1, to: 4 }]);
    assert_eq!(reconcile(&site, &desk, &[]).await.again, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn stretches_that_make_no_sense_are_refused() {
    let site = open().await;
    let desk = site.desk("d").await;
    let range = |from: u64, to: u64| json!({"from": from, "to": to, "count": 1, "marks": "00000000000000ab"});
    let many: Vec<Value> = (0..501).map(|n| range(n * 2 + 1, n * 2 + 2)).collect();
    for ranges in [
        json!([range(5, 4)]),
        json!([range(1, 4), range(4, 8)]),
        json!([range(9, 12), range(1, 4)]),
        json!([range(0, 4)]),
        json!([range(1, u64::MAX)]),
        json!(many),
        json!("all"),
        json!([{"from": 1, "to": 2, "count": -1, "marks": "00000000000000ab"}]),
        json!([{"from": 1, "to": 2, "count": 1, "marks": "ab"}]),
    ] {
        let asked = json!({"ranges": ranges});
        let answer = site.post("/v1/reconcile", &desk, &asked).send().await.unwrap();
        assert_eq!(problem(answer).await, (400, "invalid".into()), "{asked}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_true_time_is_found_whatever_the_clocks_did() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    let clocked = |n: u32, boot: &str, mono: i64, wall: i64| {
        let mut record = record(n, &format!("c-{n}"), wall - 600_000);
        record["clock"] = json!({"boot": boot, "mono": mono, "wall": wall});
        record
    };
    // In an earlier start the clock was an hour slow, and the store saw it.
    let url = format!("/v1/hello?waiting=1&wall={}&boot=first", NOW - HOUR);
    let hello: Hello = site.get(&url, &desk).send().await.unwrap().json().await.unwrap();
    assert_eq!(hello.max_seq, Some(0));
    let batch = json!({"boot": "second", "mono": 10 * HOUR, "wall": NOW, "waiting": 0, "records": [
        // Saved two hours ago, when this start's clock was three hours fast; it was set since.
        clocked(1, "second", 8 * HOUR, NOW + HOUR),
        // From the earlier start.
        clocked(2, "first", 3 * HOUR, NOW - 30 * HOUR),
        // Nobody knows that start.
        clocked(3, "never", 3 * HOUR, NOW - 30 * HOUR),
        // A reading that is no reading.
        {"contact_id": id(4), "channel": "voice", "start_ms": NOW - HOUR, "end_ms": NOW, "clock": {"boot": 1}},
    ]});
    let answer = site.post("/v1/records", &desk, &batch).send().await.unwrap();
    let receipt: Receipt = answer.json().await.unwrap();
    assert_eq!(receipt.acks[3].why.as_ref().unwrap().field.as_deref(), Some("clock"));
    let page = site.json("/v1/contacts", &board).await;
    let start = |n: u32| {
        let all = page["contacts"].as_array().unwrap();
        let found = all.iter().find(|c| c["contact_id"] == id(n)).unwrap();
        found["start_ms"].as_i64().unwrap()
    };
    assert_eq!(start(1), NOW - 2 * HOUR - 600_000);
    assert_eq!(start(2), NOW - 29 * HOUR - 600_000);
    assert_eq!(start(3), NOW - 30 * HOUR - 600_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tokens_are_good_until_the_second_is_used() {
    let site = open().await;
    let old = site.desk("d").await;
    let renew = async |token: &str| {
        let answer = site.post("/v1/token", token, &json!({})).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json::<contact::protocol::Renewed>().await.unwrap().token.reveal().to_owned()
    };
    let status = async |token: &str| {
        site.get("/v1/hello", token).send().await.unwrap().status().as_u16()
    };
    let lost = renew(&old).await;
    let new = renew(&old).await;
    assert_eq!((status(&old).await, status(&lost).await), (200, 401), "the one that was lost is void");
    assert_eq!(status(&old).await, 200, "nobody is shut out before the new one is used");
    assert_eq!(status(&new).await, 200);
    assert_eq!((status(&old).await, status(&new).await), (401, 200));
    site.store.revoke(1).await.unwrap();
    assert_eq!(status(&new).await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_of_another_age_is_told_so() {
    let site = open().await;
    let desk = site.desk("d").await;
    for (version, wanted) in [("1", 200), ("7", 200), ("0", 426), ("x", 400)] {
        let request = site.get("/v1/hello", &desk).header("firsthand-protocol", version);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), wanted, "protocol {version}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_went_back_in_time_says_so_to_every_desk_once() {
    let site = open().await;
    let (desk, other) = (site.desk("d").await, site.desk("e").await);
    let records: Vec<Value> = (1..=6).map(|n| record(n, "c-1", NOW - HOUR)).collect();
    let receipt = site.send(&desk, &records).await;
    let first = receipt.epoch;
    let hello = async |token: &str, heard: &str| -> String {
        let path = format!("/v1/hello?waiting=0{heard}");
        site.get(&path, token).send().await.unwrap().json::<Hello>().await.unwrap().epoch
    };
    let heard = |seq: u64| format!("&heard_seq={seq}&heard_epoch={first}");
    assert_eq!(hello(&desk, &heard(6)).await, first, "it has what it said");
    assert_eq!(hello(&other, &heard(6)).await, first, "a desk enrolled anew was told of another one");

    // A standby that lacked the last commits became the leader.
    by_hand(site.folder.path(), "DELETE FROM contact; UPDATE device SET max_seq = 4 WHERE device_id = 1");
    assert_eq!(hello(&desk, "").await, first, "who was told nothing cannot know");
    let mut batch = json!({"records": [record(7, "c-1", NOW - HOUR)]});
    batch["heard_seq"] = json!(6);
    batch["heard_epoch"] = json!(first);
    let receipt: Receipt =
        site.post("/v1/records", &desk, &batch).send().await.unwrap().json().await.unwrap();
    assert_ne!(receipt.epoch, first);
    assert_eq!(hello(&other, "").await, receipt.epoch, "every desk compares");
    let metrics = site.client.get(format!("{}/metrics", site.url)).send().await.unwrap();
    let metrics = metrics.text().await.unwrap();
    let told = format!("central_store_went_back_timestamp_seconds {}", NOW / 1_000);
    assert!(metrics.contains(&told), "{metrics}");
    // Who has not heard of it yet does not begin another.
    by_hand(site.folder.path(), "UPDATE device SET max_seq = 4 WHERE device_id = 1");
    assert_eq!(hello(&desk, &heard(6)).await, receipt.epoch);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_served_notices_a_new_epoch() {
    let site = open().await;
    let desk = site.desk("d").await;
    let first = site.json("/v1/hello", &desk).await["epoch"].clone();
    let output = crate::process::command(site.folder.path(), &["new-epoch"]);
    let made = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    assert!(output.status.success() && first != *made, "{}", crate::process::told(&output));
    // Within a few of its looks at the queue.
    for _ in 0..1_000 {
        if site.json("/v1/hello", &desk).await["epoch"] == *made {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the store still tells the old epoch");
}
