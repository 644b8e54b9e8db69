//! Five thousand desks that all lost the store at once, and when each of them comes back: their plans,
//! on a clock that is only counted, with dice from one seed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use contact::Ms;

use super::tests::{READ_ALL, hello};
use super::{Desk, Happened, LONGEST_PAUSE_MS, Plan, Refusal, SPREAD_MS, Step};

const DESKS: usize = 5_000;
/// Contacts that an agent saves in an hour.
const AN_HOUR: u64 = 12;

/// What the store saw once it was back, in seconds since then.
struct Came {
    hellos: Vec<u64>,
    batches: Vec<u64>,
    records: Vec<u64>,
    /// When the last outbox was empty.
    done: Ms,
}

/// An outage of `long`, in which requests come to nothing, or are answered that it is busy.
fn outage(long: Ms, seed: u64, meanwhile: &Refusal) -> Came {
    let mut dice = fastrand::Rng::with_seed(seed);
    let mut plans = vec![Plan::default(); DESKS];
    let mut due = BinaryHeap::new();
    for (desk, plan) in plans.iter_mut().enumerate() {
        // Each asks at its own moment of the twenty seconds before.
        let at = -dice.i64(1..20_000);
        plan.happened(at, Happened::Hello(&hello(0)), 0.0);
        due.push(Reverse((0, desk)));
    }
    let saved = u64::try_from(long / 3_600_000).unwrap().max(1) * AN_HOUR;
    let mut waits = vec![saved; DESKS];
    let mut left = DESKS;
    let (mut hellos, mut batches, mut records) = (Vec::new(), Vec::new(), Vec::new());
    let mut done = 0;
    let count = |line: &mut Vec<u64>, since: Ms, many: u64| {
        let second = usize::try_from(since / 1_000).unwrap();
        line.resize(line.len().max(second + 1), 0);
        line[second] += many;
    };
    while left > 0 {
        let Reverse((now, desk)) = due.pop().unwrap();
        let due_in_ms = (waits[desk] > 0).then_some(0);
        let sees = Desk { due_in_ms, ..READ_ALL };
        let plan = &mut plans[desk];
        let step = plan.next(now, sees);
        let since = now - long;
        match step {
            Step::Rest { until } => {
                due.push(Reverse((until, desk)));
                continue;
            }
            _ if since < 0 => plan.happened(now, Happened::Refused(meanwhile), dice.f64()),
            Step::Hello => {
                count(&mut hellos, since, 1);
                plan.happened(now, Happened::Hello(&hello(0)), dice.f64());
            }
            Step::Send(parcel) => {
                let sent = waits[desk].min(parcel.records as u64);
                count(&mut batches, since, 1);
                count(&mut records, since, sent);
                waits[desk] -= sent;
                plan.happened(now, Happened::Receipt { wait_ms: 0 }, dice.f64());
                if waits[desk] == 0 {
                    left -= 1;
                    done = done.max(since);
                    continue;
                }
            }
            Step::Reconcile | Step::Fetch(_) => panic!("nothing of that was asked for"),
        }
        due.push(Reverse((now + 1, desk)));
    }
    Came { hellos, batches, records, done }
}

fn most(line: &[u64]) -> u64 {
    line.iter().copied().max().unwrap_or_default()
}

#[test]
fn five_thousand_desks_come_back_one_after_another() {
    // A night without the store.
    for seed in [1, 2] {
        let came = outage(8 * 3_600_000, seed, &Refusal::Failed);
        assert_eq!(came.records.iter().sum::<u64>(), DESKS as u64 * 8 * AN_HOUR);
        // Pauses are 150 seconds on average: 33 a second at first, fewer and fewer later, and chance.
        assert!(most(&came.hellos) <= 75, "{} asked in one second", most(&came.hellos));
        assert!(most(&came.batches) <= 75, "{} sent in one second", most(&came.batches));
        assert!(most(&came.records) <= 6_000, "{} records in one second", most(&came.records));
        let longest = LONGEST_PAUSE_MS + SPREAD_MS + 1_000;
        assert!(came.done <= longest, "the last was done after {} s", came.done / 1_000);
    }
}

#[test]
fn after_a_short_outage_they_are_back_in_the_time_that_it_took() {
    let came = outage(30_000, 4, &Refusal::Failed);
    assert!(came.done <= 31_000, "the last was done after {} s", came.done / 1_000);
    assert!(most(&came.hellos) <= 1_500, "{} asked in one second", most(&came.hellos));
}

#[test]
fn a_store_that_said_it_is_busy_is_asked_again_little_by_little() {
    let came = outage(3_600_000, 5, &Refusal::Later(None));
    assert!(most(&came.batches) <= 75, "{} sent in one second", most(&came.batches));
    assert!(came.done <= LONGEST_PAUSE_MS + 1_000, "{} s", came.done / 1_000);
}
