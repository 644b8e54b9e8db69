//! Earlier contacts as the screen tells them: what was tried, what was promised, what the
//! colleague before us wrote. Pure.

use std::collections::BTreeMap;

use contact::{ArticleRole, Claim, Contact, ContactId, Extras, Initiator, LinkVerdict, Ms};
use journal::Kept;

use crate::ipc::{EarlierArticle, EarlierContact, LastTime, Received};

/// A note to the next agent is news for so long: three days.
const HANDED_MS: Ms = 72 * 3_600_000;

/// What is needed to tell of a contact.
pub(super) struct Teller<'a> {
    pub(super) now: Ms,
    /// Latest first.
    pub(super) all: &'a [&'a Contact],
    pub(super) titles: &'a BTreeMap<String, String>,
    pub(super) links: &'a BTreeMap<ContactId, LinkVerdict>,
}

impl Teller<'_> {
    /// A line of the timeline.
    pub(super) fn contact(&self, kept: &Kept, counts: bool) -> EarlierContact {
        let contact = &kept.contact;
        let articles = self.articles(contact);
        let used = articles.iter().find(|article| article.role == ArticleRole::Used);
        EarlierContact {
            contact_id: contact.contact_id,
            start_ms: contact.start_ms,
            channel: contact.channel,
            reason: contact.reason.clone(),
            outcome: contact.outcome.clone(),
            claim: contact.claim,
            follow_up_due_ms: contact.follow_up.as_ref().map(|follow_up| follow_up.due_ms),
            note: contact.note.clone(),
            article: used.map(|article| article.id.clone()),
            articles,
            root_cause: contact.root_cause.clone(),
            agent: contact.agent.clone(),
            queue: contact.queue.clone(),
            handed_on: contact.transferred || contact.escalated,
            promise_kept: self.promise_kept(contact),
            link: self.links.get(&contact.contact_id).copied(),
            counts,
            waiting: kept.waiting,
        }
    }

    /// What not to repeat.
    pub(super) fn last_time(&self, contact: &Contact) -> LastTime {
        let tried = self.articles(contact);
        LastTime {
            contact_id: contact.contact_id,
            start_ms: contact.start_ms,
            tried: tried.into_iter().filter(|a| a.role == ArticleRole::Used).collect(),
            promised_ms: contact.follow_up.as_ref().map(|follow_up| follow_up.due_ms),
            promise_kept: self.promise_kept(contact),
            note: contact.note.clone(),
            resolved: contact.claim == Claim::Resolved,
        }
    }

    /// What the colleague who handed it on wrote: of the latest contact, if it was handed on.
    pub(super) fn hand_over(&self, present_ms: Ms) -> Option<Received> {
        let latest = self.all.iter().find(|contact| contact.start_ms <= present_ms)?;
        let hand_over = Extras::of(latest).hand_over?;
        let news =
            (latest.transferred || latest.escalated) && present_ms - latest.end_ms <= HANDED_MS;
        news.then(|| Received {
            contact_id: latest.contact_id,
            end_ms: latest.end_ms,
            agent: latest.agent.clone(),
            hand_over,
        })
    }

    fn articles(&self, contact: &Contact) -> Vec<EarlierArticle> {
        let told = contact.articles.iter().map(|article| EarlierArticle {
            id: article.id.clone(),
            version: article.version,
            title: self.titles.get(&article.id).cloned(),
            role: article.role,
            steps: article.steps.clone(),
        });
        told.collect()
    }

    /// Whether we came back in time; none without a promise, or while it may still be kept.
    fn promise_kept(&self, contact: &Contact) -> Option<bool> {
        let due = contact.follow_up.as_ref()?.due_ms;
        let id = contact.contact_id;
        let came_back = self
            .all
            .iter()
            .filter(|other| other.contact_id != id && other.start_ms >= contact.end_ms)
            .filter(|other| {
                other.initiated_by == Initiator::Agent
                    || other.links.get(&id) == Some(&LinkVerdict::Same)
            })
            .map(|other| other.start_ms)
            .min();
        match came_back {
            Some(at) => Some(at <= due),
            None if self.now > due => Some(false),
            None => None,
        }
    }
}
