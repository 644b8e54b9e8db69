//! From the form to the record: what must be filled in, and what the record then says.
//! Pure: the draft, the codes, the settings and the time in, a contact or a problem out.

use std::collections::BTreeSet;

use contact::{
    ArticleFlag, ArticleRef, ArticleRole, Clocks, Codes, Contact, Customer, Exclusion, Extras,
    Field, KnowledgeGap, Limits, Ms, Outcome, OutcomeField, Problem,
};

use crate::clock::{Spans, spans};
use crate::ipc::{Draft, Settings};

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
    hand_over(form, outcome)?;
    further(form, outcome)?;
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
    let spans = spans(draft, now);
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
    let note = draft.note.trim();
    let mut contact = Contact {
        contact_id: draft.contact_id,
        revision: draft.revision.max(1),
        // A hidden card number is nobody: two of them would be one customer.
        customer: Customer::read(&draft.customer, &settings.region)
            .filter(|customer| !customer.as_str().contains(contact::HIDDEN)),
        channel: draft.channel,
        initiated_by: draft.initiated_by,
        start_ms: draft.start_ms,
        end_ms: spans.end_ms,
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
        talk_ms: Some(spans.talk_ms),
        hold_ms: Some(spans.hold_ms),
        // A correction days later is no after-call work of that contact.
        acw_ms: match before {
            Some(contact) => contact.acw_ms,
            None if draft.revision > 1 => None,
            None => Some(spans.acw_ms),
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
        rest: before.map(|contact| contact.rest.clone()).unwrap_or_default(),
    };
    extras(form, outcome, &spans).write(&mut contact);
    contact
}

/// What is recorded beside the fields. A correction keeps what was measured.
fn extras(form: &Form<'_>, outcome: &Outcome, spans: &Spans) -> Extras {
    let Form { draft, before, codes, settings, now } = *form;
    let known = before.map(Extras::of).unwrap_or_default();
    let mut work = draft.work.clone();
    work.save_ms = Some((now - draft.start_ms).max(0));
    let call = draft.call.as_ref();
    let clocks = Clocks {
        wait_ms: call.and_then(|call| call.wait_ms),
        ring_ms: call.and_then(|call| call.ring_ms),
        parked_ms: spans.parked_ms,
        extensions: draft.extensions,
        by_events: call.is_some(),
    };
    let asked_conversion = codes.centre.conversion.as_ref();
    let first = before.is_none();
    Extras {
        gaps: draft.gaps.clone(),
        knowledge_gaps: with_gaps(known.knowledge_gaps, &draft.knowledge_gaps),
        flags: with_flags(known.flags, &draft.flags),
        hand_over: draft.hand_over.clone().filter(|_| hands_on(outcome)),
        call: if first { call.map(|call| call.facts.clone()) } else { known.call },
        clocks: if first { Some(clocks) } else { known.clocks },
        work: if first { Some(work) } else { known.work },
        conversion: draft
            .conversion
            .clone()
            .filter(|_| asked_conversion.is_some_and(|ask| ask.fits(draft.reason.as_ref()))),
        fields: fields(form, outcome)
            .filter_map(|field| {
                let value = draft.fields.get(&field.id)?.trim();
                (!value.is_empty()).then(|| (field.id.clone(), value.to_owned()))
            })
            .collect(),
        promise: if first { draft.keeps.clone() } else { known.promise },
        invitation: known.invitation,
        note_by: Some(draft.note_by).filter(|_| !draft.note.trim().is_empty()),
        corrected_by: (!first).then(|| settings.agent.clone()),
        call_back: known.call_back,
    }
}

/// What a correction says of the articles comes to what was said before. Changing one's mind about
/// an article is no second flag.
fn with_flags(mut known: Vec<ArticleFlag>, new: &[ArticleFlag]) -> Vec<ArticleFlag> {
    known.retain(|before| {
        !new.iter().any(|flag| (&flag.id, &flag.lang) == (&before.id, &before.lang))
    });
    known.extend_from_slice(new);
    known
}

fn with_gaps(mut known: Vec<KnowledgeGap>, new: &[KnowledgeGap]) -> Vec<KnowledgeGap> {
    for gap in new {
        if !known.iter().any(|before| before.query == gap.query) {
            known.push(gap.clone());
        }
    }
    known
}

fn hands_on(outcome: &Outcome) -> bool {
    outcome.transferred || outcome.escalated
}

/// Who takes it over has to be somebody of the directory; a note only where it is asked for.
fn hand_over(form: &Form<'_>, outcome: &Outcome) -> Result<(), Problem> {
    let Form { draft, codes, .. } = *form;
    let needed = outcome.requires.contains(&OutcomeField::HandOver);
    let Some(hand_over) = draft.hand_over.as_ref().filter(|_| hands_on(outcome)) else {
        return match needed {
            true => Err(Problem::field("hand_over", "Choose who takes it over.")),
            false => Ok(()),
        };
    };
    let known = codes.directory.iter().any(|there| there.queue == hand_over.queue);
    if !known && !codes.directory.is_empty() {
        return Err(Problem::field(
            "hand_over",
            "This queue is no longer in the centre's directory. Choose again.",
        ));
    }
    if needed && hand_over.note.trim().is_empty() {
        return Err(Problem::field(
            "hand_over",
            "Write what the next agent has to know, so that the customer need not say it again.",
        ));
    }
    let limit = Limits::default().note_chars;
    if hand_over.note.chars().count() > limit {
        return Err(Problem::field("hand_over", format!("At most {limit} letters fit.")));
    }
    Ok(())
}

/// The centre's further fields that are part of this wrap-up.
fn fields<'a>(form: &Form<'a>, outcome: &'a Outcome) -> impl Iterator<Item = &'a Field> {
    let draft = form.draft;
    let all = form.codes.centre.fields.iter();
    all.filter(move |field| field.fits(Some(&outcome.id), draft.reason.as_ref()))
}

/// The centre's further fields, and what was sold.
fn further(form: &Form<'_>, outcome: &Outcome) -> Result<(), Problem> {
    let Form { draft, codes, .. } = *form;
    for field in fields(form, outcome) {
        let name = field.names.get("en").map_or(field.id.as_str(), String::as_str);
        let at = format!("fields.{}", field.id);
        match draft.fields.get(&field.id).map(|value| value.trim()).filter(|v| !v.is_empty()) {
            None if field.required => {
                return Err(Problem::field(&at, format!("{name} is missing.")));
            }
            Some(value) if !field.takes(value) => {
                return Err(Problem::field(&at, format!("{name} is not as it should be.")));
            }
            _ => {}
        }
    }
    let Some(ask) = codes.centre.conversion.as_ref().filter(|a| a.fits(draft.reason.as_ref()))
    else {
        return Ok(());
    };
    match &draft.conversion {
        Some(sold) if sold.made && ask.amount && sold.amount_minor.is_none_or(|n| n < 0) => {
            Err(Problem::field("conversion", "Fill in the amount."))
        }
        _ => Ok(()),
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
