//! The known ways to get first-contact resolution wrong, a test each.

use contact::fcr::{
    Because, Case, Policy, Relation, Tally, Verdict, judge, judge_all, latest, related,
};
use contact::{Channel, Claim, Contact, Initiator, LinkVerdict, SurveyAnswer};
use serde_json::json;

use crate::sample::{
    DAY, HOUR, LATE, MINUTE, about, call, failed, id, not_first, of, plain, repeated, says,
    verdicts,
};

fn pair(gap: i64) -> [Case; 2] {
    [call(1, 0, HOUR), call(2, HOUR + gap, 2 * HOUR + gap)]
}

#[test]
fn an_immature_cohort_does_not_sink_the_rate() {
    // A failure is known at once, a pass only after the window: neither counts before.
    let cases =
        [of("a", call(1, 0, HOUR)), of("b", Case { claim: Claim::Unresolved, ..call(2, 0, HOUR) })];
    let report = |watermark| {
        let mut tally = Tally::new(Policy::default(), watermark);
        tally.add_all(&cases);
        tally.report()
    };
    let young = report(HOUR + 2 * DAY - 1);
    assert_eq!((young.verified.k, young.verified.n, young.maturity.n), (0, 0, 2));
    assert_eq!(young.verdicts[&Verdict::Failed], 1, "the failure itself is told at once");
    let ripe = report(HOUR + 2 * DAY);
    assert_eq!((ripe.verified.k, ripe.verified.n), (1, 2));
}

#[test]
fn the_denominator_is_first_contacts_not_all_contacts() {
    let cases = [call(1, 0, HOUR), call(2, DAY, DAY + HOUR), call(3, 2 * DAY, 2 * DAY + HOUR)];
    let mut tally = Tally::new(Policy::default(), LATE);
    tally.add_customer(&cases);
    let report = tally.report();
    assert_eq!((report.verified.k, report.verified.n), (0, 1));
    assert_eq!((report.naive.k, report.naive.n), (3, 3));
    assert_eq!(report.contacts_per_issue.map(|m| (m.mean, m.n)), Some((3.0, 1)));
}

#[test]
fn the_window_runs_from_end_to_start_and_includes_its_edge() {
    assert_eq!(verdicts(&pair(2 * DAY)), [Verdict::Failed, Verdict::NotFirst]);
    assert_eq!(verdicts(&pair(2 * DAY + 1)), [Verdict::Passed, Verdict::Passed]);
    // Long contacts: more than two days from start to start, less from end to start.
    let cases = [call(1, 0, 10 * HOUR), call(2, 2 * DAY + 9 * HOUR, 2 * DAY + 10 * HOUR)];
    assert_eq!(verdicts(&cases), [Verdict::Failed, Verdict::NotFirst]);
}

#[test]
fn the_two_windows_have_edges_of_their_own() {
    let judged = |forward_h, backward_h, gap| {
        let policy = Policy { forward_h, backward_h, ..Policy::default() };
        judge(&pair(gap), &policy, LATE).iter().map(|j| j.verdict).collect::<Vec<_>>()
    };
    use Verdict::{Failed, NotFirst, Passed};
    assert_eq!(judged(1, 2, HOUR), [Failed, NotFirst]);
    assert_eq!(judged(1, 2, HOUR + 1), [Passed, NotFirst]);
    assert_eq!(judged(1, 2, 2 * HOUR), [Passed, NotFirst]);
    assert_eq!(judged(1, 2, 2 * HOUR + 1), [Passed, Passed]);
    assert_eq!(judged(2, 1, 2 * HOUR), [Failed, Passed]);
    assert_eq!(judged(0, 0, 0), [Failed, NotFirst], "a window of nothing still has its edge");
    assert_eq!(judged(0, 0, 1), [Passed, Passed]);
}

#[test]
fn maturity_includes_its_edge() {
    let judged = |watermark| judge(&[call(1, 0, HOUR)], &Policy::default(), watermark)[0].verdict;
    assert_eq!(judged(HOUR + 2 * DAY - 1), Verdict::Pending);
    assert_eq!(judged(HOUR + 2 * DAY), Verdict::Passed);
}

