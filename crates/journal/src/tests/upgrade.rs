//! A journal of version 0.1.0 is brought up to date with everything in it; and what is new keeps
//! what it promises.

use rusqlite::{Connection, params};

use super::{NOW, Room, contact, draft, id};
use crate::{CallRow, Journal};

#[test]
fn a_journal_of_the_first_release_keeps_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    {
        let mut old = Connection::open(&path).unwrap();
        let target = refinery::Target::Version(20_261_121);
        crate::open::embedded_runner().set_target(target).run(&mut old).unwrap();
        let tables: i64 = old
            .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'call'", [], |r| r.get(0))
            .unwrap();
        assert_eq!(tables, 0, "it is the old one");
        let body = serde_json::to_string(&contact(1, 1)).unwrap();
        old.execute(
            "INSERT INTO contact (contact_id, revision, customer, start_ms, end_ms, recorded_ms, body)
             VALUES (?1, 1, 'c-17', ?2, ?2, ?2, ?3)",
            params![id(1).as_bytes(), NOW, body],
        )
        .unwrap();
        old.execute(
            "INSERT INTO outbox (contact_id, revision, not_before_ms, created_ms)
             VALUES (?1, 1, ?2, ?2)",
            params![id(1).as_bytes(), NOW],
        )
        .unwrap();
        old.execute(
            "INSERT INTO draft (contact_id, revision, current, start_ms, changed_ms, body)
             VALUES (?1, 1, 1, ?2, ?2, 'half')",
            params![id(2).as_bytes(), NOW],
        )
        .unwrap();
        old.execute("INSERT INTO setting (key, value) VALUES ('token', 'secret')", []).unwrap();
    }
    let opened = Journal::open(&path, NOW).unwrap();
    assert_eq!(opened.trouble, None);
    let journal = opened.journal;
    assert_eq!(journal.contact(id(1)).unwrap().unwrap().contact, contact(1, 1));
    assert_eq!(journal.waiting(NOW).unwrap().lines, 1);
    assert_eq!(journal.current_draft().unwrap().unwrap().body, "half");
    assert_eq!(journal.token().unwrap().unwrap().reveal(), "secret");
    journal.keep_loose_end("gap", "{}", NOW).unwrap();
}

#[test]
fn a_call_is_known_after_a_restart_and_forgotten_after_its_day() {
    let room = Room::new();
    let row = |body: &str| CallRow {
        call_id: "pbx-1".into(),
        contact_id: Some(id(1)),
        body: body.into(),
    };
    room.journal.keep_call(&row("[1]"), NOW).unwrap();
    room.journal.keep_call(&row("[1,2]"), NOW + 5).unwrap();
    let room = room.again();
    assert_eq!(room.journal.calls_since(NOW).unwrap(), [row("[1,2]")]);
    assert!(!format!("{:?}", row("[+46701740612]")).contains("4670"));
    assert_eq!(room.journal.calls_since(NOW + 6).unwrap(), []);
    room.journal.keep_call(&row("[3]"), NOW + 7).unwrap();
    room.journal.erase(id(1)).unwrap();
    assert_eq!(room.journal.calls_since(NOW).unwrap(), [], "erased with its contact");
}

#[test]
fn loose_ends_go_with_the_contact_that_takes_them_or_not_at_all() {
    let room = Room::new();
    let journal = &room.journal;
    journal.keep_loose_end("flag", "one", NOW).unwrap();
    journal.keep_loose_end("gap", "two", NOW).unwrap();
    let ids: Vec<i64> = journal.loose_ends().unwrap().iter().map(|end| end.id).collect();
    journal.record_with(&contact(1, 1), None, &ids[..1], NOW, NOW).unwrap();
    assert_eq!(journal.loose_ends().unwrap().len(), 1);
    // The same contact once more takes nothing along.
    journal.record_with(&contact(1, 1), None, &ids, NOW, NOW).unwrap();
    assert_eq!(journal.loose_ends().unwrap().len(), 1);
}

#[test]
fn what_is_set_aside_stays_aside_and_leaves_the_screen_alone() {
    let room = Room::new();
    let journal = &room.journal;
    journal.begin_draft(&draft(1, "one"), None, NOW).unwrap();
    journal.begin_aside(&draft(2, "two"), NOW).unwrap();
    assert_eq!(journal.current_draft().unwrap(), Some(draft(1, "one")));
    journal.put_aside(&draft(1, "one, later"), NOW).unwrap();
    assert_eq!(journal.current_draft().unwrap(), None);
    assert_eq!(journal.parked_drafts().unwrap().len(), 2);
}

#[test]
fn numbers_that_end_alike_may_be_one_person_and_are_never_mixed() {
    let room = Room::new();
    let mut other = contact(1, 1);
    other.customer = Some(contact::Customer("+4701740612".into()));
    room.journal.record(&other, None, NOW, NOW).unwrap();
    let mut own = contact(2, 1);
    own.customer = Some(contact::Customer("+46701740612".into()));
    room.journal.record(&own, None, NOW, NOW).unwrap();
    let customer = own.customer.clone().unwrap();
    let like: Vec<_> = room.journal.contacts_like(&customer, 9).unwrap();
    assert_eq!(like.iter().map(|k| k.contact.contact_id).collect::<Vec<_>>(), [id(1)]);
    assert_eq!(room.journal.contacts_of(&customer, 9).unwrap().len(), 1);
    let name = contact::Customer("c-1740612".into());
    assert!(room.journal.contacts_like(&name, 9).unwrap().is_empty());
}
