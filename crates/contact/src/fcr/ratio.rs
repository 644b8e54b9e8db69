//! A share with everything needed to doubt it: numerator, denominator, interval.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// From how many contacts on two shares may be ranked against each other.
pub const RANKED_FROM: u64 = 30;

/// The two-sided 95 % point of the standard normal distribution.
const Z: f64 = 1.959_964;

/// `k` of `n`, with the Wilson 95 % interval.
///
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal
/// of the American Statistical Association 22 (1927), 209–212. It stays within 0 and 1 and is
/// honest for small `n`; with nothing counted anything is possible: 0 to 1.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct Ratio {
    /// How many of them.
    #[ts(type = "number")]
    pub k: u64,
    /// How many there are.
    #[ts(type = "number")]
    pub n: u64,
    /// The lower bound of the share, 0 to 1.
    pub low: f64,
    /// The upper bound of the share, 0 to 1.
    pub high: f64,
}

impl Ratio {
    /// `k` of `n`. A `k` above `n` is taken as `n`.
    pub fn new(k: u64, n: u64) -> Ratio {
        let k = k.min(n);
        if n == 0 {
            return Ratio { k, n, low: 0.0, high: 1.0 };
        }
        let (count, share) = (n as f64, k as f64 / n as f64);
        let z2 = Z * Z;
        let middle = share + z2 / (2.0 * count);
        let spread = Z * (share * (1.0 - share) / count + z2 / (4.0 * count * count)).sqrt();
        let whole = 1.0 + z2 / count;
        // At the ends the formula is exact and floating point is not.
        let low = if k == 0 { 0.0 } else { ((middle - spread) / whole).max(0.0) };
        let high = if k == n { 1.0 } else { ((middle + spread) / whole).min(1.0) };
        Ratio { k, n, low, high }
    }

    /// The share itself, 0 to 1; none of nothing.
    pub fn share(&self) -> Option<f64> {
        (self.n > 0).then(|| self.k as f64 / self.n as f64)
    }

    /// Whether there is enough of it to be ranked against others.
    pub fn rankable(&self) -> bool {
        self.n >= RANKED_FROM
    }
}
