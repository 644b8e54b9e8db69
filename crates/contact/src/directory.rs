//! Who takes a contact over: the centre's queues, what they can do and how they are reached.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Names, QueueId, ReasonPath};

/// A queue that contacts are handed to: one entry of the file `directory.toml`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Destination {
    /// The queue.
    pub queue: QueueId,
    /// Its name.
    pub names: Names,
    /// What the people there can do: `line_test`, `refund_over_200`.
    #[serde(default)]
    pub skills: Vec<Skill>,
    /// The languages spoken there, BCP 47.
    #[serde(default)]
    pub languages: Vec<String>,
    /// The reasons it takes, as path prefixes.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// It stands above the desk: handing over to it is an escalation.
    #[serde(default)]
    pub escalation: bool,
    /// What to dial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub dial: Option<String>,
    /// When somebody is there, in words.
    #[serde(default)]
    pub hours: Names,
}

/// One thing people in a queue can do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    /// What the record says.
    pub id: String,
    /// What the screen says.
    pub names: Names,
    /// The reasons that need it, as path prefixes.
    #[serde(default)]
    pub reasons: Vec<String>,
}

impl Destination {
    /// How well it fits a reason: the length of the longest prefix, and whether it is the reason's
    /// own queue. Higher is better; none when it does not take it.
    pub fn fit(&self, reason: &ReasonPath, own: Option<&QueueId>) -> Option<usize> {
        let longest = self
            .reasons
            .iter()
            .filter(|prefix| reason.is_under(prefix))
            .map(|prefix| prefix.split('/').count())
            .max();
        if own == Some(&self.queue) { Some(longest.unwrap_or(0) + 10) } else { longest }
    }
}
