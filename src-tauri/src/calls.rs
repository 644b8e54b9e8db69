//! Call intake of this desk: opens it, and hands every event to the desk.
//!
//! The local endpoint is always there, because a second start of the app speaks to it. Everything
//! here may fail without the desk failing: calls begun by hand always work. How it stands is told to
//! the desk, so that the window can say it. A changed setting closes all of it and opens it anew.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;
use contact::Secret;
use desk::Desk;
use desk::ipc::{ExchangeState, IntakeState, SecretName};
use telephony::endpoint::{Local, Opened, bind, serve};
use telephony::post::Endpoint;
use telephony::settings::{Asterisk, Calls};
use telephony::{Agents, Clock, Intake, asterisk};
use tokio::sync::watch;

use crate::settings::{self, CallsPart};

/// The intake of a desk, and what it needs to be opened again.
pub(crate) struct Switch {
    pub(crate) file: Mutex<CallsPart>,
    pub(crate) data_dir: PathBuf,
    pub(crate) clock: Clock,
    /// Told of a second start of the app.
    pub(crate) opened: Opened,
    pub(crate) open: Mutex<Option<Open>>,
}

impl Switch {
    /// Closes what is open and opens it as the file and the agent's own settings have it now: the
    /// file goes first. Blocks until the old listener is gone; not to be called from a task.
    pub(crate) fn turn(&self, desk: &Desk) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = open.take() {
            before.close();
        }
        let chosen = desk.settings();
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let settings = resolved(desk, &file, &chosen);
        let (clock, opened) = (Clock::clone(&self.clock), Opened::clone(&self.opened));
        match self::open(desk, &settings, &chosen.region, &self.data_dir, clock, opened) {
            Ok(new) => *open = Some(new),
            Err(error) => {
                // A desk without calls from outside is still a desk.
                tracing::error!("no calls from outside: {error:#}");
                desk.intake_is(|state| {
                    *state = IntakeState { why: Some(error.to_string()), ..IntakeState::default() };
                });
            }
        }
    }

    /// Takes `desk.toml` up as it is now, if its `[calls]` part is another; says whether it was. A
    /// file that is wrong changes nothing.
    pub(crate) fn follow(&self, desk: &Desk) -> bool {
        let (file, wrong) = settings::read(&self.data_dir);
        if let Some(problem) = wrong {
            tracing::warn!("{problem}");
            return false;
        }
        {
            let mut known = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            if *known == file.calls {
                return false;
            }
            *known = file.calls;
        }
        tracing::info!("desk.toml has changed: calls are taken by what it says now");
        self.turn(desk);
        true
    }

    /// Takes a link this app was opened with.
    pub(crate) fn link(&self, text: &str) {
        if let Some(open) = &*self.open.lock().unwrap_or_else(PoisonError::into_inner) {
            open.link(text);
        }
    }

    /// Takes nothing in any more.
    pub(crate) fn close(&self) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(open) = open {
            open.close();
        }
    }
}

/// The intake while it is open.
pub(crate) struct Open {
    intake: Intake,
    tasks: Vec<tauri::async_runtime::JoinHandle<()>>,
    links: bool,
    data_dir: PathBuf,
}

