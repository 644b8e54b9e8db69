//! The commands an operator types, over real files.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::site::{HOUR, NOW, id, record};

struct Desk(TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn command(&self, line: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_central-store"));
        let database = crate::server::database(self.0.path());
        command.args(line).arg("--database").arg(database).current_dir(self.0.path());
        command
    }

    fn run(&self, line: &[&str]) -> Output {
        self.command(line).output().unwrap()
    }

    fn out(&self, line: &[&str]) -> String {
        let output = self.run(line);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{line:?}: {told}");
        String::from_utf8(output.stdout).unwrap()
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_worked_example_gives_every_verdict_and_figure() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/fcr-vectors.json");
    let Ok(text) = fs::read_to_string(&file) else {
        eprintln!("skipped: {} is not there", file.display());
        return;
    };
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let contacts = vectors["contacts"].as_array().unwrap();
    let numbers = (1..).map(id);
    let ids: BTreeMap<&str, String> =
        contacts.iter().map(|c| c["id"].as_str().unwrap()).zip(numbers).collect();
    assert_eq!(ids.len(), contacts.len());
    let mut lines = String::new();
    for contact in contacts {
        let mut line = contact.clone();
        line["contact_id"] = json!(ids[contact["id"].as_str().unwrap()]);
        line["follow_up_promised"] = contact["follow_up"].clone();
        if contact["excluded"] == true {
            line["exclusion"] = json!({"reason": "x", "requested_by": "a7", "reviewed_by": "s2"});
        }
        for short in ["id", "follow_up", "excluded", "expected"] {
            line.as_object_mut().unwrap().remove(short);
        }
        lines.push_str(&format!("{line}\n"));
    }
    let desk = Desk::new();
    let file = desk.write("contacts.ndjson", lines);
    desk.out(&["import", "contacts", &file]);

    let watermark = vectors["watermark_ms"].as_i64().unwrap();
    let usual =
        json!({"forward_h": 48, "backward_h": 48, "relation": "parent", "watermark_ms": watermark});
    let policy = desk.write("policy.json", usual.to_string());
    let verdicts = desk.out(&["verdicts", "--policy", &policy]);
    let verdicts: BTreeMap<String, Value> = verdicts
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|verdict| (verdict["contact_id"].as_str().unwrap().to_owned(), verdict))
        .collect();
    assert_eq!(verdicts.len(), contacts.len());
    for contact in contacts {
        let short = contact["id"].as_str().unwrap();
        let expected = contact["expected"]["verdict"].as_str().unwrap();
        let (verdict, because) = match expected.split_once(':') {
            Some((verdict, "repeat")) => (verdict, json!("repeat_contact")),
            Some((verdict, because)) => (verdict, json!(because)),
            None => (expected, Value::Null),
        };
        let other = contact["expected"]["other"].as_str().map(|other| ids[other].as_str());
        let given = &verdicts[&ids[short]];
        assert_eq!(given["verdict"], verdict, "{short}");
        assert_eq!(given.get("because").unwrap_or(&Value::Null), &because, "{short}");
        assert_eq!(given.get("other").and_then(Value::as_str), other, "{short}");
    }

    let mut compared = 0;
    for (name, figures) in vectors["figures"].as_object().unwrap() {
        let mut policy = usual.clone();
        match name.as_str() {
            "default" => {}
            "leaf" | "any" => policy["relation"] = json!(name),
            "voice_only" => policy["channels"] = json!(["voice"]),
            "24h" => (policy["forward_h"], policy["backward_h"]) = (json!(24), json!(24)),
            "168h" => (policy["forward_h"], policy["backward_h"]) = (json!(168), json!(168)),
            "watermark_mon_10" => policy["watermark_ms"] = json!(watermark + 72 * HOUR),
            other => panic!("a policy that this test does not know: {other}"),
        }
        let policy = desk.write("other.json", policy.to_string());
        let report: Value =
            serde_json::from_str(&desk.out(&["fcr", "--policy", &policy, "--json"])).unwrap();
        for (figure, value) in figures.as_object().unwrap() {
            let given = json!([report[figure]["k"], report[figure]["n"]]);
            assert_eq!(&given, value, "{name}: {figure}");
            compared += 1;
        }
    }
    assert_eq!(compared, 35);
    assert!(desk.out(&["fcr", "--policy", &policy]).contains("41.7 %"));
}

