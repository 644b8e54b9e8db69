//! What the columns of somebody else's file mean: a mapping file in TOML, and a row of the file
//! turned into a contact or a survey as `/v1/contacts` and `/v1/surveys` take them.
//!
//! Promises: a mapping that names a field or a zone that does not exist is refused before the first
//! row; a row that cannot be turned is refused by the name of its column, without what stood there.
//! Deliberately absent: reading files (see `rows`), what a contact must be (see `channel`).

mod turn;

use std::collections::BTreeMap;

use contact::{IdentityKind, Problem};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value;

use super::when::{Form, Unit};

pub(super) use turn::Row;

/// What a row becomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Becomes {
    /// A contact.
    #[default]
    Contacts,
    /// An answer to a survey, or an invitation to one.
    Surveys,
}

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Comma, semicolon or tab between columns.
    Csv,
    /// One JSON object a line; a column is a field, and `a.b` one inside another.
    Ndjson,
}

/// A mapping file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the system is called; ids are made from it, so it must never change.
    pub source: String,
    /// What a row becomes.
    #[serde(default)]
    pub becomes: Becomes,
    /// How the file is written; left out, the ending says it.
    #[serde(default)]
    pub layout: Option<Layout>,
    /// What stands between columns; left out, it is found out.
    #[serde(default)]
    pub delimiter: Option<char>,
    /// `utf-8`, `windows-1252`, `gb18030`; left out, it is found out.
    #[serde(default)]
    pub encoding: Option<String>,
    /// The columns' names where the file has no first line of them.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Where times without an offset are from: `Europe/Stockholm`.
    #[serde(default)]
    zone: Zone,
    /// Where telephone numbers without a country code are from: `SE`.
    #[serde(default)]
    pub region: String,
    /// Field → column.
    fields: BTreeMap<String, Column>,
    /// Fields that are the same in every row, or that a row left empty.
    #[serde(default)]
    defaults: BTreeMap<String, Value>,
    /// Field → what the file says → what it means. `"*"` is anything else, `""` an empty one.
    #[serde(default)]
    values: BTreeMap<String, BTreeMap<String, Value>>,
    /// Everything a person is known by. The first that a row has is whose contact it is.
    #[serde(default)]
    identities: Vec<Known>,
    /// Rows that are left out, when all that is asked of one of these holds.
    #[serde(default)]
    skip: Vec<Skip>,
}

#[derive(Clone, Debug)]
struct Zone(TimeZone);

impl Default for Zone {
    fn default() -> Zone {
        Zone(TimeZone::UTC)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        TimeZone::get(&name).map(Zone).map_err(|_| {
            serde::de::Error::custom("there is no such time zone; it looks like Europe/Stockholm")
        })
    }
}

/// Where a field is, and how it is written there.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Column {
    Named(String),
    Told(Told),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    column: String,
    #[serde(default)]
    time: Option<Form>,
    #[serde(default)]
    unit: Option<Unit>,
}

impl Column {
    fn name(&self) -> &str {
        match self {
            Column::Named(name) => name,
            Column::Told(told) => &told.column,
        }
    }

    fn time(&self) -> Form {
        match self {
            Column::Told(Told { time: Some(form), .. }) => form.clone(),
            _ => Form::default(),
        }
    }

