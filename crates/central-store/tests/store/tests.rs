// Every test of the store, once for each engine: see main.rs and on_postgres.rs.

mod commands;
mod crash;
mod feeds;
mod figures;
mod hostile;
mod operation;
mod process;
mod protocol;
mod server;
mod site;
