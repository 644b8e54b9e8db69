//! What is asked while a conversation goes on, and what is suggested.
//!
//! The turns so far go in, in order; out come a few articles with a confidence, or honestly
//! nothing. How that is decided is in `rank::suggesting`; its numbers are data
//! (`suggestion.toml`) and can be fitted to a centre's own transcripts (`kb fit`).
//!
//! Deliberately absent: any memory of earlier calls. The same turns always give the same
//! suggestions, so nothing goes wrong when a turn is corrected or taken back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Hit, Query, See};

/// Who said a turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// Who called or wrote.
    #[default]
    Customer,
    /// Who answers.
    Agent,
    /// Neither: the menu before the call, a system's line.
    #[serde(other)]
    Other,
}

/// What one side said, until the other spoke or a pause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Turn {
    /// Who said it.
    pub speaker: Speaker,
    /// As it was written, or as a recogniser heard it.
    pub text: String,
    /// No more words will come to it. A turn under way has a last word that may be cut short:
    /// that word is passed over.
    #[serde(rename = "final")]
    pub done: bool,
}

impl Default for Turn {
    fn default() -> Turn {
        Turn::new(Speaker::Customer, "")
    }
}

impl Turn {
    /// A turn that is over.
    pub fn new(speaker: Speaker, text: impl Into<String>) -> Turn {
        Turn { speaker, text: text.into(), done: true }
    }
}

/// A conversation so far, and what may be shown to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Conversation {
    /// From the first to the newest. Only the last 80 are read, of each the first 1,000 letters,
    /// of all the last 8,000.
    pub turns: Vec<Turn>,
    /// The language of the conversation, BCP 47, where it is known. A mild preference.
    pub lang: Option<String>,
    /// At most this many suggestions; above 10 counts as 10.
    #[ts(type = "number")]
    pub limit: usize,
    /// The day, `YYYY-MM-DD`. Without it no article counts as out of date.
    pub today: Option<String>,
    /// What may be shown to the asker.
    pub see: See,
    /// Only articles about one of these products (and those about none in particular).
    pub products: Vec<String>,
}

impl Default for Conversation {
    fn default() -> Conversation {
        Conversation {
            turns: Vec::new(),
            lang: None,
            limit: 3,
            today: None,
            see: See::default(),
            products: Vec::new(),
        }
    }
}

impl Conversation {
    /// A conversation of these turns, for an agent.
    pub fn new(turns: Vec<Turn>) -> Conversation {
        Conversation { turns, ..Conversation::default() }
    }

    /// A question with this one's language and limits.
    pub(crate) fn query(&self, text: &str, lang: Option<&str>) -> Query {
        Query {
            text: text.to_owned(),
            lang: lang.map(str::to_owned),
            typing: false,
            limit: self.limit.min(10),
            today: self.today.clone(),
            see: self.see,
            products: self.products.clone(),
        }
    }
}

/// What is suggested now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Suggestions {
    /// Best first; empty when it is better to show nothing.
    pub articles: Vec<Suggestion>,
    /// How sure it is that something should be shown at all, 0 to 1: judged by what the customer
    /// said last.
    pub confidence: f32,
    /// How long it took, in microseconds.
    pub took_us: u32,
}

/// One article suggested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Suggestion {
    /// The article and the passage of it that answers best, with marks.
    pub hit: Hit,
    /// How sure it is that this article is one the agent needs now, 0 to 1.
    pub confidence: f32,
}
