//! The store as desks, supervisors and operators meet it: a real server on a free port, real files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod commands;
mod copies;
mod crash;
mod feeds;
mod figures;
mod hostile;
mod operation;
mod process;
mod protocol;
mod site;
