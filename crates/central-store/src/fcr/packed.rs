//! All that the figures need of a contact, in some twenty-five bytes: the column `packed`.
//!
//! A walk over millions of contacts pays for every column that the database hands over; so what it
//! needs stands in one, and that one in the covering index. The first byte says the form and which of
//! the two times that may be unknown are there; twelve numbers follow, seven bits a byte, the lowest
//! first.
//!
//! Promises: a contact comes back as it was, whatever its numbers; the same contact is always the same
//! bytes, and another one other bytes; contacts one behind the other can be told apart; bytes of another
//! form, cut short, or written in another way than here are nothing, and never something else.
//! Deliberately absent: which contact it is (its id is a column of its own), and what agents said of
//! pairs, which is read out of the few records that have it.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use crate::Failure;
use crate::fcr::fact::Fact;

/// The form of the bytes, in the upper half of the first.
const FORM: u8 = 1 << 4;
const HANDLE: u8 = 1;
const ACW: u8 = 2;

/// The bytes of a contact.
pub(crate) fn pack(fact: &Fact) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(40);
    let handle = if fact.handle.is_some() { HANDLE } else { 0 };
    let acw = if fact.acw.is_some() { ACW } else { 0 };
    bytes.push(FORM | handle | acw);
    let numbers = [
        fact.start,
        // Nothing is lost by wrapping, whatever the two are.
        fact.end.wrapping_sub(fact.start),
        fact.bits,
        i64::from(fact.channel),
        fact.handle.unwrap_or(0),
        fact.acw.unwrap_or(0),
        fact.family,
        fact.reason,
        fact.queue,
        fact.agent,
        fact.lang,
        fact.articles,
    ];
    for number in numbers {
        write(&mut bytes, number);
    }
    bytes
}

/// The one contact that is in these bytes. Its id and links are left at nothing.
pub(crate) fn unpack(mut bytes: &[u8]) -> Result<Fact, Failure> {
    let fact = read(&mut bytes).filter(|_| bytes.is_empty());
    fact.ok_or_else(unreadable)
}

/// The first contact of several, which it takes off; none where there is no whole one.
#[inline]
pub(crate) fn read(bytes: &mut &[u8]) -> Option<Fact> {
    let (first, rest) = bytes.split_first()?;
    if first & !(HANDLE | ACW) != FORM {
        return None;
    }
    *bytes = rest;
    let start = number(bytes)?;
    let end = start.wrapping_add(number(bytes)?);
    let bits = number(bytes)?;
    let channel = u8::try_from(number(bytes)?).ok()?;
    Some(Fact {
        start,
        end,
        bits,
        channel,
        handle: known(number(bytes)?, first & HANDLE)?,
        acw: known(number(bytes)?, first & ACW)?,
        family: number(bytes)?,
        reason: number(bytes)?,
        queue: number(bytes)?,
        agent: number(bytes)?,
        lang: number(bytes)?,
        articles: number(bytes)?,
        ..Fact::default()
    })
}

/// What is unknown is written as 0 and in no other way.
fn known(number: i64, bit: u8) -> Option<Option<i64>> {
    match (bit, number) {
        (0, 0) => Some(None),
        (0, _) => None,
        _ => Some(Some(number)),
    }
}

/// What cannot be read, as an error.
pub(crate) fn unreadable() -> Failure {
    Failure::Damaged("the column packed of a contact cannot be read".into())
}

/// Teaches a file the function `packed_1`, which its migration to this form asks for. Should there be another
/// form one day, this stays as it is.
pub(crate) fn teach(connection: &Connection) -> Result<(), Failure> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("packed_1", 12, flags, |given| {
        Ok(pack(&Fact {
            start: given.get(0)?,
            end: given.get(1)?,
            bits: given.get(2)?,
            channel: given.get(3)?,
            handle: given.get(4)?,
            acw: given.get(5)?,
            family: given.get(6)?,
            reason: given.get(7)?,
            queue: given.get(8)?,
            agent: given.get(9)?,
            lang: given.get(10)?,
            articles: given.get(11)?,
            ..Fact::default()
        }))
    })?;
    Ok(())
}

fn write(bytes: &mut Vec<u8>, number: i64) {
    let mut left = number as u64;
    while left >= 0x80 {
        bytes.push((left & 0x7f) as u8 | 0x80);
        left >>= 7;
    }
    bytes.push(left as u8);
}

#[inline]
fn number(bytes: &mut &[u8]) -> Option<i64> {
    let (first, rest) = bytes.split_first()?;
    *bytes = rest;
    if *first < 0x80 {
        return Some(i64::from(*first));
    }
    longer(u64::from(first & 0x7f), bytes)
}

