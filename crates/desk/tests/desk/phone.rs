//! What telephone events do to drafts and clocks; and what they must never do.

use contact::{CallEvent, CallEventKind as Kind, Party, Speaker, Turn};

use super::*;

/// An event of the call `call`, so many seconds after [`NOW`].
fn event(kind: Kind, call: &str, seconds: Ms) -> CallEvent {
    let id = format!("{call}-{kind:?}-{seconds}");
    let mut event = CallEvent::new("pbx", &id, NOW + seconds * 1000, kind, call);
    event.party = Some(Party::read("070-174 06 12", "SE"));
    event
}

fn hear(office: &Office, desk: &Desk, event: &CallEvent) {
    let now = office.clock.load(Ordering::Relaxed).max(event.time_ms);
    office.clock.store(now, Ordering::Relaxed);
    desk.call_event(event).unwrap();
}

fn on_screen(desk: &Desk) -> Draft {
    desk.start().unwrap().draft.unwrap()
}

#[test]
fn a_call_rings_is_answered_held_and_ended_and_the_times_are_the_telephones() {
    let office = Office::new();
    let desk = office.open();
    hear(&office, &desk, &event(Kind::Offered, "a", 0));
    let ringing = desk.calls().unwrap();
    assert_eq!((ringing.len(), ringing[0].phase), (1, LivePhase::Ringing));
    assert_eq!(ringing[0].customer.as_deref(), Some("+46701740612"), "its story can be asked for");
    assert_eq!(desk.start().unwrap().draft, None, "it may be missed");

    let mut connected = event(Kind::Connected, "a", 5);
    connected.queue = Some("billing".into());
    connected.attributes.insert("menu".into(), "2: invoice".into());
    hear(&office, &desk, &connected);
    let mut draft = on_screen(&desk);
    assert_eq!((draft.customer.as_str(), draft.start_ms), ("+46701740612", NOW + 5_000));
    assert_eq!(draft.queue, Some("billing".into()));
    assert_eq!(draft.call.as_ref().unwrap().facts.attributes["menu"], "2: invoice");
    draft.note = "typed while it is held".into();
    hear(&office, &desk, &event(Kind::Held, "a", 65));
    // The window does not know of the hold yet.
    desk.save_draft(&draft).unwrap();
    assert_eq!(desk.calls().unwrap()[0].phase, LivePhase::Held);
    hear(&office, &desk, &event(Kind::Retrieved, "a", 95));
    hear(&office, &desk, &event(Kind::Ended, "a", 305));
    let over = on_screen(&desk);
    assert_eq!(over.note, "typed while it is held");
    assert_eq!(
        (over.phase, over.end_ms, over.hold_ms),
        (Phase::WrapUp, Some(NOW + 305_000), 30_000)
    );
    assert!(desk.calls().unwrap().is_empty());
    // A save of before the end arrives late: what is over stays over.
    desk.save_draft(&draft).unwrap();
    assert_eq!(on_screen(&desk).phase, Phase::WrapUp);
    assert_eq!(desk.back_to_call(&pick(&draft)).unwrap_err().code, Code::Invalid, "nor by key");

    office.later(21_000);
    let draft = Draft { end_ms: over.end_ms, ..filled(over.clone(), "resolved", NOW) };
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    let contact = recorded(&office, &draft);
    assert_eq!(
        (contact.talk_ms, contact.hold_ms, contact.acw_ms),
        (Some(270_000), Some(30_000), Some(21_000))
    );
    let extras = contact::Extras::of(&contact);
    assert_eq!(extras.call.unwrap().call_id, "a");
    assert_eq!(extras.clocks.unwrap().ring_ms, None);
    assert!(extras.clocks.unwrap().by_events);
    assert_eq!(contact.queue, Some("billing".into()));
    // Whatever still comes of this call begins nothing.
    hear(&office, &desk, &event(Kind::WrapupEnded, "a", 400));
    hear(&office, &desk, &event(Kind::Connected, "a", 5));
    assert_eq!(desk.start().unwrap().draft, None);
}

