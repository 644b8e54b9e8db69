//! `kb lint`: what an author should look at again.

use crate::say::say;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use knowledge_base::import::import_with;
use knowledge_base::lint::{Against, lint};
use serde_json::json;

use crate::importing::{Reading, reason_paths};

#[derive(Args)]
pub(crate) struct Asked {
    /// A folder, or one file of any kind that is read
    #[arg(long)]
    from: PathBuf,
    /// Contact reasons (TOML): an article's reasons must be among them
    #[arg(long)]
    reasons: Option<PathBuf>,
    /// The day it is (YYYY-MM-DD); without it, today
    #[arg(long)]
    today: Option<String>,
    #[command(flatten)]
    reading: Reading,
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
}

/// Fails when there is anything to look at, so that a check of the articles can stop on it.
pub(crate) fn run(asked: Asked) -> anyhow::Result<ExitCode> {
    let read = import_with(&asked.from, &asked.reading.options(), |_| {})
        .with_context(|| format!("the articles {} cannot be read", asked.from.display()))?;
    let reasons = asked.reasons.as_deref().map(reason_paths).transpose()?;
    let today = asked.today.unwrap_or_else(|| {
        let now = time::OffsetDateTime::now_utc().date();
        format!("{:04}-{:02}-{:02}", now.year(), u8::from(now.month()), now.day())
    });
    let findings = lint(&read.articles, &Against { today: Some(today), reasons });
    let clean = findings.is_empty() && read.problems.is_empty();
    let code = if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    if asked.json {
        let articles = read.articles.len();
        say!(
            "{}",
            json!({ "articles": articles, "findings": findings, "problems": read.problems })
        );
        return Ok(code);
    }
    for problem in &read.problems {
        say!("{problem}");
    }
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for finding in &findings {
        say!("{}: {}", finding.key, finding.reason);
        *counts.entry(finding.rule).or_default() += 1;
    }
    say!("{} articles, {} findings", read.articles.len(), findings.len());
    for (rule, count) in counts {
        let name = serde_json::to_value(rule)?;
        say!("  {}: {count}", name.as_str().unwrap_or_default().replace('_', " "));
    }
    Ok(code)
}
