//! The status and the report of a run.

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

use super::ledger::{BatchCounts, FailureGroup, RunInfo};
use super::state::Counts;
use super::timing::{self, RunTiming};

/// Whether a run is active.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Activity {
    /// A process is working on the run, or was a few seconds ago.
    Running,
    /// Every application is in a final state.
    Finished,
    /// There are unfinished applications, and no process is working on the run.
    Stopped,
}

impl Activity {
    /// Returns its name in JSON, for example `running`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Stopped => "stopped",
        }
    }
}

impl fmt::Display for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The status of a run at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RunStatus {
    /// The name of the run.
    pub run: String,
    /// The job that the run belongs to.
    pub job_id: String,
    /// Whether the run is active.
    pub state: Activity,
    /// The number of applications in each state.
    pub counts: Counts,
    /// The number of batches in each state.
    pub batches: BatchCounts,
    /// While the run is active: the number of results in the minute before the latest one, by
    /// Nova's clock. `None` if there are too few for a rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_minute: Option<u64>,
    /// The estimated time until the run is finished at this rate, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds_left: Option<u64>,
}

impl RunStatus {
    pub(super) fn new(
        info: &RunInfo,
        (counts, batches): (Counts, BatchCounts),
        is_active: bool,
        latest: &[i64],
    ) -> Self {
        let state = match (counts.unfinished(), is_active) {
            (0, _) => Activity::Finished,
            (_, true) => Activity::Running,
            (_, false) => Activity::Stopped,
        };
        let per_minute = timing::per_minute(latest).filter(|_| state == Activity::Running);
        let seconds_left = per_minute.and_then(|rate| (counts.unfinished() * 60).checked_div(rate));
        let (run, job_id) = (info.name.clone(), info.job_id.clone());
        Self { run, job_id, state, counts, batches, per_minute, seconds_left }
    }
}

/// Writes a text unchanged or, if the format has a width (`{report:80}`), wrapped at this width.
fn write_text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match f.width() {
        Some(width) => crate::report::wrapped(text, width, f),
        None => f.write_str(text),
    }
}

impl fmt::Display for RunStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write(&mut text)?;
        write_text(&text, f)
    }
}

impl RunStatus {
    fn write(&self, f: &mut String) -> fmt::Result {
        let Counts { total, queued, sending, pending, scored, failed, rejected, invalid, .. } =
            self.counts;
        let BatchCounts { planned, open, settled, .. } = self.batches;
        writeln!(f, "Run {} of job {}: {}", clean(&self.run), clean(&self.job_id), self.state)?;
        writeln!(
            f,
            "{total} applications: {scored} scored, {failed} failed, {rejected} rejected, {invalid} invalid; \
             {pending} pending, {sending} being sent, {queued} queued"
        )?;
        writeln!(
            f,
            "{} batches: {planned} planned, {open} open, {settled} settled",
            planned + open + settled
        )?;
        if let (Some(rate), Some(seconds)) = (self.per_minute, self.seconds_left) {
            let (minutes, seconds) = (seconds / 60, seconds % 60);
            writeln!(f, "{rate} results per minute, about {minutes}:{seconds:02} min left")?;
        }
        Ok(())
    }
}

/// The aggregated results of a run. `Display` formats it for people, serde as JSON. For single
/// applications see [`Run::applications`](super::Run::applications).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RunReport {
    /// The status of the run.
    #[serde(flatten)]
    pub status: RunStatus,
    /// The number of applications with each score, lowest score first. `None` counts those that are
    /// scored according to Nova, but without a score.
    pub scores: Vec<ScoreCount>,
    /// The failed, rejected and invalid applications by reason, most frequent first.
    pub failures: Vec<FailureGroup>,
    /// Queue and scoring durations of the scored applications.
    #[serde(default)]
    pub timing: RunTiming,
}

/// The number of applications of a run with a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ScoreCount {
    /// The score as received from Nova.
    pub score: Option<i64>,
    /// The number of applications with this score.
    pub count: u64,
}

impl RunReport {
    pub(super) fn new(
        status: RunStatus,
        scores: Vec<(Option<i64>, u64)>,
        failures: Vec<FailureGroup>,
        timing: RunTiming,
    ) -> Self {
        let scores = scores.into_iter().map(|(score, count)| ScoreCount { score, count });
        Self { status, scores: scores.collect(), failures, timing }
    }
}

/// The maximum length of a bar of the chart, and the width of the columns before it.
const BAR: usize = 40;
const BEFORE_BAR: usize = 15;

impl fmt::Display for RunReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        let bar = f.width().map_or(BAR, |width| width.saturating_sub(BEFORE_BAR).clamp(1, BAR));
        self.write(bar as u64, &mut text)?;
        write_text(&text, f)
    }
}

impl RunReport {
    fn write(&self, max_bar: u64, f: &mut String) -> fmt::Result {
        self.status.write(f)?;
        let max_count = self.scores.iter().map(|one| one.count).max().unwrap_or(1).max(1);
        if !self.scores.is_empty() {
            writeln!(f, "\nScores")?;
        }
        for ScoreCount { score, count } in &self.scores {
            let score = score.map_or_else(|| "none".to_owned(), |score| score.to_string());
            let bar =
                "#".repeat(usize::try_from((count * max_bar).div_ceil(max_count)).unwrap_or(0));
            writeln!(f, "  {score:>4} {count:>7} {bar}")?;
        }
        if !self.failures.is_empty() {
            writeln!(f, "\nNot scored")?;
        }
        for group in &self.failures {
            let code = group.code.as_deref().map_or_else(|| "no code".to_owned(), clean);
            let helps = group.remedy.map_or("", |remedy| remedy.advice());
            writeln!(f, "  {:>7} {:<8} {code}: {helps}", group.count, group.state)?;
            if let Some(example) = &group.example {
                let label = if group.count == 1 { "message" } else { "for example" };
                writeln!(f, "{:>19}{label}: {}", "", clean(example))?;
            }
        }
        let spreads = [("queue", self.timing.queue_ms), ("scoring", self.timing.scoring_ms)];
        let spreads: Vec<_> = spreads
            .into_iter()
            .filter_map(|(what, spread)| Some(format!("{what} {}", spread?)))
            .collect();
        if spreads.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nTiming: {}", spreads.join("; "))
    }
}

/// Replaces control characters, since names and codes are external input.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
