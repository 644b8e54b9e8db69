//! Articles from an author's folder or from an export.
//!
//! A folder is read with everything under it: Markdown files with YAML (`---`) or TOML (`+++`)
//! front matter, and JSON lines (`.jsonl`). What is wrong with one file or line is reported with
//! its place and does not keep the rest out. An article without an id gets one from its path,
//! the same at every import.
//!
//! Deliberately absent: writing, fetching, and guessing a language from text.

mod jsonl;
mod markdown;
mod whole;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{Article, Key};

/// An article is text to be read in a call; a megabyte is an accident.
pub const MOST_BYTES: u64 = 1_000_000;
/// Folders deeper than this are not followed (a link may lead back up).
const DEEPEST: usize = 32;

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub struct Import {
    /// Whole, and unique by key.
    pub articles: Vec<Article>,
    /// What an author should mend, by file and line.
    pub problems: Vec<Problem>,
}

/// Something an author should mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub path: PathBuf,
    /// The line in it, counted from 1; none if it is about the whole file.
    pub line: Option<u32>,
    /// What is wrong and what to do, in English.
    pub reason: String,
    /// Whether the article was taken all the same.
    pub imported: bool,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// Reads a folder, or one file of either kind.
///
/// # Errors
/// `from` itself cannot be read. Everything else is a [`Problem`].
pub fn import(from: &Path) -> io::Result<Import> {
    let mut gathered = Gathered::default();
    if fs::metadata(from)?.is_dir() {
        let mut files = Vec::new();
        walk(from, 0, &mut files, &mut gathered)?;
        files.sort();
        for file in files {
            gathered.file(from, &file);
        }
    } else {
        gathered.file(from.parent().unwrap_or(Path::new("")), from);
    }
    gathered.problems.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    Ok(Import { articles: gathered.articles, problems: gathered.problems })
}

fn walk(
    folder: &Path,
    depth: usize,
    files: &mut Vec<PathBuf>,
    gathered: &mut Gathered,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            if depth == DEEPEST {
                gathered.problem(&path, None, "folders are nested too deeply; not followed");
            } else if let Err(error) = walk(&path, depth + 1, files, gathered) {
                gathered.problem(&path, None, format!("the folder cannot be read ({error})"));
            }
        } else if markdown::is_markdown(&path) || jsonl::is_jsonl(&path) {
            files.push(path);
        }
    }
    Ok(())
}

/// What has been read so far.
#[derive(Default)]
pub(crate) struct Gathered {
    articles: Vec<Article>,
    problems: Vec<Problem>,
    places: BTreeMap<Key, (PathBuf, Option<u32>)>,
}

impl Gathered {
    fn file(&mut self, root: &Path, path: &Path) {
        let jsonl = jsonl::is_jsonl(path);
        match fs::metadata(path) {
            Ok(data) if !jsonl && data.len() > MOST_BYTES => {
                let size = data.len() / 1000;
                self.problem(path, None, format!("{size} kB is over 1 MB; split the article"));
                return;
            }
            Err(error) => {
                self.problem(path, None, format!("the file cannot be read ({error})"));
                return;
            }
            Ok(_) => {}
        }
        if jsonl {
            jsonl::read(root, path, self);
        } else {
            markdown::read(root, path, self);
        }
    }

    /// Reports something that keeps an article out.
    pub(crate) fn problem(&mut self, path: &Path, line: Option<u32>, reason: impl Into<String>) {
        let (path, reason) = (path.to_owned(), reason.into());
        self.problems.push(Problem { path, line, reason, imported: false });
    }

    /// Reports something that does not keep it out.
    pub(crate) fn note(&mut self, path: &Path, line: Option<u32>, reason: impl Into<String>) {
        let (path, reason) = (path.to_owned(), reason.into());
        self.problems.push(Problem { path, line, reason, imported: true });
    }

    /// Takes an article if its key is new.
    pub(crate) fn take(&mut self, article: Article, path: &Path, line: Option<u32>) {
        let key = article.key();
        if let Some((first, at)) = self.places.get(&key) {
            let at = at.map(|line| format!(":{line}")).unwrap_or_default();
            let reason = format!("{key} is already in {}{at}; the first is kept", first.display());
            self.problem(path, line, reason);
            return;
        }
        self.places.insert(key, (path.to_owned(), line));
        self.articles.push(article);
    }
}
