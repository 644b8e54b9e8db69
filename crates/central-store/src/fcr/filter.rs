//! Which contacts are counted, and how they are put into groups. Whoever is left out of the count
//! is still a neighbour of those who are in it: only a policy's channels make contacts not exist.

use std::collections::HashSet;

use contact::{Channel, Ms};

use crate::Failure;
use crate::engine::Session;
use crate::fcr::articles::Lists;
use crate::fcr::cells::{By, day, hour, week};
use crate::fcr::fact::Fact;
use crate::fcr::teams::Roster;
use crate::tables::ingest::channel_number;
use crate::tables::names::{self, Kind};

/// By what figures are put into groups.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GroupBy {
    /// The day on which a contact ended, UTC.
    Day,
    /// The week in which a contact ended, from Monday, UTC.
    Week,
    /// The first segment of the reason.
    Reason,
    /// The whole reason.
    WholeReason,
    /// Where it came in.
    Queue,
    /// How they met.
    Channel,
    /// Who took it.
    Agent,
    /// The language.
    Language,
    /// The team of who took it, on that day.
    Team,
    /// The articles that answered it; a contact is in the group of each.
    Article,
    /// The same by version.
    ArticleVersion,
}

impl GroupBy {
    /// By its name in the address.
    pub fn named(name: &str) -> Option<GroupBy> {
        Some(match name {
            "day" => GroupBy::Day,
            "week" => GroupBy::Week,
            "reason" => GroupBy::Reason,
            "whole_reason" => GroupBy::WholeReason,
            "queue" => GroupBy::Queue,
            "channel" => GroupBy::Channel,
            "agent" => GroupBy::Agent,
            "language" => GroupBy::Language,
            "team" => GroupBy::Team,
            "article" => GroupBy::Article,
            "article_version" => GroupBy::ArticleVersion,
            _ => return None,
        })
    }
}

/// Which contacts are counted: those that are in every list that is given.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Names of queues.
    pub queues: Option<Vec<String>>,
    /// Channels.
    pub channels: Option<Vec<Channel>>,
    /// Reasons: a path and all below it.
    pub reasons: Option<Vec<String>>,
    /// Names of agents.
    pub agents: Option<Vec<String>>,
    /// Languages, as contacts name them.
    pub languages: Option<Vec<String>>,
    /// Teams: of who took it, on the day it ended.
    pub teams: Option<Vec<String>>,
    /// Articles that answered it: `KB-2041`, or one version of it, `KB-2041@3`.
    pub articles: Option<Vec<String>>,
    /// Only what ended after this.
    pub from_ms: Option<Ms>,
    /// Only what ended no later than this.
    pub to_ms: Option<Ms>,
    /// Groups beside the whole.
    pub by: Option<GroupBy>,
    /// The policy alone: no other window is counted beside it.
    pub alone: bool,
}

/// The same in numbers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Sieve {
    queues: Option<HashSet<i64>>,
    channels: Option<HashSet<i64>>,
    families: Option<HashSet<i64>>,
    reasons: Option<HashSet<i64>>,
    agents: Option<HashSet<i64>>,
    languages: Option<HashSet<i64>>,
    teams: Option<HashSet<i64>>,
    /// Lists of articles.
    articles: Option<HashSet<i64>>,
    pub(crate) roster: Roster,
    pub(crate) lists: Lists,
    pub(crate) from: Option<Ms>,
    pub(crate) to: Option<Ms>,
    pub(crate) by: Option<GroupBy>,
    pub(crate) alone: bool,
}

impl Sieve {
    pub(crate) fn of(session: &Session, filter: &Filter) -> Result<Sieve, Failure> {
        let numbers = |kind: Kind, named: &Option<Vec<String>>| match named {
            None => Ok(None),
            Some(named) => {
                let mut known = HashSet::new();
                for name in named {
                    known.extend(names::known(session, kind, name)?);
                }
                Ok::<_, Failure>(Some(known))
            }
        };
        let mut sieve = Sieve {
            queues: numbers(Kind::Queue, &filter.queues)?,
            agents: numbers(Kind::Agent, &filter.agents)?,
            languages: numbers(Kind::Lang, &filter.languages)?,
            channels: filter
                .channels
                .as_ref()
                .map(|list| list.iter().map(|c| i64::from(channel_number(*c))).collect()),
            from: filter.from_ms,
            to: filter.to_ms,
            by: filter.by,
            alone: filter.alone,
            ..Sieve::default()
        };
        if filter.teams.is_some() || filter.by == Some(GroupBy::Team) {
            sieve.roster = Roster::of(session)?;
        }
        if let Some(teams) = &filter.teams {
            let numbers = teams.iter().map(|team| sieve.roster.named(team));
            sieve.teams = Some(numbers.collect::<Result<_, _>>()?);
        }
        if let Some(articles) = &filter.articles {
            sieve.articles = Some(Lists::with(session, articles)?.into_iter().collect());
        }
        if let Some(GroupBy::Article | GroupBy::ArticleVersion) = filter.by {
            sieve.lists = Lists::of(session, filter.by == Some(GroupBy::ArticleVersion))?;
        }
        if let Some(paths) = &filter.reasons {
            if paths.iter().all(|path| !path.contains('/')) {
                sieve.families = numbers(Kind::Family, &filter.reasons)?;
            } else {
                let all = names::all(session, Kind::Reason)?;
                let within = |name: &str| {
                    paths.iter().any(|path| {
                        name.strip_prefix(path.as_str())
                            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                    })
                };
                let found = all.iter().filter(|(_, name)| within(name)).map(|(number, _)| *number);
                sieve.reasons = Some(found.collect());
            }
        }
        Ok(sieve)
    }

