//! How good the ranking is, measured on questions whose right articles are known.
//!
//! A set is a folder of `documents.jsonl` and `queries.jsonl`; a question is
//! `{"id", "text", "relevant": [ids]}`. R@k is the share of questions with a right article among
//! the first k, MRR@10 the mean of 1 / rank of the first (0 beyond ten).

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

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
    let text = std::fs::read_to_string(path)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| {
                let message = format!("{}, line {}: {error}", path.display(), number + 1);
                io::Error::new(io::ErrorKind::InvalidData, message)
            })
        })
        .collect()
}

impl Judged {
    /// Which half of its set a question is in, by a hash of its id: weights are chosen on one
    /// half and must hold on the other.
    pub fn half(&self) -> u8 {
        let mix = |hash: u64, prime: u64| (hash ^ hash >> 33).wrapping_mul(prime);
        let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        let hash = mix(self.id.bytes().fold(0xcbf2_9ce4_8422_2325, fnv), 0xff51_afd7_ed55_8ccd);
        ((hash ^ hash >> 33) & 1) as u8
    }
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
    let mut figures = Figures::default();
    for question in questions {
        let query = Query {
            text: question.text.clone(),
            lang: lang.map(str::to_owned),
            typing,
            see: See::everything(),
            ..Query::default()
        };
        let ids = index.ranked_ids(&query)?;
        let rank = ids.iter().position(|id| question.relevant.contains(id));
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
