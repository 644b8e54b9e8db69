//! Issues, costs and the edges of an empty or a very large store.

use std::time::{Duration, Instant};

use contact::fcr::{Case, Policy, Relation, Report, Tally, Verdict, issues, judge};
use contact::{Claim, ContactId};

use crate::sample::{DAY, HOUR, LATE, MINUTE, about, call, id, not_first, plain};

#[test]
fn nothing_counted_shows_nothing_known() {
    let report = Tally::new(Policy::default(), LATE).report();
    assert_eq!((report.verified.n, report.verified.low, report.verified.high), (0, 0.0, 1.0));
    assert_eq!(report.contacts_per_issue, None);
    assert_eq!(report.handle_ms_per_issue, None);
    let value = serde_json::to_value(&report).unwrap();
    assert!(value["handle_ms_per_contact"].is_null(), "no mean of nothing");
    assert_eq!(value["verdicts"]["passed"], 0);
    assert_eq!(value["because"].as_object().unwrap().len(), 6);
    assert_eq!(serde_json::from_value::<Report>(value).unwrap(), report);
}

#[test]
fn a_young_store_shows_its_claims_as_provisional() {
    let cases = [
        call(1, 0, HOUR),
        Case { claim: Claim::Unknown, ..about("mobile/sim", call(2, HOUR, 2 * HOUR)) },
    ];
    let mut tally = Tally::new(Policy::default(), DAY);
    tally.add_customer(&cases);
    let report = tally.report();
    assert_eq!((report.verified.n, report.claimed.n, report.pending), (0, 0, 1));
    assert_eq!((report.provisional.k, report.provisional.n), (1, 2));
    assert_eq!((report.maturity.k, report.maturity.n), (0, 2));
}

#[test]
fn an_issue_is_the_whole_chain() {
    // Each within 48 hours of the one before, the last long after the first.
    let cases: Vec<Case> =
        (0..4).map(|n| call(n as u128, n * 40 * HOUR, n * 40 * HOUR + HOUR)).collect();
    let judged = judge(&cases, &Policy::default(), LATE);
    assert_eq!(issues(&judged), [id(0); 4]);
    let mut other = judged.clone();
    other.push(plain(9, Verdict::Excluded));
    other.reverse();
    assert_eq!(issues(&other), [id(9), id(0), id(0), id(0), id(0)]);
}

#[test]
fn a_ring_of_verdicts_ends() {
    let ring = [not_first(1, 2), not_first(2, 1), not_first(3, 3)];
    assert_eq!(issues(&ring).len(), 3);
}

#[test]
fn a_second_call_is_paid_by_the_issue() {
    let timed = |case| Case {
        talk_ms: Some(5 * MINUTE),
        hold_ms: Some(MINUTE),
        acw_ms: Some(MINUTE),
        ..case
    };
    let cases = [timed(call(1, 0, HOUR)), timed(call(2, DAY, DAY + HOUR))];
    let mut tally = Tally::new(Policy::default(), LATE);
    tally.add_customer(&cases);
    let report = tally.report();
    let mean = |mean: Option<contact::fcr::Mean>| mean.map(|m| (m.mean as i64, m.n));
    assert_eq!(mean(report.handle_ms_per_contact), Some((7 * MINUTE, 2)));
    assert_eq!(mean(report.acw_ms_per_contact), Some((MINUTE, 2)));
    assert_eq!(mean(report.handle_ms_per_issue), Some((14 * MINUTE, 1)));
    assert_eq!(mean(report.contacts_per_issue), Some((2, 1)));
    assert_eq!((report.one_and_done.k, report.one_and_done.n), (0, 2));
}

#[test]
fn an_issue_with_an_unknown_part_has_no_known_cost() {
    let cases = [Case { talk_ms: Some(MINUTE), ..call(1, 0, HOUR) }, call(2, DAY, DAY + HOUR)];
    let mut tally = Tally::new(Policy::default(), LATE);
    tally.add_customer(&cases);
    assert_eq!(tally.report().handle_ms_per_issue, None);
    assert_eq!(tally.report().handle_ms_per_contact.map(|m| m.n), Some(1));
}

#[test]
fn absurd_times_overflow_nothing() {
    let ends = [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX - 1, i64::MAX];
    let mut cases = Vec::new();
    for start in ends {
        for end in ends {
            let talk = Some(i64::MAX);
            cases.push(Case {
                talk_ms: talk,
                acw_ms: talk,
                ..call(cases.len() as u128, start, end)
            });
        }
    }
    for watermark in ends {
        let mut tally = Tally::new(Policy::default(), watermark);
        tally.add_customer(&cases);
        assert_eq!(tally.report().verdicts.values().sum::<u64>(), 36);
    }
}

/// Quadratic work on so many contacts takes minutes in a test build; this takes about a second.
#[test]
fn a_customer_with_very_many_contacts_is_judged_at_once() {
    const MANY: i64 = 60_000;
    let spread: Vec<Case> =
        (0..MANY).map(|n| call(n as u128, n * 3 * HOUR, n * 3 * HOUR + MINUTE)).collect();
    // One contact that outlasts all others must not make every look back walk to it.
    let mut outlasted: Vec<Case> =
        (1..MANY).map(|n| call(n as u128, n * 3 * DAY, n * 3 * DAY + MINUTE)).collect();
    outlasted.push(call(0, 0, HOUR));
    let mut nested: Vec<Case> = (0..MANY).map(|n| call(n as u128, n, MANY * 2 - n)).collect();
    nested.extend((0..MANY).map(|n| {
        let start = 60 * DAY + n * 3 * DAY;
        call((MANY + n) as u128, start, start)
    }));
    let crowd: Vec<Case> =
        (0..MANY).map(|n| about(&format!("r{n}/x"), call(n as u128, n, n + MINUTE))).collect();
    for (name, cases) in
        [("spread", spread), ("outlasted", outlasted), ("nested", nested), ("crowd", crowd)]
    {
        for relation in [Relation::Parent, Relation::Any] {
            let policy = Policy { relation, ..Policy::preset(1) };
            let began = Instant::now();
            let judged = judge(&cases, &policy, LATE);
            let took = began.elapsed();
            assert_eq!(judged.len(), cases.len());
            assert!(took < Duration::from_secs(10), "{name}, {relation:?}: {took:?}");
            let roots: Vec<ContactId> = issues(&judged);
            assert_eq!(roots.len(), cases.len());
            assert!(began.elapsed() < Duration::from_secs(20), "issues of {name}, {relation:?}");
        }
    }
}
