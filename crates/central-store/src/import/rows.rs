//! Files of rows: CSV and NDJSON, in whatever encoding, each row beside the text it came from.
//!
//! Promises: no more than a row and a buffer are in memory; the text of a row is what stood in the
//! file (as UTF-8), so that a rejected one can be mended and imported again.

use std::collections::{HashMap, VecDeque};
use std::io::{self, BufRead, BufReader, Read};

use contact::{Code, Problem};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use serde_json::{Map, Value};

use super::mapping::{Layout, Mapping, Row};
use crate::Failure;

/// Bytes that are looked at to find out encoding and delimiter.
const LOOK: usize = 64 * 1024;
/// Bytes of a line of NDJSON: far more than any record.
const LONGEST: u64 = 8 * 1024 * 1024;

/// A row: its place in the file (lines, from 1), what it says and how it was written.
pub(super) struct Read1 {
    pub(super) line: u64,
    pub(super) cells: Result<Cells, Problem>,
    pub(super) text: String,
}

/// What a row says.
pub(super) enum Cells {
    Csv(csv::StringRecord),
    Json(Map<String, Value>),
}

/// A row of a CSV file with its header.
pub(super) struct Headed<'a> {
    columns: &'a HashMap<String, usize>,
    record: &'a csv::StringRecord,
}

impl Row for Headed<'_> {
    fn get(&self, column: &str) -> Option<String> {
        self.record.get(*self.columns.get(column)?).map(str::to_owned)
    }
}

type Decoded<R> = DecodeReaderBytes<io::Chain<io::Cursor<Vec<u8>>, R>, Vec<u8>>;

/// A file under way.
pub(super) struct Rows<R: Read> {
    kind: Kind<R>,
}

enum Kind<R: Read> {
    Csv {
        reader: Box<csv::Reader<Kept<Decoded<R>>>>,
        columns: HashMap<String, usize>,
        header: String,
        count: usize,
    },
    Json {
        reader: Box<BufReader<Decoded<R>>>,
        line: u64,
    },
}

