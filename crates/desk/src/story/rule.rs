//! When an agent is warned that the customer has been here lately. Pure.
//!
//! An earlier contact counts when it ended within the window before the present one began and
//! was either not resolved or about the same matter: an explicit "same" decides, an explicit
//! "different" too, else the family of the reason, when the present reason is known. Contacts
//! that an agent started and approved exclusions do not count. Times are UTC milliseconds:
//! a day with 23 or 25 hours changes nothing.

use std::collections::BTreeMap;

use contact::{Claim, Contact, ContactId, Initiator, LinkVerdict, Ms, ReasonPath};

use crate::ipc::RepeatWarning;

const DAY_MS: Ms = 24 * 3_600_000;

/// The contact under way, as far as the rule looks at it.
pub(super) struct Present<'a> {
    pub(super) start_ms: Ms,
    pub(super) reason: Option<&'a ReasonPath>,
    pub(super) links: &'a BTreeMap<ContactId, LinkVerdict>,
}

/// The warning, when any of `earlier` counts. `window` in milliseconds, its end included.
pub(super) fn warning<'a>(
    earlier: impl IntoIterator<Item = &'a Contact>,
    present: &Present<'_>,
    window: Ms,
) -> Option<RepeatWarning> {
    let counted: Vec<&Contact> =
        earlier.into_iter().filter(|contact| counts(contact, present, window)).collect();
    let first = counted.iter().map(|contact| contact.start_ms).min()?;
    let last = counted.iter().max_by_key(|contact| (contact.start_ms, contact.contact_id))?;
    let days = (present.start_ms - first + DAY_MS - 1).div_euclid(DAY_MS).max(1);
    Some(RepeatWarning {
        times: u32::try_from(counted.len()).unwrap_or(u32::MAX),
        days: u32::try_from(days).unwrap_or(u32::MAX),
        last: last.contact_id,
        unresolved: last.claim != Claim::Resolved,
    })
}

pub(super) fn counts(contact: &Contact, present: &Present<'_>, window: Ms) -> bool {
    let inside =
        contact.start_ms <= present.start_ms && present.start_ms - contact.end_ms <= window;
    if !inside || contact.initiated_by == Initiator::Agent || contact.excluded() {
        return false;
    }
    match present.links.get(&contact.contact_id) {
        Some(LinkVerdict::Same) => true,
        Some(LinkVerdict::Different) => false,
        None => contact.claim != Claim::Resolved || same_family(contact, present),
    }
}

fn same_family(contact: &Contact, present: &Present<'_>) -> bool {
    match (&contact.reason, present.reason) {
        (Some(then), Some(now)) => then.family() == now.family(),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
