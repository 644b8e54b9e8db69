//! The table of sums: which cells a contact counts in, and how they are moved.
//!
//! A contact counts in eight cells: the hour and the day in which it ended, each as a whole and by
//! queue, channel and reason family. An hour holds what ended after its beginning and no later than
//! its end, so that a watermark on a whole hour never cuts one.

use std::collections::{BTreeMap, HashMap};

use contact::Ms;

use crate::Failure;
use crate::engine::{Session, Value, values};
use crate::fcr::fact::Fact;
use crate::fcr::sums::Sums;

pub(crate) const HOUR: Ms = 3_600_000;
pub(crate) const HOURS: i64 = 24;

/// By what a cell is told apart beside its time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum By {
    All = 0,
    Queue = 1,
    Channel = 2,
    Family = 3,
}

/// Hours or days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Grain {
    Hour = 0,
    Day = 1,
}

/// One row of the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Cell {
    pub(crate) grain: Grain,
    pub(crate) by: By,
    pub(crate) who: i64,
    pub(crate) at: i64,
}

/// The hour in which a moment lies, by the number of its end.
pub(crate) fn hour(at: Ms) -> i64 {
    at.div_euclid(HOUR) + i64::from(at.rem_euclid(HOUR) != 0)
}

/// The day in which an hour lies, by the number of its end.
pub(crate) fn day(hour: i64) -> i64 {
    hour.div_euclid(HOURS) + i64::from(hour.rem_euclid(HOURS) != 0)
}

/// The week in which a day lies, by its number; weeks begin on Mondays.
pub(crate) fn week(day: i64) -> i64 {
    // Day 1 ended with the first of January 1970, a Thursday.
    (day + 2).div_euclid(7)
}

/// The day that begins a week, by the number of its end.
pub(crate) fn monday(week: i64) -> i64 {
    week * 7 - 2
}

/// Where a contact counts, before that is spread over the eight cells.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Spot {
    hour: i64,
    queue: i64,
    channel: i64,
    family: i64,
}

impl Spot {
    pub(crate) fn of(fact: &Fact) -> Spot {
        Spot {
            hour: hour(fact.end),
            queue: fact.queue,
            channel: i64::from(fact.channel),
            family: fact.family,
        }
    }
}

/// Sums on their way into the table.
#[derive(Default, Debug)]
pub(crate) struct Moves(HashMap<Spot, Sums>);

impl Moves {
    pub(crate) fn at(&mut self, spot: Spot) -> &mut Sums {
        self.0.entry(spot).or_default()
    }

    /// The same, spread over the cells, without those that do not move.
    pub(crate) fn cells(&self) -> BTreeMap<Cell, Sums> {
        let mut cells: BTreeMap<Cell, Sums> = BTreeMap::new();
        for (spot, sums) in &self.0 {
            let ways = [
                (By::All, 0),
                (By::Queue, spot.queue),
                (By::Channel, spot.channel),
                (By::Family, spot.family),
            ];
            for (by, who) in ways {
                for (grain, at) in [(Grain::Hour, spot.hour), (Grain::Day, day(spot.hour))] {
                    cells.entry(Cell { grain, by, who, at }).or_default().add(sums);
                }
            }
        }
        cells.retain(|_, sums| !sums.is_nothing());
        cells
    }
}

/// Moves the table by `cells`; gives what every whole day was before.
pub(crate) fn apply(
    session: &Session,
    cells: &BTreeMap<Cell, Sums>,
) -> Result<BTreeMap<i64, Sums>, Failure> {
    let wanted: Vec<&Cell> = cells.keys().collect();
    let mut known = read_cells(session, &wanted)?;
    let mut days = BTreeMap::new();
    let mut packed = Vec::with_capacity(cells.len());
    for (cell, by) in cells {
        let mut sums = known.remove(cell).unwrap_or_default();
        if cell.grain == Grain::Day && cell.by == By::All {
            days.insert(cell.at, sums);
        }
        sums.add(by);
        packed.push(sums.pack());
    }
    let mut rows: Vec<Value<'_>> = Vec::with_capacity(cells.len() * 6);
    for (cell, counts) in cells.keys().zip(&packed) {
        rows.extend_from_slice(values![
            session.tenant(),
            cell.grain as i64,
            cell.by as i64,
            cell.who,
            cell.at,
            counts,
        ]);
    }
    let head = "INSERT INTO fcr_sum (tenant_id, grain, kind, who, at, counts) VALUES";
    let tail =
        "ON CONFLICT (tenant_id, grain, kind, who, at) DO UPDATE SET counts = excluded.counts";
    session.rows(head, tail, 6, &rows)?;
    Ok(days)
}