#[test]
fn a_day_of_23_or_25_hours_changes_no_window() {
    // Stockholm: clocks go forward on Sunday 30 March 2025 and back on Sunday 26 October 2025.
    let spring_end = 1_743_246_000_000; // Saturday 29 March 12:00 (11:00 UTC)
    let spring_next = spring_end + 47 * HOUR + 30 * MINUTE; // Monday 12:30 on the wall
    let autumn_end = 1_761_386_400_000; // Saturday 25 October 12:00 (10:00 UTC)
    let autumn_next = autumn_end + 48 * HOUR + 30 * MINUTE; // Monday 11:30 on the wall
    let calls = |end, next| [call(1, end - HOUR, end), call(2, next, next + HOUR)];
    assert_eq!(
        verdicts(&calls(spring_end, spring_next)),
        [Verdict::Failed, Verdict::NotFirst],
        "48 h 30 min on the wall are 47 h 30 min"
    );
    assert_eq!(
        verdicts(&calls(autumn_end, autumn_next)),
        [Verdict::Passed, Verdict::Passed],
        "47 h 30 min on the wall are 48 h 30 min"
    );
}

#[test]
fn anonymous_callers_are_missing_coverage_and_nobodys_repeat() {
    let nobody = |case| Case { customer: None, ..case };
    let cases = [nobody(call(1, 0, HOUR)), nobody(call(2, DAY, DAY + HOUR)), call(3, DAY, DAY)];
    let expected = [Verdict::Unlinkable, Verdict::Unlinkable, Verdict::Passed];
    assert_eq!(verdicts(&cases), expected);
    assert_eq!(
        judge_all(&cases, &Policy::default(), LATE).iter().map(|j| j.verdict).collect::<Vec<_>>(),
        expected
    );
    let mut tally = Tally::new(Policy::default(), LATE);
    tally.add_all(&cases);
    let report = tally.report();
    assert_eq!((report.coverage.k, report.coverage.n), (1, 3));
    assert_eq!((report.verified.k, report.verified.n), (1, 1), "never a success");
}

#[test]
fn one_number_for_many_people_is_parted_by_what_the_agent_says() {
    let cases = [call(1, 0, HOUR), says(call(2, DAY, DAY + HOUR), 1, LinkVerdict::Different)];
    assert_eq!(verdicts(&cases), [Verdict::Passed, Verdict::Passed]);
}

#[test]
fn many_numbers_of_one_person_are_one_customer_once_joined() {
    let cases = [of("+461", call(1, 0, HOUR)), of("+462", call(2, DAY, DAY + HOUR))];
    let apart = judge_all(&cases, &Policy::default(), LATE);
    assert_eq!(apart, [plain(1, Verdict::Passed), plain(2, Verdict::Passed)]);
    let joined: Vec<Case> = cases.iter().map(|c| of("person", c.clone())).collect();
    assert_eq!(judge_all(&joined, &Policy::default(), LATE), [repeated(1, 2), not_first(2, 1)]);
}

#[test]
fn leaf_parent_and_any_differ_as_they_should() {
    let judged = |first: Option<&str>, second: Option<&str>| {
        let cases = [
            Case { reason: first.map(Into::into), ..call(1, 0, HOUR) },
            Case { reason: second.map(Into::into), ..call(2, DAY, DAY + HOUR) },
        ];
        [Relation::Leaf, Relation::Parent, Relation::Any].map(|relation| {
            let policy = Policy { relation, ..Policy::default() };
            judge(&cases, &policy, LATE)[0].verdict == Verdict::Failed
        })
    };
    assert_eq!(judged(Some("tv/picture"), Some("tv/picture")), [true, true, true]);
    assert_eq!(judged(Some("tv/picture"), Some("tv/sound")), [false, true, true]);
    assert_eq!(judged(Some("tv/picture"), Some("tv")), [false, true, true]);
    assert_eq!(judged(Some("tv/picture"), Some("tvs/picture")), [false, false, true]);
    assert_eq!(judged(None, None), [false, false, true], "unknown is related to nothing");
    assert_eq!(judged(None, Some("tv")), [false, false, true]);
}

