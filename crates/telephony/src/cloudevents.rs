//! The neutral form: CloudEvents 1.0 in JSON, structured, in batches or with its attributes in
//! the headers (binary).
//!
//! Types are `contact.offered.v1`, `.connected.`, `.held.`, `.retrieved.`, `.transferred.`,
//! `.ended.`, `.wrapup_started.`, `.wrapup_ended.`, `.updated.` and `.transcript.v1`. Other types,
//! other versions and unknown fields are ignored. Twilio's Event Streams come in this form too.

use base64::Engine as _;
use contact::{
    CallEvent, CallEventKind as Kind, CallId, Channel, Customer, Direction, Durations, EndedBy,
    Party, Speaker, Transfer, TransferKind, Turn,
};
use serde_json::{Map, Value, json};

use crate::fields::{Fields, moment, written};
use crate::{Read, Reading, Refusal, twilio};

const KINDS: [(&str, Kind); 10] = [
    ("offered", Kind::Offered),
    ("connected", Kind::Connected),
    ("held", Kind::Held),
    ("retrieved", Kind::Retrieved),
    ("transferred", Kind::Transferred),
    ("ended", Kind::Ended),
    ("wrapup_started", Kind::WrapupStarted),
    ("wrapup_ended", Kind::WrapupEnded),
    ("updated", Kind::Updated),
    ("transcript", Kind::Transcript),
];

/// One event that is a JSON object with everything in it.
pub fn structured(body: &[u8], reading: Reading<'_>) -> Read {
    let value = json_of(body, "a CloudEvent in JSON")?;
    one(&value, reading)
}

/// A JSON array of events. One that is refused does not hold up the others.
///
/// # Errors
/// When it is no array at all.
pub fn batch(body: &[u8], reading: Reading<'_>) -> Result<Vec<Read>, Refusal> {
    let value = json_of(body, "a batch of CloudEvents in JSON")?;
    let list = value.as_array().ok_or(Refusal::Form { expected: "a batch: a JSON array" })?;
    Ok(list.iter().map(|value| one(value, reading)).collect())
}

/// One event whose attributes are headers (`ce-id`, …) and whose body is its data.
pub fn binary(header: impl Fn(&str) -> Option<String>, body: &[u8], reading: Reading<'_>) -> Read {
    let mut event = Map::new();
    for name in ["specversion", "id", "source", "type", "time", "subject"] {
        if let Some(value) = header(&format!("ce-{name}")) {
            event.insert(name.into(), Value::String(value));
        }
    }
    event.insert("data".into(), json_of(body, "a CloudEvent's data in JSON")?);
    one(&Value::Object(event), reading)
}

fn json_of(body: &[u8], expected: &'static str) -> Result<Value, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::Form { expected })
}

fn one(value: &Value, reading: Reading<'_>) -> Read {
    let event = Fields::of(value, "event")?;
    let version = event.required("specversion")?;
    if !version.starts_with("1.") {
        return Err(Refusal::Field { field: "specversion", expected: "1.0" });
    }
    let id = event.required("id")?;
    let source = event.required("source")?;
    let kind = event.required("type")?;
    let data = data(event)?;
    if kind.starts_with("com.twilio.taskrouter.") {
        return twilio::stream_event(&kind, &id, &data, reading);
    }
    let Some(kind) = kind_of(&kind) else { return Ok(None) };
    let time = match event.text("time")? {
        Some(time) => moment(&time, "time")?,
        None => return Err(Refusal::Missing { field: "time" }),
    };
    let read =
        read(Fields::of(&data, "data")?, CallEvent::new(&source, &id, time, kind, ""), reading)?;
    Ok(Some(read)
        .filter(|event| event.agent.as_deref().is_none_or(|name| reading.agents.has(name))))
}

/// `contact.ended.v1` and `contact.ended`; nothing for another word or version.
fn kind_of(text: &str) -> Option<Kind> {
    let name = text.strip_prefix("contact.")?;
    let name = name.strip_suffix(".v1").unwrap_or(name);
    KINDS.iter().find(|(word, _)| *word == name).map(|(_, kind)| *kind)
}

fn data(event: Fields<'_>) -> Result<Value, Refusal> {
    if let Some(data) = event.value("data") {
        return Ok(data.clone());
    }
    let Some(text) = event.text("data_base64")? else {
        return Err(Refusal::Missing { field: "data" });
    };
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(text)
        .map_err(|_| Refusal::Field { field: "data_base64", expected: "base64" })?;
    json_of(&bytes, "a CloudEvent's data in JSON")
}

