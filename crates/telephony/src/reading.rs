//! What every adapter is told, and what it may answer.

use contact::{CallEvent, CallEventError, Ms};

/// What an adapter needs to know besides the message.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// Where a number without a country code belongs, ISO 3166.
    pub region: &'a str,
    /// When the message came in; stands for its time where the platform sends none.
    pub now_ms: Ms,
    /// Whose calls are wanted.
    pub agents: &'a Agents,
}

/// An event, or nothing of concern here, or why it cannot be right.
pub type Read = Result<Option<CallEvent>, Refusal>;

/// Why a message was not taken in. Never says a value: it may be a customer's.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    /// It is not in the form it says it is.
    #[error("this is not {expected}")]
    Form {
        /// What was expected.
        expected: &'static str,
    },
    /// A field has to be there.
    #[error("`{field}` is missing")]
    Missing {
        /// Which.
        field: &'static str,
    },
    /// A field holds something else than it may.
    #[error("`{field}` must be {expected}")]
    Field {
        /// Which.
        field: &'static str,
        /// What it may hold.
        expected: &'static str,
    },
    /// The event itself is absurd.
    #[error("{0}")]
    Event(#[from] CallEventError),
}

/// The names the telephone system has for the agents whose calls are wanted. None: every call.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Agents(Vec<String>);

impl Agents {
    /// As the settings list them: `anna`, `1001`, `PJSIP/1001`.
    pub fn new<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Agents {
        Agents(
            names
                .into_iter()
                .map(|name| name.as_ref().trim().to_lowercase())
                .filter(|n| !n.is_empty())
                .collect(),
        )
    }

    /// Every agent's calls are wanted.
    pub fn everybody(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `name` is one of them, whatever the case.
    pub fn has(&self, name: &str) -> bool {
        self.everybody() || self.0.contains(&name.trim().to_lowercase())
    }

    /// Whether one of them has the telephone a channel belongs to: `PJSIP/1001-0000002a` to
    /// `PJSIP/1001` or `1001`.
    pub fn has_channel(&self, channel: &str) -> bool {
        let device = channel.rsplit_once('-').map_or(channel, |(device, _)| device);
        let extension = device.rsplit_once('/').map_or(device, |(_, extension)| extension);
        self.has(device) || self.has(extension.split('@').next().unwrap_or_default())
    }
}
