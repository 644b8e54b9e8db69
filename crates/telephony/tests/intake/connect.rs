//! Amazon Connect contact events in EventBridge's envelope.

use contact::{CallEventKind as Kind, CallPhase, Direction, EndedBy};
use serde_json::{Value, json};
use telephony::{Read, connect};

use crate::{NOW, everybody, holds_in_any_order};

const AGENT: &str = "arn:aws:connect:eu-west-1:123456789012:instance/i1/agent/a-17";

fn event(kind: &str, id: &str) -> Value {
    json!({
        "version": "0", "id": id, "detail-type": "Amazon Connect Contact Event", "source": "aws.connect",
        "account": "123456789012", "time": "2025-03-03T10:05:30Z", "region": "eu-west-1",
        "resources": ["arn:aws:connect:eu-west-1:123456789012:instance/i1/contact/c-2"],
        "detail": {
            "eventType": kind, "contactId": "c-2", "initialContactId": "c-1", "previousContactId": "c-1",
            "channel": "VOICE", "instanceArn": "arn:aws:connect:eu-west-1:123456789012:instance/i1",
            "initiationMethod": "TRANSFER", "initiationTimestamp": "2025-03-03T09:59:00.000Z",
            "connectedToSystemTimestamp": "2025-03-03T09:59:01.000Z",
            "disconnectTimestamp": "2025-03-03T10:05:00.000Z", "disconnectReason": "CUSTOMER_DISCONNECT",
            "queueInfo": {"queueArn": "arn:aws:connect:eu-west-1:123456789012:instance/i1/queue/q-9",
                          "queueType": "STANDARD", "enqueueTimestamp": "2025-03-03T09:59:10.000Z"},
            "agentInfo": {"agentArn": AGENT, "connectedToAgentTimestamp": "2025-03-03T10:00:05.000Z"},
            "tags": {"aws:connect:instanceId": "i1", "team": "north"},
        },
    })
}

fn read(value: &Value) -> Read {
    connect::read(value.to_string().as_bytes(), everybody())
}

#[test]
fn a_contact_with_an_agent() {
    let read = read(&event("CONNECTED_TO_AGENT", "e1")).unwrap().unwrap();
    assert_eq!(
        (read.kind, read.time_ms),
        (Kind::Connected, NOW + 5_000),
        "when it happened, not when it was sent"
    );
    assert_eq!(read.agent.as_deref(), Some("a-17"));
    assert_eq!(read.queue.unwrap().as_str(), "q-9");
    assert_eq!(read.parent_id.unwrap().as_str(), "c-1");
    assert_eq!(read.direction, Some(Direction::In));
    assert_eq!(read.attributes.keys().collect::<Vec<_>>(), ["team"]);
    assert_eq!(read.party, None, "contact events do not name the caller");
}

#[test]
fn the_customers_number_where_the_instance_adds_it() {
    let mut event = event("CONNECTED_TO_AGENT", "e1");
    event["detail"]["customerEndpoint"] =
        json!({"address": "+46701740612", "type": "TELEPHONE_NUMBER"});
    assert_eq!(read(&event).unwrap().unwrap().party.unwrap().identity(), Some("+46701740612"));
}

#[test]
fn late_doubled_and_missing_events_come_to_the_same_call() {
    let messages: [&dyn Fn() -> Read; 3] = [
        &|| read(&event("CONNECTED_TO_AGENT", "e1")),
        &|| read(&event("DISCONNECTED", "e2")),
        &|| read(&event("COMPLETED", "e3")),
    ];
    holds_in_any_order("c-2", &messages);
    let call = crate::call("c-2", messages.iter().map(|message| message()));
    assert_eq!((call.phase, call.talk_ms), (CallPhase::Ended, Some(295_000)));
    assert_eq!(call.ended_by, Some(EndedBy::Customer));
}

#[test]
fn the_names_of_the_published_sample_are_read_too() {
    let mut event = event("DISCONNECTED", "e1");
    let detail = event["detail"].as_object_mut().unwrap();
    detail.remove("agentInfo");
    detail.insert("AgentInfo".into(), json!({"AgentArn": AGENT}));
    assert_eq!(read(&event).unwrap().unwrap().agent.as_deref(), Some("a-17"));
}

#[test]
fn what_no_agent_has_is_ignored_and_what_is_wrong_named() {
    for kind in ["INITIATED", "QUEUED", "CONNECTED_TO_SYSTEM", "AMD_DISABLED", "SOMETHING_NEW"] {
        assert_eq!(read(&event(kind, "e")), Ok(None), "{kind}");
    }
    let mut task = event("CONNECTED_TO_AGENT", "e");
    task["detail"]["channel"] = json!("TASK");
    assert_eq!(read(&task), Ok(None));
    let mut other = event("DISCONNECTED", "e");
    other["detail-type"] = json!("Contact Lens Post Call Rules Matched");
    assert_eq!(read(&other), Ok(None));
    let mut alone = event("DISCONNECTED", "e");
    alone["detail"].as_object_mut().unwrap().remove("agentInfo");
    assert_eq!(read(&alone), Ok(None), "a caller who gave up in the queue is no desk's");
    let mut wrong = event("DISCONNECTED", "e");
    wrong["detail"]["disconnectTimestamp"] = json!("soon");
    assert!(read(&wrong).is_err());
    assert!(connect::read(b"<xml/>", everybody()).is_err());
}
