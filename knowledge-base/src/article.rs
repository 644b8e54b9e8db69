//! The article: what an author writes and an agent reads.
//!
//! A subject is one id in several languages; one language of it is an [`Article`], named by its
//! [`Key`]. Nothing here knows how an article is found or shown.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where an article stands in its author's hands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being written. No agent sees it.
    Draft,
    /// Usable, nobody has checked it yet.
    Unvalidated,
    /// Checked by somebody who knows.
    #[default]
    Validated,
    /// Kept for the record. No agent sees it.
    Archived,
}

/// Who may read an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Every agent; not to be sent on.
    #[default]
    Agent,
    /// Also the customer.
    Customer,
    /// Only those who ask for restricted articles by [`crate::See`].
    Restricted,
}

/// One language of one subject.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Article {
    /// The subject, the same in every language: `KB-2041`.
    pub id: String,
    /// Counted up by the author at every change.
    #[serde(default = "first_version")]
    pub version: u32,
    /// BCP 47: `en`, `sv`, `zh-Hans`, `zh-Hant`, `ar`, or any other language.
    pub lang: String,
    /// How an agent would look for it. Empty only where an export has none.
    pub title: String,
    /// One line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub summary: Option<String>,
    /// Markdown. Headings may carry an id: `## Steps {#steps}`.
    pub body: String,
    /// Where it stands.
    #[serde(default)]
    pub state: State,
    /// Who may read it.
    #[serde(default)]
    pub audience: Audience,
    /// Products it is about.
    #[serde(default)]
    pub products: Vec<String>,
    /// Reason paths it answers, the main one first.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// Words callers use that the text does not.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Ids of related articles to probe for.
    #[serde(default)]
    pub also_check: Vec<String>,
    /// Codes that find this article first although its text may not name them (the codes of its
    /// reasons, for instance): `BB-11`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// The day of the last change, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub updated: Option<String>,
    /// The last day it may be used, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub valid_until: Option<String>,
    /// What its source says beside all this, by the source's names: kept for export, not searched.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(skip)]
    pub further: BTreeMap<String, serde_json::Value>,
}

fn first_version() -> u32 {
    1
}

impl Article {
    /// What names this language of this subject.
    pub fn key(&self) -> Key {
        Key { id: self.id.clone(), lang: self.lang.clone() }
    }
}

/// One language of one subject, written `KB-2041/sv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct Key {
    /// The subject.
    pub id: String,
    /// BCP 47.
    pub lang: String,
}

impl Key {
    /// A key of its two parts.
    pub fn new(id: impl Into<String>, lang: impl Into<String>) -> Key {
        Key { id: id.into(), lang: lang.into() }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.id, self.lang)
    }
}

impl FromStr for Key {
    type Err = String;

    /// Splits at the last slash: an id may hold slashes, a language tag cannot.
    fn from_str(s: &str) -> Result<Key, String> {
        match s.rsplit_once('/') {
            Some((id, lang)) if !id.is_empty() && !lang.is_empty() => Ok(Key::new(id, lang)),
            _ => Err(format!("{s:?} is not of the form id/language")),
        }
    }
}

impl PartialEq<str> for Key {
    fn eq(&self, other: &str) -> bool {
        other.rsplit_once('/') == Some((&self.id, &self.lang))
    }
}

impl PartialEq<&str> for Key {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}
