//! What a record holds beside its fields, what is never written down, and corrections.

use contact::{Extras, FlagKind, HandOver, HandOverKind, LinkVerdict};

use super::*;

const CARD: &str = "4111 1111 1111 1111";
const CARD_ARABIC: &str = "٥٥٠٠٠٠٥٥٥٥٥٥٥٥٥٩";
const PERSONAL: &str = "19811228-9874";

/// Every byte of every file of the desk.
fn bytes_of(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            bytes.extend(bytes_of(&path));
        } else {
            bytes.extend(std::fs::read(&path).unwrap());
        }
    }
    bytes
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn nothing_that_must_be_hidden_is_ever_in_a_file() {
    let office = Office::new();
    let desk = office.open();
    let mut event =
        contact::CallEvent::new("pbx", "1", NOW, contact::CallEventKind::Connected, "a");
    event.attributes.insert("keyed".into(), CARD.into());
    desk.call_event(&event).unwrap();
    let said = |number: u32, text: &str| {
        let kind = contact::CallEventKind::Transcript;
        let mut event = contact::CallEvent::new("pbx", &format!("t{number}"), NOW, kind, "a");
        event.turn = Some(contact::Turn {
            turn: None,
            speaker: contact::Speaker::Customer,
            text: text.into(),
            is_final: true,
        });
        event
    };
    desk.call_event(&said(1, &format!("my number is {CARD}"))).unwrap();
    let mut draft = desk.start().unwrap().draft.unwrap();
    let text = format!("pays with {CARD} or {CARD_ARABIC}, {PERSONAL}, cvv: 123");
    desk.search(&Search { typing: false, ..search(&text, "en") }).unwrap();
    desk.article(&OpenArticle { id: "KB-1604".into(), lang: "en".into() }).unwrap();
    draft.customer = CARD.into();
    draft.query.clone_from(&text);
    draft.note.clone_from(&text);
    draft.gaps = vec![text.clone()];
    draft.fields.insert("order_no".into(), text.clone());
    draft.hand_over = Some(HandOver {
        kind: HandOverKind::Transfer,
        queue: "billing".into(),
        skill: None,
        note: text.clone(),
        warm: false,
    });
    let kept = desk.save_draft(&draft).unwrap();
    for field in ["customer", "query", "note", "gaps", "fields", "hand_over"] {
        assert!(kept.masked.iter().any(|masked| masked == field), "{field}: {:?}", kept.masked);
    }
    desk.flag(&FlagArticle {
        id: "KB-1604".into(),
        version: 1,
        lang: "en".into(),
        kind: FlagKind::Other,
        text: Some(text.clone()),
    })
    .unwrap();
    desk.gap(&RecordGap { query: text.clone(), lang: "en".into() }).unwrap();
    let wanted =
        NoteFor { draft: draft.clone(), lang: "en".into(), template: None, utc_offset_min: 0 };
    assert!(!desk.note(&wanted).unwrap().text.contains(CARD));
    let mut whole = filled(draft.clone(), "transferred", NOW);
    whole.hand_over.clone_from(&draft.hand_over);
    whole.fields.clear();
    desk.wrap_up(&WrapUp { draft: whole }).unwrap();
    // Idle as well.
    desk.gap(&RecordGap { query: text.clone(), lang: "en".into() }).unwrap();
    desk.close();
    drop(desk);
    let bytes = bytes_of(office.folder.path());
    for hidden in [CARD, CARD_ARABIC, PERSONAL, "4111111111111111", "cvv: 123"] {
        assert!(!holds(&bytes, hidden), "{hidden} is in a file");
    }
    assert!(holds(&bytes, "1111, and") || holds(&bytes, "•••• 1111"), "what stays is there");
}

