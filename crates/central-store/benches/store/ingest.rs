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

/// After so many the queue is counted, as the server does it all the time.
const SLICE: usize = 1_000_000;

#[derive(Clone, Copy, Default)]
pub(crate) struct Rate {
    records: usize,
    used: Used,
    wall: Duration,
}

impl Rate {
    fn add(&mut self, other: Rate) {
        self.records += other.records;
        self.used.own += other.used.own;
        self.used.server += other.used.server;
        self.wall += other.wall;
    }

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
        let used = subject.cpu.used().since(before);
        rate.add(Rate { records: ahead.len(), used, wall: begun.elapsed() });
    }
    rate
}

/// Loads all of them, a slice after another, and says how the last slice differs from the whole: what a
/// record costs once so many are there.
pub(crate) async fn load(subject: &Subject, contacts: &[Made], table: &mut Table) {
    let name = subject.name;
    let (mut sent, mut counted) = (Rate::default(), Rate::default());
    let (mut last_sent, mut last_counted) = (sent, counted);
    for slice in contacts.chunks(SLICE) {
        last_sent = send(subject, slice, 500, 1).await;
        last_counted = settle(subject).await;
        sent.add(last_sent);
        counted.add(last_counted);
        if contacts.len() > SLICE {
            let (sent, counted) = (last_sent.per_core(), last_counted.per_core());
            eprintln!("  {name}: a slice: {sent:.0} sent, {counted:.0} counted a second of a core");
        }
    }
    let what = "ingest, batch 500, into an empty store: records/s of a core";
    table.put(name, what, sent.per_core());
    table.put(name, "… of which the database server, share of CPU", sent.server_share());
    table.put(name, "… wall, records/s", sent.per_second());
    let sliced = contacts.len() > SLICE;
    if sliced {
        table.put(name, "… of the last million: records/s of a core", last_sent.per_core());
    }
    if counted.records > 1_000 {
        table.put(name, "evaluator, entries of the queue/s of a core", counted.per_core());
        if sliced {
            table.put(name, "… of the last million: entries/s of a core", last_counted.per_core());
        }
    }
}

/// Counts what waits in the queue, where that does not happen in the transaction itself.
pub(crate) async fn settle(subject: &Subject) -> Rate {
    let (before, begun) = (subject.cpu.used(), Instant::now());
    let mut records = 0;
    loop {
        match subject.store.evaluate(2_000).await.unwrap() {
            0 => break,
            more => records += more,
        }
    }
    Rate { records, used: subject.cpu.used().since(before), wall: begun.elapsed() }
}
