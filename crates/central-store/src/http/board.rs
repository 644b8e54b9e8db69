//! The supervisors' board: static pages out of the program itself (from the disk while developing).
//!
//! Promises: the pages hold no data and are open; what they show they ask for with the board key
//! that stands after `#` in the address, which browsers do not send. Scripts and styles come from
//! here alone. Deliberately absent: sessions and cookies.

use axum::extract::Request;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::http::refusal::Refusal;

/// What a page from here may do. Styles that a script sets on an element need `unsafe-inline`;
/// scripts never get it.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page when nothing was built.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
    <title>Firsthand</title><h1>The board is not built into this store</h1>\
    <p>The store itself is running and takes contacts in. To get the board, build the interface \
    and then the store again:</p><pre>cd ui\nnpm ci\nnpm run build:board\ncd ..\n\
    cargo build --release -p central-store</pre>";

#[derive(RustEmbed)]
#[folder = "../../ui/dist/board"]
#[allow_missing = true]
struct Pages;

/// A file of the board, or nothing at that address.
pub(super) async fn page(request: Request) -> Response {
    let path = asked(request.uri());
    if !matches!(*request.method(), Method::GET | Method::HEAD) || path.starts_with("v1/") {
        return Refusal::not_found().into_response();
    }
    let name = if path.is_empty() { "index.html" } else { path };
    match Pages::get(name) {
        Some(file) => {
            // Names under assets/ carry a hash of their content.
            let keep = if name.starts_with("assets/") {
                "public, max-age=31536000, immutable"
            } else {
                "no-cache"
            };
            let kind = file.metadata.mimetype().to_owned();
            let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep.to_owned())];
            (headers, file.data).into_response()
        }
        None if path.is_empty() => {
            let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            (StatusCode::OK, html, NOT_BUILT).into_response()
        }
        None => Refusal::not_found().into_response(),
    }
}

fn asked(uri: &Uri) -> &str {
    uri.path().strip_prefix('/').unwrap_or_default()
}
