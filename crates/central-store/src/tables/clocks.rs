//! How far the wall clock of a desk was off during each start of its machine.
//!
//! What was recorded before the machine was started anew can no longer be measured by its
//! monotonic clock; the offset that was seen during that start is the best there is.

use std::collections::HashMap;

use contact::Ms;

use crate::Failure;
use crate::engine::{Session, values};

/// Notes what a desk's clock was off by, as heard now.
pub(crate) fn heard(
    session: &Session,
    device: u32,
    boot: &str,
    offset: Ms,
    now: Ms,
) -> Result<(), Failure> {
    let text = "INSERT INTO boot (tenant_id, device_id, boot, offset_ms, heard_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, device_id, boot)
        DO UPDATE SET offset_ms = excluded.offset_ms, heard_at = excluded.heard_at";
    session.execute(text, values![session.tenant(), device, boot, offset, now])?;
    Ok(())
}

/// The offsets of a desk, by the names of its starts.
pub(crate) fn known(session: &Session, device: u32) -> Result<HashMap<String, Ms>, Failure> {
    let text = "SELECT boot, offset_ms FROM boot WHERE tenant_id = $1 AND device_id = $2
        ORDER BY heard_at DESC LIMIT 200";
    let known = session
        .all(text, values![session.tenant(), device], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(known.into_iter().collect())
}
