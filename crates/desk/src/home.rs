//! What the idle screen lists: what is unfinished, promised, changed, and done last.

use contact::{Ms, Problem};

use journal::Journal;

use crate::article::{nearest, title};
use crate::call::read;
use crate::ipc::{ArticleTitle, Draft, Home, InLanguage, LastContact, Phase, Unfinished};
use crate::{Desk, lock};

const FOLLOW_UPS: usize = 50;
const CHANGED: usize = 10;
const LAST: usize = 20;
const SEARCHES: u16 = 8;

impl Desk {
    /// What the idle screen lists.
    pub fn home(&self, asked: &InLanguage) -> Result<Home, Problem> {
        let journal = &self.0.journal;
        let settings = self.0.settings();
        let now = self.0.now();
        let since = lock(&self.0.shift).at_work(journal, now)?;
        let unfinished = journal
            .parked_drafts()?
            .iter()
            .map(|row| match read(row) {
                Ok(draft) => unfinished(draft, now),
                // Of another version of the program: named, so that nobody believes it gone.
                Err(_) => Unfinished {
                    contact_id: row.contact_id,
                    start_ms: row.start_ms,
                    customer: String::new(),
                    customer_name: None,
                    outcome: None,
                    reason: None,
                    live: false,
                    acw_ms: 0,
                    parked_since_ms: None,
                    correction: row.revision > 1,
                },
            })
            .collect();
        let (mut follow_ups, promises) = self.0.promised(now)?;
        follow_ups.truncate(FOLLOW_UPS);
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
                revision: kept.contact.revision,
            })
            .collect();
        Ok(Home {
            unfinished,
            follow_ups,
            changed: self.changed(&asked.lang, since)?,
            last,
            searches: journal.recent_searches(SEARCHES)?,
            changed_since_ms: since,
            promises,
        })
    }

    /// Each article once, in the language of the screen where it is there. On the first shift, when
    /// everything is new, the ones that changed last.
    fn changed(&self, lang: &str, since: Option<Ms>) -> Result<Vec<ArticleTitle>, Problem> {
        let lines = match since {
            Some(since) => self.0.journal.articles_since(since, 200)?,
            None => self.0.journal.changed_articles(200)?,
        };
        let mut ids: Vec<String> = Vec::new();
        for line in lines {
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

fn unfinished(draft: Draft, now: Ms) -> Unfinished {
    let live = draft.phase == Phase::OnCall;
    Unfinished {
        live,
        acw_ms: if live { 0 } else { crate::clock::spans(&draft, now).acw_ms },
        parked_since_ms: draft.parked_since_ms,
        correction: draft.revision > 1,
        contact_id: draft.contact_id,
        start_ms: draft.start_ms,
        customer: draft.customer,
        customer_name: draft.customer_name,
        outcome: draft.outcome,
        reason: draft.reason,
    }
}

/// When the last shift ended: the desk was last at work then, before a break of six hours or more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shift {
    seen_ms: Ms,
    before_ms: Option<Ms>,
}

/// When the desk was last at work, and when it was before the last break.
const SEEN: &str = "seen_ms";
const BEFORE: &str = "shift_ms";
/// A break that separates two shifts.
const BREAK_MS: Ms = 6 * 3_600_000;
/// Being at work is noted as often as this.
const NOTED_MS: Ms = 10 * 60_000;

impl Shift {
    /// Reads what is kept and notes that the desk is at work.
    pub(crate) fn read(journal: &Journal, now: Ms) -> Result<Shift, Problem> {
        let kept = |key| -> Result<Option<Ms>, Problem> {
            Ok(journal.setting(key)?.and_then(|text| text.parse().ok()))
        };
        let seen_ms = kept(SEEN)?;
        let mut shift = Shift { seen_ms: seen_ms.unwrap_or(now), before_ms: kept(BEFORE)? };
        if seen_ms.is_none() {
            journal.set_setting(SEEN, &now.to_string())?;
        }
        shift.at_work(journal, now)?;
        Ok(shift)
    }

    fn at_work(&mut self, journal: &Journal, now: Ms) -> Result<Option<Ms>, Problem> {
        if now - self.seen_ms >= BREAK_MS {
            self.before_ms = Some(self.seen_ms);
            journal.set_setting(BEFORE, &self.seen_ms.to_string())?;
        }
        if now - self.seen_ms >= NOTED_MS {
            self.seen_ms = now;
            journal.set_setting(SEEN, &now.to_string())?;
        }
        Ok(self.before_ms)
    }
}
