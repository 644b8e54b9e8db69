//! What the store counts over all desks and tells each of them, as documents of the team's feed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ReasonPath;

/// Documents of the team's feed that the store makes itself begin like this; an operator's have
/// other names.
pub const OWN: &str = "store.";

/// How often each reason was used lately: the document [`ReasonUses::NAME`].
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ReasonUses {
    /// Over so many days.
    pub days: u32,
    /// Contacts, by reason.
    pub uses: BTreeMap<ReasonPath, u32>,
    /// The same of those in which an article was used, by its id.
    pub with_article: BTreeMap<String, BTreeMap<ReasonPath, u32>>,
}

impl ReasonUses {
    /// Its name in the feed.
    pub const NAME: &str = "store.reasons";
}

/// How the articles did: the document [`ArticleFigures::NAME`].
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ArticleFigures {
    /// Over so many days.
    pub days: u32,
    /// By the article's id.
    pub articles: BTreeMap<String, ArticleFigure>,
}

impl ArticleFigures {
    /// Its name in the feed.
    pub const NAME: &str = "store.articles";
}

/// How one article did, in first contacts whose window has passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct ArticleFigure {
    /// Contacts it was used in.
    pub used: u32,
    /// Those of them that were verified as resolved.
    pub resolved: u32,
    /// Those of them that were not because the customer came back about the same matter.
    pub came_back: u32,
}
