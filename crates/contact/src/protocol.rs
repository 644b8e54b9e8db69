//! What desk and store say to each other over HTTP, version 1. Both sides use these very types.
//!
//! | request | answer |
//! | --- | --- |
//! | `POST /v1/enrol` [`Enrol`] | [`Enrolled`] |
//! | `GET /v1/hello` | [`Hello`] |
//! | `POST /v1/token` | [`Renewed`] |
//! | `POST /v1/records` [`Batch`] | [`Receipt`], after the durable commit |
//! | `POST /v1/reconcile` [`Reconcile`] | [`Reconciled`] |
//! | `POST /v1/history` [`HistoryRequest`] | [`History`] |
//! | `GET /v1/feed/{scope}?after=&limit=` | [`FeedPage`] |
//! | `POST /v1/contacts` [`ContactBatch`] | [`Acks`], after the durable commit |
//! | `POST /v1/surveys` [`SurveyBatch`] | [`Acks`], after the durable commit |
//!
//! All but `enrol` carry `Authorization: Bearer <token>`; a desk also says which protocol it speaks
//! in the header [`HEADER`]. An error is a [`Problem`] with a status that says what to do: 400 bad
//! frame, 401 enrol again, 413 send less, 426 too old, 410 start over, 429 and 503 later
//! (`Retry-After`). One bad record is never an error of its batch.
//!
//! A body longer than [`PACK_BYTES`] is packed with zstd (`Content-Encoding: zstd`).

mod channel;
mod reconcile;
pub mod team;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Contact, ContactId, Customer, Ms, Problem, Secret};

pub use channel::{Acks, ContactBatch, SentContact, SentSurvey, SurveyBatch};
pub use reconcile::{Marks, Reconcile, Reconciled, SeqRange, SeqSum, mark};

/// The protocol this build speaks.
pub const VERSION: u32 = 1;
/// The header in which a desk says which protocol it speaks.
pub const HEADER: &str = "firsthand-protocol";
/// A body up to this many bytes is not worth packing.
pub const PACK_BYTES: usize = 1024;

/// A new desk presents the one-time code it was given.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Enrol {
    /// The one-time code.
    pub code: Secret,
    /// What the desk calls itself, for the operator's list.
    #[serde(default)]
    pub name: String,
    /// The desk's version.
    #[serde(default)]
    pub app_version: String,
}

/// The desk is known from now on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Enrolled {
    /// Its number.
    pub device_id: u32,
    /// Shown this once.
    pub token: Secret,
}

/// A new token for a desk. The one it has stays good until this one is first used, so that an
/// answer that was lost shuts nobody out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Renewed {
    /// Shown this once.
    pub token: Secret,
}

/// What the store takes at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BatchLimits {
    /// Records a batch.
    pub records: usize,
    /// Bytes a batch, unpacked.
    pub bytes: usize,
    /// Bytes a record.
    pub record_bytes: usize,
}

impl Default for BatchLimits {
    fn default() -> Self {
        BatchLimits { records: 200, bytes: 512 * 1024, record_bytes: 128 * 1024 }
    }
}

/// How the store is doing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Hello {
    /// The oldest protocol it still speaks.
    pub protocol_min: u32,
    /// The newest.
    pub protocol_max: u32,
    /// Its clock.
    pub now_ms: Ms,
    /// Changes when the store may have gone back in time: send the kept records again.
    pub epoch: String,
    /// What it takes at once.
    pub limits: BatchLimits,
    /// The newest number of the feed of articles.
    pub articles_head: u64,
    /// The newest number of the feed of codes.
    pub codes_head: u64,
    /// The newest number of the feed of team documents.
    #[serde(default, skip_serializing_if = "nought")]
    pub team_head: u64,
    /// The newest number of the feed of erased contacts.
    #[serde(default, skip_serializing_if = "nought")]
    pub erased_head: u64,
    /// Please wait this long before the next batch.
    #[serde(default)]
    pub wait_ms: u64,
    /// The highest `seq` stored for this desk. When it falls, the store has gone back in time,
    /// whatever `epoch` says. None for who is no desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_seq: Option<u64>,
}

/// As it was before there was such a number.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks like this")]
fn nought(head: &u64) -> bool {
    *head == 0
}

/// A contact on its way up.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SentRecord {
    /// The desk's own count of what it ever sent, from 1; a gap can be asked for again.
    #[serde(default)]
    pub seq: u64,
    /// The version of the record's form.
    #[serde(default = "form")]
    pub v: u32,
    /// The contact itself, its fields beside `seq` and `v`.
    #[serde(flatten)]
    pub contact: Contact,
}

