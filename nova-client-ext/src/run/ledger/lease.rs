//! Leases: which process works on what.
//!
//! A process that works on a run is a *worker*: a row with an expiry time, which it renews. A batch
//! has an owner, and the run has a submitter. What belongs to an expired worker can be taken over
//! by any other, which increments its fencing token. Only the database's clock is used, so the
//! clocks of the processes do not matter.

use super::super::state::SubmitMode;
use super::super::store::{Row, StoreError, values};
use super::{Ledger, Statements, Stop};

/// The duration of a lease. Ten seconds tolerate a pause of the runtime or the network, and are a
/// short delay before the work of a killed process is taken over.
pub(in crate::run) const LEASE_MILLISECONDS: i64 = 10_000;
/// The number of batches taken over at a time, so that several processes share them.
const ADOPTED: i64 = 20;

/// The lease of the worker that submits, valid while the fencing token is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run) struct SubmitterLease {
    pub(in crate::run) worker: i64,
    pub(in crate::run) fence: i64,
}

/// The lease of a worker on a batch, valid while the fencing token is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::run) struct BatchLease {
    pub(in crate::run) worker: i64,
    pub(in crate::run) number: i64,
    pub(in crate::run) fence: i64,
}

/// A submitted batch, or single scoring job, that has not ended.
#[derive(Clone, Debug)]
pub(in crate::run) struct OpenBatch {
    pub(in crate::run) lease: BatchLease,
    pub(in crate::run) way: SubmitMode,
    /// Nova's id of the batch or the scoring job; `None` if it has to be looked up.
    pub(in crate::run) nova_id: Option<String>,
    pub(in crate::run) submitted_at: Option<i64>,
    /// The maximum number of accepted applications.
    pub(in crate::run) size: Option<u32>,
    /// The application of a single scoring job.
    pub(in crate::run) application_id: Option<String>,
}

/// The open batches of a worker. Of a single request, also the application.
pub(in crate::run) const OPEN: &str = "
    SELECT b.number, b.fence, b.kind, b.nova_id, b.submitted_at,
      CASE WHEN b.kind <> 'batch' THEN
        (SELECT a.application_id FROM nova_run_applications a
         WHERE a.run = b.run AND a.batch = b.number AND a.state IN ('sending', 'pending') LIMIT 1)
      END, b.size
    FROM nova_run_batches b
    WHERE b.run = ?1 AND b.owner = ?2 AND b.state = 'open' AND b.state <> 'settled'";

/// The workers whose lease has not expired.
const ALIVE: &str = "SELECT id FROM nova_run_workers WHERE run = ?1 AND expires_at > {now}";

impl Ledger {
    /// Registers a worker. `alone` means that this process has locked the run, so all other workers
    /// are dead.
    pub(in crate::run) async fn register(&self, alone: bool) -> Result<i64, StoreError> {
        let (mut statements, _) = self.write().await?;
        let (others, values) = if alone {
            ("DELETE FROM nova_run_workers WHERE run = ?1", values![self.run])
        } else {
            // Rows of long expired workers are garbage.
            (
                "DELETE FROM nova_run_workers WHERE run = ?1 AND expires_at < {now} - 3600000",
                values![self.run],
            )
        };
        statements.execute(others, values).await?;
        let row = statements
            .first(
                "INSERT INTO nova_run_workers (run, expires_at) VALUES (?1, {now} + ?2) RETURNING id",
                values![self.run, LEASE_MILLISECONDS],
            )
            .await?;
        let id = row.ok_or_else(|| StoreError::new("a new worker was not stored"))?.integer(0)?;
        statements.commit().await?;
        Ok(id)
    }

    /// Renews the lease of a worker, unless it has expired, because its work may have been taken
    /// over.
    pub(in crate::run) async fn heartbeat(&self, worker: i64) -> Result<(), Stop> {
        let mut statements =
            Statements::begin(&*self.store, super::super::store::Access::Write).await?;
        let renewed = statements
            .execute(
                "UPDATE nova_run_workers SET expires_at = {now} + ?2 WHERE id = ?1 AND expires_at > {now}",
                values![worker, LEASE_MILLISECONDS],
            )
            .await?;
        statements.commit().await?;
        if renewed == 1 { Ok(()) } else { Err(Stop::Lost) }
    }

    /// Removes a worker, so that its work can be taken over at once.
    pub(in crate::run) async fn release(&self, worker: i64) -> Result<(), StoreError> {
        let (mut statements, _) = self.write().await?;
        statements.execute("DELETE FROM nova_run_workers WHERE id = ?1", values![worker]).await?;
        statements.commit().await
    }

