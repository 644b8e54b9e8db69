//! Counts everything anew and holds the sums to it, to the unit; and makes them anew.

use std::collections::{BTreeMap, HashMap};

use contact::fcr::Relation;

use crate::Failure;
use crate::engine::{Session, values};
use crate::fcr::articles;
use crate::fcr::cells::{By, Cell, Grain, Moves, apply, cell, day, unpack};
use crate::fcr::evaluate::count_fresh;
use crate::fcr::fact::facts_of;
use crate::fcr::people::{self, Needs};
use crate::fcr::sums::Sums;
use crate::tables::facts;
use crate::tables::names::{Kind, number};

/// The form of the sums that this program keeps.
const FORM: &str = "1";
/// Spots that are held in memory before they go into the table.
const SPOTS: usize = 50_000;
/// Rows that are brought up to date at once.
const PAGE: i64 = 5_000;

/// Cells whose sums are not those of counting anew. `pending` are the moves that are still in the
/// queue.
pub(crate) fn differences(session: &Session, pending: &Moves) -> Result<u64, Failure> {
    let needs = Needs {
        relation: Relation::Parent,
        channel: true,
        family: true,
        reason: false,
        queue: true,
        agent: false,
        lang: false,
        articles: false,
        id: false,
    };
    let mut fresh: BTreeMap<Cell, Sums> = BTreeMap::new();
    let mut keep = |moves: &Moves, out: bool| {
        for (cell, sums) in moves.cells() {
            // Hours by queue, channel and family are held to their days instead: they are many.
            if cell.grain == Grain::Hour && cell.by != By::All {
                continue;
            }
            let at = fresh.entry(cell).or_default();
            if out { at.subtract(&sums) } else { at.add(&sums) }
        }
    };
    let mut moves = Moves::default();
    people::all(session, needs, |facts| {
        count_fresh(std::iter::once(facts), &mut moves);
        if moves.len() >= SPOTS {
            keep(&std::mem::take(&mut moves), false);
        }
        Ok(())
    })?;
    keep(&moves, false);
    keep(pending, true);

    let mut hours: HashMap<(By, i64, i64), Sums> = HashMap::new();
    let mut wrong = 0;
    let text = "SELECT grain, kind, who, at, counts FROM fcr_sum WHERE tenant_id = $1";
    session.each(text, values![session.tenant()], |row| {
        let Some(cell) = cell(&row)? else {
            wrong += 1;
            return Ok(());
        };
        let sums = unpack(row.get(4)?)?;
        let of_day = hours.entry((cell.by, cell.who, day_of(&cell))).or_default();
        match cell.grain {
            Grain::Hour => of_day.add(&sums),
            Grain::Day => of_day.subtract(&sums),
        }
        if cell.grain == Grain::Hour && cell.by != By::All {
            return Ok(());
        }
        let should = fresh.remove(&cell).unwrap_or_default();
        wrong += u64::from(should != sums);
        Ok(())
    })?;
    // What is left was never counted; and the hours of a day are the day.
    wrong += fresh.values().filter(|sums| !sums.is_nothing()).count() as u64;
    wrong += hours.values().filter(|sums| !sums.is_nothing()).count() as u64;
    Ok(wrong)
}

fn day_of(cell: &Cell) -> i64 {
    match cell.grain {
        Grain::Day => cell.at,
        Grain::Hour => day(cell.at),
    }
}

/// Brings the columns of contacts up to date that an older version did not fill, and makes the sums
/// anew, where that was not done yet.
pub(crate) fn up_to_date(session: &Session) -> Result<(), Failure> {
    if facts::of_tenant(session, "articles")?.as_deref() != Some(FORM) {
        fill_articles(session)?;
        facts::note(session, "articles", FORM)?;
    }
    if facts::of_tenant(session, "sums")?.as_deref() == Some(FORM) {
        return Ok(());
    }
    fill(session)?;
    anew(session)?;
    facts::note(session, "sums", FORM)
}

/// Makes the sums anew out of what is there.
pub(crate) fn anew(session: &Session) -> Result<(), Failure> {
    session.execute("DELETE FROM fcr_sum WHERE tenant_id = $1", values![session.tenant()])?;
    session.execute("DELETE FROM dirty WHERE tenant_id = $1", values![session.tenant()])?;
    let mut last: Vec<u8> = Vec::new();
    loop {
        let text = "SELECT DISTINCT customer_key FROM contact
            WHERE tenant_id = $1 AND customer_key > $2 ORDER BY customer_key LIMIT $3";
        let after: &[u8] = if last.is_empty() { &[0; 16] } else { &last };
        let keys: Vec<[u8; 16]> =
            session.all(text, values![session.tenant(), after, PAGE], |row| row.get(0))?;
        let Some(newest) = keys.last() else { return Ok(()) };
        last = newest.to_vec();
        let mut moves = Moves::default();
        for some in keys.chunks(256) {
            let people = people::of(session, some)?;
            count_fresh(people.values().map(Vec::as_slice), &mut moves);
        }
        apply(session, &moves.cells())?;
    }
}

/// Fills the lists of articles of rows that were stored before there were any.
fn fill_articles(session: &Session) -> Result<(), Failure> {
    let mut last = [0_u8; 16];
    loop {
        let text = "SELECT record_id, customer_key, payload FROM contact
            WHERE tenant_id = $1 AND record_id > $2 ORDER BY record_id LIMIT $3";
        let rows = session.all(text, values![session.tenant(), &last, PAGE], |row| {
            let payload: &str = row.get(2)?;
            let list = articles::listed(payload)?;
            Ok((row.get::<[u8; 16]>(0)?, row.get::<[u8; 16]>(1)?, list))
        })?;
        let Some((newest, ..)) = rows.last() else { return Ok(()) };
        last = *newest;
        for (id, key, list) in &rows {
            let Some(list) = list else { continue };
            let number = number(session, Kind::Articles, Some(list))?;
            let text = "UPDATE contact SET articles_id = $4
                WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3";
            session.execute(text, values![session.tenant(), key, id, number])?;
        }
    }
}

/// Fills the facts of rows that were stored before there were any.
fn fill(session: &Session) -> Result<(), Failure> {
    let mut last = [0_u8; 16];
    loop {
        let text = "SELECT record_id, customer_key, unlinkable, payload FROM contact
            WHERE tenant_id = $1 AND record_id > $2 ORDER BY record_id LIMIT $3";
        let rows = session.all(text, values![session.tenant(), &last, PAGE], |row| {
            let id: [u8; 16] = row.get(0)?;
            let key: [u8; 16] = row.get(1)?;
            let unlinkable: bool = row.get(2)?;
            let payload: &str = row.get(3)?;
            let contact: contact::Contact = serde_json::from_str(payload).map_err(|_| {
                Failure::Damaged("a payload cannot be read while sums are made".into())
            })?;
            Ok((id, key, facts_of(&contact, unlinkable), contact.acw_ms, contact.lang))
        })?;
        let Some((newest, ..)) = rows.last() else { return Ok(()) };
        last = *newest;
        for (id, key, facts, acw, lang) in &rows {
            let lang = number(session, Kind::Lang, lang.as_deref())?;
            let text = "UPDATE contact SET facts = $4, acw_ms = $5, lang_id = $6
                WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3";
            session.execute(text, values![session.tenant(), key, id, *facts, *acw, lang])?;
        }
    }
}
