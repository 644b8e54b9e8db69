//! Courier and store with a mistake in them, each one that somebody may make: put in between the two,
//! so that neither has to have it.

use contact::ContactId;
use contact::protocol::{Ack, AckStatus, Batch, Receipt};
use serde_json::Value;

/// A mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Twist {
    /// None.
    None,
    /// A line leaves the outbox when it is sent, not when it is acknowledged.
    DeleteOnSend,
    /// The store says "stored" before it is, and may die in between.
    AckBeforeCommit,
    /// The store knows no record again.
    NoKey,
    /// The store keeps what came last, not what has the highest revision.
    LastArrivalWins,
}

/// A batch on its way, and what it said before it was twisted.
pub(crate) struct Twisted {
    pub(crate) body: Vec<u8>,
    was: Vec<(ContactId, u32)>,
}

/// The records of a batch, packed or not.
pub(crate) fn batch(body: &[u8], packed: bool) -> Value {
    let text = if packed { zstd::decode_all(body).unwrap() } else { body.to_vec() };
    serde_json::from_slice(&text).unwrap()
}

/// Which records a batch has, at which revisions.
pub(crate) fn records(batch: &Value) -> Vec<(ContactId, u32)> {
    let one = |record: &Value| {
        let id = record["contact_id"].as_str().unwrap().parse().unwrap();
        (id, u32::try_from(record["revision"].as_u64().unwrap()).unwrap())
    };
    batch["records"].as_array().unwrap().iter().map(one).collect()
}

/// As a store would take it that makes this mistake. `arrivals` counts what came so far.
pub(crate) fn twisted(twist: Twist, mut batch: Value, arrivals: &mut u32) -> Twisted {
    let was = records(&batch);
    for record in batch["records"].as_array_mut().unwrap() {
        *arrivals += 1;
        match twist {
            Twist::NoKey => {
                let id = format!("01956f1e-7c00-7000-9000-{arrivals:012}");
                record["contact_id"] = id.into();
            }
            Twist::LastArrivalWins => record["revision"] = (*arrivals).into(),
            _ => {}
        }
    }
    Twisted { body: serde_json::to_vec(&batch).unwrap(), was }
}

impl Twisted {
    /// The receipt as it would be without the twist.
    pub(crate) fn back(&self, receipt: &[u8]) -> Vec<u8> {
        let mut receipt: Receipt = serde_json::from_slice(receipt).unwrap();
        for (ack, (id, revision)) in receipt.acks.iter_mut().zip(&self.was) {
            (ack.contact_id, ack.revision) = (Some(*id), *revision);
        }
        serde_json::to_vec(&receipt).unwrap()
    }
}

/// A receipt that was written before anything was stored: `receipt` is one of an empty batch.
pub(crate) fn too_early(receipt: &[u8], records: &[(ContactId, u32)]) -> Vec<u8> {
    let mut receipt: Receipt = serde_json::from_slice(receipt).unwrap();
    let stored = |(id, revision): &(ContactId, u32)| Ack {
        contact_id: Some(*id),
        revision: *revision,
        status: AckStatus::Stored,
        why: None,
    };
    receipt.acks = records.iter().map(stored).collect();
    serde_json::to_vec(&receipt).unwrap()
}

/// The same batch without its records.
pub(crate) fn empty(batch: &Value) -> Vec<u8> {
    let mut batch: Batch = serde_json::from_value(batch.clone()).unwrap();
    batch.records.clear();
    serde_json::to_vec(&batch).unwrap()
}
