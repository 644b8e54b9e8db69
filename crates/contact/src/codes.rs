//! The centre's own lists: reasons, outcomes, root causes and note templates.
//!
//! They are data (TOML files in `knowledge-base/codes`, the `codes` feed on the wire) and carry
//! their names in every language, so that a centre changes them without a new program.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Claim, QueueId, ReasonPath};

/// The five languages of the product, as BCP 47 tags.
pub const LANGUAGES: [&str; 5] = ["en", "sv", "zh-Hans", "zh-Hant", "ar"];

/// One text per language, by BCP 47 tag.
pub type Names = BTreeMap<String, String>;

/// One node of the reason tree. A leaf has a code and can be chosen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// From the root: `broadband/no-connection/after-firmware`.
    pub path: ReasonPath,
    /// The short code of a leaf: `BB-11`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub code: Option<String>,
    /// The name of this node alone, without its parents'.
    pub names: Names,
    /// Other words people type for it, by language.
    #[serde(default)]
    pub synonyms: BTreeMap<String, Vec<String>>,
    /// What the agent may decide without asking.
    #[serde(default)]
    pub authority: Names,
    /// Articles to look at before the contact ends.
    #[serde(default)]
    pub also_check: Vec<String>,
    /// Who takes it over when it is handed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub queue: Option<QueueId>,
}

/// What a chosen outcome makes the agent fill in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeField {
    /// Why they called.
    Reason,
    /// Why it was not resolved.
    RootCause,
    /// When and how we come back.
    FollowUp,
}

/// What happened, and what it means for the record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// `resolved`, `follow_up`.
    pub id: String,
    /// The digit that chooses it.
    pub key: u8,
    /// What the agent claims by choosing it.
    pub claim: Claim,
    /// The customer was promised that we come back.
    #[serde(default)]
    pub follow_up_promised: bool,
    /// Handed to somebody else.
    #[serde(default)]
    pub transferred: bool,
    /// Handed upwards.
    #[serde(default)]
    pub escalated: bool,
    /// What must be filled in before it can be saved.
    #[serde(default)]
    pub requires: Vec<OutcomeField>,
    /// Asks that the contact be left out of the rate, for this reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub exclusion: Option<String>,
    /// Its name.
    pub names: Names,
}

/// Why a contact was not resolved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RootCause {
    /// `no_article`, `system_down`.
    pub id: String,
    /// The digit that chooses it.
    pub key: u8,
    /// Whose matter it is: knowledge, policy, training, product, process, customer, system.
    pub group: String,
    /// Its name.
    pub names: Names,
}

/// A note to start from. Lines whose placeholder has nothing to say are left out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// `standard`.
    pub id: String,
    /// The outcomes it is for; none means any.
    #[serde(default)]
    pub outcomes: Vec<String>,
    /// The reasons it is for, as path prefixes; none means any.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// Its name.
    pub names: Names,
    /// Text with `{reason} {article} {steps} {why} {follow_up}`.
    pub text: Names,
}

/// All lists of a centre together.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS, JsonSchema)]
pub struct Codes {
    /// The reason tree, inner nodes and leaves.
    pub reasons: Vec<Reason>,
    /// In the order of the screen.
    pub outcomes: Vec<Outcome>,
    /// In the order of the screen.
    pub root_causes: Vec<RootCause>,
    /// The first that fits is used.
    pub templates: Vec<Template>,
}

