//! What goes into a statement and what comes out of a row, the same for every engine.
//!
//! Promises: a number that does not fit its column is an error, never another number; a column of
//! any whole-number type, or a truth value, is read as the number it is.

use postgres::types::{FromSql, IsNull, Kind, ToSql, Type, private::BytesMut, to_sql_checked};
use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::Failure;
use crate::engine::session::Copied;

/// One parameter. The PostgreSQL client logs parameters by their `Debug` when it is asked to log
/// everything, so that says nothing of what they hold.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
    /// One column of rows that lie one after another, each so wide: PostgreSQL's arrays.
    Column(&'a [Value<'a>], usize),
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Value::Null => "null",
            Value::Int(_) => "int",
            Value::Text(_) => "text",
            Value::Bytes(_) => "bytes",
            Value::Column(..) => "column",
        })
    }
}

/// A list of parameters: `values![tenant, &key.0, name]`.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        &[$($crate::engine::Value::from($value)),*]
    };
}
pub(crate) use values;

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                Value::Int(i64::from(number))
            }
        }
    )*};
}
whole_numbers!(i64, i32, u32, i16, u16, u8, bool);

/// Counts beyond nine quintillions do not exist: they stay at the largest number there is.
impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Value::Bytes(bytes)
    }
}

impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Value::Bytes(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Value::Bytes(bytes)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
            Value::Column(..) => {
                return Err(rusqlite::Error::ToSqlConversionFailure("a file has no arrays".into()));
            }
        }))
    }
}

type Unfit = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Unfit> {
        match (*self, ty) {
            (Value::Null, _) => return Ok(IsNull::Yes),
            (Value::Int(number), &Type::INT8) => number.to_sql(ty, out)?,
            (Value::Int(number), &Type::INT4) => i32::try_from(number)?.to_sql(ty, out)?,
            (Value::Int(number), &Type::INT2) => i16::try_from(number)?.to_sql(ty, out)?,
            (Value::Int(number), &Type::BOOL) => (number != 0).to_sql(ty, out)?,
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR) => text.to_sql(ty, out)?,
            (Value::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(ty, out)?,
            (Value::Bytes(bytes), &Type::UUID) if bytes.len() == 16 => {
                out.extend_from_slice(bytes);
                IsNull::No
            }
            (Value::Column(values, width), _) => return array(values, width, ty, out),
            _ => return Err(format!("a parameter is not of the type {ty}").into()),
        };
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// An array in PostgreSQL's binary form: one dimension, from 1, each member with its length before it.
fn array(
    values: &[Value<'_>],
    width: usize,
    ty: &Type,
    out: &mut BytesMut,
) -> Result<IsNull, Unfit> {
    let Kind::Array(member) = ty.kind() else {
        return Err(format!("a parameter is not of the type {ty}").into());
    };
    let members = values.iter().step_by(width.max(1));
    let mut head = |number: i32| out.extend_from_slice(&number.to_be_bytes());
    head(1);
    head(1);
    head(i32::from_ne_bytes(member.oid().to_ne_bytes()));
    head(i32::try_from(members.len())?);
    head(1);
    for value in members {
        let begin = out.len();
        // No value is -1 long; any other gets its length once that is known.
        out.extend_from_slice(&(-1_i32).to_be_bytes());
        if let IsNull::No = value.to_sql(member, out)? {
            let length = i32::try_from(out.len() - begin - 4)?;
            out[begin..begin + 4].copy_from_slice(&length.to_be_bytes());
        }
    }
    Ok(IsNull::No)
}

/// One column of a row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Cell<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Unfit> {
        Ok(match *ty {
            Type::INT8 => Cell::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Cell::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Cell::Int(i16::from_sql(ty, raw)?.into()),
            Type::BOOL => Cell::Int(bool::from_sql(ty, raw)?.into()),
            Type::TEXT | Type::VARCHAR | Type::NAME => Cell::Text(<&str>::from_sql(ty, raw)?),
            _ => Cell::Bytes(raw),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Unfit> {
        Ok(Cell::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::INT8
                | Type::INT4
                | Type::INT2
                | Type::BOOL
                | Type::TEXT
                | Type::VARCHAR
                | Type::NAME
                | Type::BYTEA
                | Type::UUID
        )
    }
}

/// One row of an answer, while it is there.
#[derive(Clone, Copy)]
pub(crate) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
    /// One of a walk.
    Copied(&'r Copied<'r>),
}

impl<'r> Row<'r> {
    /// How many columns there are.
    pub(crate) fn width(&self) -> usize {
        match self {
            Row::Sqlite(row) => row.as_ref().column_count(),
            Row::Postgres(row) => row.len(),
            Row::Copied(row) => row.width,
        }
    }

    /// Column `at`, counted from 0.
    pub(crate) fn get<T: FromCell<'r>>(&self, at: usize) -> Result<T, Failure> {
        let cell = match self {
            Row::Sqlite(row) => match row.get_ref(at)? {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(number) => Cell::Int(number),
                ValueRef::Text(text) => {
                    Cell::Text(std::str::from_utf8(text).map_err(|_| unreadable(at))?)
                }
                ValueRef::Blob(bytes) => Cell::Bytes(bytes),
                ValueRef::Real(_) => return Err(unreadable(at)),
            },
            Row::Postgres(row) => row.try_get(at)?,
            Row::Copied(row) => row.cells.get(at).copied().ok_or_else(|| unreadable(at))?,
        };
        T::from_cell(cell).ok_or_else(|| unreadable(at))
    }
}

fn unreadable(at: usize) -> Failure {
    Failure::Damaged(format!("column {at} of a row holds something else than it should"))
}

/// What a column can be read as.
pub(crate) trait FromCell<'a>: Sized {
    /// None when it holds something else.
    fn from_cell(cell: Cell<'a>) -> Option<Self>;
}

macro_rules! read_numbers {
    ($($number:ty),*) => {$(
        impl FromCell<'_> for $number {
            fn from_cell(cell: Cell<'_>) -> Option<Self> {
                match cell {
                    Cell::Int(number) => number.try_into().ok(),
                    _ => None,
                }
            }
        }
    )*};
}
read_numbers!(i64, i32, u64, u32, u16, u8, usize);

impl FromCell<'_> for bool {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Int(number) => Some(number != 0),
            _ => None,
        }
    }
}

impl<'a> FromCell<'a> for &'a str {
    fn from_cell(cell: Cell<'a>) -> Option<Self> {
        match cell {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl FromCell<'_> for String {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        <&str>::from_cell(cell).map(str::to_owned)
    }
}

impl<'a> FromCell<'a> for &'a [u8] {
    fn from_cell(cell: Cell<'a>) -> Option<Self> {
        match cell {
            Cell::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }
}

impl FromCell<'_> for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        <&[u8]>::from_cell(cell).map(<[u8]>::to_vec)
    }
}

impl<const N: usize> FromCell<'_> for [u8; N] {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        <&[u8]>::from_cell(cell)?.try_into().ok()
    }
}

impl<'a, T: FromCell<'a>> FromCell<'a> for Option<T> {
    fn from_cell(cell: Cell<'a>) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            cell => T::from_cell(cell).map(Some),
        }
    }
}
