//! Other systems: their contacts and surveys, what is reviewed and who is erased.

use contact::protocol::{AckStatus, Acks};
use serde_json::{Value, json};

use crate::site::{HOUR, NOW, Site, holds, id, open, open_with, problem, record, statuses};

impl Site {
    pub(crate) async fn source(&self, name: &str) -> String {
        self.store.source_key(name).await.unwrap().reveal().to_owned()
    }

    pub(crate) async fn deliver(&self, key: &str, contacts: &[Value]) -> Acks {
        let body = json!({"contacts": contacts});
        let answer = self.post("/v1/contacts", key, &body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    pub(crate) async fn survey(&self, key: &str, surveys: &[Value]) -> Acks {
        let body = json!({"surveys": surveys});
        let answer = self.post("/v1/surveys", key, &body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    pub(crate) async fn decide(&self, path: &str, board: &str, body: &Value) -> (u16, Value) {
        let answer = self.post(path, board, body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// The verdict on a contact, and why.
    pub(crate) async fn verdict(&self, board: &str, id: &str) -> (String, String) {
        let lines = self.get("/v1/verdicts", board).send().await.unwrap().text().await.unwrap();
        let all: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let found = all.iter().find(|v| v["contact_id"] == *id).unwrap_or(&Value::Null);
        let text = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
        (text("verdict"), text("because"))
    }

    pub(crate) async fn history_of(&self, desk: &str, identities: &[&str]) -> Vec<String> {
        let asked = json!({"identities": identities, "hours": 2400});
        let answer = self.post("/v1/history", desk, &asked).send().await.unwrap();
        let history: Value = answer.json().await.unwrap();
        let contacts = history["contacts"].as_array().unwrap();
        contacts.iter().map(|c| c["contact_id"].as_str().unwrap().to_owned()).collect()
    }
}

pub(crate) fn all(acks: &Acks) -> Vec<AckStatus> {
    acks.acks.iter().map(|ack| ack.status).collect()
}

pub(crate) fn ticket(external: &str, start: i64, identities: &[(&str, &str)]) -> Value {
    let identities: Vec<Value> =
        identities.iter().map(|(kind, value)| json!({"kind": kind, "value": value})).collect();
    json!({"external_id": external, "updated_ms": start + 60_000, "identities": identities,
           "channel": "email", "start_ms": start, "end_ms": start + 60_000,
           "reason": "billing/refund", "claim": "resolved", "agent": "a9"})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_sends_contacts_once_however_often() {
    let site = open().await;
    let key = site.source("tickets").await;
    let one = ticket("35436", NOW - 5 * HOUR, &[("email", "Sara@Example.org")]);
    let acks = site.deliver(&key, &[one.clone(), one.clone()]).await;
    assert_eq!(all(&acks), [AckStatus::Stored, AckStatus::Same]);
    assert_eq!(acks.acks[0].contact_id, acks.acks[1].contact_id);
    // Another source may call something the same.
    let other = site.source("chats").await;
    let acks_other = site.deliver(&other, std::slice::from_ref(&one)).await;
    assert_eq!(all(&acks_other), [AckStatus::Stored]);
    assert_ne!(acks_other.acks[0].contact_id, acks.acks[0].contact_id);

    let mut later = one.clone();
    later["updated_ms"] = json!(NOW);
    later["claim"] = json!("unresolved");
    let acks = site.deliver(&key, &[later, one.clone()]).await;
    assert_eq!(all(&acks), [AckStatus::Stored, AckStatus::Older]);
    let mut wrong = ticket("7", NOW - HOUR, &[]);
    wrong["channel"] = json!("telex");
    let mut changed = one.clone();
    changed["reason"] = json!("billing/other");
    let acks = site.deliver(&key, &[wrong, json!(7), changed, ticket("8", NOW - HOUR, &[])]).await;
    assert_eq!(
        all(&acks),
        [AckStatus::Quarantined, AckStatus::Quarantined, AckStatus::Older, AckStatus::Stored]
    );
    assert_eq!(acks.acks[0].why.as_ref().unwrap().field.as_deref(), Some("channel"));
    let board = site.board().await;
    let aside = site.json("/v1/quarantine", &board).await;
    assert_eq!(aside["quarantine"].as_array().unwrap().len(), 2, "{aside}");
    assert!(!holds(&site.bytes(), "ara@"), "an identity is kept in the clear");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_opens_what_it_is_for_and_nothing_else() {
    let site = open().await;
    let (key, desk, board) = (site.source("s").await, site.desk("d").await, site.board().await);
    let body = json!({"contacts": []});
    for (token, wanted) in [(&desk, 403), (&board, 403), (&"source_no".to_owned(), 401)] {
        for path in ["/v1/contacts", "/v1/surveys"] {
            let answer = site.post(path, token, &body).send().await.unwrap();
            assert_eq!(problem(answer).await.0, wanted, "{path}");
        }
    }
    for path in ["/v1/fcr", "/v1/verdicts", "/v1/contacts", "/v1/feed/articles"] {
        let answer = site.get(path, &key).send().await.unwrap();
        assert_eq!(problem(answer).await.0, 403, "{path}");
    }
    site.json("/v1/codes", &key).await;
    for path in ["/v1/exclusions", "/v1/identities/proposals", "/v1/quarantine"] {
        for token in [&desk, &key] {
            let answer = site.get(path, token).send().await.unwrap();
            assert_eq!(problem(answer).await.0, 403, "{path}");
        }
    }
    let answer = site.post("/v1/records", &key, &json!({"records": []})).send().await.unwrap();
    assert_eq!(problem(answer).await.0, 403);
    let second = site.source("s").await;
    site.deliver(&second, &[]).await;
    site.store.revoke_source("s").await.unwrap();
    for key in [&key, &second] {
        let answer = site.post("/v1/contacts", key, &body).send().await.unwrap();
        assert_eq!(problem(answer).await.0, 401);
    }
    assert!(site.store.revoke_source("nobody").await.is_err());
    let sources = site.store.sources().await.unwrap();
    assert_eq!((sources.len(), sources[0].keys), (1, 0));
}

/// Who is one person does not depend on where a batch is cut.
/// A mistyped number of a ticket is somebody else's, who calls.
/// So does a number that never called.
/// Whichever of the two is kept, taking it back gives each what was theirs.
#[tokio::test(flavor = "multi_thread")]
async fn a_survey_joins_its_contact_whenever_it_comes() {
    let site = open().await;
    let (ivr, desk, board) = (site.source("ivr").await, site.desk("d").await, site.board().await);
    let call = |n: u32, hours: i64| record(n, &format!("c-{n}"), NOW - hours * HOUR);
    // Before its contact, by its id; and by the customer, whom nobody knows yet.
    let early = json!({"contact_id": id(1), "by": "ivr", "at_ms": NOW - 70 * HOUR, "answer": "disputed"});
    let of_customer = json!({"customer": "c-2", "by": "sms", "at_ms": NOW - 69 * HOUR, "answer": "confirmed"});
    let acks = site.survey(&ivr, &[early.clone(), of_customer.clone(), early.clone()]).await;
    assert_eq!(all(&acks), [AckStatus::Stored, AckStatus::Stored, AckStatus::Same]);
    site.send(&desk, &[call(1, 72), call(2, 71), call(3, 70), call(4, 69), call(5, 68)]).await;
    assert_eq!(site.verdict(&board, &id(1)).await, ("failed".into(), "disputed".into()));
    // Invitations without an answer; an answer; and one that is taken back by a later one.
    let asked = |n: u32, hours: i64, answer: Option<&str>| {
        let mut asked = json!({"contact_id": id(n), "by": "email", "at_ms": NOW - hours * HOUR});
        if let Some(answer) = answer {
            asked["answer"] = json!(answer);
        }
        asked
    };
    let acks = site
        .survey(&ivr, &[
            asked(3, 60, None),
            asked(4, 50, Some("disputed")),
            asked(4, 40, Some("confirmed")),
            asked(4, 60, None),
            asked(5, 40, Some("confirmed")),
            asked(5, 50, Some("disputed")),
        ])
        .await;
    assert!(all(&acks).iter().all(|status| *status == AckStatus::Stored));
    let figures = site.json("/v1/fcr", &board).await;
    // Asked: 1, 2, 3, 4, 5. Answered: all but 3. Confirmed: 2, 4, 5.
    assert_eq!((&figures["response"]["k"], &figures["response"]["n"]), (&json!(4), &json!(5)));
    assert_eq!((&figures["confirmed"]["k"], &figures["confirmed"]["n"]), (&json!(3), &json!(4)));
    // A correction of the contact does not lose what the customer said.
    let mut corrected = call(1, 72);
    corrected["revision"] = json!(2);
    corrected["customer"] = json!("c-77");
    site.send(&desk, &[corrected]).await;
    assert_eq!(site.verdict(&board, &id(1)).await.1, "disputed");
    let acks = site.survey(&ivr, &[json!({"by": "ivr", "at_ms": NOW}), json!([1])]).await;
    assert_eq!(all(&acks), [AckStatus::Quarantined; 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_tidies_up_their_own_figures() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    let mut call = record(1, "c-1", NOW - 60 * HOUR);
    call["claim"] = json!("unresolved");
    call["exclusion"] = json!({"reason": "isolated_incident", "requested_by": "t1"});
    let mut forged = record(2, "c-2", NOW - 60 * HOUR);
    forged["exclusion"] = json!({"reason": "isolated_incident", "requested_by": "a7", "reviewed_by": "a7"});
    site.send(&desk, &[call.clone(), forged, record(3, "c-3", NOW - 60 * HOUR)]).await;
    assert_eq!(site.verdict(&board, &id(2)).await.0, "passed", "a7 cannot approve a7's");
    assert_eq!(site.verdict(&board, &id(1)).await.0, "failed", "a request is no approval");
    let list = site.json("/v1/exclusions", &board).await;
    let ids: Vec<&str> =
        list["exclusions"].as_array().unwrap().iter().map(|e| e["contact_id"].as_str().unwrap()).collect();
    assert!(ids.contains(&id(1).as_str()), "{list}");
    let path = format!("/v1/exclusions/{}", id(1));
    for (by, wanted) in [("a7", 400), ("t1", 400), ("", 400), ("s2", 200)] {
        let (status, told) = site.decide(&path, &board, &json!({"approve": true, "by": by})).await;
        assert_eq!(status, wanted, "{by}: {told}");
    }
    assert_eq!(site.verdict(&board, &id(1)).await.0, "excluded");
    // A correction that asks for the same keeps the review; one that asks for another is a new request.
    call["revision"] = json!(2);
    call["note"] = json!("a correction");
    site.send(&desk, &[call.clone()]).await;
    assert_eq!(site.verdict(&board, &id(1)).await.0, "excluded");
    let figures = site.json("/v1/fcr", &board).await;
    assert_eq!((&figures["net"]["verified"]["n"], &figures["gross"]["verified"]["n"]), (&json!(2), &json!(3)));
    call["revision"] = json!(3);
    call["exclusion"]["reason"] = json!("test_call");
    site.send(&desk, &[call]).await;
    assert_eq!(site.verdict(&board, &id(1)).await.0, "failed");
    let (status, _) = site.decide(&path, &board, &json!({"approve": false, "by": "s2"})).await;
    assert_eq!(status, 200);
    let refused = site.json("/v1/exclusions?state=refused", &board).await;
    assert_eq!(refused["exclusions"][0]["reviewed_by"], "s2");
    for (id, wanted) in [(id(3), 409), (id(99), 404), ("x".to_owned(), 404)] {
        let path = format!("/v1/exclusions/{id}");
        let (status, _) = site.decide(&path, &board, &json!({"approve": true, "by": "s2"})).await;
        assert_eq!(status, wanted, "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_person_is_gone_and_does_not_come_back() {
    let site = open().await;
    let (key, desk, board) = (site.source("mail").await, site.desk("d").await, site.board().await);
    let identities = [("email", "sara@example.org"), ("phone", "+46701740612")];
    let acks = site.deliver(&key, &[ticket("1", NOW - 80 * HOUR, &identities)]).await;
    let letter = acks.acks[0].contact_id.unwrap().to_string();
    let call = record(1, "+46701740612", NOW - 60 * HOUR);
    let mut poison = record(2, "+46701740612", NOW - 60 * HOUR);
    poison["channel"] = json!("telex");
    site.send(&desk, &[call.clone(), poison, record(3, "c-3", NOW - 60 * HOUR)]).await;
    site.survey(&key, &[json!({"contact_id": id(1), "by": "ivr", "at_ms": NOW, "comment": "SARA WAS HERE"})]).await;
    let erased = site.store.erase(&[contact::Customer("Sara@example.org".into())]).await.unwrap();
    assert_eq!(erased.contacts, 2);
    assert_eq!(site.history_of(&desk, &["+46701740612"]).await, [""; 0]);
    let lines = site.get("/v1/verdicts", &board).send().await.unwrap().text().await.unwrap();
    assert_eq!(lines.lines().count(), 1);
    // Late uploads: of the desk, of the source, by either identity.
    let mut late = call.clone();
    late["revision"] = json!(2);
    assert_eq!(statuses(&site.send(&desk, &[call, late, record(4, "sara@example.org", NOW)]).await), [AckStatus::Erased; 3]);
    let acks = site.deliver(&key, &[ticket("9", NOW - HOUR, &identities)]).await;
    assert_eq!(all(&acks), [AckStatus::Erased]);
    let acks = site.survey(&key, &[json!({"customer": "+46701740612", "by": "sms", "at_ms": NOW})]).await;
    assert_eq!(all(&acks), [AckStatus::Erased]);
    // Desks are told, by ids alone.
    let page = site.json("/v1/feed/erased?after=0", &desk).await;
    let items: Vec<&str> =
        page["items"].as_array().unwrap().iter().map(|item| item["item"].as_str().unwrap()).collect();
    for contact in [&letter, &id(1), &id(2)] {
        assert!(items.contains(&contact.as_str()), "{contact} in {page}");
    }
    assert_eq!(items.len(), 3);
    let hello = site.json("/v1/hello", &desk).await;
    assert_eq!(hello["erased_head"], 3);
    let aside = site.json("/v1/quarantine", &board).await;
    assert_eq!(aside["quarantine"], json!([]), "what was set aside of them is gone too");
    assert!(!holds(&site.bytes(), "SARA WAS HERE"), "their words are on the disk still");
    assert!(site.store.erase(&[contact::Customer(" ".into())]).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_says_how_complete_it_is_is_waited_for_and_named_when_silent() {
    let site = open().await;
    let (mail, quiet, board) = (site.source("mail").await, site.source("chat").await, site.board().await);
    site.deliver(&quiet, &[ticket("1", NOW - 80 * HOUR, &[])]).await;
    let watermark = async || {
        let figures = site.json("/v1/fcr", &board).await;
        (figures["watermark_ms"].as_i64().unwrap(), figures["missing"].clone())
    };
    assert_eq!(watermark().await, (NOW, json!([])), "nobody has said anything");
    let say = async |complete: i64| {
        let body = json!({"contacts": [], "complete_ms": complete});
        let answer = site.post("/v1/contacts", &mail, &body).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    };
    say(NOW - 5 * HOUR).await;
    assert_eq!(watermark().await.0, NOW - 5 * HOUR);
    // It does not go back, and nobody is complete in the future.
    say(NOW - 7 * HOUR).await;
    assert_eq!(watermark().await.0, NOW - 5 * HOUR);
    say(NOW + 7 * HOUR).await;
    assert_eq!(watermark().await.0, NOW);
    // Heard of without a word of it, it holds back; silent for a day, it is named.
    site.later(23 * HOUR);
    site.deliver(&mail, &[]).await;
    site.later(2 * HOUR);
    assert_eq!(watermark().await.0, NOW);
    site.later(23 * HOUR);
    let later = watermark().await;
    assert_eq!(later.1, json!(["mail"]));
    assert!(later.0 > NOW);
    site.store.revoke_source("mail").await.unwrap();
    assert_eq!(watermark().await.1, json!([]));
}

/// The key of a survey's vendor opens no agent's record: an ack names the contact, and a higher revision of
/// it would stay for good.
#[tokio::test(flavor = "multi_thread")]
async fn a_source_corrects_what_it_sent_and_nothing_else() {
    let site = open().await;
    let (desk, mail, vendor) =
        (site.desk("d").await, site.source("mail").await, site.source("vendor").await);
    site.send(&desk, &[record(1, "c-1", NOW - HOUR)]).await;
    let letter = ticket("1", NOW - HOUR, &[("account", "c-1")]);
    let acks = site.deliver(&mail, std::slice::from_ref(&letter)).await;
    let sent = acks.acks[0].contact_id.unwrap().to_string();
    for whose in [&id(1), &sent] {
        let mut theirs = record(1, "c-9", NOW - HOUR);
        theirs["contact_id"] = json!(whose);
        theirs["revision"] = json!(u32::MAX);
        theirs["claim"] = json!("unresolved");
        let acks = site.deliver(&vendor, &[theirs]).await;
        assert_eq!(all(&acks), [AckStatus::Quarantined], "{acks:?}");
        let why = acks.acks[0].why.as_ref().unwrap();
        assert!(why.message.contains("somebody else"), "{why:?}");
    }
    assert_eq!(site.history_of(&desk, &["c-1"]).await.len(), 2);
    assert_eq!(site.history_of(&desk, &["c-9"]).await.len(), 0);
    // Its own it corrects as before, and so does a desk that has another number now.
    let mut later = letter;
    later["updated_ms"] = json!(NOW);
    assert_eq!(all(&site.deliver(&mail, &[later]).await), [AckStatus::Stored]);
    let (anew, mut corrected) = (site.desk("d").await, record(1, "c-1", NOW - HOUR));
    corrected["revision"] = json!(2);
    assert_eq!(statuses(&site.send(&anew, &[corrected]).await), [AckStatus::Stored]);
}

/// A refusal that says that nothing was stored is true: who is complete up to when is said in the transaction
/// of the contacts.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_busy_store_refused_of_a_source_was_not_stored() {
    let site = std::sync::Arc::new(
        open_with(|settings| (settings.queue, settings.writers) = (1, 1)).await,
    );
    let (mail, desk) = (site.source("mail").await, site.desk("d").await);
    let send = |n: u32| {
        let (site, mail) = (std::sync::Arc::clone(&site), mail.clone());
        tokio::spawn(async move {
            let one = ticket(&n.to_string(), NOW - HOUR, &[("account", &format!("c-{n}"))]);
            let body = json!({"contacts": [one], "complete_ms": NOW});
            let answer = site.post("/v1/contacts", &mail, &body).send().await.unwrap();
            (n, answer.status().as_u16())
        })
    };
    let (mut stored, mut refused) = (0, 0);
    for sent in (0..60).map(send).collect::<Vec<_>>() {
        let (n, status) = sent.await.unwrap();
        let there = site.history_of(&desk, &[&format!("c-{n}")]).await.len();
        assert_eq!((status, there), if there == 1 { (200, 1) } else { (503, 0) }, "contact {n}");
        (stored, refused) = (stored + there, refused + 1 - there);
    }
    assert!(stored > 0 && refused > 0, "{stored} stored, {refused} refused: nothing was tried");
}
