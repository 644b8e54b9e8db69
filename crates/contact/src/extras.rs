//! What a desk records beyond the fields everybody computes with, and where it stands in the JSON
//! of a contact: beside the other fields, each under its name here.
//!
//! A store that does not know them keeps them all the same ([`Contact::rest`]); whoever reads them
//! reads them here. Times are UTC milliseconds, spans milliseconds.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::{AgentId, Contact, ContactId, Ms, QueueId};

/// Everything further that a desk records of a contact.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Extras {
    /// Questions that no article answered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<String>,
    /// The same with language and moment, and those recorded while nobody was on the line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub knowledge_gaps: Vec<KnowledgeGap>,
    /// Articles that the agent found fault with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<ArticleFlag>,
    /// To whom it was handed on, and what they were told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hand_over: Option<HandOver>,
    /// What the telephone system said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<CallFacts>,
    /// Times beside talk, hold and after-call work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clocks: Option<Clocks>,
    /// How the answer was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<Work>,
    /// Whether something was sold or kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversion: Option<Conversion>,
    /// Further fields that the centre asks for, by their ids.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// The promise that this contact keeps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promise: Option<Promise>,
    /// Whether the customer was invited to a survey, and by what rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invitation>,
    /// Who wrote the note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note_by: Option<NoteBy>,
    /// Who made this correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<AgentId>,
    /// The customer asked to be called instead of waiting.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub call_back: bool,
}

/// A question that no article answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct KnowledgeGap {
    /// As it was asked.
    pub query: String,
    /// The language it was asked in, BCP 47.
    pub lang: String,
    /// When.
    #[ts(type = "number")]
    pub at_ms: Ms,
    /// Recorded while nobody was on the line.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub idle: bool,
}

/// What is wrong with an article.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlagKind {
    /// It says what is not so.
    Wrong,
    /// It was so once.
    Outdated,
    /// Nobody can follow it.
    Unclear,
    /// Something else.
    Other,
}

/// An article that the agent found fault with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct ArticleFlag {
    /// `KB-2041`.
    pub id: String,
    /// The version read.
    pub version: u32,
    /// The language read.
    pub lang: String,
    /// What is wrong.
    pub kind: FlagKind,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub text: Option<String>,
    /// When.
    #[ts(type = "number")]
    pub at_ms: Ms,
    /// Recorded while nobody was on the line.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub idle: bool,
}

/// Handed sideways, or upwards.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandOverKind {
    /// To another queue.
    Transfer,
    /// To somebody who may decide more.
    Escalation,
}

/// What the next agent is told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct HandOver {
    /// Sideways, or upwards.
    pub kind: HandOverKind,
    /// To which queue.
    pub queue: QueueId,
    /// What is needed there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub skill: Option<String>,
    /// What was found out and done, so that the customer need not say it again.
    #[serde(default)]
    pub note: String,
    /// The agents talked first.
    #[serde(default)]
    pub warm: bool,
}

/// What the telephone system said about the call.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(default)]
pub struct CallFacts {
    /// The telephone system's name for it.
    pub call_id: String,
    /// The call it came out of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub parent_id: Option<String>,
    /// The caller keeps the number to themselves.
    pub withheld: bool,
    /// The number that was dialled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub dialled: Option<String>,
    /// The language the caller chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub lang: Option<String>,
    /// What the voice menu or the routing collected.
    pub attributes: BTreeMap<String, String>,
    /// Where the telephone system handed it to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub transferred_to: Option<String>,
    /// Who hung up: `customer`, `agent`, `system`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ended_by: Option<String>,
}

/// Times beside talk, hold and after-call work.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(default)]
pub struct Clocks {
    /// In the queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub wait_ms: Option<Ms>,
    /// Ringing at the agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub ring_ms: Option<Ms>,
    /// Set aside: no after-call work.
    #[ts(type = "number")]
    pub parked_ms: Ms,
    /// How often after-call work was extended.
    pub extensions: u32,
    /// From the telephone system; else from the agent's keys.
    pub by_events: bool,
}

/// One search.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct AskedQuery {
    /// What articles found by it refer to.
    pub query_id: String,
    /// As typed.
    pub text: String,
    /// The language it was asked in.
    pub lang: String,
    /// When.
    #[ts(type = "number")]
    pub at_ms: Ms,
    /// The articles shown, best first, the first ten.
    pub hits: Vec<String>,
    /// How many were shown.
    pub shown: u32,
}

/// An article version that was on the screen, and for how long.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct Reading {
    /// `KB-2041`.
    pub id: String,
    /// The version.
    pub version: u32,
    /// The language.
    pub lang: String,
    /// When it was first there.
    #[ts(type = "number")]
    pub at_ms: Ms,
    /// All in all.
    #[ts(type = "number")]
    pub dwell_ms: Ms,
}

