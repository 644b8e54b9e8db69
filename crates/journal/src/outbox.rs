//! The outbox: what the store has not confirmed yet.
//!
//! A line is taken (and marked) before it is sent, and goes only on the store's receipt for its
//! own revision. A refused line is parked with its problem; it never holds up the others.

use contact::{Code, ContactId, Customer, Ms, Problem};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::drafts::id;
use crate::{Fault, Journal, KEEP_MS, signed, unsigned};

/// One record to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// Which contact.
    pub contact_id: ContactId,
    /// Which revision of it.
    pub revision: u32,
    /// The desk's own count of what it ever sent, from 1.
    pub seq: u64,
    /// How often it was taken before.
    pub attempts: u32,
    /// The contact as JSON.
    pub body: String,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Line({} r{} #{})", self.contact_id, self.revision, self.seq)
    }
}

/// How much may be taken at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parcel {
    /// Records.
    pub records: usize,
    /// Bytes of all records together.
    pub bytes: usize,
}

/// How much there is to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Waiting {
    /// Saved here and not yet at the store, the refused left out.
    pub lines: u32,
    /// Refused and not corrected since.
    pub refused: u32,
    /// When the first of the lines may be sent.
    pub due_ms: Option<Ms>,
}

/// A parked line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefusedLine {
    /// Which contact.
    pub contact_id: ContactId,
    /// Which revision of it.
    pub revision: u32,
    /// When it began.
    pub start_ms: Ms,
    /// Who it was with.
    pub customer: Option<Customer>,
    /// Why.
    pub why: Problem,
}

/// Nothing waits longer than this before it may be sent. A line that would was written before
/// the clock was set back; it is due.
const LONGEST_WAIT: Ms = 10 * 60_000;

/// A little more than a record's own text: its `seq`, `v` and the comma.
const ENVELOPE: usize = 40;

impl Journal {
    /// Takes what may be sent at `now`, oldest first, and marks it as taken. At least one line,
    /// however large, when any is due.
    pub fn take_due(&self, now: Ms, parcel: Parcel) -> Result<Vec<Line>, Fault> {
        self.write(|tx| {
            let mut lines = Vec::new();
            let mut bytes = 0;
            {
                let mut statement = tx.prepare_cached(
                    "SELECT o.contact_id, o.revision, o.seq, o.attempts, c.body
                     FROM outbox o JOIN contact c USING (contact_id, revision)
                     WHERE o.problem IS NULL
                       AND (o.not_before_ms <= ?1 OR o.not_before_ms > ?3)
                     ORDER BY o.created_ms, o.contact_id, o.revision LIMIT ?2",
                )?;
                let limit = i64::try_from(parcel.records.max(1)).unwrap_or(i64::MAX);
                let mut rows = statement.query(params![now, limit, now + LONGEST_WAIT])?;
                while let Some(row) = rows.next()? {
                    let body: String = row.get(4)?;
                    bytes += body.len() + ENVELOPE;
                    if bytes > parcel.bytes && !lines.is_empty() {
                        break;
                    }
                    let seq: Option<i64> = row.get(2)?;
                    lines.push(Line {
                        contact_id: id(row, 0)?,
                        revision: row.get(1)?,
                        seq: seq.map_or(0, unsigned),
                        attempts: row.get(3)?,
                        body,
                    });
                }
            }
            for line in &mut lines {
                if line.seq == 0 {
                    line.seq = next_seq(tx)?;
                }
                tx.prepare_cached(
                    "UPDATE outbox SET attempts = attempts + 1, seq = ?3
                     WHERE contact_id = ?1 AND revision = ?2",
                )?
                .execute(params![
                    line.contact_id.as_bytes(),
                    line.revision,
                    signed(line.seq)
                ])?;
            }
            Ok(lines)
        })
    }

