//! Calls from telephone systems in the cloud, by webhook, and the desks that wait for them.
//!
//! Twilio signs what it sends; Amazon EventBridge and whatever speaks CloudEvents send a source's
//! key. The adapters are `telephony`'s; here is only who may send, and to whom it goes.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse as _, Response};
use contact::protocol::CallPage;
use contact::{Code, Problem};
use serde_json::json;
use telephony::{Agents, Read, Reading, cloudevents, connect, twilio};

use crate::http::App;
use crate::http::body::{PATIENCE, late};
use crate::http::params::Params;
use crate::http::refusal::Refusal;
use crate::http::sender::{Desk, Sender};

/// The largest body; a call event has a few kilobytes.
const LARGEST: usize = 256 * 1024;
/// The longest a desk may wait, in seconds.
const WAIT_S: u64 = 25;
/// The most names of one agent.
const NAMES: usize = 16;

/// TaskRouter's event callbacks, or its Event Streams; signed by Twilio.
pub(super) async fn from_twilio(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let calls = &app.serving.calls;
    let (Some(token), Some(public)) = (&calls.twilio_token, &calls.public_url) else {
        let message = "Calls from Twilio are not set up here: twilio_token and public_url.";
        return Err(Refusal::new(Problem::new(Code::NotFound, message)));
    };
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let signature = text("x-twilio-signature");
    let unsigned = || {
        let message = "The signature is missing or wrong. The address Twilio is given must be \
                       public_url and this path.";
        Refusal::new(Problem::new(Code::Unauthorized, message))
    };
    if signature.is_empty() {
        return Err(unsigned());
    }
    let body = whole(body).await?;
    let kind = text(header::CONTENT_TYPE.as_str());
    let path = uri.path_and_query().map_or("", |path| path.as_str());
    let url = format!("{}{path}", public.trim_end_matches('/'));
    if !twilio::signed(token.reveal(), &url, kind, &body, signature) {
        return Err(unsigned());
    }
    let read = |reading: Reading<'_>| match kind.starts_with("application/x-www-form-urlencoded") {
        true => Ok(vec![twilio::callback(&body, reading)]),
        false => events(&body, reading),
    };
    taken(&app, read)
}

/// Contact events of Amazon Connect, as an EventBridge rule with an API destination sends them.
pub(super) async fn from_connect(
    State(app): State<App>,
    Sender(_): Sender,
    body: Body,
) -> Result<Response, Refusal> {
    let body = whole(body).await?;
    taken(&app, |reading| Ok(vec![connect::read(&body, reading)]))
}

/// The neutral form: one event, or a batch.
pub(super) async fn from_cloudevents(
    State(app): State<App>,
    Sender(_): Sender,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let body = whole(body).await?;
    let header = |name: &str| Some(headers.get(name)?.to_str().ok()?.to_owned());
    taken(&app, |reading| match headers.contains_key("ce-specversion") {
        true => Ok(vec![cloudevents::binary(header, &body, reading)]),
        false => events(&body, reading),
    })
}

/// What came for a desk's agent; waits up to `wait` seconds when there is nothing.
pub(super) async fn wait(
    State(mut app): State<App>,
    Desk(_): Desk,
    mut params: Params,
) -> Result<Json<CallPage>, Refusal> {
    let after: u64 = params.take("after")?.unwrap_or(0);
    let wait = params.take("wait")?.unwrap_or(0).min(WAIT_S);
    let epoch = params.text("epoch").unwrap_or_default();
    let agents = params.text("agents").unwrap_or_default();
    params.end()?;
    let agents: Vec<String> = agents
        .split(',')
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .take(NAMES)
        .collect();
    let mut head = app.switchboard.watch();
    let mut after = after;
    let asked = async {
        loop {
            head.mark_unchanged();
            let page = app.switchboard.page(&agents, after, &epoch, app.store.now());
            // Another agent's calls are no reason to answer.
            if wait == 0 || !page.calls.is_empty() || page.epoch != epoch {
                return page;
            }
            after = page.next;
            tokio::select! {
                changed = head.changed() => if changed.is_err() { return page },
                _ = app.closing.wait_for(|closing| *closing) => return page,
            }
        }
    };
    match tokio::time::timeout(Duration::from_secs(wait.max(1)), asked).await {
        Ok(page) => Ok(Json(page)),
        Err(_) => Ok(Json(app.switchboard.page(&agents, after, &epoch, app.store.now()))),
    }
}

/// Nobody's body is waited for without end: all who send calls share one room for them.
async fn whole(body: Body) -> Result<Bytes, Refusal> {
    let read = tokio::time::timeout(PATIENCE, to_bytes(body, LARGEST)).await;
    read.map_err(|_| late())?.map_err(|_| {
        let message = format!("The body is larger than {LARGEST} bytes. Send less at once.");
        Refusal::new(Problem::new(Code::TooLarge, message))
    })
}

fn events(body: &[u8], reading: Reading<'_>) -> Result<Vec<Read>, telephony::Refusal> {
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[') => cloudevents::batch(body, reading),
        _ => Ok(vec![cloudevents::structured(body, reading)]),
    }
}

/// Hands on what was read. A webhook that is refused as a whole would be sent for ever: only what
/// cannot be read at all is answered with an error.
fn taken(
    app: &App,
    read: impl FnOnce(Reading<'_>) -> Result<Vec<Read>, telephony::Refusal>,
) -> Result<Response, Refusal> {
    let now = app.store.now();
    let everybody = Agents::default();
    let region = &app.serving.calls.region;
    let reading = Reading { region, now_ms: now, agents: &everybody };
    let invalid =
        |why: telephony::Refusal| Refusal::invalid(&format!("The event was not taken in: {why}."));
    let read = read(reading).map_err(invalid)?;
    let alone = read.len() == 1;
    let (mut accepted, mut ignored, mut refused) = (0, 0, 0);
    for one in read {
        match one {
            Ok(Some(event)) => match app.switchboard.put(event, now) {
                true => accepted += 1,
                false => ignored += 1,
            },
            Ok(None) => ignored += 1,
            Err(why) if alone => return Err(invalid(why)),
            Err(_) => refused += 1,
        }
    }
    let body = json!({ "accepted": accepted, "ignored": ignored, "refused": refused });
    Ok(Json(body).into_response())
}
