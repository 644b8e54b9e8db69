//! A desk over real files: what an agent does, what a restart brings back, what was damaged.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod phone;
mod record;
#[expect(unreachable_pub, reason = "the journeys have it too, and give it on")]
#[path = "../../../../tests/src/started.rs"]
mod started;
mod summary;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use contact::{Channel, Claim, Code, ContactId, FollowUp, Initiator, Ms, Problem, ReasonPath};
use desk::ipc::*;
use desk::{Desk, DeskSettings, UNDO_MS};

const NOW: Ms = 1_763_719_200_000;

/// A desk in a folder of its own, with a clock that stands still until it is moved.
struct Office {
    folder: tempfile::TempDir,
    clock: Arc<AtomicI64>,
    ids: Arc<AtomicU64>,
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge-base")
}

impl Office {
    fn new() -> Office {
        Office {
            folder: tempfile::tempdir().unwrap(),
            clock: Arc::new(AtomicI64::new(NOW)),
            ids: Arc::new(AtomicU64::new(1)),
        }
    }

    /// A first start is done once; every office continues from a copy of it.
    fn try_open(&self) -> Result<Desk, Problem> {
        let codes = project().join("codes");
        if !self.folder.path().join("journal.db").exists() {
            let first = |folder: &Path| {
                let desk = self.begin(folder, &codes).map_err(|problem| problem.to_string())?;
                desk.close();
                Ok(())
            };
            started::started(self.folder.path(), first).unwrap();
        }
        self.begin(self.folder.path(), &codes)
    }

    /// A first start with other lists.
    fn open_with(&self, codes: &Path) -> Desk {
        self.begin(self.folder.path(), codes).unwrap()
    }

    fn begin(&self, folder: &Path, codes: &Path) -> Result<Desk, Problem> {
        let (clock, ids) = (Arc::clone(&self.clock), Arc::clone(&self.ids));
        Desk::open(DeskSettings {
            data_dir: folder.to_owned(),
            starter_articles: Some(project().join("articles")),
            starter_codes: Some(codes.to_owned()),
            version: "0.1.0".into(),
            clock: Arc::new(move || clock.load(Ordering::Relaxed)),
            mono: Arc::new(|| 0),
            boot: "boot".into(),
            new_id: Arc::new(move || {
                let number = ids.fetch_add(1, Ordering::Relaxed);
                ContactId(uuid::Uuid::from_u128(u128::from(number)))
            }),
        })
    }

    fn open(&self) -> Desk {
        self.try_open().unwrap()
    }

    fn later(&self, ms: Ms) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }
}

fn call(desk: &Desk, customer: &str) -> Draft {
    desk.start_call(&StartCall {
        customer: Some(customer.into()),
        channel: Channel::Voice,
        initiated_by: Initiator::Customer,
    })
    .unwrap()
}

fn search(text: &str, lang: &str) -> Search {
    Search { text: text.into(), lang: lang.into(), typing: false, limit: 10 }
}

/// Filled in as the outcome wants it.
fn filled(mut draft: Draft, outcome: &str, now: Ms) -> Draft {
    draft.phase = Phase::WrapUp;
    draft.end_ms = Some(now);
    draft.outcome = Some(outcome.into());
    draft.reason = Some(ReasonPath::from("tv/picture/no-signal"));
    draft.root_cause = Some("visit_needed".into());
    draft.follow_up = Some(FollowUp { due_ms: now + 7_200_000, by: Channel::Voice, owner: None });
    draft.hand_over = Some(contact::HandOver {
        kind: contact::HandOverKind::Escalation,
        queue: "team-lead".into(),
        skill: None,
        note: "Tried everything in KB-1.".into(),
        warm: true,
    });
    draft
}

fn pick(draft: &Draft) -> Pick {
    Pick { contact_id: draft.contact_id }
}

fn recorded(office: &Office, draft: &Draft) -> contact::Contact {
    let path = office.folder.path().join("journal.db");
    let journal = journal::Journal::open(&path, NOW).unwrap().journal;
    journal.contact(draft.contact_id).unwrap().unwrap().contact
}

fn no_story(desk: &Desk, of: StoryOf) -> Story {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(desk.story(&of))
        .unwrap()
}

