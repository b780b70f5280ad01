//! The database interface of a run: transactions and statements. The statements themselves are the
//! same for every store, see `ledger`.

use std::any::Any;
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

pub use nova_client::BoxFuture;

use crate::{Error, ErrorKind};

/// A database that stores runs.
///
/// The crate provides `Sqlite` (feature `sqlite`) and `Postgres` (feature `postgres`). A program
/// with another client of either database can implement this trait for it; the operations are
/// "begin a transaction, run a statement, commit". The crate supplies statements and tables in the
/// store's dialect; parameters are written `?1` for [`Dialect::Sqlite`] and `$1` for
/// [`Dialect::Postgres`], and every value is a 64-bit integer, a text or `NULL`.
pub trait Store: Send + Sync + 'static {
    /// Returns the SQL dialect of the store.
    fn dialect(&self) -> Dialect;

    /// Begins a transaction, which must be rolled back if it is dropped before it is committed.
    ///
    /// Committed data must survive a power failure: SQLite needs WAL mode with `synchronous=FULL`.
    /// SQLite transactions for [`Access::Write`] must begin with `BEGIN IMMEDIATE`.
    fn begin(&self, access: Access) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>>;

    /// Locks a run for this process, if the store allows one process at a time: the work of a
    /// previous process is then taken over at once. `None` (the default) means that several
    /// processes may work on the run, and that the work of a dead process is taken over when its
    /// lease has expired.
    ///
    /// # Errors
    ///
    /// If another process has locked the run.
    fn lock(&self, run: &str) -> Result<Option<RunLock>, StoreError> {
        let _ = run;
        Ok(None)
    }
}

/// A lock of a run, released on drop. See [`Store::lock`].
pub type RunLock = Box<dyn Any + Send + Sync>;

/// The SQL dialect of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// SQLite, 3.35 or later.
    Sqlite,
    /// PostgreSQL, 12 or later.
    Postgres,
}

/// The access mode of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Read only.
    Read,
    /// Read and write.
    Write,
}

/// A transaction of a [`Store`].
pub trait Transaction: Send {
    /// Runs one statement and returns its rows.
    fn query<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: Vec<Value>,
    ) -> BoxFuture<'a, Result<Vec<Row>, StoreError>>;

    /// Runs one statement with each set of parameters, and returns the number of rows changed by
    /// each.
    fn execute<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: Vec<Vec<Value>>,
    ) -> BoxFuture<'a, Result<Vec<u64>, StoreError>>;

    /// Commits the transaction durably.
    fn commit(self: Box<Self>) -> BoxFuture<'static, Result<(), StoreError>>;
}

impl<S: Store + ?Sized> Store for Arc<S> {
    fn dialect(&self) -> Dialect {
        (**self).dialect()
    }

    fn begin(&self, access: Access) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
        (**self).begin(access)
    }

    fn lock(&self, run: &str) -> Result<Option<RunLock>, StoreError> {
        (**self).lock(run)
    }
}

/// A parameter or a column value. `Debug` omits texts.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// `NULL`.
    Null,
    /// `BIGINT`.
    Integer(i64),
    /// `TEXT`.
    Text(String),
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Integer(value) => write!(f, "Integer({value})"),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
        }
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A row of a result.
#[derive(Clone, Debug)]
pub struct Row(Vec<Value>);

impl Row {
    /// Creates a row from its columns.
    pub fn new(columns: Vec<Value>) -> Self {
        Self(columns)
    }

    pub(super) fn integer(&self, column: usize) -> Result<i64, StoreError> {
        match self.0.get(column) {
            Some(Value::Integer(value)) => Ok(*value),
            other => Err(unexpected(column, "an integer", other)),
        }
    }

    pub(super) fn optional_integer(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self.0.get(column) {
            Some(Value::Null) => Ok(None),
            _ => self.integer(column).map(Some),
        }
    }

    pub(super) fn text(&self, column: usize) -> Result<String, StoreError> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(text.clone()),
            other => Err(unexpected(column, "a text", other)),
        }
    }

    pub(super) fn optional_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        match self.0.get(column) {
            Some(Value::Null) => Ok(None),
            _ => self.text(column).map(Some),
        }
    }
}

fn unexpected(column: usize, wanted: &str, found: Option<&Value>) -> StoreError {
    StoreError::new(format!("column {column} of a statement is {found:?} and not {wanted}"))
}

/// An error of a store.
#[derive(Clone, Debug)]
pub struct StoreError {
    what: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    transient: bool,
}

impl StoreError {
    /// Creates an error with this message.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), source: None, transient: false }
    }

    /// Sets the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// Marks the error as transient, for example a broken connection or a deadlock. The run is then
    /// resumed from the committed state, for at most 30 seconds of repeated failures.
    #[must_use]
    pub fn transient(mut self) -> Self {
        self.transient = true;
        self
    }

    /// Returns whether the error is transient.
    pub fn is_transient(&self) -> bool {
        self.transient
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// Runs work in a task of its own, so that it completes even if the caller stops polling: a caller
/// that holds a suspended future must not keep a transaction open, for which others would wait.
pub(super) async fn in_task<T, E>(
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    match tokio::spawn(work).await {
        Ok(result) => result,
        Err(error) => {
            let what =
                if error.is_panic() { "its task panicked" } else { "the runtime was shut down" };
            Err(StoreError::new(what).with_source(error).into())
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let mut whole = Self::new(ErrorKind::Store, format!("the store of the run: {error}"));
        whole.facts_mut().retryable = error.is_transient();
        whole.with_source(error)
    }
}

impl Dialect {
    /// Translates a statement into this dialect: `?1` is a parameter, `{now}` the database's clock
    /// in milliseconds, `{lock}` and `{skip}` lock the selected rows, `{id}` is the type of an
    /// auto-increment key.
    pub(super) fn write(self, sql: &str) -> Cow<'_, str> {
        match self {
            Self::Sqlite if !sql.contains('{') => Cow::Borrowed(sql),
            Self::Sqlite => Cow::Owned(
                sql.replace("{now}", "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)")
                    .replace("{lock}", "")
                    .replace("{skip}", "")
                    .replace("{id}", "INTEGER PRIMARY KEY AUTOINCREMENT"),
            ),
            Self::Postgres => Cow::Owned(
                sql.replace("{now}", "(extract(epoch FROM clock_timestamp()) * 1000)::bigint")
                    .replace("{lock}", "FOR UPDATE")
                    .replace("{skip}", "FOR UPDATE SKIP LOCKED")
                    .replace("{id}", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")
                    .replace('?', "$"),
            ),
        }
    }
}

/// Creates a list of parameters.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::run::store::Value::from($value)),*] };
}
pub(super) use values;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_written_in_both_dialects() {
        let sql = "SELECT a FROM t WHERE at <= {now} AND b = ?1 {skip}";
        assert_eq!(
            Dialect::Sqlite.write(sql),
            "SELECT a FROM t WHERE at <= CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) AND b = ?1 "
        );
        assert_eq!(
            Dialect::Postgres.write(sql),
            "SELECT a FROM t WHERE at <= (extract(epoch FROM clock_timestamp()) * 1000)::bigint AND b = $1 \
             FOR UPDATE SKIP LOCKED"
        );
    }

    #[test]
    fn debug_omits_texts() {
        let row = Row::new(values!["a résumé", 7, None::<i64>]);
        assert_eq!(format!("{row:?}"), "Row([Text(10 bytes), Integer(7), Null])");
        let error = row.integer(0).unwrap_err().to_string();
        assert!(!error.contains("sum") && error.contains("column 0"), "{error}");
    }
}
