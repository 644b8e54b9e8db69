//! The local endpoint over real sockets: who may send, how much, and what is said to whom.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use contact::{CallEvent, CallEventKind as Kind, Secret};
use serde_json::{Value, json};
use telephony::endpoint::{Local, bind, serve};
use telephony::post::Endpoint;
use telephony::settings::Calls;
use telephony::{Counts, Intake};

struct Desk {
    at: Endpoint,
    intake: Intake,
    events: Receiver<CallEvent>,
    opened: Receiver<Vec<String>>,
    runtime: tokio::runtime::Runtime,
}

fn desk(settings: &Calls) -> Desk {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (intake, events) = crate::intake(settings);
    let (sender, opened) = channel();
    let token = Secret::new("tok-1");
    let listener = runtime.block_on(bind(0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let opened_by = Arc::new(move |links| drop(sender.send(links)));
    runtime.spawn(serve(
        listener,
        Local {
            intake: intake.clone(),
            token: token.clone(),
            opened: opened_by,
            events: true,
            links: true,
        },
    ));
    Desk { at: Endpoint { port, token, pid: 0 }, intake, events, opened, runtime }
}

impl Desk {
    fn post(&self, path: &str, kind: &str, body: &str) -> (u16, Value) {
        let (status, body) = self.at.post(path, kind, body).unwrap();
        (status, serde_json::from_str(&body).unwrap_or(Value::Null))
    }

    fn next(&self) -> CallEvent {
        self.events.recv_timeout(Duration::from_secs(5)).unwrap()
    }

    /// A request with headers of its own; the whole answer.
    fn raw(&self, head: &str, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.at.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        stream
            .write_all(
                format!("{head}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len())
                    .as_bytes(),
            )
            .unwrap();
        // It may hang up before all of a body that is too large was sent.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

fn event(id: &str) -> Value {
    json!({"specversion": "1.0", "id": id, "source": "pbx", "type": "contact.offered.v1",
        "time": "2025-03-03T10:00:00Z", "data": {"call_id": "c1", "customer": {"raw": "0701740612"}}})
}

const STRUCTURED: &str = "application/cloudevents+json";
const BATCH: &str = "application/cloudevents-batch+json";
const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn every_form_of_an_event_reaches_the_desk_once() {
    let desk = desk(&Calls::default());
    let (status, said) = desk.post("/v1/calls", STRUCTURED, &event("1").to_string());
    assert_eq!((status, &said["accepted"]), (202, &json!(1)));
    let (_, said) = desk.post("/v1/calls", STRUCTURED, &event("1").to_string());
    assert_eq!(said["again"], 1, "the same one again is not handed on");
    let mut wrong = event("3");
    wrong["data"]["call_id"] = json!("");
    let (_, said) = desk.post("/v1/calls", BATCH, &json!([event("2"), wrong]).to_string());
    assert_eq!((&said["accepted"], &said["refused"][0]["index"]), (&json!(1), &json!(1)));
    let head = "POST /v1/calls HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer tok-1\r\nce-specversion: 1.0\r\n\
        ce-id: 4\r\nce-source: pbx\r\nce-type: contact.ended.v1\r\nce-time: 2025-03-03T10:01:00Z\r\nContent-Type: application/json\r\n";
    assert!(desk.raw(head, br#"{"call_id":"c1"}"#).starts_with("HTTP/1.1 202"));
    let (status, _) =
        desk.post("/v1/cti", FORM, "event=newCall&callId=c2&from=anonymous&to=1&direction=in");
    assert_eq!(status, 202);
    let seen: Vec<_> = (0..4).map(|_| desk.next()).map(|event| (event.id, event.kind)).collect();
    assert_eq!(seen[2], ("4".to_owned(), Kind::Ended));
    assert_eq!(seen[3].0, "c2/newcall");
    assert!(desk.events.try_recv().is_err());
}

#[test]
fn the_address_with_the_token_is_for_exchanges_that_set_no_header() {
    let desk = desk(&Calls::default());
    let head = |token: &str| {
        format!("POST /v1/cti/{token} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {FORM}\r\n")
    };
    let body = b"event=newCall&callId=c2&from=0701740612&to=1&direction=in";
    assert!(desk.raw(&head("tok-1"), body).starts_with("HTTP/1.1 202"));
    assert!(desk.raw(&head("tok-2"), body).starts_with("HTTP/1.1 401"));
}

#[test]
fn nobody_without_the_token_and_no_web_page_gets_in() {
    let desk = desk(&Calls::default());
    let stranger = Endpoint { token: Secret::new("tok-2"), ..desk.at.clone() };
    let (status, said) = stranger.post("/v1/calls", STRUCTURED, &event("1").to_string()).unwrap();
    assert_eq!(status, 401);
    assert!(said.contains("unauthorized") && said.contains("token"), "{said}");
    let good = "Authorization: Bearer tok-1\r\n";
    let body = event("1").to_string();
    for (why, head, status) in [
        ("no token", "Host: 127.0.0.1\r\n".to_owned(), 401),
        (
            "a page, by its own name for this machine",
            format!("Host: evil.example:80\r\n{good}"),
            403,
        ),
        ("a page", format!("Host: 127.0.0.1\r\nOrigin: https://evil.example\r\n{good}"), 403),
        (
            "a page on this machine",
            format!("Host: localhost\r\nOrigin: http://localhost\r\n{good}"),
            403,
        ),
        (
            "a form of a page",
            format!("Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site\r\n{good}"),
            403,
        ),
    ] {
        let answer = desk.raw(&format!("POST /v1/calls HTTP/1.1\r\n{head}"), body.as_bytes());
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{why}: {answer}");
        assert!(!answer.to_lowercase().contains("access-control"), "CORS stays closed: {answer}");
    }
    let preflight = "OPTIONS /v1/calls HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n";
    assert!(desk.raw(preflight, b"").starts_with("HTTP/1.1 403"));
    assert!(
        desk.raw("GET /v1/calls HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"").starts_with("HTTP/1.1 405")
    );
    assert!(
        desk.raw("POST /etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"")
            .starts_with("HTTP/1.1 404")
    );
    assert!(desk.events.try_recv().is_err(), "nothing reached the desk");
}

#[test]
fn ten_megabytes_are_refused_by_name_whether_announced_or_not() {
    let desk = desk(&Calls::default());
    let large = vec![b' '; 10 * 1024 * 1024];
    let head = "POST /v1/calls HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer tok-1\r\nContent-Type: application/cloudevents+json\r\n";
    let answer = desk.raw(head, &large);
    assert!(answer.is_empty() || answer.contains("too_large"), "{answer}");
    let mut stream = TcpStream::connect(("127.0.0.1", desk.at.port)).unwrap();
    stream
        .write_all(
            format!("{head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n").as_bytes(),
        )
        .unwrap();
    for _ in 0..160 {
        if stream.write_all(format!("10000\r\n{}\r\n", " ".repeat(0x10000)).as_bytes()).is_err() {
            break;
        }
    }
    drop(stream);
    let (status, _) = desk.post("/v1/calls", STRUCTURED, &event("1").to_string());
    assert_eq!(status, 202, "it still listens");
    assert!(desk.intake.counts().refused >= 1);
}

#[test]
fn a_flood_is_refused_and_counted_and_what_was_taken_arrives() {
    let settings = Calls { per_second: 50, burst: 100, ..Calls::default() };
    let desk = desk(&settings);
    let mut accepted = 0;
    for n in 0..400 {
        match desk.post("/v1/calls", STRUCTURED, &event(&n.to_string()).to_string()) {
            (202, _) => accepted += 1,
            (429, said) => assert_eq!(said["code"], "unavailable"),
            other => panic!("{other:?}"),
        }
    }
    // The clock of this desk stands still: the burst and no more.
    assert_eq!(accepted, 100);
    let large: Vec<Value> = (0..100).map(|n| event(&format!("b{n}"))).collect();
    assert_eq!(desk.post("/v1/calls", BATCH, &json!(large).to_string()).0, 429);
    let counts = desk.intake.counts();
    assert_eq!((counts.accepted, counts.too_many), (100, 301), "{counts:?}");
    desk.intake.close();
    assert_eq!(desk.events.try_iter().count(), 100);
}

#[test]
fn the_largest_batch_is_taken_and_a_larger_one_told_how_many() {
    let batch = |count: usize| {
        json!((0..count).map(|n| event(&n.to_string())).collect::<Vec<_>>()).to_string()
    };
    for (settings, most) in [
        (Calls::default(), 500),
        (Calls { burst: 1_000, ..Calls::default() }, 500),
        (Calls { burst: 100, ..Calls::default() }, 100),
    ] {
        let (too_many, whole) = (desk(&settings), desk(&settings));
        let (status, said) = too_many.post("/v1/calls", BATCH, &batch(most + 1));
        let message = said["message"].as_str().unwrap();
        assert_eq!((status, &said["code"]), (413, &json!("too_large")), "{said}");
        assert!(message.contains(&format!("at most {most};")), "{message}");
        assert_eq!(too_many.intake.counts().accepted, 0);
        let (status, said) = whole.post("/v1/calls", BATCH, &batch(most));
        assert_eq!((status, &said["accepted"]), (202, &json!(most)));
    }
}

#[test]
fn more_calls_than_any_telephone_has_are_refused() {
    let desk = desk(&Calls::default());
    let batch: Vec<Value> = (0..200)
        .map(|n| {
            let mut event = event(&n.to_string());
            event["data"]["call_id"] = json!(format!("c{n}"));
            event
        })
        .collect();
    assert_eq!(desk.post("/v1/calls", BATCH, &json!(batch).to_string()).0, 429);
    assert_eq!(desk.intake.counts().accepted, 60);
    let mut known = event("more");
    known["data"]["call_id"] = json!("c0");
    assert_eq!(desk.post("/v1/calls", STRUCTURED, &known.to_string()).0, 202);
}

#[test]
fn what_is_wrong_is_said_without_the_callers_words() {
    let desk = desk(&Calls::default());
    for body in ["", "{", "[]", "null", "{\"a\":\"0701740612\"}", "\u{0}\u{1}"] {
        let (status, said) = desk.post("/v1/calls", STRUCTURED, body);
        assert_eq!((status, &said["code"]), (422, &json!("invalid")), "{body:?}");
        assert!(!said.to_string().contains("0701740612"));
    }
    let deep = "[".repeat(100_000);
    assert_eq!(desk.post("/v1/calls", BATCH, &deep).0, 422);
    let counts = desk.intake.counts();
    assert_eq!(counts, Counts { refused: 7, ..Counts::default() });
}

#[test]
fn a_second_start_hands_over_its_links() {
    let desk = desk(&Calls::default());
    let links = json!(["firsthand://call?number=0701740612&id=9"]);
    assert_eq!(desk.post("/v1/open", "application/json", &links.to_string()).0, 202);
    assert_eq!(desk.opened.recv_timeout(Duration::from_secs(5)).unwrap().len(), 1);
    assert_eq!(desk.next().call_id.as_str(), "9");
    assert_eq!(
        desk.post("/v1/open", "application/json", "[]").0,
        202,
        "or none: only to the front"
    );
    assert!(desk.opened.recv_timeout(Duration::from_secs(5)).unwrap().is_empty());
    assert_eq!(desk.post("/v1/open", "application/json", "[\"https://evil.example\"]").0, 422);
    drop(desk.runtime);
}
