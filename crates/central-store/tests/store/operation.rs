//! What an operator relies on: settings, logs, probes, counts, a clean end.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use central_store::Serving;
use contact::Secret;
use contact::protocol::{AckStatus, Receipt};
use serde_json::{Value, json};

use crate::channels::ticket;
use crate::process::{run, serve};
use crate::server::{by_hand, number};
use crate::site::{HOUR, NOW, client, id, open_with, problem, record};

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_central-store"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CENTRAL_STORE_") || name.starts_with("FIRSTHAND_") {
            command.env_remove(name);
        }
    }
    command
}

#[test]
fn settings_come_from_the_file_the_environment_and_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.toml");
    let text = "database = \"sqlite:store.db\"\nqueue = 10\nreaders = 5\nlog_format = \"json\"\n";
    fs::write(&file, text).unwrap();
    let output = program()
        .args(["settings", "--queue", "30"])
        .env("CENTRAL_STORE_CONFIG", &file)
        .env("CENTRAL_STORE_READERS", "6")
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for line in [
        "queue = 30  # command line",
        "readers = 6  # environment",
        "log_format = \"json\"  # settings file",
        "grace_s = 15  # usual",
    ] {
        assert!(shown.contains(line), "{line} in\n{shown}");
    }

    fs::write(&file, "quue = 10\nreaders = 0\n").unwrap();
    let output = program().args(["serve", "--config"]).arg(&file).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    for words in [
        "quue is not a setting; the nearest that is: queue",
        "readers: a whole number",
        "nothing was started",
    ] {
        assert!(told.contains(words), "{words} in\n{told}");
    }
    let output = program().args(["serve", "--config", "nowhere.toml"]).output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("nowhere.toml"));
    let output = program().args(["fcr"]).output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("no database is named"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_names_a_person_is_in_the_log_and_every_line_has_its_request() {
    let folder = tempfile::tempdir().unwrap();
    let mut server =
        serve(folder.path(), &["--log", "trace,hyper=info,h2=info", "--log-format", "json"]);
    let code = run(folder.path(), &["enrol", "--name", "Anna Lindqvist"]);
    let token = server.desk(&code).await;
    let client = client();
    let post = |path: &str, body: &Value| {
        client.post(format!("{}{path}", server.url)).bearer_auth(&token).json(body)
    };
    let mut whole = record(1, "+46701740612", 1_700_000_000_000);
    whole["note"] = json!("Grandmother Ingrid called");
    let mut wrong = record(2, "ingrid@example.org", 1_700_000_000_000);
    wrong["channel"] = json!("pigeon of Ingrid");
    let mut again = whole.clone();
    again["note"] = json!("Another note about Ingrid");
    let request = "0123456789abcdef0123456789abcdef";
    let sent = json!({"records": [whole, wrong, "Ingrid", again]});
    let answer = post("/v1/records", &sent).header("x-request-id", request).send().await.unwrap();
    assert_eq!(answer.headers()["x-request-id"], request);
    assert_eq!(answer.status(), 200);
    let looked = json!({"identities": ["+46701740612"], "hours": 48, "limit": 10});
    post("/v1/history", &looked).send().await.unwrap();
    let answer = post("/v1/history?who=Ingrid", &json!({"identities": "Ingrid"}))
        .header("x-request-id", "+46701740612")
        .send()
        .await
        .unwrap();
    let given = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(given.len(), 32, "a number of its own: {given}");
    for path in ["/Ingrid", "/v1/fcr?customer=Ingrid", "/v1/feed/Ingrid", "/metrics"] {
        client.get(format!("{}{path}", server.url)).bearer_auth("Ingrid").send().await.unwrap();
    }
    server.terminate();
    assert!(server.ended().success());

    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    for secret in
        ["46701740612", "ngrid", "pigeon", "Grandmother", "Lindqvist", token.as_str(), code.trim()]
    {
        assert!(!log.contains(secret), "{secret:?} is in the log");
    }
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect();
    let of_request = |number: &str| {
        lines.iter().any(|line| {
            line["span"]["request"] == number
                && line["path"] == "/v1/records"
                && line["status"] == 200
        })
    };
    assert!(of_request(request), "the request's number is not beside its line:\n{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn probes_and_counts_say_how_the_store_is() {
    let token = Secret::new("a metrics token of some length".replace(' ', "-"));
    let serving = Serving {
        metrics_token: Some(token.clone()),
        drain: Duration::from_secs(60),
        ..Serving::default()
    };
    let mut site = open_with(|settings| settings.serving = serving).await;
    let ask = |path: &str| site.client.get(format!("{}{path}", site.url));
    assert_eq!(ask("/health").send().await.unwrap().status(), 200);
    assert_eq!(ask("/ready").send().await.unwrap().status(), 200);

    let desk = site.desk("d").await;
    let mut wrong = record(3, "c", 1);
    wrong["channel"] = json!("pigeon");
    let records = [record(1, "c", 1), record(1, "c", 1), record(2, "c", 1), wrong];
    site.send(&desk, &records).await;
    site.later(48 * 3_600_000);
    assert_eq!(ask("/metrics").send().await.unwrap().status(), 401);
    assert_eq!(ask("/metrics").bearer_auth("guess").send().await.unwrap().status(), 401);
    let answer = ask("/metrics").bearer_auth(token.reveal()).send().await.unwrap();
    assert!(
        answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("application/openmetrics-text")
    );
    let text = answer.text().await.unwrap();
    for line in [
        "central_store_requests_total{method=\"POST\",route=\"/v1/records\",status=\"200\"} 1",
        "central_store_records_total{status=\"stored\"} 2",
        "central_store_records_total{status=\"same\"} 1",
        "central_store_records_total{status=\"quarantined\"} 1",
        "central_store_quarantined_records 1",
        "central_store_desks 1",
        "central_store_silent_desks 1",
        "central_store_queue_places 256",
    ] {
        assert!(text.lines().any(|l| l == line), "{line} in\n{text}");
    }

    // Asked to end: not ready any more, and still serving those who do not know it yet.
    let url = site.url.clone();
    site.ask_to_end();
    let begun = Instant::now();
    loop {
        let answer = site.client.get(format!("{url}/ready")).send().await.unwrap();
        if answer.status() == 503 {
            assert_eq!(problem(answer).await, (503, "unavailable".into()));
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "it stays ready");
    }
    site.send(&desk, &[record(9, "c", 1)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_the_counts_are_for_this_machine_and_not_past_a_proxy() {
    let site = open_with(|_| {}).await;
    let ask = || site.client.get(format!("{}/metrics", site.url));
    assert_eq!(ask().send().await.unwrap().status(), 200);
    for name in ["x-forwarded-for", "forwarded", "via"] {
        let answer = ask().header(name, "203.0.113.9").send().await.unwrap();
        assert_eq!(answer.status(), 403, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_asked_to_end_under_load_keeps_every_ack_and_ends_well() {
    let folder = tempfile::tempdir().unwrap();
    let acked = Arc::new(Mutex::new(BTreeSet::<String>::new()));
    let mut server = serve(folder.path(), &[]);
    let token = server.desk(&run(folder.path(), &["enrol"])).await;
    let client = client();
    let senders: Vec<_> = (0..6_u32)
        .map(|sender| {
            let (client, url, token) = (client.clone(), server.url.clone(), token.clone());
            let acked = Arc::clone(&acked);
            tokio::spawn(async move {
                let mut refused = 0_u32;
                for batch in 0_u32.. {
                    let first = (sender * 10_000 + batch) * 20;
                    let records: Vec<_> = (first..first + 20)
                        .map(|n| record(n, &format!("c-{n}"), 1_700_000_000_000))
                        .collect();
                    let request = client.post(format!("{url}/v1/records")).bearer_auth(&token);
                    // No answer is no ack: a desk sends it again.
                    let Ok(answer) = request.json(&json!({"records": records})).send().await else {
                        return refused;
                    };
                    if answer.status() == 503 {
                        refused += 1;
                        continue;
                    }
                    let Ok(receipt) = answer.json::<Receipt>().await else {
                        panic!("an answer broke off")
                    };
                    let mut acked = acked.lock().unwrap();
                    for ack in receipt.acks {
                        assert_eq!(ack.status, AckStatus::Stored);
                        acked.insert(ack.contact_id.unwrap().to_string());
                    }
                }
                refused
            })
        })
        .collect();
    let begun = Instant::now();
    while acked.lock().unwrap().len() < 600 {
        assert!(begun.elapsed() < Duration::from_secs(60), "too little is acknowledged");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.terminate();
    assert!(server.ended().success(), "{}", fs::read_to_string(folder.path().join("log")).unwrap());
    for sender in senders {
        sender.await.unwrap();
    }
    let stored: BTreeSet<String> = run(folder.path(), &["verdicts"])
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["contact_id"].as_str().unwrap().to_owned()
        })
        .collect();
    let acked = acked.lock().unwrap();
    let lost = acked.difference(&stored).count();
    assert_eq!(lost, 0, "{lost} of {} acknowledged are lost", acked.len());
    // What is stored and was never acknowledged had its answer cut off: none, for the end is graceful.
    assert_eq!(stored.len(), acked.len(), "requests in work were not answered");
    assert!(stored.contains(&id(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_older_than_it_is_kept_goes_and_the_figures_agree() {
    let site = open_with(|_| {}).await;
    let desk = site.desk("d").await;
    let day = 86_400_000;
    let records: Vec<Value> = (0..60)
        .map(|n| record(n, &format!("c-{}", n % 7), NOW - i64::from(n) * day - 3_600_000))
        .collect();
    site.send(&desk, &records).await;
    let board = site.board().await;
    let mut gone = 0;
    loop {
        match site.store.retain(NOW - 40 * day, 7).await.unwrap() {
            0 => break,
            some => {
                assert!(some <= 7, "{some} at a time");
                gone += some;
            }
        }
    }
    assert_eq!(gone, 20);
    let key = &board;
    let verdicts = site.get("/v1/verdicts", key).send().await.unwrap().text().await.unwrap();
    assert_eq!(verdicts.lines().count(), 40);
    assert_eq!(site.store.audit(false).await.unwrap(), 0, "sums still count what is gone");
    let report = site.json("/v1/fcr", key).await;
    assert_eq!(report["coverage"]["n"], 40, "{report}");
}

/// What broke off at night is not left until the next one.
#[tokio::test(flavor = "multi_thread")]
async fn an_audit_that_fails_is_tried_again_the_same_night() {
    let site = open_with(|_| {}).await;
    let board = site.board().await;
    let audited = async || site.json("/v1/fcr", &board).await["audit"]["at_ms"].as_i64();
    assert_eq!(audited().await, None);
    by_hand(site.folder.path(), "ALTER TABLE fcr_sum RENAME TO fcr_sum_elsewhere");
    // Three in the morning.
    site.later(9 * HOUR);
    tokio::time::sleep(Duration::from_secs(2)).await;
    by_hand(site.folder.path(), "ALTER TABLE fcr_sum_elsewhere RENAME TO fcr_sum");
    assert_eq!(audited().await, None, "there was nothing to count");
    site.later(HOUR);
    let begun = Instant::now();
    while audited().await.is_none() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it is not tried again");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(audited().await, Some(NOW + 10 * HOUR));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_other_systems_send_is_counted_with_what_desks_send() {
    let site = open_with(|_| {}).await;
    let key = site.source("mail").await;
    let mut wrong = ticket("3", NOW - HOUR, &[]);
    wrong["channel"] = json!("pigeon");
    let (one, two) = (ticket("1", NOW - HOUR, &[]), ticket("2", NOW - HOUR, &[]));
    site.deliver(&key, &[one.clone(), one, two, wrong]).await;
    let about = |by: &str| json!({"external_id": "1", "by": by, "at_ms": NOW});
    site.survey(&key, &[about("sms"), about("")]).await;
    let metrics = site.client.get(format!("{}/metrics", site.url)).send().await.unwrap();
    let text = metrics.text().await.unwrap();
    for line in [
        "central_store_records_total{status=\"stored\"} 3",
        "central_store_records_total{status=\"same\"} 1",
        "central_store_records_total{status=\"quarantined\"} 2",
    ] {
        assert!(text.lines().any(|l| l == line), "{line} in\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_starts_of_a_desk_the_newest_two_hundred_are_kept() {
    let site = open_with(|_| {}).await;
    let (desk, _) = (site.desk("one").await, site.desk("two").await);
    // Two years of a machine that is started every day, as an earlier version of this program kept them.
    let many = |device: u32| {
        format!(
            "INSERT INTO boot (tenant_id, device_id, boot, offset_ms, heard_at)
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700)
             SELECT 1, {device}, 'start-' || i, 0, i FROM n"
        )
    };
    by_hand(site.folder.path(), &many(1));
    by_hand(site.folder.path(), &many(2));
    let rows = |which: &str| {
        let text = format!("SELECT count(*) FROM boot WHERE {which}");
        number(site.folder.path(), &text)
    };
    let hello = async |boot: &str| {
        site.json(&format!("/v1/hello?waiting=0&wall={NOW}&boot={boot}"), &desk).await;
    };
    hello("today").await;
    assert_eq!(rows("device_id = 1"), 200);
    assert_eq!(rows("device_id = 1 AND (boot = 'today' OR heard_at > 501)"), 200, "the newest");
    assert_eq!(rows("device_id = 2"), 700, "another desk's");
    // What is known already pushes nothing out; by a batch it is no other.
    hello("today").await;
    hello("start-600").await;
    assert_eq!(rows("device_id = 1 AND heard_at > 501"), 200);
    let body = json!({"boot": "tomorrow", "mono": 1, "wall": NOW, "records": []});
    assert_eq!(site.post("/v1/records", &desk, &body).send().await.unwrap().status(), 200);
    assert_eq!(rows("device_id = 1"), 200);
    assert_eq!(rows("device_id = 1 AND boot IN ('today', 'tomorrow', 'start-600')"), 3);
    assert_eq!(rows("device_id = 1 AND boot = 'start-502'"), 0, "the oldest makes room");
}

/// What the system's table says of the server's end of this connection: the number of its timer's kind.
fn timer(server: u16, client: u16) -> Option<u8> {
    let table = fs::read_to_string("/proc/net/tcp").unwrap();
    let ends = |line: &str, end: usize| {
        let (_, port) = line.split_whitespace().nth(end)?.split_once(':')?;
        u16::from_str_radix(port, 16).ok()
    };
    let line = table.lines().find(|l| ends(l, 1) == Some(server) && ends(l, 2) == Some(client))?;
    line.split_whitespace().nth(5)?.split_once(':')?.0.parse().ok()
}

/// A desk whose machine sleeps closes nothing: sockets of such desks would gather until no other one gets
/// in. That the system asks after them is seen by its timer.
#[tokio::test(flavor = "multi_thread")]
async fn who_never_closes_a_connection_is_asked_whether_they_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path(), &[]);
    let place = server.url.strip_prefix("http://").unwrap();
    let mut quiet = std::net::TcpStream::connect(place).unwrap();
    let ports = (quiet.peer_addr().unwrap().port(), quiet.local_addr().unwrap().port());
    quiet.write_all(b"GET /health HTTP/1.1\r\nhost: store\r\n\r\n").unwrap();
    quiet.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    assert!(quiet.read(&mut [0; 1024]).unwrap() > 0);
    // Once its answer has arrived nothing else is waited for: 2 is the timer of these questions.
    let begun = Instant::now();
    while timer(ports.0, ports.1) != Some(2) {
        assert!(begun.elapsed() < Duration::from_secs(30), "nobody asks after it");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
