//! A PostgreSQL server of the tests' own: a private folder, a socket in it, no network.
//!
//! One for a test process, a database for a test. It neither needs nor touches a server that the
//! system runs. A watcher outside the process stops it and removes its folder when the process
//! ends in whatever way, because it reads from a pipe that ends with the process.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex};

use postgres::{Client, NoTls};

/// Which engine the tests run on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    Sqlite,
    Postgres,
}

impl On {
    pub(crate) fn named(name: &str) -> On {
        match name {
            "sqlite" => On::Sqlite,
            "postgres" => On::Postgres,
            _ => panic!("no engine is called {name}"),
        }
    }
}

/// Whose server it is: root may not run one.
#[derive(Clone, Copy)]
struct Owner {
    uid: u32,
    gid: u32,
}

struct Server {
    folder: PathBuf,
    /// Holds the pipe that the watcher reads from.
    _watcher: Child,
}

static SERVER: LazyLock<Server> = LazyLock::new(start);
static NUMBER: AtomicU32 = AtomicU32::new(0);
/// Databases by the folder that stands for them.
static DATABASES: LazyLock<Mutex<HashMap<PathBuf, String>>> = LazyLock::new(Mutex::default);

/// Where Debian keeps the programs; elsewhere they are on the path.
fn program(name: &str) -> PathBuf {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|version| Some(version.ok()?.path().join("bin").join(name)))
        .filter(|path| path.is_file())
        .collect();
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}

fn owner() -> Option<Owner> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let uid = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    if uid.and_then(|line| line.split_whitespace().next()) != Some("0") {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|line| line.starts_with("postgres:"));
    let line = line.unwrap_or_else(|| panic!("root cannot run PostgreSQL, and there is no user `postgres`"));
    let fields: Vec<&str> = line.split(':').collect();
    Some(Owner { uid: fields[2].parse().unwrap(), gid: fields[3].parse().unwrap() })
}

fn command(name: &str, owner: Option<Owner>, folder: &Path) -> Command {
    let mut command = Command::new(program(name));
    command.current_dir(folder).env("HOME", folder).env_remove("PGHOST").env_remove("PGPORT");
    command.env("LC_ALL", "C.UTF-8");
    if let Some(owner) = owner {
        command.uid(owner.uid).gid(owner.gid);
    }
    command
}

fn done(mut command: Command, what: &str) {
    let output = command.output().unwrap_or_else(|error| {
        panic!(
            "{what}: {error}. The store's tests need PostgreSQL 15 or later: `apt-get install \
             postgresql`. Set FIRSTHAND_WITHOUT_POSTGRES=1 to leave it out."
        )
    });
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}: {told}");
}

fn start() -> Server {
    let owner = owner();
    let folder = tempfile::Builder::new().prefix("fh-pg-").tempdir().unwrap().keep();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    let data = folder.join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
    if let Some(owner) = owner {
        chown(&folder, Some(owner.uid), Some(owner.gid)).unwrap();
        chown(&data, Some(owner.uid), Some(owner.gid)).unwrap();
    }
    let mut initdb = command("initdb", owner, &folder);
    initdb.args(["-A", "trust", "-U", "admin", "-E", "UTF8", "--no-sync", "-D"]).arg(&data);
    done(initdb, "initdb");
    let socket = folder.display();
    let settings = format!(
        "listen_addresses = ''\nunix_socket_directories = '{socket}'\nmax_connections = 400\n\
         shared_buffers = 64MB\nfsync = off\nfull_page_writes = off\nautovacuum_naptime = 10s\n"
    );
    let mut whole = fs::read_to_string(data.join("postgresql.conf")).unwrap();
    whole.push_str(&settings);
    fs::write(data.join("postgresql.conf"), whole).unwrap();

    // First the watcher, so that nothing outlives a start that fails half-way.
    let mut watcher = command("sh", owner, Path::new("/"));
    let script = format!(
        "read end; '{}' stop -D '{}' -m immediate -s; rm -rf '{}'",
        program("pg_ctl").display(),
        data.display(),
        folder.display()
    );
    watcher.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::null());
    let watcher = watcher.stderr(Stdio::null()).process_group(0).spawn().unwrap();

    let mut ctl = command("pg_ctl", owner, &folder);
    ctl.args(["start", "-w", "-s", "-t", "120", "-l"]).arg(folder.join("log")).arg("-D").arg(&data);
    // The server keeps what it inherits: it must not hold this process's own output open.
    ctl.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    assert!(ctl.status().unwrap().success(), "{}", log(&folder));

    let server = Server { folder, _watcher: watcher };
    server.ask("postgres", "CREATE ROLE firsthand LOGIN; CREATE ROLE firsthand_store NOLOGIN;
        GRANT firsthand_store TO firsthand;");
    server
}

