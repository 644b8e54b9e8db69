//! The store itself: what can be asked of it, without a network.
//!
//! Promises: what `records` acknowledges is durable; every answer is of one moment; a method that
//! fails has changed nothing. Cheap to clone.
//! Deliberately absent: HTTP (see `http`), files of contacts (see `import`).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use contact::fcr::{Judged, Policy};
use contact::protocol::{
    BatchLimits, Enrol, Enrolled, FeedPage, Hello, History, HistoryRequest, Receipt, Renewed,
    VERSION,
};
use contact::{Code, Codes, ContactId, Limits, Ms, Problem, Secret};
use serde_json::value::RawValue;
use tokio::sync::oneshot;

use crate::channel::Source;
use crate::engine::{Engine, Last, Readers, Session, Writer, values};
use crate::fcr::filter::Filter;
use crate::fcr::restated::{self, Moment, Restatement};
use crate::fcr::{audit, evaluate};
use crate::figures::{self, Figures, Listed, ShownPage};
use crate::keys::{self, CustomerKey, Keyring};
use crate::reading::{Mending, Reading, Rules, read};
use crate::settings::Serving;
use crate::tables::desks::{self, Device, Sign, Watermark, Who};
use crate::tables::feed::{self, Heads, Scope};
use crate::tables::{clocks, contacts, facts, ingest, people, sources};
use crate::{Chance, Clock, Failure, Settings};

/// Identities of one look-up: a person has a few.
const IDENTITIES: usize = 20;
/// How long a question waits for what is still to be counted, and how much is counted at once.
const SETTLING: std::time::Duration = std::time::Duration::from_secs(1);
const SETTLED: usize = 2_000;
/// Contacts of a look-up that may be of the same person.
const POSSIBLE: u16 = 5;
/// How long a desk is asked to wait when the store is crowded.
const CROWDED_MS: u64 = 2_000;

/// What one desk sent at once, each record still as it was written.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// Names one start of the desk's machine; empty when it did not say.
    pub boot: String,
    /// Milliseconds since that start.
    pub mono: Ms,
    /// The desk's wall clock; 0 when it does not say.
    pub wall: Ms,
    /// How much still waits behind it.
    pub waiting: u64,
    /// The records, each one JSON object.
    pub records: Vec<Box<RawValue>>,
}

/// The name of a start of a machine, where it is one.
fn named(boot: Option<&str>) -> Option<&str> {
    boot.filter(|boot| !boot.is_empty() && boot.len() <= 100)
}

/// What a feed is to say from now on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Edition {
    /// Items by name, each as JSON text.
    pub put: BTreeMap<String, String>,
    /// Items that are gone.
    pub remove: Vec<String>,
    /// Nothing but what is put stays.
    pub whole: bool,
}

/// The store.
#[derive(Clone, Debug)]
pub struct Store(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) writer: Writer,
    through: Mutex<Option<oneshot::Receiver<()>>>,
    pub(crate) readers: Readers,
    engine: Engine,
    /// The connection that drains the queue of what is still to be counted.
    evaluator: Mutex<Option<Session>>,
    keyring: Keyring,
    epoch: String,
    clock: Clock,
    chance: Chance,
    batch: BatchLimits,
    contact: Limits,
    serving: Serving,
    missing_after: Ms,
    /// The lists as they were at this number of their feed.
    codes: Mutex<(u64, Option<Arc<Codes>>)>,
}

impl Store {
    /// Opens the database, makes it when it is not there and brings its tables up to date.
    ///
    /// # Errors
    /// When the file cannot be opened, is no database, or is damaged. Blocks: call it before
    /// serving.
    pub fn open(settings: &Settings) -> Result<Store, Failure> {
        let settings = settings.clone();
        // A PostgreSQL client waits in its own way, which no thread of the server's may.
        let opening = std::thread::Builder::new().name("store-open".into());
        let opened = opening
            .spawn(move || Store::open_here(&settings))
            .map_err(|source| Failure::File { what: "opening the store".into(), source })?;
        opened.join().unwrap_or_else(|_| Err(Failure::Damaged("opening broke off".into())))
    }

