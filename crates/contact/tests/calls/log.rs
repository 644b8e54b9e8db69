//! What each event says, and what a missing one implies.

use contact::{
    Call, CallEvent, CallEventKind as Kind, CallId, CallLog, CallPhase, Durations, EndedBy, Party,
    Speaker, Transfer, TransferKind, Turn,
};

const T: i64 = 1_795_000_000_000;

fn at(s: i64, kind: Kind) -> CallEvent {
    CallEvent::new("pbx", &format!("{kind:?}-{s}"), T + s * 1_000, kind, "c1")
}

fn call(events: impl IntoIterator<Item = CallEvent>) -> Call {
    let mut log = CallLog::default();
    for event in events {
        log.add(event);
    }
    log.call(&CallId("c1".into())).unwrap()
}

#[test]
fn a_whole_call_with_two_holds() {
    let call = call([
        at(0, Kind::Offered),
        at(5, Kind::Connected),
        at(30, Kind::Held),
        at(40, Kind::Retrieved),
        at(50, Kind::Held),
        at(55, Kind::Retrieved),
        at(100, Kind::Ended),
    ]);
    assert_eq!(call.phase, CallPhase::Ended);
    assert_eq!(call.connected_ms, Some(T + 5_000));
    assert_eq!(call.ended_ms, Some(T + 100_000));
    assert_eq!(call.hold_ms, 15_000);
    assert_eq!(call.talk_ms, Some(80_000));
}

#[test]
fn phases_while_it_lasts() {
    let ringing = [at(0, Kind::Offered)];
    assert_eq!(call(ringing.clone()).phase, CallPhase::Ringing);
    let held = [at(5, Kind::Connected), at(9, Kind::Held)];
    let now = call(ringing.into_iter().chain(held));
    assert_eq!(now.phase, CallPhase::Held);
    assert_eq!(now.held_since_ms, Some(T + 9_000));
    assert_eq!(now.talk_ms, None, "nobody knows before the end");
}

#[test]
fn nobody_answered() {
    let call = call([at(0, Kind::Offered), at(20, Kind::Ended)]);
    assert_eq!((call.phase, call.connected_ms), (CallPhase::Missed, None));
}

#[test]
fn an_end_that_never_came_is_implied_by_after_call_work() {
    for kind in [Kind::WrapupStarted, Kind::WrapupEnded, Kind::Transferred] {
        let call = call([at(5, Kind::Connected), at(60, kind)]);
        assert_eq!((call.phase, call.ended_ms), (CallPhase::Ended, Some(T + 60_000)), "{kind:?}");
    }
}

#[test]
fn an_answer_that_never_came_is_implied_by_what_follows() {
    let held = call([at(0, Kind::Offered), at(9, Kind::Held)]);
    assert_eq!((held.phase, held.connected_ms), (CallPhase::Held, Some(T + 9_000)));
    let mut end = at(100, Kind::Ended);
    end.durations = Durations { talk: Some(80_000), hold: Some(10_000), ..Durations::default() };
    let ended = call([at(0, Kind::Offered), end]);
    assert_eq!(ended.connected_ms, Some(T + 10_000), "from what the telephone system counted");
    assert_eq!(ended.phase, CallPhase::Ended);
    let mut said = at(7, Kind::Transcript);
    said.turn = Some(turn(None, Speaker::Agent, "hello", true));
    assert_eq!(call([at(0, Kind::Offered), said]).phase, CallPhase::Connected);
}

#[test]
fn a_hold_that_nobody_ended_ends_with_the_call() {
    let call = call([at(5, Kind::Connected), at(30, Kind::Held), at(50, Kind::Ended)]);
    assert_eq!((call.hold_ms, call.held_since_ms), (20_000, None));
    assert_eq!(call.talk_ms, Some(25_000));
}