#[test]
fn who_calls_may_come_after_the_answer_and_what_the_agent_took_out_stays_out() {
    let office = Office::new();
    let desk = office.open();
    let mut connected = event(Kind::Connected, "a", 5);
    connected.party = None;
    hear(&office, &desk, &connected);
    assert_eq!(on_screen(&desk).customer, "");
    hear(&office, &desk, &event(Kind::Offered, "a", 0));
    let mut draft = on_screen(&desk);
    assert_eq!(draft.customer, "+46701740612");
    draft.customer = String::new();
    desk.save_draft(&draft).unwrap();
    hear(&office, &desk, &event(Kind::Held, "a", 60));
    assert_eq!(on_screen(&desk).customer, "", "it is somebody else's telephone");
}

#[test]
fn a_second_call_parks_the_first_and_closes_no_wrap_up() {
    let office = Office::new();
    let desk = office.open();
    let mut unfinished = filled(call(&desk, "c-1"), "resolved", NOW);
    unfinished.note = "not saved".into();
    desk.save_draft(&unfinished).unwrap();
    office.later(10_000);
    hear(&office, &desk, &event(Kind::Connected, "a", 10));
    let first = on_screen(&desk);
    let home = desk.home(&english()).unwrap();
    assert_eq!(home.unfinished[0].contact_id, unfinished.contact_id);
    assert_eq!((home.unfinished[0].acw_ms, home.unfinished[0].live), (10_000, false));

    // Two calls at once: the first goes on hold, the second is answered, and back.
    hear(&office, &desk, &event(Kind::Held, "a", 60));
    let mut other = event(Kind::Connected, "b", 61);
    other.party = Some(Party::read("anonymous", "SE"));
    hear(&office, &desk, &other);
    let second = on_screen(&desk);
    assert_eq!((second.customer.as_str(), second.customer_name.as_deref()), ("", None), "withheld");
    assert!(second.call.as_ref().unwrap().facts.withheld);
    let live: Vec<_> = desk.home(&english()).unwrap().unfinished.iter().map(|u| u.live).collect();
    assert_eq!(live, [false, true], "the one on hold is a call still");
    assert_eq!(desk.calls().unwrap().len(), 2);
    hear(&office, &desk, &event(Kind::Held, "b", 90));
    hear(&office, &desk, &event(Kind::Retrieved, "a", 91));
    let back = on_screen(&desk);
    assert_eq!(back.contact_id, first.contact_id, "the screen goes where the agent is");
    assert_eq!((back.phase, back.hold_ms, back.parked_ms), (Phase::OnCall, 31_000, None));
    let picked = desk.take_call(&PickCall { call_id: "b".into() }).unwrap();
    assert_eq!(picked.contact_id, second.contact_id);
    hear(&office, &desk, &event(Kind::Ended, "a", 120));
    assert_eq!(on_screen(&desk).contact_id, second.contact_id, "an end moves nothing");
    office.later(30_000);
    let first = desk.resume(&Pick { contact_id: first.contact_id }).unwrap();
    assert_eq!((first.end_ms, first.parked_ms), (Some(NOW + 120_000), Some(30_000)));
    assert_eq!(desk.home(&english()).unwrap().unfinished.len(), 2);
    let kept = desk.resume(&pick(&unfinished)).unwrap();
    assert_eq!((kept.note.as_str(), kept.outcome.as_deref()), ("not saved", Some("resolved")));
}

#[test]
fn any_order_any_number_and_a_restart_come_to_one_contact() {
    let events = [
        event(Kind::Offered, "a", 0),
        event(Kind::Connected, "a", 4),
        event(Kind::Held, "a", 20),
        event(Kind::Retrieved, "a", 30),
        event(Kind::Ended, "a", 60),
    ];
    let orders = [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [1, 4, 0, 3, 2], [3, 2, 1, 0, 4]];
    for order in orders {
        let office = Office::new();
        office.later(60_000);
        let mut desk = office.open();
        for (place, at) in order.into_iter().enumerate() {
            desk.call_event(&events[at]).unwrap();
            desk.call_event(&events[at]).unwrap();
            if place == 2 {
                desk.close();
                drop(desk);
                desk = office.open();
            }
        }
        let unfinished = desk.home(&english()).unwrap().unfinished.len();
        let draft = on_screen(&desk);
        assert_eq!(unfinished, 0, "one contact, {order:?}");
        assert_eq!(draft.phase, Phase::WrapUp, "{order:?}");
        let times = (draft.start_ms, draft.end_ms, draft.hold_ms);
        assert_eq!(times, (NOW + 4_000, Some(NOW + 60_000), 10_000), "{order:?}");
    }
}

