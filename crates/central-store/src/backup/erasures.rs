//! Who was erased must not come back with an old copy.
//!
//! The list of erasures holds keyed hashes and moments only, so it may be kept apart from the copies;
//! it is what `central-store erasures` prints, one JSON object a line.

use std::io::BufRead;

use contact::{Code, Ms, Problem};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::engine::{Session, values};
use crate::keys::hex;

/// One customer was erased.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erasure {
    /// Whose customer: a hash says nothing under another tenant's secret. A list of before does not say it
    /// and is of the tenant that is asked for.
    #[serde(default)]
    pub tenant: Option<i32>,
    /// The customer's keyed hash, 32 hexadecimal digits.
    pub customer_key: String,
    /// When.
    pub erased_at: Ms,
}

/// The columns that hold the key of a customer or of an identity.
pub(super) const KEYS: &str =
    "'customer_key', 'alias_hash', 'via', 'one_key', 'other_key', 'kept_key', 'gone_key'";

impl Erasure {
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
        let read = serde_json::from_str::<Erasure>(&text).ok().filter(|e| e.key().is_some());
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
    let of = erased.iter().map(|erasure| erasure.tenant.unwrap_or(asked));
    let stranger = of.into_iter().find(|tenant| !tenants.contains(tenant))?;
    let tenants = tenants.iter().map(i32::to_string).collect::<Vec<_>>().join(" and ");
    Some(format!(
        "The lists have erasures of tenant {stranger}, and the copy holds tenant {tenants}. Give the lists \
         of who is in it; a list that names no tenant is of the one that --tenant names."
    ))
}

/// All erasures of a tenant, in the order of their time.
pub(crate) fn list(session: &Session) -> Result<Vec<Erasure>, Failure> {
    let text = "SELECT customer_key, erased_at FROM erased WHERE tenant_id = $1
        ORDER BY erased_at, customer_key";
    session.all(text, values![session.tenant()], |row| {
        let tenant = Some(session.tenant());
        Ok(Erasure { tenant, customer_key: hex(row.get(0)?), erased_at: row.get(1)? })
    })
}

/// Erases these and everybody in the table `erased` once more; gives the rows that went. `asked` is whose
/// the lists are that do not say it.
pub(super) fn replay(
    connection: &Connection,
    asked: i32,
    erased: &[Erasure],
) -> Result<u64, Failure> {
    for erasure in erased {
        let Some(key) = erasure.key() else { continue };
        connection
            .prepare_cached("INSERT INTO erased (tenant_id, customer_key, erased_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
            .execute((erasure.tenant.unwrap_or(asked), key, erasure.erased_at))?;
    }
    // Every table that has rows of customers, whatever tables there are by now.
    let text = format!(
        "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND c.name IN ({KEYS}) AND m.name <> 'erased'"
    );
    let columns: Vec<(String, String)> = connection
        .prepare(&text)?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut rows = 0;
    for (table, column) in columns {
        let text = format!(
            "DELETE FROM {table} WHERE (tenant_id, {column}) IN (SELECT tenant_id, customer_key FROM erased)"
        );
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
        let read = erasures_from(good.as_bytes()).unwrap();
        assert_eq!((read.len(), read[0].tenant), (1, None));
        assert_eq!(read[0].key(), Some([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]));
        for bad in ["{\"customer_key\":\"00\",\"erased_at\":5}", "x", "{\"customer_key\":\"zz\"}"] {
            let told = erasures_from(format!("{good}{bad}").as_bytes()).unwrap_err().to_string();
            assert!(told.contains("Line 3"), "{told}");
        }
    }

    #[test]
    fn a_list_of_somebody_who_is_not_in_the_copy_is_found() {
        let of = |tenant| Erasure { tenant, customer_key: String::new(), erased_at: 5 };
        let (said, unsaid) = ([of(Some(2))], [of(None)]);
        assert_eq!(astray(&said, 1, &[1, 2]).or(astray(&unsaid, 1, &[1, 2])), None);
        assert!(astray(&said, 2, &[1]).is_some_and(|told| told.contains("erasures of tenant 2")));
        assert!(astray(&unsaid, 3, &[1, 2]).is_some_and(|told| told.contains("tenant 1 and 2")));
    }
}
