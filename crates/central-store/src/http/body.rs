//! Reads a request's body, unpacked already, no further than a limit.
//!
//! Promises: never more than the limit is kept in memory, whatever it was packed from; a sender
//! that stops in the middle is not waited for longer than half a minute.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use contact::{Code, Problem};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use crate::http::refusal::Refusal;

pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Reads the body as JSON.
pub(super) async fn json<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<T, Refusal> {
    if headers.contains_key(header::CONTENT_ENCODING) {
        let message = "The body is packed in a way that is not read here. Use zstd, gzip, deflate \
                       or none.";
        return Err(Refusal::of(415, Problem::new(Code::Invalid, message)));
    }
    let bytes = match tokio::time::timeout(PATIENCE, bytes(body, limit)).await {
        Ok(read) => read?,
        Err(_) => return Err(late()),
    };
    serde_json::from_slice(&bytes).map_err(|error| {
        // The parser's own words may repeat what stood there.
        let (line, column) = (error.line(), error.column());
        let message = format!(
            "The body is not JSON of the right form (line {line}, column {column}). Nothing was stored."
        );
        Refusal::invalid(&message)
    })
}

/// A body whose sender stopped in the middle.
pub(super) fn late() -> Refusal {
    let message = "The body did not arrive in time. Nothing was stored; send it again.";
    Refusal::of(408, Problem::new(Code::Unavailable, message))
}

async fn bytes(body: Body, limit: usize) -> Result<Vec<u8>, Refusal> {
    let mut stream = body.into_data_stream();
    let mut whole = Vec::new();
    while let Some(chunk) = stream.next().await {
        let Ok(chunk) = chunk else {
            return Err(Refusal::invalid(
                "The body broke off or cannot be unpacked. Nothing was stored; send it again.",
            ));
        };
        if whole.len() + chunk.len() > limit {
            let message = format!(
                "The body is larger than {limit} bytes unpacked. Nothing was stored; send less \
                 at once."
            );
            return Err(Refusal::new(Problem::new(Code::TooLarge, message)));
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole)
}
