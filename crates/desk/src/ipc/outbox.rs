//! How it stands with the store.

use contact::{ContactId, Ms, Problem};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How it stands with the store.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Sync {
    /// In one word.
    pub state: SyncState,
    /// Records saved here and not yet at the store.
    pub waiting: u32,
    /// Records the store refused.
    pub refused: u32,
    /// The last time everything was there.
    #[ts(type = "number | null")]
    pub synced_ms: Option<Ms>,
    /// Cut off since.
    #[ts(type = "number | null")]
    pub offline_since_ms: Option<Ms>,
}

/// How it stands with the store, in one word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// Everything is there.
    Synced,
    /// On its way.
    Sending,
    /// No way through; everything works here.
    Offline,
    /// The store does not know this desk (any more): enrol. Nothing is lost meanwhile.
    SignedOut,
    /// The store wants a newer Firsthand. What waits is safe, and goes after the update.
    TooOld,
    /// No store was ever named.
    NotEnrolled,
}

/// A record that the store set aside.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Refused {
    /// Which contact.
    pub contact_id: ContactId,
    /// Which revision.
    pub revision: u32,
    /// When the contact began.
    #[ts(type = "number")]
    pub start_ms: Ms,
    /// Who called, as recorded.
    pub customer: Option<String>,
    /// Why.
    pub why: Problem,
}

/// Makes this desk known to a store.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct EnrolAt {
    /// `http://127.0.0.1:7171`.
    pub url: String,
    /// The one-time code the operator gave out.
    #[ts(type = "string")]
    pub code: contact::Secret,
    /// Who works here.
    pub agent_name: String,
}
