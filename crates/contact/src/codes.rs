//! The centre's own lists: reasons, outcomes, root causes, note templates; its directory and rules.
//!
//! They are data (TOML files in `knowledge-base/codes`, the `codes` feed on the wire) and carry
//! their names in every language, so that a centre changes them without a new program.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AcwMode, Centre, Claim, Destination, Masker, QueueId, ReasonPath};

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
    /// To whom it is handed on, and what they are told.
    HandOver,
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
    /// Text with `{reason} {article} {steps} {why} {follow_up} {hand_over} {said} {talk} {hold}`.
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
    /// Synonyms and abbreviations of the centre for the search, as the text of `synonyms.toml`; none
    /// if it is empty. What is in it is the knowledge base's to read; a window has no use for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[ts(skip)]
    pub synonyms: String,
    /// Who takes a contact over.
    #[serde(default)]
    pub directory: Vec<Destination>,
    /// What the centre decides about work at its desks.
    #[serde(default)]
    pub centre: Centre,
}

/// What is wrong with a list.
#[derive(Debug, thiserror::Error)]
pub enum CodesError {
    /// A file is not TOML of the right shape; the text has the line.
    #[error("{file}: {source}")]
    Toml {
        /// Which of the files.
        file: &'static str,
        /// What and where.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// The lists do not fit together.
    #[error("{file}: {what}")]
    Wrong {
        /// Which of the files.
        file: &'static str,
        /// What does not fit.
        what: String,
    },
    /// A file that has to be there is not, or cannot be read.
    #[error("{file}: it cannot be read")]
    Missing {
        /// Which of the files.
        file: &'static str,
    },
}

/// The names of the four files of a centre's lists.
const FILES: [&str; 4] = ["reasons.toml", "outcomes.toml", "root-causes.toml", "templates.toml"];
/// Three more that a centre may do without.
const DIRECTORY: &str = "directory.toml";
const CENTRE: &str = "centre.toml";
const SYNONYMS: &str = "synonyms.toml";

impl Codes {
    /// Reads the files of a centre's lists with `read`, which knows where they are, and checks
    /// that they fit together. The four of [`Codes::files`] have to be there; without
    /// `directory.toml` nobody is in the directory, without `centre.toml` the rules are those of
    /// [`Centre::default`], without `synonyms.toml` a word means itself alone.
    ///
    /// # Errors
    /// The first file that is missing, that is no TOML of its shape, or that does not fit.
    pub fn read(mut read: impl FnMut(&'static str) -> Option<String>) -> Result<Codes, CodesError> {
        let mut texts = [const { String::new() }; 4];
        for (text, file) in texts.iter_mut().zip(FILES) {
            *text = read(file).ok_or(CodesError::Missing { file })?;
        }
        let mut codes = Codes::from_toml(texts.each_ref().map(String::as_str))?;
        if let Some(text) = read(DIRECTORY) {
            codes.directory = parse::<DirectoryFile>(DIRECTORY, &text)?.queue;
        }
        if let Some(text) = read(CENTRE) {
            codes.centre = parse::<Centre>(CENTRE, &text)?;
        }
        codes.synonyms = read(SYNONYMS).unwrap_or_default();
        codes.check()?;
        Ok(codes)
    }

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
        let [reasons, outcomes, root_causes, templates] = texts;
        let codes = Codes {
            reasons: parse::<Reasons>(FILES[0], reasons)?.reason,
            outcomes: parse::<Outcomes>(FILES[1], outcomes)?.outcome,
            root_causes: parse::<RootCauses>(FILES[2], root_causes)?.root_cause,
            templates: parse::<Templates>(FILES[3], templates)?.template,
            ..Codes::default()
        };
        codes.check()?;
        Ok(codes)
    }

    /// The names of the four files, in the order [`Codes::from_toml`] wants them.
    pub fn files() -> [&'static str; 4] {
        FILES
    }

    /// The name of the file of synonyms.
    pub fn synonyms_file() -> &'static str {
        SYNONYMS
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
        self.check_directory()?;
        self.check_centre()
    }