#[test]
fn keys_and_events_meet_in_one_contact() {
    let office = Office::new();
    let desk = office.open();
    // The key is quicker than the event.
    hear(&office, &desk, &event(Kind::Offered, "a", 0));
    let by_key = call(&desk, "");
    assert_eq!(by_key.customer, "+46701740612", "it is the call that rings");
    hear(&office, &desk, &event(Kind::Connected, "a", 3));
    assert_eq!(on_screen(&desk).contact_id, by_key.contact_id);
    desk.discard(&pick(&by_key)).unwrap();
    assert!(desk.calls().unwrap().is_empty(), "thrown away is over for the desk");
    hear(&office, &desk, &event(Kind::Ended, "a", 9));
    assert_eq!(desk.start().unwrap().draft, None);

    // Nothing rang, the event comes late: the contact begun by hand is the call's.
    let mut by_hand = call(&desk, "");
    by_hand.note = "begun by hand".into();
    desk.save_draft(&by_hand).unwrap();
    hear(&office, &desk, &event(Kind::Connected, "b", 10));
    let joined = on_screen(&desk);
    assert_eq!((joined.contact_id, joined.note.as_str()), (by_hand.contact_id, "begun by hand"));
    assert_eq!(joined.customer, "+46701740612");
    // A hand-typed contact of somebody else is not.
    desk.discard(&pick(&joined)).unwrap();
    let other = call(&desk, "c-77");
    hear(&office, &desk, &event(Kind::Connected, "c", 12));
    assert_ne!(on_screen(&desk).contact_id, other.contact_id);
    assert_eq!(desk.home(&english()).unwrap().unfinished.len(), 1);
}

#[test]
fn a_missed_call_is_none_and_a_requested_call_back_is_a_promise() {
    let office = Office::new();
    let desk = office.open();
    hear(&office, &desk, &event(Kind::Offered, "a", 0));
    hear(&office, &desk, &event(Kind::Ended, "a", 20));
    assert!(
        desk.calls().unwrap().is_empty() && desk.home(&english()).unwrap().follow_ups.is_empty()
    );

    let mut asked = event(Kind::Ended, "b", 30);
    asked.attributes.insert("call_back".into(), "yes".into());
    asked.attributes.insert("call_back_due".into(), "2025-11-21T13:00:00+01:00".into());
    hear(&office, &desk, &event(Kind::Offered, "b", 25));
    hear(&office, &desk, &asked);
    hear(&office, &desk, &asked);
    let due = desk.home(&english()).unwrap().follow_ups;
    assert_eq!(due.len(), 1);
    assert!(due[0].call_back && !due[0].overdue);
    assert_eq!(due[0].due_ms, NOW + 2 * 3_600_000);
    let draft = desk.begin_follow_up(&Pick { contact_id: due[0].contact_id }).unwrap();
    assert_eq!(draft.initiated_by, Initiator::Agent);
    assert_eq!(draft.links[&due[0].contact_id], contact::LinkVerdict::Same);
    assert_eq!(
        desk.begin_follow_up(&Pick { contact_id: due[0].contact_id }).unwrap().contact_id,
        draft.contact_id,
        "begun once"
    );
    desk.wrap_up(&WrapUp { draft: filled(draft.clone(), "resolved", NOW + 60_000) }).unwrap();
    let home = desk.home(&english()).unwrap();
    assert!(home.follow_ups.is_empty());
    assert_eq!((home.promises.kept, home.promises.broken), (1, 0));
    let kept = contact::Extras::of(&recorded(&office, &draft)).promise.unwrap();
    assert!(kept.kept);
}

#[test]
fn events_that_make_no_sense_are_refused_by_name_and_change_nothing() {
    let office = Office::new();
    let desk = office.open();
    let mut long = event(Kind::Connected, "a", 0);
    long.attributes.insert("x".into(), "y".repeat(1_000_000));
    let mut future = event(Kind::Connected, "a", 0);
    future.time_ms = NOW + 30 * 24 * 3_600_000;
    let empty = event(Kind::Connected, " ", 0);
    for wrong in [long, future, empty] {
        let problem = desk.call_event(&wrong).unwrap_err();
        assert_eq!(problem.code, Code::Invalid);
        assert!(!problem.message.contains("0701740612") && !problem.message.contains("yyyy"));
    }
    assert_eq!(desk.start().unwrap().draft, None);
    assert!(desk.calls().unwrap().is_empty());
}

