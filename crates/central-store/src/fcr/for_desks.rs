//! What desks are told of their whole team: how often each reason was used lately, and how the
//! articles did.
//!
//! One walk over the contacts of the last four weeks by the time they began, and over the customers
//! of those in which an article was used, some thousands at a time. Nothing of it is kept while
//! contacts come in. The verdicts are the rule's ([`kernel`](crate::fcr::kernel)), under the team's
//! own policy where it has one.

use std::collections::{BTreeMap, HashMap};

use contact::fcr::Policy;
use contact::protocol::team::{ArticleFigures, ReasonUses};
use contact::{ArticleRole, Ms, ReasonPath};
use serde::Deserialize;

use crate::Failure;
use crate::engine::{Session, values};
use crate::fcr::fact::Fact;
use crate::fcr::kernel::{Count, Room, count};
use crate::fcr::sums::{Of, PLAIN};
use crate::fcr::{people, sweep};
use crate::tables::names::{self, Kind};

/// "Lately."
const DAYS: u32 = 28;
const DAY_MS: Ms = 24 * 3_600_000;
/// Contacts whose customers are looked at together.
const TOGETHER: usize = 5_000;
/// The commonest are told.
const MOST_REASONS: usize = 500;
const MOST_OF_AN_ARTICLE: usize = 5;
/// The place of a return among the reasons to fail, in the order of `Because::ALL`.
const REPEATED: usize = 4;

/// What is read out of a payload.
#[derive(Deserialize)]
struct Read {
    #[serde(default)]
    articles: Vec<Used>,
}

#[derive(Deserialize)]
struct Used {
    id: String,
    role: ArticleRole,
}

/// Both documents, as of `now`. What began after `watermark` less the window cannot be judged yet.
pub(crate) fn count_lately(
    session: &Session,
    policy: &Policy,
    watermark: Ms,
    now: Ms,
) -> Result<(ReasonUses, ArticleFigures), Failure> {
    let names = names::all(session, Kind::Reason)?;
    let reason = |number: i64| names.get(&number).map(|name| ReasonPath::from(name.as_str()));
    let mut all: HashMap<i64, u32> = HashMap::new();
    let mut with: BTreeMap<String, HashMap<i64, u32>> = BTreeMap::new();
    let mut figures = ArticleFigures { days: DAYS, ..ArticleFigures::default() };
    let mut waiting: HashMap<[u8; 16], Vec<String>> = HashMap::new();
    let mut customers: Vec<[u8; 16]> = Vec::new();
    let mut judging = Judging::of(policy, watermark);
    let mut after = (now - Ms::from(DAYS) * DAY_MS, [0_u8; 16]);
    loop {
        let text = "SELECT started_at, record_id, customer_key, reason_id, payload FROM contact
            WHERE tenant_id = $1 AND (started_at, record_id) > ($2, $3)
            ORDER BY started_at, record_id LIMIT $4";
        let (from, last) = after;
        let asked = values![session.tenant(), from, &last, TOGETHER as i64];
        let mut read = 0;
        session.each(text, asked, |row| {
            read += 1;
            let (id, number): ([u8; 16], i64) = (row.get(1)?, row.get(3)?);
            after = (row.get(0)?, id);
            if number > 0 {
                *all.entry(number).or_default() += 1;
            }
            let payload: &str = row.get(4)?;
            // Most contacts have none, and need not be read.
            if !payload.contains("\"used\"") {
                return Ok(());
            }
            let Ok(Read { articles }) = serde_json::from_str(payload) else { return Ok(()) };
            let mut used: Vec<String> = Vec::new();
            for article in articles.into_iter().filter(|a| a.role == ArticleRole::Used) {
                if !used.contains(&article.id) {
                    used.push(article.id);
                }
            }
            for article in &used {
                if number > 0 {
                    let uses = with.entry(article.clone()).or_default();
                    *uses.entry(number).or_default() += 1;
                }
            }
            if !used.is_empty() {
                customers.push(row.get(2)?);
                waiting.insert(id, used);
            }
            Ok(())
        })?;
        if waiting.len() >= TOGETHER || read < TOGETHER {
            customers.sort_unstable();
            customers.dedup();
            for some in customers.chunks(256) {
                judging.judge(session, some, &mut waiting, &mut figures)?;
            }
            waiting.clear();
            customers.clear();
        }
        if read < TOGETHER {
            break;
        }
    }
    let named = |uses: HashMap<i64, u32>, most: usize| {
        let mut uses: Vec<(ReasonPath, u32)> =
            uses.into_iter().filter_map(|(n, times)| Some((reason(n)?, times))).collect();
        uses.sort_by(|(a, most), (b, least)| least.cmp(most).then_with(|| a.cmp(b)));
        uses.into_iter().take(most).collect()
    };
    let uses = ReasonUses {
        days: DAYS,
        uses: named(all, MOST_REASONS),
        with_article: with
            .into_iter()
            .map(|(id, uses)| (id, named(uses, MOST_OF_AN_ARTICLE)))
            .collect(),
    };
    Ok((uses, figures))
}

struct Judging {
    rule: crate::fcr::kernel::Rule,
    room: Room,
    forward: Ms,
    watermark: Ms,
}

impl Judging {
    fn of(policy: &Policy, watermark: Ms) -> Judging {
        let (rule, _) = sweep::rule(policy, true);
        Judging { rule, room: Room::default(), forward: policy.forward_ms(), watermark }
    }

    fn judge(
        &mut self,
        session: &Session,
        customers: &[[u8; 16]],
        waiting: &mut HashMap<[u8; 16], Vec<String>>,
        figures: &mut ArticleFigures,
    ) -> Result<(), Failure> {
        for facts in people::of(session, customers)?.values() {
            let mut found = Found(HashMap::new());
            count(facts, &self.rule, &mut self.room, &mut found);
            for fact in facts {
                let mature = self.watermark.saturating_sub(fact.end) >= self.forward;
                let Some(found) = found.0.get(&fact.id).filter(|found| mature && found.first)
                else {
                    continue;
                };
                for article in waiting.remove(&fact.id).unwrap_or_default() {
                    let figure = figures.articles.entry(article).or_default();
                    figure.used += 1;
                    figure.resolved += u32::from(found.clear);
                    figure.came_back += u32::from(found.repeated);
                }
            }
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Default)]
struct Seen {
    first: bool,
    clear: bool,
    repeated: bool,
}

/// What was counted at each contact.
struct Found(HashMap<[u8; 16], Seen>);

impl Count for Found {
    fn count(&mut self, _: usize, fact: &Fact, _: usize, counter: usize, by: i64) {
        let Some(of_window) = counter.checked_sub(PLAIN) else { return };
        let (first, clear) = (of_window == Of::First as usize, of_window == Of::Clear as usize);
        let repeated = of_window == Of::Because as usize + REPEATED;
        if by > 0 && (first || clear || repeated) {
            let seen = self.0.entry(fact.id).or_default();
            seen.first |= first;
            seen.clear |= clear;
            seen.repeated |= repeated;
        }
    }
}
