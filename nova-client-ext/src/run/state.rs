//! The states of an application, and what becomes of it next: pure.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::store::StoreError;
use crate::Remedy;

/// Where an application of a run stands. Each stands in exactly one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum State {
    /// It is to be sent, for the first time or again.
    Queued,
    /// It belongs to a batch that is planned, and possibly sent.
    Sending,
    /// Nova has accepted it; its scoring has not ended.
    Pending,
    /// It has a score.
    Scored,
    /// It was accepted and its scoring failed.
    Failed,
    /// Nova turned it away, so it has no scoring job.
    Rejected,
    /// It was not sent: it breaks a limit, or the source has no résumé of it.
    Invalid,
}

impl State {
    /// Every state, in the order of an application's life.
    pub const ALL: [Self; 7] = [
        Self::Queued,
        Self::Sending,
        Self::Pending,
        Self::Scored,
        Self::Failed,
        Self::Rejected,
        Self::Invalid,
    ];

    /// Returns the word for it in the store and in JSON, for example `queued`.
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

    /// Whether nothing more happens to it by itself.
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

/// How many applications of a run stand where. `total` is the sum of the others, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Counts {
    /// All applications.
    pub total: u64,
    /// To be sent.
    pub queued: u64,
    /// Planned, and possibly sent.
    pub sending: u64,
    /// Accepted by Nova and not ended.
    pub pending: u64,
    /// With a score.
    pub scored: u64,
    /// Accepted, and the scoring failed.
    pub failed: u64,
    /// Turned away by Nova.
    pub rejected: u64,
    /// Not sent.
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

    /// Returns how many have not ended.
    pub fn unfinished(&self) -> u64 {
        self.queued + self.sending + self.pending
    }

    /// Returns how many have ended.
    pub fn finished(&self) -> u64 {
        self.total - self.unfinished()
    }
}

/// A place in the results of a run: grows with each result, and stays with it.
///
/// An application that is opened again ([`Run::retry`](super::Run::retry)) and ends anew has a new
/// position, and its old result is gone.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Position(pub i64);

impl Position {
    /// Before the first result.
    pub const START: Self = Self(0);
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is known of one application of a run. `Debug` shows neither payload nor assessment.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ApplicationRecord {
    /// The integrator's own identifier of the application.
    pub application_id: String,
    /// Where it stands.
    pub state: State,
    /// The score as Nova gave it, 1 to 10 if it is sound.
    pub score: Option<i64>,
    /// Why it failed or was rejected, in Nova's word; or `INVALID`.
    pub code: Option<String>,
    /// What helps.
    pub remedy: Option<Remedy>,
    /// Nova's words for the failure, or the source's, or those of the limit that was broken.
    pub message: Option<String>,
    /// Nova's identifier of its last scoring job.
    pub scoring_job_id: Option<String>,
    /// Nova's identifier of the batch it was last sent in, if it was one.
    pub batch_id: Option<String>,
    /// How often it was sent.
    pub attempts: u32,
    /// When its scoring ended, by Nova's clock; when it was seen to have ended, where Nova did not
    /// say.
    pub completed_at: Option<DateTime<Utc>>,
    /// How long it was queued, if it was scored and Nova said so. Milliseconds.
    pub queue_ms: Option<u64>,
    /// How long its scoring took, if it was scored and Nova said so. Milliseconds.
    pub scoring_ms: Option<u64>,
    /// Where its result stands, once it has ended.
    pub position: Option<Position>,
    /// What the caller gave along with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// The assessment as Nova sent it, where the run keeps assessments
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

/// What happened to an application.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ending {
    pub(super) state: Option<State>,
    pub(super) scoring_job_id: Option<String>,
    pub(super) score: Option<i64>,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) remedy: Option<Remedy>,
    pub(super) completed_at: Option<DateTime<Utc>>,
    pub(super) queue_ms: Option<u64>,
    pub(super) scoring_ms: Option<u64>,
    /// As JSON.
    pub(super) assessment: Option<String>,
}

