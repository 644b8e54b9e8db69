//! The shape of Zammad's generic CTI, as JSON and as a form.

use contact::{CallEventKind as Kind, CallPhase, Direction};
use telephony::{Agents, Read, Reading, zammad};

use crate::{NOW, everybody, holds_in_any_order};

const NEW: &str = r#"{"event":"newCall","from":"0701740612","to":"468100200","direction":"in",
    "callId":"53ba82e2bd6d12d9","user":["Anna Berg","Kim"],"queue":"support"}"#;
const ANSWER: &str = "event=answer&callId=53ba82e2bd6d12d9&from=0701740612&to=468100200&direction=in&user%5B%5D=Anna+Berg&answeringNumber=21";
const HANGUP: &str = "event=hangup&callId=53ba82e2bd6d12d9&cause=normalClearing&from=0701740612&to=468100200&direction=in";

fn at(ms: i64) -> Reading<'static> {
    Reading { now_ms: NOW + ms, ..everybody() }
}

#[test]
fn a_call_in_json_and_forms() {
    let call = crate::call(
        "53ba82e2bd6d12d9",
        [
            zammad::json(NEW.as_bytes(), at(0)),
            zammad::form(ANSWER.as_bytes(), at(5_000)),
            zammad::form(HANGUP.as_bytes(), at(65_000)),
        ],
    );
    assert_eq!((call.phase, call.talk_ms), (CallPhase::Ended, Some(60_000)));
    assert_eq!(call.party.identity(), Some("+46701740612"));
    assert_eq!(call.queue.unwrap().as_str(), "support");
    assert_eq!(call.agent.as_deref(), Some("Anna Berg"));
    assert_eq!(call.cause.as_deref(), Some("normalClearing"));
}

#[test]
fn late_doubled_and_missing_events_come_to_the_same_call() {
    let messages: [&dyn Fn() -> Read; 3] = [
        &|| zammad::json(NEW.as_bytes(), at(0)),
        &|| zammad::form(ANSWER.as_bytes(), at(5_000)),
        &|| zammad::form(HANGUP.as_bytes(), at(65_000)),
    ];
    holds_in_any_order("53ba82e2bd6d12d9", &messages);
}

#[test]
fn a_call_outwards_is_with_the_one_who_was_called() {
    let body = "event=newCall&callId=1&from=468100200&to=0701740612&direction=out&user[]=Anna";
    let event = zammad::form(body.as_bytes(), everybody()).unwrap().unwrap();
    assert_eq!(event.direction, Some(Direction::Out));
    assert_eq!(event.party.unwrap().identity(), Some("+46701740612"));
    assert_eq!(event.dialled.as_deref(), Some("468100200"));
}

#[test]
fn anonymous_is_nobody() {
    let body = "event=newCall&callId=1&from=anonymous&to=468100200&direction=in";
    let party = zammad::form(body.as_bytes(), everybody()).unwrap().unwrap().party.unwrap();
    assert!(party.withheld && party.identity().is_none());
}

#[test]
fn a_group_call_that_somebody_else_took_ends_here() {
    let kim = Agents::new(["KIM"]);
    let reading = Reading { agents: &kim, ..everybody() };
    assert_eq!(zammad::json(NEW.as_bytes(), reading).unwrap().unwrap().kind, Kind::Offered);
    let taken = zammad::form(ANSWER.as_bytes(), reading).unwrap().unwrap();
    assert_eq!((taken.kind, taken.cause.as_deref()), (Kind::Ended, Some("answered_elsewhere")));
    let other = Agents::new(["sven"]);
    let reading = Reading { agents: &other, ..everybody() };
    assert_eq!(zammad::json(NEW.as_bytes(), reading), Ok(None), "it never rang here");
}

#[test]
fn what_is_wrong_is_named_and_what_is_unknown_ignored() {
    let said = |body: &str| zammad::form(body.as_bytes(), everybody());
    assert_eq!(said("event=teleport&callId=1"), Ok(None));
    assert_eq!(said("callId=1").unwrap_err().to_string(), "`event` is missing");
    assert_eq!(said("event=newCall").unwrap_err().to_string(), "`callId` is missing");
    assert!(
        said("event=newCall&callId=1&direction=up").unwrap_err().to_string().contains("direction")
    );
    assert!(said(&format!("event=newCall&callId={}", "x".repeat(400))).is_err());
    assert!(zammad::json(b"[]", everybody()).is_err());
    assert!(said("\u{0}%ff%fe").is_err(), "no form at all names what is missing");
}
