//! The counters behind a report, as plain sums of contacts that ended in the same hour.
//!
//! Promises: a report of any watermark on a whole hour is a sum of these; unknown later counters are
//! refused rather than misread.

use contact::fcr::PRESETS_H;

/// Windows of which everything is kept: the presets.
pub(crate) const WINDOWS: usize = PRESETS_H.len();

/// Counters that hang on no window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
pub(crate) enum Plain {
    ByCustomers,
    Naive,
    Eligible,
    Linkable,
    Transferred,
    Escalated,
    HandleMs,
    HandleN,
    AcwMs,
    AcwN,
    NotEligible,
    Excluded,
    Unlinkable,
}
pub(crate) const PLAIN: usize = 13;

/// Counters of one window. Those of an issue are kept where its first contact is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
pub(crate) enum Of {
    First,
    Claimed,
    /// Nothing speaks against it: passed once the window has passed, pending until then.
    Clear,
    NotFirst,
    /// Six reasons to fail, in the order of `Because::ALL`.
    Because,
    Asked = 10,
    Answered,
    Confirmed,
    Repeated,
    GrossFirst,
    GrossClaimed,
    GrossClear,
    IssueContacts,
    OneAndDone,
    IssueHandleMs,
    IssueHandleN,
}
pub(crate) const PER_WINDOW: usize = 21;

/// All counters of a cell.
pub(crate) const ALL: usize = PLAIN + WINDOWS * PER_WINDOW;

/// The counters of one cell, or of many added up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Sums(pub(crate) [i64; ALL]);

impl Default for Sums {
    fn default() -> Self {
        Sums([0; ALL])
    }
}

impl Sums {
    pub(crate) fn of(&self, window: usize, counter: Of) -> i64 {
        self.0[PLAIN + window * PER_WINDOW + counter as usize]
    }

    pub(crate) fn add(&mut self, other: &Sums) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine += theirs;
        }
    }

    pub(crate) fn subtract(&mut self, other: &Sums) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine -= theirs;
        }
    }

    pub(crate) fn is_nothing(&self) -> bool {
        self.0.iter().all(|counter| *counter == 0)
    }

    /// Runs of nothing take two bytes, small numbers one.
    pub(crate) fn pack(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64);
        let mut at = 0;
        while at < ALL {
            let nothing = self.0[at..].iter().take_while(|c| **c == 0).count();
            if nothing > 0 {
                bytes.push(0);
                varint(&mut bytes, nothing as u64);
                at += nothing;
                continue;
            }
            // Zig-zag, shifted by one, so that 0 stays free for runs. A sum is never below zero
            // but where something was moved wrongly, which must still be told.
            let counter = self.0[at];
            let zigzag = (counter.wrapping_shl(1) ^ (counter >> 63)) as u64;
            varint(&mut bytes, zigzag);
            at += 1;
        }
        bytes
    }

    /// As [`Sums::pack`] wrote it; none when it did not.
    pub(crate) fn unpack(mut bytes: &[u8]) -> Option<Sums> {
        let mut sums = Sums::default();
        let mut at = 0;
        while !bytes.is_empty() {
            let zigzag = read_varint(&mut bytes)?;
            if zigzag == 0 {
                at += usize::try_from(read_varint(&mut bytes)?).ok()?;
                continue;
            }
            *sums.0.get_mut(at)? = ((zigzag >> 1) as i64) ^ -((zigzag & 1) as i64);
            at += 1;
        }
        (at <= ALL).then_some(sums)
    }
}

fn varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_are_packed_without_loss(counters in prop::collection::vec(prop_oneof![4 => Just(0), 1 => any::<i64>()], ALL)) {
            let mut sums = Sums::default();
            sums.0.copy_from_slice(&counters);
            assert_eq!(Sums::unpack(&sums.pack()), Some(sums));
        }

        #[test]
        fn any_bytes_are_sums_or_nothing(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Sums::unpack(&bytes);
        }
    }
}
