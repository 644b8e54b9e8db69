//! The written summary against a real server: taken, refused, too late, switched off.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use contact::NoteBy;

use super::*;

/// A server on a port of its own that answers one request with `answer` (or never, with none) and
/// hands over what it was asked.
fn endpoint(answer: Option<&'static str>) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let (asked, requests) = channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut part = [0; 4096];
        loop {
            let count = stream.read(&mut part).unwrap();
            request.extend_from_slice(&part[..count]);
            let text = String::from_utf8_lossy(&request).into_owned();
            let length = text.lines().find_map(|line| {
                line.to_lowercase()
                    .strip_prefix("content-length: ")
                    .map(|n| n.trim().parse::<usize>().unwrap())
            });
            let body = text.split_once("\r\n\r\n").map(|(_, body)| body.len());
            if count == 0 || matches!((length, body), (Some(n), Some(m)) if m >= n) {
                break;
            }
        }
        let _ = asked.send(String::from_utf8_lossy(&request).into_owned());
        match answer {
            Some(answer) => drop(stream.write_all(answer.as_bytes())),
            // Held open: the desk must not wait for it.
            None => drop(stream.read(&mut part)),
        }
    });
    (url, requests)
}

fn http(status: &str, body: &str) -> &'static str {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
        .leak()
}

fn summary(desk: &Desk, draft: &Draft) -> Note {
    let wanted =
        NoteFor { draft: draft.clone(), lang: "en".into(), template: None, utc_offset_min: 0 };
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(desk.summary(&wanted))
        .unwrap()
}

fn switched_on(desk: &Desk, url: &str) {
    let mut settings = desk.settings();
    settings.summary =
        SummaryEndpoint { on: true, url: url.into(), model: "small".into(), key_kept: false };
    desk.save_settings(&settings).unwrap();
}

#[test]
fn a_summary_is_a_machines_and_carries_no_card_and_no_customer() {
    let office = Office::new();
    let desk = office.open();
    let (url, requests) = endpoint(Some(http(
        "200 OK",
        r#"{"choices":[{"message":{"content":"Paid with 4111 1111 1111 1111. Works now."}}]}"#,
    )));
    let draft = filled(call(&desk, "+46701740612"), "resolved", NOW);
    assert_eq!(summary(&desk, &draft).by, NoteBy::Template, "off at the beginning");
    switched_on(&desk, &url);
    let secret = contact::Secret::new("sk-very-secret");
    desk.set_secret(&SetSecret { name: SecretName::Summary, value: Some(secret) }).unwrap();
    let start = desk.start().unwrap();
    assert!(start.settings.summary.key_kept);
    assert!(!serde_json::to_string(&start).unwrap().contains("sk-very-secret"));
    let note = summary(&desk, &draft);
    assert_eq!(note.text, "Paid with •••• •••• •••• 1111. Works now.");
    assert_eq!(note.by, NoteBy::Machine);
    let request = requests.recv().unwrap();
    assert!(request.starts_with("POST /v1/chat/completions "), "{request}");
    assert!(request.to_lowercase().contains("authorization: bearer sk-very-secret"));
    assert!(request.contains("No TV signal") && !request.contains("46701740612"));
    desk.set_secret(&SetSecret { name: SecretName::Summary, value: None }).unwrap();
    assert_eq!(desk.secret(SecretName::Summary).unwrap(), None);
}

#[test]
fn whatever_goes_wrong_the_templates_note_is_there_within_the_time() {
    let cases = [
        ("refused", Some(http("401 Unauthorized", "{}"))),
        (
            "elsewhere",
            Some(
                "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n",
            ),
        ),
        ("no JSON", Some(http("200 OK", "<html>"))),
        ("nothing in it", Some(http("200 OK", r#"{"choices":[]}"#))),
        ("too late", None),
    ];
    for (what, answer) in cases {
        let office = Office::new();
        let desk = office.open();
        let draft = filled(call(&desk, "c-1"), "resolved", NOW);
        let (url, _requests) = endpoint(answer);
        switched_on(&desk, &url);
        let note = summary(&desk, &draft);
        assert_eq!(note.by, NoteBy::Template, "{what}");
        assert!(note.text.contains("No TV signal"), "{what}: {}", note.text);
    }
}
