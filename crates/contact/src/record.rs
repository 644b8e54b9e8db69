//! The record of one contact, as it is written to files and sent on the wire.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

use crate::{AgentId, ContactId, Customer, Ms, QueueId, ReasonPath};

/// How the customer and the centre met.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A telephone call.
    Voice,
    /// A letter by e-mail.
    Email,
    /// A chat on the web or in an app.
    Chat,
    /// A WhatsApp message.
    Whatsapp,
    /// A text message.
    Sms,
    /// A post or message on a social network.
    Social,
    /// A form or self-service on the web.
    Web,
    /// A visit.
    InPerson,
}

impl Channel {
    /// Every channel, in the order of their numbers in databases.
    pub const ALL: [Channel; 8] = [
        Channel::Voice,
        Channel::Email,
        Channel::Chat,
        Channel::Whatsapp,
        Channel::Sms,
        Channel::Social,
        Channel::Web,
        Channel::InPerson,
    ];
}

/// Who started the contact. One that an agent started is never a repeat.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Initiator {
    /// The customer got in touch.
    #[default]
    Customer,
    /// The centre called.
    Agent,
}

/// What the agent said at wrap-up: one of the three facts, never the only one.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize, TS, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// The matter is settled.
    Resolved,
    /// It is not.
    Unresolved,
    /// The agent did not say.
    #[default]
    Unknown,
}

/// The agent's answer to "same matter?" about another contact of the customer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkVerdict {
    /// The same matter, whatever the reasons say.
    Same,
    /// Another matter, whatever the reasons say.
    Different,
}

/// A request that this contact be left out of the rate; counts only once reviewed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct Exclusion {
    /// Why, as a code: `isolated_incident`.
    pub reason: String,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub requested_by: Option<AgentId>,
    /// Who approved it; without, it is only a request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reviewed_by: Option<AgentId>,
}

/// What the customer said when asked whether the matter was resolved.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SurveyAnswer {
    /// It was resolved.
    Confirmed,
    /// It was not.
    Disputed,
}

/// A customer who was asked. Without an answer they were only invited.
///
/// In JSON an object, or in short the answer itself: `"confirmed"`, `"disputed"`, `"invited"`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, TS, JsonSchema)]
pub struct Survey {
    /// What they said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub answer: Option<SurveyAnswer>,
    /// How they were asked: `ivr`, `sms`, `email`, `call`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub by: Option<String>,
    /// When they answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub at_ms: Option<Ms>,
}

impl<'de> Deserialize<'de> for Survey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Word {
            Confirmed,
            Disputed,
            #[serde(alias = "none")]
            Invited,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Word(Word),
            Whole { answer: Option<SurveyAnswer>, by: Option<String>, at_ms: Option<Ms> },
        }
        Ok(match Either::deserialize(deserializer)? {
            Either::Word(word) => {
                let answer = match word {
                    Word::Confirmed => Some(SurveyAnswer::Confirmed),
                    Word::Disputed => Some(SurveyAnswer::Disputed),
                    Word::Invited => None,
                };
                Survey { answer, ..Survey::default() }
            }
            Either::Whole { answer, by, at_ms } => Survey { answer, by, at_ms },
        })
    }
}

/// What an article was to a contact.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ArticleRole {
    /// It was opened.
    Viewed,
    /// The agent said "this answered it".
    Used,
}

/// One article version that was read or used in a contact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct ArticleRef {
    /// The article's id: `KB-2041`.
    pub id: String,
    /// The version that was on the screen.
    pub version: u32,
    /// The language that was on the screen, as a BCP 47 tag.
    pub lang: String,
    /// Read, or used.
    pub role: ArticleRole,
    /// The search that found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub query: Option<String>,
    /// The numbers of the steps that were done, from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<u32>>", optional)]
    pub steps: Vec<u32>,
}

/// What the agent promised.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct FollowUp {
    /// When it is due.
    #[ts(type = "number")]
    pub due_ms: Ms,
    /// How: `voice`, `email`, `sms`.
    pub by: Channel,
    /// Who does it; the agent of the contact when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub owner: Option<AgentId>,
}