#[test]
fn a_second_end_or_hold_changes_nothing() {
    let once = [at(5, Kind::Connected), at(30, Kind::Held), at(50, Kind::Ended)];
    let twice = [at(31, Kind::Held), at(70, Kind::Ended)];
    assert_eq!(call(once.clone()), call(once.into_iter().chain(twice)));
}

#[test]
fn an_answer_after_the_end_by_another_clock_is_no_negative_talk() {
    let call = call([at(50, Kind::Ended), at(51, Kind::Connected)]);
    assert_eq!((call.talk_ms, call.phase), (Some(0), CallPhase::Ended));
}

#[test]
fn the_last_word_on_each_fact_counts_and_silence_does_not() {
    let mut offered = at(0, Kind::Offered);
    offered.party = Some(Party::read("070-174 06 12", "SE"));
    offered.queue = Some("support".into());
    offered.attributes.insert("order".into(), "A-17".into());
    let mut updated = at(3, Kind::Updated);
    updated.party = Some(Party { name: Some("Sara".into()), ..Party::default() });
    updated.attributes.insert("pin".into(), "ok".into());
    let mut moved = at(4, Kind::Updated);
    moved.queue = Some("billing".into());
    let mut end = at(60, Kind::Ended);
    end.ended_by = Some(EndedBy::Customer);
    let call = call([moved, end, updated, at(5, Kind::Connected), offered]);
    assert_eq!(call.party.identity(), Some("+46701740612"));
    assert_eq!(call.party.raw.as_deref(), Some("070-174 06 12"));
    assert_eq!(call.party.name.as_deref(), Some("Sara"));
    assert_eq!(call.queue.unwrap().as_str(), "billing");
    assert_eq!(call.attributes.len(), 2);
    assert_eq!(call.ended_by, Some(EndedBy::Customer));
}

#[test]
fn a_transfer_says_how_and_where_to() {
    let mut moved = at(60, Kind::Transferred);
    moved.transfer =
        Some(Transfer { kind: TransferKind::Attended, to: Some("second-line".into()) });
    let call = call([at(5, Kind::Connected), moved.clone()]);
    assert_eq!(call.transfer, moved.transfer);
    assert_eq!(call.phase, CallPhase::Ended);
}

fn turn(name: Option<&str>, speaker: Speaker, text: &str, is_final: bool) -> Turn {
    Turn { turn: name.map(str::to_owned), speaker, text: text.into(), is_final }
}

#[test]
fn of_each_turn_the_best_recognition_is_kept() {
    let said = |s: i64, turn: Turn| {
        let mut event = at(s, Kind::Transcript);
        event.turn = Some(turn);
        event
    };
    let call = call([
        said(1, turn(Some("1"), Speaker::Customer, "my rou", false)),
        said(2, turn(Some("1"), Speaker::Customer, "my router", false)),
        said(3, turn(Some("1"), Speaker::Customer, "My router is dead.", true)),
        said(4, turn(Some("1"), Speaker::Customer, "late guess", false)),
        said(5, turn(None, Speaker::Customer, "a guess without a name", false)),
        said(6, turn(None, Speaker::Agent, "Which lights are on?", true)),
    ]);
    let texts: Vec<&str> = call.turns.iter().map(|turn| turn.text.as_str()).collect();
    assert_eq!(texts, ["My router is dead.", "Which lights are on?"]);
}

#[test]
fn no_call_grows_without_end_and_old_ones_are_forgotten() {
    let mut log = CallLog::default();
    for n in 0..6_000 {
        log.add(CallEvent::new("pbx", &n.to_string(), T, Kind::Updated, "c1"));
    }
    assert!(Vec::from(log.clone()).len() < 6_000);
    for n in 0..1_500 {
        log.add(CallEvent::new("pbx", "1", T + n, Kind::Offered, &format!("call {n}")));
    }
    assert!(log.calls().count() <= 1_000);
    log.forget_before(T + 1_400);
    assert_eq!(log.calls().count(), 100);
}
