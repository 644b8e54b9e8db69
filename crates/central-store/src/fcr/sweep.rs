//! Counts everything anew in one walk over the covering index: any policy, any filter.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use contact::fcr::{PRESETS_H, Policy};
use contact::{Channel, Ms};

use crate::Failure;
use crate::engine::Session;
use crate::fcr::cells::HOUR;
use crate::fcr::fact::Fact;
use crate::fcr::filter::Sieve;
use crate::fcr::kernel::{Count, Room, Rule, Window, count};
use crate::fcr::people;
use crate::fcr::report::{Counted, Layout, Split};
use crate::tables::ingest::channel_number;

/// The counters of a policy, by group.
pub(crate) fn sweep(
    session: &Session,
    policy: &Policy,
    watermark: Ms,
    sieve: &Sieve,
) -> Result<Counted, Failure> {
    let (rule, layout) = rule(policy);
    let windows = rule.windows.len();
    let forward: Vec<Ms> = rule.windows.iter().map(|window| window.forward).collect();
    let mut room = Room::default();
    let mut tally = Tally {
        split: BTreeMap::new(),
        whole: Split::new(windows),
        windows,
        watermark,
        forward,
        sieve,
        open: sieve.is_open(),
    };
    people::all(session, sieve.needs(policy.relation), |facts| {
        count(facts, &rule, &mut room, &mut tally);
    })?;
    let Tally { mut split, whole, open, .. } = tally;
    if open {
        split.insert(0, whole);
    }
    // Every split as wide as the whole of any report.
    for part in split.values_mut() {
        let width = Split::new(layout.presets.len() + 1).mature.len();
        part.mature.resize(width, 0);
        part.young.resize(width, 0);
    }
    Ok((split, layout))
}

/// The windows of the policy first, then those of the presets that are others.
fn rule(policy: &Policy) -> (Rule, Layout) {
    let mut windows = vec![Window { forward: policy.forward_ms(), backward: policy.backward_ms() }];
    let mut presets = Vec::new();
    for hours in PRESETS_H {
        let ms = Ms::from(hours) * HOUR;
        let window = Window { forward: ms, backward: ms };
        let known = windows.iter().position(|known| *known == window);
        presets.push(known.unwrap_or(windows.len()));
        if known.is_none() {
            windows.push(window);
        }
    }
    let takes = Channel::ALL.into_iter().filter(|channel| policy.takes(*channel));
    let channels = takes.fold(0, |mask, channel| mask | 1 << channel_number(channel));
    let rule = Rule { windows, whole: 1, relation: policy.relation, channels };
    (rule, Layout { main: 0, presets })
}

struct Tally<'a> {
    split: BTreeMap<i64, Split>,
    whole: Split,
    windows: usize,
    watermark: Ms,
    forward: Vec<Ms>,
    sieve: &'a Sieve,
    /// Nothing is left out and there is one group: the usual case, and the quickest.
    open: bool,
}

impl Count for Tally<'_> {
    fn count(&mut self, _: usize, fact: &Fact, window: usize, counter: usize, by: i64) {
        let split = if self.open {
            &mut self.whole
        } else {
            if !self.sieve.takes(fact) {
                return;
            }
            match self.split.entry(self.sieve.group(fact)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(Split::new(self.windows)),
            }
        };
        let mature = self.watermark.saturating_sub(fact.end) >= self.forward[window];
        let side = if mature { &mut split.mature } else { &mut split.young };
        side[counter] += by;
    }
}
