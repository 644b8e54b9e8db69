//! Who is one person: joined by itself, by hand, parted again; a decision is named by a number that names nothing else.

use contact::protocol::AckStatus;
use serde_json::{Value, json};

use crate::channels::{all, ticket};
use crate::site::{HOUR, NOW, id, open, problem, record, statuses};

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_never_given_again() {
    let site = open().await;
    let (desk, mail, board) = (site.desk("d").await, site.source("m").await, site.board().await);
    let calls: Vec<Value> = (1..5).map(|n| record(n, &format!("c-{n}"), NOW - 80 * HOUR)).collect();
    site.send(&desk, &calls).await;
    let merge = async |kept: &str, gone: &str| {
        let body = json!({"kept": kept, "gone": gone, "by": "anna"});
        let answer = site.post("/v1/identities/merges", &board, &body).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["merge"].clone()
    };
    assert_eq!(merge("c-1", "c-2").await, 1);
    // The highest number goes with an erased person, and somebody still has it on a list.
    site.store.erase(&[contact::Customer("c-2".into())]).await.unwrap();
    assert_eq!(merge("c-3", "c-4").await, 2);
    let undo = site.post("/v1/identities/merges/1/undo", &board, &json!({"by": "anna"}));
    assert_eq!(problem(undo.send().await.unwrap()).await.0, 404);
    assert_eq!(site.history_of(&desk, &["c-3"]).await.len(), 2, "nothing was parted");

    // Proposals likewise: two that were known before, each by itself.
    let propose = async |one: &str, other: &str| {
        let at = NOW - 70 * HOUR;
        for (n, identities) in [
            (1, vec![("email", one)]),
            (2, vec![("email", other)]),
            (3, vec![("email", one), ("email", other)]),
        ] {
            site.deliver(&mail, &[ticket(&format!("{one}-{n}"), at, &identities)]).await;
        }
        let list = site.json("/v1/identities/proposals", &board).await;
        list["proposals"][0]["id"].clone()
    };
    assert_eq!(propose("a@example.org", "b@example.org").await, 1);
    site.store.erase(&[contact::Customer("a@example.org".into())]).await.unwrap();
    assert_eq!(propose("c@example.org", "d@example.org").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_and_a_call_of_one_person_are_one_matter() {
    let site = open().await;
    let (key, desk, board) = (site.source("mail").await, site.desk("d").await, site.board().await);
    let identities = [("email", "sara@example.org"), ("phone", "+46701740612")];
    let acks = site.deliver(&key, &[ticket("1", NOW - 80 * HOUR, &identities)]).await;
    let letter = acks.acks[0].contact_id.unwrap().to_string();
    let call = record(1, "+46701740612", NOW - 60 * HOUR);
    assert_eq!(statuses(&site.send(&desk, std::slice::from_ref(&call)).await), [AckStatus::Stored]);
    let both = [id(1), letter.clone()];
    assert_eq!(site.history_of(&desk, &["+46701740612"]).await, both);
    assert_eq!(site.history_of(&desk, &["SARA@example.org"]).await, both);
    assert_eq!(site.verdict(&board, &letter).await, ("failed".into(), "repeat_contact".into()));
    assert_eq!(site.verdict(&board, &id(1)).await.0, "not_first");
    // Sent again it is still the same, at the person.
    assert_eq!(statuses(&site.send(&desk, &[call]).await), [AckStatus::Same]);
    let list = site.json("/v1/identities/proposals", &board).await;
    assert_eq!(list["proposals"], json!([]), "nothing was in doubt");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_two_people_is_proposed_joined_by_hand_and_parted_again() {
    let site = open().await;
    let (key, desk, board) = (site.source("mail").await, site.desk("d").await, site.board().await);
    let phone = ("phone", "+46701740612");
    let letter = async |external: &str, hours: i64, email: &str| {
        let ticket = ticket(external, NOW - hours * HOUR, &[("email", email), phone]);
        site.deliver(&key, &[ticket]).await.acks[0].contact_id.unwrap().to_string()
    };
    let sara = letter("1", 90, "sara@example.org").await;
    // The same number with another address: a family, or a switchboard.
    let bo = letter("2", 70, "bo@example.org").await;
    let again = letter("3", 69, "bo@example.org").await;
    assert_eq!(site.history_of(&desk, &["bo@example.org"]).await, [again.clone(), bo.clone()]);
    assert_eq!(site.history_of(&desk, &[phone.1]).await, std::slice::from_ref(&sara));
    // The agent is shown apart what may be hers as well, until somebody decides.
    let possible = async |identity: &str| -> Vec<String> {
        let asked = json!({"identities": [identity], "hours": 2400});
        let answer = site.post("/v1/history", &desk, &asked).send().await.unwrap();
        let history: Value = answer.json().await.unwrap();
        let list = history["possible"].as_array().cloned().unwrap_or_default();
        list.iter().map(|c| c["contact_id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(possible(phone.1).await, [again.clone(), bo.clone()]);
    assert_eq!(possible("bo@example.org").await, std::slice::from_ref(&sara));
    // The same letter sent again says nothing more.
    assert_eq!(letter("3", 69, "bo@example.org").await, again);
    let list = site.json("/v1/identities/proposals", &board).await;
    assert_eq!(list["proposals"].as_array().unwrap().len(), 1, "{list}");
    assert_eq!(list["proposals"][0]["seen"], 2);
    assert!(!list.to_string().contains("example.org"), "an identity is shown");
    let verdict = site.verdict(&board, &sara).await;
    assert_eq!(verdict.0, "passed", "nobody guessed that Bo is Sara");

    let (status, joined) = site
        .decide("/v1/identities/proposals/1", &board, &json!({"approve": true, "by": "anna"}))
        .await;
    assert_eq!(status, 200, "{joined}");
    let everything = [again.clone(), bo.clone(), sara.clone()];
    for identity in ["bo@example.org", "sara@example.org", phone.1] {
        assert_eq!(site.history_of(&desk, &[identity]).await, everything, "{identity}");
    }
    assert_eq!(possible(phone.1).await, [""; 0], "it is decided");
    assert_eq!(site.verdict(&board, &sara).await.1, "repeat_contact");
    let call = record(9, "+46701740612", NOW - 68 * HOUR);
    site.send(&desk, &[call]).await;
    let (status, _) = site
        .decide("/v1/identities/proposals/1", &board, &json!({"approve": true, "by": "anna"}))
        .await;
    assert_eq!(status, 404, "decided once");

    let merge = joined["merge"].as_u64().unwrap();
    let path = format!("/v1/identities/merges/{merge}/undo");
    let (status, parted) = site.decide(&path, &board, &json!({"by": "anna"})).await;
    assert_eq!(status, 200, "{parted}");
    let of_bo = site.history_of(&desk, &["bo@example.org"]).await;
    let of_sara = site.history_of(&desk, &["sara@example.org"]).await;
    assert_eq!((of_bo.len(), of_sara.len()), (2, 2), "each has what came by their own identities");
    assert_eq!(of_sara, [id(9), sara.clone()], "the call by the number is with who had the number");
    assert_eq!(site.verdict(&board, &sara).await.0, "failed", "her own call is 22 hours later");
    assert_eq!(site.decide(&path, &board, &json!({"by": "anna"})).await.0, 409);

    // Kept apart for good: seen again, not asked again.
    letter("4", 10, "bo@example.org").await;
    let list = site.json("/v1/identities/proposals", &board).await;
    assert_eq!(list["proposals"], json!([]));
    // And by hand, whatever was proposed.
    let asked = json!({"kept": phone.1, "gone": "bo@example.org", "by": "anna"});
    let (status, merged) = site.decide("/v1/identities/merges", &board, &asked).await;
    assert_eq!((status, &merged["contacts"]), (200, &json!(3)), "{merged}");
    assert_eq!(site.decide("/v1/identities/merges", &board, &asked).await.0, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_were_kept_apart_are_not_proposed_again_under_another_name() {
    let site = open().await;
    let (key, board) = (site.source("mail").await, site.board().await);
    let phone = ("phone", "+46701740612");
    let letter = async |n: &str, identities: &[(&str, &str)]| {
        site.deliver(&key, &[ticket(n, NOW - 80 * HOUR, identities)]).await;
    };
    let open = async || {
        let list = site.json("/v1/identities/proposals", &board).await;
        list["proposals"].as_array().unwrap().len()
    };
    letter("1", &[("email", "sara@example.org"), phone]).await;
    letter("2", &[("email", "bo@example.org"), phone]).await;
    assert_eq!(open().await, 1);
    let asked = json!({"approve": false, "by": "anna"});
    assert_eq!(site.decide("/v1/identities/proposals/1", &board, &asked).await.0, 200);
    // Bo turns out to have written from elsewhere, and is kept under that address.
    letter("3", &[("email", "bo@work.example.org")]).await;
    let asked = json!({"kept": "bo@work.example.org", "gone": "bo@example.org", "by": "anna"});
    assert_eq!(site.decide("/v1/identities/merges", &board, &asked).await.0, 200);
    letter("4", &[("email", "bo@work.example.org"), phone]).await;
    assert_eq!(open().await, 0, "that they are two was decided");
    // Somebody of whom nobody decided anything is asked about.
    letter("5", &[("email", "kim@example.org")]).await;
    letter("6", &[("email", "kim@example.org"), phone]).await;
    assert_eq!(open().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_before_in_a_batch_was_seen_before() {
    let (sara, phone) = (("email", "sara@example.org"), ("phone", "+46701740612"));
    let mut found = Vec::new();
    for at_once in [false, true] {
        let site = open().await;
        let (key, desk) = (site.source("mail").await, site.desk("d").await);
        let letters = [
            ticket("1", NOW - 90 * HOUR, &[sara]),
            ticket("2", NOW - 80 * HOUR, &[phone]),
            ticket("3", NOW - 70 * HOUR, &[sara, phone]),
        ];
        site.deliver(&key, &letters[..1]).await;
        if at_once {
            site.deliver(&key, &letters[1..]).await;
        } else {
            site.deliver(&key, &letters[1..2]).await;
            site.deliver(&key, &letters[2..]).await;
        }
        found.push((site.history_of(&desk, &[sara.1]).await, site.history_of(&desk, &[phone.1]).await));
    }
    assert_eq!(found[0], found[1]);
    assert_eq!((found[0].0.len(), found[0].1.len()), (2, 1), "proposed, and joined by nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_joined_by_itself_is_parted_and_stays_apart() {
    let site = open().await;
    let (key, desk, board) = (site.source("mail").await, site.desk("d").await, site.board().await);
    let (sara, phone) = (("email", "sara@example.org"), ("phone", "+46701740612"));
    let letter = ticket("1", NOW - 90 * HOUR, &[sara, phone]);
    let letter_id = site.deliver(&key, &[letter]).await.acks[0].contact_id.unwrap().to_string();
    site.send(&desk, &[record(1, phone.1, NOW - 80 * HOUR)]).await;
    assert_eq!(site.history_of(&desk, &[phone.1]).await, [id(1), letter_id.clone()]);

    let asked = json!({"identity": phone.1, "by": "anna"});
    let (status, parted) = site.decide("/v1/identities/part", &board, &asked).await;
    assert_eq!((status, &parted["contacts"]), (200, &json!(1)), "{parted}");
    assert_eq!(site.history_of(&desk, &[phone.1]).await, [id(1)]);
    assert_eq!(site.history_of(&desk, &[sara.1]).await, std::slice::from_ref(&letter_id));
    let trail = site.json("/v1/identities/proposals", &board).await;
    assert_eq!(trail["merges"][0]["made_by"], "by itself", "{trail}");
    assert_eq!(trail["merges"][0]["undone_by"], "anna", "{trail}");
    for nobody in [phone.1, sara.1, "never@example.org"] {
        let asked = json!({"identity": nobody, "by": "anna"});
        assert_eq!(site.decide("/v1/identities/part", &board, &asked).await.0, 409, "{nobody}");
    }
    // The source says the old again: the two are proposed at most, and nobody guesses.
    site.deliver(&key, &[ticket("2", NOW - 70 * HOUR, &[sara, phone])]).await;
    assert_eq!(site.history_of(&desk, &[phone.1]).await, [id(1)]);
    assert_eq!(site.store.audit(false).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parted_identity_without_contacts_is_not_joined_by_itself_again() {
    let site = open().await;
    let (key, board) = (site.source("mail").await, site.board().await);
    let both = [("email", "sara@example.org"), ("phone", "+46701740612")];
    site.deliver(&key, &[ticket("1", NOW - 90 * HOUR, &both)]).await;
    let asked = json!({"identity": "+46701740612", "by": "anna"});
    assert_eq!(site.decide("/v1/identities/part", &board, &asked).await.0, 200);
    site.deliver(&key, &[ticket("2", NOW - 70 * HOUR, &both)]).await;
    assert_eq!(site.decide("/v1/identities/part", &board, &asked).await.0, 409, "it was joined again");
    let list = site.json("/v1/identities/proposals", &board).await;
    assert_eq!(list["proposals"].as_array().unwrap().len(), 1, "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_is_taken_back_whichever_way_it_was_made() {
    for (kept, gone) in [("sara@example.org", "bo@example.org"), ("bo@example.org", "sara@example.org")] {
        let site = open().await;
        let (key, desk, board) =
            (site.source("mail").await, site.desk("d").await, site.board().await);
        let with_phone = [("email", "sara@example.org"), ("phone", "+46701740612")];
        site.deliver(&key, &[ticket("1", NOW - 90 * HOUR, &with_phone)]).await;
        site.deliver(&key, &[ticket("2", NOW - 80 * HOUR, &[("email", "bo@example.org")])]).await;
        site.send(&desk, &[record(1, "+46701740612", NOW - 70 * HOUR)]).await;
        let asked = json!({"kept": kept, "gone": gone, "by": "anna"});
        let (status, merged) = site.decide("/v1/identities/merges", &board, &asked).await;
        assert_eq!(status, 200, "{merged}");
        site.send(&desk, &[record(2, "+46701740612", NOW - 60 * HOUR)]).await;
        assert_eq!(site.history_of(&desk, &["bo@example.org"]).await.len(), 4, "{kept}");
        let path = format!("/v1/identities/merges/{}/undo", merged["merge"]);
        let (status, parted) = site.decide(&path, &board, &json!({"by": "anna"})).await;
        assert_eq!(status, 200, "{parted}");
        for (identity, count) in
            [("bo@example.org", 1), ("sara@example.org", 3), ("+46701740612", 3)]
        {
            let found = site.history_of(&desk, &[identity]).await;
            assert_eq!(found.len(), count, "{kept} was kept: {identity}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_sources_sending_one_person_at_once_join_them_once() {
    let site = open().await;
    let (one, two) = (site.source("a").await, site.source("b").await);
    let desk = site.desk("d").await;
    let identities = [("email", "sara@example.org"), ("phone", "+46701740612")];
    let turned = [identities[1], identities[0]];
    let batch = |source: &str, identities: &[(&str, &str)]| -> Vec<Value> {
        (0..20).map(|n| ticket(&format!("{source}{n}"), NOW - n * HOUR, identities)).collect()
    };
    let (first, second) = (batch("a", &identities), batch("b", &turned));
    let (first, second) = tokio::join!(site.deliver(&one, &first), site.deliver(&two, &second));
    for acks in [first, second] {
        assert!(all(&acks).iter().all(|status| *status == AckStatus::Stored), "{acks:?}");
    }
    let asked = json!({"identities": ["+46701740612"], "hours": 2400, "limit": 100});
    let history: Value =
        site.post("/v1/history", &desk, &asked).send().await.unwrap().json().await.unwrap();
    assert_eq!(history["contacts"].as_array().unwrap().len(), 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_too_large_to_be_given_is_one_that_there_is_not() {
    let site = open().await;
    let board = site.board().await;
    let by = json!({"by": "Kim", "decision": "join"});
    for number in [7, i32::MAX as u32, 3_000_000_000, u32::MAX] {
        for path in ["proposals/{n}", "merges/{n}/undo"] {
            let path = format!("/v1/identities/{}", path.replace("{n}", &number.to_string()));
            let (status, answer) = site.decide(&path, &board, &by).await;
            assert_eq!((status, &answer["code"]), (404, &json!("not_found")), "{path}: {answer}");
        }
        assert!(site.store.revoke(number).await.unwrap_err().to_string().contains("no desk"));
    }
}
