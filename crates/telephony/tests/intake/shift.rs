//! The simulated shift: the same for the same seed, and made of calls that make sense.

use std::collections::BTreeSet;

use contact::{CallEvent, CallLog, CallPhase};
use telephony::shift::{Plan, shift};

use crate::NOW;

fn plan(seed: u64, calls: u32) -> Plan {
    Plan { seed, calls, start_ms: NOW, agent: Some("anna".into()), region: "SE".into() }
}

#[test]
fn the_same_seed_is_the_same_shift() {
    assert_eq!(shift(&plan(7, 40)), shift(&plan(7, 40)));
    assert_ne!(shift(&plan(7, 40)), shift(&plan(8, 40)));
}

#[test]
fn every_call_ends_and_a_shift_has_everything() {
    let events = shift(&plan(7, 200));
    assert!(events.is_sorted_by_key(|event: &CallEvent| event.time_ms));
    let log = CallLog::from(events);
    let calls: Vec<_> = log.calls().collect();
    assert_eq!(calls.len(), 200);
    assert!(calls.iter().all(|call| matches!(call.phase, CallPhase::Ended | CallPhase::Missed)));
    let langs: BTreeSet<_> = calls.iter().filter_map(|call| call.lang.clone()).collect();
    assert_eq!(langs.len(), 5);
    let numbers: Vec<_> = calls.iter().filter_map(|call| call.party.identity()).collect();
    assert!(numbers.iter().collect::<BTreeSet<_>>().len() < numbers.len(), "some call again");
    let some =
        |what: &str, has: &dyn Fn(&contact::Call) -> bool| assert!(calls.iter().any(has), "{what}");
    some("withheld", &|call| call.party.withheld);
    some("held", &|call| call.hold_ms > 0);
    some("transferred", &|call| call.transfer.is_some());
    some("missed", &|call| call.phase == CallPhase::Missed);
    some("with a transcript", &|call| call.turns.iter().any(|turn| turn.is_final));
    some("with what the menu collected", &|call| !call.attributes.is_empty());
    let overlap = calls.iter().any(|one| {
        calls.iter().any(|other| {
            one.call_id != other.call_id
                && other.first_ms > one.first_ms
                && one.ended_ms.is_some_and(|end| other.first_ms < end)
        })
    });
    assert!(overlap, "two calls at once");
}