    /// Whether everything is counted, in one group.
    pub(crate) fn is_open(&self) -> bool {
        *self == Sieve { alone: self.alone, ..Sieve::default() }
    }

    /// The agent, where it takes one agent's contacts alone.
    pub(crate) fn agent(&self) -> Option<i64> {
        let agents = self.agents.as_ref().filter(|agents| agents.len() == 1);
        agents.and_then(|agents| agents.iter().next().copied())
    }

    /// Whether nothing but time tells what it takes.
    pub(crate) fn is_of_time_alone(&self) -> bool {
        let (from, to, by, alone) = (self.from, self.to, self.by, self.alone);
        *self == Sieve { from, to, by, alone, ..Sieve::default() }
    }

    /// Whether nothing but time, and one agent at most, tells what it takes.
    pub(crate) fn is_of_time_and_agent_alone(&self) -> bool {
        let agents = self.agents.clone().filter(|_| self.agent().is_some());
        let (from, to, by, alone) = (self.from, self.to, self.by, self.alone);
        *self == Sieve { agents, from, to, by, alone, ..Sieve::default() }
    }

    /// Whether it takes nothing, because no name that it was given is known.
    pub(crate) fn takes_none(&self) -> bool {
        let lists = [
            &self.queues,
            &self.channels,
            &self.families,
            &self.reasons,
            &self.agents,
            &self.languages,
            &self.teams,
            &self.articles,
        ];
        lists.into_iter().flatten().any(HashSet::is_empty)
    }

    /// Whether a contact is counted.
    pub(crate) fn takes(&self, fact: &Fact) -> bool {
        let within = |list: &Option<HashSet<i64>>, number: i64| {
            list.as_ref().is_none_or(|list| list.contains(&number))
        };
        within(&self.queues, fact.queue)
            && within(&self.channels, i64::from(fact.channel))
            && within(&self.families, fact.family)
            && within(&self.reasons, fact.reason)
            && within(&self.agents, fact.agent)
            && within(&self.languages, fact.lang)
            && within(&self.articles, fact.articles)
            && self
                .teams
                .as_ref()
                .is_none_or(|teams| teams.contains(&self.roster.team(fact.agent, fact.end)))
            && self.from.is_none_or(|from| fact.end > from)
            && self.to.is_none_or(|to| fact.end <= to)
    }

    /// Hands over the groups that a contact is in: one, but for articles, of which it may have many
    /// or none.
    pub(crate) fn groups(&self, fact: &Fact, mut with: impl FnMut(i64)) {
        with(match self.by {
            None => return,
            Some(GroupBy::Day) => day(hour(fact.end)),
            Some(GroupBy::Week) => week(day(hour(fact.end))),
            Some(GroupBy::Reason) => fact.family,
            Some(GroupBy::WholeReason) => fact.reason,
            Some(GroupBy::Queue) => fact.queue,
            Some(GroupBy::Channel) => i64::from(fact.channel),
            Some(GroupBy::Agent) => fact.agent,
            Some(GroupBy::Language) => fact.lang,
            Some(GroupBy::Team) => self.roster.team(fact.agent, fact.end),
            Some(GroupBy::Article | GroupBy::ArticleVersion) => {
                let groups = self.lists.groups.get(&fact.articles);
                return groups.into_iter().flatten().copied().for_each(with);
            }
        });
    }

    /// Which sums answer it: none when it asks for two things at once, or for what no sum tells
    /// apart.
    pub(crate) fn sums(&self) -> Option<(By, Option<Vec<i64>>)> {
        let apart = [&self.agents, &self.languages, &self.reasons, &self.teams, &self.articles];
        if apart.into_iter().any(Option::is_some) {
            return None;
        }
        let asked = [
            (By::Queue, &self.queues, GroupBy::Queue),
            (By::Channel, &self.channels, GroupBy::Channel),
            (By::Family, &self.families, GroupBy::Reason),
        ];
        let mut chosen = (By::All, None);
        for (by, list, group) in asked {
            if list.is_none() && self.by != Some(group) {
                continue;
            }
            if chosen.0 != By::All {
                return None;
            }
            chosen = (by, list.as_ref().map(|list| list.iter().copied().collect()));
        }
        match self.by {
            None
            | Some(
                GroupBy::Day | GroupBy::Week | GroupBy::Reason | GroupBy::Queue | GroupBy::Channel,
            ) => Some(chosen),
            Some(_) => None,
        }
    }
}
