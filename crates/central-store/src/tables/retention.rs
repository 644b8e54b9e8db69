//! What is older than the centre keeps it.
//!
//! Promises: some at a time, so that desks are not held up; what goes is taken out of the figures in the
//! same transaction, so the audit agrees.
//! Deliberately absent: when it is done (see the command `retain`).

use crate::Failure;
use crate::engine::{Session, Value, values};
use crate::fcr::change::{self, Why};
use crate::keys::CustomerKey;
use contact::Ms;

/// Deletes up to `slice` contacts that began before `before`, the oldest first, with what belongs to
/// them, and as many records set aside; gives how many rows of contacts and of those went.
pub(crate) fn retain(session: &Session, before: Ms, slice: u32) -> Result<u64, Failure> {
    let tenant = session.tenant();
    let text =
        "SELECT customer_key, record_id FROM contact WHERE tenant_id = $1 AND started_at < $2
        ORDER BY started_at, record_id LIMIT $3";
    let old: Vec<(CustomerKey, [u8; 16])> =
        session.all(text, values![tenant, before, i64::from(slice)], |row| {
            Ok((CustomerKey(row.get(0)?), row.get(1)?))
        })?;
    for (key, id) in &old {
        change::before(session, *key, *id, Why::Retention)?;
        for table in ["contact", "survey", "exclusion_review", "own_identity", "noted"] {
            let text = format!(
                "DELETE FROM {table} WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3"
            );
            session.execute(&text, &[Value::from(tenant), Value::from(&key.0), Value::from(id)])?;
        }
        let text = "DELETE FROM survey_of_customer WHERE tenant_id = $1 AND record_id = $2";
        session.execute(text, &[Value::from(tenant), Value::from(id)])?;
    }
    // What was asked of a customer, and whose contact never came.
    let text = "DELETE FROM survey_of_customer
        WHERE tenant_id = $1 AND answered_at < $2 AND record_id IS NULL";
    session.execute(text, values![tenant, before])?;
    let text = "DELETE FROM survey_waiting WHERE tenant_id = $1 AND answered_at < $2";
    session.execute(text, values![tenant, before])?;
    let text = "DELETE FROM quarantine_identity WHERE tenant_id = $1 AND received_at < $2";
    session.execute(text, values![tenant, before])?;
    let text = "DELETE FROM quarantine WHERE tenant_id = $1 AND received_at < $2";
    let aside = session.execute(text, values![tenant, before])?;
    Ok(old.len() as u64 + aside)
}
