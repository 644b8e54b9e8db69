//! From the first ring to the record: drafts, what each outcome asks for, times, taking back, correcting.

use super::*;

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
    let home = desk.home(&english()).unwrap();
    assert_eq!(home.unfinished.len(), 1);
    assert_eq!(home.unfinished[0].customer, "070-174 06 12");

    office.later(30_000);
    let back = desk.resume(&pick(&first)).unwrap();
    assert_eq!((back.parked_since_ms, back.parked_ms), (None, Some(30_000)));
    assert_eq!(back.phase, Phase::WrapUp, "the conversation was over when the next one came");
    assert_eq!((back.end_ms, back.hold_ms, back.held_since_ms), (Some(NOW + 60_000), 59_000, None));
    assert_eq!(back.note, "halfway");
    assert_eq!(desk.home(&english()).unwrap().unfinished[0].contact_id, second.contact_id);

    desk.discard(&pick(&second)).unwrap();
    assert_eq!(desk.save_draft(&second).unwrap_err().code, Code::NotFound);
    assert!(desk.home(&english()).unwrap().unfinished.is_empty());
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
    let home = desk.home(&english()).unwrap();
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
    assert_eq!(desk.home(&english()).unwrap().unfinished[0].contact_id, next.contact_id);
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
    assert_eq!(desk.home(&english()).unwrap().last.len(), 1, "one contact, its latest revision");
    assert_eq!(desk.undo(&pick(&draft)).unwrap().revision, 2);
    assert_eq!(recorded(&office, &draft).revision, 1, "the first is a fact");
}

/// Ctrl+Enter, and at the same moment the limit of after-call work sets the wrap-up aside.
#[test]
fn a_late_finish_later_brings_no_saved_contact_back() {
    let office = Office::new();
    let desk = office.open();
    let draft = filled(call(&desk, "c-1"), "resolved", NOW);
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    assert_eq!(desk.finish_later(&draft).unwrap_err().code, Code::NotFound);
    assert!(desk.home(&english()).unwrap().unfinished.is_empty(), "saved, and nothing to finish");
    let next = call(&desk, "c-2");
    desk.discard(&pick(&next)).unwrap();
    assert_eq!(desk.finish_later(&next).unwrap_err().code, Code::NotFound, "thrown away stays so");
    assert!(desk.home(&english()).unwrap().unfinished.is_empty());
    // One that was never saved before can be set aside.
    let third = call(&desk, "c-3");
    desk.finish_later(&third).unwrap();
    assert_eq!(desk.home(&english()).unwrap().unfinished.len(), 1);
    // Nor does it write over a correction that was begun meanwhile.
    let mut correction = desk.correct(&pick(&draft)).unwrap();
    correction.note = "corrected".into();
    desk.save_draft(&correction).unwrap();
    desk.finish_later(&draft).unwrap_err();
    assert_eq!(desk.start().unwrap().draft.unwrap().note, "corrected");
}

/// As an earlier version left it: recorded, and its draft brought back.
fn brought_back(office: &Office, draft: &Draft) {
    let path = office.folder.path().join("journal.db");
    let journal = journal::Journal::open(&path, NOW).unwrap().journal;
    let row = journal::DraftRow {
        contact_id: draft.contact_id,
        revision: draft.revision,
        start_ms: draft.start_ms,
        body: serde_json::to_string(draft).unwrap(),
    };
    journal.begin_aside(&row, NOW).unwrap();
}

#[test]
fn a_contact_saved_twice_with_other_content_is_a_conflict_and_loses_nothing() {
    let office = Office::new();
    let desk = office.open();
    let mut draft = filled(call(&desk, "c-1"), "resolved", NOW);
    draft.note = "as it was".into();
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    brought_back(&office, &draft);
    office.later(60_000);
    let again = desk.resume(&pick(&draft)).unwrap();
    desk.wrap_up(&WrapUp { draft: again }).unwrap();
    assert_eq!(desk.start().unwrap().draft, None, "the same: saved, and its draft is gone");
    assert_eq!(recorded(&office, &draft).revision, 1);

    for kept in [true, false] {
        let mut edited = draft.clone();
        if kept {
            brought_back(&office, &draft);
            edited = desk.resume(&pick(&draft)).unwrap();
        }
        edited.note = format!("what came after, {kept}");
        let problem = desk.wrap_up(&WrapUp { draft: edited.clone() }).unwrap_err();
        assert_eq!(problem.code, Code::Conflict);
        assert!(problem.message.contains("correction"), "{problem}");
        // The window keeps what is on it, and follows the advice.
        desk.save_draft(&edited).unwrap();
        let correction = desk.correct(&pick(&draft)).unwrap();
        assert_eq!(correction.note, edited.note, "nothing is lost");
        let revision = recorded(&office, &draft).revision + 1;
        assert_eq!((correction.revision, correction.end_ms), (revision, Some(NOW)));
        desk.wrap_up(&WrapUp { draft: correction }).unwrap();
        assert_eq!(recorded(&office, &draft).note, Some(edited.note));
        assert_eq!(desk.start().unwrap().draft, None);
    }
}

#[test]
fn a_conversation_ended_too_early_goes_on_as_if_nothing_had_been() {
    let office = Office::new();
    let desk = office.open();
    let begun = call(&desk, "c-1");
    office.later(60_000);
    let mut early = Draft { hold_ms: 5_000, ..filled(begun, "resolved", NOW + 60_000) };
    early.note = "half a sentence".into();
    desk.save_draft(&early).unwrap();
    office.later(90_000);
    let back = desk.back_to_call(&pick(&early)).unwrap();
    assert_eq!((back.phase, back.end_ms, back.hold_ms), (Phase::OnCall, None, 5_000));
    assert_eq!(back.note, "half a sentence", "what was typed stays");
    assert_eq!(desk.start().unwrap().draft.unwrap().phase, Phase::OnCall, "and it is kept");
    assert_eq!(desk.back_to_call(&pick(&early)).unwrap(), back, "a key pressed twice");
    office.later(150_000);
    let over = filled(back, "resolved", NOW + 300_000);
    desk.save_draft(&over).unwrap();
    office.later(20_000);
    desk.wrap_up(&WrapUp { draft: over.clone() }).unwrap();
    let contact = recorded(&office, &over);
    assert_eq!((contact.talk_ms, contact.acw_ms), (Some(295_000), Some(20_000)));
    // A fact is not gone back on, and a correction is no conversation.
    assert_eq!(desk.back_to_call(&pick(&over)).unwrap_err().code, Code::NotFound);
    let correction = desk.correct(&pick(&over)).unwrap();
    assert_eq!(desk.back_to_call(&pick(&correction)).unwrap_err().code, Code::Invalid);
    assert_eq!(desk.start().unwrap().draft.unwrap(), correction);

    // Nor is what lay aside: the time between was not talked.
    let aside = filled(call(&desk, "c-2"), "resolved", NOW + 320_000);
    desk.finish_later(&aside).unwrap();
    desk.back_to_call(&pick(&aside)).unwrap_err();
    office.later(60_000);
    desk.resume(&pick(&aside)).unwrap();
    assert_eq!(desk.back_to_call(&pick(&aside)).unwrap_err().code, Code::Invalid);
}
