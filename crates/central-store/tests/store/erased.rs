//! Who was erased is in nothing that is set aside either, before or after, and in no copy that is got back.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use contact::protocol::{AckStatus, Acks};
use serde_json::{Value, json};

use crate::channels::{all, ticket};
use crate::process::{command, run, told};
use crate::server::{admin, number};
use crate::site::{HOUR, NOW, Site, id, open, record, statuses};

/// Erases as an operator does.
fn erase(folder: &Path, whom: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_central-store"));
    command.args(["erase", "--sure", "--database", &crate::server::database(folder)]);
    command.stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{whom}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
}

fn aside(site: &Site) -> i64 {
    number(site.folder.path(), "SELECT count(*) FROM quarantine")
}

/// A record with a channel that there is not.
fn telex(mut record: Value) -> Value {
    record["channel"] = json!("telex");
    record
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_not_set_aside_of_the_erased() {
    let site = open().await;
    let (desk, mail) = (site.desk("d").await, site.source("mail").await);
    let sara = [("email", "sara@example.org"), ("phone", "+46701740612")];
    site.send(&desk, &[record(1, "sara@example.org", NOW - 80 * HOUR)]).await;
    erase(site.folder.path(), "sara@example.org");
    let late = telex(record(2, "sara@example.org", NOW - 70 * HOUR));
    // Of a contact of theirs, and it does not say whose it is.
    let mut nobodys = telex(record(1, "", NOW - 80 * HOUR));
    nobodys.as_object_mut().unwrap().remove("customer");
    let receipt = site.send(&desk, &[late, nobodys]).await;
    assert_eq!(statuses(&receipt), [AckStatus::Erased; 2], "{receipt:?}");
    let acks = site.deliver(&mail, &[telex(ticket("1", NOW - 60 * HOUR, &sara))]).await;
    assert_eq!(all(&acks), [AckStatus::Erased], "{acks:?}");
    let of = |field: &str, value: &str| json!({field: value, "by": "sms", "at_ms": NOW, "csat": 9});
    let surveys = [of("customer", "sara@example.org"), of("contact_id", &id(1))];
    let acks = site.survey(&mail, &surveys).await;
    assert_eq!(all(&acks), [AckStatus::Erased; 2], "{acks:?}");
    assert_eq!(aside(&site), 0);
    // Others' is set aside as before.
    let acks = site.survey(&mail, &[of("customer", "bo@example.org")]).await;
    assert_eq!((all(&acks), aside(&site)), (vec![AckStatus::Quarantined], 1), "{acks:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_set_aside_of_a_contact_goes_with_it() {
    let site = open().await;
    let (desk, mail) = (site.desk("d").await, site.source("mail").await);
    let calls = [("c-1", 1), ("c-2", 2)].map(|(whose, n)| record(n, whose, NOW - 80 * HOUR));
    site.send(&desk, &calls).await;
    let letter = ticket("7", NOW - 60 * HOUR, &[("account", "c-1")]);
    assert_eq!(all(&site.deliver(&mail, &[letter]).await), [AckStatus::Stored]);
    let survey = |field: &str, value: &str| {
        json!({field: value, "by": "sms", "at_ms": NOW, "csat": 9, "comment": "SARA WAS HERE"})
    };
    let (theirs, others) = (id(1), id(2));
    let surveys =
        [survey("contact_id", &theirs), survey("external_id", "7"), survey("contact_id", &others)];
    assert_eq!(all(&site.survey(&mail, &surveys).await), [AckStatus::Quarantined; 3]);
    // Said to be theirs, and kept as somebody else's: that contact stays, and no desk forgets it.
    let mut doubtful = record(2, "c-1", NOW - 80 * HOUR);
    doubtful["note"] = json!("another content");
    assert_eq!(statuses(&site.send(&desk, &[doubtful]).await), [AckStatus::Quarantined]);
    erase(site.folder.path(), "c-1");
    assert_eq!(aside(&site), 1, "the survey of another's contact");
    assert_eq!(site.history_of(&desk, &["c-2"]).await, std::slice::from_ref(&others));
    let page = site.json("/v1/feed/erased?after=0", &desk).await.to_string();
    assert!(page.contains(&theirs) && !page.contains(&others), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_of_somebody_erased_does_not_wait_for_its_contact() {
    let site = open().await;
    let (desk, mail) = (site.desk("d").await, site.source("mail").await);
    site.send(&desk, &[record(1, "c-1", NOW - 80 * HOUR), record(2, "c-2", NOW - 80 * HOUR)]).await;
    erase(site.folder.path(), "c-1");
    let survey = |whose: &str| {
        json!({"customer": whose, "external_id": "35436", "by": "sms", "at_ms": NOW, "comment": "me again"})
    };
    let acks = site.survey(&mail, &[survey("c-1"), survey("c-2")]).await;
    assert_eq!(all(&acks), [AckStatus::Erased, AckStatus::Stored], "{acks:?}");
    assert_eq!(number(site.folder.path(), "SELECT count(*) FROM survey_waiting"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_a_record_is_is_known_whatever_is_wrong_with_it() {
    let site = open().await;
    let mail = site.source("mail").await;
    let mut wrong: Vec<String> = Vec::new();
    let letter = |n: u32| {
        let identities = [("email", "sara@example.org"), ("phone", "+46701740612")];
        ticket(&n.to_string(), NOW - 80 * HOUR, &identities)
    };
    for (field, value) in
        [("updated_ms", json!("yesterday")), ("external_id", json!([])), ("updated_ms", json!(-1))]
    {
        let mut letter = letter(1);
        letter[field] = value;
        wrong.push(letter.to_string());
    }
    let mut shoe = letter(2);
    shoe["identities"].as_array_mut().unwrap().push(json!({"kind": "shoe", "value": "42"}));
    wrong.push(shoe.to_string());
    let mut many = letter(3);
    many["identities"] = json!(vec![json!({"kind": "email", "value": "sara@example.org"}); 11]);
    wrong.push(many.to_string());
    wrong.push(letter(4).to_string().replace("\"resolved\"", "1e999"));
    let post = async |path: &str, body: String| {
        let request = site.client.post(format!("{}{path}", site.url)).bearer_auth(&mail);
        let answer = request.header("content-type", "application/json").body(body).send().await;
        answer.unwrap().json::<Acks>().await.unwrap()
    };
    let acks = post("/v1/contacts", format!("{{\"contacts\":[{}]}}", wrong.join(","))).await;
    assert_eq!(all(&acks), [AckStatus::Quarantined; 6], "{acks:?}");
    let half = "{\"customer\":\"sara@example.org\",\"by\":\"\\ud800\",\"at_ms\":1,\"comment\":\"oh\"}";
    let acks = post("/v1/surveys", format!("{{\"surveys\":[{half}]}}")).await;
    assert_eq!(all(&acks), [AckStatus::Quarantined], "{acks:?}");
    assert!(!crate::site::holds(&site.bytes(), "ara@example"), "an identity is kept");
    assert_eq!(aside(&site), 7);
    erase(site.folder.path(), "sara@example.org");
    assert_eq!(aside(&site), 0, "bodies that nobody can find any more");
}

/// As whoever may copy: on a server that is not the store's own role.
fn at(folder: &Path, line: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_central-store"));
    let output = command.args(line).args(["--database", &admin(folder)]).output().unwrap();
    assert!(output.status.success(), "{line:?}: {}", told(&output));
    output
}

fn ids(folder: &Path) -> BTreeSet<String> {
    let verdict = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    let text = run(folder, &["verdicts"]);
    text.lines().map(|line| verdict(line)["contact_id"].as_str().unwrap().to_owned()).collect()
}

fn left(folder: &Path) -> i64 {
    let tables = ["survey", "own_identity", "quarantine", "survey_waiting", "noted"];
    let counts = tables.map(|table| format!("(SELECT count(*) FROM {table})"));
    number(folder, &format!("SELECT {}", counts.join(" + ")))
}

/// The copy of a site, and what is wanted after it.
struct Copy {
    site: Site,
    copy: String,
}

impl Copy {
    fn of(site: Site) -> Copy {
        let copy = site.folder.path().join("the.copy").to_str().unwrap().to_owned();
        at(site.folder.path(), &["backup", &copy]);
        Copy { site, copy }
    }

    /// The list of erasures as it is now.
    fn list(&self) -> String {
        run(self.site.folder.path(), &["erasures"])
    }

    /// A store out of the copy, without those on the list.
    fn restored(&self, list: &str) -> (tempfile::TempDir, String) {
        let other = tempfile::tempdir().unwrap();
        let file = self.site.folder.path().join("list");
        fs::write(&file, list).unwrap();
        let line = ["restore", &self.copy, "--erasures", file.to_str().unwrap()];
        let output = at(other.path(), &line);
        at(other.path(), &["verify"]);
        (other, told(&output))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_joined_to_another_in_the_copy_is_erased_from_it() {
    let site = open().await;
    let (desk, mail, board) = (site.desk("d").await, site.source("m").await, site.board().await);
    let call = |n: u32, whose: &str| {
        let mut call = record(n, whose, NOW - 80 * HOUR);
        call["root_cause"] = json!("knowledge");
        call
    };
    site.send(&desk, &[call(1, "a"), record(2, "c", NOW - 70 * HOUR)]).await;
    let asked = json!({"kept": "c", "gone": "a", "by": "anna"});
    assert_eq!(site.decide("/v1/identities/merges", &board, &asked).await.0, 200);
    let survey = json!({"contact_id": id(1), "by": "sms", "at_ms": NOW, "comment": "me"});
    assert_eq!(all(&site.survey(&mail, &[survey]).await), [AckStatus::Stored]);
    let copy = Copy::of(site);
    let site = &copy.site;
    let undo = site.decide("/v1/identities/merges/1/undo", &board, &json!({"by": "anna"})).await;
    assert_eq!(undo.0, 200, "{undo:?}");
    erase(site.folder.path(), "a");
    let list = copy.list();
    let customers: String =
        list.lines().filter(|line| line.contains("customer_key")).map(|l| format!("{l}\n")).collect();
    // A list of before names no contact; what they came by is in the copy.
    for (list, lines) in [(list.as_str(), 2), (customers.as_str(), 1)] {
        let (other, said) = copy.restored(list);
        assert_eq!(ids(other.path()), BTreeSet::from([id(2)]), "{said}");
        assert_eq!(left(other.path()), 0, "{said}");
        assert!(said.contains("1 erasures hold"), "{said}");
        assert_eq!(list.lines().count(), lines, "{list}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_that_named_another_in_the_copy_is_erased_from_it() {
    let site = open().await;
    let desk = site.desk("d").await;
    let call = |n: u32, whose: &str, revision: u32| {
        let mut call = record(n, whose, NOW - 80 * HOUR);
        call["revision"] = json!(revision);
        call
    };
    // Erased long ago, and the contact turned out to be somebody else's: it is theirs and stays.
    site.send(&desk, &[call(5, "e", 1)]).await;
    erase(site.folder.path(), "e");
    let mut nobodys = telex(call(1, "", 1));
    nobodys.as_object_mut().unwrap().remove("customer");
    site.send(&desk, &[call(5, "d", 2), call(1, "b", 1), call(4, "b", 1), nobodys]).await;
    let copy = Copy::of(site);
    let site = &copy.site;
    site.send(&desk, &[call(1, "a", 2)]).await;
    erase(site.folder.path(), "a");
    let (other, said) = copy.restored(&copy.list());
    assert_eq!(ids(other.path()), BTreeSet::from([id(4), id(5)]), "{said}");
    assert_eq!(left(other.path()), 0, "what was set aside of it");
    assert!(said.contains("2 erasures hold"), "{said}");
    // Nor is the old revision taken once more.
    let file = site.folder.path().join("in.ndjson");
    fs::write(&file, format!("{}\n", call(1, "b", 1))).unwrap();
    command(other.path(), &["import", "contacts", file.to_str().unwrap()]);
    assert_eq!(ids(other.path()), BTreeSet::from([id(4), id(5)]));
    // What holds there is printed there.
    assert_eq!(run(other.path(), &["erasures"]), copy.list());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_tells_whose_tokens_and_keys_are_valid_again() {
    let site = open().await;
    let folder = site.folder.path().to_owned();
    let secrets =
        [site.desk("till 7").await, site.source("mail").await, site.board().await, site.desk("till 8").await];
    run(&folder, &["revoke", "--desk", "2"]);
    let copy = Copy::of(site);
    for line in [["--desk", "1"], ["--source", "mail"], ["--board", "floor"]] {
        run(&folder, &["revoke", line[0], line[1]]);
    }
    let (_other, said) = copy.restored("");
    for words in [
        "must be revoked again",
        "desk 1, \"till 7\", enrolled 2025-03-07T18:00:00Z",
        "key of source 1, \"mail\", made 2025-03-07T18:00:00Z",
        "key to the board, \"floor\", made 2025-03-07T18:00:00Z",
    ] {
        assert!(said.contains(words), "{words:?} in {said}");
    }
    assert!(!said.contains("till 8"), "it was revoked before the copy was made: {said}");
    assert!(!secrets.iter().any(|secret| said.contains(secret.as_str())), "a secret is told");
}

/// An identity that was never seen says nothing about who it is: the one beside it does.
#[tokio::test(flavor = "multi_thread")]
async fn a_late_letter_is_refused_whichever_of_its_identities_was_erased() {
    let site = open().await;
    let (desk, mail) = (site.desk("d").await, site.source("mail").await);
    let (phone, kim) = (("phone", "+46701740612"), ("email", "kim@example.org"));
    site.send(&desk, &[record(1, phone.1, NOW - 80 * HOUR)]).await;
    erase(site.folder.path(), phone.1);
    for (name, identities) in [("1", [kim, phone]), ("2", [phone, kim])] {
        let acks = site.deliver(&mail, &[ticket(name, NOW - 60 * HOUR, &identities)]).await;
        assert_eq!(all(&acks), [AckStatus::Erased], "{name}: {acks:?}");
    }
    assert_eq!(site.history_of(&desk, &[kim.1]).await.len(), 0);
    // Whoever has the number later is somebody else.
    let later = number(site.folder.path(), "SELECT max(erased_at) FROM erased") + HOUR;
    site.clock.store(later + 2 * HOUR, std::sync::atomic::Ordering::SeqCst);
    let acks = site.deliver(&mail, &[ticket("3", later, &[kim, phone])]).await;
    assert_eq!(all(&acks), [AckStatus::Stored], "{acks:?}");
    assert_eq!(site.history_of(&desk, &[kim.1]).await.len(), 1);
}
