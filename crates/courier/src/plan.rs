//! What to do next: state, what happened and the time in, the next step out. No I/O, no clock,
//! no randomness of its own.
//!
//! Times here are of the monotonic clock, so that setting the wall clock neither stalls the
//! courier nor makes it hurry.

use contact::protocol::{BatchLimits, Hello};
use contact::{Ms, Problem};
use journal::{Parcel, Scope};

use crate::Standing;

/// How often the store is asked how it is.
pub const HEARTBEAT_MS: Ms = 20_000;
/// The longest pause between two tries.
pub const LONGEST_PAUSE_MS: Ms = 300_000;
/// The longest pause after the first failure. Later it is never longer than the outage has been:
/// small dice early in a short one must not make the desk wait half a minute after its end.
pub const FIRST_PAUSE_MS: Ms = 2_000;
/// The shortest, so that a die that falls on nought does not make a busy loop.
pub const SHORTEST_PAUSE_MS: Ms = 100;
/// An outage longer than this has hit every desk at once.
pub const LONG_OUTAGE_MS: Ms = 10 * 60_000;
/// After such an outage desks come back spread over this time.
pub const SPREAD_MS: Ms = 60_000;

/// Why the store did not do what it was asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// It does not know the token.
    SignedOut,
    /// Too much at once, or a frame it cannot read: send less.
    TooLarge(Problem),
    /// The desk is too old.
    TooOld,
    /// The cursor is from another time of the store.
    StartOver,
    /// It is busy; not before so many milliseconds.
    Later(Option<u64>),
    /// There is nothing at this address: an older store, or none.
    Missing,
    /// It cannot unpack what it was sent.
    Packed,
    /// No way through, or an answer that is not the store's.
    Failed,
}

/// What happened since the last step.
#[derive(Clone, Copy, Debug)]
pub enum Happened<'a> {
    /// The store said how it is.
    Hello(&'a Hello),
    /// A batch was answered; please wait so long.
    Receipt {
        /// As the store wishes.
        wait_ms: u64,
    },
    /// What the store confirmed was compared with what it has.
    Reconciled,
    /// A page of a feed was applied.
    Page {
        /// Which feed.
        scope: Scope,
        /// The newest number there is.
        head: u64,
    },
    /// It refused.
    Refused(&'a Refusal),
    /// A person wants it now.
    Impatient,
}

/// How it stands at the desk.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Desk {
    /// How long until the first line may be sent; nought when it may now.
    pub due_in_ms: Option<Ms>,
    /// From where to ask in each feed.
    pub cursors: Feeds,
    /// The store may have lost what it confirmed: to be compared.
    pub reconcile: bool,
}

/// A number for each feed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Feeds {
    /// Articles.
    pub articles: u64,
    /// Lists.
    pub codes: u64,
    /// Documents of the team.
    pub team: u64,
    /// Erased contacts.
    pub erased: u64,
}

impl Feeds {
    /// The number of one feed.
    pub fn of(&self, scope: Scope) -> u64 {
        match scope {
            Scope::Articles => self.articles,
            Scope::Codes => self.codes,
            Scope::Team => self.team,
            Scope::Erased => self.erased,
        }
    }

    /// Sets the number of one feed.
    pub fn set(&mut self, scope: Scope, number: u64) {
        *match scope {
            Scope::Articles => &mut self.articles,
            Scope::Codes => &mut self.codes,
            Scope::Team => &mut self.team,
            Scope::Erased => &mut self.erased,
        } = number;
    }
}

impl From<&Hello> for Feeds {
    fn from(hello: &Hello) -> Feeds {
        Feeds {
            articles: hello.articles_head,
            codes: hello.codes_head,
            team: hello.team_head,
            erased: hello.erased_head,
        }
    }
}

/// What to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Ask the store how it is.
    Hello,
    /// Send what is due, at most so much.
    Send(Parcel),
    /// Compare what the store confirmed with what it has.
    Reconcile,
    /// Fetch the next page.
    Fetch(Scope),
    /// Nothing before this time, unless woken.
    Rest {
        /// On the monotonic clock.
        until: Ms,
    },
}

/// Everything the next step depends on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    standing: Standing,
    failures: u32,
    halvings: u32,
    limits: BatchLimits,
    quiet_until: Ms,
    hello_due: Ms,
    cut_since: Option<Ms>,
    heads: Feeds,
}

impl Default for Plan {
    fn default() -> Self {
        Plan {
            standing: Standing::Unknown,
            failures: 0,
            halvings: 0,
            limits: BatchLimits::default(),
            quiet_until: Ms::MIN,
            hello_due: Ms::MIN,
            cut_since: None,
            heads: Feeds::default(),
        }
    }
}

impl Plan {
    /// How it stands with the store.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Bytes of the largest record the store takes.
    pub fn record_bytes(&self) -> usize {
        self.limits.record_bytes
    }

    /// How long there has been no way through; none when there is one.
    pub fn away(&self, now: Ms) -> Option<Ms> {
        self.cut_since.map(|since| now - since)
    }

