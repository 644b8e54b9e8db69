//! What another system sends and what can be meant by it: how complete it is, which change is the later
//! one, what an identity is, what it asks to leave out.

use contact::protocol::AckStatus;
use serde_json::{Value, json};

use crate::channels::{all, ticket};
use crate::server::by_hand;
use crate::site::{HOUR, NOW, id, open, record};

/// Seconds for milliseconds put the watermark into 1970, and with it every figure.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_complete_up_to_what_cannot_be_meant() {
    let site = open().await;
    let (mail, board) = (site.source("mail").await, site.board().await);
    let year_2000 = 946_684_800_000;
    let one = ticket("1", NOW - 80 * HOUR, &[]);
    for wrong in [
        i64::MIN, -1, 0, NOW / 1000, year_2000 - 1, NOW + 24 * HOUR + 1, NOW * 1000, i64::MAX,
    ] {
        let body = json!({"contacts": [one], "complete_ms": wrong});
        let answer = site.post("/v1/contacts", &mail, &body).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{wrong}");
        let told: Value = answer.json().await.unwrap();
        assert_eq!(told["field"], "complete_ms", "{told}");
        assert!(told["message"].as_str().unwrap().contains("Nothing was stored"), "{told}");
    }
    let figures = site.json("/v1/fcr", &board).await;
    assert_eq!(figures["watermark_ms"], NOW, "a wrong one was taken");
    assert_eq!(figures["naive"]["n"], 0, "a contact of a refused batch was stored");
    for good in [year_2000, NOW - HOUR, NOW + 24 * HOUR] {
        let body = json!({"contacts": [one], "complete_ms": good});
        let answer = site.post("/v1/contacts", &mail, &body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{good}");
    }
    // What an earlier version of this program took is no moment that figures could be counted up to.
    by_hand(site.folder.path(), &format!("UPDATE source_seen SET complete_at = {}", i64::MIN));
    assert_eq!(site.json("/v1/fcr", &board).await["watermark_ms"], 0);
    site.deliver(&mail, &[]).await;
}

