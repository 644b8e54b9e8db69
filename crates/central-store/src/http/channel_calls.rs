//! What other systems send: contacts of every channel, and surveys. And what a desk asks to find
//! out what the store lost.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use contact::protocol::{Acks, Reconcile, Reconciled};
use contact::{Code, Ms, Problem};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::http::App;
use crate::http::body::json;
use crate::http::refusal::Refusal;
use crate::http::sender::{Desk, Sender};

/// As `contact::protocol::ContactBatch`, each record left as it was written.
#[derive(Deserialize)]
struct Contacts {
    contacts: Vec<Box<RawValue>>,
    #[serde(default)]
    complete_ms: Option<Ms>,
}

/// As `contact::protocol::SurveyBatch`, likewise.
#[derive(Deserialize)]
struct Surveys {
    surveys: Vec<Box<RawValue>>,
}

pub(super) async fn contacts(
    State(app): State<App>,
    Sender(source): Sender,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Acks>, Refusal> {
    let limits = app.store.limits();
    let Contacts { contacts, complete_ms } = json(&headers, body, limits.bytes).await?;
    few(contacts.len(), limits.records)?;
    let acks = app.store.contacts_from(source, contacts, complete_ms).await?;
    Ok(counted(&app, acks))
}

pub(super) async fn surveys(
    State(app): State<App>,
    Sender(source): Sender,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Acks>, Refusal> {
    let limits = app.store.limits();
    let Surveys { surveys } = json(&headers, body, limits.bytes).await?;
    few(surveys.len(), limits.records)?;
    let acks = app.store.surveys_from(source, surveys).await?;
    Ok(counted(&app, acks))
}

/// What other systems send is acknowledged as what desks send is, and is counted with it.
fn counted(app: &App, acks: Acks) -> Json<Acks> {
    acks.acks.iter().for_each(|ack| app.metrics.acked(ack.status));
    Json(acks)
}

pub(super) async fn reconcile(
    State(app): State<App>,
    Desk(device): Desk,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Reconciled>, Refusal> {
    let asked: Reconcile = json(&headers, body, app.store.limits().bytes).await?;
    Ok(Json(app.store.reconcile(device, asked).await?))
}

/// Refuses more records than are taken at once.
pub(super) fn few(records: usize, most: usize) -> Result<(), Refusal> {
    if records <= most {
        return Ok(());
    }
    let message =
        format!("More than {most} records at once. Nothing was stored; send less at once.");
    Err(Refusal::new(Problem::new(Code::TooLarge, message)))
}
