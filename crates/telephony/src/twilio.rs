//! Twilio TaskRouter: its event callbacks (a form) and its Event Streams (CloudEvents).
//!
//! A reservation is one agent's part of a call: `created` rings, `accepted` talks, `wrapup` ends the
//! conversation, `completed` ends after-call work; `rejected`, `timeout`, `canceled` and `rescinded`
//! end the ringing. Events about tasks, workers and workflows are of no concern here.

use base64::Engine as _;
use contact::{CallEvent, CallEventKind as Kind, CallId, Direction, Ms, Party};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Digest as _;

use crate::cloudevents::{channel, direction};
use crate::fields::{Fields, moment};
use crate::{Read, Reading, Refusal};

/// An event callback: the body of Twilio's request, a form.
pub fn callback(body: &[u8], reading: Reading<'_>) -> Read {
    let fields: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    let get = |name: &str| {
        let found = fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    let kind = get("EventType").ok_or(Refusal::Missing { field: "EventType" })?;
    let Some(kind) = kind.strip_prefix("reservation.").and_then(kind_of) else { return Ok(None) };
    let number = |name| get(name).and_then(|text| text.parse::<Ms>().ok());
    let time =
        number("TimestampMs").or_else(|| number("Timestamp").and_then(|s| s.checked_mul(1_000)));
    let expected = "milliseconds since 1970";
    reservation(
        Reservation {
            kind,
            id: get("Sid"),
            time: time.ok_or(Refusal::Field { field: "TimestampMs", expected })?,
            sid: get("ReservationSid").or_else(|| get("ResourceSid")),
            task: get("TaskSid"),
            worker: get("WorkerName"),
            queue: get("TaskQueueName"),
            channel: get("TaskChannelUniqueName"),
            attributes: get("TaskAttributes"),
            cause: get("ReasonCode").or_else(|| get("TaskCanceledReason")),
        },
        reading,
    )
}

/// An event out of Event Streams: `kind` is the CloudEvent's type, `data` its data.
pub(crate) fn stream_event(kind: &str, id: &str, data: &Value, reading: Reading<'_>) -> Read {
    let name = kind.strip_prefix("com.twilio.taskrouter.reservation.");
    let Some(kind) = name.and_then(kind_of) else { return Ok(None) };
    let data = Fields::of(data, "data")?;
    let fields = data.object("payload")?.ok_or(Refusal::Missing { field: "payload" })?;
    let time = data.text("timestamp")?.ok_or(Refusal::Missing { field: "timestamp" })?;
    let attributes = fields.value("task_attributes").map(|value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    reservation(
        Reservation {
            kind,
            id: Some(id.to_owned()),
            time: moment(&time, "timestamp")?,
            sid: fields.text("reservation_sid")?.or(fields.text("sid")?),
            task: fields.text("task_sid")?,
            worker: fields.text("worker_name")?,
            queue: fields.text("task_queue_name")?,
            channel: fields.text("task_channel_unique_name")?,
            attributes,
            cause: fields.text("reason_code")?,
        },
        reading,
    )
}

/// What happened to a reservation, and the cause it implies.
fn kind_of(name: &str) -> Option<(Kind, Option<&'static str>)> {
    Some(match name {
        "created" => (Kind::Offered, None),
        "accepted" => (Kind::Connected, None),
        "wrapup" | "wrapping" => (Kind::WrapupStarted, None),
        "completed" => (Kind::WrapupEnded, None),
        "rejected" => (Kind::Ended, Some("rejected")),
        "timeout" => (Kind::Ended, Some("no_answer")),
        "canceled" => (Kind::Ended, Some("canceled")),
        "rescinded" => (Kind::Ended, Some(crate::intake::ELSEWHERE)),
        _ => return None,
    })
}

struct Reservation {
    kind: (Kind, Option<&'static str>),
    id: Option<String>,
    time: Ms,
    sid: Option<String>,
    task: Option<String>,
    worker: Option<String>,
    queue: Option<String>,
    channel: Option<String>,
    attributes: Option<String>,
    cause: Option<String>,
}

fn reservation(said: Reservation, reading: Reading<'_>) -> Read {
    let sid = said.sid.ok_or(Refusal::Missing { field: "ReservationSid" })?;
    let (kind, cause) = said.kind;
    let id = said.id.unwrap_or_else(|| format!("{sid}/{kind:?}"));
    let mut event = CallEvent::new("twilio", &id, said.time, kind, &sid);
    event.parent_id = said.task.map(CallId);
    event.agent = said.worker;
    event.queue = said.queue.map(|queue| queue.as_str().into());
    event.cause = said.cause.or(cause.map(str::to_owned));
    if let Some(channel) = said.channel.as_deref().and_then(channel) {
        event.channel = channel;
    }
    if let Some(text) = said.attributes {
        attributes(&text, &mut event, reading)?;
    }
    event.check(reading.now_ms)?;
    Ok(Some(event)
        .filter(|event| event.agent.as_deref().is_none_or(|name| reading.agents.has(name))))
}

/// The task's attributes: JSON as the flow made it. Nothing in it is certain.
fn attributes(text: &str, event: &mut CallEvent, reading: Reading<'_>) -> Result<(), Refusal> {
    let expected = "JSON";
    let value: Value = serde_json::from_str(text)
        .map_err(|_| Refusal::Field { field: "TaskAttributes", expected })?;
    let fields = Fields::of(&value, "TaskAttributes")?;
    let mut texts = fields.texts();
    let word = texts.remove("direction").unwrap_or_default().to_lowercase();
    event.direction = direction(word.strip_suffix("-api").unwrap_or(&word));
    let outward = event.direction == Some(Direction::Out);
    let mut either = |one: &str, other: &str| {
        let (one, other) = (texts.remove(one), texts.remove(other));
        one.or(other)
    };
    let (from, to) = (either("from", "caller"), either("to", "called"));
    let (customer, centre) = if outward { (to, from) } else { (from, to) };
    event.party = customer.map(|number| Party::read(&number, reading.region));
    event.dialled = centre;
    if let Some(name) = texts.remove("name").or_else(|| texts.remove("customerName")) {
        // Flex names a caller without a name by the number.
        if name.chars().any(char::is_alphabetic) && !name.eq_ignore_ascii_case("anonymous") {
            event.party.get_or_insert_default().name = Some(name);
        }
    }
    event.lang = texts.remove("language").or_else(|| texts.remove("lang"));
    // What the platform itself keeps there says nothing to an agent.
    texts.retain(|name, _| {
        !name.ends_with("_sid") && name != "conversations" && name != "conference"
    });
    texts.retain(|name, value| name.len() <= 128 && value.len() <= 2_048);
    event.attributes = texts.into_iter().take(100).collect();
    Ok(())
}

/// Whether Twilio made this request: `header` is `X-Twilio-Signature`, `url` the full address
/// Twilio was given, with its query.
///
/// A form is signed with its fields in order; any other body by its SHA-256 in the query
/// (`bodySHA256`). Compared in constant time.
pub fn signed(token: &str, url: &str, content_type: &str, body: &[u8], header: &str) -> bool {
    let Ok(given) = base64::engine::general_purpose::STANDARD.decode(header) else { return false };
    let Ok(mut mac) = Hmac::<sha1::Sha1>::new_from_slice(token.as_bytes()) else { return false };
    mac.update(url.as_bytes());
    if content_type.starts_with("application/x-www-form-urlencoded") {
        let mut fields: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
        fields.sort();
        for (name, value) in fields {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
    } else {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let said = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "bodySHA256");
        let digest = sha2::Sha256::digest(body);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        if said.is_none_or(|(_, said)| !said.eq_ignore_ascii_case(&hex)) {
            return false;
        }
    }
    mac.verify_slice(&given).is_ok()
}

/// The signature Twilio would send: what a test or a trial of the webhook needs.
pub fn sign(token: &str, url: &str, body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<sha1::Sha1>::new_from_slice(token.as_bytes()) else {
        return String::new();
    };
    mac.update(url.as_bytes());
    let mut fields: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    fields.sort();
    for (name, value) in fields {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}
