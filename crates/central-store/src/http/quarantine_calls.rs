//! What was set aside: seen, tried once more, thrown away.
//!
//! Promises: what a record says is in no answer; which records are meant is always said, and all of
//! them only with `all`; the same asked twice does nothing the second time.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use contact::{ContactId, Ms, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Which;
use crate::http::App;
use crate::http::body::json;
use crate::http::params::Params;
use crate::http::refusal::Refusal;
use crate::http::review_calls::{LINES, SMALL};
use crate::http::sender::Supervisor;

/// A record that was set aside. What it says is not shown: it may be anything.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(crate) struct Quarantined {
    /// The desk, or 1000000000 and the number of the source.
    pub(crate) device_id: u32,
    /// The contact, where that could be read.
    pub(crate) contact_id: ContactId,
    pub(crate) revision: u32,
    /// Why, in the words of the ack.
    pub(crate) why: Problem,
    pub(crate) received_ms: Ms,
    /// How large it is.
    pub(crate) bytes: u64,
}

/// The latest, latest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(crate) struct QuarantineList {
    pub(crate) quarantine: Vec<Quarantined>,
}

pub(super) async fn list(
    State(app): State<App>,
    _: Supervisor,
    mut params: Params,
) -> Result<Json<QuarantineList>, Refusal> {
    let limit = params.take("limit")?.unwrap_or(LINES.0).clamp(1, LINES.1);
    params.end()?;
    let found = app.store.quarantine(limit).await?;
    let shown = found.into_iter().map(|aside| Quarantined {
        device_id: aside.device,
        contact_id: ContactId(uuid::Uuid::from_bytes(aside.record_id)),
        revision: aside.revision,
        why: Problem {
            code: serde_json::from_value(aside.code.into()).unwrap_or(contact::Code::Invalid),
            message: aside.why,
            field: aside.field,
        },
        received_ms: aside.received_at,
        bytes: aside.bytes,
    });
    Ok(Json(QuarantineList { quarantine: shown.collect() }))
}

/// Which records, and who decides. Everything named must hold.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chosen {
    /// All of them; then nothing else is named.
    #[serde(default)]
    pub(crate) all: bool,
    /// Those of one contact.
    #[serde(default)]
    pub(crate) contact_id: Option<ContactId>,
    /// Those of one desk, or of a source, by the number in the list.
    #[serde(default)]
    pub(crate) device_id: Option<u32>,
    /// Those that were set aside for one reason: the `code` in the list.
    #[serde(default)]
    pub(crate) code: Option<String>,
    /// Who decides, as the centre names them.
    pub(crate) by: String,
}

impl Chosen {
    fn which(self) -> Result<(Which, String), Refusal> {
        let by = self.by.trim().to_owned();
        if by.is_empty() || by.chars().count() > 200 || by.chars().any(char::is_control) {
            let message = "by names who decides, in up to 200 letters. Nothing was changed.";
            return Err(Refusal::new(Problem::field("by", message)));
        }
        let some = self.contact_id.is_some() || self.device_id.is_some() || self.code.is_some();
        if some == self.all {
            let message = "Either all is true, or contact_id, device_id or code say which. Nothing was changed.";
            return Err(Refusal::new(Problem::field("all", message)));
        }
        Ok((Which { contact: self.contact_id, device: self.device_id, code: self.code }, by))
    }
}

/// What became of records that were tried once more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(crate) struct Replay {
    /// Stored now.
    pub(crate) stored: u64,
    /// Not needed: the very same or something newer had come meanwhile, or the customer was erased.
    pub(crate) needless: u64,
    /// Still set aside, each with the reason of today.
    pub(crate) still: u64,
}

pub(super) async fn replay(
    State(app): State<App>,
    _: Supervisor,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Replay>, Refusal> {
    let (which, by) = json::<Chosen>(&headers, body, SMALL).await?.which()?;
    let done = app.store.replay(&which).await?;
    tracing::info!(by, ?done, "records that were set aside were tried once more");
    Ok(Json(Replay { stored: done.stored, needless: done.needless, still: done.still }))
}

/// How many were thrown away.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(crate) struct Dropped {
    pub(crate) dropped: u64,
}

pub(super) async fn throw_away(
    State(app): State<App>,
    _: Supervisor,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Dropped>, Refusal> {
    let (which, by) = json::<Chosen>(&headers, body, SMALL).await?.which()?;
    let dropped = app.store.throw_away(&which).await?;
    tracing::info!(by, dropped, "records that were set aside were thrown away");
    Ok(Json(Dropped { dropped }))
}
