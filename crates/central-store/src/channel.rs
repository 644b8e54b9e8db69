//! What another system sends, turned into the record that a desk would have sent.
//!
//! Promises: whatever is wrong with a record, whose it is is read where it can be, so that it goes when they
//! are erased; the id follows from the source and what it calls the contact, always the same; a
//! person's identities are in one form and in nothing that is kept; what cannot be turned is
//! refused by the name of its field.
//! Deliberately absent: whether identities are one person (see `tables::identities`), what a record
//! must be (see `reading`).

mod survey;

use std::collections::BTreeMap;

use contact::{ContactId, Customer, Identity, IdentityKind, Ms, Problem};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::keys::{Keyring, hash};
use crate::reading::{Mending, Reading, Rules, Unfit, read};
use crate::tables::people::Together;

pub(crate) use survey::{About, Asked, LATELY_MS, Unasked, survey, survey_of};

/// Identities of one person in one contact.
const IDENTITIES: usize = 10;
/// Letters of a name that a source gives.
const NAME: usize = 200;

/// A text of which one field cannot be read, without another that must not be kept, and that one where it can
/// be read: each is taken as it was written. What is no object stays whole.
fn without(raw: &str, field: &str) -> (String, Option<Value>) {
    let written = serde_json::from_str::<BTreeMap<String, Box<RawValue>>>(raw);
    let Ok(mut written) = written else { return (raw.to_owned(), None) };
    let taken = written.remove(field).and_then(|raw| serde_json::from_str(raw.get()).ok());
    (serde_json::to_string(&written).unwrap_or_default(), taken)
}

/// Who sends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Source {
    /// Its number among the sources.
    pub id: u32,
    /// What it is called; ids are made from it.
    pub name: String,
}

/// The revision of a contact whose source counts none: the second in which it was changed. None when
/// that is no time that a revision can stand for. Of two changes within one second the milliseconds
/// decide: see `tables::ingest`.
pub(crate) fn revision_of(updated: Ms) -> Option<u32> {
    u32::try_from(updated.div_euclid(1000)).ok().filter(|revision| *revision > 0)
}

/// The id of a contact that `source` calls `external_id`: always the same.
///
/// A version 8 UUID (RFC 9562): 122 bits of SHA-256 over both names.
pub(crate) fn contact_id_of(source: &str, external_id: &str) -> ContactId {
    let whole = hash(format!("{source}\0{external_id}").as_bytes());
    let mut half = [0; 16];
    half.copy_from_slice(&whole[..16]);
    // Version and variant in their places: what is left of the bytes is the hash.
    half[6] = (half[6] & 0x0f) | 0x80;
    half[8] = (half[8] & 0x3f) | 0x80;
    ContactId(uuid::Uuid::from_bytes(half))
}

/// Reads one contact of `source`. `region` is where telephone numbers without a country code
/// belong.
pub(crate) fn take(
    source: &str,
    region: &str,
    raw: &str,
    received: Ms,
    rules: &Rules<'_>,
) -> Reading {
    let mending = Mending::of(received, 0);
    let Ok(mut fields) = serde_json::from_str::<Map<String, Value>>(raw) else {
        return read(&half_read(region, raw), mending, rules);
    };
    let (people, turned) = turn(source, region, &mut fields);
    match turned {
        Ok(()) => {
            let text = Value::Object(fields).to_string();
            let mut reading = read(&text, mending, rules);
            let together = together(&people, rules.keyring);
            match &mut reading {
                Ok(fit) => fit.together = together,
                Err(unfit) => unfit.together = together,
            }
            reading
        }
        Err(problem) => {
            let text = Value::Object(fields).to_string();
            // Read all the same, for the id, the revision and the customer of what is set aside.
            let unfit = match read(&text, mending, rules) {
                Ok(fit) => fit.aside(problem),
                Err(unfit) => Unfit { problem, ..*unfit },
            };
            Err(Box::new(unfit))
        }
    }
}

/// An identity, and of which kind it is.
type Known = (Customer, IdentityKind);

