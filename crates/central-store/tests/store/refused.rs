//! Of a record that is refused nothing is learnt: not who is one person, not who may be, not whom somebody met.

use contact::protocol::AckStatus;
use serde_json::{Value, json};

use crate::channels::{all, ticket};
use crate::server::{On, by_hand};
use crate::site::{HOUR, NOW, Site, open, record};

const SARA: (&str, &str) = ("email", "sara@example.org");
const BO: (&str, &str) = ("email", "bo@example.org");
const KIM: (&str, &str) = ("email", "kim@example.org");
const LEA: (&str, &str) = ("email", "lea@example.org");
const PHONES: [(&str, &str); 4] = [
    ("phone", "+46701740610"),
    ("phone", "+46701740611"),
    ("phone", "+46701740612"),
    ("phone", "+46701740613"),
];
const AT: i64 = NOW - 80 * HOUR;

/// What the same revision of a letter says that cannot be true as well.
fn otherwise(name: &str, identities: &[(&str, &str)]) -> Value {
    let mut other = ticket(name, AT, identities);
    other["claim"] = json!("unresolved");
    other
}

/// Whose contacts are whose, after somebody called from each number, and what is proposed.
async fn known(site: &Site, desk: &str, board: &str) -> (Vec<Vec<String>>, Value) {
    let calls = PHONES.iter().zip(1..).map(|((_, phone), n)| record(n, phone, NOW - HOUR));
    site.send(desk, &calls.collect::<Vec<_>>()).await;
    let mut histories = Vec::new();
    for (_, identity) in [SARA, BO, KIM, LEA].into_iter().chain(PHONES) {
        histories.push(site.history_of(desk, &[identity]).await);
    }
    (histories, site.json("/v1/identities/proposals", board).await["proposals"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_content_of_a_revision_teaches_nobody_who_is_one_person() {
    let mut came = Vec::new();
    for refused in [false, true] {
        let site = open().await;
        let (mail, desk, board) =
            (site.source("mail").await, site.desk("d").await, site.board().await);
        site.deliver(&mail, &[ticket("1", AT, &[SARA]), ticket("2", AT, &[BO])]).await;
        if refused {
            let others = [
                // It would be hers, and so would that of the next, which says the same of somebody else.
                otherwise("1", &[SARA, PHONES[0]]),
                ticket("1", AT, &[KIM, PHONES[1]]),
                otherwise("2", &[BO, SARA]),
            ];
            for other in others {
                let acks = site.deliver(&mail, &[other]).await;
                assert_eq!(all(&acks), [AckStatus::Quarantined]);
            }
            // Nor when it is tried again.
            assert_eq!(site.store.replay(&central_store::Which::default()).await.unwrap().still, 3);
            by_hand(
                site.folder.path(),
                "INSERT INTO store_meta (k, v) SELECT 'x', NULL FROM (SELECT (SELECT count(*) FROM alias)
                   + (SELECT count(*) FROM alias_kind) + (SELECT count(*) FROM proposal) AS n) c WHERE n > 0",
            );
        }
        let good = [ticket("3", AT, &[LEA, PHONES[0]]), ticket("4", AT, &[BO, PHONES[1]])];
        assert_eq!(all(&site.deliver(&mail, &good).await), [AckStatus::Stored; 2]);
        came.push(known(&site, &desk, &board).await);
        assert_eq!(site.store.audit(false).await.unwrap(), 0);
    }
    let (histories, proposals) = &came[0];
    assert_eq!(histories.iter().map(Vec::len).collect::<Vec<_>>(), [1, 3, 0, 2, 2, 3, 1, 1]);
    assert_eq!(*proposals, json!([]));
    assert_eq!(came[0], came[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_of_a_batch_is_as_if_the_refused_had_not_been_in_it() {
    let mut came = Vec::new();
    for refused in [false, true] {
        let site = open().await;
        let (mail, desk, board) =
            (site.source("mail").await, site.desk("d").await, site.board().await);
        site.deliver(&mail, &[ticket("1", AT, &[SARA])]).await;
        let other = |content: Value| (content, AckStatus::Quarantined);
        let good = |content: Value| (content, AckStatus::Stored);
        let mut batch = vec![
            good(ticket("2", AT, &[LEA, PHONES[0]])),
            other(otherwise("1", &[SARA, PHONES[1]])),
            good(ticket("3", AT, &[BO, PHONES[1]])),
            // Whoever this is of was met by nobody.
            other(otherwise("1", &[PHONES[2]])),
            good(ticket("4", AT, &[KIM, PHONES[2]])),
            // The first of two contents is the one that stays.
            other(otherwise("2", &[LEA, SARA, ("account", "K-77")])),
            (ticket("2", AT, &[LEA, PHONES[0]]), AckStatus::Same),
            good(ticket("5", AT, &[("account", "K-77"), PHONES[3]])),
        ];
        batch.retain(|(_, status)| refused || *status != AckStatus::Quarantined);
        let (contents, expected): (Vec<Value>, Vec<AckStatus>) = batch.into_iter().unzip();
        assert_eq!(all(&site.deliver(&mail, &contents).await), expected);
        came.push(known(&site, &desk, &board).await);
        assert_eq!(site.store.audit(false).await.unwrap(), 0);
    }
    let (histories, proposals) = &came[0];
    assert_eq!(histories.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 2, 2, 2, 2, 2, 2]);
    assert_eq!(*proposals, json!([]));
    assert_eq!(came[0], came[1]);
}

/// One that is not taken by the database itself is refused as well.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_database_refuses_teaches_nothing_and_its_neighbours_do() {
    let site = open().await;
    let (mail, desk, board) = (site.source("mail").await, site.desk("d").await, site.board().await);
    site.deliver(&mail, &[ticket("1", AT, &[SARA])]).await;
    let refuse = match crate::on() {
        On::Sqlite => {
            "CREATE TRIGGER refuse BEFORE INSERT ON contact WHEN NEW.rev = 7
             BEGIN SELECT RAISE(ABORT, 'not this one'); END"
        }
        On::Postgres => "ALTER TABLE contact ADD CONSTRAINT refuse CHECK (rev <> 7) NOT VALID",
    };
    by_hand(site.folder.path(), refuse);
    let mut bad = ticket("2", AT, &[SARA, PHONES[0]]);
    bad["revision"] = json!(7);
    let batch = [bad, ticket("3", AT, &[LEA, PHONES[0]]), ticket("4", AT, &[BO, PHONES[1]])];
    let acks = site.deliver(&mail, &batch).await;
    assert_eq!(all(&acks), [AckStatus::Quarantined, AckStatus::Stored, AckStatus::Stored]);
    let (histories, proposals) = known(&site, &desk, &board).await;
    assert_eq!(histories.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 0, 2, 2, 2, 1, 1]);
    assert_eq!(proposals, json!([]));
}
