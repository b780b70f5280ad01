//! The states of an application and the transitions between them, without I/O.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::store::StoreError;
use crate::Remedy;

/// The state of an application of a run. Each application is in exactly one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum State {
    /// Waiting to be sent, for the first time or again.
    Queued,
    /// In a batch that is planned and may have been sent.
    Sending,
    /// Accepted by Nova; the scoring has not ended.
    Pending,
    /// Scored.
    Scored,
    /// Accepted, and the scoring failed.
    Failed,
    /// Rejected by Nova when it was submitted, so there is no scoring job.
    Rejected,
    /// Cannot be sent, or not again: it violates a limit, or the source has no data for it.
    Invalid,
}

impl State {
    /// Every state, in the order of the life cycle.
    pub const ALL: [Self; 7] = [
        Self::Queued,
        Self::Sending,
        Self::Pending,
        Self::Scored,
        Self::Failed,
        Self::Rejected,
        Self::Invalid,
    ];

    /// Returns the name of the state in the store and in JSON, for example `queued`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Pending => "pending",
            Self::Scored => "scored",
            Self::Failed => "failed",
            Self::Rejected => "rejected",
            Self::Invalid => "invalid",
        }
    }

    /// Returns whether the state is final, until a [retry](super::Run::retry).
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Scored | Self::Failed | Self::Rejected | Self::Invalid)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for State {
    type Err = StoreError;

    fn from_str(word: &str) -> Result<Self, StoreError> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or_else(|| {
            StoreError::new(format!(
                "an application is in the state {word:?}, which this release does not know"
            ))
        })
    }
}

/// The number of applications of a run in each state. `total` is always the sum of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Counts {
    /// All applications.
    pub total: u64,
    /// Waiting to be sent.
    pub queued: u64,
    /// In a batch that is planned and may have been sent.
    pub sending: u64,
    /// Accepted by Nova; the scoring has not ended.
    pub pending: u64,
    /// Scored.
    pub scored: u64,
    /// Accepted, and the scoring failed.
    pub failed: u64,
    /// Rejected by Nova when it was submitted.
    pub rejected: u64,
    /// Cannot be sent, or not again.
    pub invalid: u64,
}

impl Counts {
    pub(super) fn add(&mut self, state: State, count: u64) {
        self.total += count;
        *match state {
            State::Queued => &mut self.queued,
            State::Sending => &mut self.sending,
            State::Pending => &mut self.pending,
            State::Scored => &mut self.scored,
            State::Failed => &mut self.failed,
            State::Rejected => &mut self.rejected,
            State::Invalid => &mut self.invalid,
        } += count;
    }

    /// Returns the number of applications that are not in a final state.
    pub fn unfinished(&self) -> u64 {
        self.queued + self.sending + self.pending
    }

    /// Returns the number of applications in a final state.
    pub fn finished(&self) -> u64 {
        self.total - self.unfinished()
    }
}

/// The position of a result in a run. Positions increase, and a result keeps its position.
///
/// An application that is requeued ([`Run::retry`](super::Run::retry)) gets a new position with its
/// new result, which replaces the old one.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Position(pub i64);

