//! Import: what is right comes in, what is wrong is named by file and line.

use std::fs;
use std::path::Path;

use knowledge_base::import::{Import, import};
use knowledge_base::{Audience, State, sections};

fn folder(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Import) {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let read = import(dir.path()).unwrap();
    (dir, read)
}

/// The one problem of a folder with this file and a good one, as `line: reason`.
fn problem_of(name: &str, bytes: &[u8]) -> String {
    let good = b"---\nid: good\nlang: en\ntitle: Good\n---\nText.\n";
    let (_dir, read) = folder(&[(name, bytes), ("good.md", good)]);
    assert_eq!(read.articles.len(), 1, "{name}: only the good one comes in");
    assert_eq!(read.articles[0].id, "good");
    let [problem] = read.problems.as_slice() else { panic!("{name}: {:?}", read.problems) };
    assert!(!problem.imported);
    assert!(problem.path.ends_with(name));
    format!("{}: {}", problem.line.map_or("-".into(), |line| line.to_string()), problem.reason)
}

#[test]
fn every_problem_is_named_and_keeps_the_rest_in() {
    for (name, bytes, want) in [
        ("a.md", &b"---\nid: a\nlang: en\ntitle: [x\n---\nText."[..], "broken front matter"),
        (
            "b.md",
            b"---\nid: b\nlang: en\ntitle: B\nText without an end.",
            "1: the front matter has no end",
        ),
        ("c.md", b"---\nid: c\nlang: en\n---\nText, no heading.", "no title"),
        ("d.md", b"---\nid: d\nlang: en\ntitle: D\n---\n  \n", "6: the article is empty"),
        ("e.md", b"", "the file is empty"),
        (
            "f.md",
            b"---\nid: f\nlang: klingon\ntitle: F\n---\nText.",
            "\"klingon\" is no language tag",
        ),
        ("g.md", b"---\nid: g\nlang: xx\ntitle: G\n---\nText.", "\"xx\" is no language tag"),
        (
            "h.md",
            b"---\nid: h\nlang: en\ntitle: H\n---\nText \xff\xfe.",
            "6: the file is not UTF-8",
        ),
        ("i.md", b"\x89PNG\0\0\x01", "binary"),
        (
            "j.md",
            b"id,title,words\n1,Router,Reset\n2,Invoice,Pay\n",
            "1: the first row names no column for the text",
        ),
        ("k.md", b"---\nid: k\ntitle: K\n---\nText.", "no language"),
        ("l.md", b"---\nid: good\nlang: en\ntitle: L\n---\nText.", "already in"),
        ("m.md", b"+++\nid = 'm'\nlang = 'en'\ntitle =\n+++\nText.", "4: broken front matter"),
        ("n.md", b"---\nid: n\nlang: en\ntitle: N\nstate: done\n---\nText.", "broken front matter"),
        (
            "o.md",
            b"---\nid: o\nlang: en\ntitle: O\nvalid_until: 3/4/2026\n---\nText.",
            "valid_until \"3/4/2026\" is no day",
        ),
        ("p.jsonl", b"{\"id\":\"p\",\"lang\":\"en\",\"title\":\"P\"}\n", "1: the article is empty"),
        ("q.jsonl", b"\n{\"id\":\"q\",\"lang\":\n", "2: no article in JSON"),
    ] {
        // sorted by name, "good.md" comes before l.md and after the others up to f
        let got = problem_of(name, bytes);
        assert!(got.contains(want), "{name}: {got:?} does not say {want:?}");
    }
    let long =
        [b"---\nid: z\nlang: en\ntitle: Z\n---\n".as_slice(), &vec![b'x'; 1_000_001]].concat();
    assert!(problem_of("z.md", &long).contains("over 1 MB"));
    let long = format!(
        "{{\"id\":\"z\",\"lang\":\"en\",\"title\":\"Z\",\"body\":\"{}\"}}\n",
        "x".repeat(1_000_001)
    );
    assert!(problem_of("z.jsonl", long.as_bytes()).contains("over 1 MB"));
}

#[test]
fn a_yaml_bomb_is_a_problem_and_no_more() {
    let mut bomb = String::from("---\nlang: en\ntitle: x\na: &a [x,x,x,x,x,x,x,x,x]\n");
    for (this, last) in [('b', 'a'), ('c', 'b'), ('d', 'c'), ('e', 'd'), ('f', 'e'), ('g', 'f')] {
        bomb += &format!("{this}: &{this} [{}]\n", vec![format!("*{last}"); 9].join(","));
    }
    bomb += "keywords: *g\n---\nText.\n";
    assert!(problem_of("bomb.md", bomb.as_bytes()).contains("broken front matter"));
}

