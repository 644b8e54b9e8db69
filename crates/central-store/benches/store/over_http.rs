//! The whole way: the real program behind a socket, beside bare SQLite that only appends the same bytes.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use contact::protocol::{Enrolled, Receipt};
use serde_json::json;

use crate::cpu::process;
use crate::made::Made;
use crate::table::Table;

/// Sends `contacts` to a program of its own, as desks do: batches of 50 from 8 of them.
pub(crate) async fn measure(contacts: &[Made], folder: &Path, table: &mut Table) {
    std::fs::create_dir_all(folder).unwrap();
    let bare = bare(contacts, folder);
    table.put(
        "bare SQLite",
        "append the JSON, 50 a transaction, synchronous=FULL: records/s of a core",
        bare,
    );

    let database = format!("sqlite:{}", folder.join("http.db").display());
    let program = env!("CARGO_BIN_EXE_central-store");
    let enrol = Command::new(program).args(["enrol", "--database", &database]).output().unwrap();
    let code = String::from_utf8(enrol.stdout).unwrap();
    let mut child = Command::new(program)
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn", "--database", &database])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().trim_start_matches("listening on ").to_owned();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let asked = json!({"code": code.trim(), "name": "bench", "app_version": "bench"});
    let enrolled = client.post(format!("{url}/v1/enrol")).json(&asked).send().await.unwrap();
    let token = enrolled.json::<Enrolled>().await.unwrap().token.reveal().to_owned();

    let (before, begun) = (process(child.id()), Instant::now());
    let tasks: Vec<_> = contacts
        .chunks(contacts.len().div_ceil(8))
        .map(|share| {
            let bodies: Vec<String> = share
                .chunks(50)
                .map(|batch| {
                    let records: Vec<String> = batch.iter().map(|made| made.json(1)).collect();
                    format!("{{\"waiting\":1,\"records\":[{}]}}", records.join(","))
                })
                .collect();
            let (client, url, token) = (client.clone(), url.clone(), token.clone());
            tokio::spawn(async move {
                for body in bodies {
                    let request =
                        client.post(format!("{url}/v1/records")).bearer_auth(&token).body(body);
                    let answer =
                        request.header("content-type", "application/json").send().await.unwrap();
                    let receipt: Receipt = answer.json().await.unwrap();
                    assert!(receipt.acks.iter().all(|ack| ack.why.is_none()));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let (used, wall) = (process(child.id()) - before, begun.elapsed().as_secs_f64());
    let _ = child.kill();
    let _ = child.wait();
    let rate = contacts.len() as f64 / used;
    table.put(
        "SQLite",
        "over HTTP, 8 desks, batch 50, all of the server's CPU: records/s of a core",
        rate,
    );
    table.put("SQLite", "… of what bare SQLite appends, share", rate / bare);
    table.put("SQLite", "… wall, records/s", contacts.len() as f64 / wall);
}

fn bare(contacts: &[Made], folder: &Path) -> f64 {
    let connection = rusqlite::Connection::open(folder.join("bare.db")).unwrap();
    connection
        .execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (id BLOB PRIMARY KEY, body TEXT) WITHOUT ROWID")
        .unwrap();
    let rows: Vec<(uuid::Uuid, String)> =
        contacts.iter().map(|made| (made.id(), made.json(1))).collect();
    let before = cpu_time::ProcessTime::now();
    for batch in rows.chunks(50) {
        let transaction = connection.unchecked_transaction().unwrap();
        let mut insert = connection.prepare_cached("INSERT INTO t VALUES (?1, ?2)").unwrap();
        for (id, body) in batch {
            insert.execute((id.as_bytes().as_slice(), body)).unwrap();
        }
        drop(insert);
        transaction.commit().unwrap();
    }
    rows.len() as f64 / before.elapsed().as_secs_f64()
}
