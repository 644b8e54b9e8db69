//! Moves the sums by what changed: a customer counted as they were against as they are.
//!
//! Promises: whatever the order in which records came, the sums are those of counting everything
//! anew; the work is that of the customers who changed. In the transaction that changed them where
//! there is one writer and no crowd; else from the queue, by one evaluator at a time.

use std::collections::{BTreeMap, HashMap, HashSet};

use contact::Ms;
use contact::fcr::{PRESETS_H, Relation};

use crate::Failure;
use crate::engine::{Lock, Session, values};
use crate::fcr::cells::{HOUR, Moves, Spot, apply};
use crate::fcr::change::{Touched, Why, defer};
use crate::fcr::fact::{Fact, bits};
use crate::fcr::kernel::{Count, Room, Rule, Window, count};
use crate::fcr::restated::{Days, Moment, Shift};
use crate::fcr::sums::Sums;
use crate::fcr::{people, restated};
use crate::tables::strays;

/// Customers that are read and counted at once.
const PEOPLE: usize = 256;

/// What is kept in sums: the presets, one family, all channels.
pub(crate) fn standing() -> Rule {
    let window = |hours: u32| {
        let ms = Ms::from(hours) * HOUR;
        Window { forward: ms, backward: ms }
    };
    let windows: Vec<Window> = PRESETS_H.into_iter().map(window).collect();
    Rule { whole: windows.len(), windows, relation: Relation::Parent, channels: u16::MAX }
}

/// Counts into one row of sums a contact.
#[derive(Default)]
struct Rows(Vec<Sums>);

impl Count for Rows {
    fn count(&mut self, place: usize, _: &Fact, _: usize, counter: usize, by: i64) {
        self.0[place].0[counter] += by;
    }
}

impl Rows {
    fn of(&mut self, facts: &[Fact], rule: &Rule, room: &mut Room) {
        self.0.clear();
        self.0.resize(facts.len(), Sums::default());
        count(facts, rule, room, self);
    }
}

/// What happens at the end of a transaction that changed contacts.
pub(crate) fn settle(session: &Session, crowded: bool, when: Moment) -> Result<(), Failure> {
    let touched = session.touched();
    if touched.is_empty() {
        return Ok(());
    }
    if session.shared() || crowded || !queue_is_empty(session)? {
        return defer(session, &touched);
    }
    let evaluated = session.hopefully(|| evaluate(session, &touched, when));
    match evaluated {
        // A record that was stored stays stored; what could not be counted is tried again.
        Err(failure @ (Failure::Damaged(_) | Failure::Refused(_))) => {
            tracing::error!(%failure, "sums could not be moved: put into the queue");
            defer(session, &touched)
        }
        other => other,
    }
}

fn queue_is_empty(session: &Session) -> Result<bool, Failure> {
    let text = "SELECT 1 FROM dirty WHERE tenant_id = $1 LIMIT 1";
    Ok(session.first(text, values![session.tenant()], |_| Ok(()))?.is_none())
}

/// Takes the oldest `budget` entries of the queue and all others of the same customers, in a
/// transaction in which everything is of one moment; gives how many entries that were. Of one time
/// they share their sums: taken customer by customer, entries of half a year move each sum often.
pub(crate) fn drain(session: &Session, budget: usize, when: Moment) -> Result<usize, Failure> {
    if !session.try_lock(Lock::Figures)? {
        return Ok(0);
    }
    let text = "SELECT customer_key FROM dirty WHERE tenant_id = $1 ORDER BY seq LIMIT $2";
    let budget = i64::try_from(budget).unwrap_or(i64::MAX);
    let mut keys: Vec<[u8; 16]> =
        session.all(text, values![session.tenant(), budget], |row| row.get(0))?;
    keys.sort_unstable();
    keys.dedup();
    let mut touched = queued(session, &keys, true)?;
    let drained = touched.len();
    strays::mend(session, &touched)?;
    let mended = session.touched();
    if !mended.is_empty() {
        // Whoever was mended is counted with all that waits of them, in the order in which it happened.
        let mut more: Vec<[u8; 16]> = mended.iter().map(|touched| touched.key).collect();
        more.sort_unstable();
        more.dedup();
        more.retain(|key| keys.binary_search(key).is_err());
        touched.extend(queued(session, &more, true)?);
        touched.extend(mended);
    }
    if !touched.is_empty() {
        evaluate(session, &touched, when)?;
    }
    Ok(drained)
}

/// What the queue would still move.
pub(crate) fn pending(session: &Session) -> Result<Moves, Failure> {
    let text = "SELECT DISTINCT customer_key FROM dirty WHERE tenant_id = $1";
    let keys: Vec<[u8; 16]> = session.all(text, values![session.tenant()], |row| row.get(0))?;
    Ok(moves(session, &queued(session, &keys, false)?)?.0)
}

