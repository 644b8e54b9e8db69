//! The program itself: import, lint and export as an author types them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn kb(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kb")).args(args).output().unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_mixed_folder_is_imported_reported_linted_and_exported() {
    let dir = tempfile::tempdir().unwrap();
    let from = dir.path().join("from");
    fs::create_dir(&from).unwrap();
    fs::write(from.join("faq.csv"), "id,question,answer,language\n1,A,B,en\n2,C,,en\n").unwrap();
    fs::write(from.join("page.html"), "<html lang=sv><h1>T</h1><p>Text.").unwrap();
    fs::write(from.join("bomb.zip"), "PK\u{3}\u{4}nothing").unwrap();
    let index = dir.path().join("index");

    let report = json(&kb(&["import", "--from", text(&from), "--index", text(&index), "--json"]));
    assert_eq!(report["articles"], 2, "{report}");
    assert_eq!(report["left_out"], 2);
    let problems = report["problems"].as_array().unwrap();
    assert!(problems[0]["path"].as_str().unwrap().ends_with("bomb.zip"), "{report}");
    assert_eq!((&problems[1]["line"], &problems[1]["imported"]), (&3.into(), &false.into()));

    let linted = kb(&["lint", "--from", text(&from), "--json"]);
    assert!(!linted.status.success(), "there is something to mend");
    let rules: Vec<_> = json(&linted)["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap().to_owned())
        .collect();
    assert!(rules.contains(&"no_steps".to_owned()), "{rules:?}");

    let to = dir.path().join("to");
    let written = json(&kb(&["export", "--index", text(&index), "--to", text(&to), "--json"]));
    assert_eq!(written["articles"], 2);
    assert!(to.join("page/sv.md").is_file());
    let again = kb(&["export", "--index", text(&index), "--to", text(&to)]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("is not empty"));
    let from = text(dir.path());
    let unknown = kb(&["import", "--from", from, "--index", text(&index), "--encoding", "klingon"]);
    assert!(!unknown.status.success(), "no file needed it, but it was asked for");
}

#[test]
fn an_import_of_nothing_leaves_the_index_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let index = dir.path().join("index");
    let page = dir.path().join("a.md");
    fs::write(&page, "---\nlang: en\ntitle: Router\n---\nText.\n").unwrap();
    assert!(kb(&["import", "--from", text(&page), "--index", text(&index)]).status.success());
    fs::write(&page, "").unwrap();
    let second = kb(&["import", "--from", text(&page), "--index", text(&index)]);
    assert!(!second.status.success());
    let report = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(report.contains("the file is empty") && report.contains("as it was"), "{report}");
    let hits = json(&kb(&["search", "--index", text(&index), "--json", "router"]));
    assert_eq!(hits["hits"].as_array().unwrap().len(), 1);
}

