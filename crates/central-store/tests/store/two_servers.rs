//! Two programs that serve one database: whatever comes to both in the same moment is there once.

use contact::protocol::AckStatus::{Same, Stored};
use contact::protocol::Receipt;
use serde_json::{Value, json};

use crate::process::{run, serve};
use crate::site::{HOUR, NOW, client, record};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_batch_at_two_servers_in_the_same_moment_is_stored_once() {
    let folder = tempfile::tempdir().unwrap();
    let code = run(folder.path(), &["enrol"]);
    let servers = [serve(folder.path(), &[]), serve(folder.path(), &[])];
    let token = servers[0].desk(&code).await;
    let send = async |url: &str, records: &[Value]| {
        let request = client().post(format!("{url}/v1/records")).bearer_auth(&token);
        let answer = request.json(&json!({"records": records})).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json::<Receipt>().await.unwrap().acks
    };
    // Each batch corrects half of the one before, and has customers who are in all of them.
    let mut stored = 0;
    for batch in 0..12_u32 {
        let records: Vec<Value> = (batch * 20..batch * 20 + 40)
            .map(|n| {
                let start = NOW - i64::from(n) * HOUR / 4;
                let mut one = record(n, &format!("c-{}", n % 7), start);
                one["revision"] = json!(if n < batch * 20 + 20 && batch > 0 { 2 } else { 1 });
                one
            })
            .collect();
        let [one, other] = &servers;
        let (one, other) = tokio::join!(send(&one.url, &records), send(&other.url, &records));
        for (one, other) in one.iter().zip(&other) {
            let both = [one.status, other.status];
            assert!(both == [Stored, Same] || both == [Same, Stored], "batch {batch}: {both:?}");
            stored += 1;
        }
    }
    assert_eq!(stored, 480);
    drop(servers);
    let verdicts = run(folder.path(), &["verdicts"]);
    assert_eq!(verdicts.lines().count(), 260, "each contact once");
    run(folder.path(), &["audit"]);
    run(folder.path(), &["verify"]);
}