    fn open_here(settings: &Settings) -> Result<Store, Failure> {
        let engine = Engine::found(&settings.database, settings.tenant)?;
        let session = engine.write()?;
        let (epoch, keyring) = session.whole(|c| facts::founded(c, &settings.chance))?;
        session.whole_in_a_moment(audit::up_to_date)?;
        drop(session);
        let (clock, missing_after) = (settings.clock.clone(), settings.missing_after_ms);
        let last: Last = Arc::new(move |c: &Session, crowded| {
            evaluate::settle(c, crowded, Moment { now: clock.now(), missing_after })
        });
        let (writer, through) = Writer::start(&engine, settings.writers, settings.queue, &last)?;
        Ok(Store(Arc::new(Inner {
            writer,
            through: Mutex::new(Some(through)),
            readers: Readers::new(engine.clone(), settings.readers),
            engine,
            evaluator: Mutex::default(),
            keyring,
            epoch,
            clock: settings.clock.clone(),
            chance: settings.chance.clone(),
            batch: settings.batch,
            contact: settings.contact,
            serving: settings.serving.clone(),
            missing_after: settings.missing_after_ms,
            codes: Mutex::default(),
        })))
    }

    /// As [`Store::open`], but only a database that is there already.
    ///
    /// # Errors
    /// [`Code::NotFound`] when it is not; otherwise as [`Store::open`].
    pub fn existing(settings: &Settings) -> Result<Store, Failure> {
        if !Engine::is_there(&settings.database)? {
            let message = format!(
                "There is no store at {}. Nothing was made. `serve`, `enrol` and `import` make one.",
                settings.database
            );
            return Err(Failure::Asked(Problem::new(Code::NotFound, message)));
        }
        Store::open(settings)
    }

    /// Waits until everything that was begun is written, where this is the last handle: the
    /// program should not end before its writer.
    pub async fn close(self) {
        let last = Arc::strong_count(&self.0) == 1;
        let through = self.0.through.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(self);
        if let Some(through) = through
            && last
        {
            // A job that hangs must not keep the program from ending.
            let _ = tokio::time::timeout(std::time::Duration::from_secs(10), through).await;
        }
    }

    /// Changes when the store may have gone back in time.
    pub fn epoch(&self) -> &str {
        &self.0.epoch
    }

    /// What a batch may hold.
    pub fn limits(&self) -> BatchLimits {
        self.0.batch
    }

    /// How a server of this store watches itself and ends.
    pub(crate) fn serving(&self) -> &Serving {
        &self.0.serving
    }

    /// Random bytes to name a request by.
    pub(crate) fn random(&self) -> Result<[u8; 16], Failure> {
        Ok(self.0.chance.bytes()?)
    }

    pub(crate) fn now(&self) -> Ms {
        self.0.clock.now()
    }

