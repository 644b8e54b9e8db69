//! Calls from telephone systems in the cloud: who may send them, and which desk hears of them.

use std::time::Duration;

use central_store::CloudCalls;
use contact::protocol::CallPage;
use contact::{CallEventKind, Secret};
use serde_json::{Value, json};
use telephony::twilio;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::site::{NOW, Site, open, open_with, problem};

const PUBLIC: &str = "https://store.example";
const FORM: &str = "application/x-www-form-urlencoded";

async fn with_twilio() -> Site {
    open_with(|settings| {
        settings.serving.calls = CloudCalls {
            twilio_token: Some(Secret::new("twilio-auth-token")),
            public_url: Some(PUBLIC.into()),
            region: "SE".into(),
        };
    })
    .await
}

fn callback(sid: &str, kind: &str, worker: &str) -> String {
    format!(
        "EventType=reservation.{kind}&Sid={sid}&ReservationSid=WR1&TaskSid=WT1&WorkerName={worker}\
         &TaskQueueName=support&TimestampMs={NOW}\
         &TaskAttributes=%7B%22from%22%3A%22%2B46701740612%22%2C%22direction%22%3A%22inbound%22%7D"
    )
}

impl Site {
    async fn twilio(&self, body: &str, token: &str) -> reqwest::Response {
        let signature = twilio::sign(token, &format!("{PUBLIC}/v1/calls/twilio"), body.as_bytes());
        let post = self.client.post(format!("{}/v1/calls/twilio", self.url));
        let post = post.header("content-type", FORM).header("x-twilio-signature", signature);
        post.body(body.to_owned()).send().await.unwrap()
    }

    async fn calls(&self, desk: &str, query: &str) -> CallPage {
        let answer = self.get(&format!("/v1/calls?{query}"), desk).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{query}");
        answer.json().await.unwrap()
    }
}

