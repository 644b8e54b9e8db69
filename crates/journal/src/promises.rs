//! What was promised at this desk, and whether it was kept.
//!
//! A promise is kept by the first later contact of the customer that says so, that an agent
//! started, or that is about the same matter; in time when that one began no later than it was
//! due.

use contact::{Contact, Extras, Initiator, LinkVerdict, Ms};
use rusqlite::params;

use crate::contacts::Kept;
use crate::{Fault, Journal};

/// A promise.
#[derive(Clone, PartialEq, Debug)]
pub struct Promised {
    /// The contact it was made in.
    pub contact: Contact,
    /// When we came back; none while we have not.
    pub came_back_ms: Option<Ms>,
}

impl Journal {
    /// Contacts with a promise that was not kept yet, nearest first.
    pub fn open_promises(&self, limit: u16) -> Result<Vec<Contact>, Fault> {
        let open = self.promises(Ms::MIN)?.into_iter().filter(|p| p.came_back_ms.is_none());
        Ok(open.map(|promised| promised.contact).take(usize::from(limit)).collect())
    }

    /// Promises that are due after `since`, nearest first.
    pub fn promises(&self, since: Ms) -> Result<Vec<Promised>, Fault> {
        let promised = self.kept(
            "AND c.due_ms IS NOT NULL AND c.due_ms >= ?1 ORDER BY c.due_ms LIMIT 1000",
            [since],
        )?;
        promised
            .into_iter()
            .map(|Kept { contact, .. }| {
                let came_back_ms = self.came_back(&contact)?;
                Ok(Promised { contact, came_back_ms })
            })
            .collect()
    }

    fn came_back(&self, promise: &Contact) -> Result<Option<Ms>, Fault> {
        let Some(customer) = &promise.customer else { return Ok(None) };
        let later = self.kept(
            "AND c.customer = ?1 AND c.start_ms >= ?2 ORDER BY c.start_ms",
            params![customer.as_str(), promise.end_ms],
        )?;
        let id = promise.contact_id;
        Ok(later
            .into_iter()
            .map(|kept| kept.contact)
            .filter(|other| other.contact_id != id)
            .find(|other| {
                other.initiated_by == Initiator::Agent
                    || other.links.get(&id) == Some(&LinkVerdict::Same)
                    || Extras::of(other).promise.is_some_and(|kept| kept.contact_id == id)
            })
            .map(|other| other.start_ms))
    }
}
