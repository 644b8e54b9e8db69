//! Surveys that name a customer and no contact: each is about the same contact, whatever came first.

use std::collections::BTreeMap;

use contact::protocol::AckStatus;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::channels::ticket;
use crate::figures::{figures, policies};
use crate::site::{HOUR, NOW, Site, id, open, record};

const DAY: i64 = 24 * HOUR;

fn survey(customer: &str, at: i64, by: &str, answer: &str) -> Value {
    json!({"customer": customer, "by": by, "at_ms": at, "answer": answer})
}

/// What each contact's customer said of it, as its history shows.
async fn said(site: &Site, desk: &str, customers: &[&str]) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for customer in customers {
        let asked = json!({"identities": [customer], "hours": 2400});
        let answer = site.post("/v1/history", desk, &asked).send().await.unwrap();
        let history: Value = answer.json().await.unwrap();
        for contact in history["contacts"].as_array().unwrap() {
            let id = contact["contact_id"].as_str().unwrap().to_owned();
            all.insert(id, contact["survey"].clone());
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_that_comes_late_takes_over_what_was_said_of_it() {
    let site = open().await;
    let (ivr, desk) = (site.source("ivr").await, site.desk("d").await);
    let answer = |all: &BTreeMap<String, Value>, n: u32| all[&id(n)]["answer"].clone();
    // First the survey, then a call from before it, then a later one that is still before it.
    let acks = site.survey(&ivr, &[survey("c-1", NOW - 10 * HOUR, "sms", "disputed")]).await;
    assert_eq!((acks.acks[0].status, acks.acks[0].contact_id), (AckStatus::Stored, None));
    site.send(&desk, &[record(1, "c-1", NOW - 30 * HOUR)]).await;
    let all = said(&site, &desk, &["c-1"]).await;
    assert_eq!(answer(&all, 1), "disputed");
    site.send(&desk, &[record(2, "c-1", NOW - 20 * HOUR)]).await;
    let all = said(&site, &desk, &["c-1"]).await;
    assert_eq!((answer(&all, 1), answer(&all, 2)), (Value::Null, json!("disputed")));
    // Neither one that was not over when they were asked, nor one of an agent, nor one too long ago.
    let mut lasting = record(3, "c-1", NOW - 11 * HOUR);
    lasting["end_ms"] = json!(NOW - 9 * HOUR);
    let mut own = record(4, "c-1", NOW - 12 * HOUR);
    own["initiated_by"] = json!("agent");
    site.send(&desk, &[lasting, own, record(5, "c-2", NOW - 8 * DAY)]).await;
    let all = said(&site, &desk, &["c-1"]).await;
    assert_eq!(answer(&all, 2), "disputed");
    let acks = site.survey(&ivr, &[survey("c-2", NOW - 10 * HOUR, "sms", "confirmed")]).await;
    assert_eq!(acks.acks[0].contact_id, None);
    // What a machine asks is asked while the call lasts.
    let acks = site.survey(&ivr, &[survey("c-1", NOW - 10 * HOUR, "ivr", "confirmed")]).await;
    assert_eq!(acks.acks[0].contact_id.unwrap().to_string(), id(3));
    // A correction of the times, and one of the customer, move what was said along.
    let mut later = record(2, "c-1", NOW - 2 * HOUR);
    later["revision"] = json!(2);
    site.send(&desk, &[later]).await;
    let all = said(&site, &desk, &["c-1"]).await;
    assert_eq!((answer(&all, 2), answer(&all, 1)), (Value::Null, json!("disputed")));
    let mut stranger = record(1, "c-7", NOW - 30 * HOUR);
    stranger["revision"] = json!(2);
    site.send(&desk, &[stranger]).await;
    let all = said(&site, &desk, &["c-1", "c-7"]).await;
    assert!(all.values().all(|survey| survey["answer"] != "disputed"), "{all:?}");
    while site.store.evaluate(100).await.unwrap() > 0 {}
    assert_eq!(site.store.audit(false).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_of_one_identity_is_about_the_persons_latest_contact() {
    let site = open().await;
    let (mail, desk, board) = (site.source("mail").await, site.desk("d").await, site.board().await);
    let (phone, letter) = ("+46701740612", "sara@example.org");
    // The number is asked before anybody knows whose it is.
    site.survey(&mail, &[survey(phone, NOW - 10 * HOUR, "sms", "disputed")]).await;
    let both = [("email", letter), ("phone", phone)];
    site.deliver(&mail, &[ticket("1", NOW - 20 * HOUR, &both)]).await;
    let all = said(&site, &desk, &[letter]).await;
    assert!(all.values().all(|survey| survey["answer"] == "disputed") && all.len() == 1, "{all:?}");
    // Joined to somebody with a later contact, and parted again.
    site.send(&desk, &[record(2, "c-2", NOW - 15 * HOUR)]).await;
    let body = json!({"kept": "c-2", "gone": letter, "by": "anna"});
    let merged = site.post("/v1/identities/merges", &board, &body).send().await.unwrap();
    assert_eq!(merged.status(), 200);
    let all = said(&site, &desk, &[letter]).await;
    assert_eq!((all.len(), &all[&id(2)]["answer"]), (2, &json!("disputed")));
    assert_eq!(all.values().filter(|survey| survey["answer"] == "disputed").count(), 1, "{all:?}");
    let path = "/v1/identities/merges/1/undo";
    let parted = site.post(path, &board, &json!({"by": "anna"})).send().await.unwrap();
    assert_eq!(parted.status(), 200);
    let all = said(&site, &desk, &[letter, "c-2"]).await;
    assert_eq!(all[&id(2)]["answer"], Value::Null);
    assert_eq!(all.values().filter(|survey| survey["answer"] == "disputed").count(), 1, "{all:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_contact_has_a_number_of_different_surveys_and_each_has_a_size() {
    let site = open().await;
    let (ivr, desk, board) = (site.source("ivr").await, site.desk("d").await, site.board().await);
    site.send(&desk, &[record(1, "c-1", NOW - 20 * HOUR)]).await;
    let about = |n: u32, minute: i64| json!({"contact_id": id(n), "by": "email", "at_ms": NOW - 60_000 * minute});
    let whose = |minute: i64| survey("c-3", NOW - 60_000 * minute, "email", "confirmed");
    let stored = async |surveys: Vec<Value>| {
        let acks = site.survey(&ivr, &surveys).await;
        let kept = acks.acks.iter().filter(|ack| ack.status == AckStatus::Stored).count();
        for ack in acks.acks.iter().filter(|ack| ack.status != AckStatus::Stored) {
            assert_eq!(ack.status, AckStatus::Quarantined);
            assert_eq!(ack.why.as_ref().unwrap().code, contact::Code::TooLarge);
        }
        kept
    };
    // One that is there, one that is waited for, and one of whom only the customer is named.
    assert_eq!(stored((0..60).map(|m| about(1, m)).collect()).await, 50);
    assert_eq!(stored((0..60).map(|m| about(2, m)).collect()).await, 50);
    assert_eq!(stored((0..60).map(whose).collect()).await, 50);
    // What is kept is still known, and those that waited join.
    for known in [about(1, 3), about(2, 3), whose(3)] {
        assert_eq!(site.survey(&ivr, &[known]).await.acks[0].status, AckStatus::Same);
    }
    let joined = [record(2, "c-2", NOW - 20 * HOUR), record(3, "c-3", NOW - 20 * HOUR)];
    site.send(&desk, &joined).await;
    let all = said(&site, &desk, &["c-1", "c-2", "c-3"]).await;
    assert!(all.len() == 3 && all.values().all(|survey| !survey.is_null()), "{all:?}");
    assert_eq!(site.survey(&ivr, &[about(2, 3)]).await.acks[0].status, AckStatus::Same);
    assert_eq!(stored(vec![whose(101)]).await, 0);
    // Another contact of the same customer has its own, known or not.
    assert_eq!(stored(vec![whose(60 * 24 * 8)]).await, 1);
    site.send(&desk, &[record(5, "c-3", NOW - 3 * HOUR)]).await;
    assert_eq!(stored(vec![whose(102)]).await, 0, "all that was said since is of the later one");
    assert_eq!(stored(vec![whose(60 * 4)]).await, 1);

    let mut large = about(4, 1);
    large["seen"] = json!("x".repeat(130 * 1024));
    assert_eq!(stored(vec![large, about(4, 2)]).await, 1);
    // What was refused is set aside, and trying it again does not let it in.
    let again = site.post("/v1/quarantine/replay", &board, &json!({"all": true, "by": "s"})).send().await.unwrap();
    let again: Value = again.json().await.unwrap();
    assert_eq!((&again["stored"], &again["still"]), (&json!(0), &json!(33)), "{again}");
}

#[derive(Clone, Debug)]
enum Sent {
    Contact(Value),
    Survey(Value),
}

const CUSTOMERS: [&str; 3] = ["c-1", "c-2", "sara@example.org"];

fn contact(n: u32, revision: u32) -> impl Strategy<Value = Sent> {
    (0..CUSTOMERS.len(), 0..240_i64, 0..3_i64, prop::bool::weighted(0.2)).prop_map(
        move |(whose, hours, lasts, agent)| {
            let start = NOW - (10 + hours) * HOUR;
            let mut contact = record(n, CUSTOMERS[whose], start);
            contact["revision"] = json!(revision);
            contact["end_ms"] = json!(start + lasts * HOUR);
            contact["talk_ms"] = json!(0);
            if agent {
                contact["initiated_by"] = json!("agent");
            }
            Sent::Contact(contact)
        },
    )
}

/// Contacts with their corrections and surveys of their customers, in two orders.
fn two_orders() -> impl Strategy<Value = [Vec<Sent>; 2]> {
    let contacts = prop::collection::vec(1..3_u32, 2..8).prop_flat_map(|revisions| {
        let all: Vec<_> =
            (1..).zip(revisions).flat_map(|(n, most)| (1..=most).map(move |r| contact(n, r))).collect();
        all
    });
    let answers = prop::sample::select(vec![None, Some("confirmed"), Some("disputed")]);
    let survey = (0..CUSTOMERS.len(), 0..240_i64, prop::sample::select(vec!["ivr", "email"]), answers)
        .prop_map(|(whose, hours, by, answer)| {
            let at = NOW - (5 + hours) * HOUR;
            let mut survey = json!({"customer": CUSTOMERS[whose], "by": by, "at_ms": at});
            if let Some(answer) = answer {
                survey["answer"] = json!(answer);
            }
            Sent::Survey(survey)
        });
    (contacts, prop::collection::vec(survey, 1..8))
        .prop_map(|(contacts, surveys)| [contacts, surveys].concat())
        .prop_flat_map(|all| [Just(all.clone()).prop_shuffle(), Just(all).prop_shuffle()])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn surveys_of_customers_join_the_same_contacts_in_any_order(orders in two_orders(), (query, _) in policies()) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let mut found = Vec::new();
            for order in &orders {
                let site = open().await;
                let (source, desk, board) = (site.source("s").await, site.desk("d").await, site.board().await);
                for sent in order {
                    match sent {
                        Sent::Contact(contact) => drop(site.send(&desk, std::slice::from_ref(contact)).await),
                        Sent::Survey(survey) => drop(site.survey(&source, std::slice::from_ref(survey)).await),
                    }
                }
                while site.store.evaluate(100).await.unwrap() > 0 {}
                assert_eq!(site.store.audit(false).await.unwrap(), 0, "sums that the audit finds wrong");
                let figures = figures(&site, &board, &query).await.0;
                found.push((said(&site, &desk, &CUSTOMERS).await, figures));
            }
            assert_eq!(found[0], found[1]);
        });
    }
}
