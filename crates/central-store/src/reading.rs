//! One record as it arrived, turned into a contact that can be stored, or into a reason why not.
//!
//! Promises: any bytes that are JSON lead to one of the two; a reason never repeats what stood in
//! the record, only the field's name. Times are mended here: see [`Mending`].
//! Deliberately absent: what is stored already (see `tables::ingest`).

mod mending;
mod written;

use contact::protocol::{SentRecord, VERSION};
use contact::{Code, Codes, Contact, ContactId, Customer, Limits, Ms, Problem, check};
use serde_json::{Map, Value, json};

use crate::keys::{CustomerKey, Keyring, hash};
use crate::tables::people::Together;

pub(crate) use mending::Mending;
use written::Written;

/// The rules a record is held to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules<'a> {
    pub(crate) keyring: &'a Keyring,
    pub(crate) codes: Option<&'a Codes>,
    pub(crate) limits: &'a Limits,
    pub(crate) record_bytes: usize,
}

/// A contact that makes sense, its times mended.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    pub(crate) contact: Contact,
    /// Whose it is: the person, once it is known who that is.
    pub(crate) key: CustomerKey,
    /// The key of the very identity that stood in the record.
    pub(crate) own_key: CustomerKey,
    pub(crate) unlinkable: bool,
    /// By what else the customer is known, where the sender said that.
    pub(crate) together: Option<Together>,
    /// The record as it came, without the customer, `seq` and `v`.
    pub(crate) payload: String,
    pub(crate) seq: u64,
    pub(crate) device_started_at: Ms,
    pub(crate) clock_flags: i64,
}

/// A record that is kept aside.
#[derive(Clone, Debug)]
pub(crate) struct Unfit {
    pub(crate) contact_id: Option<ContactId>,
    pub(crate) revision: u32,
    pub(crate) seq: u64,
    pub(crate) problem: Problem,
    /// The record without its customer; all of it only where it is no object.
    pub(crate) body: String,
    pub(crate) key: Option<CustomerKey>,
    /// As in [`Fit`]: kept, so that it can be learnt on the day when the record is stored after all.
    pub(crate) together: Option<Together>,
}

/// What a record turned out to be.
pub(crate) type Reading = Result<Box<Fit>, Box<Unfit>>;

/// What a record says, before it is held to the rules.
struct Said {
    contact: Result<Contact, Problem>,
    customer: Option<String>,
    contact_id: Option<ContactId>,
    revision: u32,
    seq: u64,
}

/// Reads one record.
pub(crate) fn read(raw: &str, mending: Mending<'_>, rules: &Rules<'_>) -> Reading {
    // Each field is first taken as it was written, so that the customer can be taken out of a
    // record of which another field cannot be read at all.
    let Ok(mut written) = serde_json::from_str::<Written<'_>>(raw) else {
        let problem = invalid("The record is not a JSON object that can be read.");
        let body = raw.to_owned();
        return Err(Box::new(Unfit {
            contact_id: None,
            revision: 0,
            seq: 0,
            problem,
            body,
            key: None,
            together: None,
        }));
    };
    let most = rules.record_bytes;
    let plain = if raw.len() > most { None } else { plainly(raw, &written) };
    let is_plain = plain.is_some();
    let said = plain.unwrap_or_else(|| {
        let larger = raw.len() > most;
        let message = format!("The record is larger than {most} bytes.");
        field_by_field(&written, larger.then(|| Problem::new(Code::TooLarge, message)))
    });
    written.remove("customer");
    let Said { mut contact, customer, contact_id, revision, seq } = said;
    // What is kept is the text, which is read again whenever the contact is looked at.
    if !is_plain && contact.is_ok() && serde_json::from_str::<Contact>(&written.text()).is_err() {
        contact = Err(invalid(
            "A field of the record says something twice, or is nested too deeply to be read again.",
        ));
    }
    let key = customer.map(|identity| rules.keyring.customer(&Customer(identity)));
    let outcome = contact.and_then(|contact| mend(contact, mending, rules));
    match outcome {
        Ok((contact, device_started_at, clock_flags)) => {
            written.remove("seq");
            written.remove("v");
            let unlinkable = key.is_none();
            let key = key.unwrap_or_else(|| rules.keyring.unknown(&contact.contact_id));
            let payload = written.text();
            Ok(Box::new(Fit {
                contact,
                key,
                own_key: key,
                unlinkable,
                together: None,
                payload,
                seq,
                device_started_at,
                clock_flags,
            }))
        }
        Err(problem) => {
            let body = written.text();
            let together = None;
            Err(Box::new(Unfit { contact_id, revision, seq, problem, body, key, together }))
        }
    }
}

