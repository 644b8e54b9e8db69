//! What supervisors ask for: figures, verdicts, the latest contacts, the lists, what articles are called.

use std::io;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use contact::fcr::Judged;
use contact::{Codes, Ms};
use futures_util::stream::unfold;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use crate::figures::{Figures, ShownPage, line, place};
use crate::http::App;
use crate::http::params::{Params, wrong};
use crate::http::refusal::Refusal;
use crate::http::sender::{Known, Supervisor};
use crate::titles::Titled;
use crate::{Failure, Restatement};

/// Contacts of a page that are sent when nothing else is asked for, and at most.
const CONTACTS: (u16, u16) = (50, 200);
/// Restatements that are sent when nothing else is asked for, and at most.
const RESTATEMENTS: (u16, u16) = (100, 1_000);
/// Articles whose titles are asked for at once, at most.
const TITLES: usize = 200;
/// Bytes of verdicts that are sent at once.
const CHUNK: usize = 32 * 1024;
/// A reader that takes nothing for so long has gone: it must not hold a connection for ever.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) async fn fcr(
    State(app): State<App>,
    Known(_): Known,
    mut params: Params,
) -> Result<Json<Figures>, Refusal> {
    let policy = params.policy()?;
    let filter = params.filter()?;
    params.end()?;
    Ok(Json(app.store.figures_of(policy, filter).await?))
}

/// Published figures that moved afterwards, the newest first.
pub(super) async fn restatements(
    State(app): State<App>,
    _: Supervisor,
    mut params: Params,
) -> Result<Json<Vec<Restatement>>, Refusal> {
    let limit = params.take("limit")?.unwrap_or(RESTATEMENTS.0).clamp(1, RESTATEMENTS.1);
    params.end()?;
    Ok(Json(app.store.restatements(limit).await?))
}

/// The names of the teams, for a choice of one; an empty list where there is no list of who is in which.
pub(super) async fn teams(
    State(app): State<App>,
    _: Supervisor,
    mut params: Params,
) -> Result<Json<Vec<String>>, Refusal> {
    let from = params.take("from_ms")?.unwrap_or(Ms::MIN);
    params.end()?;
    Ok(Json(app.store.teams(from).await?))
}

/// NDJSON, sent as it is computed. When that fails in the middle the body breaks off, so that half
/// of the verdicts are never taken for all.
pub(super) async fn verdicts(
    State(app): State<App>,
    Known(_): Known,
    mut params: Params,
) -> Result<Response, Refusal> {
    let policy = params.policy()?;
    let filter = params.only()?;
    params.end()?;
    // After this the status is sent, and all that is left is to break off.
    app.store.understands(&filter).await?;
    let (send, receive) = mpsc::channel::<Result<Bytes, io::Error>>(4);
    let broken = send.clone();
    let lines = Lines { send, runtime: Handle::current(), text: Vec::new() };
    let store = app.store;
    tokio::spawn(async move {
        let walked = match store.verdicts(policy, filter, lines, Lines::add).await {
            Ok(lines) => lines.end().await,
            Err(failure) => Err(failure),
        };
        if let Err(failure) = walked {
            tracing::warn!(failure = %failure, "verdicts broke off");
            // A reader that is gone need not be told.
            let _ = broken.send(Err(io::Error::other("broken off"))).await;
        }
    });
    let body = Body::from_stream(unfold(receive, |mut receive| async move {
        receive.recv().await.map(|chunk| (chunk, receive))
    }));
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response())
}

/// Lines on their way to the reader, some at a time.
struct Lines {
    send: mpsc::Sender<Result<Bytes, io::Error>>,
    runtime: Handle,
    text: Vec<u8>,
}

impl Lines {
    /// On a thread that may wait.
    fn add(&mut self, judged: Judged) -> Result<(), Failure> {
        line(&mut self.text, &judged)?;
        if self.text.len() < CHUNK {
            return Ok(());
        }
        let chunk = Bytes::from(std::mem::take(&mut self.text));
        self.runtime.block_on(give(&self.send, chunk))
    }

    async fn end(self) -> Result<(), Failure> {
        give(&self.send, Bytes::from(self.text)).await
    }
}

async fn give(send: &mpsc::Sender<Result<Bytes, io::Error>>, chunk: Bytes) -> Result<(), Failure> {
    let gone = || Failure::File {
        what: "sending verdicts".into(),
        source: io::ErrorKind::BrokenPipe.into(),
    };
    match tokio::time::timeout(PATIENCE, send.send(Ok(chunk))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(gone()),
    }
}

pub(super) async fn contacts(
    State(app): State<App>,
    _: Supervisor,
    mut params: Params,
) -> Result<Json<ShownPage>, Refusal> {
    let policy = params.policy()?;
    let filter = params.only()?;
    let limit = params.take("limit")?.unwrap_or(CONTACTS.0).clamp(1, CONTACTS.1);
    let before = match params.text("before") {
        None => None,
        Some(text) => Some(place(&text).ok_or_else(|| wrong("before"))?),
    };
    params.end()?;
    Ok(Json(app.store.shown(policy, filter, before, limit).await?))
}

/// What the articles are called that figures and contacts name.
pub(super) async fn titles(
    State(app): State<App>,
    _: Supervisor,
    mut params: Params,
) -> Result<Json<Vec<Titled>>, Refusal> {
    let lang = params.text("lang").ok_or_else(|| wrong("lang"))?;
    let articles = params.list("articles").unwrap_or_default();
    params.end()?;
    if articles.len() > TITLES {
        return Err(wrong("articles"));
    }
    Ok(Json(app.store.titles(lang, articles).await?))
}

/// Empty lists when the centre has none yet.
pub(super) async fn codes(State(app): State<App>, Known(_): Known) -> Result<Json<Codes>, Refusal> {
    let codes = app.store.codes().await?;
    Ok(Json(codes.map(|codes| (*codes).clone()).unwrap_or_default()))
}
