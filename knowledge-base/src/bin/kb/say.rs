//! Lines to stdout, for whoever reads them as long as they do.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// As `println!`, which breaks the program off where its reader has gone.
macro_rules! say {
    ($($what:tt)*) => { $crate::say::line(format_args!($($what)*)) };
}
pub(crate) use say;

/// Whether the reader has gone.
static GONE: AtomicBool = AtomicBool::new(false);

/// Writes one line. A reader that has seen enough (`kb search … | head`) gets no more, and that is no failure:
/// the work goes on to its own end. Who cannot be written to otherwise is one.
pub(crate) fn line(what: Arguments<'_>) {
    if GONE.load(Ordering::Relaxed) {
        return;
    }
    match writeln!(std::io::stdout(), "{what}") {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => GONE.store(true, Ordering::Relaxed),
        Err(error) => {
            eprintln!("kb: The answer cannot be written: {error}.");
            std::process::exit(1);
        }
    }
}
