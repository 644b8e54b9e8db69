//! Contacts that were recorded here, as facts: read only, the latest revision of each.

use contact::{AgentId, Contact, ContactId, Customer, Ms, ReasonPath};
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

/// How often an agent chose a reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReasonUse {
    /// The reason.
    pub reason: ReasonPath,
    /// Who; none when the contacts do not say.
    pub agent: Option<AgentId>,
    /// How often.
    pub times: u32,
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

    /// Contacts that may be of the same person, latest first: another number with the same last
    /// seven digits, such as one that was once taken down with another country code or without
    /// one. Only for numbers; never the customer's own contacts.
    pub fn contacts_like(&self, customer: &Customer, limit: u16) -> Result<Vec<Kept>, Fault> {
        let digits: String = customer.as_str().chars().filter(char::is_ascii_digit).collect();
        let number = customer.as_str().chars().all(|c| c.is_ascii_digit() || c == '+');
        if !number || digits.len() < 7 {
            return Ok(Vec::new());
        }
        self.kept(
            "AND c.customer <> ?1 AND c.customer GLOB '[+0-9]*' AND c.customer LIKE ?2
             ORDER BY c.start_ms DESC, c.contact_id DESC LIMIT ?3",
            params![customer.as_str(), format!("%{}", &digits[digits.len() - 7..]), limit],
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

    /// How often each reason was chosen in contacts that began after `since`, by agent.
    pub fn reason_uses(&self, since: Ms) -> Result<Vec<ReasonUse>, Fault> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT json_extract(c.body, '$.reason') AS reason, json_extract(c.body, '$.agent'),
                 count(*)
             FROM contact c
             WHERE c.start_ms >= ?1 AND reason IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM contact n
                   WHERE n.contact_id = c.contact_id AND n.revision > c.revision)
             GROUP BY 1, 2",
        )?;
        let rows = statement.query_map([since], |row| {
            Ok(ReasonUse {
                reason: ReasonPath(row.get(0)?),
                agent: row.get::<_, Option<String>>(1)?.map(AgentId),
                times: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
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

    pub(crate) fn kept(&self, rest: &str, values: impl Params) -> Result<Vec<Kept>, Fault> {
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
