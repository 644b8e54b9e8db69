//! The commands of live suggestion: read a conversation along, measure, fit.

use crate::say::say;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use knowledge_base::eval::{Told, Transcript, fit as fitted, tell, transcripts};
use knowledge_base::{Conversation, Index, Numbers, Speaker, Suggestions, Turn};
use serde_json::json;

use crate::evaluate::built;

pub(crate) fn eval(
    index: Option<&Path>,
    sets: &[PathBuf],
    by: Option<&Path>,
    half: Option<u8>,
    as_json: bool,
) -> anyhow::Result<()> {
    let numbers = numbers(by)?;
    if !as_json {
        say!(
            "{:20} {:>11} {:>6} {:>6} {:>6} {:>8} {:>8} {:>6} {:>6}",
            "",
            "moments",
            "R@1",
            "R@3",
            "AUC",
            "wrongly",
            "kept",
            "shown",
            "off"
        );
    }
    let mut rows = serde_json::Map::new();
    for path in sets {
        let (name, index, read) = set(index, path)?;
        let told = tell(&index, &read, half, &numbers)?;
        match as_json {
            true => _ = rows.insert(name, json!(told)),
            false => row(&name, &told),
        }
    }
    if as_json {
        say!("{}", serde_json::Value::Object(rows));
    }
    Ok(())
}

pub(crate) fn fit(
    sets: &[PathBuf],
    by: Option<&Path>,
    half: Option<u8>,
    to: &Path,
) -> anyhow::Result<()> {
    let numbers = numbers(by)?;
    let read = sets.iter().map(|path| set(None, path)).collect::<anyhow::Result<Vec<_>>>()?;
    let pairs: Vec<(&Index, &[Transcript])> =
        read.iter().map(|(_, index, transcripts)| (index, transcripts.as_slice())).collect();
    let numbers = fitted(&pairs, half, &numbers)?;
    let text = toml::to_string(&numbers)?;
    fs::write(to, format!("# Written by kb fit.\n{text}"))
        .with_context(|| format!("{} cannot be written", to.display()))?;
    say!("Written to {}", to.display());
    Ok(())
}

/// Suggests after every turn of a conversation.
pub(crate) fn along(
    index: &Path,
    start: Conversation,
    by: Option<&Path>,
    from: &Path,
    as_json: bool,
) -> anyhow::Result<()> {
    let numbers = numbers(by)?;
    let index = Index::open(index)?;
    let lines: Box<dyn BufRead> = if from == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        let file =
            fs::File::open(from).with_context(|| format!("{} cannot be used", from.display()))?;
        Box::new(BufReader::new(file))
    };
    let mut conversation = start;
    for line in lines.lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        conversation.turns.push(turn(&line));
        let suggestions = index.suggest_by(&conversation, &numbers)?;
        match as_json {
            true => say!("{}", serde_json::to_string(&suggestions)?),
            false => print(&line, &suggestions),
        }
    }
    Ok(())
}

/// "customer: ..." or "agent: ..."; a line without a speaker is the customer's.
fn turn(line: &str) -> Turn {
    let said = line.split_once(':').map(|(who, text)| (who.trim().to_lowercase(), text.trim()));
    match said {
        Some((who, text)) if who == "customer" => Turn::new(Speaker::Customer, text),
        Some((who, text)) if who == "agent" => Turn::new(Speaker::Agent, text),
        Some((who, text)) if who == "other" => Turn::new(Speaker::Other, text),
        _ => Turn::new(Speaker::Customer, line.trim()),
    }
}

fn print(line: &str, suggestions: &Suggestions) {
    say!("{line}");
    if suggestions.articles.is_empty() {
        say!("    nothing ({:.0} %)", 100.0 * suggestions.confidence);
    }
    for suggestion in &suggestions.articles {
        let hit = &suggestion.hit;
        say!(
            "    {:.0} %  {}  [{} {}]",
            100.0 * suggestion.confidence,
            hit.title,
            hit.id,
            hit.lang
        );
    }
}

fn numbers(file: Option<&Path>) -> anyhow::Result<Numbers> {
    match file {
        None => Ok(Numbers::shipped().clone()),
        Some(file) => {
            let text = fs::read_to_string(file)
                .with_context(|| format!("{} cannot be used", file.display()))?;
            Numbers::parse(&text).with_context(|| format!("{} cannot be used", file.display()))
        }
    }
}

/// A set's name, index and transcripts.
fn set(index: Option<&Path>, path: &Path) -> anyhow::Result<(String, Index, Vec<Transcript>)> {
    let file = if path.is_dir() { path.join("transcripts.jsonl") } else { path.to_owned() };
    let folder = file.parent().unwrap_or(Path::new("."));
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_else(|| file.display().to_string());
    let index = match index {
        Some(index) => Index::open(index)?,
        None if folder.join("documents.jsonl").is_file() => {
            // read by one process only and thrown away with the machine's other temporary files
            let work = std::env::temp_dir().join(format!("kb-eval-{}-{name}", std::process::id()));
            let index = built(folder, &work, false)?;
            // an open index keeps its files
            let _ = fs::remove_dir_all(&work);
            index
        }
        None => bail!("no documents.jsonl beside {}: give --index", file.display()),
    };
    let read = transcripts(&file).with_context(|| format!("{} cannot be used", file.display()))?;
    Ok((name, index, read))
}

fn row(name: &str, told: &Told) {
    let some = |figure: Option<f64>| figure.map_or("-".to_owned(), |f| format!("{f:.3}"));
    let moments = format!("{} + {}", told.with, told.without);
    say!(
        "{name:20} {moments:>11} {:>6.3} {:>6.3} {:>6} {:>8} {:>8.3} {:>6} {:>6.3}",
        told.r1,
        told.r3,
        some(told.auc),
        some(told.wrongly),
        told.kept,
        some(told.shown),
        told.off
    );
}
