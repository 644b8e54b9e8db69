//! What customers said, beside the contact it is about.
//!
//! Promises: a survey that comes before its contact waits for it, however long, and joins it in the
//! transaction that stores it; the same one twice changes nothing; an invitation never takes an
//! answer back, and of two answers the later one counts, of two of one moment the one that says no,
//! whatever the order of arrival. All of them are kept, up to a number that no honest source comes to.
//! Which contact a survey is about that names only a customer is decided in `of_customer`.

mod of_customer;
mod row;

use contact::protocol::{Ack, AckStatus};
use contact::{Code, ContactId, Ms, Problem, Survey, SurveyAnswer};

use crate::Failure;
use crate::channel::{About, Asked, Source, Unasked};
use crate::engine::{Session, Value, values};
use crate::keys::{CustomerKey, hash};
use crate::reading::{Fit, Unfit};
use crate::tables::ingest::about;
use crate::tables::sources::DEVICES_FROM;
use crate::tables::{aside, erasure, strays};

/// Different surveys of one contact: an invitation, reminders, answers and their corrections are some few.
/// All of them are in one row, which is written anew with each.
const MOST: usize = 50;

/// By whom a survey is taken while the contact still lasts.
const DURING: &str = "ivr";

/// One survey as it is kept.
struct Said {
    source: u32,
    at: Ms,
    /// None is an invitation.
    resolved: Option<bool>,
    body: String,
    /// It was asked while the contact lasted: at its end, by the machine that had the call.
    during: bool,
}

impl Said {
    fn of(source: &Source, asked: &Asked) -> Said {
        Said {
            source: source.id,
            at: asked.survey.at_ms,
            resolved: asked.survey.answer.map(|answer| answer == SurveyAnswer::Confirmed),
            body: asked.body.clone(),
            during: asked.survey.by == DURING,
        }
    }

    /// The same survey has the same name, whenever it comes.
    fn name(&self, about: &str) -> [u8; 16] {
        let mut name = [0; 16];
        let whole = format!("{}\0{about}\0{}", self.source, self.body);
        name.copy_from_slice(&hash(whole.as_bytes())[..16]);
        name
    }
}

/// What counts of a contact whose record says `own` and of which a survey says the other.
///
/// What was said on the call counts, unless they said something later.
pub(crate) fn counts(own: Option<Survey>, at_ms: Ms, resolved: Option<bool>) -> Option<Survey> {
    let answer = resolved
        .map(|resolved| if resolved { SurveyAnswer::Confirmed } else { SurveyAnswer::Disputed });
    match own {
        Some(own) if answer.is_none() => Some(own),
        Some(own) if own.answer.is_some() && own.at_ms.is_some_and(|at| at > at_ms) => Some(own),
        _ => Some(Survey { answer, by: None, at_ms: Some(at_ms) }),
    }
}

/// Takes one survey: joins it to its contact, or lets it wait; sets it aside when it cannot be used.
pub(crate) fn take(
    session: &Session,
    source: &Source,
    received: Ms,
    asked: &Result<Asked, Box<Unasked>>,
) -> Result<Ack, Failure> {
    let asked = match asked {
        Ok(asked) => asked,
        Err(unasked) => return aside(session, source, received, unasked),
    };
    match put(session, source, received, asked)? {
        Ok(ack) => Ok(ack),
        Err(problem) => {
            let contact_id = match asked.about {
                About::Contact(id) => Some(id),
                About::Customer(_) => None,
            };
            let (key, body) = (asked.key, asked.body.clone());
            aside(session, source, received, &Unasked { contact_id, key, problem, body })
        }
    }
}

