//! What the store confirmed and this desk still keeps, summed up; and what goes out again when the
//! store turns out to have lost it.
//!
//! Promises: a reconciliation that was begun is remembered until its answer is here and applied,
//! in one transaction: killed at any moment, the desk asks again.

use contact::protocol::{Marks, SeqRange, SeqSum};
use contact::{ContactId, Ms};
use rusqlite::{Transaction, params};

use crate::drafts::id;
use crate::{Fault, Journal, KEEP_MS, signed, unsigned};

/// Numbers of one stretch: what is sent again when one record of it is missing.
const STRETCH: u64 = 64;

/// The name of the time of the store that this desk is one with.
const EPOCH: &str = "epoch";
/// The one it has not yet reconciled with.
const EPOCH_NEXT: &str = "epoch_next";

impl Journal {
    /// Hears the store's epoch. True when it is another one than it was heard of last, for the
    /// first time: the feeds begin anew, and [`Journal::to_reconcile`] says so until it is done.
    ///
    /// Back in an epoch it was once one with, before the one in between was compared: it is
    /// compared all the same, for nobody knows what happened in between.
    pub fn hear_epoch(&self, epoch: &str) -> Result<bool, Fault> {
        let last = match self.setting(EPOCH_NEXT)? {
            Some(next) => Some(next),
            None => self.setting(EPOCH)?,
        };
        if last.as_deref() == Some(epoch) {
            return Ok(false);
        }
        self.write(|tx| {
            if last.is_none() {
                // The first store this desk ever spoke to: there is nothing to compare.
                crate::settings::put(tx, EPOCH, epoch)?;
                return Ok(false);
            }
            begin(tx, epoch)?;
            Ok(true)
        })
    }

    /// The epoch that this desk is one with; none while it is comparing with another.
    pub fn epoch(&self) -> Result<Option<String>, Fault> {
        if self.to_reconcile()?.is_some() { Ok(None) } else { self.setting(EPOCH) }
    }

    /// The store has gone back in time under the same epoch: a file was put back by hand.
    pub fn doubt_store(&self, epoch: &str) -> Result<(), Fault> {
        self.write(|tx| begin(tx, epoch))
    }

    /// The epoch that is still to be reconciled with, if there is one.
    pub fn to_reconcile(&self) -> Result<Option<String>, Fault> {
        self.setting(EPOCH_NEXT)
    }

    /// What the store confirmed in the last 30 days, in stretches of its numbers. Of a contact the
    /// highest confirmed revision counts: the store keeps no other.
    pub fn confirmed(&self, now: Ms) -> Result<Vec<SeqSum>, Fault> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT contact_id, max(revision), seq FROM contact
             WHERE acked_ms >= ?1 AND seq IS NOT NULL GROUP BY contact_id ORDER BY seq",
        )?;
        let mut rows = statement.query([now - KEEP_MS])?;
        let mut sums: Vec<SeqSum> = Vec::new();
        while let Some(row) = rows.next()? {
            let (contact_id, revision): (ContactId, u32) = (id(row, 0)?, row.get(1)?);
            let seq = unsigned(row.get(2)?);
            let from = (seq - 1) / STRETCH * STRETCH + 1;
            if sums.last().is_none_or(|last| last.from != from) {
                let to = from + STRETCH - 1;
                sums.push(SeqSum { from, to, count: 0, marks: Marks::default() });
            }
            if let Some(sum) = sums.last_mut() {
                sum.count += 1;
                sum.marks.add(&contact_id, revision);
            }
        }
        Ok(sums)
    }

    /// Puts what the store lacks into the outbox again, each under its old number, and is one with
    /// `epoch` from now on. What was confirmed before there were numbers goes as well. Returns how
    /// many records.
    pub fn send_again(&self, ranges: &[SeqRange], epoch: &str, now: Ms) -> Result<usize, Fault> {
        self.write(|tx| {
            let mut again = put_back(tx, UNNUMBERED, now)?;
            for range in ranges {
                again += put_back(tx, *range, now)?;
            }
            crate::settings::put(tx, EPOCH, epoch)?;
            tx.execute("DELETE FROM setting WHERE key = ?1", [EPOCH_NEXT])?;
            Ok(again)
        })
    }
}

fn begin(tx: &Transaction<'_>, epoch: &str) -> Result<(), Fault> {
    crate::settings::put(tx, EPOCH_NEXT, epoch)?;
    tx.execute("UPDATE cursor SET next = 0", [])?;
    Ok(())
}

/// What was confirmed before there were numbers.
const UNNUMBERED: SeqRange = SeqRange { from: 0, to: 0 };

fn put_back(tx: &Transaction<'_>, range: SeqRange, now: Ms) -> Result<usize, Fault> {
    let (from, to, kept) = (signed(range.from), signed(range.to), now - KEEP_MS);
    let again = tx.execute(
        "INSERT INTO outbox (contact_id, revision, seq, not_before_ms, created_ms, attempts)
         SELECT contact_id, max(revision), seq, ?1, recorded_ms, 1 FROM contact
         WHERE acked_ms >= ?2 AND coalesce(seq, 0) BETWEEN ?3 AND ?4 GROUP BY contact_id
         ON CONFLICT DO NOTHING",
        params![now, kept, from, to],
    )?;
    tx.execute(
        "UPDATE contact SET acked_ms = NULL
         WHERE acked_ms >= ?1 AND coalesce(seq, 0) BETWEEN ?2 AND ?3
           AND EXISTS (SELECT 1 FROM outbox o WHERE o.contact_id = contact.contact_id
                       AND o.revision = contact.revision)",
        params![kept, from, to],
    )?;
    Ok(again)
}
