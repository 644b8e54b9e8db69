//! Recording a contact: from draft to fact, back while it has not left, and corrections.

mod form;
mod survey;

use contact::{ArticleRole, Code, Contact, Extras, Ms, NoteBy, Problem};

use crate::call::{blank, read, row};
use crate::clock::unparked;
use crate::ipc::{AttachedArticle, Draft, OpenedArticle, Phase, Pick, Saved, Titles, WrapUp};
use crate::revisions::changes;
use crate::{Desk, lock};

/// How long a saved contact stays on the desk, so that it can be taken back: ten seconds.
pub const UNDO_MS: Ms = 10_000;

impl Desk {
    /// Records the contact. Durable when it returns; leaves the desk after [`UNDO_MS`].
    ///
    /// What is missing or wrong is named by its field, and nothing changes then. The same
    /// revision recorded twice (a key pressed twice) is recorded once; with another content it is
    /// a conflict, and the draft is kept.
    pub fn wrap_up(&self, wrap_up: &WrapUp) -> Result<Saved, Problem> {
        let saved = self.record(wrap_up);
        self.0.tell_calls();
        saved
    }

    fn record(&self, wrap_up: &WrapUp) -> Result<Saved, Problem> {
        let _turn = lock(&self.0.drafting);
        let inner = &self.0;
        let now = inner.now();
        let (mut draft, _) = inner.taken_in(&wrap_up.draft, now)?;
        let before = match draft.revision {
            0 | 1 => None,
            _ => inner.journal.contact(draft.contact_id)?.map(|kept| kept.contact),
        };
        let written = draft.clone();
        let loose_ends = match before {
            None => inner.take_along(&mut draft)?,
            Some(_) => Vec::new(),
        };
        let codes = inner.codes.load();
        let mut contact = form::record(&form::Form {
            draft: &draft,
            before: before.as_ref(),
            codes: &codes,
            settings: &inner.settings(),
            now,
        })?;
        if before.is_none() {
            contact.clock = Some(inner.clock_reading(now));
            self.invite(&mut contact, &codes)?;
        }
        let body = row(&draft)?.body;
        let until = now + UNDO_MS;
        let recorded = inner.journal.record_with(&contact, Some(&body), &loose_ends, until, now)?;
        if !recorded.fresh {
            self.known_before(&contact, &written, now)?;
        }
        lock(&inner.gathered).shows(self.current()?.map(|draft| draft.contact_id));
        inner.outbox_changed();
        Ok(Saved {
            contact_id: contact.contact_id,
            revision: contact.revision,
            undo_until_ms: recorded.not_before_ms,
            invited: before.is_none() && contact.survey.is_some(),
        })
    }

    /// This revision was recorded before. With the same content its draft is done with; else what
    /// was recorded is a fact and the draft stays, to become a correction.
    fn known_before(&self, again: &Contact, draft: &Draft, now: Ms) -> Result<(), Problem> {
        let journal = &self.0.journal;
        let revisions = journal.revisions(again.contact_id)?;
        let recorded = revisions.iter().find(|known| known.revision == again.revision);
        if recorded.is_some_and(|known| says_no_more(again, known)) {
            return Ok(journal.drop_recorded(again.contact_id, again.revision)?);
        }
        match journal.draft(draft.contact_id)? {
            Some(kept) if kept.revision == draft.revision => {
                journal.save_draft(&row(draft)?, now)?;
                lock(&self.0.gathered).kept();
            }
            // Not to be written over.
            Some(_) => {
                return Err(Problem::new(
                    Code::Conflict,
                    "This contact was saved already, and a correction of it was begun. Both are \
                     safe. Put what is new here into the correction and save it there.",
                ));
            }
            None => self.0.bring(draft)?,
        }
        Err(Problem::new(
            Code::Conflict,
            "This contact was saved already, with other content. What was saved is safe, and what \
             you wrote here is kept as unfinished. Open the saved contact for correction: it opens \
             with what you wrote. Save it there.",
        ))
    }

    /// Draws the lot for the survey, where the centre's rule fits.
    fn invite(&self, contact: &mut Contact, codes: &contact::Codes) -> Result<(), Problem> {
        let (Some(policy), Some(customer)) = (&codes.centre.survey, &contact.customer) else {
            return Ok(());
        };
        let earlier = self.0.journal.contacts_of(customer, 50)?;
        let earlier = earlier.iter().map(|kept| &kept.contact);
        if let Some(invitation) = survey::invitation(policy, contact, earlier) {
            contact.survey = survey::survey(&invitation);
            let extras = Extras { invitation: Some(invitation), ..Extras::of(contact) };
            extras.write(contact);
        }
        Ok(())
    }

    /// Takes a wrap-up back that has not left yet: the form is as it was.
    pub fn undo(&self, pick: &Pick) -> Result<Draft, Problem> {
        let back = self.take_back(pick);
        self.0.tell_calls();
        back
    }

