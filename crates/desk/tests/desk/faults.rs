//! The desk on a disk with no room left, and killed in the middle of saving: the agent is told, what
//! was said to be kept is there, and nothing is there twice.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use journal::{Journal, Parcel};

use super::*;

const FOLDER: &str = "DESK_FAULT_FOLDER";
const FROM: &str = "DESK_FAULT_FROM";

fn open(folder: &Path, from: u128) -> Desk {
    let next = Arc::new(AtomicU64::new(0));
    Desk::open(DeskSettings {
        data_dir: folder.to_owned(),
        starter_articles: Some(project().join("articles")),
        starter_codes: Some(project().join("codes")),
        version: "0.1.0".into(),
        clock: Arc::new(|| NOW),
        mono: Arc::new(|| 0),
        boot: "boot".into(),
        new_id: Arc::new(move || {
            let number = from + u128::from(next.fetch_add(1, Ordering::Relaxed));
            ContactId(uuid::Uuid::from_u128(number))
        }),
    })
    .unwrap()
}

/// A note of its own for every save, long enough to fill a disk in a while.
fn note(draft: &Draft, save: u32) -> String {
    format!("{} {save} {}", draft.contact_id, "what was said ".repeat(200))
}

/// The victim: takes calls for ever and says what was kept; at the first refusal it says which and
/// tries to save once more.
#[test]
#[ignore = "started by the tests below"]
fn victim() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let from: u128 = std::env::var(FROM).unwrap().parse().unwrap();
    let desk = open(Path::new(&folder), from);
    let take_a_call = || -> Result<(), Problem> {
        let mut draft = desk.start_call(&StartCall {
            customer: Some("0701740612".into()),
            channel: Channel::Voice,
            initiated_by: Initiator::Customer,
        })?;
        for save in 0..3 {
            draft.note = note(&draft, save);
            draft.note_edited = true;
            desk.save_draft(&draft)?;
            println!("kept {} {save}", draft.contact_id);
        }
        let mut whole = filled(draft.clone(), "resolved", NOW);
        whole.note = note(&draft, 2);
        desk.wrap_up(&WrapUp { draft: whole })?;
        println!("saved {}", draft.contact_id);
        Ok(())
    };
    let refused = loop {
        if let Err(problem) = take_a_call() {
            break problem;
        }
    };
    let code = serde_json::to_value(refused.code).unwrap();
    println!("refused {} {}", code.as_str().unwrap(), refused.message);
}

