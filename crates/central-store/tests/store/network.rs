//! What only a real network and a real clock do: packets that get through one way alone, and wall
//! clocks that jump, while desks are at work.
//!
//! The one needs root and namespaces, the other libfaketime; where they are not, that is said.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::desks::{Desks, judge, run_at, tell};
use crate::process::{Process, started};
use crate::servers::{self, Server, programs};

const DAY: i64 = 24 * 3_600_000;

/// Runs a program of the system; whether it did what it was asked.
fn does(line: &str) -> bool {
    let mut words = line.split(' ');
    let mut command = Command::new(words.next().unwrap());
    let quiet = command.args(words).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// A machine of its own for the store, with one cable to it.
struct Apart {
    name: String,
    here: String,
    there: String,
    /// The three numbers that all its addresses begin with.
    net: String,
}

/// How many were made: several tests have one at the same time.
static MADE: AtomicU32 = AtomicU32::new(0);

impl Apart {
    /// None where this machine or this user cannot.
    fn make() -> Option<Apart> {
        let number = std::process::id() + MADE.fetch_add(1, Ordering::SeqCst);
        let apart = Apart {
            name: format!("fh{number}"),
            here: format!("fhc{number}"),
            there: format!("fhs{number}"),
            net: format!("10.{}.{}", 200 + (number >> 8) % 50, number % 256),
        };
        let Apart { name, here, there, net } = &apart;
        let made = does(&format!("ip netns add {name}"))
            && does(&format!("ip link add {here} type veth peer name {there} netns {name}"))
            && does(&format!("ip addr add {net}.1/30 dev {here}"))
            && does(&format!("ip link set {here} up"))
            && does(&format!("ip netns exec {name} ip addr add {net}.2/30 dev {there}"))
            && does(&format!("ip netns exec {name} ip link set {there} up"))
            && apart.swallow(true, true)
            && apart.swallow(true, false);
        made.then_some(apart)
    }

    fn address(&self) -> String {
        format!("{}.2", self.net)
    }

    /// Lets nothing out of this end of the cable any more (a queue that no packet fits into), or
    /// everything again.
    fn swallow(&self, answers: bool, on: bool) -> bool {
        let Apart { name, here, there, .. } = self;
        let (at, end) = match answers {
            true => (format!("ip netns exec {name} "), there),
            false => (String::new(), here),
        };
        let queue = "root tbf rate 8bit burst 1 limit 1";
        match on {
            true => does(&format!("{at}tc qdisc add dev {end} {queue}")),
            false => does(&format!("{at}tc qdisc del dev {end} root")),
        }
    }

    /// Two more addresses of this machine as the one apart sees it.
    fn two_hosts(&self) -> Option<[String; 2]> {
        let Apart { name, here, there, net } = self;
        let hosts = [5, 6].map(|last| format!("{net}.{last}"));
        let known = hosts.iter().all(|host| does(&format!("ip addr add {host}/32 dev {here}")))
            && does(&format!("ip netns exec {name} ip route add {net}.4/30 dev {there}"));
        known.then_some(hosts)
    }

    /// Nothing that is sent to this host reaches anybody any more, as where a machine lost its power, and
    /// nobody says so: its name leads to a card that is in no machine.
    fn lose(&self, host: &str) -> bool {
        let Apart { name, there, .. } = self;
        let nobody = "lladdr 02:00:00:00:00:99 nud permanent";
        does(&format!("ip netns exec {name} ip neigh replace {host} dev {there} {nobody}"))
    }

    fn serve(&self, database: &str, folder: &Path) -> Process {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name, env!("CARGO_BIN_EXE_central-store"), "serve"]);
        command.args(["--listen", &format!("{}:0", self.address()), "--database", database]);
        started(command, folder)
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        // Its end of the cable goes with it, and so does the other.
        does(&format!("ip netns del {}", self.name));
        does(&format!("ip link del {}", self.here));
    }
}

fn database(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("store.db").display())
}

