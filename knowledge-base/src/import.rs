//! Articles from an author's folder or from an export.
//!
//! A folder is read with everything under it: Markdown with YAML or TOML front matter, HTML
//! pages, tables (CSV and its kin), JSON lines, JSON of help desks and zip packages. What a file
//! is, its content says before its name does. What is wrong with one file, row or entry is
//! reported with its place and does not keep the rest out. Nothing is read without a bound:
//! [`Options`] holds them. An article without an id gets one from its path, the same at every
//! import; the languages of one article share an id.
//!
//! Deliberately absent: writing (see [`crate::export`]), fetching, and guessing a language from
//! text.

mod days;
mod helpdesk;
mod html;
mod jsonl;
mod kind;
mod markdown;
mod names;
mod package;
mod table;
mod whole;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::{Article, Key};
use kind::Kind;
use whole::{Written, whole};

pub(crate) use names::part;

/// An article is text to be read in a call; a megabyte is an accident.
pub const MOST_BYTES: u64 = 1_000_000;
/// One article as a file or a line may be larger: escapes and markup count here.
pub(crate) const MOST_WRITTEN: u64 = 8 * MOST_BYTES;
/// Folders deeper than this are not followed (a link may lead back up).
const DEEPEST: usize = 32;
/// Further problems are counted, not kept.
const MOST_PROBLEMS: usize = 100_000;

/// What is taken for granted, and how much is read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The language of articles that do not say theirs, BCP 47.
    pub lang: Option<String>,
    /// The encoding of tables and pages that do not say theirs, by its WHATWG label.
    pub encoding: Option<String>,
    /// The largest table, help-desk export or unpacked package, bytes.
    pub most_file: u64,
    /// The most text of all articles together, bytes.
    pub most_text: u64,
    /// The most articles.
    pub most_articles: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            lang: None,
            encoding: None,
            most_file: 256_000_000,
            most_text: 2_000_000_000,
            most_articles: 1_000_000,
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Bytes of all files, so that the rest can be told.
    pub bytes: u64,
    /// Bytes that are done.
    pub done: u64,
    /// Articles read so far.
    pub articles: usize,
}

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub struct Import {
    /// Whole, and unique by key.
    pub articles: Vec<Article>,
    /// What an author should mend, by file and line.
    pub problems: Vec<Problem>,
}

/// Something an author should mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file; an entry of a package stands under the package's name.
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

/// Reads a folder or one file with the usual bounds.
///
/// # Errors
/// `from` itself cannot be read. Everything else is a [`Problem`].
pub fn import(from: &Path) -> io::Result<Import> {
    import_with(from, &Options::default(), |_| {})
}

/// Reads a folder or one file, and says how far it is: after every file, and within large ones.
///
/// # Errors
/// As [`import`].
pub fn import_with(
    from: &Path,
    options: &Options,
    mut progress: impl FnMut(Step),
) -> io::Result<Import> {
    let mut gathered = Gathered::new(options.clone(), &mut progress);
    if fs::metadata(from)?.is_dir() {
        let mut files = Vec::new();
        walk(from, 0, &mut files, &mut gathered)?;
        files.sort();
        gathered.step.bytes = files.iter().map(|(_, bytes)| bytes).sum();
        for (file, size) in files {
            let done = gathered.step.done + size;
            let inside = file.strip_prefix(from).unwrap_or(&file).to_owned();
            gathered.file(&file, &inside, false);
            gathered.step.done = done;
            gathered.at(0);
            if gathered.full {
                break;
            }
        }
    } else {
        gathered.step.bytes = fs::metadata(from)?.len();
        let inside = from.file_name().map(PathBuf::from).unwrap_or_default();
        gathered.file(from, &inside, true);
    }
    Ok(gathered.finished())
}

/// Reads one file that is in the memory: what fuzzing and tests ask.
pub fn import_bytes(name: &str, bytes: &[u8], options: &Options) -> Import {
    let mut nobody = |_| {};
    let mut gathered = Gathered::new(options.clone(), &mut nobody);
    let place = Place { shown: Path::new(name), inside: Path::new(name) };
    let kind = kind::of(place.inside, &bytes[..bytes.len().min(kind::ENOUGH)]);
    gathered.bytes(place, kind.unwrap_or(Kind::Markdown), bytes);
    gathered.finished()
}

fn walk(
    folder: &Path,
    depth: usize,
    files: &mut Vec<(PathBuf, u64)>,
    gathered: &mut Gathered<'_>,
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
        } else if kind::may_be(&path) {
            // a pipe or a device would never end; what cannot be looked at is named later
            match fs::metadata(&path) {
                Ok(data) if data.is_file() => files.push((path, data.len())),
                Ok(_) => {}
                Err(_) => files.push((path, 0)),
            }
        }
    }
    Ok(())
}

/// Where something stands: as a person finds it, and within what is imported (ids come of that).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) shown: &'a Path,
    pub(crate) inside: &'a Path,
}

/// What has been read so far.
pub(crate) struct Gathered<'a> {
    pub(crate) options: Options,
    articles: Vec<Article>,
    text: u64,
    full: bool,
    problems: Vec<Problem>,
    unkept: usize,
    places: BTreeMap<Key, (PathBuf, Option<u32>)>,
    /// Names of a help desk's sections: they may stand in another file than the articles.
    pub(crate) sections: helpdesk::Sections,
    step: Step,
    progress: &'a mut dyn FnMut(Step),
}