#[test]
fn everything_an_author_writes_arrives() {
    let (_dir, read) = folder(&[
        (
            "billing/late/sv.md",
            "---\r\nversion: 4\r\ntitle: \"Betala: senare\"\r\nstate: unvalidated\r\naudience: customer\r\n\
             products: [mobile]\r\nreasons: [billing/payment/late]\r\nkeywords: [sen, dröjsmål]\r\n\
             also_check: [KB-1]\r\nupdated: 2026-11-01\r\nvalid_until: 2027-11-01\r\n---\r\n## Så här {#steps}\r\n1. Ett\r\n"
                .as_bytes(),
        ),
        ("toml.md", b"+++\nid = 'T-1'\nlang = 'de'\ntitle = 'Titel'\nkeywords = ['a', 'b']\n+++\nText.\n"),
        ("bare/en.md", b"# A heading is the title\n\nText.\n"),
        ("bom.md", b"\xef\xbb\xbf---\nid: bom\nlang: ZH-hant-tw\ntitle: B\n---\nText.\n"),
        (".hidden/x.md", b"nothing"),
        ("notes.txt", b"nothing"),
    ]);
    assert_eq!(read.problems, []);
    let by = |id: &str| read.articles.iter().find(|article| article.id == id).unwrap();
    let late = by("billing/late");
    assert_eq!(
        (late.version, late.lang.as_str(), late.title.as_str()),
        (4, "sv", "Betala: senare")
    );
    assert_eq!((late.state, late.audience), (State::Unvalidated, Audience::Customer));
    assert_eq!(late.keywords, ["sen", "dröjsmål"]);
    assert_eq!(late.valid_until.as_deref(), Some("2027-11-01"));
    assert_eq!(sections(late)[0].id.as_deref(), Some("steps"));
    assert_eq!(by("T-1").lang, "de");
    assert_eq!(by("bare").title, "A heading is the title");
    assert_eq!(by("bom").lang, "zh-Hant-TW");
    assert_eq!(read.articles.len(), 4);
}

#[test]
fn json_lines_may_repeat_an_id_in_another_language() {
    let lines = "{\"id\":\"a\",\"lang\":\"en\",\"title\":\"A\",\"body\":\"x\"}\n\
                 {\"id\":\"a\",\"lang\":\"sv\",\"title\":\"\",\"body\":\"y\"}\n\
                 {\"lang\":\"sv\",\"title\":\"No id\",\"body\":\"z\"}\n\
                 {\"id\":\"a\",\"lang\":\"sv\",\"title\":\"again\",\"body\":\"y\"}\n";
    let (_dir, read) = folder(&[("export.jsonl", lines.as_bytes())]);
    let keys: Vec<String> = read.articles.iter().map(|article| article.key().to_string()).collect();
    assert_eq!(keys, ["a/en", "a/sv", "export-3/sv"]);
    assert_eq!(read.problems.len(), 2);
    assert!(read.problems[0].imported && read.problems[0].reason.contains("title is empty"));
    assert!(!read.problems[1].imported && read.problems[1].line == Some(4));
}

#[test]
fn the_starter_articles_are_whole() {
    let read = import(&crate::starter()).unwrap();
    assert_eq!(read.problems, []);
    assert!(!read.articles.is_empty());
    for article in &read.articles {
        let ids: Vec<_> = sections(article).into_iter().filter_map(|section| section.id).collect();
        for wanted in ["question", "steps", "authority", "also-check", "say"] {
            assert!(ids.iter().any(|id| id == wanted), "{} lacks {wanted}", article.key());
        }
        let languages = read.articles.iter().filter(|other| other.id == article.id).count();
        assert_eq!(languages, 5, "{} is not in five languages", article.id);
        for other in &article.also_check {
            let known = read.articles.iter().any(|article| article.id == *other);
            assert!(known, "{} points to {other}", article.key());
        }
    }
}

#[test]
fn a_missing_folder_is_an_error() {
    assert!(import(Path::new("no such folder")).is_err());
}

#[test]
fn public_sets_import_whole() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/search");
    for (set, count) in
        [("en-abcd", 55), ("ar-arcd", 460), ("sv-byggfaq", 503), ("zhcn-xquad", 240)]
    {
        let file = data.join(set).join("documents.jsonl");
        if !file.is_file() {
            println!("skipped: no ../shared/data/search/{set}");
            continue;
        }
        let read = import(&file).unwrap();
        assert_eq!(read.articles.len(), count, "{set}: {:?}", read.problems.first());
        assert!(read.problems.iter().all(|problem| problem.imported), "{set}");
    }
}