impl<R: Read> Rows<R> {
    /// Opens a file by what the mapping says of it. `ending` is the file's own.
    ///
    /// # Errors
    /// When it cannot be read, or a column that the mapping names is not there.
    pub(super) fn open(mut file: R, ending: &str, mapping: &Mapping) -> Result<Rows<R>, Failure> {
        let broken = |source| Failure::File { what: "reading the file".into(), source };
        let mut begun = Vec::new();
        file.by_ref().take(LOOK as u64).read_to_end(&mut begun).map_err(broken)?;
        let encoding = encoding(&begun, mapping.encoding.as_deref())?;
        let (sample, ..) = encoding.decode(&begun);
        let layout = mapping.layout.unwrap_or(match ending {
            "ndjson" | "jsonl" | "json" => Layout::Ndjson,
            _ => Layout::Csv,
        });
        let delimiter = match mapping.delimiter {
            Some(named) => u8::try_from(named).map_err(|_| {
                asked("The delimiter of the mapping is not one plain letter. Nothing was imported.")
            })?,
            None => delimiter(&sample),
        };
        let decoded = DecodeReaderBytesBuilder::new()
            .encoding(Some(encoding))
            .bom_sniffing(true)
            .strip_bom(true)
            .build(io::Cursor::new(begun).chain(file));
        if layout == Layout::Ndjson {
            let reader = Box::new(BufReader::new(decoded));
            return Ok(Rows { kind: Kind::Json { reader, line: 0 } });
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(Kept::new(decoded));
        let mut header = String::new();
        let names: Vec<String> = if mapping.columns.is_empty() {
            let mut first = csv::StringRecord::new();
            if !reader.read_record(&mut first).map_err(|error| csv_failure(&error))? {
                return Err(asked("The file is empty. Nothing was imported."));
            }
            let end = reader.position().byte();
            header = reader.get_mut().take(end);
            first.iter().map(|name| name.trim().to_owned()).collect()
        } else {
            mapping.columns.clone()
        };
        let count = names.len();
        let columns: HashMap<String, usize> = names.into_iter().zip(0..).collect();
        if let Some(missing) = mapping.columns_named().find(|name| !columns.contains_key(*name)) {
            return Err(asked(&format!(
                "The mapping names the column {missing}, which the file does not have. Nothing was \
                 imported. Look at the file's first line, its delimiter and its encoding."
            )));
        }
        let reader = Box::new(reader);
        Ok(Rows { kind: Kind::Csv { reader, columns, header, count } })
    }

    /// The first line of a CSV file, for the file of rejected rows.
    pub(super) fn header(&self) -> &str {
        match &self.kind {
            Kind::Csv { header, .. } => header,
            Kind::Json { .. } => "",
        }
    }

    /// The next row; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Read1>, Failure> {
        match &mut self.kind {
            Kind::Csv { reader, count, .. } => loop {
                let line = reader.position().line();
                let mut record = csv::StringRecord::new();
                let read = reader.read_record(&mut record);
                let end = reader.position().byte();
                let text = reader.get_mut().take(end);
                let cells = match read {
                    Ok(false) => return Ok(None),
                    Ok(true) if record.len() == 1 && record[0].trim().is_empty() => continue,
                    Ok(true) if record.len() < *count => Err(Problem::new(
                        Code::Invalid,
                        format!("The row has {} columns, not {count}.", record.len()),
                    )),
                    Ok(true) => Ok(Cells::Csv(record)),
                    Err(error) if error.is_io_error() => return Err(csv_failure(&error)),
                    Err(_) => Err(Problem::new(Code::Invalid, "The row cannot be read.")),
                };
                return Ok(Some(Read1 { line: line.max(1), cells, text }));
            },
            Kind::Json { reader, line } => loop {
                *line += 1;
                let mut text = String::new();
                let broken =
                    |source| Failure::File { what: format!("reading line {line}"), source };
                if reader.by_ref().take(LONGEST).read_line(&mut text).map_err(broken)? == 0 {
                    return Ok(None);
                }
                if text.len() as u64 == LONGEST && !text.ends_with('\n') {
                    return Err(asked(&format!(
                        "Line {line} is longer than any record. What came before it is imported. \
                         Is this a file of one JSON object a line?"
                    )));
                }
                let text = text.trim_end_matches(['\n', '\r']).to_owned();
                if text.trim().is_empty() {
                    continue;
                }
                let cells = match serde_json::from_str::<Map<String, Value>>(&text) {
                    Ok(fields) => Ok(Cells::Json(fields)),
                    Err(_) => Err(Problem::new(Code::Invalid, "The line is not a JSON object.")),
                };
                return Ok(Some(Read1 { line: *line, cells, text }));
            },
        }
    }

    /// A row turned by the mapping.
    pub(super) fn turn(&self, cells: &Cells, mapping: &Mapping) -> Result<Option<Value>, Problem> {
        match (cells, &self.kind) {
            (Cells::Csv(record), Kind::Csv { columns, .. }) => {
                mapping.turn(&Headed { columns, record })
            }
            (Cells::Json(fields), _) => mapping.turn(fields),
            (Cells::Csv(_), Kind::Json { .. }) => Ok(None),
        }
    }
}

fn asked(message: &str) -> Failure {
    Failure::Asked(Problem::new(Code::Invalid, message))
}

fn csv_failure(error: &csv::Error) -> Failure {
    let source = io::Error::other(if error.is_io_error() { "it broke off" } else { "no CSV" });
    Failure::File { what: "reading the file".into(), source }
}

fn encoding(begun: &[u8], named: Option<&str>) -> Result<&'static encoding_rs::Encoding, Failure> {
    if let Some(named) = named {
        return encoding_rs::Encoding::for_label(named.as_bytes()).ok_or_else(|| {
            asked("The mapping names an encoding that does not exist. Nothing was imported.")
        });
    }
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(begun) {
        return Ok(encoding);
    }
    // The last letter may be cut in two where the look ends.
    let whole = match std::str::from_utf8(begun) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && begun.len() == LOOK,
    };
    if whole {
        return Ok(encoding_rs::UTF_8);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(begun, begun.len() < LOOK);
    Ok(detector.guess(None, chardetng::Utf8Detection::Deny))
}

/// The one of the usual four that the first line has most of, outside quotation marks.
fn delimiter(sample: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in sample.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            byte => counts.iter_mut().filter(|(d, _)| *d == byte).for_each(|(_, n)| *n += 1),
        }
    }
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(b',', |(delimiter, _)| *delimiter)
}