#[test]
fn an_unknown_reason_is_related_by_a_link() {
    let unknown = Case { reason: None, ..call(1, 0, HOUR) };
    let cases = [unknown, says(call(2, DAY, DAY + HOUR), 1, LinkVerdict::Same)];
    assert_eq!(verdicts(&cases), [Verdict::Failed, Verdict::NotFirst]);
}

#[test]
fn the_later_contact_has_the_last_word_on_a_link() {
    use LinkVerdict::{Different, Same};
    let judged = |first: Option<LinkVerdict>, second: Option<LinkVerdict>, reason: &str| {
        let mut one = call(1, 0, HOUR);
        let mut two = about(reason, call(2, DAY, DAY + HOUR));
        one.links.extend(first.map(|said| (id(2), said)));
        two.links.extend(second.map(|said| (id(1), said)));
        let same = related(&one, &two, Relation::Parent);
        let judged = verdicts(&[two, one]);
        assert_eq!(same, judged == [Verdict::NotFirst, Verdict::Failed]);
        same
    };
    assert!(judged(Some(Same), None, "mobile/sim"), "a link may stand on the earlier one");
    assert!(judged(None, Some(Same), "mobile/sim"));
    assert!(!judged(Some(Different), None, "tv/picture"));
    assert!(!judged(Some(Same), Some(Different), "tv/picture"));
    assert!(judged(Some(Different), Some(Same), "mobile/sim"));
}

#[test]
fn a_link_reaches_no_further_than_the_window() {
    let cases = [call(1, 0, HOUR), says(call(2, 4 * DAY, 4 * DAY), 1, LinkVerdict::Same)];
    assert_eq!(verdicts(&cases), [Verdict::Passed, Verdict::Passed]);
}

#[test]
fn a_reason_coded_anew_to_dodge_the_rule_shows_under_any() {
    let cases = [call(1, 0, HOUR), about("mobile/sim", call(2, DAY, DAY + HOUR))];
    assert_eq!(verdicts(&cases), [Verdict::Passed, Verdict::Passed]);
    let any = Policy { relation: Relation::Any, ..Policy::default() };
    assert_eq!(judge(&cases, &any, LATE), [repeated(1, 2), not_first(2, 1)]);
}

#[test]
fn why_it_failed_is_told_in_order() {
    let all = Case {
        follow_up_promised: true,
        transferred: true,
        escalated: true,
        claim: Claim::Unknown,
        survey: Some(SurveyAnswer::Disputed),
        ..call(1, 0, HOUR)
    };
    let next = call(2, DAY, DAY + HOUR);
    let why = |case: &Case| judge(&[case.clone(), next.clone()], &Policy::default(), LATE)[0];
    let mut case = all;
    assert_eq!(why(&case), failed(1, Because::FollowUpPromised));
    case.follow_up_promised = false;
    assert_eq!(why(&case), failed(1, Because::Transferred));
    case.transferred = false;
    assert_eq!(why(&case), failed(1, Because::Escalated));
    case.escalated = false;
    assert_eq!(why(&case), failed(1, Because::Unresolved), "not said is not resolved");
    case.claim = Claim::Resolved;
    assert_eq!(why(&case), repeated(1, 2));
    let alone = |case| judge(&[case], &Policy::default(), LATE)[0];
    assert_eq!(alone(case.clone()), failed(1, Because::Disputed));
    case.survey = Some(SurveyAnswer::Confirmed);
    assert_eq!(alone(case), plain(1, Verdict::Passed));
}

#[test]
fn silence_is_no_confirmation() {
    let cases = [Case { surveyed: true, ..call(1, 0, HOUR) }];
    let mut tally = Tally::new(Policy::default(), LATE);
    tally.add_customer(&cases);
    let report = tally.report();
    assert_eq!((report.response.k, report.response.n), (0, 1));
    assert_eq!((report.confirmed.k, report.confirmed.n), (0, 0));
}

