//! Lines to stdout, for whoever reads them as long as they do.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// As `println!`, which breaks the program off where its reader has gone.
macro_rules! say {
    ($($what:tt)*) => { $crate::say::line(format_args!($($what)*)) };
}
pub(crate) use say;

/// Writes one line. A reader that has seen enough (`kb search … | head`) ends the program, and that is no
/// failure; one that cannot be written to is.
pub(crate) fn line(what: Arguments<'_>) {
    let Err(error) = writeln!(std::io::stdout(), "{what}") else { return };
    if error.kind() == ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    eprintln!("kb: The answer cannot be written: {error}.");
    std::process::exit(1);
}