/// What is wrong with a list.
#[derive(Debug, thiserror::Error)]
pub enum CodesError {
    /// A file is not TOML of the right shape; the text has the line.
    #[error("{file}: {source}")]
    Toml {
        /// Which of the four files.
        file: &'static str,
        /// What and where.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// The lists do not fit together.
    #[error("{file}: {what}")]
    Wrong {
        /// Which of the four files.
        file: &'static str,
        /// What does not fit.
        what: String,
    },
}

/// The names of the four files of a centre's lists.
const FILES: [&str; 4] = ["reasons.toml", "outcomes.toml", "root-causes.toml", "templates.toml"];

impl Codes {
    /// Reads the four files' texts, in the order of [`Codes::files`], and checks that they fit together.
    pub fn from_toml(texts: [&str; 4]) -> Result<Codes, CodesError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Reasons {
            reason: Vec<Reason>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Outcomes {
            outcome: Vec<Outcome>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct RootCauses {
            root_cause: Vec<RootCause>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Templates {
            template: Vec<Template>,
        }
        fn read<T: for<'de> Deserialize<'de>>(
            file: &'static str,
            text: &str,
        ) -> Result<T, CodesError> {
            toml::from_str(text)
                .map_err(|source| CodesError::Toml { file, source: Box::new(source) })
        }
        let [reasons, outcomes, root_causes, templates] = texts;
        let codes = Codes {
            reasons: read::<Reasons>(FILES[0], reasons)?.reason,
            outcomes: read::<Outcomes>(FILES[1], outcomes)?.outcome,
            root_causes: read::<RootCauses>(FILES[2], root_causes)?.root_cause,
            templates: read::<Templates>(FILES[3], templates)?.template,
        };
        codes.check()?;
        Ok(codes)
    }

    /// The names of the four files, in the order [`Codes::from_toml`] wants them.
    pub fn files() -> [&'static str; 4] {
        FILES
    }

    /// Whether the lists fit together: parents exist, keys and ids are unique, names are there.
    pub fn check(&self) -> Result<(), CodesError> {
        let wrong = |file, what: String| Err(CodesError::Wrong { file, what });
        let mut paths = BTreeSet::new();
        for reason in &self.reasons {
            let path = reason.path.as_str();
            if let Some((parent, _)) = path.rsplit_once('/')
                && !paths.contains(parent)
            {
                return wrong(FILES[0], format!("`{path}` comes before its parent `{parent}`"));
            }
            if !paths.insert(path) {
                return wrong(FILES[0], format!("`{path}` is there twice"));
            }
            named(FILES[0], path, &reason.names)?;
        }
        let unique = |file: &'static str, ids: Vec<(&str, u8)>| {
            let mut seen = BTreeSet::new();
            let mut keys = BTreeSet::new();
            for (id, key) in ids {
                if !seen.insert(id) {
                    return wrong(file, format!("`{id}` is there twice"));
                }
                if !(1..=9).contains(&key) || !keys.insert(key) {
                    return wrong(file, format!("`{id}`: key {key} is taken or not 1 to 9"));
                }
            }
            Ok(())
        };
        unique(FILES[1], self.outcomes.iter().map(|o| (o.id.as_str(), o.key)).collect())?;
        unique(FILES[2], self.root_causes.iter().map(|c| (c.id.as_str(), c.key)).collect())?;
        for outcome in &self.outcomes {
            named(FILES[1], &outcome.id, &outcome.names)?;
        }
        for cause in &self.root_causes {
            named(FILES[2], &cause.id, &cause.names)?;
        }
        for template in &self.templates {
            named(FILES[3], &template.id, &template.text)?;
        }
        Ok(())
    }

    /// The leaf at `path`, if there is one.
    pub fn leaf(&self, path: &ReasonPath) -> Option<&Reason> {
        self.reasons.iter().find(|r| r.path == *path && r.code.is_some())
    }

    /// The outcome with this id.
    pub fn outcome(&self, id: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|o| o.id == id)
    }

    /// The root cause with this id.
    pub fn root_cause(&self, id: &str) -> Option<&RootCause> {
        self.root_causes.iter().find(|c| c.id == id)
    }

    /// The names along `path`, root first, in `lang` or else in English.
    pub fn path_names(&self, path: &ReasonPath, lang: &str) -> Vec<&str> {
        let mut so_far = String::new();
        let mut names = Vec::new();
        for segment in path.segments() {
            if !so_far.is_empty() {
                so_far.push('/');
            }
            so_far.push_str(segment);
            if let Some(reason) = self.reasons.iter().find(|r| r.path.as_str() == so_far) {
                names.extend(reason.names.get(lang).or_else(|| reason.names.get("en")));
            }
        }
        names.into_iter().map(String::as_str).collect()
    }
}

fn named(file: &'static str, what: &str, names: &Names) -> Result<(), CodesError> {
    match LANGUAGES.iter().find(|lang| names.get(**lang).is_none_or(|n| n.trim().is_empty())) {
        Some(lang) => {
            Err(CodesError::Wrong { file, what: format!("`{what}` has no name in `{lang}`") })
        }
        None => Ok(()),
    }
}
