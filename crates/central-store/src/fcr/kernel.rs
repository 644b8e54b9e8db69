//! Counts one customer's contacts under several windows at once, lean enough for millions.
//!
//! Without links a contact's neighbours are those of its matter, so that every window is answered by
//! comparing gaps. Where an agent's word joins or parts contacts, each window asks for them: see
//! [`line`](crate::fcr::line).
//!
//! Promises: the counts of [`contact::fcr::Tally`], to the unit, for every policy; that is a test.

use contact::Ms;
use contact::fcr::Relation;

use crate::fcr::fact::{Fact, bits};
use crate::fcr::line::Line;
use crate::fcr::sums::{Of, PER_WINDOW, PLAIN, Plain};

/// One pair of spans, in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Window {
    pub(crate) forward: Ms,
    pub(crate) backward: Ms,
}

/// What is counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Rule {
    pub(crate) windows: Vec<Window>,
    /// Of so many windows everything is counted, of the rest only the rates.
    pub(crate) whole: usize,
    pub(crate) relation: Relation,
    /// Bit n is the channel with that number; others do not exist.
    pub(crate) channels: u16,
}

/// Where counts go.
pub(crate) trait Count {
    /// These contacts are counted next; places are places in them.
    fn begin(&mut self, _facts: &[Fact]) {}

    /// `counter` (as an index into `Sums`) of `window` goes up, at the contact with that place.
    fn count(&mut self, place: usize, fact: &Fact, window: usize, counter: usize, by: i64);
}

/// Room that is used again for every customer.
#[derive(Default, Debug)]
pub(crate) struct Room {
    line: Line,
    roots: Vec<usize>,
    chains: Vec<Chain>,
}

/// What has come together of the issue that begins here.
#[derive(Clone, Copy, Default, Debug)]
struct Chain {
    contacts: i64,
    /// None once it is unknown for one of them.
    handle: Option<Ms>,
}

/// Counts the contacts of one customer, in the order of [`Fact::place`].
pub(crate) fn count(facts: &[Fact], rule: &Rule, room: &mut Room, into: &mut impl Count) {
    into.begin(facts);
    room.line.set(facts, rule, false);
    for (place, fact) in facts.iter().enumerate() {
        if takes(rule, fact) {
            plain(place, fact, into);
        }
    }
    // Where no agent's word joins or parts contacts, the rates are comparisons of gaps.
    let plain = room.line.is_plain();
    let by_pairs = if plain { rule.whole } else { rule.windows.len() };
    for (number, window) in rule.windows.iter().enumerate().take(by_pairs) {
        net(facts, rule, room, number, *window, into);
    }
    if plain && rule.whole < rule.windows.len() {
        rates(facts, &room.line, rule, into);
    }
    let excluded = facts
        .iter()
        .any(|fact| takes(rule, fact) && fact.has(bits::EXCLUDED) && !fact.has(bits::BY_AGENT));
    if excluded {
        room.line.set(facts, rule, true);
    }
    for (number, window) in rule.windows.iter().enumerate().take(rule.whole) {
        gross(facts, &room.line, number, *window, into);
    }
}

/// Whether it is of a channel of the rule; others do not exist.
pub(super) fn takes(rule: &Rule, fact: &Fact) -> bool {
    rule.channels >> fact.channel & 1 == 1
}

fn index(window: usize, counter: Of) -> usize {
    PLAIN + window * PER_WINDOW + counter as usize
}

fn plain(place: usize, fact: &Fact, into: &mut impl Count) {
    let mut add = |counter: Plain, by: i64| into.count(place, fact, 0, counter as usize, by);
    let (by_agent, excluded) = (fact.has(bits::BY_AGENT), fact.has(bits::EXCLUDED));
    if by_agent {
        return add(Plain::NotEligible, 1);
    }
    add(Plain::ByCustomers, 1);
    if fact.has(bits::RESOLVED) {
        add(Plain::Naive, 1);
    }
    if excluded {
        return add(Plain::Excluded, 1);
    }
    add(Plain::Eligible, 1);
    let linkable = !fact.has(bits::UNLINKABLE);
    add(if linkable { Plain::Linkable } else { Plain::Unlinkable }, 1);
    if fact.has(bits::TRANSFERRED) {
        add(Plain::Transferred, 1);
    }
    if fact.has(bits::ESCALATED) {
        add(Plain::Escalated, 1);
    }
    if let Some(ms) = fact.handle {
        add(Plain::HandleMs, ms);
        add(Plain::HandleN, 1);
    }
    if let Some(ms) = fact.acw {
        add(Plain::AcwMs, ms);
        add(Plain::AcwN, 1);
    }
}

