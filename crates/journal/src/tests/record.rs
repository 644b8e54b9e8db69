//! Contact, outbox line and draft: together or not at all; and the way of a line out.

use contact::{Code, Problem};

use super::{NOW, Room, contact, draft, id};
use crate::{Fault, Journal, KEEP_MS, Parcel};

const ALL: Parcel = Parcel { records: 1000, bytes: 1_000_000 };

fn counts(journal: &Journal) -> (i64, i64, i64) {
    let connection = journal.lock();
    let count = |table: &str| {
        connection
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .unwrap()
    };
    (count("contact"), count("outbox"), count("draft"))
}

#[test]
fn a_contact_comes_with_its_line_and_its_draft_goes() {
    let room = Room::new();
    room.journal.begin_draft(&draft(1, "typed"), None, NOW).unwrap();
    room.journal.record(&contact(1, 1), Some("typed"), NOW + 10_000, NOW).unwrap();
    assert_eq!(counts(&room.journal), (1, 1, 0));
    let kept = room.again().journal.contact(id(1)).unwrap().unwrap();
    assert_eq!(kept.contact, contact(1, 1), "fields of tomorrow too");
    assert!(kept.waiting);
}

#[test]
fn whichever_step_fails_none_was_made() {
    for (table, when) in [("contact", "INSERT"), ("outbox", "INSERT"), ("draft", "DELETE")] {
        let room = Room::new();
        room.journal.begin_draft(&draft(1, "typed"), None, NOW).unwrap();
        let trigger = format!(
            "CREATE TEMP TRIGGER broken AFTER {when} ON main.{table}
             BEGIN SELECT RAISE(ABORT, 'broken'); END"
        );
        room.journal.lock().execute_batch(&trigger).unwrap();
        room.journal.record(&contact(1, 1), Some("typed"), NOW, NOW).unwrap_err();
        assert_eq!(counts(&room.journal), (0, 0, 1), "{when} {table}");
        room.journal.lock().execute_batch("DROP TRIGGER broken").unwrap();
        room.journal.record(&contact(1, 1), Some("typed"), NOW + 9, NOW).unwrap();
        let trigger = trigger.replace("DELETE", "INSERT");
        room.journal.lock().execute_batch(&trigger).unwrap();
        let back = room.journal.take_back(id(1), None, NOW);
        assert_eq!(back.is_err(), table == "draft");
        if table == "draft" {
            assert_eq!(counts(&room.journal), (1, 1, 0), "taking back is one step too");
        }
    }
}

#[test]
fn the_same_revision_twice_is_recorded_once() {
    let room = Room::new();
    let first = room.journal.record(&contact(1, 1), None, NOW + 10_000, NOW).unwrap();
    let second = room.journal.record(&contact(1, 1), None, NOW + 12_000, NOW + 2_000).unwrap();
    assert!(first.fresh && !second.fresh);
    assert_eq!(second.not_before_ms, NOW + 10_000, "the time to undo does not begin again");
    assert_eq!(counts(&room.journal), (1, 1, 0));
}

#[test]
fn a_full_disk_leaves_nothing_half_written_and_the_draft_in_place() {
    let room = Room::new();
    let journal = &room.journal;
    journal.begin_draft(&draft(1, "typed"), None, NOW).unwrap();
    let mut large = contact(1, 1);
    large.note = Some("x".repeat(60_000));
    {
        let connection = journal.lock();
        let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        connection
            .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get::<_, i64>(0))
            .unwrap();
    }
    let fault = journal.record(&large, Some("typed"), NOW, NOW).unwrap_err();
    assert!(matches!(fault, Fault::DiskFull), "{fault:?}");
    assert_eq!(Problem::from(fault).code, Code::DiskFull);
    assert_eq!(counts(journal), (0, 0, 1));
    {
        let connection = journal.lock();
        connection
            .query_row("PRAGMA max_page_count = 100000", [], |row| row.get::<_, i64>(0))
            .unwrap();
    }
    journal.record(&large, Some("typed"), NOW, NOW).unwrap();
    assert_eq!(counts(journal), (1, 1, 0));
}

