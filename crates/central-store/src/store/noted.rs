//! What supervisors ask about what agents noted, and by what contacts can be told apart.

use std::sync::Arc;

use contact::fcr::Policy;

use super::Store;
use crate::Failure;
use crate::engine::Session;
use crate::fcr::filter::Filter;
use crate::noted::{self, Choices, Noted};

impl Store {
    /// What agents noted of the contacts that a filter takes; of gaps and faults the first `limit`.
    ///
    /// # Errors
    /// [`contact::Code::Invalid`] when the policy makes no sense, or names a team that there is not.
    pub async fn noted(
        &self,
        policy: Policy,
        filter: Filter,
        limit: u16,
    ) -> Result<Noted, Failure> {
        policy.check()?;
        let inner = Arc::clone(&self.0);
        let ask = move |c: &Session| {
            let watermark = inner.watermark(c)?.at;
            noted::noted(c, &policy, watermark, &filter, usize::from(limit))
        };
        self.0.readers.walk(ask).await
    }

    /// Queues and languages that contacts came in.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn choices(&self) -> Result<Choices, Failure> {
        self.0.readers.read(noted::choices).await
    }
}
