//! JSON lines: one article a line.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::whole::{Written, id_of, whole};
use super::{Gathered, MOST_BYTES};

pub(crate) fn is_jsonl(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|e| e.eq_ignore_ascii_case("jsonl") || e.eq_ignore_ascii_case("ndjson"))
}

pub(crate) fn read(root: &Path, path: &Path, gathered: &mut Gathered) {
    let mut file = match File::open(path) {
        Ok(file) => BufReader::new(file),
        Err(error) => {
            gathered.problem(path, None, format!("the file cannot be read ({error})"));
            return;
        }
    };
    let mut number = 0u32;
    let mut line = Vec::new();
    loop {
        line.clear();
        number += 1;
        // an endless line must not fill the memory
        let read = file.by_ref().take(MOST_BYTES + 1).read_until(b'\n', &mut line);
        match read {
            Ok(0) => return,
            Ok(_) if line.len() as u64 > MOST_BYTES && !line.ends_with(b"\n") => {
                gathered.problem(path, Some(number), "over 1 MB in one line; split the article");
                if file.skip_until(b'\n').is_err() {
                    return;
                }
            }
            Ok(_) => one(root, path, number, &line, gathered),
            Err(error) => {
                gathered.problem(path, Some(number), format!("the file ends here ({error})"));
                return;
            }
        }
    }
}

fn one(root: &Path, path: &Path, number: u32, line: &[u8], gathered: &mut Gathered) {
    let bytes = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
    let Ok(text) = std::str::from_utf8(bytes) else {
        gathered.problem(path, Some(number), "the line is not UTF-8");
        return;
    };
    if text.trim().is_empty() {
        return;
    }
    let written: Written = match serde_json::from_str(text) {
        Ok(written) => written,
        Err(error) => {
            gathered.problem(path, Some(number), format!("no article in JSON: {error}"));
            return;
        }
    };
    match whole(written, || format!("{}-{number}", id_of(root, path, None))) {
        Ok((article, notes)) => {
            for note in notes {
                gathered.note(path, Some(number), note);
            }
            gathered.take(article, path, Some(number));
        }
        Err(reason) => gathered.problem(path, Some(number), reason),
    }
}
