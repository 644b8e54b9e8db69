//! What an index holds, in a few numbers a caller can compare.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Key;

/// Counted up whenever fields or analysis change: an index of another format is built again.
pub(crate) const FORMAT: u32 = 3;

/// What an index holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format of the files; an index of another format is `Outdated`.
    pub format: u32,
    /// How many articles; each language of a subject is one.
    pub articles: u32,
    /// [`fingerprint`] of what is held.
    pub fingerprint: String,
    /// How many articles by language tag.
    pub langs: BTreeMap<String, u32>,
}

/// A digest of keys and versions, the same in whatever order they come: compare it with
/// [`Manifest::fingerprint`] to see whether an index is up to date.
pub fn fingerprint<'a>(held: impl IntoIterator<Item = (&'a Key, u32)>) -> String {
    hex(held
        .into_iter()
        .fold(0, |sum: u128, (key, version)| sum.wrapping_add(digest(key, version))))
}

fn digest(key: &Key, version: u32) -> u128 {
    let hash = Sha256::digest(format!("{}\0{}\0{version}", key.id, key.lang));
    hash.iter().take(16).fold(0, |value, byte| value << 8 | u128::from(*byte))
}

fn hex(sum: u128) -> String {
    format!("{sum:032x}")
}

/// Keeps a manifest true while articles come and go. Sums, so that taking one out needs no look
/// at the others.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    sum: u128,
    count: u32,
    langs: BTreeMap<String, u32>,
    /// What this update has put (a version) or taken out (none).
    touched: HashMap<Key, Option<u32>>,
}

impl Ledger {
    pub(crate) fn of(manifest: &Manifest) -> Ledger {
        Ledger {
            sum: u128::from_str_radix(&manifest.fingerprint, 16).unwrap_or(0),
            count: manifest.articles,
            langs: manifest.langs.clone(),
            touched: HashMap::new(),
        }
    }

    /// The version under this key now; `before` looks it up as it was before the update.
    pub(crate) fn version<E>(
        &self,
        key: &Key,
        before: impl FnOnce(&Key) -> Result<Option<u32>, E>,
    ) -> Result<Option<u32>, E> {
        match self.touched.get(key) {
            Some(version) => Ok(*version),
            None => before(key),
        }
    }

    /// What this update has put under a key, or none for taken out; outer none if neither.
    pub(crate) fn touched(&self, key: &Key) -> Option<Option<u32>> {
        self.touched.get(key).copied()
    }

    pub(crate) fn put(&mut self, key: Key, version: u32) {
        self.sum = self.sum.wrapping_add(digest(&key, version));
        self.count += 1;
        *self.langs.entry(key.lang.clone()).or_default() += 1;
        self.touched.insert(key, Some(version));
    }

    pub(crate) fn take(&mut self, key: Key, version: u32) {
        self.sum = self.sum.wrapping_sub(digest(&key, version));
        self.count = self.count.saturating_sub(1);
        if let Some(count) = self.langs.get_mut(&key.lang) {
            *count = count.saturating_sub(1);
        }
        self.langs.retain(|_, count| *count > 0);
        self.touched.insert(key, None);
    }

    pub(crate) fn manifest(&self) -> Manifest {
        Manifest {
            format: FORMAT,
            articles: self.count,
            fingerprint: hex(self.sum),
            langs: self.langs.clone(),
        }
    }
}
