//! The two databases behind one small door: a session takes a text with `$1` parameters and gives
//! rows by their index, so that every statement and every rule of the store is written once.
//!
//! Promises: what a write answers is durable (SQLite with `synchronous=FULL`, PostgreSQL with
//! `synchronous_commit` on); every connection knows its tenant; what passes by itself (a lost
//! leader, a deadlock) is tried again before anybody hears of it.
//! Deliberately absent: any statement about a table of the store (see `tables`).

mod asking;
mod failed;
mod hosts;
mod postgres;
mod readers;
mod remembered;
mod session;
pub(crate) mod sqlite;
pub(crate) mod tls;
mod value;
mod writers;

pub use failed::Trouble;
pub(crate) use postgres::{UNFINISHED, whole};
pub(crate) use readers::Readers;
pub(crate) use session::{Lock, Session};
pub(crate) use value::{Cell, FromCell, Row, Value, values};
pub(crate) use writers::{Last, Writer};

use crate::schema;
use crate::{Database, Failure};

/// A database that was found, brought up to date and can be opened as often as is needed.
#[derive(Clone, Debug)]
pub(crate) struct Engine {
    way: Way,
    tenant: i32,
}

#[derive(Clone, Debug)]
enum Way {
    Sqlite(std::path::PathBuf),
    Postgres(Box<postgres::Address>),
}

impl Engine {
    /// Finds the database of a tenant, makes it where it can be made, and brings its tables up to
    /// date.
    ///
    /// # Errors
    /// When it cannot be reached, is no database, is damaged, or its role could read other
    /// tenants' rows.
    pub(crate) fn found(database: &Database, tenant: i32) -> Result<Engine, Failure> {
        match database {
            Database::Sqlite(path) => {
                let mut connection = sqlite::open_to_write(path)?;
                schema::bring_up_to_date(&mut connection)?;
                Ok(Engine { way: Way::Sqlite(path.clone()), tenant })
            }
            Database::Postgres(url) => {
                let address = postgres::found(url.reveal())?;
                Ok(Engine { way: Way::Postgres(Box::new(address)), tenant })
            }
        }
    }

    /// Whether there is a store at this address already.
    pub(crate) fn is_there(database: &Database) -> Result<bool, Failure> {
        match database {
            Database::Sqlite(path) => Ok(path.is_file()),
            Database::Postgres(url) => postgres::is_there(url.reveal()),
        }
    }

    /// A connection that writes.
    pub(crate) fn write(&self) -> Result<Session, Failure> {
        match &self.way {
            Way::Sqlite(path) => {
                Ok(Session::sqlite(sqlite::open_for_the_writer(path)?, self.tenant))
            }
            Way::Postgres(address) => Session::postgres(address, self.tenant),
        }
    }

    /// Where look-ups are asked that are not worth a thread of their own; none of a file, which is asked
    /// where one is.
    fn asking(&self) -> Option<asking::Asking> {
        match &self.way {
            Way::Sqlite(_) => None,
            Way::Postgres(address) => {
                Some(asking::Asking::new(address.as_ref().clone(), self.tenant))
            }
        }
    }

    /// Whether Citus spreads customers over several machines.
    pub(crate) fn spread(&self) -> bool {
        matches!(&self.way, Way::Postgres(address) if address.spread)
    }

    /// Empties the log of a file, in which what was deleted stands as it was before; false when others
    /// were at the file all the while. A server keeps its log by its own rules.
    pub(crate) fn empty_log(&self) -> Result<bool, Failure> {
        match &self.way {
            Way::Sqlite(path) => sqlite::empty_log(path),
            Way::Postgres(_) => Ok(true),
        }
    }

    /// A connection that only reads.
    pub(crate) fn read(&self) -> Result<Session, Failure> {
        match &self.way {
            Way::Sqlite(path) => Ok(Session::sqlite(sqlite::open_to_read(path)?, self.tenant)),
            Way::Postgres(address) => Session::postgres(address, self.tenant),
        }
    }

    /// How many connections may write at the same time: a file has one writer.
    pub(crate) fn writers(&self, wanted: usize) -> usize {
        match self.way {
            Way::Sqlite(_) => 1,
            Way::Postgres(_) => wanted.max(1),
        }
    }
}
