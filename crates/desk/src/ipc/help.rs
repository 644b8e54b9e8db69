//! Help that comes by itself, and what helps with a reason.

use std::collections::BTreeMap;

use contact::{ContactId, FlagKind, QueueId, ReasonPath, Skill};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ArticleTitle;

/// At most three articles for what is being said.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct Suggestions {
    /// For which contact.
    pub contact_id: ContactId,
    /// Best first; none when nothing is sure enough.
    pub articles: Vec<SuggestedArticle>,
}

/// An article that comes by itself.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct SuggestedArticle {
    /// The article and the passage that answers.
    pub hit: knowledge_base::Hit,
    /// How sure it is, 0 to 1.
    pub confidence: f32,
    /// The agent's thumb so far.
    pub good: Option<bool>,
}

/// A thumb for what came by itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Rate {
    /// In which contact.
    pub contact_id: ContactId,
    /// Which article.
    pub id: String,
    /// Up, down, or taken back.
    pub good: Option<bool>,
}

/// A reason that can be chosen, in one language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct ReasonLeaf {
    /// `broadband/no-connection/after-firmware`.
    pub path: ReasonPath,
    /// `BB-11`.
    pub code: String,
    /// The names along the path, root first.
    pub names: Vec<String>,
    /// Everything it is found by, one a line: names, synonyms in every language, code; in one
    /// form (NFKC), lower case, without marks.
    pub words: String,
    /// In Chinese: the initials and the sounds of its names in Pinyin, without tones: `lyq luyouqi`.
    pub sounds: String,
    /// How often this agent chose it in the last 30 days.
    pub own: u32,
    /// How often everybody did lately: as the store counted it, or, before it has, whose contacts
    /// this desk knows.
    pub team: u32,
    /// How often everybody did where an article was used, by the article's id.
    pub with_article: BTreeMap<String, u32>,
}

/// Help is wanted with a reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct ReasonHelpFor {
    /// Which one.
    pub reason: ReasonPath,
    /// Wanted language.
    pub lang: String,
}

/// What helps with a reason.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct ReasonHelp {
    /// What the agent may decide without asking.
    pub authority: Option<String>,
    /// Articles that answer this reason.
    pub related: Vec<ArticleTitle>,
    /// Articles to look at before the contact ends.
    pub also_check: Vec<ArticleTitle>,
}

/// Somebody to take a contact over is wanted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct DirectoryFor {
    /// About what; none lists everybody as the centre has them.
    pub reason: Option<ReasonPath>,
    /// Wanted language.
    pub lang: String,
}

/// A queue that can take a contact over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct DirectoryEntry {
    /// The queue.
    pub queue: QueueId,
    /// Its name.
    pub name: String,
    /// It takes this reason.
    pub fits: bool,
    /// It is the reason's own queue.
    pub own: bool,
    /// Handing over to it is an escalation.
    pub escalation: bool,
    /// What people there can do; those the reason needs come first.
    pub skills: Vec<Skill>,
    /// The skill the reason needs.
    pub skill: Option<String>,
    /// The languages spoken there.
    pub languages: Vec<String>,
    /// What to dial.
    pub dial: Option<String>,
    /// When somebody is there.
    pub hours: Option<String>,
}

/// An article is not as it should be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct FlagArticle {
    /// `KB-2041`.
    pub id: String,
    /// The version read.
    pub version: u32,
    /// The language read.
    pub lang: String,
    /// What is wrong.
    pub kind: FlagKind,
    /// In words.
    pub text: Option<String>,
}

/// A question that no article answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct RecordGap {
    /// As it was asked.
    pub query: String,
    /// In which language.
    pub lang: String,
}

/// How many times each reason was chosen.
pub(crate) type Uses = BTreeMap<ReasonPath, u32>;
