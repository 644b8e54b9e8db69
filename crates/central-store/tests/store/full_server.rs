//! A server's disk with no room left: a small disk in memory, which only root can make.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use contact::protocol::{AckStatus, Receipt};
use serde_json::{Value, json};

use crate::desks::run_at;
use crate::process::serve_at;
use crate::servers::{Server, folder, own, programs};
use crate::site::{client, id, record};

/// A disk that is gone with the test.
struct Disk<'a>(&'a Path);

impl Disk<'_> {
    /// None where this machine or this user cannot.
    fn of(at: &Path, megabytes: u32) -> Option<Disk<'_>> {
        let size = format!("size={megabytes}m");
        let mut mount = Command::new("mount");
        let made = mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output();
        made.is_ok_and(|made| made.status.success()).then_some(Disk(at))
    }

    fn grow(&self, megabytes: u32) {
        let size = format!("remount,size={megabytes}m");
        assert!(Command::new("mount").args(["-o", &size]).arg(self.0).status().unwrap().success());
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_of_the_server_is_a_503_and_never_an_ack() {
    let Some(bin) = programs() else {
        eprintln!("skipped: PostgreSQL is not installed here");
        return;
    };
    let small = folder();
    let Some(disk) = Disk::of(small.path(), 26) else {
        eprintln!("skipped: only root can make a small disk");
        return;
    };
    own(small.path());
    let home = folder();
    let server = Server::make(&bin, home.path(), "");
    // The tables are there alone: a server whose log finds no room stops, and that is another test.
    server.sql(&format!("CREATE TABLESPACE small LOCATION '{}'", small.path().display()));
    server.sql("ALTER DATABASE firsthand SET TABLESPACE small");
    let database = format!("postgres://postgres@127.0.0.1:{}/firsthand", server.port);
    let logs = tempfile::tempdir().unwrap();
    let code = run_at(&database, &["enrol"]);
    let store = serve_at(&database, logs.path(), &[]);
    let token = store.desk(&code).await;
    let send = async |batch: u32| {
        let records: Vec<Value> = (batch * 50..batch * 50 + 50)
            .map(|n| {
                let mut one = record(n, &format!("c-{n}"), 1_700_000_000_000);
                // What is long and says nothing would be kept short.
                let note: String = (0..60).map(|_| uuid::Uuid::new_v4().to_string()).collect();
                one["note"] = json!(note);
                one
            })
            .collect();
        let request = client().post(format!("{}/v1/records", store.url)).bearer_auth(&token);
        request.json(&json!({"records": records})).send().await.unwrap()
    };
    let mut acked = BTreeSet::new();
    let mut batch = 0;
    let refused = loop {
        let answer = send(batch).await;
        if answer.status() != 200 {
            break answer;
        }
        for ack in answer.json::<Receipt>().await.unwrap().acks {
            assert_eq!(ack.status, AckStatus::Stored);
            acked.insert(ack.contact_id.unwrap().to_string());
        }
        batch += 1;
        assert!(batch < 500, "the disk never filled");
    };
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    assert!(!acked.is_empty());
    // With room again, everything acknowledged is there and the refused batch is taken.
    disk.grow(200);
    let receipt: Receipt = send(batch).await.json().await.unwrap();
    assert!(receipt.acks.iter().all(|ack| ack.status == AckStatus::Stored));
    drop(store);
    let stored: BTreeSet<String> = run_at(&database, &["verdicts"])
        .lines()
        .map(|line| {
            let verdict: Value = serde_json::from_str(line).unwrap();
            verdict["contact_id"].as_str().unwrap().to_owned()
        })
        .collect();
    assert!(acked.is_subset(&stored), "an acknowledged record is lost");
    assert!(stored.contains(&id(batch * 50)));
    drop(server);
}
