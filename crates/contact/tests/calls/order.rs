//! The state of a call depends on which events came, never on their order or how often.

use contact::{
    CallEvent, CallEventKind as Kind, CallLog, Direction, Durations, Party, Speaker, Transfer,
    TransferKind, Turn,
};
use proptest::prelude::*;

const T: i64 = 1_795_000_000_000;

fn kinds() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Offered),
        Just(Kind::Connected),
        Just(Kind::Held),
        Just(Kind::Retrieved),
        Just(Kind::Transferred),
        Just(Kind::Ended),
        Just(Kind::WrapupStarted),
        Just(Kind::WrapupEnded),
        Just(Kind::Updated),
        Just(Kind::Transcript),
    ]
}

prop_compose! {
    /// Anything a telephone system may say, sensible or not; often at the very same moment.
    fn event()(
        kind in kinds(),
        at in 0_i64..12,
        call in 0..3,
        facts in any::<[bool; 8]>(),
        word in 0..3,
        ms in 0_i64..9_000,
    ) -> CallEvent {
        let mut event = CallEvent::new("pbx", "", T + at * 1_000, kind, &format!("c{call}"));
        let word = format!("w{word}");
        let [party, queue, direction, attributes, transfer, durations, turn, named] = facts;
        event.party = party.then(|| Party::read(if named { "0701740612" } else { "anonymous" }, "SE"));
        event.queue = queue.then(|| word.as_str().into());
        event.direction = direction.then_some(Direction::Out);
        if attributes {
            event.attributes.insert(word.clone(), ms.to_string());
        }
        event.transfer = transfer.then(|| Transfer { kind: TransferKind::Blind, to: Some(word.clone()) });
        if durations {
            event.durations = Durations { hold: Some(ms), talk: named.then_some(ms), ..Durations::default() };
        }
        event.turn = turn.then(|| Turn {
            turn: named.then(|| word.clone()),
            speaker: if queue { Speaker::Agent } else { Speaker::Customer },
            text: ms.to_string(),
            is_final: party,
        });
        event
    }
}

/// Some events with ids of their own, and the same ones shuffled, some of them more than once.
fn story() -> impl Strategy<Value = (Vec<CallEvent>, Vec<CallEvent>)> {
    prop::collection::vec(event(), 1..24).prop_flat_map(|mut events| {
        for (n, event) in events.iter_mut().enumerate() {
            event.id = format!("e{n}");
        }
        let again = prop::collection::vec(prop::sample::select(events.clone()), 0..24);
        let whole = events.clone();
        (Just(events), again).prop_flat_map(move |(events, again)| {
            let mut all = whole.clone();
            all.extend(again);
            (Just(events), Just(all).prop_shuffle())
        })
    })
}

fn log(events: &[CallEvent]) -> CallLog {
    events.to_vec().into()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_order_and_any_number_of_copies_come_to_the_same((once, shuffled) in story()) {
        let once = log(&once);
        let shuffled = log(&shuffled);
        prop_assert_eq!(once.calls().collect::<Vec<_>>(), shuffled.calls().collect::<Vec<_>>());
    }

    #[test]
    fn times_are_never_absurd((events, _) in story()) {
        for call in log(&events).calls() {
            let length = call.ended_ms.unwrap_or(T + 12_000) - call.connected_ms.unwrap_or(T);
            prop_assert!(length >= 0);
            prop_assert!(call.hold_ms >= 0 && call.talk_ms.unwrap_or(0) >= 0);
            prop_assert!(call.held_since_ms.is_none() || call.ended_ms.is_none());
        }
    }

    #[test]
    fn what_is_over_stays_over((events, more) in story()) {
        let over = |log: &CallLog| {
            log.calls().filter(|call| call.ended_ms.is_some()).map(|call| call.call_id).collect::<Vec<_>>()
        };
        let mut log = log(&events);
        let before = over(&log);
        for (n, mut event) in more.into_iter().enumerate() {
            event.id = format!("more{n}");
            log.add(event);
        }
        let after = over(&log);
        prop_assert!(before.iter().all(|id| after.contains(id)));
    }

    #[test]
    fn a_log_reads_back_as_it_was_written((events, _) in story()) {
        let log = log(&events);
        let json = serde_json::to_string(&log).unwrap();
        prop_assert_eq!(serde_json::from_str::<CallLog>(&json).unwrap(), log);
    }
}
