//! What desks ask for: to be enrolled, how the store is, to take records, history, the feeds.

use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use contact::Ms;
use contact::protocol::{Enrol, Enrolled, FeedPage, Hello, HistoryRequest, Receipt, Renewed};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Scope;
use crate::http::App;
use crate::http::body::json;
use crate::http::channel_calls::few;
use crate::http::params::Params;
use crate::http::refusal::Refusal;
use crate::http::sender::{Bearer, Desk, Known};
use crate::store::{Arrived, Heard};

/// No other request than a batch is longer.
const SMALL: usize = 16 * 1024;
/// Items of a feed that are sent when nothing else is asked for, and at most.
const ITEMS: (u16, u16) = (100, 500);
/// The longest that a feed is waited for.
const WAIT_S: u64 = 25;

pub(super) async fn enrol(
    State(app): State<App>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Enrolled>, Refusal> {
    let asked: Enrol = json(&headers, body, SMALL).await?;
    Ok(Json(app.store.enrol(asked).await?))
}

pub(super) async fn hello(
    State(app): State<App>,
    Known(who): Known,
    Bearer(token): Bearer,
    mut params: Params,
) -> Result<Json<Hello>, Refusal> {
    let waiting = params.take("waiting")?;
    let wall = params.take::<Ms>("wall")?.filter(|wall| *wall > 0);
    let boot = params.text("boot");
    let seq = params.take("heard_seq")?;
    let heard = seq.zip(params.text("heard_epoch")).map(|(seq, epoch)| Heard { epoch, seq });
    Ok(Json(app.store.hello(who, waiting, wall, boot, heard, &token).await?))
}

pub(super) async fn token(
    State(app): State<App>,
    Desk(device): Desk,
) -> Result<Json<Renewed>, Refusal> {
    Ok(Json(app.store.renew(device).await?))
}

/// As `contact::protocol::Batch`, with every record left as it was written: what one of them
/// holds must not decide over the others.
#[derive(Deserialize)]
struct Frame {
    #[serde(default)]
    boot: String,
    #[serde(default)]
    mono: Ms,
    #[serde(default)]
    wall: Ms,
    #[serde(default)]
    waiting: u64,
    #[serde(default)]
    heard_seq: u64,
    #[serde(default)]
    heard_epoch: String,
    records: Vec<Box<RawValue>>,
}

pub(super) async fn records(
    State(app): State<App>,
    Desk(device): Desk,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Receipt>, Refusal> {
    let limits = app.store.limits();
    let Frame { boot, mono, wall, waiting, heard_seq, heard_epoch, records } =
        json(&headers, body, limits.bytes).await?;
    few(records.len(), limits.records)?;
    let heard = (heard_seq > 0).then_some(Heard { epoch: heard_epoch, seq: heard_seq });
    let arrived = Arrived { boot, mono, wall, waiting, heard, records };
    let receipt = app.store.records(device, arrived).await?;
    receipt.acks.iter().for_each(|ack| app.metrics.acked(ack.status));
    Ok(Json(receipt))
}

pub(super) async fn history(
    State(app): State<App>,
    Desk(_): Desk,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let asked: HistoryRequest = json(&headers, body, SMALL).await?;
    let text = app.store.history(asked).await?;
    Ok(([(CONTENT_TYPE, "application/json")], text).into_response())
}

pub(super) async fn feed(
    State(mut app): State<App>,
    Desk(_): Desk,
    scope: Result<Path<String>, PathRejection>,
    mut params: Params,
) -> Result<Json<FeedPage>, Refusal> {
    let scope = scope.ok().and_then(|Path(name)| Scope::named(&name));
    let scope = scope.ok_or_else(Refusal::not_found)?;
    let after: u64 = params.take("after")?.unwrap_or(0);
    let limit = params.take("limit")?.unwrap_or(ITEMS.0).clamp(1, ITEMS.1);
    let wait = params.take("wait")?.unwrap_or(0).min(WAIT_S);
    params.end()?;
    let page = app.store.feed(scope, after, limit).await?;
    if wait == 0 || page.head > after {
        return Ok(Json(page));
    }
    let more = async {
        tokio::select! {
            // An error of either means that the server is about to end: answer what there is.
            _ = app.heads.wait_for(|heads| heads.of(scope) > after) => {}
            _ = app.closing.wait_for(|closing| *closing) => {}
        }
    };
    // Running out of time is an empty page, as it is for those who do not wait.
    let _ = tokio::time::timeout(Duration::from_secs(wait), more).await;
    Ok(Json(app.store.feed(scope, after, limit).await?))
}
