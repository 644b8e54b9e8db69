//! The database's leader dies in the middle of ingest, and another takes over.
//!
//! The light form here has two of Debian's servers, a synchronous standby that the test promotes. The whole
//! form, `make test-failover`, has three under Patroni, which finds the new leader by itself.

use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use central_store::{Clock, Settings, Store};

use crate::desks::{Desks, judge, tell};
use crate::process::serve_at;
use crate::servers::{Server, folder, programs};
use crate::site::NOW;

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
    // Long enough that every desk has something in its outbox when another takes over.
    desks.kept(20).await;
    standby.promote();
    desks.until(desks.acked() + 800).await;
    let (made, seen) = desks.end().await;
    judge(made, &seen, |text| standby.sql(text));
    tell(made, &seen);
}

/// A server that hangs while its machine goes on: connections are taken, and nobody answers.
#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_takes_connections_and_says_nothing_is_passed_over() {
    let Some(bin) = programs() else {
        eprintln!("skipped: PostgreSQL is not installed here");
        return;
    };
    let home = folder();
    let answers = Server::make(&bin, home.path(), "");
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = (silent.local_addr().unwrap().port(), silent);
    let open = |hosts: String| {
        let address = format!("postgres://postgres@{hosts}/firsthand?connect_timeout=1");
        Store::open(&Settings::new(address.parse().unwrap(), Clock::new(|| NOW)))
    };
    let works = async {
        let store = open(format!("127.0.0.1:{},127.0.0.1:{}", silent.0, answers.port)).unwrap();
        store.enrolment_code("a desk").await.unwrap();
        let asked = serde_json::json!({"identities": ["+46701740001"], "hours": 48, "limit": 5});
        let history = store.history(serde_json::from_value(asked).unwrap()).await.unwrap();
        assert!(history.contains("\"contacts\":[]"), "{history}");
        store.close().await;
        let told = open(format!("127.0.0.1:{}", silent.0)).map(drop).unwrap_err().to_string();
        assert!(told.contains("did not answer"), "{told}");
    };
    let in_time = tokio::time::timeout(Duration::from_secs(60), works).await;
    assert!(in_time.is_ok(), "the store waits for a host that says nothing");
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
        eprintln!("new leader after {took:?}");
        tell(made, &seen);
    }
}
