//! One value a name: settings, the token of the store, what the desk remembers of it; and the
//! agent's recent searches.

use contact::{Ms, Secret};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::{Fault, Journal};

const TOKEN: &str = "token";
const TOKEN_BEFORE: &str = "token_before";
const TOKEN_SINCE: &str = "token_since";

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
        Ok(self.setting(TOKEN)?.map(Secret::new))
    }

    /// The token that the last renewal replaced. It is void at a store that has seen the new one; one that
    /// was put back to a copy from before that knows no other.
    pub fn token_before(&self) -> Result<Option<Secret>, Fault> {
        Ok(self.setting(TOKEN_BEFORE)?.map(Secret::new))
    }

    /// Known to a store from now on: token and settings in one step. The cursors of an earlier
    /// store mean nothing to this one, and whatever that one confirmed is unknown here.
    pub fn enrolled(&self, token: &Secret, settings: &str) -> Result<(), Fault> {
        self.write(|tx| {
            put(tx, TOKEN, token.reveal())?;
            put(tx, "settings", settings)?;
            tx.execute(
                "DELETE FROM setting WHERE key IN
                     ('synced_ms', 'asked_ms', 'store_seq', 'token_since', 'token_before')",
                [],
            )?;
            tx.execute("DELETE FROM cursor", [])?;
            Ok(())
        })
    }

    /// The store gave this desk a new token; the one before is kept.
    pub fn renewed(&self, token: &Secret, now: Ms) -> Result<(), Fault> {
        self.write(|tx| {
            if let Some(before) = got(tx, TOKEN)? {
                put(tx, TOKEN_BEFORE, &before)?;
            }
            put(tx, TOKEN, token.reveal())?;
            put(tx, TOKEN_SINCE, &now.to_string())
        })
    }

    /// The store knows the token from before and not the one that replaced it: they change places, and the
    /// one that is used from now on is old enough to be renewed at once.
    pub fn back_to_token_before(&self) -> Result<(), Fault> {
        self.write(|tx| {
            if let (Some(token), Some(before)) = (got(tx, TOKEN)?, got(tx, TOKEN_BEFORE)?) {
                put(tx, TOKEN, &before)?;
                put(tx, TOKEN_BEFORE, &token)?;
                put(tx, TOKEN_SINCE, "0")?;
            }
            Ok(())
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

fn got(tx: &Transaction<'_>, key: &str) -> Result<Option<String>, Fault> {
    let mut statement = tx.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?)
}

pub(crate) fn put(tx: &Transaction<'_>, key: &str, value: &str) -> Result<(), Fault> {
    tx.prepare_cached(
        "INSERT INTO setting (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute([key, value])?;
    Ok(())
}
