//! What each command does. The only place of the store that reads the wall clock and prints.

mod access;
pub(crate) mod channels;
mod figures;
mod keep;
pub(crate) mod quarantine;
pub(crate) mod which;

use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::Context;
use central_store::{Clock, Failure, Figures, Settings, Store, import, serve_store};
use contact::Ms;
use contact::fcr::{Policy, Ratio};

use crate::options::At;
use crate::{Command, Import};

#[expect(clippy::disallowed_methods, reason = "the one place of the store that reads the clock")]
fn wall_clock() -> Ms {
    let since = std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Ms::try_from(since.as_millis()).unwrap_or(Ms::MAX)
}

/// The settings as the file, the environment and the line say; from here on there is a log.
fn settings<const SERVING: bool>(at: At<SERVING>) -> anyhow::Result<Settings> {
    let resolved = at.resolve()?;
    resolved.start_log();
    resolved.settings(Clock::new(wall_clock))
}

fn open<const SERVING: bool>(at: At<SERVING>) -> anyhow::Result<Store> {
    open_as(&settings(at)?)
}

fn open_as(settings: &Settings) -> anyhow::Result<Store> {
    Store::open(settings).with_context(|| format!("{} cannot be opened", settings.database))
}

pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve { at } => serve(at).await,
        Command::Settings { at } => {
            Ok(std::io::stdout().write_all(at.resolve()?.shown().as_bytes())?)
        }
        Command::Import(Import::Contacts { file, mapping: None, at }) => {
            contacts(open(at)?, &file).await
        }
        Command::Import(Import::Contacts { file, mapping: Some(mapping), at })
        | Command::Import(Import::Surveys { file, mapping: Some(mapping), at, .. }) => {
            let store = open(at)?;
            channels::mapped(&store, &file, &mapping).await?;
            store.close().await;
            Ok(())
        }
        Command::Import(Import::Surveys { file, mapping: None, source, at }) => {
            let store = open(at)?;
            channels::surveys(&store, &file, &source.unwrap_or_default()).await?;
            store.close().await;
            Ok(())
        }
        Command::Import(Import::Team { folder, at }) => {
            let store = open(at)?;
            channels::team(&store, &folder).await?;
            store.close().await;
            Ok(())
        }
        Command::Import(Import::Articles { folder, remove_missing, at }) => {
            let store = open(at)?;
            articles(&store, &folder, remove_missing).await?;
            store.close().await;
            Ok(())
        }
        Command::Import(Import::Codes { folder, at }) => {
            let store = open(at)?;
            codes(&store, &folder).await?;
            store.close().await;
            Ok(())
        }
        Command::Verdicts { at, which, policy } => {
            let store = Store::existing(&settings(at)?)?;
            let out = std::io::BufWriter::new(std::io::stdout());
            let mut out = store
                .verdicts(
                    read_policy(policy.as_deref())?,
                    which.filter(None),
                    out,
                    |out, judged| {
                        let put = serde_json::to_writer(&mut *out, &judged).map_err(Into::into);
                        put.and_then(|()| out.write_all(b"\n")).map_err(|source| Failure::File {
                            what: "writing to stdout".into(),
                            source,
                        })
                    },
                )
                .await?;
            out.flush()?;
            Ok(())
        }
        Command::Fcr { at, which, by, policy, json } => {
            let store = Store::existing(&settings(at)?)?;
            let figures =
                store.figures_of(read_policy(policy.as_deref())?, which.filter(by)).await?;
            let mut out = std::io::stdout();
            if json {
                serde_json::to_writer_pretty(&mut out, &figures)?;
                writeln!(out)?;
            } else {
                out.write_all(table(&figures).as_bytes())?;
            }
            Ok(())
        }
        Command::Backup { to, at } => {
            let settings = settings(at)?;
            tokio::task::spawn_blocking(move || keep::take(&settings, &to)).await?
        }
        Command::Restore { from, erasures, at } => {
            let settings = settings(at)?;
            tokio::task::spawn_blocking(move || keep::restore(&settings, &from, &erasures)).await?
        }
        Command::Verify { at, json } => keep::verify(settings(at)?, json).await,
        Command::NewEpoch { at } => {
            let store = Store::existing(&settings(at)?)?;
            keep::new_epoch(&store).await?;
            store.close().await;
            Ok(())
        }
        Command::Retain { days, at } => {
            let store = Store::existing(&settings(at)?)?;
            let before = wall_clock().saturating_sub(Ms::from(days) * 86_400_000);
            keep::retain(&store, before).await?;
            store.close().await;
            Ok(())
        }
        Command::Erasures { at } => keep::erasures(&Store::existing(&settings(at)?)?).await,
        Command::Restatements { at, limit, json } => {
            figures::restatements(&Store::existing(&settings(at)?)?, limit, json).await
        }
        Command::Audit { at, mend } => figures::audit(Store::existing(&settings(at)?)?, mend).await,
        Command::Enrol { at, name } => {
            let store = open(at)?;
            let code = store.enrolment_code(&name).await?;
            store.close().await;
            writeln!(std::io::stdout(), "{}", code.reveal())?;
            Ok(())
        }
        Command::BoardKey { at, name } => {
            let store = open(at)?;
            let key = store.board_key(&name).await?;
            store.close().await;
            writeln!(std::io::stdout(), "{}", key.reveal())?;
            Ok(())
        }
        Command::Key { source, at } => {
            let store = open(at)?;
            let key = store.source_key(&source).await?;
            store.close().await;
            writeln!(std::io::stdout(), "{}", key.reveal())?;
            Ok(())
        }
        Command::Sources { at } => channels::sources(&Store::existing(&settings(at)?)?).await,
        Command::People { what, at } => {
            let store = Store::existing(&settings(at)?)?;
            channels::people(&store, what).await?;
            store.close().await;
            Ok(())
        }
        Command::Exclusions { what, at } => {
            let store = Store::existing(&settings(at)?)?;
            channels::exclusions(&store, what).await?;
            store.close().await;
            Ok(())
        }
        Command::Quarantine { what } => quarantine::quarantine(what).await,
        Command::Erase { sure, at } => {
            let store = Store::existing(&settings(at)?)?;
            channels::erase(&store, sure).await?;
            store.close().await;
            Ok(())
        }
        Command::Desks { at } => access::desks(&Store::existing(&settings(at)?)?).await,
        Command::BoardKeys { at } => access::board_keys(&Store::existing(&settings(at)?)?).await,
        Command::Revoke { at, desk, source, board } => {
            let store = Store::existing(&settings(at)?)?;
            access::revoke(&store, desk, source, board).await?;
            store.close().await;
            Ok(())
        }
    }
}