/// The rest of a number of several bytes.
#[inline]
fn longer(mut number: u64, bytes: &mut &[u8]) -> Option<i64> {
    for shift in (7..64).step_by(7) {
        let (next, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(next & 0x7f) << shift;
        if *next < 0x80 {
            // No number ends with nothing, and the tenth byte has room for one bit.
            let canonical = *next > 0 && (shift < 63 || *next == 1);
            return canonical.then_some(number as i64);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any whole number, those at the edges of a byte and of the type often.
    fn whole() -> impl Strategy<Value = i64> {
        let edges = (0..64_u32, -1..=1_i64, any::<bool>()).prop_map(|(bit, by, minus)| {
            let edge = 1_i64.wrapping_shl(bit).wrapping_add(by);
            if minus { edge.wrapping_neg() } else { edge }
        });
        prop_oneof![2 => 0..200_i64, 2 => edges, 1 => any::<i64>()]
    }

    fn facts() -> impl Strategy<Value = Fact> {
        let known = || prop::option::of(whole());
        let times = (whole(), whole(), known(), known());
        (times, whole(), any::<u8>(), prop::array::uniform6(whole())).prop_map(
            |(
                (start, end, handle, acw),
                bits,
                channel,
                [family, reason, queue, agent, lang, articles],
            )| Fact {
                start,
                end,
                bits,
                channel,
                handle,
                acw,
                family,
                reason,
                queue,
                agent,
                lang,
                articles,
                ..Fact::default()
            },
        )
    }

    proptest! {
        #[test]
        fn every_contact_comes_back_as_it_was(fact in facts()) {
            assert_eq!(unpack(&pack(&fact)).unwrap(), fact);
        }

        #[test]
        fn bytes_are_the_same_where_contacts_are(one in facts(), other in facts(), field in 0..12_usize) {
            assert_eq!(pack(&one) == pack(&other), one == other);
            // Alike in all but one thing.
            let mut near = one.clone();
            match field {
                0 => near.start = other.start,
                1 => near.end = other.end,
                2 => near.bits = other.bits,
                3 => near.channel = other.channel,
                4 => near.handle = other.handle,
                5 => near.acw = other.acw,
                6 => near.family = other.family,
                7 => near.reason = other.reason,
                8 => near.queue = other.queue,
                9 => near.agent = other.agent,
                10 => near.lang = other.lang,
                _ => near.articles = other.articles,
            }
            assert_eq!(pack(&one) == pack(&near), one == near);
        }

        #[test]
        fn contacts_one_behind_the_other_are_told_apart(all in prop::collection::vec(facts(), 0..9)) {
            let together: Vec<u8> = all.iter().flat_map(pack).collect();
            let mut left = together.as_slice();
            let mut found = Vec::new();
            while !left.is_empty() {
                found.push(read(&mut left).unwrap());
            }
            assert_eq!(found, all);
        }

        #[test]
        fn what_is_cut_short_or_has_more_behind_it_is_an_error(fact in facts(), more in any::<u8>()) {
            let mut bytes = pack(&fact);
            for length in 0..bytes.len() {
                assert!(unpack(&bytes[..length]).is_err(), "{length} of {}", bytes.len());
            }
            bytes.push(more);
            assert!(unpack(&bytes).is_err());
        }

        #[test]
        fn any_bytes_are_one_contact_or_an_error(bytes in prop::collection::vec(prop_oneof![4 => 0..0x80_u8, 1 => any::<u8>()], 0..24), form in prop::bool::weighted(0.9)) {
            let mut bytes = bytes;
            if form && let Some(first) = bytes.first_mut() {
                *first = FORM | (*first & 3);
            }
            // What is read at all is what would have been written.
            if let Ok(fact) = unpack(&bytes) {
                assert_eq!(pack(&fact), bytes);
            }
        }

        #[test]
        fn another_form_is_an_error(fact in facts(), first in any::<u8>()) {
            let mut bytes = pack(&fact);
            prop_assume!(first & 0xfc != FORM);
            bytes[0] = first;
            assert!(unpack(&bytes).is_err());
        }
    }

    #[test]
    fn a_usual_contact_takes_few_bytes() {
        let fact = Fact {
            start: 1_741_370_400_000,
            end: 1_741_370_700_000,
            bits: 1,
            handle: Some(250_000),
            acw: Some(30_000),
            family: 3,
            reason: 17,
            queue: 5,
            agent: 3_000,
            lang: 2,
            ..Fact::default()
        };
        assert_eq!(pack(&fact).len(), 25);
    }
}
