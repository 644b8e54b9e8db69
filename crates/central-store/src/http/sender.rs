//! Who sent a request, by its bearer token.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use contact::protocol::HEADER;
use contact::{Code, Problem};

use crate::channel::Source;
use crate::http::App;
use crate::http::refusal::Refusal;
use crate::{Failure, Who};

/// The oldest protocol that is still spoken here.
const OLDEST: u32 = 1;

/// What other systems may ask beside sending.
const OPEN_TO_SOURCES: [&str; 2] = ["/v1/hello", "/v1/codes"];

/// Anybody whom the store knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known(pub(super) Who);

/// A desk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Desk(pub(super) u32);

/// The holder of a board key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Supervisor;

/// The token that was sent.
pub(super) struct Bearer(pub(super) String);

/// Another system.
#[derive(Clone, Debug)]
pub(super) struct Sender(pub(super) Source);

fn stranger() -> Refusal {
    Refusal::new(Problem::new(
        Code::Unauthorized,
        "There is no token, or it is unknown or revoked. What waits is safe: enrol again with a \
         new code, or ask the operator for a new key.",
    ))
}

fn token(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A sender that says which protocol it speaks must speak one that is spoken here.
fn spoken(parts: &Parts) -> Result<(), Refusal> {
    let Some(said) = parts.headers.get(HEADER) else { return Ok(()) };
    match said.to_str().ok().and_then(|text| text.trim().parse::<u32>().ok()) {
        Some(version) if version >= OLDEST => Ok(()),
        Some(_) => Err(Refusal::new(Problem::new(
            Code::TooOld,
            "This store no longer speaks the protocol of this desk. What waits there is safe and \
             is sent once Firsthand is updated.",
        ))),
        None => Err(Refusal::invalid("The header firsthand-protocol is not a number.")),
    }
}

impl FromRequestParts<App> for Known {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        spoken(parts)?;
        let token = token(parts).ok_or_else(stranger)?;
        let who = app.store.who(token).await?.ok_or_else(stranger)?;
        // Another system learns what it needs to send, and nothing about the centre.
        if matches!(who, Who::Source(_)) && !OPEN_TO_SOURCES.contains(&parts.uri.path()) {
            return Err(Failure::Forbidden.into());
        }
        Ok(Known(who))
    }
}

impl FromRequestParts<App> for Bearer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        token(parts).map(|token| Bearer(token.to_owned())).ok_or_else(stranger)
    }
}

impl FromRequestParts<App> for Sender {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let token = token(parts).ok_or_else(stranger)?;
        if let Some(source) = app.store.source(token).await? {
            return Ok(Sender(source));
        }
        match app.store.who(token).await? {
            Some(_) => Err(Failure::Forbidden.into()),
            None => Err(stranger()),
        }
    }
}

impl FromRequestParts<App> for Desk {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        match Known::from_request_parts(parts, app).await?.0 {
            Who::Desk(device) => Ok(Desk(device)),
            Who::Board | Who::Source(_) => Err(Failure::Forbidden.into()),
        }
    }
}

impl FromRequestParts<App> for Supervisor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        match Known::from_request_parts(parts, app).await?.0 {
            Who::Board => Ok(Supervisor),
            Who::Desk(_) | Who::Source(_) => Err(Failure::Forbidden.into()),
        }
    }
}