/// Opens the intake. `opened` is told of a second start of the app.
fn open(
    desk: &Desk,
    settings: &Calls,
    region: &str,
    data_dir: &Path,
    clock: Clock,
    opened: Opened,
) -> anyhow::Result<Open> {
    let hand_on = {
        let desk = desk.clone();
        move |event: contact::CallEvent| {
            if let Err(problem) = desk.call_event(&event) {
                tracing::warn!(?event, code = ?problem.code, "a call event changed nothing");
            }
        }
    };
    let intake = Intake::open(settings, region, clock, hand_on);
    let token = match &settings.token {
        Some(token) => token.clone(),
        None => token(data_dir)?,
    };
    let mut taken = false;
    let listener = tauri::async_runtime::block_on(async {
        match bind(settings.port).await {
            Err(error) if settings.port != 0 => {
                taken = true;
                tracing::warn!(
                    port = settings.port,
                    "the port for calls is taken ({error}): taking a free one"
                );
                bind(0).await
            }
            bound => bound,
        }
    })?;
    let port = listener.local_addr()?.port();
    let endpoint = Endpoint { port, token: token.clone(), pid: std::process::id() };
    private(&data_dir.join("calls.json"), &serde_json::to_string(&endpoint)?)?;
    tracing::info!(port, "call events are taken on 127.0.0.1");
    let exchange = match settings.asterisk {
        Some(_) => ExchangeState::Connecting,
        None => ExchangeState::None,
    };
    desk.intake_is(|state| {
        *state = IntakeState { port: Some(port), taken, exchange, why: None };
    });
    let mut tasks = Vec::new();
    let local = Local {
        intake: intake.clone(),
        token,
        opened,
        events: settings.events,
        links: settings.links,
    };
    let says = desk.clone();
    tasks.push(tauri::async_runtime::spawn(async move {
        if let Err(error) = serve(listener, local).await {
            tracing::error!("the endpoint for call events ended: {error}");
            says.intake_is(|state| (state.port, state.why) = (None, Some(error.to_string())));
        }
    }));
    if let Some(exchange) = settings.asterisk.clone() {
        let intake = intake.clone();
        let agents = Agents::new(&settings.agents);
        let says = desk.clone();
        tasks.push(tauri::async_runtime::spawn(async move {
            let (status, mut told) = watch::channel(asterisk::Link::default());
            let listening = asterisk::listen(&exchange, agents, intake, &status);
            let telling = async {
                while told.changed().await.is_ok() {
                    let link = told.borrow_and_update().clone();
                    says.intake_is(|state| (state.exchange, state.why) = of_link(link));
                }
            };
            tokio::join!(listening, telling);
        }));
    }
    if settings.from_store && !settings.agents.is_empty() {
        let (desk, intake, agents) = (desk.clone(), intake.clone(), settings.agents.clone());
        tasks.push(tauri::async_runtime::spawn(async move {
            // Absurd ones are counted there.
            desk.calls_from_store(&agents, |event| drop(intake.take(Some(event)))).await;
        }));
    }
    Ok(Open { intake, tasks, links: settings.links, data_dir: data_dir.to_owned() })
}

/// As the window says it, with the reason in the program's own words.
fn of_link(link: asterisk::Link) -> (ExchangeState, Option<String>) {
    match link {
        asterisk::Link::Connecting => (ExchangeState::Connecting, None),
        asterisk::Link::Listening => (ExchangeState::Listening, None),
        asterisk::Link::Lost(why) => (ExchangeState::Lost, Some(why)),
        asterisk::Link::Refused(why) => (ExchangeState::Refused, Some(why)),
    }
}

impl Open {
    /// Takes a link this app was opened with.
    fn link(&self, text: &str) {
        if !self.links {
            tracing::info!("a link was not followed: links are switched off");
            return;
        }
        let read = self.intake.read_link(text);
        if let Err(refusal) = read.map(|event| self.intake.take(event)) {
            tracing::warn!("a link was not taken in: {refusal}");
        }
    }

    /// Takes nothing in any more; the port is free when this returns.
    fn close(self) {
        for task in &self.tasks {
            task.abort();
        }
        for task in self.tasks {
            let _ = tauri::async_runtime::block_on(task);
        }
        self.intake.close();
        let _ = std::fs::remove_file(self.data_dir.join("calls.json"));
        let counts = self.intake.counts();
        tracing::info!(?counts, "call events of this run");
    }
}

/// The token of this desk: made once, kept where only its user reads it.
fn token(data_dir: &Path) -> anyhow::Result<Secret> {
    let path = data_dir.join("calls-token");
    if let Ok(text) = std::fs::read_to_string(&path)
        && text.trim().len() >= 16
    {
        return Ok(Secret::new(text.trim()));
    }
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).context("this system gives no random numbers")?;
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    private(&path, &text)?;
    Ok(Secret::new(text))
}

/// Writes a file that only this user may read, whole or not at all.
fn private(path: &Path, text: &str) -> anyhow::Result<()> {
    let new = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new).with_context(|| format!("cannot write {}", new.display()))?;
    file.write_all(text.as_bytes())?;
    std::fs::rename(&new, path).with_context(|| format!("cannot write {}", path.display()))
}

