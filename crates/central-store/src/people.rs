//! What the store does with other systems' contacts and surveys, with persons and with reviews,
//! as [`crate::Store`] offers it.
//!
//! Promises: what is acknowledged is durable; every change names who made it; nothing here shows an
//! identity, only the keys that stand for them.

use std::sync::Arc;

use contact::protocol::{Ack, Acks, Reconcile, Reconciled};
use contact::{Code, ContactId, Customer, Ms, Problem, Secret};
use serde_json::value::RawValue;

use crate::channel::{self, Source};
use crate::engine::Session;
use crate::keys::CustomerKey;
use crate::reading::Reading;
use crate::tables::erasure::{self, Erased};
use crate::tables::exclusions::{self, ReviewState};
use crate::tables::people::{self, Merge, MergeMade, Proposal};
use crate::tables::sources::{self, DEVICES_FROM, KnownSource};
use crate::tables::{aside, ingest, reconcile, surveys};
use crate::{Failure, Store};

/// Letters of a name of a source or a reviewer.
const NAME: usize = 100;
/// Nobody is complete up to before 2000, and whoever sends seconds for milliseconds says 1970: the
/// watermark would stand there, and with it every figure.
const COMPLETE_FROM: Ms = 946_684_800_000;
/// What a clock may be ahead, as of contacts. Further on it is no clock: microseconds, say.
const COMPLETE_AHEAD: Ms = 24 * 3_600_000;

/// Refuses a moment up to which no source can be complete.
fn believable(complete: Option<Ms>, now: Ms) -> Result<(), Failure> {
    let range = COMPLETE_FROM..=now.saturating_add(COMPLETE_AHEAD);
    if complete.is_none_or(|complete| range.contains(&complete)) {
        return Ok(());
    }
    let message = "complete_ms is before 2000 or more than a day ahead. Nothing was stored. Send it in \
        milliseconds since 1970, UTC, or leave it out.";
    Err(Failure::Asked(Problem::field("complete_ms", message)))
}

/// As whose its contacts are kept; those of files are nobody's.
fn device(source: &Source) -> u32 {
    if source.id == 0 { 0 } else { DEVICES_FROM + source.id }
}

fn name(field: &str, text: &str) -> Result<String, Failure> {
    let text = text.trim();
    let plain =
        !text.is_empty() && text.chars().count() <= NAME && !text.contains(char::is_control);
    if plain {
        return Ok(text.to_owned());
    }
    let message =
        format!("{field} is empty, longer than {NAME} letters or no name. Nothing was changed.");
    Err(Failure::Asked(Problem::field(field, message)))
}

impl Store {
    /// A new key for another system; it may send contacts and surveys.
    ///
    /// # Errors
    /// [`Code::Invalid`] when that is no name.
    pub async fn source_key(&self, source: &str) -> Result<Secret, Failure> {
        let (now, chance, source) = (self.now(), self.chance().clone(), name("source", source)?);
        self.0.writer.write(move |c| sources::make_key(c, &source, now, &chance)).await
    }

    /// All other systems that have or had a key.
    pub async fn sources(&self) -> Result<Vec<KnownSource>, Failure> {
        self.0.readers.read(sources::list).await
    }

    /// Voids all keys of another system.
    ///
    /// # Errors
    /// [`Code::NotFound`] when it has none.
    pub async fn revoke_source(&self, source: &str) -> Result<(), Failure> {
        let (now, source) = (self.now(), name("source", source)?);
        if self.0.writer.write(move |c| sources::revoke(c, &source, now)).await? > 0 {
            return Ok(());
        }
        let message = "There is no source of that name with a key. Nothing was changed. `sources` lists them.";
        Err(Failure::Asked(Problem::new(Code::NotFound, message)))
    }

