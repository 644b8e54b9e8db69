//! Zip packages: a Salesforce Knowledge export, or any of our kinds of files packed together.
//!
//! Nothing is unpacked to disk. What comes out is bounded: by entry, by entries and by the whole,
//! counted as it comes and not as the package says of itself, so a bomb is refused at the bound.
//!
//! Deliberately absent: packages in packages, passwords.

mod salesforce;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::kind::{self, Kind};
use super::{Gathered, MOST_WRITTEN, Place};

const MOST_ENTRIES: usize = 50_000;

pub(crate) fn read_file(place: Place<'_>, gathered: &mut Gathered<'_>) {
    match File::open(place.shown) {
        Ok(file) => read(place, BufReader::new(file), gathered),
        Err(error) => {
            gathered.problem(place.shown, None, format!("the file cannot be read ({error})"));
        }
    }
}

/// An open package and how much may still come out of it.
struct Package<R> {
    archive: ZipArchive<R>,
    /// Entries by name, with `/` between folders.
    names: BTreeMap<String, usize>,
    left: u64,
    most: u64,
}

pub(crate) fn read<R: Read + Seek>(place: Place<'_>, reader: R, gathered: &mut Gathered<'_>) {
    let archive = match ZipArchive::new(reader) {
        Ok(archive) => archive,
        Err(error) => {
            let reason = format!("the package is damaged ({error}); export it again");
            return gathered.problem(place.shown, None, reason);
        }
    };
    if archive.len() > MOST_ENTRIES {
        let reason =
            format!("{} entries are over {MOST_ENTRIES}; split the package", archive.len());
        return gathered.problem(place.shown, None, reason);
    }
    let name = |raw: &[u8]| String::from_utf8_lossy(raw).replace('\\', "/");
    let names = archive.file_names_raw().enumerate().map(|(at, raw)| (name(raw), at)).collect();
    let most = gathered.options.most_file;
    let mut package = Package { archive, names, left: most, most };
    let mut done = BTreeSet::new();
    let names: Vec<String> = package.names.keys().cloned().collect();
    let wanted = |name: &&String| {
        let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
        !name.ends_with('/') && !hidden && kind::may_be(Path::new(name))
    };
    // tables first: the pages they name are parts of their articles
    let is_table = |name: &str| name.to_ascii_lowercase().ends_with(".csv");
    let (tables, others): (Vec<&String>, Vec<&String>) =
        names.iter().filter(wanted).partition(|name| is_table(name));
    for name in tables.into_iter().chain(others) {
        if gathered.full() {
            return;
        }
        if done.contains(name) {
            continue;
        }
        // a name from the root would leave the package's own
        let within = name.trim_start_matches('/').replace(':', "-");
        let shown = place.shown.join(&within);
        let bytes = match package.entry(name) {
            Ok(bytes) => bytes,
            Err(Refused::Entry(reason)) => {
                gathered.problem(&shown, None, reason);
                continue;
            }
            Err(Refused::Package(reason)) => return gathered.problem(place.shown, None, reason),
        };
        let inside: PathBuf = place.inside.with_extension("").join(&within);
        let inner = Place { shown: &shown, inside: &inside };
        if is_table(name) && salesforce::is(&bytes) {
            match salesforce::read(inner, name, &bytes, &mut package, gathered) {
                Ok(used) => done.extend(used),
                Err(reason) => return gathered.problem(place.shown, None, reason),
            }
            continue;
        }
        match kind::of(Path::new(name), &bytes[..bytes.len().min(kind::ENOUGH)]) {
            Some(Kind::Zip) => {
                gathered.problem(
                    &shown,
                    None,
                    "a package in a package is not opened; unpack it first",
                );
            }
            Some(Kind::Office) => {
                let reason = "this is an office document; save it as CSV or HTML and import that";
                gathered.problem(&shown, None, reason);
            }
            Some(kind @ (Kind::Markdown | Kind::Html)) if bytes.len() as u64 > MOST_WRITTEN => {
                let what = if kind == Kind::Html { "page" } else { "article" };
                let reason = format!("{} kB is over 1 MB; split the {what}", bytes.len() / 1000);
                gathered.problem(&shown, None, reason);
            }
            Some(kind) => gathered.bytes(inner, kind, &bytes),
            None => {}
        }
    }
}

/// What keeps an entry out, or all that follows.
enum Refused {
    Entry(String),
    Package(String),
}

impl<R: Read + Seek> Package<R> {
    fn entry(&mut self, name: &str) -> Result<Vec<u8>, Refused> {
        let at = self.names.get(name).copied();
        let at = at.ok_or_else(|| Refused::Entry(format!("{name} is not in the package")))?;
        let entry = self.archive.by_index(at).map_err(|error| {
            Refused::Entry(format!("the entry cannot be read ({error}); export the package again"))
        })?;
        let mut bytes = Vec::new();
        let read = entry.take(self.left + 1).read_to_end(&mut bytes);
        let came = bytes.len() as u64;
        if came > self.left {
            let most = self.most / 1_000_000;
            return Err(Refused::Package(format!(
                "the package unpacks to over {most} MB (at {name}); what follows is left out. \
                 Split it or allow more by --most-mb"
            )));
        }
        self.left -= came;
        read.map_err(|error| {
            Refused::Entry(format!("the entry is damaged ({error}); export the package again"))
        })?;
        Ok(bytes)
    }

    /// The entry a table names by a path relative to itself.
    fn beside(&self, table: &str, path: &str) -> Option<String> {
        let folder = table.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = path.trim().replace('\\', "/");
        let path = path.trim_start_matches("./").trim_start_matches('/');
        let near = if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
        [near, path.to_owned()].into_iter().find(|name| self.names.contains_key(name))
    }
}
