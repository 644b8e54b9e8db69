//! Asterisk, by its manager interface (AMI): a client that logs in, listens and comes back.
//!
//! [`frame`] reads the protocol, [`Line`] makes call events of it, [`listen`] keeps the
//! connection. It only ever listens: it sends the login and a ping, never an action on a call.

mod frame;
mod line;

use std::time::Duration;

use md5::{Digest as _, Md5};
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::settings::Asterisk;
use crate::{Agents, Intake};

pub use frame::Frame;
pub use line::Line;

/// The first wait after a lost connection; doubled each time.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How often a quiet exchange is asked whether it is still there.
const PING: Duration = Duration::from_secs(20);
/// How long anything may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// No line of the protocol is longer.
const LONGEST_LINE: u64 = 64 * 1024;

/// How it stands with the exchange.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Link {
    /// On the way.
    #[default]
    Connecting,
    /// Logged in and listening.
    Listening,
    /// Not reachable; tried again by itself.
    Lost(String),
    /// It does not know this user or secret. Tried again, but somebody has to mend it.
    Refused(String),
}

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("it does not answer")]
    Silent,
    #[error("it is no Asterisk manager interface")]
    NotAsterisk,
    #[error("the login was refused: {0}")]
    Refused(String),
}

/// Listens to the exchange for ever, and hands `intake` every event about `agents`. Ends when it
/// is dropped. `status` says how it stands.
pub async fn listen(
    settings: &Asterisk,
    agents: Agents,
    intake: Intake,
    status: &watch::Sender<Link>,
) {
    let mut wait = FIRST_WAIT;
    let mut line = Line::new(agents);
    loop {
        let _ = status.send(Link::Connecting);
        let ended = connection(settings, &mut line, &intake, status, &mut wait).await;
        let link = match &ended {
            Ended::Refused(_) => Link::Refused(ended.to_string()),
            _ => Link::Lost(ended.to_string()),
        };
        tracing::warn!(exchange = settings.address, "no calls from Asterisk: {ended}");
        let _ = status.send(link);
        if matches!(ended, Ended::Refused(_)) {
            wait = LONGEST_WAIT;
        }
        tokio::time::sleep(jittered(wait)).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

/// Between half of it and all of it, so that a floor of desks does not come back at once.
fn jittered(wait: Duration) -> Duration {
    wait.mul_f64(0.5 + fastrand::f64() / 2.0)
}

async fn connection(
    settings: &Asterisk,
    line: &mut Line,
    intake: &Intake,
    status: &watch::Sender<Link>,
    wait: &mut Duration,
) -> Ended {
    let result = async {
        let stream = within(PATIENCE, TcpStream::connect(&settings.address)).await??;
        let (read, mut write) = stream.into_split();
        let mut read = BufReader::new(read);
        log_in(settings, &mut read, &mut write).await?;
        tracing::info!(exchange = settings.address, "listening to Asterisk");
        let _ = status.send(Link::Listening);
        *wait = FIRST_WAIT;
        let mut silent = 0;
        // A frame read half when a ping is due stays in here.
        let mut frame = Frame::default();
        loop {
            match tokio::time::timeout(PING, next(&mut read, &mut frame)).await {
                Ok(read) => {
                    read?;
                    silent = 0;
                    let whole = std::mem::take(&mut frame);
                    for event in line.take(&whole, intake.reading()) {
                        // Absurd or too many: counted there.
                        let _ = intake.take(Some(event));
                    }
                }
                Err(_) if silent >= 2 => return Err(Ended::Silent),
                Err(_) => {
                    silent += 1;
                    write.write_all(b"Action: Ping\r\n\r\n").await?;
                }
            }
        }
    };
    match result.await {
        Ok(()) => Ended::Silent,
        Err(ended) => ended,
    }
}

async fn within<T>(limit: Duration, what: impl Future<Output = T>) -> Result<T, Ended> {
    tokio::time::timeout(limit, what).await.map_err(|_| Ended::Silent)
}

/// By challenge: the secret itself never crosses the wire.
async fn log_in(
    settings: &Asterisk,
    read: &mut (impl AsyncBufRead + Unpin),
    write: &mut (impl AsyncWrite + Unpin),
) -> Result<(), Ended> {
    let secret = settings.secret().map_err(Ended::Refused)?;
    let mut greeting = String::new();
    let mut first = tokio::io::AsyncReadExt::take(&mut *read, LONGEST_LINE);
    within(PATIENCE, first.read_line(&mut greeting)).await??;
    if !greeting.contains("Asterisk") && !greeting.contains("Call Manager") {
        return Err(Ended::NotAsterisk);
    }
    write.write_all(b"Action: Challenge\r\nAuthType: MD5\r\nActionID: challenge\r\n\r\n").await?;
    let answer = response(read, "challenge").await?;
    let Some(challenge) = answer.get("Challenge") else {
        return Err(Ended::Refused("it gives no MD5 challenge".to_owned()));
    };
    let digest = Md5::new().chain_update(challenge).chain_update(secret.reveal()).finalize();
    let key: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    // One header cannot smuggle in another.
    let user: String = settings.username.chars().filter(|c| !c.is_control()).collect();
    let login = format!(
        "Action: Login\r\nAuthType: MD5\r\nUsername: {user}\r\nKey: {key}\r\nEvents: call,agent\r\nActionID: login\r\n\r\n"
    );
    write.write_all(login.as_bytes()).await?;
    let answer = response(read, "login").await?;
    match answer.get("Response") {
        Some("Success") => Ok(()),
        _ => Err(Ended::Refused(answer.get("Message").unwrap_or("no reason given").to_owned())),
    }
}

/// The answer to one action; events that come before it are no part of a call we know yet.
async fn response(read: &mut (impl AsyncBufRead + Unpin), action: &str) -> Result<Frame, Ended> {
    within(PATIENCE, async {
        loop {
            let mut frame = Frame::default();
            next(read, &mut frame).await?;
            if frame.get("Response").is_some()
                && frame.get("ActionID").is_none_or(|id| id == action)
            {
                return Ok(frame);
            }
        }
    })
    .await?
}

/// Reads on until `frame` is whole. May be dropped in the middle and called again.
async fn next(read: &mut (impl AsyncBufRead + Unpin), frame: &mut Frame) -> Result<(), Ended> {
    loop {
        // Only whole lines are taken out, so that dropping this loses nothing.
        let buffer = read.fill_buf().await?;
        if buffer.is_empty() {
            return Err(Ended::Io(std::io::ErrorKind::UnexpectedEof.into()));
        }
        let (used, whole) = frame.feed(buffer);
        read.consume(used);
        if whole {
            return Ok(());
        }
    }
}
