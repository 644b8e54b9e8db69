//! Whether a contact makes sense: each field, wrong in each way.

use contact::{
    Code, Codes, Contact, ContactId, Customer, LANGUAGES, Limits, LinkVerdict, Ms, Names, check,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

const NOW: Ms = 1_767_700_000_000;
const HOUR: Ms = 3_600_000;
const DAY: Ms = 24 * HOUR;

fn good() -> Contact {
    serde_json::from_value(json!({
        "contact_id": Uuid::from_u128(1), "customer": "c-17", "channel": "voice",
        "start_ms": NOW - HOUR, "end_ms": NOW, "reason": "tv/picture", "claim": "resolved",
        "outcome": "resolved", "root_cause": "no_article", "agent": "a7", "queue": "q1",
        "note": "Reset the box.", "lang": "sv", "talk_ms": 60_000, "hold_ms": 0, "acw_ms": 5_000,
    }))
    .unwrap()
}

fn codes() -> Codes {
    let names: Names = LANGUAGES.iter().map(|l| ((*l).to_owned(), "x".to_owned())).collect();
    serde_json::from_value(json!({
        "reasons": [
            {"path": "tv", "names": names},
            {"path": "tv/picture", "code": "TV-1", "names": names},
        ],
        "outcomes": [{"id": "resolved", "key": 1, "claim": "resolved", "names": names}],
        "root_causes": [{"id": "no_article", "key": 1, "group": "knowledge", "names": names}],
        "templates": [],
    }))
    .unwrap()
}

/// Changes a good contact and expects it to be refused for `field`.
fn assert_refused(field: &str, codes: Option<&Codes>, change: impl FnOnce(&mut Contact)) {
    let mut contact = good();
    change(&mut contact);
    let problem = check(&contact, codes, NOW, &Limits::default()).unwrap_err();
    assert_eq!((problem.code, problem.field.as_deref()), (Code::Invalid, Some(field)));
    assert!(!problem.message.is_empty());
    for secret in ["c-17", "Reset"] {
        assert!(!problem.message.contains(secret), "`{}` shows the customer", problem.message);
    }
}

fn assert_taken(change: impl FnOnce(&mut Contact)) {
    let mut contact = good();
    change(&mut contact);
    assert_eq!(check(&contact, None, NOW, &Limits::default()), Ok(()));
}

#[test]
fn an_id_of_zeros_names_no_contact() {
    assert_refused("contact_id", None, |c| c.contact_id = ContactId(Uuid::nil()));
    assert_taken(|c| c.contact_id = ContactId(Uuid::max()));
}

#[test]
fn a_good_contact_passes_with_and_without_codes() {
    assert_eq!(check(&good(), None, NOW, &Limits::default()), Ok(()));
    assert_eq!(check(&good(), Some(&codes()), NOW, &Limits::default()), Ok(()));
}

#[test]
fn times_make_sense() {
    assert_refused("revision", None, |c| c.revision = 0);
    assert_refused("start_ms", None, |c| c.start_ms = -1);
    assert_refused("start_ms", None, |c| c.start_ms = Ms::MIN);
    assert_refused("end_ms", None, |c| c.end_ms = c.start_ms - 1);
    assert_refused("end_ms", None, |c| c.end_ms = c.start_ms + 7 * DAY + 1);
    assert_refused("end_ms", None, |c| c.end_ms = Ms::MAX);
    assert_refused("start_ms", None, |c| {
        c.start_ms = NOW + DAY + 1;
        c.end_ms = c.start_ms;
    });
    assert_taken(|c| c.end_ms = c.start_ms);
    assert_taken(|c| c.end_ms = c.start_ms + 7 * DAY);
    assert_taken(|c| {
        c.start_ms = NOW + DAY;
        c.end_ms = c.start_ms;
    });
    assert_taken(|c| (c.start_ms, c.end_ms) = (0, 0));
}

#[test]
fn spans_are_neither_negative_nor_absurd() {
    for ms in [-1, Ms::MIN, Ms::MAX, 10 * 365 * DAY + 1] {
        assert_refused("talk_ms", None, |c| c.talk_ms = Some(ms));
        assert_refused("hold_ms", None, |c| c.hold_ms = Some(ms));
        assert_refused("acw_ms", None, |c| c.acw_ms = Some(ms));
    }
    assert_taken(|c| (c.talk_ms, c.hold_ms, c.acw_ms) = (None, None, None));
}

#[test]
fn a_note_fits_counted_in_letters() {
    assert_refused("note", None, |c| c.note = Some("x".repeat(20_001)));
    assert_taken(|c| c.note = Some("记".repeat(20_000)));
    assert_taken(|c| c.note = Some("Two\nlines.\tAnd a tab.".into()));
}

#[test]
fn texts_are_neither_empty_nor_long_nor_control() {
    type Set = fn(&mut Contact, &str);
    let fields: [(&str, Set); 7] = [
        ("customer", |c, text| c.customer = Some(Customer(text.into()))),
        ("agent", |c, text| c.agent = Some(text.into())),
        ("queue", |c, text| c.queue = Some(text.into())),
        ("reason", |c, text| c.reason = Some(text.into())),
        ("outcome", |c, text| c.outcome = Some(text.into())),
        ("root_cause", |c, text| c.root_cause = Some(text.into())),
        ("lang", |c, text| c.lang = Some(text.into())),
    ];
    let long = "å".repeat(201);
    for (field, set) in fields {
        for text in ["", " ", "\u{3000}", "a\u{0}b", "a\nb", "a\u{7f}", long.as_str()] {
            assert_refused(field, None, |c| set(c, text));
        }
        assert_taken(|c| set(c, &"å".repeat(200)));
    }
    assert_taken(|c| {
        (c.customer, c.agent, c.queue, c.reason) = (None, None, None, None);
        (c.outcome, c.root_cause, c.lang, c.note) = (None, None, None, None);
    });
}

#[test]
fn there_are_not_too_many_articles_and_links() {
    let article = json!({"id": "KB-1", "version": 1, "lang": "sv", "role": "viewed"});
    let articles = |n| vec![serde_json::from_value(article.clone()).unwrap(); n];
    assert_refused("articles", None, |c| c.articles = articles(201));
    assert_taken(|c| c.articles = articles(200));
    let links = |n: u128| {
        (0..n).map(|n| (ContactId(Uuid::from_u128(n + 100)), LinkVerdict::Same)).collect()
    };
    assert_refused("links", None, |c| c.links = links(201));
    assert_taken(|c| c.links = links(200));
    assert_refused("links", None, |c| {
        c.links.insert(c.contact_id, LinkVerdict::Different);
    });
}

#[test]
fn codes_are_the_centres_own_where_they_are_given() {
    let codes = codes();
    let some = Some(&codes);
    assert_refused("reason", some, |c| c.reason = Some("tv/sound".into()));
    assert_refused("reason", some, |c| c.reason = Some("tv".into()));
    assert_refused("outcome", some, |c| c.outcome = Some("gone".into()));
    assert_refused("root_cause", some, |c| c.root_cause = Some("gone".into()));
    assert_taken(|c| c.reason = Some("of/old/days".into()));
}

#[test]
fn the_limits_are_those_given() {
    let limits = Limits { note_chars: 3, ..Limits::default() };
    assert!(check(&good(), None, NOW, &limits).is_err());
}

fn any_ms() -> impl Strategy<Value = Ms> {
    prop_oneof![any::<Ms>(), NOW - 10 * DAY..NOW + 2 * DAY, Just(Ms::MIN), Just(Ms::MAX), Just(0)]
}

fn any_text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(prop_oneof![".{0,12}", Just("å".repeat(300)), Just("tv/picture".into())])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_contact_makes_the_check_fall_over(
        times in proptest::array::uniform5(any_ms()),
        texts in proptest::array::uniform8(any_text()),
        revision in any::<u32>(),
        links in proptest::collection::btree_map(0..4_u128, any::<bool>(), 0..3),
        now in any_ms(),
        with_codes in any::<bool>(),
    ) {
        let mut contact = good();
        let [start_ms, end_ms, talk_ms, hold_ms, acw_ms] = times;
        let [customer, agent, queue, reason, outcome, root_cause, lang, note] = texts;
        contact.revision = revision;
        (contact.start_ms, contact.end_ms) = (start_ms, end_ms);
        (contact.talk_ms, contact.hold_ms, contact.acw_ms) =
            (Some(talk_ms), Some(hold_ms), Some(acw_ms));
        contact.customer = customer.map(Customer);
        contact.agent = agent.as_deref().map(Into::into);
        contact.queue = queue.as_deref().map(Into::into);
        contact.reason = reason.as_deref().map(Into::into);
        (contact.outcome, contact.root_cause, contact.lang, contact.note) =
            (outcome, root_cause, lang, note);
        contact.links = links
            .into_iter()
            .map(|(n, same)| {
                let said = if same { LinkVerdict::Same } else { LinkVerdict::Different };
                (ContactId(Uuid::from_u128(n)), said)
            })
            .collect();
        let codes = codes();
        let checked = check(&contact, with_codes.then_some(&codes), now, &Limits::default());
        // Whatever it is, its total does not overflow, and it can be written and read back.
        let _ = contact.handle_ms();
        let value: Value = serde_json::to_value(&contact).unwrap();
        prop_assert_eq!(serde_json::from_value::<Contact>(value).unwrap(), contact.clone());
        if checked.is_ok() {
            prop_assert!(contact.start_ms >= 0 && contact.end_ms >= contact.start_ms);
        } else {
            prop_assert!(checked.unwrap_err().field.is_some());
        }
    }
}
