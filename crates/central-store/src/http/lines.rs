//! Verdicts on their way to one reader, sent as they are computed.
//!
//! Promises: what cannot be begun is refused with its reason; what fails later breaks off, so that
//! half of the verdicts are never taken for all. A reader who is too slow is broken off as well: as
//! long as they read, one moment of the store is held and others wait for their turn.

use std::future::Future;
use std::io;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use contact::fcr::Judged;
use futures_util::stream::unfold;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use crate::Failure;
use crate::figures::line;
use crate::http::refusal::Refusal;
use crate::settings::Pace;

/// Bytes that are sent at once.
const CHUNK: usize = 32 * 1024;

/// Lines on their way to the reader, some at a time.
pub(super) struct Lines {
    send: mpsc::Sender<Bytes>,
    runtime: Handle,
    text: Vec<u8>,
    allowed: Allowed,
}

/// What `write` hands to its lines, as an answer.
pub(super) async fn answer<F>(
    pace: Pace,
    write: impl FnOnce(Lines) -> F,
) -> Result<Response, Refusal>
where
    F: Future<Output = Result<(), Failure>> + Send + 'static,
{
    let (send, mut receive) = mpsc::channel::<Bytes>(4);
    let (tell, ended) = oneshot::channel::<Result<(), Failure>>();
    let allowed = Allowed::of(pace, Instant::now());
    let written = write(Lines { send, runtime: Handle::current(), text: Vec::new(), allowed });
    tokio::spawn(async move {
        let written = written.await;
        if let Err(failure) = &written {
            tracing::warn!(%failure, "verdicts broke off");
        }
        // A reader that is gone need not be told.
        let _ = tell.send(written);
    });
    let kind = [(header::CONTENT_TYPE, "application/x-ndjson")];
    let Some(first) = receive.recv().await else {
        ended.await.unwrap_or_else(|_| Err(broken_off()))?;
        return Ok((kind, Body::empty()).into_response());
    };
    let rest = unfold(Some((Some(first), receive, ended)), |state| async {
        let (first, mut receive, ended) = state?;
        let next = if first.is_some() { first } else { receive.recv().await };
        if let Some(chunk) = next {
            return Some((Ok(chunk), Some((None, receive, ended))));
        }
        // The end of what was sent is the end of all only where the writer says so.
        let whole = matches!(ended.await, Ok(Ok(())));
        (!whole).then(|| (Err(io::Error::other("broken off")), None))
    });
    Ok((kind, Body::from_stream(rest)).into_response())
}

fn broken_off() -> Failure {
    Failure::Damaged("sending verdicts broke off".into())
}

impl Lines {
    /// On a thread that may wait.
    pub(super) fn add(&mut self, judged: Judged) -> Result<(), Failure> {
        line(&mut self.text, &judged)?;
        if self.text.len() < CHUNK {
            return Ok(());
        }
        self.runtime.clone().block_on(self.give())
    }

    pub(super) async fn end(mut self) -> Result<(), Failure> {
        self.give().await
    }

    async fn give(&mut self) -> Result<(), Failure> {
        let failed = |kind: io::ErrorKind, what: &str| {
            Err(Failure::File { what: what.into(), source: kind.into() })
        };
        let chunk = Bytes::from(std::mem::take(&mut self.text));
        let bytes = chunk.len();
        let begun = Instant::now();
        let slow = "sending verdicts: the reader is too slow";
        let Some(patience) = self.allowed.at(begun) else {
            return failed(io::ErrorKind::TimedOut, slow);
        };
        match tokio::time::timeout(patience, self.send.send(chunk)).await {
            Ok(Ok(())) => {
                self.allowed.took(begun.elapsed(), bytes);
                Ok(())
            }
            Ok(Err(_)) => failed(io::ErrorKind::BrokenPipe, "sending verdicts"),
            Err(_) => failed(io::ErrorKind::TimedOut, slow),
        }
    }
}

/// What a reader may still take their time for.
struct Allowed {
    pace: Pace,
    begun: Instant,
    left: Duration,
}

impl Allowed {
    fn of(pace: Pace, begun: Instant) -> Allowed {
        Allowed { pace, begun, left: pace.spare }
    }

    /// How long the reader may be waited for; none when all of their time is over.
    fn at(&self, now: Instant) -> Option<Duration> {
        let whole = self.pace.whole.checked_sub(now.saturating_duration_since(self.begun))?;
        Some(self.left.min(whole))
    }

    /// So many bytes were taken after so long.
    fn took(&mut self, waited: Duration, bytes: usize) {
        let earned = Duration::from_secs_f64(bytes as f64 / f64::from(self.pace.rate.max(1)));
        self.left = (self.left.saturating_sub(waited) + earned).min(self.pace.spare);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many chunks a reader is given who takes one every so often.
    fn chunks(every: Duration, most: u32) -> u32 {
        let begun = Instant::now();
        let mut allowed = Allowed::of(Pace::default(), begun);
        for number in 0..most {
            match allowed.at(begun + every * number) {
                Some(patience) if patience >= every => allowed.took(every, CHUNK),
                _ => return number,
            }
        }
        most
    }

    #[test]
    fn a_slow_line_is_enough_and_a_reader_who_hardly_reads_is_not() {
        // 2.6 Mbit/s for as long as it may take, and one that stands still for half a minute at first.
        assert_eq!(chunks(Duration::from_millis(100), 17_000), 17_000);
        let mut late = Allowed::of(Pace::default(), Instant::now());
        late.took(Duration::from_secs(30), CHUNK);
        assert!(late.left > Duration::from_secs(30));
        // One chunk in fifty seconds held the store for hours.
        assert_eq!(chunks(Duration::from_secs(50), 1_000), 1);
        assert!(chunks(Duration::from_secs(1), 1_000) < 80);
        // However quick: not longer than the whole.
        assert!(chunks(Duration::from_millis(100), 30_000) <= 18_001);
    }
}
