//! Starts the desk: reads where things are, who we are and what time it is, and opens the window.
//!
//! The only place of the desk that reads the wall clock and the machine's name for this start.

// No console window beside the app on Windows; ours has a log file.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;
use clap::Parser;

/// Desktop agent assist for contact centres.
#[derive(Parser, Debug)]
#[command(version, about)]
struct Arguments {
    /// Where the journal, the index and the log are kept [default: the user's data folder].
    #[arg(long, env = "FIRSTHAND_DATA_DIR")]
    data_dir: Option<PathBuf>,
    /// Articles for a desk that has none yet, as a folder of Markdown.
    #[arg(long, env = "FIRSTHAND_ARTICLES")]
    articles: Option<PathBuf>,
    /// Reasons, outcomes, root causes and note templates for a desk that has none yet.
    #[arg(long, env = "FIRSTHAND_CODES")]
    codes: Option<PathBuf>,
    /// The central store to enrol at, once.
    #[arg(long, env = "FIRSTHAND_ENROL_URL", requires = "enrol_code")]
    enrol_url: Option<String>,
    /// The one-time code the store's operator gave out.
    #[arg(long, env = "FIRSTHAND_ENROL_CODE", hide_env_values = true)]
    enrol_code: Option<String>,
    /// Who works here.
    #[arg(long, env = "FIRSTHAND_AGENT_NAME")]
    agent_name: Option<String>,
    /// Make this program the one that opens `firsthand:` links for this user.
    #[arg(long)]
    register_links: bool,
    /// Links to open: `firsthand://call?number=…`.
    links: Vec<String>,
    #[command(subcommand)]
    other: Option<Other>,
}

#[derive(clap::Subcommand, Debug)]
enum Other {
    /// Plays a shift of calls to the desk that runs, for a trial or a demonstration.
    SimulateCalls(firsthand_shell::simulate::Simulate),
}

/// The system's own keeps what a search or a new edition of the articles took, for every thread
/// that ever ran one.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let since = Instant::now();
    let arguments = Arguments::parse();
    let data_dir = match arguments.data_dir {
        Some(dir) => dir,
        None => directories::ProjectDirs::from("org", "Firsthand", "Firsthand")
            .context("this user has no home folder; say where to keep the data with --data-dir")?
            .data_dir()
            .to_owned(),
    };
    std::fs::create_dir_all(&data_dir).with_context(|| {
        format!(
            "cannot make the data folder {}; choose another with --data-dir",
            data_dir.display()
        )
    })?;
    // A relative one would move with whatever the window's engine does.
    let data_dir = std::path::absolute(&data_dir).unwrap_or(data_dir);
    if let Some(Other::SimulateCalls(simulate)) = &arguments.other {
        return firsthand_shell::simulate::play(&data_dir, simulate, wall_clock);
    }
    let Some(_claim) = firsthand_shell::instance::claim(&data_dir)? else {
        return firsthand_shell::instance::hand_over(&data_dir, &arguments.links);
    };
    // Without one the window's toolkit panics, which would be told as a crash at the next start.
    let shown = |name| std::env::var_os(name).is_some_and(|display| !display.is_empty());
    if cfg!(target_os = "linux") && !shown("DISPLAY") && !shown("WAYLAND_DISPLAY") {
        anyhow::bail!(
            "there is no display here: neither DISPLAY nor WAYLAND_DISPLAY is set. Nothing was \
             started. `xvfb-run firsthand` shows the window to nobody"
        );
    }
    firsthand_shell::engine::prepare();
    firsthand_shell::log::begin(&data_dir);
    firsthand_shell::crash::watch(&data_dir, wall_clock);
    firsthand_shell::ending::watch(&data_dir);

    let enrol = match (arguments.enrol_url, arguments.enrol_code) {
        (Some(url), Some(code)) => Some((url, contact::Secret::new(code))),
        _ => None,
    };
    let clock = firsthand_shell::ahead::moved(&data_dir, wall_clock);
    firsthand_shell::run(firsthand_shell::Launch {
        since,
        data_dir,
        articles: arguments.articles,
        codes: arguments.codes,
        enrol,
        agent_name: arguments.agent_name,
        clock,
        links: arguments.links,
        register_links: arguments.register_links,
    })
}

/// Milliseconds since 1970 by this machine's clock.
#[expect(clippy::disallowed_methods, reason = "the shell is where the wall clock is read")]
fn wall_clock() -> contact::Ms {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
