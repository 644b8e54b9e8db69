//! The loop: look, decide by [`Plan`], do one thing, tell.
//!
//! Interest in a nudge is registered before looking, so that a line that is written while we
//! look is seen at once and not at the next heartbeat.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use contact::protocol::{Ack, AckStatus, Batch, Reconcile, SentRecord, SeqRange, VERSION};
use contact::{Code, Contact, Ms, Problem};
use journal::{Fault, Journal, Line, Parcel, Scope, Waiting};
use tokio::sync::watch;

use crate::plan::{Desk, Feeds, Happened, Plan, Refusal, Step};
use crate::{News, Nudge, Settings, Standing, Status};

/// A record the receipt did not speak of is sent again after this time, not at once.
const UNSPOKEN_MS: Ms = 60_000;
/// After the journal could not be used (a full disk, most likely).
const FAULT_PAUSE: Duration = Duration::from_secs(5);
/// The name under which the journal keeps the highest number the store told.
const STORE_SEQ: &str = "store_seq";
/// Since when the token is used, as the journal keeps it; and how long it is.
const TOKEN_SINCE: &str = "token_since";
const RENEW_MS: Ms = 30 * 24 * 3_600_000;
/// Old contacts are forgotten this often.
const FORGET_MS: Ms = 6 * 3_600_000;

