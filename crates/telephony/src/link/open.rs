//! Which call a link without an id is about.

use contact::{CallEventKind as Kind, Ms};

/// Links of one moment open programs of their own, and may overtake each other; a link is opened
/// twice. So long the same words are about the same call.
const LATE_MS: Ms = 60_000;
/// No telephone rings longer; its end was lost.
const LONGEST_RING_MS: Ms = 5 * 60_000;
/// Nobody talks longer without a hold or any other word of it; its end was lost.
const LONGEST_SILENCE_MS: Ms = 4 * 3_600_000;
/// So many at most: more is no telephone.
const MOST: usize = 200;

/// The calls that links without an id told of, in memory only: their ids are made by chance, so
/// that no number is in an id, which goes into the log and to the store.
#[derive(Default)]
pub struct OpenCalls(Vec<Open>);

struct Open {
    number: String,
    id: String,
    heard_ms: Ms,
    connected_ms: Option<Ms>,
    ended_ms: Option<Ms>,
}

impl OpenCalls {
    /// The id of the call of `number` that `kind` is about: the one that is open, else a new one.
    pub(super) fn call(&mut self, number: &str, kind: Kind, now: Ms) -> String {
        self.0.retain(|open| now - open.heard_ms < LONGEST_SILENCE_MS);
        let known = self.0.iter().position(|open| open.number == number);
        let mut open = match known.map(|at| self.0.remove(at)) {
            Some(open) if !open.is_over_for(kind, now) => open,
            _ => Open::new(number, now),
        };
        open.hear(kind, now);
        let id = open.id.clone();
        // What was heard of last is last: what goes first was silent longest.
        self.0.push(open);
        if self.0.len() > MOST {
            self.0.remove(0);
        }
        id
    }
}

impl Open {
    fn new(number: &str, now: Ms) -> Open {
        let id = format!("link-{:032x}", fastrand::u128(..));
        Open { number: number.to_owned(), id, heard_ms: now, connected_ms: None, ended_ms: None }
    }

    /// Whether `kind` must be about another call of the same number. Many telephones never say that
    /// a call ended: the caller's next one may not become a part of it.
    fn is_over_for(&self, kind: Kind, now: Ms) -> bool {
        let begins = matches!(kind, Kind::Offered | Kind::Connected);
        match (self.ended_ms, self.connected_ms) {
            // A caller who was cut off calls again at once.
            (Some(ended), _) => begins || now - ended > LATE_MS,
            (None, Some(connected)) => begins && now - connected > LATE_MS,
            (None, None) => begins && now - self.heard_ms > LONGEST_RING_MS,
        }
    }

    fn hear(&mut self, kind: Kind, now: Ms) {
        self.heard_ms = now;
        match kind {
            Kind::Ended => self.ended_ms = self.ended_ms.or(Some(now)),
            Kind::Offered | Kind::Updated => {}
            // Whoever is on hold or hands over was connected, even if nobody said so.
            _ => self.connected_ms = self.connected_ms.or(Some(now)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Ms = 60_000;

    /// Which call each event is about, counted from 0: all of one number.
    fn calls(events: &[(Ms, Kind)]) -> Vec<usize> {
        let mut open = OpenCalls::default();
        let ids: Vec<String> =
            events.iter().map(|(at, kind)| open.call("+46701740612", *kind, *at)).collect();
        let mut seen: Vec<&String> = Vec::new();
        ids.iter()
            .map(|id| {
                seen.iter().position(|known| *known == id).unwrap_or_else(|| {
                    seen.push(id);
                    seen.len() - 1
                })
            })
            .collect()
    }

    #[test]
    fn a_call_is_one_until_it_ends() {
        use Kind::{Connected, Ended, Held, Offered, Retrieved, Transferred};
        let minutes = |events: &[(Ms, Kind)]| {
            calls(&events.iter().map(|(at, kind)| (at * MINUTE, *kind)).collect::<Vec<_>>())
        };
        let whole = [
            (0, Offered),
            (1, Connected),
            (3, Held),
            (9, Retrieved),
            (60, Transferred),
            (61, Ended),
        ];
        assert_eq!(minutes(&whole), [0; 6]);
        assert_eq!(minutes(&[(0, Connected), (230, Held), (460, Ended)]), [0; 3], "a long one");
        assert_eq!(calls(&[(59_999, Connected), (60_001, Connected)]), [0; 2], "opened twice");
        assert_eq!(calls(&[(0, Connected), (20, Offered)]), [0; 2], "overtaken");
        assert_eq!(calls(&[(0, Connected), (MINUTE, Ended), (MINUTE + 900, Ended)]), [0; 3]);
        assert_eq!(minutes(&[(0, Offered), (0, Ended), (0, Offered)]), [0, 0, 1], "calls again");
    }

    #[test]
    fn one_that_was_never_ended_does_not_swallow_the_next() {
        use Kind::{Connected, Ended, Offered};
        let minutes = |events: &[(Ms, Kind)]| {
            calls(&events.iter().map(|(at, kind)| (at * MINUTE, *kind)).collect::<Vec<_>>())
        };
        assert_eq!(
            minutes(&[(0, Connected), (2, Offered), (3, Connected), (9, Ended)]),
            [0, 1, 1, 1]
        );
        assert_eq!(minutes(&[(0, Connected), (30, Connected)]), [0, 1]);
        assert_eq!(minutes(&[(0, Offered), (6, Offered)]), [0, 1], "nobody answered");
        assert_eq!(minutes(&[(0, Offered), (6, Connected)]), [0, 1]);
        assert_eq!(minutes(&[(0, Connected), (300, Ended)]), [0, 1], "too old");
    }

    #[test]
    fn two_numbers_are_two_calls_and_no_more_are_kept_than_there_can_be() {
        let mut open = OpenCalls::default();
        let first = open.call("0", Kind::Connected, 0);
        for number in 1..=MOST {
            assert_ne!(open.call(&number.to_string(), Kind::Connected, 1), first);
        }
        assert_eq!(open.0.len(), MOST);
        assert_ne!(open.call("0", Kind::Ended, 2), first, "the one that was silent longest went");
    }
}
