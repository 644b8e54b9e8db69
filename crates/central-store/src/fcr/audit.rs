//! Counts everything anew and holds the sums to it, to the unit; and makes them anew.

use std::collections::HashMap;

use crate::Failure;
use crate::engine::{Session, values};
use crate::fcr::cells::{By, Cell, Grain, Moves, apply, cell, day, hour, unpack};
use crate::fcr::evaluate::{count_fresh, standing};
use crate::fcr::fact::Fact;
use crate::fcr::kernel::{Count, Room, count};
use crate::fcr::people::{self, Ids};
use crate::fcr::sums::Sums;
use crate::fcr::{change, packed};
use crate::tables::ingest::counted;
use crate::tables::{contacts, facts};

/// The form of the sums that this program keeps.
const FORM: &str = "1";
/// Rows that are brought up to date at once.
const PAGE: i64 = 5_000;

/// Counts straight into the cells that sums are held to: the hours as a whole, and days by queue, channel
/// and family. Days as a whole are their hours; hours by queue, channel and family are many, and held to
/// their days instead.
#[derive(Default)]
struct Fresh {
    sums: Vec<Sums>,
    known: HashMap<Cell, usize>,
    /// Where each contact of a customer counts.
    places: Vec<[usize; 4]>,
}

impl Fresh {
    fn at(&mut self, cell: Cell) -> usize {
        *self.known.entry(cell).or_insert_with(|| {
            self.sums.push(Sums::default());
            self.sums.len() - 1
        })
    }
}

impl Count for Fresh {
    fn begin(&mut self, facts: &[Fact]) {
        self.places.clear();
        for fact in facts {
            let hour = hour(fact.end);
            let of_day = |by, who| Cell { grain: Grain::Day, by, who, at: day(hour) };
            let place = [
                self.at(Cell { grain: Grain::Hour, by: By::All, who: 0, at: hour }),
                self.at(of_day(By::Queue, fact.queue)),
                self.at(of_day(By::Channel, i64::from(fact.channel))),
                self.at(of_day(By::Family, fact.family)),
            ];
            self.places.push(place);
        }
    }

    #[inline(always)]
    fn count(&mut self, place: usize, _: &Fact, _: usize, counter: usize, by: i64) {
        for at in self.places[place] {
            self.sums[at].0[counter] += by;
        }
    }
}

/// What every cell is to hold, less what is still in the queue.
fn fresh(session: &Session, pending: &Moves) -> Result<HashMap<Cell, Sums>, Failure> {
    let (rule, mut room, mut fresh) = (standing(), Room::default(), Fresh::default());
    people::all(session, Ids::Left, |facts| {
        count(facts, &rule, &mut room, &mut fresh);
        Ok(())
    })?;
    for (cell, sums) in pending.cells() {
        if (cell.grain == Grain::Hour) == (cell.by == By::All) {
            let at = fresh.at(cell);
            fresh.sums[at].subtract(&sums);
        }
    }
    let Fresh { sums, known, .. } = fresh;
    let mut cells: HashMap<Cell, Sums> = HashMap::with_capacity(known.len());
    for (cell, at) in known {
        if cell.grain == Grain::Hour {
            let whole = Cell { grain: Grain::Day, at: day(cell.at), ..cell };
            cells.entry(whole).or_default().add(&sums[at]);
        }
        cells.insert(cell, sums[at]);
    }
    Ok(cells)
}

/// Cells whose sums are not those of counting anew. `pending` are the moves that are still in the
/// queue.
pub(crate) fn differences(session: &Session, pending: &Moves) -> Result<u64, Failure> {
    let mut fresh = fresh(session, pending)?;
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

/// Brings what is counted of contacts up to date that an older version did not fill, and makes the sums
/// anew, where either is not done yet.
pub(crate) fn up_to_date(session: &Session) -> Result<(), Failure> {
    let noted = |k| facts::of_tenant(session, k);
    let sums = noted("sums")?;
    if sums.is_none() || noted("articles")?.as_deref() != Some(FORM) {
        fill(session)?;
        facts::note(session, "articles", FORM)?;
    }
    if sums.as_deref() == Some(FORM) {
        return Ok(());
    }
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

/// Fills what is counted of contacts that were stored before it was, out of what the record and everybody
/// beside it say.
fn fill(session: &Session) -> Result<(), Failure> {
    let mut last = [0_u8; 16];
    loop {
        let rows = contacts::after(session, &last, PAGE)?;
        let Some((_, newest)) = rows.last() else { return Ok(()) };
        last = newest.id;
        for (kept, was) in &rows {
            let contact = &kept.contact;
            let fact = counted(session, contact, contact.customer.is_none())?;
            if fact == *was {
                continue;
            }
            let text = "UPDATE contact SET packed = $4, excluded = $5
                WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3";
            let (packed, excluded) = (packed::pack(&fact), change::excluded(fact.bits));
            let asked = values![session.tenant(), &kept.key.0, &fact.id, &packed, excluded];
            session.execute(text, asked)?;
        }
    }
}
