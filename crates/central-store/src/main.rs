//! The program `central-store`: reads its command line and the clock, and does one thing.
//!
//! What is asked for goes to stdout, everything else to stderr.

mod commands;
mod options;
mod telling;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use commands::channels::{Exclusions, People};
use commands::quarantine::Quarantine;
use commands::which::Which;
use options::At;

/// Reading records and writing answers is many small pieces of memory.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Takes contacts in, answers first-contact resolution and history, serves the board.
#[derive(Parser)]
#[command(name = "central-store", version)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve desks and the board until interrupted
    Serve {
        #[command(flatten)]
        at: At<true>,
    },
    /// Print every setting as it holds, and which source it comes from
    Settings {
        #[command(flatten)]
        at: At<true>,
    },
    /// Bring files in; safe to repeat
    #[command(subcommand)]
    Import(Import),
    /// Write the verdict on every contact, or on some, one JSON object a line
    Verdicts {
        #[command(flatten)]
        at: At,
        #[command(flatten)]
        which: Which,
        /// Policy file; the default policy when left out
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
    },
    /// Compute the figures of a policy, over all contacts or some
    Fcr {
        #[command(flatten)]
        at: At,
        #[command(flatten)]
        which: Which,
        /// Also in groups: day, week, reason, whole_reason, queue, channel, agent, language, team, article,
        /// article_version
        #[arg(long, value_name = "WHAT", value_parser = commands::which::group)]
        by: Option<central_store::GroupBy>,
        /// Policy file; the default policy when left out
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
        /// As JSON instead of a table
        #[arg(long)]
        json: bool,
    },
    /// Show which published figures moved afterwards, by how much and why
    Restatements {
        #[command(flatten)]
        at: At,
        /// So many of the newest
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: u16,
        /// As JSON instead of a table
        #[arg(long)]
        json: bool,
    },
    /// Count everything anew and compare it with the sums; fails when they differ
    Audit {
        #[command(flatten)]
        at: At,
        /// Make wrong sums anew
        #[arg(long)]
        mend: bool,
    },
    /// Copy the store into a new file, while it is served
    Backup {
        /// The copy; must not be there yet
        #[arg(value_name = "FILE")]
        to: PathBuf,
        #[command(flatten)]
        at: At,
    },
    /// Make a store out of a copy, where there is none yet
    Restore {
        /// The copy; it stays as it is
        #[arg(value_name = "FILE")]
        from: PathBuf,
        /// List of erasures made since, as `erasures` prints it; may be given more than once
        #[arg(long, value_name = "FILE")]
        erasures: Vec<PathBuf>,
        #[command(flatten)]
        at: At,
    },
    /// Find out whether the store is whole: file, tables, rows, sums. May run while it is served
    Verify {
        #[command(flatten)]
        at: At,
        /// As JSON instead of a table
        #[arg(long)]
        json: bool,
    },
    /// Let every desk compare what it has kept: after a fail-over or a restore that may have lost something
    NewEpoch {
        #[command(flatten)]
        at: At,
    },
    /// Delete contacts that are older than the centre keeps them, some at a time; may run while it is served
    Retain {
        /// How long they are kept. Desks may send again what is younger than 31 days, so not less than that
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(31..=36_500))]
        days: u32,
        #[command(flatten)]
        at: At,
    },
    /// Print who was erased, as keyed hashes, one JSON object a line; keep it apart from the copies
    Erasures {
        #[command(flatten)]
        at: At,
    },
    /// Print a one-time code for a new desk, valid for 24 hours
    Enrol {
        #[command(flatten)]
        at: At,
        /// What the desk is called in the list; its own name when left out
        #[arg(long, value_name = "N", default_value = "")]
        name: String,
    },
    /// Print a new key to the board
    BoardKey {
        #[command(flatten)]
        at: At,
        /// Whose key it is
        #[arg(long, value_name = "N", default_value = "")]
        name: String,
    },
    /// List the keys to the board: whose, when made, when voided; never a key
    BoardKeys {
        #[command(flatten)]
        at: At,
    },
    /// Print a new key for another system, which may send contacts and surveys
    Key {
        /// What the system is called; ids are made from it, so it must never change
        #[arg(long, value_name = "NAME")]
        source: String,
        #[command(flatten)]
        at: At,
    },
    /// List the other systems that have a key
    Sources {
        #[command(flatten)]
        at: At,
    },
    /// Who is one person: proposals, merges, and taking them back
    People {
        #[command(subcommand)]
        what: People,
        #[command(flatten)]
        at: At,
    },
    /// What is left out of the rate: requests and reviews
    Exclusions {
        #[command(subcommand)]
        what: Exclusions,
        #[command(flatten)]
        at: At,
    },
    /// What was set aside, because it could not be used: list it, try it again, throw it away
    Quarantine {
        #[command(subcommand)]
        what: Quarantine,
    },
    /// Erase a person with everything that is kept of them; identities are read from stdin
    Erase {
        /// It cannot be taken back
        #[arg(long)]
        sure: bool,
        #[command(flatten)]
        at: At,
    },
    /// List the desks
    Desks {
        #[command(flatten)]
        at: At,
    },
    /// Void a desk's token, all keys of another system, or all keys to the board of one name
    #[command(group = clap::ArgGroup::new("whose").required(true).args(["desk", "source", "board"]))]
    Revoke {
        #[command(flatten)]
        at: At,
        /// The desk's number
        #[arg(long, value_name = "N")]
        desk: Option<u32>,
        /// The system's name
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        /// The name that the keys to the board were made with; "" for those without one
        #[arg(long, value_name = "NAME")]
        board: Option<String>,
    },
}

#[derive(Subcommand)]
enum Import {
    /// Contacts: our own form, one JSON object a line, or another system's export by a mapping.
    /// Rejected lines go to FILE.rejected.*
    Contacts {
        /// The file, or - for stdin
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// What its columns mean; see docs/channels.md
        #[arg(long, value_name = "MAP.toml")]
        mapping: Option<PathBuf>,
        #[command(flatten)]
        at: At,
    },
    /// Surveys: as /v1/surveys takes them, one JSON object a line, or an export by a mapping
    #[command(group = clap::ArgGroup::new("form").required(true).args(["mapping", "source"]))]
    Surveys {
        /// The file, or - for stdin with a mapping
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// What its columns mean; see docs/channels.md
        #[arg(long, value_name = "MAP.toml")]
        mapping: Option<PathBuf>,
        /// Without a mapping: what the system is called
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        #[command(flatten)]
        at: At,
    },
    /// Documents of the team (policy.toml and others) into their feed
    Team {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        at: At,
    },
    /// Articles into their feed
    Articles {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Also remove articles that are not in the folder
        #[arg(long)]
        remove_missing: bool,
        #[command(flatten)]
        at: At,
    },
    /// The centre's lists into their feed
    Codes {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        at: At,
    },
}

fn main() -> std::process::ExitCode {
    let line = Line::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into(), "Nothing was begun."),
    };
    let safe = telling::safe(&line.command);
    match runtime.block_on(commands::run(line.command)) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => failed(&error, safe),
    }
}

fn failed(error: &anyhow::Error, safe: &str) -> std::process::ExitCode {
    // A reader that has seen enough is no failure.
    let gone = |e: &std::io::Error| e.kind() == std::io::ErrorKind::BrokenPipe;
    if error.chain().filter_map(|e| e.downcast_ref()).any(gone) {
        return std::process::ExitCode::SUCCESS;
    }
    eprintln!("central-store: {}", telling::told(error, safe));
    std::process::ExitCode::FAILURE
}
