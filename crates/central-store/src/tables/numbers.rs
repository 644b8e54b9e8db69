//! Numbers by which a person names a merge or a proposal.
//!
//! Promises: a number is given once, also after what it named was deleted: whoever still has it on a
//! list would otherwise take back something else.
//! Deliberately absent: numbers of rows that are never deleted (desks, sources, names).

use crate::Failure;
use crate::engine::{Lock, Session, values};
use crate::tables::facts;

/// What is numbered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Numbered {
    Merge,
    Proposal,
}

/// The next number of its kind.
pub(crate) fn next(session: &Session, of: Numbered) -> Result<u32, Failure> {
    let (fact, text) = match of {
        Numbered::Merge => {
            ("last_merge", "SELECT coalesce(max(merge_id), 0) FROM merge WHERE tenant_id = $1")
        }
        Numbered::Proposal => (
            "last_proposal",
            "SELECT coalesce(max(proposal_id), 0) FROM proposal WHERE tenant_id = $1",
        ),
    };
    session.lock(Lock::People)?;
    // Rows from before numbers were noted count as well.
    let there: u32 = session.one(text, values![session.tenant()], |row| row.get(0))?;
    let noted = facts::of_tenant(session, fact)?.and_then(|text| text.parse().ok());
    let next = there.max(noted.unwrap_or(0)) + 1;
    facts::note(session, fact, &next.to_string())?;
    Ok(next)
}
