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
