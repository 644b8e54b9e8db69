//! Two hundred desks that come back to a real store in the same moment, each as its plan says, over a
//! connection of its own; the store has room for a few writes at a time and says so to the others.

use std::collections::BTreeMap;

use contact::Ms;
use contact::protocol::{Hello, Receipt};
use courier::Refusal;
use courier::plan::{Desk, Feeds, Happened, Plan, Step};
use serde_json::{Value, json};

use crate::site::{NOW, client, open_with, record};

const DESKS: u32 = 200;
const RECORDS: u32 = 30;

/// What one desk was answered, by status.
type Answers = BTreeMap<u16, u32>;

/// Sends what waits at a desk. Its pauses pass at once: the crowd is as thick as it can be.
async fn come_back(url: &str, token: &str, mut waits: Vec<Value>, seed: u64) -> Answers {
    let (mut plan, mut now, mut dice) = (Plan::default(), 0, fastrand::Rng::with_seed(seed));
    let (client, mut answers) = (client(), Answers::new());
    for _ in 0..10_000 {
        let due_in_ms = (!waits.is_empty()).then_some(0);
        let cursors = Feeds { articles: 0, codes: 0, team: 0, erased: 0 };
        let sent = waits.len().min(10);
        let request = match plan.next(now, Desk { due_in_ms, cursors, reconcile: false }) {
            Step::Rest { .. } if waits.is_empty() => return answers,
            Step::Rest { until } => {
                now = until;
                tokio::task::yield_now().await;
                continue;
            }
            Step::Hello => client.get(format!("{url}/v1/hello?waiting={}", waits.len())),
            Step::Send(_) => client
                .post(format!("{url}/v1/records"))
                .json(&json!({"waiting": waits.len() - sent, "records": waits[..sent]})),
            step => panic!("{step:?}"),
        };
        let hello = matches!(plan.next(now, Desk { due_in_ms, cursors, reconcile: false }), Step::Hello);
        let answer = request.bearer_auth(token).send().await.unwrap();
        let status = answer.status().as_u16();
        *answers.entry(status).or_default() += 1;
        match status {
            200 if hello => {
                let said: Hello = answer.json().await.unwrap();
                plan.happened(now, Happened::Hello(&said), dice.f64());
            }
            200 => {
                let receipt: Receipt = answer.json().await.unwrap();
                assert!(receipt.acks.iter().all(|ack| ack.why.is_none()), "{receipt:?}");
                waits.drain(..sent);
                plan.happened(now, Happened::Receipt { wait_ms: receipt.wait_ms }, 0.0);
            }
            503 => {
                let after = answer.headers().get("retry-after").unwrap().to_str().unwrap();
                let after = after.parse::<u64>().unwrap() * 1_000;
                plan.happened(now, Happened::Refused(&Refusal::Later(Some(after))), dice.f64());
            }
            other => panic!("a desk was answered {other}"),
        }
    }
    panic!("a desk was never through: {answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_desks_at_once_are_all_taken_each_record_once() {
    let site = open_with(|settings| settings.queue = 4).await;
    let mut desks = Vec::new();
    for n in 0..DESKS {
        let token = site.desk(&format!("desk {n}")).await;
        let waits: Vec<Value> = (0..RECORDS)
            .map(|at| {
                let number = n * RECORDS + at;
                record(number, &format!("c-{}", number % 700), NOW - Ms::from(number) * 60_000)
            })
            .collect();
        desks.push((token, waits));
    }
    let tasks: Vec<_> = (0..)
        .zip(desks)
        .map(|(seed, (token, waits))| {
            let url = site.url.clone();
            tokio::spawn(async move { come_back(&url, &token, waits, seed).await })
        })
        .collect();
    let mut answers = Answers::new();
    for task in tasks {
        for (status, many) in task.await.unwrap() {
            *answers.entry(status).or_default() += many;
        }
    }
    assert!(answers.get(&503).is_some_and(|many| *many > 0), "nobody had to wait: {answers:?}");
    while site.store.evaluate(5_000).await.unwrap() > 0 {}
    let policy = contact::fcr::Policy::default();
    let figures = site.store.figures(policy).await.unwrap();
    let all: u64 = figures.report.verdicts.values().sum();
    assert_eq!(all, u64::from(DESKS * RECORDS));
    assert_eq!(site.store.audit(false).await.unwrap(), 0);
}
