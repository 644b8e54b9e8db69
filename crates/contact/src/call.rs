//! What a telephone system says about a call, in one neutral form.
//!
//! [`CallEvent`] is what every adapter makes of its platform's messages, what the store hands to a
//! desk and what a desk takes in. [`CallLog`] turns events, in whatever order and however often
//! they come, into the state of each call ([`Call`]).
//!
//! Deliberately absent: any platform's own words (the adapters'), what a desk does with a call
//! (the desk's), and a clock. `Debug` of everything here shows no number, name or word of a
//! customer.

mod log;
mod state;

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Channel, Customer, Ms, QueueId};

pub use log::CallLog;
pub use state::{Call, CallPhase};

crate::id::name! {
    /// One agent's part of a call, as the telephone system names it: the same in every event
    /// about it. A call that comes back to an agent has a new one.
    CallId
}

/// What happened.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CallEventKind {
    /// It rings at this agent.
    Offered,
    /// They are talking.
    Connected,
    /// The customer was put on hold.
    Held,
    /// The customer is back from hold.
    Retrieved,
    /// The agent handed the call over, and is out of it.
    Transferred,
    /// The conversation, or the ringing, is over.
    Ended,
    /// The telephone system counts after-call work now.
    WrapupStarted,
    /// The telephone system no longer counts after-call work. It closes nothing at the desk.
    WrapupEnded,
    /// Only the facts changed: a name, a queue, what the caller keyed in.
    Updated,
    /// Something was said: see [`CallEvent::turn`].
    Transcript,
}

/// Who called whom.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The customer called.
    #[default]
    In,
    /// The centre called.
    Out,
}

/// The customer's end of a call.
///
/// A withheld number is no identity at all: two withheld callers are never one customer.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS, JsonSchema)]
pub struct Party {
    /// The number exactly as the telephone system gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub raw: Option<String>,
    /// The identity to look up: E.164 for a number that is one, else as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub customer: Option<Customer>,
    /// The customer's own number at the centre, when the telephone system knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub id: Option<String>,
    /// The name the telephone system shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// The caller keeps the number to themselves.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
}

impl Party {
    /// Reads what a telephone system gave as the other end's number. `region` is where a number
    /// without a country code belongs.
    pub fn read(raw: &str, region: &str) -> Party {
        let raw = raw.trim();
        if is_withheld(raw) {
            return Party { withheld: true, ..Party::default() };
        }
        Party {
            raw: Some(raw.to_owned()),
            customer: Customer::read(raw, region),
            ..Party::default()
        }
    }

    /// The identity to look up, if there is one: the centre's own before the number.
    pub fn identity(&self) -> Option<&str> {
        self.id.as_deref().or(self.customer.as_ref().map(Customer::as_str))
    }
}

/// What telephone systems put where a number would be, when the caller keeps it to themselves.
fn is_withheld(raw: &str) -> bool {
    const WORDS: [&str; 11] = [
        "anonymous",
        "restricted",
        "private",
        "unknown",
        "unavailable",
        "withheld",
        "blocked",
        "no caller id",
        "null",
        "none",
        "<unknown>",
    ];
    // Twilio dials these four in place of a withheld number: the letters on a telephone's keys.
    const KEYED: [&str; 4] = ["+266696687", "+7378742833", "+2562533", "+8566"];
    let lower = raw.to_lowercase();
    let user = lower.trim_start_matches("sip:").split('@').next().unwrap_or_default();
    let digit = user.chars().any(|c| c.is_numeric());
    user.is_empty()
        || WORDS.contains(&user)
        || KEYED.contains(&user)
        || (!digit && user.chars().all(|c| "*-?x+".contains(c)))
}

/// How a call was handed over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct Transfer {
    /// Whether the agents talked first.
    pub kind: TransferKind,
    /// Where to: a queue, an extension, an agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to: Option<String>,
}

/// Whether the agents talked before a transfer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// They did not.
    Blind,
    /// They did: a warm transfer.
    Attended,
}

/// Who put an end to it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// The customer hung up.
    Customer,
    /// The agent did.
    Agent,
    /// A line, a time limit, a machine.
    System,
}

/// How long each part took, as the telephone system counts it; what it does not say is counted
/// from the events. In milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS, JsonSchema)]
pub struct Durations {
    /// In the queue, before it rang.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub wait: Option<Ms>,
    /// Ringing at this agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub ring: Option<Ms>,
    /// Connected, without hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub talk: Option<Ms>,
    /// On hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub hold: Option<Ms>,
}

impl Durations {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Durations::default()
    }
}

/// Who spoke.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The customer.
    Customer,
    /// The agent.
    Agent,
    /// A machine: an announcement, a voice menu.
    System,
}

/// One turn of a conversation, as recognised so far.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct Turn {
    /// Names the turn, so that a better recognition takes the place of an earlier one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub turn: Option<String>,
    /// Who spoke.
    pub speaker: Speaker,
    /// What was said.
    pub text: String,
    /// It will not be recognised better.
    #[serde(rename = "final")]
    #[ts(rename = "final")]
    pub is_final: bool,
}