/// Reads a record of which nothing is wrong, which is nearly every one; none where only a closer
/// look can tell. What this gives is what [`field_by_field`] would, for a third of the work.
fn plainly(raw: &str, written: &Written<'_>) -> Option<Said> {
    let mut contact: Contact = serde_json::from_str(raw).ok()?;
    for name in ["seq", "v"] {
        contact.rest.remove(name);
    }
    // What the contact's own form passes over inside a field must be readable all the same.
    for (_, text) in written.fields().filter(|(_, text)| text.starts_with(['{', '['])) {
        serde_json::from_str::<Value>(text).ok()?;
    }
    let number = |name| written.get(name).map(serde_json::from_str::<u64>);
    let seq = number("seq").transpose().ok()?.unwrap_or(0);
    let form = number("v").transpose().ok()?.unwrap_or(VERSION.into());
    if form == 0 || form > VERSION.into() {
        return None;
    }
    let customer = match written.get("customer") {
        Some(text) => identity(&serde_json::from_str(text).ok()?),
        None => None,
    };
    let (contact_id, revision) = (Some(contact.contact_id), contact.revision);
    Some(Said { contact: Ok(contact), customer, contact_id, revision, seq })
}

/// Who a customer is said to be.
fn identity(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Reads what can be read of a record, and says which field cannot.
fn field_by_field(written: &Written<'_>, mut problem: Option<Problem>) -> Said {
    let mut fields = Map::new();
    let mut strange = None;
    for (name, text) in written.fields() {
        match serde_json::from_str::<Value>(text) {
            Ok(value) => drop(fields.insert(name.to_owned(), value)),
            Err(_) => strange = strange.or_else(|| Some(unreadable(name))),
        }
    }
    problem = problem.or(strange);
    let contact_id = fields.get("contact_id").and_then(Value::as_str).and_then(|t| t.parse().ok());
    let revision = match fields.get("revision") {
        Some(count) => count.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
        None => 1,
    };
    let seq = fields.get("seq").and_then(Value::as_u64).unwrap_or(0);
    let customer = fields.get("customer").and_then(identity);
    let contact = match problem {
        Some(problem) => Err(problem),
        None => understood(fields),
    };
    Said { contact, customer, contact_id, revision, seq }
}

fn understood(fields: Map<String, Value>) -> Result<Contact, Problem> {
    let sent = match serde_json::from_value::<SentRecord>(Value::Object(fields.clone())) {
        Ok(sent) => sent,
        Err(_) => return Err(misfit(&fields)),
    };
    if sent.v == 0 || sent.v > VERSION {
        let message = format!("The record has form {}; this store reads up to {VERSION}.", sent.v);
        return Err(Problem::field("v", message));
    }
    Ok(sent.contact)
}

fn mend(
    mut contact: Contact,
    mending: Mending<'_>,
    rules: &Rules<'_>,
) -> Result<(Contact, Ms, i64), Problem> {
    let device_started_at = contact.start_ms;
    // The first check is of what was sent: a shift must not make sense of nonsense.
    check(&contact, rules.codes, Ms::MAX, rules.limits)?;
    let shifted = mending.shift(&mut contact);
    check(&contact, None, mending.received, rules.limits)?;
    let held_back = mending.hold_back(&mut contact);
    Ok((contact, device_started_at, shifted | held_back))
}

/// Which field keeps an object from being a record: each is tried alone in a record that is
/// otherwise good, because the parser's own words may repeat what stood there.
fn misfit(fields: &Map<String, Value>) -> Problem {
    let good = json!({
        "contact_id": "00000000-0000-7000-8000-000000000000",
        "channel": "voice",
        "start_ms": 0,
        "end_ms": 0,
    });
    for (name, value) in fields {
        let mut one = good.clone();
        one[name.as_str()] = value.clone();
        if serde_json::from_value::<SentRecord>(one).is_err() {
            return Problem::field(name, format!("The field {name} is not of its form."));
        }
    }
    for name in ["contact_id", "channel", "start_ms", "end_ms"] {
        if !fields.contains_key(name) {
            return Problem::field(name, format!("The field {name} is missing."));
        }
    }
    invalid("The record is not of the form of a contact.")
}

/// A field that is JSON in form and stands for nothing: a number or a letter that does not exist.
fn unreadable(name: &str) -> Problem {
    // The name of a field that nobody knows could be anybody's.
    if FIELDS.contains(&name) {
        return Problem::field(name, format!("The field {name} cannot be read."));
    }
    invalid("A field that this store does not know cannot be read.")
}

const FIELDS: [&str; 30] = [
    "contact_id",
    "revision",
    "seq",
    "v",
    "customer",
    "channel",
    "initiated_by",
    "start_ms",
    "end_ms",
    "reason",
    "claim",
    "transferred",
    "escalated",
    "follow_up_promised",
    "exclusion",
    "survey",
    "links",
    "agent",
    "queue",
    "talk_ms",
    "hold_ms",
    "acw_ms",
    "outcome",
    "root_cause",
    "follow_up",
    "note",
    "lang",
    "articles",
    "saved_ms",
    "clock",
];

fn invalid(message: &str) -> Problem {
    Problem::new(Code::Invalid, message)
}

impl Fit {
    /// The same, set aside after all.
    pub(crate) fn aside(&self, problem: Problem) -> Unfit {
        Unfit {
            contact_id: Some(self.contact.contact_id),
            revision: self.contact.revision,
            seq: self.seq,
            problem,
            body: self.payload.clone(),
            key: (!self.unlinkable).then_some(self.key),
            together: self.together.clone(),
        }
    }

    /// Whether `payload`, stored before for the same revision, says the same: other blanks, another
    /// order or a `null` for a field left out are no difference.
    pub(crate) fn says(&self, payload: &str) -> bool {
        if self.payload == payload {
            return true;
        }
        let read = |text| serde_json::from_str::<Contact>(text).ok();
        matches!((read(&self.payload), read(payload)), (Some(a), Some(b)) if a == b)
    }
}

impl Unfit {
    /// Its name in the quarantine: the contact's id, or else what its body hashes to.
    pub(crate) fn record_id(&self) -> [u8; 16] {
        match &self.contact_id {
            Some(id) => *id.as_bytes(),
            None => {
                let mut half = [0; 16];
                half.copy_from_slice(&hash(self.body.as_bytes())[..16]);
                half
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::mending::{AHEAD_MS, HELD_BACK, SHIFTED, WILD};
    use super::*;
    use crate::settings::Chance;
    use std::collections::HashMap;

    const NOON: Ms = 1_740_996_000_000;

    fn read_one(record: &Value, mending: Mending<'_>) -> Reading {
        let chance = Chance::new(|bytes| {
            bytes.fill(7);
            Ok(())
        });
        let keyring = Keyring::make(&chance).unwrap();
        let limits = Limits::default();
        let rules = Rules { keyring: &keyring, codes: None, limits: &limits, record_bytes: 10_000 };
        read(&record.to_string(), mending, &rules)
    }

    fn record() -> Value {
        json!({"contact_id": "01956f1e-7c00-7000-8000-000000000001", "revision": 2, "seq": 9, "v": 1,
               "customer": "+46701740612", "channel": "voice", "start_ms": NOON, "end_ms": NOON + 60_000,
               "claim": "resolved", "mood": "sunny"})
    }

    #[test]
    fn the_customer_is_not_kept_and_unknown_fields_are() {
        let fit = read_one(&record(), Mending::of(NOON + 70_000, 0)).unwrap();
        assert!(!fit.payload.contains("46701740612"), "{}", fit.payload);
        assert!(fit.payload.contains(r#""mood":"sunny""#));
        assert!(!fit.payload.contains("seq"));
        assert_eq!((fit.seq, fit.unlinkable, fit.clock_flags), (9, false, 0));

        let mut wrong = record();
        wrong["channel"] = json!("carrier pigeon");
        let unfit = read_one(&wrong, Mending::of(NOON, 0)).unwrap_err();
        assert!(!unfit.body.contains("46701740612"), "{}", unfit.body);
        assert_eq!(unfit.problem.field.as_deref(), Some("channel"));
        assert!(!unfit.problem.message.contains("pigeon"), "a value in a problem");
        assert_eq!((unfit.revision, unfit.seq), (2, 9));
        assert!(unfit.key.is_some());
    }

    #[test]
    fn what_is_read_plainly_is_what_a_closer_look_finds() {
        let with = |field: &str, text: &str| {
            let mut record = record().to_string();
            record.truncate(record.len() - 1);
            format!("{record},\"{field}\":{text}}}")
        };
        let plain = [
            record().to_string(),
            with("reason", "\"billing/refund\""),
            with("mood of the day", "[1,{\"a\":null}]"),
            with("exclusion", "{\"reason\":\"duplicate\",\"requested_by\":\"a1\",\"more\":1}"),
            with("survey", "\"confirmed\""),
            with("na\\u006de", "1"),
        ];
        // These are either wrong or need a closer look to tell what of them counts.
        let strange = [
            with("seq", "null"),
            with("customer", "\"somebody else\""),
            with("temper", "\"\\ud800\""),
            with("temper", "1e999"),
            with("exclusion", "{\"reason\":\"duplicate\",\"more\":\"\\ud800\"}"),
            with("revision", "1.5"),
            with("v", "99"),
            with("channel", "\"carrier pigeon\""),
        ];
        for (raw, quick) in
            plain.iter().map(|raw| (raw, true)).chain(strange.iter().map(|raw| (raw, false)))
        {
            let written = serde_json::from_str::<Written<'_>>(raw).unwrap();
            let said = plainly(raw, &written);
            assert_eq!(said.is_some(), quick, "{raw}");
            let closer = field_by_field(&written, None);
            let Some(said) = said else { continue };
            assert_eq!(said.contact, closer.contact, "{raw}");
            assert_eq!(said.customer, closer.customer, "{raw}");
            assert_eq!(said.contact_id, closer.contact_id, "{raw}");
            assert_eq!((said.revision, said.seq), (closer.revision, closer.seq), "{raw}");
        }
    }

    #[test]
    fn a_wrong_clock_is_mended_and_the_raw_time_kept() {
        let slow = Mending::of(NOON + 3_600_000 + 65_000, NOON + 65_000);
        let fit = read_one(&record(), slow).unwrap();
        assert_eq!(fit.contact.start_ms, NOON + 3_600_000);
        assert_eq!((fit.device_started_at, fit.clock_flags), (NOON, SHIFTED));

        let transit = Mending::of(NOON + 67_000, NOON + 65_000);
        let fit = read_one(&record(), transit).unwrap();
        assert_eq!((fit.contact.start_ms, fit.clock_flags), (NOON, 0));
    }

    #[test]
    fn the_time_that_passed_is_measured_within_a_start_and_remembered_from_another() {
        let clocked = |boot: &str, mono: Ms| {
            let mut record = record();
            record["clock"] = json!({"boot": boot, "mono": mono, "wall": NOON + 60_000});
            record
        };
        let hour = 3_600_000;
        let known = HashMap::from([("yesterday".to_owned(), -2 * hour)]);
        // Saved at noon by its own clock, two hours before now; since then somebody set that clock.
        let now = NOON + 60_000 + 5 * hour;
        let mending = Mending::of(now, now).measured("today", 10 * hour, &known);
        let fit = read_one(&clocked("today", 8 * hour), mending).unwrap();
        assert_eq!(fit.contact.start_ms, NOON + 3 * hour);
        assert_eq!((fit.device_started_at, fit.clock_flags), (NOON, SHIFTED));
        // From another start: by what was seen then, or as the clock stands now.
        let fit = read_one(&clocked("yesterday", 99 * hour), mending).unwrap();
        assert_eq!(fit.contact.start_ms, NOON - 2 * hour);
        let fit = read_one(&clocked("never heard of", 1), mending).unwrap();
        assert_eq!((fit.contact.start_ms, fit.clock_flags), (NOON, 0));
        // A monotonic clock that went back, and a wall clock that is days off.
        let fit = read_one(&clocked("today", 11 * hour), mending).unwrap();
        assert_eq!((fit.contact.start_ms, fit.clock_flags), (NOON, WILD));
        let off = Mending::of(NOON + 100 * hour, NOON + 60_000);
        let fit = read_one(&record(), off).unwrap();
        assert_eq!(fit.clock_flags, SHIFTED | WILD);
    }

    #[test]
    fn the_future_is_held_back_and_a_day_of_it_is_not_believed() {
        let early = NOON + 60_000 - AHEAD_MS;
        let fit = read_one(&record(), Mending::of(early, 0)).unwrap();
        assert_eq!((fit.contact.end_ms, fit.clock_flags), (NOON + 60_000, 0));

        let earlier = early - 1;
        let fit = read_one(&record(), Mending::of(earlier, 0)).unwrap();
        assert_eq!((fit.contact.end_ms, fit.clock_flags), (earlier, HELD_BACK));
        assert_eq!(fit.contact.end_ms - fit.contact.start_ms, 60_000);

        let unfit = read_one(&record(), Mending::of(NOON - 25 * 3_600_000, 0)).unwrap_err();
        assert_eq!(unfit.problem.field.as_deref(), Some("start_ms"));
    }

    #[test]
    fn a_form_from_the_future_is_kept_aside() {
        let mut newer = record();
        newer["v"] = json!(2);
        let unfit = read_one(&newer, Mending::of(NOON + 60_000, 0)).unwrap_err();
        assert_eq!(unfit.problem.field.as_deref(), Some("v"));
    }

    #[test]
    fn null_and_left_out_say_the_same() {
        let fit = read_one(&record(), Mending::of(NOON + 60_000, 0)).unwrap();
        let mut other = record();
        other["survey"] = Value::Null;
        other["transferred"] = json!(false);
        let other = read_one(&other, Mending::of(NOON + 60_000, 0)).unwrap();
        assert_ne!(fit.payload, other.payload);
        assert!(fit.says(&other.payload));
        let mut third = record();
        third["mood"] = json!("grey");
        let third = read_one(&third, Mending::of(NOON + 60_000, 0)).unwrap();
        assert!(!fit.says(&third.payload));
    }
}
