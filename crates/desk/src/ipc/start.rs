//! The first screen.

use contact::{Codes, Ms, Problem};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Draft, IntakeState, LiveCall, Settings, Sync};

/// Everything the first screen needs.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Start {
    /// As the agent left them.
    pub settings: Settings,
    /// The centre's lists.
    pub codes: Codes,
    /// The window of the repeat warning as the centre decided it for the team, in hours; none
    /// leaves it to the agent's settings.
    pub team_window_h: Option<u32>,
    /// The contact that was open when the desk last stopped.
    pub draft: Option<Draft>,
    /// The calls at this desk's telephone.
    pub calls: Vec<LiveCall>,
    /// How it stands with the store.
    pub sync: Sync,
    /// How it stands where calls come in.
    pub intake: IntakeState,
    /// What can be searched.
    pub knowledge: Knowledge,
    /// The desk's clock, for everything that counts up.
    #[ts(type = "number")]
    pub now_ms: Ms,
    /// This build.
    pub version: String,
    /// Something was damaged at start, in words: what was saved where, what was rebuilt.
    pub trouble: Option<Problem>,
}

/// What can be searched, and how old it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Knowledge {
    /// Articles, each language counted.
    pub articles: u32,
    /// When the store was last asked for newer ones; none means never.
    #[ts(type = "number | null")]
    pub as_of_ms: Option<Ms>,
}
