//! The plan: what it decides, for every order of what can happen.

use contact::protocol::{BatchLimits, Hello};
use contact::{Code, Ms, Problem};
use journal::Scope;
use proptest::prelude::*;

use super::{
    Desk, Feeds, HEARTBEAT_MS, Happened, LONG_OUTAGE_MS, LONGEST_PAUSE_MS, Plan, Refusal,
    SHORTEST_PAUSE_MS, SPREAD_MS, Step,
};
use crate::Standing;

pub(super) fn hello(wait_ms: u64) -> Hello {
    Hello {
        protocol_min: 1,
        protocol_max: 1,
        now_ms: 0,
        epoch: "e".into(),
        limits: BatchLimits::default(),
        articles_head: 5,
        codes_head: 2,
        team_head: 3,
        erased_head: 1,
        wait_ms,
        max_seq: None,
    }
}

fn linked(now: Ms) -> Plan {
    let mut plan = Plan::default();
    plan.happened(now, Happened::Hello(&hello(0)), 0.0);
    plan
}

pub(super) const READ_ALL: Desk = Desk {
    due_in_ms: None,
    cursors: Feeds { articles: 5, codes: 2, team: 3, erased: 1 },
    reconcile: false,
};
const DUE: Desk = Desk { due_in_ms: Some(0), ..READ_ALL };

fn too_large() -> Refusal {
    Refusal::TooLarge(Problem::new(Code::TooLarge, "too large"))
}

/// How long it rests from `now`; nought when it does not.
fn pause(plan: &Plan, now: Ms) -> Ms {
    match plan.next(now, DUE) {
        Step::Rest { until } => until - now,
        _ => 0,
    }
}

#[test]
fn it_asks_first_then_sends_then_compares_then_fetches_feed_by_feed_then_rests() {
    let plan = Plan::default();
    assert_eq!(plan.next(0, DUE), Step::Hello);
    let plan = linked(0);
    let mut behind = Desk { due_in_ms: Some(0), cursors: Feeds::default(), reconcile: true };
    assert!(matches!(plan.next(0, behind), Step::Send(_)));
    behind.due_in_ms = Some(8_000);
    assert_eq!(plan.next(0, behind), Step::Reconcile);
    behind.reconcile = false;
    for (scope, head) in
        [(Scope::Erased, 1), (Scope::Codes, 2), (Scope::Team, 3), (Scope::Articles, 5)]
    {
        assert_eq!(plan.next(0, behind), Step::Fetch(scope));
        behind.cursors.set(scope, head);
    }
    let waiting = Desk { due_in_ms: Some(8_000), ..READ_ALL };
    assert_eq!(plan.next(0, waiting), Step::Rest { until: 8_000 });
    assert_eq!(plan.next(0, READ_ALL), Step::Rest { until: HEARTBEAT_MS });
    assert_eq!(plan.next(HEARTBEAT_MS, READ_ALL), Step::Hello);
}

#[test]
fn a_short_cut_is_over_in_seconds() {
    let mut plan = linked(0);
    let mut now = 1_000;
    for _ in 0..3 {
        plan.happened(now, Happened::Refused(&Refusal::Failed), 0.999);
        now += pause(&plan, now);
    }
    assert!(now <= 15_000, "three tries in {now} ms, in the worst case");
    plan.happened(now, Happened::Hello(&hello(0)), 0.999);
    assert!(matches!(plan.next(now, DUE), Step::Send(_)), "and then at once");
}

#[test]
fn after_a_long_outage_desks_come_back_spread_over_a_minute() {
    for random in [0.0, 0.25, 0.999] {
        let mut plan = linked(0);
        plan.happened(0, Happened::Refused(&Refusal::Failed), 0.5);
        let now = LONG_OUTAGE_MS + 1;
        plan.happened(now, Happened::Refused(&Refusal::Failed), 0.5);
        plan.happened(now, Happened::Hello(&hello(0)), random);
        let rested = pause(&plan, now);
        let wanted = (SPREAD_MS as f64 * random) as Ms;
        assert_eq!(rested, wanted);
        assert_eq!(plan.standing(), Standing::Linked);
    }
}

