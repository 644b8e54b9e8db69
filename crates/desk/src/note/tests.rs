//! Which template, and what stands in it.

use std::path::Path;

use contact::{Codes, FollowUp, ReasonPath};

use super::{moment, ranges, write};
use crate::ipc::{AttachedArticle, Draft, NoteFor};

/// The centre's lists as they ship.
pub(crate) fn codes() -> Codes {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge-base/codes");
    Codes::read(|name| std::fs::read_to_string(folder.join(name)).ok()).unwrap()
}

fn draft() -> Draft {
    serde_json::from_value(serde_json::json!({
        "contact_id": "01956f1e-7c00-7000-8000-000000000001", "revision": 1, "phase": "wrap_up",
        "customer": "", "customer_name": null, "queue": null, "channel": "voice",
        "initiated_by": "customer", "start_ms": 0, "end_ms": 1, "hold_ms": 0,
        "held_since_ms": null, "query": "", "opened": [], "attached": null, "steps_done": {},
        "links": {}, "outcome": null, "reason": null, "root_cause": null, "follow_up": null,
        "note": "", "note_edited": false, "gaps": []
    }))
    .unwrap()
}

fn with(outcome: &str, reason: &str) -> Draft {
    let mut draft = draft();
    draft.outcome = Some(outcome.into());
    draft.reason = Some(ReasonPath::from(reason));
    draft
}

fn note(draft: Draft, lang: &str) -> crate::ipc::Note {
    write(&codes(), &NoteFor { draft, lang: lang.into(), template: None, utc_offset_min: 60 })
}

#[test]
fn the_most_special_template_that_fits_is_used() {
    let cases = [
        ("resolved", "broadband/no-connection/after-firmware", "fault_resolved"),
        ("not_resolved", "broadband/no-connection/line-fault", "fault_line_test"),
        ("resolved", "billing/amount/higher", "billing_resolved"),
        ("follow_up", "billing/amount/higher", "follow_up"),
        ("resolved", "tv/picture/no-signal", "resolved"),
        ("transferred", "order/change/upgrade", "transferred"),
        ("not_resolved", "order/change/upgrade", "order"),
        ("not_resolved", "tv/picture/no-signal", "standard"),
        // Not below `order`, whatever it begins with.
        ("not_resolved", "orders-abroad/x", "standard"),
    ];
    for (outcome, reason, template) in cases {
        assert_eq!(note(with(outcome, reason), "en").template, template, "{outcome} {reason}");
    }
    assert_eq!(note(draft(), "en").template, "standard", "nothing chosen yet");
    let named = NoteFor {
        draft: draft(),
        lang: "en".into(),
        template: Some("resolved".into()),
        utc_offset_min: 0,
    };
    assert_eq!(write(&codes(), &named).template, "resolved");
}

#[test]
fn lines_with_nothing_to_say_are_left_out() {
    let mut draft = with("follow_up", "tv/picture/no-signal");
    assert_eq!(
        note(draft.clone(), "en").text,
        "Reason for contact: TV › Picture › No TV signal.\nThe customer knows when and how we will get \
         back.\nTalk: 0:00, hold: 0:00."
    );
    draft.attached = Some(AttachedArticle {
        id: "KB-1".into(),
        version: 2,
        lang: "sv".into(),
        title: "{why} Ingen signal".into(),
        reasons: vec![],
        query_id: None,
    });
    draft.steps_done.insert("KB-1".into(), vec![3, 1, 2, 5]);
    draft.steps_done.insert("KB-2".into(), vec![9]);
    draft.root_cause = Some("visit_needed".into());
    draft.follow_up =
        Some(FollowUp { due_ms: 1_763_798_400_000, by: contact::Channel::Voice, owner: None });
    draft.end_ms = Some(391_000);
    draft.hold_ms = 61_000;
    draft.said = vec!["Det är svart.".into(), "Sedan i går".into()];
    assert_eq!(
        note(draft, "sv").text,
        "Kontaktorsak: TV › Bild › Ingen TV-signal.\n\
         Kundens ord: Det är svart. Sedan i går.\n\
         Artikel som följts: KB-1 {why} Ingen signal.\n\
         Utförda steg: 1–3, 5.\n\
         Inte löst: Besök krävs.\n\
         Återkoppling: 2025-11-22 09:00.\n\
         Kunden vet när och hur vi återkommer.\n\
         Samtalstid: 5:30, parkerat: 1:01."
    );
}

#[test]
fn every_template_can_be_written_in_every_language() {
    let codes = codes();
    for template in &codes.templates {
        for lang in contact::LANGUAGES {
            let wanted = NoteFor {
                draft: with("resolved", "tv/picture/no-signal"),
                lang: lang.into(),
                template: Some(template.id.clone()),
                utc_offset_min: 0,
            };
            let note = write(&codes, &wanted);
            assert!(!note.text.is_empty() && !note.text.contains('{'), "{lang} {note:?}");
        }
    }
}

#[test]
fn steps_as_ranges() {
    for (steps, text) in [
        (&[][..], ""),
        (&[4][..], "4"),
        (&[1, 2][..], "1, 2"),
        (&[1, 2, 3, 5][..], "1–3, 5"),
        (&[7, 5, 6, 1, 5][..], "1, 5–7"),
    ] {
        assert_eq!(ranges(steps, "en"), text);
    }
    assert_eq!(ranges(&[1, 2, 3, 5], "ar"), "1–3، 5");
    assert_eq!(ranges(&[1, 2, 3, 5], "zh-Hant"), "1–3、5");
}

#[test]
fn times_are_those_of_the_wall() {
    assert_eq!(moment(1_763_798_400_000, 0), "2025-11-22 08:00");
    assert_eq!(moment(1_763_798_400_000, 8 * 60), "2025-11-22 16:00");
    assert_eq!(moment(1_763_798_400_000, -9 * 60), "2025-11-21 23:00");
}
