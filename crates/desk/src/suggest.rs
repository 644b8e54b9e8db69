//! Help that comes by itself: what is said in a call asks the knowledge base, and a few articles
//! come back with a confidence. What was shown, rated and taken goes into the record.
//!
//! The transcript itself is kept in memory only; of it the draft gets the caller's opening turns.

use contact::{CallId, Problem, Suggested};
use knowledge_base::{Conversation, Speaker, Turn};

use crate::ipc::{Draft, Nothing, Rate, SuggestedArticle, Suggestions};
use crate::{Desk, Event, Inner, lock};

/// At most so many at a time.
const MOST: usize = 3;
/// At most so many are recorded of one contact.
const RECORDED: usize = 30;

impl Desk {
    /// What comes by itself for the contact on the screen, as it stands; none without a
    /// transcript.
    pub fn suggestions(&self) -> Result<Option<Suggestions>, Problem> {
        let Some(draft) = self.current()? else { return Ok(None) };
        let held = lock(&self.0.suggested).clone();
        Ok(held.filter(|held| held.contact_id == draft.contact_id).map(|held| rated(held, &draft)))
    }

    /// A thumb up, down, or taken back.
    pub fn rate(&self, rate: &Rate) -> Result<Nothing, Problem> {
        let _turn = lock(&self.0.drafting);
        self.0.change(rate.contact_id, |draft| {
            for suggested in draft.work.suggested.iter_mut().filter(|s| s.id == rate.id) {
                suggested.good = rate.good;
            }
        })?;
        Ok(Nothing {})
    }

    /// Something was said in a call: looks whether other articles help now.
    pub(crate) fn suggest_for(&self, call: &CallId) {
        match self.0.suggested_for(call) {
            Ok(Some(suggestions)) => self.0.tell(Event::Suggested(suggestions)),
            Ok(None) => {}
            Err(problem) => tracing::warn!(%problem, "nothing could be suggested"),
        }
    }
}

impl Inner {
    /// The suggestions for a call, when they are others than before.
    fn suggested_for(&self, call: &CallId) -> Result<Option<Suggestions>, Problem> {
        let (contact_id, turns, lang) = {
            let phone = lock(&self.phone);
            let (Some(contact), Some(call)) = (phone.contact_of(call), phone.call(call)) else {
                return Ok(None);
            };
            (contact, call.turns.iter().map(turn).collect::<Vec<_>>(), call.lang)
        };
        let Some(index) = self.shelf.index() else { return Ok(None) };
        let conversation = Conversation {
            lang: lang.or_else(|| self.settings().lang.clone()),
            limit: MOST,
            today: Some(crate::article::day(self.now())),
            ..Conversation::new(turns)
        };
        let told = index.suggest(&conversation).map_err(|error| {
            tracing::warn!(kind = ?error.kind, "a suggestion failed");
            Problem::new(contact::Code::Damaged, "The search index cannot be read.")
        })?;
        let articles = told.articles.into_iter().map(|suggestion| SuggestedArticle {
            confidence: suggestion.confidence,
            hit: suggestion.hit,
            good: None,
        });
        self.shown(Suggestions { contact_id, articles: articles.collect() })
    }

    /// Keeps in the draft what is shown; none when the very same articles are on the screen.
    fn shown(&self, suggestions: Suggestions) -> Result<Option<Suggestions>, Problem> {
        let ids = |suggestions: &Suggestions| -> Vec<String> {
            suggestions.articles.iter().map(|article| article.hit.id.clone()).collect()
        };
        let _turn = lock(&self.drafting);
        {
            let mut held = lock(&self.suggested);
            let before = held.as_ref().filter(|held| held.contact_id == suggestions.contact_id);
            let same = before
                .map_or(suggestions.articles.is_empty(), |before| ids(before) == ids(&suggestions));
            *held = Some(suggestions.clone());
            if same {
                return Ok(None);
            }
        }
        let now = self.now();
        let mut told = suggestions;
        self.change(told.contact_id, |draft| {
            for article in &told.articles {
                let hit = &article.hit;
                let room = draft.work.suggested.len() < RECORDED;
                let known = draft.work.suggested.iter_mut().find(|known| known.id == hit.id);
                match known {
                    Some(known) => known.confidence = known.confidence.max(article.confidence),
                    None if room => {
                        draft.work.suggested.push(Suggested {
                            id: hit.id.clone(),
                            version: hit.version,
                            lang: hit.lang.clone(),
                            confidence: article.confidence,
                            at_ms: now,
                            good: None,
                            taken: false,
                        });
                    }
                    None => {}
                }
            }
            told = rated(told.clone(), draft);
        })?;
        Ok(Some(told))
    }
}

fn turn(said: &contact::Turn) -> Turn {
    let speaker = match said.speaker {
        contact::Speaker::Customer => Speaker::Customer,
        contact::Speaker::Agent => Speaker::Agent,
        contact::Speaker::System => Speaker::Other,
    };
    Turn { speaker, text: said.text.clone(), done: said.is_final }
}

fn rated(mut suggestions: Suggestions, draft: &Draft) -> Suggestions {
    for article in &mut suggestions.articles {
        let known = draft.work.suggested.iter().find(|known| known.id == article.hit.id);
        article.good = known.and_then(|known| known.good);
    }
    suggestions
}
