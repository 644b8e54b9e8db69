//! Searching and reading.

use std::collections::BTreeMap;

use contact::ReasonPath;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
    /// How the articles did, by id; only of those the store told of.
    pub success: BTreeMap<String, Success>,
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
    /// How it did; none before the store told.
    pub success: Option<Success>,
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

/// How an article did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Success {
    /// Contacts it was used in.
    pub used: u32,
    /// Those of them that were resolved.
    pub resolved: u32,
    /// Those of them after which the customer came back about the same matter.
    #[serde(default)]
    pub came_back: u32,
    /// Counted by the store over all desks, and verified: only first contacts whose window has
    /// passed. Else it is what the article's own file says.
    #[serde(default)]
    pub verified: bool,
}
