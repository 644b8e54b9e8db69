//! A walk over very many rows of keys and bytes.
//!
//! PostgreSQL copies them out in its binary form: a row is a few bytes in a buffer then, and not a message with
//! a list of its columns. Promises: rows come as they do from [`Session::each`], in the order that was asked for.

use std::io::{self, BufRead};

use super::{Link, Session};
use crate::Failure;
use crate::engine::value::{Cell, Row};

/// What stands before the first row: a signature, flags, and the length of what else there is.
const HEAD: usize = 19;
/// Columns of a row at most.
const COLUMNS: usize = 3;

/// The columns of a row that was copied out.
#[derive(Debug)]
pub(crate) struct Copied<'r> {
    pub(crate) cells: [Cell<'r>; COLUMNS],
    pub(crate) width: usize,
}

impl Session {
    /// Hands over row after row of keys and bytes, which is all that a copy can say: it has no types. It takes no parameters: `{tenant}` in
    /// the text stands for this tenant's number. The order that is asked for is that of an index: PostgreSQL
    /// takes reading all of the table and sorting it to be cheaper, until it has seen how small the index is,
    /// and is wrong by four times.
    pub(crate) fn walk(
        &self,
        text: &str,
        mut with: impl FnMut(Row<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let text = text.replace("{tenant}", &self.tenant.to_string());
        if matches!(self.link, Link::Sqlite(_)) {
            return self.each(&text, &[], with);
        }
        self.with(|connection| {
            let client = connection.client()?;
            client.batch_execute("SET LOCAL enable_sort = off")?;
            copied(client, &format!("COPY ({text}) TO STDOUT (FORMAT binary)"), &mut with)?;
            Ok(client.batch_execute("SET LOCAL enable_sort = on")?)
        })
    }
}

fn copied(
    client: &mut postgres::Client,
    text: &str,
    with: &mut impl FnMut(Row<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut rows = client.copy_out(text)?;
    let mut head = HEAD;
    // What of a row has come, where it does not end with a message.
    let mut begun: Vec<u8> = Vec::new();
    loop {
        let came = rows.fill_buf().map_err(broken)?;
        let length = came.len();
        if length == 0 {
            return if begun.is_empty() { Ok(()) } else { Err(unreadable()) };
        }
        if begun.is_empty() {
            let left = read(came, &mut head, with)?;
            begun.extend_from_slice(left);
        } else {
            begun.extend_from_slice(came);
            let left = read(&begun, &mut head, with)?.len();
            begun.drain(..begun.len() - left);
        }
        rows.consume(length);
    }
}

/// Reads whole rows and gives what is left.
fn read<'b>(
    mut bytes: &'b [u8],
    head: &mut usize,
    with: &mut impl FnMut(Row<'_>) -> Result<(), Failure>,
) -> Result<&'b [u8], Failure> {
    if *head > 0 {
        if bytes.len() < HEAD {
            return Ok(bytes);
        }
        bytes = &bytes[HEAD..];
        *head = 0;
    }
    loop {
        let mut rest = bytes;
        let Some(width) = take(&mut rest).map(i16::from_be_bytes) else { return Ok(bytes) };
        // After the last row stands a width of -1.
        let Ok(width) = usize::try_from(width) else { return Ok(rest) };
        let mut row = Copied { cells: [Cell::Null; COLUMNS], width };
        let cells = row.cells.get_mut(..width).ok_or_else(unreadable)?;
        for cell in cells {
            let Some(length) = take(&mut rest).map(i32::from_be_bytes) else { return Ok(bytes) };
            let Ok(length) = usize::try_from(length) else { continue };
            let Some((value, after)) = rest.split_at_checked(length) else { return Ok(bytes) };
            rest = after;
            *cell = Cell::Bytes(value);
        }
        with(Row::Copied(&row))?;
        bytes = rest;
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*first)
}

fn broken(error: io::Error) -> Failure {
    match error.into_inner().map(|inner| inner.downcast::<postgres::Error>()) {
        Some(Ok(inner)) => Failure::from(*inner),
        _ => unreadable(),
    }
}

fn unreadable() -> Failure {
    Failure::Damaged("a row that was copied out cannot be read".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_the_same_wherever_the_bytes_are_cut() {
        let mut all = vec![0_u8; HEAD];
        for n in 0..3_i64 {
            all.extend(3_i16.to_be_bytes());
            all.extend(16_i32.to_be_bytes());
            all.extend([7_u8; 16]);
            all.extend(8_i32.to_be_bytes());
            all.extend(n.to_be_bytes());
            all.extend((-1_i32).to_be_bytes());
        }
        all.extend((-1_i16).to_be_bytes());
        for cut in 1..all.len() {
            let (mut head, mut begun, mut found) = (HEAD, Vec::new(), Vec::new());
            for came in all.chunks(cut) {
                begun.extend_from_slice(came);
                let left = read(&begun, &mut head, &mut |row: Row<'_>| {
                    let key: [u8; 16] = row.get(0)?;
                    assert_eq!(key, [7; 16]);
                    found.push((
                        row.get(1).map(i64::from_be_bytes)?,
                        row.get::<Option<[u8; 4]>>(2)?,
                    ));
                    Ok(())
                });
                let left = left.unwrap().len();
                begun.drain(..begun.len() - left);
            }
            assert_eq!(found, [(0, None), (1, None), (2, None)], "cut at {cut}");
            assert!(begun.is_empty(), "cut at {cut}");
        }
    }
}
