//! How a PostgreSQL database is reached, brought up to date and kept to its tenant.
//!
//! Promises: one program at a time changes the tables; the store never works as a role that
//! row-level security does not hold; a password is in no text that is shown. Several hosts in the
//! address are tried in turn, and only one that takes writes is used: a fail-over needs no
//! other address.
//! Deliberately absent: TLS (see `tls`).

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;

use contact::{Code, Problem};
use postgres::config::TargetSessionAttrs;
use postgres::{Client, Statement};
use refinery::Target;

use crate::Failure;
use crate::engine::session::multiplied;
use crate::engine::tls::{self, Reach};
use crate::engine::{Trouble, hosts};
use crate::schema::{self, Dialect};

/// The role that the store works as: it owns nothing, so row-level security holds for it.
const ROLE: &str = "firsthand_store";
/// One number for the lock under which tables are changed.
const MIGRATING: i64 = 0x4669_7273_7468;
/// A table that is there from the beginning of a restore until those who were erased since the copy are out
/// again.
pub(crate) const UNFINISHED: &str = "restore_unfinished";

/// Where the server is. Shows no password.
#[derive(Clone)]
pub(crate) struct Address {
    reach: Reach,
    /// Whether sessions change into [`ROLE`] after they are let in.
    as_role: bool,
    /// Whether Citus spreads the rows over several machines.
    pub(super) spread: bool,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(postgres)")
    }
}

impl Address {
    /// What is said at the beginning of a connection that sees one tenant's rows. Plans are made once a
    /// text, whatever is asked of it: with an array of 500 keys at hand PostgreSQL weighs each of them anew
    /// at every call, which costs more than finding them. Nothing is compiled for a single statement: that
    /// costs more than it saves where rows come out of an index.
    fn manners(&self, tenant: i32) -> String {
        let role = if self.as_role { format!("SET ROLE {ROLE}; ") } else { String::new() };
        let times = hosts::told(&self.reach.config);
        format!(
            "{role}SET app.tenant = '{tenant}'; SET plan_cache_mode = force_generic_plan; SET jit = off; \
             {times}"
        )
    }

    /// A connection for tasks that sees one tenant's rows.
    pub(super) async fn join(&self, tenant: i32) -> Result<tokio_postgres::Client, Failure> {
        self.reach.join(&self.manners(tenant)).await
    }
}

/// A connection with the texts it has prepared.
pub(super) struct Connection {
    /// None only while it is dropped.
    client: Option<Client>,
    prepared: RefCell<HashMap<String, Statement>>,
    /// Those for many rows, by their text for one.
    many: HashMap<String, Statement>,
}

impl Connection {
    /// A connection that sees one tenant's rows.
    pub(super) fn open(address: &Address, tenant: i32) -> Result<Connection, Failure> {
        let mut client = address.reach.connect()?;
        client.batch_execute(&address.manners(tenant))?;
        Ok(Connection { client: Some(client), prepared: RefCell::default(), many: HashMap::new() })
    }

    pub(super) fn client(&mut self) -> Result<&mut Client, Failure> {
        self.client.as_mut().ok_or(Failure::Stopping)
    }

    pub(super) fn closed(&self) -> bool {
        self.client.as_ref().is_none_or(Client::is_closed)
    }

    pub(super) fn prepare(&mut self, text: &str) -> Result<Statement, Failure> {
        if let Some(known) = self.prepared.get_mut().get(text) {
            return Ok(known.clone());
        }
        let statement = self.client()?.prepare(text)?;
        self.prepared.get_mut().insert(text.to_owned(), statement.clone());
        Ok(statement)
    }

    /// As `INSERT … SELECT unnest($1), unnest($2) …`: what `head VALUES (…) tail` says of one row, for as
    /// many as the arrays are long, without a copy of all rows in between. The server says itself of what
    /// types they are.
    pub(super) fn prepare_rows(
        &mut self,
        head: &str,
        tail: &str,
        width: usize,
    ) -> Result<Statement, Failure> {
        let one = multiplied(head, tail, width, 1);
        if let Some(known) = self.many.get(&one) {
            return Ok(known.clone());
        }
        let types = self.client()?.prepare(&one)?;
        let arrays: Vec<String> = types
            .params()
            .iter()
            .zip(1..)
            .map(|(ty, n)| format!("unnest(CAST(${n} AS {}[]))", ty.name()))
            .collect();
        let head = head.trim_end().trim_end_matches("VALUES");
        let many = format!("{head}SELECT {} {tail}", arrays.join(", "));
        let statement = self.client()?.prepare(&many)?;
        self.many.insert(one, statement.clone());
        Ok(statement)
    }
}

impl Drop for Connection {
    /// The client has a runtime of its own, which may not end on a thread of another one.
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            let ended = std::thread::Builder::new().name("store-close".into());
            if ended.spawn(move || drop(client)).is_err() {
                tracing::warn!("a connection could not be closed in order");
            }
        }
    }
}

fn reach(url: &str) -> Result<Reach, Failure> {
    let wrong = |message| Failure::Database(Trouble { code: String::new(), message });
    let mut reach = tls::read(url).map_err(wrong)?;
    let config = &mut reach.config;
    if config.get_application_name().is_none() {
        config.application_name("central-store");
    }
    config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    Ok(reach)
}

