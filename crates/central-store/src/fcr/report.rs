//! Turns counters into the report, and decides which way leads to them.

use std::collections::BTreeMap;

use contact::fcr::{
    Because, Mean, PRESETS_H, Pair, Policy, Preset, Ratio, Relation, Report, Verdict,
};
use contact::{Channel, Ms};
use schemars::JsonSchema;
use serde::Serialize;
use ts_rs::TS;

use crate::Failure;
use crate::engine::{Session, Value, values};
use crate::fcr::cells::{Grain, HOUR, HOURS, day, monday, unpack, week};
use crate::fcr::filter::{GroupBy, Sieve};
use crate::fcr::sums::{Of, PER_WINDOW, PLAIN, Plain, WINDOWS};
use crate::fcr::sweep;
use crate::tables::names::{self, Kind};

/// Counters, apart by whether the window after a contact has passed.
#[derive(Clone, Debug)]
pub(crate) struct Split {
    pub(crate) mature: Vec<i64>,
    pub(crate) young: Vec<i64>,
}

impl Split {
    /// Nothing counted yet, of so many windows.
    pub(crate) fn new(windows: usize) -> Split {
        let nothing = vec![0; PLAIN + windows * PER_WINDOW];
        Split { mature: nothing.clone(), young: nothing }
    }

    /// Whether no contact is in it: each counts somewhere.
    fn is_nothing(&self) -> bool {
        self.mature.iter().chain(&self.young).all(|counter| *counter == 0)
    }
}

/// Which counters stand for what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Layout {
    /// The window of the policy itself.
    pub(crate) main: usize,
    /// The windows of the presets, in their order.
    pub(crate) presets: Vec<usize>,
}

/// Counters of the whole and by group, and what they stand for. Groups need not add up to the
/// whole: a contact may be in several, or in none.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) whole: Split,
    pub(crate) groups: BTreeMap<i64, Split>,
    pub(crate) layout: Layout,
}

/// Where figures came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Sums that are kept up to date.
    Sums,
    /// A walk over all contacts.
    Sweep,
}

/// The figures of one group.
#[derive(Clone, PartialEq, Debug, Serialize, TS, JsonSchema)]
pub struct Group {
    /// Its name: a day or the Monday of a week as `2025-03-07`, a reason, a queue, a channel, an agent, a language, a team,
    /// an article; none for contacts that have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// Contacts that customers started and that are not left out, whatever came of them.
    #[ts(type = "number")]
    pub contacts: u64,
    /// Passed of mature first contacts.
    pub verified: Ratio,
    /// Claimed of mature first contacts.
    pub claimed: Ratio,
    /// Confirmed of answered, among mature first contacts.
    pub confirmed: Ratio,
    /// Passed of claimed.
    pub precision: Ratio,
    /// Mature of all first contacts.
    pub maturity: Ratio,
    /// Claimed of first contacts that are not mature.
    pub provisional: Ratio,
    /// Failed by a repeat contact, of mature first contacts.
    pub came_back: Ratio,
    /// Followed by a related contact, of linkable eligible contacts whose window has passed.
    pub repeat_rate: Ratio,
    /// Handed to somebody else, of eligible contacts.
    pub transfer_rate: Ratio,
    /// Talk, hold and after-call work of a contact.
    pub handle_ms_per_contact: Option<Mean>,
    /// Enough of it to be ranked against other groups: 30 mature first contacts.
    pub rankable: bool,
}

/// The whole, and the groups that were asked for.
pub(crate) struct Answer {
    pub(crate) report: Report,
    pub(crate) groups: Option<Vec<Group>>,
    pub(crate) basis: Basis,
}

/// The figures of a policy over what a filter lets through.
pub(crate) fn answer(
    session: &Session,
    policy: &Policy,
    own: Ms,
    sieve: &Sieve,
) -> Result<Answer, Failure> {
    let watermark = policy.watermark(own);
    let (counted, basis) = match from_sums(session, policy, watermark, sieve)? {
        Some(counted) => (counted, Basis::Sums),
        None => (sweep::sweep(session, policy, watermark, sieve)?, Basis::Sweep),
    };
    let Counted { whole, groups, layout } = counted;
    let groups = match sieve.by {
        None => None,
        Some(by) => {
            let names = group_names(session, by, sieve)?;
            // Sums stay where contacts were and are no more: what holds none is no group, as in a sweep.
            let mut groups: Vec<(i64, Group)> = groups
                .iter()
                .filter(|(_, split)| !split.is_nothing())
                .map(|(number, split)| (*number, group(names(*number), split, &layout)))
                .collect();
            if !matches!(by, GroupBy::Day | GroupBy::Week) {
                groups.sort_by_key(|(number, g)| (std::cmp::Reverse(g.maturity.n), *number));
            }
            Some(groups.into_iter().map(|(_, group)| group).collect())
        }
    };
    Ok(Answer { report: report(policy, watermark, &whole, &layout), groups, basis })
}

