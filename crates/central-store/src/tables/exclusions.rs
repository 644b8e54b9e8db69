//! Contacts that somebody asked to leave out of the rate, and what a reviewer said of it.
//!
//! Promises: only somebody else than who asked for it or took the contact can approve; a review is
//! kept beside the contact, so that a correction does not undo it, and can itself be changed.

use contact::{Code, Contact, ContactId, Exclusion, Ms, Problem};

use crate::Failure;
use crate::engine::{Row, Session, Value, values};
use crate::fcr::change::{self, Why};
use crate::keys::CustomerKey;
use crate::reading::Fit;

/// Which requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReviewState {
    /// Nobody has looked at it.
    Requested,
    /// Left out of the rate.
    Approved,
    /// Stays in.
    Refused,
    /// All of them.
    All,
}

impl ReviewState {
    /// By its name in an address.
    pub fn named(name: &str) -> Option<ReviewState> {
        match name {
            "requested" => Some(ReviewState::Requested),
            "approved" => Some(ReviewState::Approved),
            "refused" => Some(ReviewState::Refused),
            "all" => Some(ReviewState::All),
            _ => None,
        }
    }
}

/// A request and what became of it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Asked {
    pub(crate) contact: Contact,
    pub(crate) review: Option<Review>,
}

impl Asked {
    fn is(&self, state: ReviewState) -> bool {
        match state {
            ReviewState::All => true,
            ReviewState::Requested => self.review.is_none(),
            ReviewState::Approved => self.review.as_ref().is_some_and(|review| review.approved),
            ReviewState::Refused => self.review.as_ref().is_some_and(|review| !review.approved),
        }
    }
}

/// A reviewer's word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Review {
    pub(crate) approved: bool,
    pub(crate) by: String,
    pub(crate) at: Ms,
}

/// Rows that are looked at in one go, where more of the first ones than not are left out.
const LOOKED_AT: u32 = 2_000;

/// Which rows may be of a state at all: what the record itself says, in its payload, decides.
fn perhaps(state: ReviewState) -> &'static str {
    match state {
        ReviewState::All => "1 = 1",
        // An odd number is left out of the rate: see `change::excluded`.
        ReviewState::Requested => "c.excluded % 2 = 0",
        ReviewState::Approved => "(x.approved = 1 OR c.excluded % 2 = 1)",
        ReviewState::Refused => "x.approved = 0",
    }
}

/// Requests, latest contact first, with their mended times.
pub(crate) fn list(
    session: &Session,
    state: ReviewState,
    limit: u16,
) -> Result<Vec<Asked>, Failure> {
    let text = format!(
        "SELECT c.started_at, c.record_id, c.ended_at, c.payload,
           x.approved, x.reviewed_by, x.reviewed_at, x.reason
         FROM exclusion_review x JOIN contact c ON x.tenant_id = c.tenant_id
           AND x.customer_key = c.customer_key AND x.record_id = c.record_id
         WHERE x.tenant_id = $1 AND (c.started_at, c.record_id) < ($2, $3) AND {}
         ORDER BY c.started_at DESC, c.record_id DESC LIMIT $4",
        perhaps(state)
    );
    let most = usize::from(limit);
    let (mut before, mut many) = ((Ms::MAX, [0xff; 16]), u32::from(limit));
    let mut found = Vec::new();
    loop {
        let (started, id) = before;
        let mut rows = 0;
        session.each(&text, values![session.tenant(), started, &id, many], |row| {
            rows += 1;
            before = (row.get(0)?, row.get(1)?);
            if found.len() < most {
                found.extend(asked(row)?.filter(|asked| asked.is(state)));
            }
            Ok(())
        })?;
        if rows < many || found.len() >= most {
            return Ok(found);
        }
        many = LOOKED_AT;
    }
}

/// Reads one; none where the record asks for nothing by now, or cannot be read.
fn asked(row: Row<'_>) -> Result<Option<Asked>, Failure> {
    let Ok(mut contact) = serde_json::from_str::<Contact>(row.get(3)?) else { return Ok(None) };
    let Some(exclusion) = &contact.exclusion else { return Ok(None) };
    let reviewed: Option<bool> = row.get(4)?;
    let started: Ms = row.get(0)?;
    let ended: Ms = row.get(2)?;
    let review = match reviewed.filter(|_| row.get::<&str>(7).is_ok_and(|r| r == exclusion.reason))
    {
        Some(approved) => Some(Review { approved, by: row.get(5)?, at: row.get(6)? }),
        // Reviewed where it came from; by who may not, it is still only a request.
        None => exclusion.reviewed_by.as_ref().filter(|_| contact.excluded()).map(|by| {
            // By the same clock as the contact's own times, which were mended.
            let off = started.saturating_sub(contact.start_ms);
            let at = contact.saved_ms.map_or(ended, |saved| saved.saturating_add(off));
            Review { approved: true, by: by.0.clone(), at }
        }),
    };
    (contact.start_ms, contact.end_ms) = (started, ended);
    Ok(Some(Asked { contact, review }))
}

