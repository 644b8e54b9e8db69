//! A thousand call events a second for five seconds, and bodies that are far too large, while an
//! agent works on a call: every event is answered, what is too much is refused by name, and the
//! call, its draft and the search go on as if nothing were.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use contact::CallEventKind as Kind;
use journeys::floor::{Floor, client, until};
use journeys::shift::{Shift, step};
use journeys::telephone::Telephone;
use journeys::watch::{marks, measured};
use telephony::cloudevents;
use telephony::post::Endpoint;

/// Events a second, and for how long.
const A_SECOND: u32 = 1_000;
const SECONDS: u32 = 5;
/// Senders at once; each has its own connection.
const SENDERS: u32 = 8;
/// What an agent types meanwhile.
const QUERIES: [&str; 6] =
    ["router no int", "faktura", "路由器", "الإنترنت", "moving house", "wifi slow"];

/// What became of the events.
#[derive(Clone, Copy, Debug, Default)]
struct Answered {
    taken: u32,
    refused: u32,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_events_a_second_disturb_nobody_at_work() -> Result<()> {
    let floor = Floor::open().await?;
    let cable = floor.cable().await?;
    let (mut shift, _) = Shift::open(&floor, &cable).await?;
    let work = step(0);
    shift.answer(0, &work).await?;
    shift.talk(&work).await?;

    // What a transcript is at its quickest: twenty pieces a second, and none is lost.
    type_queries(&shift, async {
        for n in 0..60 {
            let said = shift.telephone.another("the-call", &work.id, Kind::Transcript, n);
            shift.telephone.tell(&said).context("a piece of the transcript")?;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    })
    .await?;
    println!(
        "key to painted results beside a transcript: {}",
        measured(&shift.window, "painted").await?
    );
    shift.note().await?;

    let since = Instant::now();
    let mut answered = Answered::default();
    type_queries(&shift, async {
        answered = flood(&shift.telephone, &work.id).await?;
        Ok(())
    })
    .await?;
    let Answered { taken, refused } = answered;
    let rate = f64::from(taken + refused) / since.elapsed().as_secs_f64();
    println!(
        "{taken} events taken and {refused} refused, about {rate:.0} a second; key to painted results meanwhile: {}",
        measured(&shift.window, "painted").await?
    );
    ensure!(taken + refused == A_SECOND * SECONDS, "some events had no answer");
    ensure!(refused > 0, "a thousand events a second are more than any telephone has");
    ensure!(!marks(&shift.window, "painted").await?.is_empty(), "nothing was found meanwhile");

    // The call is what it was: who calls and what answers them.
    shift.window.see(".state.call").await?;
    let kept = "return document.querySelector('#customer-field').value.replace(/\\D/g, '').endsWith('0600')";
    shift.window.until("the caller is still on the screen", kept).await?;
    shift.end(&work).await?;
    shift.decide(&work).await?;
    shift.window.press("Ctrl+Enter").await?;
    shift.window.see(".toast").await?;
    until("the contact is at the store", async || {
        let page = floor.ask("/v1/contacts?limit=10").await.ok()?;
        let contacts = page["contacts"].as_array()?;
        let kept = contacts.iter().find(|contact| contact["outcome"] == work.outcome)?;
        kept["reason"].is_string().then_some(())
    })
    .await?;
    shift.window.close().await
}

/// Types, a key about every tenth of a second, until `meanwhile` is over.
async fn type_queries(shift: &Shift, meanwhile: impl Future<Output = Result<()>>) -> Result<()> {
    let mut over = std::pin::pin!(meanwhile);
    let typing = async {
        for query in QUERIES.iter().cycle() {
            shift.window.press("Ctrl+K").await?;
            for letter in query.chars() {
                shift.window.type_text(&letter.to_string()).await?;
                tokio::time::sleep(Duration::from_millis(80)).await;
            }
        }
        Ok::<_, anyhow::Error>(())
    };
    tokio::select! {
        ended = &mut over => ended,
        typed = typing => typed,
    }
}

/// Sends the flood at its pace.
async fn flood(telephone: &Telephone, work: &str) -> Result<Answered> {
    let mut senders = Vec::new();
    for sender in 0..SENDERS {
        let share = A_SECOND * SECONDS / SENDERS;
        let bodies: Vec<String> = (0..share).map(|n| body(telephone, work, sender, n)).collect();
        senders.push(tokio::spawn(send(telephone.endpoint().clone(), bodies)));
    }
    let mut all = Answered::default();
    for sender in senders {
        let one = sender.await??;
        all.taken += one.taken;
        all.refused += one.refused;
    }
    // Ten megabytes instead of an event; it may be hung up on before it has said all of it.
    let large = format!("{{\"x\":\"{}\"}}", "y".repeat(10 * 1024 * 1024));
    for _ in 0..5 {
        let status = telephone.send(&large).unwrap_or(413);
        ensure!(status == 413 || status == 429, "a body of 10 MB: {status}");
    }
    Ok(all)
}

/// Event `n` of a sender: of the call under work, of twenty others, or of one nobody knows.
fn body(telephone: &Telephone, work: &str, sender: u32, n: u32) -> String {
    let number = sender * 100_000 + n;
    let event = match n % 4 {
        0 => telephone.another("flood", work, Kind::Connected, number),
        1 => telephone.another("flood", &format!("flood-{}", n % 20), Kind::Offered, number),
        2 => telephone.another("flood", &format!("flood-{}", n % 20), Kind::Ended, number),
        _ => telephone.another("flood", &format!("flood-{number}"), Kind::Offered, number),
    };
    cloudevents::write(&event).to_string()
}

async fn send(endpoint: Endpoint, bodies: Vec<String>) -> Result<Answered> {
    let client = client();
    let url = format!("http://127.0.0.1:{}/v1/calls", endpoint.port);
    let mut pace = tokio::time::interval(Duration::from_secs(1) * SENDERS / A_SECOND);
    let mut answered = Answered::default();
    for body in bodies {
        pace.tick().await;
        let request = client.post(&url).bearer_auth(endpoint.token.reveal());
        let request = request.header("content-type", "application/cloudevents+json").body(body);
        let answer = request.send().await.context("an event had no answer")?;
        match answer.status().as_u16() {
            202 => answered.taken += 1,
            429 => {
                let why: contact::Problem = serde_json::from_str(&answer.text().await?)?;
                ensure!(!why.message.is_empty(), "refused, and nobody says why");
                answered.refused += 1;
            }
            other => anyhow::bail!("{other}: {}", answer.text().await?),
        }
    }
    Ok(answered)
}