impl<'a> Gathered<'a> {
    fn new(options: Options, progress: &'a mut dyn FnMut(Step)) -> Gathered<'a> {
        Gathered {
            options,
            articles: Vec::new(),
            text: 0,
            full: false,
            problems: Vec::new(),
            unkept: 0,
            places: BTreeMap::new(),
            sections: helpdesk::Sections::default(),
            step: Step { bytes: 0, done: 0, articles: 0 },
            progress,
        }
    }

    /// Tells how many bytes of the file being read are behind.
    pub(crate) fn at(&mut self, into: u64) {
        let done = (self.step.done + into).min(self.step.bytes);
        (self.progress)(Step { done, articles: self.articles.len(), ..self.step });
    }

    fn file(&mut self, path: &Path, inside: &Path, asked_for: bool) {
        let place = Place { shown: path, inside };
        let (size, start) = match kind::start(path) {
            Ok(start) => start,
            Err(error) => {
                self.problem(path, None, format!("the file cannot be read ({error})"));
                return;
            }
        };
        let Some(kind) = kind::of(inside, &start) else {
            if asked_for {
                self.problem(path, None, "this is no kind of file that articles are read from");
            }
            return;
        };
        let most = match kind {
            Kind::Markdown | Kind::Html => MOST_WRITTEN,
            Kind::JsonLines => u64::MAX,
            Kind::Table | Kind::Json | Kind::Zip => self.options.most_file,
            Kind::Office => 0,
        };
        if kind == Kind::Office {
            let reason = "this is an office document; save it as CSV or HTML and import that";
            self.problem(path, None, reason);
        } else if size > most {
            let what = match kind {
                Kind::Markdown | Kind::Html => "over 1 MB; split the article".to_owned(),
                _ => format!(
                    "over {} MB; split the file or allow more by --most-mb",
                    most / 1_000_000
                ),
            };
            self.problem(path, None, format!("{} kB is {what}", size / 1000));
        } else {
            match kind {
                Kind::JsonLines => jsonl::read_file(place, self),
                Kind::Table => table::read_file(place, self),
                Kind::Zip => package::read_file(place, self),
                _ => match fs::read(path) {
                    Ok(bytes) => self.bytes(place, kind, &bytes),
                    Err(error) => {
                        self.problem(path, None, format!("the file cannot be read ({error})"));
                    }
                },
            }
        }
    }

    /// Reads what is in the memory already.
    pub(crate) fn bytes(&mut self, place: Place<'_>, kind: Kind, bytes: &[u8]) {
        match kind {
            Kind::Markdown => markdown::read(place, bytes, self),
            Kind::Html => html::read(place, bytes, self),
            Kind::JsonLines => jsonl::read(place, bytes, self),
            Kind::Json => helpdesk::read(place, bytes, self),
            Kind::Table => table::read(place, bytes, self),
            Kind::Zip => package::read(place, io::Cursor::new(bytes), self),
            Kind::Office => {}
        }
    }

    /// Reports something that keeps an article out.
    pub(crate) fn problem(&mut self, path: &Path, line: Option<u32>, reason: impl Into<String>) {
        self.say(path, line, reason.into(), false);
    }

    /// Reports something that does not keep it out.
    pub(crate) fn note(&mut self, path: &Path, line: Option<u32>, reason: impl Into<String>) {
        self.say(path, line, reason.into(), true);
    }

    fn say(&mut self, path: &Path, line: Option<u32>, reason: String, imported: bool) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(Problem { path: path.to_owned(), line, reason, imported });
        } else {
            self.unkept += 1;
        }
    }

    /// Makes an article whole and takes it, or says why not.
    pub(crate) fn written(
        &mut self,
        mut written: Written,
        place: Place<'_>,
        line: Option<u32>,
        fallback_id: impl FnOnce(Option<&str>) -> String,
    ) {
        if written.lang.as_deref().is_none_or(|lang| lang.trim().is_empty()) {
            written.lang = whole::lang_of_path(place.inside).or_else(|| self.options.lang.clone());
        }
        let lang = written.lang.as_deref().and_then(whole::lang_of);
        match whole(written, || fallback_id(lang.as_deref())) {
            Ok((article, notes)) => {
                for note in notes {
                    self.note(place.shown, line, note);
                }
                self.take(article, place.shown, line);
            }
            Err(reason) => self.problem(place.shown, line, reason),
        }
    }

    /// Takes an article if its key is new.
    fn take(&mut self, article: Article, path: &Path, line: Option<u32>) {
        if self.full {
            return;
        }
        self.text += (article.title.len() + article.body.len()) as u64;
        if self.articles.len() >= self.options.most_articles || self.text > self.options.most_text {
            self.full = true;
            let (n, most) = (self.articles.len(), self.options.most_text / 1_000_000);
            let reason = format!(
                "{n} articles are read and {most} MB of text is the most; what follows is left \
                 out. Import in parts"
            );
            self.problem(path, line, reason);
            return;
        }
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

    /// Whether there is no room for more.
    pub(crate) fn full(&self) -> bool {
        self.full
    }

    fn finished(mut self) -> Import {
        self.sections.name(&mut self.articles);
        if self.unkept > 0 {
            let reason = format!("{} further problems were not written down", self.unkept);
            let path = self.problems.last().map(|last| last.path.clone()).unwrap_or_default();
            self.problems.push(Problem { path, line: None, reason, imported: false });
        }
        self.problems.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
        Import { articles: self.articles, problems: self.problems }
    }
}
