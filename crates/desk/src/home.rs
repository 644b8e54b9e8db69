//! What the idle screen lists: what is unfinished, promised, changed, and done last.

use contact::Problem;

use crate::Desk;
use crate::article::{nearest, title};
use crate::call::read;
use crate::ipc::{ArticleTitle, DueFollowUp, Home, LastContact, Unfinished};

const FOLLOW_UPS: u16 = 50;
const CHANGED: usize = 10;
const LAST: usize = 20;
const SEARCHES: u16 = 8;

impl Desk {
    /// What the idle screen lists.
    pub fn home(&self) -> Result<Home, Problem> {
        let journal = &self.0.journal;
        let settings = self.0.settings();
        let unfinished = journal
            .parked_drafts()?
            .iter()
            .map(|row| match read(row) {
                Ok(draft) => Unfinished {
                    contact_id: draft.contact_id,
                    start_ms: draft.start_ms,
                    customer: draft.customer,
                    outcome: draft.outcome,
                    reason: draft.reason,
                },
                // Of another version of the program: named, so that nobody believes it gone.
                Err(_) => Unfinished {
                    contact_id: row.contact_id,
                    start_ms: row.start_ms,
                    customer: String::new(),
                    outcome: None,
                    reason: None,
                },
            })
            .collect();
        let follow_ups = journal
            .open_promises(FOLLOW_UPS)?
            .into_iter()
            .filter_map(|contact| {
                let follow_up = contact.follow_up?;
                Some(DueFollowUp {
                    contact_id: contact.contact_id,
                    due_ms: follow_up.due_ms,
                    by: follow_up.by,
                    customer: contact.customer.map(|customer| customer.0),
                    reason: contact.reason,
                })
            })
            .collect();
        let last = journal
            .last_contacts(200)?
            .into_iter()
            .filter(|kept| kept.contact.agent.as_ref() == Some(&settings.agent))
            .take(LAST)
            .map(|kept| LastContact {
                contact_id: kept.contact.contact_id,
                start_ms: kept.contact.start_ms,
                customer: kept.contact.customer.map(|customer| customer.0),
                outcome: kept.contact.outcome,
                reason: kept.contact.reason,
                acw_ms: kept.contact.acw_ms,
                waiting: kept.waiting,
            })
            .collect();
        Ok(Home {
            unfinished,
            follow_ups,
            changed: self.changed(settings.lang.as_deref().unwrap_or("en"))?,
            last,
            searches: journal.recent_searches(SEARCHES)?,
        })
    }

    /// Each article once, in the agent's language where it is there.
    fn changed(&self, lang: &str) -> Result<Vec<ArticleTitle>, Problem> {
        let mut ids: Vec<String> = Vec::new();
        for line in self.0.journal.changed_articles(200)? {
            if !ids.contains(&line.id) {
                ids.push(line.id);
            }
        }
        let mut changed = Vec::new();
        for id in ids.into_iter().take(CHANGED) {
            let variants = self.0.journal.titles(&id)?;
            changed.extend(nearest(&variants, lang, |t| &t.lang).cloned().map(title));
        }
        Ok(changed)
    }
}
