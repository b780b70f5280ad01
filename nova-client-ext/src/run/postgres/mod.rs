//! Runs in PostgreSQL.

mod tls;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
};
use tokio::time::timeout;
use tokio_postgres::Config;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use self::tls::Tls;
use super::schema;
use super::store::{
    Access, BoxFuture, Dialect, Row, Store, StoreError, Transaction, Value, in_task,
};
use crate::Error;

/// The size of the pool: the tasks of a run need no more connections at a time.
const CONNECTIONS: usize = 8;
/// The connect timeout, unless the URL sets one. The operating system's timeout for an unresponsive
/// server is minutes.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The timeout of connecting, including TLS and authentication.
const CREATE_TIMEOUT: Duration = Duration::from_secs(20);
/// After this time without data the server is probed, and after twice this time it counts as
/// unreachable.
const KEEPALIVE: Duration = Duration::from_secs(15);
/// The library's default of the same.
const DEFAULT_KEEPALIVE: Duration = Duration::from_secs(2 * 60 * 60);
/// The timeout of a statement, for a server that is reachable but does not respond. The longest
/// statement changes as many rows as a run has applications.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(60);
/// How long sent data may remain unacknowledged, unless the URL sets it.
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(20);

/// Stores runs in PostgreSQL 12 or later. Any number of processes can work on a run.
///
/// It needs no session state, so it works behind a pooler in transaction mode that supports
/// prepared statements (PgBouncer since 1.21).
#[derive(Clone)]
pub struct Postgres {
    pool: Pool,
}

impl Postgres {
    /// Uses an existing pool. A run needs up to four of its connections at a time, each for
    /// milliseconds. The tables are created with the first run, in the first schema of the
    /// `search_path`.
    pub fn new(pool: Pool) -> Self {
        Self { pool }
    }

    /// Creates a connection pool for a `postgres://…` URL, with TLS by rustls. `sslmode` has the
    /// meaning it has in libpq:
    ///
    /// | `sslmode` | TLS | server certificate |
    /// |---|---|---|
    /// | `disable` | no | |
    /// | `prefer` (the default) | if the server supports it | not verified |
    /// | `require` | required | not verified, unless `sslrootcert` is given |
    /// | `verify-ca` | required | must be in `sslrootcert`, or issued by one that is |
    /// | `verify-full` | required | as for `verify-ca`, and must match the host name |
    ///
    /// `sslrootcert` is a PEM file with certificates of authorities or of the server itself;
    /// without it, or with `system`, the operating system's are used. Only `verify-full` protects
    /// from a man in the middle. For client certificates or another TLS library create a pool and
    /// pass it to [`new`](Self::new).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an invalid URL or certificates that
    /// cannot be read; [`ErrorKind::Store`](crate::ErrorKind::Store) if the server is unreachable
    /// or not trusted, or its tables were created by a newer release. Errors omit the URL, because
    /// it may contain a password.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        let invalid = |what: String| Error::invalid("the URL of the store", what);
        let (url, tls) = Tls::read(url);
        let mut config = Config::from_str(&url).map_err(|error| {
            let mut what = format!("cannot be used: {error}");
            if let Some(cause) = std::error::Error::source(&error) {
                what.push_str(&format!(": {cause}"));
            }
            invalid(what)
        })?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(TCP_USER_TIMEOUT);
        }
        // The default is two hours. The library cannot tell whether the URL sets another.
        if config.get_keepalives_idle() == DEFAULT_KEEPALIVE {
            config
                .keepalives_idle(KEEPALIVE)
                .keepalives_interval(KEEPALIVE / 3)
                .keepalives_retries(3);
        }
        let connector = tokio::task::spawn_blocking(move || tls.connector())
            .await
            .unwrap_or_else(|stopped| Err(stopped.to_string()))
            .map_err(invalid)?;
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config, connector, recycling))
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .create_timeout(Some(CREATE_TIMEOUT))
            .build()
            .map_err(|error| Error::invalid("the store", error))?;
        let store = Self::new(pool);
        in_task(async move { schema::migrate(&store).await.map(|_| store) })
            .await
            .map_err(Error::from)
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres").finish_non_exhaustive()
    }
}

impl Store for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn begin(&self, access: Access) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
        Box::pin(async move {
            let client = self.pool.get().await.map_err(|error| match error {
                PoolError::Backend(error) => failed(error),
                PoolError::Timeout(_) => StoreError::new(format!(
                    "PostgreSQL: no connection within {} s; check that the server is running and reachable",
                    CREATE_TIMEOUT.as_secs()
                ))
                .transient(),
                error => StoreError::new(format!("cannot get a connection to PostgreSQL: {error}"))
                    .with_source(error)
                    .transient(),
            })?;
            let begin = match access {
                // One snapshot for all statements, so that they agree with each other.
                Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                // The rows are locked instead. A suspended process must not block the others for
                // longer than its lease.
                Access::Write => {
                    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL idle_in_transaction_session_timeout = 10000; \
                     SET LOCAL lock_timeout = 15000"
                }
            };
            // Before the statement is sent: if this future is dropped while it runs, the connection
            // may have an open transaction, and must not return to the pool.
            let begun = Begun { client: Some(client) };
            within(begun.client()?.batch_execute(begin)).await?.map_err(|error| {
                // The other idle connections are probably broken too, and each could take seconds to
                // find out.
                if error.is_closed() || error.code().is_none() {
                    self.pool.retain(|_, _| false);
                }
                failed(error)
            })?;
            Ok(Box::new(begun) as Box<dyn Transaction>)
        })
    }
}

