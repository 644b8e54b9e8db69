//! The desk's own endpoint, for whatever runs on this machine: 127.0.0.1 and nothing else.
//!
//! `POST /v1/calls` takes CloudEvents (structured, binary or a batch); `POST /v1/cti` and
//! `/v1/cti/{token}` take Zammad's shape as JSON or a form; `POST /v1/open` is for a second start
//! of the app. Every request needs the token, may not come from a web page (no `Origin`, and the
//! `Host` is this machine), is at most 256 KB, and counts against the rate. Every refusal is a
//! `Problem` that says what to do.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use contact::{Code, Problem, Secret};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

use crate::{Intake, Read, Refusal, Taken, cloudevents, zammad};

/// The largest body. A call event has a kilobyte; a batch of a hundred a few dozen.
pub const LARGEST_BODY: usize = 256 * 1024;
/// The most events of one batch; fewer where the settings let fewer in at once.
pub const LARGEST_BATCH: u32 = 500;

/// What a second start of the app wants: the links it was opened with, perhaps none.
pub type Opened = Arc<dyn Fn(Vec<String>) + Send + Sync>;

/// The endpoint and what it needs.
#[derive(Clone)]
pub struct Local {
    /// Where events go.
    pub intake: Intake,
    /// What a sender has to know.
    pub token: Secret,
    /// Told of a second start.
    pub opened: Opened,
    /// Whether events are taken; else it is only for a second start.
    pub events: bool,
    /// Whether links are followed.
    pub links: bool,
}

/// Listens on 127.0.0.1: on `port`, or a free one when that is 0.
///
/// # Errors
/// When the port is taken.
pub async fn bind(port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

/// Serves until it is dropped.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, local: Local) -> std::io::Result<()> {
    axum::serve(listener, router(local)).await
}

fn router(local: Local) -> Router {
    let events = Router::new()
        .route("/v1/calls", post(calls))
        .route("/v1/cti", post(cti))
        .route("/v1/cti/{token}", post(cti_with_token));
    let routes = if local.events { events } else { Router::new() };
    routes
        .route("/v1/open", post(open))
        .fallback(|| async {
            problem(
                404,
                Code::NotFound,
                "There is nothing here. Send events to /v1/calls or /v1/cti.",
            )
        })
        .method_not_allowed_fallback(|| async {
            problem(405, Code::NotFound, "This takes POST only.")
        })
        .layer(middleware::from_fn(from_this_machine))
        .with_state(local)
}

/// A page in a browser must not reach this, neither by its own name for 127.0.0.1 nor by a form.
async fn from_this_machine(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !["127.0.0.1", "localhost", "[::1]"].contains(&name) {
        return problem(
            403,
            Code::Unauthorized,
            "The Host is not this machine. Send to 127.0.0.1.",
        );
    }
    if headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site") {
        let message = "Web pages may not send call events. Use a link firsthand://call?… instead.";
        return problem(403, Code::Unauthorized, message);
    }
    next.run(request).await
}

async fn calls(State(local): State<Local>, request: Request) -> Response {
    let headers = request.headers().clone();
    if let Some(refused) = stranger(&local, &headers) {
        return refused;
    }
    let kind = content_type(&headers);
    let body = match read(&local, request).await {
        Ok(body) => body,
        Err(refused) => return refused,
    };
    let reading = local.intake.reading();
    if kind.starts_with("application/cloudevents-batch+json") {
        return match cloudevents::batch(&body, reading) {
            Ok(batch) => take_batch(&local, batch),
            Err(refusal) => answer(&local, vec![Err(refusal)]),
        };
    }
    let header =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let one = match headers.contains_key("ce-specversion") {
        true => cloudevents::binary(header, &body, reading),
        false => cloudevents::structured(&body, reading),
    };
    answer(&local, vec![one])
}

fn take_batch(local: &Local, batch: Vec<Read>) -> Response {
    let count = u32::try_from(batch.len()).unwrap_or(u32::MAX);
    // More than the rate ever lets in at once would be told to wait for ever.
    let most = LARGEST_BATCH.min(local.intake.burst());
    if count > most {
        let message =
            format!("More than {most} events at once. Send at most {most}; none was taken.");
        return problem(413, Code::TooLarge, &message);
    }
    // The first is paid for by the request itself.
    match local.intake.may_take(count.saturating_sub(1)) {
        true => answer(local, batch),
        false => too_many(),
    }
}

