//! What the telephone system said, kept over a restart; and loose ends: what was recorded while
//! nobody was on the line. Bodies are JSON to the journal.

use contact::{ContactId, Ms};
use rusqlite::params;

use crate::{Fault, Journal};

/// What is known of one call. `Debug` shows no body.
#[derive(Clone, PartialEq, Eq)]
pub struct CallRow {
    /// The telephone system's name for it.
    pub call_id: String,
    /// Its contact, once it has one.
    pub contact_id: Option<ContactId>,
    /// The events, as JSON.
    pub body: String,
}

impl std::fmt::Debug for CallRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CallRow").field("contact_id", &self.contact_id).finish_non_exhaustive()
    }
}

/// Something recorded while nobody was on the line. `Debug` shows no body.
#[derive(Clone, PartialEq, Eq)]
pub struct LooseEnd {
    /// Names it, for [`Journal::record_with`].
    pub id: i64,
    /// `flag`, `gap`.
    pub kind: String,
    /// As JSON.
    pub body: String,
}

impl std::fmt::Debug for LooseEnd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LooseEnd").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Journal {
    /// Keeps what is known of a call.
    pub fn keep_call(&self, call: &CallRow, now: Ms) -> Result<(), Fault> {
        self.write(|tx| {
            tx.prepare_cached(
                "INSERT INTO call (call_id, contact_id, changed_ms, body) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (call_id) DO UPDATE SET contact_id = excluded.contact_id,
                     changed_ms = excluded.changed_ms, body = excluded.body",
            )?
            .execute(params![
                call.call_id,
                call.contact_id.as_ref().map(ContactId::as_bytes),
                now,
                call.body
            ])?;
            Ok(())
        })
    }

    /// The calls that something was heard of since `since`. What is older is forgotten.
    pub fn calls_since(&self, since: Ms) -> Result<Vec<CallRow>, Fault> {
        self.write(|tx| {
            tx.execute("DELETE FROM call WHERE changed_ms < ?1", [since])?;
            let mut statement =
                tx.prepare("SELECT call_id, contact_id, body FROM call ORDER BY changed_ms")?;
            let rows = statement.query_map([], |row| {
                let bytes: Option<[u8; 16]> = row.get(1)?;
                Ok(CallRow {
                    call_id: row.get(0)?,
                    contact_id: bytes.map(|bytes| ContactId(uuid::Uuid::from_bytes(bytes))),
                    body: row.get(2)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Keeps a loose end until a contact takes it along.
    pub fn keep_loose_end(&self, kind: &str, body: &str, now: Ms) -> Result<(), Fault> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO loose_end (kind, at_ms, body) VALUES (?1, ?2, ?3)",
                params![kind, now, body],
            )?;
            Ok(())
        })
    }

    /// The loose ends, first first.
    pub fn loose_ends(&self) -> Result<Vec<LooseEnd>, Fault> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT id, kind, body FROM loose_end ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            Ok(LooseEnd { id: row.get(0)?, kind: row.get(1)?, body: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
