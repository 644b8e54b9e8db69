//! The contacts of one customer in order, prepared so that every window can be tried on them.
//!
//! Promised: near-linear time in the number of contacts, whatever the windows. A contact's
//! neighbours are sought among those of the same matter only, so the first one met is the answer;
//! looking back, the contacts that ended no later than one that ended too early are stepped over
//! together. Links add as many steps as there are links.
//!
//! Deliberately absent: whose contacts these are. The caller has put one person's together.

use std::collections::{HashMap, HashSet};

use crate::fcr::{Because, Case, Policy, Verdict};
use crate::{Claim, ContactId, Initiator, LinkVerdict, Ms, SurveyAnswer};

/// Whether approved exclusions are left out (net) or counted as ordinary contacts (gross).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Exclusions {
    LeftOut,
    Counted,
}

/// The spans a verdict depends on, in milliseconds.
#[derive(Clone, Copy)]
pub(super) struct Windows {
    pub(super) forward: Ms,
    pub(super) backward: Ms,
    pub(super) watermark: Ms,
}

impl Windows {
    pub(super) fn of(policy: &Policy, watermark: Ms) -> Windows {
        Windows { forward: policy.forward_ms(), backward: policy.backward_ms(), watermark }
    }

    /// Whether the window after `case` has passed.
    pub(super) fn mature(&self, case: &Case) -> bool {
        self.watermark.saturating_sub(case.end_ms) >= self.forward
    }
}

/// A verdict whose other contact is a place in the line.
#[derive(Clone, Copy)]
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    pub(super) because: Option<Because>,
    pub(super) other: Option<usize>,
}

/// The contacts of one matter, as places in the line, in order.
#[derive(Default)]
struct Matter {
    members: Vec<usize>,
    /// For each member the nearest earlier one that ended later.
    outlasted_by: Vec<Option<usize>>,
}

/// One customer's contacts in order, those of channels outside the policy left out.
pub(super) struct Line<'a> {
    cases: Vec<&'a Case>,
    /// What is known without looking at neighbours; none for those that have neighbours.
    alone: Vec<Option<Verdict>>,
    matters: Vec<Matter>,
    /// Which matter, and which place in it.
    home: Vec<Option<(usize, usize)>>,
    /// Contacts that an agent called the same matter, for those that have any.
    same: HashMap<usize, Vec<usize>>,
    /// Pairs that an agent called different matters, the earlier first.
    different: HashSet<(usize, usize)>,
}

impl<'a> Line<'a> {
    /// Puts `cases` in order. `policy` gives the relation and the channels, not the windows.
    pub(super) fn new(
        cases: impl IntoIterator<Item = &'a Case>,
        policy: &Policy,
        exclusions: Exclusions,
    ) -> Line<'a> {
        let mut cases: Vec<&Case> =
            cases.into_iter().filter(|case| policy.takes(case.channel)).collect();
        cases.sort_by_key(|case| case.place());
        let alone: Vec<_> = cases.iter().map(|case| alone(case, exclusions)).collect();

        let mut matters: Vec<Matter> = Vec::new();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut home = vec![None; cases.len()];
        for (place, case) in cases.iter().enumerate() {
            if alone[place].is_some() {
                continue;
            }
            let Some(name) = case.matter(policy.relation) else { continue };
            let number = *numbers.entry(name).or_insert(matters.len());
            if number == matters.len() {
                matters.push(Matter::default());
            }
            home[place] = Some((number, matters[number].push(place, &cases)));
        }

