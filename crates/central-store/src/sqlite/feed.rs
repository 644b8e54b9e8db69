//! What goes down to the desks: articles and the centre's lists, each change with a number.
//!
//! Promises: numbers only grow, without gaps, and are given by the one writer; putting what is
//! there already appends nothing. A page leaves out what a later change has made void.

use std::collections::HashSet;

use contact::protocol::{FeedItem, FeedOp, FeedPage};
use contact::{Code, Codes, Problem};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use crate::Failure;
use crate::keys::hash;
use crate::sqlite::{TENANT, prepare};

/// Bytes of bodies in a page; one body may be larger and then comes alone.
const PAGE_BYTES: usize = 1024 * 1024;

/// The name of the only item of the feed of codes.
pub(crate) const CODES_ITEM: &str = "codes";

/// One of the two feeds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Articles, one item a language of each.
    Articles,
    /// All lists together, one item.
    Codes,
}

impl Scope {
    /// By its name in the address.
    pub fn named(name: &str) -> Option<Scope> {
        match name {
            "articles" => Some(Scope::Articles),
            "codes" => Some(Scope::Codes),
            _ => None,
        }
    }

    fn number(self) -> i64 {
        match self {
            Scope::Articles => 1,
            Scope::Codes => 2,
        }
    }
}

/// The newest numbers of both feeds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Heads {
    /// Of the articles.
    pub articles: u64,
    /// Of the codes.
    pub codes: u64,
}

impl Heads {
    /// The newest number of `scope`.
    pub fn of(&self, scope: Scope) -> u64 {
        match scope {
            Scope::Articles => self.articles,
            Scope::Codes => self.codes,
        }
    }
}

pub(crate) fn head(connection: &Connection, scope: Scope) -> Result<u64, Failure> {
    let text = "SELECT coalesce(max(seq), 0) FROM feed WHERE tenant_id = $1 AND scope = $2";
    Ok(prepare(connection, text)?.query_row((TENANT, scope.number()), |row| row.get(0))?)
}

pub(crate) fn heads(connection: &Connection) -> Result<Heads, Failure> {
    Ok(Heads {
        articles: head(connection, Scope::Articles)?,
        codes: head(connection, Scope::Codes)?,
    })
}

/// The newest body of an item, with its hash; none when it was never put or is removed.
fn newest(
    connection: &Connection,
    scope: Scope,
    item: &str,
) -> Result<Option<(Vec<u8>, String)>, Failure> {
    let text = "SELECT body_hash, body FROM feed WHERE tenant_id = $1 AND scope = $2 AND item = $3
        ORDER BY seq DESC LIMIT 1";
    let mut statement = prepare(connection, text)?;
    let row = statement.query_row((TENANT, scope.number(), item), |row| {
        Ok(row.get::<_, Option<Vec<u8>>>(0)?.zip(row.get::<_, Option<String>>(1)?))
    });
    Ok(row.optional()?.flatten())
}

/// Appends the newest form of `item` (`body` is JSON text); false when it is there already.
pub(crate) fn put(
    connection: &Connection,
    scope: Scope,
    item: &str,
    body: &str,
) -> Result<bool, Failure> {
    let digest = hash(body.as_bytes());
    if let Some((known, _)) = newest(connection, scope, item)?
        && known == digest
    {
        return Ok(false);
    }
    append(connection, scope, item, Some((&digest, body)))?;
    Ok(true)
}

/// Appends that `item` is gone; false when it is not there.
pub(crate) fn remove(connection: &Connection, scope: Scope, item: &str) -> Result<bool, Failure> {
    match newest(connection, scope, item)? {
        Some(_) => append(connection, scope, item, None).map(|()| true),
        None => Ok(false),
    }
}

fn append(
    connection: &Connection,
    scope: Scope,
    item: &str,
    body: Option<(&[u8; 32], &str)>,
) -> Result<(), Failure> {
    let text = "INSERT INTO feed (tenant_id, scope, seq, item, op, body_hash, body)
        SELECT $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6 FROM feed
        WHERE tenant_id = $1 AND scope = $2";
    let op = if body.is_some() { 1 } else { 2 };
    let (digest, body) = body.unzip();
    prepare(connection, text)?.execute((TENANT, scope.number(), item, op, digest, body))?;
    Ok(())
}

/// The names of all items that are there now.
pub(crate) fn items(connection: &Connection, scope: Scope) -> Result<HashSet<String>, Failure> {
    let text = "SELECT item FROM feed f WHERE tenant_id = $1 AND scope = $2 AND op = 1
        AND seq = (SELECT max(seq) FROM feed l WHERE l.tenant_id = f.tenant_id AND l.scope = f.scope
                   AND l.item = f.item)";
    let mut statement = prepare(connection, text)?;
    let rows = statement.query_map((TENANT, scope.number()), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The changes after `after`, in order, `limit` of them at most.
///
/// # Errors
/// [`Code::StartOver`] when `after` is a number that was never given.
pub(crate) fn page(
    connection: &Connection,
    scope: Scope,
    after: u64,
    limit: u16,
    epoch: String,
) -> Result<FeedPage, Failure> {
    let head = head(connection, scope)?;
    if after > head {
        return Err(Failure::Asked(Problem::new(
            Code::StartOver,
            "This cursor is ahead of the feed: the store was set back. Start again from 0.",
        )));
    }
    let text = "SELECT seq, item, op, body FROM feed f
        WHERE tenant_id = $1 AND scope = $2 AND seq > $3
        AND NOT EXISTS (SELECT 1 FROM feed l WHERE l.tenant_id = f.tenant_id AND l.scope = f.scope
                        AND l.item = f.item AND l.seq > f.seq)
        ORDER BY seq LIMIT $4";
    let mut statement = prepare(connection, text)?;
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    // One more than asked for tells whether this is the last page.
    let mut rows = statement.query((TENANT, scope.number(), after, i64::from(limit) + 1))?;
    let mut items: Vec<FeedItem> = Vec::new();
    let mut bytes = 0;
    let mut next = head;
    while let Some(row) = rows.next()? {
        let body: Option<String> = row.get(3)?;
        let size = body.as_ref().map_or(0, String::len);
        if items.len() >= usize::from(limit) || (!items.is_empty() && bytes + size > PAGE_BYTES) {
            next = items.last().map_or(head, |last| last.seq);
            break;
        }
        bytes += size;
        let seq: u64 = row.get(0)?;
        let body = body.map(|text| read(&text, scope, seq)).transpose()?;
        let op = if row.get::<_, i64>(2)? == 1 { FeedOp::Put } else { FeedOp::Remove };
        items.push(FeedItem { seq, item: row.get(1)?, op, body });
    }
    Ok(FeedPage { items, next, head, epoch })
}

fn read(text: &str, scope: Scope, seq: u64) -> Result<Value, Failure> {
    serde_json::from_str(text)
        .map_err(|_| Failure::Damaged(format!("feed {scope:?}: the body of {seq} cannot be read")))
}

/// The centre's lists as they are now; none when there never were any.
pub(crate) fn codes(connection: &Connection) -> Result<Option<Codes>, Failure> {
    let Some((_, body)) = newest(connection, Scope::Codes, CODES_ITEM)? else {
        return Ok(None);
    };
    let codes = serde_json::from_str(&body)
        .map_err(|_| Failure::Damaged("feed: the newest lists cannot be read".into()))?;
    Ok(Some(codes))
}
