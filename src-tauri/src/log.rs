//! The log folder: lines that say what happened, never to whom.
//!
//! `log/firsthand.log` in the data folder, the older ones beside it as `.1` to `.4`; two megabytes
//! each, so that a desk never fills a disk with them. Nothing a customer said, is called or dials
//! from is written: the parts log codes and counts, and their `Debug` keeps the rest to itself.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, fmt};

/// One file's size.
const LARGEST: u64 = 2 * 1024 * 1024;
/// How many older ones are kept.
const OLDER: u32 = 4;

/// Writes to the log folder of `data_dir`, and to the terminal it was started from.
pub fn begin(data_dir: &Path) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,refinery_core=warn".into());
    let file = match Rotating::open(&data_dir.join("log")) {
        Ok(file) => Some(fmt::layer().with_ansi(false).with_writer(Mutex::new(file))),
        Err(error) => {
            // Nobody can be told any better yet, and a desk without a log is still a desk.
            let _ = writeln!(io::stderr(), "no log file: {error}");
            None
        }
    };
    let _ = tracing_subscriber::registry()
        .with(filter)
        .with(fmt::layer().with_ansi(io::stderr().is_terminal()).with_writer(io::stderr))
        .with(file)
        .try_init();
}

/// A file that is put aside when it is large, and begun again.
struct Rotating {
    folder: PathBuf,
    file: File,
    size: u64,
}

impl Rotating {
    fn open(folder: &Path) -> io::Result<Rotating> {
        std::fs::create_dir_all(folder)?;
        let file = OpenOptions::new().create(true).append(true).open(path(folder, 0))?;
        let size = file.metadata()?.len();
        Ok(Rotating { folder: folder.to_owned(), file, size })
    }

    fn turn(&mut self) -> io::Result<()> {
        for older in (0..OLDER).rev() {
            // One that is not there yet is no fault.
            let _ = std::fs::rename(path(&self.folder, older), path(&self.folder, older + 1));
        }
        *self = Rotating::open(&self.folder)?;
        Ok(())
    }
}

fn path(folder: &Path, older: u32) -> PathBuf {
    match older {
        0 => folder.join("firsthand.log"),
        n => folder.join(format!("firsthand.log.{n}")),
    }
}

impl Write for Rotating {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.size > 0 && self.size + bytes.len() as u64 > LARGEST {
            self.turn()?;
        }
        let written = self.file.write(bytes)?;
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_never_fills_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = Rotating::open(folder.path()).unwrap();
        let line = [b'x'; 64 * 1024];
        for _ in 0..300 {
            log.write_all(&line).unwrap();
        }
        let sizes: Vec<u64> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().metadata().unwrap().len())
            .collect();
        assert_eq!(sizes.len(), 5);
        assert!(sizes.iter().all(|size| *size <= LARGEST), "{sizes:?}");
        // Opened again, it goes on where it was.
        let before = log.size;
        assert_eq!(Rotating::open(folder.path()).unwrap().size, before);
    }
}
