//! What a database and a tenant are founded with: the epoch and the tenant's secret.

use contact::{Code, Problem};

use crate::Failure;
use crate::engine::{Lock, Session, values};
use crate::keys::{Keyring, hex};
use crate::settings::Chance;

/// The epoch as it is now: another program, or a restore, may have begun a new one.
pub(crate) fn epoch(session: &Session) -> Result<String, Failure> {
    of_store(session, "epoch")?
        .ok_or_else(|| Failure::Damaged("store_meta: there is no epoch".into()))
}

fn of_store(session: &Session, k: &str) -> Result<Option<String>, Failure> {
    session.first("SELECT v FROM store_meta WHERE k = $1", values![k], |row| row.get(0))
}

/// A fact about the tenant.
pub(crate) fn of_tenant(session: &Session, k: &str) -> Result<Option<String>, Failure> {
    let text = "SELECT v FROM tenant_fact WHERE tenant_id = $1 AND k = $2";
    session.first(text, values![session.tenant(), k], |row| row.get(0))
}

/// Notes a fact about the tenant, whatever was noted before.
pub(crate) fn note(session: &Session, k: &str, v: &str) -> Result<(), Failure> {
    let text = "INSERT INTO tenant_fact (tenant_id, k, v) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, k) DO UPDATE SET v = excluded.v";
    session.execute(text, values![session.tenant(), k, v])?;
    Ok(())
}

/// A file has one tenant. Whoever leaves the number out would begin a second one in it, find it empty and
/// take it for the store.
fn alone(session: &Session) -> Result<(), Failure> {
    if session.shared() {
        return Ok(());
    }
    let tenant = session.tenant();
    let text = "SELECT tenant_id FROM tenant_fact WHERE tenant_id <> $1 AND k = 'secret' LIMIT 1";
    let Some(theirs) = session.first(text, values![tenant], |row| row.get::<i64>(0))? else {
        return Ok(());
    };
    let message = format!(
        "This file is tenant {theirs}'s, and tenant {tenant} is asked for. What is in it stays. \
         Give --tenant {theirs}, or name another file: each tenant has one of its own."
    );
    Err(Failure::Asked(Problem::new(Code::Conflict, message)))
}

/// The epoch and the tenant's secret, made the first time.
///
/// # Errors
/// [`Code::Conflict`] when a file is another tenant's.
/// [`Failure::Damaged`] when there are contacts and no readable secret: a new secret would make
/// every known customer a stranger.
pub(crate) fn founded(session: &Session, chance: &Chance) -> Result<(String, Keyring), Failure> {
    session.lock(Lock::Desks)?;
    if of_tenant(session, "secret")?.is_none() {
        let any = "SELECT 1 FROM contact WHERE tenant_id = $1 LIMIT 1";
        if session.first(any, values![session.tenant()], |_| Ok(()))?.is_some() {
            return Err(Failure::Damaged("the tenant has contacts and no secret".into()));
        }
        alone(session)?;
        note(session, "secret", &Keyring::make(chance)?.text())?;
    }
    let text = "INSERT INTO store_meta (k, v) VALUES ($1, $2) ON CONFLICT (k) DO NOTHING";
    session.execute(text, values!["epoch", &hex(&chance.bytes::<16>()?)])?;
    // Read back: another program may have founded it in the same moment.
    let secret = of_tenant(session, "secret")?.unwrap_or_default();
    let keyring = Keyring::from_text(&secret)
        .ok_or_else(|| Failure::Damaged("the tenant's secret cannot be read".into()))?;
    Ok((epoch(session)?, keyring))
}
