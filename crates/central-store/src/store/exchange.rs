//! What a desk and the store say to each other: how the store is doing, and the desk's records.
//!
//! Promises: a record is acknowledged only when it is durable, each in its place. Deliberately
//! absent: what a record may hold (see `reading`) and where it is kept (see `tables::ingest`).

use std::collections::HashMap;
use std::sync::Arc;

use contact::Ms;
use contact::protocol::{Hello, Receipt, VERSION};
use serde_json::value::RawValue;

use super::Store;
use crate::Failure;
use crate::engine::Session;
use crate::keys;
use crate::reading::{Mending, Reading, read};
use crate::tables::desks::{self, Sign, Who};
use crate::tables::{clocks, ingest};

/// How long a desk is asked to wait when the store is crowded.
const CROWDED_MS: u64 = 2_000;

/// What one desk sent at once, each record still as it was written.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// Names one start of the desk's machine; empty when it did not say.
    pub boot: String,
    /// Milliseconds since that start.
    pub mono: Ms,
    /// The desk's wall clock; 0 when it does not say.
    pub wall: Ms,
    /// How much still waits behind it.
    pub waiting: u64,
    /// The highest number that this store told it to have, and in which epoch.
    pub heard: Option<Heard>,
    /// The records, each one JSON object.
    pub records: Vec<Box<RawValue>>,
}

/// What a desk was told before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heard {
    /// The epoch.
    pub epoch: String,
    /// The highest `seq` stored for it.
    pub seq: u64,
}

/// The name of a start of a machine, where it is one.
fn named(boot: Option<&str>) -> Option<&str> {
    boot.filter(|boot| !boot.is_empty() && boot.len() <= 100 && !boot.contains(char::is_control))
}

impl Store {
    /// How the store is doing. A desk that says how much waits tells how complete it is.
    pub async fn hello(
        &self,
        who: Who,
        waiting: Option<u64>,
        wall: Option<Ms>,
        boot: Option<String>,
        heard: Option<Heard>,
        token: &str,
    ) -> Result<Hello, Failure> {
        let now = self.now();
        let mut max_seq = None;
        if let Who::Desk(device) = who {
            let offset = wall.map(|wall| now.saturating_sub(wall));
            let sign = Sign { now, offset, complete: waiting == Some(0), seq: 0 };
            let hash = keys::hash(token.as_bytes());
            let job = move |c: &Session| {
                desks::used(c, device, &hash)?;
                if let (Some(boot), Some(offset)) = (named(boot.as_deref()), offset) {
                    clocks::heard(c, device, boot, offset, now)?;
                }
                desks::seen(c, device, sign)
            };
            let (had_seq, seq) = self.0.writer.write(job).await?;
            self.doubt(heard, had_seq).await;
            max_seq = Some(seq);
        }
        let heads = self.heads().await?;
        Ok(Hello {
            protocol_min: VERSION,
            protocol_max: VERSION,
            now_ms: now,
            epoch: self.epoch(),
            limits: self.0.batch,
            articles_head: heads.articles,
            codes_head: heads.codes,
            team_head: heads.team,
            erased_head: heads.erased,
            wait_ms: self.wait_ms(),
            max_seq,
        })
    }

    /// A desk was told in this very epoch that the store had more of it than it had before this
    /// request: a standby that lacked the last commits was made the leader, or an older file was put
    /// back. All desks are to compare then, not only those who can see it. A desk of which there is
    /// nothing at all may have been enrolled anew.
    async fn doubt(&self, heard: Option<Heard>, had_seq: u64) {
        let Some(heard) = heard.filter(|heard| had_seq > 0 && had_seq < heard.seq) else { return };
        let told = heard.seq;
        match self.went_back(&heard.epoch).await {
            Ok(true) => tracing::error!(
                had_seq,
                told,
                "the store has less than it told a desk: it went back in time, and has a new epoch"
            ),
            Ok(false) => {}
            Err(failure) => tracing::error!(
                %failure, had_seq, told,
                "the store has less than it told a desk, and no new epoch could be begun"
            ),
        }
    }

    pub(crate) fn wait_ms(&self) -> u64 {
        if self.0.writer.crowded() { CROWDED_MS } else { 0 }
    }

