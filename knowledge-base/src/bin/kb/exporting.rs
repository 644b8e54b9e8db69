//! `kb export`: what an index holds, as files again.

use crate::say::say;
use std::path::Path;

use anyhow::Context;
use clap::ValueEnum;
use knowledge_base::Index;
use knowledge_base::export::{Format, export};
use serde_json::json;

use crate::progress;

/// The forms of an export as they are written on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Form {
    /// A folder for each article, a file for each language
    Markdown,
    /// One file, one article a line
    Ndjson,
}

pub(crate) fn run(index: &Path, to: &Path, form: Form, as_json: bool) -> anyhow::Result<()> {
    let index = Index::open(index)?;
    let bar = progress::bar(u64::from(index.manifest().articles), "articles");
    let format = match form {
        Form::Markdown => Format::Markdown,
        Form::Ndjson => Format::Ndjson,
    };
    let articles = index.articles().map(|article| article.map_err(anyhow::Error::from));
    let written = export(articles, to, format, |done| bar.set_position(done as u64))
        .with_context(|| format!("{} cannot be written to", to.display()))?;
    bar.finish_and_clear();
    if as_json {
        say!("{}", json!({ "articles": written, "to": to }));
    } else {
        say!("{written} articles written to {}", to.display());
    }
    Ok(())
}
