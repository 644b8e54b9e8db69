//! What supervisors ask about what agents noted.

use axum::Json;
use axum::extract::State;

use crate::http::App;
use crate::http::params::{Params, wrong};
use crate::http::refusal::Refusal;
use crate::http::sender::Supervisor;
use crate::noted::{Choices, Noted};

/// Gaps and faults that are sent when nothing else is asked for, and at most.
const LISTED: (u16, u16) = (20, 200);

/// A question may hold what a customer said: not for every desk.
pub(super) async fn noted(
    State(app): State<App>,
    _: Supervisor,
    mut params: Params,
) -> Result<Json<Noted>, Refusal> {
    let policy = params.policy()?;
    let filter = params.only()?;
    if filter.articles.is_some() {
        return Err(wrong("article"));
    }
    let limit = params.take("limit")?.unwrap_or(LISTED.0).clamp(1, LISTED.1);
    params.end()?;
    Ok(Json(app.store.noted(policy, filter, limit).await?))
}

pub(super) async fn choices(
    State(app): State<App>,
    _: Supervisor,
    params: Params,
) -> Result<Json<Choices>, Refusal> {
    params.end()?;
    Ok(Json(app.store.choices().await?))
}
