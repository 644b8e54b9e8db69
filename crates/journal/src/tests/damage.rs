//! Files that are no journal, broken ones, and those of the future.

use std::fs;
use std::io::{Seek, SeekFrom, Write};

use contact::{Code, Problem};

use super::{NOW, Room, contact, draft, id, names};
use crate::{Fault, Journal, Parcel};

fn file_bytes(room: &Room) -> Vec<u8> {
    fs::read(room.path()).unwrap()
}

#[test]
fn what_is_no_database_is_set_aside_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let rubbish = b"this is no database, whatever its name says ".repeat(200);
    fs::write(&path, &rubbish).unwrap();
    fs::write(folder.path().join("journal.db-wal"), b"nor is this").unwrap();

    let opened = Journal::open(&path, NOW).unwrap();
    let trouble = opened.trouble.unwrap();
    assert_eq!(trouble.code, Code::Damaged);
    let aside = format!("journal.damaged-{NOW}.db");
    assert!(trouble.message.contains(&aside), "{}", trouble.message);
    assert_eq!(fs::read(folder.path().join(&aside)).unwrap(), rubbish, "not a byte changed");
    opened.journal.record(&contact(1, 1), None, NOW, NOW).unwrap();

    // A second damage in the same millisecond overwrites nothing either.
    drop(opened.journal);
    fs::write(&path, &rubbish).unwrap();
    let _ = fs::remove_file(folder.path().join("journal.db-wal"));
    Journal::open(&path, NOW).unwrap();
    let aside =
        names(folder.path()).iter().filter(|n| n.contains("damaged") && n.ends_with(".db")).count();
    assert_eq!(aside, 2, "{:?}", names(folder.path()));
}

#[test]
fn a_broken_page_costs_its_rows_and_not_the_rest() {
    let mut room = Room::new();
    for number in 0..400 {
        room.journal.record(&contact(number, 1), None, NOW, NOW + number as i64).unwrap();
        if number < 200 {
            room.journal.acked(id(number), 1, NOW).unwrap();
        }
    }
    room.journal.begin_draft(&draft(900, "typed"), None, NOW).unwrap();
    room.journal.set_setting("token", "kept").unwrap();
    room = room.again();
    drop(room.journal);
    let path = room.folder.path().join("journal.db");
    // The last close put the log into the file; now a page of contacts is overwritten.
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let (page, size): (u64, u64) = (
        connection
            .query_row(
                "SELECT max(pageno) FROM dbstat WHERE name = 'contact' AND pagetype = 'leaf'",
                [],
                |row| row.get::<_, i64>(0),
            )
            .unwrap()
            .unsigned_abs(),
        connection.query_row("PRAGMA page_size", [], |row| row.get::<_, i64>(0)).unwrap() as u64,
    );
    drop(connection);
    let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start((page - 1) * size)).unwrap();
    file.write_all(&vec![0xA5; size as usize]).unwrap();
    drop(file);

    let opened = Journal::open(&path, NOW).unwrap();
    assert_eq!(opened.trouble.unwrap().code, Code::Damaged);
    let journal = opened.journal;
    let saved = journal.last_contacts(1000).unwrap().len();
    assert!((300..400).contains(&saved), "{saved} of 400 contacts carried over");
    assert_eq!(journal.current_draft().unwrap(), Some(draft(900, "typed")));
    assert_eq!(journal.setting("token").unwrap().as_deref(), Some("kept"));
    let parcel = Parcel { records: 1000, bytes: 10_000_000 };
    let due = journal.take_due(NOW + 1_000, parcel).unwrap();
    let unsent = journal.last_contacts(1000).unwrap().iter().filter(|k| k.waiting).count();
    assert_eq!(due.len(), unsent);
    assert!(unsent > 100, "{unsent} unsent contacts carried over with their lines");
    let left: Vec<_> = names(room.folder.path());
    assert!(!left.iter().any(|name| name.contains("reading")), "{left:?}");
}

#[test]
fn a_journal_of_the_future_is_refused_untouched() {
    let room = Room::new();
    room.journal
        .lock()
        .execute(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
             VALUES (20990101, 'tomorrow', '2099-01-01T00:00:00Z', '1')",
            [],
        )
        .unwrap();
    let path = room.path();
    let room =
        Room { journal: Journal::open(&path.with_file_name("x.db"), NOW).unwrap().journal, ..room };
    let before = file_bytes(&room);
    let fault = Journal::open(&path, NOW).unwrap_err();
    assert!(matches!(fault, Fault::Newer { found: 20_990_101, .. }), "{fault:?}");
    assert_eq!(Problem::from(fault).code, Code::TooOld);
    assert_eq!(file_bytes(&room), before);
}
