//! How a run stands, and what became of it.

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

use super::ledger::{BatchCounts, FailureGroup, RunInfo};
use super::state::Counts;
use super::timing::RunTiming;

/// Whether a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Activity {
    /// A process works on it, or did a few seconds ago.
    Running,
    /// Every application has its end.
    Finished,
    /// Applications have not ended, and nobody works on it.
    Stopped,
}

impl Activity {
    /// Returns the word for it in JSON, for example `running`.
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

/// How a run stands: one moment of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RunStatus {
    /// Its name.
    pub run: String,
    /// The job it belongs to.
    pub job_id: String,
    /// Whether it goes on.
    pub state: Activity,
    /// How many applications stand where.
    pub counts: Counts,
    /// How many batches do.
    pub batches: BatchCounts,
}

impl RunStatus {
    pub(super) fn new(
        info: &RunInfo,
        (counts, batches): (Counts, BatchCounts),
        worked_on: bool,
    ) -> Self {
        let state = match (counts.unfinished(), worked_on) {
            (0, _) => Activity::Finished,
            (_, true) => Activity::Running,
            (_, false) => Activity::Stopped,
        };
        Self { run: info.name.clone(), job_id: info.job_id.clone(), state, counts, batches }
    }
}

/// Writes a text as it is or, if the format names a width (`{report:80}`), in lines of so many
/// columns.
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
        )
    }
}

/// What became of a run. `Display` prints it for people, serde as JSON; it holds nothing of single
/// applications, which [`Run::applications`](super::Run::applications) has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RunReport {
    /// How it stands.
    #[serde(flatten)]
    pub status: RunStatus,
    /// How many applications have each score, the lowest score first. `None` are those that Nova
    /// calls scored without giving a score.
    pub scores: Vec<ScoreCount>,
    /// What did not end well, by reason, the most frequent first.
    pub failures: Vec<FailureGroup>,
    /// How long the scored ones were queued and scored.
    #[serde(default)]
    pub timing: RunTiming,
}

/// How many applications of a run have a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ScoreCount {
    /// The score as Nova gave it.
    pub score: Option<i64>,
    /// How many have it.
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

/// The longest bar of the chart, and what stands before it.
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
    fn write(&self, longest_bar: u64, f: &mut String) -> fmt::Result {
        self.status.write(f)?;
        let most = self.scores.iter().map(|one| one.count).max().unwrap_or(1).max(1);
        if !self.scores.is_empty() {
            writeln!(f, "\nScores")?;
        }
        for ScoreCount { score, count } in &self.scores {
            let score = score.map_or_else(|| "none".to_owned(), |score| score.to_string());
            let bar =
                "#".repeat(usize::try_from((count * longest_bar).div_ceil(most)).unwrap_or(0));
            writeln!(f, "  {score:>4} {count:>7} {bar}")?;
        }
        if !self.failures.is_empty() {
            writeln!(f, "\nNot scored")?;
        }
        for group in &self.failures {
            let code = group.code.as_deref().map_or_else(|| "no code".to_owned(), clean);
            let helps = group.remedy.map_or("", |remedy| remedy.advice());
            writeln!(f, "  {:>7} {:<8} {code}: {helps}", group.count, group.state)?;
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

/// Without control characters: names and codes come from outside.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
