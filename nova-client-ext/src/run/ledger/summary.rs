//! Summaries of a run.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::schema;
use super::super::state::{Counts, State, remedy};
use super::super::store::{Access, Row, Store, StoreError, values};
use super::super::timing::Times;
use super::results::milliseconds;
use super::{Ledger, Statements};
use crate::Remedy;

/// The data of a report.
pub(in crate::run) struct Totals {
    pub(in crate::run) counts: (Counts, BatchCounts),
    /// The number of applications with each score.
    pub(in crate::run) scores: Vec<(Option<i64>, u64)>,
    pub(in crate::run) failures: Vec<FailureGroup>,
    pub(in crate::run) times: Vec<Times>,
}

/// The number of batches of a run in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BatchCounts {
    /// Planned, and may have been sent.
    pub planned: u64,
    /// Accepted by Nova, with unfinished applications.
    pub open: u64,
    /// Without unfinished applications, except those that were split off.
    pub settled: u64,
}

/// A stored run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RunInfo {
    /// The name of the run.
    pub name: String,
    /// The tenant that the run belongs to.
    pub tenant_id: String,
    /// The job that the run belongs to.
    pub job_id: String,
    /// When the run was created.
    pub created_at: DateTime<Utc>,
}

/// Failed, rejected or invalid applications of a run with the same reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FailureGroup {
    /// Their final state.
    pub state: State,
    /// Nova's error code.
    pub code: Option<String>,
    /// The remedy.
    pub remedy: Option<Remedy>,
    /// The message of one of them. Those of the others may differ.
    #[serde(default)]
    pub example: Option<String>,
    /// The number of applications.
    pub count: u64,
}

/// The number of applications read at a time.
const PAGE: usize = 5000;
/// The number of results from which the rate of a run is computed.
const LATEST: usize = 1000;

fn info(row: &Row) -> Result<RunInfo, StoreError> {
    Ok(RunInfo {
        name: row.text(1)?,
        tenant_id: row.text(2)?,
        job_id: row.text(3)?,
        created_at: DateTime::from_timestamp_millis(row.integer(4)?).unwrap_or_default(),
    })
}

const RUN: &str = "SELECT id, name, tenant_id, job_id, created_at FROM nova_runs";

/// Returns every run of a store, oldest first.
pub(in crate::run) async fn runs(store: &dyn Store) -> Result<Vec<RunInfo>, StoreError> {
    if !schema::migrate(store).await? {
        return Ok(Vec::new());
    }
    let mut statements = Statements::begin(store, Access::Read).await?;
    let rows = statements.query(&format!("{RUN} ORDER BY id"), Vec::new()).await?;
    statements.commit().await?;
    rows.iter().map(info).collect()
}

impl Ledger {
    /// Finds a run by its name.
    pub(in crate::run) async fn find(
        store: std::sync::Arc<dyn Store>,
        name: &str,
    ) -> Result<Option<(Self, RunInfo)>, StoreError> {
        if !schema::migrate(&*store).await? {
            return Ok(None);
        }
        let mut statements = Statements::begin(&*store, Access::Read).await?;
        let row = statements.first(&format!("{RUN} WHERE name = ?1"), values![name]).await?;
        statements.commit().await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some((Self { store, run: row.integer(0)?, name: name.into() }, info(&row)?)))
    }

    /// Returns the number of applications and batches in each state.
    pub(in crate::run) async fn counts(&self) -> Result<(Counts, BatchCounts), StoreError> {
        let mut statements = self.read().await?;
        let counts = self.read_counts(&mut statements).await?;
        statements.commit().await?;
        Ok(counts)
    }

    /// Returns everything that a report is created from, as of one moment.
    pub(in crate::run) async fn totals(&self) -> Result<Totals, StoreError> {
        let mut statements = self.read().await?;
        let totals = Totals {
            counts: self.read_counts(&mut statements).await?,
            scores: self.read_scores(&mut statements).await?,
            failures: self.read_failures(&mut statements).await?,
            times: self.read_times(&mut statements).await?,
        };
        statements.commit().await?;
        Ok(totals)
    }

    async fn read_counts(
        &self,
        statements: &mut Statements,
    ) -> Result<(Counts, BatchCounts), StoreError> {
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
        Ok((counts, batches))
    }

    /// Returns the number of applications with each score.
    async fn read_scores(
        &self,
        statements: &mut Statements,
    ) -> Result<Vec<(Option<i64>, u64)>, StoreError> {
        let rows = statements
            .query(
                "SELECT score, count(*) FROM nova_run_applications
                 WHERE run = ?1 AND state = 'scored' GROUP BY score ORDER BY score",
                values![self.run],
            )
            .await?;
        rows.iter().map(|row| Ok((row.optional_integer(0)?, number(row, 1)?))).collect()
    }

    /// Returns when the latest results were obtained, newest first, in milliseconds since 1970.
    pub(in crate::run) async fn latest(&self) -> Result<Vec<i64>, StoreError> {
        let mut statements = self.read().await?;
        let sql = format!(
            "SELECT completed_at FROM nova_run_applications
             WHERE run = ?1 AND position IS NOT NULL ORDER BY position DESC LIMIT {LATEST}"
        );
        let rows = statements.query(&sql, values![self.run]).await?;
        statements.commit().await?;
        let mut times = Vec::with_capacity(rows.len());
        for row in &rows {
            let at = row.optional_text(0)?;
            let at = at.and_then(|at| DateTime::parse_from_rfc3339(&at).ok());
            times.extend(at.map(|at| at.timestamp_millis()));
        }
        times.sort_unstable_by(|one, other| other.cmp(one));
        Ok(times)
    }

    /// Returns when each application was scored, and the durations, if known.
    async fn read_times(&self, statements: &mut Statements) -> Result<Vec<Times>, StoreError> {
        let (mut times, mut after) = (Vec::new(), 0);
        loop {
            let sql = format!(
                "SELECT seq, completed_at, queue_ms, scoring_ms FROM nova_run_applications
                 WHERE run = ?1 AND seq > ?2 AND state = 'scored' ORDER BY seq LIMIT {PAGE}"
            );
            let rows = statements.query(&sql, values![self.run, after]).await?;
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

    /// Returns the failed, rejected and invalid applications by reason, most frequent first.
    async fn read_failures(
        &self,
        statements: &mut Statements,
    ) -> Result<Vec<FailureGroup>, StoreError> {
        let rows = statements
            .query(
                "SELECT state, code, remedy, min(message), count(*) FROM nova_run_applications
                 WHERE run = ?1 AND state IN ('failed', 'rejected', 'invalid')
                 GROUP BY state, code, remedy ORDER BY count(*) DESC, state, code",
                values![self.run],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(FailureGroup {
                    state: row.text(0)?.parse()?,
                    code: row.optional_text(1)?,
                    remedy: row.optional_text(2)?.as_deref().map(remedy),
                    example: row.optional_text(3)?,
                    count: number(row, 4)?,
                })
            })
            .collect()
    }
}

fn number(row: &Row, column: usize) -> Result<u64, StoreError> {
    row.integer(column).map(|count| u64::try_from(count).unwrap_or(0))
}
