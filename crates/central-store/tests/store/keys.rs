//! Keys to the board: who has one, and taking it back.

use serde_json::json;

use crate::process::{command, run, told};
use crate::site::{open, problem};

#[tokio::test(flavor = "multi_thread")]
async fn a_key_to_the_board_is_listed_without_being_shown_and_can_be_taken_back() {
    let site = open().await;
    let folder = site.folder.path().to_owned();
    let key = async |name: &str| site.store.board_key(name).await.unwrap().reveal().to_owned();
    let (one, two) = (key("night shift").await, key("night shift").await);
    let (other, unnamed) = (key("day shift").await, key("").await);
    let asked = async |key: &str| {
        let answer = site.get("/v1/fcr", key).send().await.unwrap();
        if answer.status() == 200 { 200 } else { problem(answer).await.0 }
    };
    for key in [&one, &two, &other, &unnamed] {
        assert_eq!(asked(key).await, 200);
    }
    // As on the command line, while the store is served.
    let list = run(&folder, &["board-keys"]);
    assert_eq!(list.lines().count(), 5, "{list}");
    assert_eq!(list.matches("night shift").count(), 2, "{list}");
    assert_eq!(list.matches("2025-03-07T18:00:00Z").count(), 4, "{list}");
    for key in [&one, &two, &other, &unnamed] {
        assert!(!list.contains(key.trim_start_matches("board_")), "a key is shown: {list}");
    }
    let nobody = command(&folder, &["revoke", "--board", "evening shift"]);
    assert!(!nobody.status.success());
    assert!(told(&nobody).contains("no key to the board of that name"), "{}", told(&nobody));
    assert!(told(&nobody).contains("Nothing was changed"), "{}", told(&nobody));
    assert_eq!(asked(&one).await, 200, "something was changed");

    let both = command(&folder, &["revoke", "--board", "night shift"]);
    assert!(both.status.success(), "{}", told(&both));
    for (key, wanted) in [(&one, 401), (&two, 401), (&other, 200), (&unnamed, 200)] {
        assert_eq!(asked(key).await, wanted);
    }
    let body = json!({"approve": true, "by": "s2"});
    let answer = site.post("/v1/exclusions/01956f1e-7c00-7000-8000-000000000001", &one, &body);
    assert_eq!(problem(answer.send().await.unwrap()).await.0, 401);
    let keys = site.store.board_keys().await.unwrap();
    assert_eq!(keys.iter().filter(|key| key.revoked_at.is_some()).count(), 2, "{keys:?}");
    // Once more there is nothing left to void, and the time of the first stays.
    assert!(site.store.revoke_board("night shift").await.is_err());
    assert_eq!(site.store.board_keys().await.unwrap(), keys);
    // A key that was made without a name can be named all the same.
    assert_eq!(site.store.revoke_board("").await.unwrap(), 1);
    assert_eq!((asked(&unnamed).await, asked(&other).await), (401, 200));
}
