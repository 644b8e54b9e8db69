//! Days as people and systems write them.
//!
//! A form that can be read in two ways (3/4/2026) is not read at all: a wrong last day of
//! validity is worse than none.

use time::{Date, Month};

/// `YYYY-MM-DD` of a day in one of the usual forms; what stands after it (a time) is left out.
pub(crate) fn day(text: &str) -> Option<String> {
    let date = by_name(text.trim()).or_else(|| by_number(text.trim()))?;
    (date.year() >= 1)
        .then(|| format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day()))
}

/// `2026-11-21`, `2026/11/21`, `2026-11-21T10:00:00Z`, `20261121`, `21.11.2026`, `21/11/2026`,
/// `2026年11月21日`; a number of ten or thirteen digits is seconds or milliseconds since 1970.
fn by_number(text: &str) -> Option<Date> {
    let mut numbers: Vec<(i64, usize)> = Vec::new();
    let mut separator = None;
    let mut rest = text;
    while numbers.len() < 3 {
        let end = rest.find(|c| !western(c)).unwrap_or(rest.len());
        if end == 0 || rest[..end].chars().count() > 13 {
            return None;
        }
        let mut value = 0i64;
        for c in rest[..end].chars() {
            value = value * 10 + digit(c)?;
        }
        numbers.push((value, rest[..end].chars().count()));
        rest = &rest[end..];
        let Some(mark) = rest.chars().next() else { break };
        if numbers.len() < 3 {
            if !matches!(mark, '-' | '/' | '.' | '年' | '月') {
                break;
            }
            separator.get_or_insert(mark);
            rest = &rest[mark.len_utf8()..];
        }
    }
    match numbers.as_slice() {
        [(value, 8)] => date(value / 10_000, value / 100 % 100, value % 100),
        [(seconds, 10)] => Some(time::OffsetDateTime::from_unix_timestamp(*seconds).ok()?.date()),
        [(ms, 13)] => Some(time::OffsetDateTime::from_unix_timestamp(ms / 1000).ok()?.date()),
        [(year, 4), (month, _), (day, _)] => date(*year, *month, *day),
        [(first, 1..=2), (second, 1..=2), (year, 4)] => match (separator, first, second) {
            (Some('.'), day, month) => date(*year, *month, *day),
            (_, day, month) if *day > 12 => date(*year, *month, *day),
            (_, month, day) if *day > 12 || month == day => date(*year, *month, *day),
            _ => None,
        },
        _ => None,
    }
}

/// `21 Nov 2026`, `November 21, 2026`, `21 november 2026`.
fn by_name(text: &str) -> Option<Date> {
    if text.len() > 64 || !text.bytes().any(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let (mut day, mut month, mut year) = (None, None, None);
    for word in text.split([' ', ',', '.', '-']).filter(|word| !word.is_empty()).take(4) {
        if let Ok(number) = word.parse::<i64>() {
            if number > 31 {
                year.get_or_insert(number)
            } else {
                day.get_or_insert(number)
            };
        } else if let Some(number) = named(word) {
            month.get_or_insert(number);
        }
    }
    date(year?, month?, day?)
}

fn named(word: &str) -> Option<i64> {
    let short: String = word.chars().take(3).flat_map(char::to_lowercase).collect();
    let months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let short = match short.as_str() {
        "maj" => "may",
        "okt" => "oct",
        other => other,
    };
    months.iter().position(|month| *month == short).map(|at| at as i64 + 1)
}

fn date(year: i64, month: i64, day: i64) -> Option<Date> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()
}

fn western(c: char) -> bool {
    digit(c).is_some()
}

/// Western, Arabic-Indic and Persian digits.
fn digit(c: char) -> Option<i64> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        _ => return None,
    };
    Some(i64::from(c as u32 - zero as u32))
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn a_day_is_read_in_its_usual_forms() {
        for form in [
            "2026-11-21",
            "2026/11/21",
            "2026-11-21T23:59:59Z",
            "2026-11-21 10:00",
            "20261121",
            "21.11.2026",
            "21/11/2026",
            "11/21/2026",
            "2026年11月21日",
            "21 Nov 2026",
            "November 21, 2026",
            "21 november 2026",
            "1795219200",
            "1795219200000",
            "٢٠٢٦-١١-٢١",
        ] {
            assert_eq!(day(form).as_deref(), Some("2026-11-21"), "{form}");
        }
        for form in
            ["3/4/2026", "yesterday", "", "2026-13-01", "2026-02-30", "99999999999999", "-", "2026"]
        {
            assert_eq!(day(form), None, "{form}");
        }
        assert_eq!(day("21 okt 2026").as_deref(), Some("2026-10-21"));
    }
}