fn ids(page: &CallPage) -> Vec<&str> {
    page.calls.iter().map(|event| event.id.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn twilios_events_reach_the_desk_of_their_agent_once() {
    let site = with_twilio().await;
    let desk = site.desk("anna's").await;
    for (sid, kind, worker) in [
        ("EV1", "created", "anna"),
        ("EV1", "created", "anna"),
        ("EV2", "accepted", "kim"),
        ("EV3", "accepted", "Anna"),
    ] {
        assert_eq!(site.twilio(&callback(sid, kind, worker), "twilio-auth-token").await.status(), 200);
    }
    let page = site.calls(&desk, "agents=anna,WK17").await;
    assert_eq!(ids(&page), ["EV1", "EV3"]);
    assert_eq!(page.calls[1].kind, CallEventKind::Connected);
    assert_eq!(page.calls[0].party.as_ref().unwrap().identity(), Some("+46701740612"));
    let again = site.calls(&desk, &format!("agents=anna&after={}&epoch={}", page.next, page.epoch)).await;
    assert_eq!(ids(&again), [""; 0]);
    let other_start = site.calls(&desk, &format!("agents=anna&after={}&epoch=x", page.next)).await;
    assert_eq!(other_start.calls.len(), 2, "another start begins anew");
    assert_eq!(ids(&site.calls(&desk, "agents=").await), [""; 0], "nobody's");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_twilio_signs_for_twilio() {
    let site = with_twilio().await;
    let body = callback("EV1", "created", "anna");
    assert_eq!(problem(site.twilio(&body, "another token").await).await.0, 401);
    let unsigned = site.client.post(format!("{}/v1/calls/twilio", site.url)).body(body.clone());
    assert_eq!(problem(unsigned.send().await.unwrap()).await.0, 401);
    let unset = open().await;
    assert_eq!(problem(unset.twilio(&body, "twilio-auth-token").await).await.0, 404);
    let desk = site.desk("anna's").await;
    assert_eq!(ids(&site.calls(&desk, "agents=anna").await), [""; 0]);
}

fn connect(id: &str) -> Value {
    json!({
        "id": id, "detail-type": "Amazon Connect Contact Event", "time": "2025-03-07T18:00:00Z",
        "detail": {"eventType": "CONNECTED_TO_AGENT", "contactId": "c-1", "channel": "VOICE",
            "initiationMethod": "INBOUND",
            "agentInfo": {"agentArn": "arn:aws:connect:eu-west-1:1:instance/i/agent/a-17",
                          "connectedToAgentTimestamp": "2025-03-07T18:00:00Z"}},
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn amazon_connect_and_cloudevents_come_with_a_sources_key() {
    let site = open().await;
    let (desk, key) = (site.desk("anna's").await, site.source("telephony").await);
    let sent = site.post("/v1/calls/connect", &key, &connect("e1")).send().await.unwrap();
    assert_eq!(sent.status(), 200);
    let event = json!({"specversion": "1.0", "id": "e2", "source": "pbx", "type": "contact.ended.v1",
        "time": "2025-03-07T18:00:00Z", "data": {"call_id": "c-1", "agent": "a-17"}});
    let mut wrong = event.clone();
    wrong["data"]["call_id"] = json!(null);
    let batch = json!([event, wrong, {"specversion": "1.0", "id": "e3", "source": "x", "type": "y", "data": {}}]);
    let sent = site.post("/v1/calls/cloudevents", &key, &batch).send().await.unwrap();
    assert_eq!(sent.json::<Value>().await.unwrap(), json!({"accepted": 1, "ignored": 1, "refused": 1}));
    assert_eq!(ids(&site.calls(&desk, "agents=a-17").await), ["e1", "e2"]);

    for token in [desk.as_str(), "nobody"] {
        let refused = site.post("/v1/calls/connect", token, &connect("e9")).send().await.unwrap();
        assert!(matches!(problem(refused).await.0, 401 | 403));
    }
    assert!(matches!(problem(site.get("/v1/calls", &key).send().await.unwrap()).await.0, 401 | 403));
    let nonsense = site.post("/v1/calls/connect", &key, &json!([1])).send().await.unwrap();
    assert_eq!(problem(nonsense).await.0, 400);
    let large = json!({"x": "y".repeat(300 * 1024)});
    let large = site.post("/v1/calls/cloudevents", &key, &large).send().await.unwrap();
    assert_eq!(problem(large).await, (413, "too_large".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_waits_hears_at_once() {
    let site = open().await;
    let (desk, key) = (site.desk("anna's").await, site.source("telephony").await);
    let first = site.calls(&desk, "agents=a-17").await;
    let query = format!("agents=a-17&wait=25&after={}&epoch={}", first.next, first.epoch);
    let waiting = site.calls(&desk, &query);
    let sent = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        // Another agent's call is no reason to answer.
        let mut other = connect("e1");
        other["detail"]["agentInfo"]["agentArn"] = json!("x/agent/b-2");
        site.post("/v1/calls/connect", &key, &other).send().await.unwrap();
        site.post("/v1/calls/connect", &key, &connect("e2")).send().await.unwrap();
    };
    let (page, ()) = tokio::time::timeout(Duration::from_secs(10), async { tokio::join!(waiting, sent) })
        .await
        .unwrap();
    assert_eq!(ids(&page), ["e2"]);
}

/// A source's key could fill the memory: twenty thousand events were kept, however large.
#[tokio::test(flavor = "multi_thread")]
async fn large_events_push_out_the_oldest_and_come_in_pages() {
    let site = open().await;
    let (desk, key) = (site.desk("anna's").await, site.source("telephony").await);
    // As large as one may be: a hundred things that the voice menu collected.
    let attrs: Value =
        (0..99).map(|n| (format!("a{n}"), json!("x".repeat(2_000)))).collect::<serde_json::Map<_, _>>().into();
    for n in 0..200 {
        let event = json!({"specversion": "1.0", "id": format!("e{n}"), "source": "pbx", "type": "contact.ended.v1",
            "time": "2025-03-07T18:00:00Z",
            "data": {"call_id": "c-1", "agent": "a-17", "attrs": attrs}});
        let sent = site.post("/v1/calls/cloudevents", &key, &event).send().await.unwrap();
        assert_eq!(sent.status(), 200);
    }
    let (mut query, mut got) = ("agents=a-17".to_owned(), Vec::new());
    loop {
        let page = site.calls(&desk, &query).await;
        if page.calls.is_empty() {
            break;
        }
        assert!(serde_json::to_vec(&page).unwrap().len() < 1_500_000, "{} at once", page.calls.len());
        got.extend(page.calls.iter().map(|event| event.id.clone()));
        query = format!("agents=a-17&after={}&epoch={}", page.next, page.epoch);
    }
    assert!((100..190).contains(&got.len()), "{} are kept", got.len());
    let newest: Vec<String> = (200 - got.len()..200).map(|n| format!("e{n}")).collect();
    assert_eq!(got, newest);
}

/// Nor is a stranger's body waited for, who would keep the room of all who send calls.
#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_sign_is_refused_before_they_have_said_anything() {
    let site = with_twilio().await;
    let mut stranger = tokio::net::TcpStream::connect(site.url.strip_prefix("http://").unwrap()).await.unwrap();
    let head = format!(
        "POST /v1/calls/twilio HTTP/1.1\r\nhost: x\r\ncontent-type: {FORM}\r\ncontent-length: 200000\r\n\r\n"
    );
    stranger.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    let answered = stranger.read_exact(&mut answer);
    tokio::time::timeout(Duration::from_secs(20), answered).await.unwrap().unwrap();
    assert_eq!(&answer, b"HTTP/1.1 401");
}
