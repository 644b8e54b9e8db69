//! Tables: CSV, TSV and their kin, one article a row.
//!
//! The encoding and the delimiter are found from the first bytes; the columns by their names, in
//! several languages. A column of another name is kept beside the article. Rows are read one by
//! one, so a table costs no more memory than its longest row.
//!
//! Deliberately absent: formulas, several tables in one file, spreadsheets (save them as CSV).

pub(crate) mod encoding;

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::rc::Rc;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs_io::DecodeReaderBytesBuilder;
use serde_json::Value;

use super::names::{Part, part_in_language};
use super::whole::{Written, id_of, quoted};
use super::{Gathered, MOST_WRITTEN, Place, html};

/// So many bytes tell encoding and delimiter.
const ENOUGH: usize = 256 << 10;
/// More bytes than this without the end of a row: a quote was never closed.
const ENDLESS: u64 = 2 * MOST_WRITTEN;
const MOST_COLUMNS: usize = 512;

pub(crate) fn read_file(place: Place<'_>, gathered: &mut Gathered<'_>) {
    let opened = File::open(place.shown).and_then(|mut file| {
        let mut start = Vec::new();
        file.by_ref().take(ENOUGH as u64).read_to_end(&mut start)?;
        Ok((start, file))
    });
    match opened {
        Ok((start, rest)) => {
            let all = start.len() < ENOUGH;
            rows(place, &start, all, Cursor::new(&start).chain(rest), gathered);
        }
        Err(error) => {
            gathered.problem(place.shown, None, format!("the file cannot be read ({error})"));
        }
    }
}

pub(crate) fn read(place: Place<'_>, bytes: &[u8], gathered: &mut Gathered<'_>) {
    let start = &bytes[..bytes.len().min(ENOUGH)];
    rows(place, start, start.len() == bytes.len(), bytes, gathered);
}

/// What a column holds.
enum Column {
    Part(Part, Option<String>),
    Notes,
    Other(String),
}

fn rows(place: Place<'_>, start: &[u8], all: bool, bytes: impl Read, gathered: &mut Gathered<'_>) {
    let found = match encoding::found(start, all, gathered.options.encoding.as_deref(), false) {
        Ok(found) => found,
        Err(reason) => return gathered.problem(place.shown, None, reason),
    };
    if found.guessed {
        gathered.note(place.shown, None, encoding::guess(found.encoding));
    }
    let (sample, _, _) = found.encoding.decode(start);
    if sample.contains('\0') {
        return gathered.problem(place.shown, None, "the file is binary, no table");
    }
    let Some((delimiter, header)) = delimiter(&sample, all) else {
        return gathered.problem(place.shown, None, "the file is empty");
    };
    let columns: Vec<Column> = header.iter().take(MOST_COLUMNS).map(column).collect();
    let has = |wanted: Part| {
        columns.iter().any(|column| matches!(column, Column::Part(part, _) if *part == wanted))
    };
    if !has(Part::Title) || !has(Part::Body) {
        let names: Vec<&str> = header.iter().take(12).collect();
        let reason = format!(
            "the first row names no column for {}; it names {}. Call the columns title and body \
             (or question and answer)",
            if has(Part::Title) { "the text" } else { "the title" },
            quoted(&names.join(", "))
        );
        return gathered.problem(place.shown, Some(1), reason);
    }
    let since = Rc::new(Cell::new(0));
    let decoded = DecodeReaderBytesBuilder::new()
        .encoding(Some(found.encoding))
        .bom_override(true)
        .build(bytes);
    let bounded = Bounded { inner: decoded, since: Rc::clone(&since) };
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bounded);
    // the header is known; reading it moves on to the first row
    if let Err(error) = reader.headers() {
        return gathered.problem(
            place.shown,
            Some(1),
            format!("the table cannot be read ({error})"),
        );
    }
    let mut record = StringRecord::new();
    let mut row = 0u64;
    let mut behind = 0;
    while !gathered.full() {
        behind += since.replace(0);
        if row.is_multiple_of(512) {
            gathered.at(behind);
        }
        let line = u32::try_from(reader.position().line()).ok();
        match reader.read_record(&mut record) {
            Ok(false) => return,
            Ok(true) => {}
            Err(error) => {
                let endless = since.get() > ENDLESS;
                let reason = if endless {
                    "the row has no end within 16 MB; a quotation mark was opened and not closed. \
                     The rows from here on are left out"
                        .to_owned()
                } else {
                    format!("the table cannot be read from here on ({error})")
                };
                return gathered.problem(place.shown, line, reason);
            }
        }
        row += 1;
        let line = record.position().and_then(|at| u32::try_from(at.line()).ok());
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.as_slice().len() as u64 > MOST_WRITTEN {
            let size = record.as_slice().len() / 1000;
            gathered.problem(
                place.shown,
                line,
                format!("{size} kB is over 1 MB; split the article"),
            );
            continue;
        }
        one(place, &columns, &record, row, line, gathered);
    }
}

