//! What holds for every history: compared with the slow reference, shuffled, cut and doubled.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contact::fcr::{
    Because, Case, Judged, Policy, Ratio, Relation, Tally, Verdict, issues, judge, judge_all,
    latest, related,
};
use contact::{Channel, Claim, Contact, Initiator, LinkVerdict, Ms, SurveyAnswer};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::reference;
use crate::sample::{DAY, HOUR, call, id};

const REASONS: [Option<&str>; 7] = [
    Some("tv/picture"),
    Some("tv/sound"),
    Some("tv"),
    Some("invoice/copy/late"),
    Some("invoice/copy"),
    Some("mobile/sim"),
    None,
];

/// Contacts on a coarse grid, so that equal starts and exact window edges are common.
fn history(
    customers: &'static [Option<&'static str>],
    most: usize,
) -> impl Strategy<Value = Vec<Case>> {
    let facts = (0..90_i64, -1..=1_i64, select(vec![0, 0, 1, 2, 30, 60]), -1..=1_i64);
    let words = (
        select(REASONS.to_vec()),
        select(vec![
            Claim::Resolved,
            Claim::Resolved,
            Claim::Resolved,
            Claim::Unresolved,
            Claim::Unknown,
        ]),
        select(vec![Channel::Voice, Channel::Voice, Channel::Email]),
        select(customers.to_vec()),
    );
    let flags = vec(prop::bool::weighted(0.1), 5);
    let asked = option::weighted(
        0.2,
        option::of(select(vec![SurveyAnswer::Confirmed, SurveyAnswer::Disputed])),
    );
    let times = (option::of(0..900_000_i64), option::of(0..90_000_i64), option::of(0..90_000_i64));
    let one = (facts, words, flags, asked, times, any::<u16>());
    let links =
        vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>()), 0..5);
    (vec(one, 1..most), links).prop_map(|(ones, links)| {
        let mut cases: Vec<Case> = Vec::new();
        for (place, (facts, words, flags, asked, times, salt)) in ones.into_iter().enumerate() {
            let (hour, early, hours, late) = facts;
            let start = 400 * DAY + hour * HOUR + early;
            let end = (start + hours * HOUR + late).max(start);
            let (reason, claim, channel, customer) = words;
            let number = u128::from(salt) * 1000 + place as u128;
            cases.push(Case {
                customer: customer.map(|key| contact::Customer(key.into())),
                reason: reason.map(Into::into),
                claim,
                channel,
                transferred: flags[0],
                escalated: flags[1],
                follow_up_promised: flags[2],
                excluded: flags[3],
                initiated_by: if flags[4] { Initiator::Agent } else { Initiator::Customer },
                surveyed: asked.is_some(),
                survey: asked.flatten(),
                talk_ms: times.0,
                hold_ms: times.1,
                acw_ms: times.2,
                ..call(number, start, end)
            });
        }
        for (from, to, same) in links {
            let (from, to) = (from.index(cases.len()), to.index(cases.len()));
            if from != to {
                let other = cases[to].contact_id;
                let said = if same { LinkVerdict::Same } else { LinkVerdict::Different };
                cases[from].links.insert(other, said);
            }
        }
        cases
    })
}

fn one_customer() -> impl Strategy<Value = Vec<Case>> {
    history(&[Some("k"), Some("k"), Some("k"), Some("k"), None], 16)
}

fn many_customers() -> impl Strategy<Value = Vec<Case>> {
    history(&[Some("k"), Some("l"), Some("m"), None], 30)
}

fn policy() -> impl Strategy<Value = Policy> {
    (
        select(vec![0, 1, 2, 24, 48, 168]),
        select(vec![0, 1, 2, 24, 48, 168]),
        select(vec![Relation::Leaf, Relation::Parent, Relation::Any]),
        option::weighted(0.3, Just(BTreeSet::from([Channel::Voice]))),
    )
        .prop_map(|(forward_h, backward_h, relation, channels)| Policy {
            forward_h,
            backward_h,
            relation,
            channels,
            watermark_ms: None,
        })
}

