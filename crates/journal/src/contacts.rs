//! Contacts that were recorded here, as facts: read only, the latest revision of each.

use contact::{Contact, ContactId, Customer, Initiator, LinkVerdict};
use rusqlite::{OptionalExtension, Params, params};

use crate::{Fault, Journal};

/// A contact and whether it still waits here.
#[derive(Clone, PartialEq, Debug)]
pub struct Kept {
    /// The latest revision.
    pub contact: Contact,
    /// Not yet at the store, or refused by it.
    pub waiting: bool,
}

const LATEST: &str = "SELECT c.body, EXISTS (SELECT 1 FROM outbox o
         WHERE o.contact_id = c.contact_id AND o.revision = c.revision)
     FROM contact c
     WHERE NOT EXISTS (SELECT 1 FROM contact n
         WHERE n.contact_id = c.contact_id AND n.revision > c.revision)";

impl Journal {
    /// The contacts of a customer, latest first.
    pub fn contacts_of(&self, customer: &Customer, limit: u16) -> Result<Vec<Kept>, Fault> {
        self.kept(
            "AND c.customer = ?1 ORDER BY c.start_ms DESC, c.contact_id DESC LIMIT ?2",
            params![customer.as_str(), limit],
        )
    }

    /// The last contacts taken at this desk, latest first.
    pub fn last_contacts(&self, limit: u16) -> Result<Vec<Kept>, Fault> {
        self.kept("ORDER BY c.start_ms DESC, c.contact_id DESC LIMIT ?1", params![limit])
    }

    /// One contact.
    pub fn contact(&self, contact_id: ContactId) -> Result<Option<Kept>, Fault> {
        Ok(self.kept("AND c.contact_id = ?1", [contact_id.as_bytes()])?.pop())
    }

    /// Every revision of a contact, first first.
    pub fn revisions(&self, contact_id: ContactId) -> Result<Vec<Contact>, Fault> {
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached("SELECT body FROM contact WHERE contact_id = ?1 ORDER BY revision")?;
        let rows = statement.query_map([contact_id.as_bytes()], |row| row.get::<_, String>(0))?;
        rows.map(|body| read(&body?)).collect()
    }

    /// Contacts with a promise that was not kept yet, nearest first. It counts as kept when a
    /// later contact of the customer was started by an agent, or says that it is the same matter.
    pub fn open_promises(&self, limit: u16) -> Result<Vec<Contact>, Fault> {
        let promised =
            self.kept("AND c.due_ms IS NOT NULL ORDER BY c.due_ms LIMIT 500", params![])?;
        let mut open = Vec::new();
        for Kept { contact, .. } in promised {
            let later = match &contact.customer {
                Some(customer) => self.kept(
                    "AND c.customer = ?1 AND c.start_ms >= ?2",
                    params![customer.as_str(), contact.end_ms],
                )?,
                None => Vec::new(),
            };
            let kept = later.iter().map(|k| &k.contact).any(|other| {
                other.contact_id != contact.contact_id
                    && (other.initiated_by == Initiator::Agent
                        || other.links.get(&contact.contact_id) == Some(&LinkVerdict::Same))
            });
            if !kept {
                open.push(contact);
            }
            if open.len() >= usize::from(limit) {
                break;
            }
        }
        Ok(open)
    }

    /// Whether this very revision is recorded.
    pub fn is_recorded(&self, contact_id: ContactId, revision: u32) -> Result<bool, Fault> {
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached("SELECT 1 FROM contact WHERE contact_id = ?1 AND revision = ?2")?;
        let found: Option<i64> = statement
            .query_row(params![contact_id.as_bytes(), revision], |row| row.get(0))
            .optional()?;
        Ok(found.is_some())
    }

    fn kept(&self, rest: &str, values: impl Params) -> Result<Vec<Kept>, Fault> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&format!("{LATEST} {rest}"))?;
        let rows = statement
            .query_map(values, |row| Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?)))?;
        rows.map(|row| {
            let (body, waiting) = row?;
            Ok(Kept { contact: read(&body)?, waiting })
        })
        .collect()
    }
}

fn read(body: &str) -> Result<Contact, Fault> {
    serde_json::from_str(body).map_err(|_| Fault::Unreadable { what: "contact" })
}
