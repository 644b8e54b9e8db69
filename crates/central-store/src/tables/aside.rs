//! Records that were set aside, for the person who looks at them.

use contact::Ms;

use crate::Failure;
use crate::engine::{Session, values};

/// One record in quarantine. What it says is not shown: it may be anything.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Aside {
    pub(crate) device: u32,
    pub(crate) record_id: [u8; 16],
    pub(crate) revision: u32,
    pub(crate) code: String,
    pub(crate) field: Option<String>,
    pub(crate) why: String,
    pub(crate) received_at: Ms,
    pub(crate) bytes: u64,
}

/// The latest, latest first.
pub(crate) fn list(session: &Session, limit: u16) -> Result<Vec<Aside>, Failure> {
    let text = "SELECT device_id, record_id, rev, code, field, why, received_at, length(body)
        FROM quarantine WHERE tenant_id = $1 ORDER BY received_at DESC, record_id LIMIT $2";
    session.all(text, values![session.tenant(), limit], |row| {
        Ok(Aside {
            device: row.get(0)?,
            record_id: row.get(1)?,
            revision: row.get(2)?,
            code: row.get(3)?,
            field: row.get(4)?,
            why: row.get(5)?,
            received_at: row.get(6)?,
            bytes: row.get(7)?,
        })
    })
}
