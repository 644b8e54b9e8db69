//! What agents noted, added up: causes, gaps of knowledge, faults of articles.
//!
//! Promises: of the newest revisions at one moment; a contact counts once for each thing it notes. How
//! the contacts of a gap ended is the rule's own verdict ([`contact::fcr`]).
//! Deliberately absent: how it is kept (see `tables::noted`).

use std::collections::{BTreeMap, HashMap, HashSet};

use contact::fcr::{Policy, Ratio, Verdict, judge};
use contact::{Channel, ContactId, Ms};
use schemars::JsonSchema;
use serde::Serialize;
use ts_rs::TS;
use uuid::Uuid;

use crate::Failure;
use crate::engine::Session;
use crate::fcr::fact::Fact;
use crate::fcr::filter::{Filter, Sieve};
use crate::fcr::people;
use crate::tables::names::{self, Kind};
use crate::tables::noted::{self, Of, Row};

/// Contacts of gaps that are judged; of more, the newest.
const JUDGED: usize = 5_000;

/// What agents noted of the contacts that were asked about.
#[derive(Clone, PartialEq, Debug, Serialize, TS, JsonSchema)]
pub struct Noted {
    /// Why contacts were not resolved, as agents said, the commonest first.
    pub root_causes: Vec<RootCauseCount>,
    /// Questions that no article answered: those whose contacts failed most first.
    pub gaps: Vec<Gap>,
    /// How many there are, whether listed or not.
    #[ts(type = "number")]
    pub gaps_of: u64,
    /// Articles that agents found fault with, by contacts.
    pub faults: Vec<Faults>,
    /// How many there are, whether listed or not.
    #[ts(type = "number")]
    pub faults_of: u64,
}

/// A cause and how often it was given.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, TS, JsonSchema)]
pub struct RootCauseCount {
    /// As the centre's code.
    pub cause: String,
    /// Contacts.
    #[ts(type = "number")]
    pub contacts: u64,
}

/// A question that no article answered.
#[derive(Clone, PartialEq, Debug, Serialize, TS, JsonSchema)]
pub struct Gap {
    /// As it was asked, in small letters.
    pub query: String,
    /// The language it was asked in, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub lang: Option<String>,
    /// Contacts in which the agent recorded it as a gap.
    #[ts(type = "number")]
    pub recorded: u64,
    /// Contacts in which it was asked and nothing was found.
    #[ts(type = "number")]
    pub nothing_found: u64,
    /// Contacts in which either happened.
    #[ts(type = "number")]
    pub contacts: u64,
    /// Failed of those contacts that passed or failed.
    pub failed: Ratio,
}

/// What agents found wrong with an article.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, TS, JsonSchema)]
pub struct Faults {
    /// Its id.
    pub article: String,
    /// Contacts in which somebody said that it is wrong.
    #[ts(type = "number")]
    pub wrong: u64,
    /// … that it was so once.
    #[ts(type = "number")]
    pub outdated: u64,
    /// … that nobody can follow it.
    #[ts(type = "number")]
    pub unclear: u64,
    /// … something else.
    #[ts(type = "number")]
    pub other: u64,
    /// Contacts in which somebody said any of it.
    #[ts(type = "number")]
    pub contacts: u64,
}

/// By what contacts can be told apart: names that any contact ever had.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, TS, JsonSchema)]
pub struct Choices {
    /// Queues, in the order of their names.
    pub queues: Vec<String>,
    /// Languages of contacts, as they named them.
    pub languages: Vec<String>,
}

pub(crate) fn choices(session: &Session) -> Result<Choices, Failure> {
    let all = |kind| {
        let mut names: Vec<String> = names::all(session, kind)?.into_values().collect();
        names.sort_unstable();
        Ok::<_, Failure>(names)
    };
    Ok(Choices { queues: all(Kind::Queue)?, languages: all(Kind::Lang)? })
}

/// Adds up what the contacts that `filter` takes note; of gaps and faults the first `limit`.
pub(crate) fn noted(
    session: &Session,
    policy: &Policy,
    watermark: Ms,
    filter: &Filter,
    limit: usize,
) -> Result<Noted, Failure> {
    let sieve = Sieve::of(session, filter)?;
    let asked = Asked { sieve: &sieve, policy };
    let gaps = gaps(session, watermark, asked)?;
    let faults = faults(session, asked)?;
    let (gaps_of, faults_of) = (gaps.len() as u64, faults.len() as u64);
    Ok(Noted {
        root_causes: causes(session, asked)?,
        gaps: gaps.into_iter().take(limit).collect(),
        gaps_of,
        faults: faults.into_iter().take(limit).collect(),
        faults_of,
    })
}

/// Of which contacts.
#[derive(Clone, Copy)]
struct Asked<'a> {
    sieve: &'a Sieve,
    policy: &'a Policy,
}

impl Asked<'_> {
    fn period(&self) -> (Ms, Ms) {
        (self.sieve.from.unwrap_or(Ms::MIN), self.sieve.to.unwrap_or(Ms::MAX))
    }

    fn takes(&self, fact: &Fact) -> bool {
        let channel = Channel::ALL.get(usize::from(fact.channel));
        channel.is_some_and(|channel| self.policy.takes(*channel)) && self.sieve.takes(fact)
    }
}

