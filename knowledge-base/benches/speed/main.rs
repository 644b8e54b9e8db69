//! `make bench`: what a search costs beside other engines, on the same documents in one run.
//!
//! CPU time is of the searching thread, so a busy machine does not falsify it; wall time is
//! given beside it. One search at a time, warm, the first ten hits.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot go on stops")]

mod corpus;
mod peers;

use std::path::Path;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use knowledge_base::{Conversation, Index, Query, Speaker, Turn};

use corpus::Corpus;
use peers::{Peer, PlainTantivy, Sqlite};

fn main() {
    let sizes: Vec<usize> = match std::env::var("ARTICLES") {
        Ok(sizes) => sizes.split([',', ' ']).filter_map(|size| size.parse().ok()).collect(),
        Err(_) => vec![1_000, 10_000],
    };
    let work = tempfile::tempdir().expect("a folder to work in");
    let mut growth = Vec::new();
    for size in sizes {
        let corpus = Corpus::of(size);
        println!("\n## {size} articles in five languages, from {}\n", corpus.from);
        growth.push((size, one(&corpus, &work.path().join(size.to_string()))));
    }
    println!("\n## Growth, this search: CPU ms, median / 99th percentile\n");
    println!(
        "| articles | whole questions | typing | hostile, slowest | bytes an article | build s | memory MB |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (size, ours) in growth {
        println!(
            "| {size} | {} | {} | {:.1} | {} | {:.1} | {} |",
            ours.whole.short(),
            ours.typing.short(),
            ours.hostile,
            ours.bytes / size as u64,
            ours.build,
            ours.memory
        );
    }
}

struct Ours {
    whole: Times,
    typing: Times,
    hostile: f64,
    bytes: u64,
    build: f64,
    memory: u64,
}

