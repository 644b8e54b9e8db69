//! One customer's contacts in order, prepared so that every window can be tried on them.
//!
//! Without links one pass, with the last contact and the latest end of each matter, leaves two gaps that
//! answer any window. Where an agent's word joins or parts contacts, a contact's neighbours are sought along
//! its own matter, stepping over those it was called different from, and among those it was called the same as.
//!
//! Promises: near-linear time in the contacts and links of the customer, whatever the windows (one link on a
//! customer of ten thousand contacts costs next to nothing); that is a test. What customers without links
//! cost has nothing to do with links.

use contact::Ms;
use contact::fcr::Relation;

use crate::fcr::fact::{Fact, bits};
use crate::fcr::kernel::{Rule, takes};

/// Farther than any window reaches.
const FAR: Ms = Ms::MAX;

/// The neighbours of one contact, those that count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near {
    /// Has neighbours at all.
    pub(super) linked: bool,
    /// The one before it of its matter.
    before: Option<usize>,
    /// From the latest end of those before it of its matter to its start, and from its end to the start of
    /// the one after it: [`FAR`] where there is none.
    pub(super) gaps: (Ms, Ms),
}

/// The neighbours of every contact.
#[derive(Default, Debug)]
pub(super) struct Line {
    near: Vec<Near>,
    /// Matters with their last contact and latest end.
    matters: Vec<(i64, usize, Ms)>,
    said: Said,
}

/// What agents said of pairs; nothing for nearly everybody.
#[derive(Default, Debug)]
struct Said {
    /// Every pair from either side, in order: the one, the other, and whether they are the same matter.
    pairs: Vec<(usize, usize, bool)>,
    /// Where the pairs of each contact begin, and behind the last where they end.
    begins: Vec<usize>,
    /// The next contact of the same matter.
    after: Vec<Option<usize>>,
    /// The nearest earlier contact of the same matter that ended later.
    outlasted_by: Vec<Option<usize>>,
    /// How many contacts were looked at.
    #[cfg(test)]
    steps: std::cell::Cell<usize>,
}

impl Line {
    /// Takes the contacts of a customer, which are in order. Approved exclusions are contacts as others, or none.
    pub(super) fn set(&mut self, facts: &[Fact], rule: &Rule, with_excluded: bool) {
        self.near.clear();
        self.matters.clear();
        self.said.clear();
        let mut links = false;
        for (place, fact) in facts.iter().enumerate() {
            let out =
                bits::BY_AGENT | bits::UNLINKABLE | if with_excluded { 0 } else { bits::EXCLUDED };
            let linked = takes(rule, fact) && !fact.has(out);
            self.near.push(Near { linked, before: None, gaps: (FAR, FAR) });
            if !linked {
                continue;
            }
            links |= !fact.links.is_empty();
            let Some(matter) = matter(fact, rule.relation) else { continue };
            match self.matters.iter_mut().find(|(known, ..)| *known == matter) {
                Some((_, last, latest_end)) => {
                    let gap = fact.start.saturating_sub(*latest_end);
                    self.near[place] = Near { linked, before: Some(*last), gaps: (gap, FAR) };
                    self.near[*last].gaps.1 = fact.start.saturating_sub(facts[*last].end);
                    *last = place;
                    *latest_end = (*latest_end).max(fact.end);
                }
                None => self.matters.push((matter, place, fact.end)),
            }
        }
        if links {
            self.said.hear(facts, &self.near);
        }
    }

    /// Whether no agent's word joins or parts any two.
    pub(super) fn is_plain(&self) -> bool {
        self.said.pairs.is_empty()
    }

    pub(super) fn near(&self) -> &[Near] {
        &self.near
    }

    /// Whether it has neighbours at all.
    #[inline]
    pub(super) fn linked(&self, place: usize) -> bool {
        self.near[place].linked
    }

    /// A contact of the issue that this one continues.
    #[inline]
    pub(super) fn prior(&self, facts: &[Fact], place: usize, backward: Ms) -> Option<usize> {
        if self.is_plain() {
            // Whoever ended latest decides; the nearest is of the same issue.
            let near = &self.near[place];
            return near.before.filter(|_| near.gaps.0 <= backward);
        }
        self.prior_as_said(facts, place, backward)
    }

