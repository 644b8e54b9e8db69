//! The history of a saved contact: what each correction changed.

use contact::{Contact, Extras, Problem};
use serde_json::Value;

use crate::Desk;
use crate::ipc::{FieldChange, Pick, Revision};

/// The fields an agent can change, in the order of the form.
const FIELDS: [&str; 12] = [
    "customer",
    "channel",
    "outcome",
    "claim",
    "reason",
    "root_cause",
    "follow_up",
    "links",
    "hand_over",
    "conversion",
    "fields",
    "note",
];

impl Desk {
    /// Every revision of a contact that is kept here, latest first.
    pub fn revisions(&self, pick: &Pick) -> Result<Vec<Revision>, Problem> {
        let all = self.0.journal.revisions(pick.contact_id)?;
        let waiting = self.0.journal.contact(pick.contact_id)?.is_some_and(|kept| kept.waiting);
        let Some(last) = all.last().map(|contact| contact.revision) else {
            return Err(journal::Fault::NotFound.into());
        };
        let mut told = Vec::new();
        let mut before: Option<&Contact> = None;
        for contact in &all {
            told.push(Revision {
                revision: contact.revision,
                saved_ms: contact.saved_ms,
                by: Extras::of(contact).corrected_by.or_else(|| contact.agent.clone()),
                changes: before.map(|before| changes(before, contact)).unwrap_or_default(),
                waiting: waiting && contact.revision == last,
            });
            before = Some(contact);
        }
        told.reverse();
        Ok(told)
    }
}

/// What a person would see changed, in the order of the form.
pub(crate) fn changes(before: &Contact, after: &Contact) -> Vec<FieldChange> {
    let whole = |contact: &Contact| serde_json::to_value(contact).unwrap_or_default();
    let (before, after) = (whole(before), whole(after));
    FIELDS
        .into_iter()
        .filter(|field| before.get(field) != after.get(field))
        .map(|field| FieldChange {
            field: field.to_owned(),
            from: before.get(field).map(shown),
            to: after.get(field).map(shown),
        })
        .collect()
}

/// A text as it is, anything else as JSON.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
