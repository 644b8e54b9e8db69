//! Holds the words that travel to their forms: codes, checks, the wire and the answers of surveys.

#![expect(clippy::unwrap_used, reason = "a test falls over where its data is wrong")]

mod codes;
mod survey;
mod validate;
mod wire;
