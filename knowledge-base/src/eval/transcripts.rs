//! How good live suggestion is, measured on transcripts whose right articles are known.
//!
//! A transcript is `{"id", "target": [ids], "turns": [{"speaker", "text", "target"?}]}`. It is
//! asked at *moments*, each at the end of a customer's turn with only the turns up to it:
//! at every one where turns carry their own targets, or where no transcript of the file is without
//! one (then nothing says when to be silent); else at the last one.
//!
//! R@k is the share of moments with something to show at which a right article is among the first
//! k, whether shown or not. AUC is the chance that a moment with something to show gets more
//! confidence than one without. "Shown wrongly" is the share of moments without anything to show
//! at which something would show, if the threshold is set to keep 80 % of the others.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::half_of;
use crate::rank::suggesting::Signs;
use crate::{Conversation, Index, IndexError, Numbers, See, Speaker, Turn};

/// A transcript whose right articles are known.
#[derive(Clone, Debug, Deserialize)]
pub struct Transcript {
    /// What the set calls it; decides which half it is in.
    #[serde(default)]
    pub id: String,
    /// Its language, where known.
    #[serde(default)]
    pub lang: Option<String>,
    /// The right articles; none where nothing should be shown.
    #[serde(default)]
    pub target: Vec<String>,
    /// From the first to the last.
    pub turns: Vec<Said>,
}

/// One turn of a transcript.
#[derive(Clone, Debug, Deserialize)]
pub struct Said {
    /// Who said it.
    pub speaker: Speaker,
    /// What was said.
    pub text: String,
    /// The right articles after this turn, where the set says so turn by turn.
    #[serde(default)]
    pub target: Option<Vec<String>>,
}

impl Transcript {
    /// Which half of its set it is in, by a hash of its id.
    pub fn half(&self) -> u8 {
        half_of(&self.id)
    }
}

/// Reads transcripts, one JSON object a line.
///
/// # Errors
/// The file cannot be read, or a line of it is no transcript (the error names the line).
pub fn transcripts(path: &Path) -> io::Result<Vec<Transcript>> {
    super::lines(path)
}

/// One moment: what was right, what was found, what spoke for it.
pub(crate) struct Moment {
    /// Something should be shown.
    pub(crate) wanted: bool,
    /// Of each of the found, whether it is right.
    pub(crate) right: Vec<bool>,
    pub(crate) signs: Signs,
    pub(crate) of_each: Vec<Signs>,
}

/// The figures of one set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Told {
    /// Moments with something to show.
    pub with: u32,
    /// Moments without.
    pub without: u32,
    /// Recall at 1.
    pub r1: f64,
    /// Recall at 3.
    pub r3: f64,
    /// Of shown or not; none where a set has moments of one kind only.
    pub auc: Option<f64>,
    /// Share of moments without anything to show at which something would show, at 80 % kept.
    pub wrongly: Option<f64>,
    /// With the threshold of the numbers: share of moments with something to show that are kept.
    pub kept: f64,
    /// With that threshold: share of the others at which something shows.
    pub shown: Option<f64>,
    /// Mean difference between confidence and what came true, over tenths of the articles
    /// offered; 0 is perfect.
    pub off: f64,
}

/// Asks at every moment and counts.
///
/// # Errors
/// The index cannot be read.
pub fn tell(
    index: &Index,
    transcripts: &[Transcript],
    half: Option<u8>,
    numbers: &Numbers,
) -> Result<Told, IndexError> {
    Ok(told(&moments(index, transcripts, half, numbers)?, numbers))
}

