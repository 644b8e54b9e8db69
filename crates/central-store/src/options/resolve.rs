//! Which source wins: the command line over the environment over the settings file over what is usual.
//!
//! Promises: every mistake is told, all at once, each with where it stands and what is expected; an
//! unknown name comes with the nearest known one; no value of a secret is in a message. A mistake
//! in a source that is overruled is still told: it would come true on another day.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use toml::Value;

use super::table::{PREFIX, SETTINGS, Setting, keys, named};

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Source {
    Usual,
    File,
    Environment,
    Line,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Source::Usual => "usual",
            Source::File => "settings file",
            Source::Environment => "environment",
            Source::Line => "command line",
        })
    }
}

/// What holds, and since where. `Debug` shows no secret.
#[derive(Clone, Default)]
pub(crate) struct Resolved(BTreeMap<&'static str, (String, Source)>);

impl Resolved {
    /// The value of a setting, where there is one.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|(value, _)| value.as_str())
    }

    /// Where it comes from.
    pub(crate) fn source(&self, key: &str) -> Option<Source> {
        self.0.get(key).map(|(_, source)| *source)
    }

    /// A number that was checked.
    pub(crate) fn number<T: std::str::FromStr + Default>(&self, key: &str) -> T {
        self.get(key).and_then(|value| value.parse().ok()).unwrap_or_default()
    }
}

impl fmt::Debug for Resolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.iter().map(|(key, (value, source))| {
            let secret = named(key).is_none_or(|setting| setting.secret);
            (key, if secret { "…" } else { value }, source)
        });
        f.debug_list().entries(shown).finish()
    }
}

/// Everything that is wrong with the settings.
#[derive(Debug, thiserror::Error)]
#[error("the settings cannot be used; nothing was started or changed:\n  {}", .0.join("\n  "))]
pub(crate) struct Wrong(pub(crate) Vec<String>);

/// The three places where somebody may have said something.
#[derive(Default)]
pub(crate) struct Said<'a> {
    /// The settings file: its name and its text.
    pub(crate) file: Option<(&'a Path, &'a str)>,
    /// The environment, all of it.
    pub(crate) environment: Vec<(String, String)>,
    /// The command line, by key.
    pub(crate) line: BTreeMap<&'static str, String>,
}

/// Names that were used before there was a settings file.
const FORMER: [(&str, &str); 2] = [("FIRSTHAND_DATABASE", "database"), ("FIRSTHAND_LOG", "log")];

/// Puts the sources over each other.
///
/// # Errors
/// [`Wrong`] with every mistake in any of them.
pub(crate) fn resolve(said: Said<'_>) -> Result<Resolved, Wrong> {
    let mut wrong = Vec::new();
    let mut found = BTreeMap::new();
    for setting in SETTINGS {
        if let Some(usual) = setting.usual {
            found.insert(setting.key, (usual.to_owned(), Source::Usual));
        }
    }
    let mut take =
        |place: String, setting: &'static Setting, value: String, source: Source| match (setting
            .check)(
            &value
        ) {
            Ok(()) => drop(found.insert(setting.key, (value, source))),
            Err(expected) => wrong.push(format!("{place}: {expected}")),
        };
    let mut unknown = Vec::new();

    if let Some((path, text)) = said.file {
        match toml::from_str::<toml::Table>(text) {
            Err(error) => unknown.push(unreadable(path, text, &error)),
            Ok(table) => {
                for (key, value) in table {
                    let place = format!("{}: {key}", path.display());
                    match (kept(&key, &keys()), plain(&value)) {
                        (Err(nearest), _) => {
                            unknown.push(format!("{place} is not a setting{nearest}"))
                        }
                        (Ok(_), None) => unknown
                            .push(format!("{place}: one text, number or true/false is expected")),
                        (Ok(setting), Some(text)) => match contents(&key, setting, text) {
                            Ok(value) => take(place, setting, value, Source::File),
                            Err(error) => unknown.push(format!("{place}: {error}")),
                        },
                    }
                }
            }
        }
    }
    for (former, key) in FORMER {
        let value = said.environment.iter().find(|(name, _)| name == former);
        if let (Some((_, value)), Some(setting)) = (value, named(key)) {
            take(former.into(), setting, value.clone(), Source::Environment);
        }
    }
    for (name, value) in &said.environment {
        let Some(key) = name.strip_prefix(PREFIX).map(str::to_lowercase) else { continue };
        if key == "config" {
            continue;
        }
        match kept(&key, &keys()) {
            Err(nearest) => {
                let nearest = nearest.to_uppercase_name();
                unknown.push(format!("{name} in the environment is not a setting{nearest}"));
            }
            Ok(setting) => match contents(&key, setting, value.clone()) {
                Ok(value) => take(name.clone(), setting, value, Source::Environment),
                Err(error) => unknown.push(format!("{name}: {error}")),
            },
        }
    }
    for (key, value) in said.line {
        if let Some(setting) = named(key) {
            take(format!("--{}", setting.flag), setting, value, Source::Line);
        }
    }
    wrong.splice(0..0, unknown);
    if wrong.is_empty() { Ok(Resolved(found)) } else { Err(Wrong(wrong)) }
}

/// The nearest known name, as the end of a sentence.
struct Nearest(Option<String>);

impl Nearest {
    fn to_uppercase_name(&self) -> Nearest {
        Nearest(self.0.as_ref().map(|key| format!("{PREFIX}{}", key.to_uppercase())))
    }
}

