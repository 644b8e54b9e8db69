//! The sums behind a report: first contacts by maturity, and everything beside the rates.
//!
//! Promised: plain sums, each of them the sum of its parts. Deliberately absent: what is divided
//! by what, which is the tally's.

use std::collections::BTreeMap;

use crate::fcr::line::{Finding, Line, Windows};
use crate::fcr::{Because, Case, Mean, Pair, Ratio, Verdict};
use crate::{Claim, Initiator, Ms, SurveyAnswer};

/// First contacts, by whether their window has passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Cohort {
    pub(super) mature: u64,
    pub(super) passed: u64,
    pub(super) claimed: u64,
    pub(super) young: u64,
    pub(super) young_claimed: u64,
}

impl Cohort {
    pub(super) fn add(&mut self, line: &Line<'_>, findings: &[Finding], windows: Windows) {
        for (case, finding) in line.cases().iter().zip(findings) {
            if !finding.verdict.is_first() {
                continue;
            }
            let claimed = u64::from(case.claimed());
            if windows.mature(case) {
                self.mature += 1;
                self.claimed += claimed;
                self.passed += u64::from(finding.verdict == Verdict::Passed);
            } else {
                self.young += 1;
                self.young_claimed += claimed;
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Cohort) {
        self.mature += other.mature;
        self.passed += other.passed;
        self.claimed += other.claimed;
        self.young += other.young;
        self.young_claimed += other.young_claimed;
    }

    pub(super) fn verified(&self) -> Ratio {
        Ratio::new(self.passed, self.mature)
    }

    pub(super) fn claimed(&self) -> Ratio {
        Ratio::new(self.claimed, self.mature)
    }

    pub(super) fn precision(&self) -> Ratio {
        Ratio::new(self.passed, self.claimed)
    }

    pub(super) fn maturity(&self) -> Ratio {
        Ratio::new(self.mature, self.mature + self.young)
    }

    pub(super) fn pair(&self) -> Pair {
        Pair { verified: self.verified(), claimed: self.claimed() }
    }
}

/// A sum of milliseconds and of how many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Sum {
    pub(super) ms: i128,
    pub(super) n: u64,
}

impl Sum {
    pub(super) fn add(&mut self, ms: Option<Ms>) {
        if let Some(ms) = ms {
            self.ms += i128::from(ms);
            self.n += 1;
        }
    }

    pub(super) fn merge(&mut self, other: &Sum) {
        self.ms += other.ms;
        self.n += other.n;
    }

    pub(super) fn mean(&self) -> Option<Mean> {
        mean(self.ms, self.n)
    }
}

pub(super) fn mean(sum: i128, n: u64) -> Option<Mean> {
    (n > 0).then(|| Mean { mean: sum as f64 / n as f64, n })
}

/// Everything beside the rates themselves.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Counts {
    pub(super) by_customers: u64,
    pub(super) naive: u64,
    pub(super) eligible: u64,
    pub(super) linkable: u64,
    pub(super) transferred: u64,
    pub(super) escalated: u64,
    pub(super) asked: u64,
    pub(super) answered: u64,
    pub(super) confirmed: u64,
    pub(super) repeatable: u64,
    pub(super) repeated: u64,
    pub(super) issues: u64,
    pub(super) issue_contacts: u64,
    pub(super) one_and_done: u64,
    pub(super) handle: Sum,
    pub(super) acw: Sum,
    pub(super) issue_handle: Sum,
    pub(super) verdicts: BTreeMap<Verdict, u64>,
    pub(super) because: BTreeMap<Because, u64>,
}

/// What has come together of one issue.
struct Issue {
    contacts: u64,
    /// None once it is unknown for one of them.
    handle: Option<Ms>,
}

impl Counts {
    pub(super) fn add(&mut self, line: &Line<'_>, findings: &[Finding], windows: Windows) {
        let mut issues: BTreeMap<usize, Issue> = BTreeMap::new();
        let mut roots: Vec<usize> = Vec::with_capacity(findings.len());
        for (place, (case, finding)) in line.cases().iter().zip(findings).enumerate() {
            self.add_contact(case, finding);
            let prior = finding.other.filter(|_| finding.verdict == Verdict::NotFirst);
            let root = prior.map_or(place, |prior| roots[prior]);
            roots.push(root);
            if !line.linked(place) {
                continue;
            }
            if windows.mature(case) {
                self.repeatable += 1;
                self.repeated += u64::from(line.next(place, windows.forward).is_some());
            }
            if windows.mature(line.cases()[root]) {
                let issue = issues.entry(root).or_insert(Issue { contacts: 0, handle: Some(0) });
                issue.contacts += 1;
                issue.handle =
                    issue.handle.zip(case.handle_ms()).map(|(sum, ms)| sum.saturating_add(ms));
            }
            if finding.verdict.is_first() && windows.mature(case) {
                self.asked += u64::from(case.surveyed || case.survey.is_some());
                self.answered += u64::from(case.survey.is_some());
                self.confirmed += u64::from(case.survey == Some(SurveyAnswer::Confirmed));
            }
        }
        for issue in issues.values() {
            self.issues += 1;
            self.issue_contacts += issue.contacts;
            self.one_and_done += u64::from(issue.contacts == 1);
            self.issue_handle.add(issue.handle);
        }
    }

    fn add_contact(&mut self, case: &Case, finding: &Finding) {
        *self.verdicts.entry(finding.verdict).or_default() += 1;
        if let Some(because) = finding.because {
            *self.because.entry(because).or_default() += 1;
        }
        if case.initiated_by == Initiator::Customer {
            self.by_customers += 1;
            self.naive += u64::from(case.claim == Claim::Resolved);
        }
        if case.eligible() {
            self.eligible += 1;
            self.linkable += u64::from(case.customer.is_some());
            self.transferred += u64::from(case.transferred);
            self.escalated += u64::from(case.escalated);
            self.handle.add(case.handle_ms());
            self.acw.add(case.acw_ms);
        }
    }

    pub(super) fn merge(&mut self, other: &Counts) {
        self.by_customers += other.by_customers;
        self.naive += other.naive;
        self.eligible += other.eligible;
        self.linkable += other.linkable;
        self.transferred += other.transferred;
        self.escalated += other.escalated;
        self.asked += other.asked;
        self.answered += other.answered;
        self.confirmed += other.confirmed;
        self.repeatable += other.repeatable;
        self.repeated += other.repeated;
        self.issues += other.issues;
        self.issue_contacts += other.issue_contacts;
        self.one_and_done += other.one_and_done;
        self.handle.merge(&other.handle);
        self.acw.merge(&other.acw);
        self.issue_handle.merge(&other.issue_handle);
        for (verdict, count) in &other.verdicts {
            *self.verdicts.entry(*verdict).or_default() += count;
        }
        for (because, count) in &other.because {
            *self.because.entry(*because).or_default() += count;
        }
    }
}
