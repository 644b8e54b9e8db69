//! Twilio TaskRouter: event callbacks, Event Streams, and the signature.

use contact::{CallEventKind as Kind, CallPhase, Direction};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use telephony::{Read, cloudevents, twilio};

use crate::{NOW, everybody, holds_in_any_order};

/// A callback as TaskRouter posts it.
fn callback(kind: &str, sid: &str, at: i64) -> String {
    let attributes = json!({
        "from": "+46701740612", "to": "+468100200", "called": "+468100200", "direction": "inbound",
        "call_sid": "CA0123", "account_sid": "AC0123", "language": "sv", "name": "+46701740612",
        "order": {"no": 7}, "menu": "faults", "conference": {"sid": "CF1"},
    });
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("EventType", kind),
            ("Sid", sid),
            ("AccountSid", "AC0123"),
            ("WorkspaceSid", "WS01"),
            ("EventDescription", "Reservation WR01 Accepted"),
            ("ResourceType", "reservation"),
            ("ResourceSid", "WR01"),
            ("ReservationSid", "WR01"),
            ("TaskSid", "WT01"),
            ("TaskQueueName", "support"),
            ("TaskChannelUniqueName", "voice"),
            ("WorkerName", "anna"),
            ("WorkerSid", "WK01"),
            ("WorkerAttributes", "{\"contact_uri\":\"client:anna\"}"),
            ("TaskAttributes", &attributes.to_string()),
            ("Timestamp", &((NOW + at) / 1_000).to_string()),
            ("TimestampMs", &(NOW + at).to_string()),
        ])
        .finish()
}

fn read(kind: &str, sid: &str, at: i64) -> Read {
    twilio::callback(callback(kind, sid, at).as_bytes(), everybody())
}

#[test]
fn a_reservation_is_one_agents_part_of_a_call() {
    let event = read("reservation.accepted", "EV2", 0).unwrap().unwrap();
    assert_eq!((event.kind, event.call_id.as_str()), (Kind::Connected, "WR01"));
    assert_eq!(event.parent_id.unwrap().as_str(), "WT01");
    assert_eq!(event.agent.as_deref(), Some("anna"));
    assert_eq!(event.direction, Some(Direction::In));
    let party = event.party.unwrap();
    assert_eq!(
        (party.identity(), party.name.as_deref()),
        (Some("+46701740612"), None),
        "the number is no name"
    );
    assert_eq!(event.attributes.keys().collect::<Vec<_>>(), ["menu", "order"]);
    assert_eq!(event.lang.as_deref(), Some("sv"));
}

#[test]
fn late_doubled_and_missing_events_come_to_the_same_call() {
    let messages: [&dyn Fn() -> Read; 4] = [
        &|| read("reservation.created", "EV1", 0),
        &|| read("reservation.accepted", "EV2", 4_000),
        &|| read("reservation.wrapup", "EV3", 64_000),
        &|| read("reservation.completed", "EV4", 90_000),
    ];
    holds_in_any_order("WR01", &messages);
    let call = crate::call("WR01", messages.iter().map(|message| message()));
    assert_eq!((call.phase, call.talk_ms), (CallPhase::Ended, Some(60_000)));
}

#[test]
fn a_reservation_that_was_not_taken_is_missed() {
    for kind in ["rejected", "timeout", "canceled", "rescinded"] {
        let call = crate::call(
            "WR01",
            [
                read("reservation.created", "EV1", 0),
                read(&format!("reservation.{kind}"), "EV2", 9_000),
            ],
        );
        assert_eq!(call.phase, CallPhase::Missed, "{kind}");
    }
}

#[test]
fn other_events_are_ignored_and_wrong_ones_named() {
    for kind in
        ["task.created", "worker.activity.update", "reservation.telepathy", "workflow.entered"]
    {
        assert_eq!(read(kind, "EV1", 0), Ok(None), "{kind}");
    }
    let body = callback("reservation.created", "EV1", 0)
        .replace("TimestampMs", "x")
        .replace("Timestamp", "y");
    assert!(
        twilio::callback(body.as_bytes(), everybody())
            .unwrap_err()
            .to_string()
            .contains("TimestampMs")
    );
    assert!(twilio::callback(b"", everybody()).unwrap_err().to_string().contains("EventType"));
}

#[test]
fn event_streams_say_the_same() {
    let event = |worker: Value| {
        json!({
            "specversion": "1.0", "type": "com.twilio.taskrouter.reservation.accepted",
            "source": "AB01", "id": "NO01", "time": "2025-03-03T10:00:00Z",
            "dataschema": "https://events-schemas.twilio.com/TaskRouter.WDSEvent/4",
            "data": {
                "sid": "EV2", "name": "ReservationAccepted", "timestamp": "2025-03-03T10:00:01.500Z",
                "group": "reservation", "product_name": "TaskRouter",
                "payload": {
                    "reservation_sid": "WR01", "task_sid": "WT01", "worker_name": worker, "worker_sid": "WK01",
                    "task_queue_name": "support", "task_channel_unique_name": "voice",
                    "task_attributes": "{\"from\":\"anonymous\",\"direction\":\"inbound\"}",
                },
            },
        })
    };
    let batch = json!([event(json!("anna")), event(json!([]))]).to_string();
    let batch = cloudevents::batch(batch.as_bytes(), everybody()).unwrap();
    let read = batch[0].clone().unwrap().unwrap();
    assert_eq!((read.kind, read.time_ms), (Kind::Connected, NOW + 1_500));
    assert!(read.party.unwrap().withheld);
    assert!(batch[1].is_err());
}

#[test]
fn the_signature_is_twilios() {
    // The worked example of Twilio's documentation.
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    let body = "CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030&To=%2B18005551212";
    let form = "application/x-www-form-urlencoded; charset=UTF-8";
    let signed =
        |token, url, body: &str, header| twilio::signed(token, url, form, body.as_bytes(), header);
    let good = "0/KCTR6DLpKmkAf8muzZqo1nDgQ=";
    assert_eq!(twilio::sign("12345", url, body.as_bytes()), good);
    assert!(signed("12345", url, body, good));
    assert!(!signed("12346", url, body, good), "another token");
    assert!(!signed("12345", "https://mycompany.com/myapp.php", body, good), "another address");
    assert!(!signed("12345", url, &body.replace("1234&", "1235&"), good), "another body");
    assert!(!signed("12345", url, body, ""), "no signature");
    // Any other body is signed by its hash in the address.
    let json = r#"[{"id":"1"}]"#;
    let hash: String = Sha256::digest(json).iter().map(|byte| format!("{byte:02x}")).collect();
    let url = format!("https://store.example/v1/calls/twilio?bodySHA256={hash}");
    let header = twilio::sign("12345", &url, b"");
    let signed =
        |body: &str| twilio::signed("12345", &url, "application/json", body.as_bytes(), &header);
    assert!(signed(json));
    assert!(!signed(r#"[{"id":"2"}]"#), "not this body");
}
