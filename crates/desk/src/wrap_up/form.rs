//! From the form to the record: what must be filled in, and what the record then says.
//! Pure: the draft, the codes, the settings and the time in, a contact or a problem out.

use std::collections::BTreeSet;

use contact::{
    ArticleRef, ArticleRole, Codes, Contact, Customer, Exclusion, Limits, Ms, Outcome,
    OutcomeField, Problem,
};

use crate::call::ended;
use crate::ipc::{Draft, Settings};

/// Where a record keeps the questions that no article answered.
pub(super) const GAPS: &str = "gaps";
/// Where a record keeps who corrected it.
const CORRECTED_BY: &str = "corrected_by";

/// A form that is to become a record.
#[derive(Clone, Copy)]
pub(super) struct Form<'a> {
    pub(super) draft: &'a Draft,
    /// The revision before, when this is a correction.
    pub(super) before: Option<&'a Contact>,
    pub(super) codes: &'a Codes,
    pub(super) settings: &'a Settings,
    pub(super) now: Ms,
}

/// The record, or the first thing that is missing or wrong, by its field.
pub(super) fn record(form: &Form<'_>) -> Result<Contact, Problem> {
    let Form { draft, before, codes, now, .. } = *form;
    let outcome = outcome(draft, codes)?;
    let needs = |field: OutcomeField| outcome.requires.contains(&field);
    if needs(OutcomeField::Reason) && draft.reason.is_none() {
        return Err(Problem::field("reason", "Choose why the customer got in touch."));
    }
    if needs(OutcomeField::RootCause) && draft.root_cause.is_none() {
        return Err(Problem::field("root_cause", "Choose why it was not resolved."));
    }
    if needs(OutcomeField::FollowUp) {
        match &draft.follow_up {
            None => return Err(Problem::field("follow_up", "Choose when and how we come back.")),
            Some(follow_up) if before.is_none() && follow_up.due_ms <= now => {
                return Err(Problem::field(
                    "follow_up",
                    "The time of the follow-up is over already. Choose a later one.",
                ));
            }
            Some(_) => {}
        }
    }
    let contact = filled(form, outcome);
    contact::check(&contact, Some(codes), now, &Limits::default())?;
    Ok(contact)
}

fn outcome<'a>(draft: &Draft, codes: &'a Codes) -> Result<&'a Outcome, Problem> {
    let chosen = draft.outcome.as_deref().filter(|id| !id.is_empty());
    let chosen = chosen.ok_or_else(|| Problem::field("outcome", "Choose what happened."))?;
    codes.outcome(chosen).ok_or_else(|| {
        Problem::field("outcome", "This outcome is no longer in the centre's list. Choose again.")
    })
}

fn filled(form: &Form<'_>, outcome: &Outcome) -> Contact {
    let Form { draft, before, settings, now, .. } = *form;
    let done = ended(draft.clone(), now);
    let end_ms = done.end_ms.unwrap_or(now);
    let length = end_ms - done.start_ms;
    let hold_ms = done.hold_ms.clamp(0, length);
    // Hidden fields of another outcome, chosen before this one, are not part of the record.
    let root_cause =
        draft.root_cause.clone().filter(|_| outcome.requires.contains(&OutcomeField::RootCause));
    let follow_up =
        draft.follow_up.clone().filter(|_| outcome.requires.contains(&OutcomeField::FollowUp)).map(
            |mut follow_up| {
                follow_up.owner.get_or_insert_with(|| settings.agent.clone());
                follow_up
            },
        );
    let mut rest = before.map(|contact| contact.rest.clone()).unwrap_or_default();
    rest.remove(GAPS);
    if !draft.gaps.is_empty() {
        rest.insert(GAPS.into(), draft.gaps.clone().into());
    }
    if before.is_some() {
        rest.insert(CORRECTED_BY.into(), settings.agent.as_str().into());
    }
    let note = draft.note.trim();
    Contact {
        contact_id: draft.contact_id,
        revision: draft.revision.max(1),
        customer: Customer::read(&draft.customer, &settings.region),
        channel: draft.channel,
        initiated_by: draft.initiated_by,
        start_ms: draft.start_ms,
        end_ms,
        reason: draft.reason.clone(),
        claim: outcome.claim,
        transferred: outcome.transferred,
        escalated: outcome.escalated,
        follow_up_promised: outcome.follow_up_promised,
        exclusion: exclusion(form, outcome),
        survey: before.and_then(|contact| contact.survey.clone()),
        links: draft.links.clone(),
        agent: before
            .and_then(|contact| contact.agent.clone())
            .or_else(|| Some(settings.agent.clone())),
        queue: draft.queue.clone(),
        talk_ms: Some(length - hold_ms),
        hold_ms: Some(hold_ms),
        // A correction days later is no after-call work of that contact.
        acw_ms: match before {
            Some(contact) => contact.acw_ms,
            None if draft.revision > 1 => None,
            None => Some((now - end_ms - draft.parked_ms.unwrap_or_default()).max(0)),
        },
        outcome: Some(outcome.id.clone()),
        root_cause,
        follow_up,
        note: Some(note.to_owned()).filter(|note| !note.is_empty()),
        lang: before
            .and_then(|contact| contact.lang.clone())
            .or_else(|| draft.attached.as_ref().map(|article| article.lang.clone()))
            .or_else(|| settings.lang.clone()),
        articles: articles(draft),
        saved_ms: Some(now),
        // Filled in when it is saved; the times of a correction are still those of the first save.
        clock: before.and_then(|contact| contact.clock.clone()),
        rest,
    }
}

/// A supervisor's review of an exclusion outlives a correction that asks for the same one.
fn exclusion(form: &Form<'_>, outcome: &Outcome) -> Option<Exclusion> {
    let reason = outcome.exclusion.clone()?;
    let before = form.before.and_then(|contact| contact.exclusion.clone());
    match before {
        Some(asked) if asked.reason == reason => Some(asked),
        _ => Some(Exclusion {
            reason,
            requested_by: Some(form.settings.agent.clone()),
            reviewed_by: None,
        }),
    }
}

/// Each version once: the one that answered as used, the others as viewed.
fn articles(draft: &Draft) -> Vec<ArticleRef> {
    let steps = |id: &str| {
        let done = draft.steps_done.get(id).into_iter().flatten().copied();
        done.filter(|step| *step > 0).collect::<BTreeSet<u32>>().into_iter().collect()
    };
    let mut seen = BTreeSet::new();
    let mut articles = Vec::new();
    if let Some(used) = &draft.attached {
        seen.insert((used.id.clone(), used.version));
        articles.push(ArticleRef {
            id: used.id.clone(),
            version: used.version,
            lang: used.lang.clone(),
            role: ArticleRole::Used,
            query: used.query_id.clone(),
            steps: steps(&used.id),
        });
    }
    for opened in &draft.opened {
        if seen.insert((opened.id.clone(), opened.version)) {
            articles.push(ArticleRef {
                id: opened.id.clone(),
                version: opened.version,
                lang: opened.lang.clone(),
                role: ArticleRole::Viewed,
                query: opened.query_id.clone(),
                steps: steps(&opened.id),
            });
        }
    }
    articles.truncate(Limits::default().many);
    articles
}
