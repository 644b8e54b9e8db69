//! Contacts that were never had: the same ones for the same seed, in the order in which they arrive.
//!
//! Customers come back as they do in a centre: how often by Zipf's law (exponent 0.7); a quarter of
//! all contacts is followed by another after some 22 hours, four fifths of those about the same, half
//! of them through another channel; 4 % are approved exclusions, 8 % are surveyed, 3 % arrive late.

use std::fmt::Write;

use fastrand::Rng;

/// Friday 6 June 2025.
pub(crate) const BEGIN: i64 = 1_749_168_000_000;
const DAY: i64 = 86_400_000;
const DAYS: i64 = 180;
const EXPONENT: f64 = 0.7;
const FAMILIES: [&str; 12] = [
    "billing",
    "device",
    "delivery",
    "account",
    "contract",
    "network",
    "roaming",
    "refund",
    "order",
    "complaint",
    "portal",
    "other",
];
const LEAVES: [&str; 6] = ["question", "fault", "change", "cancel", "status", "urgent"];
const CHANNELS: [&str; 8] =
    ["voice", "email", "chat", "whatsapp", "sms", "social", "web", "in_person"];

/// One contact, small enough that ten million fit.
#[derive(Clone, Copy)]
pub(crate) struct Made {
    pub(crate) number: u32,
    pub(crate) customer: u32,
    pub(crate) start: i64,
    pub(crate) seconds: u16,
    pub(crate) late_minutes: u16,
    pub(crate) family: u8,
    pub(crate) leaf: u8,
    pub(crate) channel: u8,
    /// 0 unresolved, 1 resolved, 2 not said.
    pub(crate) claim: u8,
    /// Bits: 1 transferred, 2 escalated, 4 follow-up promised, 8 excluded, 16 surveyed and confirmed, 32 surveyed and disputed.
    pub(crate) flags: u8,
    pub(crate) agent: u16,
}

/// As long as what agents type.
const NOTE: &str = "What was said in some eighty letters, which is what agents type in a hurry.";

impl Made {
    pub(crate) fn end(&self) -> i64 {
        self.start + i64::from(self.seconds) * 1_000
    }

    pub(crate) fn arrives(&self) -> i64 {
        self.end() + 30_000 + i64::from(self.late_minutes) * 60_000
    }

    /// The contact's id: its moment and its number, as a UUIDv7 has them.
    pub(crate) fn id(&self) -> uuid::Uuid {
        let at = u128::try_from(self.start).unwrap_or(0) << 80;
        uuid::Uuid::from_u128(at | (0x7 << 76) | (0x2 << 62) | u128::from(self.number))
    }

    /// As a desk sends it.
    pub(crate) fn json(&self, revision: u32) -> String {
        let mut text = String::with_capacity(640);
        let flag = |bit: u8| self.flags & bit != 0;
        let claim = ["unresolved", "resolved", "unknown"][usize::from(self.claim)];
        let talk = i64::from(self.seconds) * 800;
        // Writing into a String cannot fail.
        let _ = write!(
            text,
            "{{\"contact_id\":\"{}\",\"revision\":{revision},\"seq\":{},\"v\":1,\"customer\":\"+46{:09}\",\
             \"channel\":\"{}\",\"initiated_by\":\"customer\",\"start_ms\":{},\"end_ms\":{},\
             \"reason\":\"{}/{}\",\"claim\":\"{claim}\",\"transferred\":{},\"escalated\":{},\
             \"follow_up_promised\":{},\"agent\":\"a{}\",\"queue\":\"support-{}\",\"talk_ms\":{talk},\
             \"hold_ms\":{},\"acw_ms\":{},\"note\":\"{NOTE}\"",
            self.id(),
            self.number + 1,
            self.customer,
            CHANNELS[usize::from(self.channel)],
            self.start,
            self.end(),
            FAMILIES[usize::from(self.family)],
            LEAVES[usize::from(self.leaf)],
            flag(1),
            flag(2),
            flag(4),
            self.agent,
            self.agent % 7,
            talk / 10,
            40_000 + i64::from(self.seconds) * 10,
        );
        if flag(8) {
            text.push_str(",\"exclusion\":{\"reason\":\"isolated_incident\",\"requested_by\":\"a7\",\"reviewed_by\":\"s2\"}");
        }
        if flag(16 | 32) {
            let answer = if flag(16) { "confirmed" } else { "disputed" };
            let _ = write!(text, ",\"survey\":\"{answer}\"");
        }
        text.push('}');
        text
    }
}

