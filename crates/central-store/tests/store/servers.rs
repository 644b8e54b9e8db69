//! PostgreSQL servers of Debian's packages, each with a private folder and a port of its own.
//!
//! They are started as the user `postgres` where the test runs as root, because the server refuses to
//! be root; they end with the test, by the number of their own process group.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// Where the programs of PostgreSQL are; none on a machine without.
pub(crate) fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<PathBuf> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|folder| folder.join("initdb").is_file())
        .collect();
    folders.sort();
    folders.pop()
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.starts_with(b"0\n")
}

/// A program as somebody the server may be.
pub(crate) fn as_server(program: &Path, home: &Path) -> Command {
    let mut command = if root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command
        .env_clear()
        .env("HOME", home)
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", "C.UTF-8")
        .current_dir(home);
    command
}

/// Lets the server's user write to `folder`.
pub(crate) fn own(folder: &Path) {
    if root() {
        assert!(Command::new("chown").arg("postgres:").arg(folder).status().unwrap().success());
    }
}

/// A folder that the server's user may write to.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    own(folder.path());
    folder
}

fn done(what: &str, output: &Output) {
    let (told, said) =
        (String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{what}: {told}{said}");
}

/// The processes that this one started and that still run.
pub(crate) fn children(parent: u32) -> Vec<u32> {
    let started_by = |pid: u32| {
        let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        text.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse::<u32>().ok()
    };
    let numbers = fs::read_dir("/proc").unwrap().flatten();
    let numbers = numbers.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    numbers.filter(|pid| started_by(*pid) == Some(parent)).collect()
}

/// One server.
pub(crate) struct Server {
    bin: PathBuf,
    home: PathBuf,
    data: PathBuf,
    pub(crate) port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Server {
    /// A new cluster of databases with an empty database `firsthand`; `more` are options of the server.
    pub(crate) fn make(bin: &Path, home: &Path, more: &str) -> Server {
        let server = Server {
            bin: bin.into(),
            home: home.into(),
            data: home.join("leader"),
            port: free_port(),
        };
        let line = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-D"];
        done("initdb", &server.program("initdb").args(line).arg(&server.data).output().unwrap());
        server.start(more);
        server.sql("CREATE DATABASE firsthand");
        server
    }

    /// A second server that follows this one; a commit is acknowledged only when both have it.
    pub(crate) fn follower(&self) -> Server {
        let data = self.home.join("standby");
        let port = free_port();
        let mut copy = self.program("pg_basebackup");
        let from =
            format!("host=127.0.0.1 port={} user=postgres application_name=standby", self.port);
        copy.args(["-R", "-X", "stream", "--checkpoint=fast", "-d", &from, "-D"]).arg(&data);
        done("pg_basebackup", &copy.output().unwrap());
        let standby = Server { bin: self.bin.clone(), home: self.home.clone(), data, port };
        standby.start("");
        self.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
        self.sql("SELECT pg_reload_conf()");
        let begun = std::time::Instant::now();
        while self.sql("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") != "1"
        {
            assert!(begun.elapsed().as_secs() < 30, "the standby does not follow");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        standby
    }

    fn program(&self, name: &str) -> Command {
        as_server(&self.bin.join(name), &self.home)
    }

    fn start(&self, more: &str) {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c max_connections=60 {more}",
            self.port,
            self.home.display()
        );
        let mut start = self.program("pg_ctl");
        start
            .args(["start", "-w", "-l"])
            .arg(self.data.with_extension("log"))
            .arg("-D")
            .arg(&self.data);
        done(
            "pg_ctl start",
            &start.args(["-o", &options]).stdout(std::process::Stdio::null()).output().unwrap(),
        );
    }

    /// Makes the standby the leader.
    pub(crate) fn promote(&self) {
        done(
            "pg_ctl promote",
            &self.program("pg_ctl").args(["promote", "-w", "-D"]).arg(&self.data).output().unwrap(),
        );
    }

    /// Lets in whom these lines of pg_hba.conf let in, and nobody else.
    pub(crate) fn admit(&self, rules: &str) {
        fs::write(self.data.join("pg_hba.conf"), rules).unwrap();
        self.sql("SELECT pg_reload_conf()");
    }

    /// Stops it and starts it with other options.
    pub(crate) fn again(&self, more: &str) {
        let mut stop = self.program("pg_ctl");
        done(
            "pg_ctl stop",
            &stop.args(["stop", "-w", "-m", "fast", "-D"]).arg(&self.data).output().unwrap(),
        );
        self.start(more);
    }

    /// The server's first process.
    pub(crate) fn pid(&self) -> Option<u32> {
        let text = fs::read_to_string(self.data.join("postmaster.pid")).ok()?;
        text.lines().next()?.trim().parse().ok()
    }

    /// SIGKILL to the server and everything it started: as if the machine were gone.
    pub(crate) fn kill(&self) {
        if let Some(pid) = self.pid() {
            // Its children first learn of its end from the system; here they do not get the time.
            let mut all = children(pid);
            all.insert(0, pid);
            let numbers = all.iter().map(u32::to_string);
            let _ = Command::new("kill").arg("-KILL").args(numbers).output();
            let _ = fs::remove_file(self.data.join("postmaster.pid"));
        }
    }

    /// One answer as text.
    pub(crate) fn sql(&self, text: &str) -> String {
        let mut ask = self.program("psql");
        let outside = ["CREATE DATABASE", "ALTER DATABASE", "ALTER SYSTEM"];
        let outside = outside.iter().any(|begin| text.starts_with(begin));
        let database = if outside { "postgres" } else { "firsthand" };
        let port = self.port.to_string();
        ask.args([
            "-X",
            "-A",
            "-t",
            "-h",
            "127.0.0.1",
            "-U",
            "postgres",
            "-p",
            &port,
            "-d",
            database,
            "-c",
            text,
        ]);
        let output = ask.output().unwrap();
        done(text, &output);
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}