fn watermark() -> impl Strategy<Value = Ms> {
    (0..400_i64, -1..=1_i64).prop_map(|(hour, by)| 400 * DAY + hour * HOUR + by)
}

fn by_id(judged: &[Judged]) -> BTreeMap<contact::ContactId, Judged> {
    judged.iter().map(|line| (line.contact_id, *line)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn judge_is_the_plain_rule(cases in one_customer(), policy in policy(), watermark in watermark()) {
        prop_assert_eq!(judge(&cases, &policy, watermark), reference::judge(&cases, &policy, watermark));
    }

    #[test]
    fn judge_all_is_the_plain_rule(cases in many_customers(), policy in policy(), watermark in watermark()) {
        prop_assert_eq!(judge_all(&cases, &policy, watermark), reference::judge(&cases, &policy, watermark));
    }

    #[test]
    fn the_order_of_arrival_changes_nothing(
        (cases, shuffled) in many_customers().prop_flat_map(|c| (Just(c.clone()), Just(c).prop_shuffle())),
        policy in policy(),
        watermark in watermark(),
    ) {
        prop_assert_eq!(
            by_id(&judge_all(&cases, &policy, watermark)),
            by_id(&judge_all(&shuffled, &policy, watermark))
        );
        let report = |cases: &[Case]| {
            let mut tally = Tally::new(policy.clone(), watermark);
            tally.add_all(cases);
            tally.report()
        };
        prop_assert_eq!(report(&cases), report(&shuffled));
    }

    #[test]
    fn every_contact_has_exactly_one_verdict_in_its_place(
        cases in many_customers(), policy in policy(), watermark in watermark(),
    ) {
        let judged = judge_all(&cases, &policy, watermark);
        let asked: Vec<_> =
            cases.iter().filter(|c| policy.takes(c.channel)).map(|c| c.contact_id).collect();
        let answered: Vec<_> = judged.iter().map(|j| j.contact_id).collect();
        prop_assert_eq!(asked, answered);
        for line in judged {
            prop_assert_eq!(line.because.is_some(), line.verdict == Verdict::Failed);
            let other = line.verdict == Verdict::NotFirst || line.because == Some(Because::RepeatContact);
            prop_assert_eq!(line.other.is_some(), other);
        }
    }

    #[test]
    fn passed_means_nothing_related_in_the_window_and_the_window_has_passed(
        cases in one_customer(), policy in policy(), watermark in watermark(),
    ) {
        let known: HashMap<_, _> = cases.iter().map(|c| (c.contact_id, c)).collect();
        for line in judge(&cases, &policy, watermark).iter().filter(|j| j.verdict == Verdict::Passed) {
            let case = known[&line.contact_id];
            prop_assert!(case.claimed());
            prop_assert!(watermark - case.end_ms >= policy.forward_ms());
            for other in cases.iter().filter(|o| {
                o.contact_id != case.contact_id
                    && o.eligible()
                    && o.customer.is_some()
                    && policy.takes(o.channel)
                    && related(case, o, policy.relation)
            }) {
                let later = (other.start_ms, other.contact_id) > (case.start_ms, case.contact_id);
                let outside = if later {
                    other.start_ms - case.end_ms > policy.forward_ms()
                } else {
                    case.start_ms - other.end_ms > policy.backward_ms()
                };
                prop_assert!(outside, "{} is within the window of {}", other.contact_id, case.contact_id);
            }
        }
    }

    #[test]
    fn relation_is_symmetric(cases in one_customer(), relation in select(vec![Relation::Leaf, Relation::Parent, Relation::Any])) {
        for a in &cases {
            for b in &cases {
                prop_assert_eq!(related(a, b, relation), related(b, a, relation));
            }
        }
    }

    #[test]
    fn links_win_over_reasons(mut cases in one_customer(), same in any::<bool>(), policy in policy(), watermark in watermark()) {
        // Everybody says the same of everybody: the reasons no longer matter.
        let ids: Vec<_> = cases.iter().map(|c| c.contact_id).collect();
        let said = if same { LinkVerdict::Same } else { LinkVerdict::Different };
        for case in &mut cases {
            case.links = ids.iter().filter(|i| **i != case.contact_id).map(|i| (*i, said)).collect();
        }
        let judged = judge(&cases, &policy, watermark);
        if same {
            let unlinked: Vec<Case> =
                cases.iter().map(|c| Case { links: BTreeMap::new(), ..c.clone() }).collect();
            let any = Policy { relation: Relation::Any, ..policy };
            prop_assert_eq!(judged, judge(&unlinked, &any, watermark));
        } else {
            prop_assert!(judged.iter().all(|j| j.other.is_none()));
        }
    }

    #[test]
    fn the_tally_is_the_plain_count(cases in many_customers(), policy in policy(), watermark in watermark()) {
        let mut tally = Tally::new(policy.clone(), watermark);
        tally.add_all(&cases);
        let report = tally.report();
        let shown = serde_json::to_value(&report).unwrap();
        for (name, (k, n)) in reference::figures(&cases, &policy, watermark) {
            prop_assert_eq!(shown[name]["k"].as_u64(), Some(k), "numerator of {}", name);
            prop_assert_eq!(shown[name]["n"].as_u64(), Some(n), "denominator of {}", name);
        }
        let counted: Vec<Case> =
            cases.iter().map(|c| Case { excluded: false, ..c.clone() }).collect();
        for (side, cases) in [(report.net, &cases), (report.gross, &counted)] {
            let plain = reference::figures(cases, &policy, watermark);
            let of = |name| plain.get(name).copied().unwrap_or_default();
            prop_assert_eq!((side.verified.k, side.verified.n), of("verified"));
            prop_assert_eq!((side.claimed.k, side.claimed.n), of("claimed"));
        }
        for preset in &report.presets {
            let plain = reference::figures(&cases, &policy.with_windows(preset.hours), watermark);
            let of = |name| plain.get(name).copied().unwrap_or_default();
            prop_assert_eq!((preset.verified.k, preset.verified.n), of("verified"));
            prop_assert_eq!((preset.claimed.k, preset.claimed.n), of("claimed"));
            prop_assert_eq!((preset.precision.k, preset.precision.n), of("precision"));
            prop_assert_eq!((preset.maturity.k, preset.maturity.n), of("maturity"));
        }
    }

    #[test]
    fn the_tally_of_parts_is_the_tally_of_the_whole(cases in many_customers(), policy in policy(), watermark in watermark()) {
        let mut whole = Tally::new(policy.clone(), watermark);
        whole.add_all(&cases);
        let mut merged = Tally::new(policy.clone(), watermark);
        let mut streamed = Tally::new(policy.clone(), watermark);
        for key in [Some("l"), None, Some("k"), Some("m")] {
            let part: Vec<Case> = cases
                .iter()
                .filter(|c| c.customer.as_ref().map(|k| k.as_str()) == key)
                .cloned()
                .collect();
            streamed.add_customer(&part);
            let mut tally = Tally::new(policy.clone(), watermark);
            tally.add_customer(&part);
            merged.merge(&tally).unwrap();
        }
        prop_assert_eq!(&whole, &merged);
        prop_assert_eq!(whole.report(), streamed.report());
    }

    #[test]
    fn the_report_agrees_with_the_verdicts(cases in many_customers(), policy in policy(), watermark in watermark()) {
        let judged = judge_all(&cases, &policy, watermark);
        let mut tally = Tally::new(policy, watermark);
        tally.add_all(&cases);
        let report = tally.report();
        for verdict in Verdict::ALL {
            let counted = judged.iter().filter(|j| j.verdict == verdict).count() as u64;
            prop_assert_eq!(report.verdicts[&verdict], counted);
        }
        for because in Because::ALL {
            let counted = judged.iter().filter(|j| j.because == Some(because)).count() as u64;
            prop_assert_eq!(report.because[&because], counted);
        }
        prop_assert_eq!(report.pending, report.verdicts[&Verdict::Pending]);
        // Whole issues: every contact of a matter leads to a first contact that is its own root.
        let roots = issues(&judged);
        let verdicts = by_id(&judged);
        for (line, root) in judged.iter().zip(&roots) {
            if line.verdict == Verdict::NotFirst {
                prop_assert!(verdicts[root].verdict.is_first());
            } else {
                prop_assert_eq!(*root, line.contact_id);
            }
        }
    }

    #[test]
    fn duplicates_and_old_revisions_change_nothing(
        (contacts, arrival) in many_customers()
            .prop_map(|cases| cases.iter().map(contact_of).collect::<Vec<Contact>>())
            .prop_flat_map(|newest| {
                let most = newest.len();
                let again = subsequence(newest.clone(), 0..=most);
                let old = subsequence(newest.clone(), 0..=most);
                (Just(newest), again, old)
            })
            .prop_flat_map(|(newest, again, old)| {
                let mut arrival = newest.clone();
                arrival.extend(again);
                arrival.extend(old.into_iter().map(|c| Contact {
                    revision: c.revision - 1,
                    claim: Claim::Unknown,
                    reason: None,
                    ..c
                }));
                (Just(newest), Just(arrival).prop_shuffle())
            }),
        policy in policy(),
        watermark in watermark(),
    ) {
        let verdicts = |contacts: &[Contact]| {
            let cases: Vec<Case> = contacts.iter().map(Case::from).collect();
            by_id(&judge_all(&cases, &policy, watermark))
        };
        prop_assert_eq!(verdicts(&contacts), verdicts(&latest(arrival)));
    }

    #[test]
    fn a_ratio_holds_its_share(k in 0..2_000_u64, more in 0..2_000_u64) {
        let ratio = Ratio::new(k, k + more);
        prop_assert!((0.0..=1.0).contains(&ratio.low) && (0.0..=1.0).contains(&ratio.high));
        if let Some(share) = ratio.share() {
            prop_assert!(ratio.low <= share && share <= ratio.high);
            prop_assert!(ratio.low < ratio.high);
        }
    }
}

/// A contact, in its third revision, with the facts of `case`.
fn contact_of(case: &Case) -> Contact {
    let text = serde_json::json!({
        "contact_id": case.contact_id, "revision": 3, "customer": case.customer,
        "channel": case.channel, "initiated_by": case.initiated_by,
        "start_ms": case.start_ms, "end_ms": case.end_ms, "reason": case.reason,
        "claim": case.claim, "transferred": case.transferred, "escalated": case.escalated,
        "follow_up_promised": case.follow_up_promised,
        "exclusion": case.excluded.then(|| serde_json::json!({"reason": "test", "reviewed_by": "s1"})),
        "survey": case.surveyed.then(|| serde_json::json!({"answer": case.survey})),
        "links": case.links, "talk_ms": case.talk_ms, "hold_ms": case.hold_ms, "acw_ms": case.acw_ms,
    });
    serde_json::from_value(text).unwrap()
}

#[test]
fn a_case_holds_the_facts_of_its_contact() {
    let case = Case {
        excluded: true,
        surveyed: true,
        survey: Some(SurveyAnswer::Disputed),
        links: BTreeMap::from([(id(9), LinkVerdict::Same)]),
        talk_ms: Some(5),
        ..call(1, 10, 20)
    };
    assert_eq!(Case::from(&contact_of(&case)), case);
    let mut requested = contact_of(&case);
    requested.exclusion.as_mut().unwrap().reviewed_by = None;
    assert!(!Case::from(&requested).excluded, "a request nobody approved does not count");
    let mut blank = contact_of(&case);
    blank.customer = Some(contact::Customer("  ".into()));
    assert_eq!(Case::from(&blank).customer, None, "a blank key is no customer");
}
