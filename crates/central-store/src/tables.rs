//! The statements and the rules around them, table by table, each written once for every engine.
//!
//! Promises: `$1` parameters and portable words only, every table asked by tenant first, and
//! nothing that Citus or YugabyteDB refuse (no `::`, no GENERATED, no unique key without the
//! customer). Everything here happens inside the caller's transaction.
//! Deliberately absent: which engine it is (see `engine`), what a record means (see `reading`),
//! and what the figures are (see `fcr`).

pub(crate) mod contacts;
pub(crate) mod desks;
pub(crate) mod facts;
pub(crate) mod feed;
pub(crate) mod ingest;
pub(crate) mod names;
