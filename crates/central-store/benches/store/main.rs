//! `make bench-store`: what the central store costs, on both engines, beside DuckDB's full report.
//!
//! Figures are CPU seconds of every process that worked, and ratios within one run; wall times are
//! printed for colour. SIZES, ENGINES, PARTS, FOLDER and SEED say what is measured; with KEEP what was
//! loaded stays in FOLDER, and the next run asks it without loading it again (SQLite). Indexes named in
//! WITHOUT are dropped before loading, to see what each costs.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench that cannot go on has failed"
)]
#![expect(clippy::cast_precision_loss, reason = "counts of a bench are far below 2^53")]

mod bare_postgres;
mod cpu;
mod ingest;
mod made;
mod over_http;
mod peer;
mod reads;
#[path = "../../tests/store/servers.rs"]
#[expect(dead_code, reason = "a standby and its promotion are the fail-over test's")]
mod servers;
mod table;

use std::path::{Path, PathBuf};

use central_store::{Clock, Settings, Store};

use cpu::Cpu;
use made::{Made, made, more};
use table::Table;

/// As in the program.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A store on one engine.
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    pub(crate) store: Store,
    pub(crate) database: String,
    pub(crate) cpu: Cpu,
    pub(crate) desk: u32,
    /// The store's clock.
    pub(crate) now: i64,
    server: Option<servers::Server>,
    /// It was there before.
    loaded: bool,
}

impl Subject {
    pub(crate) fn server(&self) -> Option<&servers::Server> {
        self.server.as_ref()
    }
}

/// What can be left out: the whole of it takes long at ten million contacts.
const PARTS: &str = "peer,http,load,reports,history,more";

/// Whether a part of the bench was asked for. Loading is not a choice where something is asked of
/// what was loaded.
fn part(name: &str) -> bool {
    words("PARTS", PARTS).iter().any(|part| part == name)
}

fn words(name: &str, usual: &str) -> Vec<String> {
    let text = std::env::var(name).unwrap_or_else(|_| usual.to_owned());
    text.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

fn main() {
    // What the test runner hands to every bench is not for this one.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    for part in words("PARTS", PARTS) {
        assert!(PARTS.split(',').any(|known| known == part), "PARTS knows {PARTS}, not {part}");
    }
    let seed = words("SEED", "20261125")[0].parse().expect("SEED is a number");
    let mut table = Table::default();
    for size in words("SIZES", "100000") {
        let size: u32 =
            size.replace('_', "").parse().expect("SIZES are numbers with commas between them");
        eprintln!("making {size} contacts");
        let contacts = made(size, seed);
        let later = more(&contacts, (size / 5).clamp(1_000, 200_000), seed);
        table.size(size);
        let home = std::env::var("FOLDER").map_or_else(|_| servers::folder().keep(), PathBuf::from);
        let truth = if part("peer") { peer::duckdb(&contacts, &home, &mut table) } else { None };
        if part("peer") && words("ENGINES", "sqlite,postgres").iter().any(|e| e == "postgres") {
            let some = &contacts[..contacts.len().min(200_000)];
            let bare = home.join("bare");
            bare_postgres::measure(some, &bare, &mut table);
            let _ = std::fs::remove_dir_all(bare);
        }
        if part("http") {
            let some = &contacts[..contacts.len().min(50_000)];
            let http = home.join("http");
            runtime.block_on(over_http::measure(some, &http, &mut table));
            let _ = std::fs::remove_dir_all(http);
        }
        for engine in words("ENGINES", "sqlite,postgres") {
            let subject = runtime.block_on(open(
                &engine,
                &home.join(format!("{engine}-{size}")),
                &contacts,
                &later,
            ));
            runtime.block_on(measure(&subject, &contacts, &later, truth.as_ref(), &mut table));
            runtime.block_on(subject.store.clone().close());
            let folder = home.join(format!("{engine}-{size}"));
            drop(subject);
            if std::env::var_os("KEEP").is_none() {
                let _ = std::fs::remove_dir_all(folder);
            }
        }
    }
    println!("{table}");
}

