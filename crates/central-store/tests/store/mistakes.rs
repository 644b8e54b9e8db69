//! Whatever an operator gets wrong: what happened, what is safe and what to do is said, each once.

use std::fs;
use std::process::{Command, Output};

use crate::server::{On, database};

/// One of each must be there, and the safe thing no more than once.
const SAFE: [&str; 4] = ["othing ", " stays", "is kept", "as it was"];
const DO: [&str; 15] = [
    "see whether", "name ", "is wanted", "choose", "make ", "move ", "mend", "try again", "`", "give it",
    "is expected", "end it", "must ", "use ", "a number from",
];

fn judged(line: &[&str], output: &Output) {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{line:?} did something: {told}");
    let low = told.to_lowercase();
    assert!(SAFE.iter().any(|word| told.contains(word)), "{line:?} does not say what is safe: {told}");
    assert!(told.matches("othing was").count() <= 1, "{line:?} says it twice: {told}");
    assert!(DO.iter().any(|word| low.contains(word)), "{line:?} does not say what to do: {told}");
    assert!(!told.contains("hunter2"), "{line:?}: a password in an error: {told}");
    assert!(!told.contains("panicked"), "{line:?}: {told}");
}

fn command(database: &str, line: &[&str]) -> Output {
    // The database stands behind the command that it belongs to.
    let mut command = Command::new(env!("CARGO_BIN_EXE_central-store"));
    command.args(line).args(["--database", database]).output().unwrap()
}

#[test]
fn a_wrong_file_or_folder_is_told_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (nowhere, here, text) = (path("nowhere"), path("."), path("text"));
    fs::write(&text, "no article, no list, no copy\n").unwrap();
    fs::write(path("latin"), b"\xe5\xe4\xf6\n").unwrap();
    let database = database(folder.path());
    let made = command(&database, &["enrol"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let latin = path("latin");
    let mapping = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/mappings/email.toml");
    for wrong in [&nowhere, &here] {
        for line in [
            vec!["import", "contacts", wrong],
            vec!["import", "contacts", &text, "--mapping", wrong],
            vec!["import", "contacts", wrong, "--mapping", mapping],
            vec!["import", "surveys", wrong, "--source", "s"],
            vec!["import", "surveys", &text, "--mapping", wrong],
            vec!["import", "codes", wrong],
            vec!["fcr", "--policy", wrong],
            vec!["verdicts", "--policy", wrong],
            vec!["settings", "--config", wrong],
        ] {
            judged(&line, &command(&database, &line));
        }
    }
    for line in [
        vec!["import", "articles", &nowhere],
        vec!["import", "codes", &text],
        vec!["import", "team", &nowhere],
        vec!["import", "team", &text],
        vec!["import", "team", &here],
        vec!["import", "contacts", &text, "--mapping", &latin],
        vec!["fcr", "--policy", &latin],
        vec!["fcr", "--policy", &text],
        vec!["backup", &text],
        vec!["serve", "--articles", &nowhere, "--listen", "127.0.0.1:0"],
        vec!["serve", "--codes", &nowhere, "--listen", "127.0.0.1:0"],
        vec!["revoke", "--desk", "77"],
        vec!["revoke", "--source", "nobody"],
        vec!["revoke", "--board", "nobody"],
        vec!["people", "join", "77", "--by", "a"],
        vec!["people", "part", "77", "--by", "a"],
        vec!["exclusions", "list", "some"],
        vec!["exclusions", "approve", "01956f1e-7c00-7000-8000-000000000001", "--by", "a"],
        vec!["restore", &text],
    ] {
        judged(&line, &command(&database, &line));
    }
    let deep = path("nowhere/copy.db");
    if crate::on() == On::Sqlite {
        judged(&["backup"], &command(&database, &["backup", &deep]));
        let empty = format!("sqlite:{}", path("empty.db"));
        for wrong in [&nowhere, &here, &text, &latin] {
            judged(&["restore", wrong], &command(&empty, &["restore", wrong]));
        }
        let copy = path("copy.db");
        assert!(command(&database, &["backup", &copy]).status.success());
        for wrong in [&nowhere, &here, &text] {
            judged(&["--erasures"], &command(&empty, &["restore", &copy, "--erasures", wrong]));
        }
    }
}

#[test]
fn a_wrong_address_or_database_is_told_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("text"), "this is no database, only a text that is long enough for one").unwrap();
    let lines = |database: &str| {
        for line in [
            vec!["serve", "--listen", "127.0.0.1:0"],
            vec!["enrol"],
            vec!["desks"],
            vec!["fcr"],
            vec!["verify"],
            vec!["new-epoch"],
            vec!["backup", "/nowhere/copy.db"],
        ] {
            judged(&[&[database][..], &line[..]].concat(), &command(database, &line));
        }
    };
    lines(&format!("sqlite:{}", path("nowhere/store.db")));
    lines(&format!("sqlite:{}", path(".")));
    lines(&format!("sqlite:{}", path("text")));
    lines("mysql://u:hunter2@h/d");
    lines("store.db");
    // Nobody listens there; nobody is called so.
    lines("postgres://u:hunter2@127.0.0.1:1/d");
    lines("postgres://u:hunter2@nowhere.invalid/d");
    if crate::on() == On::Postgres {
        let real = database(folder.path());
        lines(&real.replace("/store_", "/nowhere_"));
        lines(&real.replace("postgres://firsthand@", "postgres://nobody:hunter2@"));
    }
    let good = database(folder.path());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for listen in [taken.as_str(), "192.0.2.1:7420", "nonsense", "127.0.0.1:99999"] {
        let line = ["serve", "--listen", listen];
        judged(&line, &command(&good, &line));
    }
}

#[test]
fn tables_of_a_newer_program_are_told_whole() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(folder.path());
    assert!(command(&database, &["enrol"]).status.success());
    crate::server::by_hand(
        folder.path(),
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
         SELECT 2099010101, 'later', applied_on, '1' FROM refinery_schema_history LIMIT 1",
    );
    for line in [vec!["enrol"], vec!["fcr"], vec!["serve", "--listen", "127.0.0.1:0"]] {
        let output = command(&database, &line);
        judged(&line, &output);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains("version of this program"), "{told}");
    }
}