/// A revision that is made from the time of a change counts seconds, and a ticket may change twice in one.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_within_one_second_the_later_one_wins_whatever_came_first() {
    let site = open().await;
    let (key, board, desk) =
        (site.source("tickets").await, site.board().await, site.desk("d").await);
    let state = |ticket_id: &str, updated: i64, claim: &str, whose: &str| {
        let mut ticket = ticket(ticket_id, NOW - 80 * HOUR, &[("account", whose)]);
        ticket["updated_ms"] = json!(updated);
        ticket["claim"] = json!(claim);
        ticket
    };
    let claims = async |whose: &str| {
        let asked = json!({"identities": [whose], "hours": 2400});
        let answer = site.post("/v1/history", &desk, &asked).send().await.unwrap();
        let history: Value = answer.json().await.unwrap();
        let all = history["contacts"].as_array().unwrap();
        all.iter().map(|c| c["claim"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let second = NOW - HOUR;
    let (early, late) = (
        state("1", second + 100, "resolved", "c-1"),
        state("1", second + 900, "unresolved", "c-1"),
    );
    let sent = site.deliver(&key, std::slice::from_ref(&early)).await;
    assert_eq!(all(&sent), [AckStatus::Stored]);
    let sent = site.deliver(&key, &[late.clone(), early.clone(), late.clone()]).await;
    assert_eq!(all(&sent), [AckStatus::Stored, AckStatus::Older, AckStatus::Same]);
    assert_eq!(claims("c-1").await, ["unresolved"]);
    // The other way round, both in one batch, and to another customer.
    let (early, late) = (
        state("2", second + 100, "resolved", "c-2"),
        state("2", second + 900, "unresolved", "c-2"),
    );
    let sent = site.deliver(&key, &[late, early]).await;
    assert_eq!(all(&sent), [AckStatus::Stored, AckStatus::Older]);
    assert_eq!(claims("c-2").await, ["unresolved"]);
    let states: Vec<Value> = [("c-3", 0), ("c-4", 1), ("c-5", 999)]
        .map(|(whose, ms)| state("3", second + ms, "unresolved", whose))
        .to_vec();
    assert_eq!(all(&site.deliver(&key, &states).await), [AckStatus::Stored; 3]);
    for (whose, has) in [("c-3", 0), ("c-4", 0), ("c-5", 1)] {
        assert_eq!(claims(whose).await.len(), has, "{whose}");
    }
    // In the very same millisecond nothing tells: what was there stays, and the answer says what helps.
    let other = state("2", second + 900, "resolved", "c-2");
    let mut counted = state("2", second + 950, "resolved", "c-2");
    let sent = site.deliver(&key, std::slice::from_ref(&other)).await;
    assert_eq!(all(&sent), [AckStatus::Quarantined]);
    let why = &sent.acks[0].why.as_ref().unwrap().message;
    assert!(why.contains("later updated_ms"), "{why}");
    // Somebody who counts revisions is held to them, however late that is said to be.
    counted["revision"] = json!((second + 1_000) / 1_000);
    counted["updated_ms"] = json!(second);
    let stored = site.deliver(&key, std::slice::from_ref(&counted)).await;
    assert_eq!(all(&stored), [AckStatus::Stored]);
    counted["updated_ms"] = json!(second + 1);
    let sent = site.deliver(&key, std::slice::from_ref(&counted)).await;
    assert_eq!(all(&sent), [AckStatus::Quarantined]);
    let why = &sent.acks[0].why.as_ref().unwrap().message;
    assert!(why.contains("higher revision"), "{why}");
    site.json("/v1/fcr", &board).await;
    assert_eq!(site.store.audit(false).await.unwrap(), 0, "sums that the audit finds wrong");
}

/// `instagram@sara.b` looks like an address and is none: the person has no other e-mail yet.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_on_a_network_is_no_address_however_it_looks() {
    let site = open().await;
    let (key, desk, board) =
        (site.source("social").await, site.desk("d").await, site.board().await);
    let mut message = ticket("1", NOW - 80 * HOUR, &[("handle", "sara.b"), ("email", "sara@example.org")]);
    message["identities"][0]["network"] = json!("instagram");
    assert_eq!(all(&site.deliver(&key, &[message]).await), [AckStatus::Stored]);
    assert_eq!(site.history_of(&desk, &["sara@example.org"]).await.len(), 1, "they were not joined");
    let list = site.json("/v1/identities/proposals", &board).await;
    assert_eq!(list["proposals"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_listed_with_the_times_that_the_store_keeps_and_as_many_as_are_asked_for() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    let asking = |n: u32, start: i64| {
        let mut call = record(n, &format!("c-{n}"), start);
        call["exclusion"] = json!({"reason": "isolated_incident", "requested_by": "t1"});
        call
    };
    // This desk's clock is two hours behind.
    let off = 2 * HOUR;
    let mut there = asking(1, NOW - off - HOUR);
    there["exclusion"]["reviewed_by"] = json!("s1");
    there["saved_ms"] = json!(NOW - off - HOUR / 2);
    let calls: Vec<Value> = (2..7).map(|n| asking(n, NOW - off - i64::from(n) * HOUR)).collect();
    let records = [vec![there], calls].concat();
    let body = json!({"wall": NOW - off, "records": records});
    let answer = site.post("/v1/records", &desk, &body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    for (n, approve) in [(2, false), (4, true), (5, false)] {
        let path = format!("/v1/exclusions/{}", id(n));
        let (status, _) = site.decide(&path, &board, &json!({"approve": approve, "by": "s2"})).await;
        assert_eq!(status, 200);
    }
    let listed = async |query: &str| {
        let list = site.json(&format!("/v1/exclusions?{query}"), &board).await;
        list["exclusions"].as_array().unwrap().clone()
    };
    let which = |list: &[Value]| {
        (1..7)
            .flat_map(|n| list.iter().position(|e| e["contact_id"] == id(n)).map(|at| (at, n)))
            .collect::<std::collections::BTreeMap<usize, u32>>()
            .into_values()
            .collect::<Vec<u32>>()
    };
    let every = listed("state=all").await;
    assert_eq!(which(&every), [1, 2, 3, 4, 5, 6]);
    for (n, one) in (1..).zip(&every) {
        assert_eq!(one["start_ms"], NOW - n * HOUR, "the desk's own wrong clock: {one}");
    }
    assert_eq!(every[0]["reviewed_ms"], NOW - HOUR / 2, "the desk's own wrong clock: {}", every[0]);
    for (query, wanted) in [
        ("state=requested", vec![3, 6]),
        ("state=requested&limit=1", vec![3]),
        ("state=approved", vec![1, 4]),
        ("state=approved&limit=1", vec![1]),
        ("state=refused", vec![2, 5]),
        ("state=refused&limit=1", vec![2]),
        ("state=all&limit=4", vec![1, 2, 3, 4]),
    ] {
        assert_eq!(which(&listed(query).await), wanted, "{query}");
    }
    // Asked for again for another reason, it is a request again: it lies behind what was refused.
    let mut again = asking(5, NOW - 5 * HOUR);
    again["revision"] = json!(2);
    again["exclusion"]["reason"] = json!("test_call");
    site.send(&desk, &[again]).await;
    for (query, wanted) in [
        ("state=requested&limit=1", vec![3]),
        ("state=requested&limit=2", vec![3, 5]),
        ("state=requested&limit=3", vec![3, 5, 6]),
        ("state=refused", vec![2]),
    ] {
        assert_eq!(which(&listed(query).await), wanted, "{query}");
    }
}
