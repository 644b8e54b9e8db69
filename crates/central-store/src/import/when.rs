//! Times and lengths as other systems write them, turned into milliseconds.
//!
//! Promises: a time without an offset is read in the named zone, by the rules that held there and
//! then; one that the clocks skipped or had twice is not refused but read as the earlier offset
//! says. What cannot be read says so without repeating it.

use contact::Ms;
use jiff::civil::DateTime;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::Deserialize;

/// How a column writes times.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) enum Form {
    /// RFC 3339 and its relatives (`2025-03-03 10:06:00`, `20250303T100600Z`), with an offset or
    /// without.
    #[default]
    Iso,
    /// Seconds since 1970, with a fraction or without.
    Seconds,
    /// Milliseconds since 1970.
    Millis,
    /// As `strptime` has it: `%d/%m/%Y %H:%M`.
    Pattern(String),
}

impl<'de> Deserialize<'de> for Form {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "iso" => Ok(Form::Iso),
            "epoch_s" => Ok(Form::Seconds),
            "epoch_ms" => Ok(Form::Millis),
            pattern if pattern.contains('%') => Ok(Form::Pattern(text)),
            _ => Err(serde::de::Error::custom(
                "a time is `iso`, `epoch_s`, `epoch_ms` or a pattern such as %d/%m/%Y %H:%M",
            )),
        }
    }
}

impl Form {
    /// Milliseconds since 1970, or none when `text` is not of this form.
    pub(super) fn read(&self, text: &str, zone: &TimeZone) -> Option<Ms> {
        let text = text.trim();
        match self {
            Form::Seconds => number(text, 1000.0),
            Form::Millis => number(text, 1.0),
            Form::Iso => match text.parse::<Timestamp>() {
                Ok(moment) => Some(moment.as_millisecond()),
                Err(_) => {
                    if let Ok(zoned) = text.parse::<Zoned>() {
                        return Some(zoned.timestamp().as_millisecond());
                    }
                    let there: DateTime = text.parse().ok()?;
                    at(there, zone)
                }
            },
            Form::Pattern(pattern) => {
                let parts = BrokenDownTime::parse(pattern, text).ok()?;
                if let Ok(moment) = parts.to_timestamp() {
                    return Some(moment.as_millisecond());
                }
                let there = parts.to_datetime().or_else(|_| {
                    parts.to_date().map(|date| date.to_datetime(jiff::civil::Time::midnight()))
                });
                at(there.ok()?, zone)
            }
        }
    }
}

fn at(there: DateTime, zone: &TimeZone) -> Option<Ms> {
    let moment = zone.to_ambiguous_timestamp(there).compatible().ok()?;
    Some(moment.as_millisecond())
}

/// How a column writes lengths of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Unit {
    /// Seconds, with a fraction or without.
    #[default]
    S,
    /// Milliseconds.
    Ms,
    /// Minutes, with a fraction or without.
    Min,
    /// `1:02:03` or `02:03`.
    Clock,
}

impl Unit {
    /// Milliseconds, or none when `text` is not of this form.
    pub(super) fn read(self, text: &str) -> Option<Ms> {
        let text = text.trim();
        match self {
            Unit::S => number(text, 1000.0),
            Unit::Ms => number(text, 1.0),
            Unit::Min => number(text, 60_000.0),
            Unit::Clock => {
                let parts: Vec<&str> = text.split(':').collect();
                if !(2..=3).contains(&parts.len()) {
                    return None;
                }
                let mut whole = 0.0;
                for part in parts {
                    let part: f64 = part.parse().ok().filter(|part| *part >= 0.0)?;
                    whole = whole * 60.0 + part;
                }
                number(&whole.to_string(), 1000.0)
            }
        }
    }
}

/// Whole numbers exactly; fractions to the millisecond.
fn number(text: &str, times: f64) -> Option<Ms> {
    if let Ok(whole) = text.parse::<Ms>() {
        #[expect(clippy::cast_possible_truncation, reason = "1, 1000 or 60000")]
        return whole.checked_mul(times as Ms);
    }
    let value: f64 = text.replace(',', ".").parse().ok()?;
    let value = (value * times).round();
    #[expect(clippy::cast_possible_truncation, reason = "in range, and whole")]
    (value.abs() < 9e15).then_some(value as Ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    #[test]
    fn a_time_is_read_where_it_was_written() {
        let stockholm = zone("Europe/Stockholm");
        let pattern = Form::Pattern("%d/%m/%Y %H:%M".into());
        for (form, text, wanted) in [
            (&Form::Iso, "2025-03-03T10:06:00Z", Some(1_740_996_360_000)),
            (&Form::Iso, "2025-03-03T11:06:00+01:00", Some(1_740_996_360_000)),
            (&Form::Iso, "2025-03-03 11:06:00", Some(1_740_996_360_000)),
            (&pattern, "03/03/2025 11:06", Some(1_740_996_360_000)),
            (&Form::Seconds, "1740996360", Some(1_740_996_360_000)),
            (&Form::Seconds, "1740996360.5", Some(1_740_996_360_500)),
            (&Form::Millis, "1740996360000", Some(1_740_996_360_000)),
            // Summer time: one hour less to UTC.
            (&Form::Iso, "2025-07-01 12:00:00", Some(1_751_364_000_000)),
            // Skipped in spring, and there twice in autumn: both still are moments.
            (&Form::Iso, "2025-03-30 02:30:00", Some(1_743_298_200_000)),
            (&Form::Iso, "2025-10-26 02:30:00", Some(1_761_438_600_000)),
            (&Form::Iso, "yesterday", None),
            (&pattern, "31/02/2025 11:06", None),
            (&Form::Seconds, "NaN", None),
            (&Form::Seconds, "1e300", None),
        ] {
            assert_eq!(form.read(text, &stockholm), wanted, "{form:?} {text}");
        }
    }

    #[test]
    fn a_length_is_read_in_its_unit() {
        for (unit, text, wanted) in [
            (Unit::S, "42", Some(42_000)),
            (Unit::S, " 1,5 ", Some(1_500)),
            (Unit::Min, "2.5", Some(150_000)),
            (Unit::Clock, "1:02:03", Some(3_723_000)),
            (Unit::Clock, "02:03", Some(123_000)),
            (Unit::Clock, "1:-2:03", None),
            (Unit::Clock, "5", None),
            (Unit::Ms, "x", None),
        ] {
            assert_eq!(unit.read(text), wanted, "{unit:?} {text}");
        }
    }
}