#[test]
fn taken_back_in_time_the_draft_is_on_the_screen_again() {
    let room = Room::new();
    let journal = &room.journal;
    journal.begin_draft(&draft(1, "as it was"), None, NOW).unwrap();
    journal.record(&contact(1, 1), Some("as it was"), NOW + 10_000, NOW).unwrap();
    journal.begin_draft(&draft(2, "the next call"), None, NOW + 1).unwrap();

    let parked = draft(2, "the next call, parked");
    let back = journal.take_back(id(1), Some(&parked), NOW + 9_999).unwrap();
    assert_eq!(back.draft.body, "as it was");
    assert_eq!(journal.current_draft().unwrap().unwrap().contact_id, id(1));
    assert_eq!(journal.parked_drafts().unwrap(), [parked]);
    assert_eq!(counts(journal), (0, 0, 2));
    assert!(journal.take_due(NOW + 60_000, ALL).unwrap().is_empty(), "nothing is sent");

    let changed = contact(1, 1);
    journal.record(&changed, Some("better"), NOW + 30_000, NOW + 20_000).unwrap();
    let lines = journal.take_due(NOW + 30_000, ALL).unwrap();
    assert_eq!(lines[0].seq, 1, "what was taken back leaves no gap in the numbers");
}

#[test]
fn too_late_to_take_back() {
    let room = Room::new();
    let journal = &room.journal;
    journal.record(&contact(1, 1), Some("d"), NOW + 10_000, NOW).unwrap();
    assert!(matches!(journal.take_back(id(1), None, NOW + 10_000), Err(Fault::TooLate)));
    assert_eq!(journal.take_due(NOW + 10_000, ALL).unwrap().len(), 1);
    // A clock that is set back does not reopen it: it was taken to be sent.
    assert!(matches!(journal.take_back(id(1), None, NOW), Err(Fault::TooLate)));
    assert!(matches!(journal.take_back(id(9), None, NOW), Err(Fault::TooLate)));
    assert_eq!(counts(journal), (1, 1, 0));
}

#[test]
fn undo_and_courier_never_both_win() {
    let room = Room::new();
    let courier = room.journal.another().unwrap();
    for number in 0..60_u128 {
        room.journal.record(&contact(number, 1), Some("d"), NOW + 10, NOW).unwrap();
        let (sent, undone) = std::thread::scope(|scope| {
            let sending = scope.spawn(|| courier.take_due(NOW + 10, ALL).unwrap().len());
            let undoing = scope.spawn(|| room.journal.take_back(id(number), None, NOW + 9).is_ok());
            (sending.join().unwrap(), undoing.join().unwrap())
        });
        assert_eq!((sent > 0) as u8 + undone as u8, 1, "sent {sent}, undone {undone}");
        if sent > 0 {
            room.journal.acked(id(number), 1, NOW).unwrap();
        }
    }
}

#[test]
fn a_line_goes_only_with_the_receipt_of_its_revision() {
    let room = Room::new();
    let journal = &room.journal;
    journal.record(&contact(1, 1), None, NOW, NOW).unwrap();
    journal.take_due(NOW, ALL).unwrap();
    // Corrected while the first is on its way.
    journal.record(&contact(1, 2), None, NOW, NOW + 1).unwrap();
    journal.acked(id(1), 1, NOW + 2).unwrap();
    let lines = journal.take_due(NOW + 3, ALL).unwrap();
    assert_eq!(lines.iter().map(|l| (l.revision, l.seq)).collect::<Vec<_>>(), [(2, 2)]);
    assert!(journal.contact(id(1)).unwrap().unwrap().waiting);
    journal.acked(id(1), 2, NOW + 4).unwrap();
    assert!(!journal.contact(id(1)).unwrap().unwrap().waiting);
    assert_eq!(journal.revisions(id(1)).unwrap().len(), 2, "every revision is kept");
}

