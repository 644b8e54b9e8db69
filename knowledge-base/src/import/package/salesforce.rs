//! A Salesforce Knowledge package: one table, its `.properties`, and a page for each rich text.
//!
//! A row whose `IsMasterLanguage` is 1 begins an article; the rows after it, up to the next such
//! row, are its translations and share its id, the `UrlName` of the first. Rich text columns name
//! a page in the package. Several text columns become sections under the columns' names.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::Encoding;
use serde_json::Value;

use super::{Package, Refused};
use crate::Audience;
use crate::import::whole::{Written, quoted, state, yes};
use crate::import::{Gathered, MOST_WRITTEN, Place, html, table::encoding, table::text};

/// Whether a table is Salesforce's.
pub(super) fn is(bytes: &[u8]) -> bool {
    let start: Vec<u8> = bytes
        .iter()
        .copied()
        .take_while(|byte| *byte != b'\n')
        .filter(|byte| *byte != 0)
        .take(8192)
        .map(|byte| byte.to_ascii_lowercase())
        .collect();
    start.windows(16).any(|window| window == b"ismasterlanguage")
}

/// Reads the table; the names of the pages that were parts of its articles come back. An error
/// is about the whole package.
pub(super) fn read<R: Read + Seek>(
    place: Place<'_>,
    name: &str,
    bytes: &[u8],
    package: &mut Package<R>,
    gathered: &mut Gathered<'_>,
) -> Result<BTreeSet<String>, String> {
    let said = properties(package);
    let label = said.get("csvencoding").map(String::as_str);
    let label = label.filter(|label| Encoding::for_label(label.as_bytes()).is_some());
    let label = label.or(gathered.options.encoding.as_deref()).map(str::to_owned);
    let (decoded, notes) = match encoding::decoded(bytes, label.as_deref(), false) {
        Ok(decoded) => decoded,
        Err(reason) => {
            gathered.problem(place.shown, None, reason);
            return Ok(BTreeSet::new());
        }
    };
    for note in notes {
        gathered.note(place.shown, None, note);
    }
    let separator = said.get("csvseparator").and_then(|mark| mark.bytes().next()).unwrap_or(b',');
    let mut reader =
        ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(decoded.as_bytes());
    let columns: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().take(1000).map(|name| name.trim().to_owned()).collect(),
        Err(error) => {
            gathered.problem(place.shown, Some(1), format!("the table cannot be read ({error})"));
            return Ok(BTreeSet::new());
        }
    };
    let mut used = BTreeSet::new();
    let mut master: Option<String> = None;
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(used),
            Err(error) => {
                let line = u32::try_from(reader.position().line()).ok();
                gathered.problem(place.shown, line, format!("the table ends here ({error})"));
                return Ok(used);
            }
        }
        let line = record.position().and_then(|at| u32::try_from(at.line()).ok());
        if record.as_slice().len() as u64 > MOST_WRITTEN {
            gathered.problem(place.shown, line, "the row is over 1 MB; split the article");
            continue;
        }
        let mut row =
            Row { table: name, columns: &columns, record: &record, package, used: &mut used };
        match row.article(&mut master) {
            Ok(Some(written)) => {
                let fallback = format!("{}-{}", name, line.unwrap_or(0));
                gathered.written(written, place, line, |_| fallback);
            }
            Ok(None) => {}
            Err(Refused::Entry(reason)) => gathered.problem(place.shown, line, reason),
            Err(Refused::Package(reason)) => return Err(reason),
        }
    }
}

fn properties<R: Read + Seek>(package: &mut Package<R>) -> BTreeMap<String, String> {
    let name = package.names.keys().find(|name| name.to_ascii_lowercase().ends_with(".properties"));
    let Some(name) = name.cloned() else { return BTreeMap::new() };
    let Ok(bytes) = package.entry(&name) else { return BTreeMap::new() };
    String::from_utf8_lossy(&bytes[..bytes.len().min(10_000)])
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect()
}

struct Row<'a, R> {
    table: &'a str,
    columns: &'a [String],
    record: &'a StringRecord,
    package: &'a mut Package<R>,
    used: &'a mut BTreeSet<String>,
}

