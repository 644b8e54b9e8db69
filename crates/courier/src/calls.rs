//! Calls that telephone systems in the cloud told the store: asked for, and handed on.
//!
//! One question waits at the store at a time. A store that is away, or does not know such a
//! question, is asked again later, spread out; nothing at the desk waits for it.

use std::time::Duration;

use contact::CallEvent;

use crate::{Refusal, Store};

const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Asks `store` for the calls of `agents` for ever, and hands each to `take`. Ends when it is
/// dropped. While there is no store it looks again from time to time.
pub async fn calls(store: impl Fn() -> Option<Store>, agents: &[String], take: impl Fn(CallEvent)) {
    let mut wait = FIRST_WAIT;
    let (mut after, mut epoch) = (0, String::new());
    loop {
        let answer = match store() {
            Some(store) => store.calls(agents, after, &epoch).await,
            None => Err(Refusal::Failed),
        };
        match answer {
            Ok(page) => {
                wait = FIRST_WAIT;
                (after, epoch) = (page.next, page.epoch);
                page.calls.into_iter().for_each(&take);
            }
            Err(_) => {
                tokio::time::sleep(wait.mul_f64(0.5 + fastrand::f64() / 2.0)).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        }
    }
}
