//! The app's real window, driven as a person would: WebKitWebDriver under a display of its own.
//!
//! The picture is taken from the display, not from the driver, whose own screenshots hang without
//! a graphics card.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};

use crate::floor::{FloorClock, starter_articles, starter_codes};

/// How long anything on the screen may take before a test gives up on it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A window of the app on a display of its own. Everything ends with it.
pub struct Window {
    /// The session with the window.
    pub client: Client,
    display: String,
    app: PathBuf,
    arguments: Vec<String>,
    driver_port: u16,
    processes: Vec<Child>,
}

/// Where the app is: `FIRSTHAND_APP`, or beside this test as cargo built it.
pub fn app() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("FIRSTHAND_APP") {
        return Ok(path.into());
    }
    let test = std::env::current_exe()?;
    let path = test.parent().and_then(Path::parent).context("target folder")?.join("firsthand");
    if !path.exists() {
        bail!(
            "{} is not built: cargo build -p firsthand --features firsthand/custom-protocol",
            path.display()
        );
    }
    Ok(path)
}

/// The command line of an app that keeps its data in `data`, begins with the starter set and enrols
/// at `url` with the one-time `code`.
pub fn command_line(data: &Path, url: &str, code: &str, agent_name: &str) -> Vec<String> {
    let path = |path: &Path| path.display().to_string();
    [
        ("--data-dir", path(data)),
        ("--articles", path(&starter_articles())),
        ("--codes", path(&starter_codes())),
        ("--enrol-url", url.to_owned()),
        ("--enrol-code", code.to_owned()),
        ("--agent-name", agent_name.to_owned()),
    ]
    .into_iter()
    .flat_map(|(name, value)| [name.to_owned(), value])
    .collect()
}

/// The clock of the app that keeps its data in `data` is as far ahead as the floor's from now on.
pub fn follow(data: &Path, clock: &FloorClock) -> Result<()> {
    // Whole or not at all: the app may be reading it.
    let new = data.join("clock-ahead-ms.new");
    std::fs::write(&new, clock.ahead().to_string())?;
    Ok(std::fs::rename(new, data.join("clock-ahead-ms"))?)
}

impl Window {
    /// Opens the app with `arguments` on a new display of `width` by `height`.
    pub async fn open(arguments: &[String], width: u32, height: u32) -> Result<Window> {
        let app = app()?;
        let (display, screen) = display(width, height)?;
        let mut processes = vec![screen];
        let driver_port = free_port()?;
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={driver_port}"))
            .env("DISPLAY", &display)
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("LANG", "en_GB.UTF-8")
            // The least a desktop can be: no session bus, so nothing may lean on one.
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("WebKitWebDriver does not start: apt-get install webkit2gtk-driver")?;
        processes.push(driver);
        let arguments = arguments.to_vec();
        let client = match connect(&app, &arguments, driver_port).await {
            Ok(client) => client,
            Err(error) => {
                end(&mut processes);
                return Err(error);
            }
        };
        Ok(Window { client, display, app, arguments, driver_port, processes })
    }

    /// Kills the app as a power cut would, and opens it again with the same arguments.
    pub async fn crash_and_reopen(&mut self) -> Result<()> {
        for pid in self.app_processes()? {
            let _ = Command::new("kill").args(["-9", &pid.to_string()]).status();
        }
        // The session is gone with the app; what the driver says of it does not matter.
        let _ = self.client.clone().close().await;
        self.client = connect(&self.app, &self.arguments, self.driver_port).await?;
        Ok(())
    }

    /// Where it was started from, for a second start on the same display.
    pub fn second_start(&self, more: &[&str]) -> Result<std::process::Output> {
        let output = Command::new(&self.app)
            .args(&self.arguments)
            .args(more)
            .env("DISPLAY", &self.display)
            .env_remove("WAYLAND_DISPLAY")
            .output()?;
        Ok(output)
    }

    /// The app's own process ids (without WebKit's).
    pub fn app_processes(&self) -> Result<Vec<u32>> {
        let display = format!("DISPLAY={}", self.display);
        let mut found = Vec::new();
        for entry in std::fs::read_dir("/proc")? {
            let entry = entry?;
            let Some(pid) = entry.file_name().to_str().and_then(|n| n.parse::<u32>().ok()) else {
                continue;
            };
            let is_app = std::fs::read_link(entry.path().join("exe"))
                .is_ok_and(|exe| exe == self.app.canonicalize().unwrap_or_default());
            let environment = std::fs::read(entry.path().join("environ")).unwrap_or_default();
            if is_app && environment.split(|b| *b == 0).any(|v| v == display.as_bytes()) {
                found.push(pid);
            }
        }
        Ok(found)
    }

    /// Proportional memory of the app and all its children, in MB.
    pub fn memory_mb(&self) -> Result<u64> {
        Ok(self.memory()?.iter().map(|(_, kb)| kb).sum::<u64>() / 1024)
    }