    fn take_back(&self, pick: &Pick) -> Result<Draft, Problem> {
        let _turn = lock(&self.0.drafting);
        let now = self.0.now();
        let parked = self.0.parked_for(pick.contact_id, now)?;
        let back = self.0.journal.take_back(pick.contact_id, parked.as_ref(), now)?;
        lock(&self.0.gathered).shows(Some(pick.contact_id));
        self.0.outbox_changed();
        read(&back.draft)
    }

    /// Opens a saved contact for correction, as a draft with the next revision. A correction
    /// already begun is opened as it stands.
    pub fn correct(&self, pick: &Pick) -> Result<Draft, Problem> {
        let opened = self.open_recorded(pick);
        self.0.tell_calls();
        opened
    }

    fn open_recorded(&self, pick: &Pick) -> Result<Draft, Problem> {
        let _turn = lock(&self.0.drafting);
        let draft = match self.0.journal.draft(pick.contact_id)? {
            Some(begun) => {
                let begun = unparked(read(&begun)?, self.0.now());
                let kept = self.0.journal.contact(pick.contact_id)?;
                match kept.filter(|kept| kept.contact.revision >= begun.revision) {
                    Some(kept) => raised(begun, &kept.contact),
                    None => begun,
                }
            }
            None => {
                let kept =
                    self.0.journal.contact(pick.contact_id)?.ok_or(journal::Fault::NotFound)?;
                self.as_draft(&kept.contact)?
            }
        };
        self.0.bring(&draft)?;
        Ok(draft)
    }

    fn as_draft(&self, contact: &Contact) -> Result<Draft, Problem> {
        let mut attached = None;
        let mut opened = Vec::new();
        for article in &contact.articles {
            opened.push(OpenedArticle {
                id: article.id.clone(),
                version: article.version,
                lang: article.lang.clone(),
                query_id: article.query.clone(),
            });
            if article.role == ArticleRole::Used {
                let titles = self.titles(&Titles {
                    ids: vec![article.id.clone()],
                    lang: article.lang.clone(),
                })?;
                attached = Some(AttachedArticle {
                    id: article.id.clone(),
                    version: article.version,
                    lang: article.lang.clone(),
                    title: titles.into_iter().next().map(|t| t.title).unwrap_or_default(),
                    reasons: contact.reason.iter().cloned().collect(),
                    query_id: article.query.clone(),
                });
            }
        }
        let extras = Extras::of(contact);
        Ok(Draft {
            contact_id: contact.contact_id,
            revision: contact.revision + 1,
            phase: Phase::WrapUp,
            customer: contact.customer.as_ref().map(|c| c.0.clone()).unwrap_or_default(),
            queue: contact.queue.clone(),
            channel: contact.channel,
            initiated_by: contact.initiated_by,
            end_ms: Some(contact.end_ms),
            hold_ms: contact.hold_ms.unwrap_or_default(),
            opened,
            attached,
            steps_done: contact
                .articles
                .iter()
                .filter(|article| !article.steps.is_empty())
                .map(|article| (article.id.clone(), article.steps.clone()))
                .collect(),
            links: contact.links.clone(),
            outcome: contact.outcome.clone(),
            reason: contact.reason.clone(),
            root_cause: contact.root_cause.clone(),
            follow_up: contact.follow_up.clone(),
            note: contact.note.clone().unwrap_or_default(),
            // It was saved with this text: no template may replace it.
            note_edited: true,
            note_by: extras.note_by.unwrap_or(NoteBy::Agent),
            gaps: extras.gaps,
            hand_over: extras.hand_over,
            conversion: extras.conversion,
            fields: extras.fields,
            ..blank(contact.contact_id, contact.start_ms)
        })
    }
}

/// Whether everything the agent wrote in `again` is in `known`. Times differ: it is saved later.
fn says_no_more(again: &Contact, known: &Contact) -> bool {
    let (again_extras, known_extras) = (Extras::of(again), Extras::of(known));
    // Those of quiet hours came along just now, and wait for the next contact as before.
    let mut flags = again_extras.flags.iter().filter(|flag| !flag.idle);
    let mut gaps = again_extras.knowledge_gaps.iter().filter(|gap| !gap.idle);
    changes(known, again).is_empty()
        && again.articles == known.articles
        && again_extras.gaps == known_extras.gaps
        && flags.all(|flag| known_extras.flags.contains(flag))
        && gaps.all(|gap| known_extras.knowledge_gaps.contains(gap))
}

/// A draft whose own revision was recorded without it, as a correction of what was recorded.
fn raised(draft: Draft, recorded: &Contact) -> Draft {
    Draft {
        revision: recorded.revision + 1,
        phase: Phase::WrapUp,
        start_ms: recorded.start_ms,
        end_ms: Some(recorded.end_ms),
        hold_ms: recorded.hold_ms.unwrap_or_default(),
        held_since_ms: None,
        note_edited: true,
        ..draft
    }
}
