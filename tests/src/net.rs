//! A network that can be cut: a TCP relay between a desk and the store, with a switch.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU16, AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the cable does now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Cable {
    /// Everything goes through.
    Whole = 0,
    /// Nothing does: what is open is torn, new connections are refused.
    Cut = 1,
    /// Records arrive, their receipts do not: the worst moment to lose a line.
    NoReceipts = 2,
}

/// The relay. Dropping it cuts the cable for good.
pub struct Net {
    port: u16,
    target: Arc<AtomicU16>,
    state: Arc<AtomicU8>,
    torn: watch::Sender<u64>,
    requests: Arc<AtomicU64>,
    task: tokio::task::JoinHandle<()>,
}

impl Net {
    /// A relay on a port of its own in front of `target` (a port of this machine).
    pub async fn to(target: u16) -> std::io::Result<Net> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let target = Arc::new(AtomicU16::new(target));
        let state = Arc::new(AtomicU8::new(Cable::Whole as u8));
        let (torn, tear) = watch::channel(0);
        let requests = Arc::new(AtomicU64::new(0));
        let task = tokio::spawn({
            let target = Arc::clone(&target);
            let state = Arc::clone(&state);
            let requests = Arc::clone(&requests);
            async move {
                while let Ok((desk, _)) = listener.accept().await {
                    if state.load(Ordering::SeqCst) == Cable::Cut as u8 {
                        drop(desk);
                        continue;
                    }
                    let relay = relay(
                        desk,
                        target.load(Ordering::SeqCst),
                        Arc::clone(&state),
                        Arc::clone(&requests),
                    );
                    let mut tear = tear.clone();
                    tear.mark_unchanged();
                    tokio::spawn(async move {
                        tokio::select! {
                            _ = relay => {}
                            _ = tear.changed() => {}
                        }
                    });
                }
            }
        });
        Ok(Net { port, target, state, torn, requests, task })
    }

    /// Where the desk finds the store.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Leads to another port from now on: the store was started again.
    pub fn lead_to(&self, target: u16) {
        self.target.store(target, Ordering::SeqCst);
    }

    /// Turns the switch. Connections that are open are torn whenever it changes.
    pub fn set(&self, cable: Cable) {
        self.state.store(cable as u8, Ordering::SeqCst);
        self.torn.send_modify(|count| *count += 1);
    }

    /// How many pieces of requests reached the store so far.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::SeqCst)
    }
}

impl Drop for Net {
    fn drop(&mut self) {
        self.task.abort();
        self.torn.send_modify(|count| *count += 1);
    }
}

async fn relay(
    desk: TcpStream,
    target: u16,
    state: Arc<AtomicU8>,
    requests: Arc<AtomicU64>,
) -> std::io::Result<()> {
    let store = TcpStream::connect(("127.0.0.1", target)).await?;
    let (mut desk_in, mut desk_out) = desk.into_split();
    let (mut store_in, mut store_out) = store.into_split();
    let records = AtomicBool::new(false);
    let up = async {
        let mut buffer = [0; 16 * 1024];
        loop {
            let n = desk_in.read(&mut buffer).await?;
            if n == 0 {
                return store_out.shutdown().await;
            }
            requests.fetch_add(1, Ordering::SeqCst);
            if let Some(line) = buffer[..n].get(..16) {
                if line == b"POST /v1/records" {
                    records.store(true, Ordering::SeqCst);
                } else if line.starts_with(b"GET /") || line.starts_with(b"POST /") {
                    records.store(false, Ordering::SeqCst);
                }
            }
            store_out.write_all(&buffer[..n]).await?;
        }
    };
    let down = async {
        let mut buffer = [0; 16 * 1024];
        loop {
            let n = store_in.read(&mut buffer).await?;
            if n == 0 {
                return desk_out.shutdown().await;
            }
            if state.load(Ordering::SeqCst) == Cable::NoReceipts as u8
                && records.load(Ordering::SeqCst)
            {
                // The store has done its work; the desk will never hear of it.
                return Err(std::io::ErrorKind::ConnectionReset.into());
            }
            desk_out.write_all(&buffer[..n]).await?;
        }
    };
    tokio::try_join!(up, down).map(|_| ())
}
