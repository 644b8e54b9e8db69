//! The program's settings: what may be set, which source wins, and how they are shown.

mod resolve;
mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use central_store::{Clock, Database, Settings};
use clap::{Arg, ArgMatches};
use contact::{Ms, Secret};

pub(crate) use resolve::Resolved;
use resolve::{Said, Source, resolve};
use table::{Of, SETTINGS};

/// What the line says of the settings. `At<true>` knows all of them, `At<false>` those of every command.
#[derive(Clone, Default)]
pub(crate) struct At<const SERVING: bool = false> {
    config: Option<PathBuf>,
    line: BTreeMap<&'static str, String>,
}

impl<const SERVING: bool> fmt::Debug for At<SERVING> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("At").field("config", &self.config).finish_non_exhaustive()
    }
}

impl<const SERVING: bool> clap::Args for At<SERVING> {
    fn augment_args(mut command: clap::Command) -> clap::Command {
        let config =
            "Settings file (TOML). Weaker than the environment, which is weaker than the line";
        command = command.arg(
            Arg::new("config")
                .long("config")
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .env("CENTRAL_STORE_CONFIG")
                .hide_env_values(true)
                .global(true)
                .help(config),
        );
        for setting in SETTINGS.iter().filter(|s| SERVING || s.of == Of::All) {
            let usual = setting.usual.map_or(String::new(), |usual| format!(" [usual: {usual}]"));
            command = command.arg(
                Arg::new(setting.key)
                    .long(setting.flag)
                    .value_name(setting.value)
                    // Behind `people list` as well as before `list`.
                    .global(true)
                    .help(format!("{}{usual}", setting.doc)),
            );
        }
        command
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl<const SERVING: bool> clap::FromArgMatches for At<SERVING> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut at = At::default();
        at.update_from_arg_matches(matches)?;
        Ok(at)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.config = matches.get_one("config").cloned();
        for setting in SETTINGS.iter().filter(|s| SERVING || s.of == Of::All) {
            if let Some(value) = matches.get_one::<String>(setting.key) {
                self.line.insert(setting.key, value.clone());
            }
        }
        Ok(())
    }
}

impl<const SERVING: bool> At<SERVING> {
    /// Reads the file and the environment, and puts the line over them.
    ///
    /// # Errors
    /// When the file cannot be read, and every mistake in any of the sources.
    pub(crate) fn resolve(self) -> anyhow::Result<Resolved> {
        let text = match &self.config {
            None => None,
            Some(path) => Some(std::fs::read_to_string(path).with_context(|| {
                let path = path.display();
                format!("the settings file {path} cannot be read; nothing was started or changed")
            })?),
        };
        let file = self.config.as_deref().zip(text.as_deref());
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let resolved = resolve(Said { file, environment, line: self.line })?;
        if let Some(path) = &self.config {
            warn_if_open(path, &resolved);
        }
        Ok(resolved)
    }
}

/// A secret in a file that everybody may read is none.
fn warn_if_open(path: &Path, resolved: &Resolved) {
    let secrets =
        SETTINGS.iter().filter(|s| s.secret && resolved.source(s.key) == Some(Source::File));
    let told = secrets
        .filter(|s| s.key != "database" || resolved.get(s.key).is_some_and(|v| v.contains('@')));
    let names: Vec<&str> = told.map(|s| s.key).collect();
    #[cfg(unix)]
    if !names.is_empty()
        && let Ok(meta) = std::fs::metadata(path)
        && std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o004 != 0
    {
        eprintln!(
            "central-store: {} can be read by every user of this machine, and {} is in it: chmod o-r it.",
            path.display(),
            names.join(", ")
        );
    }
}

impl Resolved {
    /// The database.
    ///
    /// # Errors
    /// When nobody named one.
    pub(crate) fn database(&self) -> anyhow::Result<Database> {
        let text = self.get("database").context(
            "no database is named. Give --database sqlite:PATH, or CENTRAL_STORE_DATABASE, or \
             `database` in the settings file",
        )?;
        Ok(text.parse()?)
    }