impl Position {
    /// The position before the first result.
    pub const START: Self = Self(0);
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The stored data of one application of a run. `Debug` omits payload and assessment.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ApplicationRecord {
    /// Your identifier of the application.
    pub application_id: String,
    /// The state of the application.
    pub state: State,
    /// The score as received from Nova; 1 to 10 if valid.
    pub score: Option<i64>,
    /// Nova's error code of the failure or rejection, or `INVALID`.
    pub code: Option<String>,
    /// The remedy for the failure.
    pub remedy: Option<Remedy>,
    /// The error message: Nova's, the source's, or that of the violated limit.
    pub message: Option<String>,
    /// Nova's identifier of the last scoring job.
    pub scoring_job_id: Option<String>,
    /// Nova's identifier of the batch in which the application was last sent, if there is one.
    pub batch_id: Option<String>,
    /// In how many batches and single requests the application was. Repeats of the same request are
    /// not counted.
    pub attempts: u32,
    /// When the application reached its final state: Nova's time if it reports one, the time of this
    /// process otherwise.
    pub completed_at: Option<DateTime<Utc>>,
    /// The time in Nova's queue in milliseconds, if scored and reported.
    pub queue_ms: Option<u64>,
    /// The duration of the scoring in milliseconds, if scored and reported.
    pub scoring_ms: Option<u64>,
    /// The position of the result, in a final state.
    pub position: Option<Position>,
    /// The payload given by the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// The assessment as received from Nova, if the run stores assessments
    /// ([`Spec::keep_assessments`](super::Spec::keep_assessments)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessment: Option<serde_json::Value>,
}

impl fmt::Debug for ApplicationRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApplicationRecord")
            .field("application_id", &self.application_id)
            .field("state", &self.state)
            .field("score", &self.score)
            .field("code", &self.code)
            .field("remedy", &self.remedy)
            .field("message", &self.message)
            .field("scoring_job_id", &self.scoring_job_id)
            .field("batch_id", &self.batch_id)
            .field("attempts", &self.attempts)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

/// The result of an application: the data of its final state.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct FinalResult {
    pub(super) state: Option<State>,
    pub(super) scoring_job_id: Option<String>,
    pub(super) score: Option<i64>,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) remedy: Option<Remedy>,
    pub(super) completed_at: Option<DateTime<Utc>>,
    pub(super) queue_ms: Option<u64>,
    pub(super) scoring_ms: Option<u64>,
    /// The assessment as JSON.
    pub(super) assessment: Option<String>,
}

impl FinalResult {
    pub(super) fn of(state: State) -> Self {
        Self { state: Some(state), ..Self::default() }
    }

    /// Creates the result of an application that is not sent.
    pub(super) fn invalid(reason: impl Into<String>) -> Self {
        Self {
            code: Some("INVALID".to_owned()),
            message: Some(reason.into()),
            remedy: Some(Remedy::FixRequest),
            ..Self::of(State::Invalid)
        }
    }
}

/// How an application is submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum SubmitMode {
    /// In a batch with others.
    Batch,
    /// In a single request, as a rescore.
    Rescore,
    /// In a single request, because Nova rejected the batch as a whole: this identifies the
    /// application that caused it.
    Alone,
    /// Not at all: it may have been sent before, so its scoring job is looked up.
    Lookup,
}

impl SubmitMode {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Batch => "batch",
            Self::Rescore => "rescore",
            Self::Alone => "alone",
            Self::Lookup => "lookup",
        }
    }

    pub(super) fn read(word: &str) -> Result<Self, StoreError> {
        [Self::Batch, Self::Rescore, Self::Alone, Self::Lookup]
            .into_iter()
            .find(|way| way.as_str() == word)
            .ok_or_else(|| {
                StoreError::new(format!(
                    "{word:?} is a way to send that this release does not know"
                ))
            })
    }
}

/// The next step for an application that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RetryDecision {
    /// It stays in its final state.
    Final,
    /// It is sent again in this way.
    Requeue(SubmitMode),
}

/// Decides whether an application is sent again. `has_job` is whether it has a scoring job,
/// `retries` the number of retries so far, and `max_retries` the maximum.
///
/// A run retries failures that can disappear without manual action: a transient scoring failure, a
/// busy vendor, and a résumé URL that did not work, since the source returns a new one. Only a
/// rescore replaces a scoring job; an application without one is added to the next batch.
pub(super) fn retry_decision(
    result: &FinalResult,
    has_job: bool,
    retries: i64,
    max_retries: u32,
) -> RetryDecision {
    let is_transient = matches!(
        result.remedy,
        Some(Remedy::Rescore | Remedy::RetryLater | Remedy::RefreshResumeUrl)
    );
    let has_retries = retries < i64::from(max_retries);
    match result.state {
        Some(State::Failed) if is_transient && has_retries => {
            RetryDecision::Requeue(SubmitMode::Rescore)
        }
        Some(State::Rejected) if is_transient && has_retries && has_job => {
            RetryDecision::Requeue(SubmitMode::Rescore)
        }
        Some(State::Rejected) if is_transient && has_retries => {
            RetryDecision::Requeue(SubmitMode::Batch)
        }
        _ => RetryDecision::Final,
    }
}

