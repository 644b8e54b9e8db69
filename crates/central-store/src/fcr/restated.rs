//! The log of restatements: which published figure moved afterwards, by how much, and why.
//!
//! A day's verified rate is published once the watermark has passed the day's end by the window.
//! One row a day, window, cause and day of noting, so that a month of late records makes some rows
//! and not millions.

use std::collections::BTreeMap;

use contact::Ms;
use contact::fcr::PRESETS_H;
use schemars::JsonSchema;
use serde::Serialize;
use ts_rs::TS;

use crate::Failure;
use crate::engine::{Session, values};
use crate::fcr::cells::{HOUR, HOURS, day, hour};
use crate::fcr::change::Why;
use crate::fcr::sums::{Of, Sums, WINDOWS};
use crate::tables::desks;

/// Whether a contact is counted from now on, or no longer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shift {
    In,
    Out,
}

/// How days moved, by cause: passed and all first contacts of each window.
#[derive(Default, Debug)]
pub(crate) struct Days(BTreeMap<(i64, Why), [(i64, i64); WINDOWS]>);

impl Days {
    pub(crate) fn add(&mut self, end: Ms, why: Why, shift: Shift, sums: &Sums) {
        let by = if shift == Shift::In { 1 } else { -1 };
        let moved = self.0.entry((day(hour(end)), why)).or_default();
        for (window, (passed, first)) in moved.iter_mut().enumerate() {
            *passed += by * sums.of(window, Of::Clear);
            *first += by * sums.of(window, Of::First);
        }
    }
}

/// When something is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Moment {
    pub(crate) now: Ms,
    /// A desk that was silent for so long no longer holds the watermark.
    pub(crate) missing_after: Ms,
}

/// Notes what moved of days that were published. Most contacts are of today, so the watermark is
/// only looked up when a day is old enough.
pub(crate) fn note(
    session: &Session,
    before: &BTreeMap<i64, Sums>,
    days: &Days,
    when: Moment,
) -> Result<(), Failure> {
    let moved = days.0.iter().filter(|(_, moved)| moved.iter().any(|m| *m != (0, 0)));
    let now = when.now;
    let end = |day: i64, hours: u32| day * HOURS * HOUR + Ms::from(hours) * HOUR;
    let moved: Vec<_> = moved.filter(|((day, _), _)| end(*day, PRESETS_H[0]) <= now).collect();
    if moved.is_empty() {
        return Ok(());
    }
    let watermark = desks::watermark(session, now, when.missing_after)?.at;
    let mut so_far: BTreeMap<(i64, usize), (i64, i64)> = BTreeMap::new();
    for ((day, why), moved) in moved {
        let Some(before) = before.get(day) else { continue };
        for (window, hours) in PRESETS_H.into_iter().enumerate() {
            let published = end(*day, hours) <= watermark;
            let was = so_far
                .entry((*day, window))
                .or_insert((before.of(window, Of::Clear), before.of(window, Of::First)));
            let (k, n) = *was;
            let by = moved[window];
            *was = (k + by.0, n + by.1);
            // A day without a first contact had no figure that could move.
            if published && n > 0 && by != (0, 0) {
                let text = "INSERT INTO restated (tenant_id, noted_day, day, hours, why, noted_at, changes,
                      k_before, n_before, k_after, n_after)
                    VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10)
                    ON CONFLICT (tenant_id, noted_day, day, hours, why) DO UPDATE SET
                      noted_at = excluded.noted_at, changes = restated.changes + 1,
                      k_after = excluded.k_after, n_after = excluded.n_after";
                let noted = hour(now).div_euclid(HOURS);
                session.execute(
                    text,
                    values![
                        session.tenant(),
                        noted,
                        *day,
                        hours,
                        *why as i64,
                        now,
                        k,
                        n,
                        was.0,
                        was.1
                    ],
                )?;
            }
        }
    }
    Ok(())
}

/// A published figure that moved.
#[derive(Clone, PartialEq, Debug, Serialize, TS, JsonSchema)]
pub struct Restatement {
    /// The end of the day whose figure it is, UTC.
    #[ts(type = "number")]
    pub day_end_ms: Ms,
    /// The window of the figure.
    pub hours: u32,
    /// What moved it: `late_record`, `correction`, `survey`, `exclusion`, `merge`, `erasure`.
    pub why: String,
    /// When it last moved for this cause on that day.
    #[ts(type = "number")]
    pub noted_ms: Ms,
    /// How often it moved on the day that this was noted.
    #[ts(type = "number")]
    pub changes: u64,
    /// Passed and mature first contacts as published.
    #[ts(type = "[number, number]")]
    pub before: (i64, i64),
    /// And as they are since.
    #[ts(type = "[number, number]")]
    pub after: (i64, i64),
}

/// The newest restatements, at most `limit`.
pub(crate) fn newest(session: &Session, limit: u16) -> Result<Vec<Restatement>, Failure> {
    let text = "SELECT day, hours, why, noted_at, changes, k_before, n_before, k_after, n_after
        FROM restated WHERE tenant_id = $1 ORDER BY noted_day DESC, noted_at DESC, day DESC, hours LIMIT $2";
    session.all(text, values![session.tenant(), limit], |row| {
        let day: i64 = row.get(0)?;
        let why = Why::numbered(row.get(2)?).map_or("correction", Why::name);
        Ok(Restatement {
            day_end_ms: day * HOURS * HOUR,
            hours: row.get(1)?,
            why: why.to_owned(),
            noted_ms: row.get(3)?,
            changes: row.get(4)?,
            before: (row.get(5)?, row.get(6)?),
            after: (row.get(7)?, row.get(8)?),
        })
    })
}
