//! What the store answers about first-contact resolution.
//!
//! Promises: every verdict comes from [`contact::fcr`], customer by customer, over the newest
//! revisions at one moment; every figure from `fcr`, which is held to it.
//! Deliberately absent: how figures are computed (see `fcr`).

use std::collections::HashMap;

use contact::fcr::{Because, Case, Judged, Policy, Report, Verdict, issues, judge};
use contact::{
    AgentId, ArticleRef, Channel, Claim, Contact, ContactId, Initiator, Ms, QueueId, ReasonPath,
};
use schemars::JsonSchema;
use serde::Serialize;
use ts_rs::TS;

use crate::Failure;
use crate::engine::Session;
use crate::fcr::fact::Fact;
use crate::fcr::filter::{Filter, Sieve};
use crate::fcr::people::{self, Ids};
use crate::fcr::report::{Answer, Basis, Group, answer};
use crate::keys::CustomerKey;
use crate::tables::contacts::{Page, Wanted, latest};
use crate::tables::desks::Watermark;
use crate::tables::facts;
use crate::tables::ingest::channel_number;

/// The figures, with what is needed to judge how far they can be believed.
#[derive(Clone, PartialEq, Debug, Serialize, TS, JsonSchema)]
pub struct Figures {
    /// As [`contact::fcr`] counts them.
    #[serde(flatten)]
    pub report: Report,
    /// The same for groups, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub groups: Option<Vec<Group>>,
    /// How they were computed; the figures are the same either way.
    pub basis: Basis,
    /// What the last audit of the sums found; none when there was none yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub audit: Option<Audited>,
    /// Desks that were silent for too long: what they hold is not in here.
    pub missing: Vec<String>,
    /// Changes when the store may have gone back in time.
    pub epoch: String,
}

/// The sums were compared with counting everything anew.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, TS, JsonSchema)]
pub struct Audited {
    /// When.
    #[ts(type = "number")]
    pub at_ms: Ms,
    /// Sums that were wrong; anything but 0 is an alarm.
    #[ts(type = "number")]
    pub differences: u64,
}

fn audited(session: &Session) -> Result<Option<Audited>, Failure> {
    let noted = |k| Ok::<_, Failure>(facts::of_tenant(session, k)?.and_then(|t| t.parse().ok()));
    let differences = noted("audit_differences")?.and_then(|n: i64| u64::try_from(n).ok());
    Ok(noted("audited_at")?
        .zip(differences)
        .map(|(at_ms, differences)| Audited { at_ms, differences }))
}

/// The cases of a customer's facts, in their order.
fn cases(facts: &[Fact]) -> Vec<Case> {
    facts.iter().map(Fact::case).collect()
}

pub(crate) fn figures(
    session: &Session,
    policy: &Policy,
    filter: &Filter,
    watermark: Watermark,
    epoch: String,
) -> Result<Figures, Failure> {
    let sieve = Sieve::of(session, filter)?;
    let Answer { report, groups, basis } = answer(session, policy, watermark.at, &sieve)?;
    let audit = audited(session)?;
    Ok(Figures { report, groups, basis, audit, missing: watermark.missing, epoch })
}

/// Hands over the verdict on every contact that the filter takes, one customer after another. Whoever it
/// leaves out is still a neighbour. Out of the covering index: no record is read.
pub(crate) fn verdicts(
    session: &Session,
    policy: &Policy,
    watermark: Ms,
    filter: &Filter,
    mut with: impl FnMut(Judged) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let sieve = Sieve::of(session, filter)?;
    people::all(session, Ids::Read, |facts| {
        let mut judged = judge(&cases(facts), policy, watermark).into_iter().peekable();
        // In the order of the facts; a channel that the policy does not know has no verdict.
        for fact in facts {
            let theirs = |judged: &Judged| *judged.contact_id.as_bytes() == fact.id;
            if let Some(judged) = judged.next_if(theirs)
                && sieve.takes(fact)
            {
                with(judged)?;
            }
        }
        Ok(())
    })
}

/// Appends a verdict as a line of NDJSON.
pub(crate) fn line(text: &mut Vec<u8>, judged: &Judged) -> Result<(), Failure> {
    serde_json::to_writer(&mut *text, judged)
        .map_err(|_| Failure::Damaged("a verdict cannot be written as JSON".into()))?;
    text.push(b'\n');
    Ok(())
}

