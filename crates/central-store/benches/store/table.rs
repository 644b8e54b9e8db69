//! What was measured, as a table in Markdown: a row a question, a column an engine and a size.

use std::fmt;

/// Of what size, on which engine, and how much.
type Cell = (u32, String, f64);

#[derive(Default)]
pub(crate) struct Table {
    size: u32,
    columns: Vec<(u32, String)>,
    rows: Vec<(String, Vec<Cell>)>,
}

impl Table {
    pub(crate) fn size(&mut self, size: u32) {
        self.size = size;
    }

    pub(crate) fn put(&mut self, engine: &str, what: &str, value: f64) {
        eprintln!("  {engine} {}: {what}: {}", short(self.size), number(value));
        let column = (self.size, engine.to_owned());
        if !self.columns.contains(&column) {
            self.columns.push(column);
        }
        let cell = (self.size, engine.to_owned(), value);
        match self.rows.iter_mut().find(|(name, _)| name == what) {
            Some((_, cells)) => cells.push(cell),
            None => self.rows.push((what.to_owned(), vec![cell])),
        }
    }

    /// What was put for an engine of this size already; `engine` is how its name begins.
    pub(crate) fn value(&self, engine: &str, what: &str) -> Option<f64> {
        let (_, cells) = self.rows.iter().find(|(name, _)| name == what)?;
        let cell =
            cells.iter().find(|(size, name, _)| *size == self.size && name.starts_with(engine))?;
        Some(cell.2)
    }
}

fn short(size: u32) -> String {
    if size.is_multiple_of(1_000_000) {
        format!("{} M", size / 1_000_000)
    } else {
        format!("{} k", size / 1_000)
    }
}

fn number(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => {
            let digits = format!("{value:.0}");
            let mut grouped = String::new();
            for (place, digit) in digits.chars().enumerate() {
                if place > 0 && (digits.len() - place).is_multiple_of(3) {
                    grouped.push(',');
                }
                grouped.push(digit);
            }
            grouped
        }
        v if v >= 10.0 => format!("{value:.1}"),
        v if v >= 0.1 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "|  |")?;
        for (size, engine) in &self.columns {
            write!(f, " {engine} {} |", short(*size))?;
        }
        write!(f, "\n| --- |")?;
        for _ in &self.columns {
            write!(f, " ---: |")?;
        }
        for (what, cells) in &self.rows {
            write!(f, "\n| {what} |")?;
            for (size, engine) in &self.columns {
                match cells.iter().find(|(s, e, _)| s == size && e == engine) {
                    Some((_, _, value)) => write!(f, " {} |", number(*value))?,
                    None => write!(f, " – |")?,
                }
            }
        }
        Ok(())
    }
}
