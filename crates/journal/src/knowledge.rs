//! Articles and the centre's lists, as they came from the store or the starter set.
//!
//! A page of a feed and the cursor behind it are one transaction: what is counted as read is
//! kept. A walk through the feed from 0 is a round; when it reaches the end, articles that only
//! an earlier round (or the starter set) brought are gone from the store and go here.

use contact::protocol::{FeedItem, FeedOp, FeedPage};
use contact::{Codes, ContactId, Ms};
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::Value;

use crate::{Fault, Journal, signed, unsigned};

/// A feed of the store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Articles, one item each language.
    Articles,
    /// All lists together.
    Codes,
    /// One document a name: policy, directory, settings of the team.
    Team,
    /// Contacts that must be forgotten, because their customer was erased.
    Erased,
}

impl Scope {
    /// In the order in which they are fetched: what must go first, what is large last.
    pub const ALL: [Scope; 4] = [Scope::Erased, Scope::Codes, Scope::Team, Scope::Articles];

    /// As it is named in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::Articles => "articles",
            Scope::Codes => "codes",
            Scope::Team => "team",
            Scope::Erased => "erased",
        }
    }
}

/// One language of one article, as JSON.
#[derive(Clone, PartialEq, Debug)]
pub struct ArticleRow {
    /// `KB-2041`.
    pub id: String,
    /// BCP 47.
    pub lang: String,
    /// The article.
    pub body: Value,
}

/// Enough of an article to name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Titled {
    /// `KB-2041`.
    pub id: String,
    /// BCP 47.
    pub lang: String,
    /// In that language.
    pub title: String,
    /// Its version.
    pub version: u32,
    /// When it was changed, `YYYY-MM-DD`.
    pub updated: Option<String>,
}

impl Journal {
    /// The starter set, when the journal has no article yet; false when it has.
    pub fn put_starters(&self, articles: &[ArticleRow], now: Ms) -> Result<bool, Fault> {
        self.write(|tx| {
            let any: bool =
                tx.query_row("SELECT EXISTS (SELECT 1 FROM article)", [], |row| row.get(0))?;
            if any {
                return Ok(false);
            }
            for article in articles {
                put(tx, article, 0, now)?;
            }
            Ok(true)
        })
    }

    /// Every article in every language, by id and language.
    pub fn articles(&self) -> Result<Vec<ArticleRow>, Fault> {
        self.article_rows("ORDER BY id, lang", params![])
    }

