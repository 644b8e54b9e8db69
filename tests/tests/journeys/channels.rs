//! A letter before the call: another system's contacts in the agent's story, and what may be
//! somebody else's apart from it.

use anyhow::Result;
use desk::ipc::StoryOf;
use journeys::floor::{Floor, client};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_agent_sees_the_letter_and_what_may_be_of_the_same_person_apart() -> Result<()> {
    let floor = Floor::open().await?;
    let seat = floor.seat("anna").await?;
    let key = floor.store()?.source_key("inbox").await?;
    let start = floor.clock.now() - 3_600_000;
    let letter = |external: &str, email: &str| {
        json!({"external_id": external, "updated_ms": start, "channel": "email", "start_ms": start,
               "end_ms": start, "claim": "unknown",
               "identities": [{"kind": "email", "value": email}, {"kind": "phone", "value": "+46701740612"}]})
    };
    let body =
        json!({"contacts": [letter("1", "sara@example.org"), letter("2", "bo@example.org")]});
    let url = format!("http://127.0.0.1:{}/v1/contacts", floor.port()?);
    let sent = client().post(url).bearer_auth(key.reveal()).json(&body).send().await?;
    assert_eq!(sent.status(), 200);
    let told = |customer: &str| {
        let of = StoryOf { customer: customer.to_owned(), contact_id: None, reason: None };
        let desk = seat.desk.clone();
        async move { desk.story(&of).await }
    };
    // By the number that is dialled from, as the agent types it.
    let story = told("070-174 06 12").await?;
    assert_eq!((story.contacts.len(), story.possible.len()), (1, 1));
    assert_ne!(story.contacts[0].contact_id, story.possible[0].contact_id);
    let story = told("Bo@Example.org").await?;
    assert_eq!((story.contacts.len(), story.possible.len()), (1, 1));
    Ok(())
}
