//! What agents noted, added up: held to the newest revisions themselves.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contact::fcr::{Case, Judged, Verdict, judge_all, latest};
use contact::{Contact, ContactId, Customer, Extras};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::figures::{policies, revision};
use crate::server::by_hand;
use crate::site::{HOUR, NOW, Site, open, record};

const CAUSES: [Option<&str>; 3] = [None, Some("no_article"), Some("other_team")];
const QUESTIONS: [&str; 3] = ["eSIM  Android", "esim android", "flytta fiber"];
const LANGS: [&str; 2] = ["sv", "en"];
const KINDS: [&str; 4] = ["wrong", "outdated", "unclear", "other"];

/// A revision that notes something, at random.
fn noting(n: u32, at: u32) -> impl Strategy<Value = Value> {
    let some = (0..CAUSES.len(), 0..LANGS.len(), 0..5_usize, 0..5_usize, 0..6_usize);
    (revision(n, at), some).prop_map(|(mut record, (cause, lang, gap, asked, fault))| {
        let lang = LANGS[lang];
        record["lang"] = json!(lang);
        if let Some(cause) = CAUSES[cause] {
            record["root_cause"] = json!(cause);
        }
        if let Some(query) = QUESTIONS.get(gap) {
            record["knowledge_gaps"] = json!([{"query": query, "lang": lang, "at_ms": 1}]);
        }
        if let Some(text) = QUESTIONS.get(asked) {
            let query = |text: &str, shown: u32| {
                json!({"query_id": "q", "text": text, "lang": lang, "at_ms": 1, "hits": [], "shown": shown})
            };
            record["work"] = json!({"queries": [query(text, 0), query("found", 3)]});
        }
        if let Some(kind) = KINDS.get(fault) {
            let fault = json!({"id": "KB-1", "version": 1, "lang": lang, "kind": kind, "at_ms": 1});
            record["flags"] = json!([fault]);
        }
        record
    })
}

fn stream() -> impl Strategy<Value = Vec<Vec<Value>>> {
    prop::collection::vec(1..4_u32, 1..10)
        .prop_flat_map(|revisions| {
            let all: Vec<_> = (0..)
                .zip(revisions)
                .flat_map(|(n, most)| (1..=most).map(move |r| noting(n, r)))
                .collect();
            all
        })
        .prop_shuffle()
        .prop_flat_map(|records| (Just(records), 1..7_usize))
        .prop_map(|(records, size)| records.chunks(size).map(<[Value]>::to_vec).collect())
}

