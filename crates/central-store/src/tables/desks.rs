//! Who may speak to the store, and how far each desk has handed in what it has.
//!
//! Promises: only hashes of tokens and codes are kept; a code makes one desk, within a day. It may be used
//! again as long as nothing was heard of that desk, whose first token is void then.

use contact::{Ms, Secret};

use crate::Failure;
use crate::engine::{Lock, Readers, Session, values};
use crate::keys;
use crate::settings::Chance;
use crate::tables::sources;

/// How long an enrolment code is good.
pub(crate) const CODE_VALID_MS: Ms = 24 * 3_600_000;
const HOUR: Ms = 3_600_000;

/// A key to the board in the operator's list; the key itself is not kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BoardKey {
    /// Whose it is, as was said when it was made; may be empty.
    pub name: String,
    /// When it was made.
    pub made_at: Ms,
    /// Since when it is void.
    pub revoked_at: Option<Ms>,
}

/// Who sent a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// An enrolled desk, by its number.
    Desk(u32),
    /// The holder of a board key.
    Board,
    /// Another system, by its number.
    Source(u32),
}

/// A desk in the operator's list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Device {
    /// Its number.
    pub id: u32,
    /// What it calls itself.
    pub name: String,
    /// The version of its program, as it said when it was enrolled.
    pub app_version: Option<String>,
    /// When it was enrolled.
    pub enrolled_at: Ms,
    /// When it was last heard of.
    pub last_seen_at: Ms,
    /// Up to when it has handed in everything.
    pub complete_at: Ms,
    /// The highest count of its own that is stored.
    pub max_seq: u64,
    /// Since when its token is void.
    pub revoked_at: Option<Ms>,
    /// How far its wall clock is behind the store's, as last heard.
    pub clock_offset_ms: Option<Ms>,
}

/// Whose token this is; none when unknown or revoked.
pub(crate) async fn who(readers: &Readers, hash: [u8; 32]) -> Result<Option<Who>, Failure> {
    let desk = "SELECT device_id FROM device
        WHERE (token_hash = $1 OR token_hash_next = $1) AND tenant_id = $2 AND revoked_at IS NULL";
    let tenant = readers.tenant();
    if let Some(desk) = readers.first(desk, values![&hash, tenant], |row| row.get(0)).await? {
        return Ok(Some(Who::Desk(desk)));
    }
    let board = "SELECT 1 FROM read_key
        WHERE tenant_id = $1 AND key_hash = $2 AND revoked_at IS NULL";
    if readers.first(board, values![tenant, &hash], |_| Ok(())).await?.is_some() {
        return Ok(Some(Who::Board));
    }
    Ok(sources::who(readers, hash).await?.map(|source| Who::Source(source.id)))
}

/// A new one-time code for a desk.
pub(crate) fn make_code(
    session: &Session,
    name: &str,
    now: Ms,
    chance: &Chance,
) -> Result<Secret, Failure> {
    let code = keys::code(chance)?;
    let text = "INSERT INTO enrolment (tenant_id, code_hash, name, made_at, expires_at)
        VALUES ($1, $2, $3, $4, $5)";
    let hash = keys::code_hash(code.reveal());
    session.execute(text, values![session.tenant(), &hash, name, now, now + CODE_VALID_MS])?;
    Ok(code)
}

/// A new key to the board.
pub(crate) fn make_board_key(
    session: &Session,
    name: &str,
    now: Ms,
    chance: &Chance,
) -> Result<Secret, Failure> {
    let key = keys::token("board", chance)?;
    let text = "INSERT INTO read_key (tenant_id, key_hash, name, made_at) VALUES ($1, $2, $3, $4)";
    let hash = keys::hash(key.reveal().as_bytes());
    session.execute(text, values![session.tenant(), &hash, name, now])?;
    Ok(key)
}

/// All keys to the board, in the order in which they were made.
pub(crate) fn board_keys(session: &Session) -> Result<Vec<BoardKey>, Failure> {
    let text = "SELECT name, made_at, revoked_at FROM read_key WHERE tenant_id = $1
        ORDER BY made_at, name, revoked_at";
    session.all(text, values![session.tenant()], |row| {
        Ok(BoardKey { name: row.get(0)?, made_at: row.get(1)?, revoked_at: row.get(2)? })
    })
}

