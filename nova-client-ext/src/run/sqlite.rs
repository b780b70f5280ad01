//! Runs in a SQLite file.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, params_from_iter};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::schema;
use super::store::{
    Access, BoxFuture, Dialect, Row, RunLock, Store, StoreError, Transaction, Value, in_task,
};
use crate::Error;
use crate::watch::stable_hash;

/// How long a statement waits for another process that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// The length at which a run's name is cut in a file name, which systems limit to 255 bytes.
const MAX_FILE_NAME: usize = 100;
/// The capacity of the cache of prepared statements.
const PREPARED: usize = 64;

/// Stores runs in a SQLite file. One process at a time can work on a run, while others read it.
/// Requires Rust 1.89.
///
/// Committed data survives a power failure (WAL mode, `synchronous=FULL`). The file, the files
/// `…-wal` and `…-shm` beside it while it is open, and an empty `….NAME.lock` for each started run
/// are created readable by their owner only. Do not put the file on a network file system.
///
/// ```no_run
/// # async fn example() -> Result<(), nova_client_ext::Error> {
/// let store = nova_client_ext::run::Sqlite::open("runs.sqlite").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Sqlite {
    path: Arc<Path>,
    connection: Arc<Mutex<Connection>>,
}

impl Sqlite {
    /// Opens the file, and creates it if it does not exist. The tables are created with the first
    /// run.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the file cannot be read and written, is not
    /// a SQLite file, or was created by a newer release.
    pub async fn open(path: impl Into<PathBuf>) -> Result<Self, Error> {
        Self::start(path.into(), true).await
    }

    /// Opens an existing file that contains runs. Any other file is left as it is.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open), and if the file does not exist or contains no run.
    pub async fn open_existing(path: impl Into<PathBuf>) -> Result<Self, Error> {
        Self::start(path.into(), false).await
    }

    async fn start(path: PathBuf, create: bool) -> Result<Self, Error> {
        let (path, connection) = blocking(move || {
            let connection = open(&path, create)?;
            // Every process must lock the same file, whatever its working directory.
            let path = path.canonicalize().map_err(|error| {
                StoreError::new(format!("{}: {error}", path.display())).with_source(error)
            })?;
            Ok::<_, StoreError>((path, connection))
        })
        .await??;
        let store = Self { path: path.into(), connection: Arc::new(Mutex::new(connection)) };
        in_task(async move { schema::migrate(&store).await.map(|_| store) })
            .await
            .map_err(Error::from)
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite").field("path", &self.path).finish_non_exhaustive()
    }
}

fn open(path: &Path, create: bool) -> Result<Connection, StoreError> {
    let named = |error: &dyn fmt::Display| StoreError::new(format!("{}: {error}", path.display()));
    // An existing file is never opened here: closing it would release the locks that this process
    // holds on it, also those of another connection (https://www.sqlite.org/howtocorrupt.html, 2.2).
    let found = if create { create_new(path) } else { path.metadata().map(drop) };
    found.map_err(|error| named(&error).with_source(error))?;
    let failed = |error: rusqlite::Error| explain(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    if !create && !connection.table_exists(None, "nova_run_schema").map_err(failed)? {
        return Err(named(&"contains no runs; give the file in which the run was started"));
    }
    let mode = enable_wal(&connection).map_err(failed)?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(named(&format!("requires the journal mode WAL, and has {mode}")));
    }
    // The `fullfsync` pragmas are for macOS, where a plain sync does not reach the disk.
    for (pragma, value) in [
        ("synchronous", "FULL"),
        ("foreign_keys", "ON"),
        ("fullfsync", "ON"),
        ("checkpoint_fullfsync", "ON"),
    ] {
        connection.pragma_update(None, pragma, value).map_err(failed)?;
    }
    Ok(connection)
}

/// Enables the journal mode WAL, and returns the actual mode. The switch ignores the busy timeout,
/// so it is repeated here while another process does the same.
fn enable_wal(connection: &Connection) -> rusqlite::Result<String> {
    let started = Instant::now();
    loop {
        match connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)) {
            Err(error) if is_busy(&error) && started.elapsed() < BUSY_TIMEOUT => {
                std::thread::sleep(Duration::from_millis(20));
            }
            other => return other,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Creates the file, if it does not exist.
fn create_new(path: &Path) -> std::io::Result<()> {
    match file_options().create_new(true).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map(drop),
    }
}

/// Returns options for a file that only its owner can read, because it identifies candidates.
fn file_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Converts a SQLite error, with advice.
fn explain(path: &Path, error: rusqlite::Error) -> StoreError {
    let advice = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "; free disk space, then start the run again",
        Some(ErrorCode::ReadOnly) => "; make the file and its directory writable",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "; another program has locked it: stop that program, then start the run again"
        }
        Some(ErrorCode::NotADatabase) => "; use another file for the runs",
        _ => "",
    };
    StoreError::new(format!("{}: {error}{advice}", path.display())).with_source(error)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        StoreError::new("the runtime was shut down during a statement").with_source(error)
    })
}