fn read_cells(session: &Session, wanted: &[&Cell]) -> Result<HashMap<Cell, Sums>, Failure> {
    let mut found = HashMap::with_capacity(wanted.len());
    if !session.shared() {
        let text = "SELECT counts FROM fcr_sum
            WHERE tenant_id = $1 AND grain = $2 AND kind = $3 AND who = $4 AND at = $5";
        for cell in wanted {
            let Cell { grain, by, who, at } = **cell;
            let asked = values![session.tenant(), grain as i64, by as i64, who, at];
            let sums = session.first(text, asked, |row| unpack(row.get(0)?))?;
            found.extend(sums.map(|sums| (**cell, sums)));
        }
        return Ok(found);
    }
    let mut left = wanted;
    while !left.is_empty() {
        let (now, later) = left.split_at(session.many(left.len()));
        // Each is looked up by itself: joined, PostgreSQL would rather read the whole table, which it
        // takes for a small one until that is first analyzed.
        let mut text = String::from(
            "SELECT w.column1, w.column2, w.column3, w.column4,
               (SELECT s.counts FROM fcr_sum s WHERE s.tenant_id = $1 AND s.grain = w.column1
                AND s.kind = w.column2 AND s.who = w.column3 AND s.at = w.column4)
             FROM (VALUES ",
        );
        let mut asked = vec![Value::from(session.tenant())];
        for (place, cell) in now.iter().enumerate() {
            let first = place * 4 + 2;
            let comma = if place == 0 { "" } else { ", " };
            // The types of a list of values are those of its first row.
            text.push_str(&format!(
                "{comma}(CAST(${first} AS smallint), CAST(${} AS smallint), CAST(${} AS integer), CAST(${} AS integer))",
                first + 1, first + 2, first + 3
            ));
            asked.extend_from_slice(values![cell.grain as i64, cell.by as i64, cell.who, cell.at]);
        }
        text.push_str(") w");
        session.each(&text, &asked, |row| {
            if let (Some(cell), Some(counts)) = (cell(&row)?, row.get::<Option<&[u8]>>(4)?) {
                found.insert(cell, unpack(counts)?);
            }
            Ok(())
        })?;
        left = later;
    }
    Ok(found)
}

/// Reads grain, kind, who and at.
pub(crate) fn cell(row: &crate::engine::Row<'_>) -> Result<Option<Cell>, Failure> {
    let grain = match row.get::<i64>(0)? {
        0 => Grain::Hour,
        1 => Grain::Day,
        _ => return Ok(None),
    };
    let by = match row.get::<i64>(1)? {
        0 => By::All,
        1 => By::Queue,
        2 => By::Channel,
        3 => By::Family,
        _ => return Ok(None),
    };
    Ok(Some(Cell { grain, by, who: row.get(2)?, at: row.get(3)? }))
}

pub(crate) fn unpack(bytes: &[u8]) -> Result<Sums, Failure> {
    Sums::unpack(bytes).ok_or_else(|| Failure::Damaged("a row of fcr_sum cannot be read".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_and_a_day_hold_their_end_and_not_their_beginning() {
        assert_eq!((hour(0), hour(1), hour(HOUR), hour(HOUR + 1)), (0, 1, 1, 2));
        assert_eq!((day(0), day(1), day(24), day(25)), (0, 1, 1, 2));
        assert_eq!((hour(-1), hour(-HOUR)), (0, -1));
    }

    #[test]
    fn a_week_is_from_monday_to_sunday() {
        // 3 to 9 March 2025, and the Monday after.
        let of = |date_ms: Ms| week(day(hour(date_ms + HOUR)));
        let monday_ms: Ms = 1_740_960_000_000;
        for of_week in 0..7 {
            assert_eq!(of(monday_ms + of_week * HOURS * HOUR), of(monday_ms));
        }
        assert_eq!(of(monday_ms + 7 * HOURS * HOUR), of(monday_ms) + 1);
        assert_eq!(monday(of(monday_ms)), day(hour(monday_ms + HOUR)));
        assert_eq!(week(monday(-3)), -3);
    }
}
