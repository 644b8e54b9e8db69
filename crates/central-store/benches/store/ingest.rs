//! Contacts into the store, as desks send them, without the network between.

use std::time::{Duration, Instant};

use central_store::Arrived;
use serde_json::value::RawValue;

use crate::Subject;
use crate::cpu::Used;
use crate::made::Made;
use crate::table::Table;

/// Contacts whose JSON is made ahead at a time, outside the measured time.
const AHEAD: usize = 50_000;

#[derive(Clone, Copy, Default)]
pub(crate) struct Rate {
    records: usize,
    used: Used,
    wall: Duration,
}

impl Rate {
    pub(crate) fn per_core(self) -> f64 {
        self.records as f64 / self.used.all().max(1e-9)
    }

    pub(crate) fn per_second(self) -> f64 {
        self.records as f64 / self.wall.as_secs_f64().max(1e-9)
    }

    pub(crate) fn server_share(self) -> f64 {
        self.used.server / self.used.all().max(1e-9)
    }
}

/// Sends `contacts` in batches, by so many desks at the same time.
pub(crate) async fn send(
    subject: &Subject,
    contacts: &[Made],
    batch: usize,
    writers: usize,
) -> Rate {
    let mut rate = Rate::default();
    for ahead in contacts.chunks(AHEAD) {
        let batches: Vec<Vec<Box<RawValue>>> = ahead
            .chunks(batch)
            .map(|batch| {
                batch.iter().map(|made| RawValue::from_string(made.json(1)).unwrap()).collect()
            })
            .collect();
        let share = batches.len().div_ceil(writers);
        let mut shares: Vec<Vec<Vec<Box<RawValue>>>> = Vec::new();
        let mut batches = batches.into_iter();
        for _ in 0..writers {
            shares.push(batches.by_ref().take(share).collect());
        }
        let (before, begun) = (subject.cpu.used(), Instant::now());
        let tasks: Vec<_> = shares
            .into_iter()
            .map(|share| {
                let (store, desk) = (subject.store.clone(), subject.desk);
                tokio::spawn(async move {
                    for records in share {
                        let receipt = store
                            .records(
                                desk,
                                Arrived {
                                    boot: String::new(),
                                    mono: 0,
                                    wall: 0,
                                    waiting: 1,
                                    heard: None,
                                    records,
                                },
                            )
                            .await
                            .unwrap();
                        let strange = receipt.acks.iter().find(|ack| ack.why.is_some());
                        assert!(strange.is_none(), "{strange:?}");
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        rate.wall += begun.elapsed();
        let used = subject.cpu.used().since(before);
        rate.used.own += used.own;
        rate.used.server += used.server;
        rate.records += ahead.len();
    }
    rate
}

/// Counts what waits in the queue, where that does not happen in the transaction itself.
pub(crate) async fn settle(subject: &Subject, table: &mut Table) {
    let (before, mut counted) = (subject.cpu.used(), 0);
    loop {
        match subject.store.evaluate(2_000).await.unwrap() {
            0 => break,
            more => counted += more,
        }
    }
    if counted > 1_000 {
        let used = subject.cpu.used().since(before).all();
        let what = "evaluator, entries of the queue/s of a core";
        table.put(subject.name, what, counted as f64 / used);
    }
}