#[test]
fn the_starter_set_is_there_found_and_readable() {
    let office = Office::new();
    let desk = office.open();
    let start = desk.start().unwrap();
    assert_eq!(start.trouble, None);
    assert!(start.knowledge.articles >= 100, "{}", start.knowledge.articles);
    assert_eq!(start.codes.outcomes.len(), 6);
    assert_eq!((start.sync.state, start.draft), (SyncState::NotEnrolled, None));

    let found = desk.search(&search("BB-11", "sv")).unwrap();
    assert!(!found.hits.is_empty(), "the code of a reason finds its article");
    for (text, lang) in
        [("log in", "en"), ("logga in", "sv"), ("登录", "zh-Hans"), ("تسجيل الدخول", "ar")]
    {
        let found = desk.search(&search(text, lang)).unwrap();
        assert_eq!(found.hits.first().map(|hit| hit.id.as_str()), Some("KB-1604"), "{text}");
    }
    // no article says "stb": the centre's synonyms do
    let found = desk.search(&search("stb", "en")).unwrap();
    assert!(found.hits.iter().any(|hit| hit.id == "KB-1803"), "{found:?}");
    let view = desk.article(&OpenArticle { id: "KB-1604".into(), lang: "ar".into() }).unwrap();
    assert_eq!((view.lang.as_str(), view.langs.len()), ("ar", 4));
    let steps = view.sections.iter().find(|s| s.role.as_deref() == Some("steps")).unwrap();
    assert_eq!(steps.steps.len(), 7);
    assert!(steps.html.is_empty() && steps.text.contains("L-02"), "{steps:?}");
    assert_eq!(view.also_check.len(), 3);
    assert!(view.also_check.iter().all(|title| title.lang == "ar"));
    let other = desk.article(&OpenArticle { id: "KB-1604".into(), lang: "fi".into() }).unwrap();
    assert_eq!(other.lang, "en");
    let none = desk.article(&OpenArticle { id: "KB-0".into(), lang: "en".into() }).unwrap_err();
    assert_eq!(none.code, Code::NotFound);
    desk.close();
    let searches = office.open().home().unwrap().searches;
    assert!(searches.contains(&"logga in".to_owned()), "{searches:?}");
}

#[test]
fn a_draft_survives_a_restart_and_a_second_call() {
    let office = Office::new();
    let desk = office.open();
    let mut first = call(&desk, "070-174 06 12");
    first.note = "halfway".into();
    first.held_since_ms = Some(NOW + 1_000);
    desk.save_draft(&first).unwrap();
    drop(desk);

    let desk = office.open();
    assert_eq!(desk.start().unwrap().draft, Some(first.clone()), "phase and all");
    office.later(60_000);
    let second = call(&desk, "c-2");
    assert_eq!(desk.start().unwrap().draft.unwrap().contact_id, second.contact_id);
    let home = desk.home().unwrap();
    assert_eq!(home.unfinished.len(), 1);
    assert_eq!(home.unfinished[0].customer, "070-174 06 12");

    office.later(30_000);
    let back = desk.resume(&pick(&first)).unwrap();
    assert_eq!((back.parked_since_ms, back.parked_ms), (None, Some(30_000)));
    assert_eq!(back.phase, Phase::WrapUp, "the conversation was over when the next one came");
    assert_eq!((back.end_ms, back.hold_ms, back.held_since_ms), (Some(NOW + 60_000), 59_000, None));
    assert_eq!(back.note, "halfway");
    assert_eq!(desk.home().unwrap().unfinished[0].contact_id, second.contact_id);

    desk.discard(&pick(&second)).unwrap();
    assert_eq!(desk.save_draft(&second).unwrap_err().code, Code::NotFound);
    assert!(desk.home().unwrap().unfinished.is_empty());
    assert_eq!(desk.resume(&pick(&second)).unwrap_err().code, Code::NotFound);
}