/// A contact as the board shows it. Nothing here names a customer.
#[derive(Clone, PartialEq, Debug, Serialize, TS, JsonSchema)]
pub struct Shown {
    /// Which contact.
    pub contact_id: ContactId,
    /// Which revision of it.
    pub revision: u32,
    /// Stands for the customer, eight letters; none when nobody knows them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub customer: Option<String>,
    /// How they met.
    pub channel: Channel,
    /// Who started it.
    pub initiated_by: Initiator,
    /// When it began, on the store's clock.
    pub start_ms: Ms,
    /// When it ended, on the store's clock.
    pub end_ms: Ms,
    /// Why they called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reason: Option<ReasonPath>,
    /// What happened, as the centre's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub outcome: Option<String>,
    /// Why it was not resolved, as the centre's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub root_cause: Option<String>,
    /// What the agent said of it.
    pub claim: Claim,
    /// Who took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub agent: Option<AgentId>,
    /// Where it came in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub queue: Option<QueueId>,
    /// Talk, hold and after-call work.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub handle_ms: Option<Ms>,
    /// What was read and what was used.
    pub articles: Vec<ArticleRef>,
    /// What the rule says of it.
    pub verdict: Verdict,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub because: Option<Because>,
    /// The contact that decided it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub other: Option<ContactId>,
    /// The first contact of its chain: itself, when it is the first.
    pub issue: ContactId,
}

/// A page of the board's list, latest first.
#[derive(Clone, PartialEq, Debug, Serialize, TS, JsonSchema)]
pub struct ShownPage {
    /// Latest first. Of contacts that hardly any fit, a page may have fewer than were asked for, or none,
    /// and the next one more: the store looks through so many for one page and no further.
    pub contacts: Vec<Shown>,
    /// Ask with `before` set to this for the next page; none after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next: Option<String>,
    /// What the verdicts were given with.
    pub policy: Policy,
    /// Up to when every desk had reported.
    pub watermark_ms: Ms,
    /// Desks that were silent for too long.
    pub missing: Vec<String>,
    /// As in [`Figures`].
    pub epoch: String,
}

/// A place in the list, as [`ShownPage::next`] writes it.
pub(crate) fn place(text: &str) -> Option<(Ms, ContactId)> {
    let (started, id) = text.split_once('.')?;
    Some((started.parse().ok()?, id.parse().ok()?))
}

/// Contacts that are looked at for one page of the board's list, where hardly any fit.
const LOOKED_AT: i64 = 50_000;

/// What a page of the board's list holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Listed {
    pub(crate) filter: Filter,
    pub(crate) before: Option<(Ms, ContactId)>,
    pub(crate) limit: u16,
    /// No contact lasts longer.
    pub(crate) longest: Ms,
}

pub(crate) fn shown(
    session: &Session,
    policy: Policy,
    watermark: Watermark,
    epoch: String,
    asked: Listed,
) -> Result<ShownPage, Failure> {
    let Listed { filter, before, limit, longest } = asked;
    let channels = Channel::ALL.into_iter().filter(|c| policy.takes(*c)).map(channel_number);
    let channels = channels.fold(0, |mask, number| mask | (1_u16 << number));
    let sieve = Sieve::of(session, &filter)?;
    let wanted = Wanted { before, channels, sieve: &sieve, longest, limit, most: LOOKED_AT };
    let Page { contacts: found, next } = latest(session, &wanted)?;
    let mut keys: Vec<[u8; 16]> = found.iter().map(|kept| kept.key.0).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut known: HashMap<ContactId, (Judged, ContactId)> = HashMap::new();
    for some in keys.chunks(64) {
        for facts in people::of(session, some)?.values() {
            let judged = judge(&cases(facts), &policy, watermark.at);
            let first = issues(&judged);
            known
                .extend(judged.into_iter().zip(first).map(|(j, first)| (j.contact_id, (j, first))));
        }
    }
    let mut contacts = Vec::with_capacity(found.len());
    for kept in &found {
        let contact = &kept.contact;
        let Some((judged, issue)) = known.get(&contact.contact_id) else {
            let id = contact.contact_id;
            return Err(Failure::Damaged(format!("contact {id} got no verdict")));
        };
        contacts.push(row(kept.key, contact, judged, *issue));
    }
    Ok(ShownPage {
        contacts,
        next: next.map(|(started, id)| format!("{started}.{id}")),
        watermark_ms: policy.watermark(watermark.at),
        policy,
        missing: watermark.missing,
        epoch,
    })
}

fn row(key: CustomerKey, contact: &Contact, judged: &Judged, issue: ContactId) -> Shown {
    Shown {
        contact_id: contact.contact_id,
        revision: contact.revision,
        customer: contact.customer.is_some().then(|| key.label()),
        channel: contact.channel,
        initiated_by: contact.initiated_by,
        start_ms: contact.start_ms,
        end_ms: contact.end_ms,
        reason: contact.reason.clone(),
        outcome: contact.outcome.clone(),
        root_cause: contact.root_cause.clone(),
        claim: contact.claim,
        agent: contact.agent.clone(),
        queue: contact.queue.clone(),
        handle_ms: contact.handle_ms(),
        articles: contact.articles.clone(),
        verdict: judged.verdict,
        because: judged.because,
        other: judged.other,
        issue,
    }
}
