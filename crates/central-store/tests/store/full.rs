//! A disk with no room left, as the program meets it: files that may grow no further.

use std::collections::BTreeSet;
use std::process::Command;

use contact::protocol::{AckStatus, Receipt};
use serde_json::{Value, json};

use crate::process::{run, serve, started};
use crate::site::{client, id, record};

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_a_503_and_never_an_ack() {
    let folder = tempfile::tempdir().unwrap();
    let code = run(folder.path(), &["enrol"]);
    // No file may grow beyond 3 MB; the program hears of it as an error, not as a signal.
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 6000; exec \"$0\" \"$@\""]);
    limited.args([env!("CARGO_BIN_EXE_central-store"), "serve", "--listen", "127.0.0.1:0"]);
    limited.args(["--database", &crate::server::database(folder.path())]);
    let limited = started(limited, folder.path());
    let token = limited.desk(&code).await;
    let send = async |url: &str, batch: u32| {
        let records: Vec<Value> = (batch * 50..batch * 50 + 50)
            .map(|n| {
                let mut one = record(n, &format!("c-{n}"), 1_700_000_000_000);
                one["note"] = json!("x".repeat(2_000));
                one
            })
            .collect();
        let request = client().post(format!("{url}/v1/records")).bearer_auth(&token);
        request.json(&json!({"records": records})).send().await.unwrap()
    };
    let mut acked = BTreeSet::new();
    let mut batch = 0;
    let refused = loop {
        let answer = send(&limited.url, batch).await;
        if answer.status() != 200 {
            break answer;
        }
        for ack in answer.json::<Receipt>().await.unwrap().acks {
            assert_eq!(ack.status, AckStatus::Stored);
            acked.insert(ack.contact_id.unwrap().to_string());
        }
        batch += 1;
        assert!(batch < 200, "the disk never filled");
    };
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    assert!(!acked.is_empty());
    drop(limited);
    // With room again, everything acknowledged is there and the refused batch is taken.
    let free = serve(folder.path(), &[]);
    let receipt: Receipt = send(&free.url, batch).await.json().await.unwrap();
    assert!(receipt.acks.iter().all(|ack| ack.status == AckStatus::Stored));
    drop(free);
    let stored: BTreeSet<String> = run(folder.path(), &["verdicts"])
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["contact_id"].as_str().unwrap().to_owned()
        })
        .collect();
    assert!(acked.is_subset(&stored), "an acknowledged record is lost");
    assert!(stored.contains(&id(batch * 50)));
}
