//! What goes down to the desks: articles, the centre's lists, documents of the team and contacts to
//! forget, each change with a number.
//!
//! Promises: numbers only grow, without gaps, and are given under one lock; putting what is
//! there already appends nothing. A page leaves out what a later change has made void.

use std::collections::HashSet;

use contact::protocol::{FeedItem, FeedOp, FeedPage};
use contact::{Code, Codes, Problem};
use serde_json::Value;

use crate::Failure;
use crate::engine::{Lock, Readers, Session, values};
use crate::keys::hash;

/// Bytes of bodies in a page; one body may be larger and then comes alone.
const PAGE_BYTES: usize = 1024 * 1024;

/// The name of the only item of the feed of codes.
pub(crate) const CODES_ITEM: &str = "codes";

/// One of the feeds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Articles, one item a language of each.
    Articles,
    /// All lists together, one item.
    Codes,
    /// Documents of the team, one item a name.
    Team,
    /// Contacts to forget, because their customer was erased: one item a contact.
    Erased,
}

impl Scope {
    /// By its name in the address.
    pub fn named(name: &str) -> Option<Scope> {
        match name {
            "articles" => Some(Scope::Articles),
            "codes" => Some(Scope::Codes),
            "team" => Some(Scope::Team),
            "erased" => Some(Scope::Erased),
            _ => None,
        }
    }

    fn number(self) -> i64 {
        match self {
            Scope::Articles => 1,
            Scope::Codes => 2,
            Scope::Team => 3,
            Scope::Erased => 4,
        }
    }
}

/// The newest numbers of the feeds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Heads {
    /// Of the articles.
    pub articles: u64,
    /// Of the codes.
    pub codes: u64,
    /// Of the team's documents.
    pub team: u64,
    /// Of erased contacts.
    pub erased: u64,
}

impl Heads {
    /// The newest number of `scope`.
    pub fn of(&self, scope: Scope) -> u64 {
        match scope {
            Scope::Articles => self.articles,
            Scope::Codes => self.codes,
            Scope::Team => self.team,
            Scope::Erased => self.erased,
        }
    }
}

const HEAD: &str = "SELECT coalesce(max(seq), 0) FROM feed WHERE tenant_id = $1 AND scope = $2";

pub(crate) fn head(session: &Session, scope: Scope) -> Result<u64, Failure> {
    session.one(HEAD, values![session.tenant(), scope.number()], |row| row.get(0))
}

/// The same, asked by itself.
pub(crate) async fn head_now(readers: &Readers, scope: Scope) -> Result<u64, Failure> {
    let asked = values![readers.tenant(), scope.number()];
    Ok(readers.first(HEAD, asked, |row| row.get(0)).await?.unwrap_or_default())
}

pub(crate) fn heads(session: &Session) -> Result<Heads, Failure> {
    Ok(Heads {
        articles: head(session, Scope::Articles)?,
        codes: head(session, Scope::Codes)?,
        team: head(session, Scope::Team)?,
        erased: head(session, Scope::Erased)?,
    })
}

/// The newest body of an item, with its hash; none when it was never put or is removed.
pub(crate) fn newest(
    session: &Session,
    scope: Scope,
    item: &str,
) -> Result<Option<(Vec<u8>, String)>, Failure> {
    let text = "SELECT body_hash, body FROM feed WHERE tenant_id = $1 AND scope = $2 AND item = $3
        ORDER BY seq DESC LIMIT 1";
    let asked = values![session.tenant(), scope.number(), item];
    let row = session.first(text, asked, |row| {
        Ok(row.get::<Option<Vec<u8>>>(0)?.zip(row.get::<Option<String>>(1)?))
    })?;
    Ok(row.flatten())
}

/// What an item says now; none when it was never put or is removed.
pub(crate) fn body(session: &Session, scope: Scope, item: &str) -> Result<Option<String>, Failure> {
    Ok(newest(session, scope, item)?.map(|(_, body)| body))
}