#[test]
fn each_outcome_says_what_is_missing_and_what_it_means() {
    let office = Office::new();
    let desk = office.open();
    let codes = desk.start().unwrap().codes;
    let missing =
        |draft: &Draft| desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap_err().field.unwrap();
    let bare = call(&desk, "c-1");
    assert_eq!(missing(&bare), "outcome");
    for outcome in &codes.outcomes {
        let mut draft = call(&desk, "c-1");
        draft.outcome = Some(outcome.id.clone());
        for (field, name) in [
            (contact::OutcomeField::Reason, "reason"),
            (contact::OutcomeField::RootCause, "root_cause"),
            (contact::OutcomeField::FollowUp, "follow_up"),
            (contact::OutcomeField::HandOver, "hand_over"),
        ] {
            if outcome.requires.contains(&field) {
                assert_eq!(missing(&draft), name, "{}", outcome.id);
            }
            let whole = filled(draft.clone(), &outcome.id, NOW);
            match field {
                contact::OutcomeField::Reason => draft.reason = whole.reason,
                contact::OutcomeField::RootCause => draft.root_cause = whole.root_cause,
                contact::OutcomeField::FollowUp => draft.follow_up = whole.follow_up,
                contact::OutcomeField::HandOver => draft.hand_over = whole.hand_over,
            }
        }
        let kept = desk.start().unwrap().draft.unwrap();
        assert_eq!(kept.contact_id, draft.contact_id, "a refused form stays on the screen");
        desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
        let contact = recorded(&office, &draft);
        assert_eq!(contact.outcome.as_deref(), Some(outcome.id.as_str()));
        assert_eq!(
            (contact.claim, contact.transferred, contact.escalated, contact.follow_up_promised),
            (outcome.claim, outcome.transferred, outcome.escalated, outcome.follow_up_promised)
        );
        let wants = |field| outcome.requires.contains(&field);
        // All fields were filled in; those of other outcomes are not part of the record.
        assert_eq!(contact.root_cause.is_some(), wants(contact::OutcomeField::RootCause));
        assert_eq!(contact.follow_up.is_some(), wants(contact::OutcomeField::FollowUp));
        let asked = contact.exclusion.map(|exclusion| {
            assert_eq!(exclusion.reviewed_by, None, "only a request");
            exclusion.reason
        });
        assert_eq!(asked, outcome.exclusion);
    }
    let mut wrong = filled(call(&desk, "c-1"), "resolved", NOW);
    wrong.reason = Some(ReasonPath::from("tv/picture"));
    assert_eq!(missing(&wrong), "reason", "not a leaf");
    let mut past = filled(call(&desk, "c-1"), "follow_up", NOW);
    past.follow_up.as_mut().unwrap().due_ms = NOW - 1;
    assert_eq!(missing(&past), "follow_up");
}

#[test]
fn the_record_says_what_happened() {
    let office = Office::new();
    let desk = office.open();
    let mut draft = call(&desk, "٠٧٠-١٧٤ ٠٦ ١٢");
    draft.hold_ms = 20_000;
    draft.opened = ["KB-1", "KB-2", "KB-1"]
        .map(|id| OpenedArticle {
            id: id.into(),
            version: 3,
            lang: "sv".into(),
            query_id: Some("q1".into()),
        })
        .into();
    draft.attached = Some(AttachedArticle {
        id: "KB-2".into(),
        version: 3,
        lang: "sv".into(),
        title: "T".into(),
        reasons: vec![],
        query_id: Some("q1".into()),
    });
    draft.steps_done.insert("KB-2".into(), vec![2, 1, 2]);
    draft.gaps = vec!["how to fold a router".into()];
    draft.note = "  restarted it \n".into();
    office.later(300_000);
    let draft = filled(draft, "resolved", NOW + 300_000);
    office.later(21_000);
    let saved = desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    assert_eq!(saved.undo_until_ms, NOW + 321_000 + UNDO_MS);
    let twice = desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    assert_eq!(twice, saved, "a key pressed twice is one contact");

    let contact = recorded(&office, &draft);
    assert_eq!(contact.customer.as_ref().unwrap().as_str(), "+46701740612");
    assert_eq!((contact.start_ms, contact.end_ms), (NOW, NOW + 300_000));
    assert_eq!(
        (contact.talk_ms, contact.hold_ms, contact.acw_ms),
        (Some(280_000), Some(20_000), Some(21_000))
    );
    let articles: Vec<_> =
        contact.articles.iter().map(|a| (a.id.as_str(), a.role, a.steps.clone())).collect();
    assert_eq!(
        articles,
        [
            ("KB-2", contact::ArticleRole::Used, vec![1, 2]),
            ("KB-1", contact::ArticleRole::Viewed, vec![])
        ]
    );
    assert_eq!(contact.note.as_deref(), Some("restarted it"));
    assert_eq!(contact.rest["gaps"][0], "how to fold a router");
    assert_eq!(contact.saved_ms, Some(NOW + 321_000));
    let home = desk.home().unwrap();
    assert_eq!(home.last.len(), 1);
    assert!(home.last[0].waiting && home.unfinished.is_empty());
    assert_eq!(desk.sync().unwrap().waiting, 1);
    assert_eq!(desk.start().unwrap().draft, None);
    assert_eq!(desk.save_draft(&draft).unwrap_err().code, Code::NotFound, "a late save");
}

