//! What supervisors decide: which contacts are left out of the rate, which identities are one
//! person.
//!
//! Promises: an identity is never in an answer; the keys that stand for them are.

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use contact::{ContactId, Customer, Ms, Problem, QueueId, ReasonPath};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::http::App;
use crate::http::body::json;
use crate::http::params::{Params, wrong};
use crate::http::refusal::Refusal;
use crate::http::sender::Supervisor;
use crate::tables::exclusions::{Asked, ReviewState};
use crate::tables::people::{Merge, MergeMade, Proposal};

/// No decision is longer.
pub(super) const SMALL: usize = 16 * 1024;
/// Lines of a list that are sent when nothing else is asked for, and at most.
pub(super) const LINES: (u16, u16) = (100, 500);

/// A decision, and whose it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Decision {
    /// Yes or no.
    #[serde(default = "yes")]
    pub(crate) approve: bool,
    /// Who decides, as the centre names them.
    pub(crate) by: String,
}

fn yes() -> bool {
    true
}

/// A request to leave a contact out of the rate.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
pub(crate) struct Excluded {
    /// Which contact.
    pub(crate) contact_id: ContactId,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) start_ms: Option<Ms>,
    /// Why the customer got in touch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<ReasonPath>,
    /// Where it came in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) queue: Option<QueueId>,
    /// Who took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) agent: Option<String>,
    /// Why it should be left out, as a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) exclusion: Option<String>,
    /// Who asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) requested_by: Option<String>,
    /// What was decided; none while nobody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) approved: Option<bool>,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reviewed_by: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reviewed_ms: Option<Ms>,
}

impl From<Asked> for Excluded {
    fn from(asked: Asked) -> Excluded {
        let Asked { contact, review } = asked;
        let exclusion = contact.exclusion.as_ref();
        Excluded {
            contact_id: contact.contact_id,
            start_ms: Some(contact.start_ms),
            agent: contact.agent.as_ref().map(|agent| agent.0.clone()),
            exclusion: exclusion.map(|exclusion| exclusion.reason.clone()),
            requested_by: exclusion
                .and_then(|exclusion| exclusion.requested_by.as_ref())
                .map(|by| by.0.clone()),
            approved: review.as_ref().map(|review| review.approved),
            reviewed_by: review.as_ref().map(|review| review.by.clone()),
            reviewed_ms: review.map(|review| review.at),
            reason: contact.reason,
            queue: contact.queue,
        }
    }
}

/// Requests, latest contact first.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
pub(crate) struct ExclusionList {
    pub(crate) exclusions: Vec<Excluded>,
}

pub(super) async fn exclusions(
    State(app): State<App>,
    _: Supervisor,
    mut params: Params,
) -> Result<Json<ExclusionList>, Refusal> {
    let state = match params.text("state") {
        None => ReviewState::Requested,
        Some(text) => ReviewState::named(&text).ok_or_else(|| wrong("state"))?,
    };
    let limit = params.take("limit")?.unwrap_or(LINES.0).clamp(1, LINES.1);
    params.end()?;
    let found = app.store.exclusions(state, limit).await?;
    Ok(Json(ExclusionList { exclusions: found.into_iter().map(Excluded::from).collect() }))
}

pub(super) async fn review(
    State(app): State<App>,
    _: Supervisor,
    id: Result<Path<ContactId>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Excluded>, Refusal> {
    let Path(contact_id) = id.map_err(|_| Refusal::not_found())?;
    let Decision { approve, by } = json(&headers, body, SMALL).await?;
    app.store.review(contact_id, approve, &by).await?;
    Ok(Json(Excluded {
        contact_id,
        approved: Some(approve),
        reviewed_by: Some(by),
        reviewed_ms: Some(app.store.now()),
        start_ms: None,
        reason: None,
        queue: None,
        agent: None,
        exclusion: None,
        requested_by: None,
    }))
}

/// Two identities that may be one person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(crate) struct Proposed {
    /// To name it by.
    pub(crate) id: u32,
    /// The key of one person.
    pub(crate) one: String,
    /// The key of the other.
    pub(crate) other: String,
    /// Why they were not joined by themselves.
    pub(crate) why: String,
    /// In how many contacts they came together.
    pub(crate) seen: u32,
    /// Since when it is proposed.
    pub(crate) made_ms: Ms,
}

