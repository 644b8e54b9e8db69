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
