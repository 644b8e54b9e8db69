//! The idle screen.

use contact::{AgentId, Channel, ContactId, Ms, ReasonPath};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ArticleTitle;

/// What the idle screen lists.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Home {
    /// Parked, oldest first.
    pub unfinished: Vec<Unfinished>,
    /// Promised at this desk and not yet done, nearest first.
    pub follow_ups: Vec<DueFollowUp>,
    /// Latest first.
    pub changed: Vec<ArticleTitle>,
    /// The agent's own last contacts, latest first.
    pub last: Vec<LastContact>,
    /// Latest first.
    pub searches: Vec<String>,
    /// Articles that changed after this moment are new since the last shift; none on the first.
    #[ts(type = "number | null")]
    pub changed_since_ms: Option<Ms>,
    /// How the promises of the last 30 days went.
    pub promises: PromiseTally,
}

/// A wrap-up to finish.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Unfinished {
    /// Which contact.
    pub contact_id: ContactId,
    /// When it began.
    #[ts(type = "number")]
    pub start_ms: Ms,
    /// As typed.
    pub customer: String,
    /// Known by name.
    pub customer_name: Option<String>,
    /// Chosen already.
    pub outcome: Option<String>,
    /// Chosen already.
    pub reason: Option<ReasonPath>,
    /// The conversation goes on: of two calls at once this is the other one.
    pub live: bool,
    /// After-call work so far; it stands still.
    #[ts(type = "number")]
    pub acw_ms: Ms,
    /// Set aside since.
    #[ts(type = "number | null")]
    pub parked_since_ms: Option<Ms>,
    /// A correction of a saved contact.
    pub correction: bool,
}

/// A promise.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct DueFollowUp {
    /// The contact it was made in.
    pub contact_id: ContactId,
    /// When it is due.
    #[ts(type = "number")]
    pub due_ms: Ms,
    /// How.
    pub by: Channel,
    /// To whom, as recorded.
    pub customer: Option<String>,
    /// About what.
    pub reason: Option<ReasonPath>,
    /// Who does it.
    pub owner: Option<AgentId>,
    /// The time is over.
    pub overdue: bool,
    /// The customer asked to be called instead of waiting.
    pub call_back: bool,
}

/// How promises went.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
pub struct PromiseTally {
    /// We came back in time.
    pub kept: u32,
    /// We came back too late, or the time is over and nobody did.
    pub broken: u32,
    /// Not yet due.
    pub open: u32,
}

/// One of the agent's own last contacts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct LastContact {
    /// Which contact.
    pub contact_id: ContactId,
    /// When it began.
    #[ts(type = "number")]
    pub start_ms: Ms,
    /// As recorded.
    pub customer: Option<String>,
    /// What happened.
    pub outcome: Option<String>,
    /// Why they called.
    pub reason: Option<ReasonPath>,
    /// Which revision stands.
    pub revision: u32,
    /// How long the wrap-up took.
    #[ts(type = "number | null")]
    pub acw_ms: Option<Ms>,
    /// Not yet at the store.
    pub waiting: bool,
}
