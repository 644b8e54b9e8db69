//! A sender's times, as the store's clock would have said them.
//!
//! Promises: within one start of a machine time is measured, whatever its wall clock did; nothing
//! ends in the future. Deliberately absent: which clocks are known (see `tables::clocks`).

use std::collections::HashMap;

use contact::{ClockReading, Contact, Ms};

/// Transit and rounding are not a wrong clock: below this, times are believed.
const TRUSTED_MS: Ms = 5_000;
/// A contact may end this far ahead of the store's clock before it is held back.
pub(super) const AHEAD_MS: Ms = 5 * 60_000;

/// The desk's clock was off, and its times were shifted.
pub(crate) const SHIFTED: i64 = 1;
/// The times were still in the future, and were held back to the moment of arrival.
pub(crate) const HELD_BACK: i64 = 2;
/// The sender's clocks contradict each other, or are off by more than a day: look at that machine.
pub(crate) const WILD: i64 = 4;
/// A clock that is off by more than this is not merely wrong.
const WILD_MS: Ms = 24 * 3_600_000;

/// What is known about the clocks of the sender.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mending<'a> {
    /// When the record arrived, on the store's clock.
    pub(crate) received: Ms,
    /// What is added to the sender's times, as its wall clock stands now.
    pub(crate) offset: Ms,
    /// Its monotonic clock now, and in which start of its machine.
    running: Option<(&'a str, Ms)>,
    /// What was added during other starts.
    known: Option<&'a HashMap<String, Ms>>,
}

/// Below the length of a transit there is no wrong clock.
fn trusted(offset: Ms) -> Ms {
    if offset.saturating_abs() < TRUSTED_MS { 0 } else { offset }
}

impl<'a> Mending<'a> {
    /// `wall` is what the sender's clock said when it sent; 0 is not known.
    pub(crate) fn of(received: Ms, wall: Ms) -> Mending<'a> {
        let offset = if wall > 0 { received.saturating_sub(wall) } else { 0 };
        Mending { received, offset: trusted(offset), running: None, known: None }
    }

    /// With the sender's monotonic clock (which goes on while its machine sleeps), and what its
    /// wall clock was off by during other starts of it.
    pub(crate) fn measured(
        self,
        boot: &'a str,
        mono: Ms,
        known: &'a HashMap<String, Ms>,
    ) -> Mending<'a> {
        let running = (!boot.is_empty()).then_some((boot, mono));
        Mending { running, known: Some(known), ..self }
    }

    /// What is added to the times of a record, and what is to be said of that.
    ///
    /// Within one start of the machine the time that has passed since is measured, whatever the
    /// wall clock did. From an earlier start the offset that was seen then is the best there is,
    /// and failing that the one of now.
    fn offset(&self, clock: Option<&ClockReading>) -> (Ms, i64) {
        let measured = clock.map(|clock| match self.running {
            Some((boot, mono)) if boot == clock.boot => {
                let passed = mono.saturating_sub(clock.mono);
                // A clock that went back measures nothing.
                (passed >= 0).then(|| {
                    trusted(self.received.saturating_sub(passed).saturating_sub(clock.wall))
                })
            }
            _ => {
                let known = self.known.and_then(|known| known.get(&clock.boot));
                Some(known.map_or(self.offset, |offset| trusted(*offset)))
            }
        });
        let offset = measured.flatten().unwrap_or(self.offset);
        let wild = measured == Some(None) || offset.saturating_abs() > WILD_MS;
        (offset, if wild { WILD } else { 0 })
    }

    /// Shifts both times; gives what is to be said of it.
    pub(super) fn shift(&self, contact: &mut Contact) -> i64 {
        let (offset, wild) = self.offset(contact.clock.as_ref());
        contact.start_ms = contact.start_ms.saturating_add(offset);
        contact.end_ms = contact.end_ms.saturating_add(offset);
        wild | if offset == 0 { 0 } else { SHIFTED }
    }

    /// After the check, so that what is a day ahead is not silently believed.
    pub(super) fn hold_back(&self, contact: &mut Contact) -> i64 {
        let excess = contact.end_ms.saturating_sub(self.received);
        if excess <= AHEAD_MS {
            return 0;
        }
        contact.start_ms = contact.start_ms.saturating_sub(excess);
        contact.end_ms = contact.end_ms.saturating_sub(excess);
        HELD_BACK
    }
}