/// The entries of these customers, in order; with `take` they are gone from the queue.
fn queued(session: &Session, keys: &[[u8; 16]], take: bool) -> Result<Vec<Touched>, Failure> {
    let mut touched: Vec<(i64, Touched)> = Vec::new();
    let text = "SELECT seq, customer_key, record_id, was, why FROM dirty
        WHERE tenant_id = $1 AND customer_key IN ({})";
    session.among(text, keys, |row| {
        let was: Option<&[u8]> = row.get(3)?;
        let unreadable = || Failure::Damaged("an entry of dirty cannot be read".into());
        let was = was.map(|bytes| Fact::unpack(bytes).ok_or_else(unreadable)).transpose()?;
        let why = Why::numbered(row.get(4)?).unwrap_or(Why::Correction);
        touched.push((row.get(0)?, Touched { key: row.get(1)?, id: row.get(2)?, was, why }));
        Ok(())
    })?;
    if take {
        // In one moment these are the very entries that were read.
        let text = "DELETE FROM dirty WHERE tenant_id = $1 AND customer_key IN ({})";
        session.execute_among(text, keys)?;
    }
    touched.sort_unstable_by_key(|(seq, _)| *seq);
    Ok(touched.into_iter().map(|(_, touched)| touched).collect())
}

/// Moves the sums by `touched`, in the order in which it happened.
pub(crate) fn evaluate(
    session: &Session,
    touched: &[Touched],
    when: Moment,
) -> Result<(), Failure> {
    let (moves, days) = moves(session, touched)?;
    let before = apply(session, &moves.cells())?;
    restated::note(session, &before, &days, when)
}

/// By what the sums are to move.
fn moves(session: &Session, touched: &[Touched]) -> Result<(Moves, Days), Failure> {
    // Of several changes of a contact the first knows what was counted.
    let mut people: HashMap<[u8; 16], Person<'_>> = HashMap::new();
    for touched in touched {
        let person = people.entry(touched.key).or_default();
        person.was.entry(touched.id).or_insert(touched.was.as_ref());
        person.why = person.why.max(Some(touched.why));
    }
    let mut keys: Vec<[u8; 16]> = people.keys().copied().collect();
    keys.sort_unstable();
    let rule = standing();
    let mut moves = Moves::default();
    let mut days = Days::default();
    let mut work = Work::default();
    for some in keys.chunks(PEOPLE) {
        let mut now = people::of(session, some)?;
        for key in some {
            let Some(person) = people.get(key) else { continue };
            let is = now.remove(key).unwrap_or_default();
            work.compare(person, &is, &rule, &mut moves, &mut days);
        }
    }
    Ok((moves, days))
}

#[derive(Default)]
struct Person<'a> {
    /// What was counted of the contacts that changed.
    was: BTreeMap<[u8; 16], Option<&'a Fact>>,
    why: Option<Why>,
}

impl Person<'_> {
    /// Of all contacts those that may count otherwise than before: what changed itself, and the rest
    /// of its matters, with those that agents called the same.
    fn concerned(&self, is: &[Fact], rule: &Rule, into: &mut Vec<Fact>) {
        into.clear();
        if rule.relation != Relation::Parent {
            into.extend_from_slice(is);
            return;
        }
        let was = || self.was.values().filter_map(|was| *was);
        if is.iter().chain(was()).any(|fact| fact.has(bits::LINKS)) {
            let reached = self.reached(is);
            into.extend(is.iter().filter(|fact| reached.contains(&Matter::of(fact))).cloned());
            return;
        }
        let changed = |fact: &&Fact| self.was.contains_key(&fact.id);
        let mut families: Vec<i64> =
            is.iter().filter(changed).chain(was()).map(|fact| fact.family).collect();
        families.sort_unstable();
        families.dedup();
        let same = |fact: &Fact| fact.family > 0 && families.binary_search(&fact.family).is_ok();
        into.extend(is.iter().filter(|fact| same(fact) || changed(fact)).cloned());
    }

    /// The matters of what changed, as they were and as they are, and all that hang together with them
    /// because an agent said so, then or now.
    fn reached(&self, is: &[Fact]) -> HashSet<Matter> {
        let was = || self.was.values().filter_map(|was| *was);
        let named: HashSet<[u8; 16]> = is.iter().chain(was()).flat_map(Fact::same_as).collect();
        // Of what changed either matter will do: both are reached.
        let homes: HashMap<[u8; 16], Matter> = (is.iter().chain(was()))
            .filter(|fact| named.contains(&fact.id))
            .map(|fact| (fact.id, Matter::of(fact)))
            .collect();
        let mut joined: HashMap<Matter, Vec<Matter>> = HashMap::new();
        for fact in is.iter().chain(was()) {
            for other in fact.same_as().filter_map(|id| homes.get(&id)) {
                joined.entry(Matter::of(fact)).or_default().push(*other);
                joined.entry(*other).or_default().push(Matter::of(fact));
            }
        }
        let changed = is.iter().filter(|fact| self.was.contains_key(&fact.id)).chain(was());
        let mut next: Vec<Matter> = changed.map(Matter::of).collect();
        let mut reached: HashSet<Matter> = next.iter().copied().collect();
        while let Some(matter) = next.pop() {
            // Those joined to a matter are gone through once, when it is reached.
            let others = joined.remove(&matter).unwrap_or_default();
            next.extend(others.into_iter().filter(|other| reached.insert(*other)));
        }
        reached
    }
}

