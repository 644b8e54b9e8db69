//! The policy file, the lines of verdicts and the form of a share.

use contact::fcr::{Because, Judged, LONGEST_H, Policy, Ratio, Relation, Tally};
use contact::{Channel, Code};
use serde_json::json;

use crate::sample::{DAY, HOUR, call, id, not_first, plain, repeated};

#[test]
fn the_policy_file_reads_as_written() {
    let text = r#"{"forward_h":24,"backward_h":72,"relation":"leaf","channels":["email","voice"],"watermark_ms":1741370400000}"#;
    let policy: Policy = serde_json::from_str(text).unwrap();
    assert_eq!((policy.forward_h, policy.backward_h, policy.relation), (24, 72, Relation::Leaf));
    assert_eq!((policy.forward_ms(), policy.backward_ms()), (DAY, 3 * DAY));
    assert!(policy.takes(Channel::Email) && !policy.takes(Channel::Chat));
    assert_eq!(policy.watermark(7), 1_741_370_400_000);
    let back: Policy = serde_json::from_value(serde_json::to_value(&policy).unwrap()).unwrap();
    assert_eq!(back, policy);
}

#[test]
fn what_is_left_out_of_the_policy_has_its_default() {
    let policy: Policy = serde_json::from_str(r#"{"channels":null}"#).unwrap();
    assert_eq!(policy, Policy::default());
    assert_eq!(policy, Policy::preset(48));
    assert_eq!(policy.relation, Relation::Parent);
    assert_eq!(policy.watermark(7), 7, "without its own, the store's watermark is used");
    assert_eq!(
        serde_json::to_value(&policy).unwrap(),
        json!({"forward_h": 48, "backward_h": 48, "relation": "parent", "channels": null})
    );
}

#[test]
fn a_wrong_policy_is_refused() {
    for text in [
        r#"{"forward":24}"#,
        r#"{"forward_h":-1}"#,
        r#"{"forward_h":4294967296}"#,
        r#"{"relation":"cousin"}"#,
        r#"{"channels":["telex"]}"#,
    ] {
        assert!(serde_json::from_str::<Policy>(text).is_err(), "{text} was taken");
    }
    for (text, field) in [
        (format!(r#"{{"forward_h":{}}}"#, LONGEST_H + 1), "forward_h"),
        (format!(r#"{{"backward_h":{}}}"#, u32::MAX), "backward_h"),
        (r#"{"channels":[]}"#.to_owned(), "channels"),
        (r#"{"watermark_ms":-1}"#.to_owned(), "watermark_ms"),
    ] {
        let problem = serde_json::from_str::<Policy>(&text).unwrap().check().unwrap_err();
        assert_eq!((problem.code, problem.field.as_deref()), (Code::Invalid, Some(field)));
    }
    assert_eq!(Policy::preset(LONGEST_H).check(), Ok(()));
    assert_eq!(Policy::preset(0).check(), Ok(()));
}

#[test]
fn the_line_of_a_verdict_is_as_published() {
    let text = |judged: &Judged| serde_json::to_string(judged).unwrap();
    let (one, two) = (id(1).to_string(), id(2).to_string());
    assert_eq!(
        text(&repeated(1, 2)),
        format!(
            r#"{{"contact_id":"{one}","verdict":"failed","because":"repeat_contact","other":"{two}"}}"#
        )
    );
    assert_eq!(
        text(&not_first(2, 1)),
        format!(r#"{{"contact_id":"{two}","verdict":"not_first","other":"{one}"}}"#)
    );
    for verdict in contact::fcr::Verdict::ALL {
        let judged = plain(1, verdict);
        let word = serde_json::to_value(verdict).unwrap();
        assert_eq!(text(&judged), format!(r#"{{"contact_id":"{one}","verdict":{word}}}"#));
        assert_eq!(serde_json::from_str::<Judged>(&text(&judged)).unwrap(), judged);
    }
    let words: Vec<_> = Because::ALL.iter().map(|b| serde_json::to_value(b).unwrap()).collect();
    assert_eq!(
        json!(words),
        json!([
            "follow_up_promised",
            "transferred",
            "escalated",
            "unresolved",
            "repeat_contact",
            "disputed"
        ])
    );
}

#[test]
fn a_share_has_the_wilson_interval() {
    // Reference values from the closed formula, worked out apart.
    for (k, n, low, high) in [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.277_533),
        (10, 10, 0.722_467, 1.0),
        (5, 12, 0.193_264, 0.680_491),
        (81, 263, 0.255_288, 0.366_210),
    ] {
        let ratio = Ratio::new(k, n);
        assert!((ratio.low - low).abs() < 1e-5, "{k} of {n}: low is {}", ratio.low);
        assert!((ratio.high - high).abs() < 1e-5, "{k} of {n}: high is {}", ratio.high);
    }
    let value = serde_json::to_value(Ratio::new(0, 0)).unwrap();
    assert_eq!(value, json!({"k": 0, "n": 0, "low": 0.0, "high": 1.0}));
    assert_eq!(Ratio::new(0, 0).share(), None);
    assert!(!Ratio::new(29, 29).rankable() && Ratio::new(0, 30).rankable());
}

#[test]
fn the_watermark_of_the_policy_goes_before_the_stores() {
    let cases = [call(1, 0, HOUR)];
    let policy = Policy { watermark_ms: Some(HOUR), ..Policy::default() };
    let judged = contact::fcr::judge(&cases, &policy, 100 * DAY);
    assert_eq!(judged, [plain(1, contact::fcr::Verdict::Pending)]);
    let mut tally = Tally::new(policy, 100 * DAY);
    tally.add_customer(&cases);
    assert_eq!(tally.report().watermark_ms, HOUR);
    assert_eq!(tally.report().pending, 1);
}

#[test]
fn tallies_of_different_policies_are_not_added() {
    let mut tally = Tally::new(Policy::default(), DAY);
    let before = tally.clone();
    for other in [Tally::new(Policy::preset(24), DAY), Tally::new(Policy::default(), 2 * DAY)] {
        assert_eq!(tally.merge(&other).unwrap_err().code, Code::Internal);
    }
    assert_eq!(tally, before);
}
