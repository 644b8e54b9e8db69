//! When an agent is warned that the customer has been here lately. Pure.
//!
//! An earlier contact counts when it ended within the window before the present one began and
//! was either not resolved or about the same matter: an explicit "same" decides, an explicit
//! "different" too, else the policy's relation of the reasons, when the present reason is known.
//! Contacts that an agent started, approved exclusions and channels that do not exist under the
//! policy do not count. Times are UTC milliseconds: a day with 23 or 25 hours changes nothing.

use std::collections::BTreeMap;

use contact::fcr::{Policy, Relation};
use contact::{Channel, Claim, Contact, ContactId, Initiator, LinkVerdict, Ms, ReasonPath};

use crate::ipc::RepeatWarning;

const DAY_MS: Ms = 24 * 3_600_000;

/// The contact under way, as far as the rule looks at it.
pub(super) struct Present<'a> {
    pub(super) start_ms: Ms,
    pub(super) channel: Channel,
    pub(super) reason: Option<&'a ReasonPath>,
    pub(super) links: &'a BTreeMap<ContactId, LinkVerdict>,
}

/// The warning, when any of `earlier` counts. The window is the policy's backward one, its end
/// included.
pub(super) fn warning<'a>(
    earlier: impl IntoIterator<Item = &'a Contact>,
    present: &Present<'_>,
    policy: &Policy,
) -> Option<RepeatWarning> {
    let counted: Vec<&Contact> =
        earlier.into_iter().filter(|contact| counts(contact, present, policy)).collect();
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

pub(super) fn counts(contact: &Contact, present: &Present<'_>, policy: &Policy) -> bool {
    let inside = contact.start_ms <= present.start_ms
        && present.start_ms - contact.end_ms <= policy.backward_ms();
    let exist = policy.takes(contact.channel) && policy.takes(present.channel);
    if !inside || !exist || contact.initiated_by == Initiator::Agent || contact.excluded() {
        return false;
    }
    match present.links.get(&contact.contact_id) {
        Some(LinkVerdict::Same) => true,
        Some(LinkVerdict::Different) => false,
        None => contact.claim != Claim::Resolved || related(contact, present, policy),
    }
}

fn related(contact: &Contact, present: &Present<'_>, policy: &Policy) -> bool {
    match (policy.relation, &contact.reason, present.reason) {
        (Relation::Any, ..) => true,
        (Relation::Parent, Some(then), Some(now)) => then.family() == now.family(),
        (Relation::Leaf, Some(then), Some(now)) => then == now,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
