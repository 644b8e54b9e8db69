//! One connection, to either engine, and what can be asked of it.
//!
//! Promises: parameters go by their number; a text is prepared once a connection; inside
//! [`Session::alone`] what fails is undone without undoing what was done before it.

mod many;
mod walk;

use std::cell::{Cell, RefCell, RefMut};
use std::fmt;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use rusqlite::params_from_iter;

use crate::Failure;
use crate::engine::postgres::{Address, Connection};
use crate::engine::remembered::Remembered;
use crate::engine::sqlite::prepare;
use crate::engine::{Row, Trouble, Value};
use crate::fcr::change::Touched;

pub(super) use many::multiplied;
pub(crate) use walk::Copied;

/// What two writers must not do at the same time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lock {
    /// Giving numbers to the changes of a feed.
    Feed = 1,
    /// Giving numbers to names.
    Names = 2,
    /// Giving numbers to desks, and founding a tenant.
    Desks = 3,
    /// Moving neighbours and the sums of days.
    Figures = 4,
    /// Joining and parting persons.
    People = 5,
}

/// A connection and whose rows it works on.
pub(crate) struct Session {
    tenant: i32,
    link: Link,
    names: RefCell<Remembered>,
    /// Contacts that changed in this transaction.
    touched: RefCell<Vec<Touched>>,
    /// Whether [`Session::hopefully`] keeps a point to go back to.
    careful: Cell<bool>,
}

#[expect(clippy::large_enum_variant, reason = "a few in a program, and never moved about")]
enum Link {
    Sqlite(rusqlite::Connection),
    Postgres { address: Box<Address>, connection: RefCell<Option<Connection>>, open: Cell<bool> },
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({})", self.tenant)
    }
}

impl Session {
    fn new(tenant: i32, link: Link) -> Session {
        Session {
            tenant,
            link,
            names: RefCell::default(),
            touched: RefCell::default(),
            careful: Cell::new(false),
        }
    }

    pub(crate) fn sqlite(connection: rusqlite::Connection, tenant: i32) -> Session {
        Session::new(tenant, Link::Sqlite(connection))
    }

    pub(super) fn postgres(address: &Address, tenant: i32) -> Result<Session, Failure> {
        let connection = RefCell::new(Some(Connection::open(address, tenant)?));
        let address = Box::new(address.clone());
        Ok(Session::new(tenant, Link::Postgres { address, connection, open: Cell::new(false) }))
    }

    /// Whose rows these are.
    pub(crate) fn tenant(&self) -> i32 {
        self.tenant
    }

    /// Whether this is the engine that many may write to at once.
    pub(crate) fn shared(&self) -> bool {
        matches!(self.link, Link::Postgres { .. })
    }

