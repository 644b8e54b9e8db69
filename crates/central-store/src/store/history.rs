//! What happened to a customer lately, by any identity of theirs.

use contact::protocol::{History, HistoryRequest};
use contact::{Ms, Problem};

use super::Store;
use crate::Failure;
use crate::engine::Session;
use crate::keys::CustomerKey;
use crate::tables::{contacts, people};

/// Identities of one look-up: a person has a few.
const IDENTITIES: usize = 20;
/// Contacts of a look-up that may be of the same person.
const POSSIBLE: u16 = 5;

impl Store {
    /// What happened to a customer lately.
    ///
    /// # Errors
    /// [`contact::Code::Invalid`] when more identities are asked for than a person has.
    pub async fn history(&self, asked: HistoryRequest) -> Result<History, Failure> {
        if asked.identities.len() > IDENTITIES {
            let message = format!("At most {IDENTITIES} identities are looked up at once.");
            return Err(Failure::Asked(Problem::field("identities", message)));
        }
        let now = self.now();
        let mut keys: Vec<CustomerKey> = asked
            .identities
            .iter()
            .filter(|identity| !identity.as_str().trim().is_empty())
            .map(|identity| self.0.keyring.customer(identity))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        let from = now.saturating_sub(Ms::from(asked.hours) * 3_600_000);
        let limit = asked.limit.min(200);
        let job = move |c: &Session| {
            // Every identity of whoever these are.
            let persons = people::persons(c, &keys)?;
            let mut keys: Vec<CustomerKey> =
                keys.into_iter().map(|key| persons.get(&key).copied().unwrap_or(key)).collect();
            keys.sort_unstable();
            keys.dedup();
            let possible: Vec<CustomerKey> = people::possible(c, &keys)?.into_iter().collect();
            let contacts = contacts::history(c, &keys, from, limit)?;
            Ok((contacts, contacts::history(c, &possible, from, limit.min(POSSIBLE))?))
        };
        let (contacts, possible) = self.0.readers.read(job).await?;
        Ok(History { as_of_ms: now, contacts, possible })
    }
}