#[test]
fn time_set_aside_is_no_after_call_work() {
    let office = Office::new();
    let desk = office.open();
    let draft = filled(call(&desk, "c-1"), "resolved", NOW);
    desk.save_draft(&draft).unwrap();
    office.later(10_000);
    call(&desk, "c-2");
    office.later(3_600_000);
    desk.resume(&pick(&draft)).unwrap();
    desk.close();
    drop(desk);
    // Home for the night with the form open.
    office.later(15 * 3_600_000);
    let desk = office.open();
    let draft = desk.start().unwrap().draft.unwrap();
    office.later(5_000);
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    assert_eq!(recorded(&office, &draft).acw_ms, Some(15_000));
}

#[test]
fn a_call_nobody_ended_yesterday_ended_when_it_was_last_seen() {
    let office = Office::new();
    let desk = office.open();
    let draft = call(&desk, "c-1");
    office.later(240_000);
    desk.save_draft(&draft).unwrap();
    drop(desk);
    office.later(16 * 3_600_000);
    let desk = office.open();
    let back = desk.start().unwrap().draft.unwrap();
    assert_eq!((back.phase, back.end_ms), (Phase::WrapUp, Some(NOW + 240_000)));
    desk.wrap_up(&WrapUp { draft: filled(back, "resolved", NOW + 240_000) }).unwrap();
    let contact = recorded(&office, &draft);
    assert_eq!((contact.talk_ms, contact.acw_ms), (Some(240_000), Some(0)));
}

#[test]
fn what_waits_for_the_network_can_be_moved_between_threads() {
    fn movable<T: Send>(_: T) {}
    let office = Office::new();
    let desk = office.open();
    movable(desk.story(&StoryOf { customer: String::new(), reason: None, contact_id: None }));
    let at =
        EnrolAt { url: String::new(), code: contact::Secret::new(""), agent_name: String::new() };
    movable(desk.enrol(&at));
}

#[test]
fn a_clock_set_back_during_a_call_makes_no_negative_times() {
    let office = Office::new();
    let desk = office.open();
    let draft = call(&desk, "c-1");
    office.later(-3_600_000);
    let mut draft = filled(draft, "resolved", NOW - 3_600_000);
    draft.hold_ms = 5_000;
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    let contact = recorded(&office, &draft);
    assert_eq!((contact.start_ms, contact.end_ms), (NOW, NOW));
    assert_eq!((contact.talk_ms, contact.hold_ms, contact.acw_ms), (Some(0), Some(0), Some(0)));
}

#[test]
fn undo_brings_the_form_back_and_then_is_over() {
    let office = Office::new();
    let desk = office.open();
    let draft = filled(call(&desk, "c-1"), "resolved", NOW);
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    let next = call(&desk, "c-2");
    office.later(UNDO_MS - 1);
    let undone = desk.undo(&pick(&draft)).unwrap();
    let work = undone.work.clone();
    assert_eq!(undone, Draft { work, ..draft.clone() }, "all values");
    assert_eq!(desk.home().unwrap().unfinished[0].contact_id, next.contact_id);
    assert_eq!(desk.sync().unwrap().waiting, 0);

    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    office.later(UNDO_MS);
    assert_eq!(desk.undo(&pick(&draft)).unwrap_err().code, Code::NotFound);
    assert_eq!(desk.sync().unwrap().waiting, 1);
}