/// Reaches the database of `url` and brings its tables up to date. Blocks; may be called from
/// anywhere, because a client's runtime needs a thread of its own.
pub(super) fn found(url: &str) -> Result<Address, Failure> {
    let reach = reach(url)?;
    let work = move || -> Result<Address, Failure> {
        let mut client = reach.connect()?;
        whole(&mut client)?;
        client.execute("SELECT pg_advisory_lock($1)", &[&MIGRATING])?;
        let made = up_to_date(&mut client);
        client.execute("SELECT pg_advisory_unlock($1)", &[&MIGRATING])?;
        made?;
        let (as_role, spread) = (may_become(&mut client)?, has_citus(&mut client)?);
        let address = Address { as_role, spread, reach };
        if address.as_role {
            client.batch_execute(&format!("SET ROLE {ROLE}"))?;
        }
        held(&mut client)?;
        Ok(address)
    };
    elsewhere(work)
}

/// Whether the database of `url` has the store's tables.
pub(super) fn is_there(url: &str) -> Result<bool, Failure> {
    let reach = reach(url)?;
    elsewhere(move || {
        let there = "SELECT to_regclass('refinery_schema_history') IS NOT NULL";
        Ok(reach.connect()?.query_one(there, &[])?.get(0))
    })
}

fn elsewhere<T: Send>(work: impl FnOnce() -> Result<T, Failure> + Send) -> Result<T, Failure> {
    std::thread::scope(|scope| {
        let done = scope.spawn(work).join();
        done.unwrap_or_else(|_| Err(Failure::Damaged("opening broke off".into())))
    })
}

/// Nothing is done with a copy out of which the erased were not taken again.
///
/// # Errors
/// [`Code::Conflict`] when that is what is there.
pub(crate) fn whole(client: &mut Client) -> Result<(), Failure> {
    let text = "SELECT to_regclass($1) IS NOT NULL";
    if client.query_one(text, &[&UNFINISHED])?.get(0) {
        let message = "A restore into this database was not finished: customers who were erased since the copy was \
                       made may be in it. Nothing was changed. Drop the database, make an empty one and restore \
                       again; the copy is as it was.";
        return Err(Failure::Asked(Problem::new(Code::Conflict, message)));
    }
    Ok(())
}

/// Makes what is missing, where this role may; and says so where it may not.
fn up_to_date(client: &mut Client) -> Result<(), Failure> {
    let migrations = schema::migrations(Dialect::Postgres).map_err(Box::new)?;
    let newest = migrations.get_migrations().iter().map(|m| m.version()).max().unwrap_or_default();
    let there = "SELECT to_regclass('refinery_schema_history') IS NOT NULL";
    let applied: i64 = if client.query_one(there, &[])?.get(0) {
        let text = "SELECT CAST(coalesce(max(version), 0) AS bigint) FROM refinery_schema_history";
        client.query_one(text, &[])?.get(0)
    } else {
        0
    };
    if applied > i64::from(newest) {
        let message = format!(
            "The tables are those of a newer version of this program (migration {applied}). Nothing was \
             changed. Use that version, or restore a copy from before the upgrade."
        );
        return Err(Failure::Asked(Problem::new(Code::Conflict, message)));
    }
    if applied < i64::from(newest) {
        // A role that may not make roles finds it made by the operator, or works as its own.
        let text = "SELECT rolsuper OR rolcreaterole,
            EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1) FROM pg_roles WHERE rolname = current_user";
        let row = client.query_one(text, &[&ROLE])?;
        if row.get::<_, bool>(0) && !row.get::<_, bool>(1) {
            client.batch_execute(&format!(
                "CREATE ROLE {ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS; GRANT {ROLE} TO CURRENT_USER"
            ))?;
        }
        if has_citus(client)? {
            // A later version may change or drop what an earlier one spread.
            for (version, lines) in schema::citus() {
                if version <= applied {
                    continue;
                }
                let target = Target::Version(version.try_into().unwrap_or_default());
                let some = schema::migrations(Dialect::Postgres).map_err(Box::new)?;
                some.set_target(target).run(client).map_err(Box::new)?;
                for line in lines {
                    client.batch_execute(&line)?;
                }
            }
        } else {
            migrations.run(client).map_err(Box::new)?;
        }
    }
    grant(client)
}

/// Lets the store's role work in this schema, where there is such a role and this one owns the
/// tables. Repeated at every start, because a newer version may have added tables.
fn grant(client: &mut Client) -> Result<(), Failure> {
    let text = "SELECT quote_ident(current_schema()),
          EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1),
          pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = to_regclass('contact')), 'USAGE')";
    let row = client.query_one(text, &[&ROLE])?;
    let (schema, role, owns): (String, bool, bool) = (row.get(0), row.get(1), row.get(2));
    if role && owns {
        client.batch_execute(&format!(
            "GRANT USAGE ON SCHEMA {schema} TO {ROLE};
             GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {ROLE};
             GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {ROLE};"
        ))?;
    }
    Ok(())
}

fn may_become(client: &mut Client) -> Result<bool, Failure> {
    let text = "SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1
        AND current_user <> $1 AND pg_has_role(current_user, oid, 'MEMBER'))";
    Ok(client.query_one(text, &[&ROLE])?.get(0))
}

fn has_citus(client: &mut Client) -> Result<bool, Failure> {
    let text = "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')";
    Ok(client.query_one(text, &[])?.get(0))
}

/// Row-level security must hold for the role that works here.
fn held(client: &mut Client) -> Result<(), Failure> {
    let text = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user";
    if client.query_one(text, &[])?.get::<_, bool>(0) {
        return Err(Failure::Database(Trouble {
            code: "42501".into(),
            message: format!(
                "this role passes over row-level security, so one tenant could read another's \
                 rows. Use a role that is neither superuser nor BYPASSRLS, or let it become {ROLE}"
            ),
        }));
    }
    Ok(())
}
