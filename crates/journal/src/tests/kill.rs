//! Killed in the middle of writing, again and again: whatever was acknowledged is there.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{NOW, contact, draft, id};
use crate::{Journal, Parcel};

const FOLDER: &str = "JOURNAL_KILL_FOLDER";
const FROM: &str = "JOURNAL_KILL_FROM";

/// The victim: saves a draft, records it, says so on its output after each step, for ever.
#[test]
#[ignore = "started and killed by the test below"]
fn victim() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let mut number: u128 = std::env::var(FROM).unwrap().parse().unwrap();
    let path = std::path::Path::new(&folder).join("journal.db");
    let journal = Journal::open(&path, NOW).unwrap().journal;
    loop {
        journal.begin_draft(&draft(number, "begun"), None, NOW).unwrap();
        for letter in 0..3 {
            journal.save_draft(&draft(number, &format!("typed {letter}")), NOW).unwrap();
            println!("draft {number} {letter}");
        }
        journal.record(&contact(number, 1), Some("typed 2"), NOW, NOW).unwrap();
        println!("contact {number}");
        number += 1;
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_it_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut next = 1_u128;
    let (mut contacts, mut kills_with_draft) = (0, 0);
    for round in 0..8_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "tests::kill::victim",
                "--ignored",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(FOLDER, folder.path())
            .env(FROM, next.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let reader = std::thread::spawn(move || {
            output.lines().map_while(Result::ok).collect::<Vec<String>>()
        });
        std::thread::sleep(Duration::from_millis(250 + 37 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let said = reader.join().unwrap();

        let opened = Journal::open(&path, NOW).unwrap();
        assert_eq!(opened.trouble, None, "a kill damages nothing");
        let journal = opened.journal;
        let mut last_draft = None;
        for line in &said {
            // The test harness says "test ... " before the first word, on the same line.
            let words: Vec<&str> = line.split_whitespace().collect();
            if let Some(at) = words.iter().position(|word| *word == "contact") {
                let number = words[at + 1].parse().unwrap();
                assert!(journal.contact(id(number)).unwrap().is_some(), "contact {number} is lost");
                contacts += 1;
                last_draft = None;
            } else if let Some(at) = words.iter().position(|word| *word == "draft") {
                last_draft =
                    Some((words[at + 1].parse::<u128>().unwrap(), words[at + 2].to_owned()));
            }
        }
        if let Some((number, letter)) = last_draft {
            // Acknowledged as typed; it may have gone further before the kill, never back.
            let recorded = journal.contact(id(number)).unwrap().is_some();
            let kept = journal.draft(id(number)).unwrap().map(|row| row.body);
            let as_typed = kept.as_ref().is_some_and(|body| *body >= format!("typed {letter}"));
            assert!(recorded || as_typed, "draft {number} typed {letter} is lost: {kept:?}");
            kills_with_draft += 1;
        }
        let connection = journal.lock();
        let apart: i64 = connection
            .query_row(
                "SELECT count(*) FROM contact c FULL JOIN outbox o USING (contact_id, revision)
                 WHERE c.contact_id IS NULL OR o.contact_id IS NULL",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(apart, 0, "a contact without its line, or a line without its contact");
        let both: i64 = connection
            .query_row("SELECT count(*) FROM contact JOIN draft USING (contact_id)", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(both, 0, "a contact that is recorded and still a draft");
        let top: i64 =
            connection.query_row("SELECT count(*) FROM contact", [], |row| row.get(0)).unwrap();
        next += 1_000_000 + top.unsigned_abs() as u128;
    }
    assert!(contacts > 20, "only {contacts} contacts in 8 rounds: the test proves little");
    assert!(kills_with_draft > 0, "no kill hit a draft");
    let journal = Journal::open(&path, NOW).unwrap().journal;
    let parcel = Parcel { records: 100_000, bytes: usize::MAX };
    assert!(journal.take_due(NOW, parcel).unwrap().len() >= contacts);
}