    /// Returns whether a worker is working on the run.
    pub(in crate::run) async fn is_active(&self) -> Result<bool, StoreError> {
        let mut statements = self.read().await?;
        let alive = statements.first(&format!("{ALIVE} LIMIT 1"), values![self.run]).await?;
        statements.commit().await?;
        Ok(alive.is_some())
    }

    /// Makes a worker the submitter, if no other is.
    pub(in crate::run) async fn try_become_submitter(
        &self,
        worker: i64,
    ) -> Result<Option<SubmitterLease>, StoreError> {
        let (mut statements, run_row) = self.write().await?;
        if let Some(submitter) = run_row.submitter.filter(|submitter| *submitter != worker) {
            let alive = statements
                .first(
                    "SELECT id FROM nova_run_workers WHERE id = ?1 AND expires_at > {now}",
                    values![submitter],
                )
                .await?;
            if alive.is_some() {
                return Ok(None);
            }
        }
        let fence = run_row.submitter_fence + 1;
        statements
            .execute(
                "UPDATE nova_runs SET submitter = ?2, submitter_fence = ?3 WHERE id = ?1",
                values![self.run, worker, fence],
            )
            .await?;
        statements.commit().await?;
        Ok(Some(SubmitterLease { worker, fence }))
    }

    /// Takes over some of the open batches whose owners are dead, and returns all open batches of
    /// this worker.
    pub(in crate::run) async fn open_batches(&self, worker: i64) -> Result<Vec<OpenBatch>, Stop> {
        let mut statements = self.read().await?;
        let orphan = statements.first(&orphans("1"), values![self.run]).await?;
        statements.commit().await?;
        let mut statements = if orphan.is_some() {
            let (mut statements, _) = self.write().await?;
            let orphans =
                statements.query(&orphans(&ADOPTED.to_string()), values![self.run]).await?;
            let taken = orphans
                .iter()
                .map(|row| Ok(values![self.run, row.integer(0)?, worker]))
                .collect::<Result<_, StoreError>>()?;
            statements
                .execute_all(
                    "UPDATE nova_run_batches SET owner = ?3, fence = fence + 1 WHERE run = ?1 AND number = ?2",
                    taken,
                )
                .await?;
            statements
        } else {
            self.read().await?
        };
        let rows = statements.query(OPEN, values![self.run, worker]).await?;
        statements.commit().await?;
        rows.iter().map(|row| Ok(open_batch(worker, row)?)).collect()
    }

    /// Checks within a transaction that the lease on a batch is still valid.
    pub(super) async fn check(
        &self,
        statements: &mut Statements,
        lease: BatchLease,
    ) -> Result<(), Stop> {
        let found = statements
            .first(
                "SELECT number FROM nova_run_batches
                 WHERE run = ?1 AND number = ?2 AND owner = ?3 AND fence = ?4",
                values![self.run, lease.number, lease.worker, lease.fence],
            )
            .await?;
        if found.is_some() { Ok(()) } else { Err(Stop::Lost) }
    }

    /// Returns the worker with the fewest unsettled batches.
    pub(super) async fn least_busy(
        &self,
        statements: &mut Statements,
    ) -> Result<Option<i64>, StoreError> {
        let row = statements
            .first(
                "SELECT w.id FROM nova_run_workers w WHERE w.run = ?1 AND w.expires_at > {now}
                 ORDER BY (SELECT count(*) FROM nova_run_batches b
                           WHERE b.run = w.run AND b.owner = w.id AND b.state <> 'settled'), w.id LIMIT 1",
                values![self.run],
            )
            .await?;
        row.map(|row| row.integer(0)).transpose()
    }
}

fn orphans(limit: &str) -> String {
    format!(
        "SELECT number FROM nova_run_batches
         WHERE run = ?1 AND state = 'open' AND state <> 'settled' AND owner NOT IN ({ALIVE})
         ORDER BY number LIMIT {limit}"
    )
}

fn open_batch(worker: i64, row: &Row) -> Result<OpenBatch, StoreError> {
    Ok(OpenBatch {
        lease: BatchLease { worker, number: row.integer(0)?, fence: row.integer(1)? },
        way: SubmitMode::read(&row.text(2)?)?,
        nova_id: row.optional_text(3)?,
        submitted_at: row.optional_integer(4)?,
        application_id: row.optional_text(5)?,
        size: u32::try_from(row.integer(6)?).ok(),
    })
}

impl Ledger {
    /// Returns whether a batch is not settled.
    pub(in crate::run) async fn is_open(&self, lease: BatchLease) -> Result<bool, StoreError> {
        let mut statements = self.read().await?;
        let row = statements
            .first(
                "SELECT state FROM nova_run_batches WHERE run = ?1 AND number = ?2 AND state <> 'settled'",
                values![self.run, lease.number],
            )
            .await?;
        statements.commit().await?;
        Ok(row.is_some())
    }
}