    /// Takes what a desk sent; answers when it is durable, one ack a record, in order.
    pub async fn records(&self, device: u32, arrived: Arrived) -> Result<Receipt, Failure> {
        let received = self.now();
        // Without lists everything passes: what cannot be checked is better stored than refused.
        let codes = self.codes().await.unwrap_or_else(|failure| {
            tracing::error!(failure = %failure, "records are taken without the centre's lists");
            None
        });
        let known = self.clocks(device, &arrived).await?;
        let inner = Arc::clone(&self.0);
        let Arrived { boot, mono, wall, waiting, heard, records } = arrived;
        let (readings, boot) = tokio::task::spawn_blocking(move || {
            let rules = inner.rules(codes.as_deref());
            let mending = Mending::of(received, wall).measured(&boot, mono, &known);
            let read = records.iter().map(|raw| read(raw.get(), mending, &rules));
            (read.collect::<Vec<Reading>>(), boot)
        })
        .await
        .map_err(|_| Failure::Damaged("reading a batch broke off".into()))?;
        let seq = readings.iter().map(|r| r.as_ref().map_or_else(|u| u.seq, |f| f.seq));
        let offset = (wall > 0).then(|| received.saturating_sub(wall));
        let sign =
            Sign { now: received, offset, complete: waiting == 0, seq: seq.max().unwrap_or(0) };
        let job = move |c: &Session| {
            let acks = ingest::take(c, device, received, &readings)?;
            if let (Some(boot), Some(offset)) = (named(Some(&boot)), offset) {
                clocks::heard(c, device, boot, offset, received)?;
            }
            Ok((acks, desks::seen(c, device, sign)?))
        };
        let (acks, (had_seq, max_seq)) = self.0.writer.write(job).await?;
        self.doubt(heard, had_seq).await;
        Ok(Receipt {
            epoch: self.epoch(),
            now_ms: received,
            acks,
            max_seq,
            had_seq: Some(had_seq),
            wait_ms: self.wait_ms(),
        })
    }

    /// What the desk's wall clock was off by in earlier starts of its machine; asked for only
    /// where a record is of one of those.
    async fn clocks(&self, device: u32, arrived: &Arrived) -> Result<HashMap<String, Ms>, Failure> {
        let earlier = arrived.records.iter().any(|raw| {
            let text = raw.get();
            text.contains("\"clock\"") && !text.contains(arrived.boot.as_str())
        });
        if !earlier {
            return Ok(HashMap::new());
        }
        self.0.readers.read(move |c| clocks::known(c, device)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clock, Database, Settings};
    use contact::Code;
    use contact::protocol::{AckStatus, Enrol};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_full_disk_acknowledges_nothing_and_goes_on_when_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::Sqlite(folder.path().join("store.db"));
        let store = Store::open(&Settings::new(database, Clock::new(|| 2_000_000))).unwrap();
        let code = store.enrolment_code("").await.unwrap();
        let asked = Enrol { code, name: "d".into(), app_version: "1".into() };
        let desk = store.enrol(asked).await.unwrap().device_id;
        let limit = async |more: i64| {
            let job = move |c: &Session| {
                let pages: i64 = c.one("PRAGMA page_count", &[], |r| r.get(0))?;
                let set = format!("PRAGMA max_page_count={}", pages + more);
                c.one(&set, &[], |r| r.get::<i64>(0))
            };
            store.0.writer.write(job).await.unwrap();
        };
        let send = async |batch: u32| {
            let record = |n: u32| {
                let text = format!(
                    "{{\"contact_id\":\"01956f1e-7c00-7000-8000-{n:012}\",\"channel\":\"voice\",\
                     \"start_ms\":1,\"end_ms\":2,\"customer\":\"c-{n}\",\"note\":\"{}\"}}",
                    "x".repeat(500)
                );
                RawValue::from_string(text).unwrap()
            };
            let records = (batch * 50..batch * 50 + 50).map(record).collect();
            store
                .records(
                    desk,
                    Arrived {
                        boot: String::new(),
                        mono: 0,
                        wall: 0,
                        waiting: 0,
                        heard: None,
                        records,
                    },
                )
                .await
        };
        limit(40).await;
        let mut acked = 0;
        let mut batch = 0;
        let refused = loop {
            match send(batch).await {
                Ok(receipt) => {
                    assert!(receipt.acks.iter().all(|ack| ack.status == AckStatus::Stored));
                    acked += receipt.acks.len();
                }
                Err(failure) => break failure,
            }
            batch += 1;
            assert!(batch < 1_000, "the disk never filled");
        };
        assert!(matches!(refused, Failure::Full), "{refused:?}");
        assert_eq!(refused.problem().code, Code::DiskFull);
        let stored = async || {
            let count =
                |c: &Session| c.one("SELECT count(*) FROM contact", &[], |r| r.get::<usize>(0));
            store.0.readers.read(count).await.unwrap()
        };
        assert_eq!(stored().await, acked);
        limit(1_000).await;
        assert_eq!(send(batch).await.unwrap().acks.len(), 50);
        assert_eq!(stored().await, acked + 50);
    }
}
