//! What the journal has of the articles, read in one pass that keeps only what is asked for.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use contact::{Codes, ReasonPath};
use journal::{Fault, Journal};
use knowledge_base::{Article, Key, fingerprint};
use serde::Deserialize;

use crate::ipc::Success;

/// Reasons of one article that are looked at.
const MOST_REASONS: usize = 8;

/// Version and a sum over everything that is searched, of each article.
pub(super) type Held = HashMap<Key, (u32, u64)>;

/// What is known of the articles beside the index.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The articles that answer a reason, main one first, by path.
    pub(super) answering: BTreeMap<String, Vec<String>>,
    /// How articles did, where the store told.
    pub(super) success: Arc<HashMap<String, Success>>,
}

/// One pass over the journal's articles.
pub(super) struct Reading {
    /// Those that were asked for.
    pub(super) kept: Vec<Article>,
    pub(super) held: Held,
    pub(super) known: Known,
}

impl Reading {
    /// The fingerprint of an index with these articles.
    pub(super) fn print(&self) -> String {
        fingerprint(self.held.iter().map(|(key, (version, _))| (key, *version)))
    }

    /// A sum over all that an index of these articles holds, in whatever order they were read.
    pub(super) fn sum(&self) -> String {
        let all = self.held.iter().fold(0_u64, |all, one| {
            let mut hasher = DefaultHasher::new();
            one.hash(&mut hasher);
            all.wrapping_add(hasher.finish())
        });
        format!("{all:016x}")
    }
}

/// The part of an article's JSON that is the store's. `{"used": 144, "resolved": 118,
/// "came_back": 9}`.
#[derive(Deserialize)]
struct Told {
    success: Option<serde_json::Value>,
}

/// Reads every article, each with the codes of its reasons so that `BB-11` finds it, and keeps
/// those for which `keep` says so.
pub(super) fn read(
    journal: &Journal,
    codes: &Codes,
    keep: impl Fn(&Key, (u32, u64)) -> bool,
) -> Result<Reading, Fault> {
    let (mut kept, mut held) = (Vec::new(), Held::new());
    let mut answering: BTreeMap<String, Vec<(usize, String)>> = BTreeMap::new();
    let mut success = HashMap::new();
    journal.each_article(|id, lang, body| {
        let Ok(mut article) = serde_json::from_str::<Article>(body) else {
            tracing::warn!(id, lang, "an article cannot be read");
            return;
        };
        // The name it is kept under decides: it is the one the feed takes away by.
        article.id = id.to_owned();
        article.lang = lang.to_owned();
        with_codes(&mut article, codes);
        for (place, reason) in article.reasons.iter().take(MOST_REASONS).enumerate() {
            answering.entry(reason.clone()).or_default().push((place, article.id.clone()));
        }
        let told: Option<Told> = serde_json::from_str(body).ok();
        if let Some(figures) = told.and_then(|told| serde_json::from_value(told.success?).ok()) {
            success.insert(article.id.clone(), figures);
        }
        let key = article.key();
        let sum = (article.version, sum(&article));
        if keep(&key, sum) {
            kept.push(article);
        }
        held.insert(key, sum);
    })?;
    let answering = answering.into_iter().map(|(reason, ids)| (reason, in_order(ids))).collect();
    Ok(Reading { kept, held, known: Known { answering, success: Arc::new(success) } })
}

fn with_codes(article: &mut Article, codes: &Codes) {
    let own = article
        .reasons
        .iter()
        .filter_map(|reason| codes.leaf(&ReasonPath::from(reason.as_str()))?.code.clone());
    let mut all: Vec<String> = article.codes.iter().cloned().chain(own).collect();
    all.sort();
    all.dedup();
    article.codes = all;
}

/// Over the article as it is understood: the store may write its JSON another way.
fn sum(article: &Article) -> u64 {
    let mut hasher = Sum(DefaultHasher::new());
    // Neither an article nor a sum can fail here.
    let _ = serde_json::to_writer(&mut hasher, article);
    hasher.0.finish()
}

/// Takes in what is written, and keeps nothing of it.
struct Sum(DefaultHasher);

impl std::io::Write for Sum {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Those whose main reason it is first, then those whose second, each once.
fn in_order(mut ids: Vec<(usize, String)>) -> Vec<String> {
    ids.sort_by_key(|(place, _)| *place);
    let mut ordered = Vec::with_capacity(ids.len());
    for (_, id) in ids {
        if !ordered.contains(&id) {
            ordered.push(id);
        }
    }
    ordered
}
