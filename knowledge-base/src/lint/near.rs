//! Articles of one language that have one title, or say almost the same.
//!
//! Bodies are compared by MinHash: sixty-four least hashes of runs of letters. Bands of four
//! bring likely pairs together, so the work grows with the articles and not with their pairs.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Finding, Rule};
use crate::Article;

const HASHES: usize = 64;
const BAND: usize = 4;
/// Letters in a run.
const RUN: usize = 8;
/// The share of equal hashes at which two bodies say the same.
const SAME: f64 = 0.8;
/// Shorter bodies are alike by chance.
const SHORT: usize = 120;
/// Longer bodies are told apart by their beginning.
const ENOUGH: usize = 20_000;

pub(super) fn alike(articles: &[&Article], findings: &mut Vec<Finding>) {
    titles(articles, findings);
    let prints: Vec<Option<[u64; HASHES]>> = articles.iter().map(|a| print(&a.body)).collect();
    let mut bands: HashMap<(&str, usize, u64), Vec<usize>> = HashMap::new();
    for (at, (article, print)) in articles.iter().zip(&prints).enumerate() {
        let Some(print) = print else { continue };
        for (band, hashes) in print.chunks(BAND).enumerate() {
            bands.entry((article.lang.as_str(), band, hash(hashes))).or_default().push(at);
        }
    }
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut keys: Vec<_> = bands.into_values().filter(|band| band.len() > 1).collect();
    keys.sort();
    for band in keys {
        let first = band[0];
        for at in band.into_iter().skip(1) {
            let (Some(one), Some(other)) = (&prints[first], &prints[at]) else { continue };
            if told.contains(&at) || articles[first].id == articles[at].id {
                continue;
            }
            let equal = one.iter().zip(other).filter(|(a, b)| a == b).count();
            if equal as f64 / HASHES as f64 >= SAME {
                told.insert(at);
                let reason = format!(
                    "says almost the same as {}; make one of the two",
                    articles[first].key()
                );
                findings.push(Finding { key: articles[at].key(), rule: Rule::SameText, reason });
            }
        }
    }
}

fn titles(articles: &[&Article], findings: &mut Vec<Finding>) {
    let mut first: HashMap<(&str, String), &Article> = HashMap::new();
    for article in articles {
        let title: String = article
            .title
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        if title.is_empty() {
            continue;
        }
        let held = first.entry((article.lang.as_str(), title)).or_insert(article);
        if held.id != article.id {
            let reason = format!("has the title of {}; say what is different", held.key());
            findings.push(Finding { key: article.key(), rule: Rule::SameTitle, reason });
        }
    }
}

fn print(body: &str) -> Option<[u64; HASHES]> {
    let letters: Vec<char> = body
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(ENOUGH)
        .collect();
    if letters.len() < SHORT {
        return None;
    }
    let mut least = [u64::MAX; HASHES];
    for run in letters.windows(RUN) {
        let base = hash(run);
        for (i, least) in least.iter_mut().enumerate() {
            // one good hash, mixed with sixty-four odd numbers, is as good as sixty-four hashes
            let odd = (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
            let mixed = (base ^ odd).wrapping_mul(odd | 0x8000_0001);
            *least = (*least).min(mixed ^ (mixed >> 29));
        }
    }
    Some(least)
}

fn hash(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
