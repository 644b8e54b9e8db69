//! The verdict on every contact, and the issue that each belongs to.

use std::collections::HashMap;

use crate::fcr::line::{Exclusions, Line, Windows};
use crate::fcr::{Case, Judged, Policy, Verdict};
use crate::{ContactId, Customer, Ms};

/// Judges the contacts of **one** customer, in any order, one case per contact id; the answer is
/// in the order of the input.
///
/// The caller has joined the identities of one person: the keys are not compared, only asked for.
/// Contacts of channels outside the policy do not exist for it and get no verdict. `watermark`
/// is the store's own; one in the policy goes before it.
pub fn judge(cases: &[Case], policy: &Policy, watermark: Ms) -> Vec<Judged> {
    let mut judged = Verdicts::default();
    judged.add(cases.iter(), policy, watermark);
    judged.of(cases)
}

/// Judges the contacts of any number of customers, each customer by their key and each contact
/// without one alone. Otherwise as [`judge`].
pub fn judge_all(cases: &[Case], policy: &Policy, watermark: Ms) -> Vec<Judged> {
    let mut judged = Verdicts::default();
    for customer in by_customer(cases) {
        judged.add(customer, policy, watermark);
    }
    judged.of(cases)
}

/// The cases of each customer; those without a customer together, for they are judged alone.
pub(super) fn by_customer(cases: &[Case]) -> impl Iterator<Item = Vec<&Case>> {
    let mut customers: HashMap<Option<&Customer>, Vec<&Case>> = HashMap::new();
    for case in cases {
        customers.entry(case.customer.as_ref()).or_default().push(case);
    }
    customers.into_values()
}

/// For each verdict the first contact of its chain: itself, or what `other` leads to from a
/// contact that is not the first. In the order of `judged`, which holds whole chains.
pub fn issues(judged: &[Judged]) -> Vec<ContactId> {
    let before: HashMap<ContactId, ContactId> = judged
        .iter()
        .filter(|line| line.verdict == Verdict::NotFirst)
        .filter_map(|line| Some((line.contact_id, line.other?)))
        .collect();
    let mut roots: HashMap<ContactId, ContactId> = HashMap::new();
    let mut walked = Vec::new();
    judged
        .iter()
        .map(|line| {
            let mut here = line.contact_id;
            let root = loop {
                if let Some(root) = roots.get(&here) {
                    break *root;
                }
                // Known as its own root while it is walked over, so that a ring in verdicts that
                // did not come from `judge` ends as well.
                roots.insert(here, here);
                let Some(earlier) = before.get(&here) else { break here };
                walked.push(here);
                here = *earlier;
            };
            for contact in walked.drain(..) {
                roots.insert(contact, root);
            }
            root
        })
        .collect()
}

/// Verdicts by contact, to be put in the order of the input.
#[derive(Default)]
struct Verdicts(HashMap<ContactId, Judged>);

impl Verdicts {
    fn add<'a>(&mut self, cases: impl IntoIterator<Item = &'a Case>, policy: &Policy, own: Ms) {
        let line = Line::new(cases, policy, Exclusions::LeftOut);
        let windows = Windows::of(policy, policy.watermark(own));
        let id = |place: usize| line.cases()[place].contact_id;
        for (place, finding) in line.judge(windows).into_iter().enumerate() {
            let judged = Judged {
                contact_id: id(place),
                verdict: finding.verdict,
                because: finding.because,
                other: finding.other.map(id),
            };
            self.0.insert(judged.contact_id, judged);
        }
    }

    fn of(&self, cases: &[Case]) -> Vec<Judged> {
        cases.iter().filter_map(|case| self.0.get(&case.contact_id)).copied().collect()
    }
}
