//! `kb`: articles in, passages out, and how good that is, from the command line.
//!
//! Every command prints for a person or, with `--json`, for a program. Exit code 0 means the
//! work was done; problems of single articles are printed and are no failure.

mod evaluate;
mod exporting;
mod importing;
mod linting;
mod progress;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use knowledge_base::{Answer, Index, Query, See};

#[derive(Parser)]
#[command(name = "kb", version, about = "Articles in, ranked passages out")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read articles and build an index of them
    Import(importing::Asked),
    /// Write an index's articles as files that can be imported again
    Export {
        /// The index's folder
        #[arg(long)]
        index: PathBuf,
        /// A new folder
        #[arg(long)]
        to: PathBuf,
        /// The form
        #[arg(long, default_value = "markdown")]
        format: exporting::Form,
        /// Print the outcome as JSON
        #[arg(long)]
        json: bool,
    },
    /// Name what an author should look at again
    Lint(linting::Asked),
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
        Command::Import(asked) => return importing::run(asked),
        Command::Lint(asked) => return linting::run(asked),
        Command::Export { index, to, format, json } => {
            exporting::run(&index, &to, format, json)?;
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
