//! Copies of a store that is running, getting one back, and finding out whether one is whole.
//!
//! Promises: a copy is of one moment and is made while desks are served; nothing that is there is
//! ever overwritten; a copy that is not whole is neither finished nor restored; what was restored
//! has a new epoch, so that every desk compares and sends again what the copy had not yet seen; who
//! was erased stays erased.
//! Deliberately absent: when copies are made and where they are kept (see docs/operating.md).

mod access;
pub(crate) mod erasures;
mod postgres;
pub(crate) mod sqlite;
mod verify;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use contact::{Code, Problem};

use crate::{Database, Failure, Settings, private};

pub use access::{Holder, Valid};
pub use erasures::{ErasedContact, ErasedCustomer, Erasure, erasures_from};
pub use verify::{Verified, verify};

/// A copy that was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copied {
    /// How large it is.
    pub bytes: u64,
    /// What is in it.
    pub verified: Verified,
}

/// Copies the store of `database` into the new file `to`, while it is being served.
///
/// # Errors
/// [`Code::Conflict`] when `to` is there already, [`Code::NotFound`] when there is no store;
/// [`Code::Damaged`] when the copy is not whole, which is then deleted.
pub fn take(
    database: &Database,
    to: &Path,
    progress: impl FnMut(u64, u64),
) -> Result<Copied, Failure> {
    refuse_existing(to)?;
    match database {
        Database::Sqlite(path) => sqlite::take(path, to, progress),
        Database::Postgres(url) => postgres::take(url, to),
    }
}

/// Makes the store of `settings` out of the copy `from`, which stays. `erased` are erasures that were
/// done after the copy was made.
///
/// # Errors
/// [`Code::Conflict`] when there is something at the database already; [`Code::Damaged`] when the
/// copy is not whole. In both cases nothing was made.
pub fn restore(settings: &Settings, from: &Path, erased: &[Erasure]) -> Result<Restored, Failure> {
    match &settings.database {
        Database::Sqlite(path) => sqlite::restore(settings, from, path, erased),
        Database::Postgres(url) => postgres::restore(settings, url, from, erased),
    }
}

/// A store that was got back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restored {
    /// What is in it.
    pub verified: Verified,
    /// Rows of erased customers that the copy still had.
    pub erased_rows: u64,
    /// Its new epoch.
    pub epoch: String,
    /// Who may speak to it, also who was revoked after the copy was made.
    pub valid: Vec<Valid>,
}

fn refuse_existing(path: &Path) -> Result<(), Failure> {
    if fs::symlink_metadata(path).is_ok() {
        let message = format!(
            "{} is there already. Nothing was overwritten: choose another name, or move it away.",
            path.display()
        );
        return Err(Failure::Asked(Problem::new(Code::Conflict, message)));
    }
    Ok(())
}

/// A copy that is not there, or is no file.
fn refuse_missing(from: &Path) -> Result<(), Failure> {
    if from.is_file() {
        return Ok(());
    }
    let what = if from.exists() { "is no file" } else { "is not there" };
    let message = format!(
        "The copy {} {what}. Nothing was restored. Name the file that `backup` made.",
        from.display()
    );
    Err(Failure::Asked(Problem::new(Code::NotFound, message)))
}

fn file(what: &str, path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let what = format!("{what} {}", path.display());
    move |source| Failure::File { what, source }
}

/// A file in the making. Its name says so; it is gone when it was not finished.
struct Partial {
    path: PathBuf,
    finished: bool,
}

impl Partial {
    /// Beside `whole`, so that finishing it is a matter of its name.
    fn of(whole: &Path) -> Result<Partial, Failure> {
        let mut name = whole.as_os_str().to_owned();
        name.push(".partial");
        let path = PathBuf::from(name);
        refuse_existing(&path)?;
        private::create_new(&path).map_err(file("making", &path))?;
        Ok(Partial { path, finished: false })
    }

    /// With what is in `from`, but not with its rights: it may have come from anywhere.
    fn fill(&self, from: &Path) -> Result<(), Failure> {
        let mut read = fs::File::open(from).map_err(file("opening", from))?;
        let into = fs::File::options().write(true).open(&self.path);
        let mut into = into.map_err(file("opening", &self.path))?;
        io::copy(&mut read, &mut into).map_err(file("copying", from))?;
        Ok(())
    }

    /// Durable under its own name, unless somebody else took that meanwhile.
    fn finish(mut self, whole: &Path) -> Result<(), Failure> {
        let opened = fs::File::open(&self.path).map_err(file("opening", &self.path))?;
        opened.sync_all().map_err(file("making durable", &self.path))?;
        // A second name fails where the file is there; a renaming would overwrite it.
        match fs::hard_link(&self.path, whole) {
            Ok(()) => fs::remove_file(&self.path).map_err(file("removing", &self.path))?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => refuse_existing(whole)?,
            // Some file systems have no second names.
            Err(_) => {
                refuse_existing(whole)?;
                fs::rename(&self.path, whole).map_err(file("renaming", &self.path))?;
            }
        }
        self.finished = true;
        let folder = whole.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Where a folder cannot be opened as a file there is nothing to make durable.
        if let Ok(folder) = fs::File::open(folder) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.finished {
            for end in ["", "-wal", "-shm", "-journal"] {
                let mut name = self.path.as_os_str().to_owned();
                name.push(end);
                let _ = fs::remove_file(name);
            }
        }
    }
}
