//! A customer's rows under another customer's key.
//!
//! A row cannot change the key it is spread by, where customers are spread over machines: it is
//! taken out and put in again, whole, whatever columns it has.

use crate::Failure;
use crate::engine::{FromCell, Session, Value};
use crate::fcr::change::{self, Touched, Why};
use crate::keys::CustomerKey;

/// Tables whose second column is the customer and whose third is the contact.
const TABLES: [&str; 5] = ["contact", "survey", "exclusion_review", "own_identity", "noted"];
/// The place of the customer in them.
const CUSTOMER: usize = 1;

/// Moves everything of these contacts.
pub(crate) fn records(
    session: &Session,
    from: CustomerKey,
    to: CustomerKey,
    records: &[[u8; 16]],
    why: Why,
) -> Result<(), Failure> {
    for record in records {
        change::before(session, from, *record, why)?;
        session.touch(Touched { key: to.0, id: *record, was: None, why });
    }
    for table in TABLES {
        for record in records {
            row(session, table, from, to, record)?;
        }
    }
    Ok(())
}

fn row(
    session: &Session,
    table: &str,
    from: CustomerKey,
    to: CustomerKey,
    record: &[u8; 16],
) -> Result<(), Failure> {
    let whose = "WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3";
    let asked = [Value::from(session.tenant()), Value::from(&from.0), Value::from(record)];
    let rows = session.all(&format!("SELECT * FROM {table} {whose}"), &asked, |row| {
        (0..row.width()).map(|at| row.get::<Owned>(at)).collect::<Result<Vec<_>, _>>()
    })?;
    session.execute(&format!("DELETE FROM {table} {whose}"), &asked)?;
    for row in rows {
        let mut values: Vec<Value<'_>> = row.iter().map(Owned::value).collect();
        if let Some(customer) = values.get_mut(CUSTOMER) {
            *customer = Value::from(&to.0);
        }
        let places: Vec<String> = (1..=values.len()).map(|n| format!("${n}")).collect();
        let text = format!("INSERT INTO {table} VALUES ({})", places.join(", "));
        session.execute(&text, &values)?;
    }
    Ok(())
}

/// A cell that outlives its row.
enum Owned {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Owned {
    fn value(&self) -> Value<'_> {
        match self {
            Owned::Null => Value::Null,
            Owned::Int(number) => Value::Int(*number),
            Owned::Text(text) => Value::Text(text),
            Owned::Bytes(bytes) => Value::Bytes(bytes),
        }
    }
}

impl FromCell<'_> for Owned {
    fn from_cell(cell: crate::engine::Cell<'_>) -> Option<Self> {
        use crate::engine::Cell;
        Some(match cell {
            Cell::Null => Owned::Null,
            Cell::Int(number) => Owned::Int(number),
            Cell::Text(text) => Owned::Text(text.to_owned()),
            Cell::Bytes(bytes) => Owned::Bytes(bytes.to_vec()),
        })
    }
}
