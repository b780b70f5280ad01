//! What a run looks like as a whole.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::schema;
use super::super::state::{Counts, State, remedy};
use super::super::store::{Access, Row, Store, StoreError, values};
use super::super::timing::Times;
use super::results::milliseconds;
use super::{Ledger, Statements};
use crate::Remedy;

/// The batches of a run: planned, sent, and those of which nothing is left to wait for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BatchCounts {
    /// Planned, and possibly sent.
    pub planned: u64,
    /// Accepted by Nova; applications of it have not ended.
    pub open: u64,
    /// All of its applications have ended, or go on by themselves.
    pub settled: u64,
}

/// A run of a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RunInfo {
    /// Its name.
    pub name: String,
    /// The tenant it belongs to.
    pub tenant_id: String,
    /// The job it belongs to.
    pub job_id: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Applications of a run that did not end well, for the same reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FailureGroup {
    /// How they ended.
    pub state: State,
    /// Why, in Nova's word.
    pub code: Option<String>,
    /// What helps.
    pub remedy: Option<Remedy>,
    /// How many they are.
    pub count: u64,
}

/// Applications that are read at a time.
const PAGE: usize = 5000;

fn info(row: &Row) -> Result<RunInfo, StoreError> {
    Ok(RunInfo {
        name: row.text(1)?,
        tenant_id: row.text(2)?,
        job_id: row.text(3)?,
        created_at: DateTime::from_timestamp_millis(row.integer(4)?).unwrap_or_default(),
    })
}

const RUN: &str = "SELECT id, name, tenant_id, job_id, created_at FROM nova_runs";

/// Every run of a store, the oldest first.
pub(in crate::run) async fn runs(store: &dyn Store) -> Result<Vec<RunInfo>, StoreError> {
    schema::prepare(store).await?;
    let mut statements = Statements::begin(store, Access::Read).await?;
    let rows = statements.query(&format!("{RUN} ORDER BY id"), Vec::new()).await?;
    statements.commit().await?;
    rows.iter().map(info).collect()
}

impl Ledger {
    /// Finds a run by its name alone.
    pub(in crate::run) async fn find(
        store: std::sync::Arc<dyn Store>,
        name: &str,
    ) -> Result<Option<(Self, RunInfo)>, StoreError> {
        schema::prepare(&*store).await?;
        let mut statements = Statements::begin(&*store, Access::Read).await?;
        let row = statements.first(&format!("{RUN} WHERE name = ?1"), values![name]).await?;
        statements.commit().await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some((Self { store, run: row.integer(0)?, name: name.into() }, info(&row)?)))
    }

    /// How many applications and batches stand where, at one moment.
    pub(in crate::run) async fn counts(&self) -> Result<(Counts, BatchCounts), StoreError> {
        let mut statements = self.read().await?;
        let mut counts = Counts::default();
        for row in statements
            .query(
                "SELECT state, count(*) FROM nova_run_applications WHERE run = ?1 GROUP BY state",
                values![self.run],
            )
            .await?
        {
            counts.add(row.text(0)?.parse()?, number(&row, 1)?);
        }
        let mut batches = BatchCounts::default();
        for row in statements
            .query(
                "SELECT state, count(*) FROM nova_run_batches WHERE run = ?1 AND kind = 'batch' GROUP BY state",
                values![self.run],
            )
            .await?
        {
            *match row.text(0)?.as_str() {
                "planned" => &mut batches.planned,
                "open" => &mut batches.open,
                _ => &mut batches.settled,
            } += number(&row, 1)?;
        }
        statements.commit().await?;
        Ok((counts, batches))
    }

    /// How many have each score.
    pub(in crate::run) async fn scores(&self) -> Result<Vec<(Option<i64>, u64)>, StoreError> {
        let mut statements = self.read().await?;
        let rows = statements
            .query(
                "SELECT score, count(*) FROM nova_run_applications
                 WHERE run = ?1 AND state = 'scored' GROUP BY score ORDER BY score",
                values![self.run],
            )
            .await?;
        statements.commit().await?;
        rows.iter().map(|row| Ok((row.optional_integer(0)?, number(row, 1)?))).collect()
    }

    /// When each application was scored, and how long that took, as far as that is known.
    pub(in crate::run) async fn times(&self) -> Result<Vec<Times>, StoreError> {
        let (mut times, mut after) = (Vec::new(), 0);
        loop {
            let mut statements = self.read().await?;
            let sql = format!(
                "SELECT seq, completed_at, queue_ms, scoring_ms FROM nova_run_applications
                 WHERE run = ?1 AND seq > ?2 AND state = 'scored' ORDER BY seq LIMIT {PAGE}"
            );
            let rows = statements.query(&sql, values![self.run, after]).await?;
            statements.commit().await?;
            for row in &rows {
                after = row.integer(0)?;
                let at = row.optional_text(1)?;
                let at = at.and_then(|at| DateTime::parse_from_rfc3339(&at).ok());
                if let Some(at) = at {
                    times.push((at.timestamp(), milliseconds(row, 2)?, milliseconds(row, 3)?));
                }
            }
            if rows.len() < PAGE {
                return Ok(times);
            }
        }
    }

    /// What did not end well, by reason, the most frequent first.
    pub(in crate::run) async fn failures(&self) -> Result<Vec<FailureGroup>, StoreError> {
        let mut statements = self.read().await?;
        let rows = statements
            .query(
                "SELECT state, code, remedy, count(*) FROM nova_run_applications
                 WHERE run = ?1 AND state IN ('failed', 'rejected', 'invalid')
                 GROUP BY state, code, remedy ORDER BY count(*) DESC, state, code",
                values![self.run],
            )
            .await?;
        statements.commit().await?;
        rows.iter()
            .map(|row| {
                Ok(FailureGroup {
                    state: row.text(0)?.parse()?,
                    code: row.optional_text(1)?,
                    remedy: row.optional_text(2)?.as_deref().map(remedy),
                    count: number(row, 3)?,
                })
            })
            .collect()
    }
}

fn number(row: &Row, column: usize) -> Result<u64, StoreError> {
    row.integer(column).map(|count| u64::try_from(count).unwrap_or(0))
}
