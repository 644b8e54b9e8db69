//! Opening a desk and closing it.
//!
//! First the journal, because it is the truth; then what is derived from it. A starter set is
//! taken in only when the journal has no article (or no lists) yet.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use arc_swap::ArcSwap;
use contact::{Code, Codes, ContactId, Ms, Problem};
use courier::Clock;
use journal::{ArticleRow, Journal, Opened};

use crate::ipc::{IntakeState, Knowledge, Start};
use crate::promises::Bell;
use crate::shelf::Shelf;
use crate::team::Team;
use crate::{Desk, Event, Inner, Listener, lock};

/// What a desk needs to begin.
#[derive(Clone)]
pub struct DeskSettings {
    /// Where the journal and the index are; made when it is not there.
    pub data_dir: PathBuf,
    /// A folder of articles to begin with.
    pub starter_articles: Option<PathBuf>,
    /// A folder with the files that [`Codes::read`] reads, to begin with.
    pub starter_codes: Option<PathBuf>,
    /// This build, for people.
    pub version: String,
    /// The wall clock.
    pub clock: Clock,
    /// Milliseconds since the machine started; never goes back.
    pub mono: Clock,
    /// Names this start of the machine.
    pub boot: String,
    /// Makes an id that nobody else makes: a UUIDv7.
    pub new_id: Arc<dyn Fn() -> ContactId + Send + Sync>,
}

impl Desk {
    /// Opens the desk in `settings.data_dir`, and gets the courier going if it is enrolled.
    pub fn open(settings: DeskSettings) -> Result<Desk, Problem> {
        let now = (settings.clock)();
        let Opened { journal, mut trouble } =
            Journal::open(&settings.data_dir.join("journal.db"), now)?;
        starters(&journal, &settings, now, &mut trouble)?;
        let codes = journal.codes()?.unwrap_or_default();
        let shelf = Shelf::open(&settings.data_dir.join("index"), &journal, &codes, &mut trouble)?;
        let kept = crate::settings::read(&journal, &mut trouble)?;
        let phone = crate::phone::Phone::read(&journal, now)?;
        let shift = crate::home::Shift::read(&journal, now)?;
        let team = Team::read(&journal);
        let inner = Arc::new(Inner {
            journal,
            shelf,
            masker: ArcSwap::new(crate::masking::masker(&codes)),
            codes: ArcSwap::from_pointee(codes),
            settings: ArcSwap::from_pointee(kept),
            team: ArcSwap::from_pointee(team),
            status: Mutex::new(None),
            courier: Mutex::new(None),
            store: Mutex::new(None),
            listener: Mutex::new(None),
            last_search: Mutex::new(None),
            drafting: Mutex::new(()),
            phone: Mutex::new(phone),
            told_calls: Mutex::default(),
            gathered: Mutex::default(),
            suggested: Mutex::new(None),
            bell: Mutex::new(None),
            shift: Mutex::new(shift),
            intake: Mutex::default(),
            trouble,
            version: settings.version,
            clock: settings.clock,
            mono: settings.mono,
            boot: settings.boot,
            new_id: settings.new_id,
        });
        let for_news = Arc::downgrade(&inner);
        inner.shelf.on_change(Arc::new(move || {
            if let Some(inner) = for_news.upgrade() {
                inner.tell(Event::KnowledgeChanged(inner.knowledge()));
            }
        }));
        let desk = Desk(inner);
        desk.wake()?;
        if let Err(problem) = desk.start_courier() {
            // Everything but sending works without a store.
            tracing::warn!(%problem, "the courier did not start");
        }
        Ok(desk)
    }

    /// Says what happens from now on to `listener`; first of all which promises are due, and which
    /// calls there are.
    pub fn on_event(&self, listener: Listener) {
        *lock(&self.0.listener) = Some(listener);
        let mut bell = lock(&self.0.bell);
        if bell.is_none() {
            match Bell::start(&self.0) {
                Ok(started) => *bell = Some(started),
                // Promises are listed on the idle screen all the same.
                Err(problem) => tracing::warn!(%problem, "nobody reminds of promises"),
            }
        }
    }

