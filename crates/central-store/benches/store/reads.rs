//! What is asked of a loaded store: one customer's history, and reports over everything.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use central_store::{Basis, Filter};
use contact::Channel;
use contact::fcr::Policy;
use contact::protocol::HistoryRequest;

use crate::Subject;
use crate::ingest;
use crate::made::Made;
use crate::peer::{Figures, watermark};
use crate::table::Table;

const LOOKS: usize = 4_000;
const HOUR: i64 = 3_600_000;
/// Pages of a list that are turned.
const PAGES: u32 = 3;

fn microseconds(sorted: &[Duration], part: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index into the list"
    )]
    let index = ((sorted.len() as f64 - 1.0) * part) as usize;
    sorted.get(index).map_or(0.0, |took| took.as_secs_f64() * 1e6)
}

/// Looks up customers who called, on a thread of the runtime's as the server does; the times that took,
/// sorted.
async fn looks(subject: &Subject, asked: Vec<HistoryRequest>) -> Vec<Duration> {
    let store = subject.store.clone();
    let looks = tokio::spawn(async move {
        let mut times = Vec::with_capacity(asked.len());
        for asked in asked {
            let begun = Instant::now();
            let history = store.history(asked).await.unwrap();
            times.push(begun.elapsed());
            assert!(!history.contains("\"contacts\":[]"), "a customer who called is not known");
        }
        times.sort_unstable();
        times
    });
    looks.await.unwrap()
}

fn asks(customers: impl Iterator<Item = u32>, hours: i64) -> Vec<HistoryRequest> {
    let ask = |customer| {
        let identity = format!("+46{customer:09}");
        let asked = serde_json::json!({"identities": [identity], "hours": hours, "limit": 20});
        serde_json::from_value(asked).unwrap()
    };
    customers.map(ask).collect()
}

/// Customers of so many contacts, drawn by lot, asked about for a year.
fn of_a_year(contacts: &[Made], number: usize) -> Vec<HistoryRequest> {
    let mut rng = fastrand::Rng::with_seed(7);
    let drawn = (0..number).map(|_| contacts[rng.usize(0..contacts.len())].customer);
    asks(drawn, 24 * 365)
}

/// The same for contacts of two days, asked about from the first of these days on. After the two days comes
/// one contact of a hundred, which is when the repeats of the last ones come to an end.
fn of_two_days(contacts: &[Made], now: i64, number: usize) -> Vec<HistoryRequest> {
    let mut starts: Vec<i64> = contacts.iter().map(|made| made.start).collect();
    starts.sort_unstable();
    let end = starts[starts.len() - 1 - starts.len() / 100];
    let begin = end - 48 * HOUR;
    let of_them: Vec<&Made> =
        contacts.iter().filter(|made| (begin..end).contains(&made.start)).collect();
    let mut rng = fastrand::Rng::with_seed(7);
    let drawn = (0..number).map(|_| of_them[rng.usize(0..of_them.len())].customer);
    asks(drawn, (now - begin) / HOUR + 1)
}

/// Quiet, and while another desk sends.
pub(crate) async fn history(
    subject: &Subject,
    contacts: &[Made],
    later: &[Made],
    table: &mut Table,
) {
    looks(subject, of_a_year(contacts, 200)).await;
    for (what, asked) in [
        ("history, two days", of_two_days(contacts, subject.now, LOOKS)),
        ("history, up to 20 contacts of a year", of_a_year(contacts, LOOKS)),
    ] {
        let before = subject.cpu.used();
        let times = looks(subject, asked).await;
        let used = subject.cpu.used().since(before);
        table.put(subject.name, &format!("{what}: CPU µs"), used.all() / LOOKS as f64 * 1e6);
        table.put(subject.name, &format!("{what}: p50 µs, wall"), microseconds(&times, 0.5));
        table.put(subject.name, &format!("{what}: p99 µs, wall"), microseconds(&times, 0.99));
    }

    let stop = Arc::new(AtomicBool::new(false));
    let busy = async {
        let mut sent = 0;
        for part in later.chunks(500).cycle() {
            if stop.load(Ordering::SeqCst) {
                break;
            }
            ingest::send(subject, part, 50, 1).await;
            sent += part.len();
        }
        sent
    };
    let look = async {
        let times = looks(subject, of_a_year(contacts, LOOKS / 2)).await;
        stop.store(true, Ordering::SeqCst);
        times
    };
    let begun = Instant::now();
    let (sent, times) = tokio::join!(busy, look);
    table.put(subject.name, "… p50 µs while ingesting, wall", microseconds(&times, 0.5));
    table.put(subject.name, "… p99 µs while ingesting, wall", microseconds(&times, 0.99));
    table.put(
        subject.name,
        "… ingest meanwhile, records/s, wall",
        sent as f64 / begun.elapsed().as_secs_f64(),
    );
}

/// Bytes of the tables and indexes.
pub(crate) fn sizes(subject: &Subject, rows: usize, table: &mut Table) {
    let rows = rows as f64;
    match subject.server() {
        None => {
            let path = subject.database.trim_start_matches("sqlite:");
            let connection = rusqlite::Connection::open(path).unwrap();
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
            let bytes = std::fs::metadata(path).unwrap().len();
            table.put(subject.name, "bytes a row, all of it", bytes as f64 / rows);
        }
        Some(server) => {
            let bytes: f64 = server.sql("SELECT pg_database_size('firsthand')").parse().unwrap();
            table.put(subject.name, "bytes a row, all of it", bytes / rows);
        }
    }
}

