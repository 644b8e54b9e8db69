//! What was set aside is tried again when the lists or the time have changed, and thrown away by hand.

use std::fs;
use std::path::Path;

use central_store::import;
use contact::protocol::AckStatus;
use serde_json::{Value, json};

use crate::channels::ticket;
use crate::process::{command, run, told};
use crate::server::by_hand;
use crate::site::{HOUR, NOW, Site, holds, id, open, problem, record, statuses};

const KNOWN: &str = "broadband/no-connection/line-fault";

/// One more reason, as a centre adds it.
fn more(folder: &Path) {
    let name = r#"names = { en = "x", sv = "x", "zh-Hans" = "x", "zh-Hant" = "x", ar = "x" }"#;
    let file = folder.join("reasons.toml");
    let mut text = fs::read_to_string(&file).unwrap();
    text.push_str(&format!("\n[[reason]]\npath = \"extra\"\n{name}\n"));
    text.push_str(&format!("\n[[reason]]\npath = \"extra/thing\"\ncode = \"ZZ-99\"\n{name}\n"));
    fs::write(file, text).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_set_aside_is_good_later_or_thrown_away() {
    let site = open().await;
    let (desk, ivr, board) = (site.desk("d").await, site.source("ivr").await, site.board().await);
    let lists = tempfile::tempdir().unwrap();
    let codes = lists.path();
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge-base/codes")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), codes.join(file.file_name())).unwrap();
    }
    import::codes(&site.store, codes).await.unwrap();
    let call = |n: u32, reason: &str| {
        let mut call = record(n, &format!("caller-{n}"), NOW - 80 * HOUR);
        call["reason"] = json!(reason);
        call
    };
    let mut telex = call(2, KNOWN);
    telex["channel"] = json!("telex");
    let mut other = call(3, KNOWN);
    other["note"] = json!("another content");
    let sent = [call(1, "extra/thing"), telex, call(3, KNOWN), other];
    let receipt = site.send(&desk, &sent).await;
    let (aside, stored) = (AckStatus::Quarantined, AckStatus::Stored);
    assert_eq!(statuses(&receipt), [aside, aside, stored, aside], "{receipt:?}");
    let ahead = json!({"contact_id": id(3), "by": "ivr", "at_ms": NOW + 30 * HOUR, "answer": "disputed"});
    let acks = site.survey(&ivr, &[ahead]).await;
    assert_eq!(acks.acks[0].status, aside, "{acks:?}");

    let folder = site.folder.path().to_owned();
    let list = run(&folder, &["quarantine", "list"]);
    assert_eq!(list.lines().count(), 4, "{list}");
    assert!(list.contains(&id(1)) && list.contains("conflict"), "{list}");
    for wrong in [vec!["replay"], vec!["drop"], vec!["drop", "--all", "--desk", "1"]] {
        let line: Vec<&str> = ["quarantine"].into_iter().chain(wrong).collect();
        let output = command(&folder, &line);
        assert!(!output.status.success(), "{line:?}: {}", told(&output));
    }
    // Nothing has changed yet.
    let replay = |which: &[&str]| {
        let line: Vec<&str> = ["quarantine", "replay"].iter().chain(which).copied().collect();
        let output = command(&folder, &line);
        assert!(output.status.success(), "{}", told(&output));
        told(&output).trim().to_owned()
    };
    assert_eq!(replay(&["--desk", "1"]), "0 stored, 0 not needed any more, 3 still set aside.");

    more(codes);
    import::codes(&site.store, codes).await.unwrap();
    assert_eq!(replay(&["--contact", &id(2)]), "0 stored, 0 not needed any more, 1 still set aside.");
    assert_eq!(replay(&["--all"]), "2 stored, 0 not needed any more, 2 still set aside.");
    assert_eq!(site.history_of(&desk, &["caller-1"]).await, [id(1)], "it is at its customer");
    // The survey was of a moment that had not come; the program reads the real clock.
    assert_eq!(site.verdict(&board, &id(3)).await, ("failed".into(), "disputed".into()));
    assert_eq!(site.verdict(&board, &id(1)).await.0, "passed");
    assert_eq!(replay(&["--all"]), "0 stored, 0 not needed any more, 2 still set aside.");
    // Sent once more it is the very same.
    assert_eq!(statuses(&site.send(&desk, &[call(1, "extra/thing")]).await), [AckStatus::Same]);

    let drop = |which: &[&str]| {
        let line: Vec<&str> = ["quarantine", "drop"].iter().chain(which).copied().collect();
        told(&command(&folder, &line)).trim().to_owned()
    };
    assert_eq!(drop(&["--code", "conflict"]), "1 thrown away.");
    assert_eq!(drop(&["--code", "conflict"]), "0 thrown away.");
    assert_eq!(drop(&["--all"]), "1 thrown away.");
    assert_eq!(run(&folder, &["quarantine", "list"]), "Nothing is set aside.\n");
    assert!(!holds(&site.bytes(), "caller-"), "a customer is kept in the clear");
    assert_eq!(site.store.audit(false).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_its_sender_can_say_again_is_not_stored_as_nobody_s() {
    let site = open().await;
    let (mail, desk, board) = (site.source("mail").await, site.desk("d").await, site.board().await);
    let sara = ("email", "sara@example.org");
    let mut changed = ticket("2", NOW - 80 * HOUR, &[sara]);
    changed["updated_ms"] = json!("yesterday");
    let sent = [ticket("1", NOW - 80 * HOUR, &[sara, ("phone", "anonymous")]), changed];
    let acks = site.deliver(&mail, &sent).await.acks;
    assert!(acks.iter().all(|ack| ack.status == AckStatus::Quarantined), "{acks:?}");

    let which = json!({"all": true, "by": "anna"});
    let (status, replayed) = site.aside("replay", &board, &which).await;
    assert_eq!((status, &replayed["stored"], &replayed["still"]), (200, &json!(0), &json!(2)), "{replayed}");
    let list = site.json("/v1/quarantine", &board).await.to_string();
    assert!(list.contains("send it again"), "{list}");
    // Mended and sent again it is at its customer.
    let acks = site.deliver(&mail, &[ticket("1", NOW - 80 * HOUR, &[sara])]).await.acks;
    assert_eq!(acks[0].status, AckStatus::Stored, "{acks:?}");
    assert_eq!(site.history_of(&desk, &[sara.1]).await, [acks[0].contact_id.unwrap().to_string()]);
}

impl Site {
    async fn aside(&self, what: &str, token: &str, which: &Value) -> (u16, Value) {
        let path = format!("/v1/quarantine/{what}");
        let answer = self.post(&path, token, which).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_http_a_supervisor_tries_again_and_throws_away() {
    let site = open().await;
    let (desk, source, board) = (site.desk("d").await, site.source("s").await, site.board().await);
    let mut other = record(1, "c-1", NOW - 80 * HOUR);
    other["note"] = json!("another content");
    let mut telex = record(2, "c-2", NOW - 80 * HOUR);
    telex["channel"] = json!("telex");
    site.send(&desk, &[record(1, "c-1", NOW - 80 * HOUR), other, telex]).await;
    // Of a moment that has not come; it is good when the clock has moved on.
    let ahead = json!({"contact_id": id(1), "by": "ivr", "at_ms": NOW + 30 * HOUR, "answer": "disputed"});
    site.survey(&source, &[ahead]).await;
    for what in ["replay", "drop"] {
        for token in [&desk, &source] {
            let (status, told) = site.aside(what, token, &json!({"all": true, "by": "s2"})).await;
            assert_eq!(status, 403, "{told}");
        }
        for wrong in [
            json!({"by": "s2"}),
            json!({"all": false, "by": "s2"}),
            json!({"all": true, "code": "conflict", "by": "s2"}),
            json!({"all": true, "by": " "}),
            json!({"all": true}),
            json!({"contact": id(1), "by": "s2"}),
            json!({"contact_id": "x", "by": "s2"}),
            json!({"device_id": -1, "by": "s2"}),
        ] {
            let path = format!("/v1/quarantine/{what}");
            let answer = site.post(&path, &board, &wrong).send().await.unwrap();
            assert_eq!(problem(answer).await, (400, "invalid".into()), "{wrong}");
        }
    }
    let count = async || {
        let list = site.json("/v1/quarantine", &board).await;
        list["quarantine"].as_array().unwrap().len()
    };
    assert_eq!(count().await, 3);
    let all = json!({"all": true, "by": "s2"});
    let told = site.aside("replay", &board, &all).await;
    assert_eq!(told, (200, json!({"stored": 0, "needless": 0, "still": 3})));
    site.later(10 * HOUR);
    let told = site.aside("replay", &board, &json!({"contact_id": id(1), "by": "s2"})).await;
    assert_eq!(told, (200, json!({"stored": 1, "needless": 0, "still": 1})));
    assert_eq!(site.verdict(&board, &id(1)).await.1, "disputed");
    for _ in 0..2 {
        let told = site.aside("replay", &board, &all).await;
        assert_eq!(told, (200, json!({"stored": 0, "needless": 0, "still": 2})), "twice is once");
    }
    for dropped in [1, 0] {
        let which = json!({"code": "conflict", "device_id": 1, "by": "s2"});
        let told = site.aside("drop", &board, &which).await;
        assert_eq!(told, (200, json!({"dropped": dropped})));
    }
    let told = site.aside("drop", &board, &all).await;
    assert_eq!((told, count().await), ((200, json!({"dropped": 1})), 0));
}

const SARA: (&str, &str) = ("email", "sara@example.org");
const BO: (&str, &str) = ("email", "bo@example.org");
const KIM: (&str, &str) = ("email", "kim@example.org");
const PHONE: (&str, &str) = ("phone", "+46701740612");
const OTHER: (&str, &str) = ("phone", "+46701740613");
const ACCOUNT: (&str, &str) = ("account", "K-77");

/// The same letters in the same moment: delivered then, or set aside before and tried again.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_tried_again_teaches_who_is_one_person_as_a_delivery_does() {
    let mut came = Vec::new();
    for aside in [false, true] {
        let site = open().await;
        let (mail, desk, board) =
            (site.source("mail").await, site.desk("d").await, site.board().await);
        site.deliver(&mail, &[ticket("1", NOW - 80 * HOUR, &[SARA, PHONE])]).await;
        // Of a day that has not come; good when it has.
        let day = NOW + 30 * HOUR;
        let letters = [ticket("2", day, &[KIM, OTHER, ACCOUNT]), ticket("3", day, &[BO, PHONE])];
        if aside {
            let acks = site.deliver(&mail, &letters).await.acks;
            assert!(acks.iter().all(|ack| ack.status == AckStatus::Quarantined), "{acks:?}");
        }
        site.later(31 * HOUR);
        if aside {
            for stored in [2, 0] {
                let told = site.aside("replay", &board, &json!({"all": true, "by": "s2"})).await;
                assert_eq!(told, (200, json!({"stored": stored, "needless": 0, "still": 0})));
            }
        } else {
            let acks = site.deliver(&mail, &letters).await.acks;
            assert!(acks.iter().all(|ack| ack.status == AckStatus::Stored), "{acks:?}");
        }
        let calls = [record(1, OTHER.1, NOW + 29 * HOUR), record(2, ACCOUNT.1, NOW + 29 * HOUR)];
        site.send(&desk, &calls).await;
        let mut histories = Vec::new();
        for (_, identity) in [SARA, BO, KIM, PHONE, OTHER, ACCOUNT] {
            histories.push(site.history_of(&desk, &[identity]).await);
        }
        let list = site.json("/v1/identities/proposals", &board).await;
        let mut proposals = list["proposals"].as_array().unwrap().clone();
        for proposal in &mut proposals {
            // Every store has keys of its own.
            for key in ["one", "other"] {
                proposal.as_object_mut().unwrap().remove(key);
            }
        }
        came.push((histories, proposals));
    }
    let (histories, proposals) = &came[0];
    assert_eq!(histories[2].len(), 3, "the letter and both calls are Kim's: {histories:?}");
    assert_eq!(proposals.len(), 1, "Bo may be Sara: {proposals:?}");
    assert_eq!(came[0], came[1]);
}

/// By what else somebody is known whose record was set aside is kept no longer than that, nor than they wish.
#[tokio::test(flavor = "multi_thread")]
async fn identities_set_aside_go_with_their_record_and_with_who_is_erased() {
    let site = open().await;
    let (mail, board) = (site.source("mail").await, site.board().await);
    let kept = |rows: u32| {
        // No value may be empty there: it fails unless there are so many.
        let text = format!(
            "INSERT INTO store_meta (k, v) SELECT 'x', NULL FROM
               (SELECT count(*) AS n FROM quarantine_identity) c WHERE n <> {rows}"
        );
        by_hand(site.folder.path(), &text);
    };
    let ahead = async |name: &str, identities: &[(&str, &str)]| {
        site.deliver(&mail, &[ticket(name, NOW + 30 * HOUR, identities)]).await;
    };
    let erase = async |identity: (&str, &str)| {
        site.store.erase(&[contact::Customer(identity.1.into())]).await.unwrap();
    };
    ahead("1", &[SARA, PHONE, ACCOUNT]).await;
    ahead("1", &[SARA, PHONE, ACCOUNT]).await;
    ahead("2", &[BO, OTHER]).await;
    ahead("3", &[("email", "lea@example.org")]).await;
    kept(5);
    erase(PHONE).await;
    kept(4);
    erase(BO).await;
    kept(2);
    site.later(31 * HOUR);
    let all = json!({"all": true, "by": "s2"});
    assert_eq!(site.aside("replay", &board, &all).await.1["stored"], 2);
    kept(0);
    for (identity, status) in [(PHONE, 409), (ACCOUNT, 200)] {
        let asked = json!({"identity": identity.1, "by": "anna"});
        assert_eq!(site.decide("/v1/identities/part", &board, &asked).await.0, status, "{identity:?}");
    }
    let telex = async |name: &str, identities: &[(&str, &str)]| {
        let mut telex = ticket(name, NOW, identities);
        telex["channel"] = json!("telex");
        site.deliver(&mail, &[telex]).await;
    };
    telex("4", &[KIM, ("account", "K-78")]).await;
    kept(2);
    assert_eq!(site.aside("drop", &board, &all).await.1["dropped"], 1);
    kept(0);
    telex("5", &[KIM, ("account", "K-78")]).await;
    kept(2);
    site.later(HOUR);
    site.store.retain(NOW + 32 * HOUR, 100).await.unwrap();
    kept(0);
}
