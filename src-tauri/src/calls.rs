//! Call intake of this desk: opens it, and hands every event to the desk.
//!
//! The local endpoint is always there, because a second start of the app speaks to it. Everything
//! here may fail without the desk failing: calls begun by hand always work.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use contact::Secret;
use desk::Desk;
use desk::ipc::SecretName;
use telephony::endpoint::{Local, Opened, bind, serve};
use telephony::post::Endpoint;
use telephony::settings::{Asterisk, Calls};
use telephony::{Agents, Clock, Intake, asterisk, link};
use tokio::sync::watch;

use crate::settings::CallsPart;

/// The intake while it is open.
pub(crate) struct Open {
    intake: Intake,
    tasks: Vec<tauri::async_runtime::JoinHandle<()>>,
    links: bool,
    data_dir: PathBuf,
}

/// Opens the intake. `opened` is told of a second start of the app.
pub(crate) fn open(
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
    let listener = tauri::async_runtime::block_on(async {
        match bind(settings.port).await {
            Err(error) if settings.port != 0 => {
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
    let mut tasks = Vec::new();
    let local = Local {
        intake: intake.clone(),
        token,
        opened,
        events: settings.events,
        links: settings.links,
    };
    tasks.push(tauri::async_runtime::spawn(async move {
        if let Err(error) = serve(listener, local).await {
            tracing::error!("the endpoint for call events ended: {error}");
        }
    }));
    if let Some(exchange) = settings.asterisk.clone() {
        let intake = intake.clone();
        let agents = Agents::new(&settings.agents);
        tasks.push(tauri::async_runtime::spawn(async move {
            let (status, _) = watch::channel(asterisk::Link::default());
            asterisk::listen(&exchange, agents, intake, &status).await;
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

impl Open {
    /// Takes a link this app was opened with.
    pub(crate) fn link(&self, text: &str) {
        if !self.links {
            tracing::info!("a link was not followed: links are switched off");
            return;
        }
        let read = link::read(text, self.intake.reading());
        if let Err(refusal) = read.map(|event| self.intake.take(event)) {
            tracing::warn!("a link was not taken in: {refusal}");
        }
    }

    /// Takes nothing in any more.
    pub(crate) fn close(&self) {
        for task in &self.tasks {
            task.abort();
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
pub(crate) fn resolved(desk: &Desk, file: &CallsPart, chosen: &desk::ipc::Settings) -> Calls {
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
