//! A network with weather: between a courier and a store, request by request, by a seed.
//!
//! Promises: the same seed and the same number of a request have the same fate. What is lost, doubled
//! or late is a whole HTTP request, the worst there is: a torn connection is only one kind of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What becomes of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It arrives, and so does its answer.
    Through,
    /// It never arrives.
    RequestLost,
    /// It arrives; its answer does not.
    AnswerLost,
    /// It arrives twice.
    Doubled,
    /// The sender gives it up, and it arrives a little later all the same.
    Late,
    /// It is torn in the middle of its body.
    Torn,
    /// Somebody between says that the store is busy.
    Busy,
}

/// The fate of request `number` under `seed`.
pub fn fate(seed: u64, number: u64) -> Fate {
    match dice(seed, number) % 20 {
        0 | 1 => Fate::RequestLost,
        2..=4 => Fate::AnswerLost,
        5 | 6 => Fate::Doubled,
        7 | 8 => Fate::Late,
        9 => Fate::Torn,
        10 => Fate::Busy,
        _ => Fate::Through,
    }
}

/// splitmix64.
pub fn dice(seed: u64, number: u64) -> u64 {
    let mut z = seed.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The weather. Dropping it ends it.
pub struct Storm {
    port: u16,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

struct Shared {
    target: AtomicU16,
    seed: u64,
    number: AtomicU64,
    mishaps: AtomicU64,
    /// Requests from this number on go through: the weather clears.
    calm_from: AtomicU64,
}

impl Storm {
    /// Weather by `seed` in front of a port of this machine.
    pub async fn before(target: u16, seed: u64) -> std::io::Result<Storm> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            target: AtomicU16::new(target),
            seed,
            number: AtomicU64::new(0),
            mishaps: AtomicU64::new(0),
            calm_from: AtomicU64::new(u64::MAX),
        });
        let inner = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            while let Ok((desk, _)) = listener.accept().await {
                let shared = Arc::clone(&inner);
                // A connection that ends badly is what this is for.
                tokio::spawn(async move { drop(carry(desk, &shared).await) });
            }
        });
        Ok(Storm { port, shared, task })
    }

    /// Where the desk finds the store.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Leads to another port from now on: the store was started again.
    pub fn lead_to(&self, target: u16) {
        self.shared.target.store(target, Ordering::SeqCst);
    }

    /// From now on everything goes through.
    pub fn clear(&self) {
        self.shared.calm_from.store(0, Ordering::SeqCst);
    }

    /// How many requests met with a mishap so far.
    pub fn mishaps(&self) -> u64 {
        self.shared.mishaps.load(Ordering::SeqCst)
    }
}

impl Drop for Storm {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(mut desk: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let request = message(&mut desk).await?;
    if request.is_empty() {
        return Ok(());
    }
    let number = shared.number.fetch_add(1, Ordering::SeqCst);
    let calm = number >= shared.calm_from.load(Ordering::SeqCst);
    let fate = if calm { Fate::Through } else { fate(shared.seed, number) };
    if fate != Fate::Through {
        shared.mishaps.fetch_add(1, Ordering::SeqCst);
    }
    let target = shared.target.load(Ordering::SeqCst);
    let answer = match fate {
        Fate::Through => ask(target, &request).await?,
        Fate::RequestLost => return Ok(()),
        Fate::AnswerLost => {
            ask(target, &request).await?;
            return Ok(());
        }
        Fate::Doubled => {
            ask(target, &request).await?;
            ask(target, &request).await?
        }
        Fate::Late => {
            drop(desk);
            tokio::time::sleep(Duration::from_millis(40)).await;
            ask(target, &request).await?;
            return Ok(());
        }
        Fate::Torn => {
            let mut store = TcpStream::connect(("127.0.0.1", target)).await?;
            store.write_all(&request[..request.len() - request.len() / 4]).await?;
            return Ok(());
        }
        Fate::Busy => {
            b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec()
        }
    };
    desk.write_all(&answer).await?;
    desk.shutdown().await
}

async fn ask(target: u16, request: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut store = TcpStream::connect(("127.0.0.1", target)).await?;
    store.write_all(request).await?;
    let answer = message(&mut store).await?;
    // One request a connection, so that each has its own fate.
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(answer.len());
    let mut whole = answer[..end].to_vec();
    whole.extend_from_slice(b"\r\nconnection: close");
    whole.extend_from_slice(&answer[end..]);
    Ok(whole)
}

/// A head and the body that its length promises.
async fn message(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut whole = Vec::new();
    let mut buffer = vec![0; 16 * 1024];
    let mut wanted = None;
    while wanted.is_none_or(|wanted| whole.len() < wanted) {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            break;
        }
        whole.extend_from_slice(&buffer[..read]);
        if wanted.is_none()
            && let Some(end) = whole.windows(4).position(|w| w == b"\r\n\r\n")
        {
            let head = String::from_utf8_lossy(&whole[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| {
                line.strip_prefix("content-length:")?.trim().parse::<usize>().ok()
            });
            wanted = Some(end + 4 + length.unwrap_or(0));
        }
    }
    Ok(whole)
}
