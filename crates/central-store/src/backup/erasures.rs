//! Who was erased must not come back with an old copy.
//!
//! The list of erasures holds keyed hashes, ids of contacts and moments only, so it may be kept apart from
//! the copies; it is what `central-store erasures` prints, one JSON object a line. A customer's key is not
//! enough: in the copy a contact of theirs may stand under somebody else, to whom they were joined then or
//! whom an older revision names. So the contacts are in it too.

use std::io::BufRead;

use contact::{Code, ContactId, Ms, Problem};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::engine::{Session, values};
use crate::keys::hex;

/// A line of the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Erasure {
    /// Nothing of this customer is kept.
    Customer(ErasedCustomer),
    /// Nothing of this contact is kept, whoever it is said to be of.
    Contact(ErasedContact),
}

/// One customer was erased.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErasedCustomer {
    /// Whose customer: a hash says nothing under another tenant's secret. A list of before does not say it
    /// and is of the tenant that is asked for.
    #[serde(default)]
    pub tenant: Option<i32>,
    /// The customer's keyed hash, 32 hexadecimal digits.
    pub customer_key: String,
    /// When.
    pub erased_at: Ms,
}

/// A contact of somebody who was erased.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErasedContact {
    /// Whose contact.
    #[serde(default)]
    pub tenant: Option<i32>,
    /// The contact.
    pub record_id: ContactId,
    /// Up to and including this revision it is refused; a later one may be somebody else's.
    pub rev: u32,
}

impl Erasure {
    /// Whose it is, where the list says so.
    pub fn tenant(&self) -> Option<i32> {
        match self {
            Erasure::Customer(customer) => customer.tenant,
            Erasure::Contact(contact) => contact.tenant,
        }
    }

    fn makes_sense(&self) -> bool {
        match self {
            Erasure::Customer(customer) => customer.key().is_some(),
            Erasure::Contact(_) => true,
        }
    }
}

impl ErasedCustomer {
    pub(super) fn key(&self) -> Option<[u8; 16]> {
        let digits = self.customer_key.as_bytes();
        let pairs = digits.chunks_exact(2).map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(pair, 16).ok()
        });
        let bytes: Vec<u8> = pairs.collect::<Option<_>>()?;
        (digits.len() == 32).then(|| bytes.try_into().ok())?
    }
}

/// Reads such a list.
///
/// # Errors
/// [`Code::Invalid`] with the number of the first line that is not of its form: a list that is half
/// read would bring people back.
pub fn erasures_from(lines: impl BufRead) -> Result<Vec<Erasure>, Failure> {
    let mut list = Vec::new();
    for (line, number) in lines.lines().zip(1..) {
        let text =
            line.map_err(|source| Failure::File { what: "reading the erasures".into(), source })?;
        if text.trim().is_empty() {
            continue;
        }
        let read = serde_json::from_str::<Erasure>(&text).ok().filter(Erasure::makes_sense);
        list.push(read.ok_or_else(|| {
            let message =
                format!("Line {number} is not of the form of an erasure; choose a list that `erasures` printed");
            Failure::Asked(Problem::new(Code::Invalid, message))
        })?);
    }
    Ok(list)
}

/// What is wrong with erasures of which the copy has no tenant: they would erase nobody, and those whom
/// they should have erased are back. `asked` is whose the lists are that do not say it.
pub(super) fn astray(erased: &[Erasure], asked: i32, tenants: &[i32]) -> Option<String> {
    let of = erased.iter().map(|erasure| erasure.tenant().unwrap_or(asked));
    let stranger = of.into_iter().find(|tenant| !tenants.contains(tenant))?;
    let tenants = tenants.iter().map(i32::to_string).collect::<Vec<_>>().join(" and ");
    Some(format!(
        "The lists have erasures of tenant {stranger}, and the copy holds tenant {tenants}. Give the lists \
         of who is in it; a list that names no tenant is of the one that --tenant names."
    ))
}