impl fmt::Display for Nearest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(name) => write!(f, "; the nearest that is: {name}"),
            None => f.write_str("; `central-store settings` lists them"),
        }
    }
}

/// The setting that a key belongs to.
fn kept(key: &str, known: &[String]) -> Result<&'static Setting, Nearest> {
    let whole = named(key);
    let by_file = || named(key.strip_suffix("_file")?).filter(|setting| setting.secret);
    whole.or_else(by_file).ok_or_else(|| {
        let near = known.iter().map(|k| (strsim::damerau_levenshtein(k, key), k));
        let near = near.min().filter(|(distance, _)| *distance <= key.len() / 2);
        Nearest(near.map(|(_, name)| name.clone()))
    })
}

/// The value itself, read from its file where a file is named.
fn contents(key: &str, setting: &Setting, text: String) -> Result<String, String> {
    if key == setting.key {
        return Ok(text);
    }
    let read = std::fs::read_to_string(&text);
    Ok(read.map_err(|error| format!("{text} cannot be read: {error}"))?.trim().to_owned())
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// The parser's own words repeat the line, and there may be a password in it.
fn unreadable(path: &Path, text: &str, error: &toml::de::Error) -> String {
    let line = error.span().and_then(|span| text.get(..span.start));
    let line = line.map_or(1, |before| before.matches('\n').count() + 1);
    format!("{} cannot be read as TOML: line {line}: {}", path.display(), error.message())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Said<'_> {
        Said { file: Some((Path::new("store.toml"), text)), ..Said::default() }
    }

    fn var(name: &str, value: &str) -> (String, String) {
        (name.into(), value.into())
    }

    #[test]
    fn the_line_wins_over_the_environment_over_the_file_over_the_usual() {
        let mut said = file("queue = 10\nreaders = 5\nlog = \"debug\"");
        said.environment = vec![
            var("CENTRAL_STORE_QUEUE", "20"),
            var("CENTRAL_STORE_READERS", "6"),
            var("PATH", "/bin"),
        ];
        said.line.insert("queue", "30".into());
        let resolved = resolve(said).unwrap();
        let seen = |key: &str| (resolved.get(key).unwrap(), resolved.source(key).unwrap());
        assert_eq!(seen("queue"), ("30", Source::Line));
        assert_eq!(seen("readers"), ("6", Source::Environment));
        assert_eq!(seen("log"), ("debug", Source::File));
        assert_eq!(seen("listen"), ("127.0.0.1:7420", Source::Usual));
        assert_eq!(resolved.number::<usize>("queue"), 30);
    }

    #[test]
    fn every_mistake_is_told_at_once_with_its_place_and_the_nearest_name() {
        let mut said =
            file("quue = 10\nreaders = 1\nlisten = [1]\nlog = \"loud\"\nzzzzzzzzzzzz = 1");
        said.environment =
            vec![var("CENTRAL_STORE_LISTN", "x"), var("CENTRAL_STORE_GRACE_S", "-1")];
        said.line.insert("log_format", "xml".into());
        let told = resolve(said).unwrap_err().to_string();
        for words in [
            "store.toml: quue is not a setting; the nearest that is: queue",
            "store.toml: readers: a whole number from 2 to 256",
            "store.toml: listen: one text",
            "store.toml: log: error, warn",
            "zzzzzzzzzzzz is not a setting; `central-store settings` lists them",
            "CENTRAL_STORE_LISTN in the environment is not a setting; the nearest that is: CENTRAL_STORE_LISTEN",
            "CENTRAL_STORE_GRACE_S: a whole number from 1 to 600",
            "--log-format: text or json",
        ] {
            assert!(told.contains(words), "{words}\n---\n{told}");
        }
    }

    #[test]
    fn a_secret_comes_from_a_file_and_is_in_no_message() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        std::fs::write(&path, "hunter2-hunter2-hunter2\n").unwrap();
        let text = format!("metrics_token_file = {:?}", path.display().to_string());
        let resolved = resolve(file(&text)).unwrap();
        assert_eq!(resolved.get("metrics_token"), Some("hunter2-hunter2-hunter2"));
        assert!(!format!("{resolved:?}").contains("hunter2"), "{resolved:?}");

        for text in [
            "metrics_token = \"hunter2 short\"",
            "database = \"postgre://u:hunter2@h/d\"",
            "metrics_token = \"hunter2",
            "listen_file = \"hunter2\"\nmetrics_token = \"hunter2\"",
            "metrics_token_file = \"/nowhere/at/all\"",
        ] {
            let told = resolve(file(text)).unwrap_err().to_string();
            assert!(!told.contains("hunter2"), "{told}");
            assert!(told.contains("store.toml"), "{told}");
        }
    }

    #[test]
    fn the_names_that_were_there_before_still_count_and_lose_to_the_new_ones() {
        let environment = vec![
            var("FIRSTHAND_LOG", "warn"),
            var("FIRSTHAND_DATABASE", "sqlite:a.db"),
            var("CENTRAL_STORE_DATABASE", "sqlite:b.db"),
        ];
        let resolved = resolve(Said { environment, ..Said::default() }).unwrap();
        assert_eq!(resolved.get("log"), Some("warn"));
        assert_eq!(resolved.get("database"), Some("sqlite:b.db"));
    }
}
