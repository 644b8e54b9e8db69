//! What other systems send: contacts of every channel, and what customers answered in surveys.
//!
//! A source knows its own names for things. `external_id` (a ticket's number, a call's id) is
//! enough: the contact's id is made from it, always the same one, so that sending again is safe.
//! `updated_ms` stands for the revision where a source counts none.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Ack;
use crate::{ContactId, Customer, Identity, Ms, SurveyAnswer};

/// Contacts from one source.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ContactBatch {
    /// Each a [`SentContact`]; one that cannot be read is kept aside alone.
    pub contacts: Vec<serde_json::Value>,
    /// Everything that ended before this moment is in this batch or was in one before it. Who says so
    /// once is waited for: figures are published up to what all such sources and desks have said.
    /// From 2000 until a day ahead of the store's clock; the batch is refused otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_ms: Option<Ms>,
}

/// A contact as another system sends it: the fields of [`Contact`], and those here.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SentContact {
    /// What the source calls it. Needed where there is no `contact_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The contact's own id, where the source makes such ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<ContactId>,
    /// Counted by the source from 1, the highest wins; left out, it follows from `updated_ms`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// When the source last changed it: a later one wins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_ms: Option<Ms>,
    /// Everything the source knows the person by. The first one is whose contact it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identities: Vec<Identity>,
    /// The other fields of [`Contact`].
    #[serde(flatten)]
    pub rest: BTreeMap<String, serde_json::Value>,
}

/// What customers were asked, and what they said.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SurveyBatch {
    /// Each a [`SentSurvey`]; one that cannot be read is kept aside alone.
    pub surveys: Vec<serde_json::Value>,
}

/// One customer who was asked about one contact. Without an `answer` they were only invited:
/// invitations are what the response rate is counted over.
///
/// It may come before its contact: it waits, and joins it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SentSurvey {
    /// The contact it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<ContactId>,
    /// Or what the source of the contact calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The source of the contact, where `external_id` is not of the sender's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Or whose latest contact before `at_ms` it is about: the last one of at most 7 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    /// How they were asked: `ivr`, `sms`, `email`, `call`.
    pub by: String,
    /// When they answered, or were invited.
    pub at_ms: Ms,
    /// Was it resolved? Left out: invited, no answer yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<SurveyAnswer>,
    /// How satisfied, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csat: Option<u8>,
    /// Would they recommend us, 0 to 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nps: Option<u8>,
    /// In their own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Fields this version does not know.
    #[serde(flatten)]
    pub rest: BTreeMap<String, serde_json::Value>,
}

/// One ack per record of the batch, in its order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Acks {
    /// As in [`super::Hello`].
    pub epoch: String,
    /// The store's clock.
    pub now_ms: Ms,
    /// In the order of the records.
    pub acks: Vec<Ack>,
    /// Please wait this long before the next batch.
    #[serde(default)]
    pub wait_ms: u64,
}