/// An article that came by itself.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct Suggested {
    /// `KB-2041`.
    pub id: String,
    /// The version.
    pub version: u32,
    /// The language.
    pub lang: String,
    /// 0 to 1.
    pub confidence: f32,
    /// When it was first shown.
    #[ts(type = "number")]
    pub at_ms: Ms,
    /// The agent's thumb, up or down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub good: Option<bool>,
    /// The agent opened or attached it.
    #[serde(default)]
    pub taken: bool,
}

/// How the answer was found.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(default)]
pub struct Work {
    /// The searches, first first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<AskedQuery>>", optional)]
    pub queries: Vec<AskedQuery>,
    /// What was on the screen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Reading>>", optional)]
    pub readings: Vec<Reading>,
    /// What came by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Suggested>>", optional)]
    pub suggested: Vec<Suggested>,
    /// From the start to the first article read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub first_answer_ms: Option<Ms>,
    /// From the start to the first reason chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub reason_ms: Option<Ms>,
    /// From the start to the save.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub save_ms: Option<Ms>,
}

/// Whether something was sold or kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct Conversion {
    /// It was.
    pub made: bool,
    /// In the smallest unit of the currency: öre, cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub amount_minor: Option<i64>,
    /// ISO 4217.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub currency: Option<String>,
}

/// A promise and the contact that keeps it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct Promise {
    /// The contact it was made in.
    pub contact_id: ContactId,
    /// When it was due.
    #[ts(type = "number")]
    pub due_ms: Ms,
    /// We came back no later than that.
    pub kept: bool,
}

/// Whether the customer was asked how it went.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct Invitation {
    /// They were.
    pub invited: bool,
    /// How.
    pub by: String,
    /// The share of those the rule fits, in percent.
    pub share_percent: u8,
    /// The lot that was drawn, 0 to 99: invited when below the share.
    pub lot: u8,
}

/// Who wrote a note.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NoteBy {
    /// The template, unchanged.
    #[default]
    Template,
    /// The agent.
    Agent,
    /// A machine, and nobody has read it yet.
    Machine,
    /// A machine, and the agent accepted it.
    MachineAccepted,
}

/// The names of the fields of [`Extras`], all of them.
const NAMES: [&str; 14] = [
    "gaps",
    "knowledge_gaps",
    "flags",
    "hand_over",
    "call",
    "clocks",
    "work",
    "conversion",
    "fields",
    "promise",
    "invitation",
    "note_by",
    "corrected_by",
    "call_back",
];

impl Extras {
    /// Reads what is there; a part that is not as it should be is as if it were not there.
    pub fn of(contact: &Contact) -> Extras {
        let mut read = Map::new();
        for name in NAMES {
            let Some(value) = contact.rest.get(name) else { continue };
            let alone = Map::from_iter([(name.to_owned(), value.clone())]);
            if serde_json::from_value::<Extras>(Value::Object(alone)).is_ok() {
                read.insert(name.to_owned(), value.clone());
            }
        }
        serde_json::from_value(Value::Object(read)).unwrap_or_default()
    }

    /// Puts itself in the place of what `contact` had.
    pub fn write(&self, contact: &mut Contact) {
        for name in NAMES {
            contact.rest.remove(name);
        }
        if let Ok(Value::Object(parts)) = serde_json::to_value(self) {
            contact.rest.extend(parts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact() -> Contact {
        serde_json::from_value(serde_json::json!({
            "contact_id": "01956f1e-7c00-7000-8000-000000000001", "channel": "voice",
            "start_ms": 0, "end_ms": 1, "of_another_version": {"a": 1}, "flags": "not a list",
            "gaps": ["eSIM"], "call_back": true,
        }))
        .unwrap()
    }

    #[test]
    fn every_field_is_named_and_a_broken_part_costs_only_itself() {
        let read = Extras::of(&contact());
        assert_eq!((read.gaps, read.call_back, read.flags), (vec!["eSIM".into()], true, vec![]));
        let schema = schemars::schema_for!(Extras);
        let names = schema.get("properties").and_then(Value::as_object).unwrap();
        assert_eq!(names.len(), NAMES.len());
        assert!(NAMES.iter().all(|name| names.contains_key(*name)));
    }

    #[test]
    fn what_is_written_is_read_and_the_rest_stays() {
        let mut contact = contact();
        let extras = Extras {
            note_by: Some(NoteBy::Agent),
            work: Some(Work { reason_ms: Some(4), ..Work::default() }),
            ..Extras::default()
        };
        extras.write(&mut contact);
        assert_eq!(Extras::of(&contact), extras);
        assert_eq!(contact.rest["of_another_version"]["a"], 1);
        assert!(!contact.rest.contains_key("gaps") && !contact.rest.contains_key("flags"));
    }
}
