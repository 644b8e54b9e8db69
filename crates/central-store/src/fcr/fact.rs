//! What the figures need to know of a contact, small: read out of the covering index alone.

use contact::fcr::Case;
use contact::{
    Channel, Claim, Contact, ContactId, Customer, Initiator, LinkVerdict, Ms, ReasonPath,
    SurveyAnswer,
};
use uuid::Uuid;

/// Bits of the column `facts`. Links are the highest, so that `facts >= 1024` finds them.
pub(crate) mod bits {
    /// The agent said that it was resolved.
    pub(crate) const RESOLVED: i64 = 1;
    pub(crate) const TRANSFERRED: i64 = 2;
    pub(crate) const ESCALATED: i64 = 4;
    pub(crate) const FOLLOW_UP: i64 = 8;
    /// An exclusion that was approved.
    pub(crate) const EXCLUDED: i64 = 16;
    pub(crate) const BY_AGENT: i64 = 32;
    /// Nobody knew the customer.
    pub(crate) const UNLINKABLE: i64 = 64;
    /// The customer was asked.
    pub(crate) const ASKED: i64 = 128;
    pub(crate) const CONFIRMED: i64 = 256;
    pub(crate) const DISPUTED: i64 = 512;
    /// An agent spoke of other contacts; which ones is in the payload.
    pub(crate) const LINKS: i64 = 1024;
}

/// One contact.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Fact {
    pub(crate) id: [u8; 16],
    pub(crate) start: Ms,
    pub(crate) end: Ms,
    pub(crate) bits: i64,
    pub(crate) channel: u8,
    pub(crate) reason: i64,
    pub(crate) family: i64,
    pub(crate) queue: i64,
    pub(crate) agent: i64,
    pub(crate) lang: i64,
    /// The list of articles that answered it; not in the queue, for no sum tells them apart.
    pub(crate) articles: i64,
    pub(crate) handle: Option<Ms>,
    pub(crate) acw: Option<Ms>,
    /// Other contacts, and whether they are about the same matter.
    pub(crate) links: Vec<([u8; 16], bool)>,
}

impl Fact {
    pub(crate) fn has(&self, bit: i64) -> bool {
        self.bits & bit != 0
    }

    /// Resolved, and nothing left to others or to later.
    pub(crate) fn claimed(&self) -> bool {
        use bits::{ESCALATED, FOLLOW_UP, RESOLVED, TRANSFERRED};
        self.bits & (RESOLVED | TRANSFERRED | ESCALATED | FOLLOW_UP) == RESOLVED
    }

    /// The place among the customer's contacts.
    pub(crate) fn place(&self) -> (Ms, [u8; 16]) {
        (self.start, self.id)
    }