type Naming = Box<dyn Fn(i64) -> Option<String>>;

fn group_names(session: &Session, by: GroupBy, sieve: &Sieve) -> Result<Naming, Failure> {
    let listed = |names: &[String], first: i64| -> Naming {
        let names = names.to_vec();
        Box::new(move |number| names.get(usize::try_from(number - first).ok()?).cloned())
    };
    let kind = match by {
        GroupBy::Day => {
            return Ok(Box::new(|day| Some(date((day - 1) * HOURS * HOUR))));
        }
        GroupBy::Week => {
            return Ok(Box::new(|week| Some(date((monday(week) - 1) * HOURS * HOUR))));
        }
        GroupBy::Channel => {
            return Ok(Box::new(|number| {
                let channel = Channel::ALL.get(usize::try_from(number).ok()?)?;
                let word = serde_json::to_value(channel).ok()?;
                word.as_str().map(str::to_owned)
            }));
        }
        GroupBy::Reason => Kind::Family,
        GroupBy::WholeReason => Kind::Reason,
        GroupBy::Queue => Kind::Queue,
        GroupBy::Agent => Kind::Agent,
        GroupBy::Language => Kind::Lang,
        GroupBy::Team => return Ok(listed(&sieve.roster.names, 1)),
        GroupBy::Article | GroupBy::ArticleVersion => return Ok(listed(&sieve.lists.names, 0)),
    };
    let names = names::all(session, kind)?;
    Ok(Box::new(move |number| names.get(&number).cloned()))
}

/// The date of a moment, UTC. H. Hinnant, "chrono-Compatible Low-Level Date Algorithms":
/// days since 1970 to the civil calendar, counted from 1 March of a leap cycle.
pub(super) fn date(at: Ms) -> String {
    let days = at.div_euclid(HOURS * HOUR) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// By sums, where the policy is a standing one and the filter asks for what they tell apart.
fn from_sums(
    session: &Session,
    policy: &Policy,
    watermark: Ms,
    sieve: &Sieve,
) -> Result<Option<Counted>, Failure> {
    let whole_hour = |at: Ms| at.rem_euclid(HOUR) == 0;
    let window = PRESETS_H.iter().position(|hours| *hours == policy.forward_h);
    let (Some(main), true) = (
        window,
        policy.forward_h == policy.backward_h
            && policy.relation == Relation::Parent
            && policy.channels.is_none()
            && whole_hour(watermark)
            && sieve.from.is_none_or(whole_hour)
            && sieve.to.is_none_or(whole_hour),
    ) else {
        return Ok(None);
    };
    let Some((by, whom)) = sieve.sums() else { return Ok(None) };
    let cuts: Vec<i64> =
        PRESETS_H.iter().map(|hours| watermark / HOUR - i64::from(*hours)).collect();
    let from = sieve.from.map(|at| at / HOUR);
    let to = sieve.to.map(|at| at / HOUR);
    let mut found: BTreeMap<i64, Split> = BTreeMap::new();
    // An hour that lies within the asked time, or a day that lies in it whole.
    let mut add = |who: i64, end: i64, sums: &[i64]| {
        let key = match sieve.by {
            None => 0,
            Some(GroupBy::Day) => day(end),
            Some(GroupBy::Week) => week(day(end)),
            Some(_) => who,
        };
        let split = found.entry(key).or_insert_with(|| Split::new(WINDOWS + 1));
        for (window, cut) in cuts.iter().enumerate() {
            let side = if end <= *cut { &mut split.mature } else { &mut split.young };
            let at = PLAIN + window * PER_WINDOW;
            for counter in at..at + PER_WINDOW {
                side[counter] += sums[counter];
            }
            if window == main {
                for counter in 0..PLAIN {
                    side[counter] += sums[counter];
                }
            }
        }
    };
    let inside = |cut: i64, day: i64| (day - 1) * HOURS < cut && cut < day * HOURS;
    let mut cut_days: Vec<i64> = Vec::new();
    for cut in cuts.iter().copied().chain(from).chain(to) {
        let day = day(cut);
        if inside(cut, day) {
            cut_days.push(day);
        }
    }
    cut_days.sort_unstable();
    cut_days.dedup();
    let within = |end: i64, length: i64| {
        from.is_none_or(|from| end - length >= from) && to.is_none_or(|to| end <= to)
    };
    let list: Vec<Option<i64>> = match whom {
        None => vec![None],
        Some(whom) => whom.into_iter().map(Some).collect(),
    };
    for who in list {
        let of =
            "SELECT who, at, counts FROM fcr_sum WHERE tenant_id = $1 AND grain = $2 AND kind = $3
            AND at > $4 AND at <= $5";
        let mut ask = |grain: Grain, after: i64, last: i64| {
            let mut asked: Vec<Value<'_>> =
                values![session.tenant(), grain as i64, by as i64, after, last].to_vec();
            let text = match who {
                None => of.to_owned(),
                Some(who) => {
                    asked.push(Value::Int(who));
                    format!("{of} AND who = $6")
                }
            };
            session.each(&text, &asked, |row| {
                let at: i64 = row.get(1)?;
                let (end, length) = if grain == Grain::Day { (at * HOURS, HOURS) } else { (at, 1) };
                if (grain == Grain::Hour || !cut_days.contains(&at)) && within(end, length) {
                    add(row.get(0)?, end, &unpack(row.get(2)?)?.0);
                }
                Ok(())
            })
        };
        let first = from.map_or(i64::from(i32::MIN), |from| from.div_euclid(HOURS));
        let last = to.map_or(i64::from(i32::MAX), day);
        ask(Grain::Day, first, last)?;
        for day in &cut_days {
            ask(Grain::Hour, (day - 1) * HOURS, day * HOURS)?;
        }
    }
    let mut whole = Split::new(WINDOWS + 1);
    for part in found.values() {
        for (sum, more) in whole.mature.iter_mut().zip(&part.mature) {
            *sum += more;
        }
        for (sum, more) in whole.young.iter_mut().zip(&part.young) {
            *sum += more;
        }
    }
    let presets = if sieve.alone { Vec::new() } else { (0..WINDOWS).collect() };
    let layout = Layout { main, presets };
    Ok(Some(Counted { whole, groups: found, layout }))
}

/// Reads counters by their names.
struct Reader<'a> {
    split: &'a Split,
    main: usize,
}