    /// Everything the first screen needs.
    pub fn start(&self) -> Result<Start, Problem> {
        Ok(Start {
            settings: (*self.0.settings()).clone(),
            codes: (*self.0.codes.load_full()).clone(),
            team_window_h: self.0.team.load().policy.as_ref().map(|policy| policy.backward_h),
            draft: self.current()?,
            calls: self.calls()?,
            sync: self.sync()?,
            intake: lock(&self.0.intake).clone(),
            knowledge: self.0.knowledge(),
            now_ms: self.0.now(),
            version: self.0.version.clone(),
            trouble: self.0.trouble.clone(),
        })
    }

    /// Changes how it stands where calls come in, which the shell knows, and says so where it is news.
    pub fn intake_is(&self, change: impl FnOnce(&mut IntakeState)) {
        let news = {
            let mut state = lock(&self.0.intake);
            let before = state.clone();
            change(&mut state);
            (*state != before).then(|| state.clone())
        };
        if let Some(state) = news {
            self.0.tell(Event::IntakeChanged(state));
        }
    }

    /// Stops the courier and whatever works in the background. Everything is on the disk.
    pub fn close(&self) {
        *lock(&self.0.listener) = None;
        let bell = lock(&self.0.bell).take();
        if let Some(bell) = bell {
            bell.stop();
        }
        let courier = lock(&self.0.courier).take();
        if let Some(courier) = courier {
            courier.stop();
        }
        self.0.shelf.close();
    }
}

impl Inner {
    pub(crate) fn knowledge(&self) -> Knowledge {
        let asked = self.journal.setting("asked_ms").ok().flatten();
        Knowledge {
            articles: self.journal.count_articles().unwrap_or_default(),
            as_of_ms: asked.and_then(|text| text.parse().ok()),
        }
    }
}

fn starters(
    journal: &Journal,
    settings: &DeskSettings,
    now: Ms,
    trouble: &mut Option<Problem>,
) -> Result<(), Problem> {
    if journal.codes()?.is_none()
        && let Some(folder) = &settings.starter_codes
    {
        match starter_codes(folder) {
            Ok(codes) => journal.set_codes(&codes)?,
            Err(problem) => add(trouble, problem),
        }
    }
    if journal.count_articles()? == 0
        && let Some(folder) = &settings.starter_articles
    {
        match starter_articles(folder) {
            Ok(articles) => {
                journal.put_starters(&articles, now)?;
            }
            Err(problem) => add(trouble, problem),
        }
    }
    Ok(())
}

fn starter_codes(folder: &Path) -> Result<Codes, Problem> {
    Codes::read(|name| std::fs::read_to_string(folder.join(name)).ok()).map_err(|error| {
        let code = match error {
            contact::CodesError::Missing { .. } => Code::NotFound,
            _ => Code::Invalid,
        };
        Problem::new(code, format!("The lists that came with the program are wrong: {error}."))
    })
}

fn starter_articles(folder: &Path) -> Result<Vec<ArticleRow>, Problem> {
    let import = knowledge_base::import::import(folder).map_err(|_| {
        Problem::new(Code::NotFound, "The articles that came with the program cannot be read.")
    })?;
    for problem in &import.problems {
        tracing::warn!(file = %problem.path.display(), line = problem.line, reason = problem.reason,
            "a starter article needs mending");
    }
    import
        .articles
        .iter()
        .map(|article| {
            let body = serde_json::to_value(article)
                .map_err(|_| Problem::new(Code::Internal, "An article could not be taken in."))?;
            Ok(ArticleRow { id: article.id.clone(), lang: article.lang.clone(), body })
        })
        .collect()
}

/// Several things may be wrong at start; a person reads them one after the other.
pub(crate) fn add(trouble: &mut Option<Problem>, further: Problem) {
    match trouble {
        None => *trouble = Some(further),
        Some(first) => {
            first.message.push(' ');
            first.message.push_str(&further.message);
        }
    }
}