impl Store for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn begin(&self, access: Access) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
        Box::pin(async move {
            let held = Held(Arc::clone(&self.connection).lock_owned().await);
            let begin = match access {
                Access::Read => "BEGIN",
                Access::Write => "BEGIN IMMEDIATE",
            };
            let mut begun = Begun { path: Arc::clone(&self.path), held: Some(held) };
            begun.with(move |connection| connection.execute_batch(begin)).await?;
            Ok(Box::new(begun) as Box<dyn Transaction>)
        })
    }

    #[allow(clippy::incompatible_msrv, reason = "rusqlite needs this release as well")]
    fn lock(&self, run: &str) -> Result<Option<RunLock>, StoreError> {
        let mut path = self.path.as_os_str().to_owned();
        path.push(format!(".{}.lock", file_name(run)));
        let path = PathBuf::from(path);
        let failed = |error: std::io::Error| {
            StoreError::new(format!("{}: {error}", path.display())).with_source(error)
        };
        let file: File = file_options().create(true).open(&path).map_err(failed)?;
        // The operating system releases the lock when the process ends, even after a crash.
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(file))),
            Err(TryLockError::Error(error)) => Err(failed(error)),
            Err(TryLockError::WouldBlock) => Err(StoreError::new(format!(
                "another process is working on the run {run:?} and has locked {}",
                path.display()
            ))),
        }
    }
}

/// Encodes a run's name for use in a file name. A long one is cut, with a hash of the whole.
fn file_name(run: &str) -> String {
    let name: String = run
        .chars()
        .flat_map(|c| {
            let plain = c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            if plain { c.to_string() } else { format!("~{:x}", u32::from(c)) }
                .chars()
                .collect::<Vec<_>>()
        })
        .collect();
    match name.get(..MAX_FILE_NAME) {
        Some(start) if name.len() > MAX_FILE_NAME => format!("{start}~{:016x}", stable_hash(run)),
        _ => name,
    }
}

/// A connection with an open transaction, which is rolled back on drop.
struct Held(OwnedMutexGuard<Connection>);

impl Drop for Held {
    fn drop(&mut self) {
        if !self.0.is_autocommit() {
            // If this fails, the next `BEGIN` returns an error.
            self.0.execute_batch("ROLLBACK").ok();
        }
    }
}

struct Begun {
    path: Arc<Path>,
    /// `None` while a statement runs, and after a statement was cancelled.
    held: Option<Held>,
}

impl Begun {
    async fn with<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let held = self
            .held
            .take()
            .ok_or_else(|| StoreError::new("a transaction was used after a cancelled statement"))?;
        let (held, outcome) = blocking(move || {
            let outcome = work(&held.0);
            (held, outcome)
        })
        .await?;
        self.held = Some(held);
        outcome.map_err(|error| explain(&self.path, error))
    }
}

impl Transaction for Begun {
    fn query<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: Vec<Value>,
    ) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        let sql = sql.to_owned();
        Box::pin(self.with(move |connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let columns = statement.column_count();
            let rows = statement.query_map(params_from_iter(parameters), |row| {
                (0..columns).map(|column| read(row.get_ref(column)?)).collect::<Result<_, _>>()
            })?;
            rows.map(|row| row.map(Row::new)).collect()
        }))
    }

    fn execute<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: Vec<Vec<Value>>,
    ) -> BoxFuture<'a, Result<Vec<u64>, StoreError>> {
        let sql = sql.to_owned();
        Box::pin(self.with(move |connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let run = |one| Ok(statement.execute(params_from_iter::<Vec<Value>>(one))? as u64);
            parameters.into_iter().map(run).collect()
        }))
    }

    fn commit(mut self: Box<Self>) -> BoxFuture<'static, Result<(), StoreError>> {
        Box::pin(async move { self.with(|connection| connection.execute_batch("COMMIT")).await })
    }
}

