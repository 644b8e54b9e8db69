//! A desk over real files: what an agent does, what a restart brings back, what was damaged.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod call;
#[cfg(unix)]
mod faults;
mod phone;
mod record;
mod start;
#[expect(unreachable_pub, reason = "the journeys have it too, and give it on")]
#[path = "../../../../tests/src/started.rs"]
mod started;
mod story;
mod summary;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use contact::{Channel, Claim, Code, ContactId, FollowUp, Initiator, Ms, Problem, ReasonPath};
use desk::ipc::*;
use desk::{Desk, DeskSettings, UNDO_MS};

const NOW: Ms = 1_763_719_200_000;

/// A desk in a folder of its own, with a clock that stands still until it is moved.
struct Office {
    folder: tempfile::TempDir,
    clock: Arc<AtomicI64>,
    ids: Arc<AtomicU64>,
}

fn english() -> InLanguage {
    InLanguage { lang: "en".into() }
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge-base")
}

impl Office {
    fn new() -> Office {
        Office {
            folder: tempfile::tempdir().unwrap(),
            clock: Arc::new(AtomicI64::new(NOW)),
            ids: Arc::new(AtomicU64::new(1)),
        }
    }

    /// A first start is done once; every office continues from a copy of it.
    fn try_open(&self) -> Result<Desk, Problem> {
        let codes = project().join("codes");
        if !self.folder.path().join("journal.db").exists() {
            let first = |folder: &Path| {
                let desk = self.begin(folder, &codes).map_err(|problem| problem.to_string())?;
                desk.close();
                Ok(())
            };
            started::started(self.folder.path(), first).unwrap();
        }
        self.begin(self.folder.path(), &codes)
    }

    /// A first start with other lists.
    fn open_with(&self, codes: &Path) -> Desk {
        self.begin(self.folder.path(), codes).unwrap()
    }

    fn begin(&self, folder: &Path, codes: &Path) -> Result<Desk, Problem> {
        let (clock, ids) = (Arc::clone(&self.clock), Arc::clone(&self.ids));
        Desk::open(DeskSettings {
            data_dir: folder.to_owned(),
            starter_articles: Some(project().join("articles")),
            starter_codes: Some(codes.to_owned()),
            version: "0.1.0".into(),
            clock: Arc::new(move || clock.load(Ordering::Relaxed)),
            mono: Arc::new(|| 0),
            boot: "boot".into(),
            new_id: Arc::new(move || {
                let number = ids.fetch_add(1, Ordering::Relaxed);
                ContactId(uuid::Uuid::from_u128(u128::from(number)))
            }),
        })
    }

    fn open(&self) -> Desk {
        self.try_open().unwrap()
    }

    fn later(&self, ms: Ms) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }
}

fn call(desk: &Desk, customer: &str) -> Draft {
    desk.start_call(&StartCall {
        customer: Some(customer.into()),
        channel: Channel::Voice,
        initiated_by: Initiator::Customer,
    })
    .unwrap()
}

fn search(text: &str, lang: &str) -> Search {
    Search { text: text.into(), lang: lang.into(), typing: false, limit: 10 }
}

/// Filled in as the outcome wants it.
fn filled(mut draft: Draft, outcome: &str, now: Ms) -> Draft {
    draft.phase = Phase::WrapUp;
    draft.end_ms = Some(now);
    draft.outcome = Some(outcome.into());
    draft.reason = Some(ReasonPath::from("tv/picture/no-signal"));
    draft.root_cause = Some("visit_needed".into());
    draft.follow_up = Some(FollowUp { due_ms: now + 7_200_000, by: Channel::Voice, owner: None });
    draft.hand_over = Some(contact::HandOver {
        kind: contact::HandOverKind::Escalation,
        queue: "team-lead".into(),
        skill: None,
        note: "Tried everything in KB-1.".into(),
        warm: true,
    });
    draft
}

fn pick(draft: &Draft) -> Pick {
    Pick { contact_id: draft.contact_id }
}

fn recorded(office: &Office, draft: &Draft) -> contact::Contact {
    let path = office.folder.path().join("journal.db");
    let journal = journal::Journal::open(&path, NOW).unwrap().journal;
    journal.contact(draft.contact_id).unwrap().unwrap().contact
}

fn no_story(desk: &Desk, of: StoryOf) -> Story {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(desk.story(&of))
        .unwrap()
}
