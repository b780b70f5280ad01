//! What a run keeps, as statements: the one place that knows the tables' columns.
//!
//! Each write transaction of a run begins by locking its row of `nova_runs`, so that they come one
//! after the other, positions of results are committed in their order, and nothing can deadlock.
//! Each write of work that is leased checks that the lease's number ("fence") is still the one that
//! was given out: a process that slept through the end of its lease changes nothing when it wakes.

mod edit;
mod lease;
mod plan;
mod results;
mod summary;

use std::sync::Arc;

pub(super) use lease::{Held, OpenBatch};
pub(super) use plan::{Planned, Queued, Response};
pub(super) use results::Seen;
pub(super) use summary::runs;
pub use summary::{BatchCounts, FailureGroup, RunInfo};

use super::schema;
use super::spec::{Application, Posting};
use super::state::Ending;
use super::store::{Access, Dialect, Row, Store, StoreError, Transaction, Value, values};
use crate::{Error, JobId, TenantId};

/// Why work on a run ends.
#[derive(Debug)]
pub(super) enum Stop {
    /// A lease has passed to another process: what is in memory is void.
    Lost,
    Store(StoreError),
    /// Nothing but its cause has to be removed.
    Error(Error),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// One run in its store.
#[derive(Clone)]
pub(super) struct Ledger {
    pub(super) store: Arc<dyn Store>,
    pub(super) run: i64,
    pub(super) name: Arc<str>,
}

/// The row of the run, locked.
pub(super) struct Head {
    last_seq: i64,
    last_batch: i64,
    last_position: i64,
    submitter: Option<i64>,
    submitter_fence: i64,
}

/// A transaction in the store's dialect.
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

    /// The first row, if there is one.
    async fn first(&mut self, sql: &str, values: Vec<Value>) -> Result<Option<Row>, StoreError> {
        Ok(self.query(sql, values).await?.into_iter().next())
    }

    /// How many rows were changed.
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

/// How many applications [`Run::add`](super::Run::add) has added, and how many were there before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Added {
    /// New applications.
    pub added: u64,
    /// Applications whose ids were there already, or came twice.
    pub known: u64,
}

impl Ledger {
    /// Makes the run, or opens it again.
    pub(super) async fn open(
        store: Arc<dyn Store>,
        name: &str,
        (tenant, job): (&TenantId, &JobId),
        posting: &Posting,
    ) -> Result<Self, Error> {
        schema::prepare(&*store).await?;
        let unfit = |error| Error::invalid("the run", format!("cannot be stored: {error}"));
        let spec = serde_json::to_string(posting).map_err(unfit)?;
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
            .ok_or_else(|| StoreError::new("a run that was just made is gone"))?;
        let of = (found.text(1)?, found.text(2)?);
        if of != (tenant.to_string(), job.to_string()) {
            return Err(StoreError::new(format!(
                "it has a run {name:?} already, of job {:?} and tenant {:?}; nothing was changed: \
                 use another name, or another store",
                of.1, of.0
            ))
            .into());
        }
        let known: Posting = serde_json::from_str(&found.text(3)?).map_err(|error| {
            StoreError::new(format!("what it has of the run {name:?} cannot be read: {error}"))
        })?;
        if known != *posting {
            return Err(StoreError::new(format!(
                "the run {name:?} was begun with another job description or role knowledge, and all of a run is \
                 scored by the same; nothing was changed: go on with the first, or use another name"
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

    /// Begins to write, alone of all who write to this run.
    async fn write(&self) -> Result<(Statements, Head), StoreError> {
        let mut statements = Statements::begin(&*self.store, Access::Write).await?;
        let row = statements
            .first(
                "SELECT last_seq, last_batch, last_position, submitter, submitter_fence
                 FROM nova_runs WHERE id = ?1 {lock}",
                values![self.run],
            )
            .await?
            .ok_or_else(|| StoreError::new(format!("the run {:?} is gone", self.name)))?;
        let head = Head {
            last_seq: row.integer(0)?,
            last_batch: row.integer(1)?,
            last_position: row.integer(2)?,
            submitter: row.optional_integer(3)?,
            submitter_fence: row.integer(4)?,
        };
        Ok((statements, head))
    }

    /// Adds these applications; the payload that was given last counts.
    pub(super) async fn add(&self, applications: Vec<Application>) -> Result<Added, Error> {
        let mut added = Added::default();
        let (mut statements, mut head) = self.write().await?;
        let first = head.last_seq + 1;
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
            head.last_seq = seq;
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
            self.end(&mut statements, &mut head, seq, Ending::invalid(problem)).await?;
        }
        self.keep(&mut statements, &head).await?;
        statements.commit().await?;
        Ok(added)
    }

    /// Writes back the counters of the run.
    async fn keep(&self, statements: &mut Statements, head: &Head) -> Result<(), StoreError> {
        let counters = values![self.run, head.last_seq, head.last_batch, head.last_position];
        statements
            .execute(
                "UPDATE nova_runs SET last_seq = ?2, last_batch = ?3, last_position = ?4 WHERE id = ?1",
                counters,
            )
            .await?;
        Ok(())
    }
}
