//! How calls come in at this desk: the `[calls]` part of `desk.toml` in the data folder.

use std::path::PathBuf;

use contact::Secret;
use serde::Deserialize;

use crate::endpoint::LARGEST_BATCH;

/// The `[calls]` part. Everything has a default: without a file the local endpoint listens on a
/// free port and takes calls of every agent.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Calls {
    /// The endpoint's port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// What a sender has to know; none makes one at first start, in `calls-token`.
    pub token: Option<Secret>,
    /// Whether it takes events; else it is only for a second start of the app.
    pub events: bool,
    /// Whether links are followed.
    pub links: bool,
    /// The names the telephone system has for this agent; none takes every call.
    pub agents: Vec<String>,
    /// Events a second, lasting.
    pub per_second: u32,
    /// Events at once; a batch may hold no more.
    pub burst: u32,
    /// Asterisk's manager interface, when there is one.
    pub asterisk: Option<Asterisk>,
    /// Whether the store is asked for calls of this agent (Twilio, Amazon Connect).
    pub from_store: bool,
}

impl Default for Calls {
    fn default() -> Self {
        Calls {
            port: 0,
            token: None,
            events: true,
            links: true,
            agents: Vec::new(),
            per_second: 200,
            // Less would refuse the largest batch for ever.
            burst: LARGEST_BATCH,
            asterisk: None,
            from_store: true,
        }
    }
}

/// A login at Asterisk's manager interface (AMI).
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asterisk {
    /// `pbx.example:5038`.
    pub address: String,
    /// As in the exchange's `manager.conf`.
    pub username: String,
    /// Its secret; never sent, only the answer to the challenge.
    #[serde(default)]
    pub secret: Option<Secret>,
    /// Or the file that holds it.
    #[serde(default)]
    pub secret_file: Option<PathBuf>,
}

impl Asterisk {
    /// The secret, from here or from its file.
    ///
    /// # Errors
    /// In words, without the secret.
    pub fn secret(&self) -> Result<Secret, String> {
        match (&self.secret, &self.secret_file) {
            (Some(secret), _) => Ok(secret.clone()),
            (None, Some(file)) => std::fs::read_to_string(file)
                .map(|text| Secret::new(text.trim().to_owned()))
                .map_err(|error| format!("{} cannot be read: {error}", file.display())),
            (None, None) => Err("neither `secret` nor `secret_file` is given".to_owned()),
        }
    }
}