#[test]
fn the_record_tells_how_the_answer_was_found() {
    let office = Office::new();
    let desk = office.open();
    let mut draft = call(&desk, "c-1");
    office.later(5_000);
    for text in ["rou", "router", "router light"] {
        desk.search(&Search { typing: true, ..search(text, "en") }).unwrap();
    }
    let found = desk.search(&search("router lights", "en")).unwrap();
    let hit = found.hits[0].clone();
    desk.article(&OpenArticle { id: hit.id.clone(), lang: "en".into() }).unwrap();
    office.later(2_000);
    draft.opened.push(OpenedArticle {
        id: hit.id.clone(),
        version: hit.version,
        lang: hit.lang.clone(),
        query_id: Some(found.query_id.clone()),
    });
    desk.save_draft(&draft).unwrap();
    office.later(30_000);
    draft.reason = Some(ReasonPath::from("broadband/no-connection/router-lights"));
    desk.save_draft(&draft).unwrap();
    office.later(8_000);
    let draft = Draft { reason: draft.reason.clone(), ..filled(draft, "resolved", NOW + 37_000) };
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    let work = Extras::of(&recorded(&office, &draft)).work.unwrap();
    assert_eq!(work.queries.len(), 1, "typing on is one search: {:?}", work.queries);
    assert_eq!(
        (work.queries[0].text.as_str(), &work.queries[0].query_id),
        ("router lights", &found.query_id)
    );
    assert!(work.queries[0].hits.contains(&hit.id));
    assert_eq!(work.readings.len(), 1);
    assert_eq!(
        (work.readings[0].id.as_str(), work.readings[0].dwell_ms),
        (hit.id.as_str(), 40_000)
    );
    assert_eq!(
        (work.first_answer_ms, work.reason_ms, work.save_ms),
        (Some(7_000), Some(37_000), Some(45_000))
    );
}

#[test]
fn flags_and_gaps_of_quiet_hours_go_with_the_next_contact_once() {
    let office = Office::new();
    let desk = office.open();
    desk.flag(&FlagArticle {
        id: "KB-1604".into(),
        version: 1,
        lang: "sv".into(),
        kind: FlagKind::Outdated,
        text: None,
    })
    .unwrap();
    desk.gap(&RecordGap { query: "eSIM on a watch".into(), lang: "en".into() }).unwrap();
    assert_eq!(
        desk.gap(&RecordGap { query: " ".into(), lang: "en".into() }).unwrap_err().code,
        Code::Invalid
    );
    drop(desk);
    let desk = office.open();
    let draft = filled(call(&desk, "c-1"), "resolved", NOW);
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    let extras = Extras::of(&recorded(&office, &draft));
    assert!(extras.flags[0].idle && extras.knowledge_gaps[0].idle);
    assert_eq!(extras.flags[0].kind, FlagKind::Outdated);
    let again = desk.undo(&pick(&draft)).unwrap();
    assert_eq!(again.flags.len(), 1, "taken back with the contact");
    desk.wrap_up(&WrapUp { draft: again }).unwrap();
    let next = filled(call(&desk, "c-2"), "resolved", NOW);
    desk.wrap_up(&WrapUp { draft: next.clone() }).unwrap();
    assert!(Extras::of(&recorded(&office, &next)).flags.is_empty(), "once");
}

#[test]
fn the_next_agent_reads_what_was_handed_over() {
    let office = Office::new();
    let desk = office.open();
    let entries = desk
        .directory(&DirectoryFor {
            reason: Some(ReasonPath::from("billing/refund/outage")),
            lang: "sv".into(),
        })
        .unwrap();
    assert_eq!((entries[0].queue.as_str(), entries[0].own), ("billing", true));
    assert_eq!(
        (entries[0].name.as_str(), entries[0].skill.as_deref()),
        ("Fakturafrågor", Some("refund"))
    );
    assert!(entries.iter().any(|entry| entry.escalation));
    let mut draft = filled(call(&desk, "c-1"), "transferred", NOW);
    let hand_over = |queue: &str| {
        Some(HandOver {
            kind: HandOverKind::Transfer,
            queue: queue.into(),
            skill: Some("refund".into()),
            note: "Was without service for three days; asks for 200 kr.".into(),
            warm: true,
        })
    };
    draft.hand_over = hand_over("nowhere");
    let wrong = desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap_err();
    assert_eq!(wrong.field.as_deref(), Some("hand_over"));
    draft.hand_over = hand_over("billing");
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    office.later(60_000);
    let next = call(&desk, "c-1");
    let of = StoryOf { customer: "c-1".into(), reason: None, contact_id: Some(next.contact_id) };
    let story = no_story(&desk, of);
    let received = story.hand_over.expect("it was handed over");
    assert_eq!((received.contact_id, received.hand_over.warm), (draft.contact_id, true));
    assert!(story.contacts[0].handed_on && story.contacts[0].counts);
    let mut other = filled(next, "resolved", NOW + 60_000);
    other.hand_over = hand_over("billing");
    desk.wrap_up(&WrapUp { draft: other.clone() }).unwrap();
    assert_eq!(Extras::of(&recorded(&office, &other)).hand_over, None, "not of this outcome");
}