/// The clocks of a desk at one moment. With the same reading of the moment of sending, the store
/// finds the true time, however wrong the desk's wall clock was or is by then.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct ClockReading {
    /// Names one start of the desk's machine: only within it can `mono` be compared.
    pub boot: String,
    /// Milliseconds since that start.
    #[ts(type = "number")]
    pub mono: Ms,
    /// The wall clock.
    #[ts(type = "number")]
    pub wall: Ms,
}

/// One contact: a fact. A correction is the same contact with a higher revision.
///
/// In JSON the field names are those below; what is not known is left out, and fields that this
/// version does not know are kept in [`Contact::rest`] and written back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS, JsonSchema)]
pub struct Contact {
    /// Made once, where the contact was taken.
    pub contact_id: ContactId,
    /// Counted by the writer from 1; the highest wins, whatever the order of arrival.
    #[serde(default = "first_revision")]
    pub revision: u32,
    /// Who called; left out when nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub customer: Option<Customer>,
    /// How they met.
    pub channel: Channel,
    /// Who started it.
    #[serde(default)]
    pub initiated_by: Initiator,
    /// When it began.
    #[ts(type = "number")]
    pub start_ms: Ms,
    /// When the conversation ended (not when the wrap-up was saved).
    #[ts(type = "number")]
    pub end_ms: Ms,
    /// Why they called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reason: Option<ReasonPath>,
    /// What the agent said of it.
    #[serde(default)]
    pub claim: Claim,
    /// Handed to somebody else.
    #[serde(default)]
    pub transferred: bool,
    /// Handed upwards.
    #[serde(default)]
    pub escalated: bool,
    /// The customer was promised that we come back.
    #[serde(default)]
    pub follow_up_promised: bool,
    /// Asked to be left out, or approved to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub exclusion: Option<Exclusion>,
    /// What the customer said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub survey: Option<Survey>,
    /// "Same matter?", answered for other contacts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(as = "Option<BTreeMap<ContactId, LinkVerdict>>", optional)]
    pub links: BTreeMap<ContactId, LinkVerdict>,
    /// Who took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub agent: Option<AgentId>,
    /// Where it came in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub queue: Option<QueueId>,
    /// Time in conversation, hold left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub talk_ms: Option<Ms>,
    /// Time on hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub hold_ms: Option<Ms>,
    /// After-call work: from the end of the conversation until it was saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub acw_ms: Option<Ms>,
    /// What happened, as the centre's code: `resolved`, `follow_up`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub outcome: Option<String>,
    /// Why it was not resolved, as the centre's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub root_cause: Option<String>,
    /// What was promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub follow_up: Option<FollowUp>,
    /// What the agent wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub note: Option<String>,
    /// The language of the conversation, as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub lang: Option<String>,
    /// What was read and what was used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<ArticleRef>>", optional)]
    pub articles: Vec<ArticleRef>,
    /// Who wrote this revision, and when, where it is a correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub saved_ms: Option<Ms>,
    /// What the desk's clocks said when the contact was first saved; a correction keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub clock: Option<ClockReading>,
    /// Fields this version does not know.
    #[serde(flatten)]
    #[ts(skip)]
    pub rest: serde_json::Map<String, serde_json::Value>,
}

fn first_revision() -> u32 {
    1
}

impl Contact {
    /// Asked to be left out, and approved by somebody else than who asked for it or took it: nobody
    /// tidies up their own figures.
    pub fn excluded(&self) -> bool {
        self.exclusion.as_ref().is_some_and(|exclusion| {
            exclusion.reviewed_by.as_ref().is_some_and(|by| {
                Some(by) != exclusion.requested_by.as_ref() && Some(by) != self.agent.as_ref()
            })
        })
    }

    /// Talk, hold and after-call work together; none when none of them is known.
    pub fn handle_ms(&self) -> Option<Ms> {
        [self.talk_ms, self.hold_ms, self.acw_ms].into_iter().flatten().reduce(Ms::saturating_add)
    }
}
