//! What the window and the desk say to each other.
//!
//! [`Commands`] is the contract: one field a command, `name: (Request, Response)`. The TypeScript
//! of all of it is generated into `ui/src/bindings` and held by a test; the shell registers one
//! function per field and a test asks every one of them. A command fails with a
//! [`contact::Problem`] and nothing else.
//!
//! Texts that are ranges into other texts count UTF-16 code units, as the window does.

use std::collections::BTreeMap;

use contact::{
    AgentId, Channel, Claim, Codes, ContactId, FollowUp, Initiator, LinkVerdict, Ms, Problem,
    QueueId, ReasonPath,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Every command of the window, as `name: (request, response)`.
#[derive(TS)]
#[expect(dead_code, reason = "a list for the generator of types; nobody builds one")]
pub struct Commands {
    /// Everything the first screen needs.
    start: (Nothing, Start),
    /// Ranked hits. Local, and never waits.
    search: (Search, Found),
    /// One article, ready to read.
    article: (OpenArticle, ArticleView),
    /// Titles for ids: "also check", related, pinned.
    titles: (Titles, Vec<ArticleTitle>),
    /// Begins a contact by hand. A call under way is parked as an unfinished wrap-up.
    start_call: (StartCall, Draft),
    /// Keeps the draft; durable when it returns.
    save_draft: (Draft, Nothing),
    /// Opens an unfinished wrap-up again; the present draft, if any, is parked.
    resume: (Pick, Draft),
    /// Throws an unfinished contact away: a call that never was. Asked for twice by the window.
    discard: (Pick, Nothing),
    /// What happened with this customer before: own journal and store.
    story: (StoryOf, Story),
    /// The note made from the template that fits the draft.
    note: (NoteFor, Note),
    /// Records the contact. Durable when it returns; leaves the desk after the time to undo.
    wrap_up: (WrapUp, Saved),
    /// Takes a wrap-up back that has not left yet.
    undo: (Pick, Draft),
    /// Opens a saved contact for correction, as a draft with the next revision.
    correct: (Pick, Draft),
    /// How it stands with the store.
    sync: (Nothing, Sync),
    /// Records that the store refused, each with why.
    refused: (Nothing, Vec<Refused>),
    /// Sends a refused record again as it is.
    send_again: (Pick, Nothing),
    /// Gets the courier going now.
    sync_now: (Nothing, Nothing),
    /// What the idle screen lists.
    home: (Nothing, Home),
    /// Keeps the settings.
    save_settings: (Settings, Nothing),
    /// Makes this desk known to a store.
    enrol: (EnrolAt, Nothing),
}

/// What the desk says without being asked.
#[derive(TS)]
#[expect(dead_code, reason = "a list for the generator of types; nobody builds one")]
pub struct Events {
    /// Something was sent, refused or cut off.
    sync_changed: Sync,
    /// Newer articles or codes are in.
    knowledge_changed: Knowledge,
}

/// No question, or no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// Names one contact.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Pick {
    /// Which one.
    pub contact_id: ContactId,
}

/// Everything the first screen needs.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Start {
    /// As the agent left them.
    pub settings: Settings,
    /// The centre's lists.
    pub codes: Codes,
    /// The contact that was open when the desk last stopped.
    pub draft: Option<Draft>,
    /// How it stands with the store.
    pub sync: Sync,
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

/// One search.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Search {
    /// As typed.
    pub text: String,
    /// The agent's language, BCP 47.
    pub lang: String,
    /// The last word may be unfinished.
    pub typing: bool,
    /// At most so many.
    pub limit: u32,
}

/// What was found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Found {
    /// Names this search, for the record.
    pub query_id: String,
    /// Best first.
    pub hits: Vec<knowledge_base::Hit>,
    /// A nearer spelling, when a word is in no article.
    pub suggestion: Option<String>,
    /// How long it took.
    pub took_us: u32,
}

