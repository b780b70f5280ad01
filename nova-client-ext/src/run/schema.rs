//! The tables, and their version.
//!
//! All times are milliseconds since 1970 by the database's clock, except `completed_at`, which is
//! Nova's. `docs/runs.md` describes each table for readers of the database.

use super::store::{Access, Dialect, Store, StoreError, values};

/// The version of the tables that this release creates and reads.
pub(super) const VERSION: i64 = 2;

/// Serialises the creation of the tables in PostgreSQL. The number is arbitrary, and must be the
/// same in every release.
const ALONE: &str = "SELECT 1 FROM (SELECT pg_advisory_xact_lock(7206179102371)) AS alone";

const TABLES: [&str; 11] = [
    "CREATE TABLE nova_run_schema (version BIGINT NOT NULL)",
    "CREATE TABLE nova_runs (
        id {id},
        name TEXT NOT NULL UNIQUE,
        tenant_id TEXT NOT NULL,
        job_id TEXT NOT NULL,
        spec TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        last_seq BIGINT NOT NULL DEFAULT 0,
        last_batch BIGINT NOT NULL DEFAULT 0,
        last_position BIGINT NOT NULL DEFAULT 0,
        submitter BIGINT,
        submitter_fence BIGINT NOT NULL DEFAULT 0)",
    "CREATE TABLE nova_run_workers (
        id {id},
        run BIGINT NOT NULL REFERENCES nova_runs (id),
        expires_at BIGINT NOT NULL)",
    "CREATE TABLE nova_run_batches (
        run BIGINT NOT NULL REFERENCES nova_runs (id),
        number BIGINT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        size BIGINT NOT NULL,
        nova_id TEXT,
        owner BIGINT NOT NULL,
        fence BIGINT NOT NULL DEFAULT 0,
        planned_at BIGINT NOT NULL,
        submitted_at BIGINT,
        PRIMARY KEY (run, number))",
    "CREATE TABLE nova_run_applications (
        run BIGINT NOT NULL REFERENCES nova_runs (id),
        seq BIGINT NOT NULL,
        application_id TEXT NOT NULL,
        payload TEXT,
        state TEXT NOT NULL,
        way TEXT NOT NULL DEFAULT 'batch',
        batch BIGINT,
        nova_batch_id TEXT,
        scoring_job_id TEXT,
        score BIGINT,
        code TEXT,
        message TEXT,
        remedy TEXT,
        completed_at TEXT,
        assessment TEXT,
        attempts BIGINT NOT NULL DEFAULT 0,
        retries BIGINT NOT NULL DEFAULT 0,
        source_failures BIGINT NOT NULL DEFAULT 0,
        not_before BIGINT NOT NULL DEFAULT 0,
        position BIGINT,
        emitter BIGINT,
        emitted BIGINT NOT NULL DEFAULT 0,
        queue_ms BIGINT,
        scoring_ms BIGINT,
        PRIMARY KEY (run, seq),
        UNIQUE (run, application_id))",
    "CREATE INDEX nova_run_batches_unsettled ON nova_run_batches (run, owner) WHERE state <> 'settled'",
    "CREATE INDEX nova_run_applications_queued ON nova_run_applications (run, seq) WHERE state = 'queued'",
    "CREATE INDEX nova_run_applications_state ON nova_run_applications (run, state)",
    "CREATE INDEX nova_run_applications_batch ON nova_run_applications (run, batch) WHERE state IN ('sending', 'pending')",
    "CREATE UNIQUE INDEX nova_run_applications_position ON nova_run_applications (run, position)",
    "CREATE INDEX nova_run_applications_unemitted ON nova_run_applications (run, position) WHERE position IS NOT NULL AND emitted = 0",
];

/// The migration from version 1 to version 2. Processes of releases that only know version 1 can
/// keep working on the store, because they ignore the new columns.
const FROM_1: [&str; 3] = [
    "ALTER TABLE nova_run_applications ADD COLUMN queue_ms BIGINT",
    "ALTER TABLE nova_run_applications ADD COLUMN scoring_ms BIGINT",
    "UPDATE nova_run_schema SET version = 2",
];

/// Creates the tables, or migrates those of an older release.
pub(super) async fn create(store: &dyn Store) -> Result<(), StoreError> {
    match version(store).await? {
        Some(VERSION) => Ok(()),
        _ => change(store).await,
    }
}

/// Migrates the tables of an older release. Returns whether the store has tables; creates none.
pub(super) async fn migrate(store: &dyn Store) -> Result<bool, StoreError> {
    match version(store).await? {
        None => Ok(false),
        Some(VERSION) => Ok(true),
        Some(_) => change(store).await.map(|()| true),
    }
}

async fn change(store: &dyn Store) -> Result<(), StoreError> {
    let dialect = store.dialect();
    let mut transaction = store.begin(Access::Write).await?;
    if dialect == Dialect::Postgres {
        transaction.query(ALONE, Vec::new()).await?;
    }
    // Another process may have created them meanwhile.
    match read(&mut *transaction, dialect).await? {
        Some(found) if found > VERSION => return Err(newer(found)),
        Some(VERSION) => return Ok(()),
        Some(_) => {
            for change in FROM_1 {
                transaction.execute(&dialect.write(change), vec![Vec::new()]).await?;
            }
        }
        None => {
            for table in TABLES {
                transaction.execute(&dialect.write(table), vec![Vec::new()]).await?;
            }
            let version = dialect.write("INSERT INTO nova_run_schema (version) VALUES (?1)");
            transaction.execute(&version, vec![values![VERSION]]).await?;
        }
    }
    transaction.commit().await
}

async fn version(store: &dyn Store) -> Result<Option<i64>, StoreError> {
    let mut transaction = store.begin(Access::Read).await?;
    let found = read(&mut *transaction, store.dialect()).await?;
    transaction.commit().await?;
    match found {
        Some(found) if found > VERSION => Err(newer(found)),
        found => Ok(found),
    }
}

async fn read(
    transaction: &mut dyn super::store::Transaction,
    dialect: Dialect,
) -> Result<Option<i64>, StoreError> {
    let known = match dialect {
        Dialect::Sqlite => "SELECT name FROM sqlite_master WHERE name = 'nova_run_schema'",
        // `to_regclass` may return an outdated answer if another connection has just created the
        // table; reading `pg_class` does not.
        Dialect::Postgres => {
            "SELECT 1 FROM pg_catalog.pg_class
             WHERE relname = 'nova_run_schema' AND pg_catalog.pg_table_is_visible(oid)"
        }
    };
    if transaction.query(known, Vec::new()).await?.is_empty() {
        return Ok(None);
    }
    let rows = transaction.query("SELECT max(version) FROM nova_run_schema", Vec::new()).await?;
    match rows.first() {
        Some(row) => row.optional_integer(0),
        None => Ok(None),
    }
}

fn newer(found: i64) -> StoreError {
    StoreError::new(format!(
        "its tables have version {found}, created by a newer release; this release supports up to version {VERSION}. \
         Nothing was changed: use the newer release, or another store"
    ))
}
