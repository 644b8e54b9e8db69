//! What the columns of somebody else's file mean: a mapping file in TOML, and a row of the file
//! turned into a contact or a survey as `/v1/contacts` and `/v1/surveys` take them.
//!
//! Promises: a mapping that names a field or a zone that does not exist is refused before the first
//! row; a row that cannot be turned is refused by the name of its column, without what stood there.
//! Deliberately absent: reading files (see `rows`), what a contact must be (see `channel`).

use std::collections::BTreeMap;

use contact::{Customer, Identity, IdentityKind, Ms, Problem};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::when::{Form, Unit};

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
            wrong(format!("The mapping file cannot be read. Nothing was imported. {error}"))
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

    /// A row as a contact or a survey; none when it is to be left out.
    pub(super) fn turn(&self, row: &impl Row) -> Result<Option<Value>, Problem> {
        let has = |values: &[String], text: &str| values.iter().any(|value| value == text);
        for skip in &self.skip {
            let text = row.get(&skip.column).unwrap_or_default();
            let text = text.trim();
            let is = skip.is.is_empty() || has(&skip.is, text);
            let spared = has(&skip.is_not, text);
            if is && !spared {
                return Ok(None);
            }
        }
        let mut fields = Map::new();
        let mut duration = None;
        for (name, wire, kind) in self.known() {
            let read = match self.fields.get(*name) {
                Some(column) => self.field(name, *kind, column, row)?,
                None => None,
            };
            let Some(value) = read.or_else(|| self.defaults.get(*name).cloned()) else { continue };
            if wire.is_empty() {
                duration = value.as_i64();
            } else {
                fields.insert((*wire).to_owned(), value);
            }
        }
        if self.becomes == Becomes::Contacts && !fields.contains_key("end_ms") {
            // What has no length (a letter, a post) ends when it begins.
            let length = duration.or_else(|| {
                let part = |name: &str| fields.get(name).and_then(Value::as_i64);
                match (part("talk_ms"), part("hold_ms")) {
                    (None, None) => None,
                    (talk, hold) => Some(talk.unwrap_or(0).saturating_add(hold.unwrap_or(0))),
                }
            });
            let start = fields.get("start_ms").and_then(Value::as_i64);
            if let Some(end) = start.map(|start: Ms| start.saturating_add(length.unwrap_or(0))) {
                fields.insert("end_ms".into(), end.into());
            }
        }
        self.identify(row, &mut fields)?;
        Ok(Some(Value::Object(fields)))
    }

    fn field(
        &self,
        name: &str,
        kind: Kind,
        column: &Column,
        row: &impl Row,
    ) -> Result<Option<Value>, Problem> {
        let text = row.get(column.name()).unwrap_or_default();
        let text = text.trim();
        if let Some(values) = self.values.get(name) {
            let meant = values.get(text).or_else(|| {
                let small = text.to_lowercase();
                values.iter().find(|(word, _)| word.to_lowercase() == small).map(|(_, v)| v)
            });
            match meant.or_else(|| values.get("*").filter(|_| !text.is_empty())) {
                // An empty meaning is none.
                Some(Value::String(empty)) if empty.is_empty() => return Ok(None),
                Some(value) => return Ok(Some(value.clone())),
                None if !text.is_empty() && kind == Kind::Text => {
                    return Err(Problem::field(
                        name,
                        format!(
                            "The mapping has no meaning for what stands in the column {}. Add it \
                             under [values.{name}], or a \"*\".",
                            column.name()
                        ),
                    ));
                }
                None => {}
            }
        }
        if text.is_empty() {
            return Ok(None);
        }
        let value = match kind {
            Kind::Text => Some(json!(text)),
            Kind::Time => column.time().read(text, &self.zone.0).map(Value::from),
            Kind::Length => column.unit().read(text).map(Value::from),
            Kind::Number => text.parse::<u32>().ok().map(Value::from),
            Kind::Flag => flag(text).map(Value::from),
        };
        value.map(Some).ok_or_else(|| {
            let what = match kind {
                Kind::Time => "a time of the form that the mapping says",
                Kind::Length => "a length of time of the unit that the mapping says",
                Kind::Number => "a number",
                _ => "yes or no",
            };
            Problem::field(name, format!("The column {} does not hold {what}.", column.name()))
        })
    }

    /// The first identity is whose contact it is; all of them go along.
    fn identify(&self, row: &impl Row, fields: &mut Map<String, Value>) -> Result<(), Problem> {
        let mut found = Vec::new();
        for known in &self.identities {
            let text = row.get(&known.column).unwrap_or_default();
            let text = text.trim();
            let nobody = |word: &String| word.eq_ignore_ascii_case(text);
            if text.is_empty() || known.nobody.iter().any(nobody) {
                continue;
            }
            let value = Customer(text.to_owned());
            let identity = Identity { kind: known.kind, value, network: known.network.clone() };
            // A telephone number that is none (withheld, an extension) identifies nobody.
            if let Some(customer) = identity.customer(&self.region) {
                found.push(Identity { value: customer, ..identity });
            }
        }
        if self.becomes == Becomes::Surveys {
            let whole = ["customer", "external_id", "contact_id"];
            if let Some(first) = found.first()
                && !whole.iter().any(|field| fields.contains_key(*field))
            {
                fields.insert("customer".into(), first.value.0.clone().into());
            }
            return Ok(());
        }
        if !found.is_empty() {
            let found = serde_json::to_value(found)
                .map_err(|_| Problem::field("identities", "The identities cannot be written."))?;
            fields.insert("identities".into(), found);
        }
        Ok(())
    }
}

fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "t" | "yes" | "y" | "ja" | "j" | "x" => Some(true),
        "0" | "false" | "f" | "no" | "n" | "nej" | "nein" | "-" => Some(false),
        _ => None,
    }
}

/// A row of a file, whatever its layout.
pub(super) trait Row {
    /// What stands in a column.
    fn get(&self, column: &str) -> Option<String>;
}

impl Row for Map<String, Value> {
    fn get(&self, column: &str) -> Option<String> {
        let mut value = self.get(column);
        if value.is_none() {
            let mut parts = column.split('.');
            value = self.get(parts.next()?);
            for part in parts {
                value = match value? {
                    Value::Array(list) => list.get(part.parse::<usize>().ok()?),
                    other => other.get(part),
                };
            }
        }
        match value? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: Value) -> Map<String, Value> {
        text.as_object().unwrap().clone()
    }

    const TICKETS: &str = r#"
        source = "tickets"
        zone = "Europe/Stockholm"
        region = "SE"
        [fields]
        external_id = "id"
        start = { column = "created", time = "%Y-%m-%d %H:%M" }
        channel = "via"
        talk = { column = "minutes", unit = "min" }
        claim = "status"
        reason = "tag"
        [defaults]
        initiated_by = "customer"
        [values.channel]
        mail = "email"
        "*" = "web"
        [values.claim]
        solved = "resolved"
        open = "unresolved"
        "" = "unknown"
        [[identities]]
        column = "requester.email"
        kind = "email"
        [[identities]]
        column = "requester.phone"
        kind = "phone"
        nobody = ["anonymous"]
        [[skip]]
        column = "spam"
        is = ["true"]
    "#;

    #[test]
    fn a_row_becomes_a_contact() {
        let mapping = Mapping::read(TICKETS).unwrap();
        let turned = mapping.turn(&row(json!({
            "id": 35436, "created": "2025-03-03 11:06", "via": "Mail", "minutes": "2.5",
            "status": "solved", "tag": "billing/refund", "spam": false,
            "requester": {"email": "Sara@Example.org", "phone": "070-174 06 12"},
        })));
        assert_eq!(
            turned.unwrap().unwrap(),
            json!({"external_id": "35436", "start_ms": 1_740_996_360_000_i64,
                   "end_ms": 1_740_996_510_000_i64, "channel": "email", "talk_ms": 150_000,
                   "claim": "resolved", "reason": "billing/refund", "initiated_by": "customer",
                   "identities": [{"kind": "email", "value": "sara@example.org"},
                                  {"kind": "phone", "value": "+46701740612"}]})
        );
    }

    #[test]
    fn what_is_empty_unknown_or_nobody_is_left_out() {
        let mapping = Mapping::read(TICKETS).unwrap();
        let turned = mapping.turn(&row(json!({
            "id": "1", "created": "2025-03-03 11:06", "via": "Portal", "status": "",
            "requester": {"phone": "Anonymous"},
        })));
        let turned = turned.unwrap().unwrap();
        assert_eq!((&turned["channel"], &turned["claim"]), (&json!("web"), &json!("unknown")));
        assert!(turned.get("identities").is_none() && turned.get("reason").is_none());
        assert_eq!(turned["start_ms"], turned["end_ms"]);
        let spam = row(json!({"id": "2", "spam": true}));
        assert_eq!(mapping.turn(&spam).unwrap(), None);
    }

    #[test]
    fn what_cannot_be_turned_names_the_column_and_not_what_stood_there() {
        let mapping = Mapping::read(TICKETS).unwrap();
        for (field, column, value) in [
            ("start", "created", "Sara 0701740612"),
            ("talk", "minutes", "Sara 0701740612"),
            ("claim", "status", "Sara 0701740612"),
        ] {
            let mut bad = json!({"id": "1", "created": "2025-03-03 11:06", "via": "x"});
            bad[column] = json!(value);
            let problem = mapping.turn(&row(bad)).unwrap_err();
            assert_eq!(problem.field.as_deref(), Some(field));
            assert!(problem.message.contains(column), "{}", problem.message);
            assert!(!problem.message.contains("Sara"), "{}", problem.message);
        }
    }

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
