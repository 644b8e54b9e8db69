//! The architecture as tests: who may know whom, which licences may come in, who may import what.
#![expect(clippy::unwrap_used, reason = "a file that cannot be read is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The drawing in ARCHITECTURE.md. Tests may lean on more, so only what is shipped is held to it.
const DRAWN: [(&str, &[&str]); 9] = [
    ("contact", &[]),
    ("knowledge-base", &[]),
    ("journal", &["contact"]),
    ("courier", &["contact", "journal"]),
    ("desk", &["contact", "courier", "journal", "knowledge-base"]),
    ("central-store", &["contact", "knowledge-base", "telephony"]),
    ("telephony", &["contact"]),
    ("firsthand", &["contact", "desk", "telephony"]),
    (
        "journeys",
        &["central-store", "contact", "courier", "desk", "journal", "knowledge-base", "telephony"],
    ),
];

#[test]
fn every_edge_between_our_packages_is_drawn() {
    let metadata = metadata();
    let members: BTreeSet<&str> = metadata["workspace_members"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let packages: Vec<&Value> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|p| members.contains(p["id"].as_str().unwrap()))
        .collect();
    let ours: BTreeSet<&str> = packages.iter().map(|p| p["name"].as_str().unwrap()).collect();
    let drawn: BTreeMap<&str, &[&str]> = DRAWN.into_iter().collect();
    assert_eq!(
        ours,
        drawn.keys().copied().collect(),
        "the packages of the workspace are not those of the drawing"
    );
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let leans_on: BTreeSet<&str> = package["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|d| d["kind"].is_null())
            .filter_map(|d| d["name"].as_str())
            .filter(|d| ours.contains(d))
            .collect();
        for edge in leans_on {
            assert!(
                drawn[name].contains(&edge),
                "{name} -> {edge} is not in the drawing of ARCHITECTURE.md: write a decision record"
            );
        }
    }
}

#[test]
fn only_the_shell_names_tauri() {
    let metadata = metadata();
    for package in metadata["packages"].as_array().unwrap() {
        let manifest = package["manifest_path"].as_str().unwrap();
        if !Path::new(manifest).starts_with(root()) || package["name"] == "firsthand" {
            continue;
        }
        for dependency in package["dependencies"].as_array().unwrap() {
            let name = dependency["name"].as_str().unwrap();
            assert!(!name.starts_with("tauri"), "{manifest} names {name}: only the shell may");
        }
    }
}

#[test]
fn every_licence_is_one_that_deny_toml_lets_in() {
    let deny: toml::Table =
        std::fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap();
    let allowed: BTreeSet<String> = deny["licenses"]["allow"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l.as_str().unwrap().to_owned())
        .collect();
    let mut wrong = Vec::new();
    for package in metadata()["packages"].as_array().unwrap() {
        let name = format!("{} {}", package["name"], package["version"]);
        let Some(text) = package["license"].as_str() else {
            wrong.push(format!("{name}: no licence named"));
            continue;
        };
        // Old manifests write `MIT/Apache-2.0` for a choice.
        let text = text.replace('/', " OR ");
        let expression = spdx::Expression::parse_mode(&text, spdx::ParseMode::LAX)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        if !expression.evaluate(|requirement| allowed.contains(&requirement.to_string())) {
            wrong.push(format!("{name}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "not in deny.toml:\n{}", wrong.join("\n"));
}

#[test]
fn only_one_file_of_the_interface_imports_tauri() {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "ts" || e == "svelte")
                && std::fs::read_to_string(&path).unwrap().contains("@tauri-apps")
            {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("ui/src"), &mut found);
    assert_eq!(found, [root().join("ui/src/tauri.ts")], "only tauri.ts may import @tauri-apps");
}

#[test]
fn what_a_package_depends_on_it_names() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    // What a package is called in code: `md-5` is `md5`.
    let called: BTreeMap<&str, String> = packages
        .iter()
        .map(|package| {
            let library = package["targets"].as_array().unwrap().iter().find(|target| {
                let kinds = target["kind"].as_array().unwrap();
                kinds.iter().any(|kind| kind == "lib" || kind == "proc-macro")
            });
            let name = package["name"].as_str().unwrap();
            let called = library.map_or(name, |library| library["name"].as_str().unwrap());
            (name, called.replace('-', "_"))
        })
        .collect();
    for package in packages {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let folder = manifest.parent().unwrap();
        if !folder.starts_with(root()) {
            continue;
        }
        let sources = if folder == root() { folder.join("src-tauri") } else { folder.to_owned() };
        let mut files = Vec::new();
        rust_files(&sources, &mut files);
        let text: String = files.iter().map(|f| std::fs::read_to_string(f).unwrap()).collect();
        let words: BTreeSet<&str> =
            text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        for dependency in package["dependencies"].as_array().unwrap() {
            let name = dependency["name"].as_str().unwrap();
            let called = called.get(name).map_or(name, String::as_str);
            assert!(
                words.contains(called),
                "{} names {name} and never uses it",
                manifest.display()
            );
        }
    }
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_machine_path_in_what_is_tracked() {
    let output = Command::new("git")
        .args([
            "grep",
            "-nE",
            "/(home|root|Users|work)/[a-z]",
            "--",
            ":!*.lock",
            ":!*package-lock.json",
        ])
        .args([":!tests/tests/contract.rs"])
        .current_dir(root())
        .output();
    let Ok(output) = output else {
        println!("skipped: git is not here");
        return;
    };
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(lines.is_empty(), "paths of somebody's machine:\n{lines}");
}
