//! What is asked, and what the asker may see.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Article, Audience, State};

/// One question to the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Query {
    /// What was typed or said, as it is. There is no query syntax: every character is text.
    pub text: String,
    /// The asker's language, BCP 47. A mild preference, never a filter.
    pub lang: Option<String>,
    /// The text is still being typed: the last word may be unfinished.
    pub typing: bool,
    /// At most this many hits; 0 asks for none, above 100 counts as 100.
    #[ts(type = "number")]
    pub limit: usize,
    /// The day it is asked, `YYYY-MM-DD`. Without it no article counts as out of date.
    pub today: Option<String>,
    /// What may be shown to the asker.
    pub see: See,
    /// Only articles about one of these products (and those about none in particular).
    pub products: Vec<String>,
}

impl Default for Query {
    fn default() -> Query {
        Query {
            text: String::new(),
            lang: None,
            typing: false,
            limit: 10,
            today: None,
            see: See::default(),
            products: Vec::new(),
        }
    }
}

impl Query {
    /// A finished question by an agent, without preference for a language.
    pub fn new(text: impl Into<String>) -> Query {
        Query { text: text.into(), ..Query::default() }
    }
}

/// What may be shown beyond what every agent sees. The default is an agent: no drafts, nothing
/// archived, nothing out of date, nothing restricted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct See {
    /// Drafts too.
    pub drafts: bool,
    /// Archived articles too.
    pub archived: bool,
    /// Articles whose last valid day is before today, too.
    pub expired: bool,
    /// Restricted articles too.
    pub restricted: bool,
    /// Only articles that may be sent to a customer.
    pub customer_only: bool,
}

impl See {
    /// Everything there is: for authors.
    pub fn everything() -> See {
        See { drafts: true, archived: true, expired: true, restricted: true, customer_only: false }
    }

    /// Whether an article may be shown on the day `today` (`YYYY-MM-DD`, if known).
    pub fn allows(&self, article: &Article, today: Option<&str>) -> bool {
        let out = match (&article.valid_until, today) {
            (Some(until), Some(today)) => until.as_str() < today,
            _ => false,
        };
        self.allows_state(article.state)
            && self.allows_audience(article.audience)
            && (self.expired || !out)
    }

    pub(crate) fn allows_state(&self, state: State) -> bool {
        match state {
            State::Draft => self.drafts,
            State::Archived => self.archived,
            State::Unvalidated | State::Validated => true,
        }
    }

    pub(crate) fn allows_audience(&self, audience: Audience) -> bool {
        match audience {
            Audience::Restricted => self.restricted && !self.customer_only,
            Audience::Agent => !self.customer_only,
            Audience::Customer => true,
        }
    }
}
