//! Reads contacts back: one, those of a customer, the latest of all.
//!
//! Promises: a contact comes back with its mended times and without its customer's identity; where
//! the customer is known, the hexadecimal key stands for them.
//! Deliberately absent: verdicts (see `figures`).

pub(crate) mod history;

use contact::{AgentId, Channel, Contact, ContactId, Customer, Ms};

use crate::Failure;
use crate::engine::{Row, Session, Value, values};
use crate::fcr::change::{COLUMNS, fact};
use crate::fcr::fact::Fact;
use crate::fcr::filter::Sieve;
use crate::fcr::packed;
use crate::keys::CustomerKey;
use crate::tables::ingest::{about, channel_number};
use crate::tables::surveys;

/// A stored contact. `contact.customer` is the key in hexadecimal, or none.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) key: CustomerKey,
    pub(crate) contact: Contact,
}

/// What is asked of a contact: what the record says, and what others said of it.
const ASKED: &str =
    "c.customer_key, c.unlinkable, c.started_at, c.ended_at, c.payload, c.record_id,
       x.approved, x.reviewed_by, s.answered_at, s.resolved, c.device_started_at, x.reason";
/// How many columns that is.
const WIDTH: usize = 12;

/// The contact, and what is kept beside it.
const BESIDE: &str = "FROM contact c
     LEFT JOIN exclusion_review x ON x.tenant_id = c.tenant_id
       AND x.customer_key = c.customer_key AND x.record_id = c.record_id
     LEFT JOIN survey s ON s.tenant_id = c.tenant_id
       AND s.customer_key = c.customer_key AND s.record_id = c.record_id AND s.source = 0";

fn kept(row: Row<'_>) -> Result<Kept, Failure> {
    let key = CustomerKey(row.get(0)?);
    let payload: &str = row.get(4)?;
    let mut contact: Contact = serde_json::from_str(payload).map_err(|_| {
        let id: [u8; 16] = row.get(5).unwrap_or_default();
        let id = ContactId(uuid::Uuid::from_bytes(id));
        Failure::Damaged(format!("contact {id}: its payload cannot be read"))
    })?;
    contact.customer = (!row.get::<bool>(1)?).then(|| Customer(key.hex()));
    contact.start_ms = row.get(2)?;
    contact.end_ms = row.get(3)?;
    if let Some(approved) = row.get::<Option<bool>>(6)? {
        reviewed(&mut contact, approved, row.get(7)?, row.get(11)?);
    }
    if let Some(at_ms) = row.get::<Option<Ms>>(8)? {
        contact.survey = surveys::counts(contact.survey.take(), at_ms, row.get(9)?);
    }
    Ok(Kept { key, contact })
}

/// What a reviewer said of an exclusion that was asked for with this reason: of another it is not said.
fn reviewed(contact: &mut Contact, approved: bool, by: Option<String>, reason: &str) {
    if let Some(exclusion) = contact.exclusion.as_mut()
        && exclusion.reason == reason
    {
        exclusion.reviewed_by = by.filter(|_| approved).map(AgentId);
    }
}

/// A contact of which others may have said something since.
pub(crate) struct Heard {
    pub(crate) kept: Kept,
    pub(crate) fact: Fact,
    /// Whether its row tells that somebody did.
    pub(crate) told: bool,
    /// Whether somebody did.
    pub(crate) beside: bool,
}

/// These contacts, as many as are there, what is counted of each, and what others said.
pub(crate) fn these(session: &Session, ids: &[[u8; 16]]) -> Result<Vec<Heard>, Failure> {
    let text = format!(
        "SELECT {ASKED}, c.packed, c.beside {BESIDE} WHERE c.tenant_id = $1 AND c.record_id IN ({{}})"
    );
    about(session, &text, ids, |row| {
        let beside = row.get::<Option<i64>>(6)?.is_some() || row.get::<Option<Ms>>(8)?.is_some();
        let (kept, fact) = counted(row)?;
        Ok(Heard { kept, fact, told: row.get(WIDTH + 1)?, beside })
    })
}

/// Some contacts after this one, in the order of their ids, and what is counted of each.
pub(crate) fn after(
    session: &Session,
    last: &[u8; 16],
    limit: i64,
) -> Result<Vec<(Kept, Fact)>, Failure> {
    let text = format!(
        "SELECT {ASKED}, c.packed {BESIDE} WHERE c.tenant_id = $1 AND c.record_id > $2
         ORDER BY c.record_id LIMIT $3"
    );
    session.all(&text, values![session.tenant(), last, limit], counted)
}

fn counted(row: Row<'_>) -> Result<(Kept, Fact), Failure> {
    let fact = Fact { id: row.get(5)?, ..packed::unpack(row.get(WIDTH)?)? };
    Ok((kept(row)?, fact))
}