/// Voids all keys to the board of that name; how many there were.
pub(crate) fn revoke_board(session: &Session, name: &str, now: Ms) -> Result<u64, Failure> {
    let text = "UPDATE read_key SET revoked_at = $3
        WHERE tenant_id = $1 AND name = $2 AND revoked_at IS NULL";
    session.execute(text, values![session.tenant(), name, now])
}

/// The name that a code was made for, and the desk that it made already, where nothing was ever heard of
/// that one: the answer to its enrolment was lost on the way, and whoever has the code asks again. None
/// when the code is unknown, used or too old.
pub(crate) fn code_for(
    session: &Session,
    code: &str,
    now: Ms,
) -> Result<Option<(String, Option<u32>)>, Failure> {
    let text = "SELECT e.name, d.device_id FROM enrolment e
        LEFT JOIN device d ON d.tenant_id = e.tenant_id AND d.device_id = e.device_id
        WHERE e.tenant_id = $1 AND e.code_hash = $2 AND e.expires_at > $3
          AND (e.used_at IS NULL OR (d.revoked_at IS NULL AND d.max_seq = 0
            AND d.last_seen_at = d.enrolled_at AND d.clock_offset_ms IS NULL))";
    let hash = keys::code_hash(code);
    let asked = values![session.tenant(), &hash, now];
    session.first(text, asked, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Turns a code into a desk with a token; none when the code is unknown, used or too old.
pub(crate) fn enrol(
    session: &Session,
    code: &str,
    name: &str,
    app_version: &str,
    now: Ms,
    chance: &Chance,
) -> Result<Option<(u32, Secret)>, Failure> {
    session.lock(Lock::Desks)?;
    let Some((given, made)) = code_for(session, code, now)? else { return Ok(None) };
    let name = if given.is_empty() { name } else { &given };
    let token = keys::token("desk", chance)?;
    if let Some(device) = made {
        let text =
            "UPDATE device SET name = $3, token_hash = $4, app_version = $5, enrolled_at = $6,
              last_seen_at = $6, complete_at = $6
            WHERE tenant_id = $1 AND device_id = $2";
        let token_hash = keys::hash(token.reveal().as_bytes());
        let asked = values![session.tenant(), device, name, &token_hash, app_version, now];
        session.execute(text, asked)?;
        return Ok(Some((device, token)));
    }
    let text = "INSERT INTO device (tenant_id, device_id, name, token_hash, enrolled_at, app_version,
          last_seen_at, complete_at)
        SELECT $1, coalesce(max(device_id), 0) + 1, $2, $3, $4, $5, $4, $4 FROM device WHERE tenant_id = $1
        RETURNING device_id";
    let token_hash = keys::hash(token.reveal().as_bytes());
    let tenant = session.tenant();
    let asked = values![tenant, name, &token_hash, now, app_version];
    let device: u32 = session.one(text, asked, |row| row.get(0))?;
    let text = "UPDATE enrolment SET used_at = $3, device_id = $4
        WHERE tenant_id = $1 AND code_hash = $2";
    session.execute(text, values![tenant, &keys::code_hash(code), now, device])?;
    Ok(Some((device, token)))
}

/// A second token for a desk, good beside the first until it is used: see [`used`].
pub(crate) fn renew(session: &Session, device: u32, chance: &Chance) -> Result<Secret, Failure> {
    let token = keys::token("desk", chance)?;
    let text = "UPDATE device SET token_hash_next = $3 WHERE tenant_id = $1 AND device_id = $2";
    let hash = keys::hash(token.reveal().as_bytes());
    session.execute(text, values![session.tenant(), device, &hash])?;
    Ok(token)
}

/// A token was used: where it is the second one, the first is void from now on.
pub(crate) fn used(session: &Session, device: u32, hash: &[u8; 32]) -> Result<(), Failure> {
    let text = "UPDATE device SET token_hash = token_hash_next, token_hash_next = NULL
        WHERE tenant_id = $1 AND device_id = $2 AND token_hash_next = $3";
    session.execute(text, values![session.tenant(), device, hash])?;
    Ok(())
}

/// What a desk said of itself in passing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sign {
    pub(crate) now: Ms,
    /// The store's clock less the desk's; none when it did not say.
    pub(crate) offset: Option<Ms>,
    /// Nothing is waiting behind this.
    pub(crate) complete: bool,
    /// The highest of its counts in this request, 0 for none.
    pub(crate) seq: u64,
}