fn one(corpus: &Corpus, folder: &Path) -> Ours {
    std::fs::create_dir_all(folder).unwrap();
    println!(
        "| engine | whole, CPU p50 / p99 | wall p50 / p99 | typing, CPU p50 / p99 | wall p50 / p99 | slowest, CPU | bytes an article | build s |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let ours = this(corpus, &folder.join("this"));
    let n = corpus.articles.len() as u64;
    for kind in ["unicode61", "trigram"] {
        let start = Instant::now();
        let peer = Sqlite::build(&folder.join(kind), kind, &corpus.articles);
        row(&format!("SQLite FTS5 {kind}"), corpus, &peer, start.elapsed(), n);
    }
    let start = Instant::now();
    let peer = PlainTantivy::build(&folder.join("tantivy"), &corpus.articles);
    row("tantivy, default tokenizer", corpus, &peer, start.elapsed(), n);
    ours
}

fn this(corpus: &Corpus, folder: &Path) -> Ours {
    let before = memory();
    let start = Instant::now();
    drop(Index::create(folder, corpus.articles.iter().cloned(), |_| {}).unwrap());
    let build = start.elapsed().as_secs_f64();
    let index = Index::open(folder).unwrap();
    let ask = |text: &str, typing: bool| {
        let query = Query { text: text.into(), typing, ..Query::default() };
        index.search(&query).unwrap().hits.len()
    };
    let whole = Times::of(corpus.questions.iter(), |text| ask(text, false));
    let typing = Times::of(corpus.cuts.iter(), |text| ask(text, true));
    let hostile = corpus::hostile(corpus);
    let asked = [false, true].map(|typing| Times::of(hostile.iter(), |text| ask(text, typing)));
    let slowest = asked[0].cpu_at(1.0).max(asked[1].cpu_at(1.0));
    let bytes = peers::bytes(folder);
    let ours = Ours {
        whole,
        typing,
        hostile: slowest,
        bytes,
        build,
        memory: memory().saturating_sub(before),
    };
    print_row(
        "this search",
        &ours.whole,
        &ours.typing,
        ours.bytes / corpus.articles.len().max(1) as u64,
        build,
    );
    println!(
        "| this search, {} hostile questions | {} | {} | {} | {} | {slowest:.1} | | |",
        hostile.len(),
        asked[0].short(),
        asked[0].wall(),
        asked[1].short(),
        asked[1].wall(),
    );
    // a conversation of a dozen turns, asked at its end
    let talks: Vec<Conversation> = corpus
        .questions
        .windows(12)
        .step_by(4)
        .map(|turns| {
            let speakers = [Speaker::Customer, Speaker::Agent].into_iter().cycle();
            let last = Turn::new(Speaker::Customer, turns[0].clone());
            let turns = turns.iter().zip(speakers).map(|(text, who)| Turn::new(who, text.clone()));
            Conversation::new(turns.chain([last]).collect())
        })
        .collect();
    // and one of every hostile question and every question there is
    let said = hostile.iter().chain(&corpus.questions).chain(&hostile);
    let turns = said.map(|text| Turn::new(Speaker::Customer, text.clone()));
    let hostile_talk = Conversation::new(turns.collect());
    let suggest = |talk: &Conversation| index.suggest(talk).unwrap().articles.len();
    let times = Times::of(talks.iter(), suggest);
    println!(
        "| this search, live suggestion after 13 turns | {} | {} | | | {:.1} | | |",
        times.short(),
        times.wall(),
        times.cpu_at(1.0),
    );
    let times = Times::of([&hostile_talk].into_iter(), suggest);
    println!("| this search, live suggestion, hostile | | | | | {:.1} | | |", times.cpu_at(1.0));
    if std::env::var_os("SLOW").is_some() {
        for text in &hostile {
            let begin: String = text.chars().take(20).collect();
            let one = |typing| Times::of([text].into_iter(), |text| ask(text, typing)).cpu_at(1.0);
            println!("{begin:?}: {:.1}, typing {:.1}", one(false), one(true));
        }
    }
    ours
}

fn row(name: &str, corpus: &Corpus, peer: &dyn Peer, build: Duration, n: u64) {
    let whole = Times::of(corpus.questions.iter(), |text| peer.whole(text).len());
    let typing = Times::of(corpus.cuts.iter(), |text| peer.typing(text).len());
    print_row(name, &whole, &typing, peer.bytes() / n.max(1), build.as_secs_f64());
}

fn print_row(name: &str, whole: &Times, typing: &Times, bytes: u64, build: f64) {
    let slowest = whole.cpu_at(1.0).max(typing.cpu_at(1.0));
    println!(
        "| {name} | {} | {} | {} | {} | {slowest:.1} | {bytes} | {build:.1} |",
        whole.short(),
        whole.wall(),
        typing.short(),
        typing.wall()
    );
}

/// Memory of this process that is its own (not mapped files), MB. Linux only; 0 elsewhere.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0)
        / 1024
}

/// Milliseconds, sorted.
struct Times {
    cpu: Vec<f64>,
    wall: Vec<f64>,
}

impl Times {
    /// Asks everything once to warm up (a part of it), then once to measure.
    fn of<'a, T: 'a>(
        texts: impl Iterator<Item = &'a T> + Clone,
        ask: impl Fn(&T) -> usize,
    ) -> Times {
        for text in texts.clone().take(50) {
            std::hint::black_box(ask(text));
        }
        let (mut cpu, mut wall) = (Vec::new(), Vec::new());
        for text in texts {
            let (start, thread) = (Instant::now(), ThreadTime::now());
            std::hint::black_box(ask(text));
            cpu.push(thread.elapsed().as_secs_f64() * 1e3);
            wall.push(start.elapsed().as_secs_f64() * 1e3);
        }
        cpu.sort_by(f64::total_cmp);
        wall.sort_by(f64::total_cmp);
        Times { cpu, wall }
    }

    fn cpu_at(&self, share: f64) -> f64 {
        at(&self.cpu, share)
    }

    fn short(&self) -> String {
        format!("{:.2} / {:.2}", at(&self.cpu, 0.5), at(&self.cpu, 0.99))
    }

    fn wall(&self) -> String {
        format!("{:.2} / {:.2}", at(&self.wall, 0.5), at(&self.wall, 0.99))
    }
}

fn at(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * share).round() as usize).copied().unwrap_or(0.0)
}