    pub(crate) fn chance(&self) -> &Chance {
        &self.0.chance
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    /// The other system whose key this is; none when unknown or revoked.
    pub(crate) async fn source(&self, token: &str) -> Result<Option<Source>, Failure> {
        let hash = keys::hash(token.as_bytes());
        self.0.readers.read(move |c| sources::who(c, hash)).await
    }

    /// Whose token this is; none when unknown or revoked.
    pub async fn who(&self, token: &str) -> Result<Option<Who>, Failure> {
        let hash = keys::hash(token.as_bytes());
        self.0.readers.read(move |c| desks::who(c, hash)).await
    }

    /// A new one-time code for a desk, good for a day.
    pub async fn enrolment_code(&self, name: &str) -> Result<Secret, Failure> {
        let (now, chance, name) = (self.now(), self.0.chance.clone(), name.to_owned());
        self.0.writer.write(move |c| desks::make_code(c, &name, now, &chance)).await
    }

    /// A new key to the board.
    pub async fn board_key(&self, name: &str) -> Result<Secret, Failure> {
        let (now, chance, name) = (self.now(), self.0.chance.clone(), name.to_owned());
        self.0.writer.write(move |c| desks::make_board_key(c, &name, now, &chance)).await
    }

    /// Turns a one-time code into a desk.
    ///
    /// # Errors
    /// [`Code::Unauthorized`] when the code is unknown, used or older than a day.
    pub async fn enrol(&self, asked: Enrol) -> Result<Enrolled, Failure> {
        let (now, chance) = (self.now(), self.0.chance.clone());
        let short = |text: &str| text.chars().filter(|c| !c.is_control()).take(100).collect();
        let (name, version): (String, String) = (short(&asked.name), short(&asked.app_version));
        // Guesses are turned away by a reader, so that strangers cannot keep the writer busy.
        let code = asked.code.clone();
        let known = self.0.readers.read(move |c| desks::code_for(c, code.reveal(), now)).await?;
        let job =
            move |c: &Session| desks::enrol(c, asked.code.reveal(), &name, &version, now, &chance);
        let enrolled = if known.is_some() { self.0.writer.write(job).await? } else { None };
        let Some((device_id, token)) = enrolled else {
            return Err(Failure::Asked(Problem::new(
                Code::Unauthorized,
                "This code is unknown, used or older than a day. What waits at the desk is safe. \
                 Ask the operator for a new code.",
            )));
        };
        Ok(Enrolled { device_id, token })
    }

    /// A new token for a desk; the old one is good until the new one is used.
    pub(crate) async fn renew(&self, device: u32) -> Result<Renewed, Failure> {
        let chance = self.0.chance.clone();
        let token = self.0.writer.write(move |c| desks::renew(c, device, &chance)).await?;
        Ok(Renewed { token })
    }

    /// How the store is doing. A desk that says how much waits tells how complete it is.
    pub async fn hello(
        &self,
        who: Who,
        waiting: Option<u64>,
        wall: Option<Ms>,
        boot: Option<String>,
        token: &str,
    ) -> Result<Hello, Failure> {
        let now = self.now();
        let mut max_seq = None;
        if let Who::Desk(device) = who {
            let offset = wall.map(|wall| now.saturating_sub(wall));
            let sign = Sign { now, offset, complete: waiting == Some(0), seq: 0 };
            let hash = keys::hash(token.as_bytes());
            let job = move |c: &Session| {
                desks::used(c, device, &hash)?;
                if let (Some(boot), Some(offset)) = (named(boot.as_deref()), offset) {
                    clocks::heard(c, device, boot, offset, now)?;
                }
                desks::seen(c, device, sign)
            };
            max_seq = Some(self.0.writer.write(job).await?.1);
        }
        let heads = self.heads().await?;
        Ok(Hello {
            protocol_min: VERSION,
            protocol_max: VERSION,
            now_ms: now,
            epoch: self.0.epoch.clone(),
            limits: self.0.batch,
            articles_head: heads.articles,
            codes_head: heads.codes,
            team_head: heads.team,
            erased_head: heads.erased,
            wait_ms: self.wait_ms(),
            max_seq,
        })
    }

    pub(crate) fn wait_ms(&self) -> u64 {
        if self.0.writer.crowded() { CROWDED_MS } else { 0 }
    }

    /// Takes what a desk sent; answers when it is durable, one ack a record, in order.
    pub async fn records(&self, device: u32, arrived: Arrived) -> Result<Receipt, Failure> {
        let received = self.now();
        // Without lists everything passes: what cannot be checked is better stored than refused.
        let codes = self.codes().await.unwrap_or_else(|failure| {
            tracing::error!(failure = %failure, "records are taken without the centre's lists");
            None
        });
        let known = self.clocks(device, &arrived).await?;
        let inner = Arc::clone(&self.0);
        let Arrived { boot, mono, wall, waiting, records } = arrived;
        let (readings, boot) = tokio::task::spawn_blocking(move || {
            let rules = inner.rules(codes.as_deref());
            let mending = Mending::of(received, wall).measured(&boot, mono, &known);
            let read = records.iter().map(|raw| read(raw.get(), mending, &rules));
            (read.collect::<Vec<Reading>>(), boot)
        })
        .await
        .map_err(|_| Failure::Damaged("reading a batch broke off".into()))?;
        let seq = readings.iter().map(|r| r.as_ref().map_or_else(|u| u.seq, |f| f.seq));
        let offset = (wall > 0).then(|| received.saturating_sub(wall));
        let sign =
            Sign { now: received, offset, complete: waiting == 0, seq: seq.max().unwrap_or(0) };
        let job = move |c: &Session| {
            let acks = ingest::take(c, device, received, &readings)?;
            if let (Some(boot), Some(offset)) = (named(Some(&boot)), offset) {
                clocks::heard(c, device, boot, offset, received)?;
            }
            Ok((acks, desks::seen(c, device, sign)?))
        };
        let (acks, (had_seq, max_seq)) = self.0.writer.write(job).await?;
        Ok(Receipt {
            epoch: self.0.epoch.clone(),
            now_ms: received,
            acks,
            max_seq,
            had_seq: Some(had_seq),
            wait_ms: self.wait_ms(),
        })
    }

    /// What the desk's wall clock was off by in earlier starts of its machine; asked for only
    /// where a record is of one of those.
    async fn clocks(&self, device: u32, arrived: &Arrived) -> Result<HashMap<String, Ms>, Failure> {
        let earlier = arrived.records.iter().any(|raw| {
            let text = raw.get();
            text.contains("\"clock\"") && !text.contains(arrived.boot.as_str())
        });
        if !earlier {
            return Ok(HashMap::new());
        }
        self.0.readers.read(move |c| clocks::known(c, device)).await
    }

    /// What happened to a customer lately.
    ///
    /// # Errors
    /// [`Code::Invalid`] when more identities are asked for than a person has.
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

    /// A page of a feed.
    ///
    /// # Errors
    /// [`Code::StartOver`] when `after` is ahead of the feed.
    pub async fn feed(&self, scope: Scope, after: u64, limit: u16) -> Result<FeedPage, Failure> {
        let epoch = self.0.epoch.clone();
        self.0.readers.read(move |c| feed::page(c, scope, after, limit, epoch)).await
    }

    /// The newest numbers of the feeds.
    pub async fn heads(&self) -> Result<Heads, Failure> {
        self.0.readers.read(feed::heads).await
    }

    /// The centre's lists as they are now; none when there never were any.
    pub async fn codes(&self) -> Result<Option<Arc<Codes>>, Failure> {
        let head = self.0.readers.read(|c| feed::head(c, Scope::Codes)).await?;
        {
            let known = self.0.codes.lock().unwrap_or_else(PoisonError::into_inner);
            if known.0 == head {
                return Ok(known.1.clone());
            }
        }
        let codes = self.0.readers.read(feed::codes).await?.map(Arc::new);
        *self.0.codes.lock().unwrap_or_else(PoisonError::into_inner) = (head, codes.clone());
        Ok(codes)
    }

    /// Appends what changed in a feed; gives how many changes that were.
    pub async fn publish(&self, scope: Scope, edition: Edition) -> Result<usize, Failure> {
        let job = move |c: &Session| {
            let mut changes = 0;
            for (item, body) in &edition.put {
                changes += usize::from(feed::put(c, scope, item, body)?);
            }
            let mut gone = edition.remove.clone();
            if edition.whole {
                gone.extend(
                    feed::items(c, scope)?
                        .into_iter()
                        .filter(|known| !edition.put.contains_key(known)),
                );
            }
            for item in gone {
                changes += usize::from(feed::remove(c, scope, &item)?);
            }
            Ok(changes)
        };
        self.0.writer.write(job).await
    }

    /// All desks, in the order of their numbers.
    pub async fn desks(&self) -> Result<Vec<Device>, Failure> {
        self.0.readers.read(desks::list).await
    }

    /// Voids a desk's token.
    ///
    /// # Errors
    /// [`Code::NotFound`] when there is no such desk.
    pub async fn revoke(&self, device: u32) -> Result<(), Failure> {
        let now = self.now();
        if self.0.writer.write(move |c| desks::revoke(c, device, now)).await? {
            return Ok(());
        }
        let message = format!("There is no desk {device}. Nothing was changed.");
        Err(Failure::Asked(Problem::new(Code::NotFound, message)))
    }

    /// The figures of a policy.
    ///
    /// # Errors
    /// [`Code::Invalid`] when the policy makes no sense.
    pub async fn figures(&self, policy: Policy) -> Result<Figures, Failure> {
        self.figures_of(policy, Filter::default()).await
    }

    /// The figures of a policy over what a filter lets through.
    ///
    /// # Errors
    /// As [`Store::figures`].
    pub async fn figures_of(&self, policy: Policy, filter: Filter) -> Result<Figures, Failure> {
        policy.check()?;
        self.settle().await?;
        let inner = Arc::clone(&self.0);
        let ask = move |c: &Session| {
            figures::figures(c, &policy, &filter, inner.watermark(c)?, inner.epoch.clone())
        };
        self.0.readers.walk(ask).await
    }

    /// Counts what is in the queue, some hundreds of entries at a time, for a second at most: what
    /// was acknowledged before a question is in its answer unless there is a flood.
    async fn settle(&self) -> Result<(), Failure> {
        let begun = std::time::Instant::now();
        while begun.elapsed() < SETTLING && self.evaluate(SETTLED).await? > 0 {}
        Ok(())
    }

    /// Counts up to about `budget` entries of the queue; gives how many. One evaluator at a time:
    /// when another is at work this gives 0.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn evaluate(&self, budget: usize) -> Result<usize, Failure> {
        let queued = |c: &Session| {
            let text = "SELECT 1 FROM dirty WHERE tenant_id = $1 LIMIT 1";
            c.first(text, values![c.tenant()], |_| Ok(()))
        };
        if self.0.readers.read(queued).await?.is_none() {
            return Ok(0);
        }
        let inner = Arc::clone(&self.0);
        let work = tokio::task::spawn_blocking(move || {
            let mut held = inner.evaluator.lock().unwrap_or_else(PoisonError::into_inner);
            let session = match held.take() {
                Some(session) => session,
                None => inner.engine.write()?,
            };
            let when = Moment { now: inner.clock.now(), missing_after: inner.missing_after };
            let mut done = Ok(0);
            // Another evaluator, or a writer of the file, may have been in the way.
            for _ in 0..3 {
                done = session.whole_in_a_moment(|c| evaluate::drain(c, budget, when));
                if !matches!(done, Err(Failure::Again(_) | Failure::Lost(_))) {
                    break;
                }
            }
            *held = Some(session);
            done
        });
        work.await.map_err(|_| Failure::Damaged("counting broke off".into()))?
    }

