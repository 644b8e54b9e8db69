//! Any bytes may stand in a file called .html: no panic, and what comes in comes in again.
#![no_main]

mod again;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| again::imports("file.html", bytes));
