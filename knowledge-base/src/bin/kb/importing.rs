//! `kb import`: a folder or an export becomes an index, with a report of what was left out.

use crate::say::say;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, bail};
use clap::Args;
use knowledge_base::import::{Options, Problem, import_with};
use knowledge_base::{Index, Synonyms};
use serde_json::json;

use crate::progress;

/// A report longer than this is not read.
const MOST_PROBLEMS: usize = 50;

#[derive(Args)]
pub(crate) struct Asked {
    /// A folder, or one file of any kind that is read
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
    #[command(flatten)]
    reading: Reading,
    /// Print the whole report as JSON
    #[arg(long)]
    json: bool,
}

/// What is taken for granted, and how much is read.
#[derive(Args)]
pub(crate) struct Reading {
    /// The language of articles that do not say theirs (en, sv, zh-Hans, ...)
    #[arg(long)]
    lang: Option<String>,
    /// The encoding of files that are not UTF-8 and do not say theirs (gb18030, big5, ...)
    #[arg(long, value_parser = known_encoding)]
    encoding: Option<String>,
    /// The largest table, export or unpacked package, in MB
    #[arg(long, default_value_t = 256)]
    most_mb: u64,
}

/// A misspelt one would otherwise be found out only by a file that needs it.
fn known_encoding(name: &str) -> Result<String, String> {
    match encoding_rs::Encoding::for_label(name.as_bytes()) {
        Some(_) => Ok(name.to_owned()),
        None => Err("no encoding is called that; some are gb18030, big5, windows-1256".into()),
    }
}

impl Reading {
    pub(crate) fn options(&self) -> Options {
        let usual = Options::default();
        let most_file = self.most_mb.saturating_mul(1_000_000);
        Options {
            lang: self.lang.clone(),
            encoding: self.encoding.clone(),
            most_file,
            most_text: usual.most_text.max(most_file),
            ..usual
        }
    }
}

pub(crate) fn run(asked: Asked) -> anyhow::Result<ExitCode> {
    let Asked { from, index, reasons, synonyms, reading, json: as_json } = asked;
    let start = Instant::now();
    // read first: nothing is built if they cannot be taken
    let synonyms = synonyms.as_deref().map(read_synonyms).transpose()?;
    let bar = progress::bar(0, "bytes");
    let mut read = import_with(&from, &reading.options(), |step| {
        bar.set_length(step.bytes);
        bar.set_position(step.done);
        bar.set_message(format!("({} articles)", step.articles));
    })
    .with_context(|| format!("{} cannot be read; the index is as it was", from.display()))?;
    bar.finish_and_clear();
    let read_in = start.elapsed().as_secs_f64();
    if !as_json {
        report(&read.problems);
    }
    if let Some(reasons) = reasons {
        let codes = reason_codes(&reasons)?;
        for article in &mut read.articles {
            for path in &article.reasons {
                if let Some(code) = codes.get(path)
                    && !article.codes.contains(code)
                {
                    article.codes.push(code.clone());
                }
            }
        }
    }
    let left_out = read.problems.iter().filter(|problem| !problem.imported).count();
    let (articles, notes) = (read.articles.len(), read.problems.len() - left_out);
    if articles == 0 {
        if as_json {
            say!("{}", json!({ "articles": 0, "left_out": left_out, "problems": read.problems }));
        }
        eprintln!("0 articles imported, {left_out} left out; the index is as it was");
        return Ok(ExitCode::FAILURE);
    }
    let bar = progress::bar(articles as u64, "articles");
    let built = Index::create(&index, read.articles, |progress| {
        bar.set_position(u64::from(progress.articles));
    })?;
    bar.finish_and_clear();
    let groups = synonyms.as_ref().map(Synonyms::len);
    if let Some(synonyms) = synonyms {
        built.set_synonyms(synonyms)?;
    }
    let seconds = start.elapsed().as_secs_f64();
    let rate = articles as f64 / seconds.max(0.001);
    if as_json {
        say!(
            "{}",
            json!({
                "articles": articles, "left_out": left_out, "notes": notes,
                "seconds": seconds, "seconds_reading": read_in,
                "langs": built.manifest().langs, "problems": read.problems,
            })
        );
        return Ok(ExitCode::SUCCESS);
    }
    say!("{articles} articles imported, {left_out} left out, {notes} notes");
    if let Some(groups) = groups {
        say!("{groups} groups of synonyms");
    }
    say!("{seconds:.1} s ({read_in:.1} s of it reading), {rate:.0} articles a second");
    for (lang, count) in &built.manifest().langs {
        say!("  {lang}: {count}");
    }
    Ok(ExitCode::SUCCESS)
}

/// What was left out first, then what was taken with a note.
fn report(problems: &[Problem]) {
    for (imported, title) in [(false, "Left out:"), (true, "Taken, with a note:")] {
        let these: Vec<&Problem> = problems.iter().filter(|p| p.imported == imported).collect();
        if !these.is_empty() {
            eprintln!("{title}");
        }
        for problem in these.iter().take(MOST_PROBLEMS) {
            eprintln!("  {problem}");
        }
        if these.len() > MOST_PROBLEMS {
            eprintln!("  ... and {} more; --json prints all", these.len() - MOST_PROBLEMS);
        }
    }
}

fn read_synonyms(path: &Path) -> anyhow::Result<Synonyms> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be used", path.display()))?;
    Synonyms::parse(&text).with_context(|| format!("{} cannot be used", path.display()))
}

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

fn reason_list(path: &Path) -> anyhow::Result<Vec<Reason>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be used", path.display()))?;
    let file: File =
        toml::from_str(&text).with_context(|| format!("{} cannot be used", path.display()))?;
    if file.reason.is_empty() {
        bail!("{} holds no [[reason]]", path.display());
    }
    Ok(file.reason)
}

/// Path to code, of a file of contact reasons (`[[reason]]` with `path` and `code`).
fn reason_codes(path: &Path) -> anyhow::Result<HashMap<String, String>> {
    Ok(reason_list(path)?.into_iter().filter_map(|r| Some((r.path, r.code?))).collect())
}

/// Every path of a file of contact reasons.
pub(crate) fn reason_paths(path: &Path) -> anyhow::Result<BTreeSet<String>> {
    Ok(reason_list(path)?.into_iter().map(|reason| reason.path).collect())
}
