//! What supervisors ask for: figures, verdicts, the latest contacts, the lists, what articles are called.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use contact::{Codes, Ms};

use crate::Restatement;
use crate::figures::{Figures, ShownPage, place};
use crate::http::App;
use crate::http::lines::{self, Lines};
use crate::http::params::{Params, wrong};
use crate::http::refusal::Refusal;
use crate::http::sender::{Known, Supervisor};
use crate::titles::Titled;

/// Contacts of a page that are sent when nothing else is asked for, and at most.
const CONTACTS: (u16, u16) = (50, 200);
/// Restatements that are sent when nothing else is asked for, and at most.
const RESTATEMENTS: (u16, u16) = (100, 1_000);
/// Articles whose titles are asked for at once, at most.
const TITLES: usize = 200;

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

/// NDJSON, sent as it is computed, within what a reader may take for it.
pub(super) async fn verdicts(
    State(app): State<App>,
    Known(_): Known,
    mut params: Params,
) -> Result<Response, Refusal> {
    let policy = params.policy()?;
    let filter = params.only()?;
    params.end()?;
    let (pace, store) = (app.serving.pace, app.store);
    lines::answer(pace, |lines| async move {
        store.verdicts(policy, filter, lines, Lines::add).await?.end().await
    })
    .await
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