/// All erasures of a tenant: customers in the order of their time, then contacts.
pub(crate) fn list(session: &Session) -> Result<Vec<Erasure>, Failure> {
    let tenant = Some(session.tenant());
    let text = "SELECT customer_key, erased_at FROM erased WHERE tenant_id = $1
        ORDER BY erased_at, customer_key";
    let mut list = session.all(text, values![session.tenant()], |row| {
        let (customer_key, erased_at) = (hex(row.get(0)?), row.get(1)?);
        Ok(Erasure::Customer(ErasedCustomer { tenant, customer_key, erased_at }))
    })?;
    let text = "SELECT record_id, rev FROM erased_contact WHERE tenant_id = $1 ORDER BY record_id";
    list.extend(session.all(text, values![session.tenant()], |row| {
        let record_id = ContactId(uuid::Uuid::from_bytes(row.get(0)?));
        Ok(Erasure::Contact(ErasedContact { tenant, record_id, rev: row.get(1)? }))
    })?);
    Ok(list)
}

/// Notes a customer of the list; the values are the tenant, the key and the moment.
pub(super) const CUSTOMER: &str = "INSERT INTO erased (tenant_id, customer_key, erased_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

/// Notes a contact of the list; the values are the tenant, the id and the revision.
pub(super) const CONTACT: &str =
    "INSERT INTO erased_contact (tenant_id, record_id, rev) VALUES ($1, $2, $3)
     ON CONFLICT (tenant_id, record_id) DO UPDATE SET rev = excluded.rev
     WHERE excluded.rev > erased_contact.rev";

/// What says of a row, by its column, that it is of a customer who was erased.
fn theirs(column: &str) -> String {
    format!("(tenant_id, {column}) IN (SELECT tenant_id, customer_key FROM erased)")
}

/// Notes as erased, before they go, the contacts that stand under an erased key in the copy or came by one.
/// A list of before names none.
pub(super) fn noting(own: bool) -> String {
    let own = if own {
        let whose = theirs("own_key");
        format!(
            "OR (tenant_id, record_id) IN (SELECT tenant_id, record_id FROM own_identity WHERE {whose})"
        )
    } else {
        String::new()
    };
    format!(
        "INSERT INTO erased_contact (tenant_id, record_id, rev)
         SELECT tenant_id, record_id, max(rev) FROM contact WHERE {} {own} GROUP BY tenant_id, record_id
         ON CONFLICT (tenant_id, record_id) DO UPDATE SET rev = excluded.rev
         WHERE excluded.rev > erased_contact.rev",
        theirs("customer_key")
    )
}

/// Takes contacts out up to the revision that is refused. It comes before what [`taking_out`] says of other
/// tables, which goes by the contacts that are left.
pub(super) const CONTACTS: &str = "DELETE FROM contact WHERE EXISTS (SELECT 1 FROM erased_contact e
     WHERE e.tenant_id = contact.tenant_id AND e.record_id = contact.record_id AND e.rev >= contact.rev)";

/// Takes out of a table, by one of its columns, what is of the erased; none where that column says nothing
/// of it.
pub(super) fn taking_out(table: &str, column: &str) -> Option<String> {
    if table == "erased" || table == "erased_contact" {
        return None;
    }
    if KEYS.contains(&column) {
        return Some(format!("DELETE FROM {table} WHERE {}", theirs(column)));
    }
    let gone = format!(
        "EXISTS (SELECT 1 FROM erased_contact e
           WHERE e.tenant_id = {table}.tenant_id AND e.record_id = {table}.record_id)
         AND NOT EXISTS (SELECT 1 FROM contact c
           WHERE c.tenant_id = {table}.tenant_id AND c.record_id = {table}.record_id)"
    );
    match (table, column) {
        ("contact", _) => None,
        // What was set aside has no contact to go by: its own revision says whether it is refused.
        ("quarantine" | "quarantine_identity", "record_id") => Some(format!(
            "DELETE FROM {table} WHERE EXISTS (SELECT 1 FROM erased_contact e
               WHERE e.tenant_id = {table}.tenant_id AND e.record_id = {table}.record_id
                 AND e.rev >= {table}.rev)"
        )),
        // It is of whom it was asked, who may be there still: another contact of theirs may be the one.
        ("survey_of_customer", "record_id") => {
            Some(format!("UPDATE {table} SET record_id = NULL WHERE {gone}"))
        }
        (_, "record_id") => Some(format!("DELETE FROM {table} WHERE {gone}")),
        _ => None,
    }
}

