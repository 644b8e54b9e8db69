//! What crosses a border when something went wrong.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the receiver can act on. A value is added only when somebody acts on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A field is missing or wrong; the message names it. Mend the record and send it again.
    Invalid,
    /// The same record and revision came before with another content.
    Conflict,
    /// Larger than the limits allow. Send less.
    TooLarge,
    /// No token, an unknown one or a revoked one. Enrol again; what waits, waits.
    Unauthorized,
    /// There is nothing under that name.
    NotFound,
    /// The desk is too old for this store. Update it; what waits, waits.
    TooOld,
    /// The cursor is from another time of the store. Start again from the beginning.
    StartOver,
    /// Nothing is wrong with the request. Try again later.
    Unavailable,
    /// No connection to the store.
    Offline,
    /// The disk is full: nothing was written, nothing is lost on the screen.
    DiskFull,
    /// A database or an index cannot be read.
    Damaged,
    /// A fault of ours.
    Internal,
}

/// A problem in words a person can use: what happened, what is safe, what to do.
/// Never holds a customer's name, number or text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// What to do about it.
    pub code: Code,
    /// In English, for a person.
    pub message: String,
    /// The field that is wrong, as it is named on the wire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
}

impl Problem {
    /// A problem with nothing to name but itself.
    pub fn new(code: Code, message: impl Into<String>) -> Problem {
        Problem { code, message: message.into(), field: None }
    }

    /// A field that is wrong.
    pub fn field(name: &str, message: impl Into<String>) -> Problem {
        Problem { code: Code::Invalid, message: message.into(), field: Some(name.to_owned()) }
    }
}
