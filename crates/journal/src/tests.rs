//! The journal against real files: what it keeps, what it refuses, what it survives.

mod damage;
mod kill;
mod knowledge;
mod record;
mod upgrade;

use std::path::{Path, PathBuf};

use contact::{Contact, ContactId, Ms, Secret};
use tempfile::TempDir;

use crate::{DraftRow, Journal};

const NOW: Ms = 1_760_000_000_000;

/// A journal in a folder of its own.
struct Room {
    folder: TempDir,
    journal: Journal,
}

impl Room {
    fn new() -> Room {
        let folder = tempfile::tempdir().unwrap();
        let opened = Journal::open(&folder.path().join("journal.db"), NOW).unwrap();
        assert_eq!(opened.trouble, None);
        Room { folder, journal: opened.journal }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("journal.db")
    }

    /// Closes the file and opens it again.
    fn again(self) -> Room {
        let Room { folder, journal } = self;
        drop(journal);
        let opened = Journal::open(&folder.path().join("journal.db"), NOW).unwrap();
        assert_eq!(opened.trouble, None);
        Room { folder, journal: opened.journal }
    }
}

fn id(number: u128) -> ContactId {
    ContactId(uuid::Uuid::from_u128(number))
}

fn contact(number: u128, revision: u32) -> Contact {
    serde_json::from_value(serde_json::json!({
        "contact_id": id(number), "revision": revision, "customer": "c-17", "channel": "voice",
        "start_ms": NOW - 600_000 + number as i64, "end_ms": NOW - 60_000, "outcome": "resolved",
        "claim": "resolved", "note": "restarted the router", "gaps": ["a field of tomorrow"],
    }))
    .unwrap()
}

fn draft(number: u128, body: &str) -> DraftRow {
    DraftRow { contact_id: id(number), revision: 1, start_ms: NOW, body: body.into() }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_final_schema_is_the_one_that_was_reviewed() {
    let room = Room::new();
    let connection = room.journal.lock();
    let mut statement = connection
        .prepare(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL
             AND name NOT LIKE 'refinery%' ORDER BY type DESC, name",
        )
        .unwrap();
    let texts: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    insta::assert_snapshot!(texts.join(";\n\n"));
}

#[test]
fn writes_are_synchronous_and_keys_are_held() {
    let room = Room::new();
    for journal in [&room.journal, &room.journal.another().unwrap()] {
        let connection = journal.lock();
        let ask = |name: &str| -> String {
            connection
                .query_row(&format!("SELECT * FROM pragma_{name}"), [], |row| {
                    row.get::<_, rusqlite::types::Value>(0).map(|value| format!("{value:?}"))
                })
                .unwrap()
        };
        assert_eq!(ask("synchronous"), "Integer(2)", "FULL");
        assert_eq!(ask("journal_mode"), "Text(\"wal\")");
        assert_eq!(ask("foreign_keys"), "Integer(1)");
    }
}

#[test]
fn a_renewed_token_leaves_the_one_before_until_the_desk_is_enrolled_anew() {
    let room = Room::new();
    let journal = &room.journal;
    let kept = || {
        let text = |token: Option<Secret>| token.map(|token| token.reveal().to_owned());
        (text(journal.token().unwrap()), text(journal.token_before().unwrap()))
    };
    let both = |token: &str, before: &str| (Some(token.to_owned()), Some(before.to_owned()));
    journal.enrolled(&Secret::new("first"), "{}").unwrap();
    journal.back_to_token_before().unwrap();
    assert_eq!(kept(), (Some("first".to_owned()), None), "there is none to go back to");
    journal.renewed(&Secret::new("second"), 7).unwrap();
    assert_eq!(kept(), both("second", "first"));
    journal.back_to_token_before().unwrap();
    assert_eq!(kept(), both("first", "second"));
    assert_eq!(journal.setting("token_since").unwrap().as_deref(), Some("0"), "renewed soon");
    journal.renewed(&Secret::new("third"), 8).unwrap();
    assert_eq!(kept(), both("third", "first"));
    journal.enrolled(&Secret::new("fourth"), "{}").unwrap();
    assert_eq!(kept(), (Some("fourth".to_owned()), None), "another store's is nobody's business");
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let room = Room::new();
    room.journal.set_setting("token", "secret").unwrap();
    for name in names(room.folder.path()) {
        let mode = room.folder.path().join(&name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn debug_shows_no_customer() {
    let row = draft(1, "{\"customer\":\"+46701740612\"}");
    assert!(!format!("{row:?}").contains("4670"));
    let room = Room::new();
    room.journal.record(&contact(1, 1), None, NOW, NOW).unwrap();
    let parcel = crate::Parcel { records: 9, bytes: 9_999 };
    let lines = room.journal.take_due(NOW, parcel).unwrap();
    assert!(!format!("{lines:?} {:?}", room.journal).contains("c-17"));
}

#[test]
fn drafts_are_kept_changed_parked_and_thrown_away() {
    let room = Room::new();
    let journal = &room.journal;
    journal.begin_draft(&draft(1, "one"), None, NOW).unwrap();
    journal.save_draft(&draft(1, "one, more"), NOW + 1).unwrap();
    journal.begin_draft(&draft(2, "two"), Some(&draft(1, "one, parked")), NOW + 2).unwrap();

    let room = room.again();
    let journal = &room.journal;
    assert_eq!(journal.current_draft().unwrap(), Some(draft(2, "two")));
    assert_eq!(journal.parked_drafts().unwrap(), [draft(1, "one, parked")]);
    journal.save_draft(&draft(1, "one, late"), NOW + 3).unwrap();
    assert_eq!(journal.parked_drafts().unwrap(), [draft(1, "one, late")], "parked stays parked");

    journal.discard_draft(id(1)).unwrap();
    let late = journal.save_draft(&draft(1, "one, too late"), NOW + 4);
    assert!(matches!(late, Err(crate::Fault::NotFound)), "a late save must not bring it back");
    assert!(journal.draft(id(1)).unwrap().is_none());

    let late = journal.put_aside(&draft(1, "one, too late"), NOW + 5);
    assert!(matches!(late, Err(crate::Fault::NotFound)), "neither must setting it aside");
    let corrected = DraftRow { revision: 2, ..draft(2, "two, corrected") };
    journal.begin_draft(&corrected, None, NOW + 6).unwrap();
    journal.put_aside(&draft(2, "two, before"), NOW + 7).unwrap_err();
    assert_eq!(journal.current_draft().unwrap(), Some(corrected), "another revision is another");
}

#[test]
fn searches_are_few_latest_first_and_without_their_beginnings() {
    let room = Room::new();
    let journal = &room.journal;
    for (text, at) in [("rou", 0), ("router", 1), ("router reset", 2), ("invoice", 3)] {
        journal.searched(text, NOW + at).unwrap();
    }
    journal.searched("router", NOW + 900_000).unwrap();
    let latest = journal.recent_searches(9).unwrap();
    assert_eq!(latest, ["router", "invoice", "router reset"]);
    for number in 0..40 {
        journal.searched(&format!("{number} things"), NOW + 1_000_000 + number).unwrap();
    }
    assert_eq!(journal.recent_searches(99).unwrap().len(), 20);
}
