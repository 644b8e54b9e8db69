//! The forms of version 1, kept as files: what a desk of today sends must be read for ever.
//! A file here is never changed; a new form gets a new file.

use std::fmt::Debug;

use contact::protocol::{
    Ack, AckStatus, Acks, Batch, BatchLimits, ContactBatch, Enrol, Enrolled, FeedPage, Hello,
    History, HistoryRequest, Marks, Receipt, Reconcile, Reconciled, Renewed, SentContact,
    SentRecord, SentSurvey, SeqRange, SurveyBatch,
};
use contact::{Claim, Code, Contact, Customer, Initiator, Problem, Secret};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads the form, writes it back and expects the same JSON.
fn kept<T: Serialize + DeserializeOwned + PartialEq + Debug>(text: &str) -> T {
    let value: Value = serde_json::from_str(text).unwrap();
    let read: T = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
    assert_eq!(serde_json::from_value::<T>(value).unwrap(), read);
    read
}

macro_rules! golden {
    ($file:literal) => {
        include_str!(concat!("../golden/v1/", $file))
    };
}

#[test]
fn a_contact_with_every_field_is_kept() {
    let contact: Contact = kept(golden!("contact.json"));
    assert_eq!(contact.initiated_by, Initiator::Customer);
    assert!(contact.excluded());
    assert_eq!(contact.handle_ms(), Some(401_000));
    assert_eq!(contact.links.len(), 2);
    let unknown: Vec<_> = contact.rest.keys().map(String::as_str).collect();
    assert_eq!(unknown, ["crm", "mood"], "fields of a later version are kept");
    // Every field this version knows is in the file: none of them is at its default.
    let bare: Contact = serde_json::from_value(json!({
        "contact_id": contact.contact_id, "channel": "email", "start_ms": 0, "end_ms": 0,
    }))
    .unwrap();
    let (full, bare) =
        (serde_json::to_value(&contact).unwrap(), serde_json::to_value(&bare).unwrap());
    for (field, value) in bare.as_object().unwrap() {
        let same = full[field] == *value;
        assert_eq!(same, matches!(field.as_str(), "contact_id" | "initiated_by"), "{field}");
    }
}

#[test]
fn a_contact_with_the_least_has_the_defaults() {
    let contact: Contact = serde_json::from_value(json!({
        "contact_id": "01956f1e-7c00-7000-8000-000000000001", "channel": "in_person",
        "start_ms": 1, "end_ms": 2, "exclusion": null, "survey": null,
    }))
    .unwrap();
    assert_eq!((contact.revision, contact.claim), (1, Claim::Unknown));
    assert_eq!((contact.initiated_by, contact.customer.clone()), (Initiator::Customer, None));
    assert!(!contact.excluded() && contact.survey.is_none() && contact.rest.is_empty());
    assert_eq!(contact.handle_ms(), None);
}

#[test]
fn a_contact_without_what_it_needs_is_refused() {
    let full: Value = serde_json::from_str(golden!("contact.json")).unwrap();
    for field in ["contact_id", "channel", "start_ms", "end_ms"] {
        let mut value = full.clone();
        value.as_object_mut().unwrap().remove(field);
        let error = serde_json::from_value::<Contact>(value).unwrap_err().to_string();
        assert!(error.contains(field), "`{error}` does not name {field}");
    }
    for (field, value) in [
        ("channel", json!("telex")),
        ("claim", json!("perhaps")),
        ("contact_id", json!("17")),
        ("links", json!({"17": "same"})),
        ("start_ms", json!(1.5)),
        ("revision", json!(-1)),
    ] {
        let mut wrong = full.clone();
        wrong[field] = value;
        assert!(serde_json::from_value::<Contact>(wrong).is_err(), "a wrong {field} was taken");
    }
}

#[test]
fn a_sent_record_is_a_contact_with_its_number() {
    let sent: SentRecord = kept(golden!("sent-record.json"));
    assert_eq!((sent.seq, sent.v), (41, 1));
    assert_eq!(sent.contact.rest.keys().collect::<Vec<_>>(), ["mood"]);
    let least: SentRecord = serde_json::from_value(json!({
        "contact_id": sent.contact.contact_id, "channel": "voice", "start_ms": 0, "end_ms": 0,
    }))
    .unwrap();
    assert_eq!((least.seq, least.v), (0, 1));
}

