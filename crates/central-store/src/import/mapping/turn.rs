//! A row of the file turned into a contact or a survey, as a mapping says.
//!
//! Promises: a row that cannot be turned is refused by the name of its column, without what stood
//! there. Deliberately absent: what a mapping may say (see `mapping`).

use contact::{Customer, Identity, Ms, Problem};
use serde_json::{Map, Value, json};

use super::{Becomes, Column, Kind, Mapping};

impl Mapping {
    /// A row as a contact or a survey; none when it is to be left out.
    pub(in crate::import) fn turn(&self, row: &impl Row) -> Result<Option<Value>, Problem> {
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
pub(in crate::import) trait Row {
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
}
