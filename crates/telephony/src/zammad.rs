//! The shape of Zammad's generic CTI: `newCall`, `answer` and `hangup`, as JSON or as a form.
//!
//! Any exchange with URL actions can send it. It has neither event ids nor times, so an event is
//! known by its call and name, and happened when it came in.

use std::collections::BTreeMap;

use contact::{CallEvent, CallEventKind as Kind, Direction, Party};
use serde_json::Value;

use crate::{Read, Reading, Refusal};

/// An event as JSON.
pub fn json(body: &[u8], reading: Reading<'_>) -> Read {
    let value: Value =
        serde_json::from_slice(body).map_err(|_| Refusal::Form { expected: "JSON" })?;
    let object = value.as_object().ok_or(Refusal::Form { expected: "a JSON object" })?;
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let mut fields = Form::new();
    for (name, value) in object {
        let values = match value {
            Value::Array(list) => list.iter().filter_map(text).collect(),
            one => text(one).into_iter().collect(),
        };
        fields.insert(name.clone(), values);
    }
    read(&fields, reading)
}

/// An event as a form, or as the query of an address.
pub fn form(body: &[u8], reading: Reading<'_>) -> Read {
    let mut fields = Form::new();
    for (name, value) in form_urlencoded::parse(body) {
        fields.entry(name.into_owned()).or_default().push(value.into_owned());
    }
    read(&fields, reading)
}

type Form = BTreeMap<String, Vec<String>>;

fn read(fields: &Form, reading: Reading<'_>) -> Read {
    let get = |name: &str| {
        let value = fields.get(name).and_then(|values| values.first());
        value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let required = |name: &'static str| get(name).ok_or(Refusal::Missing { field: name });
    let event = required("event")?;
    let kind = match event.to_ascii_lowercase().as_str() {
        "newcall" => Kind::Offered,
        "answer" => Kind::Connected,
        "hangup" => Kind::Ended,
        // Exchanges that can say more, in the same shape.
        "hold" => Kind::Held,
        "unhold" => Kind::Retrieved,
        _ => return Ok(None),
    };
    let call = required("callId")?;
    let direction = match get("direction").map(|word| word.to_lowercase()).as_deref() {
        Some("out" | "outbound") => Direction::Out,
        Some("in" | "inbound") | None => Direction::In,
        Some(_) => return Err(Refusal::Field { field: "direction", expected: "`in` or `out`" }),
    };
    // Held more than once in a call, each is an event of its own.
    let nth = match kind {
        Kind::Held | Kind::Retrieved => format!("/{}", reading.now_ms),
        _ => String::new(),
    };
    let id = format!("{call}/{}{nth}", event.to_ascii_lowercase());
    let mut read = CallEvent::new("cti", &id, reading.now_ms, kind, &call);
    read.direction = Some(direction);
    let (other, ours) = match direction {
        Direction::In => ("from", "to"),
        Direction::Out => ("to", "from"),
    };
    read.party = fields
        .contains_key(other)
        .then(|| Party::read(&get(other).unwrap_or_default(), reading.region));
    read.dialled = get(ours);
    read.queue = get("queue").map(|queue| queue.as_str().into());
    read.cause = get("cause");
    let users = ["user[]", "user", "answeringNumber"].iter().filter_map(|name| fields.get(*name));
    let users: Vec<&str> =
        users.flatten().map(|user| user.trim()).filter(|user| !user.is_empty()).collect();
    read.agent = users.iter().find(|user| reading.agents.has(user)).map(|user| (*user).to_owned());
    if read.agent.is_none() && !users.is_empty() {
        if kind != Kind::Connected {
            return Ok(None);
        }
        // It rang at several, and somebody else took it.
        read.kind = Kind::Ended;
        read.id = format!("{call}/answered-elsewhere");
        read.cause = Some(crate::intake::ELSEWHERE.to_owned());
    }
    read.check(reading.now_ms)?;
    Ok(Some(read))
}