/// Selects the applications that [`Run::retry`](super::Run::retry) requeues.
///
/// All given conditions must hold; without a condition, every failed, rejected or invalid
/// application is selected. Scored applications are never requeued.
///
/// ```
/// use nova_client_ext::Remedy;
/// use nova_client_ext::run::Filter;
///
/// let new_criteria = Filter::new().remedy(Remedy::GenerateCriteria);
/// let two = Filter::new().application("app-1").application("app-2");
/// # drop((new_criteria, two));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Filter {
    pub(super) states: Vec<State>,
    pub(super) codes: Vec<String>,
    pub(super) remedies: Vec<Remedy>,
    pub(super) applications: Vec<String>,
}

impl Filter {
    /// Creates a filter that selects every failed, rejected or invalid application.
    pub fn new() -> Self {
        Self::default()
    }

    /// Selects applications in this state; repeated calls add alternatives.
    pub fn state(mut self, state: State) -> Self {
        self.states.push(state);
        self
    }

    /// Selects applications with this error code; repeated calls add alternatives.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.codes.push(code.into());
        self
    }

    /// Selects applications with this remedy; repeated calls add alternatives.
    pub fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedies.push(remedy);
        self
    }

    /// Selects this application; repeated calls add others.
    pub fn application(mut self, id: impl Into<String>) -> Self {
        self.applications.push(id.into());
        self
    }
}

/// Parses a remedy, including unknown ones stored by a newer release.
pub(super) fn remedy(word: &str) -> Remedy {
    Remedy::from(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_round_trips_and_is_counted_once() {
        let mut counts = Counts::default();
        for state in State::ALL {
            assert_eq!(state.as_str().parse::<State>().unwrap(), state);
            counts.add(state, 1);
        }
        assert_eq!(counts.total, 7);
        assert_eq!((counts.unfinished(), counts.finished()), (3, 4));
        assert!("paused".parse::<State>().unwrap_err().to_string().contains("\"paused\""));
    }

    #[test]
    fn transient_failures_are_retried_up_to_the_limit() {
        let ended = |state, remedy| FinalResult { remedy: Some(remedy), ..FinalResult::of(state) };
        for (state, remedy, again) in [
            (State::Failed, Remedy::Rescore, Some(SubmitMode::Rescore)),
            (State::Failed, Remedy::RetryLater, Some(SubmitMode::Rescore)),
            (State::Failed, Remedy::GenerateCriteria, None),
            (State::Failed, Remedy::Investigate, None),
            (State::Rejected, Remedy::RetryLater, Some(SubmitMode::Batch)),
            (State::Rejected, Remedy::RefreshResumeUrl, Some(SubmitMode::Batch)),
            (State::Rejected, Remedy::ReplaceResume, None),
            (State::Invalid, Remedy::RetryLater, None),
            (State::Scored, Remedy::RetryLater, None),
        ] {
            let expected = again.map_or(RetryDecision::Final, RetryDecision::Requeue);
            let result = ended(state, remedy);
            let has_job = state == State::Failed;
            assert_eq!(retry_decision(&result, has_job, 0, 1), expected, "{state} {remedy}");
            assert_eq!(
                retry_decision(&result, has_job, 1, 1),
                RetryDecision::Final,
                "{state} {remedy}"
            );
            assert_eq!(
                retry_decision(&result, has_job, 0, 0),
                RetryDecision::Final,
                "{state} {remedy}"
            );
            // An application with a scoring job is always rescored.
            let rescored =
                again.map_or(RetryDecision::Final, |_| RetryDecision::Requeue(SubmitMode::Rescore));
            assert_eq!(retry_decision(&result, true, 0, 1), rescored, "{state} {remedy}");
        }
    }

    #[test]
    fn debug_of_a_record_omits_candidate_data() {
        let record = ApplicationRecord {
            application_id: "app-1".into(),
            state: State::Scored,
            score: Some(7),
            code: None,
            remedy: None,
            message: None,
            scoring_job_id: None,
            batch_id: None,
            attempts: 1,
            completed_at: None,
            queue_ms: None,
            scoring_ms: None,
            position: Some(Position(3)),
            payload: Some("SECRET".into()),
            assessment: Some("SECRET".into()),
        };
        assert!(!format!("{record:?}").contains("SECRET"));
    }
}