fn read(
    data: Fields<'_>,
    mut event: CallEvent,
    reading: Reading<'_>,
) -> Result<CallEvent, Refusal> {
    event.call_id = CallId(data.required("call_id")?);
    event.parent_id = data.text("parent_id")?.map(CallId);
    event.channel =
        data.word("channel", "voice, chat, email, …", channel)?.unwrap_or(Channel::Voice);
    event.direction = data.word("direction", "`in` or `out`", direction)?;
    if let Some(customer) = data.object("customer")? {
        event.party = Some(party(customer, reading.region)?);
    }
    event.dialled = data.text("dnis")?;
    event.queue = data.text("queue")?.map(|queue| queue.as_str().into());
    event.agent = data.text("agent")?;
    event.lang = data.text("lang")?;
    event.cause = data.text("cause")?;
    event.ended_by = data.word("ended_by", "`customer`, `agent` or `system`", ended_by)?;
    if let Some(durations) = data.object("durations_ms")? {
        event.durations = Durations {
            wait: durations.ms("wait")?,
            ring: durations.ms("ring")?,
            talk: durations.ms("talk")?,
            hold: durations.ms("hold")?,
        };
    }
    if let Some(attributes) = data.object("attrs")? {
        event.attributes = attributes.texts();
    }
    if let Some(transfer) = data.object("transfer")? {
        let kind = |word: &str| match word {
            "blind" | "cold" => Some(TransferKind::Blind),
            "attended" | "warm" => Some(TransferKind::Attended),
            _ => None,
        };
        event.transfer = Some(Transfer {
            kind: transfer
                .word("kind", "`blind` or `attended`", kind)?
                .unwrap_or(TransferKind::Blind),
            to: transfer.text("to")?,
        });
    }
    if event.kind == Kind::Transcript {
        let speaker = data.word("speaker", "`customer`, `agent` or `system`", speaker)?;
        event.turn = Some(Turn {
            turn: data.text("turn_id")?,
            speaker: speaker.ok_or(Refusal::Missing { field: "speaker" })?,
            text: data.required("text")?,
            is_final: data.flag("final")?.unwrap_or(true),
        });
    }
    event.check(reading.now_ms)?;
    Ok(event)
}

fn party(customer: Fields<'_>, region: &str) -> Result<Party, Refusal> {
    let e164 = customer.text("e164")?;
    let raw = customer.text("raw")?.or_else(|| e164.clone());
    let mut party = match raw {
        Some(raw) => Party::read(&raw, region),
        None => Party::default(),
    };
    if let Some(e164) = e164.filter(|_| !party.withheld) {
        party.customer = Customer::read(&e164, region).or(party.customer);
    }
    if customer.flag("withheld")?.unwrap_or(false) {
        party = Party { withheld: true, ..Party::default() };
    }
    party.id = customer.text("id")?;
    party.name = customer.text("name")?;
    Ok(party)
}

pub(crate) fn channel(word: &str) -> Option<Channel> {
    Some(match word {
        "voice" | "phone" | "telephony" => Channel::Voice,
        "email" => Channel::Email,
        "chat" => Channel::Chat,
        "whatsapp" => Channel::Whatsapp,
        "sms" => Channel::Sms,
        "social" => Channel::Social,
        "web" => Channel::Web,
        "in_person" => Channel::InPerson,
        _ => return None,
    })
}

pub(crate) fn direction(word: &str) -> Option<Direction> {
    match word {
        "in" | "inbound" => Some(Direction::In),
        "out" | "outbound" => Some(Direction::Out),
        _ => None,
    }
}

fn ended_by(word: &str) -> Option<EndedBy> {
    match word {
        "customer" | "caller" => Some(EndedBy::Customer),
        "agent" => Some(EndedBy::Agent),
        "system" => Some(EndedBy::System),
        _ => None,
    }
}

fn speaker(word: &str) -> Option<Speaker> {
    match word {
        "customer" | "caller" => Some(Speaker::Customer),
        "agent" => Some(Speaker::Agent),
        "system" | "ivr" | "bot" => Some(Speaker::System),
        _ => None,
    }
}

/// The event in the structured form, as [`structured`] reads it.
pub fn write(event: &CallEvent) -> Value {
    let kind =
        KINDS.iter().find(|(_, kind)| *kind == event.kind).map_or("updated", |(word, _)| *word);
    let mut data = json!({ "call_id": event.call_id, "channel": event.channel });
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            data[name] = value;
        }
    };
    put("parent_id", json!(event.parent_id));
    put("direction", json!(event.direction));
    put("dnis", json!(event.dialled));
    put("queue", json!(event.queue));
    put("agent", json!(event.agent));
    put("lang", json!(event.lang));
    put("cause", json!(event.cause));
    put("ended_by", json!(event.ended_by));
    put("transfer", json!(event.transfer));
    if let Some(party) = &event.party {
        put(
            "customer",
            json!({
                "raw": party.raw, "e164": party.customer, "id": party.id, "name": party.name,
                "withheld": party.withheld,
            }),
        );
    }
    if !event.attributes.is_empty() {
        put("attrs", json!(event.attributes));
    }
    if !event.durations.is_empty() {
        put("durations_ms", json!(event.durations));
    }
    if let Some(turn) = &event.turn {
        put("turn_id", json!(turn.turn));
        put("speaker", json!(turn.speaker));
        put("text", json!(turn.text));
        put("final", json!(turn.is_final));
    }
    json!({
        "specversion": "1.0", "id": event.id, "source": event.source,
        "type": format!("contact.{kind}.v1"), "time": written(event.time_ms),
        "subject": format!("call-{}", event.call_id), "datacontenttype": "application/json",
        "data": data,
    })
}
