//! What happened with this customer before, from this desk and from the store.

mod rule;

use std::collections::BTreeMap;

use contact::protocol::HistoryRequest;
use contact::{ArticleRole, Contact, ContactId, Customer, Ms, Problem};
use journal::Kept;

use crate::call::read;
use crate::ipc::{EarlierContact, Reach, Story, StoryOf};
use crate::{Desk, lock};

/// How many contacts a story has.
const MOST: u16 = 50;
/// How far back the store is asked.
const HOURS: u32 = 24 * 90;
const HOUR_MS: Ms = 3_600_000;

impl Desk {
    /// What happened with this customer before. The store has two seconds to answer; without
    /// it, the contacts of this desk (those not sent yet among them) are the story.
    pub async fn story(&self, of: &StoryOf) -> Result<Story, Problem> {
        let settings = self.0.settings();
        let Some(customer) = Customer::read(&of.customer, &settings.region) else {
            return Ok(Story {
                customer: None,
                contacts: Vec::new(),
                warning: None,
                reach: Reach::DeskOnly,
            });
        };
        let own = self.0.journal.contacts_of(&customer, MOST)?;
        let store = lock(&self.0.store).clone();
        let asked = match store {
            Some(store) => {
                let identities = vec![customer.clone()];
                let request = HistoryRequest { identities, hours: HOURS, limit: MOST };
                store.history(&request).await.ok()
            }
            None => None,
        };
        let reach = match &asked {
            Some(history) => Reach::Store { as_of_ms: history.as_of_ms },
            None => Reach::DeskOnly,
        };
        let told = asked.map(|history| history.contacts).unwrap_or_default();
        let mut earlier = merge(own, told);
        earlier.retain(|kept| Some(kept.contact.contact_id) != of.contact_id);
        earlier.truncate(usize::from(MOST));

        let draft = match of.contact_id {
            Some(id) => self.0.journal.draft(id)?.and_then(|row| read(&row).ok()),
            None => None,
        };
        let none = BTreeMap::new();
        let present = rule::Present {
            start_ms: draft.as_ref().map_or_else(|| self.0.now(), |draft| draft.start_ms),
            reason: of.reason.as_ref(),
            links: draft.as_ref().map_or(&none, |draft| &draft.links),
        };
        let window = Ms::from(settings.repeat_window_h) * HOUR_MS;
        let warning = rule::warning(earlier.iter().map(|k| &k.contact), &present, window);
        Ok(Story {
            customer: Some(customer.0),
            contacts: earlier.iter().map(shown).collect(),
            warning,
            reach,
        })
    }
}

/// Both sources together, latest first. The store wins with the same revision or a higher one;
/// what only this desk has, or has in a higher revision, is the desk's.
fn merge(own: Vec<Kept>, told: Vec<Contact>) -> Vec<Kept> {
    let mut all: BTreeMap<ContactId, Kept> =
        own.into_iter().map(|kept| (kept.contact.contact_id, kept)).collect();
    for contact in told {
        let newer = all
            .get(&contact.contact_id)
            .is_none_or(|kept| contact.revision >= kept.contact.revision);
        if newer {
            all.insert(contact.contact_id, Kept { contact, waiting: false });
        }
    }
    let mut all: Vec<Kept> = all.into_values().collect();
    all.sort_by_key(|kept| std::cmp::Reverse((kept.contact.start_ms, kept.contact.contact_id)));
    all
}

fn shown(kept: &Kept) -> EarlierContact {
    let contact = &kept.contact;
    let used = contact.articles.iter().find(|article| article.role == ArticleRole::Used);
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
        waiting: kept.waiting,
    }
}
