//! Other engines with a plain configuration each: title weighted twice, words of a whole question
//! joined by OR, while typing all words with the last as a beginning (if none has all, any).

use std::path::{Path, PathBuf};

use knowledge_base::Article;
use rusqlite::Connection;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TEXT, Value};
use tantivy::{IndexWriter, Searcher, TantivyDocument, Term};

pub(crate) trait Peer {
    /// The ids of a whole question's hits, best first, at most ten.
    fn whole(&self, text: &str) -> Vec<String>;
    /// The same of a question still being typed.
    fn typing(&self, text: &str) -> Vec<String>;
    fn bytes(&self) -> u64;
}

/// Bytes of a file or of all under a folder.
pub(crate) fn bytes(path: &Path) -> u64 {
    if !path.is_dir() {
        return path.metadata().map_or(0, |data| data.len());
    }
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    entries.map(|entry| bytes(&entry.path())).sum()
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Every three neighbouring letters, quoted.
fn threes(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let three = |three: &[char]| format!("\"{}\"", three.iter().collect::<String>());
    letters.windows(3).map(three).collect()
}

pub(crate) struct Sqlite {
    db: Connection,
    file: PathBuf,
    trigram: bool,
    pairs: bool,
}

/// The tokenizer that is not SQLite's own: unicode61 over pairs of Chinese characters made here.
pub(crate) const PAIRS: &str = "pairs";

/// Every two neighbouring Chinese characters as a word, the rest as it is.
fn pairs(text: &str) -> String {
    let han = |c: &char| matches!(c, '\u{3400}'..='\u{9fff}');
    let mut out = String::with_capacity(text.len() * 3);
    let mut before: Option<char> = None;
    let mut alone = false;
    for c in text.chars() {
        match before {
            _ if !han(&c) => {
                if let (Some(one), true) = (before, alone) {
                    out.push(one);
                    out.push(' ');
                }
                out.push(c);
                before = None;
            }
            Some(one) => {
                out.extend([one, c, ' ']);
                (before, alone) = (Some(c), false);
            }
            None => {
                out.push(' ');
                (before, alone) = (Some(c), true);
            }
        }
    }
    if let (Some(one), true) = (before, alone) {
        out.push(one);
    }
    out
}

impl Sqlite {
    pub(crate) fn build(file: &Path, tokenizer: &str, articles: &[Article]) -> Sqlite {
        let mut db = Connection::open(file).unwrap();
        let by_pairs = tokenizer == PAIRS;
        let tokenizer = if by_pairs { "unicode61" } else { tokenizer };
        let read = |text: &str| if by_pairs { pairs(text) } else { text.to_owned() };
        db.execute_batch(&format!(
            "PRAGMA journal_mode = OFF; PRAGMA cache_size = -262144;
             CREATE VIRTUAL TABLE articles USING fts5(id UNINDEXED, title, body, tokenize = '{tokenizer}');"
        ))
        .unwrap();
        let write = db.transaction().unwrap();
        {
            let mut insert = write.prepare("INSERT INTO articles VALUES (?, ?, ?)").unwrap();
            for article in articles {
                insert.execute((&article.id, read(&article.title), read(&article.body))).unwrap();
            }
        }
        write.commit().unwrap();
        db.execute_batch("INSERT INTO articles(articles) VALUES ('optimize')").unwrap();
        Sqlite { db, file: file.to_owned(), trigram: tokenizer == "trigram", pairs: by_pairs }
    }

    fn ask(&self, asked: &str) -> Vec<String> {
        let sql = "SELECT id FROM articles WHERE articles MATCH ? ORDER BY bm25(articles, 0, 2, 1) LIMIT 10";
        let mut statement = self.db.prepare_cached(sql).unwrap();
        statement
            .query_map([asked], |row| row.get::<_, String>(0))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    }

    fn quoted(&self, text: &str) -> Vec<String> {
        let text = if self.pairs { pairs(text) } else { text.to_owned() };
        // the trigram index has nothing shorter than three letters
        let long =
            words(&text).into_iter().filter(|word| !self.trigram || word.chars().count() >= 3);
        long.map(|word| format!("\"{word}\"")).collect()
    }
}

impl Peer for Sqlite {
    fn whole(&self, text: &str) -> Vec<String> {
        let mut words = self.quoted(text);
        if self.trigram {
            // any three letters of a word may match: it finds far more than whole words do
            words = words.iter().flat_map(|word| threes(word.trim_matches('"'))).collect();
        }
        if words.is_empty() { Vec::new() } else { self.ask(&words.join(" OR ")) }
    }

    fn typing(&self, text: &str) -> Vec<String> {
        let mut words = self.quoted(text);
        let Some(last) = words.last_mut() else { return Vec::new() };
        // three letters anywhere are a trigram's prefix search already
        if !self.trigram {
            last.push('*');
        }
        match self.ask(&words.join(" AND ")) {
            none if none.is_empty() && words.len() > 1 => self.ask(&words.join(" OR ")),
            found => found,
        }
    }

    fn bytes(&self) -> u64 {
        bytes(&self.file)
    }
}

/// tantivy as it comes: its default tokenizer, no stems, no letter groups.
pub(crate) struct PlainTantivy {
    searcher: Searcher,
    id: Field,
    title: Field,
    body: Field,
    folder: PathBuf,
}

impl PlainTantivy {
    pub(crate) fn build(folder: &Path, articles: &[Article]) -> PlainTantivy {
        std::fs::create_dir_all(folder).unwrap();
        let mut schema = Schema::builder();
        let id = schema.add_text_field("id", STRING | STORED);
        let title = schema.add_text_field("title", TEXT | STORED);
        let body = schema.add_text_field("body", TEXT | STORED);
        let index = tantivy::Index::create_in_dir(folder, schema.build()).unwrap();
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 96 << 20).unwrap();
        for article in articles {
            let mut doc = TantivyDocument::default();
            doc.add_text(id, &article.id);
            doc.add_text(title, &article.title);
            doc.add_text(body, &article.body);
            writer.add_document(doc).unwrap();
        }
        writer.commit().unwrap();
        writer.wait_merging_threads().unwrap();
        let searcher = index.reader().unwrap().searcher();
        PlainTantivy { searcher, id, title, body, folder: folder.to_owned() }
    }

    fn word(&self, word: &str, open: bool) -> Box<dyn Query> {
        let either = [(self.title, 2.0), (self.body, 1.0)].map(|(field, weight)| {
            let term = Term::from_field_text(field, word);
            let query: Box<dyn Query> = if open {
                Box::new(FuzzyTermQuery::new_prefix(term, 0, true))
            } else {
                Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
            };
            Box::new(BoostQuery::new(query, weight)) as Box<dyn Query>
        });
        Box::new(BooleanQuery::union(either.into()))
    }

    fn ask(&self, query: &dyn Query) -> Vec<String> {
        let top = self.searcher.search(query, &TopDocs::with_limit(10).order_by_score()).unwrap();
        let id = |at| {
            let doc: TantivyDocument = self.searcher.doc(at).unwrap();
            doc.get_first(self.id).and_then(|id| id.as_str().map(str::to_owned)).unwrap()
        };
        top.into_iter().map(|(_, at)| id(at)).collect()
    }
}

impl Peer for PlainTantivy {
    fn whole(&self, text: &str) -> Vec<String> {
        let words = words(text);
        self.ask(&BooleanQuery::union(words.iter().map(|word| self.word(word, false)).collect()))
    }

    fn typing(&self, text: &str) -> Vec<String> {
        let words = words(text);
        let last = words.len().saturating_sub(1);
        let all = |occur: Occur| {
            let parts =
                words.iter().enumerate().map(|(n, word)| (occur, self.word(word, n == last)));
            BooleanQuery::new(parts.collect())
        };
        match self.ask(&all(Occur::Must)) {
            none if none.is_empty() => self.ask(&all(Occur::Should)),
            found => found,
        }
    }

    fn bytes(&self) -> u64 {
        bytes(&self.folder)
    }
}
