//! The lint finds each thing it names, and finds nothing in the starter articles.

use std::collections::BTreeSet;

use knowledge_base::import::import;
use knowledge_base::lint::{Against, Rule, lint};
use knowledge_base::{Article, State};

const GOOD: &str = "## Steps {#steps}\n\n1. Ask for the number.\n2. Restart the box.\n";

fn good(id: &str, lang: &str) -> Article {
    Article {
        reasons: vec!["a/b".into()],
        ..crate::article(id, lang, &format!("Title {id}"), GOOD)
    }
}

fn found(articles: &[Article]) -> Vec<(String, Rule)> {
    let against = Against {
        today: Some("2026-11-21".into()),
        reasons: Some(BTreeSet::from(["a/b".to_owned()])),
    };
    lint(articles, &against).into_iter().map(|f| (f.key.to_string(), f.rule)).collect()
}

#[test]
fn every_rule_finds_its_article_and_only_that() {
    let other = good("other", "en");
    let wrong = |change: &dyn Fn(&mut Article)| {
        let mut article = good("x", "en");
        change(&mut article);
        found(&[article, other.clone()])
    };
    let x = |rule| vec![("x/en".to_owned(), rule)];
    assert_eq!(wrong(&|_| {}), []);
    assert_eq!(wrong(&|a| a.valid_until = Some("2026-11-20".into())), x(Rule::Expired));
    assert_eq!(wrong(&|a| a.valid_until = Some("2026-11-21".into())), []);
    assert_eq!(wrong(&|a| a.updated = Some("2024-11-20".into())), x(Rule::Old));
    assert_eq!(wrong(&|a| a.updated = Some("2024-11-21".into())), []);
    assert_eq!(wrong(&|a| a.also_check = vec!["nowhere".into()]), x(Rule::BrokenAlsoCheck));
    assert_eq!(wrong(&|a| a.also_check = vec!["x".into()]), x(Rule::BrokenAlsoCheck));
    assert_eq!(wrong(&|a| a.also_check = vec!["other".into()]), []);
    assert_eq!(wrong(&|a| a.body = "Only talk.\n\n- a\n".into()), x(Rule::NoSteps));
    assert_eq!(wrong(&|a| a.reasons.clear()), x(Rule::NoReason));
    assert_eq!(wrong(&|a| a.reasons.push("a/c".into())), x(Rule::UnknownReason));
    assert_eq!(
        wrong(&|a| a.body.push_str("\n## Empty\n\n## Full\n\nText.\n")),
        x(Rule::EmptySection)
    );
    assert_eq!(wrong(&|a| a.body.push_str("\n## Above\n\n### Below\n\nText.\n")), []);
    assert_eq!(wrong(&|a| a.body.push_str(&"long ".repeat(1500))), x(Rule::TooLong));
    assert_eq!(wrong(&|a| a.title.clear()), x(Rule::Title));
    assert_eq!(wrong(&|a| a.title = "t".repeat(111)), x(Rule::Title));
    assert_eq!(
        wrong(&|a| a.title = "title OTHER!".into()),
        [("other/en".to_owned(), Rule::SameTitle)]
    );
    assert_eq!(
        wrong(&|a| {
            a.reasons.clear();
            a.state = State::Archived;
        }),
        []
    );
}

#[test]
fn near_copies_are_found_in_their_language_only() {
    let text = |id: &str, lang: &str, last: &str| {
        let body: String =
            (0..60).map(|i| format!("{i}. Step number {i} of the way to the box.\n")).collect();
        Article { body: body + last, ..good(id, lang) }
    };
    let articles = [text("a", "en", "end"), text("b", "en", "END, almost"), text("c", "sv", "end")];
    let same: Vec<String> = found(&articles)
        .into_iter()
        .filter_map(|(key, rule)| (rule == Rule::SameText).then_some(key))
        .collect();
    assert_eq!(same, ["b/en"]);
}

#[test]
fn languages_of_one_article_are_compared() {
    let mut articles = vec![good("a", "en"), good("a", "sv"), good("a", "ar"), good("b", "en")];
    articles.push(Article { lang: "de".into(), ..good("b", "de") });
    articles[1].body.push_str("3. Further.\n");
    articles[2].version = 2;
    let got = found(&articles);
    assert!(got.contains(&("a/sv".into(), Rule::StepsDiffer)), "{got:?}");
    assert!(got.contains(&("a/en".into(), Rule::Behind)), "{got:?}");
    assert!(got.contains(&("b/en".into(), Rule::MissingLanguage)), "{got:?}");
}

#[test]
fn the_starter_articles_have_nothing_to_mend() {
    let read = import(&crate::starter()).unwrap();
    let codes = crate::starter().with_file_name("codes").join("reasons.toml");
    let text = std::fs::read_to_string(codes).unwrap();
    let file: toml::Table = toml::from_str(&text).unwrap();
    let reasons = file["reason"].as_array().unwrap();
    let reasons =
        reasons.iter().map(|reason| reason["path"].as_str().unwrap().to_owned()).collect();
    let against = Against { today: Some("2026-11-21".into()), reasons: Some(reasons) };
    assert_eq!(lint(&read.articles, &against), []);
}