pub(crate) fn moments(
    index: &Index,
    transcripts: &[Transcript],
    half: Option<u8>,
    numbers: &Numbers,
) -> Result<Vec<Moment>, IndexError> {
    let silent = transcripts.iter().any(|transcript| transcript.target.is_empty());
    let mut moments = Vec::new();
    for transcript in transcripts.iter().filter(|t| half.is_none_or(|half| t.half() == half)) {
        let by_turn = transcript.turns.iter().any(|turn| turn.target.is_some());
        let customer = |turn: &Said| turn.speaker == Speaker::Customer;
        let Some(last) = transcript.turns.iter().rposition(customer) else { continue };
        let mut conversation = Conversation {
            lang: transcript.lang.clone(),
            limit: 10,
            see: See::everything(),
            ..Conversation::default()
        };
        for (at, turn) in transcript.turns.iter().enumerate() {
            conversation.turns.push(Turn::new(turn.speaker, turn.text.clone()));
            let every = by_turn || !silent;
            if !customer(turn) || !every && at != last {
                continue;
            }
            let target = match &turn.target {
                Some(target) => target,
                None if by_turn => continue,
                None => &transcript.target,
            };
            let weighed = index.weigh(&conversation, numbers)?;
            let (right, signs, of_each) = match weighed {
                Some(weighed) => {
                    let right = weighed.found.iter().map(|f| target.contains(&f.id)).collect();
                    (right, weighed.signs, weighed.of_each)
                }
                None => (Vec::new(), Signs::default(), Vec::new()),
            };
            moments.push(Moment { wanted: !target.is_empty(), right, signs, of_each });
        }
    }
    Ok(moments)
}

pub(crate) fn told(moments: &[Moment], numbers: &Numbers) -> Told {
    let among = |k: usize| {
        let right = |m: &&Moment| m.wanted && m.right.iter().take(k).any(|right| *right);
        moments.iter().filter(right).count() as f64
    };
    let confidences = |wanted: bool| -> Vec<f32> {
        let of = moments.iter().filter(|moment| moment.wanted == wanted);
        of.map(|moment| numbers.show.probability(&moment.signs)).collect()
    };
    let (mut with, without) = (confidences(true), confidences(false));
    let share = |of: &[f32], from: f32| {
        of.iter().filter(|c| **c >= from).count() as f64 / of.len().max(1) as f64
    };
    with.sort_by(|a, b| b.total_cmp(a));
    let both = !with.is_empty() && !without.is_empty();
    let keep = (with.len() as f64 * 0.8).ceil() as usize;
    let from = with.get(keep.saturating_sub(1)).copied().unwrap_or(1.0);
    let n = with.len().max(1) as f64;
    Told {
        with: with.len() as u32,
        without: without.len() as u32,
        r1: among(1) / n,
        r3: among(3) / n,
        auc: both.then(|| auc(&with, &without)),
        wrongly: both.then(|| share(&without, from)),
        kept: share(&with, numbers.threshold),
        shown: both.then(|| share(&without, numbers.threshold)),
        off: off(moments, numbers),
    }
}

/// The chance that one of `with` is above one of `without`; equal ones count half.
fn auc(with: &[f32], without: &[f32]) -> f64 {
    let mut all: Vec<(f32, bool)> = with.iter().map(|c| (*c, true)).collect();
    all.extend(without.iter().map(|c| (*c, false)));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut sum) = (0.0, 0.0);
    for same in all.chunk_by(|a, b| a.0 == b.0) {
        let right = same.iter().filter(|(_, wanted)| *wanted).count() as f64;
        let wrong = same.len() as f64 - right;
        sum += right * (below + wrong / 2.0);
        below += wrong;
    }
    sum / (with.len() as f64 * without.len() as f64)
}

fn off(moments: &[Moment], numbers: &Numbers) -> f64 {
    let mut tenths = [(0.0, 0.0, 0.0); 10];
    let mut all = 0.0;
    for moment in moments {
        let shown = numbers.show.probability(&moment.signs);
        for (signs, right) in moment.of_each.iter().zip(&moment.right).take(3) {
            let confidence = f64::from(numbers.article.probability(signs).min(shown));
            let (n, said, true_) = &mut tenths[((confidence * 10.0) as usize).min(9)];
            *n += 1.0;
            *said += confidence;
            *true_ += f64::from(u8::from(*right));
            all += 1.0;
        }
    }
    let sum: f64 = tenths.iter().map(|(_, said, true_)| f64::abs(said - true_)).sum();
    sum / f64::max(all, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auc_counts_pairs() {
        assert_eq!(auc(&[0.9, 0.8], &[0.1, 0.2]), 1.0);
        assert_eq!(auc(&[0.1], &[0.9]), 0.0);
        assert_eq!(auc(&[0.5], &[0.5]), 0.5);
        assert_eq!(auc(&[0.9, 0.3], &[0.5, 0.1]), 0.75);
    }
}