/// Notes what these contacts ask for, for the list of what is to be reviewed. Asking for another
/// reason than before is a new request; what was said of the other reason holds for that reason alone.
pub(crate) fn note(session: &Session, fits: &[&Fit]) -> Result<(), Failure> {
    let mut asking: Vec<(&Fit, &Exclusion)> =
        fits.iter().filter_map(|fit| Some((*fit, fit.contact.exclusion.as_ref()?))).collect();
    // Always in the same order, so that two writers never wait for each other in a ring.
    asking.sort_unstable_by_key(|(fit, _)| (fit.key, fit.contact.contact_id));
    let mut rows: Vec<Value<'_>> = Vec::with_capacity(asking.len() * 4);
    for (fit, exclusion) in &asking {
        let id = fit.contact.contact_id.as_bytes();
        rows.extend_from_slice(values![session.tenant(), &fit.key.0, id, &exclusion.reason]);
    }
    let head = "INSERT INTO exclusion_review (tenant_id, customer_key, record_id, reason) VALUES";
    let tail =
        "ON CONFLICT (tenant_id, customer_key, record_id) DO UPDATE SET reason = excluded.reason
        WHERE exclusion_review.approved IS NULL AND exclusion_review.reason <> excluded.reason";
    session.rows(head, tail, 4, &rows)?;
    Ok(())
}

/// Approves or refuses a request.
///
/// # Errors
/// [`Code::NotFound`] when there is no such contact; [`Code::Conflict`] when nobody asked for it;
/// [`Code::Invalid`] when the reviewer asked for it, or took the contact.
pub(crate) fn review(
    session: &Session,
    id: ContactId,
    approve: bool,
    by: &str,
    now: Ms,
) -> Result<(), Failure> {
    let no = |code, message: &str| Err(Failure::Asked(Problem::new(code, message)));
    let text = "SELECT customer_key, payload FROM contact WHERE tenant_id = $1 AND record_id = $2";
    let tenant = session.tenant();
    let found = session.first(text, values![tenant, id.as_bytes()], |row| {
        Ok((CustomerKey(row.get(0)?), row.get::<String>(1)?))
    })?;
    let Some((key, payload)) = found else {
        return no(
            Code::NotFound,
            "There is no such contact. Nothing was changed. See whether the id is right.",
        );
    };
    let contact: Contact = serde_json::from_str(&payload)
        .map_err(|_| Failure::Damaged(format!("contact {id}: its payload cannot be read")))?;
    let Some(Exclusion { reason, requested_by, .. }) = &contact.exclusion else {
        return no(Code::Conflict, "Nobody asked to leave this contact out. Nothing was changed.");
    };
    let same = |who: Option<&contact::AgentId>| who.is_some_and(|who| who.as_str() == by);
    if same(requested_by.as_ref()) || same(contact.agent.as_ref()) {
        return Err(Failure::Asked(Problem::field(
            "by",
            "Who asked for it or took the contact cannot review it. Somebody else must. Nothing was changed.",
        )));
    }
    let text = "INSERT INTO exclusion_review
          (tenant_id, customer_key, record_id, approved, reviewed_by, reviewed_at, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (tenant_id, customer_key, record_id) DO UPDATE SET approved = excluded.approved,
          reviewed_by = excluded.reviewed_by, reviewed_at = excluded.reviewed_at, reason = excluded.reason";
    let asked = values![tenant, &key.0, id.as_bytes(), approve, by, now, reason];
    change::before(session, key, *id.as_bytes(), Why::Exclusion)?;
    session.execute(text, asked)?;
    let text = "UPDATE contact SET excluded = (excluded - excluded % 2) + $4
        WHERE tenant_id = $1 AND customer_key = $2 AND record_id = $3";
    session.execute(text, values![tenant, &key.0, id.as_bytes(), approve])?;
    change::refresh(session, &[*id.as_bytes()])
}
