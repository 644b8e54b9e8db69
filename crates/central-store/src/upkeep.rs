//! What a served store does by itself: counts what is in the queue, audits its sums and counts what
//! desks are told of their team at night, and notices when somebody began a new epoch.
//!
//! Promises: a failure is logged and tried again, of the queue at the next turn, of the night's work
//! after a pause; nothing here holds up a request.

use std::time::{Duration, Instant};

use contact::Ms;
use tokio::sync::watch;

use crate::Store;

/// How often the queue is looked at.
const TURN: Duration = Duration::from_millis(200);
/// How long it is counted before something else is looked at.
const SPELL: Duration = Duration::from_secs(1);
/// Entries that are counted in one transaction.
const AT_ONCE: usize = 5_000;
const HOUR: Ms = 3_600_000;
const DAY: Ms = 24 * HOUR;
/// The hour of the audit, UTC: most centres are quiet.
const NIGHT: Ms = 2 * HOUR;
/// Between two tries of the same work: either reads everything, and what kept it from its end may last.
const PAUSE: Ms = 10 * 60_000;

/// Work of the night: done once, and tried again until it is.
#[derive(Clone, Copy, Debug)]
struct Nightly {
    /// The last night for which it was done; none when it never was.
    done: Option<Ms>,
    /// When it was last tried in vain.
    tried: Option<Ms>,
}

impl Nightly {
    fn done(night: Option<Ms>) -> Nightly {
        Nightly { done: night, tried: None }
    }

    fn is_due(&self, now: Ms) -> bool {
        // A clock that was put back makes no pause longer.
        let rests = self.tried.is_some_and(|at| (at..at.saturating_add(PAUSE)).contains(&now));
        !rests && self.done.is_none_or(|done| night(now) > done)
    }

    /// `began` is when this try did: one that lasts into the next night was of the last.
    fn ended(&mut self, began: Ms, now: Ms, well: bool) {
        *self = if well {
            Nightly::done(Some(night(began)))
        } else {
            Nightly { tried: Some(now), ..*self }
        };
    }
}

/// Runs until `closing` turns true.
pub(crate) async fn keep(store: Store, mut closing: watch::Receiver<bool>) {
    // What was before the start is not caught up on: a store that is started is being looked at.
    let mut audit = Nightly::done(Some(night(store.now())));
    // A night that was missed is caught up on, because desks go by it; a new store waits a little.
    let mut telling = Nightly::done(store.desks_told().await.ok().flatten().map(night));
    let (began, first) = (store.now(), if telling.done.is_some() { 0 } else { HOUR });
    while tokio::time::timeout(TURN, closing.changed()).await.is_err() {
        if let Err(failure) = store.learn_epoch().await {
            tracing::warn!(%failure, "the epoch is looked at later");
        }
        let begun = Instant::now();
        // However much waits: a new epoch and the night's work have their turn, and so has the end.
        while begun.elapsed() < SPELL && !*closing.borrow() {
            match store.evaluate(AT_ONCE).await {
                Ok(0) => break,
                Ok(_) => {}
                Err(failure) => {
                    tracing::warn!(%failure, "the queue is counted later");
                    break;
                }
            }
        }
        let now = store.now();
        if audit.is_due(now) {
            let done = store.audit(false).await;
            audit.ended(now, store.now(), done.is_ok());
            match done {
                Ok(wrong) => tracing::info!(wrong, "audited"),
                Err(failure) => tracing::error!(%failure, "the audit is tried again later"),
            }
        }
        let now = store.now();
        if telling.is_due(now) && now - began >= first {
            let done = store.tell_desks().await;
            telling.ended(now, store.now(), done.is_ok());
            match done {
                Ok(changes) => tracing::info!(changes, "counted for the desks"),
                Err(failure) => tracing::error!(%failure, "the desks are told anew later"),
            }
        }
    }
}

fn night(now: Ms) -> Ms {
    (now - NIGHT).div_euclid(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_of_the_night_is_tried_until_it_is_done_with_a_pause_between_and_then_once_a_night() {
        let first = 20_000 * DAY + NIGHT;
        let mut work = Nightly::done(Some(night(first - 1)));
        assert!(!work.is_due(first - 1));
        assert!(work.is_due(first));
        work.ended(first, first + 5, false);
        assert!(!work.is_due(first + 5) && !work.is_due(first + 4 + PAUSE));
        assert!(work.is_due(first + 5 + PAUSE), "a failure was the night's end");
        assert!(work.is_due(first + 4), "the clock was put back, and nothing rests for that");
        work.ended(first + 5 + PAUSE, first + 6 + PAUSE, true);
        assert!(!work.is_due(first + 7 + 2 * PAUSE));
        assert!(work.is_due(first + DAY));
        // One that lasts a whole night has not done the next one.
        work.ended(first + DAY, first + 2 * DAY, true);
        assert!(work.is_due(first + 2 * DAY));
        // Never done is due at once.
        assert!(Nightly::done(None).is_due(0));
    }
}
