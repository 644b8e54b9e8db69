//! Brings in what another system exported, by a mapping file.
//!
//! Promises: the same file twice changes nothing, because ids follow from the source and what it
//! calls things; a bad row keeps nobody out and is told by its line, with its text, so that it can be
//! mended and imported again.

use std::io::{BufRead, Read};

use contact::Problem;
use contact::protocol::{Ack, AckStatus};

use super::mapping::{Becomes, Mapping};
use super::rows::{Read1, Rows};
use super::{Counts, Rejected};
use crate::people::file_source;
use crate::{Failure, Store};

/// Rows of one transaction.
const ROWS: usize = 500;

/// Imports a file by a mapping. `ending` is the file's own (`csv`, `ndjson`). `told` hears of the
/// counts after every transaction, with the rows that were rejected in it; the text that it is given
/// is the file's first line, where it has one of names.
///
/// # Errors
/// When the file cannot be read or has not the columns that the mapping names, when the store cannot
/// write, or when `told` fails. What was told is durable; importing the whole file again is safe.
pub async fn foreign(
    store: &Store,
    file: impl Read + Send,
    ending: &str,
    mapping: &Mapping,
    mut told: impl FnMut(&Counts, &[Rejected], &str) -> Result<(), Failure>,
) -> Result<Counts, Failure> {
    let mut rows = Rows::open(file, ending, mapping)?;
    let mut counts = Counts::default();
    let mut ended = false;
    while !ended {
        let mut rejected = Vec::new();
        let mut taken: Vec<(u64, String)> = Vec::new();
        let mut texts = Vec::new();
        while texts.len() < ROWS && rejected.len() < ROWS {
            let Some(Read1 { line, cells, text }) = rows.next()? else {
                ended = true;
                break;
            };
            counts.lines += 1;
            match cells.and_then(|cells| rows.turn(&cells, mapping)) {
                Ok(Some(record)) => {
                    texts.push(record.to_string());
                    taken.push((line, text));
                }
                Ok(None) => counts.skipped += 1,
                Err(problem) => rejected.push(Rejected { line, problem, text: text.into_bytes() }),
            }
        }
        let source = file_source(&mapping.source);
        let region = mapping.region.clone();
        let acks = match mapping.becomes {
            // No lists: history from before them is true as well.
            Becomes::Contacts => store.taken(source, texts, region, false).await?,
            Becomes::Surveys => store.asked(source, texts, region).await?,
        };
        for (ack, (line, text)) in acks.into_iter().zip(taken) {
            if let Some(problem) = count(&mut counts, ack) {
                rejected.push(Rejected { line, problem, text: text.into_bytes() });
            }
        }
        counts.rejected += u64::try_from(rejected.len()).unwrap_or(u64::MAX);
        rejected.sort_by_key(|row| row.line);
        told(&counts, &rejected, rows.header())?;
    }
    Ok(counts)
}

/// Counts what became of a row; gives why it is not in.
fn count(counts: &mut Counts, ack: Ack) -> Option<Problem> {
    match ack.status {
        AckStatus::Stored => counts.stored += 1,
        AckStatus::Same => counts.same += 1,
        AckStatus::Older => counts.older += 1,
        AckStatus::Quarantined | AckStatus::Erased => {
            return Some(ack.why.unwrap_or_else(|| {
                Problem::new(contact::Code::Invalid, "The store did not take this row.")
            }));
        }
    }
    None
}

/// Imports surveys in the form of `/v1/surveys`, one JSON object a line. `told` hears of the lines
/// that were rejected.
///
/// # Errors
/// As [`foreign`].
pub async fn surveys(
    store: &Store,
    mut file: impl BufRead,
    source: &str,
    mut told: impl FnMut(&[Rejected]),
) -> Result<Counts, Failure> {
    let limit = store.limits().record_bytes;
    let mut counts = Counts::default();
    let mut number = 0;
    let mut ended = false;
    while !ended {
        let mut texts = Vec::new();
        let mut lines = Vec::new();
        let mut rejected = Vec::new();
        while texts.len() < ROWS && rejected.len() < ROWS {
            number += 1;
            let Some(read) = super::line(&mut file, number, limit)? else {
                ended = true;
                break;
            };
            let Some((number, text)) = read else { continue };
            counts.lines += 1;
            match text {
                Ok(text) => {
                    lines.push((number, text.clone()));
                    texts.push(text);
                }
                Err((text, problem)) => rejected.push(Rejected { line: number, problem, text }),
            }
        }
        let acks = store.asked(file_source(source), texts, String::new()).await?;
        for (ack, (line, text)) in acks.into_iter().zip(lines) {
            if let Some(problem) = count(&mut counts, ack) {
                rejected.push(Rejected { line, problem, text: text.into_bytes() });
            }
        }
        counts.rejected += u64::try_from(rejected.len()).unwrap_or(u64::MAX);
        rejected.sort_by_key(|row| row.line);
        told(&rejected);
    }
    Ok(counts)
}