impl Ending {
    pub(super) fn of(state: State) -> Self {
        Self { state: Some(state), ..Self::default() }
    }

    /// An application that is not sent.
    pub(super) fn invalid(reason: impl Into<String>) -> Self {
        Self {
            code: Some("INVALID".to_owned()),
            message: Some(reason.into()),
            remedy: Some(Remedy::FixRequest),
            ..Self::of(State::Invalid)
        }
    }
}

/// How an application is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Way {
    /// With others.
    Batch,
    /// By itself, for a new scoring job.
    Rescore,
    /// By itself: Nova would not take the batch it was in, and this shows whose fault it was.
    Alone,
    /// Not at all: it was sent before, and whether that arrived is to be looked up.
    Lookup,
}

impl Way {
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

/// What follows from what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It has ended.
    End,
    /// It is sent again, this way.
    Again(Way),
}

/// Decides whether an application that ended so is sent again. `retries` is how often it was
/// already, `most` how often it may be.
///
/// What is transient for a run is what may pass without anybody's doing: a scoring that failed for
/// a transient reason, a vendor that was busy, and a résumé's URL that did not work, since the
/// source is asked for another. A failed application has a scoring job, which only a rescore
/// replaces; a rejected one has none and goes into the next batch.
pub(super) fn next(ending: &Ending, retries: i64, most: u32) -> Next {
    let passes = matches!(
        ending.remedy,
        Some(Remedy::Rescore | Remedy::RetryLater | Remedy::RefreshResumeUrl)
    );
    let left = retries < i64::from(most);
    match ending.state {
        Some(State::Failed) if passes && left => Next::Again(Way::Rescore),
        Some(State::Rejected) if passes && left => Next::Again(Way::Batch),
        _ => Next::End,
    }
}

/// Which ended applications [`Run::retry`](super::Run::retry) opens again.
///
/// Every condition that is given must hold; without one, all that failed, was rejected or was
/// invalid is meant. What was scored is never opened.
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
    /// Begins with all that did not end well.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only those in this state, or in one of several that are given.
    pub fn state(mut self, state: State) -> Self {
        self.states.push(state);
        self
    }

    /// Only those with this code, or with one of several that are given.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.codes.push(code.into());
        self
    }

    /// Only those that this remedy helps, or one of several that are given.
    pub fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedies.push(remedy);
        self
    }

    /// Only this application, or one of several that are given.
    pub fn application(mut self, id: impl Into<String>) -> Self {
        self.applications.push(id.into());
        self
    }
}

/// Reads a remedy that may be a newer release's.
pub(super) fn remedy(word: &str) -> Remedy {
    Remedy::from(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_reads_back_and_is_counted_once() {
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
    fn what_may_pass_is_sent_again_as_often_as_allowed() {
        let ended = |state, remedy| Ending { remedy: Some(remedy), ..Ending::of(state) };
        for (state, remedy, again) in [
            (State::Failed, Remedy::Rescore, Some(Way::Rescore)),
            (State::Failed, Remedy::RetryLater, Some(Way::Rescore)),
            (State::Failed, Remedy::GenerateCriteria, None),
            (State::Failed, Remedy::Investigate, None),
            (State::Rejected, Remedy::RetryLater, Some(Way::Batch)),
            (State::Rejected, Remedy::RefreshResumeUrl, Some(Way::Batch)),
            (State::Rejected, Remedy::ReplaceResume, None),
            (State::Invalid, Remedy::RetryLater, None),
            (State::Scored, Remedy::RetryLater, None),
        ] {
            let expected = again.map_or(Next::End, Next::Again);
            assert_eq!(next(&ended(state, remedy), 0, 1), expected, "{state} {remedy}");
            assert_eq!(next(&ended(state, remedy), 1, 1), Next::End, "{state} {remedy}");
            assert_eq!(next(&ended(state, remedy), 0, 0), Next::End, "{state} {remedy}");
        }
    }

    #[test]
    fn a_record_shows_nothing_of_the_candidate() {
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