fn unsigned(counter: i64) -> u64 {
    u64::try_from(counter).unwrap_or(0)
}

impl Reader<'_> {
    fn at(&self, window: usize, counter: Of, further: usize) -> usize {
        PLAIN + window * PER_WINDOW + counter as usize + further
    }

    fn mature(&self, window: usize, counter: Of) -> u64 {
        unsigned(self.split.mature[self.at(window, counter, 0)])
    }

    fn young(&self, window: usize, counter: Of) -> u64 {
        unsigned(self.split.young[self.at(window, counter, 0)])
    }

    fn all(&self, counter: Of, further: usize) -> u64 {
        let at = self.at(self.main, counter, further);
        unsigned(self.split.mature[at] + self.split.young[at])
    }

    fn plain(&self, counter: Plain) -> u64 {
        let at = counter as usize;
        unsigned(self.split.mature[at] + self.split.young[at])
    }

    fn mean(&self, sum: Plain, n: Plain) -> Option<Mean> {
        mean(self.plain(sum), self.plain(n))
    }

    fn verified(&self, window: usize) -> Ratio {
        Ratio::new(self.mature(window, Of::Clear), self.mature(window, Of::First))
    }

    fn claimed(&self, window: usize) -> Ratio {
        Ratio::new(self.mature(window, Of::Claimed), self.mature(window, Of::First))
    }

    fn precision(&self, window: usize) -> Ratio {
        Ratio::new(self.mature(window, Of::Clear), self.mature(window, Of::Claimed))
    }

    fn maturity(&self, window: usize) -> Ratio {
        let mature = self.mature(window, Of::First);
        Ratio::new(mature, mature + self.young(window, Of::First))
    }

    fn confirmed(&self, window: usize) -> Ratio {
        Ratio::new(self.mature(window, Of::Confirmed), self.mature(window, Of::Answered))
    }

    fn provisional(&self, window: usize) -> Ratio {
        Ratio::new(self.young(window, Of::Claimed), self.young(window, Of::First))
    }

    fn came_back(&self, window: usize) -> Ratio {
        let repeat = Because::ALL.iter().position(|because| *because == Because::RepeatContact);
        let at = self.at(window, Of::Because, repeat.unwrap_or_default());
        Ratio::new(unsigned(self.split.mature[at]), self.mature(window, Of::First))
    }

    fn repeat_rate(&self) -> Ratio {
        let repeatable = unsigned(self.split.mature[Plain::Linkable as usize]);
        Ratio::new(self.mature(self.main, Of::Repeated), repeatable)
    }
}

