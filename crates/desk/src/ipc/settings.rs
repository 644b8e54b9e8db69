//! How the agent wants it.

use std::collections::BTreeMap;

use contact::{AgentId, QueueId, Secret};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the agent wants it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// The language of the screen, BCP 47; none follows the system.
    pub lang: Option<String>,
    /// Light or dark.
    pub theme: Theme,
    /// How high a row is.
    pub density: Density,
    /// ٠-٩ instead of 0-9 in Arabic.
    pub arabic_digits: bool,
    /// Text size in percent, 90 to 140.
    pub text_percent: u16,
    /// How long the selected hit rests before it is shown.
    pub preview_ms: u16,
    /// The window of the repeat warning, in hours, where the centre has decided none.
    pub repeat_window_h: u32,
    /// The target for after-call work, in seconds; 0 shows none.
    pub acw_target_s: u32,
    /// Where a telephone number without a country code belongs, ISO 3166.
    pub region: String,
    /// The agent's id.
    pub agent: AgentId,
    /// The agent's name, for this screen only.
    pub agent_name: String,
    /// The queue of contacts started by hand.
    pub queue: Option<QueueId>,
    /// Articles kept at hand.
    pub pinned: Vec<String>,
    /// The store, when there is one: `https://store.example:7171`.
    pub store_url: Option<String>,
    /// Whether things move.
    pub motion: Motion,
    /// Keys that differ from the standard, by command; an empty list switches a command off.
    pub keys: BTreeMap<String, Vec<String>>,
    /// A sound when a call comes, a promise is due, after-call work nears its end.
    pub sounds: bool,
    /// Draw without the graphics card (Linux); from the next start on.
    pub software_rendering: bool,
    /// Where calls come from.
    pub intake: Intake,
    /// Where a written summary comes from.
    pub summary: SummaryEndpoint,
}

/// Whether things move.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Motion {
    /// As the system has it.
    #[default]
    System,
    /// As little as can be.
    Reduced,
    /// All of it.
    Full,
}

/// Where calls come from. Manual calls always work.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Intake {
    /// The local HTTP endpoint on 127.0.0.1 takes events.
    pub http: bool,
    /// Its port.
    pub http_port: u16,
    /// Links such as `firsthand://call?...` are followed.
    pub links: bool,
    /// Events that the store hands on are taken.
    pub from_store: bool,
    /// The agent as the telephone system names them; none takes every event.
    pub agent: Option<String>,
    /// An Asterisk manager interface; none asks none.
    pub asterisk: Option<Asterisk>,
}

impl Default for Intake {
    fn default() -> Self {
        Intake {
            http: true,
            http_port: 7172,
            links: true,
            from_store: true,
            agent: None,
            asterisk: None,
        }
    }
}

/// An Asterisk manager interface. Its password is a [`SecretName::Asterisk`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Asterisk {
    /// `pbx.example:5038`.
    pub address: String,
    /// Who logs in.
    pub user: String,
}

/// An OpenAI-compatible endpoint that writes summaries. Its key is a [`SecretName::Summary`].
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SummaryEndpoint {
    /// Off at the beginning: what was said leaves the desk with it.
    pub on: bool,
    /// `https://llm.example/v1`.
    pub url: String,
    /// The model's name there.
    pub model: String,
    /// A key is kept. The desk's: the window hands it back as it is.
    pub key_kept: bool,
}

/// What a secret is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SecretName {
    /// The summary endpoint's key.
    Summary,
    /// The Asterisk manager's password.
    Asterisk,
}

/// A secret to keep.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct SetSecret {
    /// What it is for.
    pub name: SecretName,
    /// The secret itself; none forgets it.
    #[ts(type = "string | null")]
    pub value: Option<Secret>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            lang: None,
            theme: Theme::System,
            density: Density::Standard,
            arabic_digits: false,
            text_percent: 100,
            preview_ms: 120,
            repeat_window_h: 48,
            acw_target_s: 45,
            region: "SE".into(),
            agent: AgentId("agent".into()),
            agent_name: String::new(),
            queue: None,
            pinned: Vec::new(),
            store_url: None,
            motion: Motion::System,
            keys: BTreeMap::new(),
            sounds: false,
            software_rendering: false,
            intake: Intake::default(),
            summary: SummaryEndpoint::default(),
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// More contrast.
    HighContrast,
}

/// How high a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// 32 px.
    Compact,
    /// 36 px.
    #[default]
    Standard,
    /// 44 px.
    Comfortable,
}
