//! The central store: takes contacts in, answers first-contact resolution and history, sends
//! articles and lists down to the desks, and serves the supervisors' board.
//!
//! [`serve`] is the whole server as a function; [`Store`] is what it stands on, without a network;
//! [`import`] brings files in. The words on the wire are [`contact::protocol`]'s, the figures
//! [`contact::fcr`]'s.
//!
//! Promised: an acknowledgement is given only after the record is durable; the same record is
//! stored once however often it comes; no identity of a customer is stored or logged in the clear.
//! Deliberately absent: a clock and a source of ids (both come in with [`Settings`]), TLS (a
//! reverse proxy's work).
//!
//! From the outside in: `http` (addresses) → `store` (what can be asked) → `tables` (statements
//! and rules, one text) and `fcr` (the figures) → `engine` (SQLite or PostgreSQL).

pub mod backup;
mod channel;
mod database;
mod engine;
mod failure;
mod fcr;
mod figures;
mod http;
pub mod import;
mod keys;
mod metrics;
mod noted;
mod people;
mod private;
mod quarantine;
mod reading;
pub mod schema;
mod settings;
mod store;
mod switchboard;
mod tables;
mod titles;
mod told;
mod upkeep;
mod vitals;

pub use database::{Database, UnknownDatabase};
pub use engine::Trouble;
pub use failure::Failure;
pub use fcr::filter::{Filter, GroupBy};
pub use fcr::report::{Basis, Group};
pub use fcr::restated::Restatement;
pub use figures::{Audited, Figures, Shown, ShownPage};
pub use http::{serve, serve_store};
pub use noted::{Choices, Faults, Gap, Noted, RootCauseCount};
pub use quarantine::{Replayed, Which};
pub use settings::{Chance, Clock, CloudCalls, Pace, Serving, Settings};
pub use store::{Arrived, Edition, Heard, Store};
pub use tables::desks::{BoardKey, Device, Watermark, Who};
pub use tables::erasure::Erased;
pub use tables::exclusions::ReviewState;
pub use tables::feed::{Heads, Scope};
pub use tables::sources::KnownSource;
pub use titles::Titled;
