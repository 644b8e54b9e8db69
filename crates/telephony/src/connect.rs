//! Amazon Connect contact events, in the envelope EventBridge puts around them.
//!
//! `CONNECTED_TO_AGENT` talks, `DISCONNECTED` ends, `COMPLETED` ends after-call work, and
//! `CONTACT_DATA_UPDATED` updates. A contact that no agent has yet (`INITIATED`, `QUEUED`) concerns
//! no desk. The agent and the queue are the last part of their ARN. Contact events name the
//! customer's number only in instances that add it (`customerEndpoint`).

use contact::{CallEvent, CallEventKind as Kind, CallId, Channel, Direction, EndedBy, Party};
use serde_json::Value;

use crate::fields::{Fields, moment};
use crate::{Read, Reading, Refusal};

/// Reads one event as EventBridge delivers it.
pub fn read(body: &[u8], reading: Reading<'_>) -> Read {
    let value: Value =
        serde_json::from_slice(body).map_err(|_| Refusal::Form { expected: "JSON" })?;
    let envelope = Fields::of(&value, "event")?;
    let id = envelope.required("id")?;
    if envelope.text("detail-type")?.as_deref() != Some("Amazon Connect Contact Event") {
        return Ok(None);
    }
    let detail = envelope.object("detail")?.ok_or(Refusal::Missing { field: "detail" })?;
    let kind = match detail.required("eventType")?.as_str() {
        "CONNECTED_TO_AGENT" => Kind::Connected,
        "DISCONNECTED" => Kind::Ended,
        "COMPLETED" => Kind::WrapupEnded,
        "CONTACT_DATA_UPDATED" => Kind::Updated,
        _ => return Ok(None),
    };
    // The published samples write these two names either way.
    let agent = detail.object("agentInfo")?.or(detail.object("AgentInfo")?);
    let Some(agent) = agent else { return Ok(None) };
    let arn = agent.text("agentArn")?.or(agent.text("AgentArn")?);
    let contact_id = detail.required("contactId")?;
    let at = match kind {
        Kind::Connected => agent.text("connectedToAgentTimestamp")?,
        Kind::Ended => detail.text("disconnectTimestamp")?,
        _ => None,
    };
    let time = match at {
        Some(at) => moment(&at, "detail")?,
        None => moment(&envelope.required("time")?, "time")?,
    };
    let mut event = CallEvent::new("amazon-connect", &id, time, kind, &contact_id);
    event.channel = match detail.text("channel")?.unwrap_or_default().to_uppercase().as_str() {
        "VOICE" | "" => Channel::Voice,
        "CHAT" => Channel::Chat,
        "EMAIL" => Channel::Email,
        // A task is work of the centre, no contact with a customer.
        _ => return Ok(None),
    };
    event.agent = arn.as_deref().and_then(last_part);
    let before = detail.text("previousContactId")?.or(detail.text("initialContactId")?);
    event.parent_id = before.filter(|id| *id != contact_id).map(CallId);
    event.direction = match detail.text("initiationMethod")?.unwrap_or_default().as_str() {
        "OUTBOUND" | "CALLBACK" | "EXTERNAL_OUTBOUND" => Some(Direction::Out),
        "" => None,
        _ => Some(Direction::In),
    };
    if let Some(queue) = detail.object("queueInfo")? {
        let arn = queue.text("queueArn")?;
        let name = queue.text("name")?.or(arn.as_deref().and_then(last_part));
        event.queue = name.map(|name| name.as_str().into());
    }
    if let Some(customer) = detail.object("customerEndpoint")? {
        let address = customer.text("address")?.unwrap_or_default();
        event.party = Some(Party::read(&address, reading.region));
    }
    if let Some(system) = detail.object("systemEndpoint")? {
        event.dialled = system.text("address")?;
    }
    for name in ["attributes", "tags"] {
        if let Some(more) = detail.object(name)? {
            event
                .attributes
                .extend(more.texts().into_iter().filter(|(name, _)| !name.starts_with("aws:")));
        }
    }
    event.cause = detail.text("disconnectReason")?;
    event.ended_by = event.cause.as_deref().and_then(|cause| match cause {
        "CUSTOMER_DISCONNECT" => Some(EndedBy::Customer),
        "AGENT_DISCONNECT" => Some(EndedBy::Agent),
        "" => None,
        _ => Some(EndedBy::System),
    });
    event.check(reading.now_ms)?;
    Ok(Some(event)
        .filter(|event| event.agent.as_deref().is_none_or(|name| reading.agents.has(name))))
}

/// `…/agent/1234` to `1234`.
fn last_part(arn: &str) -> Option<String> {
    arn.rsplit('/').next().map(str::to_owned).filter(|part| !part.is_empty())
}
