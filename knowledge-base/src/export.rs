//! Articles out again: a tree of Markdown files or one file of JSON lines.
//!
//! What is written is read back by [`crate::import`] as the same articles, to the byte. An export
//! goes into a folder that holds nothing else, so that it never mixes with older files.
//!
//! Deliberately absent: choosing (what is given is written), HTML, pictures.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::import::part;
use crate::{Article, Audience, State};

/// The two forms of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `ID/LANG.md` with YAML front matter.
    Markdown,
    /// `articles.ndjson`, one article a line.
    Ndjson,
}

/// Writes all articles into `to`, which is made if it is not there. How many is told after each.
///
/// # Errors
/// `AlreadyExists` if `to` holds anything; else what the disk says.
pub fn export<E: From<io::Error>>(
    articles: impl IntoIterator<Item = Result<Article, E>>,
    to: &Path,
    format: Format,
    mut progress: impl FnMut(usize),
) -> Result<usize, E> {
    fs::create_dir_all(to)?;
    if fs::read_dir(to)?.next().is_some() {
        let what = "it is not empty; nothing was written. Name a new folder";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, what).into());
    }
    let mut written = 0;
    match format {
        Format::Ndjson => {
            let mut out = BufWriter::new(File::create(to.join("articles.ndjson"))?);
            for article in articles {
                serde_json::to_writer(&mut out, &article?).map_err(io::Error::from)?;
                out.write_all(b"\n")?;
                written += 1;
                progress(written);
            }
            let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
        }
        Format::Markdown => {
            let mut taken = BTreeSet::new();
            for article in articles {
                let article = article?;
                let path = to.join(name(&article, &mut taken));
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::write(path, markdown(&article))?;
                written += 1;
                progress(written);
            }
        }
    }
    Ok(written)
}

/// A path every file system takes; names that differ only in case get numbers.
fn name(article: &Article, taken: &mut BTreeSet<String>) -> PathBuf {
    let mut folder: String = article
        .id
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' })
        .take(60)
        .collect();
    // Windows has words that no file may be called by; a further letter frees them
    let lower = folder.to_ascii_lowercase();
    let port = (lower.starts_with("com") || lower.starts_with("lpt")) && lower.len() == 4;
    if port || ["con", "prn", "aux", "nul", ""].contains(&lower.as_str()) {
        folder.push('-');
    }
    let mut number = 1;
    loop {
        let tail = if number == 1 { String::new() } else { format!("-{number}") };
        let path = format!("{folder}{tail}/{}.md", article.lang);
        if taken.insert(path.to_lowercase()) {
            return PathBuf::from(path);
        }
        number += 1;
    }
}

/// One article as a file.
pub fn markdown(article: &Article) -> String {
    let mut out = String::from("---\n");
    let mut text = |name: &str, value: &str| {
        out.push_str(&format!("{name}: {}\n", scalar(value)));
    };
    text("id", &article.id);
    text("lang", &article.lang);
    text("title", &article.title);
    if let Some(summary) = &article.summary {
        text("summary", summary);
    }
    let state = match article.state {
        State::Draft => "draft",
        State::Unvalidated => "unvalidated",
        State::Validated => "validated",
        State::Archived => "archived",
    };
    let audience = match article.audience {
        Audience::Agent => "agent",
        Audience::Customer => "customer",
        Audience::Restricted => "restricted",
    };
    text("state", state);
    text("audience", audience);
    for (name, day) in [("updated", &article.updated), ("valid_until", &article.valid_until)] {
        if let Some(day) = day {
            text(name, day);
        }
    }
    out.push_str(&format!("version: {}\n", article.version));
    for (name, list) in [
        ("products", &article.products),
        ("reasons", &article.reasons),
        ("keywords", &article.keywords),
        ("also_check", &article.also_check),
        ("codes", &article.codes),
    ] {
        if !list.is_empty() {
            let list: Vec<String> = list.iter().map(|item| quoted(item)).collect();
            out.push_str(&format!("{name}: [{}]\n", list.join(", ")));
        }
    }
    // JSON is YAML; what an import would take for a part of the article goes one level down
    let (inner, outer): (Vec<_>, Vec<_>) = article
        .further
        .iter()
        .partition(|(name, _)| part(name).is_some() || !is_plain(name) || name.len() > 60);
    for (name, value) in outer {
        out.push_str(&format!("{name}: {}\n", json(value)));
    }
    if !inner.is_empty() {
        let pairs: Vec<String> = inner
            .iter()
            .map(|(name, value)| format!("{}: {}", quoted(name), json(value)))
            .collect();
        out.push_str(&format!("further: {{{}}}\n", pairs.join(", ")));
    }
    out.push_str("---\n");
    out.push_str(&article.body);
    out
}

fn json(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => quoted(text),
        serde_json::Value::Array(items) => {
            format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(", "))
        }
        serde_json::Value::Object(map) => {
            let pairs =
                map.iter().map(|(name, value)| format!("{}: {}", quoted(name), json(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Words that need no quotation marks are written without, as an author would.
fn scalar(text: &str) -> String {
    let days = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if is_plain(text) || days { text.to_owned() } else { quoted(text) }
}

fn is_plain(text: &str) -> bool {
    let first = text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];
    first
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        && !words.contains(&text.to_ascii_lowercase().as_str())
}

/// Text in YAML's double quotes; what YAML cannot hold as itself is written by its number.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
