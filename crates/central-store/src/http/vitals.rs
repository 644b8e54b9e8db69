//! Is it alive, can it work, what has it counted: for whoever watches the store.
//!
//! Promises: `/health` and `/ready` say nothing of the data and are open to everybody, who get no more
//! work out of the store by asking more often; `/metrics` is for the holder of the metrics token or,
//! where there is none, for this machine.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use contact::{Code, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Failure;
use crate::http::App;
use crate::http::refusal::Refusal;
use crate::keys::hash;

/// What `/metrics` answers: OpenMetrics, and not the older text.
pub(super) const FORM: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// That the program is alive.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(super) struct Alive {
    /// `ok`.
    status: &'static str,
    /// The version of the program.
    version: &'static str,
}

/// That the store can work.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(super) struct Ready {
    /// `ready`; what is not ready is answered by 503.
    status: &'static str,
}

/// The process is alive. Whoever restarts what is dead asks this; who sends work asks `ready`.
pub(super) async fn health() -> Json<Alive> {
    Json(Alive { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

/// Work may be sent here.
pub(super) async fn ready(State(app): State<App>) -> Result<Json<Ready>, Refusal> {
    let because = if *app.closing.borrow() || *app.draining.borrow() {
        Err("it is about to end")
    } else {
        app.store.ready().await
    };
    match because {
        Ok(()) => Ok(Json(Ready { status: "ready" })),
        Err(because) => {
            let message =
                format!("The store is not ready: {because}. What was acknowledged is kept.");
            Err(Refusal::new(Problem::new(Code::Unavailable, message)))
        }
    }
}

/// The counts, as OpenMetrics text.
pub(super) async fn metrics(
    State(app): State<App>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    match &app.serving.metrics_token {
        Some(token) => {
            let given = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
            let given =
                given.and_then(|text| text.split_once(' ')).map_or("", |(_, token)| token.trim());
            // Compared by their hashes: how long it takes says nothing of the token.
            if hash(given.as_bytes()) != hash(token.reveal().as_bytes()) {
                let message = "The metrics need their own token: the setting metrics_token.";
                return Err(Refusal::new(Problem::new(Code::Unauthorized, message)));
            }
        }
        // A proxy on this machine makes everybody look near; one says so by a header.
        None => {
            let near = peer.is_some_and(|Extension(ConnectInfo(peer))| peer.ip().is_loopback());
            let passed_on = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
            if !near || passed_on.iter().any(|name| headers.contains_key(*name)) {
                return Err(Failure::Forbidden.into());
            }
        }
    }
    let vitals = app.store.vitals().await?;
    Ok(([(header::CONTENT_TYPE, FORM)], app.metrics.text(&vitals)).into_response())
}
