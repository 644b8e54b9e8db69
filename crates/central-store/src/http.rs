//! The store over HTTP: addresses, and what every answer has in common.
//!
//! Promises: every error is a [`contact::Problem`] as JSON with the right status; no request ends
//! the process; requests in work are answered before the server ends.
//! Deliberately absent: TLS; what the answers are (see [`crate::Store`]).

mod board;
mod body;
mod channel_calls;
mod desk_calls;
mod in_work;
mod lines;
mod noted_calls;
mod openapi;
mod params;
mod quarantine_calls;
mod refusal;
mod report_calls;
mod rest;
mod review_calls;
mod sender;
mod sockets;
mod telephone_calls;
mod trace;
mod vitals;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use axum::serve::ListenerExt;
use contact::{Code, Problem};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::decompression::RequestDecompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::metrics::Metrics;
use crate::settings::Serving;
use crate::switchboard::Switchboard;
use crate::tables::feed::Heads;
use crate::{Failure, Settings, Store, import};
use in_work::InWork;
use refusal::Refusal;

/// How often the feeds are looked at for desks that wait: another program may have written.
const LOOK: Duration = Duration::from_millis(500);

/// What every handler is given.
#[derive(Clone)]
struct App {
    store: Store,
    /// The newest feed numbers, for those who wait for more.
    heads: watch::Receiver<Heads>,
    /// Turns true when the server is asked to end.
    closing: watch::Receiver<bool>,
    /// Turns true some time before: whoever spreads the work should send it elsewhere.
    draining: watch::Receiver<bool>,
    serving: Arc<Serving>,
    metrics: Arc<Metrics>,
    /// Where calls wait for desks.
    switchboard: Switchboard,
    /// Bodies that are in memory.
    in_work: InWork,
}

/// Opens the store of `settings`, takes in the articles and lists it names, and serves until
/// `shutdown`.
///
/// # Errors
/// When the store cannot be opened, or the files named in `settings` cannot be taken in.
pub async fn serve(
    settings: Settings,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let store = Store::open(&settings)?;
    if let Some(folder) = &settings.codes {
        import::codes(&store, folder).await?;
    }
    if let Some(folder) = &settings.articles {
        import::articles(&store, folder, false).await?;
    }
    serve_store(store, listener, shutdown).await
}

/// Serves a store that is open already, until `shutdown`.
///
/// # Errors
/// When the listener fails.
pub async fn serve_store(
    store: Store,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let (close, closing) = watch::channel(false);
    let (moved, heads) = watch::channel(store.heads().await?);
    let (drain, draining) = watch::channel(false);
    let serving = Arc::new(store.serving().clone());
    let app = App {
        store: store.clone(),
        heads,
        closing: closing.clone(),
        draining,
        serving: Arc::clone(&serving),
        metrics: Arc::new(Metrics::new()),
        switchboard: Switchboard::new(&format!("{}-{}", store.now(), std::process::id())),
        in_work: InWork::new(store.limits().bytes),
    };

    let looker = tokio::spawn({
        let store = store.clone();
        let mut closing = closing.clone();
        async move {
            // Ends by itself with the server.
            while tokio::time::timeout(LOOK, closing.changed()).await.is_err() {
                if moved.receiver_count() > 0
                    && let Ok(heads) = store.heads().await
                {
                    moved.send_if_modified(|known| std::mem::replace(known, heads) != heads);
                }
            }
        }
    });
    let upkeep = tokio::spawn(crate::upkeep::keep(store.clone(), closing.clone()));
    let mut asked = closing;
    let mut server = Box::pin(
        axum::serve(
            listener.tap_io(sockets::prepare),
            router(app).into_make_service_with_connect_info::<SocketAddr>(),
        )
        .with_graceful_shutdown(async move {
            // An error means that the sender is gone, which is the end as well.
            let _ = asked.wait_for(|closing| *closing).await;
        })
        .into_future(),
    );
    let ended = tokio::select! {
        ended = &mut server => ended,
        () = drained(shutdown, drain, serving.drain) => {
            close.send_replace(true);
            match tokio::time::timeout(serving.grace, &mut server).await {
                Ok(ended) => ended,
                Err(_) => {
                    tracing::warn!("connections were still open after the grace period");
                    Ok(())
                }
            }
        }
    };
    drop(server);
    close.send_replace(true);
    // It ends by itself, soon; an audit that has just begun is of no matter.
    let _ = tokio::time::timeout(serving.grace, async { tokio::join!(looker, upkeep) }).await;
    store.close().await;
    ended.map_err(|source| Failure::File { what: "serving".into(), source })
}