#[test]
fn the_last_time_is_told_with_what_did_not_help() {
    let office = Office::new();
    let desk = office.open();
    let mut first = filled(call(&desk, "c-1"), "follow_up", NOW);
    first.attached = Some(AttachedArticle {
        id: "KB-1604".into(),
        version: 1,
        lang: "en".into(),
        title: "T".into(),
        reasons: vec![],
        query_id: None,
    });
    first.steps_done.insert("KB-1604".into(), vec![1, 2]);
    first.note = "reset it, told to wait".into();
    desk.wrap_up(&WrapUp { draft: first.clone() }).unwrap();
    office.later(3 * 3_600_000);
    let present = call(&desk, "c-1");
    let of = StoryOf { customer: "c-1".into(), reason: None, contact_id: Some(present.contact_id) };
    let story = no_story(&desk, of.clone());
    let last = story.last.unwrap();
    assert_eq!((last.contact_id, last.promise_kept), (first.contact_id, Some(false)), "too late");
    assert_eq!(
        (last.tried[0].id.as_str(), last.tried[0].steps.as_slice()),
        ("KB-1604", &[1, 2][..])
    );
    assert_eq!(story.not_helped[0].id, "KB-1604");
    assert_eq!(story.promises[0].contact_id, first.contact_id);
    assert!(story.promises[0].overdue);
    let mut answered = present;
    answered.links.insert(first.contact_id, LinkVerdict::Different);
    desk.save_draft(&answered).unwrap();
    let story = no_story(&desk, of);
    assert_eq!((story.last, story.not_helped.len()), (None, 0), "another matter");
    assert_eq!(story.contacts[0].link, Some(LinkVerdict::Different));
}

#[test]
fn the_centre_asks_for_more_and_says_what_is_missing() {
    let office = Office::new();
    let codes = office.folder.path().join("codes");
    std::fs::create_dir_all(&codes).unwrap();
    for entry in std::fs::read_dir(project().join("codes")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, codes.join(path.file_name().unwrap())).unwrap();
    }
    let names = r#"{ en = "Serial number", sv = "S", "zh-Hans" = "S", "zh-Hant" = "S", ar = "S" }"#;
    std::fs::write(
        codes.join("centre.toml"),
        format!(
            "[acw]\nmode = \"limit\"\nlimit_s = 60\nwarn_s = 20\nextend_s = 30\nextensions = 10\n\
             [survey]\nby = \"sms\"\nshare_percent = 100\n\
             [conversion]\nreasons = [\"tv\"]\namount = true\ncurrency = \"SEK\"\n\
             [[field]]\nid = \"serial\"\nkind = \"text\"\nrequired = true\nreasons = [\"tv\"]\n\
             pattern = \"[A-Z]{{2}}[0-9]{{4}}\"\nnames = {names}\n"
        ),
    )
    .unwrap();
    let desk = office.open_with(&codes);
    let mut draft = filled(call(&desk, "c-1"), "resolved", NOW);
    let field = |draft: &Draft| {
        desk.wrap_up(&WrapUp { draft: draft.clone() }).map_err(|problem| problem.field.unwrap())
    };
    assert_eq!(field(&draft), Err("fields.serial".into()));
    draft.fields.insert("serial".into(), "ab1".into());
    assert_eq!(field(&draft), Err("fields.serial".into()));
    draft.fields.insert("serial".into(), "AB1234".into());
    draft.conversion = Some(contact::Conversion { made: true, amount_minor: None, currency: None });
    assert_eq!(field(&draft), Err("conversion".into()));
    draft.conversion.as_mut().unwrap().amount_minor = Some(19_900);

    desk.save_draft(&draft).unwrap();
    for extension in 1..=10 {
        assert_eq!(desk.extend(&pick(&draft)).unwrap().extensions, extension);
    }
    assert!(desk.extend(&pick(&draft)).unwrap_err().message.contains("set aside"));
    office.later(400_000);
    desk.finish_later(&draft).unwrap();
    assert_eq!(desk.start().unwrap().draft, None);
    let parked = desk.home(&english()).unwrap().unfinished[0].clone();
    assert_eq!((parked.contact_id, parked.acw_ms), (draft.contact_id, 400_000));
    office.later(3_600_000);
    let back = desk.resume(&pick(&draft)).unwrap();
    assert_eq!(back.fields["serial"], "AB1234", "never submitted, never lost");
    let saved = field(&back).unwrap();
    assert!(saved.invited);
    let contact = recorded(&office, &draft);
    let extras = Extras::of(&contact);
    assert_eq!((extras.fields["serial"].as_str(), contact.acw_ms), ("AB1234", Some(400_000)));
    assert_eq!(extras.conversion.unwrap().amount_minor, Some(19_900));
    assert_eq!(extras.clocks.unwrap().extensions, 10);
    assert_eq!(extras.clocks.unwrap().parked_ms, 3_600_000);
    assert_eq!(contact.survey.unwrap().by.as_deref(), Some("sms"));
    assert_eq!(extras.invitation.unwrap().share_percent, 100);
}

