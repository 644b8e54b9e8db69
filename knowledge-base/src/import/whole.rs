//! From what a file says to a whole article, or the reason why not.

use serde::Deserialize;
use std::path::Path;

use crate::lang::canonical;
use crate::{Article, Audience, State};

/// An article as it is written, with nothing taken for granted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Written {
    pub(crate) id: Option<String>,
    pub(crate) version: Option<u32>,
    pub(crate) lang: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) state: Option<State>,
    pub(crate) audience: Option<Audience>,
    pub(crate) products: Vec<String>,
    pub(crate) reasons: Vec<String>,
    pub(crate) keywords: Vec<String>,
    pub(crate) also_check: Vec<String>,
    pub(crate) codes: Vec<String>,
    pub(crate) updated: Option<String>,
    pub(crate) valid_until: Option<String>,
}

/// An article and what should be said about it, or why there is none.
pub(crate) fn whole(
    written: Written,
    fallback_id: impl FnOnce() -> String,
) -> Result<(Article, Vec<String>), String> {
    let mut notes = Vec::new();
    let Some(body) = written.body.filter(|body| !body.trim().is_empty()) else {
        return Err("the article is empty; it has no body".to_owned());
    };
    let Some(title) = written.title else {
        return Err("the article has no title".to_owned());
    };
    if title.trim().is_empty() {
        notes.push("the title is empty; the article is shown by its first words".to_owned());
    }
    let Some(lang) = written.lang else {
        return Err("the article has no language (lang: en)".to_owned());
    };
    let Some(lang) = canonical(&lang) else {
        return Err(format!("{lang:?} is no language tag; write en, sv, zh-Hans, ..."));
    };
    let id = match written.id.map(|id| id.trim().to_owned()) {
        Some(id) if id.len() > 200 || id.chars().any(char::is_control) => {
            return Err("the id is over 200 bytes or holds control characters".to_owned());
        }
        Some(id) if !id.is_empty() => id,
        _ => fallback_id(),
    };
    for (name, day) in [("updated", &written.updated), ("valid_until", &written.valid_until)] {
        if day.as_deref().is_some_and(|day| crate::index::day(day).is_none()) {
            return Err(format!("{name} is no day of the form 2026-11-21"));
        }
    }
    let article = Article {
        id,
        version: written.version.unwrap_or(1),
        lang,
        title: title.trim().to_owned(),
        summary: written.summary.filter(|summary| !summary.trim().is_empty()),
        body,
        state: written.state.unwrap_or_default(),
        audience: written.audience.unwrap_or_default(),
        products: written.products,
        reasons: written.reasons,
        keywords: written.keywords,
        also_check: written.also_check,
        codes: written.codes,
        updated: written.updated,
        valid_until: written.valid_until,
    };
    Ok((article, notes))
}

/// An id from a path, the same at every import: `billing/late-fee` of `billing/late-fee.md`,
/// `billing/late-fee` too of `billing/late-fee/sv.md`.
pub(crate) fn id_of(root: &Path, path: &Path, lang: Option<&str>) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path).with_extension("");
    let mut parts: Vec<String> =
        inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.len() > 1
        && let (Some(last), Some(lang)) = (parts.last(), lang)
        && last.eq_ignore_ascii_case(lang)
    {
        parts.pop();
    }
    parts.join("/")
}
