//! CloudEvents 1.0: structured, binary, in batches; what is wrong is refused by name.

use contact::{CallEventKind as Kind, CallPhase, Direction, EndedBy, Speaker};
use serde_json::{Value, json};
use telephony::{Agents, Read, Reading, Refusal, cloudevents};

use crate::{NOW, everybody, holds_in_any_order};

fn ended() -> Value {
    json!({
        "specversion": "1.0", "id": "evt-1", "source": "cti/asterisk/pbx1",
        "type": "contact.ended.v1", "time": "2025-03-03T10:06:00Z", "subject": "call-1699.42",
        "datacontenttype": "application/json", "traceparent": "00-1-2-01",
        "data": {
            "call_id": "1699.42", "parent_id": null, "channel": "voice", "direction": "in",
            "customer": {"raw": "070-174 06 12", "e164": "+46701740612", "id": null, "name": null, "withheld": false},
            "dnis": "+468100200", "queue": "support-sv", "agent": "a17", "ended_by": "customer",
            "cause": "normal", "durations_ms": {"wait": 21000, "ring": 4000, "talk": 318000, "hold": 20000},
            "lang": "sv", "attrs": {"crm_id": "C-991", "priority": 2}, "something_new": [1, 2],
        },
    })
}

fn read(value: &Value) -> Read {
    cloudevents::structured(value.to_string().as_bytes(), everybody())
}

#[test]
fn the_neutral_event_says_all_of_it() {
    let event = read(&ended()).unwrap().unwrap();
    assert_eq!((event.kind, event.time_ms), (Kind::Ended, NOW + 360_000));
    assert_eq!(event.call_id.as_str(), "1699.42");
    assert_eq!(event.direction, Some(Direction::In));
    assert_eq!(event.ended_by, Some(EndedBy::Customer));
    assert_eq!(event.party.as_ref().unwrap().identity(), Some("+46701740612"));
    assert_eq!(event.party.as_ref().unwrap().raw.as_deref(), Some("070-174 06 12"));
    assert_eq!(event.durations.hold, Some(20_000));
    assert_eq!(event.attributes["priority"], "2");
}

#[test]
fn what_is_written_reads_back_the_same() {
    let event = read(&ended()).unwrap().unwrap();
    assert_eq!(read(&cloudevents::write(&event)).unwrap().unwrap(), event);
}

#[test]
fn binary_and_batch_say_the_same_as_structured() {
    let event = ended();
    let header = |name: &str| {
        let name = name.strip_prefix("ce-")?;
        event[name].as_str().map(str::to_owned)
    };
    let body = event["data"].to_string();
    let binary = cloudevents::binary(header, body.as_bytes(), everybody()).unwrap();
    let mut other = ended();
    other["id"] = json!("evt-2");
    other["data"]["direction"] = json!("sideways");
    let batch = json!([ended(), other, ended()]).to_string();
    let batch = cloudevents::batch(batch.as_bytes(), everybody()).unwrap();
    let structured = read(&ended()).unwrap();
    assert_eq!(binary, structured);
    assert_eq!(batch[0].clone().unwrap(), structured);
    assert!(batch[1].is_err(), "one that is wrong does not hold up the others");
    assert_eq!(batch[2].clone().unwrap(), structured);
}

#[test]
fn data_may_be_base64() {
    let mut event = ended();
    event["data_base64"] = json!("eyJjYWxsX2lkIjoiMSJ9");
    event.as_object_mut().unwrap().remove("data");
    assert_eq!(read(&event).unwrap().unwrap().call_id.as_str(), "1");
}

#[test]
fn a_transcript_turn() {
    let mut event = ended();
    event["type"] = json!("contact.transcript.v1");
    event["data"]["speaker"] = json!("customer");
    event["data"]["text"] = json!("我的路由器无法上网");
    event["data"]["final"] = json!(false);
    event["data"]["turn_id"] = json!(3);
    let turn = read(&event).unwrap().unwrap().turn.unwrap();
    assert_eq!(
        (turn.speaker, turn.is_final, turn.turn.as_deref()),
        (Speaker::Customer, false, Some("3"))
    );
}

