//! A telephone system beside a desk: it tells the desk's own endpoint what happens on the line.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use contact::{CallEvent, CallEventKind, Direction, Party, Speaker, Transfer, TransferKind, Turn};
use telephony::cloudevents;
use telephony::post::Endpoint;

use crate::floor::FloorClock;

/// The line into one desk.
pub struct Telephone {
    data_dir: PathBuf,
    endpoint: Endpoint,
    clock: FloorClock,
    count: u32,
}

impl Telephone {
    /// The line into the desk that runs on `data_dir`.
    pub fn of(data_dir: &Path, clock: &FloorClock) -> Result<Telephone> {
        let endpoint = endpoint(data_dir)?;
        Ok(Telephone { data_dir: data_dir.to_owned(), endpoint, clock: clock.clone(), count: 0 })
    }

    /// After the desk was started again: its endpoint is another.
    pub fn again(&mut self) -> Result<()> {
        self.endpoint = endpoint(&self.data_dir)?;
        Ok(())
    }

    /// An event about `call`, now.
    pub fn event(&mut self, call: &str, kind: CallEventKind) -> CallEvent {
        self.count += 1;
        CallEvent::new("pbx", &format!("{call}/{}", self.count), self.clock.now(), kind, call)
    }

    /// Event `number` about `call` of another sender, `from`.
    pub fn another(&self, from: &str, call: &str, kind: CallEventKind, number: u32) -> CallEvent {
        let now = self.clock.now();
        let mut event = CallEvent::new(from, &format!("{call}/{number}"), now, kind, call);
        match kind {
            CallEventKind::Offered => {
                event.direction = Some(Direction::In);
                event.party = Some(Party::read("anonymous", "SE"));
            }
            CallEventKind::Transcript => {
                let (turn, speaker) = (Some(number.to_string()), Speaker::Customer);
                let text = "My router has no internet since the update.".to_owned();
                event.turn = Some(Turn { turn, speaker, text, is_final: true });
            }
            _ => {}
        }
        event
    }

    /// Where the desk takes events.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// It rings.
    pub fn offered(&mut self, call: &str, from: &str, queue: &str) -> CallEvent {
        let mut event = self.event(call, CallEventKind::Offered);
        event.direction = Some(Direction::In);
        event.party = Some(Party::read(from, "SE"));
        event.queue = Some(queue.into());
        event.attributes.insert("menu".into(), "faults".into());
        event
    }

    /// Something the customer said.
    pub fn said(&mut self, call: &str, text: &str) -> CallEvent {
        let mut event = self.event(call, CallEventKind::Transcript);
        let speaker = Speaker::Customer;
        event.turn =
            Some(Turn { turn: Some("1".into()), speaker, text: text.into(), is_final: true });
        event
    }

    /// The agent handed it over.
    pub fn transferred(&mut self, call: &str) -> CallEvent {
        let mut event = self.event(call, CallEventKind::Transferred);
        let to = Some("second-line".to_owned());
        event.transfer = Some(Transfer { kind: TransferKind::Attended, to });
        event
    }

    /// Tells the desk.
    pub fn tell(&self, event: &CallEvent) -> Result<()> {
        let body = cloudevents::write(event).to_string();
        let (status, answer) =
            self.endpoint.post("/v1/calls", "application/cloudevents+json", &body)?;
        ensure!(status == 202, "the desk answered {status}: {answer}");
        Ok(())
    }

    /// Sends `body` as it is; the status.
    pub fn send(&self, body: &str) -> Result<u16> {
        Ok(self.endpoint.post("/v1/calls", "application/cloudevents+json", body)?.0)
    }
}

fn endpoint(data_dir: &Path) -> Result<Endpoint> {
    let since = Instant::now();
    loop {
        let read = std::fs::read_to_string(data_dir.join("calls.json"));
        match read.ok().and_then(|text| serde_json::from_str(&text).ok()) {
            Some(endpoint) => return Ok(endpoint),
            None if since.elapsed() > Duration::from_secs(20) => {
                return Err(anyhow::anyhow!("no endpoint in {}", data_dir.display()))
                    .context("the desk takes no calls");
            }
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}
