//! The two facts about the file itself: its epoch and the tenant's secret.

use rusqlite::{Connection, OptionalExtension};

use crate::Failure;
use crate::keys::{Keyring, hex};
use crate::settings::Chance;
use crate::sqlite::prepare;

fn get(connection: &Connection, k: &str) -> Result<Option<String>, Failure> {
    let mut statement = prepare(connection, "SELECT v FROM store_meta WHERE k = $1")?;
    Ok(statement.query_row([k], |row| row.get(0)).optional()?)
}

fn put(connection: &Connection, k: &str, v: &str) -> Result<(), Failure> {
    let text = "INSERT INTO store_meta (k, v) VALUES ($1, $2) ON CONFLICT (k) DO NOTHING";
    prepare(connection, text)?.execute([k, v])?;
    Ok(())
}

/// The epoch and the secret of this file, made the first time.
///
/// # Errors
/// [`Failure::Damaged`] when there are contacts and no readable secret: a new secret would make
/// every known customer a stranger.
pub(crate) fn founded(
    connection: &Connection,
    chance: &Chance,
) -> Result<(String, Keyring), Failure> {
    if get(connection, "secret")?.is_none() {
        let any = "SELECT EXISTS (SELECT 1 FROM contact)";
        if connection.query_row(any, [], |row| row.get::<_, bool>(0))? {
            return Err(Failure::Damaged(
                "store_meta has no secret, and there are contacts".into(),
            ));
        }
        put(connection, "secret", &Keyring::make(chance)?.text())?;
        put(connection, "epoch", &hex(&chance.bytes::<16>()?))?;
    }
    // Read back: another program may have founded the file in the same moment.
    let secret = get(connection, "secret")?.unwrap_or_default();
    let keyring = Keyring::from_text(&secret)
        .ok_or_else(|| Failure::Damaged("store_meta: the secret cannot be read".into()))?;
    let epoch = get(connection, "epoch")?
        .ok_or_else(|| Failure::Damaged("store_meta: there is no epoch".into()))?;
    Ok((epoch, keyring))
}
