//! Where the database is, as an operator writes it: `sqlite:PATH`.
//!
//! Deliberately absent: opening it (see [`crate::Store`]).

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// One database.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Database {
    /// One file in the store's own process.
    Sqlite(PathBuf),
}

/// The text is not a database this build can open. Shows the scheme and nothing else of the text:
/// there may be a password in it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "{what}. Supported is sqlite:PATH, for example sqlite:/var/lib/firsthand/store.db. \
     Nothing was opened or changed."
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
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_is_understood_and_the_rest_says_which() {
        for (text, path) in [
            ("sqlite:store.db", "store.db"),
            ("sqlite:/var/store.db", "/var/store.db"),
            ("sqlite:///var/store.db", "/var/store.db"),
            ("sqlite:C:\\store.db", "C:\\store.db"),
        ] {
            assert_eq!(text.parse(), Ok(Database::Sqlite(path.into())), "{text}");
        }
        for text in ["", "store.db", "postgres://u:hunter2@h/d", "sqlite:", "sqlite::memory:"] {
            let error = text.parse::<Database>().unwrap_err().to_string();
            assert!(error.contains("sqlite:PATH"), "{error}");
            assert!(!error.contains("hunter2"), "a password in an error: {error}");
        }
    }
}