fn small(question: &str) -> String {
    question.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What should be told of these contacts, counted one by one out of what desks write.
fn wanted(contacts: &[&Contact], judged: &HashMap<ContactId, Judged>) -> Value {
    let mut causes: BTreeMap<&str, u64> = BTreeMap::new();
    let mut gaps: BTreeMap<(String, String), [BTreeSet<ContactId>; 2]> = BTreeMap::new();
    let mut faults: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for contact in contacts {
        let id = contact.contact_id;
        let extras = Extras::of(contact);
        if let Some(cause) = contact.root_cause.as_deref() {
            *causes.entry(cause).or_default() += 1;
        }
        for gap in extras.knowledge_gaps {
            gaps.entry((small(&gap.query), gap.lang)).or_default()[0].insert(id);
        }
        for query in extras.work.unwrap_or_default().queries.iter().filter(|q| q.shown == 0) {
            gaps.entry((small(&query.text), query.lang.clone())).or_default()[1].insert(id);
        }
        for flag in extras.flags {
            let kind = json!(flag.kind).as_str().unwrap().to_owned();
            let of = faults.entry(flag.id).or_default();
            *of.entry(kind).or_default() += 1;
            *of.entry("contacts".into()).or_default() += 1;
        }
    }
    let failed = |ids: &BTreeSet<ContactId>| {
        let verdicts: Vec<Verdict> =
            ids.iter().filter_map(|id| judged.get(id)).map(|judged| judged.verdict).collect();
        let of = |verdict| verdicts.iter().filter(|v| **v == verdict).count();
        (of(Verdict::Failed), of(Verdict::Failed) + of(Verdict::Passed))
    };
    let mut rows: Vec<Value> = Vec::new();
    for ((query, lang), [recorded, nothing]) in &gaps {
        let all: BTreeSet<ContactId> = recorded.union(nothing).copied().collect();
        let (k, n) = failed(&all);
        rows.push(json!({"query": query, "lang": lang, "recorded": recorded.len(),
            "nothing_found": nothing.len(), "contacts": all.len(), "k": k, "n": n}));
    }
    json!({"causes": causes, "gaps": rows, "faults": faults})
}

/// The same out of the answer, without its order.
fn told(answer: &Value) -> Value {
    let rows = |name: &str| answer[name].as_array().unwrap().iter();
    let causes: BTreeMap<&str, u64> = rows("root_causes")
        .map(|row| (row["cause"].as_str().unwrap(), row["contacts"].as_u64().unwrap()))
        .collect();
    let mut gaps: Vec<Value> = rows("gaps")
        .map(|row| {
            json!({"query": row["query"], "lang": row["lang"], "recorded": row["recorded"],
                "nothing_found": row["nothing_found"], "contacts": row["contacts"],
                "k": row["failed"]["k"], "n": row["failed"]["n"]})
        })
        .collect();
    gaps.sort_by_key(|row| (row["query"].to_string(), row["lang"].to_string()));
    let mut faults: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for row in rows("faults") {
        let of = faults.entry(row["article"].as_str().unwrap()).or_default();
        for (name, count) in row.as_object().unwrap() {
            if let Some(count) = count.as_u64().filter(|count| *count > 0) {
                of.insert(name, count);
            }
        }
    }
    assert_eq!(answer["gaps_of"], gaps.len());
    json!({"causes": causes, "gaps": gaps, "faults": faults})
}

async fn noted(site: &Site, board: &str, query: &str) -> Value {
    let answer = site.json(&format!("/v1/noted?{query}&limit=200"), board).await;
    let worth: Vec<(u64, u64)> = answer["gaps"].as_array().unwrap().iter()
        .map(|gap| (gap["failed"]["k"].as_u64().unwrap(), gap["contacts"].as_u64().unwrap()))
        .collect();
    assert!(worth.is_sorted_by(|a, b| a >= b), "{worth:?}");
    answer
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn any_stream_of_records_is_noted_as_its_newest_revisions_say(batches in stream(), (query, policy) in policies(), gone in 0..3_usize) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let site = open().await;
            let (desk, board) = (site.desk("d").await, site.board().await);
            for batch in &batches {
                let receipt = site.send(&desk, batch).await;
                assert!(receipt.acks.iter().all(|ack| ack.why.is_none()), "{receipt:?}");
            }
            let all: Vec<Contact> = batches.iter().flatten()
                .map(|record| serde_json::from_value(record.clone()).unwrap()).collect();
            let mut newest = latest(all);
            let check = async |newest: &[Contact]| {
                let cases: Vec<Case> = newest.iter().map(Case::from).collect();
                let judged: HashMap<ContactId, Judged> = judge_all(&cases, &policy, NOW)
                    .into_iter().map(|judged| (judged.contact_id, judged)).collect();
                let known = newest.iter().filter(|c| policy.takes(c.channel));
                let (from, to) = (NOW - 200 * HOUR, NOW - 50 * HOUR);
                type Takes<'a> = Box<dyn Fn(&&Contact) -> bool + 'a>;
                let filters: [(String, Takes<'_>); 4] = [
                    (String::new(), Box::new(|_| true)),
                    (format!("from_ms={from}&to_ms={to}"), Box::new(|c| c.end_ms > from && c.end_ms <= to)),
                    ("language=sv&agent=a1,a2".into(), Box::new(|c| c.lang.as_deref() == Some("sv")
                        && c.agent.as_ref().is_some_and(|a| ["a1", "a2"].contains(&a.as_str())))),
                    ("reason=billing&channel=voice".into(), Box::new(|c| json!(c.channel) == "voice"
                        && c.reason.as_ref().is_some_and(|r| r.is_under("billing")))),
                ];
                for (filter, takes) in &filters {
                    let some: Vec<&Contact> = known.clone().filter(|c| takes(c)).collect();
                    let answer = noted(&site, &board, &format!("{query}&{filter}")).await;
                    assert_eq!(told(&answer), wanted(&some, &judged), "{query}&{filter}");
                }
            };
            check(&newest).await;
            // Whoever is erased is in none of it any more.
            let whose = ["c-1", "c-2", "c-3"][gone];
            site.store.erase(&[Customer(whose.into())]).await.unwrap();
            newest.retain(|c| c.customer.as_ref().is_none_or(|c| c.0 != whose));
            check(&newest).await;
        });
    }
}

