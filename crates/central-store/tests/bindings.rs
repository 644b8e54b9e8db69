//! The TypeScript of what the board reads is the committed one.
//!
//! `UPDATE=1 cargo test -p central-store --test bindings` writes it anew.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ts_rs::{Config, TS};

fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let Ok(entries) = fs::read_dir(folder) else { return files };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with(".ts") {
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    files
}

#[test]
fn committed_bindings_are_those_of_the_answers() {
    let fresh = tempfile::tempdir().unwrap();
    let config = Config::new().with_out_dir(fresh.path()).with_large_int("number");
    central_store::Figures::export_all(&config).unwrap();
    central_store::ShownPage::export_all(&config).unwrap();
    central_store::Noted::export_all(&config).unwrap();
    central_store::Choices::export_all(&config).unwrap();
    central_store::Titled::export_all(&config).unwrap();
    contact::Codes::export_all(&config).unwrap();
    contact::Problem::export_all(&config).unwrap();
    let wanted = files(fresh.path());
    assert!(wanted.contains_key("Figures.ts"), "nothing was generated: {:?}", wanted.keys());

    let committed_at = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/board/bindings");
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(&committed_at).unwrap();
        for gone in files(&committed_at).keys().filter(|name| !wanted.contains_key(*name)) {
            fs::remove_file(committed_at.join(gone)).unwrap();
        }
        for (name, text) in &wanted {
            fs::write(committed_at.join(name), text).unwrap();
        }
    }
    let committed = files(&committed_at);
    for (name, text) in &wanted {
        let there = committed.get(name);
        assert!(there == Some(text), "{name} is not as committed; run with UPDATE=1");
        assert!(!text.contains("bigint"), "{name}: the board has no big integers");
    }
    let extra: Vec<_> = committed.keys().filter(|name| !wanted.contains_key(*name)).collect();
    assert!(extra.is_empty(), "no longer part of the answers: {extra:?}; run with UPDATE=1");
}