impl<R: Read + Seek> Row<'_, R> {
    fn article(&mut self, master: &mut Option<String>) -> Result<Option<Written>, Refused> {
        let mut written = Written::default();
        let mut is_master = true;
        let mut parts: Vec<(String, String)> = Vec::new();
        let mut url_name = None;
        let (columns, record) = (self.columns, self.record);
        for (column, cell) in columns.iter().zip(record) {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            let plain = column.to_ascii_lowercase();
            match plain.as_str() {
                "ismasterlanguage" => is_master = yes(cell).unwrap_or(true),
                "title" => written.title = Some(cell.to_owned()),
                "summary" => written.summary = Some(cell.to_owned()),
                "language" => written.lang = Some(cell.to_owned()),
                "urlname" => url_name = Some(cell.to_owned()),
                "validationstatus" | "publishstatus" => written.state = state(cell),
                "lastmodifieddate" | "lastpublisheddate" => written.updated = Some(cell.to_owned()),
                "channels" => {
                    let public = ["csp", "pkb", "sites"];
                    let shown = |name: &str| public.contains(&name.trim().to_lowercase().as_str());
                    written.audience = Some(match cell.split('+').any(shown) {
                        true => Audience::Customer,
                        false => Audience::Agent,
                    });
                }
                _ if plain.starts_with("datacategorygroup.") => {
                    let group = &column["datacategorygroup.".len()..];
                    let names = cell.split(['+', ';']).map(|name| name.trim().replace('_', " "));
                    if group.to_lowercase().contains("product") {
                        written.products.extend(names);
                    } else {
                        let names: Vec<String> = names.collect();
                        written.further.insert(group.to_owned(), Value::from(names));
                    }
                }
                _ if plain.ends_with("__c") || is_page(cell) => {
                    if let Some(markdown) = self.text(column, cell, &mut written.notes)? {
                        parts.push((column.clone(), markdown));
                    }
                }
                _ => {
                    written.further.insert(column.clone(), Value::from(cell));
                }
            }
        }
        if written.title.is_none() && url_name.is_none() && parts.is_empty() {
            return Ok(None);
        }
        if is_master {
            master.clone_from(&url_name);
        } else if master.is_none() {
            let reason = "no row of the master language stands before this translation";
            written.notes.push(reason.to_owned());
        }
        written.id = if is_master { url_name } else { master.clone().or(url_name) };
        let one = parts.len() == 1;
        let bodies = parts.into_iter().map(|(column, text)| match one {
            true => text,
            false => format!("## {}\n\n{}", heading(&column), text.trim_end()),
        });
        let body = bodies.collect::<Vec<_>>().join("\n\n");
        written.body =
            Some(body).filter(|body| !body.trim().is_empty()).or(written.summary.clone());
        Ok(Some(written))
    }

    /// A cell's text: the page it names, or what it says itself.
    fn text(
        &mut self,
        column: &str,
        cell: &str,
        notes: &mut Vec<String>,
    ) -> Result<Option<String>, Refused> {
        if !is_page(cell) {
            return text(cell).map(Some).map_err(Refused::Entry);
        }
        let Some(name) = self.package.beside(self.table, cell) else {
            notes.push(format!("{column} names {}, which is not in the package", quoted(cell)));
            return Ok(None);
        };
        let bytes = self.package.entry(&name)?;
        if bytes.len() as u64 > MOST_WRITTEN {
            return Err(Refused::Entry(format!("{name} is over 1 MB; split the article")));
        }
        let (page, further) = encoding::decoded(&bytes, None, true).map_err(Refused::Entry)?;
        notes.extend(further.into_iter().map(|note| format!("{name}: {note}")));
        let markdown =
            html::fragment(&page).map_err(|reason| Refused::Entry(format!("{name}: {reason}")))?;
        self.used.insert(name);
        Ok(Some(markdown))
    }
}

fn is_page(cell: &str) -> bool {
    let lower = cell.trim().to_ascii_lowercase();
    lower.len() < 500
        && !lower.contains(['\n', '<'])
        && (lower.ends_with(".html") || lower.ends_with(".htm"))
}

fn heading(column: &str) -> String {
    column.trim_end_matches("__c").trim_end_matches("__C").replace('_', " ")
}