fn log(folder: &Path) -> String {
    fs::read_to_string(folder.join("log")).unwrap_or_default()
}

impl Server {
    fn url(&self, user: &str, database: &str) -> String {
        let socket = self.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgres://{user}@{socket}/{database}")
    }

    fn ask(&self, database: &str, script: &str) {
        let url = self.url("admin", database);
        let ask = || {
            let mut client = Client::connect(&url, NoTls).unwrap();
            for statement in script.split(';').filter(|s| !s.trim().is_empty()) {
                client.batch_execute(statement).unwrap();
            }
        };
        // A client has a runtime of its own.
        std::thread::scope(|scope| scope.spawn(ask).join().unwrap());
    }
}

/// Where the store of `folder` is: a file in it, or a database that stands for it.
pub(crate) fn database(folder: &Path) -> String {
    match crate::on() {
        On::Sqlite => format!("sqlite:{}", folder.join("store.db").display()),
        On::Postgres => {
            let mut databases = DATABASES.lock().unwrap();
            let known = databases.entry(folder.to_owned()).or_insert_with(|| {
                let name = format!("store_{}", NUMBER.fetch_add(1, Ordering::SeqCst));
                SERVER.ask("postgres", &format!("CREATE DATABASE {name} OWNER firsthand"));
                name
            });
            SERVER.url("firsthand", known)
        }
    }
}

/// The same database as somebody who may do anything.
pub(crate) fn admin(folder: &Path) -> String {
    database(folder).replace("postgres://firsthand@", "postgres://admin@")
}

/// Changes something behind the store's back.
pub(crate) fn by_hand(folder: &Path, text: &str) {
    let (file, url) = (folder.join("store.db"), admin(folder));
    let change = || match crate::on() {
        On::Sqlite => rusqlite::Connection::open(file).unwrap().execute_batch(text).unwrap(),
        On::Postgres => Client::connect(&url, NoTls).unwrap().batch_execute(text).unwrap(),
    };
    std::thread::scope(|scope| scope.spawn(change).join().unwrap());
}

/// One number out of the database, behind the store's back.
pub(crate) fn number(folder: &Path, text: &str) -> i64 {
    let (file, url) = (folder.join("store.db"), admin(folder));
    let ask = || match crate::on() {
        On::Sqlite => {
            rusqlite::Connection::open(file).unwrap().query_row(text, [], |row| row.get(0)).unwrap()
        }
        On::Postgres => Client::connect(&url, NoTls).unwrap().query_one(text, &[]).unwrap().get(0),
    };
    std::thread::scope(|scope| scope.spawn(ask).join().unwrap())
}

/// Everything the database of `folder` holds, as bytes.
pub(crate) fn bytes(folder: &Path) -> Vec<u8> {
    match crate::on() {
        On::Sqlite => {
            let files = fs::read_dir(folder).unwrap();
            files.flat_map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
        }
        On::Postgres => {
            let mut dump = command("pg_dump", None, folder);
            dump.args(["--data-only", "--inserts", "-d"]).arg(admin(folder));
            let output = dump.output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            output.stdout
        }
    }
}

/// Keeps every writer of the database of `folder` waiting until it is dropped.
pub(crate) struct Held {
    release: Option<std::sync::mpsc::Sender<()>>,
    holder: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Held {
    fn drop(&mut self) {
        drop(self.release.take());
        if let Some(holder) = self.holder.take() {
            holder.join().unwrap();
        }
    }
}

pub(crate) fn hold(folder: &Path) -> Held {
    hold_tables(folder, "contact, device")
}

/// The same of whoever writes to these tables; a file has one lock for all of them.
pub(crate) fn hold_tables(folder: &Path, tables: &str) -> Held {
    let tables = tables.to_owned();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let (tell, told) = std::sync::mpsc::channel();
    let (file, url) = (folder.join("store.db"), admin(folder));
    let holder = std::thread::spawn(move || match crate::on() {
        On::Sqlite => {
            let other = rusqlite::Connection::open(file).unwrap();
            other.execute_batch("BEGIN IMMEDIATE").unwrap();
            tell.send(()).unwrap();
            let _ = released.recv();
            other.execute_batch("COMMIT").unwrap();
        }
        On::Postgres => {
            let mut other = Client::connect(&url, NoTls).unwrap();
            other.batch_execute(&format!("BEGIN; LOCK TABLE {tables} IN EXCLUSIVE MODE")).unwrap();
            tell.send(()).unwrap();
            let _ = released.recv();
            other.batch_execute("COMMIT").unwrap();
        }
    });
    told.recv().unwrap();
    Held { release: Some(release), holder: Some(holder) }
}