#[test]
fn a_transferred_contact_is_no_success_of_anybody() {
    let cases = [
        Case { transferred: true, ..call(1, 0, HOUR) },
        call(2, HOUR, 2 * HOUR), // the leg of the colleague who took over
    ];
    assert_eq!(
        judge(&cases, &Policy::default(), LATE),
        [failed(1, Because::Transferred), not_first(2, 1)]
    );
}

#[test]
fn a_call_back_is_never_a_repeat_nor_a_first() {
    let back = Case { initiated_by: Initiator::Agent, ..call(2, 3 * HOUR, 4 * HOUR) };
    let cases = [call(1, 0, HOUR), back, call(3, 50 * HOUR, 51 * HOUR)];
    assert_eq!(
        verdicts(&cases),
        [Verdict::Passed, Verdict::NotEligible, Verdict::Passed],
        "nor does it join the contacts around it"
    );
    let excluded = Case { excluded: true, initiated_by: Initiator::Agent, ..call(1, 0, HOUR) };
    assert_eq!(verdicts(&[excluded]), [Verdict::NotEligible]);
}

#[test]
fn an_excluded_contact_is_nobodys_neighbour() {
    let cases = [call(1, 0, HOUR), Case { excluded: true, ..call(2, DAY, DAY + HOUR) }];
    assert_eq!(verdicts(&cases), [Verdict::Passed, Verdict::Excluded]);
    let anonymous = Case { excluded: true, customer: None, ..call(1, 0, HOUR) };
    assert_eq!(verdicts(&[anonymous]), [Verdict::Excluded]);
    let mut tally = Tally::new(Policy::default(), LATE);
    tally.add_customer(&cases);
    let report = tally.report();
    assert_eq!((report.net.verified.k, report.net.verified.n), (1, 1));
    assert_eq!((report.gross.verified.k, report.gross.verified.n), (0, 1));
}

#[test]
fn contacts_that_overlap_are_repeats() {
    // A chat opened while the call still ran.
    let cases = [call(1, 0, HOUR), call(2, 30 * MINUTE, 40 * MINUTE)];
    assert_eq!(judge(&cases, &Policy::preset(0), LATE), [repeated(1, 2), not_first(2, 1)]);
    // The same start: the id decides which one was first.
    let cases = [call(2, 0, MINUTE), call(1, 0, HOUR)];
    assert_eq!(judge(&cases, &Policy::preset(0), LATE), [not_first(2, 1), repeated(1, 2)]);
}

#[test]
fn an_earlier_long_contact_counts_when_the_latest_was_over_long_ago() {
    // The e-mail thread (1) runs on while the short call (2) is long past.
    let cases = [
        call(1, 0, 9 * DAY),
        about("mobile/sim", call(2, DAY, DAY + HOUR)),
        says(call(3, 10 * DAY, 10 * DAY), 2, LinkVerdict::Same),
    ];
    assert_eq!(judge(&cases, &Policy::default(), LATE)[2], not_first(3, 1));
}

#[test]
fn the_nearest_neighbours_are_the_ones_told() {
    let cases: Vec<Case> = (1..=4).map(|n| call(n as u128, n * HOUR, n * HOUR + MINUTE)).collect();
    assert_eq!(
        judge(&cases, &Policy::default(), LATE),
        [repeated(1, 2), not_first(2, 1), not_first(3, 2), not_first(4, 3)]
    );
}

#[test]
fn a_late_record_restates_a_past_figure() {
    let published = [call(1, 0, HOUR), call(3, 4 * DAY, 4 * DAY + HOUR)];
    assert_eq!(verdicts(&published), [Verdict::Passed, Verdict::Passed]);
    // A desk that was offline sends what happened in between.
    let [first, last] = published;
    let now = [last, call(2, 2 * DAY + HOUR, 2 * DAY + 2 * HOUR), first];
    assert_eq!(
        judge(&now, &Policy::default(), LATE),
        [not_first(3, 2), not_first(2, 1), repeated(1, 2)]
    );
}

