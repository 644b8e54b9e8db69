//! What happened before.

use contact::{
    AgentId, ArticleRole, Channel, Claim, ContactId, HandOver, LinkVerdict, Ms, QueueId, ReasonPath,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ArticleTitle, DueFollowUp};

/// Whose story.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct StoryOf {
    /// As typed.
    pub customer: String,
    /// The reason of the present contact, when there is one.
    pub reason: Option<ReasonPath>,
    /// The present contact, to be left out.
    pub contact_id: Option<ContactId>,
}

/// What happened before.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Story {
    /// The identity it was looked up by, as it is recorded; none when nothing usable was typed.
    pub customer: Option<String>,
    /// Latest first.
    pub contacts: Vec<EarlierContact>,
    /// They have been here lately with an unresolved matter or the same one.
    pub warning: Option<RepeatWarning>,
    /// The last time: what was tried and promised.
    pub last: Option<LastTime>,
    /// Articles that were used about this matter and did not settle it.
    pub not_helped: Vec<ArticleTitle>,
    /// What the colleague who handed it on wrote for us.
    pub hand_over: Option<Received>,
    /// Open promises to this customer, nearest first.
    pub promises: Vec<DueFollowUp>,
    /// Contacts that may be of the same person. Never counted, never mixed with the others.
    pub possible: Vec<EarlierContact>,
    /// Whether the store was asked, or only this desk's own journal.
    pub reach: Reach,
}

/// Where a story comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reach {
    /// The store answered.
    Store {
        /// Its clock.
        #[ts(type = "number")]
        as_of_ms: Ms,
    },
    /// Only contacts taken at this desk: the store could not be reached.
    DeskOnly,
}

/// One contact before this one.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct EarlierContact {
    /// Which one.
    pub contact_id: ContactId,
    /// When it began.
    #[ts(type = "number")]
    pub start_ms: Ms,
    /// How they met.
    pub channel: Channel,
    /// Why they called.
    pub reason: Option<ReasonPath>,
    /// What happened, as the centre's code.
    pub outcome: Option<String>,
    /// What the agent said of it.
    pub claim: Claim,
    /// A call back was promised.
    #[ts(type = "number | null")]
    pub follow_up_due_ms: Option<Ms>,
    /// What was written.
    pub note: Option<String>,
    /// The article that was used.
    pub article: Option<String>,
    /// What was read and what was used.
    pub articles: Vec<EarlierArticle>,
    /// Why it was not resolved.
    pub root_cause: Option<String>,
    /// Who took it.
    pub agent: Option<AgentId>,
    /// Where it came in.
    pub queue: Option<QueueId>,
    /// Handed to somebody else, or upwards.
    pub handed_on: bool,
    /// The promise was kept; none without a promise, or while it is open.
    pub promise_kept: Option<bool>,
    /// "Same matter?", answered in the present contact.
    pub link: Option<LinkVerdict>,
    /// It counts for the repeat warning.
    pub counts: bool,
    /// Not yet at the store.
    pub waiting: bool,
}

/// "Contacted 3 times in 6 days about this."
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct RepeatWarning {
    /// Earlier contacts inside the window, related or unresolved.
    pub times: u32,
    /// From the first of them until now, in whole days, at least 1.
    pub days: u32,
    /// The latest of them.
    pub last: ContactId,
    /// The latest was not resolved.
    pub unresolved: bool,
}

/// An article in an earlier contact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct EarlierArticle {
    /// `KB-2041`.
    pub id: String,
    /// The version of then.
    pub version: u32,
    /// Its title of today, when it is still there.
    pub title: Option<String>,
    /// Read, or used.
    pub role: ArticleRole,
    /// The numbers of the steps done, from 1.
    pub steps: Vec<u32>,
}

/// The last contact that counts: what not to repeat.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct LastTime {
    /// Which one.
    pub contact_id: ContactId,
    /// When it began.
    #[ts(type = "number")]
    pub start_ms: Ms,
    /// What was tried: the articles used, with the steps done.
    pub tried: Vec<EarlierArticle>,
    /// Coming back was promised by then.
    #[ts(type = "number | null")]
    pub promised_ms: Option<Ms>,
    /// The promise was kept; none without one, or while it is open.
    pub promise_kept: Option<bool>,
    /// What was written.
    pub note: Option<String>,
    /// It was said to be resolved.
    pub resolved: bool,
}

/// A note from the colleague before us.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Received {
    /// The contact it was written in.
    pub contact_id: ContactId,
    /// When that one ended.
    #[ts(type = "number")]
    pub end_ms: Ms,
    /// Who wrote it.
    pub agent: Option<AgentId>,
    /// What they wrote.
    pub hand_over: HandOver,
}
