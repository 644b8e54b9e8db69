//! The network of the simulation: what becomes of each request.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};

use contact::Ms;
use courier::Carrier;
use journal::Journal;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE};
use reqwest::{Body, Client, Request, Response};
use tokio::sync::Notify;

use crate::twist::{self, Twist};

/// What may become of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    Through,
    /// It never arrives.
    Lost,
    /// It arrives; its answer does not.
    AnswerLost,
    /// It arrives twice.
    Twice,
    /// Nobody answers in time, and later it arrives all the same.
    Late,
    /// The desk is killed before it is sent.
    KilledBefore,
    /// The desk is killed when it has arrived.
    KilledAfter,
    /// Something between them says that the store is busy.
    Busy,
}

/// Of sixteen requests.
const FATES: [Fate; 16] = [
    Fate::Through,
    Fate::Through,
    Fate::Through,
    Fate::Through,
    Fate::Through,
    Fate::Through,
    Fate::Through,
    Fate::Lost,
    Fate::AnswerLost,
    Fate::AnswerLost,
    Fate::Twice,
    Fate::Late,
    Fate::Late,
    Fate::KilledBefore,
    Fate::KilledAfter,
    Fate::Busy,
];

/// What all share.
pub(crate) struct Air {
    pub(crate) now: Ms,
    pub(crate) dice: fastrand::Rng,
    pub(crate) port: u16,
    /// Nothing goes wrong any more.
    pub(crate) healed: bool,
    /// Nobody reaches the store before this.
    pub(crate) down_until: Ms,
    /// And this desk does not before that.
    pub(crate) cut_until: [Ms; super::world::DESKS],
    /// Requests that will arrive yet.
    pub(crate) late: Vec<(Ms, Request)>,
    /// How long the last request took.
    pub(crate) took: Ms,
    pub(crate) faults: u64,
    twist: Twist,
    arrivals: u32,
}

impl Air {
    pub(crate) fn new(seed: u64, now: Ms, port: u16, twist: Twist) -> Air {
        Air {
            now,
            dice: fastrand::Rng::with_seed(seed),
            port,
            healed: false,
            down_until: Ms::MIN,
            cut_until: [Ms::MIN; super::world::DESKS],
            late: Vec::new(),
            took: 0,
            faults: 0,
            twist,
            arrivals: 0,
        }
    }
}

/// The way of one desk to the store.
pub(crate) struct Wire {
    pub(crate) air: Arc<Mutex<Air>>,
    pub(crate) client: Client,
    pub(crate) desk: usize,
    pub(crate) killed: Arc<Notify>,
    pub(crate) journal: Mutex<Journal>,
}

impl Wire {
    fn air(&self) -> MutexGuard<'_, Air> {
        self.air.lock().unwrap()
    }

    fn fate(&self) -> Fate {
        let mut air = self.air();
        air.took = air.dice.i64(2..80);
        if air.now < air.down_until || (!air.healed && air.now < air.cut_until[self.desk]) {
            return Fate::Lost;
        }
        let at = air.dice.usize(..FATES.len());
        let fate = if air.healed { Fate::Through } else { FATES[at] };
        if fate != Fate::Through {
            air.faults += 1;
        }
        if matches!(fate, Fate::Lost | Fate::AnswerLost | Fate::Late) {
            air.took = 20_000;
        }
        fate
    }

    async fn kill(&self) -> ! {
        self.killed.notify_one();
        std::future::pending().await
    }

    async fn go(&self, request: Request) -> Option<Response> {
        match self.fate() {
            Fate::Through => forward(&self.air, &self.client, request).await,
            Fate::Lost => None,
            Fate::Busy => answer(503, Vec::new()),
            Fate::KilledBefore => self.kill().await,
            Fate::AnswerLost => {
                forward(&self.air, &self.client, request).await;
                None
            }
            Fate::Twice => {
                let again = request.try_clone()?;
                forward(&self.air, &self.client, request).await;
                forward(&self.air, &self.client, again).await
            }
            Fate::Late => {
                let mut air = self.air();
                let at = air.now + air.dice.i64(1_000..120_000);
                air.late.push((at, request));
                None
            }
            Fate::KilledAfter => {
                forward(&self.air, &self.client, request).await;
                self.kill().await
            }
        }
    }
}

impl Carrier for Wire {
    fn carry(
        &self,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Option<Response>> + Send + '_>> {
        if self.air().twist == Twist::DeleteOnSend && of_records(&request) {
            let now = self.air().now;
            for (id, revision) in twist::records(&batch(&request)) {
                self.journal.lock().unwrap().acked(id, revision, now).unwrap();
            }
        }
        Box::pin(self.go(request))
    }
}

fn of_records(request: &Request) -> bool {
    request.url().path() == "/v1/records"
}

fn batch(request: &Request) -> serde_json::Value {
    let packed = request.headers().contains_key(CONTENT_ENCODING);
    twist::batch(request.body().and_then(Body::as_bytes).unwrap(), packed)
}

fn answer(status: u16, body: Vec<u8>) -> Option<Response> {
    Some(hyper_answer(status, body))
}

fn hyper_answer(status: u16, body: Vec<u8>) -> Response {
    let answer = http::Response::builder().status(status).body(body).unwrap();
    Response::from(answer)
}

/// Brings a request to the store, wherever that listens now.
pub(crate) async fn forward(
    air: &Mutex<Air>,
    client: &Client,
    mut request: Request,
) -> Option<Response> {
    let (twist, early) = {
        let mut air = air.lock().unwrap();
        request.url_mut().set_port(Some(air.port)).unwrap();
        (air.twist, air.dice.u8(..8) == 0 && !air.healed)
    };
    if twist == Twist::None || !of_records(&request) {
        return client.execute(request).await.ok();
    }
    let sent = batch(&request);
    let headers = request.headers_mut();
    headers.remove(CONTENT_ENCODING);
    headers.insert(CONTENT_TYPE, "application/json".parse().unwrap());
    if twist == Twist::AckBeforeCommit && early {
        *request.body_mut() = Some(twist::empty(&sent).into());
        let receipt = client.execute(request).await.ok()?.bytes().await.ok()?;
        return answer(200, twist::too_early(&receipt, &twist::records(&sent)));
    }
    let twisted = twist::twisted(twist, sent, &mut air.lock().unwrap().arrivals);
    *request.body_mut() = Some(twisted.body.clone().into());
    let answered = client.execute(request).await.ok()?;
    if answered.status() != 200 {
        return Some(answered);
    }
    answer(200, twisted.back(&answered.bytes().await.ok()?))
}