#[test]
fn a_refusal_to_know_the_desk_stops_sending_and_asks_now_and_then() {
    for (refusal, standing) in
        [(Refusal::SignedOut, Standing::SignedOut), (Refusal::TooOld, Standing::TooOld)]
    {
        let mut plan = linked(0);
        plan.happened(0, Happened::Refused(&refusal), 0.5);
        assert_eq!(plan.standing(), standing);
        assert_eq!(plan.next(1, DUE), Step::Rest { until: LONGEST_PAUSE_MS });
        assert_eq!(plan.next(LONGEST_PAUSE_MS, DUE), Step::Hello, "never a record before it");
        plan.happened(1, Happened::Impatient, 0.0);
        assert_eq!(plan.next(1, DUE), Step::Hello);
    }
}

#[test]
fn too_much_at_once_is_halved_down_to_one_and_grows_again() {
    let mut plan = linked(0);
    let parcel = |plan: &Plan, now| match plan.next(now, DUE) {
        Step::Send(parcel) => parcel.records,
        other => panic!("{other:?}"),
    };
    let mut seen = vec![parcel(&plan, 0)];
    let mut now = 0;
    for _ in 0..9 {
        plan.happened(now, Happened::Refused(&too_large()), 0.5);
        now += SHORTEST_PAUSE_MS;
        seen.push(parcel(&plan, now));
    }
    assert_eq!(seen, [200, 100, 50, 25, 12, 6, 3, 1, 1, 1]);
    for _ in 0..9 {
        plan.happened(now, Happened::Receipt { wait_ms: 0 }, 0.0);
    }
    assert_eq!(parcel(&plan, now), 200);
}

#[test]
fn it_waits_as_long_as_the_store_asks_but_not_a_day() {
    let mut plan = linked(0);
    plan.happened(0, Happened::Refused(&Refusal::Later(Some(30_000))), 0.0);
    assert_eq!(pause(&plan, 0), 30_000);
    assert_eq!(plan.standing(), Standing::Linked, "busy is not cut off");
    plan.happened(0, Happened::Receipt { wait_ms: 7_000 }, 0.0);
    assert_eq!(pause(&plan, 0), 7_000);
    plan.happened(0, Happened::Hello(&hello(u64::MAX)), 0.0);
    assert_eq!(pause(&plan, 0), 2 * LONGEST_PAUSE_MS);
}

#[derive(Clone, Debug)]
enum Any {
    Hello(u64),
    Receipt(u64),
    Page(bool, u64),
    Refused(Refusal),
    Impatient,
}

fn any_event() -> impl Strategy<Value = Any> {
    prop_oneof![
        (0..100_000_u64).prop_map(Any::Hello),
        (0..100_000_u64).prop_map(Any::Receipt),
        (any::<bool>(), 0..9_u64).prop_map(|(articles, head)| Any::Page(articles, head)),
        Just(Any::Refused(Refusal::Failed)),
        Just(Any::Refused(Refusal::Missing)),
        Just(Any::Refused(Refusal::Packed)),
        Just(Any::Refused(Refusal::SignedOut)),
        Just(Any::Refused(Refusal::TooOld)),
        Just(Any::Refused(Refusal::StartOver)),
        Just(Any::Refused(too_large())),
        proptest::option::of(0..1_000_000_u64)
            .prop_map(|after| Any::Refused(Refusal::Later(after))),
        Just(Any::Impatient),
    ]
}

