//! Which of two states of a contact is the later one.
//!
//! The revision tells. Where a source counts none it is the second of `updated_ms`, and two changes
//! within one second have the same one: of those `updated_ms` itself tells, which both records hold.

use std::cmp::Ordering;

use contact::Ms;
use serde::Deserialize;

use super::Known;
use crate::channel::revision_of;
use crate::reading::Fit;

/// What a record says of its own age.
#[derive(Deserialize)]
struct Changed {
    updated_ms: Option<Ms>,
}

/// When a record was changed, where its revision was made from that; none where somebody counted.
fn changed(revision: u32, payload: &str) -> Option<Ms> {
    let said = serde_json::from_str::<Changed>(payload).ok()?;
    said.updated_ms.filter(|updated| revision_of(*updated) == Some(revision))
}

/// [`Ordering::Greater`] when what came is later than what is known.
pub(super) fn compare(fit: &Fit, before: &Known) -> Ordering {
    let by_revision = fit.contact.revision.cmp(&before.revision);
    // Nearly all that is equal is the same record once more: that needs no closer look.
    if by_revision.is_ne() || fit.payload == before.payload {
        return by_revision;
    }
    let came = changed(fit.contact.revision, &fit.payload);
    match (came, changed(before.revision, &before.payload)) {
        (Some(came), Some(known)) => came.cmp(&known),
        // Somebody counts for one of the two: nothing tells which of them is meant.
        _ => Ordering::Equal,
    }
}

/// What a correction of this record needs, to be one.
pub(super) fn how(fit: &Fit) -> &'static str {
    match changed(fit.contact.revision, &fit.payload) {
        Some(_) => "a later updated_ms",
        None => "a higher revision",
    }
}
