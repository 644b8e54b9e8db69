//! A shift in the window, by keys alone: callers in five languages, some of them again, holds and
//! transfers, as a telephone system tells it and as an agent works.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use contact::CallEventKind as Kind;

use crate::floor::Floor;
use crate::net::Net;
use crate::seat::begun;
use crate::telephone::Telephone;
use crate::watch::{marks, watch};
use crate::window::{Window, command_line};

/// A desk that takes a free port and no keys from outside, as many can run on one machine.
pub fn quiet(data: &Path) -> Result<()> {
    std::fs::create_dir_all(data)?;
    // Its clock can be moved on (`window::follow`).
    std::fs::write(data.join("clock-ahead-ms"), "0")?;
    let text = "[calls]\nport = 0\n[shell]\nsearch_key = \"\"\ncompact_key = \"\"\n";
    Ok(std::fs::write(data.join("desk.toml"), text)?)
}

/// What a call is about, and the article that answers it.
const MATTERS: [(&str, &str, &str); 5] = [
    ("router no internet", "KB-2041", "My router has no internet since the update."),
    ("routern saknar internet", "KB-2041", "Min router saknar internet efter uppdateringen."),
    ("路由器无法上网", "KB-2041", "昨晚更新之后路由器无法上网了。"),
    ("بعد تحديث البرنامج", "KB-2041", "لا يوجد إنترنت بعد تحديث البرنامج."),
    ("路由器無法上網", "KB-2041", "昨晚更新之後路由器無法上網了。"),
];

/// What the script does with call `n`.
#[derive(Clone, Debug)]
pub struct Step {
    /// The telephone system's name for the call.
    pub id: String,
    /// Who calls.
    pub from: String,
    /// Where they rang.
    pub queue: &'static str,
    /// Which of the matters it is about.
    pub matter: usize,
    /// What the agent says came of it.
    pub outcome: &'static str,
    /// They are put on hold in between.
    pub held: bool,
    /// Somebody else takes it over.
    pub transferred: bool,
}

/// What the script does with call `n`.
pub fn step(n: usize) -> Step {
    // Every sixth calls again; two keep their number.
    let caller = if n % 6 == 5 { n - 5 } else { n };
    let transferred = n % 12 == 7;
    Step {
        id: format!("call-{n}"),
        from: match n {
            8 | 33 => "anonymous".to_owned(),
            _ => format!("070-174 06 {caller:02}"),
        },
        queue: ["broadband", "billing"][n % 2],
        matter: caller % MATTERS.len(),
        outcome: match n % 10 {
            _ if transferred => "transferred",
            4 => "not_resolved",
            9 => "follow_up",
            _ => "resolved",
        },
        held: n % 9 == 2,
        transferred,
    }
}

/// The floor, the window and the telephone of a shift.
pub struct Shift {
    /// What the agent sits at.
    pub window: Window,
    /// What tells it of calls.
    pub telephone: Telephone,
    /// From the telling of "connected" to the painted call, in milliseconds.
    pub shown: Vec<f64>,
    /// From a key in the search field to the painted results.
    pub painted: Vec<f64>,
    /// From the key that saves to the record on the disk.
    pub durable: Vec<f64>,
    /// And to "saved" on the screen.
    pub saved: Vec<f64>,
    /// The calls that were recorded.
    pub done: Vec<Step>,
}

impl Shift {
    /// The beginning of a shift at a new desk on `floor`, and the desk's folder.
    pub async fn open(floor: &Floor, cable: &Net) -> Result<(Shift, PathBuf)> {
        let code = floor.store()?.enrolment_code("the window").await?;
        let data = floor.folder.path().join("window");
        quiet(&data)?;
        begun(&data, &floor.clock)?;
        let arguments = command_line(&data, &cable.url(), code.reveal(), "Anna");
        let window = Window::open(&arguments, 1280, 800).await?;
        window.see("#sync-button .shape.synced").await?;
        let telephone = Telephone::of(&data, &floor.clock)?;
        Ok((Shift::begin(window, telephone).await?, data))
    }