    /// Counts everything anew and compares it with the sums; gives how many sums are wrong, and
    /// notes it. With `mend` wrong sums are made anew.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn audit(&self, mend: bool) -> Result<u64, Failure> {
        let walk = |c: &Session| audit::differences(c, &evaluate::pending(c)?);
        let wrong = self.0.readers.walk(walk).await?;
        if wrong > 0 {
            tracing::error!(wrong, "the audit found sums that are not those of counting anew");
        }
        let now = self.now();
        let inner = Arc::clone(&self.0);
        let note = move || {
            let session = inner.engine.write()?;
            session.whole_in_a_moment(|c| {
                if mend && wrong > 0 {
                    audit::anew(c)?;
                }
                facts::note(c, "audited_at", &now.to_string())?;
                facts::note(c, "audit_differences", &wrong.to_string())
            })
        };
        tokio::task::spawn_blocking(note)
            .await
            .map_err(|_| Failure::Damaged("the audit broke off".into()))??;
        Ok(wrong)
    }

    /// Published figures that moved afterwards, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn restatements(&self, limit: u16) -> Result<Vec<Restatement>, Failure> {
        self.settle().await?;
        self.0.readers.read(move |c| restated::newest(c, limit)).await
    }

    /// Hands the verdict on every contact that the filter takes to `add`, on a thread that may wait, and gives `sink`
    /// back when it has them all.
    ///
    /// # Errors
    /// As [`Store::figures`], and whatever `add` fails with.
    pub async fn verdicts<S: Send + 'static>(
        &self,
        policy: Policy,
        filter: Filter,
        mut sink: S,
        add: fn(&mut S, Judged) -> Result<(), Failure>,
    ) -> Result<S, Failure> {
        policy.check()?;
        let inner = Arc::clone(&self.0);
        let ask = move |c: &Session| {
            let watermark = inner.watermark(c)?.at;
            figures::verdicts(c, &policy, watermark, &filter, |j| add(&mut sink, j))?;
            Ok(sink)
        };
        self.0.readers.walk(ask).await
    }

    /// The latest contacts that the filter takes with their verdicts, for the board.
    ///
    /// # Errors
    /// As [`Store::figures`].
    pub async fn shown(
        &self,
        policy: Policy,
        filter: Filter,
        before: Option<(Ms, ContactId)>,
        limit: u16,
    ) -> Result<ShownPage, Failure> {
        policy.check()?;
        let inner = Arc::clone(&self.0);
        let asked = Listed { filter, before, limit, longest: inner.contact.duration_ms };
        let ask = move |c: &Session| {
            figures::shown(c, policy, inner.watermark(c)?, inner.epoch.clone(), asked)
        };
        self.0.readers.walk(ask).await
    }

    /// Whether the store can read and still has its writer.
    pub(crate) async fn well(&self) -> Result<(), Failure> {
        self.heads().await.map(|_| ())
    }
}

