//! A failure as the program's last words: what happened, what is safe, what to do, each once.

use std::io::ErrorKind;

use knowledge_base::{IndexError, IndexErrorKind};

/// `safe` is what holds when a command fails that does not say it itself.
pub(crate) fn told(error: &anyhow::Error, safe: &str) -> String {
    let mut text = String::new();
    for cause in error.chain().map(|cause| cause.to_string().trim_end().to_owned()) {
        if !text.contains(cause.trim_end_matches('.')) {
            text.push_str(if text.is_empty() { "" } else { ": " });
            text.push_str(&cause);
        }
    }
    if !["othing ", "as it was"].iter().any(|word| text.contains(word)) {
        add(&mut text, safe);
    }
    if let Some(advice) = error.chain().find_map(advice) {
        add(&mut text, advice);
    }
    text
}

fn add(text: &mut String, sentence: &str) {
    text.push_str(if text.ends_with(['.', '!', '?']) { " " } else { ". " });
    text.push_str(sentence);
}

fn advice(cause: &(dyn std::error::Error + 'static)) -> Option<&'static str> {
    if let Some(error) = cause.downcast_ref::<IndexError>() {
        return Some(match error.kind {
            IndexErrorKind::Missing => "`kb import --from ARTICLES --index DIR` makes one.",
            IndexErrorKind::Damaged | IndexErrorKind::Outdated => "`kb import` builds it again.",
            IndexErrorKind::Busy => "Try again when the other program is through.",
            IndexErrorKind::DiskFull => "Make room and try again.",
            IndexErrorKind::Io => "See whether it is a folder, and this user may write to it.",
        });
    }
    Some(match cause.downcast_ref::<std::io::Error>()?.kind() {
        ErrorKind::NotFound => "See whether the path is right.",
        ErrorKind::PermissionDenied => "This user may not: give it the right, or be another user.",
        ErrorKind::IsADirectory => "It is a folder, and a file is wanted.",
        ErrorKind::NotADirectory => "It is a file, and a folder is wanted.",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "Make room and try again.",
        ErrorKind::ReadOnlyFilesystem => "That disk is read-only: choose another place.",
        ErrorKind::InvalidData => "It is no text in UTF-8: see whether it is the right file.",
        _ => return None,
    })
}