/// Rows of a kind that are asked about.
fn each(
    session: &Session,
    of: Of,
    asked: Asked<'_>,
    mut with: impl FnMut(Row),
) -> Result<(), Failure> {
    noted::each(session, of, asked.period(), |row| {
        if asked.takes(&row.fact) {
            with(row);
        }
    })
}

fn causes(session: &Session, asked: Asked<'_>) -> Result<Vec<RootCauseCount>, Failure> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    if asked.policy.channels.is_none() && asked.sieve.is_of_time_alone() {
        counts.extend(noted::sums(session, Of::Cause, asked.period())?);
    } else {
        each(session, Of::Cause, asked, |row| *counts.entry(row.what).or_default() += 1)?;
    }
    let mut causes: Vec<RootCauseCount> =
        counts.into_iter().map(|(cause, contacts)| RootCauseCount { cause, contacts }).collect();
    causes.sort_by(|a, b| b.contacts.cmp(&a.contacts).then_with(|| a.cause.cmp(&b.cause)));
    Ok(causes)
}

/// The contacts of a question.
#[derive(Default)]
struct Question {
    recorded: u64,
    nothing_found: u64,
    contacts: HashSet<[u8; 16]>,
}

fn gaps(session: &Session, watermark: Ms, asked: Asked<'_>) -> Result<Vec<Gap>, Failure> {
    let mut questions: BTreeMap<(String, String), Question> = BTreeMap::new();
    let mut contacts: Vec<(Ms, [u8; 16], [u8; 16])> = Vec::new();
    for of in [Of::Gap, Of::NothingFound] {
        each(session, of, asked, |row| {
            let question = questions.entry((row.what, row.more)).or_default();
            match of {
                Of::Gap => question.recorded += 1,
                _ => question.nothing_found += 1,
            }
            question.contacts.insert(row.fact.id);
            contacts.push((row.fact.end, row.fact.id, row.key));
        })?;
    }
    contacts.sort_unstable_by(|a, b| b.cmp(a));
    contacts.dedup();
    contacts.truncate(JUDGED);
    let failed = failed(session, asked.policy, watermark, &contacts)?;
    let gap = |((query, lang), question): ((String, String), Question)| {
        let judged = question.contacts.iter().filter_map(|id| failed.get(id));
        let (n, k) = judged.fold((0, 0), |(n, k), failed| (n + 1, k + u64::from(*failed)));
        Gap {
            query,
            lang: (!lang.is_empty()).then_some(lang),
            recorded: question.recorded,
            nothing_found: question.nothing_found,
            contacts: question.contacts.len() as u64,
            failed: Ratio::new(k, n),
        }
    };
    let mut gaps: Vec<Gap> = questions.into_iter().map(gap).collect();
    // A stable sort: the same order again is by question and language.
    gaps.sort_by_key(|gap| std::cmp::Reverse((gap.failed.k, gap.contacts)));
    Ok(gaps)
}

/// Whether each of these contacts failed, where it passed or failed.
fn failed(
    session: &Session,
    policy: &Policy,
    watermark: Ms,
    contacts: &[(Ms, [u8; 16], [u8; 16])],
) -> Result<HashMap<[u8; 16], bool>, Failure> {
    let mut keys: Vec<[u8; 16]> = contacts.iter().map(|(.., key)| *key).collect();
    keys.sort_unstable();
    keys.dedup();
    let wanted: HashSet<ContactId> =
        contacts.iter().map(|(_, id, _)| ContactId(Uuid::from_bytes(*id))).collect();
    let mut failed = HashMap::new();
    for some in keys.chunks(256) {
        for facts in people::of(session, some)?.values() {
            let cases: Vec<_> = facts.iter().map(Fact::case).collect();
            for judged in judge(&cases, policy, watermark) {
                let ended = matches!(judged.verdict, Verdict::Passed | Verdict::Failed);
                if ended && wanted.contains(&judged.contact_id) {
                    let id = *judged.contact_id.as_bytes();
                    failed.insert(id, judged.verdict == Verdict::Failed);
                }
            }
        }
    }
    Ok(failed)
}

fn faults(session: &Session, asked: Asked<'_>) -> Result<Vec<Faults>, Failure> {
    let mut articles: BTreeMap<String, (Faults, HashSet<[u8; 16]>)> = BTreeMap::new();
    each(session, Of::Fault, asked, |row| {
        let (faults, contacts) = articles.entry(row.what).or_default();
        let count = match row.more.as_str() {
            "wrong" => &mut faults.wrong,
            "outdated" => &mut faults.outdated,
            "unclear" => &mut faults.unclear,
            _ => &mut faults.other,
        };
        *count += 1;
        contacts.insert(row.fact.id);
    })?;
    let mut faults: Vec<Faults> = articles
        .into_iter()
        .map(|(article, (faults, contacts))| Faults {
            article,
            contacts: contacts.len() as u64,
            ..faults
        })
        .collect();
    faults.sort_by_key(|faults| std::cmp::Reverse(faults.contacts));
    Ok(faults)
}