/// As `psql -At` would print it.
fn ask(folder: &Path, text: &str) -> String {
    let connection = rusqlite::Connection::open(folder.join("store.db")).unwrap();
    let mut statement = connection.prepare(text).unwrap();
    let width = statement.column_count();
    let row = |row: &rusqlite::Row<'_>| {
        let cells: Result<Vec<i64>, _> = (0..width).map(|at| row.get(at)).collect();
        cells.map(|cells| cells.iter().map(ToString::to_string).collect::<Vec<_>>().join("|"))
    };
    statement.query_row([], row).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn packets_that_get_through_one_way_alone_lose_and_double_nothing() {
    let Some(apart) = Apart::make() else {
        eprintln!("skipped: no network namespaces for this user here");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let database = database(folder.path());
    let server = apart.serve(&database, folder.path());
    let desks = Desks::start(&server, &database, 2).await;
    desks.until(100).await;
    for answers in [true, false] {
        assert!(apart.swallow(answers, true));
        // Until both have given up waiting and say so: what arrived and was never answered is sent again.
        desks.notice(2).await;
        assert!(apart.swallow(answers, false));
        desks.until(desks.acked() + 100).await;
    }
    let (made, seen) = desks.end().await;
    judge(made, &seen, |text| ask(folder.path(), text));
    tell(made, &seen);
}

/// The leader's machine loses its power. No connection to it is closed: there is nobody left to do that.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_whose_machine_is_gone_costs_seconds_and_no_record() {
    let (Some(bin), Some(apart)) = (programs(), Apart::make()) else {
        eprintln!("skipped: no PostgreSQL, or no network namespaces for this user here");
        return;
    };
    let hosts = apart.two_hosts().unwrap();
    let home = servers::folder();
    let server = Server::make(&bin, home.path(), "-c listen_addresses=*");
    server.admit("host all all 10.0.0.0/8 trust\nhost all all 127.0.0.1/32 trust\n");
    // One server under two addresses stands for a leader and the standby that took over. The times are
    // shorter than where the address says nothing of them.
    let [leader, standby] = &hosts;
    let database = format!(
        "postgres://postgres@{leader}:{port},{standby}:{port}/firsthand?connect_timeout=2&tcp_user_timeout=3\
         &keepalives_idle=1&keepalives_interval=1",
        port = server.port
    );
    let folder = tempfile::tempdir().unwrap();
    let process = apart.serve(&database, folder.path());
    let desks = Desks::start(&process, &database, 2).await;
    desks.until(100).await;
    let theirs =
        format!("SELECT pid FROM pg_stat_activity WHERE client_addr = '{}'", apart.address());
    let before = server.sql(&theirs);
    assert!(!before.is_empty());
    assert!(apart.lose(leader));
    desks.until(desks.acked() + 200).await;
    // Nor does the server keep what the lost connections held: it hears nothing from them either.
    let begun = Instant::now();
    while server.sql(&theirs).lines().any(|pid| before.lines().any(|old| old == pid)) {
        assert!(begun.elapsed() < Duration::from_secs(60), "the server keeps lost connections");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (made, seen) = desks.end().await;
    judge(made, &seen, |text| server.sql(text));
    tell(made, &seen);
}

fn libfaketime() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").ok()?.flatten().map(|entry| entry.path());
    folders.map(|path| path.join("faketime/libfaketimeMT.so.1")).find(|path| path.is_file())
}

#[tokio::test(flavor = "multi_thread")]
async fn wall_clocks_that_jump_both_ways_lose_and_double_nothing() {
    let Some(library) = libfaketime() else {
        eprintln!("skipped: libfaketime is not installed here");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let database = database(folder.path());
    let clock = folder.path().join("clock");
    let set = |days: i64| {
        // At once and whole: the library reads it whenever it is asked the time.
        let new = folder.path().join("clock.new");
        fs::write(&new, format!("{days:+}d\n")).unwrap();
        fs::rename(new, &clock).unwrap();
    };
    set(0);
    let mut command = Command::new(env!("CARGO_BIN_EXE_central-store"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--database", &database]);
    command.env("LD_PRELOAD", library).env("FAKETIME_TIMESTAMP_FILE", &clock);
    // The wall clock alone: monotonic time does not jump.
    command.env("FAKETIME_NO_CACHE", "1").env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let server = started(command, folder.path());
    let desks = Desks::start(&server, &database, 2).await;
    desks.until(100).await;
    // The store's clock, then the desks', then both against each other.
    for (store, desk) in [(3, 0), (-3, 0), (-3, 2), (-3, -2), (2, -2), (0, 0)] {
        set(store);
        desks.off.store(desk * DAY, Ordering::SeqCst);
        desks.until(desks.acked() + 100).await;
    }
    let (made, seen) = desks.end().await;
    judge(made, &seen, |text| ask(folder.path(), text));
    tell(made, &seen);
    assert_eq!(run_at(&database, &["desks"]).lines().count(), 3);
}
