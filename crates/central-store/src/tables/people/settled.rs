//! Readings as the store knows their customers: at their person, reviewed, with what was said since.
//!
//! Promises: the records themselves stay as they came; a contact keeps its own identity's key
//! beside its person's, so that persons can be parted again.

use std::borrow::Cow;
use std::collections::HashMap;

use contact::{AgentId, Ms};

use super::persons;
use crate::Failure;
use crate::engine::{Session, Value, values};
use crate::keys::CustomerKey;
use crate::reading::{Fit, Reading};
use crate::tables::ingest::about;
use crate::tables::surveys;

/// Readings with each contact at its person, exclusions as they were reviewed, and what the
/// customer said since. The records themselves stay as they came.
/// Nothing is copied where nothing is known.
pub(crate) fn settled<'a>(
    session: &Session,
    readings: &'a [Reading],
) -> Result<Cow<'a, [Reading]>, Failure> {
    let fits: Vec<&Fit> =
        readings.iter().filter_map(|reading| reading.as_ref().ok().map(AsRef::as_ref)).collect();
    let owns: Vec<CustomerKey> =
        fits.iter().filter(|fit| !fit.unlinkable).map(|fit| fit.own_key).collect();
    let persons = persons(session, &owns)?;
    let asked: Vec<[u8; 16]> = fits
        .iter()
        .filter(|fit| fit.contact.exclusion.is_some())
        .map(|fit| *fit.contact.contact_id.as_bytes())
        .collect();
    let text = "SELECT record_id, approved, reviewed_by, reason FROM exclusion_review
        WHERE tenant_id = $1 AND approved IS NOT NULL AND record_id IN ({})";
    let reviews: HashMap<[u8; 16], (bool, String, String)> = about(session, text, &asked, |row| {
        Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?)))
    })?
    .into_iter()
    .collect();
    let ids: Vec<[u8; 16]> = fits.iter().map(|fit| *fit.contact.contact_id.as_bytes()).collect();
    let text = "SELECT record_id, answered_at, resolved FROM survey
        WHERE tenant_id = $1 AND source = 0 AND record_id IN ({})";
    let said: HashMap<[u8; 16], (Ms, Option<bool>)> =
        about(session, text, &ids, |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?
            .into_iter()
            .collect();
    if persons.is_empty() && reviews.is_empty() && said.is_empty() {
        return Ok(Cow::Borrowed(readings));
    }
    let mut settled = readings.to_vec();
    for fit in settled.iter_mut().filter_map(|reading| reading.as_mut().ok()) {
        if let Some(person) = persons.get(&fit.own_key).filter(|_| !fit.unlinkable) {
            fit.key = *person;
        }
        let id = *fit.contact.contact_id.as_bytes();
        if let Some((at_ms, resolved)) = said.get(&id) {
            fit.contact.survey = surveys::counts(fit.contact.survey.take(), *at_ms, *resolved);
        }
        let review = reviews.get(&id);
        if let (Some((approved, by, reason)), Some(exclusion)) =
            (review, fit.contact.exclusion.as_mut())
            && exclusion.reason == *reason
        {
            exclusion.reviewed_by = approved.then(|| AgentId(by.clone()));
        }
    }
    Ok(Cow::Owned(settled))
}

/// Notes whose contacts these really were, for the day when persons are parted again.
pub(crate) fn note_own(session: &Session, fits: &[&Fit]) -> Result<(), Failure> {
    let joined = fits.iter().filter(|fit| fit.key != fit.own_key);
    let rows: Vec<Value<'_>> = joined
        .flat_map(|fit| {
            let id = fit.contact.contact_id.as_bytes();
            [session.tenant().into(), (&fit.key.0).into(), id.into(), (&fit.own_key.0).into()]
        })
        .collect();
    let head = "INSERT INTO own_identity (tenant_id, customer_key, record_id, own_key) VALUES";
    let tail =
        "ON CONFLICT (tenant_id, customer_key, record_id) DO UPDATE SET own_key = excluded.own_key";
    session.rows(head, tail, 4, &rows)?;
    Ok(())
}

/// Whose it was no longer holds: a correction says who it is.
pub(crate) fn forget_own(
    session: &Session,
    key: CustomerKey,
    record: &[u8; 16],
) -> Result<(), Failure> {
    let text =
        "DELETE FROM own_identity WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3";
    session.execute(text, values![session.tenant(), &key.0, record])?;
    Ok(())
}
