//! From the start of the process to a window that can be used: by the app's own clock until the
//! window asks for what it shows, and by the page's until that is painted.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use journeys::watch::Spread;
use journeys::window::{Window, app};
use serde_json::json;

/// What was measured, milliseconds.
pub(crate) struct Starts {
    cold: (f64, f64),
    asks: Spread,
    painted: Spread,
}

/// Starts the app on `data`: once with its own files out of the page cache, then `count` times.
pub(crate) async fn measure(arguments: &[String], data: &Path, count: usize) -> Result<Starts> {
    forget(data)?;
    let cold = one(arguments, data).await?;
    let (mut asks, mut painted) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let (ask, paint) = one(arguments, data).await?;
        asks.push(ask);
        painted.push(paint);
    }
    Ok(Starts { cold, asks: Spread::of(asks), painted: Spread::of(painted) })
}

impl Starts {
    pub(crate) fn print(&self) {
        let row = |what: &str, ms: &Spread| {
            let (n, p50, p95) = (ms.count(), ms.at(50), ms.at(95));
            println!("| {what} | {n} | {p50:.0} ms | {p95:.0} ms | | 1200 |");
        };
        row("start to the window's first question, warm", &self.asks);
        row("start to the first screen painted, warm", &self.painted);
        let (asks, painted) = self.cold;
        println!(
            "| the same, the desk's files not in memory | 1 | {asks:.0}, {painted:.0} ms | | | |"
        );
    }
}

async fn one(arguments: &[String], data: &Path) -> Result<(f64, f64)> {
    let window = Window::open(arguments, 1280, 800).await?;
    window.see(".state.ready").await?;
    // What stands in the page may not be painted yet.
    window.until("painted", "return performance.getEntriesByType('paint').length > 0").await?;
    let log = std::fs::read_to_string(data.join("log/firsthand.log"))?;
    let line = log.lines().rfind(|line| line.contains("the window asks: started"));
    let line = line.context("the log does not say when the window asked")?;
    let asked: f64 = line.rsplit('=').next().unwrap_or_default().trim().parse()?;
    let at = line.split(' ').next().unwrap_or_default();
    let script = "const began = Date.parse(arguments[0]) - arguments[1];
        const paints = performance.getEntriesByType('paint').map((paint) => paint.startTime);
        return performance.timeOrigin + Math.max(...paints) - began";
    let painted = window.client.execute(script, vec![json!(at), json!(asked)]).await?;
    window.close().await?;
    Ok((asked, painted.as_f64().context("the engine does not say when it painted")?))
}

/// Takes the app's program and the desk's data out of the page cache. The engine's libraries stay:
/// others on the machine use them.
fn forget(data: &Path) -> Result<()> {
    let mut files = vec![app()?];
    let mut folders: Vec<PathBuf> = vec![data.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)?.flatten() {
            match entry.file_type()?.is_dir() {
                true => folders.push(entry.path()),
                false => files.push(entry.path()),
            }
        }
    }
    for file in files {
        let from = format!("if={}", file.display());
        Command::new("dd")
            .args([&from, "iflag=nocache", "count=0", "status=none"])
            .status()
            .context("dd does not start")?;
    }
    Ok(())
}
