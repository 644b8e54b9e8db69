//! One event: who is withheld, what is refused, what `Debug` keeps to itself.

use contact::{CallEvent, CallEventError, CallEventKind as Kind, Party, Speaker, Turn};

const NOW: i64 = 1_795_000_000_000;

fn event() -> CallEvent {
    CallEvent::new("pbx", "1", NOW, Kind::Offered, "c1")
}

#[test]
fn a_withheld_caller_is_nobody() {
    for raw in [
        "",
        "  ",
        "anonymous",
        "Anonymous",
        "sip:anonymous@anonymous.invalid",
        "Restricted",
        "PRIVATE",
        "<unknown>",
        "+266696687",
        "unavailable",
        "****",
        "-",
    ] {
        let party = Party::read(raw, "SE");
        assert!(party.withheld, "{raw:?}");
        assert_eq!(party.identity(), None, "{raw:?} is no customer");
    }
}

#[test]
fn a_number_is_kept_raw_and_normalised() {
    let party = Party::read(" 070-174 06 12 ", "SE");
    assert_eq!(party.raw.as_deref(), Some("070-174 06 12"));
    assert_eq!(party.identity(), Some("+46701740612"));
    let extension = Party::read("4711", "SE");
    assert_eq!(extension.identity(), Some("4711"), "what is no public number stays as given");
    assert!(!extension.withheld);
}

#[test]
fn the_centres_own_number_of_a_customer_goes_before_the_telephone() {
    let party = Party { id: Some("C-17".into()), ..Party::read("0701740612", "SE") };
    assert_eq!(party.identity(), Some("C-17"));
}

#[test]
fn absurd_events_are_refused_by_name() {
    assert_eq!(event().check(NOW), Ok(()));
    let with = |change: &dyn Fn(&mut CallEvent)| {
        let mut event = event();
        change(&mut event);
        event.check(NOW).unwrap_err()
    };
    assert_eq!(with(&|e| e.id = " ".into()), CallEventError::Empty { field: "id" });
    assert_eq!(with(&|e| e.call_id.0.clear()), CallEventError::Empty { field: "data.call_id" });
    assert_eq!(with(&|e| e.time_ms = NOW + 3_600_000), CallEventError::Future);
    assert_eq!(with(&|e| e.time_ms = 0), CallEventError::Past);
    assert_eq!(with(&|e| e.durations.talk = Some(-1)), CallEventError::Duration);
    assert_eq!(with(&|e| e.durations.hold = Some(i64::MAX)), CallEventError::Duration);
    let long = with(&|e| e.id = "x".repeat(300));
    assert_eq!(long, CallEventError::TooLong { field: "id", length: 300, most: 256 });
    let many = with(&|e| e.attributes = (0..200).map(|n| (n.to_string(), String::new())).collect());
    assert!(matches!(many, CallEventError::TooLong { field: "attributes", .. }));
    for time in [i64::MIN, i64::MAX] {
        let mut event = event();
        event.time_ms = time;
        assert!(event.check(NOW).is_err(), "{time}");
    }
}

#[test]
fn debug_shows_no_customer() {
    let mut event = event();
    event.party = Some(Party { name: Some("Sara".into()), ..Party::read("0701740612", "SE") });
    event.attributes.insert("name".into(), "Sara".into());
    event.turn = Some(Turn {
        turn: None,
        speaker: Speaker::Customer,
        text: "Sara here".into(),
        is_final: true,
    });
    let mut log = contact::CallLog::default();
    log.add(event.clone());
    let call = log.calls().next().unwrap();
    let shown = format!("{event:?} {:?} {:?} {call:?} {log:?}", event.party, event.turn);
    assert!(!shown.contains("Sara") && !shown.contains("174"), "{shown}");
}

#[test]
fn an_event_reads_back_as_it_was_written() {
    let mut event = event();
    event.party = Some(Party::read("anonymous", "SE"));
    event.turn = Some(Turn {
        turn: Some("1".into()),
        speaker: Speaker::Agent,
        text: "hej".into(),
        is_final: true,
    });
    let json = serde_json::to_string(&event).unwrap();
    assert_eq!(serde_json::from_str::<CallEvent>(&json).unwrap(), event);
    let least = r#"{"id":"1","source":"x","time_ms":5,"kind":"ended","call_id":"c","new_field":1}"#;
    let least: CallEvent = serde_json::from_str(least).unwrap();
    assert_eq!(least.kind, Kind::Ended, "unknown fields are let through");
}
