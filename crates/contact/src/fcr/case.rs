//! The facts of a contact that the rule needs, and when two of them are about the same matter.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::fcr::Relation;
use crate::{
    Channel, Claim, Contact, ContactId, Customer, Initiator, LinkVerdict, Ms, ReasonPath,
    SurveyAnswer,
};

/// What the rule needs to know of one contact: the newest revision of it, and no more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// Which contact.
    pub contact_id: ContactId,
    /// The key of the customer, after identities of one person were joined; none when unknown.
    pub customer: Option<Customer>,
    /// How they met.
    pub channel: Channel,
    /// Who started it.
    pub initiated_by: Initiator,
    /// When it began.
    pub start_ms: Ms,
    /// When the conversation ended.
    pub end_ms: Ms,
    /// Why they called.
    pub reason: Option<ReasonPath>,
    /// What the agent said of it.
    pub claim: Claim,
    /// Handed to somebody else.
    pub transferred: bool,
    /// Handed upwards.
    pub escalated: bool,
    /// The customer was promised that the centre comes back.
    pub follow_up_promised: bool,
    /// Asked to be left out, and approved.
    pub excluded: bool,
    /// What the customer answered.
    pub survey: Option<SurveyAnswer>,
    /// Whether the customer was asked at all.
    pub surveyed: bool,
    /// "Same matter?", answered for other contacts.
    pub links: BTreeMap<ContactId, LinkVerdict>,
    /// Time in conversation, hold left out.
    pub talk_ms: Option<Ms>,
    /// Time on hold.
    pub hold_ms: Option<Ms>,
    /// After-call work.
    pub acw_ms: Option<Ms>,
}

impl Case {
    /// Started by the customer and not left out: only such a contact can be a first contact, a
    /// repeat, or anybody's neighbour.
    pub fn eligible(&self) -> bool {
        self.initiated_by == Initiator::Customer && !self.excluded
    }

    /// The agent's claim as a first-contact resolution: resolved, and nothing left to others or
    /// to later.
    pub fn claimed(&self) -> bool {
        self.claim == Claim::Resolved
            && !self.transferred
            && !self.escalated
            && !self.follow_up_promised
    }

    /// Talk, hold and after-call work together; none when none of them is known.
    pub fn handle_ms(&self) -> Option<Ms> {
        [self.talk_ms, self.hold_ms, self.acw_ms].into_iter().flatten().reduce(Ms::saturating_add)
    }

    /// The place among the customer's contacts: by start, and by id where the start is the same.
    pub(crate) fn place(&self) -> (Ms, ContactId) {
        (self.start_ms, self.contact_id)
    }

    /// What contacts of the same matter share under `relation`; none when it is related to
    /// nothing without a link.
    pub(crate) fn matter(&self, relation: Relation) -> Option<&str> {
        let reason = self.reason.as_ref().filter(|reason| !reason.as_str().trim().is_empty());
        match relation {
            Relation::Any => Some(""),
            Relation::Parent => reason.map(ReasonPath::family),
            Relation::Leaf => reason.map(ReasonPath::as_str),
        }
    }
}

impl From<&Contact> for Case {
    fn from(contact: &Contact) -> Case {
        Case {
            contact_id: contact.contact_id,
            customer: contact.customer.clone().filter(|key| !key.as_str().trim().is_empty()),
            channel: contact.channel,
            initiated_by: contact.initiated_by,
            start_ms: contact.start_ms,
            end_ms: contact.end_ms,
            reason: contact.reason.clone(),
            claim: contact.claim,
            transferred: contact.transferred,
            escalated: contact.escalated,
            follow_up_promised: contact.follow_up_promised,
            excluded: contact.excluded(),
            survey: contact.survey.as_ref().and_then(|survey| survey.answer),
            surveyed: contact.survey.is_some(),
            links: contact.links.clone(),
            talk_ms: contact.talk_ms,
            hold_ms: contact.hold_ms,
            acw_ms: contact.acw_ms,
        }
    }
}

/// Whether two contacts of one customer are about the same matter. Symmetric.
///
/// What an agent said of the pair wins over the reasons. When both contacts speak of each other,
/// the later one does, because it was said knowing more. An unknown reason is related to nothing
/// but under [`Relation::Any`].
pub fn related(a: &Case, b: &Case, relation: Relation) -> bool {
    let (earlier, later) = if a.place() <= b.place() { (a, b) } else { (b, a) };
    let said =
        later.links.get(&earlier.contact_id).or_else(|| earlier.links.get(&later.contact_id));
    match said {
        Some(LinkVerdict::Same) => true,
        Some(LinkVerdict::Different) => false,
        None => {
            let matter = earlier.matter(relation);
            matter.is_some() && matter == later.matter(relation)
        }
    }
}

/// One contact per id, the highest revision of each, in the order of their ids.
///
/// The order of arrival changes nothing. Two contents under one revision cannot both be true; the
/// first stays, as in the store, which sets the second aside.
pub fn latest(contacts: impl IntoIterator<Item = Contact>) -> Vec<Contact> {
    let mut newest: BTreeMap<ContactId, Contact> = BTreeMap::new();
    for contact in contacts {
        match newest.entry(contact.contact_id) {
            Entry::Vacant(place) => {
                place.insert(contact);
            }
            Entry::Occupied(mut known) => {
                if contact.revision > known.get().revision {
                    known.insert(contact);
                }
            }
        }
    }
    newest.into_values().collect()
}
