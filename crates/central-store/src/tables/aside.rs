//! Records that were set aside, for the person who looks at them.
//!
//! Promises: by what else a record's customer is known is kept beside it, as keyed hashes, and goes
//! with it: nothing is learnt of it while it is aside, and all of it when it is stored after all.

use contact::{IdentityKind, Ms, Problem};

use crate::Failure;
use crate::engine::{Session, Value, values};
use crate::keys::{CustomerKey, hash};
use crate::reading::Unfit;
use crate::tables::people::Together;

/// Keeps a record aside for a person; the same one twice is kept once.
pub(crate) fn keep(
    session: &Session,
    device: u32,
    received: Ms,
    unfit: &Unfit,
) -> Result<(), Failure> {
    let text = "INSERT INTO quarantine
          (tenant_id, device_id, record_id, rev, body_hash, customer_key, code, field, why, body, received_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
    let (code, field, why) = words(&unfit.problem);
    let (record, body_hash) = (unfit.record_id(), hash(unfit.body.as_bytes()));
    let kept = session.execute(
        text,
        values![
            session.tenant(),
            device,
            &record,
            unfit.revision,
            &body_hash,
            unfit.key.as_ref().map(|key| &key.0),
            code.as_str(),
            field.as_deref(),
            &why,
            unfit.body.as_bytes(),
            received,
        ],
    )?;
    // Only with a row of this transaction: nobody can take that away before these are there.
    let Some(together) = unfit.together.as_ref().filter(|_| kept > 0) else { return Ok(()) };
    let (first, tenant) = (together.first, Value::from(session.tenant()));
    let rows: Vec<Value<'_>> = std::iter::once(&first)
        .chain(&together.also)
        .zip(0_u16..)
        .flat_map(|((own, kind), place)| {
            [
                tenant,
                device.into(),
                (&record).into(),
                unfit.revision.into(),
                (&body_hash).into(),
                place.into(),
                (&own.0).into(),
                (*kind as i64).into(),
                (&first.0.0).into(),
                received.into(),
            ]
        })
        .collect();
    let head =
        "INSERT INTO quarantine_identity (tenant_id, device_id, record_id, rev, body_hash, place,
        alias_hash, kind, customer_key, received_at) VALUES";
    session.rows(head, "", 10, &rows)?;
    Ok(())
}

/// By what else the customer of a record is known, but for who was erased since.
pub(crate) fn together(session: &Session, place: &Place) -> Result<Option<Together>, Failure> {
    let text = "SELECT alias_hash, kind FROM quarantine_identity
        WHERE tenant_id = $1 AND device_id = $2 AND record_id = $3 AND rev = $4 AND body_hash = $5
        ORDER BY place";
    let all = session
        .all(text, &place.of(session), |row| Ok((CustomerKey(row.get(0)?), kind(row.get(1)?)?)))?;
    let Some((first, also)) = all.split_first().filter(|(_, also)| !also.is_empty()) else {
        return Ok(None);
    };
    Ok(Some(Together { first: *first, also: also.to_vec() }))
}

fn kind(number: i64) -> Result<IdentityKind, Failure> {
    let kinds =
        [IdentityKind::Phone, IdentityKind::Email, IdentityKind::Handle, IdentityKind::Account];
    let known = kinds.into_iter().find(|kind| *kind as i64 == number);
    known.ok_or_else(|| Failure::Damaged("an identity set aside is of no kind".into()))
}

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

/// One record with all that is known of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Whole {
    pub(crate) place: Place,
    /// Whose it is: taken out of the body, wherever that could be read.
    pub(crate) key: Option<CustomerKey>,
    pub(crate) code: String,
    pub(crate) field: Option<String>,
    pub(crate) body: Vec<u8>,
    pub(crate) received_at: Ms,
}

/// What tells one record set aside from another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Place {
    pub(crate) device: u32,
    pub(crate) record_id: [u8; 16],
    pub(crate) revision: u32,
    pub(crate) body_hash: Vec<u8>,
}

impl Place {
    /// As a statement names it, from `$1` to `$5`.
    fn of<'a>(&'a self, session: &Session) -> [Value<'a>; 5] {
        let Place { device, record_id, revision, body_hash } = self;
        *values![session.tenant(), *device, record_id, *revision, body_hash]
    }
}

/// Some after `last`, in the order of their places.
pub(crate) fn after(session: &Session, last: &Place, limit: u16) -> Result<Vec<Whole>, Failure> {
    let text = "SELECT device_id, record_id, rev, body_hash, customer_key, code, field, body,
          received_at
        FROM quarantine
        WHERE tenant_id = $1 AND (device_id, record_id, rev, body_hash) > ($2, $3, $4, $5)
        ORDER BY device_id, record_id, rev, body_hash LIMIT $6";
    let Place { device, record_id, revision, body_hash } = last;
    let asked =
        values![session.tenant(), *device, record_id, *revision, body_hash.as_slice(), limit];
    session.all(text, asked, |row| {
        Ok(Whole {
            place: Place {
                device: row.get(0)?,
                record_id: row.get(1)?,
                revision: row.get(2)?,
                body_hash: row.get(3)?,
            },
            key: row.get::<Option<[u8; 16]>>(4)?.map(CustomerKey),
            code: row.get(5)?,
            field: row.get(6)?,
            body: row.get(7)?,
            received_at: row.get(8)?,
        })
    })
}

/// Takes one out; false when somebody else did.
pub(crate) fn remove(session: &Session, place: &Place) -> Result<bool, Failure> {
    let text =
        "DELETE FROM quarantine_identity WHERE tenant_id = $1 AND device_id = $2 AND record_id = $3
        AND rev = $4 AND body_hash = $5";
    session.execute(text, &place.of(session))?;
    let text = "DELETE FROM quarantine WHERE tenant_id = $1 AND device_id = $2 AND record_id = $3
        AND rev = $4 AND body_hash = $5";
    Ok(session.execute(text, &place.of(session))? > 0)
}

/// Notes why one is still no good.
pub(crate) fn told(session: &Session, place: &Place, problem: &Problem) -> Result<(), Failure> {
    let text = "UPDATE quarantine SET code = $6, field = $7, why = $8
        WHERE tenant_id = $1 AND device_id = $2 AND record_id = $3 AND rev = $4 AND body_hash = $5";
    let Place { device, record_id, revision, body_hash } = place;
    let (code, field, why) = words(problem);
    session.execute(
        text,
        values![
            session.tenant(),
            *device,
            record_id,
            *revision,
            body_hash.as_slice(),
            code.as_str(),
            field.as_deref(),
            &why,
        ],
    )?;
    Ok(())
}

/// A problem as columns. What no table of text can hold is in the body all the same.
pub(crate) fn words(problem: &Problem) -> (String, Option<String>, String) {
    let code = serde_json::to_value(problem.code).ok();
    let code = code.as_ref().and_then(|c| c.as_str()).unwrap_or("invalid").to_owned();
    let plain = |text: &str| text.replace('\0', "");
    (code, problem.field.as_deref().map(plain), plain(&problem.message))
}
