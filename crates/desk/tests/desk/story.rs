//! What is known of the customer, and what they were promised.

use super::*;

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
    let due = desk.home(&english()).unwrap().follow_ups;
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
    assert!(desk.home(&english()).unwrap().follow_ups.is_empty());
}
