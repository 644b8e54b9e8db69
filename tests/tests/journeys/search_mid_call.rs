//! An agent searches while a caller waits.

use anyhow::Result;
use desk::ipc::Search;
use journeys::floor::{Floor, until};
use journeys::net::Cable;

fn search(text: &str, lang: &str) -> Search {
    Search { text: text.into(), lang: lang.into(), typing: true, limit: 10 }
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_question_finds_the_article_in_every_language_with_the_cable_cut() -> Result<()> {
    let floor = Floor::open().await?;
    let seat = floor.seat("anna").await?;
    seat.cable_is(Cable::Cut);
    let before = seat.cable.requests();
    for (typed, lang) in [
        ("router no internet upd", "en"),
        ("routern saknar inter", "sv"),
        ("固件更新后路由", "zh-Hans"),
        ("韌體更新後路由", "zh-Hant"),
        ("بعد تحديث البرنامج الثا", "ar"),
    ] {
        let found = seat.desk.search(&search(typed, lang))?;
        let first: Vec<&str> = found.hits.iter().take(3).map(|h| h.id.as_str()).collect();
        assert!(first.contains(&"KB-2041"), "{lang}: {typed} found {first:?}");
        assert_eq!(found.hits[0].lang, lang, "the agent's own language comes first");
    }
    assert_eq!(seat.cable.requests(), before, "a search must not touch the network");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_traditional_query_finds_a_simplified_article_and_back() -> Result<()> {
    let floor = Floor::open().await?;
    let seat = floor.unenrolled_seat("bo").await?;
    for (typed, lang) in [("路由器燈號", "zh-Hans"), ("路由器指示灯", "zh-Hant")] {
        let found = seat.desk.search(&search(typed, lang))?;
        let first: Vec<&str> = found.hits.iter().take(3).map(|h| h.id.as_str()).collect();
        assert!(first.contains(&"KB-1340"), "{typed} in {lang} found {first:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_article_reaches_the_desk_and_its_search() -> Result<()> {
    let floor = Floor::open().await?;
    let seat = floor.seat("cai").await?;
    let found = seat.desk.search(&search("zanzibar", "en"))?;
    assert!(found.hits.iter().all(|hit| hit.id != "KB-9001"), "it is not there yet");

    let folder = floor.folder.path().join("new-articles");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(
        folder.join("zanzibar.md"),
        "---\nid: KB-9001\nversion: 2\nlang: en\ntitle: Roaming in Zanzibar\n---\n\
         ## Steps {#steps}\n1. Turn the telephone off and on.\n",
    )?;
    central_store::import::articles(floor.store()?, &folder, false).await?;
    seat.desk.sync_now()?;
    let hit = until("the new article is found", async || {
        let found = seat.desk.search(&search("zanzibar", "en")).ok()?;
        found.hits.into_iter().next().filter(|hit| hit.id == "KB-9001")
    })
    .await?;
    assert_eq!(hit.version, 2);
    Ok(())
}
