//! What a file is: its content says so before its name does.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// So many bytes tell the kind.
pub(crate) const ENOUGH: usize = 16_384;

/// The kinds of files articles are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Markdown,
    Html,
    Table,
    JsonLines,
    Json,
    Zip,
    /// A zip that a word processor or a spreadsheet made; only named, never read.
    Office,
}

/// A file's size and first bytes.
pub(crate) fn start(path: &Path) -> io::Result<(u64, Vec<u8>)> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut start = Vec::new();
    file.take(ENOUGH as u64).read_to_end(&mut start)?;
    Ok((size, start))
}

/// Whether a file is worth a look: pictures, scripts and notes are not.
pub(crate) fn may_be(path: &Path) -> bool {
    by_name(path).is_some() || path.extension().is_none()
}

/// What a name promises.
fn by_name(path: &Path) -> Option<Kind> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    Some(match extension.as_str() {
        "md" | "markdown" | "mdown" => Kind::Markdown,
        "html" | "htm" | "xhtml" => Kind::Html,
        "csv" | "tsv" | "tab" | "psv" => Kind::Table,
        "jsonl" | "ndjson" => Kind::JsonLines,
        "json" => Kind::Json,
        "zip" => Kind::Zip,
        "xlsx" | "xls" | "docx" | "doc" | "ods" | "odt" => Kind::Office,
        _ => return None,
    })
}

/// What a file is; none if it is nothing articles are read from.
pub(crate) fn of(name: &Path, start: &[u8]) -> Option<Kind> {
    let promised = by_name(name);
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        let holds = |part: &[u8]| start.windows(part.len()).any(|window| window == part);
        let office = holds(b"[Content_Types].xml") || holds(b"mimetypeapplication/");
        return Some(if office { Kind::Office } else { Kind::Zip });
    }
    if promised == Some(Kind::Office) {
        return promised;
    }
    let wide = start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff");
    let seen: Vec<u8> = if wide {
        start.iter().copied().filter(|byte| *byte != 0).skip(2).collect()
    } else {
        start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).to_vec()
    };
    let seen = seen.trim_ascii_start();
    let lower: Vec<u8> = seen.iter().take(64).map(u8::to_ascii_lowercase).collect();
    let front =
        seen.starts_with(b"---\n") || seen.starts_with(b"---\r\n") || seen.starts_with(b"+++");
    let page = [&b"<!doctype html"[..], b"<html", b"<?xml", b"<head", b"<body"]
        .iter()
        .any(|mark| lower.starts_with(mark));
    match promised {
        _ if page => Some(Kind::Html),
        Some(Kind::Markdown | Kind::Html) | None if front => Some(Kind::Markdown),
        // a cell may begin with a brace, and a text; a table's name is believed
        Some(Kind::Table) => promised,
        Some(Kind::Json) | Some(Kind::JsonLines) => Some(json(seen, promised)),
        Some(Kind::Html) | Some(Kind::Zip) if seen.starts_with(b"{") => Some(json(seen, promised)),
        Some(Kind::Markdown) | None if seen.starts_with(b"{\"") => Some(json(seen, None)),
        Some(Kind::Markdown) if wide || looks_like_table(seen) => Some(Kind::Table),
        None if looks_like_table(seen) => Some(Kind::Table),
        Some(Kind::Zip) => Some(Kind::Zip),
        other => other,
    }
}

/// JSON lines if the first line is an object by itself, JSON if a value goes over the lines.
fn json(seen: &[u8], promised: Option<Kind>) -> Kind {
    let line = seen.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii();
    let rest = seen.get(line.len()..).unwrap_or_default().trim_ascii();
    let object = line.starts_with(b"{") && line.ends_with(b"}");
    match promised {
        Some(Kind::Json) if object && rest.starts_with(b"{") => Kind::JsonLines,
        Some(Kind::Json) => Kind::Json,
        _ if seen.starts_with(b"[") || line == b"{" => Kind::Json,
        Some(Kind::JsonLines) => Kind::JsonLines,
        _ if object && rest.is_empty() => Kind::Json,
        _ => Kind::JsonLines,
    }
}

/// At least two lines, all with the same number of separators, at least two.
fn looks_like_table(seen: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(seen.get(..seen.len().min(4096)).unwrap_or_default()) else {
        return false;
    };
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
