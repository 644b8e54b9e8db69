//! Asterisk's messages as calls of one agent.

use contact::{Call, CallEvent, CallId, CallLog, CallPhase, EndedBy, TransferKind};
use telephony::asterisk::{Frame, Line};
use telephony::{Agents, Reading};

use crate::{NOW, everybody};

fn queue_event(event: &str, more: &str) -> String {
    format!(
        "Event: {event}\nPrivilege: agent,all\nChannel: PJSIP/trunk-0000001a\nChannelState: 6\n\
         CallerIDNum: 0701740612\nCallerIDName: Sara\nConnectedLineNum: <unknown>\nLanguage: sv\n\
         Context: queues\nExten: 600\nUniqueid: 1740996000.26\nLinkedid: 1740996000.26\n\
         DestChannel: PJSIP/1001-0000001b\nDestCallerIDNum: 1001\nDestUniqueid: 1740996003.27\n\
         DestLinkedid: 1740996000.26\nQueue: support\nMemberName: Anna\nInterface: PJSIP/1001\n{more}"
    )
}

fn on_channel(event: &str, channel: &str, id: &str, more: &str) -> String {
    format!("Event: {event}\nChannel: {channel}\nUniqueid: {id}\nLinkedid: 1740996000.26\n{more}")
}

const OURS: (&str, &str) = ("PJSIP/1001-0000001b", "1740996003.27");

fn story() -> Vec<(i64, String)> {
    vec![
        (0, queue_event("AgentCalled", "")),
        (4, queue_event("AgentConnect", "RingTime: 4\nHoldTime: 21\n")),
        (60, on_channel("Hold", OURS.0, OURS.1, "MusicClass: default\n")),
        (80, on_channel("Unhold", OURS.0, OURS.1, "")),
        (100, on_channel("Hold", OURS.0, OURS.1, "")),
        (105, on_channel("Unhold", OURS.0, OURS.1, "")),
        (200, queue_event("AgentComplete", "HoldTime: 21\nTalkTime: 196\nReason: caller\n")),
        (201, on_channel("Hangup", OURS.0, OURS.1, "Cause: 16\nCause-txt: Normal Clearing\n")),
    ]
}

fn events(agents: &Agents, story: &[(i64, String)]) -> Vec<CallEvent> {
    let mut line = Line::new(agents.clone());
    story
        .iter()
        .flat_map(|(at, text)| {
            let reading = Reading { now_ms: NOW + at * 1_000, agents, ..everybody() };
            line.take(&Frame::parse(text), reading)
        })
        .collect()
}

fn call(story: &[(i64, String)]) -> Option<Call> {
    let log = CallLog::from(events(&Agents::new(["pjsip/1001"]), story));
    log.call(&CallId(OURS.1.into()))
}

#[test]
fn a_queue_call_with_two_holds() {
    let call = call(&story()).unwrap();
    assert_eq!((call.phase, call.hold_ms), (CallPhase::Ended, 25_000));
    assert_eq!(call.connected_ms, Some(NOW + 4_000));
    assert_eq!(call.ended_ms, Some(NOW + 200_000));
    assert_eq!(call.talk_ms, Some(171_000), "without the holds");
    assert_eq!(call.wait_ms, Some(21_000), "HoldTime is the wait in the queue");
    assert_eq!(call.ring_ms, Some(4_000));
    assert_eq!(
        (call.party.identity(), call.party.name.as_deref()),
        (Some("+46701740612"), Some("Sara"))
    );
    assert_eq!(call.parent_id.unwrap().as_str(), "1740996000.26");
    assert_eq!(call.ended_by, Some(EndedBy::Customer));
    assert_eq!(call.agent.as_deref(), Some("Anna"));
}

#[test]
fn the_events_come_to_the_same_in_any_order_and_twice() {
    let events = events(&Agents::new(["anna"]), &story());
    let whole = CallLog::from(events.clone());
    let mut dice = fastrand::Rng::with_seed(3);
    for _ in 0..50 {
        let mut mixed = [events.clone(), events.clone()].concat();
        dice.shuffle(&mut mixed);
        assert_eq!(CallLog::from(mixed), whole);
    }
}

#[test]
fn whatever_is_missed_at_a_reconnect_still_makes_a_call() {
    let story = story();
    for from in 0..story.len() - 1 {
        let call = call(&story[from..]).unwrap_or_else(|| panic!("nothing from message {from} on"));
        assert_eq!(call.phase, CallPhase::Ended, "from message {from} on");
        assert!(call.talk_ms.unwrap() >= 0);
    }
    let late = call(&story[6..]).unwrap();
    assert_eq!(
        late.connected_ms,
        Some(NOW + 4_000),
        "from the talk time, when nothing else is known"
    );
}

