//! What a served store does by itself: counts what is in the queue, audits its sums at night, and
//! notices when somebody began a new epoch.
//!
//! Promises: a failure is logged and tried again at the next turn; nothing here holds up a request.

use std::time::Duration;

use contact::Ms;
use tokio::sync::watch;

use crate::Store;

/// How often the queue is looked at.
const TURN: Duration = Duration::from_millis(200);
/// Entries that are counted in one transaction.
const AT_ONCE: usize = 5_000;
const HOUR: Ms = 3_600_000;
const DAY: Ms = 24 * HOUR;
/// The hour of the audit, UTC: most centres are quiet.
const NIGHT: Ms = 2 * HOUR;

/// Runs until `closing` turns true.
pub(crate) async fn keep(store: Store, mut closing: watch::Receiver<bool>) {
    // What was before the start is not caught up on: a store that is started is being looked at.
    let mut audited = night(store.now());
    while tokio::time::timeout(TURN, closing.changed()).await.is_err() {
        if let Err(failure) = store.learn_epoch().await {
            tracing::warn!(%failure, "the epoch is looked at later");
        }
        loop {
            match store.evaluate(AT_ONCE).await {
                Ok(0) => break,
                Ok(_) => {}
                Err(failure) => {
                    tracing::warn!(%failure, "the queue is counted later");
                    break;
                }
            }
        }
        let tonight = night(store.now());
        if tonight > audited {
            audited = tonight;
            match store.audit(false).await {
                Ok(wrong) => tracing::info!(wrong, "audited"),
                Err(failure) => tracing::error!(%failure, "the audit could not be done"),
            }
        }
    }
}

fn night(now: Ms) -> Ms {
    (now - NIGHT).div_euclid(DAY)
}
