//! What the store says for the whole team: documents that come by its feed.

use contact::fcr::Policy;
use contact::protocol::team::{ArticleFigures, ReasonUses};
use journal::Journal;
use serde::de::DeserializeOwned;

use crate::ipc::Success;

/// As the desk uses them; what is not there, or cannot be read, leaves the desk as without it.
#[derive(Debug, Default)]
pub(crate) struct Team {
    /// What is a repeat, in figures and in the customer's story.
    pub(crate) policy: Option<Policy>,
    /// How often each reason was used, by everybody.
    pub(crate) uses: Option<ReasonUses>,
    /// How the articles did.
    figures: ArticleFigures,
}

impl Team {
    pub(crate) fn read(journal: &Journal) -> Team {
        let policy: Option<Policy> = document(journal, "policy");
        Team {
            policy: policy.filter(|policy| policy.check().is_ok()),
            uses: document(journal, ReasonUses::NAME),
            figures: document(journal, ArticleFigures::NAME).unwrap_or_default(),
        }
    }

    /// How an article did over all desks; none where the store has not counted it.
    pub(crate) fn success(&self, article: &str) -> Option<Success> {
        let figure = self.figures.articles.get(article)?;
        let (used, resolved, came_back) = (figure.used, figure.resolved, figure.came_back);
        Some(Success { used, resolved, came_back, verified: true })
    }
}

fn document<T: DeserializeOwned>(journal: &Journal, name: &str) -> Option<T> {
    let read = journal.team_document(name).map_err(|fault| fault.to_string());
    let read = read.and_then(|found| {
        found.map(serde_json::from_value).transpose().map_err(|error| error.to_string())
    });
    read.unwrap_or_else(|why| {
        tracing::warn!(name, why, "a document of the team cannot be used");
        None
    })
}
