//! Small invented contacts to build tests from.

use contact::fcr::{Because, Case, Judged, Policy, Verdict, judge};
use contact::{Channel, Claim, ContactId, Customer, Initiator, LinkVerdict, Ms, ReasonPath};
use uuid::Uuid;

pub(crate) const MINUTE: Ms = 60_000;
pub(crate) const HOUR: Ms = 60 * MINUTE;
pub(crate) const DAY: Ms = 24 * HOUR;
/// Long after every contact of a test.
pub(crate) const LATE: Ms = 40_000 * DAY;

pub(crate) fn id(number: u128) -> ContactId {
    ContactId(Uuid::from_u128(number))
}

/// A call of customer `k` about `tv/picture`, claimed resolved.
pub(crate) fn call(number: u128, start_ms: Ms, end_ms: Ms) -> Case {
    Case {
        contact_id: id(number),
        customer: Some(Customer("k".into())),
        channel: Channel::Voice,
        initiated_by: Initiator::Customer,
        start_ms,
        end_ms,
        reason: Some("tv/picture".into()),
        claim: Claim::Resolved,
        transferred: false,
        escalated: false,
        follow_up_promised: false,
        excluded: false,
        survey: None,
        surveyed: false,
        links: Default::default(),
        talk_ms: None,
        hold_ms: None,
        acw_ms: None,
    }
}

pub(crate) fn about(reason: &str, case: Case) -> Case {
    Case { reason: Some(ReasonPath::from(reason)), ..case }
}

pub(crate) fn of(customer: &str, case: Case) -> Case {
    Case { customer: Some(Customer(customer.into())), ..case }
}

pub(crate) fn says(mut case: Case, other: u128, verdict: LinkVerdict) -> Case {
    case.links.insert(id(other), verdict);
    case
}

/// The verdicts under the default policy, long after.
pub(crate) fn verdicts(cases: &[Case]) -> Vec<Verdict> {
    judge(cases, &Policy::default(), LATE).iter().map(|judged| judged.verdict).collect()
}

pub(crate) fn plain(number: u128, verdict: Verdict) -> Judged {
    Judged { contact_id: id(number), verdict, because: None, other: None }
}

pub(crate) fn failed(number: u128, because: Because) -> Judged {
    Judged { because: Some(because), ..plain(number, Verdict::Failed) }
}

pub(crate) fn repeated(number: u128, by: u128) -> Judged {
    Judged { other: Some(id(by)), ..failed(number, Because::RepeatContact) }
}

pub(crate) fn not_first(number: u128, after: u128) -> Judged {
    Judged { other: Some(id(after)), ..plain(number, Verdict::NotFirst) }
}
