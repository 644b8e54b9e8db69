//! A failure as the program's last words: what happened, what is safe, what to do, each once.
//!
//! Promises: nothing of a customer, and no password.

use std::io::ErrorKind;

use central_store::Failure;

use crate::{Command, Import};

/// What is safe when a command fails, where the failure itself does not say it.
pub(crate) fn safe(command: &Command) -> &'static str {
    match command {
        Command::Serve { .. } => "Nothing was lost: what was acknowledged is kept.",
        Command::Import(Import::Contacts { .. } | Import::Surveys { .. }) => {
            "What was stored before stays; the same file may be imported again."
        }
        Command::Import(_) => "Nothing was changed.",
        Command::Backup { .. } => "Nothing was copied; the store is as it was.",
        Command::Restore { .. } => "Nothing was restored.",
        Command::Retain { .. } => "What was deleted before stays deleted; it may be done again.",
        Command::Quarantine { .. } => "What was done before stays done; it may be done again.",
        Command::Settings { .. }
        | Command::Verdicts { .. }
        | Command::Fcr { .. }
        | Command::Restatements { .. }
        | Command::Verify { .. }
        | Command::Erasures { .. }
        | Command::Sources { .. }
        | Command::Desks { .. }
        | Command::Audit { .. }
        | Command::NewEpoch { .. }
        | Command::Enrol { .. }
        | Command::BoardKey { .. }
        | Command::BoardKeys { .. }
        | Command::Key { .. }
        | Command::People { .. }
        | Command::Exclusions { .. }
        | Command::Erase { .. }
        | Command::Revoke { .. } => "Nothing was changed.",
    }
}

/// What happened and why, each thing once: many an error repeats in its own words what caused it.
pub(crate) fn told(error: &anyhow::Error, safe: &str) -> String {
    let mut text = String::new();
    for cause in error.chain().map(|cause| cause.to_string().trim_end().to_owned()) {
        if !text.contains(cause.trim_end_matches('.')) {
            text.push_str(if text.is_empty() { "" } else { ": " });
            text.push_str(&cause);
        }
    }
    let says_safe =
        ["othing ", "stays", " is kept", "is safe"].iter().any(|word| text.contains(word));
    if !says_safe {
        add(&mut text, safe);
    }
    if let Some(advice) = advice(error) {
        add(&mut text, advice);
    }
    text
}

fn add(text: &mut String, sentence: &str) {
    text.push_str(if text.ends_with(['.', '!', '?']) { " " } else { ". " });
    text.push_str(sentence);
}

/// What to do about what only the database or the system said.
fn advice(error: &anyhow::Error) -> Option<&'static str> {
    error.chain().find_map(|cause| {
        if let Some(failure) = cause.downcast_ref::<Failure>() {
            return of_failure(failure);
        }
        of_io(cause.downcast_ref::<std::io::Error>()?.kind())
    })
}

fn of_failure(failure: &Failure) -> Option<&'static str> {
    let said = failure.to_string();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    Some(match failure {
        Failure::File { source, .. } => return of_io(source.kind()),
        Failure::Full => "Make room and try again.",
        Failure::Busy => "Another program holds the database: let it finish, and try again.",
        Failure::Lost(_) => {
            "See whether the server runs and takes writes, and the address is right."
        }
        Failure::Schema(_) if says(&["missing from the filesystem", "divergent"]) => {
            "The tables are those of another version of this program: use the one that made them, or a \
             newer one; or restore a copy from before the upgrade."
        }
        Failure::Schema(_) | Failure::Database(_) if says(&["malformed", "not a database"]) => {
            "Move the file aside and `restore` the newest copy."
        }
        Failure::Schema(_) | Failure::Database(_) if says(&["readonly", "unable to open"]) => {
            "See whether it is a file, in a folder that is there, and this user may write to both."
        }
        Failure::Schema(_) | Failure::Database(_) | Failure::Refused(_)
            if says(&["28P01", "28000", "password", "role "]) =>
        {
            "See whether the user and the password in the address are right, and the server lets that \
             user in (pg_hba.conf)."
        }
        Failure::Database(_) | Failure::Refused(_) if says(&["3D000"]) => {
            "Make the database first, owned by the store's user (docs/operating.md), or name another."
        }
        Failure::Schema(_) | Failure::Database(_) | Failure::Refused(_) if says(&["42501"]) => {
            "The store's user must own the database and its tables (docs/operating.md)."
        }
        _ => return None,
    })
}

fn of_io(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::NotFound => "See whether the path is right.",
        ErrorKind::PermissionDenied => "This user may not: give it the right, or be another user.",
        ErrorKind::IsADirectory => "It is a folder, and a file is wanted.",
        ErrorKind::NotADirectory => "It is a file, and a folder is wanted.",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "Make room and try again.",
        ErrorKind::ReadOnlyFilesystem => "That disk is read-only: choose another place.",
        ErrorKind::AddrInUse => "Another program listens there: end it, or name another address.",
        ErrorKind::AddrNotAvailable => "This machine has no such address: name one that it has.",
        ErrorKind::InvalidData => "It is no text in UTF-8: see whether it is the right file.",
        _ => return None,
    })
}
