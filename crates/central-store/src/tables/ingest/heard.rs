//! Records that also say who is one person: that is learnt before they are stored, because it decides
//! whose they are.
//!
//! Promises: whichever way a record comes in, by a delivery, a file or out of the quarantine, the same is
//! learnt of it; of one that is refused nothing is, and what came with it is stored as if it had not been
//! there. Whether one is refused is known only when it was tried, beside whatever other writers do: so
//! it is not foretold, what it taught is undone.
//! Deliberately absent: what makes two identities one person (see `people`).

use std::collections::HashSet;

use contact::Ms;
use contact::protocol::AckStatus;

use super::{Stored, at_their_persons};
use crate::Failure;
use crate::engine::{Lock, Session, Trouble};
use crate::reading::{Fit, Reading};
use crate::tables::people::{self, Heard};

/// Learns who is one person and stores what was read, each contact at its person and with what others
/// said of it; tells of each that makes sense, in order.
pub(crate) fn put(
    session: &Session,
    device: u32,
    received: Ms,
    readings: &[Reading],
) -> Result<Vec<Stored>, Failure> {
    if readings.iter().flatten().all(|fit| fit.together.is_none()) {
        return at_their_persons(session, device, received, readings);
    }
    match session.hopefully(|| at_once(session, device, received, readings)) {
        Err(Failure::Refused(trouble)) => {
            tracing::warn!(%trouble, "a batch is learnt from record by record");
            // Undone with the rest. Whoever joins has this before any row, so that nobody waits in a ring.
            session.lock(Lock::People)?;
            let mut stored = Vec::with_capacity(readings.len());
            for one in readings.chunks(1) {
                stored.extend(match session.alone(|| at_once(session, device, received, one)) {
                    Err(Failure::Refused(_)) => at_their_persons(session, device, received, one),
                    other => other,
                }?);
            }
            Ok(stored)
        }
        other => other,
    }
}

/// All of them, unless one that is refused has left a trace.
fn at_once(
    session: &Session,
    device: u32,
    received: Ms,
    readings: &[Reading],
) -> Result<Vec<Stored>, Failure> {
    // What came before in the same batch was seen before, as it would be in a batch of its own.
    let mut met = HashSet::new();
    // Of a record that makes no sense nothing is learnt.
    let fits: Vec<&Fit> = readings.iter().flatten().map(AsRef::as_ref).collect();
    let mut heard = Vec::with_capacity(fits.len());
    for fit in &fits {
        heard.push(match &fit.together {
            Some(together) => people::hear(session, together, &met, received)?,
            None => Heard::default(),
        });
        met.insert(fit.own_key);
    }
    let stored = at_their_persons(session, device, received, readings)?;
    let relied: HashSet<_> = heard.iter().flat_map(|heard| &heard.relied).collect();
    for ((fit, heard), stored) in fits.iter().zip(&heard).zip(&stored) {
        if matches!(stored, Stored::Not(_)) {
            if heard.learnt || relied.contains(&fit.own_key) {
                let message = "what a refused record says of its customer was learnt".to_owned();
                return Err(Failure::Refused(Trouble { code: String::new(), message }));
            }
            continue;
        }
        for pair in &heard.open {
            // One that is sent again says nothing more often than it did.
            let counts = *stored == Stored::As(AckStatus::Stored);
            people::propose(session, pair, counts, received)?;
        }
    }
    Ok(stored)
}