    /// The beginning of a shift in `window`.
    pub async fn begin(window: Window, telephone: Telephone) -> Result<Shift> {
        watch(&window).await?;
        let none = Vec::new;
        let (shown, painted, durable, saved) = (none(), none(), none(), none());
        Ok(Shift { window, telephone, shown, painted, durable, saved, done: Vec::new() })
    }

    /// The call rings and is answered; sometimes the events come late, twice or not at all.
    pub async fn answer(&mut self, n: usize, step: &Step) -> Result<()> {
        let offered = self.telephone.offered(&step.id, &step.from, step.queue);
        let connected = self.telephone.event(&step.id, Kind::Connected);
        let before = self.window.client.execute("return window.marks.shown.length", vec![]).await?;
        let told = match n % 8 {
            // The ring comes after the answer.
            3 => vec![&connected, &offered, &connected],
            // Everything comes twice.
            6 => vec![&offered, &offered, &connected, &connected],
            _ => vec![&offered, &connected],
        };
        let mut at = 0.0;
        for event in told {
            if event.kind == Kind::Connected && at == 0.0 {
                at = now_ms();
            }
            self.telephone.tell(event)?;
        }
        self.window.see(".state.call").await?;
        let before = before.as_u64().unwrap_or_default();
        let script = format!("return window.marks.shown[{before}]?.painted");
        let painted = self.window.until("the call is painted", &script).await?;
        self.shown.push(painted.as_f64().context("a time")? - at);
        let wanted = if step.from == "anonymous" { "" } else { &step.from };
        let customer = format!(
            "const typed = document.querySelector('#customer-field')?.value ?? '';
             return typed.replace(/\\D/g, '').slice(-6) === '{}'.slice(-6)",
            wanted.replace(|c: char| !c.is_ascii_digit(), "")
        );
        self.window.until("the caller is on the screen", &customer).await?;
        Ok(())
    }

    /// Searches and attaches, while the telephone goes on.
    pub async fn talk(&mut self, step: &Step) -> Result<()> {
        let (query, article, words) = MATTERS[step.matter];
        let said = self.telephone.said(&step.id, words);
        self.telephone.tell(&said)?;
        if step.held {
            let held = self.telephone.event(&step.id, Kind::Held);
            self.telephone.tell(&held)?;
            self.window.see(".state.held").await?;
        }
        finds(&self.window, query, article).await?;
        choose(&self.window, article).await?;
        self.window.press("Ctrl+J").await?;
        self.window.see("#search-field-list .chip.success").await?;
        if step.held {
            let back = self.telephone.event(&step.id, Kind::Retrieved);
            self.telephone.tell(&back)?;
            self.window.see(".state.call").await?;
        }
        Ok(())
    }

    /// They hang up, or it is handed over.
    pub async fn end(&mut self, step: &Step) -> Result<()> {
        if step.transferred {
            let moved = self.telephone.transferred(&step.id);
            self.telephone.tell(&moved)?;
        }
        let ended = self.telephone.event(&step.id, Kind::Ended);
        self.telephone.tell(&ended)?;
        self.window.see(".state.wrap").await?;
        Ok(())
    }

    /// The outcome, the reason, and what the outcome asks for besides.
    pub async fn decide(&self, step: &Step) -> Result<()> {
        let window = &self.window;
        window.press("Ctrl+O").await?;
        focus_in(window, "#outcome").await?;
        let key = match step.outcome {
            "resolved" => "1",
            "follow_up" => "2",
            "not_resolved" => "3",
            _ => "4",
        };
        window.press(key).await?;
        focus_left(window, "#outcome").await?;
        if step.outcome != "resolved" {
            // Why it was not resolved; for a promise, when.
            focus_in(window, "#root-cause").await?;
            window.press("1").await?;
        }
        if step.outcome == "follow_up" {
            focus_in(window, "#follow-up").await?;
            window.press("1").await?;
        }
        if step.outcome == "transferred" {
            // To whom, and what they must know.
            focus_in(window, "#hand-over").await?;
            window.press("1").await?;
            focus_in(window, "#hand-over-note").await?;
            window.type_text("The router was reset twice").await?;
            window.press("Ctrl+D").await?;
        }
        // The reason comes last: the article suggests it.
        focus_in(window, "#reason-field").await?;
        window.press("Enter").await?;
        Ok(())
    }

