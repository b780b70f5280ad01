//! Statements for submission: reading the queue, planning a batch, which is committed before it is
//! sent, and recording Nova's response.

use super::super::spec::{Application, SourceFailure};
use super::super::state::{FinalResult, State, SubmitMode};
use super::super::store::{Row, StoreError, values};
use super::lease::{BatchLease, SubmitterLease};
use super::{Ledger, Statements, Stop};

/// A queued application.
#[derive(Clone, Debug)]
pub(in crate::run) struct Queued {
    pub(in crate::run) seq: i64,
    pub(in crate::run) application: Application,
    pub(in crate::run) way: SubmitMode,
    pub(in crate::run) source_failures: i64,
}

/// A planned batch: exactly this set of applications is sent, by any process and as often as
/// needed.
#[derive(Clone, Debug)]
pub(in crate::run) struct PlannedBatch {
    pub(in crate::run) lease: BatchLease,
    pub(in crate::run) way: SubmitMode,
    pub(in crate::run) members: Vec<Queued>,
    /// Whether the set is complete: webhooks may have ended some of the applications already.
    pub(in crate::run) is_complete: bool,
}

/// Nova's response to a batch or to a single request.
#[derive(Debug)]
pub(in crate::run) struct SubmitResponse {
    /// The id of the batch or the scoring job; `None` if all applications were rejected.
    pub(in crate::run) nova_id: Option<String>,
    pub(in crate::run) submitted_at: Option<i64>,
    /// Application ids and scoring job ids.
    pub(in crate::run) accepted: Vec<(String, String)>,
    pub(in crate::run) rejected: Vec<(String, FinalResult)>,
}

const COLUMNS: &str = "seq, application_id, payload, way, source_failures";

/// Returns the query for the unfinished applications of a batch. The order is an expression, so that
/// SQLite uses the index of the batch, and does not scan the run in the order of its primary key.
pub(in crate::run) fn members(columns: &str) -> String {
    format!(
        "SELECT {columns} FROM nova_run_applications
         WHERE run = ?1 AND batch = ?2 AND state IN ('sending', 'pending') ORDER BY seq + 0"
    )
}

fn queued(row: &Row) -> Result<Queued, StoreError> {
    Ok(Queued {
        seq: row.integer(0)?,
        application: Application { id: row.text(1)?, payload: row.optional_text(2)? },
        way: SubmitMode::read(&row.text(3)?)?,
        source_failures: row.integer(4)?,
    })
}

impl Ledger {
    /// Returns the next applications, with a sequence number above `after`, that can be sent now.
    pub(in crate::run) async fn queued(
        &self,
        after: i64,
        limit: usize,
    ) -> Result<Vec<Queued>, StoreError> {
        let mut statements = self.read().await?;
        let rows = statements
            .query(
                &format!(
                    "SELECT {COLUMNS} FROM nova_run_applications
                     WHERE run = ?1 AND state = 'queued' AND seq > ?2 AND not_before <= {{now}}
                     ORDER BY seq LIMIT {limit}"
                ),
                values![self.run, after],
            )
            .await?;
        statements.commit().await?;
        rows.iter().map(queued).collect()
    }

    /// Commits a batch of these applications, before it is sent. Omits those that are no longer queued;
    /// returns `None` if there are none left.
    pub(in crate::run) async fn plan(
        &self,
        submitter: SubmitterLease,
        way: SubmitMode,
        members: Vec<Queued>,
    ) -> Result<Option<PlannedBatch>, Stop> {
        let (mut statements, mut run_row) = self.write().await?;
        run_row.check(submitter)?;
        run_row.last_batch += 1;
        let lease = BatchLease { worker: submitter.worker, number: run_row.last_batch, fence: 0 };
        let taken = statements
            .execute_all(
                "UPDATE nova_run_applications
                 SET state = 'sending', batch = ?3, attempts = attempts + 1, source_failures = 0
                 WHERE run = ?1 AND seq = ?2 AND state = 'queued'",
                members.iter().map(|one| values![self.run, one.seq, lease.number]).collect(),
            )
            .await?;
        let members: Vec<_> = members
            .into_iter()
            .zip(taken)
            .filter(|(_, taken)| *taken > 0)
            .map(|(one, _)| one)
            .collect();
        if members.is_empty() {
            return Ok(None);
        }
        self.insert(&mut statements, lease, (way, "planned"), members.len(), None).await?;
        self.save_counters(&mut statements, &run_row).await?;
        statements.commit().await?;
        Ok(Some(PlannedBatch { lease, way, members, is_complete: true }))
    }

