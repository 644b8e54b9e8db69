//! What the centre decides and the store counts, down to the desks.

use anyhow::Result;
use central_store::{Edition, Scope};
use desk::ipc::StoryOf;
use journeys::floor::{Floor, until};

const HOUR: i64 = 3_600_000;

async fn policy(floor: &Floor, document: &str) -> Result<()> {
    let put = [("policy".to_owned(), document.to_owned())].into();
    floor.store()?.publish(Scope::Team, Edition { put, ..Edition::default() }).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_teams_policy_decides_the_repeat_warning_and_an_agents_setting_only_without_one()
-> Result<()> {
    let floor = Floor::open().await?;
    let seat = floor.seat("anna").await?;
    seat.call("0701740644", "router no internet", "en", "not_resolved")?;
    seat.everything_arrives().await?;
    floor.clock.pass(26 * HOUR);
    let warned = async || -> Result<bool> {
        let of = StoryOf { customer: "070-174 06 44".into(), reason: None, contact_id: None };
        Ok(seat.desk.story(&of).await?.warning.is_some())
    };
    let window = async |hours| {
        until("the policy is there", async || {
            seat.desk.sync_now().ok()?;
            (seat.desk.start().ok()?.team_window_h == hours).then_some(())
        })
        .await
    };
    assert!(warned().await?, "48 hours, as the agent has it");

    policy(&floor, r#"{"backward_h":24,"forward_h":24}"#).await?;
    window(Some(24)).await?;
    assert!(!warned().await?, "26 hours ago is no longer lately");

    let mut settings = seat.desk.settings();
    settings.repeat_window_h = 720;
    seat.desk.save_settings(&settings)?;
    assert!(!warned().await?, "an agent's own window does not go before the team's");

    policy(&floor, r#"{"backward_h":168,"channels":["email"]}"#).await?;
    window(Some(168)).await?;
    assert!(!warned().await?, "under this policy calls do not exist");

    // One that makes no sense is passed over, and so is none.
    policy(&floor, r#"{"backward_h":24,"channels":[]}"#).await?;
    window(None).await?;
    assert!(warned().await?);
    let whole = Edition { whole: true, ..Edition::default() };
    floor.store()?.publish(Scope::Team, whole).await?;
    assert!(warned().await?, "the agent's own again");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_store_counts_over_all_desks_ranks_reasons_and_stands_on_the_article() -> Result<()>
{
    let floor = Floor::open().await?;
    let (anna, bo) = (floor.seat("anna").await?, floor.seat("bo").await?);
    // Three customers with one article, about a matter that the article does not name; one of them
    // comes back, and a fourth is about something else.
    let article = anna.talk("0701740001", "router no internet", "en")?;
    let id = article.attached.clone().map(|attached| attached.id).unwrap_or_default();
    let own = article.attached.as_ref().map(|attached| attached.reasons.clone());
    let matter = contact::ReasonPath::from("tv/picture/no-signal");
    assert!(own.is_some_and(|own| !own.contains(&matter)), "the article names it");
    let about = |mut draft: desk::ipc::Draft| {
        draft.reason = Some(matter.clone());
        draft
    };
    anna.wrap_up(about(article), "resolved")?;
    for customer in ["0701740002", "0701740003"] {
        anna.wrap_up(about(anna.talk(customer, "router no internet", "en")?), "resolved")?;
    }
    anna.call("0701740004", "invoice higher", "en", "resolved")?;
    floor.clock.pass(HOUR);
    let back = bo.talk("0701740002", "invoice higher", "en")?;
    bo.wrap_up(about(back), "resolved")?;
    anna.everything_arrives().await?;
    bo.everything_arrives().await?;

    // While the window is open nothing can be said of an article. The store may have told the desks
    // by itself already, before the last of these was in.
    floor.store()?.tell_desks().await?;
    let leaf = async || {
        let english = desk::ipc::InLanguage { lang: "en".into() };
        let leaves = bo.desk.reasons(&english).ok()?;
        leaves.into_iter().find(|leaf| leaf.path == matter)
    };
    let heard = async |times| {
        until("the team's use is there", async || {
            bo.desk.sync_now().ok()?;
            (leaf().await?.team == times).then_some(())
        })
        .await
    };
    heard(4).await?;
    let known = leaf().await.unwrap_or_else(|| panic!("{matter:?} cannot be chosen"));
    assert_eq!((known.own, known.with_article.get(&id)), (1, Some(&3)));
    let success = || -> Result<_> {
        let open = desk::ipc::OpenArticle { id: id.clone(), lang: "en".into() };
        Ok(bo.desk.article(&open)?.success)
    };
    assert_eq!(success()?, None);

    floor.clock.pass(49 * HOUR);
    anna.desk.sync_now()?;
    bo.desk.sync_now()?;
    until("both desks are complete beyond the window", async || {
        floor.store().ok()?.tell_desks().await.ok()?;
        bo.desk.sync_now().ok()?;
        success().ok()?
    })
    .await?;
    let success = success()?.unwrap_or_else(|| panic!("there was a figure"));
    assert_eq!(
        (success.used, success.resolved, success.came_back, success.verified),
        (3, 2, 1, true)
    );
    floor.store()?.tell_desks().await?;
    assert_eq!(floor.store()?.tell_desks().await?, 0, "the same again is no news");
    Ok(())
}
