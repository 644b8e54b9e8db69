//! Counts everything anew in one walk over the covering index: any policy, any filter.

use std::collections::HashMap;

use contact::fcr::{PRESETS_H, Policy};
use contact::{Channel, Ms};

use crate::Failure;
use crate::engine::Session;
use crate::fcr::cells::HOUR;
use crate::fcr::fact::Fact;
use crate::fcr::filter::Sieve;
use crate::fcr::kernel::{Count, Room, Rule, Window, count};
use crate::fcr::people::{self, Ids};
use crate::fcr::report::{Counted, Layout, Split};
use crate::tables::ingest::channel_number;

/// The counters of a policy, of all that the sieve takes and by group.
pub(crate) fn sweep(
    session: &Session,
    policy: &Policy,
    watermark: Ms,
    sieve: &Sieve,
) -> Result<Counted, Failure> {
    let (rule, layout) = rule(policy, sieve.alone);
    if sieve.is_open() {
        walked(session, &rule, Tally::<true>::new(&rule, watermark, sieve), layout)
    } else {
        walked(session, &rule, Tally::<false>::new(&rule, watermark, sieve), layout)
    }
}

fn walked<const OPEN: bool>(
    session: &Session,
    rule: &Rule,
    mut tally: Tally<'_, OPEN>,
    layout: Layout,
) -> Result<Counted, Failure> {
    let mut room = Room::default();
    people::all(session, Ids::Left, |facts| {
        count(facts, rule, &mut room, &mut tally);
        Ok(())
    })?;
    Ok(tally.counted(layout))
}

/// The windows of the policy first, then those of the presets that are others, unless it is alone.
pub(crate) fn rule(policy: &Policy, alone: bool) -> (Rule, Layout) {
    let mut windows = vec![Window { forward: policy.forward_ms(), backward: policy.backward_ms() }];
    let mut presets = Vec::new();
    for hours in PRESETS_H.into_iter().filter(|_| !alone) {
        let ms = Ms::from(hours) * HOUR;
        let window = Window { forward: ms, backward: ms };
        let known = windows.iter().position(|known| *known == window);
        presets.push(known.unwrap_or(windows.len()));
        if known.is_none() {
            windows.push(window);
        }
    }
    let takes = Channel::ALL.into_iter().filter(|channel| policy.takes(*channel));
    let channels = takes.fold(0, |mask, channel| mask | (1_u16 << channel_number(channel)));
    let rule = Rule { windows, whole: 1, relation: policy.relation, channels };
    (rule, Layout { main: 0, presets })
}

/// Where counts of a sweep go. What holds for every counter of a contact is found out once. `OPEN`: nothing
/// is left out and there are no groups, which is the usual case and then costs nothing.
struct Tally<'a, const OPEN: bool> {
    /// Counters of contacts whose window has not passed, then the same of those whose has.
    whole: Vec<i64>,
    groups: Vec<(i64, Vec<i64>)>,
    /// How many counters that are.
    width: usize,
    /// Where each group is in that list.
    known: HashMap<i64, usize>,
    watermark: Ms,
    forward: Vec<Ms>,
    sieve: &'a Sieve,
    /// As in the rule: what is of another channel does not exist.
    channels: u16,
    places: Vec<Place>,
    /// Groups of all places, one place after another.
    slots: Vec<usize>,
}

/// What is known of a contact that is being counted.
#[derive(Clone, Copy)]
struct Place {
    taken: bool,
    /// Bit n: the window with that number has passed.
    mature: u32,
    slots: (usize, usize),
}