    /// Whether a related contact began within `forward` of this one's end.
    #[inline]
    pub(super) fn followed(&self, facts: &[Fact], place: usize, forward: Ms) -> bool {
        if self.is_plain() {
            return self.near[place].gaps.1 <= forward;
        }
        self.followed_as_said(facts, place, forward)
    }

    /// The latest of those before it that ended within `backward` of its start.
    #[cold]
    #[inline(never)]
    fn prior_as_said(&self, facts: &[Fact], place: usize, backward: Ms) -> Option<usize> {
        let said = &self.said;
        let start = facts[place].start;
        let within = |other: usize| {
            said.step();
            start.saturating_sub(facts[other].end) <= backward
        };
        let theirs = said.of(place);
        let mut of_matter = self.near[place].before;
        while let Some(other) = of_matter {
            of_matter = if !within(other) {
                // Whoever ended no later is too early as well.
                said.outlasted_by[other]
            } else if different(theirs, other) {
                self.near[other].before
            } else {
                break;
            };
        }
        let mut latest = theirs.iter().rev().filter(|(_, other, same)| *same && *other < place);
        of_matter.max(latest.find(|(_, other, _)| within(*other)).map(|(_, other, _)| *other))
    }

    #[cold]
    #[inline(never)]
    fn followed_as_said(&self, facts: &[Fact], place: usize, forward: Ms) -> bool {
        let said = &self.said;
        let end = facts[place].end;
        let within = |other: usize| {
            said.step();
            facts[other].start.saturating_sub(end) <= forward
        };
        let theirs = said.of(place);
        let mut of_matter = said.after[place];
        while let Some(other) = of_matter
            && within(other)
        {
            if !different(theirs, other) {
                return true;
            }
            of_matter = said.after[other];
        }
        let earliest = theirs.iter().find(|(_, other, same)| *same && *other > place);
        earliest.is_some_and(|(_, other, _)| within(*other))
    }
}

impl Said {
    fn clear(&mut self) {
        // The rest is made anew whenever there are pairs, and asked for only then.
        self.pairs.clear();
    }

    // Kept out of what is done for nearly everybody.
    #[cold]
    #[inline(never)]
    fn hear(&mut self, facts: &[Fact], near: &[Near]) {
        self.collect(facts, near);
        if !self.pairs.is_empty() {
            self.begin(facts.len());
            self.chain(facts, near);
        }
    }

    /// What was said, of each pair by the later contact if both spoke.
    fn collect(&mut self, facts: &[Fact], near: &[Near]) {
        let speak = || (0..facts.len()).filter(|place| near[*place].linked);
        // Only whom somebody names is looked for: most contacts of most such customers are not.
        let names = speak().flat_map(|place| facts[place].links.iter().map(|(id, _)| *id));
        let mut named: Vec<[u8; 16]> = names.collect();
        named.sort_unstable();
        named.dedup();
        let mut places: Vec<Option<usize>> = vec![None; named.len()];
        for place in speak() {
            if let Ok(at) = named.binary_search(&facts[place].id) {
                places[at] = Some(place);
            }
        }
        for place in speak() {
            for (id, same) in &facts[place].links {
                let other = named.binary_search(id).ok().and_then(|at| places[at]);
                if let Some(other) = other.filter(|other| *other != place) {
                    self.pairs.push((place.min(other), place.max(other), *same));
                }
            }
        }
        // They came in the order of who spoke, which sorting keeps: the last of each pair is the later's.
        self.pairs.sort_by_key(|(earlier, later, _)| (*earlier, *later));
        self.pairs.dedup_by(|next, kept| {
            let one_pair = (next.0, next.1) == (kept.0, kept.1);
            if one_pair {
                kept.2 = next.2;
            }
            one_pair
        });
        for at in 0..self.pairs.len() {
            let (earlier, later, same) = self.pairs[at];
            self.pairs.push((later, earlier, same));
        }
        self.pairs.sort_unstable();
    }

