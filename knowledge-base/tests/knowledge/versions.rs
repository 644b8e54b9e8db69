//! Earlier versions: kept, shown, readable, and hidden from who may not see them.

use std::fs;
use std::io::Write;

use knowledge_base::{Article, How, Index, Key, Query, See, State};

use crate::{article, ask, ids, index};

const BODY: &str = "## Question {#question}\nIt is slow.\n\n## Steps {#steps}\n1. Restart it.\n";

fn version(number: u32, title: &str, body: &str) -> Article {
    Article {
        version: number,
        updated: Some(format!("2026-01-{number:02}")),
        ..article("KB-1", "en", title, body)
    }
}

fn numbers(index: &Index, see: See) -> Vec<u32> {
    let versions = index.history(&Key::new("KB-1", "en"), see, Some("2026-11-25")).unwrap();
    versions.iter().map(|version| version.version).collect()
}

#[test]
fn what_a_newer_version_replaces_can_still_be_read() {
    let (dir, index) = index(vec![version(1, "Slow line", BODY)]);
    index.put([version(2, "Slow line", &BODY.replace("Restart it", "Restart it twice"))]).unwrap();
    let mut third = version(3, "Slow broadband", "## Steps {#steps}\n1. Restart it.\n");
    third.summary = Some("Restart.".into());
    index.replace([third.clone(), article("KB-2", "en", "Other", "x")], |_| {}).unwrap();

    let key = Key::new("KB-1", "en");
    let versions = index.history(&key, See::default(), Some("2026-11-25")).unwrap();
    let told: Vec<(u32, bool, &str)> =
        versions.iter().map(|v| (v.version, v.current, v.title.as_str())).collect();
    assert_eq!(
        told,
        [(3, true, "Slow broadband"), (2, false, "Slow line"), (1, false, "Slow line")]
    );
    assert_eq!(versions[1].updated.as_deref(), Some("2026-01-02"));
    let changed = |at: usize| -> Vec<(&str, bool, How)> {
        let changes = versions[at].changes.as_deref().unwrap();
        changes.iter().map(|c| (c.part.as_str(), c.section, c.how)).collect()
    };
    assert_eq!(
        changed(0),
        [
            ("title", false, How::Changed),
            ("summary", false, How::Added),
            ("Steps", true, How::Changed),
            ("Question", true, How::Removed),
        ]
    );
    assert_eq!(changed(1), [("Steps", true, How::Changed)]);
    assert_eq!(versions[2].changes, None, "nothing is known before it");
    assert_eq!(index.version(&key, 1).unwrap(), Some(version(1, "Slow line", BODY)));
    assert_eq!(index.version(&key, 3).unwrap(), Some(third));
    assert_eq!(index.version(&key, 9).unwrap(), None);
    assert!(ask(&index, "twice").hits.is_empty(), "a search sees only what is current");

    // another opening, a new build, and an index that was damaged: history stays
    drop(index);
    let again = Index::open(dir.path()).unwrap();
    assert_eq!(numbers(&again, See::default()), [3, 2, 1]);
    drop(again);
    fs::write(dir.path().join("current"), "nonsense").unwrap();
    let built = Index::create(dir.path(), [version(4, "Slow", BODY)], |_| {}).unwrap();
    assert_eq!(numbers(&built, See::default()), [4, 2, 1], "3 was in the damaged part");
    built.remove(&[Key::new("KB-1", "en")]).unwrap();
    assert_eq!(numbers(&built, See::default()), [4, 2, 1], "taken out, and still to be read");
    assert!(ids(&ask(&built, "slow")).is_empty());
}

#[test]
fn the_same_version_again_is_no_new_one() {
    let (_dir, index) = index(vec![version(1, "Slow line", BODY)]);
    let mut same = version(1, "Slow line", BODY);
    same.codes = vec!["BB-1".into()];
    index.put([same]).unwrap();
    assert_eq!(numbers(&index, See::default()), [1]);
}

#[test]
fn a_line_cut_short_costs_that_version_only_and_old_ones_go_in_the_end() {
    let (dir, index) = index(vec![version(1, "One", BODY)]);
    index.put([version(2, "Two", BODY)]).unwrap();
    let file = dir.path().join("history.jsonl");
    let mut cut = fs::File::options().append(true).open(&file).unwrap();
    cut.write_all(b"{\"id\":\"KB-1\",\"lang\":\"en\",\"ver").unwrap();
    drop(cut);
    index.put([version(3, "Three", BODY)]).unwrap();
    assert_eq!(numbers(&index, See::default()), [3, 2, 1]);

    for n in 4..=28 {
        index.put([version(n, "More", BODY)]).unwrap();
        index.put([version(2, "Back", BODY)]).unwrap();
    }
    let lines = fs::read_to_string(&file).unwrap().lines().count();
    assert!(lines <= 28 + 50 + 28, "{lines} lines of 28 versions");
    assert_eq!(numbers(&index, See::default()).len(), 28);
}

