//! What an author should look at again: articles that are whole and still serve badly.
//!
//! Every finding names one article, a rule and what to do. Nothing here changes an article, and
//! none of it keeps one out.
//!
//! Deliberately absent: taste, spelling, and what only the callers know (see the gaps report).

mod near;

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Parser, Tag};
use serde::Serialize;

use crate::section::{markdown_options, split};
use crate::{Article, Key, State};

/// Characters an agent can take in while a caller waits; Chinese says as much in half of them.
const LONG: usize = 6_000;
const LONG_TITLE: usize = 110;

/// The rules, in the order they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Past its last day.
    Expired,
    /// Not looked at for a long time.
    Old,
    /// "Also check" names an article that is not there, or not for agents.
    BrokenAlsoCheck,
    /// Nothing says what to do, one step after the other.
    NoSteps,
    /// No contact reason leads here.
    NoReason,
    /// A reason that the list of reasons does not know.
    UnknownReason,
    /// A heading with nothing under it.
    EmptySection,
    /// Longer than can be read in a call.
    TooLong,
    /// The title is missing or too long for a line.
    Title,
    /// Two articles with one title in one language.
    SameTitle,
    /// Two articles that say the same.
    SameText,
    /// Other articles are in a language that this one is not in.
    MissingLanguage,
    /// The languages of one article have different numbers of steps.
    StepsDiffer,
    /// A language's version is behind the others.
    Behind,
}

/// One thing to look at again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The article.
    pub key: Key,
    /// Which rule.
    pub rule: Rule,
    /// What is the matter and what to do, in English.
    pub reason: String,
}

/// What the articles are held against.
#[derive(Clone, Debug, Default)]
pub struct Against {
    /// The day it is, `YYYY-MM-DD`; without it nothing is out of date.
    pub today: Option<String>,
    /// Paths of contact reasons; without them every reason is believed.
    pub reasons: Option<BTreeSet<String>>,
}

/// All findings, by article and rule. Archived articles are let be.
pub fn lint(articles: &[Article], against: &Against) -> Vec<Finding> {
    let living: Vec<&Article> = articles.iter().filter(|a| a.state != State::Archived).collect();
    let mut findings = Vec::new();
    let by_id = subjects(&living);
    for article in &living {
        let mut say = |rule: Rule, reason: String| {
            findings.push(Finding { key: article.key(), rule, reason });
        };
        dates(article, against, &mut say);
        reasons(article, against, &mut say);
        text(article, &mut say);
        for id in &article.also_check {
            match by_id.get(id.as_str()) {
                _ if *id == article.id => {
                    say(Rule::BrokenAlsoCheck, format!("it names itself ({id}); take that out"));
                }
                None => say(
                    Rule::BrokenAlsoCheck,
                    format!("{id} is not among the articles; correct or take it out"),
                ),
                Some(subject) if subject.iter().all(|other| other.state == State::Draft) => {
                    say(
                        Rule::BrokenAlsoCheck,
                        format!("{id} is only a draft; finish it or take it out"),
                    );
                }
                Some(_) => {}
            }
        }
    }
    languages(&by_id, &mut findings);
    near::alike(&living, &mut findings);
    findings.sort_by(|a, b| (&a.key, a.rule, &a.reason).cmp(&(&b.key, b.rule, &b.reason)));
    findings
}

type Subjects<'a> = BTreeMap<&'a str, Vec<&'a Article>>;

fn subjects<'a>(articles: &[&'a Article]) -> Subjects<'a> {
    let mut by_id = Subjects::new();
    for article in articles {
        by_id.entry(article.id.as_str()).or_default().push(article);
    }
    by_id
}

fn dates(article: &Article, against: &Against, say: &mut impl FnMut(Rule, String)) {
    let Some(today) = &against.today else { return };
    // days of one form compare as text
    if let Some(last) = article.valid_until.as_ref().filter(|last| *last < today) {
        say(
            Rule::Expired,
            format!(
                "valid until {last}; agents no longer see it. Check and prolong it, or archive it"
            ),
        );
    }
    let years = |day: &str| day.get(..4)?.parse::<i32>().ok();
    if let Some(updated) = &article.updated
        && let (Some(then), Some(now)) = (years(updated), years(today))
        && (now - then > 2 || (now - then == 2 && updated.get(4..) < today.get(4..)))
    {
        say(Rule::Old, format!("last changed on {updated}, over two years ago; read it again"));
    }
}