/// The same of one that can be read; why not, where there are too many of its contact already.
pub(crate) fn put(
    session: &Session,
    source: &Source,
    received: Ms,
    asked: &Asked,
) -> Result<Result<Ack, Problem>, Failure> {
    let ack = |contact_id, status| Ack { contact_id, revision: 0, status, why: None };
    // Whatever it is about: what they say is not kept either beside a contact that has not come, or that is
    // somebody else's by now.
    if erasure::reaches(session, asked.key, None)? {
        let contact_id = match asked.about {
            About::Contact(id) => Some(id),
            About::Customer(_) => None,
        };
        return Ok(Ok(forgotten(contact_id)));
    }
    let said = Said::of(source, asked);
    match asked.about {
        About::Contact(id) => {
            let status = match is_there(session, id)? {
                Some(key) => row::put(session, key, id, &said, row::Of::Contact { most: MOST })?,
                None if erasure::refused(session, id)?.is_some() => {
                    return Ok(Ok(forgotten(Some(id))));
                }
                None => wait(session, received, id, &said)?,
            };
            Ok(status.map(|status| ack(Some(id), status)).ok_or_else(too_many))
        }
        About::Customer(own) => {
            let taken = of_customer::take(session, received, own, &said)?;
            Ok(taken.map(|(id, status)| ack(id, status)).ok_or_else(too_many))
        }
    }
}

/// Under whom a contact is kept.
fn is_there(session: &Session, id: ContactId) -> Result<Option<CustomerKey>, Failure> {
    let text = "SELECT customer_key FROM contact WHERE tenant_id = $1 AND record_id = $2";
    session
        .first(text, values![session.tenant(), id.as_bytes()], |row| Ok(CustomerKey(row.get(0)?)))
}

fn too_many() -> Problem {
    let message = format!(
        "There are {MOST} different surveys of this contact already, which are kept. This one is not \
         among them: send what changed only, or name the contact that it is about."
    );
    Problem::new(Code::TooLarge, message)
}

fn forgotten(contact_id: Option<ContactId>) -> Ack {
    let why = "The customer of this survey was erased; it is not kept.";
    let why = Some(Problem::new(Code::Invalid, why));
    Ack { contact_id, revision: 0, status: AckStatus::Erased, why }
}

fn aside(
    session: &Session,
    source: &Source,
    received: Ms,
    unasked: &Unasked,
) -> Result<Ack, Failure> {
    let theirs = match unasked.contact_id {
        Some(id) if is_there(session, id)?.is_none() => Some((id, 0)),
        _ => None,
    };
    if erasure::reaches(session, unasked.key, theirs)? {
        return Ok(forgotten(unasked.contact_id));
    }
    let unfit = Unfit {
        contact_id: unasked.contact_id,
        revision: 0,
        seq: 0,
        problem: unasked.problem.clone(),
        body: unasked.body.clone(),
        key: unasked.key,
        together: None,
    };
    // A row of a file stays in the file, and with its reason beside it.
    if source.id != 0 {
        aside::keep(session, DEVICES_FROM + source.id, received, &unfit)?;
    }
    let (contact_id, status) = (unasked.contact_id, AckStatus::Quarantined);
    Ok(Ack { contact_id, revision: 0, status, why: Some(unasked.problem.clone()) })
}

/// None where as many are waiting for that contact as are kept of one.
fn wait(
    session: &Session,
    received: Ms,
    id: ContactId,
    said: &Said,
) -> Result<Option<AckStatus>, Failure> {
    let name = said.name(&id.to_string());
    let text = "SELECT waiting_id FROM survey_waiting WHERE tenant_id = $1 AND record_id = $2";
    let there: Vec<[u8; 16]> =
        session.all(text, values![session.tenant(), id.as_bytes()], |row| row.get(0))?;
    if there.contains(&name) {
        return Ok(Some(AckStatus::Same));
    }
    if there.len() >= MOST {
        return Ok(None);
    }
    let text = "INSERT INTO survey_waiting (tenant_id, waiting_id, record_id, source, answered_at,
          resolved, answers, received_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    let asked = values![
        session.tenant(),
        &name,
        id.as_bytes(),
        said.source,
        said.at,
        said.resolved.map(i64::from),
        &said.body,
        received
    ];
    let new = session.execute(text, asked)? > 0;
    strays::look_for(session, *id.as_bytes());
    Ok(Some(if new { AckStatus::Stored } else { AckStatus::Same }))
}

