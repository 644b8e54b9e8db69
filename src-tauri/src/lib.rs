//! The shell: a window around the desk.
//!
//! It opens the desk, lets the window ask it, tells the window what changed, lets calls in, and
//! closes the desk when the window closes. Deliberately absent: anything an agent could do (that
//! is `desk`), and what telephone systems say (that is `telephony`).

pub mod ahead;
mod calls;
mod commands;
pub mod crash;
pub mod ending;
pub mod engine;
pub mod instance;
mod links;
pub mod log;
mod machine;
mod manners;
mod settings;
pub mod simulate;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use contact::{Code, ContactId, Ms, Problem, Secret};
use desk::ipc::{EnrolAt, SyncState};
use desk::{Desk, DeskSettings, Event};
use tauri::{Emitter as _, Manager as _, RunEvent, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_window_state::StateFlags;

/// What the process was started with.
pub struct Launch {
    /// When the process began, for the time to the first screen.
    pub since: Instant,
    /// Where the journal and the index are kept.
    pub data_dir: PathBuf,
    /// Articles for a desk that has none yet.
    pub articles: Option<PathBuf>,
    /// Lists for a desk that has none yet.
    pub codes: Option<PathBuf>,
    /// A store to enrol at, once.
    pub enrol: Option<(String, Secret)>,
    /// Who works here.
    pub agent_name: Option<String>,
    /// The wall clock.
    pub clock: Arc<dyn Fn() -> Ms + Send + Sync>,
    /// Links it was opened with.
    pub links: Vec<String>,
    /// Make this program the one that opens such links, whatever the settings say.
    pub register_links: bool,
}

/// Opens the desk and its window, and returns when the window is closed.
///
/// # Errors
/// When the desk's data cannot be opened at all, or there is no display.
pub fn run(launch: Launch) -> anyhow::Result<()> {
    let context = context();
    // In the data folder, not in the user's settings: two desks of one user are two.
    let window_state = launch.data_dir.join("window-state.json").display().to_string();
    let app = with_commands(tauri::Builder::default())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_filename(window_state)
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .build(),
        )
        .plugin(tauri_plugin_deep_link::init())
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { .. } = event {
                manners::closing(window.app_handle());
            }
        })
        .setup(move |app| {
            set_up(app, launch)?;
            Ok(())
        })
        .build(context)
        .context("the window cannot be opened")?;
    app.run(|app, event| {
        if let RunEvent::ExitRequested { code, .. } = &event {
            // None is the last window that was closed.
            let why = if code.is_none() { "its window was closed" } else { "it was asked to" };
            ending::said(why);
        }
        if let RunEvent::Exit = event {
            if let Some(calls) = app.try_state::<calls::Switch>() {
                calls.close();
            }
            // What is saved is durable already; this lets a batch in flight end in peace.
            if let Ok(desk) = app.state::<TheDesk>().open() {
                desk.close();
            }
        }
    });
    Ok(())
}

fn set_up(app: &mut tauri::App, launch: Launch) -> anyhow::Result<()> {
    // Beside the program when installed, the lists and articles it was packed with.
    let packed = |folder: &str| {
        app.path().resource_dir().ok().map(|dir| dir.join("knowledge-base").join(folder))
    };
    let exists = |path: &PathBuf| path.is_dir();
    let since = launch.since;
    let clock = Arc::clone(&launch.clock);
    let (file, wrong) = settings::read(&launch.data_dir);
    let said = wrong.or_else(|| crash::said(&launch.data_dir));
    let machine = machine::machine();
    let settings = DeskSettings {
        data_dir: launch.data_dir.clone(),
        starter_articles: launch.articles.or_else(|| packed("articles").filter(exists)),
        starter_codes: launch.codes.or_else(|| packed("codes").filter(exists)),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        clock: launch.clock,
        mono: ahead::moved(&launch.data_dir, move || (machine.mono)()),
        boot: machine.boot,
        new_id: Arc::new(|| ContactId(uuid::Uuid::now_v7())),
    };
    let handle = app.handle().clone();
    app.manage(calls::Switch {
        file: Mutex::new(file.calls),
        data_dir: launch.data_dir.clone(),
        clock,
        opened: Arc::new(move |_links| manners::show(&handle)),
        open: Mutex::default(),
    });
    let agent_name = launch.agent_name.unwrap_or_default();
    let beginning = Beginning {
        app: app.handle().clone(),
        data_dir: launch.data_dir,
        enrol: launch.enrol.map(|(url, code)| EnrolAt { url, code, agent_name }),
        links: launch.links,
    };
    app.manage(TheDesk::new(
        move || Desk::open(settings.clone()),
        move |desk| beginning.begin(desk),
        since,
        said,
    ));
    let opened = app.state::<TheDesk>().opened_anew();
    if let Err(problem) = &opened {
        // The window opens all the same and shows it.
        tracing::error!(code = ?problem.code, "the desk did not open: {problem}");
    }
    let lang = opened.as_ref().ok().and_then(|desk| desk.settings().lang);
    manners::take_up(app.handle(), &file.shell, &lang.unwrap_or_default());
    links::open(app.handle(), file.shell.register_links || launch.register_links);
    let plainly = opened.is_ok_and(|desk| desk.settings().software_rendering);

    let window = app.config().app.windows.first().context("tauri.conf.json names no window")?;
    let window = WebviewWindowBuilder::from_config(app.handle(), window)?.build()?;
    engine::small(&window, plainly);
    engine::watch(&window);
    ending::hear_signals(app.handle());
    Ok(())
}

