//! The database's leader dies in the middle of ingest, and another takes over.
//!
//! The light form here has two of Debian's servers, a synchronous standby that the test promotes. The whole
//! form, `make test-failover`, has three under Patroni, which finds the new leader by itself.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use contact::protocol::{AckStatus, Receipt};
use serde_json::json;

use crate::process::{Process, serve_at, told};
use crate::servers::{Server, folder, programs};
use crate::site::{client, record};

/// Runs a command on a database, which must succeed; what it printed.
pub(crate) fn run_at(database: &str, line: &[&str]) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_central-store"));
    let output = command.args(line).args(["--database", database]).output().unwrap();
    assert!(output.status.success(), "{line:?}: {}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// What the desks saw.
#[derive(Default)]
struct Seen {
    /// Records that were acknowledged.
    acked: BTreeSet<String>,
    /// Of those, how many were said to be known already.
    known: usize,
    /// The longest time in which no record was acknowledged, and the last moment one was.
    longest: Duration,
    last: Option<Instant>,
    /// Answers that were no receipt, by status; 0 is no answer.
    refused: std::collections::BTreeMap<u16, usize>,
}

/// Desks that send until they are told to stop, each batch again until it is acknowledged.
struct Desks {
    seen: Arc<Mutex<Seen>>,
    stop: Arc<AtomicBool>,
    tasks: Vec<tokio::task::JoinHandle<u32>>,
    count: Arc<AtomicU64>,
}

const BATCH: u32 = 20;

impl Desks {
    async fn start(server: &Process, database: &str, number: u32) -> Desks {
        let (seen, stop, count) =
            (Arc::default(), Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let mut tasks = Vec::new();
        for desk in 0..number {
            let token = server.desk(&run_at(database, &["enrol"])).await;
            let (url, seen, stop, count) =
                (server.url.clone(), Arc::clone(&seen), Arc::clone(&stop), Arc::clone(&count));
            tasks.push(tokio::spawn(send(url, token, desk, seen, stop, count)));
        }
        Desks { seen, stop, tasks, count }
    }

    async fn until(&self, acked: u64) {
        let begun = Instant::now();
        while self.count.load(Ordering::SeqCst) < acked {
            assert!(begun.elapsed() < Duration::from_secs(120), "no more records are acknowledged");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn acked(&self) -> u64 {
        self.count.load(Ordering::SeqCst)
    }

    /// Lets every desk finish its batch; how many records were made, and what the desks saw.
    async fn end(self) -> (u64, Seen) {
        self.stop.store(true, Ordering::SeqCst);
        let mut made = 0;
        for task in self.tasks {
            made += u64::from(task.await.unwrap());
        }
        let seen = std::mem::take(&mut *self.seen.lock().unwrap());
        (made, seen)
    }
}

async fn send(
    url: String,
    token: String,
    desk: u32,
    seen: Arc<Mutex<Seen>>,
    stop: Arc<AtomicBool>,
    count: Arc<AtomicU64>,
) -> u32 {
    let client = client();
    let mut made = 0;
    while !stop.load(Ordering::SeqCst) {
        let first = desk * 1_000_000 + made;
        let customer = |n: u32| format!("+46701{:06}", n % 500);
        let records: Vec<_> = (first..first + BATCH)
            .map(|n| record(n, &customer(n), 1_740_000_000_000 + i64::from(n % 10_000) * 60_000))
            .collect();
        made += BATCH;
        loop {
            let request = client
                .post(format!("{url}/v1/records"))
                .bearer_auth(&token)
                .timeout(Duration::from_secs(30));
            let answer = request.json(&json!({"records": records})).send().await;
            let status = answer.as_ref().map_or(0, |answer| answer.status().as_u16());
            if status == 200
                && let Ok(answer) = answer
                && let Ok(receipt) = answer.json::<Receipt>().await
            {
                let mut seen = seen.lock().unwrap();
                let now = Instant::now();
                if let Some(last) = seen.last {
                    seen.longest = seen.longest.max(now - last);
                }
                seen.last = Some(now);
                for ack in receipt.acks {
                    assert!(matches!(ack.status, AckStatus::Stored | AckStatus::Same), "{ack:?}");
                    seen.known += usize::from(ack.status == AckStatus::Same);
                    seen.acked.insert(ack.contact_id.unwrap().to_string());
                }
                count.fetch_add(u64::from(BATCH), Ordering::SeqCst);
                break;
            }
            *seen.lock().unwrap().refused.entry(status).or_default() += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    made
}

/// Nothing lost, nothing doubled, and no answer but a receipt or "later".
fn judge(made: u64, seen: &Seen, sql: impl Fn(&str) -> String) {
    assert_eq!(seen.acked.len() as u64, made, "a desk was never answered");
    let stored: BTreeSet<String> =
        sql("SELECT record_id FROM contact").lines().map(str::to_owned).collect();
    let lost = seen.acked.difference(&stored).count();
    assert_eq!(lost, 0, "{lost} of {made} acknowledged are lost");
    assert_eq!(sql("SELECT count(*) FROM contact"), made.to_string(), "a contact is there twice");
    let strange: Vec<_> =
        seen.refused.keys().filter(|status| ![0, 503].contains(*status)).collect();
    assert!(strange.is_empty(), "desks were answered {:?}", seen.refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_killed_in_the_middle_of_ingest_costs_desks_nothing_but_time() {
    let Some(bin) = programs() else {
        eprintln!("skipped: PostgreSQL is not installed here");
        return;
    };
    let home = folder();
    let leader = Server::make(&bin, home.path(), "");
    let standby = leader.follower();
    let database = format!(
        "postgres://postgres@127.0.0.1:{},127.0.0.1:{}/firsthand?target_session_attrs=read-write",
        leader.port, standby.port
    );
    let logs = tempfile::tempdir().unwrap();
    let server = serve_at(&database, logs.path(), &[]);
    let desks = Desks::start(&server, &database, 4).await;
    desks.until(400).await;
    leader.kill();
    standby.promote();
    desks.until(desks.acked() + 800).await;
    let (made, seen) = desks.end().await;
    judge(made, &seen, |text| standby.sql(text));
    eprintln!(
        "{made} records, {} known already when sent again, no ack for {:?}, refused {:?}",
        seen.known, seen.longest, seen.refused
    );
}

mod patroni {
    //! Three nodes under Patroni, with etcd to agree by. Only on demand: it takes a minute, and packages
    //! that nothing else needs.

    use std::fs;
    use std::process::{Child, Command, Stdio};

    use super::*;
    use crate::servers::{as_server, free_port};

    /// Patroni (or etcd) and, where it has one, the server it keeps.
    struct Node(Child, Option<std::path::PathBuf>);

    impl Node {
        fn start(command: &mut Command, log: &Path) -> Node {
            use std::os::unix::process::CommandExt;
            let log = fs::File::create(log).unwrap();
            let started = command
                .stdout(Stdio::null())
                .stderr(log)
                .stdin(Stdio::null())
                .process_group(0)
                .spawn();
            Node(started.unwrap(), None)
        }
    }

    impl Drop for Node {
        fn drop(&mut self) {
            let _ =
                Command::new("kill").args(["-KILL", "--", &format!("-{}", self.0.id())]).output();
            let _ = self.0.wait();
            // Patroni's server outlives it.
            let file = self
                .1
                .as_ref()
                .and_then(|data| fs::read_to_string(data.join("postmaster.pid")).ok());
            if let Some(pid) =
                file.as_deref().and_then(|text| text.lines().next()?.trim().parse().ok())
            {
                kill_all(pid);
            }
        }
    }

    fn kill_all(pid: u32) {
        let mut all = crate::servers::children(pid);
        all.insert(0, pid);
        let _ = Command::new("kill").arg("-KILL").args(all.iter().map(u32::to_string)).output();
    }

    fn settings(name: &str, home: &Path, bin: &Path, etcd: u16, rest: u16, port: u16) -> String {
        format!(
            "scope: firsthand
name: {name}
restapi: {{listen: '127.0.0.1:{rest}', connect_address: '127.0.0.1:{rest}'}}
etcd3: {{host: '127.0.0.1:{etcd}'}}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 3
    retry_timeout: 5
    synchronous_mode: true
    synchronous_mode_strict: true
    postgresql: {{use_pg_rewind: true, parameters: {{max_connections: 80}}}}
  initdb: [{{encoding: UTF8}}, {{locale: C.UTF-8}}, {{auth-host: trust}}, {{auth-local: trust}}]
  pg_hba: ['host all all 127.0.0.1/32 trust', 'host replication all 127.0.0.1/32 trust', 'local all all trust']
postgresql:
  listen: 127.0.0.1:{port}
  connect_address: 127.0.0.1:{port}
  data_dir: {home}/{name}
  bin_dir: {bin}
  authentication: {{superuser: {{username: postgres}}, replication: {{username: postgres}}, rewind: {{username: postgres}}}}
  parameters: {{unix_socket_directories: {home}}}
",
            home = home.display(),
            bin = bin.display(),
        )
    }

    fn ask(bin: &Path, home: &Path, port: u16, text: &str) -> Option<String> {
        let mut psql = as_server(&bin.join("psql"), home);
        psql.args([
            "-X",
            "-A",
            "-t",
            "-h",
            "127.0.0.1",
            "-U",
            "postgres",
            "-p",
            &port.to_string(),
            "-d",
            "firsthand",
            "-c",
            text,
        ]);
        let output = psql.env("PGCONNECT_TIMEOUT", "2").output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
    }

    async fn until(what: &str, mut holds: impl FnMut() -> bool) -> Duration {
        let begun = Instant::now();
        while !holds() {
            assert!(begun.elapsed() < Duration::from_secs(180), "never came true: {what}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        begun.elapsed()
    }

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs Patroni and etcd: make test-failover"]
    async fn patroni_finds_the_next_leader_and_desks_wait_for_it() {
        let bin = programs().expect("PostgreSQL is not installed here");
        let home = folder();
        let path = home.path();
        let (etcd_port, peer) = (free_port(), free_port());
        let mut etcd = as_server(Path::new("/usr/bin/etcd"), path);
        let (client_url, peer_url) =
            (format!("http://127.0.0.1:{etcd_port}"), format!("http://127.0.0.1:{peer}"));
        etcd.args([
            "--data-dir",
            "etcd",
            "--listen-client-urls",
            &client_url,
            "--advertise-client-urls",
            &client_url,
        ]);
        etcd.args(["--listen-peer-urls", &peer_url, "--initial-advertise-peer-urls", &peer_url]);
        etcd.args(["--initial-cluster", &format!("default={peer_url}")]);
        let _etcd = Node::start(&mut etcd, &path.join("etcd.log"));

        let mut nodes = Vec::new();
        for name in ["one", "two", "three"] {
            let port = free_port();
            let file = path.join(format!("{name}.yml"));
            fs::write(&file, settings(name, path, &bin, etcd_port, free_port(), port)).unwrap();
            let mut patroni = as_server(Path::new("/usr/bin/patroni"), path);
            let mut node = Node::start(patroni.arg(&file), &path.join(format!("{name}.log")));
            node.1 = Some(path.join(name));
            nodes.push((port, node));
        }
        let ports: Vec<u16> = nodes.iter().map(|(port, _)| *port).collect();
        let leader = |ports: &[u16]| {
            let leads = |port: u16| {
                let mut psql = as_server(&bin.join("psql"), path);
                psql.args([
                    "-X",
                    "-A",
                    "-t",
                    "-h",
                    "127.0.0.1",
                    "-U",
                    "postgres",
                    "-p",
                    &port.to_string(),
                    "-d",
                    "postgres",
                    "-c",
                ]);
                let output = psql
                    .arg("SELECT pg_is_in_recovery()")
                    .env("PGCONNECT_TIMEOUT", "2")
                    .output()
                    .unwrap();
                output.stdout == b"f\n"
            };
            ports.iter().copied().find(|port| leads(*port))
        };
        until("there is a leader", || leader(&ports).is_some()).await;
        let first = leader(&ports).unwrap();
        let on_first = |text: &str| {
            let mut psql = as_server(&bin.join("psql"), path);
            psql.args([
                "-X",
                "-A",
                "-t",
                "-h",
                "127.0.0.1",
                "-U",
                "postgres",
                "-p",
                &first.to_string(),
                "-d",
                "postgres",
                "-c",
                text,
            ]);
            String::from_utf8(psql.output().unwrap().stdout).unwrap().trim().to_owned()
        };
        until("a synchronous standby follows", || {
            on_first("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == "1"
                && on_first("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'")
                    == "2"
        })
        .await;
        on_first("CREATE DATABASE firsthand");

        let hosts: Vec<String> = ports.iter().map(|port| format!("127.0.0.1:{port}")).collect();
        let database = format!(
            "postgres://postgres@{}/firsthand?target_session_attrs=read-write",
            hosts.join(",")
        );
        let logs = tempfile::tempdir().unwrap();
        let server = serve_at(&database, logs.path(), &[]);
        let desks = Desks::start(&server, &database, 4).await;
        desks.until(2_000).await;

        // The leader and the Patroni beside it: the whole machine.
        let position = nodes.iter().position(|(port, _)| *port == first).unwrap();
        let (_, dead) = nodes.remove(position);
        let file =
            fs::read_to_string(path.join(["one", "two", "three"][position]).join("postmaster.pid"))
                .unwrap();
        kill_all(file.lines().next().unwrap().trim().parse().unwrap());
        drop(dead);
        let killed = Instant::now();
        let left: Vec<u16> = nodes.iter().map(|(port, _)| *port).collect();
        until("another leads", || leader(&left).is_some()).await;
        let second = leader(&left).unwrap();
        let took = killed.elapsed();
        desks.until(desks.acked() + 4_000).await;
        let (made, seen) = desks.end().await;
        judge(made, &seen, |text| ask(&bin, path, second, text).unwrap());
        eprintln!(
            "new leader after {took:?}; {made} records, all acknowledged, {} known already when sent again; \
             no ack for {:?}; refused {:?}",
            seen.known, seen.longest, seen.refused
        );
    }
}
