//! A survey as another system sends it: an answer, or an invitation to one, and what it is about.
//!
//! Promises: as of contacts (see `channel`). Deliberately absent: which of two answers counts (see
//! `tables::surveys`).

use contact::protocol::SentSurvey;
use contact::{Code, ContactId, Customer, Ms, Problem};
use serde_json::{Map, Value};

use super::{NAME, contact_id_of, without};
use crate::keys::{CustomerKey, Keyring};

/// An answer, or an invitation, and what it is about.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) about: About,
    pub(crate) survey: SentSurvey,
    /// Who was asked, where it says so.
    pub(crate) key: Option<CustomerKey>,
    /// All of it but who was asked.
    pub(crate) body: String,
}

/// What a survey is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum About {
    /// This contact, known already or not.
    Contact(ContactId),
    /// The latest contact of this customer.
    Customer(CustomerKey),
}

/// A survey that cannot be used: what is known of it, and why.
#[derive(Clone, Debug)]
pub(crate) struct Unasked {
    pub(crate) contact_id: Option<ContactId>,
    pub(crate) key: Option<CustomerKey>,
    pub(crate) problem: Problem,
    pub(crate) body: String,
}

/// Reads one survey of `source`, of `most` bytes at most.
pub(crate) fn survey(
    source: &str,
    region: &str,
    raw: &str,
    received: Ms,
    keyring: &Keyring,
    most: usize,
) -> Result<Asked, Box<Unasked>> {
    limited(raw, most, read_survey(source, region, raw, received, keyring, None))
}

/// As [`survey`], of one out of which the customer was taken.
pub(crate) fn survey_of(
    source: &str,
    raw: &str,
    received: Ms,
    keyring: &Keyring,
    customer: Option<CustomerKey>,
    most: usize,
) -> Result<Asked, Box<Unasked>> {
    limited(raw, most, read_survey(source, "", raw, received, keyring, customer))
}

/// Refuses what is too large. It was read all the same, for the contact and the customer of what is set
/// aside.
fn limited(
    raw: &str,
    most: usize,
    asked: Result<Asked, Box<Unasked>>,
) -> Result<Asked, Box<Unasked>> {
    if raw.len() <= most {
        return asked;
    }
    let problem = Problem::new(Code::TooLarge, format!("The survey is larger than {most} bytes."));
    Err(Box::new(match asked {
        Err(unasked) => Unasked { problem, ..*unasked },
        Ok(Asked { about, body, key, .. }) => {
            let contact_id = match about {
                About::Contact(id) => Some(id),
                About::Customer(_) => None,
            };
            Unasked { contact_id, key, problem, body }
        }
    }))
}

fn read_survey(
    source: &str,
    region: &str,
    raw: &str,
    received: Ms,
    keyring: &Keyring,
    known: Option<CustomerKey>,
) -> Result<Asked, Box<Unasked>> {
    let whose = |customer: Option<Value>| {
        let customer = customer.as_ref().and_then(Value::as_str);
        let read = customer.and_then(|text| Customer::read(text, region));
        read.map(|c| keyring.customer(&c)).or(known)
    };
    let Ok(mut fields) = serde_json::from_str::<Map<String, Value>>(raw) else {
        let problem = Problem::new(Code::Invalid, "The survey is not a JSON object.");
        let (body, customer) = without(raw, "customer");
        let (contact_id, key) = (None, whose(customer));
        return Err(Box::new(Unasked { contact_id, key, problem, body }));
    };
    let whole = Value::Object(fields.clone());
    let key = whose(fields.remove("customer"));
    let body = Value::Object(fields.clone()).to_string();
    match understood(source, &whole, key, received) {
        Ok((about, survey)) => Ok(Asked { about, survey, key, body }),
        Err(problem) => {
            let text = |field: &str| fields.get(field).and_then(Value::as_str);
            let named = || {
                let external =
                    text("external_id").map(str::trim).filter(|name| !name.is_empty())?;
                Some(contact_id_of(text("source").unwrap_or(source), external))
            };
            // By whichever it is named: it goes with that contact.
            let contact_id = text("contact_id").and_then(|id| id.parse().ok()).or_else(named);
            Err(Box::new(Unasked { contact_id, key, problem, body }))
        }
    }
}

fn understood(
    source: &str,
    whole: &Value,
    key: Option<CustomerKey>,
    received: Ms,
) -> Result<(About, SentSurvey), Problem> {
    let survey: SentSurvey = serde_json::from_value(whole.clone()).map_err(|_| misfit(whole))?;
    let text = |field: &str, value: Option<&str>, most: usize| match value {
        Some(value) if value.trim().is_empty() => {
            Err(Problem::field(field, format!("{field} is empty; leave it out instead.")))
        }
        Some(value) if value.chars().count() > most => {
            Err(Problem::field(field, format!("{field} is longer than {most} letters.")))
        }
        _ => Ok(()),
    };
    text("external_id", survey.external_id.as_deref(), NAME)?;
    text("source", survey.source.as_deref(), NAME)?;
    text("by", Some(&survey.by), 40)?;
    text("comment", survey.comment.as_deref(), 20_000)?;
    if survey.csat.is_some_and(|score| !(1..=5).contains(&score)) {
        return Err(Problem::field("csat", "csat is from 1 to 5."));
    }
    if survey.nps.is_some_and(|score| score > 10) {
        return Err(Problem::field("nps", "nps is from 0 to 10."));
    }
    if survey.at_ms <= 0 || survey.at_ms > received.saturating_add(24 * 3_600_000) {
        return Err(Problem::field("at_ms", "at_ms is before 1970 or more than a day ahead."));
    }
    let about = if let Some(id) = survey.contact_id {
        if id.0.is_nil() {
            let message = "The contact_id is all zeros, which names no contact.";
            return Err(Problem::field("contact_id", message));
        }
        About::Contact(id)
    } else if let Some(external) = &survey.external_id {
        About::Contact(contact_id_of(survey.source.as_deref().unwrap_or(source), external.trim()))
    } else if let Some(key) = key {
        About::Customer(key)
    } else {
        return Err(Problem::field(
            "contact_id",
            "The survey says neither which contact (contact_id, external_id) nor which customer it is about.",
        ));
    };
    Ok((about, survey))
}

/// The field that keeps it from being a survey: each is tried alone in one that is good.
fn misfit(whole: &Value) -> Problem {
    let good = serde_json::json!({"by": "ivr", "at_ms": 1});
    for (name, value) in whole.as_object().into_iter().flatten() {
        let mut one = good.clone();
        one[name.as_str()] = value.clone();
        if serde_json::from_value::<SentSurvey>(one).is_err() {
            return Problem::field(name, format!("The field {name} is not of its form."));
        }
    }
    for name in ["by", "at_ms"] {
        if whole.get(name).is_none() {
            return Problem::field(name, format!("The field {name} is missing."));
        }
    }
    Problem::new(Code::Invalid, "The survey is not of the form of one.")
}

/// A survey of a customer is about their latest contact before they were asked, if that did not begin
/// longer ago: 7 days.
pub(crate) const LATELY_MS: Ms = 7 * 24 * 3_600_000;