    /// What the library is started with.
    ///
    /// # Errors
    /// As [`Resolved::database`].
    pub(crate) fn settings(&self, clock: Clock) -> anyhow::Result<Settings> {
        let mut settings = Settings::new(self.database()?, clock);
        settings.tenant = self.number("tenant");
        settings.writers = self.number("writers");
        settings.queue = self.number("queue");
        settings.readers = self.number("readers");
        settings.batch.records = self.number("batch_records");
        settings.batch.bytes = self.number::<usize>("batch_kib") * 1024;
        settings.batch.record_bytes = self.number::<usize>("record_kib") * 1024;
        settings.missing_after_ms = self.number::<Ms>("missing_after_h") * 3_600_000;
        settings.serving.drain = std::time::Duration::from_secs(self.number("drain_s"));
        settings.serving.grace = std::time::Duration::from_secs(self.number("grace_s"));
        settings.serving.metrics_token = self.get("metrics_token").map(Secret::new);
        settings.serving.calls.twilio_token = self.get("twilio_token").map(Secret::new);
        settings.serving.calls.public_url = self.get("public_url").map(str::to_owned);
        settings.serving.calls.region = self.get("region").unwrap_or("SE").to_owned();
        settings.articles = self.get("articles").map(PathBuf::from);
        settings.codes = self.get("codes").map(PathBuf::from);
        Ok(settings)
    }

    /// As a settings file that says the same, with where each value comes from. Secrets are left out.
    pub(crate) fn shown(&self) -> String {
        let mut text = String::new();
        for setting in SETTINGS {
            let (value, source) = (self.get(setting.key), self.source(setting.key));
            let line = match (value, source) {
                (Some(value), Some(source)) if !setting.secret => {
                    let number = value.parse::<u64>().is_ok();
                    let value = if number { value.to_owned() } else { format!("{value:?}") };
                    format!("{} = {value}", setting.key) + &format!("  # {source}")
                }
                (Some(value), Some(source)) => {
                    let shown = match value.parse::<Database>() {
                        Ok(database) if setting.key == "database" => database.to_string(),
                        _ => "…".into(),
                    };
                    format!("# {} = {shown:?}  # {source}", setting.key)
                }
                _ => format!("# {} is not set", setting.key),
            };
            text.push_str(&format!("# {}\n{line}\n\n", setting.doc));
        }
        text.truncate(text.trim_end().len() + 1);
        text
    }

    /// Lines of the log go to stderr, so that what a command answers stays alone on stdout.
    pub(crate) fn start_log(&self) {
        use std::io::IsTerminal;
        let level = self.get("log").unwrap_or("info");
        // The migrations' own lines repeat what is said here; whoever asks for them gets them.
        let filter = if level.contains("refinery") {
            level.to_owned()
        } else {
            format!("refinery_core=warn,{level}")
        };
        let subscriber = tracing_subscriber::fmt()
            .with_writer(std::io::stderr)
            .with_ansi(std::io::stderr().is_terminal())
            .with_env_filter(tracing_subscriber::EnvFilter::new(filter));
        if self.get("log_format") == Some("json") {
            subscriber.json().flatten_event(true).with_span_list(false).init();
        } else {
            subscriber.init();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_its_key_with_dashes() {
        for setting in SETTINGS {
            assert_eq!(setting.flag, setting.key.replace('_', "-"));
        }
    }

    #[test]
    fn the_page_lists_every_setting() {
        let page = include_str!("../../../docs/operating.md");
        let mut rows = String::new();
        for setting in SETTINGS {
            let usual = setting.usual.map_or(String::new(), |usual| format!("`{usual}`"));
            rows.push_str(&format!("| `{}` | {usual} | {} |\n", setting.key, setting.doc));
        }
        assert!(page.contains(&rows), "docs/operating.md should have these rows:\n{rows}");
    }

    #[test]
    fn what_is_shown_can_be_read_again_and_shows_no_secret() {
        let line = BTreeMap::from([
            ("database", "sqlite:store.db".to_owned()),
            ("metrics_token", "hunter2-hunter2-hunter2".to_owned()),
            ("queue", "77".to_owned()),
        ]);
        let shown = resolve(Said { line, ..Said::default() }).unwrap().shown();
        assert!(shown.contains("queue = 77  # command line"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
        let path = Path::new("again.toml");
        let again = resolve(Said { file: Some((path, &shown)), ..Said::default() }).unwrap();
        assert_eq!((again.get("queue"), again.source("queue")), (Some("77"), Some(Source::File)));
    }
}
