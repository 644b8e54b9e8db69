//! The statements and the rules around them, table by table, each written once for every engine.
//!
//! Promises: `$1` parameters and portable words only, every table asked by tenant first, and
//! nothing that Citus or YugabyteDB refuse (no `::`, no GENERATED, no unique key without the
//! customer). Everything here happens inside the caller's transaction.
//! Deliberately absent: which engine it is (see `engine`), what a record means (see `reading`),
//! and what the figures are (see `fcr`).

pub(crate) mod aside;
pub(crate) mod clocks;
pub(crate) mod contacts;
pub(crate) mod desks;
pub(crate) mod erasure;
pub(crate) mod exclusions;
pub(crate) mod facts;
pub(crate) mod feed;
pub(crate) mod ingest;
pub(crate) mod moving;
pub(crate) mod names;
pub(crate) mod noted;
pub(crate) mod numbers;
pub(crate) mod people;
pub(crate) mod reconcile;
pub(crate) mod retention;
pub(crate) mod sources;
pub(crate) mod strays;
pub(crate) mod surveys;
