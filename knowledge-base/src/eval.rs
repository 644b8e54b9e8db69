//! How good the ranking is, measured on questions whose right articles are known.
//!
//! A set is a folder of `documents.jsonl` and `queries.jsonl`; a question is
//! `{"id", "text", "relevant": [ids]}`. R@k is the share of questions with a right article among
//! the first k, MRR@10 the mean of 1 / rank of the first (0 beyond ten).

mod fit;
mod transcripts;

use std::io;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use fit::fit;
pub use transcripts::{Said, Told, Transcript, tell, transcripts};

use crate::{Index, IndexError, Query, See};

/// A question whose right articles are known.
#[derive(Clone, Debug, Deserialize)]
pub struct Judged {
    /// What the set calls it; decides which half it is in.
    #[serde(default)]
    pub id: String,
    /// What was asked.
    pub text: String,
    /// Ids of the right articles.
    pub relevant: Vec<String>,
    /// How much of the title was typed, in percent (typing sets only).
    #[serde(default)]
    pub share: Option<u32>,
    /// Whether it holds a misspelling (typing sets only).
    #[serde(default)]
    pub slip: bool,
}

/// The figures of one set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Questions.
    pub n: u32,
    /// Recall at 1.
    pub r1: f64,
    /// Recall at 3.
    pub r3: f64,
    /// Recall at 10.
    pub r10: f64,
    /// Mean reciprocal rank among the first ten.
    pub mrr10: f64,
}

/// Reads questions, one JSON object a line.
///
/// # Errors
/// The file cannot be read, or a line of it is no question (the error names the line).
pub fn judged(path: &Path) -> io::Result<Vec<Judged>> {
    lines(path)
}

fn lines<T: DeserializeOwned>(path: &Path) -> io::Result<Vec<T>> {
    let text = std::fs::read_to_string(path)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| {
                let message = format!("line {}: {error}", number + 1);
                io::Error::new(io::ErrorKind::InvalidData, message)
            })
        })
        .collect()
}

impl Judged {
    /// Which half of its set a question is in, by a hash of its id: weights are chosen on one
    /// half and must hold on the other.
    pub fn half(&self) -> u8 {
        half_of(&self.id)
    }
}

fn half_of(id: &str) -> u8 {
    let mix = |hash: u64, prime: u64| (hash ^ hash >> 33).wrapping_mul(prime);
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    let hash = mix(id.bytes().fold(0xcbf2_9ce4_8422_2325, fnv), 0xff51_afd7_ed55_8ccd);
    ((hash ^ hash >> 33) & 1) as u8
}

/// Asks every question and counts.
///
/// # Errors
/// The index cannot be read.
pub fn measure<'a>(
    index: &Index,
    questions: impl IntoIterator<Item = &'a Judged>,
    typing: bool,
    lang: Option<&str>,
) -> Result<Figures, IndexError> {
    count(questions, |question| {
        index.ranked_ids(&Query {
            text: question.text.clone(),
            lang: lang.map(str::to_owned),
            typing,
            see: See::everything(),
            ..Query::default()
        })
    })
}

/// The same of anything that answers a question with ids, best first.
///
/// # Errors
/// The first that `ask` gives.
pub fn count<'a, E>(
    questions: impl IntoIterator<Item = &'a Judged>,
    mut ask: impl FnMut(&Judged) -> Result<Vec<String>, E>,
) -> Result<Figures, E> {
    let mut figures = Figures::default();
    for question in questions {
        let ids = ask(question)?;
        let rank = ids.iter().take(10).position(|id| question.relevant.contains(id));
        figures.n += 1;
        if let Some(rank) = rank {
            figures.r1 += f64::from(rank < 1);
            figures.r3 += f64::from(rank < 3);
            figures.r10 += f64::from(rank < 10);
            figures.mrr10 += 1.0 / (rank as f64 + 1.0);
        }
    }
    let n = f64::from(figures.n.max(1));
    for sum in [&mut figures.r1, &mut figures.r3, &mut figures.r10, &mut figures.mrr10] {
        *sum /= n;
    }
    Ok(figures)
}

/// The plain mean of figures, each set alike.
pub fn mean(sets: &[Figures]) -> Figures {
    let n = sets.len().max(1) as f64;
    let of = |part: fn(&Figures) -> f64| sets.iter().map(part).sum::<f64>() / n;
    Figures {
        n: sets.iter().map(|figures| figures.n).sum(),
        r1: of(|f| f.r1),
        r3: of(|f| f.r3),
        r10: of(|f| f.r10),
        mrr10: of(|f| f.mrr10),
    }
}

/// Which mean a set of this name counts in: its language, across scripts, or across languages.
pub fn group(set: &str) -> &'static str {
    match set.split('-').next().unwrap_or_default() {
        "en" => "en",
        "zhcn" | "zhtw" => "zh",
        "ar" => "ar",
        "sv" => "sv",
        "x" if set.starts_with("x-han") => "across scripts",
        "x" => "across languages",
        _ => "other",
    }
}