fn tell(plan: &mut Plan, now: Ms, event: &Any, random: f64) {
    match event {
        Any::Hello(wait) => plan.happened(now, Happened::Hello(&hello(*wait)), random),
        Any::Receipt(wait) => plan.happened(now, Happened::Receipt { wait_ms: *wait }, random),
        Any::Page(true, head) => {
            plan.happened(now, Happened::Page { scope: Scope::Articles, head: *head }, random);
        }
        Any::Page(false, head) => {
            plan.happened(now, Happened::Page { scope: Scope::Codes, head: *head }, random);
        }
        Any::Refused(refusal) => plan.happened(now, Happened::Refused(refusal), random),
        Any::Impatient => plan.happened(now, Happened::Impatient, random),
    }
}

proptest! {
    /// A short outage is over for the desk soon after it is over: whatever the dice said, a pause is
    /// never longer than the outage has been, and never longer than two seconds at its beginning.
    #[test]
    fn a_pause_is_never_longer_than_the_outage(dice in proptest::collection::vec(0.0..1.0_f64, 1..40)) {
        let mut plan = linked(0);
        let mut now = 0;
        for random in dice {
            plan.happened(now, Happened::Refused(&Refusal::Failed), random);
            let rest = pause(&plan, now);
            prop_assert!(rest <= now.clamp(2_000, LONGEST_PAUSE_MS), "{rest} ms after {now} ms");
            now += rest;
        }
    }

    /// Whatever happened, the desk comes back by itself: no rest is longer than ten minutes and
    /// a bit, and once the store answers, what is due is sent within that time.
    #[test]
    fn it_never_gives_up(
        events in proptest::collection::vec((any_event(), 0..400_000_i64, 0.0..1.0_f64), 0..60),
    ) {
        let mut plan = Plan::default();
        let mut now = 0;
        for (event, later, random) in &events {
            now += later;
            tell(&mut plan, now, event, *random);
            prop_assert!(pause(&plan, now) <= 2 * LONGEST_PAUSE_MS + 60_000);
        }
        let begun = now;
        for _ in 0..6 {
            match plan.next(now, DUE) {
                Step::Rest { until } => now = until,
                Step::Hello => plan.happened(now, Happened::Hello(&hello(0)), 0.999),
                Step::Send(parcel) => {
                    prop_assert!(parcel.records >= 1 && parcel.bytes >= 1);
                    prop_assert!(now - begun <= 2 * LONGEST_PAUSE_MS + 2 * SPREAD_MS);
                    return Ok(());
                }
                Step::Fetch(_) | Step::Reconcile => {
                    prop_assert!(false, "something before records");
                }
            }
        }
        prop_assert!(false, "nothing was sent");
    }

    /// The pause after n failures is between the shortest and min(300 s, 2^n s), whatever the die.
    #[test]
    fn the_pause_after_failures_stays_in_its_range(failures in 1..40_u32, random in 0.0..1.0_f64) {
        let mut plan = linked(0);
        for _ in 0..failures {
            plan.happened(0, Happened::Refused(&Refusal::Failed), random);
        }
        let most = (1_000_i64 << failures.min(20)).min(LONGEST_PAUSE_MS);
        let rested = pause(&plan, 0);
        prop_assert!((SHORTEST_PAUSE_MS..=most).contains(&rested), "{rested} of {most}");
        prop_assert_eq!(plan.standing(), Standing::Cut);
    }

    /// Records are sent only while the store has answered last, and never in a time of rest.
    #[test]
    fn it_sends_only_when_linked_and_not_resting(
        events in proptest::collection::vec((any_event(), 0..400_000_i64, 0.0..1.0_f64), 1..60),
    ) {
        let mut plan = Plan::default();
        let mut now = 0;
        for (event, later, random) in &events {
            now += later;
            tell(&mut plan, now, event, *random);
            let sends = matches!(plan.next(now, DUE), Step::Send(_));
            prop_assert!(!sends || plan.standing() == Standing::Linked);
            let cut = matches!(event, Any::Refused(Refusal::Failed | Refusal::Missing | Refusal::Packed | Refusal::SignedOut | Refusal::TooOld));
            prop_assert!(!(cut && sends), "sent right after {event:?}");
        }
    }
}
