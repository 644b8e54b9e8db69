//! Files that only their owner may read: a store and its copies hold what customers said.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes a file of which nobody else may read a line, whatever the umask lets.
///
/// # Errors
/// When it is there already, or cannot be made.
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