    /// Takes contacts of another system; one ack a contact, in order.
    ///
    /// # Errors
    /// [`Code::Invalid`] when `complete` is before 2000 or more than a day ahead: nothing is taken then.
    pub(crate) async fn contacts_from(
        &self,
        source: Source,
        records: Vec<Box<RawValue>>,
        complete: Option<Ms>,
    ) -> Result<Acks, Failure> {
        let (id, now) = (source.id, self.now());
        believable(complete, now)?;
        let texts = records.iter().map(|raw| raw.get().to_owned()).collect();
        let device = device(&source);
        let readings = self.readings(source, texts, String::new(), true).await?;
        // One transaction: a refusal means that nothing of this was stored.
        let acks = self.0.writer.write(move |c| {
            let acks = ingest::take(c, device, now, &readings)?;
            sources::heard(c, id, complete, now)?;
            Ok(acks)
        });
        Ok(self.acks(acks.await?))
    }

    /// As [`Store::contacts_from`], of texts. `region` is where telephone numbers without a country
    /// code belong; `listed` holds them to the centre's lists, which history from before them is not.
    pub(crate) async fn taken(
        &self,
        source: Source,
        texts: Vec<String>,
        region: String,
        listed: bool,
    ) -> Result<Vec<Ack>, Failure> {
        let (device, received) = (device(&source), self.now());
        let readings = self.readings(source, texts, region, listed).await?;
        self.0.writer.write(move |c| ingest::take(c, device, received, &readings)).await
    }