fn mean(sum: u64, n: u64) -> Option<Mean> {
    (n > 0).then(|| Mean { mean: sum as f64 / n as f64, n })
}

fn group(name: Option<String>, split: &Split, layout: &Layout) -> Group {
    let read = Reader { split, main: layout.main };
    let verified = read.verified(layout.main);
    Group {
        name,
        contacts: read.plain(Plain::Eligible),
        verified,
        claimed: read.claimed(layout.main),
        confirmed: read.confirmed(layout.main),
        precision: read.precision(layout.main),
        maturity: read.maturity(layout.main),
        provisional: read.provisional(layout.main),
        came_back: read.came_back(layout.main),
        repeat_rate: read.repeat_rate(),
        transfer_rate: Ratio::new(read.plain(Plain::Transferred), read.plain(Plain::Eligible)),
        handle_ms_per_contact: read.mean(Plain::HandleMs, Plain::HandleN),
        rankable: verified.rankable(),
    }
}

pub(super) fn report(policy: &Policy, watermark: Ms, split: &Split, layout: &Layout) -> Report {
    let read = Reader { split, main: layout.main };
    let main = layout.main;
    let eligible = read.plain(Plain::Eligible);
    let presets = PRESETS_H.into_iter().zip(&layout.presets).map(|(hours, window)| Preset {
        hours,
        verified: read.verified(*window),
        claimed: read.claimed(*window),
        precision: read.precision(*window),
        maturity: read.maturity(*window),
    });
    let because = |place: usize| read.all(Of::Because, place);
    let failed: u64 = (0..Because::ALL.len()).map(because).sum();
    let pending = read.young(main, Of::Clear);
    let verdicts = Verdict::ALL.into_iter().map(|verdict| {
        let count = match verdict {
            Verdict::Passed => read.mature(main, Of::Clear),
            Verdict::Pending => pending,
            Verdict::Failed => failed,
            Verdict::NotFirst => read.all(Of::NotFirst, 0),
            Verdict::Excluded => read.plain(Plain::Excluded),
            Verdict::Unlinkable => read.plain(Plain::Unlinkable),
            Verdict::NotEligible => read.plain(Plain::NotEligible),
        };
        (verdict, count)
    });
    let gross_first = read.mature(main, Of::GrossFirst);
    let net = Pair { verified: read.verified(main), claimed: read.claimed(main) };
    let issues = read.mature(main, Of::First);
    let issue_contacts = read.mature(main, Of::IssueContacts);
    Report {
        policy: policy.clone(),
        watermark_ms: watermark,
        verified: net.verified,
        claimed: net.claimed,
        precision: read.precision(main),
        coverage: Ratio::new(read.plain(Plain::Linkable), eligible),
        maturity: read.maturity(main),
        naive: Ratio::new(read.plain(Plain::Naive), read.plain(Plain::ByCustomers)),
        confirmed: read.confirmed(main),
        response: Ratio::new(read.mature(main, Of::Answered), read.mature(main, Of::Asked)),
        repeat_rate: read.repeat_rate(),
        one_and_done: Ratio::new(read.mature(main, Of::OneAndDone), issue_contacts),
        transfer_rate: Ratio::new(read.plain(Plain::Transferred), eligible),
        escalation_rate: Ratio::new(read.plain(Plain::Escalated), eligible),
        contacts_per_issue: mean(issue_contacts, issues),
        handle_ms_per_contact: read.mean(Plain::HandleMs, Plain::HandleN),
        acw_ms_per_contact: read.mean(Plain::AcwMs, Plain::AcwN),
        handle_ms_per_issue: mean(
            read.mature(main, Of::IssueHandleMs),
            read.mature(main, Of::IssueHandleN),
        ),
        pending,
        provisional: read.provisional(main),
        verdicts: verdicts.collect(),
        because: Because::ALL.into_iter().enumerate().map(|(n, b)| (b, because(n))).collect(),
        gross: Pair {
            verified: Ratio::new(read.mature(main, Of::GrossClear), gross_first),
            claimed: Ratio::new(read.mature(main, Of::GrossClaimed), gross_first),
        },
        net,
        presets: presets.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_told_by_its_date() {
        for (at, told) in [
            (0, "1970-01-01"),
            (1_741_370_400_000, "2025-03-07"),
            (1_709_164_800_000, "2024-02-29"),
            (951_782_400_000, "2000-02-29"),
        ] {
            assert_eq!(date(at), told);
        }
    }
}
