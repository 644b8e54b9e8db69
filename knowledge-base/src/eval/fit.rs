//! The decision of live suggestion, fitted to transcripts whose right articles are known.
//!
//! Two logistic regressions by Newton's method with a small ridge. Every set counts alike, however
//! many moments it has; inside a set moments keep their shares, so a confidence means what it
//! says for conversations like these. A set that never says when to be silent teaches nothing
//! about whether to show and is left out there.

use super::transcripts::{Moment, Transcript, moments, told};
use crate::rank::suggesting::{Decision, NAMES, SIGNS, Signs};
use crate::{Index, IndexError, Numbers};

/// Pulls weights to 0: against signs that only seem to tell.
const RIDGE: f64 = 0.002;
/// Newton's method needs fewer.
const STEPS: usize = 30;
/// Signs that tell places among the found apart; of no use for the moment.
const OF_PLACE: [&str; 2] = ["place", "beside_first"];

/// Numbers with both decisions and the threshold fitted. The threshold keeps 80 % of the moments
/// with something to show, on average over the sets.
///
/// # Errors
/// The index cannot be read.
pub fn fit(
    sets: &[(&Index, &[Transcript])],
    half: Option<u8>,
    numbers: &Numbers,
) -> Result<Numbers, IndexError> {
    let mut read = Vec::with_capacity(sets.len());
    for (index, transcripts) in sets {
        read.push(moments(index, transcripts, half, numbers)?);
    }
    let mut fitted = numbers.clone();
    let both = |set: &&Vec<Moment>| {
        set.iter().any(|moment| moment.wanted) && set.iter().any(|moment| !moment.wanted)
    };
    let telling: Vec<&Vec<Moment>> = read.iter().filter(both).collect();
    let mut rows = Vec::new();
    for set in &telling {
        let weight = 1.0 / set.len() as f64;
        rows.extend(set.iter().map(|moment| (moment.signs, moment.wanted, weight)));
    }
    fitted.show = regress(&rows, |name| !OF_PLACE.contains(&name));
    let mut rows = Vec::new();
    for set in &telling {
        let weight = 1.0 / set.len() as f64;
        for moment in *set {
            let each = moment.of_each.iter().zip(&moment.right).take(3);
            rows.extend(each.map(|(signs, right)| (*signs, *right, weight)));
        }
    }
    fitted.article = regress(&rows, |_| true);
    // the threshold at which the mean share kept is 80 %
    let (mut low, mut high) = (0.0f32, 1.0f32);
    for _ in 0..30 {
        let middle = (low + high) / 2.0;
        fitted.threshold = middle;
        let kept = telling.iter().map(|set| told(set, &fitted).kept).sum::<f64>();
        if kept / telling.len().max(1) as f64 >= 0.8 { low = middle } else { high = middle }
    }
    fitted.threshold = (low * 1000.0).floor() / 1000.0;
    Ok(fitted)
}

/// Weights of the signs that `uses` allows.
fn regress(rows: &[(Signs, bool, f64)], uses: impl Fn(&str) -> bool) -> Decision {
    let used: Vec<usize> = (0..SIGNS).filter(|at| uses(NAMES[*at])).collect();
    let width = used.len() + 1;
    let total: f64 = rows.iter().map(|(_, _, weight)| weight).sum::<f64>().max(f64::MIN_POSITIVE);
    let mut weights = vec![0.0; width];
    let mut x = vec![1.0; width];
    for _ in 0..STEPS {
        let mut gradient = vec![0.0; width];
        let mut bend = vec![vec![0.0; width]; width];
        for (signs, right, weight) in rows {
            for (x, at) in x.iter_mut().skip(1).zip(&used) {
                *x = f64::from(signs[*at]);
            }
            let sum: f64 = weights.iter().zip(&x).map(|(w, x)| w * x).sum();
            let p = 1.0 / (1.0 + (-sum).exp());
            let error = f64::from(u8::from(*right)) - p;
            let weight = weight / total;
            for i in 0..width {
                gradient[i] += weight * error * x[i];
                for j in 0..width {
                    bend[i][j] += weight * p * (1.0 - p) * x[i] * x[j];
                }
            }
        }
        for i in 0..width {
            let ridge = if i == 0 { 1e-9 } else { RIDGE };
            gradient[i] -= ridge * weights[i];
            bend[i][i] += ridge;
        }
        let step = solve(bend, gradient);
        for (weight, step) in weights.iter_mut().zip(&step) {
            *weight += step;
        }
        if step.iter().all(|step| step.abs() < 1e-7) {
            break;
        }
    }
    let round = |weight: f64| (weight * 1000.0).round() as f32 / 1000.0;
    let signs = used.iter().zip(&weights[1..]);
    Decision {
        base: round(weights[0]),
        signs: signs.map(|(at, weight)| (NAMES[*at].to_owned(), round(*weight))).collect(),
    }
}

/// The solution of a small system of linear equations, by elimination; the matrix is symmetric
/// and, for the ridge, never singular.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for i in 0..n {
        let pivot = (i..n).max_by(|a, b| matrix[*a][i].abs().total_cmp(&matrix[*b][i].abs()));
        let pivot = pivot.unwrap_or(i);
        matrix.swap(i, pivot);
        right.swap(i, pivot);
        for row in i + 1..n {
            let pivot = matrix[i].clone();
            let factor = matrix[row][i] / pivot[i];
            for (cell, above) in matrix[row].iter_mut().zip(&pivot).skip(i) {
                *cell -= factor * above;
            }
            right[row] -= factor * right[i];
        }
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| matrix[i][j] * right[j]).sum();
        right[i] = (right[i] - known) / matrix[i][i];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_that_tells_gets_its_weight() {
        // half of those with 0 are right, nine of ten of those with 1
        let mut rows = Vec::new();
        for n in 0..100 {
            let mut signs = Signs::default();
            rows.push((signs, n % 2 == 0, 1.0));
            signs[0] = 1.0;
            rows.push((signs, n % 10 != 0, 1.0));
        }
        let decision = regress(&rows, |name| name == NAMES[0]);
        assert!(decision.base.abs() < 0.1, "{decision:?}");
        let with = [1.0, 0.0];
        let mut signs = Signs::default();
        signs[0] = with[0];
        assert!((decision.probability(&signs) - 0.9).abs() < 0.02, "{decision:?}");
    }
}
