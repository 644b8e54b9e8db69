//! The commands that measure: one set, and a table of all.

use crate::say::say;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use knowledge_base::Index;
use knowledge_base::eval::{Figures, Judged, group, judged, mean, measure};
use knowledge_base::import::import;
use serde_json::json;

pub(crate) fn one(
    index: &Path,
    queries: &Path,
    typing: bool,
    lang: Option<&str>,
    as_json: bool,
) -> anyhow::Result<()> {
    let index = Index::open(index)?;
    let figures = measure(&index, &asked(queries)?, typing, lang)?;
    if as_json {
        say!("{}", serde_json::to_string(&figures)?);
    } else {
        head();
        row("", &figures);
    }
    Ok(())
}

/// Measures every set under `data`; a set named `type-…` is asked as while typing and split by
/// how much was typed and whether it holds a slip.
pub(crate) fn all(
    data: &Path,
    work: &Path,
    only: &str,
    half: Option<u8>,
    reuse: bool,
    as_json: bool,
) -> anyhow::Result<()> {
    let mut sets: Vec<String> = fs::read_dir(data)
        .with_context(|| format!("{} cannot be used", data.display()))?
        .flatten()
        .filter(|entry| entry.path().join("queries.jsonl").is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.starts_with(only))
        .collect();
    sets.sort();
    if sets.is_empty() {
        bail!("no set in {} (a folder with documents.jsonl and queries.jsonl)", data.display());
    }
    let mut rows: Vec<(String, String, Figures)> = Vec::new();
    for set in &sets {
        let folder = data.join(set);
        let index = built(&folder, &work.join(set), reuse)?;
        let mut questions = asked(&folder.join("queries.jsonl"))?;
        questions.retain(|question| half.is_none_or(|half| question.half() == half));
        if set.starts_with("type-") {
            let mut parts: BTreeMap<(bool, u32), Vec<&Judged>> = BTreeMap::new();
            for question in &questions {
                let part = (question.slip, question.share.unwrap_or(100));
                parts.entry(part).or_default().push(question);
            }
            for ((slip, share), questions) in parts {
                let figures = measure(&index, questions, true, None)?;
                let slip = if slip { " slip" } else { "" };
                rows.push((format!("{set} {share}%{slip}"), String::new(), figures));
            }
        } else {
            rows.push((
                set.clone(),
                group(set).to_owned(),
                measure(&index, &questions, false, None)?,
            ));
        }
    }
    let mut groups: BTreeMap<&str, Vec<Figures>> = BTreeMap::new();
    for (_, group, figures) in rows.iter().filter(|(_, group, _)| !group.is_empty()) {
        groups.entry(group).or_default().push(*figures);
    }
    let means: Vec<(&str, Figures)> =
        groups.into_iter().map(|(group, figures)| (group, mean(&figures))).collect();
    if as_json {
        let sets: BTreeMap<_, _> = rows.iter().map(|(set, _, figures)| (set, figures)).collect();
        let means: BTreeMap<_, _> = means.iter().map(|(group, f)| (group, f)).collect();
        say!("{}", json!({ "sets": sets, "means": means }));
        return Ok(());
    }
    head();
    for (set, _, figures) in &rows {
        row(set, figures);
    }
    for (group, figures) in &means {
        row(&format!("mean {group}"), figures);
    }
    Ok(())
}

fn asked(queries: &Path) -> anyhow::Result<Vec<Judged>> {
    judged(queries).with_context(|| format!("the questions {} cannot be read", queries.display()))
}

pub(crate) fn built(folder: &Path, index: &Path, reuse: bool) -> anyhow::Result<Index> {
    if reuse && let Ok(index) = Index::open(index) {
        return Ok(index);
    }
    let documents = folder.join("documents.jsonl");
    let read =
        import(&documents).with_context(|| format!("{} cannot be used", documents.display()))?;
    if let Some(problem) = read.problems.iter().find(|problem| !problem.imported) {
        bail!("{problem}");
    }
    Ok(Index::create(index, read.articles, |_| {})?)
}

fn head() {
    say!("{:24} {:>5} {:>6} {:>6} {:>6} {:>6}", "", "n", "R@1", "R@3", "R@10", "MRR@10");
}

fn row(name: &str, f: &Figures) {
    say!("{name:24} {:>5} {:>6.3} {:>6.3} {:>6.3} {:>6.3}", f.n, f.r1, f.r3, f.r10, f.mrr10);
}