#[test]
fn a_refused_line_holds_up_nobody_and_a_correction_settles_it() {
    let room = Room::new();
    let journal = &room.journal;
    journal.record(&contact(1, 1), None, NOW, NOW).unwrap();
    journal.record(&contact(2, 1), None, NOW, NOW).unwrap();
    let why = Problem::field("customer", "Too long.");
    journal.park(id(1), 1, &why).unwrap();
    let waiting = journal.waiting(NOW).unwrap();
    assert_eq!((waiting.lines, waiting.refused, waiting.due_ms), (1, 1, Some(NOW)));
    let refused = journal.refused().unwrap();
    assert_eq!((refused[0].contact_id, &refused[0].why), (id(1), &why));
    let due = journal.take_due(NOW, ALL).unwrap();
    assert_eq!(due.iter().map(|l| l.contact_id).collect::<Vec<_>>(), [id(2)]);

    journal.record(&contact(1, 2), Some("d"), NOW + 10_000, NOW).unwrap();
    assert!(journal.refused().unwrap().is_empty(), "corrected");
    journal.take_back(id(1), None, NOW).unwrap();
    assert_eq!(journal.refused().unwrap().len(), 1, "the correction was taken back");
    journal.record(&contact(1, 2), None, NOW, NOW).unwrap();
    journal.acked(id(1), 2, NOW).unwrap();
    journal.acked(id(2), 1, NOW).unwrap();
    assert_eq!(counts(journal), (3, 0, 0));

    journal.record(&contact(3, 1), None, NOW, NOW).unwrap();
    journal.park(id(3), 1, &why).unwrap();
    journal.unpark(id(3), NOW + 5).unwrap();
    assert_eq!(journal.take_due(NOW + 5, ALL).unwrap().len(), 1);
    assert!(matches!(journal.unpark(id(3), NOW), Err(Fault::NotFound)));
}

#[test]
fn a_parcel_keeps_to_its_limits_but_is_never_empty() {
    let room = Room::new();
    let journal = &room.journal;
    for number in 0..10 {
        journal.record(&contact(number, 1), None, NOW, NOW + number as i64).unwrap();
    }
    let one = serde_json::to_string(&contact(0, 1)).unwrap().len() + 40;
    let take = |records, bytes| {
        journal.take_due(NOW, Parcel { records, bytes }).unwrap().iter().map(|l| l.seq).collect()
    };
    let (three, two, single): (Vec<u64>, Vec<u64>, Vec<u64>) =
        (take(3, 1_000_000), take(10, 2 * one + 10), take(10, 1));
    assert_eq!((three, two, single), (vec![1, 2, 3], vec![1, 2], vec![1]));
}

#[test]
fn a_clock_set_back_by_a_year_does_not_hold_lines_for_a_year() {
    let room = Room::new();
    room.journal.record(&contact(1, 1), None, NOW + 10_000, NOW).unwrap();
    let earlier = NOW - 365 * 24 * 3_600_000;
    assert_eq!(room.journal.waiting(earlier).unwrap().due_ms, Some(earlier));
    assert_eq!(room.journal.take_due(earlier, ALL).unwrap().len(), 1);
}

#[test]
fn a_store_gone_back_in_time_gets_the_kept_days_again() {
    let room = Room::new();
    let journal = &room.journal;
    for number in 0..3 {
        journal.record(&contact(number, 1), None, NOW, NOW).unwrap();
        journal.take_due(NOW, ALL).unwrap();
    }
    journal.acked(id(0), 1, NOW - KEEP_MS - 1).unwrap();
    journal.acked(id(1), 1, NOW).unwrap();
    let everything = [contact::protocol::SeqRange { from: 1, to: u64::MAX }];
    assert_eq!(journal.send_again(&everything, "epoch-2", NOW).unwrap(), 1);
    assert_eq!(journal.setting("epoch").unwrap().as_deref(), Some("epoch-2"));
    let lines: Vec<_> = journal.take_due(NOW, ALL).unwrap();
    assert_eq!(lines.iter().map(|l| l.contact_id).collect::<Vec<_>>(), [id(1), id(2)]);
    assert_eq!(journal.send_again(&everything, "epoch-3", NOW).unwrap(), 0, "on its way already");
}

