//! What happened to a customer lately, by any identity of theirs.

use contact::protocol::HistoryRequest;
use contact::{Ms, Problem};

use super::Store;
use crate::Failure;
use crate::engine::Session;
use crate::keys::CustomerKey;
use crate::tables::contacts::history;
use crate::tables::people;

/// Identities of one look-up: a person has a few.
const IDENTITIES: usize = 20;
/// Contacts of a look-up that may be of the same person.
const POSSIBLE: u16 = 5;

impl Store {
    /// What happened to a customer lately, as the JSON text of a [`contact::protocol::History`].
    ///
    /// # Errors
    /// [`contact::Code::Invalid`] when more identities are asked for than a person has.
    pub async fn history(&self, asked: HistoryRequest) -> Result<String, Failure> {
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
        // Most callers are one person for certain.
        if let &[own] = keys.as_slice() {
            let readers = &self.0.readers;
            if let Some(contacts) = history::of_identity(readers, own, from, limit).await? {
                return Ok(text(now, &contacts, &[]));
            }
        }
        let job = move |c: &Session| {
            // Every identity of whoever these are.
            let persons = people::persons(c, &keys)?;
            let mut keys: Vec<CustomerKey> =
                keys.into_iter().map(|key| persons.get(&key).copied().unwrap_or(key)).collect();
            keys.sort_unstable();
            keys.dedup();
            let possible: Vec<CustomerKey> = people::possible(c, &keys)?.into_iter().collect();
            let contacts = history::of(c, &keys, from, limit)?;
            Ok((contacts, history::of(c, &possible, from, limit.min(POSSIBLE))?))
        };
        let (contacts, possible) = self.0.readers.read(job).await?;
        Ok(text(now, &contacts, &possible))
    }
}

/// The records as they are written, without reading them.
fn text(now: Ms, contacts: &[String], possible: &[String]) -> String {
    let list = |out: &mut String, name: &str, list: &[String]| {
        out.push_str(",\"");
        out.push_str(name);
        out.push_str("\":[");
        for (at, written) in list.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            out.push_str(written);
        }
        out.push(']');
    };
    let long = contacts.iter().chain(possible).map(|written| written.len() + 1).sum::<usize>();
    let mut out = String::with_capacity(long + 80);
    out.push_str("{\"as_of_ms\":");
    out.push_str(&now.to_string());
    list(&mut out, "contacts", contacts);
    if !possible.is_empty() {
        list(&mut out, "possible", possible);
    }
    out.push('}');
    out
}
