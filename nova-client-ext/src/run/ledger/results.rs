//! Results: committed first, then emitted at least once.

use chrono::{DateTime, SecondsFormat, Utc};

use super::super::state::{
    ApplicationRecord, FinalResult, Position, RetryDecision, State, SubmitMode, remedy,
    retry_decision,
};
use super::super::store::{Row, StoreError, values};
use super::lease::BatchLease;
use super::{Ledger, RunRow, Statements, Stop};

/// A result of an application of a batch, observed in a poll or a response.
#[derive(Debug)]
pub(in crate::run) struct ObservedResult {
    pub(in crate::run) lease: BatchLease,
    pub(in crate::run) application_id: String,
    pub(in crate::run) result: FinalResult,
}

const COLUMNS: &str = "application_id, state, score, code, remedy, message, scoring_job_id, nova_batch_id, attempts, \
                       completed_at, position, payload, assessment, seq, queue_ms, scoring_ms";

fn record(row: &Row) -> Result<ApplicationRecord, StoreError> {
    let time = |text: String| DateTime::parse_from_rfc3339(&text).ok().map(|at| at.to_utc());
    Ok(ApplicationRecord {
        application_id: row.text(0)?,
        state: row.text(1)?.parse()?,
        score: row.optional_integer(2)?,
        code: row.optional_text(3)?,
        remedy: row.optional_text(4)?.as_deref().map(remedy),
        message: row.optional_text(5)?,
        scoring_job_id: row.optional_text(6)?,
        batch_id: row.optional_text(7)?,
        attempts: u32::try_from(row.integer(8)?).unwrap_or(u32::MAX),
        completed_at: row.optional_text(9)?.and_then(time),
        queue_ms: milliseconds(row, 14)?,
        scoring_ms: milliseconds(row, 15)?,
        position: row.optional_integer(10)?.map(Position),
        payload: row.optional_text(11)?,
        assessment: row.optional_text(12)?.and_then(|text| serde_json::from_str(&text).ok()),
    })
}

/// Reads an optional duration from this column.
pub(super) fn milliseconds(row: &Row, column: usize) -> Result<Option<u64>, StoreError> {
    Ok(row.optional_integer(column)?.and_then(|time| u64::try_from(time).ok()))
}

impl Ledger {
    /// Writes the final state of an application.
    pub(super) async fn end(
        &self,
        statements: &mut Statements,
        run_row: &mut RunRow,
        seq: i64,
        result: FinalResult,
    ) -> Result<(), StoreError> {
        run_row.last_position += 1;
        let at = result.completed_at.unwrap_or_else(Utc::now);
        let state = result.state.unwrap_or(State::Failed);
        let milliseconds = |time: Option<u64>| time.and_then(|time| i64::try_from(time).ok());
        statements
            .execute(
                "UPDATE nova_run_applications
                 SET state = ?3, score = ?4, code = ?5, message = ?6, remedy = ?7, completed_at = ?8, assessment = ?9,
                   scoring_job_id = coalesce(?10, scoring_job_id), position = ?11, emitter = NULL, emitted = 0,
                   queue_ms = ?12, scoring_ms = ?13
                 WHERE run = ?1 AND seq = ?2",
                values![
                    self.run,
                    seq,
                    state.as_str(),
                    result.score,
                    result.code,
                    result.message,
                    result.remedy.as_ref().map(crate::Remedy::as_str),
                    at.to_rfc3339_opts(SecondsFormat::Millis, true),
                    result.assessment,
                    result.scoring_job_id,
                    run_row.last_position,
                    milliseconds(result.queue_ms),
                    milliseconds(result.scoring_ms)
                ],
            )
            .await?;
        Ok(())
    }