fn with_gap(n: u32, customer: &str, start: i64) -> Value {
    let mut one = record(n, customer, start);
    one["root_cause"] = json!("no_article");
    one["knowledge_gaps"] = json!([{"query": "static ip", "lang": "en", "at_ms": start}]);
    one
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stored_before_there_were_notes_is_filled_when_the_store_is_opened() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    site.send(&desk, &[with_gap(1, "c-1", NOW - 90 * HOUR), with_gap(2, "c-2", NOW - HOUR)]).await;
    let before = noted(&site, &board, "").await;
    assert_eq!(before["root_causes"], json!([{"cause": "no_article", "contacts": 2}]));
    by_hand(
        site.folder.path(),
        "DELETE FROM noted; DELETE FROM tenant_fact WHERE k = 'noted'",
    );
    assert_eq!(noted(&site, &board, "").await["root_causes"], json!([]));
    // Any program that opens the store, not only the server.
    let output = crate::process::command(site.folder.path(), &["desks"]);
    assert!(output.status.success(), "{}", crate::process::told(&output));
    assert_eq!(noted(&site, &board, "").await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_older_than_it_is_kept_is_noted_no_more() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    site.send(&desk, &[with_gap(1, "c-1", NOW - 900 * HOUR), with_gap(2, "c-2", NOW - HOUR)]).await;
    site.store.retain(NOW - 100 * HOUR, 100).await.unwrap();
    assert_eq!(noted(&site, &board, "").await["gaps"][0]["contacts"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_supervisor_reads_what_agents_noted_and_only_what_filters_know() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    let mut one = with_gap(1, "c-1", NOW - HOUR);
    one["lang"] = json!("sv");
    site.send(&desk, &[one]).await;
    assert_eq!(site.get("/v1/noted", &desk).send().await.unwrap().status(), 403);
    for query in ["article=KB-1", "by=day", "limit=x"] {
        let answer = site.get(&format!("/v1/noted?{query}"), &board).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{query}");
    }
    let choices = site.json("/v1/choices", &board).await;
    assert_eq!(choices, json!({"queues": ["support-sv"], "languages": ["sv"]}));
}

#[tokio::test(flavor = "multi_thread")]
async fn weeks_are_their_days_and_the_command_tells_the_same() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    let records: Vec<Value> = (0..80)
        .map(|n| {
            let mut one = record(n, &format!("c-{}", n % 17), NOW - i64::from(n) * 9 * HOUR);
            one["claim"] = json!(["resolved", "resolved", "unresolved"][n as usize % 3]);
            one["survey"] = json!(["confirmed", "disputed", "invited"][n as usize % 3]);
            one
        })
        .collect();
    site.send(&desk, &records).await;
    let by = async |by: &str| {
        site.json(&format!("/v1/fcr?watermark_ms={NOW}&by={by}"), &board).await
    };
    let (days, weeks) = (by("day").await, by("week").await);
    assert_eq!((&days["basis"], &weeks["basis"]), (&json!("sums"), &json!("sums")));
    let figures = ["verified", "claimed", "confirmed", "provisional", "maturity", "came_back"];
    let sums = |answer: &Value, of: &dyn Fn(&str) -> String| {
        let mut sums: BTreeMap<(String, &str), (u64, u64)> = BTreeMap::new();
        for group in answer["groups"].as_array().unwrap() {
            for figure in figures {
                let sum = sums.entry((of(group["name"].as_str().unwrap()), figure)).or_default();
                sum.0 += group[figure]["k"].as_u64().unwrap();
                sum.1 += group[figure]["n"].as_u64().unwrap();
            }
        }
        sums
    };
    // 3 March 2025 was a Monday.
    let monday = |day: &str| {
        let (month, day) = day.trim_start_matches("2025-").split_once('-').unwrap();
        let of_year = day.parse::<i64>().unwrap() + if month == "03" { 28 } else { 0 };
        let first = (of_year - 3).div_euclid(7) * 7 + 3;
        if first > 28 { format!("2025-03-{:02}", first - 28) } else { format!("2025-02-{first:02}") }
    };
    assert_eq!(sums(&days, &monday), sums(&weeks, &str::to_owned));
    assert!(weeks["groups"].as_array().unwrap().len() > 3);
    // The groups are the whole: of every figure that stands on both.
    let whole = |figure: &str| {
        (weeks[figure]["k"].as_u64().unwrap(), weeks[figure]["n"].as_u64().unwrap())
    };
    let of_all = sums(&weeks, &|_| String::new());
    for figure in ["verified", "claimed", "confirmed", "provisional", "maturity"] {
        assert_eq!(of_all[&(String::new(), figure)], whole(figure), "{figure}");
    }
    let contacts: u64 =
        weeks["groups"].as_array().unwrap().iter().map(|g| g["contacts"].as_u64().unwrap()).sum();
    assert_eq!(weeks["coverage"]["n"], contacts);
    // Counted anew, and by the command, in another process.
    let anew = by("week&from_ms=1").await;
    assert_eq!((&anew["basis"], &anew["groups"]), (&json!("sweep"), &weeks["groups"]));
    let policy = site.folder.path().join("policy.json");
    let text = json!({"forward_h": 48, "backward_h": 48, "relation": "parent", "channels": null, "watermark_ms": NOW});
    std::fs::write(&policy, text.to_string()).unwrap();
    let asked = ["fcr", "--by", "week", "--json", "--policy", policy.to_str().unwrap()];
    let output = crate::process::command(site.folder.path(), &asked);
    let told: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", crate::process::told(&output)));
    assert_eq!(told["groups"], weeks["groups"]);
    assert_eq!(told["verified"], weeks["verified"]);
    // Whole reasons, of which no sum is kept.
    let reasons = by("whole_reason").await;
    assert_eq!(reasons["groups"][0]["name"], "billing/refund");
    assert_eq!(reasons["groups"][0]["verified"], reasons["verified"]);
}
