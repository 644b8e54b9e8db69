//! `firsthand simulate-calls`: a shift of calls against the desk that runs, as a telephone system
//! would tell it.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};
use contact::Ms;
use telephony::cloudevents;
use telephony::post::Endpoint;
use telephony::shift::{Plan, shift};

/// How the shift is played.
#[derive(Clone, Debug, clap::Args)]
pub struct Simulate {
    /// How many calls.
    #[arg(long, default_value_t = 20)]
    pub calls: u32,
    /// The same seed plays the same shift.
    #[arg(long, default_value_t = 7)]
    pub seed: u64,
    /// How much faster than life: 20 plays an hour in three minutes.
    #[arg(long, default_value_t = 20.0)]
    pub speed: f64,
    /// The agent whose calls they are, by the telephone system's name.
    #[arg(long)]
    pub agent: Option<String>,
    /// Where numbers without a country code belong.
    #[arg(long, default_value = "SE")]
    pub region: String,
    /// The endpoint's port and token, when the desk runs on another data folder.
    #[arg(long, requires = "token")]
    pub port: Option<u16>,
    /// What a sender has to know.
    #[arg(long, env = "FIRSTHAND_CALLS_TOKEN", hide_env_values = true)]
    pub token: Option<String>,
}

/// Plays it to its end.
///
/// # Errors
/// When no desk listens, or it refuses an event.
pub fn play(data_dir: &Path, simulate: &Simulate, clock: fn() -> Ms) -> anyhow::Result<()> {
    if !(simulate.speed.is_finite() && simulate.speed > 0.0) {
        bail!("--speed must be above 0");
    }
    let endpoint = match (simulate.port, &simulate.token) {
        (Some(port), Some(token)) => Endpoint { port, token: contact::Secret::new(token), pid: 0 },
        _ => crate::instance::endpoint(data_dir)?,
    };
    let start = clock();
    let events = shift(&Plan {
        seed: simulate.seed,
        calls: simulate.calls,
        start_ms: start,
        agent: simulate.agent.clone(),
        region: simulate.region.clone(),
    });
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{} events of {} calls, {} times as fast as life",
        events.len(),
        simulate.calls,
        simulate.speed
    )?;
    for mut event in events {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "milliseconds of a shift"
        )]
        let due = start + ((event.time_ms - start) as f64 / simulate.speed) as Ms;
        let wait = u64::try_from(due - clock()).unwrap_or(0);
        std::thread::sleep(Duration::from_millis(wait));
        // Played faster, a shift is shorter: its times are the ones it is played at.
        event.time_ms = clock().max(due);
        event.id = format!("{}-{start}", event.id);
        event.call_id.0 = format!("{}-{start}", event.call_id.0);
        send(&endpoint, &cloudevents::write(&event).to_string())?;
        writeln!(out, "{:<24} {:?}", event.call_id, event.kind)?;
    }
    Ok(())
}

fn send(endpoint: &Endpoint, event: &str) -> anyhow::Result<()> {
    for _ in 0..30 {
        let (status, body) = endpoint
            .post("/v1/calls", "application/cloudevents+json", event)
            .context("the desk does not answer")?;
        match status {
            202 => return Ok(()),
            429 => std::thread::sleep(Duration::from_millis(500)),
            _ => bail!("the desk refused the event (HTTP {status}): {body}"),
        }
    }
    bail!("the desk is too busy")
}
