//! From a wrap-up at a desk to the figure at the store.

use anyhow::Result;
use desk::ipc::{StoryOf, SyncState};
use journeys::floor::Floor;
use journeys::net::Cable;
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;

fn verdict_of<'a>(verdicts: &'a [Value], id: &contact::ContactId) -> &'a Value {
    verdicts
        .iter()
        .find(|v| v["contact_id"] == json!(id.to_string()))
        .unwrap_or_else(|| panic!("no verdict for {id} among {} contacts", verdicts.len()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_becomes_a_verdict_and_a_second_call_changes_it() -> Result<()> {
    let floor = Floor::open().await?;
    let (anna, bo) = (floor.seat("anna").await?, floor.seat("bo").await?);

    let first = anna.call("070-174 06 33", "router no internet", "en", "resolved")?;
    anna.everything_arrives().await?;
    let verdicts = floor.verdicts("").await?;
    assert_eq!(verdict_of(&verdicts, &first.contact_id)["verdict"], "pending");

    // Nobody calls again: after the window it counts.
    let later = floor.clock.now() + 49 * HOUR;
    let verdicts = floor.verdicts(&format!("watermark_ms={later}")).await?;
    assert_eq!(verdict_of(&verdicts, &first.contact_id)["verdict"], "passed");

    // A day later the customer calls again, at another desk, with the number written otherwise.
    floor.clock.pass(24 * HOUR);
    let second = bo.call("+46 70 174 06 33", "router no internet", "en", "not_resolved")?;
    bo.everything_arrives().await?;
    let verdicts = floor.verdicts(&format!("watermark_ms={later}")).await?;
    let first = verdict_of(&verdicts, &first.contact_id);
    assert_eq!(
        (&first["verdict"], &first["because"]),
        (&json!("failed"), &json!("repeat_contact"))
    );
    assert_eq!(first["other"], json!(second.contact_id.to_string()));
    assert_eq!(verdict_of(&verdicts, &second.contact_id)["verdict"], "not_first");

    let fcr = floor.ask(&format!("/v1/fcr?watermark_ms={later}")).await?;
    assert_eq!((&fcr["verified"]["k"], &fcr["verified"]["n"]), (&json!(0), &json!(1)));
    assert_eq!((&fcr["claimed"]["k"], &fcr["claimed"]["n"]), (&json!(1), &json!(1)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_agent_sees_the_first_call_and_is_warned() -> Result<()> {
    let floor = Floor::open().await?;
    let (anna, bo) = (floor.seat("anna").await?, floor.seat("bo").await?);
    let first = anna.call("0701740644", "router no internet", "en", "not_resolved")?;
    anna.everything_arrives().await?;

    floor.clock.pass(26 * HOUR);
    let story = bo
        .desk
        .story(&StoryOf { customer: "070-174 06 44".into(), reason: None, contact_id: None })
        .await?;
    assert_eq!(story.contacts.len(), 1);
    assert_eq!(story.contacts[0].contact_id, first.contact_id);
    let warning = story.warning.expect("an unresolved contact of yesterday is worth a warning");
    assert!(warning.unresolved);
    assert_eq!(warning.last, first.contact_id);

    // With the cable cut only the desk's own contacts are known, and that is said.
    bo.cable_is(Cable::Cut);
    let story = bo
        .desk
        .story(&StoryOf { customer: "070-174 06 44".into(), reason: None, contact_id: None })
        .await?;
    assert_eq!(story.reach, desk::ipc::Reach::DeskOnly);
    assert!(story.contacts.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn undo_takes_it_back_before_it_leaves() -> Result<()> {
    let floor = Floor::open().await?;
    let seat = floor.seat("anna").await?;
    let mut draft = seat.talk("0701740655", "router reset", "en")?;
    draft.note = "Kept word for word".into();
    draft.note_edited = true;
    let saved = seat.wrap_up(draft.clone(), "resolved")?;
    seat.desk.sync_now()?;
    let back = seat.undo(&saved)?;
    assert_eq!(back.note, draft.note);
    assert_eq!(back.outcome.as_deref(), Some("resolved"), "every field comes back");
    seat.waits(0)?;
    assert!(floor.verdicts("").await?.is_empty(), "it must not have left");

    // Saved again, and too late to take back.
    let saved = seat.wrap_up(back, "resolved")?;
    seat.everything_arrives().await?;
    assert!(seat.undo(&saved).is_err(), "what has left cannot be taken back");
    assert_eq!(floor.verdicts("").await?.len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_a_new_revision_and_counts_once() -> Result<()> {
    let floor = Floor::open().await?;
    let seat = floor.seat("anna").await?;
    let saved = seat.call("0701740666", "invoice higher", "en", "resolved")?;
    seat.everything_arrives().await?;
    let draft = seat.desk.correct(&desk::ipc::Pick { contact_id: saved.contact_id })?;
    assert_eq!(draft.revision, 2);
    let again = seat.wrap_up(draft, "not_resolved")?;
    assert_eq!((again.contact_id, again.revision), (saved.contact_id, 2));
    seat.everything_arrives().await?;
    let verdicts = floor.verdicts("").await?;
    assert_eq!(verdicts.len(), 1);
    assert_eq!(verdicts[0]["because"], "unresolved");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_was_never_enrolled_works_and_sends_once_it_is() -> Result<()> {
    let floor = Floor::open().await?;
    let seat = floor.unenrolled_seat("dag").await?;
    seat.call("0701740677", "router reset", "sv", "resolved")?;
    assert_eq!(seat.desk.sync()?.state, SyncState::NotEnrolled);
    seat.waits(1)?;
    let code = floor.store()?.enrolment_code("dag").await?;
    let at = desk::ipc::EnrolAt { url: seat.cable.url(), code, agent_name: "Dag".into() };
    seat.desk.enrol(&at).await?;
    seat.everything_arrives().await?;
    assert_eq!(floor.verdicts("").await?.len(), 1);
    // The code was for one desk, once.
    assert!(floor.unenrolled_seat("eva").await?.desk.enrol(&at).await.is_err());
    Ok(())
}
