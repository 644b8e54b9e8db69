//! The same tests as in main.rs, on a PostgreSQL server of their own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

/// The engine that these tests run on.
fn on() -> server::On {
    if std::env::var_os("FIRSTHAND_WITHOUT_POSTGRES").is_some() {
        eprintln!("PostgreSQL is left out as asked: this runs on SQLite once more");
        return server::On::named("sqlite");
    }
    server::On::named("postgres")
}

include!("tests.rs");
// What only a server has.
mod desks;
mod dumps;
mod encrypted;
mod failover;
mod full_server;
mod network;
mod races;
mod servers;
mod spread;
mod tenants;
mod two_servers;