/// First contacts of their matter, and how many of them nobody came back about, as a window function
/// finds them.
const WINDOW: &str = "SELECT count(*), sum(CASE WHEN later IS NULL OR later - ended_at > 172800000 THEN 1 ELSE 0 END)
  FROM (SELECT started_at, ended_at,
      lead(started_at) OVER (PARTITION BY customer_key, family_id ORDER BY started_at, record_id) AS later,
      max(ended_at) OVER (PARTITION BY customer_key, family_id ORDER BY started_at, record_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier
    FROM contact WHERE tenant_id = 1 AND (excluded & 1) = 0) n
  WHERE earlier IS NULL OR started_at - earlier > 172800000";

fn window(subject: &Subject) -> u64 {
    match subject.server() {
        None => {
            let path = subject.database.trim_start_matches("sqlite:");
            let connection = rusqlite::Connection::open(path).unwrap();
            connection.query_row(WINDOW, [], |row| row.get(0)).unwrap()
        }
        Some(server) => {
            let answer = server.sql(&format!("SET max_parallel_workers_per_gather = 0; {WINDOW}"));
            let line = answer.lines().last().unwrap_or_default();
            line.split('|').next().unwrap_or_default().parse().unwrap()
        }
    }
}

/// The verdict on every contact, and pages of the board's list.
async fn lists(subject: &Subject, all: usize, table: &mut Table) {
    let before = subject.cpu.used();
    let policy = Policy::default();
    let count = subject.store.verdicts(policy.clone(), Filter::default(), 0_usize, |count, _| {
        *count += 1;
        Ok(())
    });
    // A store that was kept also has what was sent to it after it was loaded.
    let judged = count.await.unwrap();
    assert!(judged == all || (subject.loaded && judged > all), "a contact without a verdict");
    let used = subject.cpu.used().since(before).all();
    table.put(subject.name, "the verdict on every contact: CPU s", used);
    let rare = Filter { agents: Some(vec!["a7".into()]), ..Filter::default() };
    for (what, filter) in [
        ("a page of the list, 50 contacts: CPU ms", Filter::default()),
        ("a page of the list, 50 contacts of one agent of 5,000: CPU ms", rare),
    ] {
        let mut next = None;
        let before = subject.cpu.used();
        for _ in 0..PAGES {
            let page = subject.store.shown(policy.clone(), filter.clone(), next, 50).await.unwrap();
            // Small sizes have fewer pages of one agent: then from the beginning again.
            let last = page.contacts.last().filter(|_| page.next.is_some());
            next = last.map(|last| (last.start_ms, last.contact_id));
        }
        let used = subject.cpu.used().since(before).all();
        table.put(subject.name, what, used / f64::from(PAGES) * 1e3);
    }
}

/// The whole report, by each of the ways. What each comes to must be what DuckDB comes to.
pub(crate) async fn reports(
    subject: &Subject,
    contacts: &[Made],
    truth: Option<&Figures>,
    table: &mut Table,
) {
    let before = subject.cpu.used();
    let firsts = window(subject);
    table.put(
        subject.name,
        "first contacts and repeats by window function: CPU s",
        subject.cpu.used().since(before).all(),
    );
    if let Some(truth) = truth {
        assert_eq!(firsts, truth.firsts, "the window function and DuckDB disagree");
    }

    let usual = Policy { watermark_ms: Some(watermark(contacts)), ..Policy::default() };
    // All channels by their names is no standing policy: it is counted anew, and comes to the same.
    let named = Policy { channels: Some(Channel::ALL.into_iter().collect()), ..usual.clone() };
    let alone = Filter { alone: true, ..Filter::default() };
    for (what, policy, filter, basis) in [
        (
            "report over everything, by sweep, all presets at once: CPU s",
            named.clone(),
            Filter::default(),
            Basis::Sweep,
        ),
        ("the same, one policy alone: CPU s", named, alone, Basis::Sweep),
        ("report over everything, by kept sums: CPU ms", usual, Filter::default(), Basis::Sums),
    ] {
        let mut least = f64::INFINITY;
        for _ in 0..3 {
            let before = subject.cpu.used();
            let figures = subject.store.figures_of(policy.clone(), filter.clone()).await.unwrap();
            least = least.min(subject.cpu.used().since(before).all());
            assert_eq!(figures.basis, basis);
            if let Some(truth) = truth {
                let report = &figures.report;
                let found =
                    (report.verified.n, report.verified.k, report.claimed.k, report.pending);
                let expected = (truth.mature, truth.passed, truth.claimed, truth.pending);
                assert_eq!(
                    found, expected,
                    "mature, passed, claimed, pending: {what} and DuckDB disagree"
                );
            }
        }
        if basis == Basis::Sums {
            table.put(subject.name, what, least * 1e3);
        } else {
            table.put(subject.name, what, least);
            if let Some(duckdb) = table.value("DuckDB", "full report, one thread: CPU s") {
                table.put(subject.name, "… of DuckDB's, share", least / duckdb);
            }
        }
    }
    lists(subject, contacts.len(), table).await;
    let before = subject.cpu.used();
    assert_eq!(subject.store.audit(false).await.unwrap(), 0, "the audit found sums that are wrong");
    table.put(subject.name, "audit of all sums: CPU s", subject.cpu.used().since(before).all());
}