#[test]
fn enrolment_is_kept_and_shows_no_secret() {
    let enrol: Enrol = kept(golden!("enrol.json"));
    assert_eq!(enrol.code.reveal(), "K7QF-2M9X");
    assert!(!format!("{enrol:?}").contains("K7QF"), "the code is in Debug");
    let least: Enrol = serde_json::from_str(r#"{"code":"x"}"#).unwrap();
    assert_eq!((least.name.as_str(), least.app_version.as_str()), ("", ""));
    let renewed: Renewed = kept(golden!("renewed.json"));
    assert!(!format!("{renewed:?}").contains("0011"), "the token is in Debug");
    let enrolled: Enrolled = kept(golden!("enrolled.json"));
    assert_eq!(enrolled.device_id, 12);
    assert_ne!(enrolled.token, Secret::new(""));
    assert!(!format!("{enrolled:?}").contains(enrolled.token.reveal()), "the token is in Debug");
}

#[test]
fn hello_is_kept() {
    let hello: Hello = kept(golden!("hello.json"));
    assert_eq!(hello.limits, BatchLimits::default());
    assert!((hello.protocol_min..=hello.protocol_max).contains(&contact::protocol::VERSION));
}

#[test]
fn a_batch_is_kept_whatever_its_records_are() {
    let batch: Batch = kept(golden!("batch.json"));
    assert_eq!(batch.records.len(), 2);
    assert!(serde_json::from_value::<SentRecord>(batch.records[0].clone()).is_ok());
    assert!(serde_json::from_value::<SentRecord>(batch.records[1].clone()).is_err());
    let least: Batch = serde_json::from_str(r#"{"records":[]}"#).unwrap();
    assert_eq!((least.boot.as_str(), least.mono, least.wall, least.waiting), ("", 0, 0, 0));
}

#[test]
fn a_receipt_is_kept() {
    let receipt: Receipt = kept(golden!("receipt.json"));
    let words: Vec<_> =
        receipt.acks.iter().map(|ack| serde_json::to_value(ack.status).unwrap()).collect();
    assert_eq!(json!(words), json!(["stored", "same", "older", "quarantined", "quarantined"]));
    let Ack { contact_id, why, .. } = receipt.acks.last().unwrap();
    assert_eq!(*contact_id, None);
    assert_eq!(why.as_ref().map(|p| p.code), Some(Code::Invalid));
}

#[test]
fn history_is_kept() {
    let request: HistoryRequest = kept(golden!("history-request.json"));
    assert_eq!(request.identities.len(), 2);
    assert!(!format!("{request:?}").contains("4670"), "a number is in Debug");
    let least: HistoryRequest = serde_json::from_str(r#"{"identities":["c-17"]}"#).unwrap();
    assert_eq!(least.identities, [Customer("c-17".into())]);
    assert_eq!((least.hours, least.limit), (24 * 90, 20));
    let history: History = kept(golden!("history-possible.json"));
    assert_eq!(history.possible.len(), 1);
    let history: History = kept(golden!("history.json"));
    assert!(history.contacts.iter().all(|contact| contact.customer.is_none()));
}

#[test]
fn a_page_of_a_feed_is_kept() {
    let page: FeedPage = kept(golden!("feed-page.json"));
    assert_eq!(page.items.len(), 3);
    assert!(page.items[1].body.is_none(), "a removal has no body");
    assert!(page.next <= page.head);
}

#[test]
fn what_was_confirmed_is_compared_in_the_same_form_for_ever() {
    let asked: Reconcile = kept(golden!("reconcile.json"));
    assert_eq!(asked.ranges[1].marks, Marks(0x9c2b_7d10_e4f6_a835));
    let answer: Reconciled = kept(golden!("reconciled.json"));
    assert_eq!(answer.again, [SeqRange { from: 65, to: 128 }]);
    let hello: Hello = kept(golden!("hello-seq.json"));
    assert_eq!((hello.max_seq, hello.team_head, hello.erased_head), (Some(43), 2, 1));
    let receipt: Receipt = kept(golden!("receipt-seq.json"));
    assert_eq!((receipt.had_seq, receipt.acks[0].status), (Some(42), AckStatus::Erased));
}

#[test]
fn a_record_carries_the_clocks_of_its_moment() {
    let sent: SentRecord = kept(golden!("sent-record-clock.json"));
    let clock = sent.contact.clock.unwrap();
    assert_eq!((clock.mono, clock.wall), (86_400_000, 1_767_603_710_000));
    assert!(sent.contact.rest.is_empty(), "a known field among the unknown");
}

#[test]
fn what_other_systems_send_is_kept() {
    let batch: ContactBatch = kept(golden!("contact-batch.json"));
    let one: SentContact = serde_json::from_value(batch.contacts[0].clone()).unwrap();
    assert_eq!(serde_json::to_value(&one).unwrap(), batch.contacts[0]);
    assert_eq!(one.identities.len(), 3);
    assert_eq!(one.identities[2].network.as_deref(), Some("facebook"));
    assert!(!format!("{one:?}").contains("4670"), "a number is in Debug");
    let surveys: SurveyBatch = kept(golden!("survey-batch.json"));
    for survey in &surveys.surveys {
        let read: SentSurvey = serde_json::from_value(survey.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), *survey);
    }
    let _: Acks = kept(golden!("acks.json"));
    let page: FeedPage = kept(golden!("feed-page-team.json"));
    assert_eq!(page.items.len(), 2);
}

#[test]
fn a_problem_is_kept() {
    let problem: Problem = kept(golden!("problem.json"));
    assert_eq!((problem.code, problem.field.as_deref()), (Code::TooOld, None));
    let codes = [
        (Code::Invalid, "invalid"),
        (Code::Conflict, "conflict"),
        (Code::TooLarge, "too_large"),
        (Code::Unauthorized, "unauthorized"),
        (Code::NotFound, "not_found"),
        (Code::TooOld, "too_old"),
        (Code::StartOver, "start_over"),
        (Code::Unavailable, "unavailable"),
        (Code::Offline, "offline"),
        (Code::DiskFull, "disk_full"),
        (Code::Damaged, "damaged"),
        (Code::Internal, "internal"),
    ];
    for (code, word) in codes {
        assert_eq!(serde_json::to_value(code).unwrap(), word);
    }
}

#[test]
fn every_channel_has_its_published_word() {
    assert_eq!(
        serde_json::to_value(contact::Channel::ALL).unwrap(),
        json!(["voice", "email", "chat", "whatsapp", "sms", "social", "web", "in_person"])
    );
}
