//! Reading one field after another out of JSON, so that what is wrong is refused by its name.

use std::collections::BTreeMap;

use contact::Ms;
use serde_json::{Map, Value};

use crate::Refusal;

/// The fields of a JSON object.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    pub(crate) fn of(value: &'a Value, field: &'static str) -> Result<Fields<'a>, Refusal> {
        value.as_object().map(Fields).ok_or(Refusal::Field { field, expected: "an object" })
    }

    pub(crate) fn value(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A text; a number or a yes counts as its text. Blank is none.
    pub(crate) fn text(&self, name: &'static str) -> Result<Option<String>, Refusal> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let text = plain(value).ok_or(Refusal::Field { field: name, expected: "a text" })?;
        Ok(Some(text).filter(|text| !text.trim().is_empty()))
    }

    pub(crate) fn required(&self, name: &'static str) -> Result<String, Refusal> {
        self.text(name)?.ok_or(Refusal::Missing { field: name })
    }

    pub(crate) fn flag(&self, name: &'static str) -> Result<Option<bool>, Refusal> {
        self.value(name)
            .map(|value| {
                value.as_bool().ok_or(Refusal::Field { field: name, expected: "true or false" })
            })
            .transpose()
    }

    pub(crate) fn ms(&self, name: &'static str) -> Result<Option<Ms>, Refusal> {
        self.value(name)
            .map(|value| {
                value.as_i64().ok_or(Refusal::Field { field: name, expected: "whole milliseconds" })
            })
            .transpose()
    }

    pub(crate) fn object(&self, name: &'static str) -> Result<Option<Fields<'a>>, Refusal> {
        self.value(name).map(|value| Fields::of(value, name)).transpose()
    }

    /// One of some words.
    pub(crate) fn word<T>(
        &self,
        name: &'static str,
        expected: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        read(&text.to_lowercase()).map(Some).ok_or(Refusal::Field { field: name, expected })
    }

    /// Everything that reads as a text, by name; lists and objects as their JSON.
    pub(crate) fn texts(&self) -> BTreeMap<String, String> {
        let text = |value: &Value| plain(value).unwrap_or_else(|| value.to_string());
        self.0
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), text(value)))
            .collect()
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// A moment as RFC 3339 writes it.
pub(crate) fn moment(text: &str, field: &'static str) -> Result<Ms, Refusal> {
    time::OffsetDateTime::parse(text.trim(), &time::format_description::well_known::Rfc3339)
        .ok()
        .and_then(|moment| Ms::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok())
        .ok_or(Refusal::Field { field, expected: "a time such as 2025-03-03T10:06:00Z" })
}

/// The same moment as text.
pub(crate) fn written(ms: Ms) -> String {
    time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000)
        .ok()
        .and_then(|moment| moment.format(&time::format_description::well_known::Rfc3339).ok())
        .unwrap_or_default()
}