/// A contact that is there, for surveys that may be about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct There {
    id: [u8; 16],
    key: CustomerKey,
    start: Ms,
}

/// Joins what is about these contacts, now that they are stored or corrected.
pub(crate) fn join(session: &Session, fits: &[&Fit]) -> Result<(), Failure> {
    let there = |fit: &&Fit| There {
        id: *fit.contact.contact_id.as_bytes(),
        key: fit.key,
        start: fit.contact.start_ms,
    };
    join_these(session, &fits.iter().map(there).collect::<Vec<There>>())
}

/// The same for contacts, by their ids, that were stored in the moment in which a survey came.
pub(crate) fn join_late(session: &Session, ids: &[[u8; 16]]) -> Result<(), Failure> {
    let text = "SELECT record_id, customer_key, started_at FROM contact
        WHERE tenant_id = $1 AND record_id IN ({})";
    let there = about(session, text, ids, |row| {
        Ok(There { id: row.get(0)?, key: CustomerKey(row.get(1)?), start: row.get(2)? })
    })?;
    join_these(session, &there)
}

fn join_these(session: &Session, fits: &[There]) -> Result<(), Failure> {
    if fits.is_empty() {
        return Ok(());
    }
    let text = "SELECT EXISTS (SELECT 1 FROM survey_waiting WHERE tenant_id = $1),
        EXISTS (SELECT 1 FROM survey_of_customer WHERE tenant_id = $1)";
    let (waiting, of_customer) = session.one(text, values![session.tenant()], |row| {
        Ok((row.get::<bool>(0)?, row.get::<bool>(1)?))
    })?;
    if waiting {
        join_waiting(session, fits)?;
    }
    if of_customer {
        of_customer::anew_for(session, fits)?;
    }
    Ok(())
}

/// Which contacts the surveys of these persons are about, decided anew: they were joined or parted.
pub(crate) fn anew(session: &Session, owns: &[CustomerKey]) -> Result<(), Failure> {
    if owns.is_empty() || !any_of_customer(session)? {
        return Ok(());
    }
    of_customer::anew(session, owns)
}

/// The same of what was about a contact that is gone.
pub(crate) fn anew_without(session: &Session, record: [u8; 16]) -> Result<(), Failure> {
    if any_of_customer(session)? {
        of_customer::anew_without(session, record)?;
    }
    Ok(())
}

fn any_of_customer(session: &Session) -> Result<bool, Failure> {
    let text = "SELECT 1 FROM survey_of_customer WHERE tenant_id = $1 LIMIT 1";
    Ok(session.first(text, values![session.tenant()], |_| Ok(()))?.is_some())
}

fn join_waiting(session: &Session, fits: &[There]) -> Result<(), Failure> {
    let ids: Vec<[u8; 16]> = fits.iter().map(|fit| fit.id).collect();
    let text = "SELECT waiting_id, record_id, source, answered_at, resolved, answers
        FROM survey_waiting WHERE tenant_id = $1 AND record_id IN ({})";
    let found = about(session, text, &ids, |row| {
        let said = Said {
            source: row.get(2)?,
            at: row.get(3)?,
            resolved: row.get::<Option<i64>>(4)?.map(|r| r == 1),
            body: row.get(5)?,
            during: false,
        };
        Ok((row.get::<[u8; 16]>(0)?, row.get::<[u8; 16]>(1)?, said))
    })?;
    for (waiting, id, said) in found {
        let Some(fit) = fits.iter().find(|fit| fit.id == id) else { continue };
        // As many as may wait for one: they are taken, whatever else was said of it.
        let of = row::Of::Contact { most: usize::MAX };
        row::put(session, fit.key, ContactId(uuid::Uuid::from_bytes(id)), &said, of)?;
        let text = "DELETE FROM survey_waiting WHERE tenant_id = $1 AND waiting_id = $2";
        session.execute(text, &[Value::from(session.tenant()), Value::from(&waiting)])?;
    }
    Ok(())
}
