//! One value a name: settings, the token of the store, what the desk remembers of it; and the
//! agent's recent searches.

use contact::{Ms, Secret};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::{Fault, Journal};

/// How many searches are remembered.
const SEARCHES: u32 = 20;

impl Journal {
    /// The value kept under `key`.
    pub fn setting(&self, key: &str) -> Result<Option<String>, Fault> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    }

    /// Keeps `value` under `key`.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), Fault> {
        self.write(|tx| put(tx, key, value))
    }

    /// Forgets the value kept under `key`.
    pub fn forget_setting(&self, key: &str) -> Result<(), Fault> {
        self.write(|tx| {
            tx.execute("DELETE FROM setting WHERE key = ?1", [key])?;
            Ok(())
        })
    }

    /// The token the store gave this desk.
    pub fn token(&self) -> Result<Option<Secret>, Fault> {
        Ok(self.setting("token")?.map(Secret::new))
    }

    /// Known to a store from now on: token and settings in one step. The cursors of an earlier
    /// store mean nothing to this one, and whatever that one confirmed is unknown here.
    pub fn enrolled(&self, token: &Secret, settings: &str) -> Result<(), Fault> {
        self.write(|tx| {
            put(tx, "token", token.reveal())?;
            put(tx, "settings", settings)?;
            tx.execute(
                "DELETE FROM setting WHERE key IN
                     ('synced_ms', 'asked_ms', 'store_seq', 'token_since')",
                [],
            )?;
            tx.execute("DELETE FROM cursor", [])?;
            Ok(())
        })
    }

    /// The store gave this desk a new token.
    pub fn renewed(&self, token: &Secret, now: Ms) -> Result<(), Fault> {
        self.write(|tx| {
            put(tx, "token", token.reveal())?;
            put(tx, "token_since", &now.to_string())
        })
    }

    /// Remembers a search. The half-typed forms of it from the last two minutes go.
    pub fn searched(&self, text: &str, now: Ms) -> Result<(), Fault> {
        self.write(|tx| {
            tx.execute(
                "DELETE FROM search WHERE at_ms > ?2 - 120000 AND text <> ?1
                 AND substr(?1, 1, length(text)) = text",
                params![text, now],
            )?;
            tx.execute(
                "INSERT INTO search (text, at_ms) VALUES (?1, ?2)
                 ON CONFLICT (text) DO UPDATE SET at_ms = excluded.at_ms",
                params![text, now],
            )?;
            tx.execute(
                "DELETE FROM search WHERE text NOT IN
                     (SELECT text FROM search ORDER BY at_ms DESC, text LIMIT ?1)",
                [SEARCHES],
            )?;
            Ok(())
        })
    }

    /// The latest searches, latest first.
    pub fn recent_searches(&self, limit: u16) -> Result<Vec<String>, Fault> {
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached("SELECT text FROM search ORDER BY at_ms DESC, text LIMIT ?1")?;
        let rows = statement.query_map([limit], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

pub(crate) fn put(tx: &Transaction<'_>, key: &str, value: &str) -> Result<(), Fault> {
    tx.prepare_cached(
        "INSERT INTO setting (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute([key, value])?;
    Ok(())
}
