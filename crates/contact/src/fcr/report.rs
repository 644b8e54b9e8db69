//! The figures of a policy, as they are shown and written to JSON.
//!
//! Every share comes with its numerator, denominator and interval, and the report with the policy
//! and the watermark it was computed with. Costs are here as handle time; the price of an hour is
//! the reader's.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Ms;
use crate::fcr::{Because, Policy, Ratio, Verdict};

/// An arithmetic mean and of how many.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct Mean {
    /// The mean, in the unit that the field's name tells.
    pub mean: f64,
    /// Of how many, at least 1.
    #[ts(type = "number")]
    pub n: u64,
}

/// The verified and the claimed rate, side by side.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct Pair {
    /// Passed of mature first contacts.
    pub verified: Ratio,
    /// Claimed of mature first contacts.
    pub claimed: Ratio,
}

/// The rates with both windows `hours` long, everything else as in the policy.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct Preset {
    /// The length of both windows.
    pub hours: u32,
    /// Passed of mature first contacts.
    pub verified: Ratio,
    /// Claimed of mature first contacts.
    pub claimed: Ratio,
    /// Passed of claimed.
    pub precision: Ratio,
    /// Mature of all first contacts.
    pub maturity: Ratio,
}

/// All figures of a policy.
///
/// *First* contacts are those that passed, failed or are pending; they are *mature* once the
/// forward window has passed. An *issue* is a first contact with all that lead back to it, and is
/// counted here when its first contact is mature.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct Report {
    /// What everything below was computed with.
    pub policy: Policy,
    /// The moment up to which every source had reported.
    #[ts(type = "number")]
    pub watermark_ms: Ms,
    /// Verified FCR: passed of mature first contacts.
    pub verified: Ratio,
    /// Claimed FCR: resolved without transfer, escalation or follow-up, of mature first contacts.
    pub claimed: Ratio,
    /// How far claims can be believed: passed of claimed, among mature first contacts.
    pub precision: Ratio,
    /// Contacts with a customer, of eligible ones.
    pub coverage: Ratio,
    /// Mature of all first contacts.
    pub maturity: Ratio,
    /// What other systems show: claimed resolved, of all contacts that customers started.
    pub naive: Ratio,
    /// Survey FCR: confirmed of answered, among mature first contacts.
    pub confirmed: Ratio,
    /// Answered of asked, among mature first contacts.
    pub response: Ratio,
    /// Contacts followed by a related one within the forward window, of linkable eligible contacts
    /// whose window has passed, the first of their issue or not.
    pub repeat_rate: Ratio,
    /// Contacts that are their whole issue, of all contacts of issues.
    pub one_and_done: Ratio,
    /// Handed to somebody else, of eligible contacts.
    pub transfer_rate: Ratio,
    /// Handed upwards, of eligible contacts.
    pub escalation_rate: Ratio,
    /// Contacts of an issue.
    pub contacts_per_issue: Option<Mean>,
    /// Talk, hold and after-call work of an eligible contact that has any of them known (AHT).
    pub handle_ms_per_contact: Option<Mean>,
    /// After-call work of an eligible contact where it is known.
    pub acw_ms_per_contact: Option<Mean>,
    /// Handle time of an issue, where it is known for every contact of it: the basis of its cost.
    pub handle_ms_per_issue: Option<Mean>,
    /// First contacts that are still open.
    #[ts(type = "number")]
    pub pending: u64,
    /// Claimed of first contacts that are not mature: all that a young store can say.
    pub provisional: Ratio,
    /// Contacts by verdict; every verdict is there.
    #[ts(as = "BTreeMap<Verdict, u32>")]
    pub verdicts: BTreeMap<Verdict, u64>,
    /// Failed contacts, mature or not, by reason; every reason is there.
    #[ts(as = "BTreeMap<Because, u32>")]
    pub because: BTreeMap<Because, u64>,
    /// With approved exclusions counted as ordinary contacts.
    pub gross: Pair,
    /// With approved exclusions left out: the same as `verified` and `claimed`.
    pub net: Pair,
    /// The rates for each of [`PRESETS_H`](crate::fcr::PRESETS_H), in that order.
    pub presets: Vec<Preset>,
}
