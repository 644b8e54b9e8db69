//! Why the desk ends: in the log, whatever ends it.
//!
//! What can still speak says it itself: the window was closed, a signal came, the toolkit has lost its
//! display (it then ends the process, with code 1 and past everything else). For what cannot there is
//! a mark in the data folder while the desk runs: one that is still there at the next start was left
//! by a desk that was killed, or whose machine went down.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tauri::AppHandle;

/// The mark; in it is the number of the process.
const MARK: &str = "running";

static PLACE: OnceLock<PathBuf> = OnceLock::new();

/// Says how the run before ended, if nobody did, and marks that this one has begun. Only whoever has
/// the data folder to itself may call it.
pub fn watch(data_dir: &Path) {
    let mark = data_dir.join(MARK);
    if let Some(before) = left(&mark) {
        tracing::warn!(
            process = before,
            "the run before ended without a word: it was killed, or the machine went down; what was \
             saved is here"
        );
    }
    if let Err(error) = std::fs::write(&mark, std::process::id().to_string()) {
        tracing::warn!("whether this run ends by itself will not be known: {error}");
    }
    let _ = PLACE.set(mark);
    #[cfg(target_os = "linux")]
    hear_toolkit();
}

/// The process that left its mark.
fn left(mark: &Path) -> Option<String> {
    let text = std::fs::read_to_string(mark).ok()?;
    Some(text.trim().chars().filter(char::is_ascii_digit).take(10).collect())
}

/// Says that the desk ends, and why.
pub(crate) fn said(why: &str) {
    tracing::info!("the desk ends: {why}");
    if let Some(mark) = PLACE.get() {
        let _ = std::fs::remove_file(mark);
    }
}

/// Ends the desk as if its window had been closed when the system asks for it.
pub(crate) fn hear_signals(app: &AppHandle) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        for (kind, name) in [
            (SignalKind::terminate(), "SIGTERM"),
            (SignalKind::interrupt(), "SIGINT"),
            (SignalKind::hangup(), "SIGHUP"),
        ] {
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                match signal(kind) {
                    Ok(mut signal) => {
                        signal.recv().await;
                        tracing::info!("asked to end by {name}");
                        app.exit(0);
                    }
                    // Then it ends without a word, and the next start says so.
                    Err(error) => tracing::warn!("{name} cannot be heard: {error}"),
                }
            });
        }
    }
    #[cfg(not(unix))]
    let _ = app;
}

/// Puts what the toolkit has to say into the log; the last thing before it ends the process is that
/// its display is gone.
#[cfg(target_os = "linux")]
fn hear_toolkit() {
    use webkit2gtk::glib::{LogLevel, log_set_default_handler};

    log_set_default_handler(|domain, level, message| {
        let domain = domain.unwrap_or_default();
        match level {
            LogLevel::Error | LogLevel::Critical => tracing::error!(domain, "{message}"),
            LogLevel::Warning => tracing::warn!(domain, "{message}"),
            LogLevel::Message if is_display_gone(message) => {
                tracing::error!(domain, "{}", message.trim());
                said("its display is gone");
            }
            LogLevel::Message => tracing::info!(domain, "{message}"),
            LogLevel::Info | LogLevel::Debug => tracing::debug!(domain, "{message}"),
        }
    });
}

#[cfg(target_os = "linux")]
fn is_display_gone(message: &str) -> bool {
    message.contains("lost its connection to the display")
        || message.contains("Fatal IO error")
        || message.contains("Lost connection to Wayland compositor")
        || message.contains("dispatching to Wayland display")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_ended_without_a_word_leaves_its_number() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join(MARK);
        assert_eq!(left(&mark), None, "a first start says nothing");
        std::fs::write(&mark, "4711\n").unwrap();
        assert_eq!(left(&mark).as_deref(), Some("4711"));
    }
}
