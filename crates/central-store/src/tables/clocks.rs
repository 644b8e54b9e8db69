//! How far the wall clock of a desk was off during each start of its machine.
//!
//! What was recorded before the machine was started anew can no longer be measured by its
//! monotonic clock; the offset that was seen during that start is the best there is.
//!
//! Promises: a desk has no more than [`STARTS`] of them here, whatever it sends.

use std::collections::HashMap;

use contact::Ms;

use crate::Failure;
use crate::engine::{Session, values};

/// Starts of a desk that are remembered: those it was heard of last. With one start a day that is
/// more than half a year, and desks send again what is of a month at most.
const STARTS: u32 = 200;

/// Notes what a desk's clock was off by, as heard now.
pub(crate) fn heard(
    session: &Session,
    device: u32,
    boot: &str,
    offset: Ms,
    now: Ms,
) -> Result<(), Failure> {
    let asked = values![session.tenant(), device, boot, offset, now];
    let text = "UPDATE boot SET offset_ms = $4, heard_at = $5
        WHERE tenant_id = $1 AND device_id = $2 AND boot = $3";
    if session.execute(text, asked)? > 0 {
        return Ok(());
    }
    let text = "INSERT INTO boot (tenant_id, device_id, boot, offset_ms, heard_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, device_id, boot)
        DO UPDATE SET offset_ms = excluded.offset_ms, heard_at = excluded.heard_at";
    session.execute(text, asked)?;
    // The new one stays whatever the store's clock says: it is what is asked for next.
    let text = "DELETE FROM boot WHERE tenant_id = $1 AND device_id = $2 AND boot <> $3
        AND boot NOT IN (SELECT boot FROM boot
          WHERE tenant_id = $1 AND device_id = $2 AND boot <> $3
          ORDER BY heard_at DESC, boot LIMIT $4)";
    session.execute(text, values![session.tenant(), device, boot, STARTS - 1])?;
    Ok(())
}

/// The offsets of a desk, by the names of its starts.
pub(crate) fn known(session: &Session, device: u32) -> Result<HashMap<String, Ms>, Failure> {
    let text = "SELECT boot, offset_ms FROM boot WHERE tenant_id = $1 AND device_id = $2
        ORDER BY heard_at DESC LIMIT $3";
    let asked = values![session.tenant(), device, STARTS];
    let known = session.all(text, asked, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(known.into_iter().collect())
}
