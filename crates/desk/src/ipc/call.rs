//! The telephone.

use std::collections::BTreeMap;

use contact::{Channel, ContactId, Initiator, Ms, QueueId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a call stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LivePhase {
    /// It rings.
    Ringing,
    /// They are talking.
    Connected,
    /// The caller is on hold.
    Held,
}

/// A call at this desk's telephone that is not over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct LiveCall {
    /// The telephone system's name for it.
    pub call_id: String,
    /// Where it stands.
    pub phase: LivePhase,
    /// Its contact; none while it rings.
    pub contact_id: Option<ContactId>,
    /// How they meet.
    pub channel: Channel,
    /// Who called.
    pub initiated_by: Initiator,
    /// Who, as recorded; none when nobody knows.
    pub customer: Option<String>,
    /// Known by name.
    pub customer_name: Option<String>,
    /// The caller keeps the number to themselves.
    pub withheld: bool,
    /// Where it came in.
    pub queue: Option<QueueId>,
    /// Ringing, talking or holding since.
    #[ts(type = "number")]
    pub since_ms: Ms,
    /// What the voice menu or the routing collected.
    pub attributes: BTreeMap<String, String>,
}

/// Names one call.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PickCall {
    /// The telephone system's name for it.
    pub call_id: String,
}

/// How it stands where calls come in.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
pub struct IntakeState {
    /// Where the local endpoint listens on 127.0.0.1; none: it does not.
    pub port: Option<u16>,
    /// The port that was wanted is another program's; this is a free one.
    pub taken: bool,
    /// Asterisk, where one is named.
    pub exchange: ExchangeState,
    /// What is broken, in English.
    pub why: Option<String>,
}

/// How it stands with Asterisk.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeState {
    /// None is named.
    #[default]
    None,
    /// On the way.
    Connecting,
    /// Logged in.
    Listening,
    /// Not reachable; tried again by itself.
    Lost,
    /// It does not know the user or the password.
    Refused,
}