    /// The same by program, in kB.
    pub fn memory(&self) -> Result<Vec<(String, u64)>> {
        let mut pids = self.app_processes()?;
        let mut next = 0;
        while next < pids.len() {
            for task in std::fs::read_dir(format!("/proc/{}/task", pids[next]))?.flatten() {
                let children =
                    std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
                pids.extend(children.split_whitespace().filter_map(|c| c.parse::<u32>().ok()));
            }
            next += 1;
        }
        let read = |pid: u32, name: &str| {
            std::fs::read_to_string(format!("/proc/{pid}/{name}")).unwrap_or_default()
        };
        let of = |pid: u32| {
            let rollup = read(pid, "smaps_rollup");
            let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
            let kb = pss.and_then(|pss| pss.trim().trim_end_matches(" kB").parse().ok());
            (read(pid, "comm").trim().to_owned(), kb.unwrap_or(0))
        };
        Ok(pids.into_iter().map(of).collect())
    }

    /// Presses keys one after another, as trusted events: a text, or a chord such as `Ctrl+E`.
    pub async fn press(&self, chord: &str) -> Result<()> {
        let keys: Vec<char> = chord
            .split('+')
            .map(|key| match key {
                "Ctrl" => Ok(char::from(Key::Control)),
                "Enter" => Ok(char::from(Key::Enter)),
                "Escape" => Ok(char::from(Key::Escape)),
                "Down" => Ok(char::from(Key::Down)),
                "Up" => Ok(char::from(Key::Up)),
                "Tab" => Ok(char::from(Key::Tab)),
                "Space" => Ok(' '),
                "F1" => Ok(char::from(Key::F1)),
                one if one.chars().count() == 1 => {
                    Ok(one.to_lowercase().chars().next().unwrap_or_default())
                }
                other => bail!("no key is called {other}"),
            })
            .collect::<Result<_>>()?;
        let mut actions = KeyActions::new("keyboard".into());
        for key in &keys {
            actions = actions.then(KeyAction::Down { value: *key });
        }
        for key in keys.iter().rev() {
            actions = actions.then(KeyAction::Up { value: *key });
        }
        self.client.perform_actions(actions).await?;
        Ok(())
    }

    /// Types into whatever has the focus.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        self.client.active_element().await?.send_keys(text).await?;
        Ok(())
    }

    /// Waits until something matches `css`; its text.
    pub async fn see(&self, css: &str) -> Result<String> {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => Ok(element.text().await?),
            Err(error) => {
                let text = self.text().await.unwrap_or_default();
                bail!("{css} did not appear: {error}\nthe window shows:\n{text}")
            }
        }
    }

    /// Waits until `script` (a body with `return`) gives something true.
    pub async fn until(&self, what: &str, script: &str) -> Result<Value> {
        let since = Instant::now();
        loop {
            let value = self.client.execute(script, vec![]).await?;
            let holds = !(value.is_null() || value == json!(false) || value == json!(""));
            if holds {
                return Ok(value);
            }
            if since.elapsed() > PATIENCE {
                let text = self.text().await.unwrap_or_default();
                bail!("{what} did not come true in {PATIENCE:?}\nthe window shows:\n{text}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// All text on the screen.
    pub async fn text(&self) -> Result<String> {
        let text = self.client.execute("return document.body.innerText", vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// A picture of the display as PNG, for a person to look at.
    pub fn picture(&self, path: &Path) -> Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let status = Command::new("import")
            .args(["-display", &self.display, "-window", "root"])
            .arg(path)
            .status()
            .context("import (imagemagick) does not start")?;
        if !status.success() {
            bail!("import could not take a picture");
        }
        Ok(())
    }

    /// Closes the window and everything around it.
    pub async fn close(self) -> Result<()> {
        let _ = self.client.clone().close().await;
        Ok(())
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        for pid in self.app_processes().unwrap_or_default() {
            let _ = Command::new("kill").arg(pid.to_string()).status();
        }
        end(&mut self.processes);
    }
}

fn end(processes: &mut [Child]) {
    for process in processes.iter_mut().rev() {
        let _ = process.kill();
        let _ = process.wait();
    }
}

async fn connect(app: &Path, arguments: &[String], port: u16) -> Result<Client> {
    let mut capabilities = serde_json::Map::new();
    capabilities
        .insert("webkitgtk:browserOptions".into(), json!({ "binary": app, "args": arguments }));
    let url = format!("http://127.0.0.1:{port}");
    let since = Instant::now();
    loop {
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        match ClientBuilder::new(connector).capabilities(capabilities.clone()).connect(&url).await {
            Ok(client) => return Ok(client),
            Err(_) if since.elapsed() < Duration::from_secs(10) => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Err(error) => return Err(error).context("no session with the window"),
        }
    }
}

/// An X display nobody else has.
fn display(width: u32, height: u32) -> Result<(String, Child)> {
    let numbers = tempfile::NamedTempFile::new()?;
    // Xvfb chooses a free number itself and writes it to the descriptor it is given.
    let screen = Command::new("Xvfb")
        .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
        .arg(format!("{width}x{height}x24"))
        .stdout(numbers.reopen()?)
        .stderr(Stdio::null())
        .spawn()
        .context("Xvfb does not start: apt-get install xvfb")?;
    let since = Instant::now();
    loop {
        let number = std::fs::read_to_string(numbers.path())?;
        if let Ok(number) = number.trim().parse::<u32>() {
            return Ok((format!(":{number}"), screen));
        }
        if since.elapsed() > PATIENCE {
            bail!("Xvfb gave no display");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