impl Inner {
    pub(crate) fn rules<'a>(&'a self, codes: Option<&'a Codes>) -> Rules<'a> {
        Rules {
            keyring: &self.keyring,
            codes,
            limits: &self.contact,
            record_bytes: self.batch.record_bytes,
        }
    }

    pub(crate) fn watermark(&self, session: &Session) -> Result<Watermark, Failure> {
        desks::watermark(session, self.clock.now(), self.missing_after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;
    use contact::protocol::AckStatus;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_full_disk_acknowledges_nothing_and_goes_on_when_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::Sqlite(folder.path().join("store.db"));
        let store = Store::open(&Settings::new(database, Clock::new(|| 2_000_000))).unwrap();
        let code = store.enrolment_code("").await.unwrap();
        let asked = Enrol { code, name: "d".into(), app_version: "1".into() };
        let desk = store.enrol(asked).await.unwrap().device_id;
        let limit = async |more: i64| {
            let job = move |c: &Session| {
                let pages: i64 = c.one("PRAGMA page_count", &[], |r| r.get(0))?;
                let set = format!("PRAGMA max_page_count={}", pages + more);
                c.one(&set, &[], |r| r.get::<i64>(0))
            };
            store.0.writer.write(job).await.unwrap();
        };
        let send = async |batch: u32| {
            let record = |n: u32| {
                let text = format!(
                    "{{\"contact_id\":\"01956f1e-7c00-7000-8000-{n:012}\",\"channel\":\"voice\",\
                     \"start_ms\":1,\"end_ms\":2,\"customer\":\"c-{n}\",\"note\":\"{}\"}}",
                    "x".repeat(500)
                );
                RawValue::from_string(text).unwrap()
            };
            let records = (batch * 50..batch * 50 + 50).map(record).collect();
            store
                .records(
                    desk,
                    Arrived { boot: String::new(), mono: 0, wall: 0, waiting: 0, records },
                )
                .await
        };
        limit(40).await;
        let mut acked = 0;
        let mut batch = 0;
        let refused = loop {
            match send(batch).await {
                Ok(receipt) => {
                    assert!(receipt.acks.iter().all(|ack| ack.status == AckStatus::Stored));
                    acked += receipt.acks.len();
                }
                Err(failure) => break failure,
            }
            batch += 1;
            assert!(batch < 1_000, "the disk never filled");
        };
        assert!(matches!(refused, Failure::Full), "{refused:?}");
        assert_eq!(refused.problem().code, Code::DiskFull);
        let stored = async || {
            let count =
                |c: &Session| c.one("SELECT count(*) FROM contact", &[], |r| r.get::<usize>(0));
            store.0.readers.read(count).await.unwrap()
        };
        assert_eq!(stored().await, acked);
        limit(1_000).await;
        assert_eq!(send(batch).await.unwrap().acks.len(), 50);
        assert_eq!(stored().await, acked + 50);
    }
}