/// Reads through, and keeps what was read until it is taken.
struct Kept<R> {
    inner: R,
    kept: VecDeque<u8>,
    /// Bytes taken so far.
    taken: u64,
}

impl<R> Kept<R> {
    fn new(inner: R) -> Kept<R> {
        Kept { inner, kept: VecDeque::new(), taken: 0 }
    }

    /// What was read up to the byte `end` of the whole and not taken yet, without its line's end.
    fn take(&mut self, end: u64) -> String {
        let many = usize::try_from(end.saturating_sub(self.taken)).unwrap_or(usize::MAX);
        let bytes: Vec<u8> = self.kept.drain(..many.min(self.kept.len())).collect();
        self.taken = end;
        let text = String::from_utf8_lossy(&bytes);
        text.trim_matches(['\n', '\r']).to_owned()
    }
}

impl<R: Read> Read for Kept<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.kept.extend(&buffer[..read]);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(rest: &str) -> Mapping {
        let text = format!(
            "source = \"x\"\n{rest}\n[fields]\nexternal_id = \"id\"\nstart = \"at\"\nreason = \"why\"\n\
             [defaults]\nchannel = \"voice\"\n"
        );
        Mapping::read(&text).unwrap()
    }

    fn all(bytes: &[u8], mapping: &Mapping) -> Vec<(u64, String, Option<Value>)> {
        let mut rows = Rows::open(bytes, "csv", mapping).unwrap();
        let mut found = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let turned = row.cells.and_then(|cells| rows.turn(&cells, mapping));
            found.push((row.line, row.text, turned.ok().flatten()));
        }
        found
    }

    #[test]
    fn delimiter_and_encoding_are_found_out() {
        let plain = mapping("");
        for (delimiter, encoded) in [(",", false), (";", true), ("\t", false), ("|", false)] {
            let text = "at;id;why\n2025-03-03T10:00:00Z;7;fel på skärm\n\n2025-03-03T10:00:00Z;8;\"två\nrader\"\n";
            let text = text.replace(';', delimiter);
            let bytes = match encoded {
                true => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
                false => text.into_bytes(),
            };
            let rows = all(&bytes, &plain);
            assert_eq!(rows.len(), 2, "{delimiter:?}");
            assert_eq!(rows[0].2.as_ref().unwrap()["reason"], "fel på skärm");
            assert_eq!(rows[1].2.as_ref().unwrap()["reason"], "två\nrader");
            assert_eq!(
                rows[1].1,
                format!("2025-03-03T10:00:00Z{delimiter}8{delimiter}\"två\nrader\"")
            );
        }
        let utf16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(
                "at,id,why\n2025-03-03T10:00:00Z,7,张伟\n"
                    .encode_utf16()
                    .flat_map(u16::to_le_bytes),
            )
            .collect();
        assert_eq!(all(&utf16, &plain)[0].2.as_ref().unwrap()["reason"], "张伟");
    }

    #[test]
    fn a_bad_row_keeps_nobody_out_and_its_text() {
        let rows = all(
            b"id,at,why\n1,2025-03-03T10:00:00Z,a\n2\n3,never,b\n4,2025-03-03T10:00:00Z,c\n",
            &mapping(""),
        );
        let fine: Vec<bool> = rows.iter().map(|(.., turned)| turned.is_some()).collect();
        assert_eq!(fine, [true, false, false, true]);
        assert_eq!((rows[1].0, rows[1].1.as_str()), (3, "2"));
        assert_eq!(rows[2].1, "3,never,b");
    }

    #[test]
    fn a_column_that_is_not_there_is_said_before_the_first_row() {
        let Err(Failure::Asked(problem)) =
            Rows::open(&b"id,when,why\n"[..], "csv", &mapping("")).map(|_| ())
        else {
            panic!("taken")
        };
        assert!(problem.message.contains("column at"), "{}", problem.message);
        let named = mapping("columns = [\"id\", \"at\", \"why\"]");
        let rows = all(b"1,2025-03-03T10:00:00Z,a\n", &named);
        assert!(rows[0].2.is_some());
    }
}
