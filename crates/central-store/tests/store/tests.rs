// Every test of the store, once for each engine: see main.rs and on_postgres.rs.

mod asked;
mod channels;
mod commands;
mod crash;
mod crowded;
mod feeds;
mod figures;
mod files;
mod hostile;
mod mistakes;
mod moved;
mod noted;
mod interface;
mod older;
mod operation;
mod persons;
mod process;
mod protocol;
mod quarantine;
mod reconcile;
mod returning;
mod server;
mod site;
mod streams;
mod telephone;