/// The columns that hold the key of a customer or of an identity.
const KEYS: [&str; 8] = [
    "customer_key",
    "alias_hash",
    "via",
    "one_key",
    "other_key",
    "kept_key",
    "gone_key",
    "own_key",
];

/// Erases these and everybody in the table `erased` once more; gives the rows that went. `asked` is whose
/// the lists are that do not say it.
pub(super) fn replay(
    connection: &Connection,
    asked: i32,
    erased: &[Erasure],
) -> Result<u64, Failure> {
    for erasure in erased {
        let tenant = erasure.tenant().unwrap_or(asked);
        match erasure {
            Erasure::Customer(customer) => {
                let Some(key) = customer.key() else { continue };
                let row = (tenant, key, customer.erased_at);
                connection.prepare_cached(CUSTOMER)?.execute(row)?;
            }
            Erasure::Contact(contact) => {
                let row = (tenant, contact.record_id.as_bytes(), contact.rev);
                connection.prepare_cached(CONTACT)?.execute(row)?;
            }
        }
    }
    connection.execute(&noting(true), [])?;
    let mut rows = connection.execute(CONTACTS, [])? as u64;
    // Every table that has rows of customers, whatever tables there are by now.
    let text = "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
        WHERE m.type = 'table'";
    let columns: Vec<(String, String)> = connection
        .prepare(text)?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for text in columns.iter().filter_map(|(table, column)| taking_out(table, column)) {
        rows += connection.execute(&text, [])? as u64;
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_whole_or_not_at_all() {
        let good = "{\"customer_key\":\"000102030405060708090a0b0c0d0e0f\",\"erased_at\":5}\n\n";
        let contact =
            "{\"tenant\":2,\"record_id\":\"01956f1e-7c00-7000-8000-000000000001\",\"rev\":3}";
        let read = erasures_from(format!("{good}{contact}").as_bytes()).unwrap();
        let [Erasure::Customer(customer), Erasure::Contact(contact)] = read.as_slice() else {
            panic!("{read:?}");
        };
        assert_eq!((customer.tenant, contact.tenant, contact.rev), (None, Some(2), 3));
        assert_eq!(customer.key(), Some([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]));
        for bad in [
            "{\"customer_key\":\"00\",\"erased_at\":5}",
            "x",
            "{\"customer_key\":\"zz\"}",
            "{\"record_id\":\"17\",\"rev\":1}",
        ] {
            let told = erasures_from(format!("{good}{bad}").as_bytes()).unwrap_err().to_string();
            assert!(told.contains("Line 3"), "{told}");
        }
    }

    #[test]
    fn a_list_of_somebody_who_is_not_in_the_copy_is_found() {
        let record_id = ContactId(uuid::Uuid::nil());
        let of = |tenant| Erasure::Contact(ErasedContact { tenant, record_id, rev: 5 });
        let (said, unsaid) = ([of(Some(2))], [of(None)]);
        assert_eq!(astray(&said, 1, &[1, 2]).or(astray(&unsaid, 1, &[1, 2])), None);
        assert!(astray(&said, 2, &[1]).is_some_and(|told| told.contains("erasures of tenant 2")));
        assert!(astray(&unsaid, 3, &[1, 2]).is_some_and(|told| told.contains("tenant 1 and 2")));
    }
}
