//! A shift of fifty calls in the real window, by keys alone: callers in five languages, some of them
//! again, holds, transfers, a kill -9, an hour with the cable cut, two calls at once. What the store
//! has in the end is what was done, each once. Prints what was measured on the way (UI-12, UI-14).

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use contact::CallEventKind as Kind;
use journeys::floor::{Floor, until};
use journeys::net::Cable;
use journeys::telephone::Telephone;
use journeys::window::{Window, command_line};
use serde_json::Value;

/// Marks what happens in the window, with the window's own clock: keys to painted results, saving
/// to saved, calls to the screen; and any pointer.
const WATCH: &str = r#"
    window.marks = { painted: [], saved: [], shown: [], pointers: 0 };
    if (!window.watched) {
        window.watched = true;
        let typed, saving, state;
        const painted = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
        for (const name of ['pointerdown', 'mousedown', 'touchstart'])
            addEventListener(name, (event) => { if (event.isTrusted) window.marks.pointers += 1; }, true);
        addEventListener('input', (event) => {
            if (event.target.id === 'search-field') typed = event.timeStamp;
        }, true);
        addEventListener('keydown', (event) => {
            if (event.ctrlKey && event.key === 'Enter') saving = event.timeStamp;
        }, true);
        new MutationObserver(() => {
            const now = document.querySelector('.state')?.className ?? '';
            if (now !== state) {
                state = now;
                if (now.includes('call')) {
                    const at = Date.now();
                    painted(() => window.marks.shown.push({ at, painted: Date.now() }));
                }
            }
            if (saving !== undefined && document.querySelector('.toast')) {
                window.marks.saved.push(performance.now() - saving);
                saving = undefined;
            }
        }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
        new MutationObserver((changes) => {
            if (typed === undefined) return;
            if (!changes.some((c) => (c.target.nodeType === 1 ? c.target : c.target.parentElement)?.closest('#search-field-list, [role=listbox]'))) return;
            const since = typed;
            typed = undefined;
            painted(() => window.marks.painted.push(performance.now() - since));
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
    }"#;

/// Begins to measure.
pub(crate) async fn watch(window: &Window) -> Result<()> {
    window.client.execute(WATCH, vec![]).await?;
    Ok(())
}

async fn marks(window: &Window, name: &str) -> Result<Vec<f64>> {
    let script = format!("return window.marks.{name}");
    Ok(serde_json::from_value(window.client.execute(&script, vec![]).await?)?)
}

/// `n 120, median 12 ms, p95 31 ms`.
fn spread(mut ms: Vec<f64>) -> String {
    if ms.is_empty() {
        return "nothing measured".to_owned();
    }
    ms.sort_by(f64::total_cmp);
    let at = |share: usize| ms[(ms.len() * share / 100).min(ms.len() - 1)];
    format!(
        "n {}, median {:.0} ms, p95 {:.0} ms, worst {:.0} ms",
        ms.len(),
        at(50),
        at(95),
        at(100)
    )
}

/// What was measured of `name` so far, in words.
pub(crate) async fn measured(window: &Window, name: &str) -> Result<String> {
    Ok(spread(marks(window, name).await?))
}

/// A desk that takes a free port and no keys from outside, as many can run on one machine.
pub(crate) fn quiet(data: &Path) -> Result<()> {
    std::fs::create_dir_all(data)?;
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
struct Step {
    id: String,
    from: String,
    queue: &'static str,
    matter: usize,
    outcome: &'static str,
    held: bool,
    transferred: bool,
}

fn step(n: usize) -> Step {
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
struct Shift {
    window: Window,
    telephone: Telephone,
    /// From the telling of "connected" to the painted call, in milliseconds.
    shown: Vec<f64>,
    painted: Vec<f64>,
    saved: Vec<f64>,
    done: Vec<Step>,
}

impl Shift {
    /// The call rings and is answered; sometimes the events come late, twice or not at all.
    async fn answer(&mut self, n: usize, step: &Step) -> Result<()> {
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
    async fn talk(&mut self, step: &Step) -> Result<()> {
        let (query, article, words) = MATTERS[step.matter];
        let said = self.telephone.said(&step.id, words);
        self.telephone.tell(&said)?;
        if step.held {
            let held = self.telephone.event(&step.id, Kind::Held);
            self.telephone.tell(&held)?;
            self.window.see(".state.held").await?;
        }
        super::finds(&self.window, query, article).await?;
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
    async fn end(&mut self, step: &Step) -> Result<()> {
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
    async fn decide(&self, step: &Step) -> Result<()> {
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
    async fn save(&mut self, step: &Step) -> Result<()> {
        self.window.press("Ctrl+Enter").await?;
        self.window.see(".toast").await?;
        self.window.see(".state.ready").await?;
        self.done.push(step.clone());
        Ok(())
    }

    /// A whole call.
    async fn call(&mut self, n: usize) -> Result<()> {
        let step = step(n);
        self.answer(n, &step).await.with_context(|| format!("call {n} answered"))?;
        self.talk(&step).await.with_context(|| format!("call {n} talked"))?;
        self.end(&step).await.with_context(|| format!("call {n} ended"))?;
        self.decide(&step).await.with_context(|| format!("call {n} decided"))?;
        self.save(&step).await.with_context(|| format!("call {n} saved"))
    }

    /// Takes the marks over before the window is gone.
    async fn note(&mut self) -> Result<()> {
        self.painted.extend(marks(&self.window, "painted").await?);
        self.saved.extend(marks(&self.window, "saved").await?);
        let pointers = self.window.client.execute("return window.marks.pointers", vec![]).await?;
        ensure!(pointers == 0, "somebody used a pointer");
        watch(&self.window).await
    }
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

#[tokio::test(flavor = "multi_thread")]
async fn fifty_calls_by_keys_alone_are_at_the_store_once_each() -> Result<()> {
    let floor = Floor::open().await?;
    let cable = floor.cable().await?;
    let code = floor.store()?.enrolment_code("the window").await?;
    let data = floor.folder.path().join("window");
    quiet(&data)?;
    let arguments = command_line(&data, &cable.url(), code.reveal(), "Anna");
    let window = Window::open(&arguments, 1280, 800).await?;
    window.see("#sync-button .shape.synced").await?;
    watch(&window).await?;
    let telephone = Telephone::of(&data, &floor.clock)?;
    let mut shift = Shift {
        window,
        telephone,
        shown: Vec::new(),
        painted: Vec::new(),
        saved: Vec::new(),
        done: Vec::new(),
    };
    let calls: usize = std::env::var("SHIFT_CALLS").ok().and_then(|n| n.parse().ok()).unwrap_or(50);
    let mut memory = Vec::new();
    let mut n = 0;
    while n < calls {
        match n {
            // An hour without the store; its minutes are quick ones.
            18 => {
                cable.set(Cable::Cut);
                shift.call(n).await?;
                shift.window.see("#sync-button .shape.offline").await?;
            }
            27 => {
                shift.call(n).await?;
                ensure!(floor.verdicts("").await?.len() <= 18, "the cable was cut");
                cable.set(Cable::Whole);
            }
            // kill -9 in the middle of a wrap-up; then it is finished.
            35 => crash(&mut shift, n).await?,
            // While one caller holds, another is on the line.
            40 if calls > 41 => {
                two_at_once(&mut shift, n).await?;
                n += 1;
            }
            _ => shift.call(n).await?,
        }
        n += 1;
        if n == 10 || n == calls {
            memory.push(shift.window.memory_mb()?);
        }
    }
    shift.note().await?;
    let page = until("everything is at the store", async || {
        let page = floor.ask("/v1/contacts?limit=200").await.ok()?;
        (page["contacts"].as_array()?.len() >= calls).then_some(page)
    })
    .await?;
    shift.window.see("#sync-button .shape.synced").await?;
    equal(&shift.done, page["contacts"].as_array().context("contacts")?)?;

    println!("key press to painted results: {}", spread(shift.painted));
    println!("call event told to painted call: {}", spread(shift.shown));
    println!("Ctrl+Enter to saved on the screen: {}", spread(shift.saved));
    println!("memory of the app and its children (PSS) after 10 and {calls} calls: {memory:?} MB");
    let log = std::fs::read_to_string(data.join("log/firsthand.log")).unwrap_or_default();
    for line in log.lines().filter(|line| line.contains("the window asks: started")) {
        println!("start to usable: {}", line.rsplit(' ').next().unwrap_or_default());
    }
    ensure!(!log.contains("174 06") && !log.contains("17406"), "a number stands in the log");
    shift.window.close().await
}

async fn crash(shift: &mut Shift, n: usize) -> Result<()> {
    let step = step(n);
    shift.answer(n, &step).await?;
    shift.talk(&step).await?;
    shift.end(&step).await?;
    shift.decide(&step).await?;
    shift.window.press("Ctrl+N").await?;
    shift.window.type_text(" before the crash").await?;
    tokio::time::sleep(Duration::from_millis(600)).await;
    shift.note().await?;
    shift.window.crash_and_reopen().await?;
    shift.telephone.again()?;
    watch(&shift.window).await?;
    shift.window.see(".state.wrap").await?;
    let note = "return document.querySelector('#note')?.value.includes('before the crash')";
    shift.window.until("the note is back", note).await?;
    // The exchange tells the end once more: nothing is begun again.
    let ended = shift.telephone.event(&step.id, Kind::Ended);
    shift.telephone.tell(&ended)?;
    shift.save(&step).await
}

async fn two_at_once(shift: &mut Shift, n: usize) -> Result<()> {
    let (first, second) = (step(n), step(n + 1));
    shift.answer(n, &first).await?;
    shift.talk(&first).await?;
    let held = shift.telephone.event(&first.id, Kind::Held);
    shift.telephone.tell(&held)?;
    shift.window.see(".state.held").await?;
    shift.answer(n + 1, &second).await?;
    shift.talk(&second).await?;
    shift.end(&second).await?;
    shift.decide(&second).await?;
    shift.save(&second).await?;
    let back = shift.telephone.event(&first.id, Kind::Retrieved);
    shift.telephone.tell(&back)?;
    shift.window.see(".state.call").await?;
    shift.end(&first).await?;
    shift.decide(&first).await?;
    shift.save(&first).await
}

/// What the store has, and what was done: the same, each once.
fn equal(done: &[Step], kept: &[Value]) -> Result<()> {
    ensure!(kept.len() == done.len(), "{} contacts, {} were made", kept.len(), done.len());
    let ids: std::collections::BTreeSet<&str> =
        kept.iter().filter_map(|contact| contact["contact_id"].as_str()).collect();
    ensure!(ids.len() == done.len(), "a contact is there twice");
    // By the time they began; the store stands for a customer by letters of its own.
    let mut kept: Vec<&Value> = kept.iter().collect();
    kept.sort_by_key(|contact| contact["start_ms"].as_i64());
    let mut done: Vec<&Step> = done.iter().collect();
    done.sort_by_key(|step| step.id.trim_start_matches("call-").parse::<usize>().ok());
    let mut customers: BTreeMap<&str, &Value> = BTreeMap::new();
    for (step, contact) in done.iter().zip(kept) {
        let wrong = |what: &str| format!("{what} of {} is wrong: {step:?} but {contact}", step.id);
        ensure!(contact["outcome"] == step.outcome, wrong("the outcome"));
        ensure!(contact["queue"] == step.queue, wrong("the queue"));
        ensure!(contact["revision"] == 1, wrong("the revision"));
        ensure!(contact["reason"].is_string(), wrong("the reason"));
        ensure!(
            contact["root_cause"].is_string() == (step.outcome != "resolved"),
            wrong("the root cause")
        );
        ensure!(contact["initiated_by"] == "customer", wrong("who called"));
        if step.from == "anonymous" {
            ensure!(contact["customer"].is_null(), wrong("the withheld caller"));
            continue;
        }
        let letters = &contact["customer"];
        ensure!(letters.is_string(), wrong("the customer"));
        let known = customers.entry(&step.from).or_insert(letters);
        ensure!(*known == letters, wrong("the customer who called again"));
    }
    let labels: std::collections::BTreeSet<&str> =
        customers.values().filter_map(|letters| letters.as_str()).collect();
    ensure!(labels.len() == customers.len(), "two customers became one");
    Ok(())
}