#[test]
fn what_was_confirmed_is_summed_up_by_the_highest_revision() {
    let room = Room::new();
    let journal = &room.journal;
    let confirm = |number: u128, revision: u32| {
        journal.record(&contact(number, revision), None, NOW, NOW).unwrap();
        journal.take_due(NOW, ALL).unwrap();
        journal.acked(id(number), revision, NOW).unwrap();
    };
    for number in 0..70 {
        confirm(number, 1);
    }
    confirm(3, 2);
    // On its way: nobody confirmed it.
    journal.record(&contact(99, 1), None, NOW, NOW).unwrap();
    journal.take_due(NOW, ALL).unwrap();
    let sums = journal.confirmed(NOW).unwrap();
    let shape: Vec<_> = sums.iter().map(|s| (s.from, s.to, s.count)).collect();
    assert_eq!(shape, [(1, 64, 63), (65, 128, 7)], "number 4 was corrected under number 71");
    let mut marks = contact::protocol::Marks::default();
    for (number, revision) in (64..70).map(|n| (n, 1)).chain([(3, 2)]) {
        marks.add(&id(number), revision);
    }
    assert_eq!(sums[1].marks, marks);

    let again = [contact::protocol::SeqRange { from: 65, to: 128 }];
    journal.doubt_store("e").unwrap();
    assert_eq!(journal.send_again(&again, "e", NOW).unwrap(), 7);
    assert_eq!(journal.to_reconcile().unwrap(), None);
    let lines = journal.take_due(NOW, ALL).unwrap();
    let seqs: std::collections::BTreeSet<u64> = lines.iter().map(|line| line.seq).collect();
    assert_eq!(seqs, (65..=72).collect(), "under their old numbers, and the one on its way");
    assert_eq!(journal.confirmed(NOW).unwrap().len(), 1, "no longer confirmed");
    for line in lines {
        journal.acked(line.contact_id, line.revision, NOW).unwrap();
    }
    assert_eq!(journal.confirmed(NOW).unwrap().len(), 2);
}

#[test]
fn an_epoch_is_news_once_and_reconciled_once() {
    let room = Room::new();
    let journal = &room.journal;
    assert!(!journal.hear_epoch("first").unwrap(), "the first store there ever was");
    assert_eq!(journal.to_reconcile().unwrap(), None);
    assert!(!journal.hear_epoch("first").unwrap());
    assert!(journal.hear_epoch("second").unwrap());
    assert!(!journal.hear_epoch("second").unwrap());
    assert_eq!(journal.to_reconcile().unwrap().as_deref(), Some("second"));
    journal.send_again(&[], "second", NOW).unwrap();
    assert!(!journal.hear_epoch("second").unwrap());
    assert!(journal.hear_epoch("first").unwrap(), "back again is another time");
}

#[test]
fn back_before_it_was_compared_is_news_and_is_compared() {
    let room = Room::new();
    let journal = &room.journal;
    journal.hear_epoch("first").unwrap();
    assert!(journal.hear_epoch("second").unwrap());
    assert!(journal.hear_epoch("first").unwrap());
    assert!(!journal.hear_epoch("first").unwrap(), "news once");
    assert_eq!(journal.to_reconcile().unwrap().as_deref(), Some("first"));
    journal.send_again(&[], "first", NOW).unwrap();
    assert_eq!(journal.epoch().unwrap().as_deref(), Some("first"));
}

#[test]
fn what_was_refused_and_then_corrected_is_forgotten_in_the_end() {
    let room = Room::new();
    let journal = &room.journal;
    let settled = |number: u128, refused: bool| {
        journal.record(&contact(number, 1), None, NOW, NOW).unwrap();
        journal.take_due(NOW, ALL).unwrap();
        if refused {
            journal.park(id(number), 1, &Problem::new(Code::Invalid, "wrong")).unwrap();
        }
        journal.record(&contact(number, 2), None, NOW, NOW).unwrap();
        journal.take_due(NOW, ALL).unwrap();
        journal.acked(id(number), 2, NOW).unwrap();
    };
    settled(1, true);
    settled(2, false);
    let sums = journal.confirmed(NOW).unwrap();
    assert_eq!(sums.iter().map(|sum| sum.count).sum::<u64>(), 2, "each once, the latest");
    assert_eq!(journal.send_again(&[], "e", NOW).unwrap(), 0, "nothing goes out again");
    assert_eq!(journal.forget_old(NOW + KEEP_MS + 1).unwrap(), 2, "both revisions");
    assert!(journal.contact(id(1)).unwrap().is_none());
    assert!(journal.contact(id(2)).unwrap().is_some(), "its first revision is on its way");
}

