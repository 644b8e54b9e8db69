//! The sockets of those who ask.
//!
//! Promises: a desk that fell asleep or lost its network, and so never closes its connection, holds a
//! socket for two minutes and not until the store is started again; no answer waits for a packet to be
//! full.

use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;

/// After so long without a word the other side is asked whether it is there, so often, so far apart.
const QUIET: Duration = Duration::from_secs(60);
const AGAIN: Duration = Duration::from_secs(15);
const TIMES: u32 = 4;

pub(super) fn prepare(stream: &mut TcpStream) {
    let signs = TcpKeepalive::new().with_time(QUIET).with_interval(AGAIN).with_retries(TIMES);
    let set =
        stream.set_nodelay(true).and_then(|()| SockRef::from(&*stream).set_tcp_keepalive(&signs));
    if let Err(error) = set {
        // It is gone already, or works all the same.
        tracing::debug!(%error, "a connection could not be prepared");
    }
}
