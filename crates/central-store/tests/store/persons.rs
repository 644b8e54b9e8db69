//! What a person decided of persons is named by a number, and the number names nothing else.

use serde_json::{Value, json};

use crate::channels::ticket;
use crate::site::{HOUR, NOW, open, problem, record};

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