/// What happens around a desk once it is open: at the start, or later, when what stood in its way
/// is gone.
struct Beginning {
    app: tauri::AppHandle,
    data_dir: PathBuf,
    /// A store to enrol at.
    enrol: Option<EnrolAt>,
    /// Links the app was opened with.
    links: Vec<String>,
}

impl Beginning {
    /// Has the window told what changes, enrols, and lets calls in. Done once.
    fn begin(&self, desk: &Desk) {
        // A code that a desk was given which is enrolled: for when the store no longer knows it.
        let code_kept: Arc<Mutex<Option<EnrolAt>>> = Arc::default();
        let handle = self.app.clone();
        let kept = Arc::clone(&code_kept);
        let mark = self.data_dir.join("enrolled");
        desk.on_event(Arc::new(move |event| {
            // A window that is closing has nobody to tell.
            let _ = match event {
                Event::SyncChanged(sync) => {
                    // The store no longer knows this desk: that is what a new code is for.
                    if sync.state == SyncState::SignedOut
                        && let Some(desk) = handle.try_state::<TheDesk>()
                        && let Ok(desk) = desk.open()
                        && let Some(at) = kept.lock().unwrap_or_else(PoisonError::into_inner).take()
                    {
                        enrol(desk, at, mark.clone());
                    }
                    manners::waiting(&handle, sync.waiting);
                    handle.emit("sync_changed", sync)
                }
                Event::KnowledgeChanged(knowledge) => handle.emit("knowledge_changed", knowledge),
                Event::CallsChanged(calls) => handle.emit("calls_changed", calls),
                Event::DraftChanged(changed) => handle.emit("draft_changed", changed),
                Event::Suggested(suggestions) => handle.emit("suggested", suggestions),
                Event::Reminder(promise) => handle.emit("reminder", promise),
                Event::IntakeChanged(state) => handle.emit("intake_changed", state),
            };
        }));
        // Only says to whoever started us that no further code is needed.
        let enrolled = self.data_dir.join("enrolled");
        if desk.sync().is_ok_and(|sync| sync.state == SyncState::NotEnrolled) {
            let _ = std::fs::remove_file(&enrolled);
        }
        if let Some(at) = self.enrol.clone() {
            if is_enrolled_at(desk, &at.url) {
                // A code that stays in a start script is used up after the first start.
                tracing::info!("enrolled at this store already: the code is left unused");
                let _ = std::fs::write(enrolled, "");
                *code_kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
            } else {
                enrol(desk.clone(), at, enrolled);
            }
        }
        let calls = self.app.state::<calls::Switch>();
        calls.turn(desk);
        self.links.iter().for_each(|link| calls.link(link));
        if let Err(error) = follow_file(self.app.clone(), desk.clone()) {
            tracing::warn!("what changes in desk.toml counts from the next start on: {error}");
        }
    }
}

/// How often `desk.toml` is looked at.
const LOOK: Duration = Duration::from_secs(2);