fn reasons(article: &Article, against: &Against, say: &mut impl FnMut(Rule, String)) {
    if article.reasons.is_empty() {
        say(
            Rule::NoReason,
            "no contact reason leads to it; add reasons: [path/of/reason]".to_owned(),
        );
    }
    if let Some(known) = &against.reasons {
        for reason in article.reasons.iter().filter(|reason| !known.contains(*reason)) {
            say(
                Rule::UnknownReason,
                format!("{reason:?} is not in the list of reasons; correct it"),
            );
        }
    }
}

fn text(article: &Article, say: &mut impl FnMut(Rule, String)) {
    let sections = split(&article.body);
    for (i, section) in sections.iter().enumerate() {
        // a heading over smaller headings is a title of them
        let level = |at: usize| {
            let rest = article.body[sections[at].range.clone()].trim_start();
            rest.bytes().take_while(|byte| *byte == b'#').count()
        };
        let parent = sections.get(i + 1).is_some() && level(i + 1) > level(i) && level(i) > 0;
        if section.markdown.is_empty() && !section.heading.is_empty() && !parent {
            let heading = &section.heading;
            say(
                Rule::EmptySection,
                format!("nothing stands under {heading:?}; fill it or take it out"),
            );
        }
    }
    if steps(&article.body) == 0 {
        say(Rule::NoSteps, "no numbered steps; say what to do, one step a line: 1. ...".to_owned());
    }
    let dense = article.lang.starts_with("zh") || article.lang.starts_with("ja");
    let most = if dense { LONG / 2 } else { LONG };
    let length = article.body.chars().count();
    if length > most {
        say(
            Rule::TooLong,
            format!("{length} characters; over {most} cannot be read in a call. Split it"),
        );
    }
    let title = article.title.chars().count();
    if title == 0 {
        say(Rule::Title, "no title; say what the caller asks".to_owned());
    } else if title > LONG_TITLE {
        say(
            Rule::Title,
            format!("the title has {title} characters; over {LONG_TITLE} do not fit a line"),
        );
    }
}

/// Items of numbered lists that do not stand in another list.
fn steps(body: &str) -> usize {
    let mut steps = 0;
    let mut lists: Vec<bool> = Vec::new();
    for event in Parser::new_ext(body, markdown_options()) {
        match event {
            Event::Start(Tag::List(start)) => lists.push(start.is_some()),
            Event::End(pulldown_cmark::TagEnd::List(_)) => {
                lists.pop();
            }
            Event::Start(Tag::Item) if lists == [true] => steps += 1,
            _ => {}
        }
    }
    steps
}

fn languages(by_id: &Subjects<'_>, findings: &mut Vec<Finding>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for subject in by_id.values() {
        for article in subject {
            *counts.entry(article.lang.as_str()).or_default() += 1;
        }
    }
    // a language that only a few articles are in is not one the centre works in
    let used: Vec<&str> = counts
        .iter()
        .filter(|(_, count)| **count * 2 >= by_id.len())
        .map(|(lang, _)| *lang)
        .collect();
    for (id, subject) in by_id {
        let missing: Vec<&str> = used
            .iter()
            .copied()
            .filter(|lang| subject.iter().all(|article| article.lang != *lang))
            .collect();
        if let (false, Some(first)) = (missing.is_empty(), subject.first()) {
            let reason = format!("{id} is not in {}; translate it", missing.join(", "));
            findings.push(Finding { key: first.key(), rule: Rule::MissingLanguage, reason });
        }
        let numbers: Vec<(usize, &&Article)> =
            subject.iter().map(|article| (steps(&article.body), article)).collect();
        let mut tally: BTreeMap<usize, usize> = BTreeMap::new();
        for (steps, _) in &numbers {
            *tally.entry(*steps).or_default() += 1;
        }
        let usual =
            tally.iter().max_by_key(|(steps, count)| (**count, **steps)).map(|(steps, _)| *steps);
        let newest = subject.iter().map(|article| article.version).max().unwrap_or(1);
        for (steps, article) in numbers {
            if let Some(usual) = usual.filter(|usual| *usual != steps) {
                let reason =
                    format!("{steps} steps where its other languages have {usual}; compare them");
                findings.push(Finding { key: article.key(), rule: Rule::StepsDiffer, reason });
            }
            if article.version < newest {
                let reason = format!(
                    "version {} where another language is at {newest}; translate the change",
                    article.version
                );
                findings.push(Finding { key: article.key(), rule: Rule::Behind, reason });
            }
        }
    }
}