/// Names one article in one language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct OpenArticle {
    /// `KB-2041`.
    pub id: String,
    /// Wanted language; another when there is none in it.
    pub lang: String,
}

/// Names several articles.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Titles {
    /// `KB-2041`.
    pub ids: Vec<String>,
    /// Wanted language.
    pub lang: String,
}

/// Enough to name an article on a line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct ArticleTitle {
    /// `KB-2041`.
    pub id: String,
    /// The language of this title.
    pub lang: String,
    /// In that language.
    pub title: String,
    /// Its version.
    pub version: u32,
    /// When it was changed, `YYYY-MM-DD`.
    pub updated: Option<String>,
}

/// An article, ready to read. HTML is sanitised here and once more in the window.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct ArticleView {
    /// `KB-2041`.
    pub id: String,
    /// What the record will name.
    pub version: u32,
    /// The language of this variant.
    pub lang: String,
    /// The other languages it is there in.
    pub langs: Vec<String>,
    /// In plain text.
    pub title: String,
    /// One line.
    pub summary: Option<String>,
    /// How far it can be trusted.
    pub state: knowledge_base::State,
    /// When it was changed, `YYYY-MM-DD`.
    pub updated: Option<String>,
    /// Until when it holds, `YYYY-MM-DD`.
    pub valid_until: Option<String>,
    /// The reasons it answers, main one first.
    pub reasons: Vec<ReasonPath>,
    /// Articles to look at before the contact ends.
    pub also_check: Vec<ArticleTitle>,
    /// In reading order.
    pub sections: Vec<ArticleSection>,
}

/// One part of an article.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct ArticleSection {
    /// What it is for: `question`, `steps`, `authority`, `also-check`, `say`, `background`.
    pub role: Option<String>,
    /// In plain text; none before the first heading.
    pub heading: Option<String>,
    /// The whole part, without its steps.
    pub html: String,
    /// The steps to tick, each as HTML; only in the part called `steps`.
    pub steps: Vec<String>,
    /// In plain text, for copying.
    pub text: String,
}

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
/// The window changes it and hands it over at most 500 ms after a key; the desk keeps it.
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
    /// Questions no article answered.
    pub gaps: Vec<String>,
    /// Set aside since, by the desk; none while it is on the screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub parked_since_ms: Option<Ms>,
    /// Set aside so long all in all, which is no after-call work. The window hands it back as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub parked_ms: Option<Ms>,
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

/// Whose story.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct StoryOf {
    /// As typed.
    pub customer: String,
    /// The reason of the present contact, when there is one.
    pub reason: Option<ReasonPath>,
    /// The present contact, to be left out.
    pub contact_id: Option<ContactId>,
}

/// What happened before.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Story {
    /// The identity it was looked up by, as it is recorded; none when nothing usable was typed.
    pub customer: Option<String>,
    /// Latest first.
    pub contacts: Vec<EarlierContact>,
    /// They have been here lately with an unresolved matter or the same one.
    pub warning: Option<RepeatWarning>,
    /// Whether the store was asked, or only this desk's own journal.
    pub reach: Reach,
}

/// Where a story comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reach {
    /// The store answered.
    Store {
        /// Its clock.
        #[ts(type = "number")]
        as_of_ms: Ms,
    },
    /// Only contacts taken at this desk: the store could not be reached.
    DeskOnly,
}

/// One contact before this one.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct EarlierContact {
    /// Which one.
    pub contact_id: ContactId,
    /// When it began.
    #[ts(type = "number")]
    pub start_ms: Ms,
    /// How they met.
    pub channel: Channel,
    /// Why they called.
    pub reason: Option<ReasonPath>,
    /// What happened, as the centre's code.
    pub outcome: Option<String>,
    /// What the agent said of it.
    pub claim: Claim,
    /// A call back was promised.
    #[ts(type = "number | null")]
    pub follow_up_due_ms: Option<Ms>,
    /// What was written.
    pub note: Option<String>,
    /// The article that was used.
    pub article: Option<String>,
    /// Not yet at the store.
    pub waiting: bool,
}

