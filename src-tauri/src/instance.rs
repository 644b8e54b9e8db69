//! One desk per data folder: a second start hands over what it was opened with, and ends.
//!
//! Whoever holds the lock on `running.lock` is the desk; the system gives it back whatever happens
//! to the process. The second start finds the first one's endpoint in `calls.json`. No D-Bus: it
//! works the same on every system, and without a session bus.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};
use telephony::post::Endpoint;

/// How long a second start waits for the first to be ready.
const PATIENCE: Duration = Duration::from_secs(15);

/// The desk's own place, held as long as it runs.
#[derive(Debug)]
pub struct Claim(#[expect(dead_code, reason = "holds the lock until it is dropped")] File);

/// Takes `data_dir` for this process. None when another desk has it.
///
/// # Errors
/// When the folder cannot be written to.
pub fn claim(data_dir: &Path) -> anyhow::Result<Option<Claim>> {
    let path = data_dir.join("running.lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    match file.try_lock() {
        Ok(()) => {
            // What a desk that was killed left behind leads nowhere.
            let _ = std::fs::remove_file(data_dir.join("calls.json"));
            Ok(Some(Claim(file)))
        }
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("{} cannot be locked", path.display()))
        }
    }
}

/// Hands `links` to the desk that has `data_dir`, which comes to the front.
///
/// # Errors
/// When it does not answer.
pub fn hand_over(data_dir: &Path, links: &[String]) -> anyhow::Result<()> {
    let body = serde_json::to_string(links)?;
    let step = Duration::from_millis(100);
    for _ in 0..PATIENCE.as_millis() / step.as_millis() {
        // The first may still be starting.
        if let Ok(endpoint) = endpoint(data_dir)
            && let Ok((status, _)) = endpoint.post("/v1/open", "application/json", &body)
        {
            return match status {
                202 => Ok(()),
                422 => bail!("Firsthand is open, but this is no link it knows."),
                _ => bail!("Firsthand is open, but did not take this over (HTTP {status})."),
            };
        }
        std::thread::sleep(step);
    }
    bail!("Firsthand is already open with this data folder, but does not answer.")
}

/// The endpoint of the desk that runs on `data_dir`.
///
/// # Errors
/// When none does.
pub fn endpoint(data_dir: &Path) -> anyhow::Result<Endpoint> {
    let path = data_dir.join("calls.json");
    let text = std::fs::read_to_string(&path).with_context(|| {
        format!("no desk is running on {} ({} is not there)", data_dir.display(), path.display())
    })?;
    Ok(serde_json::from_str(&text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_desk_per_folder_until_it_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("calls.json"), "left behind").unwrap();
        let first = claim(folder.path()).unwrap();
        assert!(first.is_some());
        assert!(!folder.path().join("calls.json").exists());
        assert!(claim(folder.path()).unwrap().is_none(), "another has it");
        drop(first);
        assert!(claim(folder.path()).unwrap().is_some(), "free again");
    }
}