fn said(number: u32, speaker: Speaker, text: &str) -> CallEvent {
    let mut event = event(Kind::Transcript, "a", 10 + Ms::from(number));
    event.turn =
        Some(Turn { turn: Some(number.to_string()), speaker, text: text.into(), is_final: true });
    event
}

#[test]
fn what_is_said_suggests_articles_and_the_record_tells_which_were_taken() {
    let office = Office::new();
    let desk = office.open();
    let (told, events) = std::sync::mpsc::channel();
    desk.on_event(Arc::new(move |event| {
        let _ = told.send(event);
    }));
    hear(&office, &desk, &event(Kind::Connected, "a", 0));
    hear(&office, &desk, &said(1, Speaker::Agent, "Welcome, how can I help you?"));
    hear(&office, &desk, &said(2, Speaker::Customer, "My card is 4111 1111 1111 1111, and"));
    hear(
        &office,
        &desk,
        &said(3, Speaker::Customer, "my router has no internet after the firmware update"),
    );
    let suggestions = desk.suggestions().unwrap().expect("something helps");
    assert!((1..=3).contains(&suggestions.articles.len()));
    assert!(suggestions.articles.iter().all(|a| (0.0..=1.0).contains(&a.confidence)));
    let first = suggestions.articles[0].hit.clone();
    assert_eq!(first.id, "KB-2041", "{:?}", suggestions.articles);
    let told: Vec<_> = events.try_iter().collect();
    assert!(told.iter().any(|event| matches!(event, desk::Event::Suggested(_))));

    let draft = on_screen(&desk);
    assert_eq!(draft.said[0], "My card is •••• •••• •••• 1111, and");
    desk.rate(&Rate { contact_id: draft.contact_id, id: first.id.clone(), good: Some(true) })
        .unwrap();
    assert_eq!(desk.suggestions().unwrap().unwrap().articles[0].good, Some(true));
    let mut draft = filled(draft, "resolved", NOW + 60_000);
    draft.opened.push(OpenedArticle {
        id: first.id.clone(),
        version: first.version,
        lang: first.lang.clone(),
        query_id: None,
    });
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    let work = contact::Extras::of(&recorded(&office, &draft)).work.unwrap();
    let taken = work.suggested.iter().find(|suggested| suggested.id == first.id).unwrap();
    assert!(taken.taken && taken.good == Some(true));
}

#[test]
fn a_call_whose_end_was_lost_ended_when_the_next_one_came() {
    let office = Office::new();
    let desk = office.open();
    hear(&office, &desk, &event(Kind::Connected, "a", 0));
    let first = on_screen(&desk);
    // Its end never comes; eight days later somebody finds it.
    hear(&office, &desk, &event(Kind::Connected, "b", 120));
    hear(&office, &desk, &event(Kind::Ended, "b", 200));
    let second = filled(on_screen(&desk), "resolved", NOW + 200_000);
    desk.wrap_up(&WrapUp { draft: second }).unwrap();
    office.later(8 * 24 * 3_600_000);
    let back = desk.resume(&pick(&first)).unwrap();
    assert_eq!(back.phase, Phase::OnCall, "as far as anybody knows");
    let now = office.clock.load(Ordering::Relaxed);
    let over = filled(back, "resolved", now);
    desk.save_draft(&over).unwrap();
    office.later(15_000);
    desk.wrap_up(&WrapUp { draft: over.clone() }).unwrap();
    let contact = recorded(&office, &over);
    assert_eq!((contact.end_ms, contact.talk_ms), (NOW + 120_000, Some(120_000)));
    assert_eq!(contact.acw_ms, Some(15_000), "only what was worked");
}

#[test]
fn a_call_taken_up_again_ends_with_its_event_however_early_the_key_was() {
    let office = Office::new();
    let desk = office.open();
    hear(&office, &desk, &event(Kind::Connected, "a", 0));
    let first = on_screen(&desk);
    hear(&office, &desk, &event(Kind::Connected, "b", 120));
    office.later(10_000);
    let back = desk.take_call(&PickCall { call_id: "a".into() }).unwrap();
    assert_eq!(back.contact_id, first.contact_id);
    office.later(50_000);
    desk.save_draft(&filled(back.clone(), "resolved", NOW + 180_000)).unwrap();
    assert_eq!(on_screen(&desk).end_ms, Some(NOW + 120_000), "nothing was heard of it");
    hear(&office, &desk, &event(Kind::Ended, "a", 181));
    let over = on_screen(&desk);
    assert_eq!((over.end_ms, over.parked_ms), (Some(NOW + 181_000), Some(0)));

    // With a word of the telephone in between, the key is right.
    hear(&office, &desk, &event(Kind::Held, "b", 190));
    let other = desk.take_call(&PickCall { call_id: "b".into() }).unwrap();
    hear(&office, &desk, &event(Kind::Retrieved, "b", 200));
    desk.save_draft(&filled(other, "resolved", NOW + 300_000)).unwrap();
    assert_eq!(on_screen(&desk).end_ms, Some(NOW + 300_000));
}