    /// The store has this revision: its line goes, and so do parked lines of earlier ones, which
    /// are settled with it. A later revision made meanwhile stays.
    pub fn acked(&self, contact_id: ContactId, revision: u32, now: Ms) -> Result<(), Fault> {
        self.write(|tx| {
            tx.execute(
                "UPDATE contact AS c SET acked_ms = ?3, seq = coalesce(
                     (SELECT o.seq FROM outbox o WHERE o.contact_id = c.contact_id
                      AND o.revision = c.revision), seq)
                 WHERE contact_id = ?1 AND (revision = ?2
                   -- Refused and corrected: nobody will ever confirm it on its own, and without
                   -- that the contact would never be forgotten.
                   OR (revision < ?2 AND acked_ms IS NULL AND NOT EXISTS (
                       SELECT 1 FROM outbox o WHERE o.contact_id = c.contact_id
                       AND o.revision = c.revision AND o.problem IS NULL)))",
                params![contact_id.as_bytes(), revision, now],
            )?;
            tx.execute(
                "DELETE FROM outbox WHERE contact_id = ?1
                 AND (revision = ?2 OR (revision < ?2 AND problem IS NOT NULL))",
                params![contact_id.as_bytes(), revision],
            )?;
            Ok(())
        })
    }

    /// Sends this line later, not before `not_before_ms`.
    pub fn postpone(
        &self,
        contact_id: ContactId,
        revision: u32,
        not_before_ms: Ms,
    ) -> Result<(), Fault> {
        self.write(|tx| {
            tx.execute(
                "UPDATE outbox SET not_before_ms = ?3 WHERE contact_id = ?1 AND revision = ?2",
                params![contact_id.as_bytes(), revision, not_before_ms],
            )?;
            Ok(())
        })
    }

    /// Sets a line aside with its problem, for a person.
    pub fn park(
        &self,
        contact_id: ContactId,
        revision: u32,
        problem: &Problem,
    ) -> Result<(), Fault> {
        let text =
            serde_json::to_string(problem).map_err(|_| Fault::Unreadable { what: "problem" })?;
        self.write(|tx| {
            tx.execute(
                "UPDATE outbox SET problem = ?3 WHERE contact_id = ?1 AND revision = ?2",
                params![contact_id.as_bytes(), revision, text],
            )?;
            Ok(())
        })
    }

    /// Sends the parked lines of a contact again, as they are.
    pub fn unpark(&self, contact_id: ContactId, now: Ms) -> Result<(), Fault> {
        let changed = self.write(|tx| {
            Ok(tx.execute(
                "UPDATE outbox SET problem = NULL, not_before_ms = ?2
                 WHERE contact_id = ?1 AND problem IS NOT NULL",
                params![contact_id.as_bytes(), now],
            )?)
        })?;
        if changed == 0 { Err(Fault::NotFound) } else { Ok(()) }
    }

    /// How much there is to do at `now`.
    pub fn waiting(&self, now: Ms) -> Result<Waiting, Fault> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT count(*) FILTER (WHERE problem IS NULL),
                    count(*) FILTER (WHERE problem IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM contact n WHERE n.contact_id = o.contact_id
                        AND n.revision > o.revision)),
                    min(iif(not_before_ms > ?2, ?1, not_before_ms)) FILTER (WHERE problem IS NULL)
             FROM outbox o",
        )?;
        Ok(statement.query_row([now, now + LONGEST_WAIT], |row| {
            Ok(Waiting { lines: row.get(0)?, refused: row.get(1)?, due_ms: row.get(2)? })
        })?)
    }

    /// Parked lines that were not corrected since, latest first. Told without the contact's own
    /// text, so that one that cannot be read any more hides no other.
    pub fn refused(&self) -> Result<Vec<RefusedLine>, Fault> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT c.contact_id, c.revision, c.start_ms, c.customer, o.problem
             FROM outbox o JOIN contact c USING (contact_id, revision)
             WHERE o.problem IS NOT NULL AND NOT EXISTS (
                 SELECT 1 FROM contact n WHERE n.contact_id = o.contact_id
                 AND n.revision > o.revision)
             ORDER BY c.start_ms DESC",
        )?;
        let rows = statement.query_map([], |row| {
            let why: String = row.get(4)?;
            Ok(RefusedLine {
                contact_id: id(row, 0)?,
                revision: row.get(1)?,
                start_ms: row.get(2)?,
                customer: row.get::<_, Option<String>>(3)?.map(Customer),
                why: serde_json::from_str(&why).unwrap_or_else(|_| unknown()),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets contacts that the store confirmed more than 30 days ago and that promise nothing
    /// any more. Returns how many revisions.
    pub fn forget_old(&self, now: Ms) -> Result<usize, Fault> {
        self.write(|tx| {
            Ok(tx.execute(
                "DELETE FROM contact AS c WHERE acked_ms < ?1 AND coalesce(due_ms, 0) < ?1
                 AND NOT EXISTS (SELECT 1 FROM contact n WHERE n.contact_id = c.contact_id
                     AND (n.acked_ms IS NULL OR n.acked_ms >= ?1 OR n.due_ms >= ?1))
                 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.contact_id = c.contact_id)",
                [now - KEEP_MS],
            )?)
        })
    }
}

/// A parked line whose reason is lost.
fn unknown() -> Problem {
    Problem::new(
        Code::Damaged,
        "Why this record was refused cannot be read any more. It is safe here: send it again, and \
         the store says it once more.",
    )
}

fn next_seq(tx: &Transaction<'_>) -> Result<u64, Fault> {
    let last: Option<String> = tx
        .query_row("SELECT value FROM setting WHERE key = 'seq'", [], |row| row.get(0))
        .optional()?;
    let last = last.and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    // Lines carried over from a damaged file may be ahead of a counter that was not.
    let used: i64 = tx.query_row(
        "SELECT max(coalesce((SELECT max(seq) FROM outbox), 0),
                    coalesce((SELECT max(seq) FROM contact), 0))",
        [],
        |row| row.get(0),
    )?;
    let next = last.max(unsigned(used)) + 1;
    crate::settings::put(tx, "seq", &next.to_string())?;
    Ok(next)
}