    async fn readings(
        &self,
        source: Source,
        texts: Vec<String>,
        region: String,
        listed: bool,
    ) -> Result<Vec<Reading>, Failure> {
        let received = self.now();
        let codes = if listed {
            self.codes().await.unwrap_or_else(|failure| {
                tracing::error!(failure = %failure, "contacts are taken without the centre's lists");
                None
            })
        } else {
            None
        };
        let inner = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || {
            let rules = inner.rules(codes.as_deref());
            let one = |text: &String| channel::take(&source.name, &region, text, received, &rules);
            texts.iter().map(one).collect()
        })
        .await
        .map_err(|_| Failure::Damaged("reading contacts broke off".into()))
    }

    /// Takes surveys of another system; one ack a survey, in order.
    pub(crate) async fn surveys_from(
        &self,
        source: Source,
        records: Vec<Box<RawValue>>,
    ) -> Result<Acks, Failure> {
        let texts = records.iter().map(|raw| raw.get().to_owned()).collect();
        let acks = self.asked(source, texts, String::new()).await?;
        Ok(self.acks(acks))
    }

    /// As [`Store::surveys_from`], of texts.
    pub(crate) async fn asked(
        &self,
        source: Source,
        texts: Vec<String>,
        region: String,
    ) -> Result<Vec<Ack>, Failure> {
        let received = self.now();
        let keyring = self.keyring().clone();
        let most = self.limits().record_bytes;
        let job = move |c: &Session| {
            let one = |text: &String| {
                let asked = channel::survey(&source.name, &region, text, received, &keyring, most);
                surveys::take(c, &source, received, &asked)
            };
            texts.iter().map(one).collect::<Result<Vec<Ack>, Failure>>()
        };
        self.0.writer.write(job).await
    }

    fn acks(&self, acks: Vec<Ack>) -> Acks {
        Acks { epoch: self.epoch(), now_ms: self.now(), acks, wait_ms: self.wait_ms() }
    }

    /// Where the store has something else than it confirmed to a desk.
    ///
    /// # Errors
    /// [`Code::Invalid`] when the stretches are too many, overlap or lead backwards.
    pub(crate) async fn reconcile(
        &self,
        device: u32,
        asked: Reconcile,
    ) -> Result<Reconciled, Failure> {
        let mut before = 0;
        let good = asked.ranges.len() <= Reconcile::MOST
            && asked.ranges.iter().all(|range| {
                let fits = range.from > before && range.to >= range.from;
                before = range.to;
                fits && i64::try_from(range.to).is_ok()
            });
        if !good {
            let message = format!(
                "The ranges are more than {}, overlap or lead backwards. Nothing was compared.",
                Reconcile::MOST
            );
            return Err(Failure::Asked(Problem::field("ranges", message)));
        }
        let job = move |c: &Session| reconcile::differing(c, device, &asked.ranges);
        let again = self.0.readers.read(job).await?;
        Ok(Reconciled { epoch: self.epoch(), now_ms: self.now(), again })
    }

    /// Requests to leave contacts out of the rate, and their reviews.
    pub(crate) async fn exclusions(
        &self,
        state: ReviewState,
        limit: u16,
    ) -> Result<Vec<exclusions::Asked>, Failure> {
        self.0.readers.read(move |c| exclusions::list(c, state, limit)).await
    }

    /// Approves or refuses such a request.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::Conflict`], and [`Code::Invalid`] when the reviewer is who asked
    /// for it or took the contact.
    pub async fn review(&self, id: ContactId, approve: bool, by: &str) -> Result<(), Failure> {
        let (now, by) = (self.now(), name("by", by)?);
        self.0.writer.write(move |c| exclusions::review(c, id, approve, &by, now)).await
    }

    /// Identities that may be one person, the most often seen together first.
    pub(crate) async fn proposals(&self, limit: u16) -> Result<Vec<Proposal>, Failure> {
        self.0.readers.read(move |c| people::proposals(c, limit)).await
    }

    /// The merges that were made, latest first.
    pub(crate) async fn merges(&self, limit: u16) -> Result<Vec<MergeMade>, Failure> {
        self.0.readers.read(move |c| people::trail(c, limit)).await
    }

    /// Decides a proposal.
    pub(crate) async fn decide(
        &self,
        id: u32,
        join: bool,
        by: &str,
    ) -> Result<Option<Merge>, Failure> {
        let (now, by) = (self.now(), name("by", by)?);
        self.0.writer.write(move |c| people::decide(c, id, join, &by, now)).await
    }

    /// Joins two identities that somebody knows to be one person.
    pub(crate) async fn merge(
        &self,
        kept: &Customer,
        gone: &Customer,
        by: &str,
    ) -> Result<Merge, Failure> {
        let (now, by) = (self.now(), name("by", by)?);
        let (kept, gone) = (self.whose("kept", kept)?, self.whose("gone", gone)?);
        self.0.writer.write(move |c| people::merge(c, kept, gone, &by, now)).await
    }

    /// Takes a merge back.
    pub(crate) async fn part(&self, id: u32, by: &str) -> Result<Merge, Failure> {
        let (now, by) = (self.now(), name("by", by)?);
        self.0.writer.write(move |c| people::part(c, id, &by, now)).await
    }

    /// Parts an identity from the person it was joined to.
    pub(crate) async fn part_identity(
        &self,
        identity: &Customer,
        by: &str,
    ) -> Result<Merge, Failure> {
        let (now, by) = (self.now(), name("by", by)?);
        let own = self.whose("identity", identity)?;
        self.0.writer.write(move |c| people::part_identity(c, own, &by, now)).await
    }

    /// Erases the person that these identities are, with everything that is kept of them.
    ///
    /// # Errors
    /// [`Code::Invalid`] when an identity is empty.
    pub async fn erase(&self, identities: &[Customer]) -> Result<Erased, Failure> {
        let now = self.now();
        let keys: Result<Vec<CustomerKey>, Failure> =
            identities.iter().map(|identity| self.whose("identity", identity)).collect();
        let keys = keys?;
        let erased = self.0.writer.write(move |c| erasure::erase(c, &keys, now)).await?;
        self.empty_log().await;
        Ok(erased)
    }

    fn whose(&self, field: &str, identity: &Customer) -> Result<CustomerKey, Failure> {
        // No region: a number without a country code is nobody's, and is looked up as it is.
        match Customer::read(identity.as_str(), "") {
            Some(customer) => Ok(self.keyring().customer(&customer)),
            None => {
                let message = format!("{field} is empty. Nothing was changed.");
                Err(Failure::Asked(Problem::field(field, message)))
            }
        }
    }

    /// Records that were set aside, latest first.
    pub(crate) async fn quarantine(&self, limit: u16) -> Result<Vec<aside::Aside>, Failure> {
        self.0.readers.read(move |c| aside::list(c, limit)).await
    }
}

/// What a mapping file's rows are taken as: a source without a key.
pub(crate) fn file_source(name: &str) -> Source {
    Source { id: 0, name: name.to_owned() }
}