    async fn insert(
        &self,
        statements: &mut Statements,
        lease: BatchLease,
        (way, state): (SubmitMode, &str),
        size: usize,
        nova_id: Option<String>,
    ) -> Result<(), StoreError> {
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        statements
            .execute(
                "INSERT INTO nova_run_batches (run, number, kind, state, size, nova_id, owner, planned_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, {now})",
                values![self.run, lease.number, way.as_str(), state, size, nova_id, lease.worker],
            )
            .await?;
        Ok(())
    }

    /// Takes over every planned batch, whether it was never sent or only its response was lost.
    pub(in crate::run) async fn take_planned(
        &self,
        submitter: SubmitterLease,
    ) -> Result<Vec<PlannedBatch>, Stop> {
        let (mut statements, run_row) = self.write().await?;
        run_row.check(submitter)?;
        statements
            .execute(
                "UPDATE nova_run_batches SET owner = ?2, fence = fence + 1 WHERE run = ?1 AND state = 'planned'",
                values![self.run, submitter.worker],
            )
            .await?;
        let rows = statements
            .query(
                "SELECT number, fence, kind, size FROM nova_run_batches
                 WHERE run = ?1 AND state = 'planned' ORDER BY number",
                values![self.run],
            )
            .await?;
        let mut planned = Vec::new();
        for row in rows {
            let number = row.integer(0)?;
            let members = statements.query(&members(COLUMNS), values![self.run, number]).await?;
            let members = members.iter().map(queued).collect::<Result<Vec<_>, _>>()?;
            let lease = BatchLease { worker: submitter.worker, number, fence: row.integer(1)? };
            let is_complete = i64::try_from(members.len())
                .is_ok_and(|count| row.integer(3).is_ok_and(|size| size == count));
            planned.push(PlannedBatch {
                lease,
                way: SubmitMode::read(&row.text(2)?)?,
                members,
                is_complete,
            });
        }
        statements.commit().await?;
        Ok(planned)
    }

    /// Records a failure of the source for an application.
    pub(in crate::run) async fn record_source_failure(
        &self,
        submitter: SubmitterLease,
        seq: i64,
        failure: SourceFailure,
    ) -> Result<(), Stop> {
        let (mut statements, mut run_row) = self.write().await?;
        run_row.check(submitter)?;
        match failure {
            SourceFailure::Waits(milliseconds) => {
                statements
                    .execute(
                        "UPDATE nova_run_applications
                         SET source_failures = source_failures + 1, not_before = {now} + ?3
                         WHERE run = ?1 AND seq = ?2 AND state = 'queued'",
                        values![self.run, seq, milliseconds],
                    )
                    .await?;
            }
            SourceFailure::Ends(reason) => {
                let queued = statements
                    .first(
                        "SELECT seq FROM nova_run_applications WHERE run = ?1 AND seq = ?2 AND state = 'queued'",
                        values![self.run, seq],
                    )
                    .await?;
                if queued.is_some() {
                    self.end(&mut statements, &mut run_row, seq, FinalResult::invalid(reason))
                        .await?;
                }
            }
        }
        self.save_counters(&mut statements, &run_row).await?;
        statements.commit().await?;
        Ok(())
    }

