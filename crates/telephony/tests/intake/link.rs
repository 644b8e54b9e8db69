//! Links a softphone or a browser opens.

use contact::{CallEventKind as Kind, Direction};
use telephony::link::read;
use telephony::{Agents, Reading};

use crate::{NOW, everybody};

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
    let again = Reading { now_ms: NOW + 900, ..everybody() };
    let (first, second) =
        (read(link, everybody()).unwrap().unwrap(), read(link, again).unwrap().unwrap());
    assert_eq!((first.id, first.call_id), (second.id, second.call_id));
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
