//! What is exported comes in again as it was.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use knowledge_base::export::{Format, export};
use knowledge_base::import::import;
use knowledge_base::{Article, Audience, Index, State};
use proptest::prelude::*;

fn by_key(articles: Vec<Article>) -> BTreeMap<String, Article> {
    articles.into_iter().map(|article| (article.key().to_string(), article)).collect()
}

fn out(articles: &[Article], to: &Path, format: Format) {
    let all = articles.iter().cloned().map(Ok::<Article, io::Error>);
    let written = export(all, to, format, |_| {}).unwrap();
    assert_eq!(written, articles.len());
}

/// Import, index, export, import: the same articles, in both forms.
fn round_trip(from: &Path) {
    let first = import(from).unwrap().articles;
    assert!(!first.is_empty());
    let dir = tempfile::tempdir().unwrap();
    let index = Index::create(dir.path().join("index"), first.clone(), |_| {}).unwrap();
    for (name, format) in [("md", Format::Markdown), ("nd", Format::Ndjson)] {
        let to = dir.path().join(name);
        export(
            index.articles().map(|a| a.map_err(|e| io::Error::other(e.to_string()))),
            &to,
            format,
            |_| {},
        )
        .unwrap();
        let again = import(&to).unwrap();
        assert_eq!(again.problems, [], "{from:?} {name}");
        assert_eq!(by_key(again.articles), by_key(first.clone()), "{from:?} {name}");
    }
}

#[test]
fn import_export_import_gives_the_same_articles() {
    round_trip(&crate::starter());
    for folder in ["zendesk", "chatwoot", "intercom", "html", "csv"] {
        round_trip(&crate::formats::fixtures(folder));
    }
}

#[test]
fn an_updated_index_exports_what_it_holds_now() {
    let (dir, index) = crate::index(vec![
        crate::article("a", "en", "A", "old"),
        crate::article("b", "en", "B", "gone"),
    ]);
    index.put([crate::article("a", "en", "A", "new")]).unwrap();
    index.remove(&["b/en".parse().unwrap()]).unwrap();
    let to = dir.path().join("out");
    export(
        index.articles().map(|a| a.map_err(|e| io::Error::other(e.to_string()))),
        &to,
        Format::Ndjson,
        |_| {},
    )
    .unwrap();
    let again = import(&to).unwrap().articles;
    assert_eq!(again.iter().map(|a| a.body.as_str()).collect::<Vec<_>>(), ["new"]);
}

#[test]
fn an_export_never_mixes_with_what_is_there() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("x"), "mine").unwrap();
    let one = crate::article("a", "en", "A", "text");
    let error =
        export([Ok::<_, io::Error>(one)], dir.path(), Format::Markdown, |_| {}).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
}

#[test]
fn ids_that_no_file_can_be_called_by_come_back() {
    let ids = [
        "../../etc/passwd",
        "CON",
        "a/b",
        "A",
        "a",
        "..",
        "é",
        "x".repeat(200).as_str(),
        "a:b|c?",
        "中文",
    ]
    .map(str::to_owned);
    let articles: Vec<Article> =
        ids.iter().map(|id| crate::article(id, "en", "T", "text")).collect();
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("out");
    out(&articles, &to, Format::Markdown);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing stands outside");
    assert_eq!(by_key(import(&to).unwrap().articles), by_key(articles));
}

/// Letters that have broken a format before.
fn nasty() -> impl Strategy<Value = String> {
    let letters = prop::sample::select(vec![
        "a",
        "Z",
        "9",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\"",
        "'",
        "\\",
        ":",
        ": ",
        "#",
        " #",
        "- ",
        "---\n",
        "+++\n",
        "...",
        "{",
        "}",
        "[",
        "]",
        ",",
        "&a",
        "*a",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "~",
        "true",
        "null",
        "0x1",
        "1e3",
        "\u{feff}",
        "\u{2028}",
        "\u{85}",
        "\u{7f}",
        "\u{1b}",
        "\u{202e}",
        "\u{2067}",
        "\u{fffe}",
        "\u{10ffff}",
        "é",
        "e\u{301}",
        "中",
        "ع",
        "👩‍👧",
        "\u{e000}",
        "<b>",
        "&lt;",
        "\u{0}",
    ]);
    prop::collection::vec(letters, 0..14).prop_map(|parts| parts.concat())
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Bool(true)),
        any::<i64>().prop_map(serde_json::Value::from),
        (-1_000_000..1_000_000i32).prop_map(|n| serde_json::Value::from(f64::from(n) / 64.0)),
        nasty().prop_map(|text| serde_json::Value::from(text.replace('\0', ""))),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(serde_json::Value::from),
            prop::collection::btree_map(nasty(), inner, 0..3)
                .prop_map(|map| map.into_iter().collect::<serde_json::Value>()),
        ]
    })
}

prop_compose! {
    fn article()(
        (id, title, body) in (nasty(), nasty(), nasty()),
        summary in prop::option::of(nasty()),
        (keywords, products) in (prop::collection::vec(nasty(), 0..3), prop::collection::vec(nasty(), 0..2)),
        further in prop::collection::btree_map(nasty(), value(), 0..3),
        (state, audience, version) in (0..4usize, 0..3usize, any::<u32>()),
        lang in prop::sample::select(vec!["en", "sv", "zh-Hans", "zh-Hant", "ar", "no", "pt-BR"]),
        valid_until in prop::option::of(Just("2027-01-31".to_owned())),
    ) -> Article {
        Article {
            id, title, body: format!("{body}x"), summary, keywords, products, further, version, valid_until,
            lang: lang.into(),
            state: [State::Draft, State::Unvalidated, State::Validated, State::Archived][state],
            audience: [Audience::Agent, Audience::Customer, Audience::Restricted][audience],
            reasons: vec!["a/b".into()],
            ..Article::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]
    #[test]
    fn any_article_that_came_in_comes_in_again(articles in prop::collection::vec(article(), 1..4)) {
        let dir = tempfile::tempdir().unwrap();
        let raw = dir.path().join("raw");
        std::fs::create_dir(&raw).unwrap();
        let lines: Vec<String> = articles.iter().map(|a| serde_json::to_string(a).unwrap()).collect();
        std::fs::write(raw.join("articles.jsonl"), lines.join("\n")).unwrap();
        let first = import(&raw).unwrap().articles;
        for (name, format) in [("md", Format::Markdown), ("nd", Format::Ndjson)] {
            let to = dir.path().join(name);
            let all = first.iter().cloned().map(Ok::<Article, io::Error>);
            export(all, &to, format, |_| {}).unwrap();
            let again = import(&to).unwrap();
            prop_assert_eq!(by_key(again.articles), by_key(first.clone()), "{} {:?}", name, again.problems);
        }
    }
}

#[test]
fn nothing_exported_is_nothing_written() {
    let dir = tempfile::tempdir().unwrap();
    let none: [Result<Article, io::Error>; 0] = [];
    assert_eq!(export(none, &dir.path().join("x"), Format::Markdown, |_| {}).unwrap(), 0);
}