/// Rows that are looked at in one go, where a filter leaves most of them out.
const LOOKED_AT: i64 = 2_000;

/// Which contacts a page is made of.
pub(crate) struct Wanted<'a> {
    /// Those that come before this place: its moment, and an id.
    pub(crate) before: Option<(Ms, ContactId)>,
    /// Bit n is the channel with that number.
    pub(crate) channels: u16,
    pub(crate) sieve: &'a Sieve,
    /// No contact lasts longer.
    pub(crate) longest: Ms,
    pub(crate) limit: u16,
    /// So many contacts are looked at for one page, and some more at most.
    pub(crate) most: i64,
}

/// A page, and where the next one begins; none after the last.
pub(crate) struct Page {
    pub(crate) contacts: Vec<Kept>,
    pub(crate) next: Option<(Ms, ContactId)>,
}

/// Facts of a page. Whose a contact is stands in the index by time, so that of other agents' contacts no
/// more than the entry is read.
fn page_text(of_agent: bool) -> String {
    let narrower = if of_agent { "started_at >= $4 AND agent_id = $6" } else { "started_at >= $4" };
    format!(
        "SELECT {COLUMNS} FROM contact
         WHERE tenant_id = $1 AND (started_at, record_id) < ($2, $3) AND {narrower}
         ORDER BY started_at DESC, record_id DESC LIMIT $5"
    )
}