    /// Shows `see` every article, one after another by id and language: its id, its language and
    /// its JSON as it was kept. Thousands of them need not be in memory at once.
    pub fn each_article(&self, mut see: impl FnMut(&str, &str, &str)) -> Result<(), Fault> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT id, lang, body FROM article ORDER BY id, lang")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
            see(text(0)?, text(1)?, text(2)?);
        }
        drop(rows);
        drop(statement);
        // What SQLite kept of the pages was for this pass alone.
        connection.execute_batch("PRAGMA shrink_memory")?;
        Ok(())
    }

    /// The languages of one article.
    pub fn article(&self, id: &str) -> Result<Vec<ArticleRow>, Fault> {
        self.article_rows("WHERE id = ?1 ORDER BY lang", params![id])
    }

    fn article_rows(
        &self,
        rest: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<ArticleRow>, Fault> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached(&format!("SELECT id, lang, body FROM article {rest}"))?;
        let rows = statement.query_map(values, |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })?;
        rows.map(|row| {
            let (id, lang, body) = row?;
            let body =
                serde_json::from_str(&body).map_err(|_| Fault::Unreadable { what: "article" })?;
            Ok(ArticleRow { id, lang, body })
        })
        .collect()
    }

    /// How many articles there are, each language counted.
    pub fn count_articles(&self) -> Result<u32, Fault> {
        let connection = self.lock();
        Ok(connection.query_row("SELECT count(*) FROM article", [], |row| row.get(0))?)
    }

    /// The titles of an article, in each of its languages.
    pub fn titles(&self, id: &str) -> Result<Vec<Titled>, Fault> {
        self.titled("WHERE id = ?1 ORDER BY lang", params![id])
    }

    /// The articles that changed last, one line a language, latest first.
    pub fn changed_articles(&self, limit: u16) -> Result<Vec<Titled>, Fault> {
        self.titled("ORDER BY updated DESC, arrived_ms DESC, id, lang LIMIT ?1", params![limit])
    }

    /// The articles that came after `since`, one line a language, latest first.
    pub fn articles_since(&self, since: Ms, limit: u16) -> Result<Vec<Titled>, Fault> {
        self.titled(
            "WHERE arrived_ms > ?1 ORDER BY arrived_ms DESC, updated DESC, id, lang LIMIT ?2",
            params![since, limit],
        )
    }

    fn titled(&self, rest: &str, values: impl rusqlite::Params) -> Result<Vec<Titled>, Fault> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT id, lang, title, version, updated FROM article {rest}"
        ))?;
        let rows = statement.query_map(values, |row| {
            Ok(Titled {
                id: row.get(0)?,
                lang: row.get(1)?,
                title: row.get(2)?,
                version: row.get(3)?,
                updated: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The centre's lists; none before the first came.
    pub fn codes(&self) -> Result<Option<Codes>, Fault> {
        let text = self.setting("codes")?;
        text.map(|text| {
            serde_json::from_str(&text).map_err(|_| Fault::Unreadable { what: "list of codes" })
        })
        .transpose()
    }

    /// Keeps the centre's lists.
    pub fn set_codes(&self, codes: &Codes) -> Result<(), Fault> {
        let text = serde_json::to_string(codes)
            .map_err(|_| Fault::Unreadable { what: "list of codes" })?;
        self.set_setting("codes", &text)
    }

    /// From where to ask next in a feed.
    pub fn cursor(&self, scope: Scope) -> Result<u64, Fault> {
        let connection = self.lock();
        let next: Option<i64> = connection
            .query_row("SELECT next FROM cursor WHERE scope = ?1", [scope.as_str()], |row| {
                row.get(0)
            })
            .optional()?;
        Ok(next.map_or(0, unsigned))
    }

    /// Begins the feed again from 0.
    pub fn start_over(&self, scope: Scope) -> Result<(), Fault> {
        self.write(|tx| {
            tx.execute("UPDATE cursor SET next = 0 WHERE scope = ?1", [scope.as_str()])?;
            Ok(())
        })
    }

    /// Applies one page of the feed of articles that was asked for after `after`, and moves the
    /// cursor. Returns whether anything changed. An item that is no article is passed over.
    pub fn apply_articles(&self, after: u64, page: &FeedPage, now: Ms) -> Result<bool, Fault> {
        self.write(|tx| {
            let round = round(tx, Scope::Articles, after)?;
            let mut changed = false;
            for item in &page.items {
                changed |= apply(tx, item, round, now)?;
            }
            if page.next >= page.head {
                // A store without any article says nothing about the ones that are here.
                changed |= tx.execute(
                    "DELETE FROM article WHERE round < ?1
                     AND EXISTS (SELECT 1 FROM article WHERE round = ?1)",
                    [round],
                )? > 0;
            }
            move_cursor(tx, Scope::Articles, page.next, round)?;
            crate::settings::put(tx, "asked_ms", &now.to_string())?;
            Ok(changed)
        })
    }

    /// Applies one page of the feed of codes and moves the cursor. Lists that cannot be read or
    /// do not fit together are passed over: the ones that are here stay. Returns whether they
    /// changed.
    pub fn apply_codes(&self, after: u64, page: &FeedPage) -> Result<bool, Fault> {
        self.write(|tx| {
            let round = round(tx, Scope::Codes, after)?;
            let newest =
                page.items.iter().rev().filter(|item| item.op == FeedOp::Put).find_map(|item| {
                    let codes: Codes = serde_json::from_value(item.body.clone()?).ok()?;
                    codes.check().ok()?;
                    serde_json::to_string(&codes).ok()
                });
            if let Some(text) = &newest {
                crate::settings::put(tx, "codes", text)?;
            }
            move_cursor(tx, Scope::Codes, page.next, round)?;
            Ok(newest.is_some())
        })
    }

    /// A document of the team, as JSON; none when the store has none of that name.
    pub fn team_document(&self, name: &str) -> Result<Option<Value>, Fault> {
        let text = self.setting(&team_key(name))?;
        text.map(|text| {
            serde_json::from_str(&text).map_err(|_| Fault::Unreadable { what: "team document" })
        })
        .transpose()
    }

    /// Applies one page of the feed of team documents and moves the cursor. Returns whether any
    /// of them changed.
    pub fn apply_team(&self, after: u64, page: &FeedPage) -> Result<bool, Fault> {
        self.write(|tx| {
            let round = round(tx, Scope::Team, after)?;
            let mut changed = 0;
            for item in &page.items {
                let key = team_key(&item.item);
                changed += match (item.op, &item.body) {
                    (FeedOp::Put, Some(body)) => tx.execute(
                        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key)
                         DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
                        [&key, &body.to_string()],
                    )?,
                    (FeedOp::Put, None) => 0,
                    (FeedOp::Remove, _) => {
                        tx.execute("DELETE FROM setting WHERE key = ?1", [&key])?
                    }
                };
            }
            move_cursor(tx, Scope::Team, page.next, round)?;
            Ok(changed > 0)
        })
    }

    /// Applies one page of the feed of erased contacts and moves the cursor: whatever is here of
    /// them goes, what waits to be sent and what is half-written among it. Returns how many rows
    /// went. An item that is no contact's id is passed over.
    pub fn apply_erased(&self, after: u64, page: &FeedPage) -> Result<usize, Fault> {
        self.write(|tx| {
            let round = round(tx, Scope::Erased, after)?;
            let mut gone = 0;
            for item in &page.items {
                if let Ok(contact_id) = item.item.parse() {
                    gone += forget(tx, contact_id)?;
                }
            }
            move_cursor(tx, Scope::Erased, page.next, round)?;
            Ok(gone)
        })
    }

    /// Forgets everything of a contact whose customer was erased. Returns how many rows went.
    pub fn erase(&self, contact_id: ContactId) -> Result<usize, Fault> {
        self.write(|tx| forget(tx, contact_id))
    }
}

fn forget(tx: &Transaction<'_>, contact_id: ContactId) -> Result<usize, Fault> {
    let mut gone = 0;
    for table in ["outbox", "contact", "draft", "call"] {
        let text = format!("DELETE FROM {table} WHERE contact_id = ?1");
        gone += tx.execute(&text, [contact_id.as_bytes()])?;
    }
    Ok(gone)
}

fn team_key(name: &str) -> String {
    format!("team/{name}")
}

fn round(tx: &Transaction<'_>, scope: Scope, after: u64) -> Result<i64, Fault> {
    let known: Option<i64> = tx
        .query_row("SELECT round FROM cursor WHERE scope = ?1", [scope.as_str()], |row| row.get(0))
        .optional()?;
    if let Some(round) = known
        && after > 0
    {
        return Ok(round);
    }
    // The cursors go when the desk is enrolled anew; the articles of before do not.
    let highest: i64 =
        tx.query_row("SELECT coalesce(max(round), 0) FROM article", [], |row| row.get(0))?;
    Ok(highest.max(known.unwrap_or(0)) + 1)
}

fn move_cursor(tx: &Transaction<'_>, scope: Scope, next: u64, round: i64) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO cursor (scope, next, round) VALUES (?1, ?2, ?3)
         ON CONFLICT (scope) DO UPDATE SET next = excluded.next, round = excluded.round",
        params![scope.as_str(), signed(next), round],
    )?;
    Ok(())
}

fn apply(tx: &Transaction<'_>, item: &FeedItem, round: i64, now: Ms) -> Result<bool, Fault> {
    let Some((id, lang)) = item.item.rsplit_once('/') else { return Ok(false) };
    match (item.op, &item.body) {
        (FeedOp::Remove, _) => {
            let gone = tx.execute("DELETE FROM article WHERE id = ?1 AND lang = ?2", [id, lang])?;
            Ok(gone > 0)
        }
        (FeedOp::Put, Some(body)) if body.is_object() => {
            let row = ArticleRow { id: id.into(), lang: lang.into(), body: body.clone() };
            put(tx, &row, round, now)
        }
        (FeedOp::Put, _) => Ok(false),
    }
}

/// Returns whether it is other than what was there.
fn put(tx: &Transaction<'_>, row: &ArticleRow, round: i64, now: Ms) -> Result<bool, Fault> {
    let text = row.body.to_string();
    let field = |name: &str| row.body.get(name).and_then(Value::as_str);
    let version = row.body.get("version").and_then(Value::as_u64).map_or(1, signed);
    let same: Option<bool> = tx
        .query_row(
            "SELECT body = ?3 FROM article WHERE id = ?1 AND lang = ?2",
            [&row.id, &row.lang, &text],
            |found| found.get(0),
        )
        .optional()?;
    if same == Some(true) {
        tx.execute(
            "UPDATE article SET round = ?3 WHERE id = ?1 AND lang = ?2",
            params![row.id, row.lang, round],
        )?;
        return Ok(false);
    }
    tx.prepare_cached(
        "INSERT INTO article (id, lang, version, title, updated, arrived_ms, round, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id, lang) DO UPDATE SET version = excluded.version,
             title = excluded.title, updated = excluded.updated,
             arrived_ms = excluded.arrived_ms, round = excluded.round, body = excluded.body",
    )?
    .execute(params![
        row.id,
        row.lang,
        version,
        field("title").unwrap_or_default(),
        field("updated"),
        now,
        round,
        text
    ])?;
    Ok(true)
}
