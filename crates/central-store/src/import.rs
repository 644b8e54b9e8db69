//! Brings files in: contacts as NDJSON, articles, the centre's lists.
//!
//! Promises: the same file twice changes nothing; one bad line or article never keeps the others
//! out, and is told by its place. Contacts go through the same gate as those that desks send.
//! Deliberately absent: printing (the caller is told by a function), files of other forms.

use std::io::{BufRead, Read};
use std::path::Path;
use std::sync::Arc;

use contact::protocol::AckStatus;
use contact::{Code, Codes, Problem};
use knowledge_base::{State, Synonyms};

use crate::engine::Session;
use crate::reading::{Mending, Reading, read};
use crate::tables::feed::CODES_ITEM;
use crate::tables::ingest;
use crate::{Edition, Failure, Scope, Store};

/// Lines of one transaction.
const LINES: usize = 500;

mod foreign;
mod mapping;
mod rows;
mod team;
mod when;

pub use foreign::{foreign, surveys};
pub use mapping::{Becomes, Layout, Mapping};
pub use team::team;

/// What became of the lines of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Lines read, blank ones left out.
    pub lines: u64,
    /// New contacts and higher revisions.
    pub stored: u64,
    /// Known already, the very same.
    pub same: u64,
    /// A higher revision was known already.
    pub older: u64,
    /// Left out, as the mapping says.
    pub skipped: u64,
    /// Not imported.
    pub rejected: u64,
}

/// A line that was not imported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rejected {
    /// Its number in the file, from 1.
    pub line: u64,
    /// Why not; says nothing of what stood there.
    pub problem: Problem,
    /// The line as it was, without its end.
    pub text: Vec<u8>,
}

/// Imports contacts, one JSON object a line. `told` hears of the counts after every transaction,
/// with the lines that were rejected in it.
///
/// # Errors
/// When the file cannot be read or the store cannot write, or when `told` fails. What was told is
/// durable; importing the whole file again is safe.
pub async fn contacts(
    store: &Store,
    mut file: impl BufRead,
    mut told: impl FnMut(&Counts, &[Rejected]) -> Result<(), Failure>,
) -> Result<Counts, Failure> {
    let mut counts = Counts::default();
    let mut number = 0;
    let mut ended = false;
    while !ended {
        let mut lines = Vec::new();
        while lines.len() < LINES {
            number += 1;
            match line(&mut file, number, store.limits().record_bytes)? {
                Some(line) => lines.extend(line),
                None => {
                    ended = true;
                    break;
                }
            }
        }
        if lines.is_empty() {
            continue;
        }
        let mut rejected = Vec::new();
        for (line, outcome) in together(store, lines).await? {
            counts.lines += 1;
            match outcome {
                Ok(AckStatus::Stored) => counts.stored += 1,
                Ok(AckStatus::Same) => counts.same += 1,
                Ok(AckStatus::Older | AckStatus::Quarantined | AckStatus::Erased) => {
                    counts.older += 1;
                }
                Err((text, problem)) => {
                    counts.rejected += 1;
                    rejected.push(Rejected { line, problem, text });
                }
            }
        }
        told(&counts, &rejected)?;
    }
    Ok(counts)
}

/// Reads a line: none at the end of the file, nothing in it for a blank one. Of a line that is too
/// long no more than the limit is kept in memory.
fn line(
    file: &mut impl BufRead,
    number: u64,
    limit: usize,
) -> Result<Option<Option<Line>>, Failure> {
    let broken = |source| Failure::File { what: format!("reading line {number}"), source };
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(2);
    let read = file.by_ref().take(most).read_until(b'\n', &mut bytes).map_err(broken)?;
    if read == 0 {
        return Ok(None);
    }
    let whole = bytes.last() == Some(&b'\n');
    while bytes.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        bytes.pop();
    }
    if number == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    if bytes.len() > limit {
        if !whole {
            // All of it is kept for the file of rejected lines: it may be the only copy.
            file.read_until(b'\n', &mut bytes).map_err(broken)?;
            if bytes.last() == Some(&b'\n') {
                bytes.pop();
            }
        }
        let message = format!("The line is longer than {limit} bytes.");
        let problem = Problem::new(Code::TooLarge, message);
        return Ok(Some(Some((number, Err((bytes, problem))))));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Some(None));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let problem = Problem::new(Code::Invalid, "The line is not UTF-8.");
        (error.into_bytes(), problem)
    });
    Ok(Some(Some((number, text))))
}

