//! Other engines with a plain configuration each: title weighted twice, words of a whole question
//! joined by OR, while typing all words with the last as a beginning (if none has all, any).

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TEXT};
use tantivy::{IndexWriter, Searcher, TantivyDocument, Term};

use crate::corpus::Corpus;

pub(crate) trait Peer {
    /// How many hits a whole question has, at most ten.
    fn whole(&self, text: &str) -> usize;
    /// The same of a question still being typed.
    fn typing(&self, text: &str) -> usize;
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

pub(crate) struct Sqlite {
    db: Connection,
    file: PathBuf,
    trigram: bool,
}

impl Sqlite {
    pub(crate) fn build(file: &Path, tokenizer: &str, corpus: &Corpus) -> Sqlite {
        let mut db = Connection::open(file).unwrap();
        db.execute_batch(&format!(
            "PRAGMA journal_mode = OFF; PRAGMA cache_size = -262144;
             CREATE VIRTUAL TABLE articles USING fts5(id UNINDEXED, title, body, tokenize = '{tokenizer}');"
        ))
        .unwrap();
        let write = db.transaction().unwrap();
        {
            let mut insert = write.prepare("INSERT INTO articles VALUES (?, ?, ?)").unwrap();
            for article in &corpus.articles {
                insert.execute((&article.id, &article.title, &article.body)).unwrap();
            }
        }
        write.commit().unwrap();
        db.execute_batch("INSERT INTO articles(articles) VALUES ('optimize')").unwrap();
        Sqlite { db, file: file.to_owned(), trigram: tokenizer == "trigram" }
    }

    fn ask(&self, asked: &str) -> usize {
        let sql = "SELECT id FROM articles WHERE articles MATCH ? ORDER BY bm25(articles, 0, 2, 1) LIMIT 10";
        let mut statement = self.db.prepare_cached(sql).unwrap();
        statement
            .query_map([asked], |row| row.get::<_, String>(0))
            .unwrap()
            .map(Result::unwrap)
            .count()
    }

    fn quoted(&self, text: &str) -> Vec<String> {
        // the trigram index has nothing shorter than three letters
        let long =
            words(text).into_iter().filter(|word| !self.trigram || word.chars().count() >= 3);
        long.map(|word| format!("\"{word}\"")).collect()
    }
}

impl Peer for Sqlite {
    fn whole(&self, text: &str) -> usize {
        let words = self.quoted(text);
        if words.is_empty() { 0 } else { self.ask(&words.join(" OR ")) }
    }

    fn typing(&self, text: &str) -> usize {
        let mut words = self.quoted(text);
        let Some(last) = words.last_mut() else { return 0 };
        // three letters anywhere are a trigram's prefix search already
        if !self.trigram {
            last.push('*');
        }
        match self.ask(&words.join(" AND ")) {
            0 if words.len() > 1 => self.ask(&words.join(" OR ")),
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
    title: Field,
    body: Field,
    folder: PathBuf,
}

impl PlainTantivy {
    pub(crate) fn build(folder: &Path, corpus: &Corpus) -> PlainTantivy {
        std::fs::create_dir_all(folder).unwrap();
        let mut schema = Schema::builder();
        let id = schema.add_text_field("id", STRING | STORED);
        let title = schema.add_text_field("title", TEXT | STORED);
        let body = schema.add_text_field("body", TEXT | STORED);
        let index = tantivy::Index::create_in_dir(folder, schema.build()).unwrap();
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 96 << 20).unwrap();
        for article in &corpus.articles {
            let mut doc = TantivyDocument::default();
            doc.add_text(id, &article.id);
            doc.add_text(title, &article.title);
            doc.add_text(body, &article.body);
            writer.add_document(doc).unwrap();
        }
        writer.commit().unwrap();
        writer.wait_merging_threads().unwrap();
        let searcher = index.reader().unwrap().searcher();
        PlainTantivy { searcher, title, body, folder: folder.to_owned() }
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

    fn ask(&self, query: &dyn Query) -> usize {
        self.searcher.search(query, &TopDocs::with_limit(10).order_by_score()).unwrap().len()
    }
}

impl Peer for PlainTantivy {
    fn whole(&self, text: &str) -> usize {
        let words = words(text);
        self.ask(&BooleanQuery::union(words.iter().map(|word| self.word(word, false)).collect()))
    }

    fn typing(&self, text: &str) -> usize {
        let words = words(text);
        let last = words.len().saturating_sub(1);
        let all = |occur: Occur| {
            let parts =
                words.iter().enumerate().map(|(n, word)| (occur, self.word(word, n == last)));
            BooleanQuery::new(parts.collect())
        };
        match self.ask(&all(Occur::Must)) {
            0 => self.ask(&all(Occur::Should)),
            found => found,
        }
    }

    fn bytes(&self) -> u64 {
        bytes(&self.folder)
    }
}