/// Takes up what `desk.toml` says of calls while the desk runs, on a thread of its own: to close a
/// listener blocks.
fn follow_file(app: tauri::AppHandle, desk: Desk) -> std::io::Result<()> {
    let look = move || {
        let calls = app.state::<calls::Switch>();
        let path = calls.data_dir.join(settings::FILE);
        let seen = || std::fs::metadata(&path).ok().map(|file| (file.modified().ok(), file.len()));
        let mut known = seen();
        loop {
            std::thread::sleep(LOOK);
            let now = seen();
            if now != known {
                known = now;
                calls.follow(&desk);
            }
        }
    };
    std::thread::Builder::new().name("desk.toml".into()).spawn(look).map(drop)
}

/// Whether the desk is enrolled, and at this very store.
fn is_enrolled_at(desk: &Desk, url: &str) -> bool {
    let plain = |url: &str| url.trim().trim_end_matches('/').to_owned();
    let known = desk.sync().is_ok_and(|sync| sync.state != SyncState::NotEnrolled);
    known && desk.settings().store_url.is_some_and(|at| plain(&at) == plain(url))
}

/// Enrols in the background, and leaves `mark` when that is done.
fn enrol(desk: Desk, at: EnrolAt, mark: PathBuf) {
    tauri::async_runtime::spawn(async move {
        match desk.enrol(&at).await {
            Ok(_) => drop(std::fs::write(mark, "")),
            Err(problem) => tracing::warn!(code = ?problem.code, "not enrolled: {problem}"),
        }
    });
}

/// The desk, or why there is none: then every command answers with that, and the window shows it.
pub(crate) struct TheDesk {
    opened: Mutex<Result<Desk, Problem>>,
    /// One attempt at a time. Taken before `opened`.
    opening: Mutex<()>,
    open: Box<dyn Fn() -> Result<Desk, Problem> + Send + Sync>,
    /// What comes around a desk that is open.
    begin: Box<dyn Fn(&Desk) + Send + Sync>,
    since: Instant,
    /// What the shell has to say at the start, until it was said.
    said: Mutex<Option<Problem>>,
}

impl TheDesk {
    /// Not open yet; `open` opens it, and `begin` is told of it once that has worked.
    fn new(
        open: impl Fn() -> Result<Desk, Problem> + Send + Sync + 'static,
        begin: impl Fn(&Desk) + Send + Sync + 'static,
        since: Instant,
        said: Option<Problem>,
    ) -> TheDesk {
        TheDesk {
            opened: Mutex::new(Err(Problem::new(Code::Internal, "The desk is not open yet."))),
            opening: Mutex::default(),
            open: Box::new(open),
            begin: Box::new(begin),
            since,
            said: Mutex::new(said),
        }
    }

    pub(crate) fn open(&self) -> Result<Desk, Problem> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The desk; one that could not be opened is tried once more: a disk that was full may have room
    /// again, and somebody who was asked may have mended what was wrong. Blocks; not to be called from
    /// a task.
    pub(crate) fn opened_anew(&self) -> Result<Desk, Problem> {
        let _turn = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(desk) = self.open() {
            return Ok(desk);
        }
        let opened = (self.open)();
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&opened);
        if let Ok(desk) = &opened {
            (self.begin)(desk);
        }
        opened
    }

    /// What the shell has to say at the start: a crash of the last run, a wrong settings file. Once.
    pub(crate) fn said(&self) -> Option<Problem> {
        self.said.lock().ok().and_then(|mut said| said.take())
    }
}

fn context<R: tauri::Runtime>() -> tauri::Context<R> {
    tauri::generate_context!()
}

