//! The knowledge base from outside: real indexes in temporary folders, the starter articles,
//! questions nobody should ask.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot set itself up has failed"
)]

mod bounds;
mod command;
mod exporting;
mod formats;
mod hostile;
mod importing;
mod linting;
mod living;
mod marked;
mod meaning;
mod relevance;
mod suggesting;
mod versions;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use knowledge_base::import::import;
use knowledge_base::{Answer, Article, Index, Query};

/// The starter articles.
fn starter() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("articles")
}

/// One index of the starter articles for all tests that only read.
fn starter_index() -> &'static Index {
    static INDEX: OnceLock<(tempfile::TempDir, Index)> = OnceLock::new();
    &INDEX
        .get_or_init(|| {
            let dir = tempfile::tempdir().unwrap();
            let read = import(&starter()).unwrap();
            let index = Index::create(dir.path(), read.articles, |_| {}).unwrap();
            (dir, index)
        })
        .1
}

fn article(id: &str, lang: &str, title: &str, body: &str) -> Article {
    Article {
        id: id.into(),
        version: 1,
        lang: lang.into(),
        title: title.into(),
        body: body.into(),
        ..Article::default()
    }
}

/// An index of these articles; the folder lives as long as the pair.
fn index(articles: Vec<Article>) -> (tempfile::TempDir, Index) {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::create(dir.path(), articles, |_| {}).unwrap();
    (dir, index)
}

fn ask(index: &Index, text: &str) -> Answer {
    index.search(&Query::new(text)).unwrap()
}

fn ids(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.id.as_str()).collect()
}
