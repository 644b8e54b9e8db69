//! How a desk and a store find out what one of them lost, without sending everything again.
//!
//! A desk numbers what it sends. For every stretch of numbers it tells how many records the store
//! confirmed there and the sum of their marks; where the store's own sum differs, the desk sends
//! the stretch again. Records that the store still has cost nothing: they are acknowledged as the
//! same.
//!
//! Only the highest confirmed revision of a contact counts, on both sides: the store keeps no
//! other.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{ContactId, Ms};

/// The marks of many records in one number, whatever their order: each is added by exclusive or.
///
/// In JSON 16 hexadecimal digits, because not every reader of JSON keeps 64 bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, JsonSchema)]
#[schemars(with = "String")]
pub struct Marks(pub u64);

impl Marks {
    /// Puts one more record in (or takes it out again).
    pub fn add(&mut self, id: &ContactId, revision: u32) {
        self.0 ^= mark(id, revision);
    }
}

impl Serialize for Marks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:016x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Marks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.len() != 16 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(serde::de::Error::custom("marks are 16 hexadecimal digits"));
        }
        u64::from_str_radix(&text, 16).map(Marks).map_err(serde::de::Error::custom)
    }
}

/// The mark of one record: the same on every machine, for ever.
///
/// FNV-1a (64 bits) over the id's 16 bytes and the revision's 4, big end first, and then the last
/// step of splitmix64, so that records with neighbouring ids do not cancel one another.
pub fn mark(id: &ContactId, revision: u32) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in id.as_bytes().iter().chain(&revision.to_be_bytes()) {
        hash ^= u64::from(*byte);
        hash = hash.wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// What a desk was promised for the numbers `from` to `to`, both among them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SeqSum {
    /// The first number.
    pub from: u64,
    /// The last.
    pub to: u64,
    /// Records confirmed.
    pub count: u64,
    /// Their marks.
    pub marks: Marks,
}

/// Numbers `from` to `to`, both among them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SeqRange {
    /// The first number.
    pub from: u64,
    /// The last.
    pub to: u64,
}

/// What the store confirmed to this desk and the desk still keeps.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Reconcile {
    /// Stretches that do not overlap, at most [`Reconcile::MOST`].
    pub ranges: Vec<SeqSum>,
}

impl Reconcile {
    /// Stretches of one request.
    pub const MOST: usize = 500;
}

/// Where the store has something else than it promised.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Reconciled {
    /// As in [`super::Hello`].
    pub epoch: String,
    /// The store's clock.
    pub now_ms: Ms,
    /// Send what has these numbers again.
    pub again: Vec<SeqRange>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(n: u128) -> ContactId {
        ContactId(Uuid::from_u128(n))
    }

    #[test]
    fn a_mark_never_changes() {
        // Both sides compute it, each with its own version of this program.
        let one = id(0x0195_6f1e_7c00_7000_8000_0000_0000_0001);
        assert_eq!(format!("{:016x}", mark(&one, 1)), "5a3f09f60e637004");
        assert_eq!(format!("{:016x}", mark(&one, 2)), "898c28edadfb130f");
    }

    #[test]
    fn neighbours_do_not_cancel_one_another() {
        let sum = |from: u128, to: u128| {
            let mut marks = Marks::default();
            (from..to).for_each(|n| marks.add(&id(n), 1));
            marks
        };
        let mut seen = std::collections::BTreeSet::new();
        for from in 0..100 {
            for to in from + 1..=100 {
                assert!(seen.insert(sum(from, to).0), "{from} to {to} looks like another stretch");
            }
        }
    }

    #[test]
    fn marks_are_sixteen_digits() {
        let marks = Marks(0xab);
        assert_eq!(serde_json::to_string(&marks).unwrap(), "\"00000000000000ab\"");
        for wrong in ["\"ab\"", "\"+0000000000000ab\"", "171", "\"00000000000000ag\""] {
            assert!(serde_json::from_str::<Marks>(wrong).is_err(), "{wrong}");
        }
    }
}
