//! What a store is started with: where it keeps its data, what time it is, where chance comes from.
//!
//! Promises: nothing else in this library reads a clock or makes a random number, so that a test
//! can hold both. Deliberately absent: reading a command line (see `main.rs`).

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use contact::protocol::BatchLimits;
use contact::{Limits, Ms, Secret};

use crate::Database;

/// The wall clock: milliseconds since 1970, UTC.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Ms + Send + Sync>);

impl Clock {
    /// Asks `now` whenever the time is wanted.
    pub fn new(now: impl Fn() -> Ms + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(now))
    }

    /// What time it is.
    pub fn now(&self) -> Ms {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

type Fill = dyn Fn(&mut [u8]) -> Result<(), getrandom::Error> + Send + Sync;

/// The one place that random bytes come from: the operating system, unless a test says otherwise.
#[derive(Clone)]
pub struct Chance(Arc<Fill>);

impl Chance {
    /// Asks `fill` whenever random bytes are wanted.
    pub fn new(
        fill: impl Fn(&mut [u8]) -> Result<(), getrandom::Error> + Send + Sync + 'static,
    ) -> Chance {
        Chance(Arc::new(fill))
    }

    /// As many random bytes as are asked for.
    ///
    /// # Errors
    /// When the operating system has none to give.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], getrandom::Error> {
        let mut bytes = [0; N];
        (self.0)(&mut bytes)?;
        Ok(bytes)
    }
}

impl Default for Chance {
    fn default() -> Self {
        Chance::new(getrandom::fill)
    }
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chance")
    }
}

/// How a server watches itself and ends.
#[derive(Clone, Debug)]
pub struct Serving {
    /// Once asked to end: how long `/ready` says no before no more connections are taken.
    pub drain: Duration,
    /// After that: how long requests in work may still take.
    pub grace: Duration,
    /// What `/metrics` asks for. Without one only the machine itself may read them.
    pub metrics_token: Option<Secret>,
    /// Telephone systems that speak to the store.
    pub calls: CloudCalls,
    /// How slow a reader of verdicts may be.
    pub pace: Pace,
}

/// How slow a reader of a long answer may be, who holds one moment of the store as long as they read.
/// Only the time counts in which the store waits for them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// What they may be late by: at the beginning, and whenever they caught up.
    pub spare: Duration,
    /// Bytes a second that they take beyond that, on average.
    pub rate: u32,
    /// When it ends however quick they are.
    pub whole: Duration,
}

impl Default for Pace {
    /// 2 Mbit/s are a slow line. Ten million verdicts are 1.5 GB: 20 minutes at 10 Mbit/s.
    fn default() -> Self {
        Pace {
            spare: Duration::from_secs(60),
            rate: 256 * 1024,
            whole: Duration::from_secs(30 * 60),
        }
    }
}

/// How telephone systems in the cloud speak to the store.
#[derive(Clone, Debug)]
pub struct CloudCalls {
    /// The account's auth token, with which Twilio signs; without, nothing is taken from Twilio.
    pub twilio_token: Option<Secret>,
    /// What the outside calls this store, `https://store.example`: part of what Twilio signs.
    pub public_url: Option<String>,
    /// Where a number without a country code belongs, ISO 3166.
    pub region: String,
}

impl Default for CloudCalls {
    fn default() -> Self {
        CloudCalls { twilio_token: None, public_url: None, region: "SE".into() }
    }
}

impl Default for Serving {
    fn default() -> Self {
        Serving {
            drain: Duration::ZERO,
            grace: Duration::from_secs(15),
            metrics_token: None,
            calls: CloudCalls::default(),
            pace: Pace::default(),
        }
    }
}

/// How a store runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the data is; made when it is not there.
    pub database: Database,
    /// Whose data of it: a PostgreSQL database may have several tenants, a file has the one that began it.
    pub tenant: i32,
    /// Connections that write; a file has one.
    pub writers: usize,
    /// The wall clock.
    pub clock: Clock,
    /// Where tokens, codes and the tenant's secret come from.
    pub chance: Chance,
    /// What a batch may hold.
    pub batch: BatchLimits,
    /// What a contact may hold.
    pub contact: Limits,
    /// Writes that may wait; one more is asked to come again.
    pub queue: usize,
    /// Connections that only read.
    pub readers: usize,
    /// How long a report waits for its turn before its asker is told to come again: shorter than proxies wait.
    pub reports_wait: Duration,
    /// A desk that was not heard of for so long no longer holds the watermark: it is missing.
    pub missing_after_ms: Ms,
    /// How a server watches itself and ends.
    pub serving: Serving,
    /// Articles to take into the feed before serving.
    pub articles: Option<PathBuf>,
    /// The centre's lists to take into the feed before serving.
    pub codes: Option<PathBuf>,
}

impl Settings {
    /// The usual settings for `database`.
    pub fn new(database: Database, clock: Clock) -> Settings {
        Settings {
            database,
            tenant: 1,
            writers: 4,
            clock,
            chance: Chance::default(),
            batch: BatchLimits::default(),
            contact: Limits::default(),
            queue: 256,
            readers: 4,
            reports_wait: Duration::from_secs(20),
            missing_after_ms: 24 * 3_600_000,
            serving: Serving::default(),
            articles: None,
            codes: None,
        }
    }
}