#[test]
fn an_erased_contact_leaves_nothing() {
    let room = Room::new();
    let journal = &room.journal;
    journal.record(&contact(1, 1), None, NOW, NOW).unwrap();
    journal.record(&contact(1, 2), None, NOW, NOW).unwrap();
    journal.record(&contact(2, 1), None, NOW, NOW).unwrap();
    assert_eq!(journal.erase(id(1)).unwrap(), 4);
    assert!(journal.contact(id(1)).unwrap().is_none());
    assert_eq!(journal.waiting(NOW).unwrap().lines, 1);
    assert_eq!(journal.erase(id(1)).unwrap(), 0);
}

#[test]
fn what_was_confirmed_long_ago_is_forgotten_unless_it_promises_something() {
    let room = Room::new();
    let journal = &room.journal;
    let mut promise = contact(2, 1);
    promise.follow_up = Some(contact::FollowUp {
        due_ms: NOW + 40 * 24 * 3_600_000,
        by: contact::Channel::Voice,
        owner: None,
    });
    for contact in [contact(1, 1), promise, contact(3, 1)] {
        journal.record(&contact, None, NOW, NOW).unwrap();
        if contact.contact_id != id(3) {
            journal.acked(contact.contact_id, 1, NOW).unwrap();
        }
    }
    assert_eq!(journal.forget_old(NOW + KEEP_MS - 1).unwrap(), 0);
    assert_eq!(journal.forget_old(NOW + KEEP_MS + 1).unwrap(), 1);
    let left: Vec<_> =
        journal.last_contacts(9).unwrap().into_iter().map(|k| k.contact.contact_id).collect();
    assert_eq!(left, [id(3), id(2)], "an unsent one is never forgotten");
}

#[test]
fn a_promise_is_kept_by_a_call_back_or_by_the_same_matter() {
    let room = Room::new();
    let journal = &room.journal;
    let promised = |number, customer: &str| {
        let mut one = contact(number, 1);
        one.customer = Some(contact::Customer(customer.into()));
        one.follow_up = Some(contact::FollowUp {
            due_ms: NOW + number as i64,
            by: contact::Channel::Voice,
            owner: None,
        });
        journal.record(&one, None, NOW, NOW).unwrap();
    };
    promised(1, "a");
    promised(2, "b");
    promised(3, "c");
    let later = |number, customer: &str| {
        let mut one = contact(number, 1);
        one.customer = Some(contact::Customer(customer.into()));
        (one.start_ms, one.end_ms) = (NOW, NOW + 1);
        one
    };
    let open = || {
        let open = journal.open_promises(9).unwrap();
        open.into_iter().map(|c| c.contact_id).collect::<Vec<_>>()
    };
    assert_eq!(open(), [id(1), id(2), id(3)], "nearest first");
    let mut back = later(11, "a");
    back.initiated_by = contact::Initiator::Agent;
    journal.record(&back, None, NOW, NOW).unwrap();
    journal.record(&later(12, "b"), None, NOW, NOW).unwrap();
    let mut same = later(13, "c");
    same.links.insert(id(3), contact::LinkVerdict::Same);
    journal.record(&same, None, NOW, NOW).unwrap();
    assert_eq!(open(), [id(2)], "the customer calling again about something keeps no promise");
}

#[test]
fn one_refused_record_that_cannot_be_read_hides_no_other() {
    let room = Room::new();
    let journal = &room.journal;
    for number in [1, 2, 3] {
        journal.record(&contact(number, 1), None, NOW, NOW).unwrap();
        journal.park(id(number), 1, &Problem::new(Code::Invalid, "wrong")).unwrap();
    }
    let spoil = "UPDATE contact SET body = '{' WHERE contact_id = ?1";
    journal.lock().execute(spoil, [id(2).as_bytes()]).unwrap();
    let spoil = "UPDATE outbox SET problem = '{' WHERE contact_id = ?1";
    journal.lock().execute(spoil, [id(1).as_bytes()]).unwrap();
    let refused = journal.refused().unwrap();
    let shown: Vec<_> = refused.iter().map(|line| (line.contact_id, line.why.code)).collect();
    let all = [(id(3), Code::Invalid), (id(2), Code::Invalid), (id(1), Code::Damaged)];
    assert_eq!(shown, all, "as many as are counted");
    assert_eq!(refused[1].customer.as_ref().unwrap().as_str(), "c-17");
}
