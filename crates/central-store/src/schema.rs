//! The tables, from one template text for every engine, and the migrations that make them.
//!
//! Promises: a migration that was released is never edited; the migrations that ran are recorded
//! in the database; the final schema of each engine is a snapshot in a test.
//! Deliberately absent: statements that read or write rows (see `tables`).

use refinery::{Migration, Runner};
use rusqlite::Connection;

use crate::Failure;
use crate::fcr::packed;

/// Name and template text of every migration, oldest first. Dates are the versions.
/// More than one a day: two more digits.
const MIGRATIONS: [(&str, &str); 18] = [
    ("V20261121__first", include_str!("../migrations/V20261121__first.sql")),
    ("V2026112501__tenants", include_str!("../migrations/V2026112501__tenants.sql")),
    ("V2026112502__sums", include_str!("../migrations/V2026112502__sums.sql")),
    ("V2026112510__channels", include_str!("../migrations/V2026112510__channels.sql")),
    ("V2026112511__possible", include_str!("../migrations/V2026112511__possible.sql")),
    ("V2026112515__narrower", include_str!("../migrations/V2026112515__narrower.sql")),
    ("V2026112520__persons", include_str!("../migrations/V2026112520__persons.sql")),
    ("V2026112530__articles", include_str!("../migrations/V2026112530__articles.sql")),
    ("V2026112531__sums_in_place", include_str!("../migrations/V2026112531__sums_in_place.sql")),
    ("V2026112532__times_of_now", include_str!("../migrations/V2026112532__times_of_now.sql")),
    (
        "V2026112550__surveys_of_customers",
        include_str!("../migrations/V2026112550__surveys_of_customers.sql"),
    ),
    ("V2026112560__noted", include_str!("../migrations/V2026112560__noted.sql")),
    ("V2026112570__packed", include_str!("../migrations/V2026112570__packed.sql")),
    (
        "V2026112610__sizes_from_the_first",
        include_str!("../migrations/V2026112610__sizes_from_the_first.sql"),
    ),
    ("V2026112620__seen_sooner", include_str!("../migrations/V2026112620__seen_sooner.sql")),
    ("V2026112630__agents_by_time", include_str!("../migrations/V2026112630__agents_by_time.sql")),
    ("V2026112640__beside", include_str!("../migrations/V2026112640__beside.sql")),
    (
        "V2026112650__identities_set_aside",
        include_str!("../migrations/V2026112650__identities_set_aside.sql"),
    ),
];

/// Whose words the template is filled with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// SQLite 3.37 or later: STRICT tables.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

impl Dialect {
    fn words(self) -> [(&'static str, &'static str); 11] {
        match self {
            Dialect::Sqlite => [
                ("{id}", "BLOB"),
                ("{bytes}", "BLOB"),
                ("{big}", "INTEGER"),
                ("{int}", "INTEGER"),
                ("{sm}", "INTEGER"),
                ("{count}", "INTEGER"),
                ("{end}", " STRICT"),
                ("{inc}", ", "),
                ("{unique}", "UNIQUE"),
                ("{serial}", "INTEGER PRIMARY KEY"),
                ("{dirtypk}", ""),
            ],
            Dialect::Postgres => [
                ("{id}", "uuid"),
                ("{bytes}", "bytea"),
                ("{big}", "bigint"),
                ("{int}", "integer"),
                ("{sm}", "smallint"),
                // A revision counts to four thousand million, which an integer does not.
                ("{count}", "bigint"),
                ("{end}", ""),
                ("{inc}", ") INCLUDE ("),
                // A table spread over shards by customer cannot promise this; there it is a plain index.
                ("{unique}", "UNIQUE"),
                ("{serial}", "bigint GENERATED ALWAYS AS IDENTITY"),
                ("{dirtypk}", ", PRIMARY KEY (tenant_id, customer_key, seq)"),
            ],
        }
    }

    fn mark(self) -> &'static str {
        match self {
            Dialect::Sqlite => "--sqlite ",
            Dialect::Postgres => "--pg ",
        }
    }
}

/// The template as a script for `dialect`: comments gone, marked lines of the dialect kept.
pub fn render(template: &str, dialect: Dialect) -> String {
    let mut script = String::new();
    for line in template.lines() {
        let line = match line.strip_prefix(dialect.mark()) {
            Some(own) => own,
            None => line.split("--").next().unwrap_or_default().trim_end(),
        };
        if line.is_empty() {
            continue;
        }
        let mut line = line.to_owned();
        for (word, own) in dialect.words() {
            line = line.replace(word, own);
        }
        script.push_str(&line);
        script.push('\n');
    }
    script
}

/// What spreads the tables over several machines, for a PostgreSQL that has the extension `citus`:
/// versions, oldest first, and what follows each of them.
pub fn citus() -> Vec<(i64, Vec<String>)> {
    let of = |(name, text): &(&str, &str)| {
        let digits = name.trim_start_matches('V').split("__").next().unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.strip_prefix("--citus "));
        (digits.parse().unwrap_or_default(), lines.map(str::to_owned).collect())
    };
    MIGRATIONS.iter().map(of).collect()
}

/// What brings a database of this dialect up to date.
///
/// # Errors
/// When a migration's name is not of the form that the runner reads.
pub fn migrations(dialect: Dialect) -> Result<Runner, refinery::Error> {
    let migrations = MIGRATIONS
        .iter()
        .map(|(name, template)| Migration::unapplied(name, &render(template, dialect)))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Runner::new(&migrations))
}

/// Brings a file up to date, with what its migrations ask of this program.
pub(crate) fn bring_up_to_date(connection: &mut Connection) -> Result<(), Failure> {
    packed::teach(connection)?;
    migrations(Dialect::Sqlite).map_err(Box::new)?.run(connection).map_err(Box::new)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_schema_of_both_engines_is_known() {
        let mut sqlite = Connection::open_in_memory().unwrap();
        bring_up_to_date(&mut sqlite).unwrap();
        let mut statement = sqlite
            .prepare(
                "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL
                 AND name NOT LIKE 'refinery%' ORDER BY type DESC, tbl_name, name",
            )
            .unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let whole: Vec<String> = rows.map(Result::unwrap).collect();
        insta::assert_snapshot!("sqlite", whole.join(";\n"));

        let postgres: Vec<String> =
            MIGRATIONS.iter().map(|(_, text)| render(text, Dialect::Postgres)).collect();
        insta::assert_snapshot!("postgres", postgres.join("\n"));
    }

    #[test]
    fn no_brace_is_left_unfilled() {
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            for (name, text) in MIGRATIONS {
                let script = render(text, dialect);
                assert!(!script.contains(['{', '}']), "{name} for {dialect:?}:\n{script}");
            }
        }
    }
}