/// What the operator's file says, and where it says nothing what the agent chose.
fn resolved(desk: &Desk, file: &CallsPart, chosen: &desk::ipc::Settings) -> Calls {
    let usual = Calls::default();
    let agent = chosen.intake.agent.as_deref().unwrap_or_default();
    let agents = agent.split(',').map(str::to_owned).collect();
    let asterisk = || {
        let exchange = chosen.intake.asterisk.clone()?;
        Some(Asterisk {
            address: exchange.address,
            username: exchange.user,
            secret: desk.secret(SecretName::Asterisk).ok().flatten(),
            secret_file: None,
        })
    };
    Calls {
        // Without events from outside the endpoint is only for a second start: any port will do.
        port: file.port.unwrap_or(if chosen.intake.http { chosen.intake.http_port } else { 0 }),
        token: file.token.clone(),
        events: chosen.intake.http,
        links: chosen.intake.links,
        agents: file.agents.clone().unwrap_or(agents),
        per_second: file.per_second.unwrap_or(usual.per_second),
        burst: file.burst.unwrap_or(usual.burst),
        asterisk: file.asterisk.clone().or_else(asterisk),
        from_store: file.from_store.unwrap_or(chosen.intake.from_store),
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use desk::ipc::{Asterisk, SetSecret};

    use super::*;

    fn free() -> u16 {
        TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
    }

    fn reaches(port: u16) -> bool {
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    }

    fn until(what: &str, desk: &Desk, holds: impl Fn(&IntakeState) -> bool) {
        let since = Instant::now();
        while !holds(&desk.start().unwrap().intake) {
            assert!(since.elapsed() < Duration::from_secs(30), "{what}: {:?}", desk.start());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn a_changed_setting_applies_at_once_and_how_it_stands_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let desk = crate::tests::desk_in(folder.path()).unwrap();
        let switch = Switch {
            file: Mutex::default(),
            data_dir: folder.path().to_owned(),
            clock: Arc::new(|| 1_795_000_000_000),
            opened: Arc::new(|_| {}),
            open: Mutex::default(),
        };
        let turn = |change: &dyn Fn(&mut desk::ipc::Intake)| {
            let mut settings = desk.settings();
            change(&mut settings.intake);
            desk.save_settings(&settings).unwrap();
            switch.turn(&desk);
            desk.start().unwrap().intake
        };
        let (first, second) = (free(), free());
        let state = turn(&|intake| intake.http_port = first);
        assert_eq!(
            (state.port, state.taken, state.exchange),
            (Some(first), false, ExchangeState::None)
        );
        assert!(reaches(first));

        let state = turn(&|intake| intake.http_port = second);
        assert_eq!(state.port, Some(second));
        assert!(reaches(second) && !reaches(first), "the old listener is gone");
        // The very same port again: the old listener has let it go.
        assert_eq!(turn(&|_| {}), state);
        let told = std::fs::read_to_string(folder.path().join("calls.json")).unwrap();
        assert!(told.contains(&second.to_string()), "a second start finds it: {told}");

        let other = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = other.local_addr().unwrap().port();
        let state = turn(&|intake| intake.http_port = port);
        assert!(state.taken && state.port.is_some_and(|free| free != port && reaches(free)));

        // Somebody who is no exchange, then nobody, then none wanted.
        let server = std::thread::spawn(move || {
            use std::io::Write as _;
            let (mut stream, _) = other.accept().unwrap();
            stream.write_all(b"220 mail\r\n").unwrap();
        });
        desk.set_secret(&SetSecret {
            name: SecretName::Asterisk,
            value: Some(Secret::new("s3cret")),
        })
        .unwrap();
        let address = format!("127.0.0.1:{port}");
        turn(&|intake| {
            intake.asterisk = Some(Asterisk { address: address.clone(), user: "u".into() });
            intake.http_port = second;
        });
        until("it is told", &desk, |state| state.exchange == ExchangeState::Lost);
        let why = desk.start().unwrap().intake.why.unwrap();
        assert!(why.contains("Asterisk") && !why.contains("s3cret"), "{why}");
        server.join().unwrap();
        let state = turn(&|intake| intake.asterisk = None);
        assert_eq!((state.exchange, state.why), (ExchangeState::None, None));
        // What the operator's file says goes first, from the moment it is written.
        assert!(!switch.follow(&desk), "there is no file");
        let file = folder.path().join("desk.toml");
        std::fs::write(&file, format!("[calls]\nport = {first}\ntoken = \"of the file\"\n"))
            .unwrap();
        assert!(switch.follow(&desk) && !switch.follow(&desk), "once");
        let told = std::fs::read_to_string(folder.path().join("calls.json")).unwrap();
        assert!(reaches(first) && !reaches(second) && told.contains("of the file"), "{told}");
        std::fs::write(&file, "[calls]\nport = \"x\"\n").unwrap();
        assert!(!switch.follow(&desk) && reaches(first), "a wrong file changes nothing");
        std::fs::remove_file(&file).unwrap();
        assert!(switch.follow(&desk) && reaches(second));
        switch.close();
        assert!(!reaches(second) && !folder.path().join("calls.json").exists());
    }
}