fn start(folder: &Path, from: u128, limit: Option<u64>) -> Child {
    let test = std::env::current_exe().unwrap();
    let mut command = Command::new("sh");
    // Files may grow no further; the program hears of it as an error, not as a signal.
    let limited = limit.map_or(String::new(), |blocks| format!("ulimit -f {blocks}; "));
    command.args(["-c", &format!("trap '' XFSZ; {limited}exec \"$0\" \"$@\"")]).arg(test);
    let child = command
        .args(["--exact", "faults::victim", "--ignored", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(FROM, from.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    child.unwrap()
}

/// What the victim said, a line a thing; the harness's own words before the first are left out.
#[derive(Default, Debug)]
struct Said {
    saved: BTreeSet<ContactId>,
    /// The draft that was kept last and not saved, and its save.
    kept: Option<(ContactId, u32)>,
    refused: Option<String>,
}

fn hear(said: &mut Said, line: &str) {
    let from = ["kept ", "saved ", "refused "].iter().filter_map(|word| line.find(word)).min();
    let words: Vec<&str> = line[from.unwrap_or(line.len())..].split_whitespace().collect();
    match words.as_slice() {
        ["kept", id, save] => said.kept = Some((id.parse().unwrap(), save.parse().unwrap())),
        ["saved", id] => {
            said.saved.insert(id.parse().unwrap());
            said.kept = None;
        }
        ["refused", ..] => said.refused = Some(words[1..].join(" ")),
        _ => {}
    }
}

/// Everything the victim said is there, once, and the draft can be saved now.
fn all_is_there(folder: &Path, said: &Said, from: u128) {
    let desk = open(folder, from + 900_000);
    let start = desk.start().unwrap();
    assert_eq!(start.trouble, None, "neither a full disk nor a kill damages anything");
    let open_draft = start.draft.clone();
    if let Some((id, save)) = said.kept {
        let journal = Journal::open(&folder.join("journal.db"), NOW).unwrap().journal;
        let recorded = journal.contact(id).unwrap().is_some();
        let kept = open_draft.as_ref().filter(|draft| draft.contact_id == id);
        // It may have gone further than it said, never back.
        let as_typed = kept.is_some_and(|kept| (save..3).any(|save| kept.note == note(kept, save)));
        assert!(recorded != as_typed, "{id}, save {save}: recorded {recorded}, {kept:?}");
    }
    if let Some(draft) = open_draft {
        desk.wrap_up(&WrapUp { draft: filled(draft.clone(), "resolved", NOW) }).unwrap();
        assert_eq!(desk.start().unwrap().draft, None);
    }
    assert!(desk.home(&english()).unwrap().unfinished.is_empty(), "a draft is there as well");
    desk.close();
    drop(desk);
    let journal = Journal::open(&folder.join("journal.db"), NOW).unwrap().journal;
    for id in &said.saved {
        assert!(journal.contact(*id).unwrap().is_some(), "{id} was said to be saved");
    }
    let parcel = Parcel { records: 1_000_000, bytes: usize::MAX };
    let lines = journal.take_due(NOW + 2 * UNDO_MS, parcel).unwrap();
    let once: BTreeSet<ContactId> = lines.iter().map(|line| line.contact_id).collect();
    assert_eq!(once.len(), lines.len(), "a contact waits twice");
    assert!(said.saved.is_subset(&once), "a saved contact does not wait to be sent");
}

#[test]
fn a_full_disk_is_told_the_draft_is_safe_and_it_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path(), 1).close();
    let largest = std::fs::read_dir(folder.path())
        .unwrap()
        .filter_map(|entry| Some(entry.ok()?.metadata().ok()?.len()))
        .max();
    // In blocks of 512 bytes: half a megabyte more than the largest file has.
    let blocks = largest.unwrap() / 512 + 1_000;
    let mut child = start(folder.path(), 1_000, Some(blocks));
    let mut said = Said::default();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        hear(&mut said, &line.unwrap());
    }
    child.wait().unwrap();
    let refused = said.refused.clone().unwrap();
    assert!(refused.starts_with("disk_full "), "{refused}");
    assert!(refused.contains("what is on the screen stays there"), "{refused}");
    assert!(!said.saved.is_empty(), "nothing fitted: the test proves little");
    all_is_there(folder.path(), &said, 1_000);
}

#[test]
fn a_desk_killed_in_the_middle_of_saving_has_what_it_said_it_had() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path(), 1).close();
    let mut all = BTreeSet::new();
    for round in 0..4_u32 {
        let from = u128::from(round + 1) * 10_000_000;
        let mut child = start(folder.path(), from, None);
        let output = BufReader::new(child.stdout.take().unwrap());
        let (mut said, mut lines) = (Said::default(), output.lines());
        let begun = Instant::now();
        let mut until = 12 + round as usize * 7;
        while until > 0 {
            assert!(begun.elapsed() < Duration::from_secs(60), "{said:?}");
            hear(&mut said, &lines.next().unwrap().unwrap());
            until -= 1;
        }
        // SIGKILL, wherever it is in its next save.
        child.kill().unwrap();
        child.wait().unwrap();
        lines.map_while(Result::ok).for_each(|line| hear(&mut said, &line));
        all_is_there(folder.path(), &said, from);
        all.extend(said.saved);
    }
    assert!(all.len() > 8, "only {} contacts: the test proves little", all.len());
}
