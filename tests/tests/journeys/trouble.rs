//! What is damaged or refused is said, and costs nothing that was saved.

use anyhow::Result;
use desk::ipc::{Pick, Search};
use journeys::floor::{Floor, until};
use journeys::net::Cable;

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_record_is_parked_with_its_reason_and_the_others_go_on() -> Result<()> {
    let floor = Floor::open().await?;
    let seat = floor.seat("anna").await?;
    // The centre drops a reason while the desk cannot hear of it.
    seat.cable_is(Cable::Cut);
    let folder = floor.folder.path().join("codes");
    std::fs::create_dir_all(&folder)?;
    for file in contact::Codes::files() {
        let text = std::fs::read_to_string(journeys::floor::starter_codes().join(file))?;
        std::fs::write(folder.join(file), text.replace("tv/picture/no-signal", "tv/picture/gone"))?;
    }
    let mut tv = seat.talk("0701740611", "tv no signal", "en")?;
    tv.reason = Some("tv/picture/no-signal".into());
    let refused = seat.wrap_up(tv, "resolved")?;
    seat.call("0701740612", "router reset", "en", "resolved")?;
    central_store::import::codes(floor.store()?, &folder).await?;
    seat.cable_is(Cable::Whole);
    seat.everything_arrives().await?;

    assert_eq!(floor.verdicts("").await?.len(), 1, "the other contact went on");
    let shown = seat.desk.refused()?;
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].contact_id, refused.contact_id);
    assert_eq!(shown[0].why.field.as_deref(), Some("reason"));
    assert_eq!(seat.desk.sync()?.refused, 1);

    // The agent mends it, as soon as the centre's new list has come down.
    until("the new list of reasons", async || {
        let reasons = seat.desk.start().ok()?.codes.reasons;
        reasons.iter().any(|reason| reason.path.as_str() == "tv/picture/gone").then_some(())
    })
    .await?;
    let mut draft = seat.desk.correct(&Pick { contact_id: refused.contact_id })?;
    draft.reason = Some("tv/picture/gone".into());
    seat.wrap_up(draft, "resolved")?;
    seat.everything_arrives().await?;
    assert_eq!(floor.verdicts("").await?.len(), 2);
    assert_eq!(seat.desk.sync()?.refused, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_index_is_built_again_from_the_journal() -> Result<()> {
    let floor = Floor::open().await?;
    let mut seat = floor.seat("anna").await?;
    seat.desk.close();
    fn spoil(folder: &std::path::Path) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                spoil(&path)?;
            } else {
                std::fs::write(&path, "not an index")?;
            }
        }
        Ok(())
    }
    spoil(&seat.folder.join("index"))?;
    seat.restart()?;
    until("the search works again", async || {
        let search =
            Search { text: "router reset".into(), lang: "en".into(), typing: true, limit: 3 };
        seat.desk.search(&search).ok()?.hits.first().map(|_| ())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_journal_is_moved_aside_and_said() -> Result<()> {
    let floor = Floor::open().await?;
    let mut seat = floor.seat("anna").await?;
    seat.call("0701740699", "router reset", "en", "resolved")?;
    seat.everything_arrives().await?;
    seat.desk.close();
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(seat.folder.join(format!("journal.db{end}")));
    }
    std::fs::write(seat.folder.join("journal.db"), "this was a journal once ".repeat(1000))?;
    seat.restart()?;
    let start = seat.desk.start()?;
    let trouble = start.trouble.expect("a damaged journal must be said");
    let copy = std::fs::read_dir(&seat.folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .find(|name| name.starts_with("journal.damaged-"))
        .expect("the damaged file must be kept");
    assert!(trouble.message.contains(&copy), "{} does not name {copy}", trouble.message);
    assert!(std::fs::read_to_string(seat.folder.join(&copy))?.starts_with("this was a journal"));
    assert!(start.knowledge.articles > 0, "the desk works on");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_centres_synonym_reaches_every_desk_and_a_wrong_list_changes_nothing() -> Result<()> {
    let floor = Floor::open().await?;
    let seat = floor.seat("anna").await?;
    let found = |text: &str| -> Result<bool> {
        let hits = seat.desk.search(&Search {
            text: text.into(),
            lang: "en".into(),
            typing: false,
            limit: 10,
        })?;
        Ok(hits.hits.iter().any(|hit| hit.id == "KB-1217"))
    };
    assert!(!found("zorbify")?, "nobody says so yet");
    let folder = floor.folder.path().join("codes");
    std::fs::create_dir_all(&folder)?;
    for file in std::fs::read_dir(journeys::floor::starter_codes())? {
        let file = file?;
        std::fs::copy(file.path(), folder.join(file.file_name()))?;
    }
    let synonyms = folder.join(contact::Codes::synonyms_file());
    std::fs::write(&synonyms, "en = [[\"zorbify\", \"factory reset\"]]\n")?;
    assert!(central_store::import::codes(floor.store()?, &folder).await?);
    seat.desk.sync_now()?;
    until("the desk searches with the new synonyms", async || {
        found("zorbify").ok().filter(|found| *found)
    })
    .await?;

    std::fs::write(&synonyms, "en = [[\"zorbify\"]]\n")?;
    let error = central_store::import::codes(floor.store()?, &folder).await.unwrap_err();
    assert!(format!("{error:?}").contains("synonym"), "{error:?}");
    assert!(found("zorbify")?, "the old ones stay");
    Ok(())
}