/// How likely each customer is to be the next.
struct Zipf {
    low: f64,
    span: f64,
}

impl Zipf {
    fn new(customers: u32) -> Zipf {
        let power = 1.0 - EXPONENT;
        let low = 0.5_f64.powf(power);
        Zipf { low, span: (f64::from(customers) + 0.5).powf(power) - low }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank is positive and small"
    )]
    fn next(&self, rng: &mut Rng) -> u32 {
        let x = (self.low + rng.f64() * self.span).powf(1.0 / (1.0 - EXPONENT));
        ((x + 0.5) as u32).saturating_sub(1)
    }
}

/// `count` contacts, in the order in which they arrive.
#[expect(clippy::cast_possible_truncation, reason = "every value was taken from a range that fits")]
pub(crate) fn made(count: u32, seed: u64) -> Vec<Made> {
    let mut rng = Rng::with_seed(seed);
    let zipf = Zipf::new((count / 3).max(10));
    let mut all = Vec::with_capacity(count as usize);
    while all.len() < count as usize {
        // Who comes back keeps the customer, mostly the reason, and half the time the channel.
        let mut customer = zipf.next(&mut rng);
        // Neighbours in rank are no neighbours in number.
        customer = customer.wrapping_mul(2_654_435_761) % 1_000_000_000;
        let mut start = BEGIN + rng.i64(0..DAYS * DAY);
        let mut family = rng.u8(0..12);
        let mut channel = if rng.u8(0..10) < 6 { 0 } else { rng.u8(1..8) };
        loop {
            let flags = u8::from(rng.u8(0..100) < 6)
                | u8::from(rng.u8(0..100) < 3) << 1
                | u8::from(rng.u8(0..100) < 5) << 2
                | u8::from(rng.u8(0..100) < 4) << 3
                | match rng.u8(0..100) {
                    0..6 => 16,
                    6..8 => 32,
                    _ => 0,
                };
            let late = if rng.u8(0..100) < 3 { rng.u16(10..4 * 24 * 60) } else { 0 };
            all.push(Made {
                number: all.len() as u32,
                customer,
                start,
                seconds: rng.u16(40..1_400),
                late_minutes: late,
                family,
                leaf: rng.u8(0..6),
                channel,
                claim: match rng.u8(0..100) {
                    0..82 => 1,
                    82..95 => 0,
                    _ => 2,
                },
                flags,
                agent: rng.u16(0..5_000),
            });
            if all.len() == count as usize || rng.u8(0..100) >= 24 {
                break;
            }
            // An exponential wait with a mean of 22 hours.
            let wait = -22.0 * (1.0 - rng.f64()).ln() * 3_600_000.0;
            start += 1_400_000 + wait as i64;
            if rng.u8(0..100) >= 80 {
                family = rng.u8(0..12);
            }
            if rng.u8(0..100) < 45 {
                channel = rng.u8(0..8);
            }
        }
    }
    all.sort_by_key(|made| (made.arrives(), made.number));
    all
}

/// More contacts for a store that holds `there`: four fifths new, a tenth late, a tenth repeats.
pub(crate) fn more(there: &[Made], count: u32, seed: u64) -> Vec<Made> {
    let mut rng = Rng::with_seed(seed);
    let base = u32::try_from(there.len()).unwrap_or(u32::MAX);
    let end = there.last().map_or(BEGIN, Made::arrives);
    let mut all = made(count, seed ^ 0x5eed);
    for made in &mut all {
        // Everything moves behind what is there; the late tenth stays among it.
        made.number += base;
        if rng.u8(0..10) > 0 {
            made.start = end + (made.start - BEGIN) / 60;
        }
        // Most customers are known ones.
        if rng.u8(0..10) < 7 {
            made.customer = there[rng.usize(0..there.len())].customer;
        }
    }
    for made in &mut all {
        if rng.u8(0..10) == 0 {
            *made = there[rng.usize(0..there.len())];
        }
    }
    all
}
