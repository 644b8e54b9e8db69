//! Holds `contact::fcr` to its definition: worked examples, properties, pitfalls and figures.

#![expect(clippy::unwrap_used, reason = "a test falls over where its data is wrong")]

mod figures;
mod pitfalls;
mod policy;
mod properties;
mod reference;
mod sample;
mod vectors;
