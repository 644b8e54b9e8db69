//! The one place that speaks to the store. No customer is ever in an address.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Once, PoisonError, RwLock};
use std::time::Duration;

use contact::protocol::{
    Batch, CallPage, Enrol, Enrolled, FeedPage, HEADER, Hello, History, HistoryRequest, PACK_BYTES,
    Receipt, Reconcile, Reconciled, Renewed, VERSION,
};
use contact::{Code, Ms, Problem, Secret};
use journal::Scope;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Request, RequestBuilder, Response, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Refusal, Token, signed_out};

const CONNECT: Duration = Duration::from_secs(3);
const WHOLE: Duration = Duration::from_secs(20);
/// An agent waits for this one.
const HISTORY: Duration = Duration::from_secs(2);
/// More than any page of articles; an answer beyond it is not the store's.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// zstd's own usual one: a batch is packed in about a millisecond.
const ZSTD_LEVEL: i32 = 3;
/// How long the store waits for a call to come, in seconds.
const CALLS_S: u64 = 25;
/// Items of a page.
const PAGE: u32 = 200;

/// Brings a request to the store and its answer back, in place of the network; none where no answer
/// comes. A simulation decides here what is lost, doubled and late.
pub trait Carrier: Send + Sync {
    /// Carries one.
    fn carry(
        &self,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Option<Response>> + Send + '_>>;
}

/// Where a store is, and who this desk is to it.
#[derive(Clone)]
pub struct Store {
    client: Client,
    /// None is the network.
    carrier: Option<Arc<dyn Carrier>>,
    base: Url,
    /// Shared by every handle: a token that was renewed is renewed for all of them.
    token: Arc<RwLock<Token>>,
    /// A store (or something between) that cannot unpack was met: bodies go as they are.
    plain: Arc<AtomicBool>,
}

impl Store {
    /// The store at `url`, for the desk that holds `token`.
    pub fn new(url: &str, token: Secret) -> Result<Store, Problem> {
        let token = Arc::new(RwLock::new(token));
        let (client, base) = (client()?, address(url)?);
        Ok(Store { client, carrier: None, base, token, plain: Arc::default() })
    }

    /// The same store for another desk, reached by `carrier` and not over the network.
    pub fn carried(&self, token: Secret, carrier: Arc<dyn Carrier>) -> Store {
        let (client, base) = (self.client.clone(), self.base.clone());
        let token = Arc::new(RwLock::new(token));
        Store { client, carrier: Some(carrier), base, token, plain: Arc::default() }
    }

    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Refusal> {
        let Some(carrier) = &self.carrier else { return ask(request).await };
        let request = request.build().map_err(|error| failed(&error))?;
        understood(carrier.carry(request).await.ok_or(Refusal::Failed)?).await
    }

    pub(crate) async fn hello(
        &self,
        waiting: u32,
        wall: Ms,
        boot: &str,
        heard: Option<&(String, u64)>,
    ) -> Result<Hello, Refusal> {
        let mut url = self.at("v1/hello");
        url.query_pairs_mut()
            .append_pair("waiting", &waiting.to_string())
            .append_pair("wall", &wall.to_string())
            .append_pair("boot", boot);
        if let Some((epoch, seq)) = heard {
            url.query_pairs_mut()
                .append_pair("heard_epoch", epoch)
                .append_pair("heard_seq", &seq.to_string());
        }
        self.ask(self.bearer(self.client.get(url))).await
    }

    pub(crate) async fn records(&self, batch: &Batch) -> Result<Receipt, Refusal> {
        self.post("v1/records", batch).await
    }

    /// Where the store has something else than it promised; none when it cannot tell.
    pub(crate) async fn reconcile(&self, asked: &Reconcile) -> Result<Option<Reconciled>, Refusal> {
        match self.post("v1/reconcile", asked).await {
            Ok(answer) => Ok(Some(answer)),
            Err(Refusal::Missing) => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }

    /// Packed, where that is worth it and the store can unpack it.
    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Refusal> {
        // What is sent was made from plain values: it can always be written.
        let text = serde_json::to_vec(body).map_err(|_| Refusal::Failed)?;
        let request = || {
            let request = self.bearer(self.client.post(self.at(path)));
            request.header(CONTENT_TYPE, "application/json")
        };
        if text.len() > PACK_BYTES && !self.plain.load(Ordering::Relaxed) {
            let packed = zstd::bulk::compress(&text, ZSTD_LEVEL).map_err(|_| Refusal::Failed)?;
            match self.ask(request().header(CONTENT_ENCODING, "zstd").body(packed)).await {
                Err(Refusal::Packed) => self.plain.store(true, Ordering::Relaxed),
                answer => return answer,
            }
        }
        self.ask(request().body(text)).await
    }

    pub(crate) async fn feed(&self, scope: Scope, after: u64) -> Result<FeedPage, Refusal> {
        let mut url = self.at(&format!("v1/feed/{}", scope.as_str()));
        url.query_pairs_mut()
            .append_pair("after", &after.to_string())
            .append_pair("limit", &PAGE.to_string());
        self.ask(self.bearer(self.client.get(url))).await
    }

    /// What came for `agents` since `after`; waits for it half a minute at most.
    pub async fn calls(
        &self,
        agents: &[String],
        after: u64,
        epoch: &str,
    ) -> Result<CallPage, Refusal> {
        let mut url = self.at("v1/calls");
        url.query_pairs_mut()
            .append_pair("agents", &agents.join(","))
            .append_pair("after", &after.to_string())
            .append_pair("epoch", epoch)
            .append_pair("wait", &CALLS_S.to_string());
        let limit = Duration::from_secs(CALLS_S + 10);
        self.ask(self.bearer(self.client.get(url)).timeout(limit)).await
    }

    /// What the store knows of a customer; an answer within two seconds, or none.
    pub async fn history(&self, request: &HistoryRequest) -> Result<History, Refusal> {
        let ask_it = self.bearer(self.client.post(self.at("v1/history")));
        self.ask(ask_it.timeout(HISTORY).json(request)).await
    }

    /// A new token in place of the one that is used now; see [`Store::use_token`].
    pub(crate) async fn renew(&self) -> Result<Renewed, Refusal> {
        self.ask(self.bearer(self.client.post(self.at("v1/token")))).await
    }

    /// From now on every handle to this store uses `token`.
    pub(crate) fn use_token(&self, token: Token) {
        *self.token.write().unwrap_or_else(PoisonError::into_inner) = token;
    }

    fn bearer(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.token.read().unwrap_or_else(PoisonError::into_inner).reveal())
    }