#[test]
fn killed_in_the_middle_of_an_import_the_old_index_serves() {
    let dir = tempfile::tempdir().unwrap();
    let index = dir.path().join("index");
    let old = dir.path().join("old.jsonl");
    fs::write(&old, r#"{"id":"KB-1","lang":"en","title":"Router reset","body":"Hold it."}"#)
        .unwrap();
    assert!(kb(&["import", "--from", text(&old), "--index", text(&index)]).status.success());

    // enough articles that indexing them takes seconds
    let new = dir.path().join("new.jsonl");
    let line = |n: usize| {
        let body = "Restart the broadband router and wait for the green light. ".repeat(20);
        format!(r#"{{"id":"N-{n}","lang":"en","title":"Article {n}","body":"{body}"}}"#)
    };
    fs::write(&new, (0..8_000).map(line).collect::<Vec<_>>().join("\n")).unwrap();
    let mut import = Command::new(env!("CARGO_BIN_EXE_kb"))
        .args(["import", "--from", text(&new), "--index", text(&index)])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // the next generation is begun before the first article is taken
    while !index.join("gen-2").is_dir() {
        assert!(import.try_wait().unwrap().is_none(), "the import ended without a new generation");
        std::thread::yield_now();
    }
    import.kill().unwrap();
    import.wait().unwrap();
    assert!(index.join("gen-2").is_dir(), "it was killed in the middle");

    let found = |word: &str| {
        let answer = json(&kb(&["search", "--index", text(&index), "--json", word]));
        answer["hits"].as_array().unwrap().len()
    };
    assert_eq!((found("router"), found("broadband")), (1, 0), "the old index serves");
    let again = kb(&["import", "--from", text(&old), "--index", text(&index)]);
    assert!(again.status.success(), "and the next import goes through");
    assert_eq!(found("router"), 1);
}

#[test]
fn a_conversation_is_read_along_and_versions_are_shown() {
    let dir = tempfile::tempdir().unwrap();
    let index = dir.path().join("index");
    let from = dir.path().join("kb.jsonl");
    for (version, steps) in [(1, "Hold the button."), (2, "Hold the reset button for ten seconds.")]
    {
        let others = ["Move a number", "Cancel a contract", "Order a box", "Book a visit"];
        let other = |(n, title): (usize, &&str)| {
            format!(
                r#"{{"id":"KB-{}","lang":"en","title":"{title}","body":"See the list."}}"#,
                n + 3
            )
        };
        let mut lines = others.iter().enumerate().map(other).collect::<Vec<_>>();
        lines.extend([
            format!(r###"{{"id":"KB-1","lang":"en","version":{version},"title":"Reset the router","body":"## Steps\n\n{steps}"}}"###),
            r#"{"id":"KB-2","lang":"en","title":"Pay an invoice","body":"Pay by card or by bank transfer."}"#.into(),
        ]);
        fs::write(&from, lines.join("\n")).unwrap();
        assert!(kb(&["import", "--from", text(&from), "--index", text(&index)]).status.success());
    }
    let versions = json(&kb(&["history", "--index", text(&index), "--json", "KB-1/en"]));
    assert_eq!(versions.as_array().unwrap().len(), 2, "{versions}");
    assert_eq!(versions[0]["changes"][0]["part"], "Steps");
    let first = kb(&["history", "--index", text(&index), "--version", "1", "KB-1/en"]);
    assert!(String::from_utf8_lossy(&first.stdout).contains("Hold the button."));
    assert!(!kb(&["history", "--index", text(&index), "KB-9/en"]).status.success());

    let call = dir.path().join("call.txt");
    fs::write(&call, "customer: hello\nagent: How can I help?\nhow do I reset the router\n")
        .unwrap();
    // in a base of six articles no word is rare: it is bold to suggest anything
    let shipped = include_str!("../../src/weights/suggestion.toml");
    let lines = shipped.lines().map(|line| match line.starts_with("threshold") {
        true => "threshold = 0.1",
        false => line,
    });
    let bold = dir.path().join("bold.toml");
    fs::write(&bold, lines.collect::<Vec<_>>().join("\n")).unwrap();
    let by = ["--index", text(&index), "--numbers", text(&bold), "--json", text(&call)];
    let along = kb(&[&["suggest"], &by[..]].concat());
    let told = String::from_utf8_lossy(&along.stdout).into_owned();
    let told: Vec<serde_json::Value> =
        told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(told.len(), 3);
    assert_eq!(told[0]["articles"].as_array().unwrap().len(), 0);
    assert_eq!(told[2]["articles"][0]["hit"]["id"], "KB-1", "{told:?}");

    // measured and fitted on transcripts beside their documents
    let set = dir.path().join("set");
    fs::create_dir(&set).unwrap();
    fs::copy(&from, set.join("documents.jsonl")).unwrap();
    let lines = [
        r#"{"id":"a","target":["KB-1"],"turns":[{"speaker":"customer","text":"reset my router please"}]}"#,
        r#"{"id":"b","target":["KB-2"],"turns":[{"speaker":"customer","text":"can I pay the invoice by card"}]}"#,
        r#"{"id":"c","target":[],"turns":[{"speaker":"customer","text":"thank you bye"}]}"#,
    ];
    fs::write(set.join("transcripts.jsonl"), lines.join("\n")).unwrap();
    let told = json(&kb(&["eval", "--transcripts", text(&set), "--json"]));
    assert_eq!((&told["set"]["with"], &told["set"]["r1"]), (&2.into(), &1.0.into()), "{told}");
    let numbers = dir.path().join("numbers.toml");
    let fitted = kb(&["fit", "--transcripts", text(&set), "--to", text(&numbers)]);
    assert!(fitted.status.success(), "{}", String::from_utf8_lossy(&fitted.stderr));
    let file = set.join("transcripts.jsonl");
    let by = ["eval", "--transcripts", text(&file), "--numbers", text(&numbers), "--json"];
    assert_eq!(json(&kb(&by))["set"]["auc"], 1.0);
}

/// `kb search … | head -1`.
#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let dir = tempfile::tempdir().unwrap();
    let (from, index) = (dir.path().join("kb.jsonl"), dir.path().join("index"));
    fs::write(&from, r#"{"id":"A","lang":"en","title":"Router","body":"Restart the router."}"#)
        .unwrap();
    assert!(kb(&["import", "--from", text(&from), "--index", text(&index)]).status.success());
    let mut search = Command::new(env!("CARGO_BIN_EXE_kb"));
    search.args(["search", "--index", text(&index), "router"]).stderr(std::process::Stdio::piped());
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = search.stdout(writer).spawn().unwrap().wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.is_empty(), "{}: {told}", output.status);
}
