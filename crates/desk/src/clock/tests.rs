//! The clocks: a few days by hand, and rules that hold for any.

use contact::{AcwMode, AcwPolicy, Ms};
use proptest::prelude::*;

use super::{ended, parked, spans, unparked, until};
use crate::ipc::{CallOnScreen, Draft, Phase};

fn draft(start_ms: Ms) -> Draft {
    crate::call::blank(contact::ContactId(uuid::Uuid::nil()), start_ms)
}

fn live() -> CallOnScreen {
    CallOnScreen {
        live: true,
        held: false,
        tells_hold: false,
        facts: contact::CallFacts::default(),
        wait_ms: None,
        ring_ms: None,
    }
}

#[test]
fn a_limit_moves_with_every_extension_and_with_the_time_aside() {
    let policy = AcwPolicy { mode: AcwMode::Limit, ..AcwPolicy::default() };
    let mut draft = draft(0);
    assert_eq!(until(&draft, &policy), None, "they are talking");
    draft = ended(draft, 100_000);
    assert_eq!(until(&draft, &policy), Some(220_000));
    draft.extensions = 2;
    draft = unparked(parked(draft, 150_000), 160_000);
    assert_eq!(until(&draft, &policy), Some(350_000));
    assert_eq!(until(&draft, &AcwPolicy::default()), None, "a target is no limit");
}

#[test]
fn of_two_calls_the_one_on_hold_goes_on_while_it_is_aside() {
    let mut first = draft(0);
    first.call = Some(live());
    let aside = parked(first, 60_000);
    assert_eq!((aside.phase, aside.end_ms), (Phase::OnCall, None));
    let back = unparked(aside.clone(), 90_000);
    assert_eq!(back.parked_ms, None, "talking is no lying aside");
    // It ends while it is aside: from then on it waits.
    let mut over = aside;
    over.end_ms = Some(80_000);
    let spans = spans(&ended(over, 80_000), 200_000);
    assert_eq!((spans.talk_ms, spans.acw_ms, spans.parked_ms), (80_000, 0, 120_000));
}

/// The end event was lost, a second call came, and hours later the first is ended by key.
#[test]
fn a_call_whose_end_was_lost_ended_when_it_was_parked() {
    let mut first = draft(0);
    first.call = Some(live());
    first.held_since_ms = Some(50_000);
    let aside = parked(first, 60_000);
    let by_save = spans(&aside, 7_200_000);
    assert_eq!((by_save.end_ms, by_save.talk_ms, by_save.hold_ms), (60_000, 50_000, 10_000));
    let back = unparked(aside, 7_200_000);
    let over = ended(back.clone(), 7_260_000);
    assert_eq!((over.end_ms, over.phase), (Some(60_000), Phase::WrapUp));
    let after = spans(&over, 7_270_000);
    assert_eq!((after.acw_ms, after.parked_ms), (10_000, 7_200_000));
    // Aside once more in between: no time counts twice.
    let again = ended(parked(back, 7_300_000), 7_400_000);
    let after = spans(&again, 7_500_000);
    assert_eq!((after.end_ms, after.acw_ms, after.parked_ms), (60_000, 0, 7_440_000));
}

#[test]
fn a_call_nobody_ended_for_a_fortnight_can_be_recorded() {
    let limits = contact::Limits::default();
    let left = spans(&draft(0), 2 * limits.duration_ms);
    assert_eq!((left.end_ms, left.talk_ms), (limits.duration_ms, limits.duration_ms));
}

/// One thing that happens after some time.
#[derive(Clone, Copy, Debug)]
enum Act {
    Hold,
    Retrieve,
    End,
    Park,
    Resume,
    /// The clock of the machine is set.
    Jump(Ms),
}

fn acts() -> impl Strategy<Value = Vec<(Ms, Act)>> {
    let act = prop_oneof![
        Just(Act::Hold),
        Just(Act::Retrieve),
        Just(Act::End),
        Just(Act::Park),
        Just(Act::Resume),
        (-7_200_000_i64..7_200_000).prop_map(Act::Jump),
    ];
    prop::collection::vec((0_i64..600_000, act), 0..24)
}

fn played(acts: &[(Ms, Act)], jumps: bool) -> (Draft, Ms) {
    let (mut draft, mut now) = (draft(1_000_000_000), 1_000_000_000);
    for (after, act) in acts {
        now += after;
        match act {
            Act::Hold if draft.end_ms.is_none() => drop(draft.held_since_ms.get_or_insert(now)),
            Act::Retrieve => {
                if let Some(since) = draft.held_since_ms.take() {
                    draft.hold_ms += (now - since).max(0);
                }
            }
            Act::End => draft = ended(draft, now),
            Act::Park => draft = parked(draft, now),
            Act::Resume => draft = unparked(draft, now),
            Act::Jump(by) if jumps => now += by,
            Act::Hold | Act::Jump(_) => {}
        }
    }
    (draft, now)
}

proptest! {
    #[test]
    fn no_span_is_negative_and_hold_is_inside_the_conversation(acts in acts()) {
        let (draft, now) = played(&acts, true);
        let spans = spans(&draft, now);
        prop_assert!(spans.talk_ms >= 0 && spans.hold_ms >= 0 && spans.acw_ms >= 0);
        prop_assert!(spans.parked_ms >= 0);
        prop_assert_eq!(spans.talk_ms + spans.hold_ms, spans.end_ms - draft.start_ms);
    }

    #[test]
    fn with_a_steady_clock_every_millisecond_is_in_one_span(acts in acts()) {
        let (draft, now) = played(&acts, false);
        let spans = spans(&draft, now);
        let all = spans.talk_ms + spans.hold_ms + spans.acw_ms + spans.parked_ms;
        prop_assert_eq!(all, now - draft.start_ms);
    }

    #[test]
    fn ending_and_setting_aside_twice_is_once(acts in acts(), later in 0_i64..600_000) {
        let (draft, now) = played(&acts, true);
        let once = ended(draft.clone(), now);
        prop_assert_eq!(&ended(once.clone(), now + later), &once);
        let aside = parked(draft, now);
        prop_assert_eq!(parked(aside.clone(), now + later), aside);
    }
}