#[test]
fn a_correction_is_a_further_revision_and_keeps_what_was_measured() {
    let office = Office::new();
    let desk = office.open();
    let mut draft = filled(call(&desk, "070-174 06 12"), "resolved", NOW + 60_000);
    draft.note = "as it was".into();
    office.later(70_000);
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    office.later(3_600_000);

    let mut again = desk.correct(&pick(&draft)).unwrap();
    assert_eq!((again.revision, again.phase), (2, Phase::WrapUp));
    assert_eq!((again.outcome.as_deref(), again.note.as_str()), (Some("resolved"), "as it was"));
    assert_eq!(again.customer, "+46701740612");
    assert!(again.note_edited, "no template may replace what was saved");
    again.outcome = Some("not_resolved".into());
    again.root_cause = Some("visit_needed".into());
    desk.save_draft(&again).unwrap();
    assert_eq!(desk.correct(&pick(&draft)).unwrap(), again, "begun corrections are taken up");
    desk.wrap_up(&WrapUp { draft: again.clone() }).unwrap();

    let contact = recorded(&office, &draft);
    assert_eq!((contact.revision, contact.claim), (2, Claim::Unresolved));
    assert_eq!((contact.end_ms, contact.acw_ms), (NOW + 60_000, Some(10_000)));
    assert_eq!(contact.rest["corrected_by"], "agent");
    assert_eq!(desk.home().unwrap().last.len(), 1, "one contact, its latest revision");
    assert_eq!(desk.undo(&pick(&draft)).unwrap().revision, 2);
    assert_eq!(recorded(&office, &draft).revision, 1, "the first is a fact");
}

#[test]
fn the_story_has_what_is_not_sent_yet_and_warns() {
    let office = Office::new();
    let desk = office.open();
    let draft = filled(call(&desk, "0701740612"), "not_resolved", NOW);
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    office.later(3_600_000);
    let present = call(&desk, "+46 70 174 06 12");
    let of = |reason: Option<&str>| StoryOf {
        customer: "+46 70 174 06 12".into(),
        reason: reason.map(ReasonPath::from),
        contact_id: Some(present.contact_id),
    };
    let story = no_story(&desk, of(None));
    assert_eq!(story.customer.as_deref(), Some("+46701740612"));
    assert_eq!((story.contacts.len(), story.reach), (1, Reach::DeskOnly));
    assert!(story.contacts[0].waiting);
    let warning = story.warning.unwrap();
    assert_eq!((warning.times, warning.days, warning.unresolved), (1, 1, true));

    let mut different = present.clone();
    different.links.insert(draft.contact_id, contact::LinkVerdict::Different);
    desk.save_draft(&different).unwrap();
    assert_eq!(no_story(&desk, of(None)).warning, None, "another matter, says the agent");
    let nobody = StoryOf { customer: "  ".into(), reason: None, contact_id: None };
    assert_eq!(no_story(&desk, nobody).customer, None);
}

#[test]
fn promises_are_listed_until_they_are_kept() {
    let office = Office::new();
    let desk = office.open();
    let promised = filled(call(&desk, "c-9"), "follow_up", NOW);
    desk.wrap_up(&WrapUp { draft: promised.clone() }).unwrap();
    let due = desk.home().unwrap().follow_ups;
    assert_eq!((due.len(), due[0].due_ms), (1, NOW + 7_200_000));
    office.later(7_200_000);
    let back = desk
        .start_call(&StartCall {
            customer: Some("c-9".into()),
            channel: Channel::Voice,
            initiated_by: Initiator::Agent,
        })
        .unwrap();
    desk.wrap_up(&WrapUp { draft: filled(back, "resolved", NOW + 7_300_000) }).unwrap();
    assert!(desk.home().unwrap().follow_ups.is_empty());
}

#[test]
fn settings_are_checked_and_kept() {
    let office = Office::new();
    let desk = office.open();
    let mut settings = desk.start().unwrap().settings;
    settings.theme = Theme::Dark;
    settings.store_url = Some("https://elsewhere.example".into());
    desk.save_settings(&settings).unwrap();
    for (field, wrong) in [
        ("text_percent", Settings { text_percent: 500, ..settings.clone() }),
        ("region", Settings { region: "Sweden".into(), ..settings.clone() }),
        ("repeat_window_h", Settings { repeat_window_h: 0, ..settings.clone() }),
    ] {
        let problem = desk.save_settings(&wrong).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some(field));
    }
    drop(desk);
    let kept = office.open().start().unwrap().settings;
    assert_eq!(kept.theme, Theme::Dark);
    assert_eq!(kept.store_url, None, "only enrolment says where the store is");
}