    fn at(&self, path: &str) -> Url {
        join(&self.base, path)
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.base)
    }
}

/// Presents the one-time code at the store and brings back the token.
pub async fn enrol(url: &str, request: &Enrol) -> Result<Enrolled, Problem> {
    let base = address(url)?;
    let post = client()?.post(join(&base, "v1/enrol")).json(request);
    ask(post).await.map_err(|refusal| match refusal {
        Refusal::SignedOut => Problem {
            field: Some("code".into()),
            ..Problem::new(
                Code::Unauthorized,
                "The store does not take this code. It may be used up; ask for a new one.",
            )
        },
        Refusal::TooLarge(problem) => problem,
        Refusal::TooOld => Problem::new(
            Code::TooOld,
            "This version of Firsthand is too old for the store. Install a newer one.",
        ),
        Refusal::Later(_) => {
            Problem::new(Code::Unavailable, "The store is busy. Try again in a minute.")
        }
        Refusal::StartOver | Refusal::Missing | Refusal::Packed | Refusal::Failed => Problem::new(
            Code::Offline,
            "No store answers at this address. Check it, and the network.",
        ),
    })
}

impl From<&Refusal> for Problem {
    fn from(refusal: &Refusal) -> Problem {
        match refusal {
            Refusal::SignedOut => signed_out(),
            Refusal::TooLarge(problem) => problem.clone(),
            Refusal::TooOld => Problem::new(Code::TooOld, "The store wants a newer Firsthand."),
            Refusal::StartOver => Problem::new(Code::StartOver, "The store has started over."),
            Refusal::Later(_) => Problem::new(Code::Unavailable, "The store is busy."),
            Refusal::Missing | Refusal::Packed | Refusal::Failed => {
                Problem::new(Code::Offline, "The store cannot be reached.")
            }
        }
    }
}

/// Chooses who does the encryption, once a process; before the first client is built.
pub fn ready_tls() {
    static RING: Once = Once::new();
    RING.call_once(|| {
        // Whoever came first may have chosen another one: that is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

fn client() -> Result<Client, Problem> {
    ready_tls();
    Client::builder()
        .connect_timeout(CONNECT)
        .timeout(WHOLE)
        // A redirect would carry the token and customers somewhere nobody named.
        .redirect(reqwest::redirect::Policy::none())
        .default_headers(speaking())
        .user_agent(concat!("firsthand-desk/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|_| {
            Problem::new(Code::Internal, "The machine's list of trusted certificates is missing.")
        })
}

/// Every request says which protocol it is in: a store of later years can refuse it by name.
fn speaking() -> HeaderMap {
    [(HeaderName::from_static(HEADER), HeaderValue::from(VERSION))].into_iter().collect()
}

fn address(url: &str) -> Result<Url, Problem> {
    let wrong = || {
        Problem::field(
            "url",
            "This is not the address of a store. It looks like https://store.example:7171.",
        )
    };
    let url = Url::parse(url.trim()).map_err(|_| wrong())?;
    let plain = url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if matches!(url.scheme(), "http" | "https") && url.has_host() && plain {
        Ok(url)
    } else {
        Err(wrong())
    }
}

fn join(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    let whole = format!("{}/{path}", base.path().trim_end_matches('/'));
    url.set_path(&whole);
    url
}

async fn ask<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Refusal> {
    understood(request.send().await.map_err(|error| failed(&error))?).await
}

async fn understood<T: DeserializeOwned>(response: Response) -> Result<T, Refusal> {
    let status = response.status();
    if status.is_success() {
        let body = read(response).await?;
        return serde_json::from_slice(&body).map_err(|_| {
            tracing::warn!(%status, "the answer is not the store's");
            Refusal::Failed
        });
    }
    let after = response
        .headers()
        .get(reqwest::header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse::<u64>().ok())
        .map(|seconds| seconds.saturating_mul(1000));
    Err(match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Refusal::SignedOut,
        StatusCode::UPGRADE_REQUIRED => Refusal::TooOld,
        StatusCode::GONE => Refusal::StartOver,
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Refusal::Missing,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Refusal::Packed,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Refusal::Later(after),
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::BAD_REQUEST => {
            let problem = read(response).await.ok();
            let problem = problem.and_then(|body| serde_json::from_slice(&body).ok());
            Refusal::TooLarge(problem.unwrap_or_else(|| {
                Problem::new(Code::TooLarge, "The store does not take this record.")
            }))
        }
        _ => {
            tracing::warn!(%status, "the store answers with an error");
            Refusal::Failed
        }
    })
}

async fn read(mut response: Response) -> Result<Vec<u8>, Refusal> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(Refusal::Failed);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn failed(error: &reqwest::Error) -> Refusal {
    // The kind only: an error's text names the address, and that may name a person's machine.
    tracing::debug!(
        timeout = error.is_timeout(),
        connect = error.is_connect(),
        "no answer from the store"
    );
    Refusal::Failed
}