/// Appends the newest form of `item` (`body` is JSON text); false when it is there already.
pub(crate) fn put(
    session: &Session,
    scope: Scope,
    item: &str,
    body: &str,
) -> Result<bool, Failure> {
    let digest = hash(body.as_bytes());
    if let Some((known, _)) = newest(session, scope, item)?
        && known == digest
    {
        return Ok(false);
    }
    append(session, scope, item, Some((&digest, body)))?;
    Ok(true)
}

/// Appends that `item` is gone; false when it is not there.
pub(crate) fn remove(session: &Session, scope: Scope, item: &str) -> Result<bool, Failure> {
    match newest(session, scope, item)? {
        Some(_) => append(session, scope, item, None).map(|()| true),
        None => Ok(false),
    }
}

pub(crate) fn append(
    session: &Session,
    scope: Scope,
    item: &str,
    body: Option<(&[u8; 32], &str)>,
) -> Result<(), Failure> {
    let text = "INSERT INTO feed (tenant_id, scope, seq, item, op, body_hash, body)
        SELECT $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6 FROM feed
        WHERE tenant_id = $1 AND scope = $2";
    session.lock(Lock::Feed)?;
    let op = if body.is_some() { 1 } else { 2 };
    let (digest, body) = body.unzip();
    let asked = values![session.tenant(), scope.number(), item, op, digest, body];
    session.execute(text, asked)?;
    Ok(())
}

/// The names of all items that are there now.
pub(crate) fn items(session: &Session, scope: Scope) -> Result<HashSet<String>, Failure> {
    let text = "SELECT item FROM feed f WHERE tenant_id = $1 AND scope = $2 AND op = 1
        AND seq = (SELECT max(seq) FROM feed l WHERE l.tenant_id = f.tenant_id AND l.scope = f.scope
                   AND l.item = f.item)";
    let items = session.all(text, values![session.tenant(), scope.number()], |row| row.get(0))?;
    Ok(items.into_iter().collect())
}

/// The changes after `after`, in order, `limit` of them at most.
///
/// # Errors
/// [`Code::StartOver`] when `after` is a number that was never given.
pub(crate) fn page(
    session: &Session,
    scope: Scope,
    after: u64,
    limit: u16,
    epoch: String,
) -> Result<FeedPage, Failure> {
    let head = head(session, scope)?;
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
    // One more than asked for tells whether this is the last page.
    let asked = values![session.tenant(), scope.number(), after, i64::from(limit) + 1];
    let mut items: Vec<FeedItem> = Vec::new();
    let mut bytes = 0;
    let mut whole = true;
    session.each(text, asked, |row| {
        let body: Option<&str> = row.get(3)?;
        let size = body.map_or(0, str::len);
        if !whole
            || items.len() >= usize::from(limit)
            || (!items.is_empty() && bytes + size > PAGE_BYTES)
        {
            whole = false;
            return Ok(());
        }
        bytes += size;
        let seq: u64 = row.get(0)?;
        let body = body.map(|text| read(text, scope, seq)).transpose()?;
        let op = if row.get::<i64>(2)? == 1 { FeedOp::Put } else { FeedOp::Remove };
        items.push(FeedItem { seq, item: row.get(1)?, op, body });
        Ok(())
    })?;
    let next = if whole { head } else { items.last().map_or(head, |last| last.seq) };
    Ok(FeedPage { items, next, head, epoch })
}

fn read(text: &str, scope: Scope, seq: u64) -> Result<Value, Failure> {
    serde_json::from_str(text)
        .map_err(|_| Failure::Damaged(format!("feed {scope:?}: the body of {seq} cannot be read")))
}

/// The centre's lists as they are now; none when there never were any.
pub(crate) fn codes(session: &Session) -> Result<Option<Codes>, Failure> {
    let Some((_, body)) = newest(session, Scope::Codes, CODES_ITEM)? else {
        return Ok(None);
    };
    let codes = serde_json::from_str(&body)
        .map_err(|_| Failure::Damaged("feed: the newest lists cannot be read".into()))?;
    Ok(Some(codes))
}