        let (same, different) = links(&cases, &alone);
        Line { cases, alone, matters, home, same, different }
    }

    pub(super) fn cases(&self) -> &[&'a Case] {
        &self.cases
    }

    /// Whether the contact has a customer and counts, so that it belongs to an issue.
    pub(super) fn linked(&self, place: usize) -> bool {
        self.alone[place].is_none()
    }

    /// The verdict on every contact, in the order of the line.
    pub(super) fn judge(&self, windows: Windows) -> Vec<Finding> {
        (0..self.cases.len()).map(|place| self.verdict(place, windows)).collect()
    }

    fn verdict(&self, place: usize, windows: Windows) -> Finding {
        let plain = |verdict| Finding { verdict, because: None, other: None };
        let failed =
            |because, other| Finding { verdict: Verdict::Failed, because: Some(because), other };
        if let Some(verdict) = self.alone[place] {
            return plain(verdict);
        }
        if let Some(prior) = self.prior(place, windows.backward) {
            return Finding { verdict: Verdict::NotFirst, because: None, other: Some(prior) };
        }
        let case = self.cases[place];
        if case.follow_up_promised {
            return failed(Because::FollowUpPromised, None);
        }
        if case.transferred {
            return failed(Because::Transferred, None);
        }
        if case.escalated {
            return failed(Because::Escalated, None);
        }
        if case.claim != Claim::Resolved {
            return failed(Because::Unresolved, None);
        }
        if let Some(next) = self.next(place, windows.forward) {
            return failed(Because::RepeatContact, Some(next));
        }
        if case.survey == Some(SurveyAnswer::Disputed) {
            return failed(Because::Disputed, None);
        }
        plain(if windows.mature(case) { Verdict::Passed } else { Verdict::Pending })
    }

    /// The earliest later contact of the matter that began within `forward` of this one's end.
    pub(super) fn next(&self, place: usize, forward: Ms) -> Option<usize> {
        let end = self.cases[place].end_ms;
        let within = |other: usize| self.cases[other].start_ms.saturating_sub(end) <= forward;
        let of_matter = self.home[place].and_then(|(matter, position)| {
            let later = &self.matters[matter].members[position + 1..];
            later
                .iter()
                .copied()
                .take_while(|other| within(*other))
                .find(|other| !self.different.contains(&(place, *other)))
        });
        let linked = self.same_as(place).filter(|other| *other > place && within(*other)).min();
        of_matter.into_iter().chain(linked).min()
    }

    /// The latest earlier contact of the matter that ended within `backward` of this one's start.
    pub(super) fn prior(&self, place: usize, backward: Ms) -> Option<usize> {
        let start = self.cases[place].start_ms;
        let within = |other: usize| start.saturating_sub(self.cases[other].end_ms) <= backward;
        let of_matter = self.home[place].and_then(|(matter, position)| {
            let matter = &self.matters[matter];
            let mut candidate = position.checked_sub(1);
            while let Some(position) = candidate {
                let other = matter.members[position];
                candidate = if !within(other) {
                    matter.outlasted_by[position]
                } else if self.different.contains(&(other, place)) {
                    position.checked_sub(1)
                } else {
                    return Some(other);
                };
            }
            None
        });
        let linked = self.same_as(place).filter(|other| *other < place && within(*other)).max();
        of_matter.into_iter().chain(linked).max()
    }

    fn same_as(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        self.same.get(&place).into_iter().flatten().copied()
    }
}

impl Matter {
    /// Adds the next contact and gives its position.
    fn push(&mut self, place: usize, cases: &[&Case]) -> usize {
        let end = cases[place].end_ms;
        let position = self.members.len();
        let mut longer = position.checked_sub(1);
        while let Some(earlier) = longer
            && cases[self.members[earlier]].end_ms <= end
        {
            longer = self.outlasted_by[earlier];
        }
        self.members.push(place);
        self.outlasted_by.push(longer);
        position
    }
}

/// The verdict on a contact that has no neighbours, whoever else called.
fn alone(case: &Case, exclusions: Exclusions) -> Option<Verdict> {
    if case.initiated_by == Initiator::Agent {
        Some(Verdict::NotEligible)
    } else if case.excluded && exclusions == Exclusions::LeftOut {
        Some(Verdict::Excluded)
    } else if case.customer.is_none() {
        Some(Verdict::Unlinkable)
    } else {
        None
    }
}

type Links = (HashMap<usize, Vec<usize>>, HashSet<(usize, usize)>);

/// What agents said of pairs of contacts. The later contact of a pair has the last word.
fn links(cases: &[&Case], alone: &[Option<Verdict>]) -> Links {
    let (mut same, mut different) = Links::default();
    if cases.iter().all(|case| case.links.is_empty()) {
        return (same, different);
    }
    let places: HashMap<ContactId, usize> = (0..cases.len())
        .filter(|place| alone[*place].is_none())
        .map(|place| (cases[place].contact_id, place))
        .collect();
    let mut said: HashMap<(usize, usize), LinkVerdict> = HashMap::new();
    // In order, so that what the later contact says replaces what the earlier one said.
    for (place, case) in cases.iter().enumerate().filter(|(place, _)| alone[*place].is_none()) {
        for (id, verdict) in &case.links {
            if let Some(&other) = places.get(id)
                && other != place
            {
                said.insert((place.min(other), place.max(other)), *verdict);
            }
        }
    }
    for ((earlier, later), verdict) in said {
        match verdict {
            LinkVerdict::Same => {
                same.entry(earlier).or_default().push(later);
                same.entry(later).or_default().push(earlier);
            }
            LinkVerdict::Different => {
                different.insert((earlier, later));
            }
        }
    }
    (same, different)
}
