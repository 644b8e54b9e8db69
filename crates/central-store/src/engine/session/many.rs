//! Many rows at once: by statements that take one after the other in a file, by arrays in PostgreSQL.

use rusqlite::params_from_iter;

use super::{Link, Session, references};
use crate::Failure;
use crate::engine::sqlite::prepare;
use crate::engine::{Row, Value};
use crate::keys::CustomerKey;

/// Rows that go over in one statement at most.
const ROWS: usize = 1_000;
/// Keys that are looked up in a file by one statement; what is left is looked up one by one.
const LIST: usize = 16;

impl Session {
    /// One text for many rows: `head`, the rows' values, `tail`. `width` values make a row, and
    /// `head` ends with `VALUES`. Gives how many rows were changed.
    ///
    /// PostgreSQL takes a column at a time, as an array, which costs it half of what as many
    /// parameters do; where Citus spreads the rows, it can do so with `VALUES` only.
    pub(crate) fn rows(
        &self,
        head: &str,
        tail: &str,
        width: usize,
        values: &[Value<'_>],
    ) -> Result<u64, Failure> {
        let mut changed = 0;
        if let Link::Sqlite(connection) = &self.link {
            // What is prepared once takes row after row; no text is put together for each.
            let mut statement = prepare(connection, &multiplied(head, tail, width, 1))?;
            for row in values.chunks(width) {
                changed += statement.execute(params_from_iter(row))? as u64;
            }
            return Ok(changed);
        }
        if self.arrays() {
            for some in values.chunks(ROWS * width) {
                changed += self.with(|connection| {
                    let statement = connection.prepare_rows(head, tail, width)?;
                    let columns: Vec<Value<'_>> =
                        (0..width).map(|at| Value::Column(&some[at..], width)).collect();
                    Ok(connection.client()?.execute(&statement, &references(&columns))?)
                })?;
            }
            return Ok(changed);
        }
        let mut left = values;
        while !left.is_empty() {
            let many = self.many(left.len() / width);
            let (now, later) = left.split_at(many * width);
            changed += self.execute(&multiplied(head, tail, width, many), now)?;
            left = later;
        }
        Ok(changed)
    }

    /// How many of `left` rows go into one text: few different texts, so that each is prepared once.
    pub(crate) fn many(&self, left: usize) -> usize {
        let sizes: &[usize] = if self.shared() { &[256, 64, 16, 4] } else { &[] };
        sizes.iter().copied().find(|size| *size <= left).unwrap_or(1)
    }

    /// Asks about many at once: `text` says `IN ({})` of them, and what else it asks about is the
    /// tenant, `$1`. Hands over row after row; `with` may not ask this session again.
    pub(crate) fn among(
        &self,
        text: &str,
        whom: &[[u8; 16]],
        mut with: impl FnMut(Row<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let whom: Vec<Value<'_>> = whom.iter().map(Value::from).collect();
        if let Link::Sqlite(connection) = &self.link {
            let tenant = Value::from(self.tenant);
            for (text, lists) in lists(text, &whom) {
                if lists.is_empty() {
                    continue;
                }
                let mut statement = prepare(connection, &text)?;
                for list in lists {
                    let asked = std::iter::once(&tenant).chain(list);
                    let mut rows = statement.query(params_from_iter(asked))?;
                    while let Some(row) = rows.next()? {
                        with(Row::Sqlite(row))?;
                    }
                }
            }
            return Ok(());
        }
        let text = text.replace("IN ({})", "= ANY($2)");
        for some in whom.chunks(ROWS) {
            self.each(&text, &[self.tenant.into(), Value::Column(some, 1)], &mut with)?;
        }
        Ok(())
    }

    /// Does something to many at once: as [`Session::among`].
    pub(crate) fn execute_among(&self, text: &str, whom: &[[u8; 16]]) -> Result<(), Failure> {
        self.among(text, whom, |_| Ok(()))
    }

    /// Does something to many contacts, each known by its customer and its id: by `one`, in which they
    /// are `$2` and `$3`, or where arrays go over by `many`, in which they are the rows of `{}`.
    pub(crate) fn execute_pairs(
        &self,
        one: &str,
        many: &str,
        pairs: &[(CustomerKey, [u8; 16])],
    ) -> Result<(), Failure> {
        if !self.arrays() {
            for (key, id) in pairs {
                self.execute(one, &[self.tenant.into(), (&key.0).into(), id.into()])?;
            }
            return Ok(());
        }
        let text = many.replace("{}", "unnest(CAST($2 AS uuid[]), CAST($3 AS uuid[]))");
        for some in pairs.chunks(ROWS) {
            let flat: Vec<Value<'_>> =
                some.iter().flat_map(|(key, id)| [(&key.0).into(), Value::from(id)]).collect();
            let columns = [Value::Column(&flat, 2), Value::Column(&flat[1..], 2)];
            self.execute(&text, &[self.tenant.into(), columns[0], columns[1]])?;
        }
        Ok(())
    }

    /// Whether many rows go over as arrays.
    fn arrays(&self) -> bool {
        self.shared() && !self.spread()
    }

    /// Whether Citus spreads customers over several machines.
    pub(crate) fn spread(&self) -> bool {
        matches!(&self.link, Link::Postgres { address, .. } if address.spread)
    }
}

/// The lists that are asked about in a file, with the text for each length.
fn lists<'v, 'a>(text: &str, whom: &'v [Value<'a>]) -> [(String, Vec<&'v [Value<'a>]>); 2] {
    let (long, short) = whom.split_at(whom.len() - whom.len() % LIST);
    let text = |length: usize| {
        let places: Vec<String> = (2..length + 2).map(|n| format!("${n}")).collect();
        text.replace("{}", &places.join(", "))
    };
    [(text(LIST), long.chunks(LIST).collect()), (text(1), short.chunks(1).collect())]
}

/// `INSERT … VALUES ($1, $2), ($3, $4) …`
pub(in crate::engine) fn multiplied(head: &str, tail: &str, width: usize, rows: usize) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(head.len() + tail.len() + rows * width * 6);
    text.push_str(head);
    for row in 0..rows {
        text.push_str(if row == 0 { " (" } else { ", (" });
        for column in 1..=width {
            let comma = if column == 1 { "" } else { ", " };
            // Writing into a string does not fail.
            let _ = write!(text, "{comma}${}", row * width + column);
        }
        text.push(')');
    }
    text.push(' ');
    text.push_str(tail);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_rows_are_numbered_on() {
        let text = multiplied("INSERT INTO t VALUES", "ON CONFLICT DO NOTHING", 2, 2);
        assert_eq!(text, "INSERT INTO t VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING");
    }
}
