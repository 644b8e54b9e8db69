//! Where the database is, as an operator writes it: `sqlite:PATH` or `postgres://…`.
//!
//! Deliberately absent: opening it (see [`crate::Store`]).

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use contact::Secret;

use crate::engine::tls;

/// One database.
#[derive(Clone, Debug)]
pub enum Database {
    /// One file in the store's own process.
    Sqlite(PathBuf),
    /// A PostgreSQL server, or several of which one leads; the whole address, password included.
    Postgres(Secret),
}

/// The text is not a database this build can open. Shows the scheme and nothing else of the text:
/// there may be a password in it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "{what}. Name sqlite:PATH, for example sqlite:/var/lib/firsthand/store.db, or \
     postgres://USER@HOST/NAME"
)]
pub struct UnknownDatabase {
    what: String,
}

impl FromStr for Database {
    type Err = UnknownDatabase;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = |what: String| Err(UnknownDatabase { what });
        match text.split_once(':') {
            Some(("sqlite", path)) => {
                let path = path.strip_prefix("//").unwrap_or(path);
                if path.is_empty() || path.contains('?') || path == ":memory:" {
                    return unknown("A store needs the path of a file".into());
                }
                Ok(Database::Sqlite(PathBuf::from(path)))
            }
            Some(("postgres" | "postgresql", _)) => match tls::read(text) {
                Ok(_) => Ok(Database::Postgres(Secret::new(text.to_owned()))),
                Err(wrong) => unknown(wrong),
            },
            Some((scheme, _)) if scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+') => {
                unknown(format!("This build has no database of the kind `{scheme}`"))
            }
            _ => unknown("That is not the address of a database".into()),
        }
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Database::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Database::Postgres(url) => f.write_str(&shown(url.reveal())),
        }
    }
}

/// The hosts and the database's name: what an operator needs to know which one it is.
fn shown(url: &str) -> String {
    let Ok(config) = tls::read(url).map(|reach| reach.config) else { return "postgres:".into() };
    let host = |host: &postgres::config::Host| match host {
        postgres::config::Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        postgres::config::Host::Unix(path) => path.display().to_string(),
    };
    let hosts: Vec<String> = config.get_hosts().iter().map(host).collect();
    format!("postgres://{}/{}", hosts.join(","), config.get_dbname().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn two_forms_are_understood_and_the_rest_says_which() {
        for (text, path) in [
            ("sqlite:store.db", "store.db"),
            ("sqlite:/var/store.db", "/var/store.db"),
            ("sqlite:///var/store.db", "/var/store.db"),
            ("sqlite:C:\\store.db", "C:\\store.db"),
        ] {
            let parsed = text.parse::<Database>().unwrap();
            assert!(matches!(&parsed, Database::Sqlite(p) if p == Path::new(path)), "{text}");
        }
        let parsed: Database = "postgres://u:hunter2@h,i/d".parse().unwrap();
        assert_eq!(parsed.to_string(), "postgres://h,i/d");
        assert!(!format!("{parsed:?}").contains("hunter2"));
        for text in ["", "store.db", "mysql://u:hunter2@h/d", "sqlite:", "sqlite::memory:"] {
            let error = text.parse::<Database>().unwrap_err().to_string();
            assert!(error.contains("sqlite:PATH"), "{error}");
            assert!(!error.contains("hunter2"), "a password in an error: {error}");
        }
    }
}
