//! The contact in the making.

use std::collections::BTreeMap;

use contact::{
    ArticleFlag, CallFacts, Channel, ContactId, Conversion, FollowUp, HandOver, Initiator,
    KnowledgeGap, LinkVerdict, Ms, NoteBy, Promise, QueueId, ReasonPath, Work,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Begins a contact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct StartCall {
    /// As typed; none when nobody knows yet.
    pub customer: Option<String>,
    /// How they met.
    pub channel: Channel,
    /// Who started it.
    pub initiated_by: Initiator,
}

/// Where a contact stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// They are talking.
    OnCall,
    /// The conversation is over, the record is not made.
    WrapUp,
}

/// A contact in the making: everything that was typed, ticked and opened so far.
///
/// The window changes it and hands it over at most 500 ms after a key; the desk keeps it. A few
/// fields belong to the desk: the window hands them back as they are, and the desk does not look
/// at what it is handed: [`Draft::call`], [`Draft::work`], [`Draft::flags`],
/// [`Draft::knowledge_gaps`], [`Draft::keeps`],
/// [`Draft::said`], [`Draft::extensions`], [`Draft::parked_since_ms`], [`Draft::parked_ms`]; and,
/// while the telephone system tells the times of the call, start, end and hold.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Draft {
    /// The id the contact will have.
    pub contact_id: ContactId,
    /// 1, or more for a correction.
    pub revision: u32,
    /// Talking, or wrapping up.
    pub phase: Phase,
    /// As typed; normalised when it is recorded.
    pub customer: String,
    /// Known by name.
    pub customer_name: Option<String>,
    /// Where it came in.
    pub queue: Option<QueueId>,
    /// How they met.
    pub channel: Channel,
    /// Who started it.
    pub initiated_by: Initiator,
    /// When it began.
    #[ts(type = "number")]
    pub start_ms: Ms,
    /// When the conversation ended; none while it lasts.
    #[ts(type = "number | null")]
    pub end_ms: Option<Ms>,
    /// Held so far.
    #[ts(type = "number")]
    pub hold_ms: Ms,
    /// On hold since; none when not.
    #[ts(type = "number | null")]
    pub held_since_ms: Option<Ms>,
    /// What stands in the search field.
    pub query: String,
    /// What was read.
    pub opened: Vec<OpenedArticle>,
    /// "This answered it."
    pub attached: Option<AttachedArticle>,
    /// The numbers of the steps done, from 1, by article id.
    pub steps_done: BTreeMap<String, Vec<u32>>,
    /// "Same matter?", answered for earlier contacts.
    pub links: BTreeMap<ContactId, LinkVerdict>,
    /// The outcome's id.
    pub outcome: Option<String>,
    /// The reason's path.
    pub reason: Option<ReasonPath>,
    /// The root cause's id.
    pub root_cause: Option<String>,
    /// What was promised.
    pub follow_up: Option<FollowUp>,
    /// The note.
    pub note: String,
    /// The agent wrote in it: no template may replace it.
    pub note_edited: bool,
    /// Who wrote it.
    #[serde(default)]
    pub note_by: NoteBy,
    /// Questions no article answered.
    pub gaps: Vec<String>,
    /// To whom it is handed on; only with an outcome that hands on.
    #[serde(default)]
    pub hand_over: Option<HandOver>,
    /// Whether something was sold or kept; only where the centre asks.
    #[serde(default)]
    pub conversion: Option<Conversion>,
    /// The centre's further fields, by their ids.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// What the telephone system says; none for a contact begun by hand. The desk's.
    #[serde(default)]
    pub call: Option<CallOnScreen>,
    /// How the answer was found. The desk's.
    #[serde(default)]
    pub work: Work,
    /// The questions no article answered, with language and moment. The desk's.
    #[serde(default)]
    pub knowledge_gaps: Vec<KnowledgeGap>,
    /// Articles found fault with. The desk's.
    #[serde(default)]
    pub flags: Vec<ArticleFlag>,
    /// The promise that this contact keeps. The desk's.
    #[serde(default)]
    pub keeps: Option<Promise>,
    /// What the caller said first, when there is a transcript. The desk's.
    #[serde(default)]
    pub said: Vec<String>,
    /// How often after-call work was extended. With a limit it ends at
    /// `end_ms + parked_ms + (limit_s + extensions * extend_s) * 1000`. The desk's.
    #[serde(default)]
    pub extensions: u32,
    /// Set aside since, by the desk; none while it is on the screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub parked_since_ms: Option<Ms>,
    /// Set aside so long all in all, which is no after-call work. The window hands it back as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub parked_ms: Option<Ms>,
    /// It lay aside since then as a call that went on, and since it is back the telephone said
    /// nothing of it. The desk's alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(skip)]
    pub quiet_since_ms: Option<Ms>,
}

/// An article version that was on the screen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct OpenedArticle {
    /// `KB-2041`.
    pub id: String,
    /// The version read.
    pub version: u32,
    /// The language read.
    pub lang: String,
    /// The search that found it.
    pub query_id: Option<String>,
}

/// The article that answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct AttachedArticle {
    /// `KB-2041`.
    pub id: String,
    /// The version read.
    pub version: u32,
    /// The language read.
    pub lang: String,
    /// Its title, for the note.
    pub title: String,
    /// The reasons it answers, main one first.
    pub reasons: Vec<ReasonPath>,
    /// The search that found it.
    pub query_id: Option<String>,
}

/// What the telephone system says of the contact on the screen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct CallOnScreen {
    /// It goes on.
    pub live: bool,
    /// The caller is on hold.
    pub held: bool,
    /// The telephone system tells of hold; else the agent's key does.
    pub tells_hold: bool,
    /// What the record will say of it: among it what the voice menu collected.
    pub facts: CallFacts,
    /// In the queue, before it rang.
    #[ts(type = "number | null")]
    pub wait_ms: Option<Ms>,
    /// Ringing.
    #[ts(type = "number | null")]
    pub ring_ms: Option<Ms>,
}

/// The draft is kept.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
pub struct Kept {
    /// The fields in which something was hidden, such as a card number. On the disk it is hidden
    /// already; the window hides it on the screen.
    pub masked: Vec<String>,
}

/// Why the desk says that the draft is another one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DraftChange {
    /// A call was answered: this is its contact. What was on the screen is parked.
    Answered,
    /// Of two calls the other one is being talked to.
    Switched,
    /// The conversation is over: the wrap-up begins.
    Ended,
    /// Hold, a name, a queue, what the caller keyed in.
    Updated,
}

/// The draft on the screen, as a call has it.
///
/// With the same contact as before, only what belongs to the desk is new, and customer, name and
/// queue where they were empty: what was typed meanwhile stays.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct DraftChanged {
    /// What happened.
    pub why: DraftChange,
    /// The draft on the screen now.
    pub draft: Draft,
}