/// Whoever sent it was told that it is here, and does not send it again.
#[test]
fn an_event_that_could_not_be_kept_is_taken_in_with_the_next_one() {
    let office = Office::new();
    let desk = office.open();
    hear(&office, &desk, &event(Kind::Connected, "a", 0));
    let draft = on_screen(&desk);
    let path = office.folder.path().join("journal.db");
    let journal = journal::Journal::open(&path, NOW).unwrap().journal;
    let row = journal.draft(draft.contact_id).unwrap().unwrap();
    let spoiled = journal::DraftRow { body: "{".into(), ..row.clone() };
    journal.save_draft(&spoiled, NOW).unwrap();
    office.later(60_000);
    desk.call_event(&event(Kind::Held, "a", 20)).unwrap_err();
    journal.save_draft(&row, NOW).unwrap();
    desk.call_event(&event(Kind::Retrieved, "a", 30)).unwrap();
    desk.call_event(&event(Kind::Ended, "a", 60)).unwrap();
    let over = on_screen(&desk);
    assert_eq!((over.end_ms, over.hold_ms), (Some(NOW + 60_000), 10_000));
}

/// The lists of calls that the window is told.
fn lists(desk: &Desk) -> impl Fn() -> Vec<Vec<LiveCall>> {
    let (told, events) = std::sync::mpsc::channel();
    desk.on_event(Arc::new(move |event| {
        let _ = told.send(event);
    }));
    move || {
        let calls = |event| match event {
            desk::Event::CallsChanged(calls) => Some(calls),
            _ => None,
        };
        events.try_iter().filter_map(calls).collect()
    }
}

#[test]
fn whatever_changes_the_list_of_calls_is_told_and_what_does_not_is_not() {
    let office = Office::new();
    let desk = office.open();
    let told = lists(&desk);
    // Its end is lost: it is over when its contact is recorded.
    hear(&office, &desk, &event(Kind::Connected, "a", 0));
    let draft = filled(on_screen(&desk), "resolved", NOW + 60_000);
    assert_eq!(told().len(), 1);
    desk.save_draft(&draft).unwrap();
    assert!(told().is_empty(), "the same list is no news");
    desk.wrap_up(&WrapUp { draft: draft.clone() }).unwrap();
    assert_eq!(told(), [vec![]]);
    desk.undo(&pick(&draft)).unwrap();
    assert_eq!(told().concat()[0].contact_id, Some(draft.contact_id), "and back");
    desk.discard(&pick(&draft)).unwrap();
    assert_eq!(told(), [vec![]]);

    // Taken by key before the telephone says so: it rings on, and has its contact.
    for by_list in [true, false] {
        let id = if by_list { "b" } else { "c" };
        hear(&office, &desk, &event(Kind::Offered, id, 60));
        assert_eq!(told().concat()[0].contact_id, None);
        let taken = match by_list {
            true => desk.take_call(&PickCall { call_id: id.into() }).unwrap(),
            false => call(&desk, ""),
        };
        let rings = told().concat();
        assert_eq!(
            (rings.len(), rings[0].phase, rings[0].contact_id),
            (1, LivePhase::Ringing, Some(taken.contact_id))
        );
        desk.discard(&pick(&taken)).unwrap();
        assert_eq!(told(), [vec![]]);
    }
}

#[test]
fn a_call_that_rings_for_ever_is_over_without_a_word_of_the_telephone() {
    let office = Office::new();
    let desk = office.open();
    hear(&office, &desk, &event(Kind::Offered, "a", 0));
    office.later(5 * 60_000);
    // The bell looks at once, and then every few seconds.
    let told = lists(&desk);
    let begun = std::time::Instant::now();
    loop {
        match told().pop() {
            Some(calls) => break assert!(calls.is_empty()),
            None => assert!(begun.elapsed().as_secs() < 20, "nobody was told"),
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}
