//! The repeat warning, case by case.

use std::collections::BTreeMap;

use contact::fcr::{Policy, Relation};
use contact::{Channel, Contact, ContactId, LinkVerdict, Ms, ReasonPath};
use serde_json::{Value, json};

use super::{Present, warning};

const HOUR: Ms = 3_600_000;
const WINDOW: Ms = 48 * HOUR;
/// Friday 21 November 2025, 10:00 UTC.
const NOW: Ms = 1_763_719_200_000;

fn id(number: u128) -> ContactId {
    ContactId(uuid::Uuid::from_u128(number))
}

/// A resolved contact about `broadband/slow` that lasted an hour and ended `ago` before now.
fn earlier(number: u128, ago: Ms, change: Value) -> Contact {
    let mut fields = json!({
        "contact_id": id(number), "channel": "voice", "start_ms": NOW - ago - HOUR,
        "end_ms": NOW - ago, "reason": "broadband/slow", "claim": "resolved",
    });
    for (name, value) in change.as_object().unwrap() {
        fields[name] = value.clone();
    }
    serde_json::from_value(fields).unwrap()
}

struct Case {
    what: &'static str,
    contact: Contact,
    reason: Option<&'static str>,
    link: Option<LinkVerdict>,
    window: Ms,
    counts: bool,
}

/// Contacts about a reason of the same family count, those of every channel, within `window`.
fn within(window: Ms) -> Policy {
    Policy::preset(u32::try_from(window / HOUR).unwrap())
}

fn present<'a>(
    start_ms: Ms,
    reason: Option<&'a ReasonPath>,
    links: &'a BTreeMap<ContactId, LinkVerdict>,
) -> Present<'a> {
    Present { start_ms, channel: Channel::Voice, reason, links }
}

fn case(what: &'static str, contact: Contact, reason: Option<&'static str>, counts: bool) -> Case {
    Case { what, contact, reason, link: None, window: WINDOW, counts }
}

#[test]
fn what_counts() {
    let same = Some("broadband/no-connection");
    let other = Some("billing/amount");
    let unresolved = json!({"claim": "unresolved"});
    let none = json!({});
    let agents = json!({"claim": "unresolved", "initiated_by": "agent"});
    let asked = json!({"claim": "unresolved", "exclusion": {"reason": "isolated_incident"}});
    let approved = json!({"claim": "unresolved",
        "exclusion": {"reason": "isolated_incident", "reviewed_by": "s2"}});
    let linked = |what, change: &Value, reason, link, counts| Case {
        link: Some(link),
        ..case(what, earlier(1, HOUR, change.clone()), reason, counts)
    };
    let cases = [
        case("resolved, same family", earlier(1, HOUR, none.clone()), same, true),
        case("resolved, other family", earlier(1, HOUR, none.clone()), other, false),
        case("resolved, reason not known yet", earlier(1, HOUR, none.clone()), None, false),
        case("unresolved, other family", earlier(1, HOUR, unresolved.clone()), other, true),
        case("unresolved, reason not known yet", earlier(1, HOUR, unresolved.clone()), None, true),
        case("claim not known", earlier(1, HOUR, json!({"claim": "unknown"})), other, true),
        case("resolved, without a reason", earlier(1, HOUR, json!({"reason": null})), same, false),
        case("at the very edge", earlier(1, WINDOW, unresolved.clone()), None, true),
        case("a moment beyond the edge", earlier(1, WINDOW + 1, unresolved.clone()), None, false),
        case("begun outside, ended inside", earlier(1, WINDOW - 1, unresolved.clone()), None, true),
        case("still under way, an overlap", earlier(1, -HOUR / 2, unresolved.clone()), None, true),
        case("begun after this one", earlier(1, -2 * HOUR, unresolved.clone()), None, false),
        case("started by an agent", earlier(1, HOUR, agents), same, false),
        case("exclusion only asked for", earlier(1, HOUR, asked), same, true),
        case("exclusion approved", earlier(1, HOUR, approved), same, false),
        linked("said to be the same", &none, other, LinkVerdict::Same, true),
        linked("said to be the same, no reason", &none, None, LinkVerdict::Same, true),
        linked("said to be different", &unresolved, same, LinkVerdict::Different, false),
        Case {
            window: 7 * 24 * HOUR,
            ..case("a wider window", earlier(1, WINDOW + 1, unresolved.clone()), None, true)
        },
        Case {
            window: 24 * HOUR,
            ..case("a narrower window", earlier(1, 25 * HOUR, unresolved), None, false)
        },
    ];
    for Case { what, contact, reason, link, window, counts } in cases {
        let links: BTreeMap<_, _> = link.map(|verdict| (id(1), verdict)).into_iter().collect();
        let reason = reason.map(ReasonPath::from);
        let now = present(NOW, reason.as_ref(), &links);
        assert_eq!(warning([&contact], &now, &within(window)).is_some(), counts, "{what}");
    }
}