async fn cti(State(local): State<Local>, request: Request) -> Response {
    match stranger(&local, request.headers()) {
        None => take_cti(&local, request).await,
        Some(refused) => refused,
    }
}

/// Exchanges with URL actions can often set no header: the token is in the address, as Zammad has it.
async fn cti_with_token(
    State(local): State<Local>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    match same(&token, local.token.reveal()) {
        true => take_cti(&local, request).await,
        false => unauthorized(),
    }
}

async fn take_cti(local: &Local, request: Request) -> Response {
    let kind = content_type(request.headers());
    let body = match read(local, request).await {
        Ok(body) => body,
        Err(refused) => return refused,
    };
    let reading = local.intake.reading();
    let one = match kind.starts_with("application/json") {
        true => zammad::json(&body, reading),
        false => zammad::form(&body, reading),
    };
    answer(local, vec![one])
}

async fn open(State(local): State<Local>, request: Request) -> Response {
    if let Some(refused) = stranger(&local, request.headers()) {
        return refused;
    }
    let body = match read(&local, request).await {
        Ok(body) => body,
        Err(refused) => return refused,
    };
    let links: Vec<String> = match serde_json::from_slice(&body) {
        Ok(links) => links,
        Err(_) => {
            return answer(&local, vec![Err(Refusal::Form { expected: "a JSON list of links" })]);
        }
    };
    let read = match local.links {
        true => links.iter().take(8).map(|link| local.intake.read_link(link)).collect(),
        false => Vec::new(),
    };
    let answer = answer(&local, read);
    (local.opened)(links);
    answer
}

/// The body, when the rate lets it in and it is small enough.
async fn read(local: &Local, request: Request) -> Result<Bytes, Response> {
    if !local.intake.may_take(1) {
        return Err(too_many());
    }
    let large = || {
        local.intake.count_refused();
        let message = format!(
            "The body is larger than {LARGEST_BODY} bytes. Send less at once; nothing was taken."
        );
        problem(413, Code::TooLarge, &message)
    };
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > LARGEST_BODY) {
        return Err(large());
    }
    to_bytes(request.into_body(), LARGEST_BODY).await.map_err(|_| large())
}

/// Hands on what was read, and says of each what became of it.
fn answer(local: &Local, read: Vec<Read>) -> Response {
    let (mut accepted, mut again, mut ignored) = (0, 0, 0);
    let mut refused = Vec::new();
    let mut behind = false;
    for (index, one) in read.into_iter().enumerate() {
        let taken = match one {
            Ok(event) => local.intake.take(event).map_err(Refusal::from),
            Err(refusal) => {
                local.intake.count_refused();
                Err(refusal)
            }
        };
        match taken {
            Ok(Taken::Accepted) => accepted += 1,
            Ok(Taken::Again) => again += 1,
            Ok(Taken::Ignored) => ignored += 1,
            Ok(Taken::TooMany) => behind = true,
            Err(refusal) => refused.push(json!({ "index": index, "message": refusal.to_string() })),
        }
    }
    if behind {
        return too_many();
    }
    if accepted + again + ignored == 0
        && let Some(first) = refused.first()
    {
        let why = first["message"].as_str().unwrap_or_default();
        let message = format!("The event was not taken in: {why}. Mend it and send it again.");
        return problem(422, Code::Invalid, &message);
    }
    let body =
        json!({ "accepted": accepted, "again": again, "ignored": ignored, "refused": refused });
    (StatusCode::ACCEPTED, axum::Json(body)).into_response()
}

/// What to say to a sender without the token; nothing when they have it.
fn stranger(local: &Local, headers: &HeaderMap) -> Option<Response> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    (!same(given.trim(), local.token.reveal())).then(unauthorized)
}

/// Compares digests, so that the time it takes says nothing of the token.
fn same(given: &str, token: &str) -> bool {
    !token.is_empty() && Sha256::digest(given) == Sha256::digest(token)
}

fn content_type(headers: &HeaderMap) -> String {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.unwrap_or_default().to_ascii_lowercase()
}

fn unauthorized() -> Response {
    let message =
        "The token is missing or wrong. It is in `calls-token` in the desk's data folder.";
    problem(401, Code::Unauthorized, message)
}

fn too_many() -> Response {
    let message = "Too many events at once. Wait a second and send it again.";
    let mut response = problem(429, Code::Unavailable, message);
    response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
    response
}

fn problem(status: u16, code: Code, message: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    (status, axum::Json(Problem::new(code, message))).into_response()
}