#[test]
fn corrections_have_a_history() {
    let office = Office::new();
    let desk = office.open();
    let draft = filled(call(&desk, "c-1"), "resolved", NOW);
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    office.later(60_000);
    let mut again = desk.correct(&pick(&draft)).unwrap();
    again.outcome = Some("not_resolved".into());
    again.root_cause = Some("visit_needed".into());
    again.note = "came back".into();
    desk.wrap_up(&WrapUp { draft: again }).unwrap();
    let history = desk.revisions(&pick(&draft)).unwrap();
    let numbers: Vec<u32> = history.iter().map(|revision| revision.revision).collect();
    assert_eq!(numbers, [2, 1]);
    let changed: Vec<_> = history[0].changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(changed, ["outcome", "claim", "root_cause", "note"]);
    assert_eq!(history[0].changes[0].from.as_deref(), Some("resolved"));
    assert_eq!(history[0].by.as_ref().unwrap().as_str(), "agent");
    let nobody = Pick { contact_id: ContactId(uuid::Uuid::nil()) };
    assert_eq!(desk.revisions(&nobody).unwrap_err().code, Code::NotFound);
}

#[test]
fn reasons_come_with_their_uses_and_their_help() {
    let office = Office::new();
    let desk = office.open();
    for customer in ["c-1", "c-2"] {
        let draft = filled(call(&desk, customer), "resolved", NOW);
        desk.wrap_up(&WrapUp { draft }).unwrap();
    }
    let reasons = desk.reasons(&InLanguage { lang: "en".into() }).unwrap();
    let used = reasons.iter().find(|leaf| leaf.path.as_str() == "tv/picture/no-signal").unwrap();
    assert_eq!((used.own, used.team), (2, 2));
    let asked = ReasonHelpFor {
        reason: "broadband/no-connection/after-firmware".into(),
        lang: "sv".into(),
    };
    let help = desk.reason_help(&asked).unwrap();
    assert!(help.authority.unwrap().contains("200 kr"));
    assert!(help.related.iter().any(|title| title.id == "KB-2041" && title.lang == "sv"));
    assert_eq!(help.also_check.len(), 3);
}

#[test]
fn what_is_new_is_new_since_the_last_shift() {
    let office = Office::new();
    drop(office.open());
    office.later(15 * 3_600_000);
    let desk = office.open();
    let home = desk.home(&english()).unwrap();
    assert_eq!(home.changed_since_ms, Some(NOW));
    assert!(home.changed.is_empty(), "nothing came since: {:?}", home.changed);
}

#[test]
fn what_is_new_is_listed_in_the_language_of_the_screen() {
    let desk = Office::new().open();
    for lang in ["en", "sv", "ar", "zh-Hans", "zh-Hant"] {
        let changed = desk.home(&InLanguage { lang: lang.into() }).unwrap().changed;
        assert!(!changed.is_empty() && changed.iter().all(|one| one.lang == lang), "{changed:?}");
    }
}

