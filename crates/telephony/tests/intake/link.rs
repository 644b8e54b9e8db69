//! Links a softphone or a browser opens.

use contact::{CallEventKind as Kind, Direction};
use telephony::link::{self, OpenCalls};
use telephony::settings::Calls;
use telephony::{Agents, Read, Reading};

use crate::{NOW, everybody};

/// A link by itself.
fn read(link: &str, reading: Reading<'_>) -> Read {
    link::read(link, reading, &mut OpenCalls::default())
}

#[test]
fn a_link_says_who_calls() {
    let link = "firsthand://call?number=070-174%2006%2012&id=77&event=ringing&queue=support&name=Sara%20L&customer=C-17&lang=sv&attr.menu=fault&utm=x";
    let event = read(link, everybody()).unwrap().unwrap();
    assert_eq!((event.kind, event.call_id.as_str()), (Kind::Offered, "77"));
    let party = event.party.unwrap();
    assert_eq!((party.raw.as_deref(), party.identity()), (Some("070-174 06 12"), Some("C-17")));
    assert_eq!(party.customer.unwrap().as_str(), "+46701740612");
    assert_eq!((event.lang.as_deref(), party.name.as_deref()), (Some("sv"), Some("Sara L")));
    assert_eq!(event.attributes.len(), 1, "what is not meant for us is ignored");
}

#[test]
fn a_bare_number_is_a_call_that_was_answered() {
    for link in [
        "firsthand://call?number=0701740612",
        "FIRSTHAND:call?phone=0701740612",
        "firsthand://call/?ani=0701740612#x",
    ] {
        let event = read(link, everybody()).unwrap().unwrap();
        assert_eq!(event.kind, Kind::Connected, "{link}");
        assert_eq!(event.party.unwrap().identity(), Some("+46701740612"), "{link}");
    }
}

#[test]
fn the_same_link_twice_is_one_event() {
    let link = "firsthand://call?number=0701740612";
    let mut open = OpenCalls::default();
    // Over the end of a minute.
    let [first, second] = [NOW + 59_500, NOW + 60_400].map(|now_ms| {
        link::read(link, Reading { now_ms, ..everybody() }, &mut open).unwrap().unwrap()
    });
    assert_eq!((first.id, first.call_id), (second.id, second.call_id));
}

#[test]
fn links_without_an_id_are_one_call_until_it_ends_and_name_no_number() {
    let mut open = OpenCalls::default();
    let mut heard = |seconds: i64, what: &str| {
        let reading = Reading { now_ms: NOW + seconds * 1_000, ..everybody() };
        let link = format!("firsthand://call?{what}");
        link::read(&link, reading, &mut open).unwrap().unwrap()
    };
    let first = [
        heard(10, "number=0701740612&event=connected&queue=support"),
        heard(180, "number=070-174%2006%2012&event=hold"),
        heard(240, "number=%2B46701740612&event=unhold"),
        heard(600, "number=0701740612&event=hangup"),
    ];
    let second = heard(605, "number=0701740612&event=ringing");
    let other = heard(606, "number=0701740613&event=ringing");
    for event in &first {
        assert_eq!(event.call_id, first[0].call_id);
        assert!(!format!("{}{}", event.id, event.call_id.as_str()).contains("1740612"));
    }
    assert_ne!(second.call_id, first[0].call_id, "the caller calls again");
    assert_ne!(other.call_id, second.call_id);
    let call = crate::call(first[0].call_id.as_str(), first.clone().map(|event| Ok(Some(event))));
    assert_eq!((call.hold_ms, call.talk_ms), (60_000, Some(530_000)));
}

#[test]
fn anothers_link_does_not_become_this_agents_call() {
    let agents = Agents::new(["anna"]);
    let reading = Reading { agents: &agents, ..everybody() };
    let mut open = OpenCalls::default();
    let mut id =
        |link: &str| link::read(link, reading, &mut open).unwrap().map(|event| event.call_id.0);
    let first = id("firsthand://call?number=0701740612");
    assert_eq!(id("firsthand://call?number=0701740612&event=hangup&agent=kim"), None);
    assert_eq!(id("firsthand://call?number=0701740612&event=hold"), first);
}

#[test]
fn an_intake_knows_the_calls_of_its_links() {
    let (intake, desk) = crate::intake(&Calls::default());
    for event in ["ringing", "connected", "hangup"] {
        let link = format!("firsthand://call?number=0701740612&event={event}");
        intake.take(intake.read_link(&link).unwrap()).unwrap();
    }
    intake.close();
    let calls: std::collections::HashSet<_> = desk.iter().map(|event| event.call_id).collect();
    assert_eq!((calls.len(), intake.counts().accepted), (1, 3));
}

#[test]
fn every_event_has_its_word() {
    for (word, kind) in [
        ("answered", Kind::Connected),
        ("hold", Kind::Held),
        ("unhold", Kind::Retrieved),
        ("hangup", Kind::Ended),
    ] {
        let event = read(&format!("firsthand://call?id=1&event={word}&direction=out"), everybody())
            .unwrap()
            .unwrap();
        assert_eq!((event.kind, event.direction), (kind, Some(Direction::Out)), "{word}");
    }
    assert_eq!(read("firsthand://call?id=1&event=dance", everybody()), Ok(None));
}

#[test]
fn what_is_no_such_link_is_refused_or_ignored() {
    assert_eq!(read("firsthand://settings?x=1", everybody()), Ok(None));
    assert!(read("https://example.org/call?number=1", everybody()).is_err());
    assert!(read("firsthand://call", everybody()).unwrap_err().to_string().contains("number"));
    assert!(read(&format!("firsthand://call?number={}", "1".repeat(9_000)), everybody()).is_err());
    assert!(read("firsthand://call?number=1&direction=up", everybody()).is_err());
    let others = Agents::new(["anna"]);
    let reading = Reading { agents: &others, ..everybody() };
    assert_eq!(read("firsthand://call?number=0701740612&agent=kim", reading), Ok(None));
}

#[test]
fn a_hostile_link_is_only_text() {
    let link = "firsthand://call?number=%3Cscript%3Ealert(1)%3C/script%3E&name=%00%1b[2J&attr.=x&attr.a=%ff";
    let event = read(link, everybody()).unwrap().unwrap();
    assert_eq!(event.attributes.len(), 1);
    assert!(!event.party.unwrap().withheld);
}