/// All identities of the person, as that system has them; none where it has only one.
fn together(people: &[Known], keyring: &Keyring) -> Option<Together> {
    let (first, also) = people.split_first()?;
    let known = |(one, kind): &Known| (keyring.customer(one), *kind);
    (!also.is_empty())
        .then(|| Together { first: known(first), also: also.iter().map(known).collect() })
}

/// A text of which one field cannot be read, as a record that names its customer and no identity: each is
/// taken as it was written. What is no object stays whole.
fn half_read(region: &str, raw: &str) -> String {
    let written = serde_json::from_str::<BTreeMap<String, Box<RawValue>>>(raw);
    let Ok(mut written) = written else { return raw.to_owned() };
    let value = |raw: &RawValue| serde_json::from_str::<Value>(raw.get()).ok();
    let identities = written.remove("identities").and_then(|raw| value(&raw));
    let customer = written.get("customer").and_then(|raw| value(raw));
    let (people, _) = everybody(region, customer.as_ref(), identities);
    if let Some((first, _)) = people.first()
        && let Ok(first) = serde_json::value::to_raw_value(first.as_str())
    {
        written.insert("customer".into(), first);
    }
    serde_json::to_string(&written).unwrap_or_default()
}

/// Makes the fields those of a record; gives everybody the person is, the first of them whose
/// contact it is, and what is wrong.
fn turn(
    source: &str,
    region: &str,
    fields: &mut Map<String, Value>,
) -> (Vec<Known>, Result<(), Problem>) {
    // Taken out first: whatever else is wrong, they are not kept, and whose it is is known.
    let identities = fields.remove("identities");
    let (people, readable) = everybody(region, fields.get("customer"), identities);
    if let Some((first, _)) = people.first() {
        fields.insert("customer".into(), first.as_str().into());
    }
    fields.remove("seq");
    let turned = named(source, fields).and_then(|()| changed(fields)).and(readable);
    (people, turned)
}

/// The revision, from when it was changed, where the source counts none.
fn changed(fields: &mut Map<String, Value>) -> Result<(), Problem> {
    let Some(updated) = fields.get("updated_ms") else { return Ok(()) };
    let revision = updated.as_i64().and_then(revision_of).ok_or_else(|| {
        Problem::field("updated_ms", "updated_ms is not a time after 1970, in milliseconds.")
    })?;
    fields.entry("revision").or_insert_with(|| revision.into());
    Ok(())
}

/// Everybody the person is, once each, and what is wrong with one of them: the others are read all the same.
fn everybody(
    region: &str,
    customer: Option<&Value>,
    identities: Option<Value>,
) -> (Vec<Known>, Result<(), Problem>) {
    let mut people: Vec<Known> = Vec::new();
    let mut readable = Ok(());
    if let Some(given) = customer.and_then(Value::as_str) {
        // Nobody says what this one is: its look is all there is.
        let bare = Customer::read(given, region);
        people.extend(bare.map(|one| {
            let kind = IdentityKind::of(&one);
            (one, kind)
        }));
    }
    if let Some(list) = identities.filter(|list| !list.is_null()) {
        let mut wrong = |message: String| {
            if readable.is_ok() {
                readable = Err(Problem::field("identities", message));
            }
        };
        let form = "identities is not a list of {\"kind\": ..., \"value\": ...}.";
        let list = match list {
            Value::Array(list) => list,
            _ => {
                wrong(form.to_owned());
                Vec::new()
            }
        };
        if list.len() > IDENTITIES {
            wrong(format!("More than {IDENTITIES} identities."));
        }
        for identity in list.into_iter().take(IDENTITIES) {
            let Ok(identity) = serde_json::from_value::<Identity>(identity) else {
                wrong(form.to_owned());
                continue;
            };
            match identity.customer(region) {
                Some(one) => people.push((one, identity.kind)),
                None => {
                    let kind = format!("{:?}", identity.kind).to_lowercase();
                    wrong(format!("An identity is no {kind} of any form."));
                }
            }
        }
    }
    let mut once: Vec<Known> = Vec::new();
    for (one, kind) in people {
        match once.iter_mut().find(|(known, _)| *known == one) {
            // What was said of it later is said and not guessed.
            Some(known) => known.1 = kind,
            None => once.push((one, kind)),
        }
    }
    (once, readable)
}

