//! Sending to an endpoint of this machine: one request, one answer.
//!
//! For a second start of the app, which hands over what it was opened with, and for the
//! simulation. Plain HTTP/1.1 to 127.0.0.1 and nothing else: an HTTP client is not worth it.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use contact::Secret;
use serde::{Deserialize, Serialize};

/// Where the endpoint of a running desk is: `calls.json` in its data folder, for its user alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Endpoint {
    /// On 127.0.0.1.
    pub port: u16,
    /// What a sender has to know.
    pub token: Secret,
    /// The desk's process.
    pub pid: u32,
}

impl Endpoint {
    /// Posts `body` to `path`; the status and the answer.
    ///
    /// # Errors
    /// When nobody listens or answers within five seconds.
    pub fn post(&self, path: &str, content_type: &str, body: &str) -> io::Result<(u16, String)> {
        let limit = Duration::from_secs(5);
        let address = (Ipv4Addr::LOCALHOST, self.port).into();
        let mut stream = TcpStream::connect_timeout(&address, limit)?;
        stream.set_read_timeout(Some(limit))?;
        stream.set_write_timeout(Some(limit))?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {}\r\n\
             Content-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.port,
            self.token.reveal(),
            body.len(),
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        let mut answer = Vec::new();
        stream.take(1024 * 1024).read_to_end(&mut answer)?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        Ok((status, body.to_owned()))
    }
}