async fn serve(at: At<true>) -> anyhow::Result<()> {
    let resolved = at.resolve()?;
    resolved.start_log();
    let settings = resolved.settings(Clock::new(wall_clock))?;
    let store = open_as(&settings)?;
    if let Some(folder) = &settings.codes {
        codes(&store, folder).await?;
    }
    if let Some(folder) = &settings.articles {
        articles(&store, folder, false).await?;
    }
    let listen = resolved.get("listen").unwrap_or_default();
    let listener = tokio::net::TcpListener::bind(listen).await.with_context(|| {
        format!("cannot listen on {listen}; nothing was served. --listen names another address")
    })?;
    let mut out = std::io::stdout();
    writeln!(out, "listening on http://{}", listener.local_addr()?)?;
    out.flush()?;
    Ok(serve_store(store, listener, interrupted()).await?)
}

/// Ends when the operator or the system asks the program to.
async fn interrupted() {
    let interrupt = async {
        // Where signals cannot be heard the program is ended in another way.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
    tracing::info!("ending: requests in work are still answered");
}

async fn contacts(store: Store, file: &Path) -> anyhow::Result<()> {
    let stdin = file.as_os_str() == "-";
    let input: Box<dyn BufRead> =
        if stdin {
            Box::new(BufReader::new(std::io::stdin()))
        } else {
            let opened = std::fs::File::open(file);
            Box::new(BufReader::new(opened.with_context(|| {
                format!("{} cannot be read; nothing was imported", file.display())
            })?))
        };
    let mut aside = if stdin { PathBuf::from("stdin") } else { file.to_owned() }.into_os_string();
    aside.push(".rejected.ndjson");
    let aside = PathBuf::from(aside);
    let mut kept: Option<std::fs::File> = None;
    let live = std::io::stderr().is_terminal();
    let counts = import::contacts(&store, input, |counts, rejected| {
        for line in rejected {
            eprintln!("line {}: {}", line.line, line.problem.message);
            let wrong = |source| Failure::File { what: aside.display().to_string(), source };
            let file = match &mut kept {
                Some(file) => file,
                None => kept.insert(std::fs::File::create(&aside).map_err(wrong)?),
            };
            file.write_all(&line.text).and_then(|()| file.write_all(b"\n")).map_err(wrong)?;
        }
        if live {
            eprint!("\r{} lines", counts.lines);
        }
        Ok(())
    })
    .await?;
    store.close().await;
    if live {
        eprintln!();
    }
    eprintln!(
        "{} lines: {} stored, {} known already, {} older than what is known, {} rejected",
        counts.lines, counts.stored, counts.same, counts.older, counts.rejected
    );
    if counts.rejected > 0 {
        eprintln!("The rejected lines are in {}: mend them and import that file.", aside.display());
    }
    Ok(())
}

async fn articles(store: &Store, folder: &Path, whole: bool) -> anyhow::Result<()> {
    let articles = import::articles(store, folder, whole).await?;
    for problem in &articles.problems {
        eprintln!("{problem}");
    }
    eprintln!("{} articles read, {} changes in the feed", articles.read, articles.changes);
    Ok(())
}

async fn codes(store: &Store, folder: &Path) -> anyhow::Result<()> {
    let changed = import::codes(store, folder).await?;
    eprintln!("lists: {}", if changed { "a new edition in the feed" } else { "unchanged" });
    Ok(())
}

fn unread(policy: &Path) -> String {
    format!(
        "the policy {} cannot be read; nothing was computed. Mend it, or leave --policy out",
        policy.display()
    )
}

fn read_policy(file: Option<&Path>) -> anyhow::Result<Policy> {
    let Some(file) = file else { return Ok(Policy::default()) };
    let text = std::fs::read_to_string(file).with_context(|| unread(file))?;
    let policy: Policy = serde_json::from_str(&text).with_context(|| unread(file))?;
    policy.check()?;
    Ok(policy)
}

/// The figures for a person, one a line.
fn table(figures: &Figures) -> String {
    let report = &figures.report;
    let policy = &report.policy;
    let channels = policy.channels.as_ref().map_or("all".to_owned(), |c| format!("{c:?}"));
    let mut text = format!(
        "policy: forward {} h, backward {} h, relation {:?}, channels {channels}\n\
         watermark: {} ms\n\n",
        policy.forward_h, policy.backward_h, policy.relation, report.watermark_ms
    );
    for (name, ratio) in [
        ("verified FCR", report.verified),
        ("claimed FCR", report.claimed),
        ("claim precision", report.precision),
        ("coverage", report.coverage),
        ("maturity", report.maturity),
        ("naive", report.naive),
        ("survey FCR", report.confirmed),
        ("survey response", report.response),
        ("repeat rate", report.repeat_rate),
        ("one and done", report.one_and_done),
        ("transfers", report.transfer_rate),
        ("escalations", report.escalation_rate),
        ("gross verified", report.gross.verified),
        ("net verified", report.net.verified),
    ] {
        text.push_str(&ratio_line(name, ratio));
    }
    for preset in &report.presets {
        text.push_str(&ratio_line(&format!("verified, {} h", preset.hours), preset.verified));
    }
    if let Some(groups) = &figures.groups {
        text.push_str("\nverified FCR by group\n");
        for group in groups {
            let few = if group.rankable { "" } else { "  too few to be ranked" };
            let name = group.name.as_deref().unwrap_or("(none)");
            text.push_str(ratio_line(name, group.verified).trim_end());
            text.push_str(few);
            text.push('\n');
        }
    }
    if !figures.missing.is_empty() {
        let names = figures.missing.join(", ");
        text.push_str(&format!("\nsilent for more than a day, left out: {names}\n"));
    }
    text
}

fn ratio_line(name: &str, ratio: Ratio) -> String {
    match ratio.share() {
        Some(share) => format!(
            "{name:<18} {:>8} of {:<8} {:>5.1} %   {:.1} to {:.1} %\n",
            ratio.k,
            ratio.n,
            share * 100.0,
            ratio.low * 100.0,
            ratio.high * 100.0
        ),
        None => format!("{name:<18} nothing counted yet\n"),
    }
}
