//! `make bench-window`: the app's real window over many articles: keys, calls, saving, starting and
//! memory, as an agent has them. Prints Markdown tables.
//!
//! The store and the telephone are in this process, the app is the one in `FIRSTHAND_APP`.
//! ARTICLES (beside the starter set), KEYS, CALLS and STARTS choose how much is done.

// The corpus of the search's own bench, which makes articles of knowledge_base with the dice of fastrand.
#[path = "../../../knowledge-base/benches/speed/corpus.rs"]
#[expect(dead_code, clippy::expect_used, reason = "the search's own bench uses more of it")]
mod corpus;
mod starts;

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};
use corpus::Corpus;
use journal::Journal;
use journeys::floor::Floor;
use journeys::shift::{Shift, quiet};
use journeys::telephone::Telephone;
use journeys::watch::{Spread, marks, watch};
use journeys::window::{Window, command_line};
use serde_json::json;

/// How long a whole edition of articles may take to arrive and be indexed.
const ARRIVAL: Duration = Duration::from_secs(600);
/// Between two keys: a quick typist.
const PACE: Duration = Duration::from_millis(70);

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure())
}

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

async fn measure() -> Result<()> {
    let (size, calls) = (number("ARTICLES", 10_000), number("CALLS", 50));
    let floor = Floor::open().await?;
    let corpus = Corpus::of(size);
    if size > 0 {
        add_articles(&floor, &corpus).await?;
    }
    let cable = floor.cable().await?;
    let code = floor.store()?.enrolment_code("the window").await?;
    let data = floor.folder.path().join("window");
    quiet(&data)?;
    let arguments = command_line(&data, &cable.url(), code.reveal(), "Anna");

    let window = Window::open(&arguments, 1280, 800).await?;
    window.see(".state.ready").await?;
    window.see("#sync-button .shape.synced").await?;
    let held = arrive(&window, &data, &corpus).await?;
    let arrived = memory(&window)?;
    window.close().await?;
    println!("## {held} articles in five languages, from {}\n", corpus.from);
    println!("PSS after the articles came and were indexed: {arrived}\n");

    let starts = starts::measure(&arguments, &data, number("STARTS", 6)).await?;
    let window = Window::open(&arguments, 1280, 800).await?;
    window.see("#sync-button .shape.synced").await?;
    let begun = memory(&window)?;
    watch(&window).await?;
    type_questions(&window, &corpus, number("KEYS", 1_500)).await?;
    let idle = Spread::of(marks(&window, "painted").await?);
    let framed = Spread::of(marks(&window, "framed").await?);
    let asked = Spread::of(marks(&window, "asked").await?);
    let searched = Spread::of(marks(&window, "searched").await?);
    let typed = memory(&window)?;

    let telephone = Telephone::of(&data, &floor.clock)?;
    let mut shift = Shift::begin(window, telephone).await?;
    let mut after = Vec::new();
    for n in 0..calls {
        shift.call(n).await?;
        if [1, 10].contains(&(n + 1)) || n + 1 == calls {
            after.push((n + 1, memory(&shift.window)?));
        }
    }
    shift.note().await?;
    println!("| measured | n | p50 | p95 | p99 | aim, p95 |\n|---|---|---|---|---|---|");
    row("key press to painted results, typing", &idle, "50");
    row("the same to the beginning of the frame after", &framed, "");
    row("of that, the desk's answer to the window's question", &asked, "");
    row("of that, the search itself", &searched, "");
    row("last key to painted results, a whole query typed at once", &Spread::of(shift.painted), "");
    row("call event told to the call painted", &Spread::of(shift.shown), "100");
    row("the command that saves, until the record is on the disk", &on_the_disk(&data)?, "30");
    row("`Ctrl+Enter` to the desk's answer that it is on the disk", &Spread::of(shift.durable), "");
    row("`Ctrl+Enter` to \"saved\" on the screen", &Spread::of(shift.saved), "");
    starts.print();
    println!("\n| memory (PSS, MB) | all | by program |\n|---|---|---|");
    println!("| at the start | {} |", begun.cells());
    println!("| after typing | {} |", typed.cells());
    for (n, memory) in after {
        println!("| after {n} calls | {} |", memory.cells());
    }
    shift.window.close().await
}

