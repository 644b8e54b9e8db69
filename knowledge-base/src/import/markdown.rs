//! One Markdown file: front matter, then the text.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use serde_json::{Map, Value};

use super::whole::{Unread, Written, id_of};
use super::{Gathered, Place};

pub(crate) fn read(place: Place<'_>, bytes: &[u8], gathered: &mut Gathered<'_>) {
    let (mut written, body_line) = match text(bytes).and_then(parts) {
        Ok(parts) => parts,
        Err((line, reason)) => {
            gathered.problem(place.shown, line, reason);
            return;
        }
    };
    if written.title.is_none() {
        // one that is written and empty is meant so: our own export does it
        written.title = written.body.as_deref().and_then(first_heading);
    }
    if written.body.as_deref().is_none_or(|body| body.trim().is_empty()) {
        gathered.problem(place.shown, Some(body_line), "the article is empty; it has no body");
        return;
    }
    gathered.written(written, place, Some(1), |lang| id_of(place.inside, lang));
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
            return if first.is_some_and(|line| line.trim_start().starts_with("{\"")) {
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
            max_nodes: 20_000,
            max_depth: 16,
            max_anchors: 8,
            max_aliases: 32,
            max_documents: 1,
        },
        with_snippet: false,
    };
    let map: Option<Map<String, Value>> = serde_saphyr::from_str_with_options(front, options)
        .map_err(|error| {
            let line = error.location().map_or(1, |at| at.line() as u32 + 1);
            (Some(line), format!("broken front matter: {error}"))
        })?;
    Written::of(map.unwrap_or_default()).map_err(|unread| at_its_line(front, &unread))
}

fn toml(front: &str) -> Result<Written, Refused> {
    let table: ::toml::Table = ::toml::from_str(front).map_err(|error| {
        let before = error.span().map_or("", |span| front.get(..span.start).unwrap_or(""));
        let line = 2 + before.matches('\n').count() as u32;
        (Some(line), format!("broken front matter: {}", error.message()))
    })?;
    let map = table.into_iter().map(|(name, value)| (name, json(value))).collect();
    Written::of(map).map_err(|unread| at_its_line(front, &unread))
}

/// TOML has days of its own; they are text like all others.
fn json(value: ::toml::Value) -> Value {
    match value {
        ::toml::Value::String(text) => Value::String(text),
        ::toml::Value::Integer(number) => Value::from(number),
        ::toml::Value::Float(number) => Value::from(number),
        ::toml::Value::Boolean(truth) => Value::from(truth),
        ::toml::Value::Datetime(day) => Value::String(day.to_string()),
        ::toml::Value::Array(items) => items.into_iter().map(json).collect(),
        ::toml::Value::Table(table) => {
            table.into_iter().map(|(name, value)| (name, json(value))).collect()
        }
    }
}

fn at_its_line(front: &str, unread: &Unread) -> Refused {
    let names = |line: &str| line.trim_start_matches(['"', '\'']).starts_with(&unread.name);
    let line = front.lines().position(names).map_or(1, |at| at as u32 + 2);
    (Some(line), format!("broken front matter: {}", unread.reason))
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
