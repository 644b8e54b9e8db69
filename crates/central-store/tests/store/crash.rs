//! The real program, killed in the middle of its work.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use contact::protocol::{AckStatus, Receipt};
use serde_json::json;

use crate::process::{run, serve};
use crate::site::{client, id, record};

#[tokio::test(flavor = "multi_thread")]
async fn a_store_killed_in_the_middle_has_everything_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let acked = Arc::new(Mutex::new(BTreeSet::<String>::new()));
    let mut token = String::new();
    for round in 0..3_u32 {
        let server = serve(folder.path(), &[]);
        let url = server.url.clone();
        let client = client();
        if token.is_empty() {
            // The command works while the server runs.
            token = server.desk(&run(folder.path(), &["enrol"])).await;
        }
        let senders: Vec<_> = (0..4_u32)
            .map(|sender| {
                let (client, url, token) = (client.clone(), url.clone(), token.clone());
                let acked = Arc::clone(&acked);
                tokio::spawn(async move {
                    for batch in 0_u32.. {
                        let first = ((round * 4 + sender) * 10_000 + batch) * 20;
                        let records: Vec<_> = (first..first + 20)
                            .map(|n| record(n, "+46701740612", 1_700_000_000_000))
                            .collect();
                        let body = json!({"records": records});
                        let request = client.post(format!("{url}/v1/records")).bearer_auth(&token);
                        let Ok(answer) = request.json(&body).send().await else { return };
                        let Ok(receipt) = answer.json::<Receipt>().await else { return };
                        let mut acked = acked.lock().unwrap();
                        for ack in receipt.acks {
                            assert_eq!(ack.status, AckStatus::Stored);
                            acked.insert(ack.contact_id.unwrap().to_string());
                        }
                    }
                })
            })
            .collect();
        let before = acked.lock().unwrap().len();
        let begun = Instant::now();
        while acked.lock().unwrap().len() < before + 400 {
            assert!(begun.elapsed() < Duration::from_secs(60), "too little is acknowledged");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // SIGKILL: nothing is said goodbye to.
        drop(server);
        for sender in senders {
            sender.await.unwrap();
        }
    }
    let verdicts = run(folder.path(), &["verdicts"]);
    let stored: BTreeSet<String> = verdicts
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|verdict| verdict["contact_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(verdicts.lines().count(), stored.len(), "a contact is there twice");
    let acked = acked.lock().unwrap();
    let lost: Vec<_> = acked.difference(&stored).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged are lost", lost.len(), acked.len());
    assert!(acked.len() >= 1_200 && stored.contains(&id(0)));

    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(log.contains("/v1/records"), "nothing was logged");
    for secret in ["+46701740612", token.as_str(), "called about"] {
        assert!(!log.contains(secret), "a secret in the log");
    }
}