#[test]
fn what_is_of_no_concern_is_ignored() {
    for kind in ["contact.ended.v2", "contact.teleported.v1", "com.example.other", "contact."] {
        let mut event = ended();
        event["type"] = json!(kind);
        assert_eq!(read(&event), Ok(None), "{kind}");
    }
    let others = Agents::new(["a99"]);
    let reading = Reading { agents: &others, ..everybody() };
    assert_eq!(cloudevents::structured(ended().to_string().as_bytes(), reading), Ok(None));
}

#[test]
fn what_cannot_be_right_is_refused_by_name() {
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut event = ended();
        change(&mut event);
        read(&event).unwrap_err().to_string()
    };
    for (why, change) in [
        ("`id` is missing", &(|e: &mut Value| e["id"] = json!(" ")) as &dyn Fn(&mut Value)),
        ("`type` is missing", &|e| e["type"] = Value::Null),
        ("`specversion` must be 1.0", &|e| e["specversion"] = json!("0.3")),
        ("`time` is missing", &|e| e["time"] = Value::Null),
        ("`time` must be a time", &|e| e["time"] = json!("yesterday")),
        ("`time` is more than 15 minutes ahead", &|e| e["time"] = json!("2099-01-01T00:00:00Z")),
        ("`time` is more than a day ago", &|e| e["time"] = json!("1970-01-01T00:00:00Z")),
        ("`data` must be an object", &|e| e["data"] = json!([1])),
        ("`data` is missing", &|e| e["data"] = Value::Null),
        ("`call_id` is missing", &|e| e["data"]["call_id"] = Value::Null),
        ("`call_id` must be a text", &|e| e["data"]["call_id"] = json!({})),
        ("`direction` must be", &|e| e["data"]["direction"] = json!("up")),
        ("`customer` must be an object", &|e| e["data"]["customer"] = json!("me")),
        ("`withheld` must be true or false", &|e| {
            e["data"]["customer"]["withheld"] = json!("maybe")
        }),
        ("`talk` must be whole milliseconds", &|e| {
            e["data"]["durations_ms"]["talk"] = json!("long")
        }),
        ("duration is below zero", &|e| e["data"]["durations_ms"]["talk"] = json!(-5)),
        ("`queue` is too long", &|e| e["data"]["queue"] = json!("q".repeat(1_000))),
    ] {
        let said = refused(change);
        assert!(said.contains(why), "expected {why:?}, got {said:?}");
    }
    assert_eq!(
        cloudevents::structured(b"{\"specversion\"", everybody()),
        Err(Refusal::Form { expected: "a CloudEvent in JSON" })
    );
}

#[test]
fn a_withheld_caller_stays_nobody_even_with_a_number() {
    let mut event = ended();
    event["data"]["customer"] = json!({"raw": "070-174 06 12", "withheld": true});
    let party = read(&event).unwrap().unwrap().party.unwrap();
    assert_eq!((party.withheld, party.identity(), party.raw.as_deref()), (true, None, None));
}

#[test]
fn late_doubled_and_missing_events_come_to_the_same_call() {
    let event = |kind: &'static str, id: &'static str, time: &'static str| {
        move || {
            let mut event = ended();
            event["type"] = json!(format!("contact.{kind}.v1"));
            event["id"] = json!(id);
            event["time"] = json!(time);
            event["data"].as_object_mut().unwrap().remove("durations_ms");
            read(&event)
        }
    };
    let messages: [&dyn Fn() -> Read; 5] = [
        &event("offered", "1", "2025-03-03T10:00:00Z"),
        &event("connected", "2", "2025-03-03T10:00:04Z"),
        &event("held", "3", "2025-03-03T10:02:00Z"),
        &event("retrieved", "4", "2025-03-03T10:02:20Z"),
        &event("ended", "5", "2025-03-03T10:06:00Z"),
    ];
    holds_in_any_order("1699.42", &messages);
    let call = crate::call("1699.42", messages.iter().map(|message| message()));
    assert_eq!((call.phase, call.hold_ms, call.talk_ms), (CallPhase::Ended, 20_000, Some(336_000)));
}
