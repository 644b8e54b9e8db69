//! Brings in what a team's desks should know beside articles and lists: one TOML file a document.
//!
//! `policy.toml` is the team's policy, `teams.toml` says who was in which team; any other is for whoever reads it there. The name of the file is
//! the name of the document.

use std::collections::BTreeMap;
use std::path::Path;

use contact::{Code, Problem};

use crate::fcr::teams::{self, Teams};
use crate::{Edition, Failure, Scope, Store};

/// Bytes of one document: a desk keeps it in memory.
const MOST: usize = 256 * 1024;

/// Puts a folder of documents into the feed of the team; one that is no longer there is taken back.
/// Gives how many changed.
///
/// # Errors
/// When a file cannot be read or is not TOML: nothing was changed then.
pub async fn team(store: &Store, folder: &Path) -> Result<usize, Failure> {
    let broken = |source| Failure::File {
        what: format!("the folder {} cannot be read", folder.display()),
        source,
    };
    let mut put = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(broken)? {
        let path = entry.map_err(broken)?.path();
        let toml = path.extension().is_some_and(|ending| ending == "toml");
        let Some(name) = path.file_stem().and_then(|name| name.to_str()).filter(|_| toml) else {
            continue;
        };
        let wrong = |why: String| {
            let message = format!("{}: {why} Nothing was changed.", path.display());
            Failure::Asked(Problem::new(Code::Invalid, message))
        };
        let text = std::fs::read_to_string(&path).map_err(|source| Failure::File {
            what: format!("the document {} cannot be read", path.display()),
            source,
        })?;
        let document: toml::Table =
            toml::from_str(&text).map_err(|error| wrong(format!("{error}")))?;
        let document = serde_json::to_value(&document)
            .map_err(|_| wrong("a value in it cannot be written as JSON.".into()))?;
        if name.starts_with(contact::protocol::team::OWN) {
            return Err(wrong("names like this are for what the store makes itself.".into()));
        }
        check(name, &document).map_err(&wrong)?;
        let document = document.to_string();
        if document.len() > MOST {
            return Err(wrong(format!("it is larger than {MOST} bytes.")));
        }
        put.insert(name.to_owned(), document);
    }
    if put.is_empty() {
        let message = format!(
            "There is no document (*.toml) in {}. Nothing was changed. Name the folder that holds them.",
            folder.display()
        );
        return Err(Failure::Asked(Problem::new(Code::NotFound, message)));
    }
    store.publish(Scope::Team, Edition { put, whole: true, ..Edition::default() }).await
}

/// What is known by name must be of its form: a desk would pass it over in silence.
fn check(name: &str, document: &serde_json::Value) -> Result<(), String> {
    let form = |error: serde_json::Error| format!("{error}.");
    match name {
        "policy" => {
            let policy: contact::fcr::Policy =
                serde_json::from_value(document.clone()).map_err(form)?;
            policy.check().map_err(|problem| problem.message)
        }
        teams::ITEM => serde_json::from_value::<Teams>(document.clone()).map_err(form)?.check(),
        _ => Ok(()),
    }
}