#[test]
fn versions_are_shown_to_those_who_may_see_them() {
    let mut draft = version(1, "Secret plan", BODY);
    draft.state = State::Draft;
    let (_dir, index) = index(vec![draft]);
    index.put([version(2, "Slow line", BODY)]).unwrap();
    let mut old = version(3, "Slow line", BODY);
    old.valid_until = Some("2026-10-31".into());
    index.put([old]).unwrap();
    assert_eq!(numbers(&index, See::default()), [2], "3 is out of date, 1 was a draft");
    assert_eq!(numbers(&index, See { expired: true, ..See::default() }), [3, 2]);
    assert_eq!(numbers(&index, See::everything()), [3, 2, 1]);
    let versions = index.history(&Key::new("KB-1", "en"), See::default(), None).unwrap();
    let second = versions.iter().find(|v| v.version == 2).unwrap();
    assert_eq!(second.changes, None, "what it changed of a draft tells of the draft");
}

#[test]
fn a_spelling_is_not_suggested_from_what_may_not_be_seen() {
    let mut draft = article("D", "en", "Zephyrium launch", "x");
    draft.state = State::Draft;
    let (_dir, index) = index(vec![draft, article("A", "en", "Router reset", "x")]);
    assert_eq!(ask(&index, "zephyriun").suggestion, None);
    assert_eq!(ask(&index, "ruoter").suggestion.as_deref(), Some("router"));
}

#[test]
fn a_hit_opens_at_its_section_and_shows_where_the_article_stands() {
    let body = "Intro.\n\n## The caller asks\nWhy is it red?\n\n## Steps {#steps}\n1. Hold the button.\n\n## Charges {#charges}\nA technician costs 900 kronor.\n";
    let mut costs = article("KB-1", "en", "Red light", body);
    costs.state = State::Unvalidated;
    costs.updated = Some("2026-03-01".into());
    let (_dir, index) = index(vec![costs.clone()]);
    let hit = ask(&index, "what does a technician cost").hits.remove(0);
    let sections = knowledge_base::sections(&costs);
    let section = &sections[hit.section as usize];
    assert_eq!(section.id.as_deref(), Some("charges"));
    assert_eq!(hit.section_id, section.id);
    assert_eq!(hit.heading.as_deref(), Some("Charges"));
    assert!(section.markdown.contains(&hit.passage), "the passage is of that section");
    assert_eq!((hit.state, hit.updated.as_deref()), (State::Unvalidated, Some("2026-03-01")));
}

#[test]
fn nothing_hidden_is_found_in_any_way_of_asking() {
    type Hide = fn(&mut Article);
    let hidden: [(&str, Hide); 4] = [
        ("DRAFT-1", |a| a.state = State::Draft),
        ("ARCHIVED-1", |a| a.state = State::Archived),
        ("RESTRICTED-1", |a| a.audience = knowledge_base::Audience::Restricted),
        ("EXPIRED-1", |a| a.valid_until = Some("2026-11-24".into())),
    ];
    let mut articles =
        vec![article("OPEN-1", "en", "Router reset F-31", "Press the router button.")];
    for (id, hide) in hidden {
        for lang in ["en", "sv"] {
            let mut article = article(id, lang, "Router reset F-31", "Press the router button.");
            hide(&mut article);
            articles.push(article);
        }
    }
    let mut last_day = article("LAST-1", "en", "Router reset F-31", "Press the router button.");
    last_day.valid_until = Some("2026-11-25".into());
    articles.push(last_day);
    let (_dir, index) = index(articles);
    for text in [
        "router",
        "router reset",
        "rout",
        "ruoter",
        "\"router reset\"",
        "F-31",
        "DRAFT-1",
        "RESTRICTED-1",
        "EXPIRED-1",
        "ARCHIVED-1",
        "press button",
    ] {
        for typing in [false, true] {
            for lang in [None, Some("en"), Some("sv")] {
                let query = Query {
                    text: text.into(),
                    typing,
                    lang: lang.map(Into::into),
                    today: Some("2026-11-25".into()),
                    ..Query::default()
                };
                let answer = index.search(&query).unwrap();
                for id in ids(&answer) {
                    assert!(["OPEN-1", "LAST-1"].contains(&id), "{text:?} {typing} {lang:?}: {id}");
                }
            }
        }
    }
}
