//! First-contact resolution over millions of contacts, held to [`contact::fcr`] by tests.
//!
//! Two ways lead to the same figures. *Sums*: for the standing policies (24 h, 48 h, 7 d, 30 d; one
//! reason family; all channels) the counters behind a report are kept by hour and day, by queue,
//! channel and reason family, and moved by the difference whenever a customer's contacts change. The
//! *sweep*: any other policy and filter in one walk over the covering index, and the nightly audit,
//! which must find the sums equal to the unit.
//!
//! Promises: both count with the same rule ([`kernel`]), so that they can only differ by what was
//! moved wrongly, which the audit tells; every published figure that moved afterwards is in the log
//! of restatements.
//! Deliberately absent: verdicts on single contacts (see `figures`), which ask the rule itself.

pub(crate) mod articles;
pub(crate) mod audit;
pub(crate) mod cells;
pub(crate) mod change;
pub(crate) mod evaluate;
pub(crate) mod fact;
pub(crate) mod filter;
pub(crate) mod for_desks;
pub(crate) mod kernel;
mod line;
pub(crate) mod packed;
pub(crate) mod people;
pub(crate) mod report;
pub(crate) mod restated;
pub(crate) mod sums;
pub(crate) mod sweep;
pub(crate) mod teams;