/// The contact's id, from what the source calls it.
fn named(source: &str, fields: &mut Map<String, Value>) -> Result<(), Problem> {
    let wrong = |message: &str| Err(Problem::field("external_id", message));
    let external = match fields.get("external_id") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.trim().to_owned()),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(_) => return wrong("external_id is not a text."),
    };
    let Some(external) = external else {
        if fields.get("contact_id").is_none_or(Value::is_null) {
            return wrong("There is neither a contact_id nor an external_id.");
        }
        return Ok(());
    };
    if external.is_empty() || external.chars().count() > NAME {
        return wrong("external_id is empty or longer than 200 letters.");
    }
    if fields.get("contact_id").is_none_or(Value::is_null) {
        let id = contact_id_of(source, &external);
        fields.insert("contact_id".into(), id.to_string().into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Chance;
    use contact::{Limits, SurveyAnswer};
    use serde_json::json;

    const NOON: Ms = 1_740_996_000_000;

    fn keyring() -> Keyring {
        let chance = Chance::new(|bytes| {
            bytes.fill(7);
            Ok(())
        });
        Keyring::make(&chance).unwrap()
    }

    fn taken(raw: &Value) -> Reading {
        let (keyring, limits) = (keyring(), Limits::default());
        let rules = Rules { keyring: &keyring, codes: None, limits: &limits, record_bytes: 10_000 };
        take("tickets", "SE", &raw.to_string(), NOON, &rules)
    }

    fn ticket() -> Value {
        json!({"external_id": 35436, "updated_ms": NOON, "channel": "email", "start_ms": NOON - 60_000,
               "end_ms": NOON - 60_000, "claim": "resolved",
               "identities": [{"kind": "email", "value": "Sara@Example.org"},
                              {"kind": "phone", "value": "070-174 06 12"}]})
    }

    #[test]
    fn an_id_hangs_on_both_names_and_never_changes() {
        let one = contact_id_of("zendesk", "35436");
        assert_eq!(one.to_string(), "84f52cbc-fe1e-86a4-a7d3-109c605314af");
        assert_eq!(one.0.get_version_num(), 8);
        assert_ne!(one, contact_id_of("zendesk", "35437"));
        assert_ne!(one, contact_id_of("zendesk3", "5436"));
    }

    #[test]
    fn a_ticket_is_a_record_and_names_nobody() {
        let fit = taken(&ticket()).unwrap();
        assert_eq!(fit.contact.contact_id, contact_id_of("tickets", "35436"));
        assert_eq!(fit.contact.revision, 1_740_996_000);
        assert_eq!(fit.key, keyring().customer(&Customer("sara@example.org".into())));
        let phone = keyring().customer(&Customer("+46701740612".into()));
        assert_eq!(fit.together.unwrap().also, [(phone, IdentityKind::Phone)]);
        for text in ["ara@", "46701740612", "174 06 12"] {
            assert!(!fit.payload.contains(text), "{}", fit.payload);
        }
    }

    #[test]
    fn an_identity_is_what_it_is_said_to_be_and_not_what_it_looks_like() {
        use IdentityKind::{Account, Email, Handle, Phone};
        let kinds = |customer: Option<&str>, identities: Value| {
            let mut ticket = ticket();
            ticket["identities"] = identities;
            ticket["customer"] = json!(customer);
            let together = taken(&ticket).unwrap().together.unwrap();
            let also = together.also.iter().map(|(_, kind)| *kind);
            std::iter::once(together.first.1).chain(also).collect::<Vec<_>>()
        };
        let handle = json!({"kind": "handle", "value": "sara.b", "network": "instagram"});
        let account = json!({"kind": "account", "value": "sara@example.org"});
        let phone = json!({"kind": "phone", "value": "070-174 06 12"});
        assert_eq!(kinds(None, json!([handle, account])), [Handle, Account]);
        assert_eq!(kinds(None, json!([account, handle, phone])), [Account, Handle, Phone]);
        // Of a bare one nothing is said; named again, it is what that says.
        assert_eq!(kinds(Some("sara@example.org"), json!([handle])), [Email, Handle]);
        assert_eq!(kinds(Some("sara@example.org"), json!([account, handle])), [Account, Handle]);
    }

    #[test]
    fn what_is_half_readable_names_nobody_either() {
        let half = ticket().to_string().replace("\"resolved\"", "1e999");
        let (ring, limits) = (keyring(), Limits::default());
        let rules = Rules { keyring: &ring, codes: None, limits: &limits, record_bytes: 10_000 };
        let unfit = take("tickets", "SE", &half, NOON, &rules).unwrap_err();
        assert!(!unfit.body.contains("ara@"), "{}", unfit.body);
        let half = "{\"customer\":\"+46701740612\",\"by\":\"\\ud800\",\"at_ms\":1}";
        let unasked = survey("ivr", "SE", half, NOON, &ring, 10_000).unwrap_err();
        assert!(!unasked.body.contains("46701740612"), "{}", unasked.body);
    }

    #[test]
    fn what_cannot_be_turned_is_named_and_names_nobody() {
        for (field, value) in [
            ("external_id", json!("")),
            ("external_id", json!([1])),
            ("external_id", json!("x".repeat(201))),
            ("updated_ms", json!(-1)),
            ("updated_ms", json!("yesterday")),
            ("identities", json!("sara")),
            ("identities", json!([{"kind": "phone", "value": "sara"}])),
            ("identities", json!([{"kind": "shoe", "value": "42"}])),
            ("channel", json!("telex")),
            ("contact_id", json!("17")),
        ] {
            let mut bad = ticket();
            bad[field] = value;
            let unfit = taken(&bad).unwrap_err();
            assert_eq!(unfit.problem.field.as_deref(), Some(field));
            assert!(!unfit.body.contains("ara@"), "{}", unfit.body);
            assert!(!unfit.problem.message.contains("sara"), "{}", unfit.problem.message);
        }
        let mut nameless = ticket();
        nameless.as_object_mut().unwrap().remove("external_id");
        assert_eq!(taken(&nameless).unwrap_err().problem.field.as_deref(), Some("external_id"));
    }

    #[test]
    fn a_survey_is_about_a_contact_or_a_customer() {
        let keyring = keyring();
        let read = |raw: Value| survey("ivr", "SE", &raw.to_string(), NOON, &keyring, 1_000);
        let by_id =
            read(json!({"external_id": "7", "source": "tickets", "by": "email", "at_ms": NOON,
                                "answer": "disputed", "csat": 2}))
            .unwrap();
        assert_eq!(by_id.about, About::Contact(contact_id_of("tickets", "7")));
        assert_eq!(by_id.survey.answer, Some(SurveyAnswer::Disputed));
        let own = read(json!({"external_id": "7", "by": "ivr", "at_ms": NOON})).unwrap();
        assert_eq!(own.about, About::Contact(contact_id_of("ivr", "7")));
        let whose = read(json!({"customer": "070-174 06 12", "by": "sms", "at_ms": NOON})).unwrap();
        let key = keyring.customer(&Customer("+46701740612".into()));
        assert_eq!(whose.about, About::Customer(key));
        assert!(!whose.body.contains("174 06"), "{}", whose.body);

        for (field, value) in [
            ("by", json!("")),
            ("by", json!(7)),
            ("at_ms", json!(NOON + 25 * 3_600_000)),
            ("answer", json!("perhaps")),
            ("csat", json!(6)),
            ("nps", json!(11)),
            ("contact_id", json!("17")),
        ] {
            let mut bad = json!({"external_id": "7", "by": "ivr", "at_ms": NOON});
            bad[field] = value;
            assert_eq!(read(bad).unwrap_err().problem.field.as_deref(), Some(field));
        }
        let large = json!({"external_id": "7", "by": "ivr", "at_ms": NOON, "customer": "070-174 06 12",
                           "seen": "x".repeat(1_000)});
        let unasked = read(large).unwrap_err();
        assert_eq!(unasked.problem.code, contact::Code::TooLarge);
        assert_eq!(unasked.contact_id, Some(contact_id_of("ivr", "7")));
        assert!(unasked.key == Some(key) && !unasked.body.contains("174 06"), "{}", unasked.body);
        let nobody = read(json!({"by": "ivr", "at_ms": NOON})).unwrap_err();
        assert_eq!(nobody.problem.field.as_deref(), Some("contact_id"));
    }
}
