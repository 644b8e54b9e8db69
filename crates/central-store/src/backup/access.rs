//! Who may speak to a store that was got back.
//!
//! A copy knows nothing of what was revoked after it was made: those tokens and keys have their power back
//! until somebody takes it again, so they are told.
//! Promises: of a token or a key nothing is given but whose it is.

use contact::Ms;

use crate::Failure;
use crate::engine::Row;

/// Whose token or key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holder {
    /// A desk, by its number.
    Desk(u32),
    /// Another system, by its number.
    Source(u32),
    /// Whoever reads the board.
    Board,
}

/// A token or a key that is valid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Valid {
    /// In whose store.
    pub tenant: i32,
    /// Whose it is.
    pub holder: Holder,
    /// What they are called; may be empty.
    pub name: String,
    /// When it was made; of a desk, when it was enrolled.
    pub made_at: Ms,
}

/// All of them, of every tenant that is seen.
pub(super) const VALID: &str =
    "SELECT tenant_id, 1 AS kind, device_id AS number, name, enrolled_at AS made
       FROM device WHERE revoked_at IS NULL
     UNION ALL SELECT tenant_id, 2, source_id, name, made_at FROM source_key WHERE revoked_at IS NULL
     UNION ALL SELECT tenant_id, 3, 0, name, made_at FROM read_key WHERE revoked_at IS NULL
     ORDER BY tenant_id, kind, number, made, name";

pub(super) fn valid(row: Row<'_>) -> Result<Valid, Failure> {
    let number: u32 = row.get(2)?;
    let holder = match row.get::<i64>(1)? {
        1 => Holder::Desk(number),
        2 => Holder::Source(number),
        _ => Holder::Board,
    };
    Ok(Valid { tenant: row.get(0)?, holder, name: row.get(3)?, made_at: row.get(4)? })
}
