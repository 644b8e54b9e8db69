//! What a start finds, keeps and mends: the starter set, settings, damaged files, a store that is away.

use super::*;

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
    let searches = office.open().home(&english()).unwrap().searches;
    assert!(searches.contains(&"logga in".to_owned()), "{searches:?}");
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
    // Where each can be given only the window knows.
    for command in ["call", "save"] {
        settings.keys.insert(command.into(), vec!["Mod+Y".into()]);
    }
    settings.agent = "desk-7".into();
    desk.save_settings(&settings).unwrap();
    // As a window sends it that does not know that enrolment named the agent.
    settings.agent = Settings::default().agent;
    desk.save_settings(&settings).unwrap();
    drop(desk);
    let kept = office.open().start().unwrap().settings;
    assert_eq!((kept.theme, kept.keys.len()), (Theme::Dark, 2));
    assert_eq!(kept.agent.as_str(), "desk-7", "a named agent stays named");
    assert_eq!(kept.store_url, None, "only enrolment says where the store is");
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

/// The lists were taken in, and the desk was killed before the index had them.
#[test]
fn a_code_renamed_before_a_kill_is_found_after_it() {
    let office = Office::new();
    let desk = office.open();
    let found = |desk: &Desk, code: &str| {
        let hits = desk.search(&search(code, "en")).unwrap().hits;
        !hits.is_empty()
    };
    assert!(!found(&desk, "QX-9977"));
    desk.close();
    drop(desk);
    let path = office.folder.path().join("journal.db");
    let journal = journal::Journal::open(&path, NOW).unwrap().journal;
    let mut codes = journal.codes().unwrap().unwrap();
    let old = codes.reasons.iter_mut().find(|reason| reason.code.as_deref() == Some("BB-11"));
    old.unwrap().code = Some("QX-9977".into());
    journal.set_codes(&codes).unwrap();
    drop(journal);
    let desk = office.open();
    let begun = std::time::Instant::now();
    while !found(&desk, "QX-9977") {
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
