//! A shift of fifty calls in the real window, by keys alone: callers in five languages, some of them
//! again, holds, transfers, a kill -9, an hour with the cable cut, two calls at once. What the store
//! has in the end is what was done, each once. Prints what was measured on the way (UI-12, UI-14).

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use contact::{CallEventKind as Kind, Ms};
use journeys::floor::{Floor, until};
use journeys::net::{Cable, Net};
use journeys::shift::{Shift, Step, step};
use journeys::watch::{Spread, watch};
use journeys::window::{Window, follow};
use serde_json::Value;

/// The call before which the cable is cut, and the one after which it is whole again.
const CUT: std::ops::RangeInclusive<usize> = 18..=27;
/// Between two calls of that hour.
const BETWEEN: Ms = 400_000;
/// How many calls a shift has, at least.
const LEAST: usize = 30;

#[tokio::test(flavor = "multi_thread")]
async fn fifty_calls_by_keys_alone_are_at_the_store_once_each() -> Result<()> {
    let floor = Floor::open().await?;
    let cable = floor.cable().await?;
    let (mut shift, data) = Shift::open(&floor, &cable).await?;
    let mut hour = Hour { floor: &floor, cable: &cable, data: &data, cut_ms: 0 };
    let calls: usize = std::env::var("SHIFT_CALLS").ok().and_then(|n| n.parse().ok()).unwrap_or(50);
    ensure!(calls >= LEAST, "a shift with an hour in it has at least {LEAST} calls");
    let mut memory = Vec::new();
    let mut n = 0;
    while n < calls {
        match n {
            n if CUT.contains(&n) => hour.call(&mut shift, n).await?,
            n if n == CUT.end() + 1 => hour.over(&mut shift, n).await?,
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
    let kept = page["contacts"].as_array().context("contacts")?;
    equal(&shift.done, kept)?;
    took_an_hour(&shift.done, kept)?;

    println!("key press to painted results: {}", Spread::of(shift.painted));
    println!("call event told to painted call: {}", Spread::of(shift.shown));
    println!(
        "Ctrl+Enter to the answer that the record is on the disk: {}",
        Spread::of(shift.durable)
    );
    println!("Ctrl+Enter to saved on the screen: {}", Spread::of(shift.saved));
    println!("memory of the app and its children (PSS) after 10 and {calls} calls: {memory:?} MB");
    let log = std::fs::read_to_string(data.join("log/firsthand.log")).unwrap_or_default();
    for line in log.lines().filter(|line| line.contains("the window asks: started")) {
        println!("start to usable: {}", line.rsplit(' ').next().unwrap_or_default());
    }
    back_after_an_hour(&log)?;
    ensure!(!log.contains("174 06") && !log.contains("17406"), "a number stands in the log");
    shift.window.close().await
}

/// An hour without the store.
struct Hour<'a> {
    floor: &'a Floor,
    cable: &'a Net,
    data: &'a Path,
    /// When the cable was cut.
    cut_ms: Ms,
}

impl Hour<'_> {
    /// A call of that hour, and the time until the next one.
    async fn call(&mut self, shift: &mut Shift, n: usize) -> Result<()> {
        if n == *CUT.start() {
            self.cut_ms = self.floor.clock.now();
            self.cable.set(Cable::Cut);
        }
        shift.call(n).await?;
        shift.window.see("#sync-button .shape.offline").await?;
        self.says_since_when(&shift.window).await?;
        if n == *CUT.end() {
            let there = self.floor.verdicts("").await?.len();
            ensure!(there <= *CUT.start(), "the cable was cut, and {there} are at the store");
            self.cable.set(Cable::Whole);
        }
        self.pass(BETWEEN)
    }

    /// The first call after it: what is recorded gets the desk to look whether the store is there.
    async fn over(&mut self, shift: &mut Shift, n: usize) -> Result<()> {
        shift.call(n).await?;
        shift.window.see("#sync-button .shape:not(.offline)").await?;
        // Every desk comes back within a minute, each at a moment of its own.
        self.pass(60_000)
    }

    /// Moves everybody's time on.
    fn pass(&self, ms: Ms) -> Result<()> {
        self.floor.clock.pass(ms);
        follow(self.data, &self.floor.clock)
    }

    /// The bar names the minute in which the cable was cut (or the next, if it was noticed then).
    async fn says_since_when(&self, window: &Window) -> Result<()> {
        let script = format!(
            "const minute = (ms) => [new Date(ms).getHours(), new Date(ms).getMinutes()]
                .map((n) => String(n).padStart(2, '0')).join(':');
             const words = document.getElementById('sync-button').textContent;
             return [0, 60000].some((more) => words.includes(minute({} + more)))",
            self.cut_ms
        );
        window.until("the bar says since when the desk is offline", &script).await.map(drop)
    }
}

/// The contacts of that hour began when the script began them, an hour from first to last.
fn took_an_hour(done: &[Step], kept: &[Value]) -> Result<()> {
    let mut began: Vec<Ms> = kept.iter().filter_map(|c| c["start_ms"].as_i64()).collect();
    began.sort_unstable();
    ensure!(began.len() == done.len(), "a contact without a beginning");
    let between = |n: usize| began[n + 1] - began[n];
    let first = *CUT.start();
    let hour = began[CUT.end() + 1] - began[first];
    ensure!((3_600_000..5_400_000).contains(&hour), "the hour offline has {hour} ms");
    for n in CUT {
        ensure!(between(n) >= BETWEEN, "call {n} began only {} ms before the next", between(n));
    }
    Ok(())
}

/// The desk knew how long it was cut off, and took its own moment to come back.
fn back_after_an_hour(log: &str) -> Result<()> {
    let number = |line: &str, name: &str| -> Option<Ms> {
        line.split_once(&format!("{name}="))?.1.split(' ').next()?.trim().parse().ok()
    };
    let back = log
        .lines()
        .filter(|line| line.contains("the store is there again"))
        .filter_map(|line| Some((number(line, "away_ms")?, number(line, "rest_ms")?)))
        .max()
        .context("the log does not say that the store came back")?;
    println!("the store was away for {} s; this desk waited {} ms more", back.0 / 1_000, back.1);
    ensure!(back.0 >= 3_600_000 - BETWEEN, "the outage was {} ms long", back.0);
    ensure!((0..=60_000).contains(&back.1), "the desk waits {} ms to come back", back.1);
    Ok(())
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
