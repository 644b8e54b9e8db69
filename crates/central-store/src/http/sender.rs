//! Who sent a request, by its bearer token.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use contact::{Code, Problem};

use crate::http::App;
use crate::http::refusal::Refusal;
use crate::{Failure, Who};

/// Anybody whom the store knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known(pub(super) Who);

/// A desk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Desk(pub(super) u32);

/// The holder of a board key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Supervisor;

impl FromRequestParts<App> for Known {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let stranger = || {
            Refusal::new(Problem::new(
                Code::Unauthorized,
                "There is no token, or it is unknown or revoked. What waits is safe: enrol again \
                 with a new code, or ask the operator for a new board key.",
            ))
        };
        let value = parts.headers.get(header::AUTHORIZATION).ok_or_else(stranger)?;
        let (scheme, token) =
            value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(stranger)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(stranger());
        }
        app.store.who(token.trim()).await?.map(Known).ok_or_else(stranger)
    }
}

impl FromRequestParts<App> for Desk {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        match Known::from_request_parts(parts, app).await?.0 {
            Who::Desk(device) => Ok(Desk(device)),
            Who::Board => Err(Failure::Forbidden.into()),
        }
    }
}

impl FromRequestParts<App> for Supervisor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        match Known::from_request_parts(parts, app).await?.0 {
            Who::Board => Ok(Supervisor),
            Who::Desk(_) => Err(Failure::Forbidden.into()),
        }
    }
}