/// Waits for a response of the server.
async fn within<T>(response: impl Future<Output = T>) -> Result<T, StoreError> {
    timeout(STATEMENT_TIMEOUT, response).await.map_err(|_| {
        let seconds = STATEMENT_TIMEOUT.as_secs();
        StoreError::new(format!("PostgreSQL: no response within {seconds} s")).transient()
    })
}

/// Converts an error of the server or of the connection.
#[allow(clippy::needless_pass_by_value, reason = "it is passed to `map_err`")]
fn failed(error: tokio_postgres::Error) -> StoreError {
    let mut what = if let Some(server) = error.as_db_error() {
        format!("PostgreSQL: {} ({})", server.message(), server.code().code())
    } else {
        let mut what = format!("PostgreSQL: {error}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            what.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        what
    };
    let advice = tls::advice(&error);
    what.push_str(advice.unwrap_or_default());
    let is_transient = advice.is_none()
        && error.code().is_none_or(|code| {
            let class = code.code().get(..2);
            // Broken connections, deadlocks, a busy server or a shutdown, lock and transaction
            // timeouts: https://www.postgresql.org/docs/current/errcodes-appendix.html
            matches!(class, Some("08" | "40" | "53" | "55" | "57")) && *code != SqlState::DISK_FULL
                || *code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
                // During a failover the address may still lead to the previous primary.
                || *code == SqlState::READ_ONLY_SQL_TRANSACTION
        });
    let error = StoreError::new(what).with_source(error);
    if is_transient { error.transient() } else { error }
}

/// A connection with an open transaction.
struct Begun {
    client: Option<Object>,
}

impl Begun {
    fn client(&self) -> Result<&Object, StoreError> {
        self.client.as_ref().ok_or_else(|| StoreError::new("a transaction was used after its end"))
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        // `drop` cannot await a rollback, so the connection is closed and the server rolls back.
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}

impl Transaction for Begun {
    fn query<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: Vec<Value>,
    ) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        Box::pin(async move {
            let client = self.client()?;
            let statement = within(client.prepare_cached(sql)).await?.map_err(failed)?;
            let rows = within(client.query_raw(&statement, &parameters)).await?;
            within(collect(rows.map_err(failed)?)).await?
        })
    }

    fn execute<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: Vec<Vec<Value>>,
    ) -> BoxFuture<'a, Result<Vec<u64>, StoreError>> {
        Box::pin(async move {
            let client = self.client()?;
            let statement = within(client.prepare_cached(sql)).await?.map_err(failed)?;
            let mut changed = Vec::with_capacity(parameters.len());
            for one in parameters {
                let executed = within(client.execute_raw(&statement, &one)).await?;
                changed.push(executed.map_err(failed)?);
            }
            Ok(changed)
        })
    }

    fn commit(mut self: Box<Self>) -> BoxFuture<'static, Result<(), StoreError>> {
        Box::pin(async move {
            within(self.client()?.batch_execute("COMMIT")).await?.map_err(failed)?;
            // Returns the connection to the pool.
            drop(self.client.take());
            Ok(())
        })
    }
}

async fn collect(rows: tokio_postgres::RowStream) -> Result<Vec<Row>, StoreError> {
    use futures_core::Stream as _;
    let mut rows = std::pin::pin!(rows);
    let mut found = Vec::new();
    while let Some(row) = std::future::poll_fn(|context| rows.as_mut().poll_next(context)).await {
        let row = row.map_err(failed)?;
        let columns = row.columns().iter().enumerate().map(|(index, column)| {
            Ok(match *column.type_() {
                Type::INT8 => row.try_get::<_, Option<i64>>(index).map_err(failed)?.into(),
                Type::INT4 => {
                    row.try_get::<_, Option<i32>>(index).map_err(failed)?.map(i64::from).into()
                }
                _ => row.try_get::<_, Option<String>>(index).map_err(failed)?.into(),
            })
        });
        found.push(Row::new(columns.collect::<Result<_, StoreError>>()?));
    }
    Ok(found)
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(value) => value.to_sql(ty, out),
            // PostgreSQL has no NUL in texts, and Nova's messages may quote any byte.
            Self::Text(text) if text.contains('\0') => {
                text.replace('\0', "\u{fffd}").to_sql(ty, out)
            }
            Self::Text(text) => text.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::TEXT)
    }

    to_sql_checked!();
}