    /// The contacts that its agent called the same matter.
    pub(crate) fn same_as(&self) -> impl Iterator<Item = [u8; 16]> + '_ {
        self.links.iter().filter(|(_, same)| *same).map(|(id, _)| *id)
    }

    /// What the rule asks of it. Numbers stand for names, which the rule only compares.
    pub(crate) fn case(&self) -> Case {
        let link = |(id, same): &([u8; 16], bool)| {
            let said = if *same { LinkVerdict::Same } else { LinkVerdict::Different };
            (ContactId(Uuid::from_bytes(*id)), said)
        };
        let answer = match (self.has(bits::CONFIRMED), self.has(bits::DISPUTED)) {
            (true, _) => Some(SurveyAnswer::Confirmed),
            (_, true) => Some(SurveyAnswer::Disputed),
            _ => None,
        };
        Case {
            contact_id: ContactId(Uuid::from_bytes(self.id)),
            customer: (!self.has(bits::UNLINKABLE)).then(|| Customer("theirs".into())),
            channel: Channel::ALL[usize::from(self.channel).min(Channel::ALL.len() - 1)],
            initiated_by: if self.has(bits::BY_AGENT) {
                Initiator::Agent
            } else {
                Initiator::Customer
            },
            start_ms: self.start,
            end_ms: self.end,
            reason: (self.reason > 0)
                .then(|| ReasonPath(format!("{}/{}", self.family, self.reason))),
            claim: if self.has(bits::RESOLVED) { Claim::Resolved } else { Claim::Unresolved },
            transferred: self.has(bits::TRANSFERRED),
            escalated: self.has(bits::ESCALATED),
            follow_up_promised: self.has(bits::FOLLOW_UP),
            excluded: self.has(bits::EXCLUDED),
            survey: answer,
            surveyed: self.has(bits::ASKED),
            links: self.links.iter().map(link).collect(),
            talk_ms: self.handle,
            hold_ms: None,
            acw_ms: None,
        }
    }

    /// All of it in a few bytes, for the queue of what is still to be counted.
    pub(crate) fn pack(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(128 + self.links.len() * 17);
        bytes.extend_from_slice(&self.id);
        let numbers = [
            self.start,
            self.end,
            self.bits,
            i64::from(self.channel),
            self.reason,
            self.family,
            self.queue,
            self.agent,
            self.lang,
            self.handle.unwrap_or(-1),
            self.acw.unwrap_or(-1),
        ];
        for number in numbers {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        for (id, same) in &self.links {
            bytes.extend_from_slice(id);
            bytes.push(u8::from(*same));
        }
        bytes
    }

    /// As [`Fact::pack`] wrote it.
    pub(crate) fn unpack(bytes: &[u8]) -> Option<Fact> {
        let (id, rest) = bytes.split_first_chunk::<16>()?;
        let (numbers, links) = rest.split_at_checked(11 * 8)?;
        let mut numbers =
            numbers.chunks_exact(8).filter_map(|b| b.try_into().ok().map(i64::from_le_bytes));
        let mut next = || numbers.next();
        let known = |ms: Ms| (ms >= 0).then_some(ms);
        Some(Fact {
            id: *id,
            start: next()?,
            end: next()?,
            bits: next()?,
            channel: u8::try_from(next()?).ok()?,
            reason: next()?,
            family: next()?,
            queue: next()?,
            agent: next()?,
            lang: next()?,
            articles: 0,
            handle: known(next()?),
            acw: known(next()?),
            links: links
                .chunks_exact(17)
                .filter_map(|link| Some((*link.first_chunk::<16>()?, link[16] == 1)))
                .collect(),
        })
    }
}

/// The column `facts` of a contact.
pub(crate) fn facts_of(contact: &Contact, unlinkable: bool) -> i64 {
    let answer = contact.survey.as_ref().and_then(|survey| survey.answer);
    let all = [
        (contact.claim == Claim::Resolved, bits::RESOLVED),
        (contact.transferred, bits::TRANSFERRED),
        (contact.escalated, bits::ESCALATED),
        (contact.follow_up_promised, bits::FOLLOW_UP),
        (contact.excluded(), bits::EXCLUDED),
        (contact.initiated_by == Initiator::Agent, bits::BY_AGENT),
        (unlinkable, bits::UNLINKABLE),
        (contact.survey.is_some(), bits::ASKED),
        (answer == Some(SurveyAnswer::Confirmed), bits::CONFIRMED),
        (answer == Some(SurveyAnswer::Disputed), bits::DISPUTED),
        (!contact.links.is_empty(), bits::LINKS),
    ];
    all.into_iter().filter(|(holds, _)| *holds).fold(0, |all, (_, bit)| all | bit)
}

/// The links of a contact, out of its payload.
pub(crate) fn links_of(contact: &Contact) -> Vec<([u8; 16], bool)> {
    let links = contact.links.iter();
    links.map(|(id, verdict)| (*id.as_bytes(), *verdict == LinkVerdict::Same)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_survives_the_queue() {
        let fact = Fact {
            id: [7; 16],
            start: 5,
            end: 9,
            bits: bits::LINKS | bits::RESOLVED,
            channel: 3,
            handle: Some(0),
            links: vec![([1; 16], true), ([2; 16], false)],
            ..Fact::default()
        };
        assert_eq!(Fact::unpack(&fact.pack()), Some(fact));
        assert_eq!(Fact::unpack(&[1, 2, 3]), None);
    }
}
