//! A real store on a free port, with a clock that the test holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use central_store::{Clock, Settings, Store, serve_store};
use contact::Ms;
use contact::protocol::{Ack, AckStatus, Enrolled, Receipt};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::server::{bytes, database};

/// Friday 7 March 2025, 18:00 UTC.
pub(crate) const NOW: Ms = 1_741_370_400_000;
pub(crate) const HOUR: Ms = 3_600_000;

pub(crate) struct Site {
    pub(crate) folder: TempDir,
    pub(crate) store: Store,
    pub(crate) url: String,
    pub(crate) client: Client,
    pub(crate) clock: Arc<AtomicI64>,
    end: Option<oneshot::Sender<()>>,
    pub(crate) server: Option<JoinHandle<()>>,
}

pub(crate) fn client() -> Client {
    // The second to install it finds it there already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().build().unwrap()
}

pub(crate) async fn open() -> Site {
    open_with(|_| {}).await
}

pub(crate) async fn open_with(change: impl FnOnce(&mut Settings)) -> Site {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(AtomicI64::new(NOW));
    let now = Arc::clone(&clock);
    let mut settings = Settings::new(
        database(folder.path()).parse().unwrap(),
        Clock::new(move || now.load(Ordering::SeqCst)),
    );
    change(&mut settings);
    let store = Store::open(&settings).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (end, ended) = oneshot::channel::<()>();
    let served = store.clone();
    let server = tokio::spawn(async move {
        let until = async {
            let _ = ended.await;
        };
        serve_store(served, listener, until).await.unwrap();
    });
    Site { folder, store, url, client: client(), clock, end: Some(end), server: Some(server) }
}

impl Site {
    pub(crate) fn later(&self, ms: Ms) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    pub(crate) fn get(&self, path: &str, token: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.url)).bearer_auth(token)
    }

    pub(crate) fn post(&self, path: &str, token: &str, body: &Value) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.url)).bearer_auth(token).json(body)
    }

    pub(crate) async fn desk(&self, name: &str) -> String {
        let code = self.store.enrolment_code("").await.unwrap();
        let asked = json!({"code": code.reveal(), "name": name, "app_version": "1.2.3"});
        let answer = self.post("/v1/enrol", "none", &asked).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json::<Enrolled>().await.unwrap().token.reveal().to_owned()
    }

    pub(crate) async fn board(&self) -> String {
        self.store.board_key("floor").await.unwrap().reveal().to_owned()
    }

    pub(crate) async fn send(&self, token: &str, records: &[Value]) -> Receipt {
        let body = json!({"records": records});
        let answer = self.post("/v1/records", token, &body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    pub(crate) async fn json(&self, path: &str, token: &str) -> Value {
        let answer = self.get(path, token).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    pub(crate) fn ask_to_end(&mut self) {
        self.end.take().unwrap().send(()).unwrap();
    }

    /// Everything the database holds, as bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        bytes(self.folder.path())
    }
}

/// An answer that must be a Problem: its status, its code.
pub(crate) async fn problem(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    let problem: Value = serde_json::from_str(&text)
        .unwrap_or_else(|_| panic!("status {status} without a problem: {text:?}"));
    assert!(problem["message"].as_str().is_some_and(|m| !m.is_empty()), "{problem}");
    (status, problem["code"].as_str().unwrap().to_owned())
}

pub(crate) fn id(n: u32) -> String {
    format!("01956f1e-7c00-7000-8000-{n:012}")
}

pub(crate) fn record(n: u32, customer: &str, start: Ms) -> Value {
    json!({"contact_id": id(n), "revision": 1, "seq": n, "v": 1, "customer": customer,
           "channel": "voice", "initiated_by": "customer", "start_ms": start,
           "end_ms": start + 300_000, "reason": "billing/refund", "claim": "resolved",
           "agent": "a7", "queue": "support-sv", "talk_ms": 250_000, "note": "called about 1234"})
}

pub(crate) fn statuses(receipt: &Receipt) -> Vec<AckStatus> {
    receipt.acks.iter().map(|ack: &Ack| ack.status).collect()
}

pub(crate) fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
