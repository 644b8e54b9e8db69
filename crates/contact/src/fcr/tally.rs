//! Counts one customer after another into a report, so that a store need not hold them all.
//!
//! Promised: only sums are kept, so the order of customers changes nothing and the tallies of
//! parts, merged, are the tally of the whole.

use crate::fcr::counts::{Cohort, Counts, mean};
use crate::fcr::judge::by_customer;
use crate::fcr::line::{Exclusions, Line, Windows};
use crate::fcr::{Because, Case, PRESETS_H, Policy, Preset, Ratio, Report, Verdict};
use crate::{Code, Ms, Problem};

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
