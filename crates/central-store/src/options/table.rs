//! Every setting of the program, once: its name, where it may come from, what it means and what it may be.
//!
//! Promises: the settings file, the environment, the command line, `central-store settings` and the
//! table in docs/operating.md all come from these rows; a test holds the page to them.
//! Deliberately absent: which source wins (see `resolve`).

use std::net::SocketAddr;
use std::path::Path;

use central_store::Database;

/// What of the settings a command listens to on its line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Of {
    /// Every command.
    All,
    /// Only `serve`.
    Serving,
}

/// One setting.
pub(crate) struct Setting {
    /// In the file; `CENTRAL_STORE_KEY` in the environment.
    pub(crate) key: &'static str,
    /// On the command line, without the two dashes in front: the key with dashes.
    pub(crate) flag: &'static str,
    /// What stands for the value in the help.
    pub(crate) value: &'static str,
    /// What it is when nobody says anything.
    pub(crate) usual: Option<&'static str>,
    /// What it means, one line.
    pub(crate) doc: &'static str,
    pub(crate) of: Of,
    /// Never shown. A secret may also be named as a file, by `KEY_file`.
    pub(crate) secret: bool,
    /// What is wrong with a value, without the value.
    pub(crate) check: fn(&str) -> Result<(), String>,
}

/// What every variable of the environment begins with.
pub(crate) const PREFIX: &str = "CENTRAL_STORE_";

const fn setting(
    key: &'static str,
    flag: &'static str,
    value: &'static str,
    usual: Option<&'static str>,
    doc: &'static str,
    check: fn(&str) -> Result<(), String>,
) -> Setting {
    Setting { key, flag, value, usual, doc, of: Of::Serving, secret: false, check }
}

/// All of them, in the order of the page.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting {
        of: Of::All,
        secret: true,
        ..setting(
            "database",
            "database",
            "URL",
            None,
            "Where the data is. A password in it is never shown",
            database,
        )
    },
    Setting {
        of: Of::All,
        ..setting(
            "tenant",
            "tenant",
            "N",
            Some("1"),
            "Whose data: a PostgreSQL database may have several tenants, a file has the one that began it",
            |v| number(v, 1, 2_147_483_647),
        )
    },
    setting(
        "listen",
        "listen",
        "ADDR",
        Some("127.0.0.1:7420"),
        "Address and port to serve at; port 0 takes a free one",
        address,
    ),
    setting(
        "articles",
        "articles",
        "DIR",
        None,
        "Folder of articles to take into the feed at the start",
        folder,
    ),
    setting(
        "codes",
        "codes",
        "DIR",
        None,
        "Folder of the centre's lists to take into the feed at the start",
        folder,
    ),
    Setting {
        of: Of::All,
        ..setting(
            "log",
            "log",
            "LEVEL",
            Some("info"),
            "error, warn, info, debug or trace; or parts of the program with a level each, as tracing's filters are written",
            filter,
        )
    },
    Setting {
        of: Of::All,
        ..setting(
            "log_format",
            "log-format",
            "FORM",
            Some("text"),
            "text for people, json for a collector of logs",
            form,
        )
    },
    setting(
        "queue",
        "queue",
        "N",
        Some("256"),
        "Writes that may wait; one more is answered 503 and comes again",
        |v| number(v, 1, 100_000),
    ),
    setting(
        "writers",
        "writers",
        "N",
        Some("4"),
        "Connections that write to PostgreSQL; a file has one writer",
        |v| number(v, 1, 64),
    ),
    setting(
        "readers",
        "readers",
        "N",
        Some("4"),
        "Connections that only read; half of them at most are reports",
        |v| number(v, 2, 256),
    ),
    setting(
        "batch_records",
        "batch-records",
        "N",
        Some("200"),
        "Records of a batch; announced to desks",
        |v| number(v, 1, 10_000),
    ),
    setting(
        "batch_kib",
        "batch-kib",
        "KIB",
        Some("512"),
        "Size of a batch, unpacked; announced to desks",
        |v| number(v, 16, 65_536),
    ),
    setting(
        "record_kib",
        "record-kib",
        "KIB",
        Some("128"),
        "Size of a record; announced to desks",
        |v| number(v, 1, 16_384),
    ),
    setting(
        "missing_after_h",
        "missing-after-h",
        "HOURS",
        Some("24"),
        "A desk that was silent for so long no longer holds the watermark back: it is named as missing",
        |v| number(v, 1, 8_760),
    ),
    setting(
        "drain_s",
        "drain-s",
        "SECONDS",
        Some("0"),
        "When asked to end: how long /ready says no before no more connections are taken",
        |v| number(v, 0, 600),
    ),
    setting(
        "grace_s",
        "grace-s",
        "SECONDS",
        Some("15"),
        "When asked to end: how long requests in work may still take",
        |v| number(v, 1, 600),
    ),
    Setting {
        secret: true,
        ..setting(
            "metrics_token",
            "metrics-token",
            "TOKEN",
            None,
            "Bearer token of /metrics. Without one only this machine itself may read it, and only past no proxy",
            token,
        )
    },
    Setting {
        secret: true,
        ..setting(
            "twilio_token",
            "twilio-token",
            "TOKEN",
            None,
            "Twilio's auth token, with which it signs; without one no calls are taken from Twilio",
            token,
        )
    },
    setting(
        "public_url",
        "public-url",
        "URL",
        None,
        "What the outside calls this store: part of what Twilio signs",
        url,
    ),
    setting(
        "region",
        "region",
        "CODE",
        Some("SE"),
        "Where a telephone number without a country code belongs (calls from Twilio, Amazon Connect)",
        region,
    ),
];

