//! Tells the desks what was counted over all of them.

use std::sync::Arc;

use contact::Ms;
use contact::fcr::Policy;
use contact::protocol::team::{ArticleFigures, ReasonUses};

use crate::engine::Session;
use crate::fcr::for_desks::count_lately;
use crate::tables::{facts, feed};
use crate::{Edition, Failure, Scope, Store};

/// When that was last done, as a fact of the tenant.
const TOLD: &str = "desks_told_at";

impl Store {
    /// Counts how often each reason was used lately and how the articles did, and puts both into the
    /// feed of the team; gives how many of them changed. The same again appends nothing, so that
    /// several servers of one database may each do it.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn tell_desks(&self) -> Result<usize, Failure> {
        let (inner, now) = (Arc::clone(&self.0), self.now());
        let count = move |c: &Session| {
            let policy = policy(c)?;
            let watermark = policy.watermark(inner.watermark(c)?.at);
            count_lately(c, &policy, watermark, now)
        };
        let (uses, articles) = self.0.readers.walk_unhurried(count).await?;
        let json = |text: Result<String, serde_json::Error>| {
            text.map_err(|_| Failure::Damaged("what was counted cannot be written".into()))
        };
        let put = [
            (ReasonUses::NAME.to_owned(), json(serde_json::to_string(&uses))?),
            (ArticleFigures::NAME.to_owned(), json(serde_json::to_string(&articles))?),
        ];
        let edition = Edition { put: put.into(), ..Edition::default() };
        let changes = self.publish(Scope::Team, edition).await?;
        self.0.writer.write(move |c| facts::note(c, TOLD, &now.to_string())).await?;
        Ok(changes)
    }

    /// When the desks were last told.
    pub(crate) async fn desks_told(&self) -> Result<Option<Ms>, Failure> {
        let told = self.0.readers.read(|c| facts::of_tenant(c, TOLD)).await?;
        Ok(told.and_then(|text| text.parse().ok()))
    }
}

/// The team's own, or the usual one.
fn policy(session: &Session) -> Result<Policy, Failure> {
    let text = feed::newest(session, Scope::Team, "policy")?.map(|(_, body)| body);
    let read = text.and_then(|text| serde_json::from_str::<Policy>(&text).ok());
    Ok(read.filter(|policy| policy.check().is_ok()).unwrap_or_default())
}
