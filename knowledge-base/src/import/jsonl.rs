//! JSON lines: one article a line. Read line by line, so the file may be of any size.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use serde_json::{Map, Value};

use super::whole::{Written, id_of};
use super::{Gathered, MOST_WRITTEN, Place};

pub(crate) fn read_file(place: Place<'_>, gathered: &mut Gathered<'_>) {
    match File::open(place.shown) {
        Ok(file) => lines(place, BufReader::new(file), gathered),
        Err(error) => {
            gathered.problem(place.shown, None, format!("the file cannot be read ({error})"));
        }
    }
}

pub(crate) fn read(place: Place<'_>, bytes: &[u8], gathered: &mut Gathered<'_>) {
    lines(place, bytes, gathered);
}

fn lines(place: Place<'_>, mut file: impl BufRead, gathered: &mut Gathered<'_>) {
    let mut number = 0u32;
    let mut line = Vec::new();
    let mut behind = 0;
    while !gathered.full() {
        line.clear();
        number = number.saturating_add(1);
        // an endless line must not fill the memory
        let read = file.by_ref().take(MOST_WRITTEN + 1).read_until(b'\n', &mut line);
        behind += line.len() as u64;
        if number.is_multiple_of(512) {
            gathered.at(behind);
        }
        match read {
            Ok(0) => return,
            Ok(_) if line.len() as u64 > MOST_WRITTEN && !line.ends_with(b"\n") => {
                let reason = "over 1 MB in one line; split the article";
                gathered.problem(place.shown, Some(number), reason);
                if file.skip_until(b'\n').is_err() {
                    return;
                }
            }
            Ok(_) => one(place, number, &line, gathered),
            Err(error) => {
                let reason = format!("the file ends here ({error})");
                gathered.problem(place.shown, Some(number), reason);
                return;
            }
        }
    }
}

fn one(place: Place<'_>, number: u32, line: &[u8], gathered: &mut Gathered<'_>) {
    let bytes = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
    let Ok(text) = std::str::from_utf8(bytes) else {
        gathered.problem(place.shown, Some(number), "the line is not UTF-8");
        return;
    };
    if text.trim().is_empty() {
        return;
    }
    let map: Map<String, Value> = match serde_json::from_str(text) {
        Ok(map) => map,
        Err(error) => {
            gathered.problem(place.shown, Some(number), format!("no article in JSON: {error}"));
            return;
        }
    };
    match Written::of(map) {
        Ok(written) => gathered.written(written, place, Some(number), |lang| {
            format!("{}-{number}", id_of(place.inside, lang))
        }),
        Err(unread) => {
            let reason = format!("no article in JSON: {}", unread.reason);
            gathered.problem(place.shown, Some(number), reason);
        }
    }
}
