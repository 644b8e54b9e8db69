//! The TypeScript of the contract with the window is the committed one.
//!
//! `UPDATE=1 cargo test -p desk --test bindings` writes it anew.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

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
        if path.is_dir() {
            for (inner, text) in self::files(&path) {
                files.insert(format!("{name}/{inner}"), text);
            }
        } else if name.ends_with(".ts") {
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    files
}

/// Folders inside hold the types of other contracts.
fn unknown(name: &str, wanted: &BTreeMap<String, String>) -> bool {
    !name.contains('/') && !wanted.contains_key(name)
}

#[test]
fn committed_bindings_are_those_of_the_contract() {
    let fresh = tempfile::tempdir().unwrap();
    let config = Config::new().with_out_dir(fresh.path()).with_large_int("number");
    desk::ipc::Commands::export_all(&config).unwrap();
    desk::ipc::Events::export_all(&config).unwrap();
    let wanted = files(fresh.path());
    assert!(wanted.contains_key("Commands.ts"), "nothing was generated: {:?}", wanted.keys());

    let committed_at = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/bindings");
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(&committed_at).unwrap();
        for gone in files(&committed_at).keys().filter(|name| unknown(name, &wanted)) {
            fs::remove_file(committed_at.join(gone)).unwrap();
        }
        for (name, text) in &wanted {
            let path = committed_at.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    let committed = files(&committed_at);
    for (name, text) in &wanted {
        let there = committed.get(name);
        assert!(there == Some(text), "{name} is not as committed; run with UPDATE=1");
    }
    let extra: Vec<_> = committed.keys().filter(|name| unknown(name, &wanted)).collect();
    assert!(extra.is_empty(), "no longer part of the contract: {extra:?}; run with UPDATE=1");
    for (name, text) in &wanted {
        assert!(!text.contains("bigint"), "{name}: the window has no big integers");
    }
}
