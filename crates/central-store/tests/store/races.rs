//! Two writers at one customer in the same instant: each begins before the other is through, so
//! neither sees what the other did. What comes of it is as if one had come after the other.

use std::time::Duration;

use contact::protocol::AckStatus;
use postgres::{Client, NoTls};
use serde_json::json;

use crate::channels::{all, ticket};
use crate::server::{admin, hold_tables};
use crate::site::{HOUR, NOW, Site, id, open, record};

/// Waits until so many wait for a lock in the database of `site`.
async fn waiting(site: &Site, many: i64) {
    let url = admin(site.folder.path());
    let wait = move || {
        let mut client = Client::connect(&url, NoTls).unwrap();
        let text =
            "SELECT count(DISTINCT l.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE NOT l.granted AND a.datname = current_database()";
        for _ in 0..12_000 {
            if client.query_one(text, &[]).unwrap().get::<_, i64>(0) >= many {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let doing = "SELECT coalesce(string_agg(concat(state, ' ', wait_event_type, ' ', query), E'\\n'), '')
            FROM pg_stat_activity WHERE datname = current_database()";
        let doing: String = client.query_one(doing, &[]).unwrap().get(0);
        panic!("{many} writers were to wait; the server's sessions:\n{doing}");
    };
    tokio::task::spawn_blocking(wait).await.unwrap();
}

/// Does both with each at its last statement before either is through.
async fn at_once<A, B>(
    site: &Site,
    one: impl Future<Output = A>,
    other: impl Future<Output = B>,
) -> (A, B) {
    // The last thing that a writer does is to note what is to be counted.
    let held = hold_tables(site.folder.path(), "dirty");
    // Two that come in the same moment may be written as one group, by one writer.
    let other = async {
        waiting(site, 1).await;
        other.await
    };
    let release = async {
        waiting(site, 2).await;
        tokio::task::spawn_blocking(move || drop(held)).await.unwrap();
    };
    let (one, other, ()) = tokio::join!(one, other, release);
    while site.store.evaluate(100).await.unwrap() > 0 {}
    assert_eq!(site.store.audit(false).await.unwrap(), 0);
    (one, other)
}

const PHONE: (&str, &str) = ("phone", "+46701740612");
const MAIL: (&str, &str) = ("email", "sara@example.org");

#[tokio::test(flavor = "multi_thread")]
async fn a_first_call_while_a_letter_joins_its_number_is_at_the_person() {
    let site = open().await;
    let (key, desk, board) = (site.source("mail").await, site.desk("d").await, site.board().await);
    // So that nobody waits for the other because of a name.
    site.deliver(&key, &[ticket("0", NOW - HOUR, &[])]).await;
    site.send(&desk, &[record(8, "c-8", NOW - HOUR)]).await;
    let letters = [ticket("1", NOW - 80 * HOUR, &[MAIL, PHONE])];
    let calls = [record(1, PHONE.1, NOW - 60 * HOUR)];
    at_once(&site, site.deliver(&key, &letters), site.send(&desk, &calls)).await;
    assert_eq!(site.history_of(&desk, &[MAIL.1]).await.len(), 2);
    assert_eq!(site.history_of(&desk, &[PHONE.1]).await.len(), 2);
    assert_eq!(site.verdict(&board, &id(1)).await.0, "not_first");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_while_its_customer_is_joined_or_parted_is_at_the_person() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    site.send(&desk, &[record(1, "c-1", NOW - 80 * HOUR), record(2, "c-2", NOW - 70 * HOUR)]).await;
    let merge = async {
        let body = json!({"kept": "c-1", "gone": "c-2", "by": "anna"});
        site.post("/v1/identities/merges", &board, &body).send().await.unwrap()
    };
    let calls = [record(3, "c-2", NOW - 60 * HOUR)];
    at_once(&site, merge, site.send(&desk, &calls)).await;
    assert_eq!(site.history_of(&desk, &["c-1"]).await, [id(3), id(2), id(1)]);
    let part = async {
        let path = "/v1/identities/merges/1/undo";
        site.post(path, &board, &json!({"by": "anna"})).send().await.unwrap()
    };
    let calls = [record(4, "c-2", NOW - 50 * HOUR)];
    at_once(&site, part, site.send(&desk, &calls)).await;
    assert_eq!(site.history_of(&desk, &["c-1"]).await, [id(1)]);
    assert_eq!(site.history_of(&desk, &["c-2"]).await, [id(4), id(3), id(2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_while_its_customer_is_erased_is_not_kept() {
    let site = open().await;
    let (desk, board) = (site.desk("d").await, site.board().await);
    site.send(&desk, &[record(1, "c-1", NOW - 80 * HOUR), record(2, "c-2", NOW - 70 * HOUR)]).await;
    let whom = [contact::Customer("c-1".into())];
    let calls = [record(3, "c-1", NOW - 60 * HOUR)];
    at_once(&site, site.store.erase(&whom), site.send(&desk, &calls)).await.0.unwrap();
    let lines = site.get("/v1/verdicts", &board).send().await.unwrap().text().await.unwrap();
    assert_eq!(lines.lines().count(), 1, "{lines}");
    // Nor does its correction under another customer's name bring an older revision back.
    assert_eq!(site.history_of(&desk, &["c-1"]).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_in_the_moment_of_its_call_counts() {
    let site = open().await;
    let (ivr, desk, board) = (site.source("ivr").await, site.desk("d").await, site.board().await);
    site.send(&desk, &[record(9, "c-9", NOW - HOUR)]).await;
    let surveys = [
        json!({"contact_id": id(1), "by": "ivr", "at_ms": NOW - 70 * HOUR, "answer": "disputed"}),
        json!({"customer": "c-2", "by": "ivr", "at_ms": NOW - 70 * HOUR, "answer": "disputed"}),
    ];
    let calls = [record(1, "c-1", NOW - 71 * HOUR), record(2, "c-2", NOW - 71 * HOUR)];
    at_once(&site, site.survey(&ivr, &surveys), site.send(&desk, &calls)).await;
    for n in [1, 2] {
        let verdict = site.verdict(&board, &id(n)).await;
        assert_eq!(verdict, ("failed".into(), "disputed".into()), "{n}");
    }
}

/// What was counted of a contact is what is there when its correction is written, whoever changed it
/// while that was under way.
#[tokio::test(flavor = "multi_thread")]
async fn a_survey_and_a_correction_of_one_call_are_both_counted() {
    let site = open().await;
    let (ivr, desk, board) = (site.source("ivr").await, site.desk("d").await, site.board().await);
    site.send(&desk, &[record(1, "c-1", NOW - 71 * HOUR)]).await;
    while site.store.evaluate(100).await.unwrap() > 0 {}
    let mut corrected = record(1, "c-1", NOW - 71 * HOUR);
    corrected["revision"] = json!(2);
    corrected["transferred"] = json!(true);
    let survey =
        json!({"contact_id": id(1), "by": "ivr", "at_ms": NOW - 70 * HOUR, "answer": "disputed"});
    let (surveys, calls) = ([survey], [corrected]);
    // One of them waits for the other at the contact itself.
    at_once(&site, site.survey(&ivr, &surveys), site.send(&desk, &calls)).await;
    let figures = site.json("/v1/fcr?forward_h=48&backward_h=48", &board).await;
    assert_eq!(figures["basis"], "sums");
    assert_eq!(figures["because"]["transferred"], 1, "{figures}");
    assert_eq!(figures["confirmed"]["n"], 1, "{figures}");
}

/// The second of two contents of one revision is refused, and what it says of its customer is not learnt.
#[tokio::test(flavor = "multi_thread")]
async fn a_content_that_is_refused_in_the_moment_of_the_first_teaches_nothing() {
    let site = open().await;
    let (key, desk) = (site.source("mail").await, site.desk("d").await);
    site.deliver(&key, &[ticket("0", NOW - HOUR, &[])]).await;
    let first = ticket("1", NOW - 80 * HOUR, &[MAIL]);
    let mut second = ticket("1", NOW - 80 * HOUR, &[MAIL, PHONE]);
    second["claim"] = json!("unresolved");
    let (first, second) = ([first], [second]);
    let (first, second) =
        at_once(&site, site.deliver(&key, &first), site.deliver(&key, &second)).await;
    assert_eq!(
        (all(&first), all(&second)),
        (vec![AckStatus::Stored], vec![AckStatus::Quarantined])
    );
    site.send(&desk, &[record(1, PHONE.1, NOW - 60 * HOUR)]).await;
    assert_eq!(site.history_of(&desk, &[PHONE.1]).await, [id(1)]);
    assert_eq!(site.history_of(&desk, &[MAIL.1]).await.len(), 1);
}