#[test]
fn a_damaged_journal_is_set_aside_and_the_desk_works() {
    let office = Office::new();
    std::fs::write(office.folder.path().join("journal.db"), b"no database at all").unwrap();
    let desk = office.open();
    let start = desk.start().unwrap();
    let trouble = start.trouble.unwrap();
    assert_eq!(trouble.code, Code::Damaged);
    assert!(trouble.message.contains(&format!("journal.damaged-{NOW}.db")), "{trouble}");
    assert!(start.knowledge.articles >= 100);
    call(&desk, "c-1");
}

/// Spoils every file of the index.
fn spoil(folder: &Path) -> usize {
    let mut spoiled = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            spoiled += spoil(&path);
        } else if path.metadata().unwrap().len() > 0 {
            std::fs::write(&path, b"spoiled").unwrap();
            spoiled += 1;
        }
    }
    spoiled
}

#[test]
fn a_damaged_or_missing_index_is_made_again() {
    let office = Office::new();
    let found = |desk: &Desk| !desk.search(&search("router", "en")).unwrap().hits.is_empty();
    let desk = office.open();
    assert!(found(&desk));
    desk.close();
    drop(desk);
    let index = office.folder.path().join("index");
    assert!(spoil(&index) > 3);
    let desk = office.open();
    let trouble = desk.start().unwrap().trouble.expect("it is said");
    assert_eq!(trouble.code, Code::Damaged);
    assert!(found(&desk));
    desk.close();
    drop(desk);

    std::fs::remove_dir_all(&index).unwrap();
    let desk = office.open();
    assert_eq!(desk.start().unwrap().trouble, None, "derived: nothing to worry anybody with");
    assert!(found(&desk));
}

#[test]
fn an_index_behind_the_journal_catches_up_in_the_background() {
    let office = Office::new();
    let desk = office.open();
    desk.close();
    drop(desk);
    let path = office.folder.path().join("journal.db");
    let journal = journal::Journal::open(&path, NOW).unwrap().journal;
    let body = serde_json::json!({"id": "KB-NEW", "lang": "en", "version": 1,
        "title": "Quixotic zeppelin maintenance", "body": "## Steps {#steps}\n1. Inflate."});
    let item = contact::protocol::FeedItem {
        seq: 1,
        item: "KB-NEW/en".into(),
        op: contact::protocol::FeedOp::Put,
        body: Some(body),
    };
    let page =
        contact::protocol::FeedPage { items: vec![item], next: 1, head: 9, epoch: "e".into() };
    journal.apply_articles(0, &page, NOW).unwrap();
    drop(journal);
    let desk = office.open();
    let begun = std::time::Instant::now();
    loop {
        let found = desk.search(&search("zeppelin", "en")).unwrap();
        if found.hits.first().is_some_and(|hit| hit.id == "KB-NEW") {
            break;
        }
        assert!(begun.elapsed().as_secs() < 20, "the index did not catch up");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn a_store_that_is_not_there_changes_nothing_at_the_desk() {
    let office = Office::new();
    let path = office.folder.path().join("journal.db");
    let journal = journal::Journal::open(&path, NOW).unwrap().journal;
    let settings = Settings { store_url: Some("http://127.0.0.1:9".into()), ..Settings::default() };
    let text = serde_json::to_string(&settings).unwrap();
    journal.enrolled(&contact::Secret::new("token"), &text).unwrap();
    drop(journal);

    let desk = office.open();
    let (told, events) = std::sync::mpsc::channel();
    desk.on_event(Arc::new(move |event| {
        let _ = told.send(event);
    }));
    let draft = filled(call(&desk, "c-1"), "resolved", NOW);
    desk.wrap_up(&WrapUp { draft }).unwrap();
    let begun = std::time::Instant::now();
    while desk.sync().unwrap().state != SyncState::Offline {
        assert!(begun.elapsed().as_secs() < 20);
        let _ = events.recv_timeout(std::time::Duration::from_secs(1));
    }
    let sync = desk.sync().unwrap();
    assert_eq!((sync.waiting, sync.offline_since_ms), (1, Some(NOW)));
    let of = StoryOf { customer: "c-1".into(), reason: None, contact_id: None };
    assert_eq!(no_story(&desk, of).reach, Reach::DeskOnly);
    let at = EnrolAt {
        url: "http://127.0.0.1:9".into(),
        code: contact::Secret::new("code"),
        agent_name: "A. Khan".into(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(runtime.block_on(desk.enrol(&at)).unwrap_err().code, Code::Offline);
    desk.close();
}