#[test]
fn same_said_outside_the_window_is_not_lately() {
    let contact = earlier(1, WINDOW + 1, json!({}));
    let links = BTreeMap::from([(id(1), LinkVerdict::Same)]);
    let now = present(NOW, None, &links);
    assert_eq!(warning([&contact], &now, &within(WINDOW)), None);
}

#[test]
fn it_counts_times_and_days_and_names_the_latest() {
    let unresolved = json!({"claim": "unresolved"});
    let all = [
        earlier(3, 2 * HOUR, json!({})),
        earlier(1, 5 * 24 * HOUR, unresolved.clone()),
        earlier(2, 24 * HOUR, unresolved),
        earlier(4, HOUR, json!({"reason": "billing/amount"})),
    ];
    let links = BTreeMap::new();
    let reason = ReasonPath::from("broadband/slow");
    let now = present(NOW, Some(&reason), &links);
    let warned = warning(&all, &now, &within(7 * 24 * HOUR)).unwrap();
    assert_eq!((warned.times, warned.days), (3, 6), "five days and an hour are six days begun");
    assert_eq!((warned.last, warned.unresolved), (id(3), false), "the latest was resolved");
    let short = warning(&all[..1], &now, &within(WINDOW)).unwrap();
    assert_eq!((short.times, short.days), (1, 1), "at least one day");
}

/// Clocks go forward on 30 March 2025 and back on 26 October 2025 in Sweden: the local days have
/// 23 and 25 hours, the window has 48 all the same.
#[test]
fn days_of_23_and_25_hours_change_nothing() {
    // Local noon of the Saturday before, 11:00 and 10:00 UTC; 48 hours later on the Monday.
    for (saturday_noon, local_noon_monday) in
        [(1_743_246_000_000, 1_743_415_200_000), (1_761_386_400_000, 1_761_562_800_000_i64)]
    {
        let contact: Contact = serde_json::from_value(json!({
            "contact_id": id(1), "channel": "voice", "start_ms": saturday_noon - HOUR,
            "end_ms": saturday_noon, "claim": "unresolved",
        }))
        .unwrap();
        let links = BTreeMap::new();
        let at = |start_ms| {
            warning([&contact], &present(start_ms, None, &links), &within(WINDOW)).is_some()
        };
        assert!(at(saturday_noon + WINDOW), "48 hours to the millisecond");
        assert!(!at(saturday_noon + WINDOW + 1));
        let hours = (local_noon_monday - saturday_noon) / HOUR;
        assert_eq!(at(local_noon_monday), hours <= 48, "local noon is {hours} hours later");
        assert_ne!(hours, 48, "a day of other length lies between");
    }
}

/// The team's policy decides what is the same matter, and which channels exist.
#[test]
fn relation_and_channels_are_the_policys() {
    let none = json!({});
    let email = json!({"channel": "email", "claim": "unresolved"});
    let policy = |relation, channels: Option<&[Channel]>| Policy {
        relation,
        channels: channels.map(|channels| channels.iter().copied().collect()),
        ..within(WINDOW)
    };
    let (voice, letters): (&[Channel], &[Channel]) = (&[Channel::Voice], &[Channel::Email]);
    let same = Some("broadband/slow");
    let family = Some("broadband/no-connection");
    let other = Some("billing/amount");
    let cases = [
        ("leaf, the same", &none, same, policy(Relation::Leaf, None), true),
        ("leaf, of the family", &none, family, policy(Relation::Leaf, None), false),
        ("family, of the family", &none, family, policy(Relation::Parent, None), true),
        ("family, another one", &none, other, policy(Relation::Parent, None), false),
        ("any, another one", &none, other, policy(Relation::Any, None), true),
        ("any, not known yet", &none, None, policy(Relation::Any, None), true),
        ("letters count", &email, None, policy(Relation::Parent, None), true),
        ("only calls exist", &email, None, policy(Relation::Parent, Some(voice)), false),
        ("this call does not exist", &none, same, policy(Relation::Any, Some(letters)), false),
    ];
    let links = BTreeMap::new();
    for (what, change, reason, policy, counts) in cases {
        let reason = reason.map(ReasonPath::from);
        let contact = earlier(1, HOUR, change.clone());
        let now = present(NOW, reason.as_ref(), &links);
        assert_eq!(warning([&contact], &now, &policy).is_some(), counts, "{what}");
    }
}
