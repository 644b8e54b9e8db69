//! DuckDB beside it: the same contacts, the same rule, in a process of its own.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::made::Made;
use crate::table::Table;

/// What the report must come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub(crate) struct Figures {
    pub(crate) firsts: u64,
    pub(crate) mature: u64,
    pub(crate) claimed: u64,
    pub(crate) passed: u64,
    pub(crate) pending: u64,
}

#[derive(Deserialize)]
struct Answer {
    version: String,
    load_cpu_s: f64,
    report_cpu_s: f64,
    bytes_a_row: f64,
    figures: Figures,
}

/// The whole hour after the last contact: what figures are asked for.
pub(crate) fn watermark(contacts: &[Made]) -> i64 {
    let last = contacts.iter().map(Made::end).max().unwrap_or_default();
    (last / 3_600_000 + 1) * 3_600_000
}

/// Measures DuckDB where it is installed; what its figures are.
pub(crate) fn duckdb(contacts: &[Made], home: &Path, table: &mut Table) -> Option<Figures> {
    let python = std::env::var_os("DUCKDB_PYTHON")?;
    let file = home.join("contacts.csv");
    let mut out = std::io::BufWriter::new(std::fs::File::create(&file).unwrap());
    writeln!(out, "number,customer,started,ended,family,channel,claim,flags").unwrap();
    for made in contacts {
        writeln!(
            out,
            "{},{},{},{},{},{},{},{}",
            made.number,
            made.customer,
            made.start,
            made.end(),
            made.family,
            made.channel,
            made.claim,
            made.flags
        )
        .unwrap();
    }
    out.flush().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/store/report_in_duckdb.py");
    let output = Command::new(python)
        .arg(script)
        .arg(&file)
        .arg(watermark(contacts).to_string())
        .arg("3")
        .output()
        .unwrap();
    let _ = std::fs::remove_file(&file);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Answer = serde_json::from_slice(&output.stdout).unwrap();
    let name = format!("DuckDB {}", answer.version);
    table.put(&name, "load: records/s of a core", contacts.len() as f64 / answer.load_cpu_s);
    table.put(&name, "bytes a row, all of it", answer.bytes_a_row);
    table.put(&name, "full report, one thread: CPU s", answer.report_cpu_s);
    Some(answer.figures)
}