pub(crate) async fn run(settings: Settings, nudge: Arc<Nudge>, mut stopped: watch::Receiver<bool>) {
    let mut round = Round::new(settings);
    let work = async {
        loop {
            let mut woken = pin!(nudge.notify.notified());
            woken.as_mut().enable();
            if nudge.impatient.swap(false, Ordering::AcqRel) {
                round.plan.happened(round.mono(), Happened::Impatient, 0.0);
            }
            let pause = match round.step().await {
                Ok(None) => continue,
                Ok(Some(pause)) => pause,
                Err(fault) => {
                    tracing::warn!(%fault, "the courier cannot use the journal");
                    FAULT_PAUSE
                }
            };
            tokio::select! {
                () = woken => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    };
    tokio::select! {
        _ = stopped.wait_for(|stop| *stop) => {}
        () = work => {}
    }
}

/// What the loop carries from step to step.
pub(crate) struct Round {
    settings: Settings,
    plan: Plan,
    told: Option<(Status, Waiting)>,
    synced_ms: Option<Ms>,
    offline_since_ms: Option<Ms>,
    forgot: Option<Ms>,
    /// The highest number of ours that the store told us last.
    store_seq: Option<u64>,
}

impl Round {
    pub(crate) fn new(settings: Settings) -> Round {
        let synced = settings.journal.setting("synced_ms").ok().flatten();
        Round {
            synced_ms: synced.and_then(|text| text.parse().ok()),
            settings,
            plan: Plan::default(),
            told: None,
            offline_since_ms: None,
            forgot: None,
            store_seq: None,
        }
    }

    fn mono(&self) -> Ms {
        (self.settings.mono)()
    }

    fn wall(&self) -> Ms {
        (self.settings.wall)()
    }

    fn journal(&self) -> &Journal {
        &self.settings.journal
    }

    /// One step. A pause when there is nothing to do before it is over.
    pub(crate) async fn step(&mut self) -> Result<Option<Duration>, Fault> {
        let wall = self.wall();
        let waiting = self.journal().waiting(wall)?;
        let desk = Desk {
            due_in_ms: waiting.due_ms.map(|due| due - wall),
            cursors: self.cursors()?,
            reconcile: self.journal().to_reconcile()?.is_some(),
        };
        let outcome = match self.plan.next(self.mono(), desk) {
            Step::Rest { until } => {
                self.tell()?;
                self.forget()?;
                let pause = until.saturating_sub(self.mono()).clamp(1, 3_600_000);
                return Ok(Some(Duration::from_millis(pause.unsigned_abs())));
            }
            Step::Hello => self.hello(waiting.lines).await,
            Step::Send(parcel) => self.send(parcel).await,
            Step::Reconcile => self.reconcile().await,
            Step::Fetch(scope) => self.fetch(scope, desk.cursors.of(scope)).await,
        };
        match outcome {
            Ok(()) => {}
            Err(Trouble::Journal(fault)) => return Err(fault),
            Err(Trouble::Store(refusal)) => {
                let known = matches!(refusal, Refusal::SignedOut)
                    && self.known_by_token_before(waiting.lines).await?;
                // It asks how the store is at once: that renews the token, and tells what to compare.
                let happened =
                    if known { Happened::Impatient } else { Happened::Refused(&refusal) };
                self.plan.happened(self.mono(), happened, fastrand::f64());
            }
        }
        self.tell()?;
        Ok(None)
    }

    /// A store that was put back to a copy knows the token of that time, and not the one that it gave
    /// afterwards: then the desk goes on with the one before, and nobody has to enrol it anew. Any other
    /// store has voided that one, and somebody whose token was revoked is known by neither.
    async fn known_by_token_before(&mut self, waiting: u32) -> Result<bool, Fault> {
        let (Some(token), Some(before)) = (self.journal().token()?, self.journal().token_before()?)
        else {
            return Ok(false);
        };
        let (heard, wall) = (self.heard()?, self.wall());
        let Settings { store, boot, .. } = &self.settings;
        store.use_token(before);
        if store.hello(waiting, wall, boot, heard.as_ref()).await.is_err() {
            store.use_token(token);
            return Ok(false);
        }
        tracing::info!("the store knows this desk's token from before the last renewal only");
        self.journal().back_to_token_before()?;
        Ok(true)
    }

    async fn hello(&mut self, waiting: u32) -> Result<(), Trouble> {
        let heard = self.heard()?;
        let boot = &self.settings.boot;
        let hello = self.settings.store.hello(waiting, self.wall(), boot, heard.as_ref()).await?;
        if hello.protocol_min > VERSION {
            return Err(Refusal::TooOld.into());
        }
        self.epoch(&hello.epoch)?;
        self.hear_seq(hello.max_seq, hello.max_seq, &hello.epoch)?;
        let heads = Feeds::from(&hello);
        for scope in Scope::ALL {
            if self.journal().cursor(scope)? > heads.of(scope) {
                self.journal().start_over(scope)?;
            }
        }
        self.renew().await?;
        let now = self.mono();
        let away = self.plan.away(now);
        self.plan.happened(now, Happened::Hello(&hello), fastrand::f64());
        if let Some(away_ms) = away {
            let rest_ms = self.plan.rests(now);
            tracing::info!(away_ms, rest_ms, "the store is there again");
        }
        Ok(())
    }

    /// Asks for a new token now and then: one that was copied off this machine is good for a month.
    /// In the journal first; until it is used the old one is good as well.
    async fn renew(&mut self) -> Result<(), Trouble> {
        let now = self.wall();
        let since = self.journal().setting(TOKEN_SINCE)?.and_then(|text| text.parse::<Ms>().ok());
        match since {
            // A clock that was set back makes no token new.
            Some(since) if (now - since).abs() < RENEW_MS => return Ok(()),
            Some(_) => {}
            None => return Ok(self.journal().set_setting(TOKEN_SINCE, &now.to_string())?),
        }
        match self.settings.store.renew().await {
            Ok(renewed) => {
                self.journal().renewed(&renewed.token, now)?;
                self.settings.store.use_token(renewed.token);
            }
            // An older store: the token is good for another month.
            Err(Refusal::Missing) => self.journal().set_setting(TOKEN_SINCE, &now.to_string())?,
            Err(refusal) => return Err(refusal.into()),
        }
        Ok(())
    }

    fn cursors(&self) -> Result<Feeds, Fault> {
        let mut cursors = Feeds::default();
        for scope in Scope::ALL {
            cursors.set(scope, self.journal().cursor(scope)?);
        }
        Ok(cursors)
    }

    async fn send(&mut self, parcel: Parcel) -> Result<(), Trouble> {
        let lines = self.journal().take_due(self.wall(), parcel)?;
        let lines = self.set_aside_large(lines)?;
        if lines.is_empty() {
            return Ok(());
        }
        let mut records = Vec::with_capacity(lines.len());
        let mut sent = Vec::with_capacity(lines.len());
        for line in lines {
            match record(&line) {
                Some(record) => {
                    records.push(record);
                    sent.push(line);
                }
                None => {
                    let problem = Problem::new(
                        Code::Damaged,
                        "This record cannot be read any more. Correct it to send it.",
                    );
                    self.journal().park(line.contact_id, line.revision, &problem)?;
                }
            }
        }
        let wall = self.wall();
        let behind = self.journal().waiting(wall)?.lines as usize;
        let (heard_epoch, heard_seq) = self.heard()?.unwrap_or_default();
        let batch = Batch {
            heard_seq,
            heard_epoch,
            boot: self.settings.boot.clone(),
            mono: self.mono(),
            wall,
            waiting: behind.saturating_sub(sent.len()) as u64,
            records,
        };
        let receipt = match self.settings.store.records(&batch).await {
            Ok(receipt) => receipt,
            Err(Refusal::TooLarge(problem)) if sent.len() == 1 => {
                // Alone and still refused: it is this record, and the others must not wait.
                for line in &sent {
                    self.journal().park(line.contact_id, line.revision, &problem)?;
                }
                return Ok(());
            }
            Err(refusal) => return Err(refusal.into()),
        };
        self.settle(&sent, &receipt.acks)?;
        self.epoch(&receipt.epoch)?;
        self.hear_seq(receipt.had_seq, Some(receipt.max_seq), &receipt.epoch)?;
        let now = self.mono();
        self.plan.happened(now, Happened::Receipt { wait_ms: receipt.wait_ms }, 0.0);
        Ok(())
    }

    fn set_aside_large(&self, lines: Vec<Line>) -> Result<Vec<Line>, Fault> {
        let most = self.plan.record_bytes();
        let (fit, large): (Vec<_>, Vec<_>) =
            lines.into_iter().partition(|line| line.body.len() <= most);
        for line in large {
            let problem = Problem::new(
                Code::TooLarge,
                format!(
                    "This record is larger than the store takes ({most} bytes). It is safe here \
                     and holds up no other. Correct it, shorten the note and save: then it is sent."
                ),
            );
            self.journal().park(line.contact_id, line.revision, &problem)?;
        }
        Ok(fit)
    }

    /// Per record, whatever else the receipt says. Only lines of this batch are touched.
    fn settle(&self, sent: &[Line], acks: &[Ack]) -> Result<(), Fault> {
        let now = self.wall();
        for line in sent {
            let ack = acks.iter().find(|ack| {
                ack.contact_id == Some(line.contact_id) && ack.revision == line.revision
            });
            let (id, revision) = (line.contact_id, line.revision);
            match ack.map(|ack| (ack.status, &ack.why)) {
                Some((AckStatus::Stored | AckStatus::Same | AckStatus::Older, _)) => {
                    self.journal().acked(id, revision, now)?;
                }
                Some((AckStatus::Quarantined, why)) => {
                    let why = why.clone().unwrap_or_else(|| {
                        Problem::new(Code::Invalid, "The store set this record aside.")
                    });
                    self.journal().park(id, revision, &why)?;
                }
                Some((AckStatus::Erased, _)) => {
                    let rows = self.journal().erase(id)?;
                    tracing::info!(contact = %id, rows, "forgotten: its customer was erased");
                }
                None => self.journal().postpone(id, revision, now + UNSPOKEN_MS)?,
            }
        }
        Ok(())
    }

    async fn fetch(&mut self, scope: Scope, after: u64) -> Result<(), Trouble> {
        let page = match self.settings.store.feed(scope, after).await {
            Err(Refusal::StartOver) => {
                self.journal().start_over(scope)?;
                return Err(Refusal::StartOver.into());
            }
            page => page?,
        };
        if page.next <= after && page.next < page.head {
            // A page that leads nowhere would be asked for again without end.
            return Err(Refusal::Failed.into());
        }
        if self.epoch(&page.epoch)? {
            // This page belongs to a walk that has just been begun anew.
            return Err(Refusal::StartOver.into());
        }
        let changed = match scope {
            Scope::Articles => self.journal().apply_articles(after, &page, self.wall())?,
            Scope::Codes => self.journal().apply_codes(after, &page)?,
            Scope::Team => self.journal().apply_team(after, &page)?,
            Scope::Erased => self.journal().apply_erased(after, &page)? > 0,
        };
        if scope == Scope::Codes && !changed && !page.items.is_empty() {
            tracing::warn!("the store's lists cannot be used here; the old ones stay");
        }
        let now = self.mono();
        self.plan.happened(now, Happened::Page { scope, head: page.head }, 0.0);
        if changed {
            (self.settings.on_news)(match scope {
                Scope::Articles => News::Articles,
                Scope::Codes => News::Codes,
                Scope::Team => News::Team,
                Scope::Erased => News::Erased,
            });
        }
        Ok(())
    }

    /// Compares what the store confirmed with what it has, and puts what it lacks into the outbox
    /// again. Until the last answer is in, nothing counts as compared.
    async fn reconcile(&mut self) -> Result<(), Trouble> {
        let Some(epoch) = self.journal().to_reconcile()? else { return Ok(()) };
        let sums = self.journal().confirmed(self.wall())?;
        let mut again: Vec<SeqRange> = Vec::new();
        for ranges in sums.chunks(Reconcile::MOST) {
            let asked = Reconcile { ranges: ranges.to_vec() };
            match self.settings.store.reconcile(&asked).await? {
                Some(answer) if answer.epoch == epoch => again.extend(answer.again),
                Some(answer) => {
                    // It went back once more while it was being asked. Compared with that one
                    // after a pause: two stores behind one address would make a busy loop.
                    self.epoch(&answer.epoch)?;
                    return Err(Refusal::StartOver.into());
                }
                None => {
                    again = vec![SeqRange { from: 1, to: u64::MAX }];
                    break;
                }
            }
        }
        let lines = self.journal().send_again(&again, &epoch, self.wall())?;
        tracing::info!(lines, "compared with the store: this much is sent again");
        let now = self.mono();
        self.plan.happened(now, Happened::Reconciled, 0.0);
        Ok(())
    }

    /// A store that went back in time, or another store: what it confirmed is compared, and the
    /// feeds begin anew. Returns whether that was news.
    fn epoch(&self, epoch: &str) -> Result<bool, Fault> {
        let news = self.journal().hear_epoch(epoch)?;
        if news {
            tracing::info!("the store may have gone back in time: comparing");
        }
        Ok(news)
    }

    /// The highest number the store has of this desk: before what it was just given, and after. It
    /// never falls, unless somebody put an older file in the store's place.
    fn hear_seq(
        &mut self,
        before: Option<u64>,
        after: Option<u64>,
        epoch: &str,
    ) -> Result<(), Fault> {
        let (Some(before), Some(after)) = (before, after) else { return Ok(()) };
        let told = self.told_seq()?;
        if before < told {
            tracing::warn!(before, told, "the store has less than it had: comparing");
            self.journal().doubt_store(epoch)?;
        }
        if self.store_seq != Some(after) {
            self.journal().set_setting(STORE_SEQ, &after.to_string())?;
            self.store_seq = Some(after);
        }
        Ok(())
    }

    fn told_seq(&self) -> Result<u64, Fault> {
        if let Some(told) = self.store_seq {
            return Ok(told);
        }
        let kept = self.journal().setting(STORE_SEQ)?;
        Ok(kept.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    /// In which epoch the store told us to have how much of ours, so that it can see whether it has
    /// gone back in time.
    fn heard(&self) -> Result<Option<(String, u64)>, Fault> {
        let told = self.told_seq()?;
        Ok(self.journal().epoch()?.filter(|_| told > 0).map(|epoch| (epoch, told)))
    }

    fn forget(&mut self) -> Result<(), Fault> {
        let now = self.mono();
        if self.forgot.is_none_or(|last| now - last >= FORGET_MS) {
            self.forgot = Some(now);
            self.journal().forget_old(self.wall())?;
        }
        Ok(())
    }

    fn tell(&mut self) -> Result<(), Fault> {
        let wall = self.wall();
        let waiting = Waiting { due_ms: None, ..self.journal().waiting(wall)? };
        let standing = self.plan.standing();
        match standing {
            Standing::Linked => self.offline_since_ms = None,
            Standing::Cut => {
                self.offline_since_ms.get_or_insert(wall);
            }
            Standing::Unknown | Standing::SignedOut | Standing::TooOld => {}
        }
        if standing == Standing::Linked && waiting.lines == 0 {
            // The time itself moves with every heartbeat; on the disk once a minute will do.
            let stale = self.synced_ms.is_none_or(|kept| (wall - kept).abs() >= 60_000);
            let drained = self.told.is_some_and(|(_, before)| before.lines > 0);
            if stale || drained {
                self.synced_ms = Some(wall);
                self.journal().set_setting("synced_ms", &wall.to_string())?;
            }
        }
        let status =
            Status { standing, synced_ms: self.synced_ms, offline_since_ms: self.offline_since_ms };
        if self.told != Some((status, waiting)) {
            self.told = Some((status, waiting));
            (self.settings.on_news)(News::Status(status));
        }
        Ok(())
    }
}

fn record(line: &Line) -> Option<serde_json::Value> {
    let contact: Contact = serde_json::from_str(&line.body).ok()?;
    serde_json::to_value(SentRecord { seq: line.seq, v: VERSION, contact }).ok()
}

/// Either side may fail.
enum Trouble {
    Journal(Fault),
    Store(Refusal),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Trouble {
        Trouble::Journal(fault)
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Trouble {
        Trouble::Store(refusal)
    }
}