fn one(
    place: Place<'_>,
    columns: &[Column],
    record: &StringRecord,
    row: u64,
    line: Option<u32>,
    gathered: &mut Gathered<'_>,
) {
    match articles(columns, record) {
        Ok(articles) => {
            for mut written in articles {
                if record.len() > columns.len() {
                    let more = record.len() - columns.len();
                    written.notes.push(format!("{more} cells stand under no column; left out"));
                }
                gathered.written(written, place, line, |lang| {
                    format!("{}-{row}", id_of(place.inside, lang))
                });
            }
        }
        Err(reason) => gathered.problem(place.shown, line, reason),
    }
}

/// The articles of a row: one, or one for each language that has columns of its own.
fn articles(columns: &[Column], record: &StringRecord) -> Result<Vec<Written>, String> {
    let mut shared = Written::default();
    let mut own: Vec<(String, Written)> = Vec::new();
    let mut notes = Vec::new();
    let mut langs: Vec<&String> = columns
        .iter()
        .filter_map(|column| match column {
            Column::Part(_, lang) => lang.as_ref(),
            _ => None,
        })
        .collect();
    langs.sort();
    langs.dedup();
    for lang in langs {
        own.push((lang.clone(), Written::default()));
    }
    for (column, cell) in columns.iter().zip(record) {
        if cell.trim().is_empty() {
            continue;
        }
        match column {
            Column::Part(part, lang) => {
                let target = match lang {
                    Some(lang) => own.iter_mut().find(|(tag, _)| tag == lang).map(|(_, own)| own),
                    None => Some(&mut shared),
                };
                let Some(target) = target else { continue };
                let value = match part {
                    Part::Body => text(cell)?,
                    _ => cell.to_owned(),
                };
                target
                    .set(*part, "the cell", Value::from(value))
                    .map_err(|unread| unread.reason)?;
            }
            Column::Notes => notes.push(text(cell)?),
            Column::Other(name) => {
                shared.further.insert(name.clone(), Value::from(cell));
            }
        }
    }
    if let (Some(body), false) = (&mut shared.body, notes.is_empty()) {
        body.push_str(&format!("\n\n{}", notes.join("\n\n")));
    }
    if own.is_empty() {
        return Ok(vec![shared]);
    }
    let mut articles = Vec::new();
    for (lang, own) in own {
        // no text in this language: the row has not been translated
        let body = match (&own.body, &own.title) {
            (None, None) => continue,
            (body, _) => body.clone().or_else(|| shared.body.clone()),
        };
        let keywords = if own.keywords.is_empty() { shared.keywords.clone() } else { own.keywords };
        let mut all = shared.clone();
        all.lang = Some(lang);
        all.title = own.title.or(all.title);
        all.summary = own.summary.or(all.summary);
        all.body = body;
        all.keywords = keywords;
        articles.push(all);
    }
    if shared.lang.is_some() && shared.body.is_some() && shared.title.is_some() {
        articles.push(shared);
    }
    if articles.is_empty() {
        return Err("the article is empty; it has no body".to_owned());
    }
    Ok(articles)
}

/// A cell's text as Markdown.
pub(crate) fn text(cell: &str) -> Result<String, String> {
    if html::is_markup(cell) { html::fragment(cell) } else { Ok(cell.to_owned()) }
}

fn column(name: &str) -> Column {
    let name = name.trim().trim_start_matches('\u{feff}');
    match part_in_language(name) {
        Some((part, lang)) if part != Part::Further => Column::Part(part, lang),
        _ if name.eq_ignore_ascii_case("notes") => Column::Notes,
        _ => Column::Other(name.to_owned()),
    }
}

/// The delimiter whose first row names most columns we know; then whose rows are most alike.
fn delimiter(sample: &str, all: bool) -> Option<(u8, StringRecord)> {
    let mut best: Option<((usize, usize, usize), u8, StringRecord)> = None;
    for mark in *b",;\t|" {
        let mut reader = ReaderBuilder::new()
            .delimiter(mark)
            .flexible(true)
            .has_headers(false)
            .from_reader(sample.as_bytes());
        let mut rows = Vec::new();
        let mut records = reader.records();
        while rows.len() < 20
            && let Some(Ok(row)) = records.next()
        {
            rows.push(row);
        }
        if !all && rows.len() > 1 && rows.len() < 20 {
            rows.pop();
        }
        let Some(header) = rows.first().cloned() else { continue };
        let known = header.iter().filter(|name| matches!(column(name), Column::Part(..))).count();
        let alike = rows.iter().filter(|row| row.len() == header.len()).count();
        let score = (known, alike, header.len());
        if best.as_ref().is_none_or(|(held, _, _)| score > *held) {
            best = Some((score, mark, header));
        }
    }
    best.map(|(_, mark, header)| (mark, header))
}

/// Stops reading when one row takes too much.
struct Bounded<R> {
    inner: R,
    since: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > ENDLESS {
            return Err(io::Error::other("a row without an end"));
        }
        let read = self.inner.read(buffer)?;
        self.since.set(self.since.get() + read as u64);
        Ok(read)
    }
}