async fn open(engine: &str, folder: &Path, contacts: &[Made], later: &[Made]) -> Subject {
    std::fs::create_dir_all(folder).unwrap();
    let loaded = folder.join("store.db").exists();
    let (name, database, server) = match engine {
        "sqlite" => ("SQLite", format!("sqlite:{}", folder.join("store.db").display()), None),
        "postgres" => {
            let bin = servers::programs().expect("PostgreSQL is not installed");
            servers::own(folder);
            let server =
                servers::Server::make(&bin, folder, "-c shared_buffers=1GB -c max_wal_size=4GB");
            let database = format!("postgres://postgres@127.0.0.1:{}/firsthand", server.port);
            ("PostgreSQL", database, Some(server))
        }
        other => panic!("ENGINES knows sqlite and postgres, not {other}"),
    };
    let last = contacts.iter().chain(later).map(Made::arrives).max().unwrap_or_default();
    let now = last + 3_600_000;
    let mut settings = Settings::new(database.parse().unwrap(), Clock::new(move || now));
    settings.batch.records = 1_000;
    settings.batch.bytes = 16 * 1024 * 1024;
    let store = Store::open(&settings).unwrap();
    for index in words("WITHOUT", "") {
        let drop = format!("DROP INDEX {index}");
        match &server {
            Some(server) => {
                server.sql(&drop);
            }
            None => {
                let path = folder.join("store.db");
                rusqlite::Connection::open(path).unwrap().execute_batch(&drop).unwrap();
            }
        }
    }
    let code = store.enrolment_code("bench").await.unwrap();
    let asked =
        contact::protocol::Enrol { code, name: "bench".into(), app_version: "bench".into() };
    let desk = store.enrol(asked).await.unwrap().device_id;
    let cpu = Cpu { postmaster: server.as_ref().and_then(servers::Server::pid) };
    Subject { name, store, database, cpu, desk, now, server, loaded }
}

async fn measure(
    subject: &Subject,
    contacts: &[Made],
    later: &[Made],
    truth: Option<&peer::Figures>,
    table: &mut Table,
) {
    let name = subject.name;
    if !subject.loaded {
        eprintln!("{name}: loading");
        ingest::load(subject, contacts, table).await;
        if let Some(server) = subject.server() {
            // As it does by itself within a minute or two of new rows.
            server.sql("VACUUM contact");
        }
    }
    reads::sizes(subject, contacts.len(), table);

    if part("reports") {
        eprintln!("{name}: reports");
        reads::reports(subject, contacts, truth, table).await;
    }
    if part("history") {
        eprintln!("{name}: history");
        reads::history(subject, contacts, later, table).await;
    }
    if part("more") {
        over_it(subject, contacts, later, table).await;
    }
}

/// Ingest into a store that is full already: new contacts, late ones, repeats.
async fn over_it(subject: &Subject, contacts: &[Made], later: &[Made], table: &mut Table) {
    let name = subject.name;
    eprintln!("{name}: ingest over the loaded store");
    let third = later.len() / 8;
    let mut parts = later.chunks(third.max(1));
    for (batch, writers) in [(1, 1), (1, 8), (50, 1), (50, 8), (500, 1), (500, 8)] {
        let part = parts.next().unwrap_or(&[]);
        let part = if batch == 1 { &part[..part.len().min(1_000)] } else { part };
        let rate = ingest::send(subject, part, batch, writers).await;
        let what = format!(
            "ingest over it, batch {batch}, {writers} writer{}",
            if writers == 1 { "" } else { "s" }
        );
        table.put(name, &format!("{what}: records/s of a core"), rate.per_core());
        table.put(name, &format!("{what}: wall, records/s"), rate.per_second());
    }
    ingest::settle(subject).await;
    let again = ingest::send(
        subject,
        &contacts[contacts.len() / 2..][..contacts.len().min(20_000) / 2],
        500,
        1,
    )
    .await;
    table.put(name, "repeats only, batch 500: records/s of a core", again.per_core());
}
