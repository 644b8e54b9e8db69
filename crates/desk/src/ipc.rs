//! What the window and the desk say to each other.
//!
//! [`Commands`] is the contract: one field a command, `name: (Request, Response)`. The TypeScript
//! of all of it is generated into `ui/src/bindings` and held by a test; the shell registers one
//! function per field and a test asks every one of them. A command fails with a
//! [`contact::Problem`] and nothing else. The types are in one file a job.
//!
//! Texts that are ranges into other texts count UTF-16 code units, as the window does.

mod article;
mod call;
mod draft;
mod help;
mod home;
mod outbox;
mod settings;
mod start;
mod story;
mod wrap_up;

use contact::ContactId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use article::*;
pub use call::*;
pub use draft::*;
pub use help::*;
pub use home::*;
pub use outbox::*;
pub use settings::*;
pub use start::*;
pub use story::*;
pub use wrap_up::*;

pub use knowledge_base::Version;

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
    /// The versions of an article that are known here, the newest first, each with what it changed.
    versions: (OpenArticle, Vec<Version>),
    /// Titles for ids: "also check", related, pinned.
    titles: (Titles, Vec<ArticleTitle>),
    /// Begins a contact by hand. A call under way is parked as an unfinished wrap-up. While a
    /// telephone rings here, it is that call which begins.
    start_call: (StartCall, Draft),
    /// The calls at this desk's telephone.
    calls: (Nothing, Vec<LiveCall>),
    /// Puts the contact of a call on the screen: of two at once the other one; of one that rings,
    /// a new one.
    take_call: (PickCall, Draft),
    /// Keeps the draft; durable when it returns. What belongs to the desk stays as the desk has
    /// it (see [`Draft`]).
    save_draft: (Draft, Kept),
    /// Sets the draft aside, to be finished later; its clock stops.
    finish_later: (Draft, Nothing),
    /// One more extension of after-call work, where the centre limits it.
    extend: (Pick, Draft),
    /// Back from the wrap-up to a conversation begun by hand that is not over after all.
    back_to_call: (Pick, Draft),
    /// Opens an unfinished wrap-up again; the present draft, if any, is parked.
    resume: (Pick, Draft),
    /// Throws an unfinished contact away: a call that never was. Asked for twice by the window.
    discard: (Pick, Nothing),
    /// What happened with this customer before: own journal and store.
    story: (StoryOf, Story),
    /// Begins the contact that keeps a promise: to the customer, about the same matter.
    begin_follow_up: (Pick, Draft),
    /// What comes by itself for the contact on the screen, as it stands.
    suggestions: (Nothing, Option<Suggestions>),
    /// A thumb up, down, or taken back.
    rate: (Rate, Nothing),
    /// The reasons that can be chosen, with what they are found by and how often they were used.
    reasons: (InLanguage, Vec<ReasonLeaf>),
    /// What helps with a reason: authority, related articles, what else to check.
    reason_help: (ReasonHelpFor, ReasonHelp),
    /// Who can take a contact over, the best fit first.
    directory: (DirectoryFor, Vec<DirectoryEntry>),
    /// An article is wrong, outdated or unclear.
    flag: (FlagArticle, Nothing),
    /// No article answers this.
    gap: (RecordGap, Nothing),
    /// The note made from the template that fits the draft.
    note: (NoteFor, Note),
    /// A written summary from the endpoint in the settings; the template's note when there is
    /// none, or when it does not answer in time.
    summary: (NoteFor, Note),
    /// Records the contact. Durable when it returns; leaves the desk after the time to undo.
    wrap_up: (WrapUp, Saved),
    /// Takes a wrap-up back that has not left yet.
    undo: (Pick, Draft),
    /// Opens a saved contact for correction, as a draft with the next revision.
    correct: (Pick, Draft),
    /// A saved contact's revisions, latest first, each with what it changed.
    revisions: (Pick, Vec<Revision>),
    /// How it stands with the store.
    sync: (Nothing, Sync),
    /// Records that the store refused, each with why.
    refused: (Nothing, Vec<Refused>),
    /// Sends a refused record again as it is.
    send_again: (Pick, Nothing),
    /// Gets the courier going now.
    sync_now: (Nothing, Nothing),
    /// What the idle screen lists; articles in this language where they are there in it.
    home: (InLanguage, Home),
    /// Keeps the settings.
    save_settings: (Settings, Nothing),
    /// Keeps a secret of the settings, or forgets it. It is never handed out again.
    set_secret: (SetSecret, Nothing),
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
    /// A call began, changed or ended.
    calls_changed: Vec<LiveCall>,
    /// A call moved drafts, or changed the one on the screen.
    draft_changed: DraftChanged,
    /// Something comes by itself.
    suggested: Suggestions,
    /// A promise is due.
    reminder: DueFollowUp,
    /// How it stands where calls come in.
    intake_changed: IntakeState,
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

/// In which language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct InLanguage {
    /// BCP 47.
    pub lang: String,
}
