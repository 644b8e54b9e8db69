//! What a database's refusal means for the work that it refused.
//!
//! Promises: nothing of a row is in the text of a refusal: of PostgreSQL's words only the code and
//! the first line are kept, never the detail that quotes values.

use std::fmt;

use crate::Failure;

/// A database's own words, as far as they are safe to log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// SQLSTATE, or SQLite's extended code.
    pub(crate) code: String,
    pub(crate) message: String,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}

impl std::error::Error for Trouble {}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Failure::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Failure::Busy,
            Some(ErrorCode::ConstraintViolation | ErrorCode::TooBig | ErrorCode::TypeMismatch) => {
                Failure::Refused(trouble(&error))
            }
            // A disk that fails, or a quota: it may be mended while the desks keep what they have.
            Some(ErrorCode::SystemIoFailure) => Failure::Lost(trouble(&error)),
            _ => Failure::Database(trouble(&error)),
        }
    }
}

fn trouble(error: &rusqlite::Error) -> Trouble {
    let code = error.sqlite_error().map_or_else(String::new, |e| e.extended_code.to_string());
    Trouble { code, message: error.to_string() }
}

impl From<postgres::Error> for Failure {
    fn from(error: postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            if error.is_closed() {
                return Failure::Lost(Trouble { code: "08006".into(), message: error.to_string() });
            }
            let cause = std::error::Error::source(&error);
            // What a parameter could not be turned into is known before the server is asked.
            let unfit = cause.is_some_and(|c| c.downcast_ref::<std::io::Error>().is_none());
            let message = cause.map_or_else(|| error.to_string(), |c| format!("{error}: {c}"));
            return if unfit {
                Failure::Refused(Trouble { code: "22000".into(), message })
            } else {
                Failure::Lost(Trouble { code: "08000".into(), message })
            };
        };
        let code = db.code().code();
        let message = db.message().lines().next().unwrap_or_default().to_owned();
        let trouble = Trouble { code: code.to_owned(), message };
        match code {
            "53100" => Failure::Full,
            "40001" | "40P01" | "55P03" => Failure::Again(trouble),
            _ if code.starts_with("53") => Failure::Again(trouble),
            // A leader that is one no longer refuses writes; another will take them.
            "25006" => Failure::Lost(trouble),
            _ if code.starts_with("08") || code.starts_with("57P") => Failure::Lost(trouble),
            _ if code.starts_with("22") || code.starts_with("23") => Failure::Refused(trouble),
            _ => Failure::Database(trouble),
        }
    }
}
