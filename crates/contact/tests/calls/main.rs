//! Call events to call state: one story in every order, and what each missing event implies.
#![expect(clippy::unwrap_used, reason = "a call that is not there is a failed test")]

mod events;
mod log;
mod order;
