//! The SQL statements of a run: the only module that knows the columns of the tables.
//!
//! Each write transaction of a run begins by locking its row in `nova_runs`, so that transactions
//! are serialised, positions are committed in order, and deadlocks cannot occur. Each write of
//! leased work checks the fencing token ("fence"): a process that was suspended until its lease
//! expired cannot change anything afterwards.

mod edit;
mod lease;
mod plan;
mod results;
mod summary;

use std::sync::Arc;

#[cfg(all(test, feature = "sqlite"))]
pub(super) use lease::OPEN;
pub(super) use lease::{BatchLease, OpenBatch, SubmitterLease};
#[cfg(all(test, feature = "sqlite"))]
pub(super) use plan::members;
pub(super) use plan::{PlannedBatch, Queued, SubmitResponse};
pub(super) use results::ObservedResult;
pub use summary::{BatchCounts, FailureGroup, RunInfo};
pub(super) use summary::{Totals, runs};

use super::schema;
use super::spec::{Application, Description};
use super::state::FinalResult;
use super::store::{Access, Dialect, Row, Store, StoreError, Transaction, Value, values};
use crate::{Error, JobId, TenantId};

/// Why the processing of a run stops.
#[derive(Debug)]
pub(super) enum Stop {
    /// A lease was taken over by another process, so the state in memory is invalid.
    Lost,
    Store(StoreError),
    /// An error that requires manual action.
    Error(Error),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A run in its store.
#[derive(Clone)]
pub(super) struct Ledger {
    pub(super) store: Arc<dyn Store>,
    pub(super) run: i64,
    pub(super) name: Arc<str>,
}

/// The locked row of the run.
pub(super) struct RunRow {
    last_seq: i64,
    last_batch: i64,
    last_position: i64,
    submitter: Option<i64>,
    submitter_fence: i64,
}

impl RunRow {
    /// Checks that the lease on submission is still valid.
    fn check(&self, submitter: SubmitterLease) -> Result<(), Stop> {
        let is_valid =
            self.submitter == Some(submitter.worker) && self.submitter_fence == submitter.fence;
        if is_valid { Ok(()) } else { Err(Stop::Lost) }
    }
}

/// A transaction that translates statements into the store's dialect.
pub(super) struct Statements {
    transaction: Box<dyn Transaction>,
    dialect: Dialect,
}

impl Statements {
    pub(super) async fn begin(store: &dyn Store, access: Access) -> Result<Self, StoreError> {
        Ok(Self { transaction: store.begin(access).await?, dialect: store.dialect() })
    }

    async fn query(&mut self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        self.transaction.query(&self.dialect.write(sql), values).await
    }

    /// Returns the first row, if there is one.
    async fn first(&mut self, sql: &str, values: Vec<Value>) -> Result<Option<Row>, StoreError> {
        Ok(self.query(sql, values).await?.into_iter().next())
    }

    /// Returns the number of changed rows.
    async fn execute(&mut self, sql: &str, values: Vec<Value>) -> Result<u64, StoreError> {
        Ok(self.execute_all(sql, vec![values]).await?.into_iter().sum())
    }

    async fn execute_all(
        &mut self,
        sql: &str,
        values: Vec<Vec<Value>>,
    ) -> Result<Vec<u64>, StoreError> {
        if values.is_empty() {
            return Ok(Vec::new());
        }
        self.transaction.execute(&self.dialect.write(sql), values).await
    }

    async fn commit(self) -> Result<(), StoreError> {
        self.transaction.commit().await
    }
}

/// The number of new and of existing applications in a call of [`Run::add`](super::Run::add).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Added {
    /// New applications.
    pub added: u64,
    /// Applications whose ids already existed, including duplicates in the call.
    pub known: u64,
}

