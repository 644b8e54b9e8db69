//! One Markdown file: front matter, then the text.

use std::fs;
use std::path::Path;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::Gathered;
use super::whole::{Written, id_of, whole};
use crate::lang::canonical;

pub(crate) fn is_markdown(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|e| e.eq_ignore_ascii_case("md") || e.eq_ignore_ascii_case("markdown"))
}

pub(crate) fn read(root: &Path, path: &Path, gathered: &mut Gathered) {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            gathered.problem(path, None, format!("the file cannot be read ({error})"));
            return;
        }
    };
    let text = match text(&bytes) {
        Ok(text) => text,
        Err((line, reason)) => {
            gathered.problem(path, line, reason);
            return;
        }
    };
    let (written, body_line) = match parts(text) {
        Ok(parts) => parts,
        Err((line, reason)) => {
            gathered.problem(path, line, reason);
            return;
        }
    };
    let mut written = written;
    let title_given = written.title.as_deref().is_some_and(|title| !title.trim().is_empty());
    if !title_given {
        written.title = written.body.as_deref().and_then(first_heading);
    }
    if written.lang.is_none() {
        // article/sv.md says its language by its name
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        written.lang = canonical(stem);
    }
    let lang = written.lang.clone();
    if written.body.as_deref().is_none_or(|body| body.trim().is_empty()) {
        gathered.problem(path, Some(body_line), "the article is empty; it has no body");
        return;
    }
    match whole(written, || id_of(root, path, lang.as_deref())) {
        Ok((article, notes)) => {
            for note in notes {
                gathered.note(path, Some(1), note);
            }
            gathered.take(article, path, None);
        }
        Err(reason) => gathered.problem(path, Some(1), reason),
    }
}

type Refused = (Option<u32>, String);

/// The text of a file if it is text at all, without a byte order mark.
fn text(bytes: &[u8]) -> Result<&str, Refused> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err((None, "the file is binary, no Markdown".to_owned()));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count();
        (Some(line as u32), "the file is not UTF-8; save it as UTF-8".to_owned())
    })
}

/// What the front matter says, with the body, and the line the body begins on.
fn parts(text: &str) -> Result<(Written, u32), Refused> {
    let fence = match text.lines().next().map(str::trim_end) {
        Some(fence @ ("---" | "+++")) => fence,
        _ if text.trim().is_empty() => return Err((None, "the file is empty".to_owned())),
        first => {
            return if looks_like_table(text) {
                Err((Some(1), "this looks like a table (CSV), not Markdown".to_owned()))
            } else if first.is_some_and(|line| line.trim_start().starts_with('{')) {
                Err((Some(1), "this looks like JSON; name it .jsonl".to_owned()))
            } else {
                Ok((Written { body: Some(text.to_owned()), ..Written::default() }, 1))
            };
        }
    };
    let begin = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut at = begin;
    let mut line = 1;
    for piece in text[begin..].split_inclusive('\n') {
        line += 1;
        if piece.trim_end() == fence {
            let body = text[at + piece.len()..].to_owned();
            let mut written = match fence {
                "---" => yaml(&text[begin..at])?,
                _ => toml(&text[begin..at])?,
            };
            written.body = Some(body);
            return Ok((written, line + 1));
        }
        at += piece.len();
    }
    Err((Some(1), format!("the front matter has no end; close it with {fence}")))
}

/// Front matter is a page at most; a file that makes the parser work harder is no article.
fn yaml(front: &str) -> Result<Written, Refused> {
    if front.trim().is_empty() {
        return Ok(Written::default());
    }
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_nodes: 5_000,
            max_depth: 16,
            max_anchors: 8,
            max_aliases: 32,
            max_documents: 1,
        },
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(front, options).map_err(|error| {
        let line = error.location().map_or(1, |at| at.line() as u32 + 1);
        (Some(line), format!("broken front matter: {error}"))
    })
}

fn toml(front: &str) -> Result<Written, Refused> {
    ::toml::from_str(front).map_err(|error| {
        let before = error.span().map_or("", |span| front.get(..span.start).unwrap_or(""));
        let line = 2 + before.matches('\n').count() as u32;
        (Some(line), format!("broken front matter: {}", error.message()))
    })
}

/// At least two lines, all with the same number of separators, at least two.
fn looks_like_table(text: &str) -> bool {
    [',', ';', '\t'].into_iter().any(|separator| {
        let mut counts = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .take(20)
            .map(|line| line.matches(separator).count());
        let Some(first) = counts.next().filter(|count| *count >= 2) else { return false };
        let mut more = 0;
        counts.all(|count| {
            more += 1;
            count == first
        }) && more > 0
    })
}

fn first_heading(body: &str) -> Option<String> {
    let mut title: Option<String> = None;
    for event in Parser::new_ext(body, crate::section::markdown_options()) {
        match (event, &mut title) {
            (Event::Start(Tag::Heading { .. }), None) => title = Some(String::new()),
            (Event::Text(text) | Event::Code(text), Some(title)) => title.push_str(&text),
            (Event::End(TagEnd::Heading(_)), Some(_)) => break,
            _ => {}
        }
    }
    title.filter(|title| !title.trim().is_empty())
}