    fn begin(&mut self, many: usize) {
        self.begins.clear();
        for (at, (place, ..)) in self.pairs.iter().enumerate() {
            self.begins.resize(self.begins.len().max(place + 1), at);
        }
        self.begins.resize(many + 1, self.pairs.len());
    }

    fn chain(&mut self, facts: &[Fact], near: &[Near]) {
        self.after.clear();
        self.after.resize(facts.len(), None);
        self.outlasted_by.clear();
        for (place, near) in near.iter().enumerate() {
            if let Some(before) = near.before {
                self.after[before] = Some(place);
            }
            let mut longer = near.before;
            while let Some(earlier) = longer
                && facts[earlier].end <= facts[place].end
            {
                longer = self.outlasted_by[earlier];
            }
            self.outlasted_by.push(longer);
        }
    }

    /// The pairs of this contact, in the order of the others.
    fn of(&self, place: usize) -> &[(usize, usize, bool)] {
        &self.pairs[self.begins[place]..self.begins[place + 1]]
    }

    fn step(&self) {
        #[cfg(test)]
        self.steps.set(self.steps.get() + 1);
    }
}

/// Whether `other` is among the pairs of a contact as a different matter.
fn different(theirs: &[(usize, usize, bool)], other: usize) -> bool {
    let at = theirs.binary_search_by_key(&other, |(_, other, _)| *other);
    at.is_ok_and(|at| !theirs[at].2)
}

/// What a contact is about; nothing where nobody said.
fn matter(fact: &Fact, relation: Relation) -> Option<i64> {
    let known = |number: i64| (number > 0).then_some(number);
    match relation {
        Relation::Any => Some(0),
        Relation::Parent => known(fact.family),
        Relation::Leaf => known(fact.reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fcr::evaluate::standing;

    const DAY: Ms = 24 * 3_600_000;

    fn id(place: usize) -> [u8; 16] {
        (place as u128).to_be_bytes()
    }

    /// So many contacts within twenty days, of five minutes each.
    fn busy(many: usize, family: i64) -> Vec<Fact> {
        let start = |place: usize| place as Ms * 20 * DAY / many as Ms;
        let one = |place: usize| Fact {
            id: id(place),
            start: start(place),
            end: start(place) + 300_000,
            family,
            ..Fact::default()
        };
        (0..many).map(one).collect()
    }

    /// How many contacts are looked at where every contact asks for both its neighbours under every window.
    fn steps(facts: &[Fact]) -> usize {
        let rule = standing();
        let mut line = Line::default();
        line.set(facts, &rule, false);
        assert!(!line.is_plain(), "somebody was linked");
        for window in &rule.windows {
            for place in 0..facts.len() {
                line.prior(facts, place, window.backward);
                line.followed(facts, place, window.forward);
            }
        }
        line.said.steps.get()
    }

    #[test]
    fn one_link_on_a_busy_customer_does_not_make_every_contact_look_at_all_others() {
        for family in [0, 1] {
            for same in [true, false] {
                let mut facts = busy(2_000, family);
                facts[1_500].links = vec![(id(1_499), same)];
                let steps = steps(&facts);
                assert!(steps < 30_000, "family {family}, {same}: {steps}");
            }
        }
    }

    #[test]
    fn whoever_is_linked_to_everybody_is_looked_at_once_a_contact() {
        for same in [true, false] {
            let mut facts = busy(2_000, 1);
            for fact in &mut facts[1..] {
                fact.links = vec![(id(0), same)];
            }
            let steps = steps(&facts);
            assert!(steps < 60_000, "{same}: {steps}");
        }
    }

    #[test]
    fn contacts_that_ended_too_early_are_stepped_over_together() {
        // One within the other, each begun later and ended earlier; then many who are alone in their window.
        let mut facts = busy(2_000, 1);
        for (place, fact) in facts[..1_000].iter_mut().enumerate() {
            fact.end = 11 * DAY - place as Ms;
        }
        for fact in &mut facts[1_000..] {
            fact.start += 100 * DAY;
            fact.end = fact.start;
        }
        facts[1_999].links = vec![(id(5), true)];
        let steps = steps(&facts);
        assert!(steps < 40_000, "{steps}");
    }
}
