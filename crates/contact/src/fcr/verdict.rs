//! What the rule says of one contact, in the form of the line that is written for it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ContactId;

/// What the rule says of one contact. Exactly one holds.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Verified: the window has passed and nothing related came.
    Passed,
    /// Nothing speaks against it, and the window is still open.
    Pending,
    /// Not resolved at the first contact; [`Judged::because`] says why.
    Failed,
    /// A later contact of a matter that was there before.
    NotFirst,
    /// Left out, asked for and approved.
    Excluded,
    /// Nobody knows who it was: missing coverage, never a success.
    Unlinkable,
    /// Started by an agent.
    NotEligible,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Verdict; 7] = [
        Verdict::Passed,
        Verdict::Pending,
        Verdict::Failed,
        Verdict::NotFirst,
        Verdict::Excluded,
        Verdict::Unlinkable,
        Verdict::NotEligible,
    ];

    /// Whether this is the first contact of a matter.
    pub fn is_first(self) -> bool {
        matches!(self, Verdict::Passed | Verdict::Pending | Verdict::Failed)
    }
}

/// Why a first contact failed. When several hold, the first of this list is told.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// The customer was promised that the centre comes back.
    FollowUpPromised,
    /// It was handed to somebody else.
    Transferred,
    /// It was handed upwards.
    Escalated,
    /// The agent did not claim that it was resolved.
    Unresolved,
    /// The customer came back about it within the window.
    RepeatContact,
    /// The customer said that it was not resolved.
    Disputed,
}

impl Because {
    /// Every reason to fail, in the order in which they are asked.
    pub const ALL: [Because; 6] = [
        Because::FollowUpPromised,
        Because::Transferred,
        Because::Escalated,
        Because::Unresolved,
        Because::RepeatContact,
        Because::Disputed,
    ];
}

/// The verdict on one contact; in JSON the line that `central-store verdicts` writes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct Judged {
    /// Which contact.
    pub contact_id: ContactId,
    /// What the rule says.
    pub verdict: Verdict,
    /// Why it failed; only with [`Verdict::Failed`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub because: Option<Because>,
    /// The latest earlier contact of the matter ([`Verdict::NotFirst`]), or the earliest later
    /// one ([`Because::RepeatContact`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub other: Option<ContactId>,
}
