//! How much may come in: a bucket that fills by itself.

use contact::Ms;

/// So many at once, and so many a second after that.
#[derive(Clone, Debug)]
pub struct Rate {
    per_second: f64,
    burst: f64,
    left: f64,
    last_ms: Ms,
}

impl Rate {
    /// A full bucket of `burst`, filled by `per_second`.
    pub fn new(per_second: u32, burst: u32, now: Ms) -> Rate {
        let burst = f64::from(burst);
        Rate { per_second: f64::from(per_second), burst, left: burst, last_ms: now }
    }

    /// Takes `count` out, if there are so many. A clock that goes back fills nothing.
    pub fn take(&mut self, count: u32, now: Ms) -> bool {
        let passed = u32::try_from((now - self.last_ms).clamp(0, 60_000)).unwrap_or(0);
        self.last_ms = now;
        self.left = (self.left + f64::from(passed) * self.per_second / 1_000.0).min(self.burst);
        let enough = self.left >= f64::from(count);
        if enough {
            self.left -= f64::from(count);
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_so_many_a_second() {
        let mut rate = Rate::new(100, 200, 0);
        let taken = (0..1_000).filter(|_| rate.take(1, 0)).count();
        assert_eq!(taken, 200, "the burst");
        let taken = (0..1_000).filter(|ms| rate.take(1, *ms)).count();
        assert!((99..=100).contains(&taken), "{taken} in the second after it");
        assert!(!rate.take(50, 0), "a clock that goes back fills nothing");
        assert!(rate.take(200, 100_000), "a quiet minute fills it");
        assert!(!rate.take(1, 100_000));
    }
}
