//! The store as desks, supervisors and operators meet it: a real server on a free port, real files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

/// The engine that these tests run on.
fn on() -> server::On {
    server::On::named("sqlite")
}

include!("tests.rs");
// Copies of a file; a server makes its own.
mod copies;
// Its own disk; a server's is the server's.
mod full;