fn sent(number: u128, revision: u32, claim: &str) -> Contact {
    serde_json::from_value(json!({
        "contact_id": id(number), "revision": revision, "customer": "k", "channel": "voice",
        "start_ms": 0, "end_ms": HOUR, "reason": "tv/picture", "claim": claim,
    }))
    .unwrap()
}

#[test]
fn a_contact_sent_twice_is_one_contact() {
    let contacts = latest([sent(1, 1, "resolved"), sent(1, 1, "resolved")]);
    let cases: Vec<Case> = contacts.iter().map(Case::from).collect();
    assert_eq!(judge(&cases, &Policy::default(), LATE), [plain(1, Verdict::Passed)]);
}

#[test]
fn a_correction_replaces_what_it_corrects_whichever_came_first() {
    let (old, new) = (sent(1, 1, "resolved"), sent(1, 2, "unresolved"));
    for arrived in [[old.clone(), new.clone()], [new.clone(), old]] {
        assert_eq!(latest(arrived), std::slice::from_ref(&new));
    }
    let conflicting = [sent(1, 1, "resolved"), sent(1, 1, "unresolved")];
    assert_eq!(latest(conflicting), [sent(1, 1, "resolved")], "the first of a conflict stays");
}

#[test]
fn a_skewed_clock_of_a_desk_loses_no_repeat() {
    // The second desk's clock is ten minutes slow: its call seems to begin before the first ends,
    // and at worst before the first begins. One is still the first and the other is not.
    for start in [HOUR - 10 * MINUTE, -10 * MINUTE] {
        let mut verdicts = verdicts(&[call(1, 0, HOUR), call(2, start, start + HOUR)]);
        verdicts.sort();
        assert_eq!(verdicts, [Verdict::Failed, Verdict::NotFirst]);
    }
}

#[test]
fn a_merge_of_two_customers_is_judged_as_one_history() {
    let cases = [
        of("a", call(1, 0, HOUR)),
        of("b", call(2, DAY, DAY + HOUR)),
        of("a", call(3, 2 * DAY, 2 * DAY + HOUR)),
    ];
    let apart = judge_all(&cases, &Policy::default(), LATE);
    assert_eq!(apart, [repeated(1, 3), plain(2, Verdict::Passed), not_first(3, 1)]);
    // `judge` is given one person, whatever keys the contacts came under.
    assert_eq!(
        judge(&cases, &Policy::default(), LATE),
        [repeated(1, 2), not_first(2, 1), not_first(3, 2)]
    );
}

#[test]
fn an_erased_customer_takes_nobody_elses_verdict_along() {
    let cases = [
        of("a", call(1, 0, HOUR)),
        of("b", call(2, 0, HOUR)),
        of("a", call(3, DAY, DAY + HOUR)),
        of("b", says(call(4, 3 * DAY, 3 * DAY + HOUR), 1, LinkVerdict::Same)),
    ];
    let kept: Vec<Case> =
        cases.iter().filter(|c| c.customer != cases[0].customer).cloned().collect();
    let before = judge_all(&cases, &Policy::default(), LATE);
    assert_eq!(judge_all(&kept, &Policy::default(), LATE), [before[1], before[3]]);
}

#[test]
fn a_channel_outside_the_policy_does_not_exist() {
    let chat = Case { channel: Channel::Chat, ..call(2, DAY, DAY + HOUR) };
    let cases = [call(1, 0, HOUR), chat, Case { channel: Channel::Web, ..call(3, DAY, DAY) }];
    let policy = Policy { channels: Some([Channel::Voice].into()), ..Policy::default() };
    assert_eq!(judge(&cases, &policy, LATE), [plain(1, Verdict::Passed)]);
    let mut tally = Tally::new(policy, LATE);
    tally.add_customer(&cases);
    assert_eq!((tally.report().naive.n, tally.report().coverage.n), (1, 1));
}