fn form() -> u32 {
    VERSION
}

/// Records from one desk. The three readings of its clocks let the store mend its times.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Batch {
    /// Names one start of the desk's machine.
    #[serde(default)]
    pub boot: String,
    /// Milliseconds since that start.
    #[serde(default)]
    pub mono: Ms,
    /// The desk's wall clock, now.
    #[serde(default)]
    pub wall: Ms,
    /// Records still waiting behind this batch; when none, the desk is complete up to `wall`.
    #[serde(default)]
    pub waiting: u64,
    /// The highest `seq` of its own that the store told it to have, in the epoch beside it: a store that
    /// had less before this batch has gone back in time, and begins a new epoch.
    #[serde(default, skip_serializing_if = "nought")]
    pub heard_seq: u64,
    /// The epoch in which it was told that.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub heard_epoch: String,
    /// The records, each one JSON object; one that cannot be read is quarantined alone.
    pub records: Vec<serde_json::Value>,
}

/// What became of a record.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AckStatus {
    /// New, and durable.
    Stored,
    /// Known already, the very same.
    Same,
    /// A higher revision is known already; this one is not needed.
    Older,
    /// Kept aside for a person; it does not count.
    Quarantined,
    /// Its customer was erased: nothing of it is kept, and the desk forgets it too.
    Erased,
}

/// The answer for one record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Ack {
    /// Which contact; none when not even that could be read.
    pub contact_id: Option<ContactId>,
    /// Which revision of it.
    pub revision: u32,
    /// What became of it.
    pub status: AckStatus,
    /// Why it was set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Problem>,
}

/// One ack per record of the batch, in its order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Receipt {
    /// As in [`Hello`].
    pub epoch: String,
    /// The store's clock.
    pub now_ms: Ms,
    /// In the order of the records.
    pub acks: Vec<Ack>,
    /// The highest `seq` stored for this desk.
    pub max_seq: u64,
    /// The same from before this batch: lower than what a desk was told last, and the store has
    /// gone back in time, whatever `epoch` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub had_seq: Option<u64>,
    /// Please wait this long before the next batch.
    #[serde(default)]
    pub wait_ms: u64,
}

/// What happened to this customer lately? A POST, so that no identity stands in a log.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HistoryRequest {
    /// Every identity the desk knows of the person.
    pub identities: Vec<Customer>,
    /// How far back.
    #[serde(default = "month")]
    pub hours: u32,
    /// At most so many, the latest.
    #[serde(default = "twenty")]
    pub limit: u16,
}

fn month() -> u32 {
    24 * 90
}
fn twenty() -> u16 {
    20
}

/// The contacts of a customer, latest first, without the identity they were found by.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct History {
    /// The store's clock: what it knew then.
    pub as_of_ms: Ms,
    /// Latest first.
    pub contacts: Vec<Contact>,
    /// Contacts that may be of the same person, while nobody has decided it. Never counted, and
    /// never to be mixed with the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub possible: Vec<Contact>,
}

/// What a feed item does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeedOp {
    /// Here is the newest form.
    Put,
    /// It is gone.
    Remove,
}

/// One thing that changed. `articles`: an article as JSON; `codes`: all lists together; `team`: one
/// document a name (policy, directory, synonyms, settings); `erased`: ids of contacts that must
/// be forgotten.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FeedItem {
    /// Its place in the feed.
    pub seq: u64,
    /// `KB-2041/sv` for an article, `codes` for the lists.
    pub item: String,
    /// Put or remove.
    pub op: FeedOp,
    /// The thing itself; none when removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<serde_json::Value>,
}

/// Calls for a desk's agent, from telephone systems that speak to the store. In memory there: what
/// nobody asks for within a quarter of an hour is gone.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CallPage {
    /// Names one start of the server; with another one the numbers begin anew.
    pub epoch: String,
    /// Ask from here next time.
    pub next: u64,
    /// In the order they came.
    pub calls: Vec<crate::CallEvent>,
}

/// A page of a feed. A cursor beyond `head` gets 410: start again from 0.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FeedPage {
    /// In order.
    pub items: Vec<FeedItem>,
    /// Ask from here next time.
    pub next: u64,
    /// The newest number there is.
    pub head: u64,
    /// As in [`Hello`].
    pub epoch: String,
}