#[test]
fn a_file_with_bad_lines_is_imported_without_them_and_twice_is_once() {
    let desk = Desk::new();
    let mut stranger = record(3, "c", NOW);
    stranger["channel"] = json!("pigeon of Anna");
    let mut other = record(1, "c", NOW);
    other["note"] = json!("another content");
    let text = [
        format!("\u{feff}{}\r\n", record(1, "c", NOW)),
        "\n  \n".into(),
        format!("{}\n", record(2, "c", NOW)),
        format!("{stranger}\n"),
        "not json\n".into(),
        format!("{other}\n"),
        format!("{{\"x\":\"{}\"}}\n", "y".repeat(200_000)),
        format!("{}", record(4, "c", NOW)),
    ]
    .concat();
    let mut text = text.into_bytes();
    text.extend(b"\n\xff\xfe\n");
    let file = desk.write("in.ndjson", text);
    let first = desk.run(&["import", "contacts", &file]);
    assert!(first.status.success(), "{}", told(&first));
    let said = told(&first);
    assert!(
        said.contains("8 lines: 3 stored, 0 known already, 0 older than what is known, 5 rejected"),
        "{said}"
    );
    for line in [
        "line 5: The field channel",
        "line 6:",
        "line 7: Revision 1",
        "line 8: The line is longer",
        "line 10: The line is not UTF-8",
    ] {
        assert!(said.contains(line), "{line} in {said}");
    }
    assert!(!said.contains("Anna") && !said.contains("pigeon"), "{said}");
    let rejected = fs::read(format!("{file}.rejected.ndjson")).unwrap();
    assert_eq!(rejected.split(|b| *b == b'\n').filter(|line| !line.is_empty()).count(), 5);
    assert!(rejected.len() > 200_000, "a long line is not cut");

    let again = told(&desk.run(&["import", "contacts", &file]));
    assert!(again.contains("0 stored, 3 known already"), "{again}");

    // The rejected lines, mended, from stdin.
    let mut child = desk
        .command(&["import", "contacts", "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(record(3, "c", NOW).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(told(&output).contains("1 stored"), "{}", told(&output));
    assert_eq!(desk.out(&["verdicts"]).lines().count(), 4);
}

#[test]
fn mistakes_are_told_in_words() {
    let desk = Desk::new();
    for (line, words) in [
        (vec!["fcr"], "no store at"),
        (vec!["verdicts"], "no store at"),
        (vec!["import", "contacts", "nowhere.ndjson"], "nowhere.ndjson"),
        (vec!["revoke", "--desk", "7"], "no desk 7"),
        (vec!["fcr", "--policy", "nowhere.json"], "nowhere.json"),
    ] {
        let output = desk.run(&line);
        assert!(!output.status.success(), "{line:?}");
        let told = told(&output);
        assert_eq!(told.matches(words).count(), 1, "said once, {line:?}: {told}");
    }
    let misspelt = desk.write("policy.json", "{\"forwards_h\": 24}");
    let output = desk.run(&["fcr", "--policy", &misspelt]);
    assert!(told(&output).contains("forwards_h"), "{}", told(&output));
    let mut command = Command::new(env!("CARGO_BIN_EXE_central-store"));
    let output = command.args(["fcr", "--database", "mysql://u:hunter2@h/d"]).output().unwrap();
    assert!(told(&output).contains("sqlite:PATH"), "{}", told(&output));
    let broken = desk.write("broken.db", "this is no database, only a text that is long enough");
    let mut command = Command::new(env!("CARGO_BIN_EXE_central-store"));
    let output =
        command.args(["enrol", "--database", &format!("sqlite:{broken}")]).output().unwrap();
    assert!(!output.status.success());
    assert!(told(&output).contains("Nothing was changed"), "{}", told(&output));
    assert_eq!(fs::read_to_string(&broken).unwrap().len(), 52, "a foreign file was changed");
    // The database may be named behind the innermost command too.
    desk.out(&["enrol"]);
    desk.out(&["people", "list"]);
    desk.out(&["exclusions", "list", "all"]);
}

#[test]
fn codes_and_keys_are_printed_once_and_desks_are_listed() {
    let desk = Desk::new();
    let code = desk.out(&["enrol", "--name", "till 4"]);
    assert_eq!(code.trim().len(), 14, "{code}");
    let key = desk.out(&["board-key"]);
    assert!(key.starts_with("board_") && key.trim().len() == 70, "{key}");
    assert_eq!(desk.out(&["desks"]).lines().count(), 1);
}

#[test]
fn lists_are_checked_before_they_go_out() {
    let desk = Desk::new();
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge-base/codes");
    if real.join("reasons.toml").is_file() {
        let first = desk.run(&["import", "codes", real.to_str().unwrap()]);
        assert!(told(&first).contains("new edition"), "{}", told(&first));
        let second = desk.run(&["import", "codes", real.to_str().unwrap()]);
        assert!(told(&second).contains("unchanged"), "{}", told(&second));
    }
    for name in ["outcomes.toml", "root-causes.toml", "templates.toml"] {
        desk.write(&format!("codes/{name}"), "");
    }
    desk.write("codes/reasons.toml", "[[reason]]\npath = \"a/b\"\n");
    let folder = desk.0.path().join("codes");
    let output = desk.run(&["import", "codes", folder.to_str().unwrap()]);
    assert!(!output.status.success());
    assert!(told(&output).contains("reasons.toml"), "{}", told(&output));
}

#[test]
fn articles_go_into_the_feed_once_and_leave_it_when_asked() {
    let desk = Desk::new();
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge-base/articles");
    let folder = real.to_str().unwrap();
    let first = told(&desk.run(&["import", "articles", folder]));
    let read: usize =
        first.split(" articles read").next().unwrap().lines().last().unwrap().parse().unwrap();
    assert!(read > 10, "{first}");
    assert!(first.contains(&format!("{read} changes in the feed")), "{first}");
    let second = told(&desk.run(&["import", "articles", folder]));
    assert!(second.contains(" 0 changes in the feed"), "{second}");

    desk.write("empty/note.txt", "nothing");
    let empty = desk.0.path().join("empty");
    let output = desk.run(&["import", "articles", empty.to_str().unwrap(), "--remove-missing"]);
    assert!(
        !output.status.success() && told(&output).contains("Nothing was removed"),
        "{}",
        told(&output)
    );
    assert!(!desk.run(&["import", "articles", "nowhere"]).status.success());

    // A folder with one article: without the flag the others stay, with it they go.
    let front = "---\nid: KB-9999\nlang: en\ntitle: One\n---\nText.\n";
    desk.write("one/one.md", front);
    let one = desk.0.path().join("one");
    let added = told(&desk.run(&["import", "articles", one.to_str().unwrap()]));
    assert!(added.contains("1 articles read, 1 changes"), "{added}");
    let only = told(&desk.run(&["import", "articles", one.to_str().unwrap(), "--remove-missing"]));
    assert!(only.contains(&format!("{read} changes")), "{only}");
    desk.write("one/one.md", front.replace("title:", "state: draft\ntitle:"));
    let back = told(&desk.run(&["import", "articles", one.to_str().unwrap()]));
    assert!(back.contains("1 changes"), "a draft is taken back: {back}");
}

#[test]
fn a_file_of_surveys_with_bad_lines_is_imported_without_them_and_each_source_has_its_own() {
    let desk = Desk::new();
    let one = json!({"external_id": "1001", "by": "email", "at_ms": NOW, "answer": "confirmed"});
    let mut text = format!("\u{feff}{one}\n").into_bytes();
    text.extend(b"\xff\xfe\n");
    text.extend(format!("{{\"x\":\"{}\"}}\n", "y".repeat(200_000)).as_bytes());
    text.extend(json!({"external_id": "1002", "by": "email", "at_ms": NOW}).to_string().as_bytes());
    let file = desk.write("in.ndjson", text);
    let first = desk.run(&["import", "surveys", &file, "--source", "a"]);
    let said = told(&first);
    assert!(first.status.success() && said.contains("2 stored"), "{said}");
    assert!(said.contains("line 2: The line is not UTF-8"), "{said}");
    assert!(said.contains("line 3: The line is longer"), "{said}");
    // Two systems count from one, and answers of a day have one moment.
    let other = told(&desk.run(&["import", "surveys", &file, "--source", "b"]));
    assert!(other.contains("2 stored"), "{other}");
    let again = told(&desk.run(&["import", "surveys", &file, "--source", "b"]));
    assert!(again.contains("0 stored, 2 known already"), "{again}");
}
