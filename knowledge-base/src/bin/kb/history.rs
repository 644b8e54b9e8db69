//! `kb history`: the versions of an article.

use crate::say::say;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use knowledge_base::{How, Index, Key, See};

#[derive(Args)]
pub(crate) struct Asked {
    /// The index's folder
    #[arg(long)]
    index: PathBuf,
    /// Show this version whole
    #[arg(long)]
    version: Option<u32>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// The article and its language: KB-2041/en
    #[arg(value_parser = |key: &str| key.parse::<Key>())]
    key: Key,
}

pub(crate) fn run(asked: Asked) -> anyhow::Result<()> {
    let index = Index::open(&asked.index)?;
    if let Some(version) = asked.version {
        let article = index.version(&asked.key, version)?;
        let article =
            article.with_context(|| format!("{} has no version {version} here", asked.key))?;
        match asked.json {
            true => say!("{}", serde_json::to_string_pretty(&article)?),
            false => say!("# {}\n\n{}", article.title, article.body),
        }
        return Ok(());
    }
    let versions = index.history(&asked.key, See::everything(), None)?;
    anyhow::ensure!(!versions.is_empty(), "there is no article {} here", asked.key);
    if asked.json {
        say!("{}", serde_json::to_string_pretty(&versions)?);
        return Ok(());
    }
    for version in versions {
        say!(
            "{}{}  {:?}  changed {}  valid until {}  {}",
            version.version,
            if version.current { " (current)" } else { "" },
            version.state,
            version.updated.as_deref().unwrap_or("?"),
            version.valid_until.as_deref().unwrap_or("further notice"),
            version.title,
        );
        for change in version.changes.unwrap_or_default() {
            let how = match change.how {
                How::Added => "added",
                How::Removed => "removed",
                How::Changed => "changed",
            };
            let of = if change.section { "section " } else { "" };
            say!("    {of}{} {how}", change.part);
        }
    }
    Ok(())
}