/// From being asked to end until no more connections are taken.
async fn drained(
    shutdown: impl Future<Output = ()>,
    drain: watch::Sender<bool>,
    patience: Duration,
) {
    shutdown.await;
    drain.send_replace(true);
    tokio::time::sleep(patience).await;
}

/// The addresses, with a list of them for the test that every one is described.
#[derive(Default)]
struct Routes {
    router: Router<App>,
    paths: Vec<&'static str>,
}

impl Routes {
    fn route(mut self, path: &'static str, asked: MethodRouter<App>) -> Routes {
        if !self.paths.contains(&path) {
            self.paths.push(path);
        }
        Routes { router: self.router.route(path, asked), ..self }
    }
}

fn routes() -> Routes {
    Routes::default()
        .route("/v1/enrol", post(desk_calls::enrol))
        .route("/v1/hello", get(desk_calls::hello))
        .route("/v1/records", post(desk_calls::records))
        .route("/v1/history", post(desk_calls::history))
        .route("/v1/feed/{scope}", get(desk_calls::feed))
        .route("/v1/fcr", get(report_calls::fcr))
        .route("/v1/restatements", get(report_calls::restatements))
        .route("/v1/teams", get(report_calls::teams))
        .route("/v1/verdicts", get(report_calls::verdicts))
        .route("/v1/contacts", get(report_calls::contacts))
        .route("/v1/codes", get(report_calls::codes))
        .route("/v1/noted", get(noted_calls::noted))
        .route("/v1/choices", get(noted_calls::choices))
        .route("/v1/titles", get(report_calls::titles))
        .route("/health", get(vitals::health))
        .route("/ready", get(vitals::ready))
        .route("/metrics", get(vitals::metrics))
        .route("/v1/token", post(desk_calls::token))
        .route("/v1/reconcile", post(channel_calls::reconcile))
        .route("/v1/contacts", post(channel_calls::contacts))
        .route("/v1/surveys", post(channel_calls::surveys))
        .route("/v1/exclusions", get(review_calls::exclusions))
        .route("/v1/exclusions/{contact_id}", post(review_calls::review))
        .route("/v1/identities/proposals", get(review_calls::proposals))
        .route("/v1/identities/proposals/{id}", post(review_calls::decide))
        .route("/v1/identities/merges", post(review_calls::merge))
        .route("/v1/identities/merges/{id}/undo", post(review_calls::undo))
        .route("/v1/identities/part", post(review_calls::part))
        .route("/v1/quarantine", get(quarantine_calls::list))
        .route("/v1/quarantine/replay", post(quarantine_calls::replay))
        .route("/v1/quarantine/drop", post(quarantine_calls::throw_away))
        .route("/v1/calls", get(telephone_calls::wait))
        .route("/v1/calls/twilio", post(telephone_calls::from_twilio))
        .route("/v1/calls/connect", post(telephone_calls::from_connect))
        .route("/v1/calls/cloudevents", post(telephone_calls::from_cloudevents))
        .route("/v1/openapi.json", get(openapi::answer))
}

fn router(app: App) -> Router {
    let no_store = HeaderValue::from_static("no-store");
    let api = routes()
        .router
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, no_store));
    let fixed = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
    };
    api.fallback(board::page)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(app.clone(), in_work::count))
        // What is not unpacked here keeps its Content-Encoding and is refused with a reason.
        .layer(RequestDecompressionLayer::new().pass_through_unaccepted(true))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .layer(fixed(header::X_FRAME_OPTIONS, "DENY"))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, board::POLICY))
        .layer(from_fn(rest::take))
        .layer(from_fn_with_state(app.clone(), trace::log))
        .with_state(app)
}

async fn wrong_method() -> Refusal {
    let message = "This address is not asked in this way; see the protocol for GET and POST.";
    Refusal::of(405, Problem::new(Code::Invalid, message))
}
