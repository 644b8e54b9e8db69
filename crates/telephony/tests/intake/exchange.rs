//! The client against a scripted Asterisk that speaks the real protocol over a real socket.

use std::time::Duration;

use contact::{CallEventKind as Kind, Secret};
use md5::{Digest as _, Md5};
use telephony::Agents;
use telephony::asterisk::{Link, listen};
use telephony::settings::{Asterisk, Calls};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The exchange's end of one connection.
struct Exchange {
    stream: BufReader<TcpStream>,
}

impl Exchange {
    async fn accept(listener: &TcpListener) -> Exchange {
        let (stream, _) = listener.accept().await.unwrap();
        let mut exchange = Exchange { stream: BufReader::new(stream) };
        exchange.say("Asterisk Call Manager/7.0.3\r\n").await;
        exchange
    }

    async fn say(&mut self, text: &str) {
        self.stream.get_mut().write_all(text.as_bytes()).await.unwrap();
    }

    /// One action, as its lines.
    async fn hear(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            assert_ne!(self.stream.read_line(&mut line).await.unwrap(), 0, "the client hung up");
            match line.trim_end() {
                "" => return lines,
                line => lines.push(line.to_owned()),
            }
        }
    }

    /// The login by challenge, as Asterisk does it; whether the key was right.
    async fn log_in(&mut self, secret: &str) -> bool {
        let action = self.hear().await;
        assert!(
            action.contains(&"Action: Challenge".to_owned())
                && action.contains(&"AuthType: MD5".to_owned())
        );
        self.say("Response: Success\r\nActionID: challenge\r\nChallenge: 840415273\r\n\r\n").await;
        let login = self.hear().await;
        assert!(!login.iter().any(|line| line.contains(secret)), "the secret crossed the wire");
        assert!(login.contains(&"Username: firsthand".to_owned()), "{login:?}");
        let digest = Md5::digest(format!("840415273{secret}"));
        let key: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let right = login.contains(&format!("Key: {key}"));
        let answer = match right {
            true => {
                "Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\nResponse: Success\r\nActionID: login\r\nMessage: Authentication accepted\r\n\r\n"
            }
            false => "Response: Error\r\nActionID: login\r\nMessage: Authentication failed\r\n\r\n",
        };
        self.say(answer).await;
        right
    }
}

fn settings(listener: &TcpListener, secret: &str) -> Asterisk {
    Asterisk {
        address: listener.local_addr().unwrap().to_string(),
        username: "firsthand\r\nAction: Originate".split('\r').next().unwrap().into(),
        secret: Some(Secret::new(secret)),
        secret_file: None,
    }
}

fn message(event: &str, more: &str) -> String {
    format!(
        "Event: {event}\r\nChannel: PJSIP/trunk-1\r\nCallerIDNum: 0701740612\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n\
         DestChannel: PJSIP/1001-2\r\nDestUniqueid: 1.2\r\nQueue: support\r\nMemberName: Anna\r\nInterface: PJSIP/1001\r\n{more}\r\n"
    )
}

#[tokio::test]
async fn it_logs_in_listens_and_comes_back() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let settings = settings(&listener, "s3cret");
    let (intake, desk) = crate::intake(&Calls::default());
    let (status, mut seen) = watch::channel(Link::default());
    let client = tokio::spawn({
        let intake = intake.clone();
        async move { listen(&settings, Agents::new(["anna"]), intake, &status).await }
    });

    let mut exchange = Exchange::accept(&listener).await;
    assert!(exchange.log_in("s3cret").await);
    seen.wait_for(|link| *link == Link::Listening).await.unwrap();
    // A message in two pieces, with another agent's between.
    let called = message("AgentCalled", "");
    let (first, second) = called.split_at(90);
    exchange.say(&message("AgentCalled", "").replace("Anna", "Kim").replace("1001", "1002")).await;
    exchange.say(first).await;
    tokio::time::sleep(Duration::from_millis(30)).await;
    exchange.say(second).await;
    exchange.say(&message("AgentConnect", "RingTime: 3\r\nHoldTime: 9\r\n")).await;
    // The exchange is restarted in the middle of the call.
    drop(exchange);
    seen.wait_for(|link| matches!(link, Link::Lost(_))).await.unwrap();
    let mut exchange = Exchange::accept(&listener).await;
    assert!(exchange.log_in("s3cret").await, "it comes back by itself");
    exchange
        .say(&message("AgentComplete", "HoldTime: 9\r\nTalkTime: 60\r\nReason: agent\r\n"))
        .await;

    let kinds = tokio::task::spawn_blocking(move || {
        let next = || desk.recv_timeout(Duration::from_secs(10)).unwrap();
        [next(), next(), next()].map(|event| (event.kind, event.call_id.0))
    });
    let ours = |kind| (kind, "1.2".to_owned());
    assert_eq!(
        kinds.await.unwrap(),
        [ours(Kind::Offered), ours(Kind::Connected), ours(Kind::Ended)]
    );
    client.abort();
}

#[tokio::test]
async fn a_wrong_secret_is_said_and_not_hammered() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let settings = settings(&listener, "wrong");
    let (intake, _desk) = crate::intake(&Calls::default());
    let (status, mut seen) = watch::channel(Link::default());
    let client =
        tokio::spawn(async move { listen(&settings, Agents::default(), intake, &status).await });
    let mut exchange = Exchange::accept(&listener).await;
    assert!(!exchange.log_in("s3cret").await);
    let said = seen.wait_for(|link| matches!(link, Link::Refused(_))).await.unwrap().clone();
    assert!(format!("{said:?}").contains("Authentication failed"), "{said:?}");
    let again = tokio::time::timeout(Duration::from_millis(1_500), listener.accept()).await;
    assert!(again.is_err(), "it waits for somebody to mend it");
    client.abort();
}

#[tokio::test]
async fn what_is_no_exchange_is_left_alone() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let settings = settings(&listener, "s");
    let (intake, _desk) = crate::intake(&Calls::default());
    let (status, mut seen) = watch::channel(Link::default());
    let client =
        tokio::spawn(async move { listen(&settings, Agents::default(), intake, &status).await });
    let (mut stream, _) = listener.accept().await.unwrap();
    stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n").await.unwrap();
    let said = seen.wait_for(|link| matches!(link, Link::Lost(_))).await.unwrap().clone();
    assert!(format!("{said:?}").contains("no Asterisk"), "{said:?}");
    client.abort();
}
