//! Reads what a refused request was still sending, and throws it away.
//!
//! Promises: a sender that is refused before its body was read sees the answer instead of a broken
//! connection. It is read as it comes, packed, so that a small body cannot become a large one.
//! Deliberately absent: patience; past a bound the connection is closed.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::StreamExt;
use futures_util::stream::unfold;
use tokio::sync::Mutex;

/// Bytes that are thrown away before the connection is closed instead.
const BOUND: usize = 16 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn take(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = Arc::new(Mutex::new(body.into_data_stream()));
    let shared = unfold(Arc::clone(&body), |body| async move {
        let chunk = body.lock().await.next().await;
        chunk.map(|chunk| (chunk, body))
    });
    // What unpacks a body may ask once more after its end.
    let shared = shared.fuse();
    let mut response = next.run(Request::from_parts(parts, Body::from_stream(shared))).await;
    let rest = tokio::time::timeout(PATIENCE, discard(&body)).await;
    if rest != Ok(true) {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// True when there was an end to it.
async fn discard(body: &Mutex<BodyDataStream>) -> bool {
    let mut body = body.lock().await;
    let mut read = 0;
    while let Some(chunk) = body.next().await {
        match chunk {
            Ok(chunk) if read < BOUND => read += chunk.len(),
            Ok(_) | Err(_) => return false,
        }
    }
    true
}
