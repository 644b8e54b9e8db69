//! The rule once more, written plainly and slowly from the text of the definition: every contact
//! is compared with every other. It shares no code with the library but the facts themselves.

use std::collections::BTreeMap;

use contact::fcr::{Because, Case, Judged, Policy, Relation, Verdict};
use contact::{Claim, Initiator, LinkVerdict, Ms, SurveyAnswer};

fn eligible(case: &Case) -> bool {
    case.initiated_by == Initiator::Customer && !case.excluded
}

fn before(a: &Case, b: &Case) -> bool {
    a.start_ms < b.start_ms || (a.start_ms == b.start_ms && a.contact_id < b.contact_id)
}

fn related(a: &Case, b: &Case, relation: Relation) -> bool {
    let (earlier, later) = if before(a, b) { (a, b) } else { (b, a) };
    if let Some(said) = later.links.get(&earlier.contact_id) {
        return *said == LinkVerdict::Same;
    }
    if let Some(said) = earlier.links.get(&later.contact_id) {
        return *said == LinkVerdict::Same;
    }
    if relation == Relation::Any {
        return true;
    }
    let (Some(x), Some(y)) = (&a.reason, &b.reason) else { return false };
    match relation {
        Relation::Leaf => x.0 == y.0,
        _ => x.0.split('/').next() == y.0.split('/').next(),
    }
}

pub(crate) fn judge(cases: &[Case], policy: &Policy, watermark: Ms) -> Vec<Judged> {
    let forward = i64::from(policy.forward_h) * 3_600_000;
    let backward = i64::from(policy.backward_h) * 3_600_000;
    let exists = |c: &&Case| policy.channels.as_ref().is_none_or(|some| some.contains(&c.channel));
    let all: Vec<&Case> = cases.iter().filter(exists).collect();
    let mut answer = Vec::new();
    for &x in &all {
        let mut judged = Judged {
            contact_id: x.contact_id,
            verdict: Verdict::NotEligible,
            because: None,
            other: None,
        };
        let mut prior: Option<&Case> = None;
        let mut next: Option<&Case> = None;
        for &y in &all {
            let neighbour = y.contact_id != x.contact_id
                && eligible(y)
                && y.customer.is_some()
                && y.customer == x.customer
                && related(x, y, policy.relation);
            if !neighbour {
                continue;
            }
            if before(y, x) {
                if x.start_ms - y.end_ms <= backward && prior.is_none_or(|p| before(p, y)) {
                    prior = Some(y);
                }
            } else if y.start_ms - x.end_ms <= forward && next.is_none_or(|n| before(y, n)) {
                next = Some(y);
            }
        }
        if x.initiated_by == Initiator::Agent {
            judged.verdict = Verdict::NotEligible;
        } else if x.excluded {
            judged.verdict = Verdict::Excluded;
        } else if x.customer.is_none() {
            judged.verdict = Verdict::Unlinkable;
        } else if let Some(prior) = prior {
            judged.verdict = Verdict::NotFirst;
            judged.other = Some(prior.contact_id);
        } else {
            judged.because = if x.follow_up_promised {
                Some(Because::FollowUpPromised)
            } else if x.transferred {
                Some(Because::Transferred)
            } else if x.escalated {
                Some(Because::Escalated)
            } else if x.claim != Claim::Resolved {
                Some(Because::Unresolved)
            } else if next.is_some() {
                Some(Because::RepeatContact)
            } else if x.survey == Some(SurveyAnswer::Disputed) {
                Some(Because::Disputed)
            } else {
                None
            };
            if judged.because == Some(Because::RepeatContact) {
                judged.other = next.map(|n| n.contact_id);
            }
            judged.verdict = if judged.because.is_some() {
                Verdict::Failed
            } else if watermark - x.end_ms >= forward {
                Verdict::Passed
            } else {
                Verdict::Pending
            };
        }
        answer.push(judged);
    }
    answer
}

/// The plain counts of the report, from the verdicts, in the words of the definition.
pub(crate) fn figures(
    cases: &[Case],
    policy: &Policy,
    watermark: Ms,
) -> BTreeMap<&'static str, (u64, u64)> {
    let judged = judge(cases, policy, watermark);
    let mature = |c: &Case| watermark - c.end_ms >= i64::from(policy.forward_h) * 3_600_000;
    let mut figures: BTreeMap<&'static str, (u64, u64)> = BTreeMap::new();
    let mut count = |name, k: bool, n: bool| {
        let figure = figures.entry(name).or_default();
        figure.0 += u64::from(k && n);
        figure.1 += u64::from(n);
    };
    let root = |line: &Judged| {
        let mut line = line;
        while line.verdict == Verdict::NotFirst {
            line = judged.iter().find(|j| Some(j.contact_id) == line.other).unwrap();
        }
        line.contact_id
    };
    let roots: Vec<_> = judged.iter().map(root).collect();
    for line in &judged {
        let case = cases.iter().find(|c| c.contact_id == line.contact_id).unwrap();
        let first = matches!(line.verdict, Verdict::Passed | Verdict::Failed | Verdict::Pending);
        let base = first && mature(case);
        let passed = line.verdict == Verdict::Passed;
        let claimed = case.claim == Claim::Resolved
            && !(case.transferred || case.escalated || case.follow_up_promised);
        let by_customer = case.initiated_by == Initiator::Customer;
        let counts = by_customer && !case.excluded;
        count("verified", passed, base);
        count("claimed", claimed, base);
        count("precision", passed, base && claimed);
        count("maturity", base, first);
        count("coverage", case.customer.is_some(), counts);
        count("naive", case.claim == Claim::Resolved, by_customer);
        count(
            "confirmed",
            case.survey == Some(SurveyAnswer::Confirmed),
            base && case.survey.is_some(),
        );
        count("response", case.survey.is_some(), base && (case.surveyed || case.survey.is_some()));
        count("transfer_rate", case.transferred, counts);
        count("escalation_rate", case.escalated, counts);
        count("provisional", claimed, first && !base);
        let linked = counts && case.customer.is_some();
        let issue = root(line);
        let of_mature = linked && mature(cases.iter().find(|c| c.contact_id == issue).unwrap());
        count("one_and_done", roots.iter().filter(|r| **r == issue).count() == 1, of_mature);
        let followed = cases.iter().any(|next| {
            eligible(next)
                && next.contact_id != case.contact_id
                && next.customer == case.customer
                && policy.takes(next.channel)
                && before(case, next)
                && next.start_ms - case.end_ms <= i64::from(policy.forward_h) * 3_600_000
                && related(case, next, policy.relation)
        });
        count("repeat_rate", followed, linked && mature(case));
    }
    figures
}