    /// `Ctrl+Enter`, and the desk says saved.
    pub async fn save(&mut self, step: &Step) -> Result<()> {
        self.window.press("Ctrl+Enter").await?;
        self.window.see(".toast").await?;
        self.window.see(".state.ready").await?;
        self.done.push(step.clone());
        Ok(())
    }

    /// A whole call.
    pub async fn call(&mut self, n: usize) -> Result<()> {
        let step = step(n);
        self.answer(n, &step).await.with_context(|| format!("call {n} answered"))?;
        self.talk(&step).await.with_context(|| format!("call {n} talked"))?;
        self.end(&step).await.with_context(|| format!("call {n} ended"))?;
        self.decide(&step).await.with_context(|| format!("call {n} decided"))?;
        self.save(&step).await.with_context(|| format!("call {n} saved"))
    }

    /// Takes the marks over before the window is gone.
    pub async fn note(&mut self) -> Result<()> {
        self.painted.extend(marks(&self.window, "painted").await?);
        self.saved.extend(marks(&self.window, "saved").await?);
        self.durable.extend(marks(&self.window, "durable").await?);
        let pointers = self.window.client.execute("return window.marks.pointers", vec![]).await?;
        ensure!(pointers == 0, "somebody used a pointer");
        watch(&self.window).await
    }
}

/// Searches in the search field and waits until `id` is among the first three.
pub async fn finds(window: &Window, query: &str, id: &str) -> Result<()> {
    window.press("Ctrl+K").await?;
    window.type_text(query).await?;
    let since = Instant::now();
    loop {
        let first = hits(window).await?;
        if first.iter().take(3).any(|found| found == id) {
            return Ok(());
        }
        ensure!(since.elapsed() < Duration::from_secs(10), "{query} found {first:?}, not {id}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Goes to `id` in the list by the arrow keys. The list may change once more under it.
async fn choose(window: &Window, id: &str) -> Result<()> {
    for _ in 0..50 {
        let script =
            "const rows = [...document.querySelectorAll('#search-field-list [role=option]')];
            return rows.findIndex((row) => row.getAttribute('aria-selected') === 'true')";
        let active = window.client.execute(script, vec![]).await?.as_u64();
        let wanted = hits(window).await?.iter().position(|found| found == id);
        let (Some(active), Some(wanted)) = (active, wanted) else { continue };
        match active.cmp(&(wanted as u64)) {
            std::cmp::Ordering::Equal => return Ok(()),
            std::cmp::Ordering::Less => window.press("Down").await?,
            std::cmp::Ordering::Greater => window.press("Up").await?,
        }
    }
    bail!("{id} was never chosen")
}

/// The ids of the hits on the screen.
async fn hits(window: &Window) -> Result<Vec<String>> {
    let script = "return [...document.querySelectorAll('#search-field-list .hit .ltr:first-child')]
        .map((id) => id.textContent)";
    Ok(serde_json::from_value(window.client.execute(script, vec![]).await?)?)
}

async fn focus_in(window: &Window, css: &str) -> Result<()> {
    let script = format!("return document.activeElement?.closest('{css}') !== null");
    window.until(&format!("the focus is in {css}"), &script).await.map(drop)
}

async fn focus_left(window: &Window, css: &str) -> Result<()> {
    let script = format!("return document.activeElement?.closest('{css}') === null");
    window.until(&format!("the focus went on from {css}"), &script).await.map(drop)
}

#[expect(
    clippy::disallowed_methods,
    reason = "compared with the window's clock on the same machine"
)]
fn now_ms() -> f64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0.0, |since| since.as_secs_f64() * 1_000.0)
}