impl<'a, const OPEN: bool> Tally<'a, OPEN> {
    fn new(rule: &Rule, watermark: Ms, sieve: &'a Sieve) -> Tally<'a, OPEN> {
        let width = Split::new(rule.windows.len()).young.len();
        Tally {
            whole: vec![0; 2 * width],
            width,
            groups: Vec::new(),
            known: HashMap::new(),
            watermark,
            forward: rule.windows.iter().map(|window| window.forward).collect(),
            sieve,
            channels: rule.channels,
            places: Vec::new(),
            slots: Vec::new(),
        }
    }

    fn counted(self, layout: Layout) -> Counted {
        let split = |counters: &[i64]| {
            // As wide as that of any report.
            let mut split = Split::new(layout.presets.len() + 1);
            let (young, mature) = counters.split_at(self.width);
            split.young[..self.width].copy_from_slice(young);
            split.mature[..self.width].copy_from_slice(mature);
            split
        };
        let whole = split(&self.whole);
        let groups = self.groups.iter().map(|(number, counters)| (*number, split(counters)));
        Counted { whole, groups: groups.collect(), layout }
    }
}

impl<const OPEN: bool> Count for Tally<'_, OPEN> {
    fn begin(&mut self, facts: &[Fact]) {
        self.places.clear();
        self.slots.clear();
        for fact in facts {
            let since = self.watermark.saturating_sub(fact.end);
            let passed = self.forward.iter().zip(0..).filter(|(forward, _)| since >= **forward);
            let mature = passed.fold(0, |mature, (_, window)| mature | 1 << window);
            let taken = OPEN || self.channels >> fact.channel & 1 == 1 && self.sieve.takes(fact);
            let first = self.slots.len();
            if taken && !OPEN {
                self.sieve.groups(fact, |number| {
                    let slot = *self.known.entry(number).or_insert_with(|| {
                        self.groups.push((number, vec![0; 2 * self.width]));
                        self.groups.len() - 1
                    });
                    self.slots.push(slot);
                });
            }
            self.places.push(Place { taken, mature, slots: (first, self.slots.len()) });
        }
    }

    // Some forty times a contact.
    #[inline(always)]
    fn count(&mut self, place: usize, _: &Fact, window: usize, counter: usize, by: i64) {
        let place = &self.places[place];
        if !OPEN && !place.taken {
            return;
        }
        let mature = place.mature >> window & 1;
        let at = mature as usize * self.width + counter;
        self.whole[at] += by;
        if OPEN {
            return;
        }
        for slot in &self.slots[place.slots.0..place.slots.1] {
            self.groups[*slot].1[at] += by;
        }
    }
}

#[cfg(test)]
mod tests {
    use contact::fcr::{Case, Relation, Report, Tally as RuleTally};
    use contact::{Contact, Customer};
    use serde_json::json;

    use super::*;
    use crate::fcr::fact::{facts_of, links_of};
    use crate::fcr::report::report;