#[test]
fn a_promise_that_is_due_is_spoken_of_at_once() {
    let office = Office::new();
    let desk = office.open();
    let draft = filled(call(&desk, "c-1"), "follow_up", NOW);
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    desk.close();
    drop(desk);
    office.later(7_200_000 - 60_000);
    let desk = office.open();
    let (told, events) = std::sync::mpsc::channel();
    desk.on_event(Arc::new(move |event| {
        if let desk::Event::Reminder(promise) = event {
            let _ = told.send(promise);
        }
    }));
    let promise = events.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
    assert_eq!((promise.contact_id, promise.overdue), (draft.contact_id, false));
}

#[test]
fn earlier_versions_of_an_article_can_be_listed() {
    let office = Office::new();
    let desk = office.open();
    let open = OpenArticle { id: "KB-1604".into(), lang: "sv".into() };
    let only = desk.versions(&open).unwrap();
    assert_eq!((only.len(), only[0].current, only[0].changes.is_none()), (1, true, true));
    desk.close();
    drop(desk);
    let journal =
        journal::Journal::open(&office.folder.path().join("journal.db"), NOW).unwrap().journal;
    let mut newer = journal.article("KB-1604").unwrap();
    newer.retain(|row| row.lang == "sv");
    newer[0].body["version"] = (only[0].version + 1).into();
    newer[0].body["title"] = "Logga in, på nytt".into();
    let page = contact::protocol::FeedPage {
        items: vec![contact::protocol::FeedItem {
            seq: 1,
            item: "KB-1604/sv".into(),
            op: contact::protocol::FeedOp::Put,
            body: Some(newer.remove(0).body),
        }],
        next: 1,
        head: 2,
        epoch: "e".into(),
    };
    assert!(journal.apply_articles(0, &page, NOW).unwrap());
    drop(journal);
    let desk = office.open();
    let since = std::time::Instant::now();
    let versions = loop {
        let versions = desk.versions(&open).unwrap();
        if versions.len() > 1 {
            break versions;
        }
        assert!(since.elapsed() < std::time::Duration::from_secs(60), "{versions:?}");
        std::thread::sleep(std::time::Duration::from_millis(10));
    };
    assert_eq!(versions[0].version, versions[1].version + 1);
    assert_eq!((versions[0].current, versions[1].current), (true, false));
    let changed = versions[0].changes.as_ref().unwrap();
    assert!(changed.iter().any(|change| change.part == "title" && !change.section));
}

#[test]
fn what_is_said_of_an_article_in_a_correction_is_in_its_record() {
    let office = Office::new();
    let desk = office.open();
    let flag = |id: &str, kind: FlagKind| {
        desk.flag(&FlagArticle { id: id.into(), version: 1, lang: "en".into(), kind, text: None })
            .unwrap();
    };
    let gap = |query: &str| {
        desk.gap(&RecordGap { query: query.into(), lang: "en".into() }).unwrap();
    };
    let draft = filled(call(&desk, "c-1"), "resolved", NOW);
    flag("KB-1604", FlagKind::Outdated);
    gap("eSIM on a watch");
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    office.later(60_000);
    let again = desk.correct(&pick(&draft)).unwrap();
    flag("KB-1604", FlagKind::Unclear);
    flag("KB-1291", FlagKind::Other);
    gap("eSIM on a watch");
    gap("a router in a tree");
    desk.wrap_up(&WrapUp { draft: again }).unwrap();
    let record = recorded(&office, &draft);
    assert_eq!(record.revision, 2);
    let extras = Extras::of(&record);
    let flags: Vec<_> = extras.flags.iter().map(|flag| (flag.id.as_str(), flag.kind)).collect();
    assert_eq!(flags, [("KB-1604", FlagKind::Unclear), ("KB-1291", FlagKind::Other)]);
    let gaps: Vec<_> = extras.knowledge_gaps.iter().map(|gap| gap.query.as_str()).collect();
    assert_eq!(gaps, ["eSIM on a watch", "a router in a tree"]);
}