    /// Numbers of names that were seen before.
    pub(crate) fn names(&self) -> RefMut<'_, Remembered> {
        self.names.borrow_mut()
    }

    /// Does something and gives how many rows it changed.
    pub(crate) fn execute(&self, text: &str, values: &[Value<'_>]) -> Result<u64, Failure> {
        match &self.link {
            Link::Sqlite(connection) => {
                let changed = prepare(connection, text)?.execute(params_from_iter(values))?;
                Ok(u64::try_from(changed).unwrap_or(u64::MAX))
            }
            Link::Postgres { .. } => self.with(|connection| {
                let statement = connection.prepare(text)?;
                Ok(connection.client()?.execute(&statement, &references(values))?)
            }),
        }
    }

    /// Hands over row after row. `with` may not ask this session again.
    pub(crate) fn each(
        &self,
        text: &str,
        values: &[Value<'_>],
        mut with: impl FnMut(Row<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        match &self.link {
            Link::Sqlite(connection) => {
                let mut statement = prepare(connection, text)?;
                let mut rows = statement.query(params_from_iter(values))?;
                while let Some(row) = rows.next()? {
                    with(Row::Sqlite(row))?;
                }
                Ok(())
            }
            Link::Postgres { .. } => self.with(|connection| {
                let statement = connection.prepare(text)?;
                let mut rows =
                    connection.client()?.query_raw(&statement, values.iter().copied())?;
                while let Some(row) = rows.next()? {
                    with(Row::Postgres(&row))?;
                }
                Ok(())
            }),
        }
    }

    /// All rows, each turned into something.
    pub(crate) fn all<T>(
        &self,
        text: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(Row<'_>) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let mut found = Vec::new();
        self.each(text, values, |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row; none when there is none.
    pub(crate) fn first<T>(
        &self,
        text: &str,
        values: &[Value<'_>],
        read: impl FnOnce(Row<'_>) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        match &self.link {
            Link::Sqlite(connection) => {
                let mut statement = prepare(connection, text)?;
                let mut rows = statement.query(params_from_iter(values))?;
                rows.next()?.map(|row| read(Row::Sqlite(row))).transpose()
            }
            Link::Postgres { .. } => self.with(|connection| {
                let statement = connection.prepare(text)?;
                let rows = connection.client()?.query(&statement, &references(values))?;
                rows.first().map(|row| read(Row::Postgres(row))).transpose()
            }),
        }
    }

    /// The only row that such a question has.
    ///
    /// # Errors
    /// [`Failure::Damaged`] when there is none.
    pub(crate) fn one<T>(
        &self,
        text: &str,
        values: &[Value<'_>],
        read: impl FnOnce(Row<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let found = self.first(text, values, read)?;
        found.ok_or_else(|| Failure::Damaged("a row that is always there is missing".into()))
    }

    /// Holds off everybody else who takes the same lock, until the transaction ends. A file has
    /// one writer anyway.
    pub(crate) fn lock(&self, lock: Lock) -> Result<(), Failure> {
        if self.shared() {
            let text = "SELECT 1 FROM (SELECT pg_advisory_xact_lock(CAST($1 AS integer), CAST($2 AS integer))) l";
            self.first(text, &[Value::Int(lock as i64), self.tenant.into()], |_| Ok(()))?;
        }
        Ok(())
    }

    /// As [`Session::lock`], but false at once when somebody else holds it.
    pub(crate) fn try_lock(&self, lock: Lock) -> Result<bool, Failure> {
        if !self.shared() {
            return Ok(true);
        }
        let text = "SELECT pg_try_advisory_xact_lock(CAST($1 AS integer), CAST($2 AS integer))";
        self.one(text, &[Value::Int(lock as i64), self.tenant.into()], |row| row.get(0))
    }

    /// Does `job` so that it can be undone without undoing what came before it.
    pub(crate) fn alone<T>(&self, job: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        self.batch("SAVEPOINT job")?;
        let touched = self.touched.borrow().len();
        match job() {
            Ok(value) => {
                self.batch("RELEASE SAVEPOINT job")?;
                Ok(value)
            }
            Err(failure) => {
                self.touched.borrow_mut().truncate(touched);
                self.names().undone();
                self.undo()?;
                Err(failure)
            }
        }
    }

    /// Undoes the innermost [`Session::alone`] where that can still be done: SQLite may have
    /// undone the whole transaction by itself, and a lost connection has.
    pub(super) fn undo(&self) -> Result<(), Failure> {
        if self.open() && !self.lost() {
            self.batch("ROLLBACK TO SAVEPOINT job; RELEASE SAVEPOINT job")?;
        }
        Ok(())
    }

    /// As [`Session::alone`], but in the hope that nothing fails that only a part would be undone for: a
    /// point to go back to costs a copy of every page that is written behind it, or two turns to the
    /// server. If something does, the writer does the whole transaction again, carefully.
    pub(crate) fn hopefully<T>(
        &self,
        work: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if self.careful.get() {
            return self.alone(work);
        }
        let message = match work() {
            Err(Failure::Refused(trouble)) => trouble,
            Err(Failure::Damaged(message)) => Trouble { code: String::new(), message },
            other => return other,
        };
        self.careful.set(true);
        Err(Failure::Again(message))
    }

    /// What is tried next is tried for the first time.
    pub(super) fn hope(&self) {
        self.careful.set(false);
    }

    /// One transaction, outside the writers' queue.
    pub(crate) fn whole<T>(
        &self,
        work: impl FnOnce(&Session) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.begin()?;
        self.end(work(self))
    }

    /// Notes that a contact is no longer what was counted.
    pub(crate) fn touch(&self, touched: Touched) {
        self.touched.borrow_mut().push(touched);
    }

    /// What was touched since the transaction began, or since this was asked.
    pub(crate) fn touched(&self) -> Vec<Touched> {
        self.touched.take()
    }

    /// One transaction that writes and in which everything read is of one moment.
    pub(crate) fn whole_in_a_moment<T>(
        &self,
        work: impl FnOnce(&Session) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.forget();
        match &self.link {
            Link::Sqlite(_) => self.batch("BEGIN IMMEDIATE")?,
            Link::Postgres { .. } => self.start("BEGIN ISOLATION LEVEL REPEATABLE READ")?,
        }
        self.end(work(self))
    }

    fn end<T>(&self, done: Result<T, Failure>) -> Result<T, Failure> {
        let done = done.and_then(|value| self.commit().map(|()| value));
        if done.is_err() {
            self.rollback();
        }
        done
    }

    fn forget(&self) {
        self.names().undone();
        self.touched.borrow_mut().clear();
    }

    /// Begins a transaction that writes, over a new connection where the last one was lost.
    pub(super) fn begin(&self) -> Result<(), Failure> {
        self.forget();
        match &self.link {
            Link::Sqlite(_) => self.batch("BEGIN IMMEDIATE"),
            Link::Postgres { .. } => self.start("BEGIN"),
        }
    }

    /// Undoes everything since the transaction began, and begins another one.
    pub(super) fn anew(&self) -> Result<(), Failure> {
        self.rollback();
        self.begin()
    }

    /// Begins a transaction in which everything read is of one moment.
    pub(super) fn moment(&self) -> Result<(), Failure> {
        match &self.link {
            Link::Sqlite(_) => self.batch("BEGIN DEFERRED"),
            Link::Postgres { .. } => self.start("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }

    /// Lets one statement be asked outside of any transaction, over a new connection where the last
    /// one was lost.
    pub(super) fn ready(&self) -> Result<(), Failure> {
        let Link::Postgres { address, connection, open } = &self.link else { return Ok(()) };
        let mut connection = connection.borrow_mut();
        if connection.as_ref().is_none_or(Connection::closed) {
            *connection = None;
            open.set(false);
            // A new leader may lack the last names, and give their numbers to others.
            *self.names.borrow_mut() = Remembered::default();
            *connection = Some(Connection::open(address, self.tenant)?);
        }
        Ok(())
    }

    fn start(&self, begin: &str) -> Result<(), Failure> {
        self.ready()?;
        let Link::Postgres { open, .. } = &self.link else { return Ok(()) };
        if open.get() {
            self.batch("ROLLBACK")?;
        }
        self.batch(begin)?;
        open.set(true);
        Ok(())
    }

    pub(super) fn commit(&self) -> Result<(), Failure> {
        self.batch("COMMIT")?;
        self.names().durable();
        if let Link::Postgres { open, .. } = &self.link {
            open.set(false);
        }
        Ok(())
    }

    /// Gives up what was begun. A connection that cannot even do that is thrown away.
    pub(super) fn rollback(&self) {
        if self.open()
            && self.batch("ROLLBACK").is_err()
            && let Link::Postgres { connection, .. } = &self.link
        {
            *connection.borrow_mut() = None;
        }
        if let Link::Postgres { open, .. } = &self.link {
            open.set(false);
        }
    }

    /// Whether a transaction is open.
    pub(super) fn open(&self) -> bool {
        match &self.link {
            Link::Sqlite(connection) => !connection.is_autocommit(),
            Link::Postgres { open, .. } => open.get(),
        }
    }

    /// Whether the server is gone.
    pub(super) fn lost(&self) -> bool {
        match &self.link {
            Link::Sqlite(_) => false,
            Link::Postgres { connection, .. } => {
                connection.try_borrow().is_ok_and(|c| c.as_ref().is_none_or(Connection::closed))
            }
        }
    }

    /// Statements without parameters or answers.
    pub(crate) fn batch(&self, text: &str) -> Result<(), Failure> {
        match &self.link {
            Link::Sqlite(connection) => Ok(connection.execute_batch(text)?),
            Link::Postgres { .. } => {
                self.with(|connection| Ok(connection.client()?.batch_execute(text)?))
            }
        }
    }

    /// The file's own connection, for what only a file has.
    pub(crate) fn file(&self) -> Option<&rusqlite::Connection> {
        match &self.link {
            Link::Sqlite(connection) => Some(connection),
            Link::Postgres { .. } => None,
        }
    }

    fn with<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let Link::Postgres { connection, .. } = &self.link else { return Err(Failure::Stopping) };
        let nested = |_| Failure::Damaged("a row was still being read".into());
        let mut connection = connection.try_borrow_mut().map_err(nested)?;
        work(connection.as_mut().ok_or(Failure::Stopping)?)
    }
}

fn references<'a>(values: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::values;

    #[test]
    fn parameters_out_of_order_get_their_own_values() {
        let session = Session::sqlite(rusqlite::Connection::open_in_memory().unwrap(), 1);
        let text = "SELECT CAST($2 AS bigint) - CAST($1 AS bigint)";
        let left: i64 = session.one(text, values![3_i64, 10_i64], |row| row.get(0)).unwrap();
        assert_eq!(left, 7);
    }
}