impl Ledger {
    /// Creates the run, or opens the existing one.
    pub(super) async fn open(
        store: Arc<dyn Store>,
        name: &str,
        (tenant, job): (&TenantId, &JobId),
        description: &Description,
    ) -> Result<Self, Error> {
        schema::create(&*store).await?;
        let invalid = |error| Error::invalid("the run", format!("cannot be stored: {error}"));
        let spec = serde_json::to_string(description).map_err(invalid)?;
        let mut statements = Statements::begin(&*store, Access::Write).await?;
        statements
            .execute(
                "INSERT INTO nova_runs (name, tenant_id, job_id, spec, created_at)
                 VALUES (?1, ?2, ?3, ?4, {now}) ON CONFLICT (name) DO NOTHING",
                values![name, tenant.as_str(), job.as_str(), spec],
            )
            .await?;
        let found = statements
            .first(
                "SELECT id, tenant_id, job_id, spec FROM nova_runs WHERE name = ?1",
                values![name],
            )
            .await?
            .ok_or_else(|| StoreError::new("a new run was not stored"))?;
        let owner = (found.text(1)?, found.text(2)?);
        if owner != (tenant.to_string(), job.to_string()) {
            return Err(StoreError::new(format!(
                "it already has a run {name:?}, of job {:?} and tenant {:?}; nothing was changed: \
                 use another name, or another store",
                owner.1, owner.0
            ))
            .into());
        }
        let known: Description = serde_json::from_str(&found.text(3)?).map_err(|error| {
            StoreError::new(format!(
                "the stored specification of the run {name:?} is invalid: {error}"
            ))
        })?;
        if known != *description {
            return Err(StoreError::new(format!(
                "the run {name:?} was created with another job description or role knowledge, which cannot change \
                 within a run; nothing was changed: use the original text, or another name"
            ))
            .into());
        }
        let run = found.integer(0)?;
        statements.commit().await?;
        Ok(Self { store, run, name: name.into() })
    }

    async fn read(&self) -> Result<Statements, StoreError> {
        Statements::begin(&*self.store, Access::Read).await
    }

    /// Begins a write transaction, which excludes all others of this run.
    async fn write(&self) -> Result<(Statements, RunRow), StoreError> {
        let mut statements = Statements::begin(&*self.store, Access::Write).await?;
        let row = statements
            .first(
                "SELECT last_seq, last_batch, last_position, submitter, submitter_fence
                 FROM nova_runs WHERE id = ?1 {lock}",
                values![self.run],
            )
            .await?
            .ok_or_else(|| StoreError::new(format!("the run {:?} no longer exists", self.name)))?;
        let run_row = RunRow {
            last_seq: row.integer(0)?,
            last_batch: row.integer(1)?,
            last_position: row.integer(2)?,
            submitter: row.optional_integer(3)?,
            submitter_fence: row.integer(4)?,
        };
        Ok((statements, run_row))
    }

    /// Adds applications; a new payload replaces that of an existing application.
    pub(super) async fn add(&self, applications: Vec<Application>) -> Result<Added, Error> {
        let mut added = Added::default();
        let (mut statements, mut run_row) = self.write().await?;
        let first = run_row.last_seq + 1;
        let seqs = first..;
        let rows = seqs
            .clone()
            .zip(&applications)
            .map(|(seq, one)| values![self.run, seq, one.id.as_str(), one.payload.as_deref()]);
        let inserted = statements
            .execute_all(
                "INSERT INTO nova_run_applications (run, seq, application_id, payload, state)
                 VALUES (?1, ?2, ?3, ?4, 'queued') ON CONFLICT (run, application_id) DO NOTHING",
                rows.collect(),
            )
            .await?;
        let (mut again, mut invalid) = (Vec::new(), Vec::new());
        for ((seq, application), inserted) in seqs.zip(applications).zip(inserted) {
            run_row.last_seq = seq;
            if inserted == 0 {
                added.known += 1;
                if application.payload.is_some() {
                    again.push(values![self.run, application.id, application.payload]);
                }
                continue;
            }
            added.added += 1;
            if let Some(problem) = application.problem() {
                invalid.push((seq, problem));
            }
        }
        statements
            .execute_all(
                "UPDATE nova_run_applications SET payload = ?3 WHERE run = ?1 AND application_id = ?2",
                again,
            )
            .await?;
        for (seq, problem) in invalid {
            self.end(&mut statements, &mut run_row, seq, FinalResult::invalid(problem)).await?;
        }
        self.save_counters(&mut statements, &run_row).await?;
        statements.commit().await?;
        Ok(added)
    }

    /// Writes back the counters of the run.
    async fn save_counters(
        &self,
        statements: &mut Statements,
        run_row: &RunRow,
    ) -> Result<(), StoreError> {
        let counters =
            values![self.run, run_row.last_seq, run_row.last_batch, run_row.last_position];
        statements
            .execute(
                "UPDATE nova_runs SET last_seq = ?2, last_batch = ?3, last_position = ?4 WHERE id = ?1",
                counters,
            )
            .await?;
        Ok(())
    }
}
