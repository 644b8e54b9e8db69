//! A desk on the floor, with its cable to the store: what one agent sits at.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use contact::{Channel, ContactId, Initiator, Ms, ReasonPath};
use desk::ipc::{
    AttachedArticle, Draft, EnrolAt, OpenArticle, Phase, Pick, Saved, Search, StartCall, SyncState,
    WrapUp,
};
use desk::{Desk, DeskSettings};

use crate::floor::{Floor, FloorClock, starter_articles, starter_codes, until};
use crate::net::{Cable, Net};

/// One desk.
pub struct Seat {
    /// What the agent works with.
    pub desk: Desk,
    /// Between this desk and the store.
    pub cable: Net,
    /// Where the desk keeps its data.
    pub folder: PathBuf,
    clock: FloorClock,
    may_leave_lines: bool,
}

impl Floor {
    /// A new desk, enrolled and with everything from the store.
    pub async fn seat(&self, name: &str) -> Result<Seat> {
        let seat = self.unenrolled_seat(name).await?;
        let code = self.store()?.enrolment_code(name).await?;
        seat.desk
            .enrol(&EnrolAt { url: seat.cable.url(), code, agent_name: name.to_owned() })
            .await?;
        until("the new desk is synced", async || {
            (seat.desk.sync().ok()?.state == SyncState::Synced).then_some(())
        })
        .await?;
        Ok(seat)
    }

    /// A new desk that knows no store.
    pub async fn unenrolled_seat(&self, name: &str) -> Result<Seat> {
        let folder = self.folder.path().join(name);
        begun(&folder, &self.clock)?;
        let desk = open(&folder, &self.clock)?;
        let cable = self.cable().await?;
        Ok(Seat { desk, cable, folder, clock: self.clock.clone(), may_leave_lines: false })
    }
}

/// Fills `folder` with a desk that has the starter articles and knows no store.
pub fn begun(folder: &std::path::Path, clock: &FloorClock) -> Result<()> {
    let first = |folder: &std::path::Path| {
        open(folder, clock).map_err(|error| format!("{error:#}")).map(|desk| desk.close())
    };
    crate::started::started(folder, first).map_err(|error| anyhow!("{error}"))
}

/// Opens the desk in `folder`, as the shell does.
pub fn open(folder: &std::path::Path, clock: &FloorClock) -> Result<Desk> {
    let wall = clock.clone();
    let since = Instant::now();
    Desk::open(DeskSettings {
        data_dir: folder.to_owned(),
        starter_articles: Some(starter_articles()),
        starter_codes: Some(starter_codes()),
        version: "test".into(),
        clock: Arc::new(move || wall.now()),
        mono: Arc::new(move || Ms::try_from(since.elapsed().as_millis()).unwrap_or(Ms::MAX)),
        // The floor's time jumps; a monotonic clock that does not would only contradict it.
        boot: String::new(),
        new_id: Arc::new(|| ContactId(uuid::Uuid::now_v7())),
    })
    .map_err(|problem| anyhow!("the desk did not open: {problem:?}"))
}

impl Seat {
    /// Takes a whole call: starts it, searches, attaches the first hit, wraps up as `outcome`.
    pub fn call(&self, customer: &str, query: &str, lang: &str, outcome: &str) -> Result<Saved> {
        let draft = self.talk(customer, query, lang)?;
        self.wrap_up(draft, outcome)
    }

    /// Starts a call, searches and attaches the first hit; three minutes later they hang up.
    pub fn talk(&self, customer: &str, query: &str, lang: &str) -> Result<Draft> {
        let mut draft = self.desk.start_call(&StartCall {
            customer: Some(customer.to_owned()),
            channel: Channel::Voice,
            initiated_by: Initiator::Customer,
        })?;
        let found = self.desk.search(&Search {
            text: query.to_owned(),
            lang: lang.to_owned(),
            typing: true,
            limit: 10,
        })?;
        let hit = found.hits.first().with_context(|| format!("nothing found for {query}"))?;
        let article =
            self.desk.article(&OpenArticle { id: hit.id.clone(), lang: hit.lang.clone() })?;
        draft.query = query.to_owned();
        draft.attached = Some(AttachedArticle {
            id: article.id.clone(),
            version: article.version,
            lang: article.lang.clone(),
            title: article.title.clone(),
            reasons: article.reasons.clone(),
            query_id: Some(found.query_id),
        });
        draft.steps_done.insert(article.id, vec![1, 2, 3]);
        self.clock.pass(3 * 60_000);
        draft.phase = Phase::WrapUp;
        draft.end_ms = Some(self.clock.now());
        self.desk.save_draft(&draft)?;
        Ok(draft)
    }

    /// Fills the form in as `outcome` asks and records it.
    pub fn wrap_up(&self, mut draft: Draft, outcome: &str) -> Result<Saved> {
        draft.outcome = Some(outcome.to_owned());
        if draft.reason.is_none() {
            let suggested = draft.attached.as_ref().and_then(|a| a.reasons.first().cloned());
            draft.reason = suggested.or_else(|| Some(ReasonPath::from("other/general/question")));
        }
        if !matches!(outcome, "resolved" | "not_customer_issue") {
            draft.root_cause = Some("other_team".into());
        }
        if outcome == "follow_up" {
            draft.follow_up = Some(contact::FollowUp {
                due_ms: self.clock.now() + 2 * 3_600_000,
                by: Channel::Voice,
                owner: None,
            });
        }
        Ok(self.desk.wrap_up(&WrapUp { draft })?)
    }

    /// Lets the time to undo pass and gets the courier going.
    pub fn let_it_leave(&self) -> Result<()> {
        self.clock.pass(desk::UNDO_MS + 1);
        self.desk.sync_now()?;
        Ok(())
    }

    /// Waits until nothing waits any more.
    pub async fn everything_arrives(&self) -> Result<()> {
        self.let_it_leave()?;
        until("the outbox is empty", async || {
            let sync = self.desk.sync().ok()?;
            (sync.waiting == 0 && sync.state == SyncState::Synced).then_some(())
        })
        .await
    }

    /// Waits until the desk knows that it is cut off.
    pub async fn notices(&self, state: SyncState) -> Result<()> {
        until(&format!("the desk is {state:?}"), async || {
            self.desk.sync_now().ok()?;
            (self.desk.sync().ok()?.state == state).then_some(())
        })
        .await
    }

    /// Pulls or mends the cable.
    pub fn cable_is(&self, cable: Cable) {
        self.cable.set(cable);
    }

    /// Closes the desk and opens it again on the same folder, as after a restart.
    pub fn restart(&mut self) -> Result<()> {
        self.desk.close();
        self.desk = open(&self.folder, &self.clock)?;
        Ok(())
    }

    /// This desk may end with lines in its outbox.
    pub fn may_leave_lines(&mut self) {
        self.may_leave_lines = true;
    }

    /// Takes the last wrap-up back.
    pub fn undo(&self, saved: &Saved) -> Result<Draft> {
        Ok(self.desk.undo(&Pick { contact_id: saved.contact_id })?)
    }

    /// Fails unless `waiting` lines wait.
    pub fn waits(&self, waiting: u32) -> Result<()> {
        let now = self.desk.sync()?.waiting;
        if now != waiting {
            bail!("{now} lines wait, not {waiting}");
        }
        Ok(())
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let waiting = self.desk.sync().map_or(0, |sync| sync.waiting);
        self.desk.close();
        if waiting > 0 && !self.may_leave_lines && !std::thread::panicking() {
            panic!("a desk was left with {waiting} lines in its outbox, and nobody said so");
        }
    }
}
