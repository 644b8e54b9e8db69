//! `kb`: articles in, passages out, and how good that is, from the command line.
//!
//! Every command prints for a person or, with `--json`, for a program. Exit code 0 means the
//! work was done; problems of single articles are printed and are no failure.

mod evaluate;

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use knowledge_base::{Answer, Index, Query, See, Synonyms, import};

#[derive(Parser)]
#[command(name = "kb", version, about = "Articles in, ranked passages out")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read articles (Markdown or JSON lines) and build an index of them
    Import {
        /// A folder, or one .md or .jsonl file
        #[arg(long)]
        from: PathBuf,
        /// Where the index goes; one that is there serves until the new one is whole
        #[arg(long)]
        index: PathBuf,
        /// Contact reasons (TOML); their codes then find the articles of their paths
        #[arg(long)]
        reasons: Option<PathBuf>,
        /// Synonyms and abbreviations (TOML, groups by language); those there before otherwise stay
        #[arg(long)]
        synonyms: Option<PathBuf>,
    },
    /// Search an index
    Search {
        /// The index's folder
        #[arg(long)]
        index: PathBuf,
        /// The asker's language (en, sv, zh-Hans, ...): a mild preference
        #[arg(long)]
        lang: Option<String>,
        /// At most so many hits
        #[arg(long, default_value_t = 10)]
        limit: usize,
        /// The question is still being typed
        #[arg(long)]
        typing: bool,
        /// Leave out what is out of date on this day (YYYY-MM-DD)
        #[arg(long)]
        today: Option<String>,
        /// Drafts, archived and restricted articles too
        #[arg(long)]
        all: bool,
        /// Only articles about this product, and those about none in particular; may be repeated
        #[arg(long = "product")]
        products: Vec<String>,
        /// Print the answer as JSON
        #[arg(long)]
        json: bool,
        /// The question; bytes that are no UTF-8 are passed over
        query: Vec<OsString>,
    },
    /// Measure an index against judged questions ({"id", "text", "relevant"} a line)
    Eval {
        /// The index's folder
        #[arg(long)]
        index: PathBuf,
        /// The questions
        #[arg(long)]
        queries: PathBuf,
        /// Ask as while typing
        #[arg(long)]
        typing: bool,
        /// The askers' language
        #[arg(long)]
        lang: Option<String>,
        /// Print the figures as JSON
        #[arg(long)]
        json: bool,
    },
    /// Measure every set under a folder (each with documents.jsonl and queries.jsonl)
    EvalAll {
        /// The folder of sets
        #[arg(long)]
        data: PathBuf,
        /// Where the indexes are built
        #[arg(long, default_value = "target/eval")]
        work: PathBuf,
        /// Only sets whose name begins so
        #[arg(long, default_value = "")]
        only: String,
        /// Only this half of each set's questions (0 or 1, by a hash of their ids)
        #[arg(long, value_parser = clap::value_parser!(u8).range(0..2))]
        half: Option<u8>,
        /// Keep indexes that are there (after a change of weights, not of analysis)
        #[arg(long)]
        reuse: bool,
        /// Print the figures as JSON
        #[arg(long)]
        json: bool,
    },
}

