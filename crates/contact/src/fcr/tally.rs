//! Counts one customer after another into a report, so that a store need not hold them all.
//!
//! Promised: only sums are kept, so the order of customers changes nothing and the tallies of
//! parts, merged, are the tally of the whole.

use std::collections::BTreeMap;

use crate::fcr::judge::by_customer;
use crate::fcr::line::{Exclusions, Finding, Line, Windows};
use crate::fcr::{Because, Case, Mean, PRESETS_H, Pair, Policy, Preset, Ratio, Report, Verdict};
use crate::{Claim, Code, Initiator, Ms, Problem, SurveyAnswer};

/// The counts behind a [`Report`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tally {
    policy: Policy,
    watermark: Ms,
    net: Cohort,
    gross: Cohort,
    presets: [Cohort; PRESETS_H.len()],
    counts: Counts,
}

impl Tally {
    /// Nothing counted yet. `watermark` is the store's own; one in the policy goes before it.
    pub fn new(policy: Policy, watermark: Ms) -> Tally {
        let watermark = policy.watermark(watermark);
        Tally {
            policy,
            watermark,
            net: Cohort::default(),
            gross: Cohort::default(),
            presets: [Cohort::default(); PRESETS_H.len()],
            counts: Counts::default(),
        }
    }

    /// Judges and counts all contacts of **one** customer, under the policy, under every preset
    /// and with exclusions counted. Contacts without a customer may come in any portions.
    pub fn add_customer(&mut self, cases: &[Case]) {
        self.add(&cases.iter().collect::<Vec<_>>());
    }

    /// Counts the contacts of any number of customers, all contacts of each.
    pub fn add_all(&mut self, cases: &[Case]) {
        for customer in by_customer(cases) {
            self.add(&customer);
        }
    }

    fn add(&mut self, cases: &[&Case]) {
        let line = Line::new(cases.iter().copied(), &self.policy, Exclusions::LeftOut);
        let windows = Windows::of(&self.policy, self.watermark);
        let findings = line.judge(windows);
        self.counts.add(&line, &findings, windows);
        let mut net = Cohort::default();
        net.add(&line, &findings, windows);
        self.net.merge(&net);

        if line.cases().iter().any(|case| case.excluded) {
            let line = Line::new(cases.iter().copied(), &self.policy, Exclusions::Counted);
            self.gross.add(&line, &line.judge(windows), windows);
        } else {
            self.gross.merge(&net);
        }

        for (hours, cohort) in PRESETS_H.into_iter().zip(&mut self.presets) {
            let policy = self.policy.with_windows(hours);
            if policy == self.policy {
                cohort.merge(&net);
            } else {
                let windows = Windows::of(&policy, self.watermark);
                cohort.add(&line, &line.judge(windows), windows);
            }
        }
    }

    /// Adds what another tally counted of other customers.
    ///
    /// # Errors
    /// [`Code::Internal`] when it was counted under another policy or watermark; nothing is added.
    pub fn merge(&mut self, other: &Tally) -> Result<(), Problem> {
        if self.policy != other.policy || self.watermark != other.watermark {
            let message = "Figures of different policies or moments cannot be added. \
                           Nothing was added. Compute them again under one policy.";
            return Err(Problem::new(Code::Internal, message));
        }
        self.net.merge(&other.net);
        self.gross.merge(&other.gross);
        for (mine, theirs) in self.presets.iter_mut().zip(&other.presets) {
            mine.merge(theirs);
        }
        self.counts.merge(&other.counts);
        Ok(())
    }