/// What hangs together without a word of an agent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Matter {
    Family(i64),
    /// A contact of which nobody said what it is about.
    Alone([u8; 16]),
}

impl Matter {
    fn of(fact: &Fact) -> Matter {
        if fact.family > 0 { Matter::Family(fact.family) } else { Matter::Alone(fact.id) }
    }
}

/// Room that is used again for every customer.
#[derive(Default)]
struct Work {
    room: Room,
    before: Rows,
    after: Rows,
    was: Vec<Fact>,
    is: Vec<Fact>,
}

impl Work {
    fn compare(
        &mut self,
        person: &Person<'_>,
        is: &[Fact],
        rule: &Rule,
        moves: &mut Moves,
        days: &mut Days,
    ) {
        person.concerned(is, rule, &mut self.is);
        let is = &self.is;
        self.was.clear();
        self.was.extend(is.iter().filter(|f| !person.was.contains_key(&f.id)).cloned());
        self.was.extend(person.was.values().filter_map(|was| was.cloned()));
        self.was.sort_unstable_by_key(Fact::place);
        self.before.of(&self.was, rule, &mut self.room);
        self.after.of(is, rule, &mut self.room);
        let why = person.why.unwrap_or(Why::Correction);
        let mut put = |fact: &Fact, shift: Shift, sums: &Sums| {
            let at = moves.at(Spot::of(fact));
            match shift {
                Shift::In => at.add(sums),
                Shift::Out => at.subtract(sums),
            }
            days.add(fact.end, why, shift, sums);
        };
        // Both are in order: most contacts are in both and count the same.
        let (mut old, mut new) = (0, 0);
        while old < self.was.len() || new < is.len() {
            let order = match (self.was.get(old), is.get(new)) {
                (Some(was), Some(fact)) => was.place().cmp(&fact.place()),
                (Some(_), None) => std::cmp::Ordering::Less,
                _ => std::cmp::Ordering::Greater,
            };
            if order.is_eq()
                && self.before.0[old] == self.after.0[new]
                && Spot::of(&self.was[old]) == Spot::of(&is[new])
            {
                (old, new) = (old + 1, new + 1);
                continue;
            }
            if order.is_le() {
                put(&self.was[old], Shift::Out, &self.before.0[old]);
                old += 1;
            }
            if order.is_ge() {
                put(&is[new], Shift::In, &self.after.0[new]);
                new += 1;
            }
        }
    }
}

/// Counts some customers as if they had never been counted: the sums made anew.
pub(crate) fn count_fresh<'a>(people: impl Iterator<Item = &'a [Fact]>, moves: &mut Moves) {
    let rule = standing();
    let mut work = Work::default();
    for facts in people {
        work.after.of(facts, &rule, &mut work.room);
        for (fact, sums) in facts.iter().zip(&work.after.0) {
            moves.at(Spot::of(fact)).add(sums);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> [u8; 16] {
        [n; 16]
    }

    fn contact(n: u8, family: i64, links: &[(u8, bool)]) -> Fact {
        let links: Vec<_> = links.iter().map(|(n, same)| (id(*n), *same)).collect();
        let bits = if links.is_empty() { 0 } else { bits::LINKS };
        Fact { id: id(n), start: n.into(), end: n.into(), family, bits, links, ..Fact::default() }
    }

    /// The contacts that are counted again where `was` changed; none stands for one that is new.
    fn concerned(is: &[Fact], was: &[(u8, Option<Fact>)]) -> Vec<u8> {
        let was = was.iter().map(|(n, was)| (id(*n), was.as_ref())).collect();
        let mut found = Vec::new();
        Person { was, why: None }.concerned(is, &standing(), &mut found);
        found.iter().map(|fact| fact.id[0]).collect()
    }

    #[test]
    fn a_link_counts_again_what_hangs_together_and_nobody_else() {
        let is = [
            contact(1, 0, &[]),
            contact(2, 7, &[]),
            contact(3, 8, &[(2, true), (5, false), (99, true)]),
            contact(4, 8, &[]),
            contact(5, 9, &[]),
            contact(6, 0, &[(4, true)]),
            contact(7, 0, &[]),
        ];
        // Without a matter and without a link it is alone, whoever else is linked.
        assert_eq!(concerned(&is, &[(7, None)]), [7]);
        // Called different, and joined to nobody.
        assert_eq!(concerned(&is, &[(5, None)]), [5]);
        for one in [2, 3, 4, 6] {
            assert_eq!(concerned(&is, &[(one, None)]), [2, 3, 4, 6], "{one}");
        }
        // What it was about, and what it was called the same as, are counted without it.
        assert_eq!(concerned(&is, &[(7, Some(contact(7, 9, &[])))]), [5, 7]);
        assert_eq!(concerned(&is, &[(7, Some(contact(7, 0, &[(1, true)])))]), [1, 7]);
        // It is gone.
        assert_eq!(concerned(&is, &[(8, Some(contact(8, 9, &[(1, true)])))]), [1, 5]);
    }
}