    /// Records Nova's response, and assigns the batch to the worker with the fewest batches.
    /// Returns the lease if that is this worker.
    pub(in crate::run) async fn record_response(
        &self,
        lease: BatchLease,
        way: SubmitMode,
        response: SubmitResponse,
        retries: u32,
    ) -> Result<Option<BatchLease>, Stop> {
        let (mut statements, mut run_row) = self.write().await?;
        self.check(&mut statements, lease).await?;
        let batch_id = response.nova_id.clone().filter(|_| way == SubmitMode::Batch);
        let accepted = response.accepted.into_iter();
        let accepted = accepted
            .map(|(id, job)| values![self.run, id, lease.number, job, batch_id.clone()])
            .collect();
        // Only those that are still being sent: a webhook may have ended some before this response.
        statements
            .execute_all(
                "UPDATE nova_run_applications
                 SET state = 'pending', scoring_job_id = ?4, nova_batch_id = coalesce(?5, nova_batch_id)
                 WHERE run = ?1 AND application_id = ?2 AND batch = ?3 AND state = 'sending'",
                accepted,
            )
            .await?;
        for (id, result) in response.rejected {
            self.record_result(
                &mut statements,
                &mut run_row,
                (&id, Some(lease.number)),
                result,
                retries,
            )
            .await?;
        }
        // Applications missing from the response are assumed to be accepted.
        statements
            .execute(
                "UPDATE nova_run_applications SET state = 'pending', nova_batch_id = coalesce(?3, nova_batch_id)
                 WHERE run = ?1 AND batch = ?2 AND state = 'sending'",
                values![self.run, lease.number, batch_id],
            )
            .await?;
        let owner = self.least_busy(&mut statements).await?.unwrap_or(lease.worker);
        let moved = i64::from(owner != lease.worker);
        statements
            .execute(
                "UPDATE nova_run_batches
                 SET state = 'open', nova_id = ?3, submitted_at = ?4, owner = ?5, fence = fence + ?6
                 WHERE run = ?1 AND number = ?2",
                values![
                    self.run,
                    lease.number,
                    response.nova_id,
                    response.submitted_at,
                    owner,
                    moved
                ],
            )
            .await?;
        self.settle_if_over(&mut statements, lease.number).await?;
        self.save_counters(&mut statements, &run_row).await?;
        statements.commit().await?;
        Ok((owner == lease.worker).then_some(lease))
    }

    /// Ends the batch. With [`SubmitMode::Lookup`] each unfinished application is looked up at Nova;
    /// otherwise each is queued again, to be sent in this way.
    pub(in crate::run) async fn end_batch(
        &self,
        lease: BatchLease,
        way: SubmitMode,
    ) -> Result<(), Stop> {
        let (mut statements, mut run_row) = self.write().await?;
        self.check(&mut statements, lease).await?;
        let rows = statements
            .query(&members("seq, scoring_job_id, state"), values![self.run, lease.number])
            .await?;
        for row in rows {
            let seq = row.integer(0)?;
            if way == SubmitMode::Lookup {
                // Before Nova has responded, the known scoring job is the one to be replaced.
                let is_sending = row.text(2)? == State::Sending.as_str();
                let nova_id = row.optional_text(1)?.filter(|_| !is_sending);
                run_row.last_batch += 1;
                let one = BatchLease { worker: lease.worker, number: run_row.last_batch, fence: 0 };
                self.insert(&mut statements, one, (way, "open"), 1, nova_id).await?;
                statements
                    .execute(
                        "UPDATE nova_run_applications SET batch = ?3 WHERE run = ?1 AND seq = ?2",
                        values![self.run, seq, one.number],
                    )
                    .await?;
            } else {
                self.queue_again(&mut statements, seq, way).await?;
            }
        }
        statements
            .execute(
                "UPDATE nova_run_batches SET state = 'settled' WHERE run = ?1 AND number = ?2",
                values![self.run, lease.number],
            )
            .await?;
        self.save_counters(&mut statements, &run_row).await?;
        statements.commit().await?;
        Ok(())
    }

    pub(super) async fn queue_again(
        &self,
        statements: &mut Statements,
        seq: i64,
        way: SubmitMode,
    ) -> Result<(), StoreError> {
        statements
            .execute(
                "UPDATE nova_run_applications
                 SET state = 'queued', way = ?3, batch = NULL, position = NULL, emitter = NULL, emitted = 0
                 WHERE run = ?1 AND seq = ?2",
                values![self.run, seq, way.as_str()],
            )
            .await?;
        Ok(())
    }
}