fn main() -> ExitCode {
    match run(Args::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("kb: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Import { from, index, reasons, synonyms } => {
            return read_and_build(&from, &index, reasons.as_deref(), synonyms.as_deref());
        }
        Command::Search { index, lang, limit, typing, today, all, products, json, query } => {
            let see = if all { See::everything() } else { See::default() };
            let words: Vec<_> = query.iter().map(|word| word.to_string_lossy()).collect();
            let text = words.join(" ").replace(char::REPLACEMENT_CHARACTER, " ");
            let query = Query { text, lang, typing, limit, today, see, products };
            let answer = Index::open(index)?.search(&query)?;
            if json {
                println!("{}", serde_json::to_string_pretty(&answer)?);
            } else {
                print(&answer);
            }
        }
        Command::Eval { index, queries, typing, lang, json } => {
            evaluate::one(&index, &queries, typing, lang.as_deref(), json)?;
        }
        Command::EvalAll { data, work, only, half, reuse, json } => {
            evaluate::all(&data, &work, &only, half, reuse, json)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read_and_build(
    from: &Path,
    index: &Path,
    reasons: Option<&Path>,
    synonyms: Option<&Path>,
) -> anyhow::Result<ExitCode> {
    let start = Instant::now();
    // read first: nothing is built if they cannot be taken
    let synonyms = synonyms.map(read_synonyms).transpose()?;
    let mut read = import::import(from).with_context(|| format!("{}", from.display()))?;
    for problem in read.problems.iter().take(MOST_PROBLEMS) {
        eprintln!("{problem}");
    }
    if read.problems.len() > MOST_PROBLEMS {
        eprintln!("... and {} more problems", read.problems.len() - MOST_PROBLEMS);
    }
    if let Some(reasons) = reasons {
        let codes = reason_codes(reasons)?;
        for article in &mut read.articles {
            let found = article.reasons.iter().filter_map(|path| codes.get(path)).cloned();
            article.codes.extend(found.collect::<Vec<_>>());
        }
    }
    let left_out = read.problems.iter().filter(|problem| !problem.imported).count();
    let (articles, notes) = (read.articles.len(), read.problems.len() - left_out);
    if articles == 0 {
        eprintln!("0 articles imported, {left_out} left out; the index is as it was");
        return Ok(ExitCode::FAILURE);
    }
    let live = std::io::stderr().is_terminal();
    let built = Index::create(index, read.articles, |progress| {
        if live {
            let rate = f64::from(progress.articles) / start.elapsed().as_secs_f64().max(0.001);
            eprint!("\r{} of {articles} articles, {rate:.0} a second ", progress.articles);
        }
    })?;
    if live {
        eprintln!();
    }
    if let Some(synonyms) = synonyms {
        let groups = synonyms.len();
        built.set_synonyms(synonyms)?;
        println!("{groups} groups of synonyms");
    }
    let seconds = start.elapsed().as_secs_f64();
    let rate = articles as f64 / seconds.max(0.001);
    println!("{articles} articles imported, {left_out} left out, {notes} notes");
    println!("{seconds:.1} s, {rate:.0} articles a second");
    for (lang, count) in &built.manifest().langs {
        println!("  {lang}: {count}");
    }
    Ok(ExitCode::SUCCESS)
}

/// A report longer than this is not read.
const MOST_PROBLEMS: usize = 50;

fn read_synonyms(path: &Path) -> anyhow::Result<Synonyms> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
    Synonyms::parse(&text).with_context(|| format!("{}", path.display()))
}

/// Path to code, of a file of contact reasons (`[[reason]]` with `path` and `code`).
fn reason_codes(path: &Path) -> anyhow::Result<HashMap<String, String>> {
    #[derive(serde::Deserialize)]
    struct File {
        #[serde(default)]
        reason: Vec<Reason>,
    }
    #[derive(serde::Deserialize)]
    struct Reason {
        path: String,
        code: Option<String>,
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
    let file: File = toml::from_str(&text).with_context(|| format!("{}", path.display()))?;
    if file.reason.is_empty() {
        bail!("{} holds no [[reason]]", path.display());
    }
    Ok(file.reason.into_iter().filter_map(|r| Some((r.path, r.code?))).collect())
}

fn print(answer: &Answer) {
    for (rank, hit) in answer.hits.iter().enumerate() {
        println!("{:>2}. {}  [{} {}]  {:.2}", rank + 1, hit.title, hit.id, hit.lang, hit.score);
        let heading = hit.heading.as_deref().map(|heading| format!("{heading}: "));
        println!("    {}{}", heading.unwrap_or_default(), marked(&hit.passage, &hit.passage_marks));
    }
    if !answer.unknown_words.is_empty() {
        println!("Unknown: {}", answer.unknown_words.join(", "));
    }
    if let Some(suggestion) = &answer.suggestion {
        println!("Did you mean: {suggestion}");
    }
    println!(
        "{} hits of about {}, {} us",
        answer.hits.len(),
        answer.total_estimate,
        answer.took_us
    );
}

/// The marks as a person reads them on a terminal.
fn marked(text: &str, marks: &[[u32; 2]]) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let part = |from: u32, to: usize| {
        String::from_utf16_lossy(units.get(from as usize..to).unwrap_or_default())
    };
    let mut out = String::new();
    let mut done = 0;
    for [start, end] in marks {
        out.push_str(&part(done, *start as usize));
        out.push_str(&format!("[{}]", part(*start, *end as usize)));
        done = *end;
    }
    out + &part(done, units.len())
}
