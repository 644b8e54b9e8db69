//! The program `central-store`: reads its command line and the clock, and does one thing.
//!
//! What is asked for goes to stdout, everything else to stderr.

mod commands;

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;

use central_store::Database;
use clap::{Args, Parser, Subcommand};

/// Takes contacts in, answers first-contact resolution and history, serves the board.
#[derive(Parser)]
#[command(name = "central-store", version)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Args)]
struct At {
    /// Where the data is: sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, value_name = "URL", env = "FIRSTHAND_DATABASE", hide_env_values = true)]
    database: Database,
}

#[derive(Subcommand)]
enum Command {
    /// Serve desks and the board until interrupted
    Serve {
        #[command(flatten)]
        at: At,
        /// Address and port; port 0 takes a free one
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7420")]
        listen: SocketAddr,
        /// Folder of articles to take into the feed first
        #[arg(long, value_name = "DIR")]
        articles: Option<PathBuf>,
        /// Folder of the centre's lists to take into the feed first
        #[arg(long, value_name = "DIR")]
        codes: Option<PathBuf>,
    },
    /// Bring files in; safe to repeat
    #[command(subcommand)]
    Import(Import),
    /// Write the verdict on every contact, one JSON object a line
    Verdicts {
        #[command(flatten)]
        at: At,
        /// Policy file; the default policy when left out
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
    },
    /// Compute the figures of a policy
    Fcr {
        #[command(flatten)]
        at: At,
        /// Policy file; the default policy when left out
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
        /// As JSON instead of a table
        #[arg(long)]
        json: bool,
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
    /// List the desks
    Desks {
        #[command(flatten)]
        at: At,
    },
    /// Void a desk's token
    Revoke {
        #[command(flatten)]
        at: At,
        /// The desk's number
        #[arg(long, value_name = "N")]
        desk: u32,
    },
}

#[derive(Subcommand)]
enum Import {
    /// Contacts, one JSON object a line; rejected lines go to FILE.rejected.ndjson
    Contacts {
        /// The file, or - for stdin
        #[arg(value_name = "FILE.ndjson")]
        file: PathBuf,
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
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("FIRSTHAND_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,refinery_core=warn")),
        )
        .init();
    let line = Line::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    match runtime.block_on(commands::run(line.command)) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> std::process::ExitCode {
    // A reader that has seen enough is no failure.
    let gone = |e: &std::io::Error| e.kind() == std::io::ErrorKind::BrokenPipe;
    if error.chain().filter_map(|e| e.downcast_ref()).any(gone) {
        return std::process::ExitCode::SUCCESS;
    }
    eprintln!("central-store: {error:#}");
    std::process::ExitCode::FAILURE
}