/// How long each save took at the desk, by its log.
fn on_the_disk(data: &Path) -> Result<Spread> {
    let log = std::fs::read_to_string(data.join("log/firsthand.log"))?;
    let lines = log.lines().filter(|line| line.contains("a contact is on the disk"));
    let us = lines.filter_map(|line| line.rsplit('=').next()?.trim().parse::<f64>().ok());
    Ok(Spread::of(us.map(|us| us / 1_000.0).collect()))
}

fn row(what: &str, times: &Spread, aim: &str) {
    let (n, p50, p95, p99) = (times.count(), times.at(50), times.at(95), times.at(99));
    println!("| {what} | {n} | {p50:.0} ms | {p95:.0} ms | {p99:.0} ms | {aim} |");
}

/// The articles go into the store; the desk gets them from there, as every desk does.
async fn add_articles(floor: &Floor, corpus: &Corpus) -> Result<()> {
    let folder = floor.folder.path().join("articles");
    std::fs::create_dir_all(&folder)?;
    let mut lines = String::new();
    for article in &corpus.articles {
        let (id, lang) = (&article.id, &article.lang);
        let line = json!({ "id": id, "lang": lang, "title": article.title, "body": article.body });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    std::fs::write(folder.join("documents.jsonl"), lines)?;
    let added = central_store::import::articles(floor.store()?, &folder, false).await;
    added.map(drop).map_err(|failure| anyhow::anyhow!("the articles were not added: {failure}"))
}

/// Waits until every article is in the desk's journal and the last of them can be found.
async fn arrive(window: &Window, data: &Path, corpus: &Corpus) -> Result<u32> {
    let opened = Journal::open(&data.join("journal.db"), 0)?;
    let Some(last) = corpus.articles.last() else { return Ok(opened.journal.count_articles()?) };
    let search = "const [id, lang, done] = arguments;
        const request = { text: id, lang, typing: false, limit: 1 };
        window.__TAURI_INTERNALS__.invoke('search', { request })
            .then((found) => done(found.hits[0]?.id === id), () => done(false));";
    let wanted = u32::try_from(corpus.articles.len())?;
    let since = std::time::Instant::now();
    while since.elapsed() < ARRIVAL {
        let held = opened.journal.count_articles()?;
        let found = [json!(last.id), json!(last.lang)].to_vec();
        if held > wanted && window.client.execute_async(search, found).await? == json!(true) {
            return Ok(held);
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    bail!("{} of {wanted} articles after {ARRIVAL:?}", opened.journal.count_articles()?)
}

/// Types questions of every language key by key.
async fn type_questions(window: &Window, corpus: &Corpus, keys: usize) -> Result<()> {
    // The questions stand by language: a stride takes them in turn.
    let mut typed = 0;
    for n in 0..corpus.questions.len() {
        let question = &corpus.questions[n * 83 % corpus.questions.len()];
        window.press("Ctrl+K").await?;
        for letter in question.chars().take(30) {
            window.type_text(&letter.to_string()).await?;
            tokio::time::sleep(PACE).await;
            typed += 1;
        }
        if typed >= keys {
            break;
        }
        window.press("Escape").await?;
    }
    Ok(())
}

/// What each program holds.
struct Memory(Vec<(String, u64)>);

fn memory(window: &Window) -> Result<Memory> {
    Ok(Memory(window.memory()?))
}

impl Memory {
    fn cells(&self) -> String {
        let all = self.0.iter().map(|(_, kb)| kb).sum::<u64>() / 1024;
        let each: Vec<String> =
            self.0.iter().map(|(name, kb)| format!("{name} {}", kb / 1024)).collect();
        format!("{all} | {}", each.join(", "))
    }
}

impl std::fmt::Display for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.cells().replace('|', "MB:"))
    }
}
