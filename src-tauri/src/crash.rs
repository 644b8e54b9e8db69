//! A crash is written down on this machine, and said at the next start. It goes nowhere by itself.
//!
//! The report names the place in the program, the thread and the calls that led there. The words
//! of the panic are kept only where they stand in the program itself: one that was put together
//! may hold what a customer said.

use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};

use contact::{Code, Problem};

/// No folder needs more of them.
const MOST: usize = 20;

/// Writes every panic from now on into `crashes` of `data_dir`, named by `clock`.
pub fn watch(data_dir: &Path, clock: fn() -> contact::Ms) {
    let folder = data_dir.join("crashes");
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // Where even that fails there is still the terminal.
        let _ = std::fs::create_dir_all(&folder);
        let _ = std::fs::write(folder.join(format!("new-{}.txt", clock())), report(panic));
        before(panic);
    }));
}

fn report(panic: &PanicHookInfo<'_>) -> String {
    let mut text = format!("Firsthand {} on {}\n", env!("CARGO_PKG_VERSION"), std::env::consts::OS);
    let thread = std::thread::current();
    let _ = writeln!(text, "thread: {}", thread.name().unwrap_or("without a name"));
    if let Some(place) = panic.location() {
        let _ = writeln!(text, "place: {}:{}", place.file(), place.line());
    }
    let words = panic.payload().downcast_ref::<&'static str>();
    let _ = writeln!(text, "words: {}", words.unwrap_or(&"left out: they may hold a customer's"));
    let _ = writeln!(text, "\n{}", Backtrace::force_capture());
    text
}

/// The crash of the last run, if there was one; said once.
pub(crate) fn said(data_dir: &Path) -> Option<Problem> {
    let mut reports: Vec<PathBuf> = std::fs::read_dir(data_dir.join("crashes"))
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    reports.sort_by_key(|path| {
        path.file_name().map(|name| name.to_string_lossy().replace("new-", ""))
    });
    while reports.len() > MOST {
        let _ = std::fs::remove_file(reports.remove(0));
    }
    let mut last = None;
    for report in reports {
        let name = report.file_name()?.to_string_lossy().into_owned();
        if let Some(known) = name.strip_prefix("new-") {
            let to = report.with_file_name(known);
            if std::fs::rename(&report, &to).is_ok() {
                last = Some(to);
            }
        }
    }
    last.map(|path| {
        let message = format!(
            "Something in Firsthand broke in the last run. What was saved is safe, and so is the \
             draft. A report without customers' data is in {}; please give it to whoever looks \
             after your machine.",
            path.display()
        );
        // By this the window knows what to say in the agent's language.
        Problem { field: Some("crash".into()), ..Problem::new(Code::Internal, message) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crash_is_kept_without_customers_words_and_said_once() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(said(folder.path()), None);
        watch(folder.path(), || 1_795_000_000_000);
        let name = "Sara";
        let crashed = std::thread::spawn(move || panic!("cannot read {name}")).join();
        let _ = std::panic::take_hook();
        assert!(crashed.is_err());
        let problem = said(folder.path()).unwrap();
        let report = folder.path().join("crashes/1795000000000.txt");
        assert!(problem.message.contains(&report.display().to_string()), "{problem}");
        let text = std::fs::read_to_string(report).unwrap();
        assert!(text.contains("crash.rs") && !text.contains("Sara"), "{text}");
        assert_eq!(said(folder.path()), None, "once");
    }
}
