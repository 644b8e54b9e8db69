//! The bodies that are in memory, from the first byte that was read until the request is answered.
//!
//! Promises: all of them together, and those of one sender, take no more than a bound, as they are
//! unpacked. Past it a request is refused with when to come again and nothing of it is stored; the
//! others go on. Small ones, such as a question in mid-call, find room when batches have taken theirs.
//! Deliberately absent: how large one body may be (see `body`).

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contact::{Code, Problem};
use futures_util::StreamExt;

use crate::http::App;
use crate::http::refusal::Refusal;
use crate::keys::hash;

/// Bytes of all bodies: 128 desks with a full batch each. They take two or three times as much memory while
/// they are understood.
const ALL: usize = 64 * 1024 * 1024;
/// Bytes of one sender's bodies: eight full batches at once. A desk sends one after the other.
const EACH: usize = 4 * 1024 * 1024;
/// Where batches may be larger than usual: so many fit all the same.
const BATCHES: (usize, usize) = (8, 2);
/// A body of no more bytes is small, and may take from what is kept for those.
const SMALL: usize = 16 * 1024;
const FOR_SMALL: usize = 4 * 1024 * 1024;
/// Where anybody's body is read, whatever token comes with it: they share one sender's room.
const OPEN: [&str; 2] = ["/v1/enrol", "/v1/calls/twilio"];

/// All bodies that are in work.
#[derive(Clone, Debug)]
pub(super) struct InWork(Arc<Bodies>);

#[derive(Debug)]
struct Bodies {
    all: usize,
    each: usize,
    now: Mutex<Now>,
}

#[derive(Debug, Default)]
struct Now {
    bytes: usize,
    of: HashMap<[u8; 32], usize>,
}

/// Whose room there is none of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Over {
    All = 1,
    Each = 2,
}

/// What one body takes; gives it back when dropped.
#[derive(Debug)]
struct Held {
    bodies: Arc<Bodies>,
    whose: [u8; 32],
    /// Zero, or for whom there was no room.
    over: AtomicU8,
    bytes: Mutex<usize>,
}

impl InWork {
    /// For batches of so many bytes.
    pub(super) fn new(batch: usize) -> InWork {
        let (all, each) = (ALL.max(batch * BATCHES.0), EACH.max(batch * BATCHES.1));
        InWork(Arc::new(Bodies { all, each, now: Mutex::default() }))
    }

    fn hold(&self, whose: [u8; 32]) -> Held {
        let bodies = Arc::clone(&self.0);
        Held { bodies, whose, over: AtomicU8::new(0), bytes: Mutex::default() }
    }
}

/// Nothing behind these locks is left half-changed by a panic.
fn open<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Held {
    fn add(&self, more: usize) -> Result<(), Over> {
        let mut bytes = open(&self.bytes);
        let mut now = open(&self.bodies.now);
        let theirs = now.of.get(&self.whose).copied().unwrap_or_default() + more;
        let kept = if *bytes + more <= SMALL { FOR_SMALL } else { 0 };
        let over = if theirs > self.bodies.each {
            Over::Each
        } else if now.bytes + more > self.bodies.all + kept {
            Over::All
        } else {
            now.bytes += more;
            now.of.insert(self.whose, theirs);
            *bytes += more;
            return Ok(());
        };
        self.over.store(over as u8, Ordering::Relaxed);
        Err(over)
    }

    fn over(&self) -> Option<Over> {
        let over = self.over.load(Ordering::Relaxed);
        [Over::All, Over::Each].into_iter().find(|known| *known as u8 == over)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let bytes = *open(&self.bytes);
        let mut now = open(&self.bodies.now);
        now.bytes -= bytes;
        let left = now.of.get(&self.whose).copied().unwrap_or_default() - bytes;
        if left == 0 {
            now.of.remove(&self.whose);
        } else {
            now.of.insert(self.whose, left);
        }
    }
}

/// Counts a request's body, unpacked, as the handler reads it.
pub(super) async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method() == Method::GET {
        return next.run(request).await;
    }
    let held = Arc::new(app.in_work.hold(whose(&request)));
    let (parts, body) = request.into_parts();
    let counting = Arc::clone(&held);
    let body = body.into_data_stream().map(move |chunk| {
        let chunk = chunk.map_err(io::Error::other)?;
        let room = counting.add(chunk.len());
        room.map(|()| chunk).map_err(|_| io::Error::other("no room for the body"))
    });
    let response = next.run(Request::from_parts(parts, Body::from_stream(body))).await;
    // What the handler made of a body that was not handed on to its end is not the answer.
    match held.over() {
        None => response,
        Some(over) => refused(over).into_response(),
    }
}

fn whose(request: &Request) -> [u8; 32] {
    let path = request.uri().path();
    if OPEN.contains(&path) {
        return hash(path.as_bytes());
    }
    let token = request.headers().get(header::AUTHORIZATION);
    hash(token.map_or(&[][..], |token| token.as_bytes()))
}

fn refused(over: Over) -> Refusal {
    let (status, message) = match over {
        Over::All => (
            503,
            "The store has as much in work as it has room for. Nothing of this was stored; keep it \
             and send it again later.",
        ),
        Over::Each => (
            429,
            "More is being sent with this key at once than there is room for. Nothing of this was \
             stored; keep it and send it again when what was sent before is answered.",
        ),
    };
    Refusal::of(status, Problem::new(Code::Unavailable, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_given_back_and_small_bodies_find_some_when_batches_do_not() {
        let in_work = InWork::new(512 * 1024);
        let batches: Vec<Held> = (0..16_u8)
            .flat_map(|whose| (0..8).map(move |_| whose))
            .map(|whose| in_work.hold([whose; 32]))
            .collect();
        for batch in &batches {
            for _ in 0..8 {
                batch.add(64 * 1024).unwrap();
            }
        }
        let (ninth, other) = (in_work.hold([0; 32]), in_work.hold([99; 32]));
        assert_eq!(ninth.add(1), Err(Over::Each));
        assert_eq!(other.add(64 * 1024), Err(Over::All));
        assert_eq!((ninth.over(), other.over()), (Some(Over::Each), Some(Over::All)));
        assert_eq!(in_work.hold([99; 32]).add(300), Ok(()));
        drop(batches);
        let now = open(&in_work.0.now);
        assert_eq!((now.bytes, now.of.len()), (0, 0));
    }
}