    /// The figures of what was counted so far.
    pub fn report(&self) -> Report {
        let counts = &self.counts;
        let presets = PRESETS_H.into_iter().zip(&self.presets).map(|(hours, cohort)| Preset {
            hours,
            verified: cohort.verified(),
            claimed: cohort.claimed(),
            precision: cohort.precision(),
            maturity: cohort.maturity(),
        });
        let verdict = |verdict| counts.verdicts.get(&verdict).copied().unwrap_or_default();
        let because = |because| counts.because.get(&because).copied().unwrap_or_default();
        Report {
            policy: self.policy.clone(),
            watermark_ms: self.watermark,
            verified: self.net.verified(),
            claimed: self.net.claimed(),
            precision: self.net.precision(),
            coverage: Ratio::new(counts.linkable, counts.eligible),
            maturity: self.net.maturity(),
            naive: Ratio::new(counts.naive, counts.by_customers),
            confirmed: Ratio::new(counts.confirmed, counts.answered),
            response: Ratio::new(counts.answered, counts.asked),
            repeat_rate: Ratio::new(counts.repeated, counts.repeatable),
            one_and_done: Ratio::new(counts.one_and_done, counts.issue_contacts),
            transfer_rate: Ratio::new(counts.transferred, counts.eligible),
            escalation_rate: Ratio::new(counts.escalated, counts.eligible),
            contacts_per_issue: mean(i128::from(counts.issue_contacts), counts.issues),
            handle_ms_per_contact: counts.handle.mean(),
            acw_ms_per_contact: counts.acw.mean(),
            handle_ms_per_issue: counts.issue_handle.mean(),
            pending: verdict(Verdict::Pending),
            provisional: Ratio::new(self.net.young_claimed, self.net.young),
            verdicts: Verdict::ALL.into_iter().map(|v| (v, verdict(v))).collect(),
            because: Because::ALL.into_iter().map(|b| (b, because(b))).collect(),
            gross: self.gross.pair(),
            net: self.net.pair(),
            presets: presets.collect(),
        }
    }
}

/// First contacts, by whether their window has passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Cohort {
    mature: u64,
    passed: u64,
    claimed: u64,
    young: u64,
    young_claimed: u64,
}

impl Cohort {
    fn add(&mut self, line: &Line<'_>, findings: &[Finding], windows: Windows) {
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

    fn merge(&mut self, other: &Cohort) {
        self.mature += other.mature;
        self.passed += other.passed;
        self.claimed += other.claimed;
        self.young += other.young;
        self.young_claimed += other.young_claimed;
    }

    fn verified(&self) -> Ratio {
        Ratio::new(self.passed, self.mature)
    }

    fn claimed(&self) -> Ratio {
        Ratio::new(self.claimed, self.mature)
    }

    fn precision(&self) -> Ratio {
        Ratio::new(self.passed, self.claimed)
    }

    fn maturity(&self) -> Ratio {
        Ratio::new(self.mature, self.mature + self.young)
    }

    fn pair(&self) -> Pair {
        Pair { verified: self.verified(), claimed: self.claimed() }
    }
}

/// A sum of milliseconds and of how many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Sum {
    ms: i128,
    n: u64,
}

impl Sum {
    fn add(&mut self, ms: Option<Ms>) {
        if let Some(ms) = ms {
            self.ms += i128::from(ms);
            self.n += 1;
        }
    }

    fn merge(&mut self, other: &Sum) {
        self.ms += other.ms;
        self.n += other.n;
    }

    fn mean(&self) -> Option<Mean> {
        mean(self.ms, self.n)
    }
}

fn mean(sum: i128, n: u64) -> Option<Mean> {
    #[expect(clippy::cast_precision_loss, reason = "a mean of milliseconds is read to the second")]
    (n > 0).then(|| Mean { mean: sum as f64 / n as f64, n })
}

/// Everything beside the rates themselves.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Counts {
    by_customers: u64,
    naive: u64,
    eligible: u64,
    linkable: u64,
    transferred: u64,
    escalated: u64,
    asked: u64,
    answered: u64,
    confirmed: u64,
    repeatable: u64,
    repeated: u64,
    issues: u64,
    issue_contacts: u64,
    one_and_done: u64,
    handle: Sum,
    acw: Sum,
    issue_handle: Sum,
    verdicts: BTreeMap<Verdict, u64>,
    because: BTreeMap<Because, u64>,
}

/// What has come together of one issue.
struct Issue {
    contacts: u64,
    /// None once it is unknown for one of them.
    handle: Option<Ms>,
}

impl Counts {
    fn add(&mut self, line: &Line<'_>, findings: &[Finding], windows: Windows) {
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
                let issue =
                    issues.entry(root).or_insert(Issue { contacts: 0, handle: Some(0) });
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

    fn merge(&mut self, other: &Counts) {
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
