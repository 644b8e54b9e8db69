//! Note, record, correction.

use contact::{AgentId, ContactId, Ms, NoteBy};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Draft;

/// A note is wanted.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct NoteFor {
    /// The draft as it stands.
    pub draft: Draft,
    /// The language to write in.
    pub lang: String,
    /// A certain template; the best that fits when none is named.
    pub template: Option<String>,
    /// The window's time zone at the moment, in minutes east of UTC, for times in the text.
    pub utc_offset_min: i32,
}

/// A note from a template.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Note {
    /// The template that was used.
    pub template: String,
    /// Filled in.
    pub text: String,
    /// Who wrote it: the template, or a machine.
    pub by: NoteBy,
}

/// The record is to be made.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct WrapUp {
    /// As the form holds it.
    pub draft: Draft,
}

/// It is recorded, durably.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Saved {
    /// Which contact.
    pub contact_id: ContactId,
    /// Which revision of it.
    pub revision: u32,
    /// Until then it can be taken back.
    #[ts(type = "number")]
    pub undo_until_ms: Ms,
    /// The customer will be asked how it went.
    pub invited: bool,
}

/// One revision of a saved contact.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Revision {
    /// 1 is the first.
    pub revision: u32,
    /// When it was saved.
    #[ts(type = "number | null")]
    pub saved_ms: Option<Ms>,
    /// Who saved it.
    pub by: Option<AgentId>,
    /// What is different from the revision before.
    pub changes: Vec<FieldChange>,
    /// Not yet at the store.
    pub waiting: bool,
}

/// One field that a correction changed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct FieldChange {
    /// As it is named in the record: `outcome`, `reason`, `note`.
    pub field: String,
    /// Before, as the record has it.
    pub from: Option<String>,
    /// After.
    pub to: Option<String>,
}
