//! What happened with this customer before, from this desk and from the store.

mod rule;
mod tell;

use std::collections::BTreeMap;

use contact::fcr::Policy;
use contact::protocol::HistoryRequest;
use contact::{ArticleRole, Contact, ContactId, Customer, Problem};
use journal::Kept;

use crate::call::read;
use crate::ipc::{ArticleTitle, Reach, Story, StoryOf, Titles};
use crate::{Desk, lock, promises};

/// How many contacts a story has.
const MOST: u16 = 50;
/// How many possible matches it has.
const POSSIBLE: u16 = 5;
/// How far back the store is asked.
const HOURS: u32 = 24 * 90;

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
                last: None,
                not_helped: Vec::new(),
                hand_over: None,
                promises: Vec::new(),
                possible: Vec::new(),
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
        let (told, perhaps) =
            asked.map(|history| (history.contacts, history.possible)).unwrap_or_default();
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
            channel: draft.as_ref().map_or(contact::Channel::Voice, |draft| draft.channel),
            reason: of.reason.as_ref(),
            links: draft.as_ref().map_or(&none, |draft| &draft.links),
        };
        // What the figures go by goes before what the agent likes.
        let team = self.0.team.load();
        let policy = team.policy.clone();
        let policy = policy.unwrap_or_else(|| Policy::preset(settings.repeat_window_h));
        let contacts: Vec<&Contact> = earlier.iter().map(|kept| &kept.contact).collect();
        let warning = rule::warning(contacts.iter().copied(), &present, &policy);
        let counted: Vec<&Contact> =
            contacts.iter().copied().filter(|c| rule::counts(c, &present, &policy)).collect();
        // What looks alike here, and what the store was told together and nobody has decided.
        let mut possible = merge(self.0.journal.contacts_like(&customer, POSSIBLE)?, perhaps);
        possible.retain(|kept| {
            let id = kept.contact.contact_id;
            Some(id) != of.contact_id && contacts.iter().all(|known| known.contact_id != id)
        });
        possible.truncate(usize::from(POSSIBLE));
        let (open, _) = self.0.promised(self.0.now())?;
        let keeps = draft.as_ref().and_then(|draft| draft.keeps.as_ref());
        let titles = self.titles_of(&contacts)?;
        let tell = tell::Teller {
            now: self.0.now(),
            all: &contacts,
            titles: &titles,
            links: present.links,
        };
        Ok(Story {
            warning,
            last: counted.first().map(|contact| tell.last_time(contact)),
            not_helped: self.not_helped(&counted)?,
            hand_over: tell.hand_over(present.start_ms),
            promises: promises::to_customer(open, &customer, keeps),
            possible: possible.iter().map(|kept| tell.contact(kept, false)).collect(),
            contacts: earlier
                .iter()
                .map(|kept| {
                    let counts = rule::counts(&kept.contact, &present, &policy);
                    tell.contact(kept, counts)
                })
                .collect(),
            customer: Some(customer.0),
            reach,
        })
    }

    /// The titles of today of the articles in `contacts`, each in the language it was read in.
    fn titles_of(&self, contacts: &[&Contact]) -> Result<BTreeMap<String, String>, Problem> {
        let mut titles = BTreeMap::new();
        for article in contacts.iter().flat_map(|contact| &contact.articles) {
            if !titles.contains_key(&article.id) {
                let asked = Titles { ids: vec![article.id.clone()], lang: article.lang.clone() };
                for title in self.titles(&asked)? {
                    titles.insert(title.id, title.title);
                }
            }
        }
        Ok(titles)
    }

    /// Articles that were used in contacts that count and did not settle the matter: unresolved,
    /// or the customer is here again.
    fn not_helped(&self, counted: &[&Contact]) -> Result<Vec<ArticleTitle>, Problem> {
        let mut ids: Vec<(String, String)> = Vec::new();
        for article in counted.iter().flat_map(|contact| &contact.articles) {
            let used = article.role == ArticleRole::Used;
            if used && !ids.iter().any(|(id, _)| *id == article.id) {
                ids.push((article.id.clone(), article.lang.clone()));
            }
        }
        let mut titles = Vec::new();
        for (id, lang) in ids {
            titles.extend(self.titles(&Titles { ids: vec![id], lang })?);
        }
        Ok(titles)
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