    fn unit(&self) -> Unit {
        match self {
            Column::Told(Told { unit: Some(unit), .. }) => *unit,
            _ => Unit::default(),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    column: String,
    kind: IdentityKind,
    #[serde(default)]
    network: Option<String>,
    /// Contents that stand for nobody: `anonymous`, `unknown`.
    #[serde(default)]
    nobody: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Skip {
    column: String,
    #[serde(default)]
    is: Vec<String>,
    #[serde(default)]
    is_not: Vec<String>,
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Time,
    Length,
    Flag,
    Number,
}

/// The fields of a contact that a column can be, and what they are called on the wire.
const CONTACT: [(&str, &str, Kind); 24] = [
    ("external_id", "external_id", Kind::Text),
    ("contact_id", "contact_id", Kind::Text),
    ("revision", "revision", Kind::Number),
    ("updated", "updated_ms", Kind::Time),
    ("customer", "customer", Kind::Text),
    ("channel", "channel", Kind::Text),
    ("initiated_by", "initiated_by", Kind::Text),
    ("start", "start_ms", Kind::Time),
    ("end", "end_ms", Kind::Time),
    ("duration", "", Kind::Length),
    ("reason", "reason", Kind::Text),
    ("claim", "claim", Kind::Text),
    ("transferred", "transferred", Kind::Flag),
    ("escalated", "escalated", Kind::Flag),
    ("follow_up_promised", "follow_up_promised", Kind::Flag),
    ("survey", "survey", Kind::Text),
    ("agent", "agent", Kind::Text),
    ("queue", "queue", Kind::Text),
    ("talk", "talk_ms", Kind::Length),
    ("hold", "hold_ms", Kind::Length),
    ("acw", "acw_ms", Kind::Length),
    ("outcome", "outcome", Kind::Text),
    ("root_cause", "root_cause", Kind::Text),
    ("lang", "lang", Kind::Text),
];

/// The same of a survey.
const SURVEY: [(&str, &str, Kind); 10] = [
    ("external_id", "external_id", Kind::Text),
    ("contact_id", "contact_id", Kind::Text),
    ("contact_source", "source", Kind::Text),
    ("customer", "customer", Kind::Text),
    ("by", "by", Kind::Text),
    ("at", "at_ms", Kind::Time),
    ("answer", "answer", Kind::Text),
    ("csat", "csat", Kind::Number),
    ("nps", "nps", Kind::Number),
    ("comment", "comment", Kind::Text),
];

impl Mapping {
    /// Reads a mapping file and checks that it can mean something.
    ///
    /// # Errors
    /// [`contact::Code::Invalid`] with the line, or the field that does not exist.
    pub fn read(text: &str) -> Result<Mapping, Problem> {
        let wrong = |message: String| Problem::new(contact::Code::Invalid, message);
        let mapping: Mapping = toml::from_str(text).map_err(|error| {
            wrong(format!(
                "The mapping file cannot be used. Nothing was imported. Mend it (docs/channels.md says \
                 what it may hold): {error}"
            ))
        })?;
        let known = mapping.known();
        let named =
            mapping.fields.keys().chain(mapping.defaults.keys()).chain(mapping.values.keys());
        for field in named {
            if !known.iter().any(|(name, ..)| name == field) {
                let list: Vec<&str> = known.iter().map(|(name, ..)| *name).collect();
                return Err(wrong(format!(
                    "The mapping names the field {field}, which does not exist. Nothing was \
                     imported. The fields are: {}.",
                    list.join(", ")
                )));
            }
        }
        let has = |field: &str| {
            mapping.fields.contains_key(field) || mapping.defaults.contains_key(field)
        };
        let lacks =
            |what: &str| wrong(format!("The mapping does not say {what}. Nothing was imported."));
        if mapping.source.trim().is_empty() {
            return Err(lacks("what the source is called (source = \"...\")"));
        }
        match mapping.becomes {
            Becomes::Contacts => {
                if !has("external_id") && !has("contact_id") {
                    return Err(lacks("which column names the contact (external_id)"));
                }
                if !has("start") || !has("channel") {
                    return Err(lacks("when the contact began (start) and its channel"));
                }
            }
            Becomes::Surveys => {
                let whose = ["external_id", "contact_id", "customer"].iter().any(|f| has(f));
                let whose = whose || !mapping.identities.is_empty();
                if !whose || !has("at") || !has("by") {
                    return Err(lacks(
                        "which contact it is about (external_id, contact_id or customer), when \
                         (at) and how they were asked (by)",
                    ));
                }
            }
        }
        Ok(mapping)
    }

    fn known(&self) -> &'static [(&'static str, &'static str, Kind)] {
        match self.becomes {
            Becomes::Contacts => &CONTACT,
            Becomes::Surveys => &SURVEY,
        }
    }

    /// Every column that is named, for a check against the file's first line.
    pub(super) fn columns_named(&self) -> impl Iterator<Item = &str> {
        let fields = self.fields.values().map(Column::name);
        let identities = self.identities.iter().map(|known| known.column.as_str());
        fields.chain(identities).chain(self.skip.iter().map(|skip| skip.column.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_that_means_nothing_is_refused_by_name() {
        let refused = |text: &str| Mapping::read(text).unwrap_err().message;
        let whole =
            "source = \"x\"\n[fields]\nexternal_id = \"a\"\nstart = \"b\"\nchannel = \"c\"\n";
        Mapping::read(whole).unwrap();
        assert!(refused(&whole.replace("start", "begin")).contains("begin"));
        assert!(refused(&whole.replace("external_id = \"a\"\n", "")).contains("external_id"));
        assert!(refused(&whole.replace("channel = \"c\"\n", "")).contains("channel"));
        assert!(refused(&format!("zone = \"Mars/Olympus\"\n{whole}")).contains("time zone"));
        assert!(
            refused(&whole.replace("\"b\"", "{ column = \"b\", time = \"dmy\" }"))
                .contains("start")
        );
        assert!(refused(&format!("sauce = 1\n{whole}")).contains("sauce"));
    }
}