#[test]
fn other_agents_calls_are_nobodys_here() {
    assert_eq!(events(&Agents::new(["kim", "PJSIP/1002"]), &story()), []);
    assert!(
        !events(&Agents::default(), &story()).is_empty(),
        "everybody's, when no agent is named"
    );
}

#[test]
fn transfers_end_the_agents_part() {
    for (event, more, kind, to) in [
        (
            "BlindTransfer",
            "Result: Success\nTransfererUniqueid: 1740996003.27\nExtension: 700\n",
            TransferKind::Blind,
            "700",
        ),
        (
            "AttendedTransfer",
            "Result: Success\nOrigTransfererUniqueid: 1740996003.27\nTransferTargetCallerIDNum: 1009\n",
            TransferKind::Attended,
            "1009",
        ),
    ] {
        let mut story = story()[..2].to_vec();
        story.push((90, format!("Event: {event}\n{more}")));
        let call = call(&story).unwrap();
        let transfer = call.transfer.unwrap();
        assert_eq!((transfer.kind, transfer.to.as_deref()), (kind, Some(to)));
        assert_eq!(call.ended_ms, Some(NOW + 90_000));
    }
    let mut failed = story()[..2].to_vec();
    failed.push((
        90,
        "Event: BlindTransfer\nResult: Fail\nTransfererUniqueid: 1740996003.27\nExtension: 7\n"
            .into(),
    ));
    assert_eq!(call(&failed).unwrap().phase, CallPhase::Connected, "one that failed is none");
}

#[test]
fn nobody_answered_or_the_caller_gave_up() {
    let mut no_answer = story()[..1].to_vec();
    no_answer.push((20, queue_event("AgentRingNoAnswer", "RingTime: 20\n")));
    assert_eq!(call(&no_answer).unwrap().phase, CallPhase::Missed);
    let mut gave_up = story()[..1].to_vec();
    gave_up.push((
        9,
        on_channel(
            "QueueCallerAbandon",
            "PJSIP/trunk-0000001a",
            "1740996000.26",
            "Queue: support\nHoldTime: 30\n",
        ),
    ));
    assert_eq!(call(&gave_up).unwrap().phase, CallPhase::Missed);
}

#[test]
fn a_call_without_a_queue_in_both_directions() {
    let dial = |from: (&str, &str), to: (&str, &str), number: &str| {
        format!(
            "Event: DialBegin\nChannel: {}\nUniqueid: {}\nLinkedid: 9.1\nCallerIDNum: {number}\nExten: 0701740612\n\
         DestChannel: {}\nDestUniqueid: {}\nDestCallerIDNum: 0701740612\n",
            from.0, from.1, to.0, to.1
        )
    };
    let ours = ("PJSIP/1001-0000002a", "9.2");
    let other = ("PJSIP/trunk-0000002b", "9.1");
    for (direction, begin) in [
        (contact::Direction::In, dial(other, ours, "0701740612")),
        (contact::Direction::Out, dial(ours, other, "1001")),
    ] {
        let story = [
            (0, begin),
            (
                5,
                format!(
                    "Event: DialEnd\nUniqueid: {}\nDestUniqueid: {}\nDialStatus: ANSWER\n",
                    other.1, ours.1
                ),
            ),
            (65, on_channel("Hangup", other.0, other.1, "Cause: 16\n")),
        ];
        let log = CallLog::from(events(&Agents::new(["1001"]), &story));
        let call = log.call(&CallId("9.2".into())).unwrap();
        assert_eq!((call.direction, call.talk_ms), (direction, Some(60_000)));
        assert_eq!(call.party.identity(), Some("+46701740612"));
    }
}

#[test]
fn the_exchanges_own_times_are_used_and_nonsense_is_ignored() {
    let mut story = story()[..1].to_vec();
    story[0].1.push_str(&format!("Timestamp: {}.25\n", NOW / 1_000 - 7));
    assert_eq!(call(&story).unwrap().first_ms, NOW - 6_750);
    let agents = Agents::new(["1001"]);
    for nonsense in [
        "",
        "Event:",
        "Event: Hold",
        "Event: AgentCalled\nDestUniqueid:",
        "::::",
        "Event: Hangup\nUniqueid: 9",
        "Event: DialEnd\nUniqueid: 1",
    ] {
        assert_eq!(events(&agents, &[(0, nonsense.to_owned())]), [], "{nonsense:?}");
    }
}
