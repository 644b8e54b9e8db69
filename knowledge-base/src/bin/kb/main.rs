//! `kb`: articles in, passages out, and how good that is, from the command line.
//!
//! Every command prints for a person or, with `--json`, for a program. Exit code 0 means the
//! work was done; problems of single articles are printed and are no failure.

mod evaluate;
mod exporting;
mod history;
mod importing;
mod linting;
mod progress;
mod say;
mod suggesting;
mod telling;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use knowledge_base::{Answer, Conversation, Index, Query, See};
use say::say;

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
    /// Show the versions of an article and what each changed, or one of them whole
    History(history::Asked),
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
    /// Measure an index against judged questions ({"id", "text", "relevant"} a line), or live
    /// suggestion against transcripts ({"id", "target", "turns": [{"speaker", "text"}]} a line)
    Eval {
        /// The index's folder; with --transcripts, without it the documents.jsonl beside the
        /// transcripts is indexed
        #[arg(long, required_unless_present = "transcripts")]
        index: Option<PathBuf>,
        /// The questions
        #[arg(long, required_unless_present = "transcripts")]
        queries: Option<PathBuf>,
        /// Transcripts (a file, or a folder of transcripts.jsonl and documents.jsonl); may be
        /// repeated
        #[arg(long, conflicts_with_all = ["queries", "typing"])]
        transcripts: Vec<PathBuf>,
        /// Numbers of live suggestion in place of those that come with the program
        #[arg(long, requires = "transcripts")]
        numbers: Option<PathBuf>,
        /// Only this half of the transcripts (0 or 1, by a hash of their ids)
        #[arg(long, requires = "transcripts", value_parser = clap::value_parser!(u8).range(0..2))]
        half: Option<u8>,
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
    /// Fit the decision of live suggestion to transcripts whose right articles are known
    Fit {
        /// Transcripts, as in eval; may be repeated
        #[arg(long, required = true)]
        transcripts: Vec<PathBuf>,
        /// The numbers to begin with, in place of those that come with the program
        #[arg(long)]
        numbers: Option<PathBuf>,
        /// Only this half of the transcripts (0 or 1, by a hash of their ids)
        #[arg(long, value_parser = clap::value_parser!(u8).range(0..2))]
        half: Option<u8>,
        /// Where the numbers are written
        #[arg(long)]
        to: PathBuf,
    },
    /// Read a conversation along: one turn a line ("customer: ..."), from a file or standard input
    Suggest {
        /// The index's folder
        #[arg(long)]
        index: PathBuf,
        /// The conversation's language
        #[arg(long)]
        lang: Option<String>,
        /// At most so many articles
        #[arg(long, default_value_t = 3)]
        limit: usize,
        /// Leave out what is out of date on this day (YYYY-MM-DD)
        #[arg(long)]
        today: Option<String>,
        /// Numbers of live suggestion in place of those that come with the program
        #[arg(long)]
        numbers: Option<PathBuf>,
        /// Print what is suggested after each turn as JSON, one object a line
        #[arg(long)]
        json: bool,
        /// The conversation; "-" is standard input
        #[arg(default_value = "-")]
        conversation: PathBuf,
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
    let command = Args::parse().command;
    let safe = match &command {
        Command::Import(_) => "The index is as it was.",
        Command::Export { .. } | Command::Fit { .. } | Command::EvalAll { .. } => {
            "What was there before was not changed."
        }
        _ => "Nothing was changed.",
    };
    match run(command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("kb: {}", telling::told(&error, safe));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Import(asked) => return importing::run(asked),
        Command::Lint(asked) => return linting::run(asked),
        Command::History(asked) => history::run(asked)?,
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
                say!("{}", serde_json::to_string_pretty(&answer)?);
            } else {
                print(&answer);
            }
        }
        Command::Eval { index, queries: Some(queries), typing, lang, json, .. } => {
            let index = index.context("--index is needed with --queries")?;
            evaluate::one(&index, &queries, typing, lang.as_deref(), json)?;
        }
        Command::Eval { index, transcripts, numbers, half, json, .. } => {
            suggesting::eval(index.as_deref(), &transcripts, numbers.as_deref(), half, json)?;
        }
        Command::Fit { transcripts, numbers, half, to } => {
            suggesting::fit(&transcripts, numbers.as_deref(), half, &to)?;
        }
        Command::Suggest { index, lang, limit, today, numbers, json, conversation } => {
            let start = Conversation { lang, limit, today, ..Conversation::default() };
            suggesting::along(&index, start, numbers.as_deref(), &conversation, json)?;
        }
        Command::EvalAll { data, work, only, half, reuse, json } => {
            evaluate::all(&data, &work, &only, half, reuse, json)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print(answer: &Answer) {
    for (rank, hit) in answer.hits.iter().enumerate() {
        say!("{:>2}. {}  [{} {}]  {:.2}", rank + 1, hit.title, hit.id, hit.lang, hit.score);
        let heading = hit.heading.as_deref().map(|heading| format!("{heading}: "));
        say!("    {}{}", heading.unwrap_or_default(), marked(&hit.passage, &hit.passage_marks));
    }
    if !answer.unknown_words.is_empty() {
        say!("Unknown: {}", answer.unknown_words.join(", "));
    }
    if let Some(suggestion) = &answer.suggestion {
        say!("Did you mean: {suggestion}");
    }
    say!("{} hits of about {}, {} us", answer.hits.len(), answer.total_estimate, answer.took_us);
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
