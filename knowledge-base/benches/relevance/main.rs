//! `make eval`: how good the ranking is, beside other engines on the same questions in one run.
//!
//! Everything runs in this process. Each peer has a plain configuration (see `peers`). The public
//! sets are measured where they are; the project's own judged queries over the starter articles
//! always. Relevance does not depend on the machine.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

#[path = "../speed/peers.rs"]
#[expect(dead_code, reason = "the bench of speed also asks how large the peers' files are")]
mod peers;
mod public;
mod starter;

use std::path::Path;

use knowledge_base::eval::{Figures, Judged, count};
use knowledge_base::{Article, Index, Query, See};

use peers::{PAIRS, Peer, PlainTantivy, Sqlite};

/// Engines in the order of the tables; this search first.
const ENGINES: [&str; 6] = [
    "this search",
    "SQLite FTS5 unicode61",
    "SQLite FTS5 porter",
    "SQLite FTS5 trigram",
    "SQLite FTS5 unicode61, pairs of characters",
    "tantivy, default tokenizer",
];

fn main() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let work = tempfile::tempdir().unwrap();
    let data = here.join("../../shared/data");
    if data.join("search").is_dir() {
        public::search(&data.join("search"), work.path());
    } else {
        println!("\nThe public question sets are not beside the project: left out.");
    }
    if data.join("transcripts").is_dir() {
        public::transcripts(&data.join("transcripts"), work.path());
    } else {
        println!("\nThe public transcripts are not beside the project: left out.");
    }
    starter::all(here, work.path());
}

/// Every engine over the same articles.
struct Engines {
    index: Index,
    peers: Vec<Box<dyn Peer>>,
}

impl Engines {
    fn of(articles: Vec<Article>, folder: &Path) -> Engines {
        std::fs::create_dir_all(folder).unwrap();
        let mut peers: Vec<Box<dyn Peer>> = Vec::new();
        for kind in ["unicode61", "porter unicode61", "trigram", PAIRS] {
            let file = folder.join(kind.replace(' ', "-"));
            peers.push(Box::new(Sqlite::build(&file, kind, &articles)));
        }
        peers.push(Box::new(PlainTantivy::build(&folder.join("tantivy"), &articles)));
        let index = Index::create(folder.join("this"), articles, |_| {}).unwrap();
        Engines { index, peers }
    }

    /// The figures of each engine, in the order of [`ENGINES`].
    fn measure(&self, questions: &[&Judged], typing: bool, lang: Option<&str>) -> Vec<Figures> {
        let ours = |question: &Judged| {
            let query = Query {
                text: question.text.clone(),
                lang: lang.map(str::to_owned),
                typing,
                see: See::everything(),
                ..Query::default()
            };
            let hits = self.index.search(&query)?.hits;
            Ok::<_, knowledge_base::IndexError>(hits.into_iter().map(|hit| hit.id).collect())
        };
        let mut all = vec![count(questions.iter().copied(), ours).unwrap()];
        for peer in &self.peers {
            let ask = |question: &Judged| {
                let text = &question.text;
                let mut ids = if typing { peer.typing(text) } else { peer.whole(text) };
                // several languages of one article are one answer
                let mut seen = std::collections::HashSet::new();
                ids.retain(|id| seen.insert(id.clone()));
                Ok::<_, ()>(ids)
            };
            all.push(count(questions.iter().copied(), ask).unwrap());
        }
        all
    }
}

fn line(cells: &[String]) {
    println!("| {} |", cells.join(" | "));
}

fn head(cells: &[&str]) {
    line(&cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
    println!("|{}", "---|".repeat(cells.len()));
}

fn short(figure: f64) -> String {
    format!("{figure:.3}")
}
