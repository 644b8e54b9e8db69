//! `desk.toml` in the data folder: what whoever installs a desk decides for it.
//!
//! All of it is optional. What it names goes before what the agent chose on the settings screen.

use std::path::{Path, PathBuf};

use contact::{Problem, Secret};
use serde::Deserialize;
use telephony::settings::Asterisk;

/// Its name; the window knows by it what to say in the agent's language.
pub(crate) const FILE: &str = "desk.toml";

/// The whole file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) calls: CallsPart,
    pub(crate) shell: ShellPart,
}

/// How calls come in.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CallsPart {
    /// The endpoint's port; 0 takes a free one.
    pub(crate) port: Option<u16>,
    /// What a sender has to know; else one is made and kept in `calls-token`.
    pub(crate) token: Option<Secret>,
    /// The telephone system's names for this agent.
    pub(crate) agents: Option<Vec<String>>,
    /// Events a second.
    pub(crate) per_second: Option<u32>,
    /// Events at once.
    pub(crate) burst: Option<u32>,
    pub(crate) asterisk: Option<Asterisk>,
    /// Whether the store is asked for this agent's calls.
    pub(crate) from_store: Option<bool>,
}

/// How the window behaves.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ShellPart {
    /// Brings the window to the front with the cursor in the search field; empty: no such key.
    pub(crate) search_key: String,
    /// Small and above all others, and back; empty: no such key.
    pub(crate) compact_key: String,
    /// A symbol with the number of records that wait.
    pub(crate) tray: bool,
    /// Make this program the one that opens `firsthand:` links. An installed package has done it.
    pub(crate) register_links: bool,
}

impl Default for ShellPart {
    fn default() -> Self {
        ShellPart {
            search_key: "CommandOrControl+F9".into(),
            compact_key: "CommandOrControl+F8".into(),
            tray: true,
            register_links: cfg!(windows),
        }
    }
}

/// Reads the file; without one everything is as usual, and so it is with one that is wrong, with
/// what is wrong in it.
pub(crate) fn read(data_dir: &Path) -> (File, Option<Problem>) {
    let path = data_dir.join(FILE);
    let wrong = |path: PathBuf, why: String| {
        let message = format!(
            "{} cannot be used: {why}. Everything works as without it; mend it and start again.",
            path.display()
        );
        (File::default(), Some(Problem::field(FILE, message)))
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => match toml::from_str(&text) {
            Ok(file) => (file, None),
            Err(error) => {
                let line = error.span().map_or(0, |span| text[..span.start].lines().count().max(1));
                // Its own words may repeat a secret that stands there.
                wrong(path, format!("line {line}: {}", error.message()))
            }
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => (File::default(), None),
        Err(error) => wrong(path, error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (File, Option<Problem>) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("desk.toml"), text).unwrap();
        read(folder.path())
    }

    #[test]
    fn everything_is_optional_and_what_is_wrong_is_said_with_its_line() {
        let none = tempfile::tempdir().unwrap();
        let (file, problem) = read(none.path());
        assert!(problem.is_none() && file.shell.search_key == "CommandOrControl+F9");
        let (file, problem) = of(
            "[calls]\nport = 7173\nagents = [\"anna\"]\n[calls.asterisk]\naddress = \"pbx:5038\"\nusername = \"u\"\nsecret = \"s3cret\"\n",
        );
        assert!(problem.is_none());
        assert!(!format!("{file:?}").contains("s3cret"));
        for wrong in ["[calls]\nprot = 1", "[calls]\n\nport = \"x\"", "[calls", "\u{0}"] {
            let (file, problem) = of(wrong);
            let problem = problem.unwrap();
            assert!(problem.message.contains("line"), "{wrong}");
            assert_eq!(problem.field.as_deref(), Some("desk.toml"));
            assert_eq!(file.calls.port, None);
        }
    }

    #[test]
    fn the_example_of_the_documentation_is_read() {
        let doc = include_str!("../../docs/telephony.md");
        let (_, rest) = doc.split_once("```toml\n").unwrap();
        let (example, _) = rest.split_once("```").unwrap();
        let (file, problem) = of(example);
        assert_eq!(problem, None);
        assert!(file.calls.asterisk.is_some() && file.calls.port.is_some());
    }
}