    /// Records a result from a poll or a response of the batch with this number, or from a webhook.
    /// Ignores duplicates.
    pub(super) async fn record_result(
        &self,
        statements: &mut Statements,
        run_row: &mut RunRow,
        (application_id, number): (&str, Option<i64>),
        result: FinalResult,
        max_retries: u32,
    ) -> Result<(), StoreError> {
        let row = statements
            .first(
                "SELECT seq, retries, batch, scoring_job_id, way, state FROM nova_run_applications
                 WHERE run = ?1 AND application_id = ?2 AND state IN ('sending', 'pending')",
                values![self.run, application_id],
            )
            .await?;
        let Some(row) = row else { return Ok(()) };
        let batch = row.optional_integer(2)?;
        match number {
            Some(number) if batch != Some(number) => return Ok(()),
            Some(_) => {}
            // A webhook contains the scoring job's id. While a rescore is being sent, that of its job
            // is not known, and webhooks of earlier jobs may still arrive; a poll finds the result.
            None => {
                let known = row.optional_text(3)?;
                let rescoring = row.text(4)? == SubmitMode::Rescore.as_str()
                    && row.text(5)? == State::Sending.as_str();
                if rescoring || (known.is_some() && known != result.scoring_job_id) {
                    return Ok(());
                }
            }
        }
        let seq = row.integer(0)?;
        let has_job = row.optional_text(3)?.is_some() || result.scoring_job_id.is_some();
        match retry_decision(&result, has_job, row.integer(1)?, max_retries) {
            RetryDecision::Final => self.end(statements, run_row, seq, result).await?,
            RetryDecision::Requeue(way) => {
                statements
                    .execute(
                        "UPDATE nova_run_applications
                         SET retries = retries + 1, scoring_job_id = coalesce(?3, scoring_job_id) WHERE run = ?1 AND seq = ?2",
                        values![self.run, seq, result.scoring_job_id],
                    )
                    .await?;
                self.queue_again(statements, seq, way).await?;
            }
        }
        if let Some(batch) = batch.filter(|batch| number != Some(*batch)) {
            self.settle_if_over(statements, batch).await?;
        }
        Ok(())
    }

    /// Settles a batch of which no application is left.
    pub(super) async fn settle_if_over(
        &self,
        statements: &mut Statements,
        number: i64,
    ) -> Result<(), StoreError> {
        statements
            .execute(
                "UPDATE nova_run_batches SET state = 'settled'
                 WHERE run = ?1 AND number = ?2 AND state = 'open' AND NOT EXISTS (
                   SELECT 1 FROM nova_run_applications a
                   WHERE a.run = ?1 AND a.batch = ?2 AND a.state IN ('sending', 'pending'))",
                values![self.run, number],
            )
            .await?;
        Ok(())
    }

    /// Commits observed results of any number of batches. Returns the lost leases, whose results
    /// are not recorded.
    pub(in crate::run) async fn record_results(
        &self,
        results: Vec<ObservedResult>,
        retries: u32,
    ) -> Result<Vec<BatchLease>, StoreError> {
        let (mut statements, mut run_row) = self.write().await?;
        let mut checked: Vec<(BatchLease, bool)> = Vec::new();
        for one in results {
            let known =
                checked.iter().find(|(lease, _)| *lease == one.lease).map(|(_, ours)| *ours);
            let ours = if let Some(ours) = known {
                ours
            } else {
                let ours = match self.check(&mut statements, one.lease).await {
                    Ok(()) => true,
                    Err(Stop::Store(error)) => return Err(error),
                    Err(_) => false,
                };
                checked.push((one.lease, ours));
                ours
            };
            if ours {
                let key = (one.application_id.as_str(), Some(one.lease.number));
                self.record_result(&mut statements, &mut run_row, key, one.result, retries).await?;
            }
        }
        for (lease, _) in checked.iter().filter(|(_, ours)| *ours) {
            self.settle_if_over(&mut statements, lease.number).await?;
        }
        self.save_counters(&mut statements, &run_row).await?;
        statements.commit().await?;
        Ok(checked.into_iter().filter(|(_, ours)| !ours).map(|(lease, _)| lease).collect())
    }

    /// Returns whether the application is already known to have this scoring job, so that it is not
    /// the one of the last submission.
    pub(in crate::run) async fn has_scoring_job(
        &self,
        application_id: &str,
        scoring_job_id: &str,
    ) -> Result<bool, StoreError> {
        let mut statements = self.read().await?;
        let row = statements
            .first(
                "SELECT seq FROM nova_run_applications
                 WHERE run = ?1 AND application_id = ?2 AND scoring_job_id = ?3",
                values![self.run, application_id, scoring_job_id],
            )
            .await?;
        statements.commit().await?;
        Ok(row.is_some())
    }

    /// Records the scoring job of an application that was looked up.
    pub(in crate::run) async fn record_scoring_job(
        &self,
        lease: BatchLease,
        application_id: &str,
        scoring_job_id: &str,
    ) -> Result<(), Stop> {
        let (mut statements, _) = self.write().await?;
        self.check(&mut statements, lease).await?;
        statements
            .execute(
                "UPDATE nova_run_batches SET nova_id = ?3 WHERE run = ?1 AND number = ?2",
                values![self.run, lease.number, scoring_job_id],
            )
            .await?;
        statements
            .execute(
                "UPDATE nova_run_applications SET state = 'pending', scoring_job_id = ?4
                 WHERE run = ?1 AND application_id = ?2 AND batch = ?3",
                values![self.run, application_id, lease.number, scoring_job_id],
            )
            .await?;
        statements.commit().await?;
        Ok(())
    }