    /// xorshift64*, as in the tests of the store.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, n: u64) -> u64 {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % n
        }

        fn of(&mut self, odds: u64) -> bool {
            self.below(odds) == 0
        }
    }

    const HOURS: i64 = 3_600_000;
    const REASONS: [&str; 4] = ["a/b", "a/c", "d", "d/e"];

    fn pick<'a>(dice: &mut Dice, words: &[&'a str]) -> &'a str {
        words[dice.below(words.len() as u64) as usize]
    }

    fn contacts(dice: &mut Dice) -> Vec<Contact> {
        let id = |n: u64| format!("01956f1e-7c00-7000-8000-{n:012}");
        let many = 2 + dice.below(14);
        (0..many)
            .map(|n| {
                let start = dice.below(400) as i64 * HOURS / 2;
                let long = dice.below(4) as i64 * HOURS + i64::from(dice.of(9)) * 90 * HOURS;
                let mut one = json!({
                    "contact_id": id(n), "revision": 1, "start_ms": start, "end_ms": start + long,
                    "channel": pick(dice, &["voice", "email", "chat"]),
                    "claim": pick(dice, &["resolved", "resolved", "unresolved"]),
                    "initiated_by": if dice.of(9) { "agent" } else { "customer" },
                    "transferred": dice.of(9), "escalated": dice.of(9),
                    "follow_up_promised": dice.of(9),
                });
                if !dice.of(9) {
                    one["customer"] = json!(format!("c-{}", dice.below(3)));
                }
                if !dice.of(9) {
                    one["reason"] = json!(pick(dice, &REASONS));
                }
                if dice.of(5) {
                    one["survey"] = json!(pick(dice, &["disputed", "confirmed", "invited"]));
                }
                if dice.of(7) {
                    one["exclusion"] =
                        json!({"reason": "x", "requested_by": "a", "reviewed_by": "s"});
                }
                if !dice.of(3) {
                    one["talk_ms"] = json!(dice.below(1_000));
                }
                let other = dice.below(many);
                if dice.of(4) && other != n {
                    one["links"] =
                        json!({id(other): if dice.of(2) { "same" } else { "different" }});
                }
                serde_json::from_value(one).unwrap()
            })
            .collect()
    }

    fn policy(dice: &mut Dice) -> Policy {
        let mut hours = || [0, 1, 24, 48, 168][dice.below(5) as usize];
        let (forward_h, backward_h) = (hours(), hours());
        let relation = [Relation::Leaf, Relation::Parent, Relation::Any][dice.below(3) as usize];
        let channels = dice.of(3).then(|| [Channel::Voice, Channel::Email].into());
        let watermark_ms = Some(dice.below(500) as i64 * HOURS / 2);
        Policy { forward_h, backward_h, relation, channels, watermark_ms }
    }

    /// The report as this counts it; `bend` may break a customer's facts before.
    fn counted(contacts: &[Contact], policy: &Policy, bend: fn(&mut Vec<Fact>)) -> Report {
        let watermark = policy.watermark(0);
        let (rule, layout) = rule(policy, false);
        let sieve = Sieve::default();
        let mut tally = Tally::<true>::new(&rule, watermark, &sieve);
        let mut people: HashMap<Option<&Customer>, Vec<Fact>> = HashMap::new();
        for one in contacts {
            let reason = one.reason.as_ref().map(|reason| reason.as_str());
            let number = |name: Option<&str>| {
                name.map_or(0, |name| 1 + name.bytes().fold(0, |n, b| n * 256 + i64::from(b)))
            };
            let fact = Fact {
                id: *one.contact_id.as_bytes(),
                start: one.start_ms,
                end: one.end_ms,
                bits: facts_of(one, one.customer.is_none()),
                channel: channel_number(one.channel),
                reason: number(reason),
                family: number(one.reason.as_ref().map(|reason| reason.family())),
                handle: one.handle_ms(),
                acw: one.acw_ms,
                links: links_of(one),
                ..Fact::default()
            };
            people.entry(one.customer.as_ref()).or_default().push(fact);
        }
        let mut room = Room::default();
        for facts in people.values_mut() {
            facts.sort_by_key(Fact::place);
            bend(facts);
            count(facts, &rule, &mut room, &mut tally);
        }
        let Counted { whole, layout, .. } = tally.counted(layout);
        report(policy, watermark, &whole, &layout)
    }

    fn by_rule(contacts: &[Contact], policy: &Policy) -> Report {
        let mut tally = RuleTally::new(policy.clone(), 0);
        tally.add_all(&contacts.iter().map(Case::from).collect::<Vec<_>>());
        tally.report()
    }

    #[test]
    fn the_lean_count_is_the_rule() {
        for seed in 1..3_000 {
            let mut dice = Dice(seed);
            dice.below(2);
            let (contacts, policy) = (contacts(&mut dice), policy(&mut dice));
            let (ours, wanted) = (counted(&contacts, &policy, |_| {}), by_rule(&contacts, &policy));
            assert_eq!(ours, wanted, "seed {seed}: {policy:?} {contacts:#?}");
        }
    }

    /// What a broken count would do to its facts.
    type Bend = fn(&mut Vec<Fact>);

    /// The comparison above would notice a count that is wrong in one thing.
    #[test]
    fn a_count_that_is_wrong_in_one_thing_is_caught() {
        let broken: [(&str, Bend); 4] = [
            ("forgets what agents said of pairs", |facts| {
                facts.iter_mut().for_each(|fact| fact.links.clear());
            }),
            ("takes contacts in the order of their ends", |facts| {
                facts.sort_by_key(|fact| (fact.end, fact.id));
            }),
            ("lets approved exclusions be neighbours", |facts| {
                facts.iter_mut().for_each(|fact| fact.bits &= !crate::fcr::fact::bits::EXCLUDED);
            }),
            ("loses the latest contact", |facts| drop(facts.pop())),
        ];
        for (what, bend) in broken {
            let caught = (1..300).any(|seed| {
                let mut dice = Dice(seed);
                dice.below(2);
                let (contacts, policy) = (contacts(&mut dice), policy(&mut dice));
                counted(&contacts, &policy, bend) != by_rule(&contacts, &policy)
            });
            assert!(caught, "a count that {what} went unnoticed");
        }
    }
}