fn net(
    facts: &[Fact],
    rule: &Rule,
    room: &mut Room,
    number: usize,
    window: Window,
    into: &mut impl Count,
) {
    let Room { line, roots, chains } = room;
    let whole = number < rule.whole;
    roots.clear();
    chains.clear();
    for (place, fact) in facts.iter().enumerate() {
        roots.push(place);
        chains.push(Chain::default());
        if !line.linked(place) {
            continue;
        }
        let mut add = |counter: Of| into.count(place, fact, number, index(number, counter), 1);
        let prior = line.prior(facts, place, window.backward);
        let next = whole || fact.claimed();
        let next = next && line.followed(facts, place, window.forward);
        if whole {
            if next {
                add(Of::Repeated);
            }
            let root = prior.map_or(place, |prior| roots[prior]);
            roots[place] = root;
            let chain = &mut chains[root];
            let known = if chain.contacts == 0 { Some(0) } else { chain.handle };
            chain.contacts += 1;
            chain.handle = known.zip(fact.handle).map(|(sum, ms)| sum.saturating_add(ms));
        }
        if prior.is_some() {
            if whole {
                add(Of::NotFirst);
            }
            continue;
        }
        add(Of::First);
        if fact.claimed() {
            add(Of::Claimed);
        }
        if whole {
            if fact.has(bits::ASKED | bits::CONFIRMED | bits::DISPUTED) {
                add(Of::Asked);
            }
            if fact.has(bits::CONFIRMED | bits::DISPUTED) {
                add(Of::Answered);
            }
            if fact.has(bits::CONFIRMED) {
                add(Of::Confirmed);
            }
        }
        match failed(fact, next) {
            None => add(Of::Clear),
            Some(because) if whole => {
                let counter = index(number, Of::Because) + because;
                into.count(place, fact, number, counter, 1);
            }
            Some(_) => {}
        }
    }
    if !whole {
        return;
    }
    for (place, chain) in chains.iter().enumerate().filter(|(_, chain)| chain.contacts > 0) {
        let mut add = |counter: Of, by: i64| {
            into.count(place, &facts[place], number, index(number, counter), by);
        };
        add(Of::IssueContacts, chain.contacts);
        if chain.contacts == 1 {
            add(Of::OneAndDone, 1);
        }
        if let Some(ms) = chain.handle {
            add(Of::IssueHandleMs, ms);
            add(Of::IssueHandleN, 1);
        }
    }
}

/// The two rates alone, of all windows of which nothing else is counted.
fn rates(facts: &[Fact], line: &Line, rule: &Rule, into: &mut impl Count) {
    for ((place, fact), near) in facts.iter().enumerate().zip(line.near()) {
        if !near.linked {
            continue;
        }
        let (before, after) = near.gaps;
        let (claimed, disputed) = (fact.claimed(), fact.has(bits::DISPUTED));
        for (number, window) in rule.windows.iter().enumerate().skip(rule.whole) {
            if before <= window.backward {
                continue;
            }
            let mut add = |counter: Of| into.count(place, fact, number, index(number, counter), 1);
            add(Of::First);
            if claimed {
                add(Of::Claimed);
                if after > window.forward && !disputed {
                    add(Of::Clear);
                }
            }
        }
    }
}

/// With exclusions counted as ordinary contacts: the two rates alone.
fn gross(facts: &[Fact], line: &Line, number: usize, window: Window, into: &mut impl Count) {
    for (place, fact) in facts.iter().enumerate() {
        if !line.linked(place) || line.prior(facts, place, window.backward).is_some() {
            continue;
        }
        let mut add = |counter: Of| into.count(place, fact, number, index(number, counter), 1);
        add(Of::GrossFirst);
        if fact.claimed() {
            add(Of::GrossClaimed);
            if failed(fact, line.followed(facts, place, window.forward)).is_none() {
                add(Of::GrossClear);
            }
        }
    }
}

/// Why a first contact failed, as a place in `Because::ALL`.
fn failed(fact: &Fact, followed: bool) -> Option<usize> {
    [
        fact.has(bits::FOLLOW_UP),
        fact.has(bits::TRANSFERRED),
        fact.has(bits::ESCALATED),
        !fact.has(bits::RESOLVED),
        followed,
        fact.has(bits::DISPUTED),
    ]
    .into_iter()
    .position(|holds| holds)
}
