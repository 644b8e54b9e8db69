//! Who was in which team, and when: the document `teams` of the team's feed.
//!
//! A contact says who took it and not in which team that was: people change teams, and a list that is
//! mended must mend the figures of the past as well. So a team is looked up by agent and day when figures
//! are asked for. Promises: an agent is in one team at a time, so that teams add up to the whole; days
//! are those of the figures, UTC.

use std::collections::{HashMap, HashSet};

use contact::{Ms, Problem};
use serde::Deserialize;

use crate::Failure;
use crate::engine::Session;
use crate::fcr::cells::{HOUR, HOURS};
use crate::tables::feed::{self, Scope};
use crate::tables::names::{self, Kind};

/// The name of the document.
pub(crate) const ITEM: &str = "teams";

/// The document: `[[team]]` with `name` and `agents`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Teams {
    #[serde(default)]
    team: Vec<Team>,
}

#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Team {
    name: String,
    agents: Vec<Member>,
}

/// `"a7"`, or `{agent = "a7", from = "2025-01-01", until = "2025-06-30"}`; both days belong to it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "an agent is a name, or {agent, from, until} with days as \"2025-01-31\""
)]
enum Member {
    Always(String),
    Between(Between),
}

#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Between {
    agent: String,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    until: Option<String>,
}

/// One stay of an agent in a team: what ended after `after` and no later than `last`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Stay {
    after: Ms,
    last: Ms,
    team: i64,
}

type Stays<'a> = HashMap<&'a str, Vec<Stay>>;

impl Teams {
    /// Whether it makes sense.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.stays().map(|_| ())
    }

    fn stays(&self) -> Result<Stays<'_>, String> {
        let mut named = HashSet::new();
        let mut stays: Stays<'_> = HashMap::new();
        for (team, number) in self.team.iter().zip(1..) {
            if team.name.trim().is_empty() || team.name.contains(',') {
                return Err("a team has no name, or a name with a comma in it.".into());
            }
            if !named.insert(team.name.as_str()) {
                return Err(format!("the team {} is there twice.", team.name));
            }
            for member in &team.agents {
                let (agent, after, last) = member.stay()?;
                stays.entry(agent).or_default().push(Stay { after, last, team: number });
            }
        }
        for (agent, stays) in &mut stays {
            stays.sort_unstable_by_key(|stay| (stay.after, stay.last));
            if stays.windows(2).any(|two| two[1].after < two[0].last) {
                return Err(format!("the agent {agent} is in two teams on the same day."));
            }
        }
        Ok(stays)
    }
}

impl Member {
    fn stay(&self) -> Result<(&str, Ms, Ms), String> {
        let (agent, from, until) = match self {
            Member::Always(agent) => (agent, None, None),
            Member::Between(b) => (&b.agent, b.from.as_deref(), b.until.as_deref()),
        };
        let begin = |text: &str| {
            day(text).ok_or_else(|| format!("{text:?} is no day such as \"2025-01-31\"."))
        };
        let after = from.map(begin).transpose()?.unwrap_or(Ms::MIN);
        let last = until.map(begin).transpose()?.map_or(Ms::MAX, |at| at + HOURS * HOUR);
        if agent.trim().is_empty() {
            return Err("an agent has no name.".into());
        }
        if last <= after {
            return Err(format!("the agent {agent} leaves before coming."));
        }
        Ok((agent, after, last))
    }
}

/// The beginning of a day, of its date. H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn day(text: &str) -> Option<Ms> {
    let mut parts = text.splitn(3, '-');
    let mut part = |digits: usize| {
        let part = parts.next()?;
        let plain = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        if plain { part.parse::<i64>().ok() } else { None }
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    let years = if month <= 2 { year - 1 } else { year };
    let of_era = years.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let days = years.div_euclid(400) * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    let at = (days - 719_468) * HOURS * HOUR;
    // A day that does not exist comes back as another.
    (crate::fcr::report::date(at) == text).then_some(at)
}