/// Notes that a desk was heard of; gives the highest `seq` stored for it, before and now.
pub(crate) fn seen(session: &Session, device: u32, sign: Sign) -> Result<(u64, u64), Failure> {
    let text = "UPDATE device SET
          last_seen_at = CASE WHEN last_seen_at < $3 THEN $3 ELSE last_seen_at END,
          complete_at = CASE WHEN CAST($4 AS integer) = 1 AND complete_at < $3 THEN $3 ELSE complete_at END,
          max_seq = CASE WHEN max_seq < $5 THEN $5 ELSE max_seq END,
          clock_offset_ms = coalesce($6, clock_offset_ms)
        WHERE tenant_id = $1 AND device_id = $2 RETURNING max_seq";
    let tenant = session.tenant();
    let said = values![tenant, device, sign.now, sign.complete, sign.seq, sign.offset];
    let had = "SELECT max_seq FROM device WHERE tenant_id = $1 AND device_id = $2";
    let had = session.one(had, values![tenant, device], |row| row.get(0))?;
    Ok((had, session.one(text, said, |row| row.get(0))?))
}

/// All desks, in the order of their numbers.
pub(crate) fn list(session: &Session) -> Result<Vec<Device>, Failure> {
    let text =
        "SELECT device_id, name, app_version, enrolled_at, last_seen_at, complete_at, max_seq,
        revoked_at, clock_offset_ms FROM device WHERE tenant_id = $1 ORDER BY device_id";
    session.all(text, values![session.tenant()], |row| {
        Ok(Device {
            id: row.get(0)?,
            name: row.get(1)?,
            app_version: row.get(2)?,
            enrolled_at: row.get(3)?,
            last_seen_at: row.get(4)?,
            complete_at: row.get(5)?,
            max_seq: row.get(6)?,
            revoked_at: row.get(7)?,
            clock_offset_ms: row.get(8)?,
        })
    })
}

/// Voids a desk's token; false when there is no such desk.
pub(crate) fn revoke(session: &Session, device: u32, now: Ms) -> Result<bool, Failure> {
    let text = "UPDATE device SET revoked_at = coalesce(revoked_at, $3)
        WHERE tenant_id = $1 AND device_id = CAST($2 AS bigint)";
    Ok(session.execute(text, values![session.tenant(), device, now])? > 0)
}

/// Up to when every desk has reported, and every other system that says how complete it is; and those
/// that were left out of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Watermark {
    /// The moment.
    pub at: Ms,
    /// Names of those that were silent for too long to wait for.
    pub missing: Vec<String>,
}

/// The store's own watermark. With nobody to wait for it is `now`.
pub(crate) fn watermark(
    session: &Session,
    now: Ms,
    missing_after: Ms,
) -> Result<Watermark, Failure> {
    let mut at = now;
    let mut missing = Vec::new();
    for device in list(session)?.into_iter().filter(|d| d.revoked_at.is_none()) {
        if now.saturating_sub(device.last_seen_at) > missing_after {
            let number = device.id;
            let name = device.name;
            missing.push(if name.is_empty() { format!("desk {number}") } else { name });
        } else {
            at = at.min(device.complete_at);
        }
    }
    for source in sources::complete(session)? {
        if now.saturating_sub(source.heard_at) > missing_after {
            missing.push(source.name);
        } else {
            // What was kept before it was looked at may be no moment at all.
            at = at.min(source.at.max(0));
        }
    }
    // On a whole hour, so that sums of hours answer: nothing is published before it is complete.
    Ok(Watermark { at: at - at.rem_euclid(HOUR), missing })
}
