//! What Citus and YugabyteDB forbid, looked for in the real tables and in every statement of the
//! source: neither of the two can be run here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use central_store::{Clock, Settings, Store, schema};
use postgres::{Client, NoTls};

use crate::server::{admin, database};
use crate::site::NOW;

/// Tables by the column that they are spread by; none where every machine has the whole table.
type Spread = BTreeMap<String, Option<String>>;

fn quoted(line: &str) -> Vec<&str> {
    line.split('\'').skip(1).step_by(2).collect()
}

/// As the migrations say it.
fn spread() -> Spread {
    let mut spread = Spread::new();
    for line in schema::citus().iter().flat_map(|(_, lines)| lines) {
        for statement in line.split(';') {
            let words = quoted(statement);
            if statement.contains("create_reference_table(") {
                spread.extend(words.into_iter().map(|table| (table.to_owned(), None)));
            } else if statement.contains("create_distributed_table(t") {
                let (column, tables) = (words[0], &words[2..]);
                spread.extend(tables.iter().map(|t| ((*t).to_owned(), Some(column.to_owned()))));
            } else if statement.contains("create_distributed_table(") {
                spread.insert(words[0].to_owned(), Some(words[1].to_owned()));
            }
        }
    }
    spread
}

/// The rows of a question, each as one line.
fn lines(client: &mut Client, text: &str) -> Vec<String> {
    client.query(text, &[]).unwrap().iter().map(|row| row.get::<_, String>(0)).collect()
}

const OURS: &str = "n.nspname = 'public' AND c.relname <> 'refinery_schema_history'";