/// "Contacted 3 times in 6 days about this."
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct RepeatWarning {
    /// Earlier contacts inside the window, related or unresolved.
    pub times: u32,
    /// From the first of them until now, in whole days, at least 1.
    pub days: u32,
    /// The latest of them.
    pub last: ContactId,
    /// The latest was not resolved.
    pub unresolved: bool,
}

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
}

/// How it stands with the store.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Sync {
    /// In one word.
    pub state: SyncState,
    /// Records saved here and not yet at the store.
    pub waiting: u32,
    /// Records the store refused.
    pub refused: u32,
    /// The last time everything was there.
    #[ts(type = "number | null")]
    pub synced_ms: Option<Ms>,
    /// Cut off since.
    #[ts(type = "number | null")]
    pub offline_since_ms: Option<Ms>,
}

/// How it stands with the store, in one word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// Everything is there.
    Synced,
    /// On its way.
    Sending,
    /// No way through; everything works here.
    Offline,
    /// The store does not know this desk (any more): enrol. Nothing is lost meanwhile.
    SignedOut,
    /// The store wants a newer Firsthand. What waits is safe, and goes after the update.
    TooOld,
    /// No store was ever named.
    NotEnrolled,
}

/// A record that the store set aside.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Refused {
    /// Which contact.
    pub contact_id: ContactId,
    /// Which revision.
    pub revision: u32,
    /// When the contact began.
    #[ts(type = "number")]
    pub start_ms: Ms,
    /// Who called, as recorded.
    pub customer: Option<String>,
    /// Why.
    pub why: Problem,
}

/// What the idle screen lists.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Home {
    /// Parked, oldest first.
    pub unfinished: Vec<Unfinished>,
    /// Promised at this desk and not yet done, nearest first.
    pub follow_ups: Vec<DueFollowUp>,
    /// Latest first.
    pub changed: Vec<ArticleTitle>,
    /// The agent's own last contacts, latest first.
    pub last: Vec<LastContact>,
    /// Latest first.
    pub searches: Vec<String>,
}

/// A wrap-up to finish.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Unfinished {
    /// Which contact.
    pub contact_id: ContactId,
    /// When it began.
    #[ts(type = "number")]
    pub start_ms: Ms,
    /// As typed.
    pub customer: String,
    /// Chosen already.
    pub outcome: Option<String>,
    /// Chosen already.
    pub reason: Option<ReasonPath>,
}

/// A promise.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct DueFollowUp {
    /// The contact it was made in.
    pub contact_id: ContactId,
    /// When it is due.
    #[ts(type = "number")]
    pub due_ms: Ms,
    /// How.
    pub by: Channel,
    /// To whom, as recorded.
    pub customer: Option<String>,
    /// About what.
    pub reason: Option<ReasonPath>,
}

/// One of the agent's own last contacts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct LastContact {
    /// Which contact.
    pub contact_id: ContactId,
    /// When it began.
    #[ts(type = "number")]
    pub start_ms: Ms,
    /// As recorded.
    pub customer: Option<String>,
    /// What happened.
    pub outcome: Option<String>,
    /// Why they called.
    pub reason: Option<ReasonPath>,
    /// How long the wrap-up took.
    #[ts(type = "number | null")]
    pub acw_ms: Option<Ms>,
    /// Not yet at the store.
    pub waiting: bool,
}

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
    /// The window of the repeat warning, in hours.
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

/// Makes this desk known to a store.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct EnrolAt {
    /// `http://127.0.0.1:7171`.
    pub url: String,
    /// The one-time code the operator gave out.
    #[ts(type = "string")]
    pub code: contact::Secret,
    /// Who works here.
    pub agent_name: String,
}
