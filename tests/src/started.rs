//! A desk that has begun once, to be copied: making the index of the starter articles is the slow
//! part of a first start, and it is the same for every test of a program.

use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use tempfile::TempDir;

static STARTED: OnceLock<Result<TempDir, String>> = OnceLock::new();

/// Fills the empty `folder` as `begin` fills one: it is called once in this program, and what it
/// made is copied from then on. It must have closed everything when it returns.
///
/// # Errors
/// When it could not be made, or not be copied.
pub fn started(
    folder: &Path,
    begin: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<(), String> {
    let made = STARTED.get_or_init(|| {
        let made = place().map_err(|error| error.to_string())?;
        begin(made.path())?;
        Ok(made)
    });
    let made = made.as_ref().map_err(Clone::clone)?;
    copy(made.path(), folder).map_err(|error| format!("cannot copy a desk: {error}"))
}

/// Beside the program, in the build's own folder. What is kept for a whole program is never
/// dropped, so each run clears away what earlier ones left.
fn place() -> io::Result<TempDir> {
    let program = std::env::current_exe()?;
    let folder = program.ancestors().nth(3).unwrap_or(Path::new(".")).join("tmp");
    std::fs::create_dir_all(&folder)?;
    for entry in std::fs::read_dir(&folder)?.flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with("started-");
        let age = entry.metadata().and_then(|data| data.modified()).map(|made| made.elapsed());
        // A run that goes on beside this one still needs its own.
        if is_ours && age.is_ok_and(|age| age.is_ok_and(|age| age > Duration::from_secs(1_800))) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    tempfile::Builder::new().prefix("started-").tempdir_in(folder)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