    /// Commits the result of a webhook. It needs no lease, because the event is valid in any
    /// process.
    #[cfg(feature = "webhook")]
    pub(in crate::run) async fn deliver(
        &self,
        application_id: &str,
        result: FinalResult,
        retries: u32,
    ) -> Result<(), StoreError> {
        let (mut statements, mut run_row) = self.write().await?;
        self.record_result(&mut statements, &mut run_row, (application_id, None), result, retries)
            .await?;
        self.save_counters(&mut statements, &run_row).await?;
        statements.commit().await
    }

    /// Marks results as emitted, and takes results that no other worker has emitted or taken.
    pub(in crate::run) async fn take_results(
        &self,
        worker: i64,
        emitted: Vec<Position>,
        limit: usize,
    ) -> Result<Vec<ApplicationRecord>, StoreError> {
        if emitted.is_empty() {
            // Usually there is nothing, so a read transaction is enough.
            let mut statements = self.read().await?;
            let any =
                statements.first(&unemitted("position", 1, ""), values![self.run, worker]).await?;
            statements.commit().await?;
            if any.is_none() || limit == 0 {
                return Ok(Vec::new());
            }
        }
        let (mut statements, _) = self.write().await?;
        let emitted = emitted.iter().map(|position| values![self.run, position.0, worker]);
        statements
            .execute_all(
                "UPDATE nova_run_applications SET emitted = 1 WHERE run = ?1 AND position = ?2 AND emitter = ?3",
                emitted.collect(),
            )
            .await?;
        let mut records = Vec::new();
        if limit > 0 {
            let rows = statements
                .query(&unemitted(COLUMNS, limit, "{skip}"), values![self.run, worker])
                .await?;
            let mut taken = Vec::new();
            for row in &rows {
                records.push(record(row)?);
                taken.push(values![self.run, row.integer(13)?, worker]);
            }
            statements
                .execute_all(
                    "UPDATE nova_run_applications SET emitter = ?3 WHERE run = ?1 AND seq = ?2",
                    taken,
                )
                .await?;
        }
        statements.commit().await?;
        Ok(records)
    }

    /// Returns whether every application is in a final state and every result was emitted.
    pub(in crate::run) async fn is_finished(&self) -> Result<bool, StoreError> {
        let mut statements = self.read().await?;
        let mut is_finished = true;
        for condition in [
            "state = 'queued'",
            "state = 'sending'",
            "state = 'pending'",
            "position IS NOT NULL AND emitted = 0",
        ] {
            let sql = format!(
                "SELECT seq FROM nova_run_applications WHERE run = ?1 AND {condition} LIMIT 1"
            );
            is_finished = is_finished && statements.first(&sql, values![self.run]).await?.is_none();
        }
        statements.commit().await?;
        Ok(is_finished)
    }

    /// Returns the results after a position, oldest first.
    pub(in crate::run) async fn results_since(
        &self,
        after: Position,
        limit: usize,
    ) -> Result<Vec<ApplicationRecord>, StoreError> {
        self.page("position", after.0, limit).await.map(|page| page.0)
    }

    /// Returns the applications after this sequence number, in the order in which they were added,
    /// and the number of the last.
    pub(in crate::run) async fn applications(
        &self,
        after: i64,
        limit: usize,
    ) -> Result<(Vec<ApplicationRecord>, i64), StoreError> {
        self.page("seq", after, limit).await
    }

    async fn page(
        &self,
        by: &str,
        after: i64,
        limit: usize,
    ) -> Result<(Vec<ApplicationRecord>, i64), StoreError> {
        let mut statements = self.read().await?;
        let sql = format!(
            "SELECT {COLUMNS} FROM nova_run_applications WHERE run = ?1 AND {by} > ?2 ORDER BY {by} LIMIT {limit}"
        );
        let rows = statements.query(&sql, values![self.run, after]).await?;
        statements.commit().await?;
        let last = rows.last().map_or(Ok(after), |row| row.integer(13))?;
        Ok((rows.iter().map(record).collect::<Result<_, _>>()?, last))
    }
}

/// Returns the query for results that are not emitted and not taken by a live worker.
fn unemitted(columns: &str, limit: usize, lock: &str) -> String {
    format!(
        "SELECT {columns} FROM nova_run_applications
         WHERE run = ?1 AND position IS NOT NULL AND emitted = 0
           AND (emitter IS NULL OR (emitter <> ?2 AND emitter NOT IN (
             SELECT id FROM nova_run_workers WHERE run = ?1 AND expires_at > {{now}})))
         ORDER BY position LIMIT {limit} {lock}"
    )
}
