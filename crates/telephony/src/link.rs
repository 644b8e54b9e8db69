//! A link a softphone or a browser opens: `firsthand://call?number=0701740612&event=connected`.
//!
//! Parameters: `number` (or `from`, `phone`, `ani`), `to` (or `did`), `name`, `customer`, `queue`,
//! `id` (or `call_id`), `event`, `direction`, `lang`, `agent` and `attr.<name>`. Others are ignored.

mod open;

use contact::{CallEvent, CallEventKind as Kind, Party};

use crate::cloudevents::direction;
use crate::{Read, Reading, Refusal};

pub use open::OpenCalls;

/// The scheme the system opens this app for.
pub const SCHEME: &str = "firsthand";
/// Longer than any link that was meant.
const LONGEST: usize = 4_096;

/// Reads a link. One without an event's name says that they are talking; one without an id belongs
/// to the call of its number in `open`.
pub fn read(link: &str, reading: Reading<'_>, open: &mut OpenCalls) -> Read {
    let expected = "a link such as firsthand://call?number=…";
    let link = link.trim();
    if link.len() > LONGEST {
        return Err(Refusal::Form { expected: "a link of at most 4,096 letters" });
    }
    let (scheme, rest) = link.split_once(':').ok_or(Refusal::Form { expected })?;
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return Err(Refusal::Form { expected });
    }
    let rest = rest.trim_start_matches('/');
    let (action, query) = rest.split_once('?').unwrap_or((rest, ""));
    if !action.trim_end_matches('/').eq_ignore_ascii_case("call") {
        return Ok(None);
    }
    let query = query.split('#').next().unwrap_or_default();
    let fields: Vec<(String, String)> =
        form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let get = |names: &[&str]| {
        let found = fields.iter().find(|(name, value)| {
            !value.trim().is_empty() && names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted))
        });
        found.map(|(_, value)| value.trim().to_owned())
    };
    let kind = match get(&["event"]).as_deref().map(str::to_lowercase).as_deref() {
        Some("offered" | "ringing" | "newcall" | "incoming") => Kind::Offered,
        Some("connected" | "answered" | "answer") | None => Kind::Connected,
        Some("held" | "hold") => Kind::Held,
        Some("retrieved" | "unhold" | "resume") => Kind::Retrieved,
        Some("transferred" | "transfer") => Kind::Transferred,
        Some("ended" | "hangup" | "disconnected") => Kind::Ended,
        Some("updated" | "update") => Kind::Updated,
        Some(_) => return Ok(None),
    };
    let number = get(&["number", "from", "phone", "phone_number", "ani"]);
    let words = "`in` or `out`";
    let direction = match get(&["direction"]) {
        Some(word) => Some(
            direction(&word.to_lowercase())
                .ok_or(Refusal::Field { field: "direction", expected: words })?,
        ),
        None => None,
    };
    let agent = get(&["agent", "user"]);
    // Before a call is looked for: another agent's must not be this one's call.
    if agent.as_deref().is_some_and(|name| !reading.agents.has(name)) {
        return Ok(None);
    }
    let party = number.as_deref().map(|number| Party::read(number, reading.region));
    let call = match (get(&["id", "call_id", "callid", "uniqueid"]), &number, &party) {
        (Some(id), ..) => id,
        // However the number is written, it is the same caller's.
        (None, Some(number), Some(party)) => {
            open.call(party.identity().unwrap_or(number), kind, reading.now_ms)
        }
        (None, ..) => return Err(Refusal::Missing { field: "number" }),
    };
    let repeats = matches!(kind, Kind::Held | Kind::Retrieved | Kind::Updated);
    let id = match repeats {
        true => format!("{call}/{kind:?}/{}", reading.now_ms),
        false => format!("{call}/{kind:?}"),
    };
    let mut event = CallEvent::new("deep-link", &id, reading.now_ms, kind, &call);
    event.direction = direction;
    let (id, name) = (get(&["customer", "customer_id"]), get(&["name"]));
    if party.is_some() || id.is_some() || name.is_some() {
        event.party = Some(Party { id, name, ..party.unwrap_or_default() });
    }
    event.dialled = get(&["to", "did", "dnis"]);
    event.queue = get(&["queue"]).map(|queue| queue.as_str().into());
    event.lang = get(&["lang", "language"]);
    event.agent = agent;
    event.cause = get(&["cause"]);
    for (name, value) in &fields {
        if let Some(name) = name.strip_prefix("attr.").filter(|name| !name.is_empty()) {
            event.attributes.insert(name.to_owned(), value.clone());
        }
    }
    event.check(reading.now_ms)?;
    Ok(Some(event))
}
