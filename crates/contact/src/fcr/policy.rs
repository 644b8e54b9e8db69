//! The policy of a figure: the windows, the relation and the channels it was computed with.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Channel, Ms, Problem};

/// The windows, in hours, that are always computed together: a day, two days, a week, 30 days.
pub const PRESETS_H: [u32; 4] = [24, 48, 168, 720];

/// The longest window that is believed, in hours: ten years.
pub const LONGEST_H: u32 = 10 * 365 * 24;

/// The last moment that is believed: the end of the year 9999, in milliseconds since 1970.
pub const LAST_MS: Ms = 253_402_300_799_999;

const HOUR_MS: Ms = 3_600_000;

/// When two contacts of a customer, without a word from an agent, are about the same matter.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The whole reason paths are equal.
    Leaf,
    /// The first segments of the reason paths are equal.
    #[default]
    Parent,
    /// Always: every contact of the customer.
    Any,
}

/// How a figure is computed. Every figure carries the one it was computed with.
///
/// In JSON the policy file; what is left out has the default, and an unknown field is refused,
/// because a misspelt window would change a figure in silence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Hours after the end within which a related contact is a repeat.
    pub forward_h: u32,
    /// Hours before the start within which a related contact makes this one not the first.
    pub backward_h: u32,
    /// What counts as the same matter.
    pub relation: Relation,
    /// The channels that are looked at; contacts of any other do not exist. None is all.
    pub channels: Option<BTreeSet<Channel>>,
    /// The moment up to which every source has reported; left out, it is the store's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub watermark_ms: Option<Ms>,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            forward_h: 48,
            backward_h: 48,
            relation: Relation::default(),
            channels: None,
            watermark_ms: None,
        }
    }
}

impl Policy {
    /// The default policy with both windows `hours` long.
    pub fn preset(hours: u32) -> Policy {
        Policy::default().with_windows(hours)
    }

    /// This policy with both windows `hours` long.
    #[must_use]
    pub fn with_windows(&self, hours: u32) -> Policy {
        Policy { forward_h: hours, backward_h: hours, ..self.clone() }
    }

    /// The forward window in milliseconds.
    pub fn forward_ms(&self) -> Ms {
        Ms::from(self.forward_h) * HOUR_MS
    }

    /// The backward window in milliseconds.
    pub fn backward_ms(&self) -> Ms {
        Ms::from(self.backward_h) * HOUR_MS
    }

    /// Whether contacts of `channel` exist under this policy.
    pub fn takes(&self, channel: Channel) -> bool {
        self.channels.as_ref().is_none_or(|channels| channels.contains(&channel))
    }

    /// The watermark to use where the store's own is `own`.
    pub fn watermark(&self, own: Ms) -> Ms {
        self.watermark_ms.unwrap_or(own)
    }

    /// Whether the policy makes sense.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::Code::Invalid) with the field that is wrong: a window longer than
    /// ten years, an empty list of channels, a watermark before 1970 or after the year 9999.
    pub fn check(&self) -> Result<(), Problem> {
        for (field, hours) in [("forward_h", self.forward_h), ("backward_h", self.backward_h)] {
            if hours > LONGEST_H {
                let message = format!(
                    "{field} is {hours} hours; a window is at most {LONGEST_H} hours (ten years). \
                     Nothing was computed. Give a shorter window."
                );
                return Err(Problem::field(field, message));
            }
        }
        if self.channels.as_ref().is_some_and(BTreeSet::is_empty) {
            let message = "channels is an empty list, so no contact would count. \
                           Nothing was computed. Name a channel, or leave it out for all.";
            return Err(Problem::field("channels", message));
        }
        if self.watermark_ms.is_some_and(|at| !(0..=LAST_MS).contains(&at)) {
            let message = "watermark_ms is before 1970 or after the year 9999. Nothing was computed. \
                           Give milliseconds since 1970 in UTC, or leave it out.";
            return Err(Problem::field("watermark_ms", message));
        }
        Ok(())
    }
}
