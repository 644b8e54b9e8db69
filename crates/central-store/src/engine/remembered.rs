//! Numbers of names that a session has seen, so that they are not looked up again for every record.
//!
//! Promises: a number that was given in a transaction which is undone is forgotten with it.

use std::collections::HashMap;

/// Names that a session remembers before it forgets them all: a guard, not a measure.
const REMEMBERED: usize = 50_000;

type Numbers = HashMap<i64, HashMap<String, i64>>;

/// By kind and name.
#[derive(Default, Debug)]
pub(crate) struct Remembered {
    /// Seen in an earlier transaction: they are there for good.
    lasting: Numbers,
    count: usize,
    /// Read or given in the one that is open. Some of them may yet be undone, and which is not told.
    open: Numbers,
    /// The last number of a kind, where one was given in the transaction that is open.
    last: HashMap<i64, i64>,
}

impl Remembered {
    pub(crate) fn remembered(&self, kind: i64, name: &str) -> Option<i64> {
        let among = |numbers: &Numbers| numbers.get(&kind)?.get(name).copied();
        among(&self.lasting).or_else(|| among(&self.open))
    }

    pub(crate) fn remember(&mut self, kind: i64, name: &str, number: i64) {
        self.open.entry(kind).or_default().insert(name.to_owned(), number);
    }

    pub(crate) fn last(&self, kind: i64) -> Option<i64> {
        self.last.get(&kind).copied()
    }

    pub(crate) fn gave(&mut self, kind: i64, number: i64) {
        self.last.insert(kind, number);
    }

    /// What was done since the transaction began, or a part of it, was undone.
    pub(super) fn undone(&mut self) {
        self.open.clear();
        self.last.clear();
    }

    /// The transaction is durable.
    pub(super) fn durable(&mut self) {
        self.last.clear();
        for (kind, numbers) in self.open.drain() {
            if self.count + numbers.len() > REMEMBERED {
                self.lasting.clear();
                self.count = 0;
            }
            self.count += numbers.len();
            self.lasting.entry(kind).or_default().extend(numbers);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_undone_is_forgotten_and_what_is_durable_stays() {
        let mut names = Remembered::default();
        names.remember(3, "anna", 1);
        assert_eq!(names.remembered(3, "anna"), Some(1), "in the transaction itself");
        assert_eq!(names.remembered(4, "anna"), None, "another kind");
        names.undone();
        assert_eq!(names.remembered(3, "anna"), None, "undone");
        names.remember(3, "bo", 1);
        names.durable();
        names.undone();
        assert_eq!(names.remembered(3, "bo"), Some(1), "durable");
    }
}