/// The names of the teams in which somebody was after a moment, in the order of the document; none where
/// there is no document.
pub(crate) fn lately(session: &Session, from: Ms) -> Result<Vec<String>, Failure> {
    let Some(teams) = newest(session)? else { return Ok(Vec::new()) };
    let stays = teams.stays().map_err(damaged)?;
    let lately = stays.values().flatten().filter(|stay| stay.last > from);
    let lately: HashSet<i64> = lately.map(|stay| stay.team).collect();
    let named = teams.team.iter().zip(1..).filter(|(_, number)| lately.contains(number));
    Ok(named.map(|(team, _)| team.name.clone()).collect())
}

fn newest(session: &Session) -> Result<Option<Teams>, Failure> {
    let text = feed::body(session, Scope::Team, ITEM)?;
    text.map(|text| serde_json::from_str(&text).map_err(|e| damaged(e.to_string()))).transpose()
}

fn damaged(why: String) -> Failure {
    Failure::Damaged(format!("the document {ITEM}: {why}"))
}

/// The teams with their agents as numbers; a team's number is its place in the document, from 1.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Roster {
    pub(crate) names: Vec<String>,
    stays: HashMap<i64, Vec<Stay>>,
}

impl Roster {
    /// The newest document.
    ///
    /// # Errors
    /// [`Failure::Asked`] when there is none: a figure of nobody would be believed.
    pub(crate) fn of(session: &Session) -> Result<Roster, Failure> {
        let Some(teams) = newest(session)? else {
            let message = "The store does not know who is in which team. Nothing was computed. \
                Bring a teams.toml in with `central-store import team`.";
            return Err(Failure::Asked(Problem::field("team", message.to_owned())));
        };
        let stays = teams.stays().map_err(damaged)?;
        let agents = names::all(session, Kind::Agent)?;
        let stays = agents.into_iter().filter_map(|(number, name)| {
            stays.get(name.as_str()).map(|stays| (number, stays.clone()))
        });
        let stays = stays.collect();
        Ok(Roster { names: teams.team.iter().map(|team| team.name.clone()).collect(), stays })
    }

    /// The number of a team.
    pub(crate) fn named(&self, name: &str) -> Result<i64, Failure> {
        let found = self.names.iter().zip(1..).find(|(known, _)| known.as_str() == name);
        found.map(|(_, number)| number).ok_or_else(|| {
            let message = "There is no such team in the document teams. Nothing was computed.";
            Failure::Asked(Problem::field("team", message.to_owned()))
        })
    }

    /// The team of an agent when a contact ended; 0 is none.
    pub(crate) fn team(&self, agent: i64, end: Ms) -> i64 {
        let stays = self.stays.get(&agent);
        let stay = stays.and_then(|stays| stays.iter().find(|s| s.after < end && end <= s.last));
        stay.map_or(0, |stay| stay.team)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_from_its_date() {
        for text in ["1970-01-01", "2024-02-29", "2025-12-31", "1999-03-01", "2026-01-05"] {
            let at = day(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(crate::fcr::report::date(at), text);
        }
        for text in ["2025-02-29", "2025-1-1", "2025-13-01", "20250101", "2025-01-01T00:00:00", ""]
        {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn a_document_that_contradicts_itself_is_refused_by_name() {
        let told = |text: &str| {
            let read: Result<Teams, _> = toml::from_str(text);
            read.map_err(|e| e.to_string()).and_then(|teams| teams.check()).err()
        };
        let good = "[[team]]\nname = \"north\"\nagents = [\"a1\", {agent = \"a2\", until = \"2025-06-30\"}]\n\
            [[team]]\nname = \"south\"\nagents = [{agent = \"a2\", from = \"2025-07-01\"}]";
        assert_eq!(told(good), None);
        for (text, why) in [
            (good.replace("07-01", "06-30"), "two teams"),
            (good.replace("07-01", "07-32"), "no day"),
            (good.replace("south", "north"), "twice"),
            (good.replace("south", ""), "no name"),
            (good.replace("from", "since"), "an agent is a name"),
            (good.replace("\"a1\"", "\"a1\", \"a1\""), "two teams"),
        ] {
            let told = told(&text).unwrap_or_else(|| panic!("taken: {text}"));
            assert!(told.contains(why), "{told}");
        }
    }
}
