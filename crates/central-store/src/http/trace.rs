//! One line a request in the log: method, address as a template, status, milliseconds; and the
//! number that a request has in every line that is logged while it is in work.
//!
//! Promises: no query, no body, no token and no address that a stranger made up is in it. A number
//! given by a proxy is taken over only where it is one, so that nothing else gets into the log by it.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::http::App;
use crate::keys::hex;

const NUMBER: HeaderName = HeaderName::from_static("x-request-id");

pub(super) async fn log(State(app): State<App>, request: Request, next: Next) -> Response {
    let number = request.headers().get(&NUMBER).and_then(|value| value.to_str().ok());
    let number = match number.filter(|text| is_number(text)) {
        Some(number) => number.to_owned(),
        None => hex(&app.store.random().unwrap_or_default()),
    };
    let span = tracing::info_span!("request", request = %number);
    let mut response = logged(&app, request, next).instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&number) {
        response.headers_mut().insert(NUMBER, value);
    }
    response
}

async fn logged(app: &App, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let begun = Instant::now();
    let response = next.run(request).await;
    let path = path.as_ref().map_or("(file)", MatchedPath::as_str);
    let status = response.status().as_u16();
    let took = begun.elapsed();
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    // Any word can stand for a method: what is none of HTTP's own is not repeated.
    let method = match method.as_str() {
        word @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => word,
        _ => "(other)",
    };
    app.metrics.answered(method, path, status, took);
    if matches!(path, "/health" | "/ready" | "/metrics") {
        tracing::debug!(method, path, status, ms, "request");
    } else {
        tracing::info!(method, path, status, ms, "request");
    }
    response
}

/// Hexadecimal, as every proxy makes them; a telephone number is too short and has other signs.
fn is_number(text: &str) -> bool {
    (20..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
        && text.bytes().any(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_proxies_make_is_taken_over() {
        assert!(is_number("01956f1e-7c00-7000-8000-000000000001"));
        assert!(is_number("9f86d081884c7d659a2feaa0c55ad015"));
        for other in ["", "46701740612", "+46701740612", "anna@example.org", "00000000000000000000"]
        {
            assert!(!is_number(other), "{other}");
        }
    }
}