fn read(value: ValueRef<'_>) -> rusqlite::Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Integer(value),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        other => {
            return Err(rusqlite::Error::InvalidColumnType(
                0,
                "a column".into(),
                other.data_type(),
            ));
        }
    })
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(value) => ValueRef::Integer(*value),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(path: &Path, connection: Connection) -> Sqlite {
        Sqlite { path: path.into(), connection: Arc::new(Mutex::new(connection)) }
    }

    async fn write(store: &Sqlite, rows: usize) -> Result<(), StoreError> {
        let mut transaction = store.begin(Access::Write).await?;
        let sql = "INSERT INTO nova_run_workers (run, expires_at) VALUES (1, ?1)";
        for _ in 0..rows {
            transaction.execute(sql, vec![vec![Value::Integer(1)]; 100]).await?;
        }
        transaction.commit().await
    }

    async fn with_run(name: &str) -> (Sqlite, PathBuf) {
        let path = std::env::temp_dir().join(format!("nova-{name}-{}.sqlite", std::process::id()));
        std::fs::remove_file(&path).ok();
        let store = Sqlite::open(&path).await.unwrap();
        schema::create(&store).await.unwrap();
        store
            .connection
            .lock()
            .await
            .execute(
                "INSERT INTO nova_runs (name, tenant_id, job_id, spec, created_at) VALUES ('r', 't', 'j', '{}', 0)",
                [],
            )
            .unwrap();
        (store, path)
    }

    fn count(connection: &Connection) -> i64 {
        connection.query_row("SELECT count(*) FROM nova_run_workers", [], |row| row.get(0)).unwrap()
    }

    /// A second connection in the process must not release the locks of the first: otherwise
    /// another program that closes the file deletes the log with its last commits.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_second_open_keeps_the_locks_of_the_first() {
        use std::os::unix::fs::MetadataExt as _;

        let (store, path) = with_run("locks").await;
        let inode = format!(":{} ", path.metadata().unwrap().ino());
        let locks = || {
            let locks = std::fs::read_to_string("/proc/locks").unwrap();
            locks.lines().filter(|line| line.contains(&inode)).count()
        };
        let before = locks();
        assert!(before > 0, "an open database is locked");
        for second in [Sqlite::open(&path).await, Sqlite::open_existing(&path).await] {
            drop(second.unwrap());
            assert_eq!(locks(), before);
        }
        drop(store);
        std::fs::remove_file(&path).ok();
    }

    #[tokio::test]
    async fn the_applications_of_a_batch_are_found_by_its_index() {
        let (store, path) = with_run("plans").await;
        let members = crate::run::ledger::members("seq");
        for sql in [members.as_str(), crate::run::ledger::OPEN] {
            let connection = store.connection.lock().await;
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let steps = plan.query_map([1, 1], |row| row.get::<_, String>(3)).unwrap();
            let steps: Vec<String> = steps.map(Result::unwrap).collect();
            let expected = "USING INDEX nova_run_applications_batch";
            assert!(steps.iter().any(|step| step.contains(expected)), "{sql}: {steps:?}");
        }
        std::fs::remove_file(&path).ok();
    }

    #[tokio::test]
    async fn a_full_disk_is_a_clear_error_and_changes_nothing() {
        let (store, path) = with_run("full").await;
        write(&store, 1).await.unwrap();
        {
            let connection = store.connection.lock().await;
            let pages: i64 =
                connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
            connection
                .pragma_update_and_check(None, "max_page_count", pages + 1, |_| Ok(()))
                .unwrap();
        }
        let error = write(&store, 1000).await.unwrap_err().to_string();
        assert!(error.contains("full") && error.contains("free disk space"), "{error}");
        assert_eq!(count(&*store.connection.lock().await), 100);
        std::fs::remove_file(path).ok();
    }

    #[tokio::test]
    async fn a_read_only_file_is_a_clear_error() {
        let (opened, path) = with_run("readonly").await;
        drop(opened);
        let connection =
            Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let error = write(&store(&path, connection), 1).await.unwrap_err().to_string();
        assert!(error.contains("readonly") && error.contains("writable"), "{error}");
        std::fs::remove_file(path).ok();
    }

    #[tokio::test]
    async fn a_dropped_transaction_is_rolled_back() {
        let (store, path) = with_run("given-up").await;
        let mut transaction = store.begin(Access::Write).await.unwrap();
        let sql = "INSERT INTO nova_run_workers (run, expires_at) VALUES (1, ?1)";
        transaction.execute(sql, vec![vec![Value::Integer(1)]]).await.unwrap();
        drop(transaction);
        assert_eq!(count(&*store.connection.lock().await), 0);
        // A cancelled statement is rolled back, too.
        let mut transaction = store.begin(Access::Write).await.unwrap();
        let many = vec![vec![Value::Integer(1)]; 20_000];
        let running = transaction.execute(sql, many);
        tokio::time::timeout(Duration::from_micros(50), running).await.ok();
        drop(transaction);
        write(&store, 1).await.unwrap();
        assert_eq!(count(&*store.connection.lock().await), 100);
        std::fs::remove_file(path).ok();
    }

    #[test]
    fn a_run_name_is_encoded_for_a_file_name() {
        assert_eq!(file_name("spring-2027_a"), "spring-2027_a");
        assert_eq!(file_name("../é"), "~2e~2e~2f~e9");
    }
}
