//! Other systems that send contacts and surveys: their keys and their numbers.
//!
//! Promises: only hashes of keys are kept; a source keeps its number however many keys it has.

use contact::{Ms, Secret};

use crate::Failure;
use crate::channel::Source;
use crate::engine::{Lock, Readers, Row, Session, values};
use crate::keys;
use crate::settings::Chance;

/// Contacts of source n are kept as those of device this + n: desks are counted from 1, and never
/// come this far. Device 0 is a file.
pub(crate) const DEVICES_FROM: u32 = 1_000_000_000;

/// A source in the operator's list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownSource {
    /// Its number.
    pub id: u32,
    /// What it is called.
    pub name: String,
    /// When its first key was made.
    pub made_at: Ms,
    /// Keys that are good.
    pub keys: u32,
}

/// Whose key this is; none when unknown or revoked.
pub(crate) async fn who(readers: &Readers, hash: [u8; 32]) -> Result<Option<Source>, Failure> {
    let text = "SELECT source_id, name FROM source_key
        WHERE tenant_id = $1 AND key_hash = $2 AND revoked_at IS NULL";
    let read = |row: Row<'_>| Ok(Source { id: row.get(0)?, name: row.get(1)? });
    readers.first(text, values![readers.tenant(), &hash], read).await
}

/// A new key for a source, which is made when there is none of that name.
pub(crate) fn make_key(
    session: &Session,
    name: &str,
    now: Ms,
    chance: &Chance,
) -> Result<Secret, Failure> {
    session.lock(Lock::Desks)?;
    let id = number(session, name)?;
    let key = keys::token("source", chance)?;
    let hash = keys::hash(key.reveal().as_bytes());
    let text = "INSERT INTO source_key (tenant_id, key_hash, source_id, name, made_at)
        VALUES ($1, $2, $3, $4, $5)";
    session.execute(text, values![session.tenant(), &hash, id, name, now])?;
    Ok(key)
}

/// The number of a source, or the next one that is free.
fn number(session: &Session, name: &str) -> Result<u32, Failure> {
    let known = "SELECT source_id FROM source_key WHERE tenant_id = $1 AND name = $2 LIMIT 1";
    if let Some(id) = session.first(known, values![session.tenant(), name], |row| row.get(0))? {
        return Ok(id);
    }
    let next = "SELECT coalesce(max(source_id), 0) + 1 FROM source_key WHERE tenant_id = $1";
    session.one(next, values![session.tenant()], |row| row.get(0))
}

/// Notes that a source was heard of, and up to when it says to be complete. One that never says so is
/// not waited for.
pub(crate) fn heard(
    session: &Session,
    id: u32,
    complete: Option<Ms>,
    now: Ms,
) -> Result<(), Failure> {
    let tenant = session.tenant();
    match complete {
        Some(complete) => {
            let text = "INSERT INTO source_seen (tenant_id, source_id, heard_at, complete_at)
                VALUES ($1, $2, $3, $4)
                ON CONFLICT (tenant_id, source_id) DO UPDATE SET
                  heard_at = CASE WHEN source_seen.heard_at < excluded.heard_at
                    THEN excluded.heard_at ELSE source_seen.heard_at END,
                  complete_at = CASE WHEN source_seen.complete_at < excluded.complete_at
                    THEN excluded.complete_at ELSE source_seen.complete_at END";
            session.execute(text, values![tenant, id, now, complete.min(now)])?;
        }
        None => {
            let text = "UPDATE source_seen SET heard_at = $3
                WHERE tenant_id = $1 AND source_id = $2 AND heard_at < $3";
            session.execute(text, values![tenant, id, now])?;
        }
    }
    Ok(())
}

/// A source that said how complete it is.
pub(crate) struct Complete {
    pub(crate) name: String,
    pub(crate) heard_at: Ms,
    pub(crate) at: Ms,
}

/// Those of which a key is good.
pub(crate) fn complete(session: &Session) -> Result<Vec<Complete>, Failure> {
    let text = "SELECT DISTINCT k.name, s.heard_at, s.complete_at FROM source_seen s
        JOIN source_key k ON k.tenant_id = s.tenant_id AND k.source_id = s.source_id
        WHERE s.tenant_id = $1 AND k.revoked_at IS NULL ORDER BY k.name";
    session.all(text, values![session.tenant()], |row| {
        Ok(Complete { name: row.get(0)?, heard_at: row.get(1)?, at: row.get(2)? })
    })
}

/// All sources, in the order of their numbers.
pub(crate) fn list(session: &Session) -> Result<Vec<KnownSource>, Failure> {
    let text = "SELECT source_id, name, min(made_at),
          CAST(sum(CASE WHEN revoked_at IS NULL THEN 1 ELSE 0 END) AS bigint)
        FROM source_key WHERE tenant_id = $1 GROUP BY source_id, name ORDER BY source_id";
    session.all(text, values![session.tenant()], |row| {
        Ok(KnownSource {
            id: row.get(0)?,
            name: row.get(1)?,
            made_at: row.get(2)?,
            keys: row.get(3)?,
        })
    })
}

/// Voids all keys of a source; how many there were.
pub(crate) fn revoke(session: &Session, name: &str, now: Ms) -> Result<u64, Failure> {
    let text = "UPDATE source_key SET revoked_at = $3
        WHERE tenant_id = $1 AND name = $2 AND revoked_at IS NULL";
    session.execute(text, values![session.tenant(), name, now])
}