/// The latest contacts that are wanted, latest first. Only records that are shown are read, and of the
/// others so many at most are looked at: what fits nothing would read the whole table otherwise. A page
/// that stops there has fewer contacts than it might, or none, and says where to go on.
pub(crate) fn latest(session: &Session, wanted: &Wanted<'_>) -> Result<Page, Failure> {
    let Wanted { before, channels, sieve, longest, limit, most: looks } = *wanted;
    if sieve.takes_none() {
        return Ok(Page { contacts: Vec::new(), next: None });
    }
    let mut before =
        before.map_or((Ms::MAX, [0xff; 16]), |(started, id)| (started, *id.as_bytes()));
    // What ended in time began in time.
    if let Some(to) = sieve.to.filter(|to| *to < before.0) {
        before = (to, [0xff; 16]);
    }
    let from = sieve.from.map_or(Ms::MIN, |from| from.saturating_sub(longest));
    let agent = sieve.agent();
    let text = page_text(agent.is_some());
    let most = usize::from(limit);
    let all =
        Channel::ALL.into_iter().fold(0, |mask, channel| mask | (1_u16 << channel_number(channel)));
    // Where the index leaves next to nothing out that is wanted, no more is read than is shown.
    let many = if sieve.is_of_time_and_agent_alone() && channels & all == all {
        i64::from(limit)
    } else {
        LOOKED_AT.min(looks)
    };
    let mut found: Vec<[u8; 16]> = Vec::with_capacity(most);
    let mut looked = 0;
    let mut next = None;
    while looked < looks {
        let (started, id) = before;
        let mut asked = values![session.tenant(), started, &id, from, many].to_vec();
        asked.extend(agent.map(Value::from));
        let mut rows = 0;
        session.each(&text, &asked, |row| {
            rows += 1;
            if found.len() < most {
                let fact = fact(&row, 0)?;
                before = fact.place();
                if channels >> fact.channel & 1 == 1 && sieve.takes(&fact) {
                    found.push(fact.id);
                }
            }
            Ok(())
        })?;
        looked += rows;
        next = (rows == many || found.len() == most).then_some(before);
        if next.is_none() || found.len() == most {
            break;
        }
    }
    let text = format!("SELECT {ASKED} {BESIDE} WHERE c.tenant_id = $1 AND c.record_id IN ({{}})");
    let mut contacts = about(session, &text, &found, kept)?;
    contacts
        .sort_by_key(|kept| std::cmp::Reverse((kept.contact.start_ms, kept.contact.contact_id)));
    let next = next.map(|(started, id)| (started, ContactId(uuid::Uuid::from_bytes(id))));
    Ok(Page { contacts, next })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fcr::filter::Filter;
    use crate::schema;

    /// A thousand contacts, one a second, of five agents; the 7th and every 97th after it in a queue of
    /// its own.
    fn store() -> Session {
        let mut file = rusqlite::Connection::open_in_memory().unwrap();
        schema::bring_up_to_date(&mut file).unwrap();
        let session = Session::sqlite(file, 1);
        let name = "INSERT INTO name (tenant_id, kind, name, name_id) VALUES (1, $1, $2, $3)";
        session.execute(name, values![4, "rare", 9]).unwrap();
        for agent in 1..=5_i64 {
            session.execute(name, values![3, &format!("a{agent}"), agent]).unwrap();
        }
        for n in 0..1_000_u16 {
            let mut id = [0; 16];
            id[14..].copy_from_slice(&n.to_be_bytes());
            let fact = Fact {
                id,
                start: i64::from(n) * 1_000,
                end: i64::from(n) * 1_000 + 5,
                agent: i64::from(n % 5) + 1,
                queue: if n % 97 == 7 { 9 } else { 1 },
                ..Fact::default()
            };
            let contact = serde_json::json!({"contact_id": ContactId(uuid::Uuid::from_bytes(id)), "revision": 1,
                "start_ms": fact.start, "end_ms": fact.end, "channel": "voice", "claim": "resolved", "initiated_by": "customer"});
            let text = "INSERT INTO contact (tenant_id, customer_key, record_id, rev, device_id, device_seq, started_at,
                  ended_at, device_started_at, received_at, reason_id, family_id, agent_id, packed, payload)
                VALUES (1, $1, $1, 1, 1, $2, $3, $4, $3, 0, 0, 0, $5, $6, $7)";
            let (packed, payload) = (packed::pack(&fact), contact.to_string());
            let asked = values![&id, n, fact.start, fact.end, fact.agent, &packed, &payload];
            session.execute(text, asked).unwrap();
        }
        session
    }

    /// All pages: the seconds of what they hold, and how many pages that were.
    fn pages(session: &Session, filter: &Filter, channels: u16, most: i64) -> (Vec<Ms>, usize) {
        let sieve = Sieve::of(session, filter).unwrap();
        let (mut before, mut seconds, mut turned) = (None, Vec::new(), 0);
        loop {
            let wanted = Wanted { before, channels, sieve: &sieve, longest: 10, limit: 3, most };
            let page = latest(session, &wanted).unwrap();
            seconds.extend(page.contacts.iter().map(|kept| kept.contact.start_ms / 1_000));
            turned += 1;
            assert!(page.contacts.len() <= 3 && turned <= 1_001);
            if page.next.is_none() {
                return (seconds, turned);
            }
            assert!(before.is_none_or(|before| page.next < Some(before)), "no page stands still");
            before = page.next;
        }
    }

    #[test]
    fn a_page_of_one_agent_reads_no_rows_of_others() {
        let session = store();
        let plan = |of_agent: bool| {
            let text = format!("EXPLAIN QUERY PLAN {}", page_text(of_agent));
            let mut asked = values![1_i64, 5_000_i64, &[0_u8; 16], 0_i64, 50_i64].to_vec();
            asked.extend(of_agent.then_some(Value::Int(2)));
            session.all(&text, &asked, |row| row.get::<String>(3)).unwrap().remove(0)
        };
        // With the agent in the index itself, no row of another is read.
        let columns = "SELECT name FROM pragma_index_info('contact_started') ORDER BY seqno";
        let columns = session.all(columns, &[], |row| row.get::<String>(0)).unwrap();
        assert_eq!(columns, ["tenant_id", "started_at", "agent_id"]);
        assert!(plan(true).contains("INDEX contact_started "), "{}", plan(true));
        assert!(plan(false).contains("INDEX contact_started "), "{}", plan(false));
    }

    #[test]
    fn what_fits_hardly_anything_comes_in_pages_that_look_at_so_many_and_leave_nothing_out() {
        let session = store();
        let named = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
        let rare = Filter { queues: named(&["rare"]), ..Filter::default() };
        let wanted: Vec<Ms> = (0..1_000).rev().filter(|n| n % 97 == 7).collect();
        assert_eq!(pages(&session, &rare, u16::MAX, 100_000), (wanted.clone(), 4));
        let (found, turned) = pages(&session, &rare, u16::MAX, 50);
        assert_eq!((found, turned > 20), (wanted.clone(), true), "{turned} pages");
        // Of one agent, by their index, and of two; together with another filter; none at all.
        let one = |n: &Ms| n % 5 == 1;
        for (agents, theirs) in [
            (named(&["a2"]), (0..1_000).rev().filter(one).collect::<Vec<Ms>>()),
            (named(&["a2", "a3"]), (0..1_000).rev().filter(|n| one(n) || n % 5 == 2).collect()),
            (named(&["nobody"]), Vec::new()),
        ] {
            let filter = Filter { agents: agents.clone(), ..Filter::default() };
            assert_eq!(pages(&session, &filter, u16::MAX, 50).0, theirs, "{agents:?}");
            let both = Filter { agents: agents.clone(), ..rare.clone() };
            let both = pages(&session, &both, u16::MAX, 50).0;
            let should = theirs.into_iter().filter(|n| wanted.contains(n));
            assert_eq!(both, should.collect::<Vec<Ms>>(), "{agents:?}");
        }
        // A policy that does not know the channel of any of them.
        assert_eq!(pages(&session, &Filter::default(), 2, 50).0, Vec::<Ms>::new());
        assert_eq!(pages(&session, &Filter::default(), 1, 50).0.len(), 1_000);
    }
}
