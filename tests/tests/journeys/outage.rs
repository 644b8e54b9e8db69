//! The cable is pulled at the worst moments: every contact arrives, each once.

use anyhow::Result;
use desk::ipc::SyncState;
use journeys::floor::Floor;
use journeys::net::Cable;

#[tokio::test(flavor = "multi_thread")]
async fn a_day_without_the_store_and_everything_arrives_once() -> Result<()> {
    let mut floor = Floor::open().await?;
    let mut seat = floor.seat("anna").await?;
    floor.stop_store().await?;
    seat.notices(SyncState::Offline).await?;
    for n in 0..12 {
        seat.call(&format!("07017406{:02}", 10 + n), "router reset", "en", "resolved")?;
    }
    seat.waits(12)?;
    // The machine is switched off overnight.
    seat.restart()?;
    seat.waits(12)?;
    floor.restart_store().await?;
    seat.cable.lead_to(floor.port()?);
    seat.everything_arrives().await?;
    assert_eq!(floor.verdicts("").await?.len(), 12);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_no_second_contact() -> Result<()> {
    let floor = Floor::open().await?;
    let seat = floor.seat("anna").await?;
    seat.cable_is(Cable::NoReceipts);
    for n in 0..5 {
        seat.call(&format!("07017406{:02}", 30 + n), "router reset", "en", "resolved")?;
    }
    seat.let_it_leave()?;
    // The store has them all and the desk does not know it.
    journeys::floor::until("the store holds all five", async || {
        seat.desk.sync_now().ok()?;
        (floor.verdicts("").await.ok()?.len() == 5).then_some(())
    })
    .await?;
    seat.waits(5)?;
    seat.cable_is(Cable::Whole);
    seat.everything_arrives().await?;
    assert_eq!(floor.verdicts("").await?.len(), 5, "sent twice, counted once");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cable_that_keeps_breaking_loses_and_doubles_nothing() -> Result<()> {
    let floor = Floor::open().await?;
    let desks = [floor.seat("anna").await?, floor.seat("bo").await?];
    for round in 0..12 {
        for (n, seat) in desks.iter().enumerate() {
            let cable = [Cable::Whole, Cable::Cut, Cable::NoReceipts][(round + n) % 3];
            seat.cable_is(cable);
            seat.call(&format!("0701740{}{:02}", 6 + n, 10 + round), "router", "en", "resolved")?;
            seat.let_it_leave()?;
        }
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
    }
    for seat in &desks {
        seat.cable_is(Cable::Whole);
        seat.everything_arrives().await?;
    }
    assert_eq!(floor.verdicts("").await?.len(), 24);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_desk_keeps_its_lines_and_enrols_again() -> Result<()> {
    let floor = Floor::open().await?;
    let seat = floor.seat("anna").await?;
    let device = floor.store()?.desks().await?[0].id;
    floor.store()?.revoke(device).await?;
    seat.call("0701740688", "router reset", "en", "resolved")?;
    seat.let_it_leave()?;
    seat.notices(SyncState::SignedOut).await?;
    seat.waits(1)?;
    assert!(floor.verdicts("").await?.is_empty());
    let code = floor.store()?.enrolment_code("anna again").await?;
    let at = desk::ipc::EnrolAt { url: seat.cable.url(), code, agent_name: String::new() };
    seat.desk.enrol(&at).await?;
    seat.everything_arrives().await?;
    assert_eq!(floor.verdicts("").await?.len(), 1);
    Ok(())
}