fn with_commands<R: tauri::Runtime>(builder: tauri::Builder<R>) -> tauri::Builder<R> {
    builder.invoke_handler(tauri::generate_handler![
        commands::start,
        commands::search,
        commands::article,
        commands::titles,
        commands::versions,
        commands::start_call,
        commands::save_draft,
        commands::resume,
        commands::discard,
        commands::story,
        commands::note,
        commands::wrap_up,
        commands::undo,
        commands::correct,
        commands::sync,
        commands::refused,
        commands::send_again,
        commands::sync_now,
        commands::home,
        commands::save_settings,
        commands::enrol,
        commands::calls,
        commands::take_call,
        commands::finish_later,
        commands::extend,
        commands::back_to_call,
        commands::begin_follow_up,
        commands::suggestions,
        commands::rate,
        commands::reasons,
        commands::reason_help,
        commands::directory,
        commands::flag,
        commands::gap,
        commands::summary,
        commands::revisions,
        commands::set_secret,
    ])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tauri::WebviewWindowBuilder;
    use tauri::ipc::{CallbackFn, InvokeBody};
    use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
    use tauri::webview::InvokeRequest;

    use super::*;

    /// The names in the contract, as the window's own types have them.
    fn contract() -> Vec<String> {
        let bindings = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/bindings/Commands.ts");
        let text = std::fs::read_to_string(bindings).unwrap();
        let (_, list) = text.split_once("export type Commands = {").unwrap();
        list.lines()
            .filter_map(|line| line.trim().split_once(": ["))
            .map(|(name, _)| name.rsplit(' ').next().unwrap().to_owned())
            .collect()
    }

    /// A desk of its own, with a clock that stands still.
    pub(crate) fn desk_in(folder: &Path) -> Result<Desk, Problem> {
        Desk::open(DeskSettings {
            data_dir: folder.to_owned(),
            starter_articles: None,
            starter_codes: None,
            version: "test".into(),
            clock: Arc::new(|| 1_795_000_000_000),
            mono: Arc::new(|| 0),
            boot: "test".into(),
            new_id: Arc::new(|| ContactId(uuid::Uuid::now_v7())),
        })
    }

    /// Asks commands through the window's own gate; answers with what went wrong, or nothing.
    fn asked(app: &tauri::App<MockRuntime>) -> impl Fn(&str) -> String {
        let window = app.config().app.windows.first().unwrap().clone();
        let window = WebviewWindowBuilder::from_config(app, &window).unwrap().build().unwrap();
        move |name| {
            let request = InvokeRequest {
                cmd: name.to_owned(),
                callback: CallbackFn(0),
                error: CallbackFn(1),
                url: "tauri://localhost".parse().unwrap(),
                body: InvokeBody::Json(serde_json::json!({ "request": {} })),
                headers: Default::default(),
                invoke_key: INVOKE_KEY.to_owned(),
            };
            match get_ipc_response(&window, request) {
                Ok(_) => String::new(),
                Err(error) => error.to_string(),
            }
        }
    }

    #[test]
    fn the_window_may_ask_every_command_of_the_contract() {
        let folder = tempfile::tempdir().unwrap();
        let app = with_commands(mock_builder()).build(context()).unwrap();
        let place = folder.path().to_owned();
        app.manage(TheDesk::new(move || desk_in(&place), |_| {}, Instant::now(), None));
        app.state::<TheDesk>().opened_anew().unwrap();
        let ask = asked(&app);
        let names = contract();
        assert!(names.len() >= 20, "the contract was not read: {names:?}");
        for name in names {
            let answer = ask(&name);
            assert!(
                !answer.contains("not found\"") && !answer.contains("not allowed"),
                "`{name}` is in the contract, but the window gets: {answer}"
            );
        }
        assert!(ask("no_such_command").contains("not"), "what is not in the contract is refused");
    }

    /// The window's button is `start` again.
    #[test]
    fn a_desk_that_could_not_be_opened_opens_once_nothing_stands_in_its_way() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("desk");
        std::fs::write(&place, "a file where the folder should be").unwrap();
        let begun = Arc::new(Mutex::new(0));
        let (there, count) = (place.clone(), Arc::clone(&begun));
        // As the shell does to let calls in: it must not stand in a task of the runtime.
        let begin = move |_: &Desk| {
            tauri::async_runtime::block_on(async { *count.lock().unwrap() += 1 });
        };
        let app = with_commands(mock_builder()).build(context()).unwrap();
        app.manage(TheDesk::new(move || desk_in(&there), begin, Instant::now(), None));
        let ask = asked(&app);
        let why = app.state::<TheDesk>().opened_anew().unwrap_err().message;
        for command in ["start", "sync", "start"] {
            assert!(ask(command).contains(&why), "{command} says why");
        }
        assert_eq!(*begun.lock().unwrap(), 0);

        std::fs::remove_file(&place).unwrap();
        assert!(ask("sync").contains(&why), "nobody asked for it yet");
        for command in ["start", "sync", "start"] {
            assert_eq!(ask(command), "", "{command}");
        }
        assert_eq!(*begun.lock().unwrap(), 1, "what comes around it is there, once");
    }
}