/// One thing a telephone system said about one call.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CallEvent {
    /// The event's own id: with [`CallEvent::source`] it is the same however often it comes.
    pub id: String,
    /// Where it comes from: `asterisk/pbx1`, `twilio`, `deep-link`.
    pub source: String,
    /// When it happened, by the telephone system's clock.
    pub time_ms: Ms,
    /// What happened.
    pub kind: CallEventKind,
    /// Which call.
    pub call_id: CallId,
    /// The call it came out of: a transfer, a consultation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<CallId>,
    /// How they meet.
    #[serde(default = "voice")]
    pub channel: Channel,
    /// Who called; none where the event does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The customer's end; none where the event does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<Party>,
    /// The number that was dialled, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialled: Option<String>,
    /// Where it came in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueId>,
    /// Whose call it is, by the telephone system's name for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The language the caller chose, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// What the voice menu or the routing collected: `order_no` = `A-17`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// How it was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<Transfer>,
    /// Who ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<EndedBy>,
    /// Why it ended, in the telephone system's word: `normal`, `busy`, `no_answer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// What the telephone system counted.
    #[serde(default, skip_serializing_if = "Durations::is_empty")]
    pub durations: Durations,
    /// What was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<Turn>,
}

fn voice() -> Channel {
    Channel::Voice
}

impl CallEvent {
    /// An event that says nothing but that it happened.
    pub fn new(source: &str, id: &str, time_ms: Ms, kind: CallEventKind, call: &str) -> CallEvent {
        CallEvent {
            id: id.to_owned(),
            source: source.to_owned(),
            time_ms,
            kind,
            call_id: CallId(call.to_owned()),
            parent_id: None,
            channel: Channel::Voice,
            direction: None,
            party: None,
            dialled: None,
            queue: None,
            agent: None,
            lang: None,
            attributes: BTreeMap::new(),
            transfer: None,
            ended_by: None,
            cause: None,
            durations: Durations::default(),
            turn: None,
        }
    }

    /// Whether a desk can make sense of it at `now`.
    ///
    /// # Errors
    /// The name of the field that is wrong, and how.
    pub fn check(&self, now: Ms) -> Result<(), CallEventError> {
        let long = |field, length: usize, most: usize| match length > most {
            true => Err(CallEventError::TooLong { field, length, most }),
            false => Ok(()),
        };
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        for (field, value) in [("id", &self.id), ("data.call_id", &self.call_id.0)] {
            if value.trim().is_empty() {
                return Err(CallEventError::Empty { field });
            }
            long(field, value.len(), 256)?;
        }
        long("source", self.source.len(), 256)?;
        long("agent", text(&self.agent), 256)?;
        long("dialled", text(&self.dialled), 256)?;
        long("cause", text(&self.cause), 256)?;
        long("lang", text(&self.lang), 64)?;
        long("queue", self.queue.as_ref().map_or(0, |queue| queue.0.len()), 256)?;
        if let Some(party) = &self.party {
            long("customer.raw", text(&party.raw), 256)?;
            long("customer.id", text(&party.id), 256)?;
            long("customer.name", text(&party.name), 256)?;
        }
        long("attributes", self.attributes.len(), 100)?;
        for (name, value) in &self.attributes {
            long("attributes", name.len(), 128)?;
            long("attributes", value.len(), 2_048)?;
        }
        long("text", self.turn.as_ref().map_or(0, |turn| turn.text.len()), 8_192)?;
        let day = 24 * 3_600_000;
        for spent in
            [self.durations.wait, self.durations.ring, self.durations.talk, self.durations.hold]
        {
            if spent.is_some_and(|ms| !(0..=7 * day).contains(&ms)) {
                return Err(CallEventError::Duration);
            }
        }
        match self.time_ms.saturating_sub(now) {
            ahead if ahead > FUTURE_MS => Err(CallEventError::Future),
            behind if behind < -PAST_MS => Err(CallEventError::Past),
            _ => Ok(()),
        }
    }
}

/// Clocks of a centre differ by minutes, not by more: a quarter of an hour.
const FUTURE_MS: Ms = 15 * 60_000;
/// What is older than this is no call any more, but a log of one: a day.
const PAST_MS: Ms = 24 * 3_600_000;

/// Why an event was not taken in. Says no value: it may be a customer's.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CallEventError {
    /// A field that has to be there is empty.
    #[error("`{field}` is empty")]
    Empty {
        /// Which.
        field: &'static str,
    },
    /// A field is longer than anybody would read.
    #[error("`{field}` is too long: {length}, at most {most}")]
    TooLong {
        /// Which.
        field: &'static str,
        /// How long it is.
        length: usize,
        /// How long it may be.
        most: usize,
    },
    /// It says it happens later.
    #[error("`time` is more than 15 minutes ahead of this clock")]
    Future,
    /// It is not of today.
    #[error("`time` is more than a day ago: send past calls to the store's import")]
    Past,
    /// Nobody talks for a week, or for less than no time.
    #[error("a duration is below zero or above a week")]
    Duration,
}

impl fmt::Debug for CallEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallEvent")
            .field("source", &self.source)
            .field("id", &self.id)
            .field("time_ms", &self.time_ms)
            .field("kind", &self.kind)
            .field("call_id", &self.call_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.withheld { "Party(withheld)" } else { "Party(…)" })
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn")
            .field("speaker", &self.speaker)
            .field("final", &self.is_final)
            .finish_non_exhaustive()
    }
}
