//! Customers of whom something changed that is no contact: a survey, a review, who they are.

use crate::Failure;
use crate::engine::{Session, values};
use crate::keys::CustomerKey;

/// What is kept of this customer's neighbours no longer holds.
pub(crate) fn customer(session: &Session, key: CustomerKey) -> Result<(), Failure> {
    let text = "UPDATE contact SET prev_end = NULL, next_start = NULL
        WHERE tenant_id = $1 AND customer_key = $2 AND (prev_end IS NOT NULL OR next_start IS NOT NULL)";
    session.execute(text, values![session.tenant(), &key.0])?;
    Ok(())
}