    /// How long nothing is done from `now` on, unless woken by a person.
    pub fn rests(&self, now: Ms) -> Ms {
        self.quiet_until.saturating_sub(now).max(0)
    }

    /// The next step at `now`.
    pub fn next(&self, now: Ms, desk: Desk) -> Step {
        if now < self.quiet_until {
            return Step::Rest { until: self.quiet_until };
        }
        if self.standing != Standing::Linked || now >= self.hello_due {
            return Step::Hello;
        }
        // Records before articles: what agents did is only here, articles are at the store.
        match desk.due_in_ms {
            Some(due) if due <= 0 => return Step::Send(self.parcel()),
            _ => {}
        }
        // Behind the records: what was never confirmed is at one place only.
        if desk.reconcile {
            return Step::Reconcile;
        }
        let behind = |scope: &Scope| desk.cursors.of(*scope) < self.heads.of(*scope);
        if let Some(scope) = Scope::ALL.into_iter().find(behind) {
            return Step::Fetch(scope);
        }
        let due = desk.due_in_ms.map_or(Ms::MAX, |due| now.saturating_add(due));
        Step::Rest { until: due.min(self.hello_due) }
    }

    /// Takes in what happened at `now`. `random`, from 0 up to 1, spreads the desks.
    pub fn happened(&mut self, now: Ms, what: Happened<'_>, random: f64) {
        match what {
            Happened::Hello(hello) => {
                self.limits = hello.limits;
                self.heads = Feeds::from(hello);
                self.hello_due = now.saturating_add(HEARTBEAT_MS);
                let long = self.cut_since.is_some_and(|since| now - since > LONG_OUTAGE_MS);
                self.linked();
                let spread = if long { share(SPREAD_MS, random) } else { 0 };
                self.rest(now, asked(hello.wait_ms).max(spread));
            }
            Happened::Receipt { wait_ms } => {
                self.linked();
                self.halvings = self.halvings.saturating_sub(1);
                self.rest(now, asked(wait_ms));
            }
            Happened::Reconciled => self.linked(),
            Happened::Page { scope, head } => {
                self.linked();
                self.heads.set(scope, head);
            }
            Happened::Refused(refusal) => self.refused(now, refusal, random),
            Happened::Impatient => {
                self.quiet_until = now;
                self.hello_due = now;
            }
        }
    }

    fn refused(&mut self, now: Ms, refusal: &Refusal, random: f64) {
        match refusal {
            Refusal::SignedOut => {
                self.standing = Standing::SignedOut;
                self.rest(now, LONGEST_PAUSE_MS);
            }
            Refusal::TooOld => {
                self.standing = Standing::TooOld;
                self.rest(now, LONGEST_PAUSE_MS);
            }
            Refusal::TooLarge(_) => {
                self.halvings = (self.halvings + 1).min(20);
                self.rest(now, SHORTEST_PAUSE_MS);
            }
            Refusal::StartOver => self.rest(now, SHORTEST_PAUSE_MS),
            Refusal::Later(Some(after)) => {
                // It answers, so this is no outage; but it is not to be asked in between.
                let spread = share(SHORTEST_PAUSE_MS.max(asked(*after) / 10), random);
                self.rest(now, asked(*after) + spread);
            }
            Refusal::Later(None) | Refusal::Missing | Refusal::Packed | Refusal::Failed => {
                let mut longest = LONGEST_PAUSE_MS;
                if !matches!(refusal, Refusal::Later(_)) {
                    self.standing = Standing::Cut;
                    let since = *self.cut_since.get_or_insert(now);
                    longest = longest.min((now - since).max(FIRST_PAUSE_MS));
                }
                self.failures = self.failures.saturating_add(1);
                let most = 1_000_i64
                    .saturating_mul(1_i64.checked_shl(self.failures.min(20)).unwrap_or(i64::MAX))
                    .min(longest);
                self.rest(now, share(most, random).max(SHORTEST_PAUSE_MS));
            }
        }
    }

    fn linked(&mut self) {
        self.standing = Standing::Linked;
        self.failures = 0;
        self.cut_since = None;
    }

    fn rest(&mut self, now: Ms, pause: Ms) {
        self.quiet_until = now.saturating_add(pause);
    }

    fn parcel(&self) -> Parcel {
        Parcel {
            records: (self.limits.records >> self.halvings).max(1),
            bytes: (self.limits.bytes >> self.halvings).max(1),
        }
    }
}

/// What the store wishes, as far as it is sensible: a typing error there stops no desk for a day.
fn asked(wait_ms: u64) -> Ms {
    Ms::try_from(wait_ms).unwrap_or(Ms::MAX).min(2 * LONGEST_PAUSE_MS)
}

#[expect(clippy::cast_possible_truncation, reason = "at most five minutes, in milliseconds")]
#[expect(clippy::cast_precision_loss, reason = "at most five minutes, in milliseconds")]
fn share(most: Ms, random: f64) -> Ms {
    (most as f64 * random.clamp(0.0, 1.0)) as Ms
}

#[cfg(test)]
mod crowd;
#[cfg(test)]
mod tests;
