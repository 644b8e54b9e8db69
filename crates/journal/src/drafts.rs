//! Contacts in the making. One may be on the screen (current); the others are parked.
//!
//! A draft is begun once and then only changed: a save that comes late, after the contact was
//! recorded or thrown away, finds nothing and cannot bring it back.

use contact::{ContactId, Ms};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::{Fault, Journal};

/// A draft as the journal keeps it. `Debug` shows no body.
#[derive(Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// The id the contact will have.
    pub contact_id: ContactId,
    /// 1, or more for a correction.
    pub revision: u32,
    /// When the contact began.
    pub start_ms: Ms,
    /// The draft itself, as JSON.
    pub body: String,
}

impl std::fmt::Debug for DraftRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DraftRow").field("contact_id", &self.contact_id).finish_non_exhaustive()
    }
}

impl Journal {
    /// Begins `draft` and puts it on the screen. `parked` is the one that was there, as it is
    /// to be kept; both in one step.
    pub fn begin_draft(
        &self,
        draft: &DraftRow,
        parked: Option<&DraftRow>,
        now: Ms,
    ) -> Result<(), Fault> {
        self.write(|tx| put_current(tx, draft, parked, now))
    }

    /// Keeps a draft that was begun before. Parked stays parked.
    pub fn save_draft(&self, draft: &DraftRow, now: Ms) -> Result<(), Fault> {
        let changed = self.write(|tx| {
            Ok(tx.execute(
                "UPDATE draft SET body = ?3, start_ms = ?4, changed_ms = ?5
                 WHERE contact_id = ?1 AND revision = ?2",
                params![
                    draft.contact_id.as_bytes(),
                    draft.revision,
                    draft.body,
                    draft.start_ms,
                    now
                ],
            )?)
        })?;
        if changed == 0 { Err(Fault::NotFound) } else { Ok(()) }
    }

    /// The draft on the screen.
    pub fn current_draft(&self) -> Result<Option<DraftRow>, Fault> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT contact_id, revision, start_ms, body FROM draft WHERE current = 1",
        )?;
        Ok(statement.query_row([], read).optional()?)
    }

    /// When the draft on the screen was last changed.
    pub fn current_draft_changed(&self) -> Result<Option<Ms>, Fault> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT changed_ms FROM draft WHERE current = 1")?;
        Ok(statement.query_row([], |row| row.get(0)).optional()?)
    }

    /// One draft, on the screen or parked.
    pub fn draft(&self, contact_id: ContactId) -> Result<Option<DraftRow>, Fault> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT contact_id, revision, start_ms, body FROM draft WHERE contact_id = ?1",
        )?;
        Ok(statement.query_row([contact_id.as_bytes()], read).optional()?)
    }

    /// Sets a draft aside that was begun before. One that was recorded or thrown away meanwhile is
    /// not brought back.
    pub fn put_aside(&self, draft: &DraftRow, now: Ms) -> Result<(), Fault> {
        let changed = self.write(|tx| {
            Ok(tx.execute(
                "UPDATE draft SET current = 0, body = ?3, start_ms = ?4, changed_ms = ?5
                 WHERE contact_id = ?1 AND revision = ?2",
                params![
                    draft.contact_id.as_bytes(),
                    draft.revision,
                    draft.body,
                    draft.start_ms,
                    now
                ],
            )?)
        })?;
        if changed == 0 { Err(Fault::NotFound) } else { Ok(()) }
    }

    /// Begins `draft` set aside: what is on the screen stays there.
    pub fn begin_aside(&self, draft: &DraftRow, now: Ms) -> Result<(), Fault> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO draft (contact_id, revision, current, start_ms, changed_ms, body)
                 VALUES (?1, ?2, 0, ?3, ?4, ?5)",
                params![
                    draft.contact_id.as_bytes(),
                    draft.revision,
                    draft.start_ms,
                    now,
                    draft.body
                ],
            )?;
            Ok(())
        })
    }

    /// Those that wait to be finished, oldest first.
    pub fn parked_drafts(&self) -> Result<Vec<DraftRow>, Fault> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT contact_id, revision, start_ms, body FROM draft WHERE current = 0
             ORDER BY start_ms, contact_id",
        )?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Takes the draft of this very revision away, if there is one: its content is recorded.
    pub fn drop_recorded(&self, contact_id: ContactId, revision: u32) -> Result<(), Fault> {
        self.write(|tx| {
            tx.execute(
                "DELETE FROM draft WHERE contact_id = ?1 AND revision = ?2",
                params![contact_id.as_bytes(), revision],
            )?;
            Ok(())
        })
    }

    /// Throws a draft away.
    pub fn discard_draft(&self, contact_id: ContactId) -> Result<(), Fault> {
        let gone = self.write(|tx| {
            Ok(tx.execute("DELETE FROM draft WHERE contact_id = ?1", [contact_id.as_bytes()])?)
        })?;
        if gone == 0 { Err(Fault::NotFound) } else { Ok(()) }
    }
}

pub(crate) fn put_current(
    tx: &Transaction<'_>,
    draft: &DraftRow,
    parked: Option<&DraftRow>,
    now: Ms,
) -> Result<(), Fault> {
    tx.execute("UPDATE draft SET current = 0 WHERE current = 1", [])?;
    if let Some(parked) = parked {
        tx.execute(
            "UPDATE draft SET body = ?2, changed_ms = ?3 WHERE contact_id = ?1",
            params![parked.contact_id.as_bytes(), parked.body, now],
        )?;
    }
    tx.execute(
        "INSERT INTO draft (contact_id, revision, current, start_ms, changed_ms, body)
         VALUES (?1, ?2, 1, ?3, ?4, ?5)
         ON CONFLICT (contact_id) DO UPDATE SET revision = excluded.revision, current = 1,
             start_ms = excluded.start_ms, changed_ms = excluded.changed_ms,
             body = excluded.body",
        params![draft.contact_id.as_bytes(), draft.revision, draft.start_ms, now, draft.body],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<DraftRow> {
    Ok(DraftRow {
        contact_id: id(row, 0)?,
        revision: row.get(1)?,
        start_ms: row.get(2)?,
        body: row.get(3)?,
    })
}

/// A contact id in column `index`.
pub(crate) fn id(row: &Row<'_>, index: usize) -> rusqlite::Result<ContactId> {
    let bytes: [u8; 16] = row.get(index)?;
    Ok(ContactId(uuid::Uuid::from_bytes(bytes)))
}