    fn check_directory(&self) -> Result<(), CodesError> {
        let mut queues = BTreeSet::new();
        for there in &self.directory {
            let queue = there.queue.as_str();
            if !queues.insert(queue) {
                let what = format!("`{queue}` is there twice");
                return Err(CodesError::Wrong { file: DIRECTORY, what });
            }
            named(DIRECTORY, queue, &there.names)?;
            self.known(DIRECTORY, queue, &there.reasons)?;
            for skill in &there.skills {
                named(DIRECTORY, &skill.id, &skill.names)?;
                self.known(DIRECTORY, &skill.id, &skill.reasons)?;
            }
        }
        Ok(())
    }

    fn check_centre(&self) -> Result<(), CodesError> {
        let wrong = |what: String| Err(CodesError::Wrong { file: CENTRE, what });
        let acw = &self.centre.acw;
        if acw.mode == AcwMode::Limit {
            if acw.warn_s < 20 || acw.extensions < 10 || acw.extend_s < 20 {
                return wrong(
                    "acw: the warning comes 20 seconds before or earlier, and after-call work can \
                     be extended 10 times or more, by 20 seconds or more"
                        .into(),
                );
            }
            if acw.limit_s <= acw.warn_s {
                return wrong("acw: limit_s must be above warn_s".into());
            }
        }
        if let Some(survey) = &self.centre.survey {
            if survey.share_percent > 100 {
                return wrong("survey: share_percent is 0 to 100".into());
            }
            self.known(CENTRE, "survey", &survey.reasons)?;
            self.known_outcomes("survey", &survey.outcomes)?;
        }
        if let Some(asked) = &self.centre.conversion {
            let currency = &asked.currency;
            if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
                return wrong(format!("conversion: `{currency}` is no currency, such as SEK"));
            }
            self.known(CENTRE, "conversion", &asked.reasons)?;
        }
        if let Err(error) = Masker::new(&self.centre.masks) {
            return wrong(format!("mask {error}"));
        }
        let mut ids = BTreeSet::new();
        for field in &self.centre.fields {
            if !ids.insert(&field.id) {
                return wrong(format!("field `{}` is there twice", field.id));
            }
            named(CENTRE, &field.id, &field.names)?;
            for choice in &field.choices {
                named(CENTRE, &choice.id, &choice.names)?;
            }
            self.known(CENTRE, &field.id, &field.reasons)?;
            self.known_outcomes(&field.id, &field.outcomes)?;
            if let Some(Err(error)) = field.pattern.as_deref().map(regex::Regex::new) {
                return wrong(format!("field `{}`: {error}", field.id));
            }
        }
        Ok(())
    }

    /// Whether every prefix is a reason of the tree.
    fn known(&self, file: &'static str, who: &str, paths: &[String]) -> Result<(), CodesError> {
        match paths.iter().find(|path| !self.reasons.iter().any(|r| r.path.as_str() == *path)) {
            Some(path) => {
                Err(CodesError::Wrong { file, what: format!("`{who}`: no reason `{path}`") })
            }
            None => Ok(()),
        }
    }

    fn known_outcomes(&self, who: &str, ids: &[String]) -> Result<(), CodesError> {
        match ids.iter().find(|id| self.outcome(id).is_none()) {
            Some(id) => {
                Err(CodesError::Wrong { file: CENTRE, what: format!("`{who}`: no outcome `{id}`") })
            }
            None => Ok(()),
        }
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DirectoryFile {
    #[serde(default)]
    queue: Vec<Destination>,
}

fn parse<T: for<'de> Deserialize<'de>>(file: &'static str, text: &str) -> Result<T, CodesError> {
    toml::from_str(text).map_err(|source| CodesError::Toml { file, source: Box::new(source) })
}

fn named(file: &'static str, what: &str, names: &Names) -> Result<(), CodesError> {
    match LANGUAGES.iter().find(|lang| names.get(**lang).is_none_or(|n| n.trim().is_empty())) {
        Some(lang) => {
            Err(CodesError::Wrong { file, what: format!("`{what}` has no name in `{lang}`") })
        }
        None => Ok(()),
    }
}
