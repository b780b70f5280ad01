//! Changes by the caller: requeueing and deleting applications.

use super::super::state::{Filter, State};
use super::super::store::{StoreError, Value, values};
use super::Ledger;

/// The maximum number of application ids in a statement, since databases limit its parameters.
const MAX_IDS: usize = 500;

impl Ledger {
    /// Requeues the selected applications, and returns their number. Those with a scoring job are
    /// rescored, since Nova would return the same job for a batch; the others are sent in a batch.
    pub(in crate::run) async fn retry(&self, filter: &Filter) -> Result<u64, StoreError> {
        let (mut statements, _) = self.write().await?;
        let mut opened = 0;
        let mut ids = filter.applications.chunks(MAX_IDS);
        // Without ids, a single statement covers all applications.
        let mut next = Some(ids.next().unwrap_or_default());
        while let Some(applications) = next {
            let (sql, values) = self.retry_statement(filter, applications);
            opened += statements.execute(&sql, values).await?;
            next = ids.next();
        }
        statements.commit().await?;
        Ok(opened)
    }

    fn retry_statement(&self, filter: &Filter, applications: &[String]) -> (String, Vec<Value>) {
        let mut values: Vec<Value> = values![self.run];
        let mut sql = String::from(
            "UPDATE nova_run_applications
             SET way = CASE WHEN scoring_job_id IS NULL THEN 'batch' ELSE 'rescore' END,
               state = 'queued', batch = NULL, position = NULL, emitter = NULL, emitted = 0, retries = 0,
               source_failures = 0, not_before = 0, code = NULL, message = NULL, remedy = NULL, completed_at = NULL,
               queue_ms = NULL, scoring_ms = NULL
             WHERE run = ?1 AND state IN ('failed', 'rejected', 'invalid')",
        );
        let states = filter.states.iter().map(|state| State::as_str(*state).to_owned()).collect();
        let remedies = filter.remedies.iter().map(|remedy| remedy.as_str().to_owned()).collect();
        for (column, allowed) in [
            ("state", states),
            ("code", filter.codes.clone()),
            ("remedy", remedies),
            ("application_id", applications.to_vec()),
        ] {
            let allowed: Vec<String> = allowed;
            if allowed.is_empty() {
                continue;
            }
            let mut places = Vec::new();
            for value in allowed {
                values.push(value.into());
                places.push(format!("?{}", values.len()));
            }
            sql.push_str(&format!(" AND {column} IN ({})", places.join(", ")));
        }
        (sql, values)
    }

    /// Deletes an application. Returns whether it existed.
    pub(in crate::run) async fn forget(&self, application_id: &str) -> Result<bool, StoreError> {
        let (mut statements, _) = self.write().await?;
        let row = statements
            .first(
                "SELECT state, batch FROM nova_run_applications WHERE run = ?1 AND application_id = ?2",
                values![self.run, application_id],
            )
            .await?;
        let Some(row) = row else { return Ok(false) };
        if row.text(0)? == State::Sending.as_str() {
            return Err(StoreError::new(format!(
                "application {application_id:?} is being sent, and its batch must stay the same until Nova has \
                 responded; forget it when it has ended"
            )));
        }
        statements
            .execute(
                "DELETE FROM nova_run_applications WHERE run = ?1 AND application_id = ?2",
                values![self.run, application_id],
            )
            .await?;
        if let Some(batch) = row.optional_integer(1)? {
            self.settle_if_over(&mut statements, batch).await?;
        }
        statements.commit().await?;
        Ok(true)
    }
}
