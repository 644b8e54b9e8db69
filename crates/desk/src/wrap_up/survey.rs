//! Who is asked how it went: the centre's rule, then a lot that nobody at the desk can steer.
//!
//! The lot hangs on the contact's id alone: taking a wrap-up back and saving it again draws the
//! same one. Whoever was invited lately is left in peace.

use contact::{Contact, ContactId, Extras, Initiator, Invitation, Ms, Survey, SurveyPolicy};

const DAY_MS: Ms = 24 * 3_600_000;

/// The invitation for `contact`; none where the rule does not fit. `earlier` are the customer's
/// contacts that the desk knows.
pub(super) fn invitation<'a>(
    policy: &SurveyPolicy,
    contact: &Contact,
    mut earlier: impl Iterator<Item = &'a Contact>,
) -> Option<Invitation> {
    let asked_by_us = contact.initiated_by == Initiator::Customer && contact.exclusion.is_none();
    if contact.customer.is_none()
        || !asked_by_us
        || !policy.fits(contact.outcome.as_deref(), contact.reason.as_ref())
    {
        return None;
    }
    let rest = Ms::from(policy.rest_days) * DAY_MS;
    let in_peace = earlier.any(|other| {
        other.contact_id != contact.contact_id
            && contact.start_ms - other.end_ms < rest
            && Extras::of(other).invitation.is_some_and(|invitation| invitation.invited)
    });
    if in_peace {
        return None;
    }
    let lot = lot(&contact.contact_id);
    Some(Invitation {
        invited: lot < policy.share_percent,
        by: policy.by.clone(),
        share_percent: policy.share_percent,
        lot,
    })
}

/// What the store counts invitations by.
pub(super) fn survey(invitation: &Invitation) -> Option<Survey> {
    invitation.invited.then(|| Survey { by: Some(invitation.by.clone()), ..Survey::default() })
}

/// 0 to 99, evenly, from the random part of the id (FNV-1a over its bytes, and the last step of
/// splitmix64).
fn lot(id: &ContactId) -> u8 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in id.as_bytes() {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^= hash >> 31;
    u8::try_from(hash % 100).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> SurveyPolicy {
        SurveyPolicy {
            by: "sms".into(),
            share_percent: 30,
            outcomes: vec!["resolved".into()],
            reasons: vec!["billing".into()],
            rest_days: 30,
        }
    }

    fn contact(number: u128) -> Contact {
        serde_json::from_value(serde_json::json!({
            "contact_id": uuid::Uuid::from_u128(number), "channel": "voice", "customer": "c-1",
            "start_ms": 90 * DAY_MS, "end_ms": 90 * DAY_MS + 1, "outcome": "resolved",
            "reason": "billing/invoice/copy",
        }))
        .unwrap()
    }

    #[test]
    fn the_share_is_met_and_the_lot_does_not_change() {
        let invited = (0..10_000)
            .filter(|number| {
                let first = invitation(&policy(), &contact(*number), [].iter()).unwrap();
                assert_eq!(
                    invitation(&policy(), &contact(*number), [].iter()),
                    Some(first.clone())
                );
                assert_eq!(survey(&first).is_some(), first.invited);
                first.invited
            })
            .count();
        assert!((2_850..=3_150).contains(&invited), "{invited} of 10,000 at 30 percent");
    }

    #[test]
    fn only_whom_the_rule_fits_and_who_was_left_in_peace() {
        let all = SurveyPolicy { share_percent: 100, ..policy() };
        let fits = |contact: &Contact| invitation(&all, contact, [].iter()).is_some();
        assert!(fits(&contact(1)));
        let changed = |change: fn(&mut Contact)| {
            let mut contact = contact(1);
            change(&mut contact);
            contact
        };
        assert!(!fits(&changed(|c| c.customer = None)));
        assert!(!fits(&changed(|c| c.outcome = Some("transferred".into()))));
        assert!(!fits(&changed(|c| c.reason = Some("tv/picture".into()))));
        assert!(!fits(&changed(|c| c.initiated_by = Initiator::Agent)));
        let mut before = contact(2);
        before.end_ms = contact(1).start_ms - 29 * DAY_MS;
        let asked =
            Extras { invitation: invitation(&all, &before, [].iter()), ..Extras::default() };
        asked.write(&mut before);
        assert_eq!(invitation(&all, &contact(1), [before.clone()].iter()), None);
        before.end_ms -= DAY_MS;
        assert!(invitation(&all, &contact(1), [before].iter()).is_some());
    }
}