/// The setting of this name.
pub(crate) fn named(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// Every key that a file may hold: the settings', and `_file` of the secret ones.
pub(crate) fn keys() -> Vec<String> {
    let files = SETTINGS.iter().filter(|s| s.secret).map(|s| format!("{}_file", s.key));
    SETTINGS.iter().map(|s| s.key.to_owned()).chain(files).collect()
}

fn database(text: &str) -> Result<(), String> {
    text.parse::<Database>().map(drop).map_err(|error| error.to_string())
}

fn address(text: &str) -> Result<(), String> {
    let wrong = "an address with a port is expected, for example 127.0.0.1:7420 or [::1]:7420";
    text.parse::<SocketAddr>().map(drop).map_err(|_| wrong.into())
}

fn folder(text: &str) -> Result<(), String> {
    if Path::new(text).is_dir() {
        Ok(())
    } else {
        Err(format!("there is no folder {text}; name one that is there"))
    }
}

fn filter(text: &str) -> Result<(), String> {
    let wrong = "error, warn, info, debug or trace is expected, or a filter such as info,central_store=debug";
    let words = text.split(',').map(|part| part.rsplit('=').next().unwrap_or(part).trim());
    let known = |word: &str| word.parse::<tracing_subscriber::filter::LevelFilter>().is_ok();
    let read = tracing_subscriber::EnvFilter::builder().parse(text);
    // A lone word that is no level would be taken for the name of a part, and silence everything.
    if read.is_ok() && words.into_iter().all(known) { Ok(()) } else { Err(wrong.into()) }
}

fn form(text: &str) -> Result<(), String> {
    if matches!(text, "text" | "json") { Ok(()) } else { Err("text or json is expected".into()) }
}

fn number(text: &str, least: u64, most: u64) -> Result<(), String> {
    match text.parse::<u64>() {
        Ok(value) if (least..=most).contains(&value) => Ok(()),
        _ => Err(format!("a whole number from {least} to {most} is expected")),
    }
}

fn url(text: &str) -> Result<(), String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(char::is_whitespace) => Ok(()),
        _ => Err("an address is expected, for example https://store.example".into()),
    }
}

fn region(text: &str) -> Result<(), String> {
    if text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase()) {
        return Ok(());
    }
    Err("two capital letters are expected, for example SE".into())
}

fn token(text: &str) -> Result<(), String> {
    if text.len() < 16 || text.contains(char::is_whitespace) {
        return Err("at least 16 characters without a blank are expected".into());
    }
    Ok(())
}
