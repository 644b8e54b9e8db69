//! Recording a contact, and taking it back while it has not left.
//!
//! Contact and outbox line are written in one transaction and the draft goes in the same one.
//! Taking back races with the courier over one row: whoever changes it first has it, because
//! the courier marks a line as taken before it sends it.

use contact::{Contact, ContactId, Ms};
use rusqlite::{OptionalExtension, params};

use crate::drafts::{DraftRow, put_current};
use crate::{Fault, Journal};

/// What became of a contact that was to be recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// False when this very revision was recorded before; nothing was changed then.
    pub fresh: bool,
    /// Until then it stays on the desk.
    pub not_before_ms: Ms,
}

/// A contact that was taken back: the draft it was made from is on the screen again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TakenBack {
    /// As it was when it was recorded.
    pub draft: DraftRow,
}

impl Journal {
    /// Records `contact` and its outbox line, and takes its draft away, all or nothing.
    ///
    /// The line is not sent before `not_before_ms`; until then [`Journal::take_back`] can restore
    /// `draft`, the JSON it was made from.
    pub fn record(
        &self,
        contact: &Contact,
        draft: Option<&str>,
        not_before_ms: Ms,
        now: Ms,
    ) -> Result<Recorded, Fault> {
        self.record_with(contact, draft, &[], not_before_ms, now)
    }

    /// The same, and the loose ends that the contact takes along are tied up in the same step.
    pub fn record_with(
        &self,
        contact: &Contact,
        draft: Option<&str>,
        loose_ends: &[i64],
        not_before_ms: Ms,
        now: Ms,
    ) -> Result<Recorded, Fault> {
        let body =
            serde_json::to_string(contact).map_err(|_| Fault::Unreadable { what: "contact" })?;
        let id = contact.contact_id;
        self.write(|tx| {
            let inserted = tx.execute(
                "INSERT INTO contact (contact_id, revision, customer, start_ms, end_ms, due_ms,
                     recorded_ms, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
                params![
                    id.as_bytes(),
                    contact.revision,
                    contact.customer.as_ref().map(|c| c.as_str()),
                    contact.start_ms,
                    contact.end_ms,
                    contact.follow_up.as_ref().map(|f| f.due_ms),
                    now,
                    body
                ],
            )?;
            if inserted == 0 {
                let before: Option<Ms> = tx
                    .query_row(
                        "SELECT not_before_ms FROM outbox WHERE contact_id = ?1 AND revision = ?2",
                        params![id.as_bytes(), contact.revision],
                        |row| row.get(0),
                    )
                    .optional()?;
                return Ok(Recorded { fresh: false, not_before_ms: before.unwrap_or(now) });
            }
            tx.execute(
                "INSERT INTO outbox (contact_id, revision, not_before_ms, created_ms, draft)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![id.as_bytes(), contact.revision, not_before_ms, now, draft],
            )?;
            tx.execute("DELETE FROM draft WHERE contact_id = ?1", [id.as_bytes()])?;
            for loose_end in loose_ends {
                tx.execute("DELETE FROM loose_end WHERE id = ?1", [loose_end])?;
            }
            Ok(Recorded { fresh: true, not_before_ms })
        })
    }

    /// Takes the latest revision of a contact back and puts its draft on the screen. Only while
    /// the time to undo runs and nothing was sent; else [`Fault::TooLate`].
    ///
    /// `parked` is the draft that was on the screen, as it is to be kept.
    pub fn take_back(
        &self,
        contact_id: ContactId,
        parked: Option<&DraftRow>,
        now: Ms,
    ) -> Result<TakenBack, Fault> {
        self.write(|tx| {
            let line: Option<(u32, Ms, u32, Option<String>)> = tx
                .query_row(
                    "SELECT revision, not_before_ms, attempts, draft FROM outbox
                     WHERE contact_id = ?1 ORDER BY revision DESC LIMIT 1",
                    [contact_id.as_bytes()],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
                )
                .optional()?;
            let Some((revision, not_before_ms, attempts, draft)) = line else {
                return Err(Fault::TooLate);
            };
            let Some(body) = draft.filter(|_| now < not_before_ms && attempts == 0) else {
                return Err(Fault::TooLate);
            };
            let key = params![contact_id.as_bytes(), revision];
            let start_ms = tx.query_row(
                "SELECT start_ms FROM contact WHERE contact_id = ?1 AND revision = ?2",
                key,
                |row| row.get(0),
            )?;
            tx.execute("DELETE FROM outbox WHERE contact_id = ?1 AND revision = ?2", key)?;
            tx.execute("DELETE FROM contact WHERE contact_id = ?1 AND revision = ?2", key)?;
            let draft = DraftRow { contact_id, revision, start_ms, body };
            put_current(tx, &draft, parked, now)?;
            Ok(TakenBack { draft })
        })
    }
}