/// Proposals, the most often seen first; and the trail of merges, latest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(crate) struct ProposalList {
    pub(crate) proposals: Vec<Proposed>,
    pub(crate) merges: Vec<Merged>,
}

/// Two persons who were made one.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
pub(crate) struct Merged {
    /// To take it back by; none when nothing was joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) merge: Option<u32>,
    /// The key that stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kept: Option<String>,
    /// The key that became it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gone: Option<String>,
    /// Contacts that changed hands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contacts: Option<u64>,
    /// When, and by whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) made_ms: Option<Ms>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) made_by: Option<String>,
    /// When it was taken back, and by whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) undone_ms: Option<Ms>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) undone_by: Option<String>,
}

impl From<Proposal> for Proposed {
    fn from(proposal: Proposal) -> Proposed {
        Proposed {
            id: proposal.id,
            one: proposal.one.hex(),
            other: proposal.other.hex(),
            why: proposal.why,
            seen: proposal.seen,
            made_ms: proposal.made_at,
        }
    }
}

impl From<Merge> for Merged {
    fn from(merge: Merge) -> Merged {
        Merged {
            merge: Some(merge.id),
            kept: Some(merge.kept.hex()),
            gone: Some(merge.gone.hex()),
            contacts: Some(merge.contacts),
            ..Merged::default()
        }
    }
}

impl From<MergeMade> for Merged {
    fn from(made: MergeMade) -> Merged {
        Merged {
            merge: Some(made.id),
            kept: Some(made.kept.hex()),
            gone: Some(made.gone.hex()),
            contacts: None,
            made_ms: Some(made.made_at),
            made_by: Some(made.made_by),
            undone_ms: made.undone_at,
            undone_by: made.undone_by,
        }
    }
}

pub(super) async fn proposals(
    State(app): State<App>,
    _: Supervisor,
    mut params: Params,
) -> Result<Json<ProposalList>, Refusal> {
    let limit = params.take("limit")?.unwrap_or(LINES.0).clamp(1, LINES.1);
    params.end()?;
    let proposals = app.store.proposals(limit).await?.into_iter().map(Proposed::from).collect();
    let merges = app.store.merges(limit).await?.into_iter().map(Merged::from).collect();
    Ok(Json(ProposalList { proposals, merges }))
}

pub(super) async fn decide(
    State(app): State<App>,
    _: Supervisor,
    id: Result<Path<u32>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Merged>, Refusal> {
    let Path(id) = id.map_err(|_| Refusal::not_found())?;
    let Decision { approve, by } = json(&headers, body, SMALL).await?;
    let merged = app.store.decide(id, approve, &by).await?;
    Ok(Json(merged.map(Merged::from).unwrap_or_default()))
}

/// Two identities that somebody knows to be one person.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
pub(crate) struct MergeAsked {
    /// The identity whose person stays.
    pub(crate) kept: Customer,
    /// The identity whose person becomes that one.
    pub(crate) gone: Customer,
    /// Who says so.
    pub(crate) by: String,
}

pub(super) async fn merge(
    State(app): State<App>,
    _: Supervisor,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Merged>, Refusal> {
    let MergeAsked { kept, gone, by } = json(&headers, body, SMALL).await?;
    Ok(Json(app.store.merge(&kept, &gone, &by).await?.into()))
}

pub(super) async fn undo(
    State(app): State<App>,
    _: Supervisor,
    id: Result<Path<u32>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Merged>, Refusal> {
    let Path(id) = id.map_err(|_| Refusal::not_found())?;
    let Decision { approve, by } = json(&headers, body, SMALL).await?;
    if !approve {
        return Err(Refusal::new(Problem::field(
            "approve",
            "A merge is taken back with \"approve\": true. Nothing was changed.",
        )));
    }
    Ok(Json(app.store.part(id, &by).await?.into()))
}

/// An identity that is not the person's it was joined to.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
pub(crate) struct PartAsked {
    /// The identity that is somebody else's.
    pub(crate) identity: Customer,
    /// Who says so.
    pub(crate) by: String,
}

pub(super) async fn part(
    State(app): State<App>,
    _: Supervisor,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Merged>, Refusal> {
    let PartAsked { identity, by } = json(&headers, body, SMALL).await?;
    Ok(Json(app.store.part_identity(&identity, &by).await?.into()))
}