/// Stores lines of a file in one transaction; the ones that are not stored come back with why.
async fn together(store: &Store, lines: Vec<Line>) -> Result<Vec<Imported>, Failure> {
    let received = store.now();
    let inner = Arc::clone(&store.0);
    let readings = tokio::task::spawn_blocking(move || {
        // No lists: history from before them is true as well.
        let rules = inner.rules(None);
        let mending = Mending::of(received, 0);
        let read = |(number, text): Line| match text {
            Ok(text) => (number, Ok((read(&text, mending, &rules), text))),
            Err(unread) => (number, Err(unread)),
        };
        lines.into_iter().map(read).collect::<Vec<_>>()
    })
    .await
    .map_err(|_| Failure::Damaged("reading a file broke off".into()))?;
    let job = move |c: &Session| {
        let read: Vec<Reading> = readings
            .iter()
            .filter_map(|(_, line)| line.as_ref().ok().map(|(reading, _)| reading.clone()))
            .collect();
        let mut stored = ingest::put(c, 0, received, &read)?.into_iter();
        let outcome = |(number, line): &(u64, Recorded)| {
            let (reading, text) = match line {
                Ok(line) => line,
                Err(unread) => return (*number, Err(unread.clone())),
            };
            let back = |problem| (*number, Err((text.clone().into_bytes(), problem)));
            match reading {
                Err(unfit) => back(unfit.problem.clone()),
                Ok(_) => match stored.next() {
                    Some(ingest::Stored::As(status)) => (*number, Ok(status)),
                    Some(ingest::Stored::Not(problem) | ingest::Stored::Erased(problem)) => {
                        back(problem)
                    }
                    None => back(Problem::new(Code::Internal, "The line was not looked at.")),
                },
            }
        };
        Ok(readings.iter().map(outcome).collect())
    };
    store.0.writer.write(job).await
}

/// A line of a file: its number and its text, or why it could not be read.
type Line = (u64, Result<String, (Vec<u8>, Problem)>);
/// A line that was read as a record, beside its text.
type Recorded = Result<(Reading, String), (Vec<u8>, Problem)>;
/// What became of a line: its number, and its status or the line again with why not.
type Imported = (u64, Result<AckStatus, (Vec<u8>, Problem)>);

/// What became of a folder of articles.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Articles {
    /// Articles read, one a language.
    pub read: usize,
    /// Changes appended to the feed; 0 when everything was there already.
    pub changes: usize,
    /// What an author should mend: the place, what is wrong, and whether it was taken all the same.
    pub problems: Vec<String>,
}

/// Puts a folder of articles into the feed; drafts are kept back, and taken back where they were
/// out already. With `whole`, articles that are not in the folder are removed.
///
/// # Errors
/// When the folder cannot be read or the store cannot write. With `whole`, also when it holds no
/// article: an empty folder is far more often a wrong path than an empty knowledge base.
pub async fn articles(store: &Store, folder: &Path, whole: bool) -> Result<Articles, Failure> {
    let import = knowledge_base::import::import(folder).map_err(|source| Failure::File {
        what: format!("reading articles from {}", folder.display()),
        source,
    })?;
    if whole && import.articles.is_empty() {
        let message = format!(
            "There is no article in {}. Nothing was removed. Name the folder of all articles.",
            folder.display()
        );
        return Err(Failure::Asked(Problem::new(Code::NotFound, message)));
    }
    let mut edition = Edition { whole, ..Edition::default() };
    let read = import.articles.len();
    for article in import.articles {
        let item = article.key().to_string();
        if article.state == State::Draft {
            edition.remove.push(item);
        } else {
            edition.put.insert(item, json(&article)?);
        }
    }
    let problems = import.problems.into_iter().map(|problem| {
        let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
        let fate = if problem.imported { "taken all the same" } else { "not taken" };
        format!("{}{line}: {} ({fate})", problem.path.display(), problem.reason)
    });
    let problems = problems.collect();
    let changes = store.publish(Scope::Articles, edition).await?;
    Ok(Articles { read, changes, problems })
}

/// Puts the centre's lists, its directory, its rules and its synonyms into the feed; true when that
/// changed anything.
///
/// # Errors
/// When a file cannot be read or the lists do not fit together: nothing was changed then.
pub async fn codes(store: &Store, folder: &Path) -> Result<bool, Failure> {
    let mut unreadable = None;
    let codes = Codes::read(|name| {
        let path = folder.join(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(source) => {
                // Some of the files may be missing; which, `Codes` knows.
                unreadable = Some(Failure::File {
                    what: format!("the list {} cannot be read", path.display()),
                    source,
                });
                None
            }
        }
    });
    let wrong = |error: String| {
        let message = format!("{error}. Nothing was changed. Mend the file and import again.");
        Failure::Asked(Problem::new(Code::Invalid, message))
    };
    let codes = match (codes, unreadable) {
        (Ok(codes), _) => codes,
        (Err(contact::CodesError::Missing { .. }), Some(failure)) => return Err(failure),
        (Err(error), _) => return Err(wrong(error.to_string())),
    };
    Synonyms::parse(&codes.synonyms)
        .map_err(|error| wrong(format!("{}: {error}", Codes::synonyms_file())))?;
    let put = [(CODES_ITEM.to_owned(), json(&codes)?)].into();
    let edition = Edition { put, whole: true, ..Edition::default() };
    Ok(store.publish(Scope::Codes, edition).await? > 0)
}

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string(value)
        .map_err(|_| Failure::Damaged("an item cannot be written as JSON".into()))
}