fn looked(url: &str) {
    let mut client = Client::connect(url, NoTls).unwrap();
    let spread = spread();
    let tables: BTreeSet<String> = lines(
        &mut client,
        &format!("SELECT CAST(c.relname AS text) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND {OURS}"),
    )
    .into_iter()
    .collect();
    let unsaid: Vec<&String> = tables.iter().filter(|table| !spread.contains_key(*table)).collect();
    assert!(unsaid.is_empty(), "nobody says how these are spread: {unsaid:?}");

    // A unique promise that machines cannot keep together: the column must be in it.
    let dropped: Vec<String> = schema::citus()
        .iter()
        .flat_map(|(_, lines)| lines)
        .flat_map(|line| line.split(';'))
        .filter_map(|s| s.trim().strip_prefix("DROP INDEX ").map(str::to_owned))
        .collect();
    let unique = client
        .query(
            &format!("SELECT CAST(c.relname AS text), CAST(i.relname AS text),
                (SELECT array_agg(CAST(a.attname AS text)) FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attnum = ANY (CAST(x.indkey AS int2[])))
             FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE x.indisunique AND {OURS}"),
            &[],
        )
        .unwrap();
    assert!(unique.len() >= tables.len() - 1, "{} unique indexes", unique.len());
    for row in unique {
        let (table, index): (String, String) = (row.get(0), row.get(1));
        let columns: Vec<String> = row.get(2);
        if dropped.contains(&index) || table == "store_meta" {
            continue;
        }
        assert!(
            columns.iter().any(|c| c == "tenant_id"),
            "{index} leaves the tenant out: {columns:?}"
        );
        if let Some(by) = spread[&table].as_ref() {
            assert!(columns.contains(by), "{index} leaves {by} out: {columns:?}");
        }
    }

    // Whatever else one of the two has not, or has only in one place.
    for (what, text) in [
        ("foreign keys that leave the customer out", format!(
            "SELECT CAST(k.conname AS text) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'f' AND {OURS} AND NOT EXISTS (
               SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'customer_key'
                 AND a.attnum = ANY (k.conkey))")),
        ("exclusion constraints", format!(
            "SELECT CAST(k.conname AS text) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'x' AND {OURS}")),
        ("triggers", format!(
            "SELECT CAST(t.tgname AS text) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND {OURS}")),
        ("rules", format!(
            "SELECT CAST(r.rulename AS text) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind <> 'v' AND {OURS}")),
        ("columns that are computed, or counted by less than a bigint", format!(
            "SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE a.attnum > 0 AND {OURS}
             AND (a.attgenerated <> '' OR (a.attidentity <> '' AND a.atttypid <> CAST('bigint' AS regtype)))")),
        ("defaults out of a sequence", format!(
            "SELECT c.relname || '.' || a.attname FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum
             JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval%' AND {OURS}")),
        ("indexes of another kind than a B-tree", format!(
            "SELECT CAST(i.relname AS text) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
             JOIN pg_class c ON c.oid = x.indrelid JOIN pg_am m ON m.oid = i.relam
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE m.amname <> 'btree' AND {OURS}")),
        ("tables that inherit", format!(
            "SELECT CAST(c.relname AS text) FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OURS}")),
        ("policies with a question of their own", format!(
            "SELECT CAST(p.polname AS text) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
             JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE pg_get_expr(p.polqual, p.polrelid) ILIKE '%select%' AND {OURS}")),
    ] {
        assert_eq!(lines(&mut client, &text), [""; 0], "{what}");
    }
}

#[test]
fn every_table_is_one_that_can_be_spread() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings::new(database(folder.path()).parse().unwrap(), Clock::new(|| NOW));
    drop(Store::open(&settings).unwrap());
    let url = admin(folder.path());
    std::thread::spawn(move || looked(&url)).join().unwrap();
}

/// All texts in double quotes of a source file, without its tests.
fn texts(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut texts = Vec::new();
    let mut letters = source.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '/' if letters.peek() == Some(&'/') => {
                let _ = letters.by_ref().find(|l| *l == '\n');
            }
            // A quote as a letter.
            '\'' if letters.peek() == Some(&'"') => {
                let _ = letters.nth(1);
            }
            '"' => {
                let mut text = String::new();
                while let Some(letter) = letters.next().filter(|l| *l != '"') {
                    text.push(if letter == '\\' { letters.next().unwrap_or(' ') } else { letter });
                }
                texts.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            _ => {}
        }
    }
    texts
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            into.push(path);
        }
    }
}

/// Tables that a statement names, each with the word before it.
fn named<'a>(text: &'a str, spread: &'a Spread) -> Vec<(&'a str, &'a str)> {
    let words: Vec<&str> = text.split([' ', ',', '(', ')']).filter(|w| !w.is_empty()).collect();
    words.windows(2).filter(|w| spread.contains_key(w[1])).map(|w| (w[0], w[1])).collect()
}

#[test]
fn every_statement_is_one_that_machines_can_share() {
    let spread = spread();
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    // A copy is of all tenants, and of a file or of a server's own dump.
    files.retain(|file| !file.components().any(|part| part.as_os_str() == "backup"));
    let mut statements = 0;
    let mut wrong = Vec::new();
    for file in files {
        for text in texts(&fs::read_to_string(&file).unwrap()) {
            let begins = |word: &str| text.starts_with(word);
            if !["SELECT ", "INSERT ", "UPDATE ", "DELETE "].iter().any(|word| begins(word)) {
                continue;
            }
            let tables = named(&text, &spread);
            let Some((_, table)) = tables.first() else { continue };
            statements += 1;
            let mut say = |what: &str| wrong.push(format!("{}: {what}: {text}", file.display()));
            // The rest of a text that is put together elsewhere has its own condition there.
            let whole = !text.ends_with("FROM proposal")
                && (!text.contains("{}") || text.contains("WHERE"));
            if *table != "store_meta" && whole && !text.contains("tenant_id") {
                say("names no tenant");
            }
            for never in [
                "::",
                "nextval",
                "FOR SHARE",
                "LISTEN",
                "NOTIFY",
                "LOCK TABLE",
                "MERGE INTO",
                "ONLY ",
            ] {
                if text.contains(never) {
                    say(never);
                }
            }
            let by = spread[*table].as_deref();
            if let Some(by) = by {
                if begins("INSERT") && !text.contains("({})") && !text.contains(by) {
                    say("puts a row in without the column that it is spread by");
                }
                if begins("UPDATE")
                    && text
                        .split(" WHERE ")
                        .next()
                        .unwrap_or_default()
                        .contains(&format!("{by} = "))
                {
                    say("moves a row to another machine");
                }
                let conflict =
                    text.split("ON CONFLICT (").nth(1).and_then(|rest| rest.split(')').next());
                if conflict.is_some_and(|columns| !columns.contains(by)) {
                    say("compares by a key that machines do not share");
                }
                if text.contains("FOR UPDATE") && !text.contains(&format!("{by} = $")) {
                    say("holds rows on several machines at once");
                }
                // Two spread tables meet only where both are of one customer; rows that come one after
                // the other do not meet.
                for arm in text.split(" UNION ALL ") {
                    let of_customers = named(arm, &spread).into_iter().filter(|(word, table)| {
                        ["JOIN", "FROM", "INTO"].contains(word) && spread[*table].is_some()
                    });
                    let mut of_customers: Vec<&str> = of_customers.map(|(_, t)| t).collect();
                    of_customers.dedup();
                    if of_customers.len() > 1 && !arm.contains(".customer_key = ") {
                        say(&format!("brings {} together over customers", of_customers.join(", ")));
                    }
                }
            }
        }
    }
    assert!(statements > 80, "{statements} statements were found: the search is broken");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
