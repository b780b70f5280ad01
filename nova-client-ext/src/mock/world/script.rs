//! Scripted batches: applications with their outcomes and durations.

use std::collections::BTreeSet;
use std::time::Duration;

use nova_client::types::ErrorCode;

/// A batch to be placed in the mock: its applications and their outcomes.
///
/// Without times, every job has ended when the batch is placed.
///
/// ```
/// use std::time::Duration;
/// use nova_client_ext::mock::{ApplicationScript, BatchScript};
///
/// let script = BatchScript::new()
///     .scored("app-001", 7)
///     .failed("app-002", "TIMEOUT", "Scoring took too long")
///     .rejected("app-bad", "RESUME_CORRUPTED", "Resume file appears to be corrupted", Some("missing_eof"))
///     .stuck("app-003")
///     .application(ApplicationScript::scored("app-004", 9).scoring_time(Duration::from_secs(40)))
///     .queue_time(Duration::from_secs(2))
///     .scoring_time(Duration::from_secs(10));
/// # drop(script);
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct BatchScript {
    pub(crate) applications: Vec<ApplicationScript>,
    pub(crate) queue_time: Duration,
    pub(crate) scoring_time: Duration,
    pub(crate) stagger: Duration,
    pub(crate) only_finished: bool,
    pub(crate) omitted: BTreeSet<String>,
}

impl BatchScript {
    /// Creates a batch without applications.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an application. The same one can be added repeatedly; each time creates a job.
    pub fn application(mut self, application: ApplicationScript) -> Self {
        self.applications.push(application);
        self
    }

    /// Adds an application that ends with this score.
    pub fn scored(self, application_id: impl Into<String>, score: i64) -> Self {
        self.application(ApplicationScript::scored(application_id, score))
    }

    /// Adds an application whose job fails.
    pub fn failed(
        self,
        application_id: impl Into<String>,
        code: impl Into<ErrorCode>,
        message: impl Into<String>,
    ) -> Self {
        self.application(ApplicationScript::failed(application_id, code, message))
    }

    /// Adds an application that is rejected at intake: it has no job and is not counted.
    pub fn rejected(
        self,
        application_id: impl Into<String>,
        code: impl Into<ErrorCode>,
        message: impl Into<String>,
        reason: Option<&str>,
    ) -> Self {
        self.application(ApplicationScript::rejected(application_id, code, message, reason))
    }

    /// Adds an application whose job starts and never ends.
    pub fn stuck(self, application_id: impl Into<String>) -> Self {
        self.application(ApplicationScript::stuck(application_id))
    }

    /// Sets how long jobs are queued, unless overridden for an application.
    pub fn queue_time(mut self, time: Duration) -> Self {
        self.queue_time = time;
        self
    }

    /// Sets how long jobs are scored, unless overridden for an application.
    pub fn scoring_time(mut self, time: Duration) -> Self {
        self.scoring_time = time;
        self
    }

    /// Queues each job this much longer than the previous one.
    pub fn stagger(mut self, step: Duration) -> Self {
        self.stagger = step;
        self
    }

    /// Lists only jobs that have ended. The counters still include all of them.
    pub fn list_only_finished(mut self) -> Self {
        self.only_finished = true;
        self
    }

    /// Never lists the jobs of this application. The counters still include them.
    pub fn omit(mut self, application_id: impl Into<String>) -> Self {
        self.omitted.insert(application_id.into());
        self
    }
}

/// One application of a [`BatchScript`].
#[derive(Clone, Debug)]
#[must_use]
pub struct ApplicationScript {
    pub(crate) id: String,
    pub(crate) outcome: Outcome,
    pub(crate) queue_time: Option<Duration>,
    pub(crate) scoring_time: Option<Duration>,
    pub(crate) next: Option<Box<ApplicationScript>>,
}

/// The outcome of an application.
#[derive(Clone)]
pub(crate) enum Outcome {
    Scored { score: i64, assessment: String },
    Failed { code: Option<ErrorCode>, message: Option<String> },
    Rejected { code: ErrorCode, message: String, reason: Option<String> },
    Stuck,
}

impl std::fmt::Debug for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Scored { score, .. } => {
                f.debug_struct("Scored").field("score", score).finish_non_exhaustive()
            }
            Self::Failed { code, .. } => {
                f.debug_struct("Failed").field("code", code).finish_non_exhaustive()
            }
            Self::Rejected { code, .. } => {
                f.debug_struct("Rejected").field("code", code).finish_non_exhaustive()
            }
            Self::Stuck => f.write_str("Stuck"),
        }
    }
}

impl ApplicationScript {
    /// Creates an application that ends with this score, in or out of the documented 1 to 10.
    pub fn scored(id: impl Into<String>, score: i64) -> Self {
        Self::new(id, Outcome::Scored { score, assessment: "Invented by the mock".into() })
    }

    /// Creates an application whose job fails.
    pub fn failed(
        id: impl Into<String>,
        code: impl Into<ErrorCode>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(id, Outcome::Failed { code: Some(code.into()), message: Some(message.into()) })
    }

    /// Creates an application whose job fails without a code.
    pub fn failed_without_code(id: impl Into<String>) -> Self {
        Self::new(id, Outcome::Failed { code: None, message: None })
    }

    /// Creates an application that is rejected at intake: it has no job and is not counted.
    pub fn rejected(
        id: impl Into<String>,
        code: impl Into<ErrorCode>,
        message: impl Into<String>,
        reason: Option<&str>,
    ) -> Self {
        let (code, message, reason) = (code.into(), message.into(), reason.map(str::to_owned));
        Self::new(id, Outcome::Rejected { code, message, reason })
    }

    /// Creates an application whose job starts and never ends.
    pub fn stuck(id: impl Into<String>) -> Self {
        Self::new(id, Outcome::Stuck)
    }

    fn new(id: impl Into<String>, outcome: Outcome) -> Self {
        Self { id: id.into(), outcome, queue_time: None, scoring_time: None, next: None }
    }

    /// Sets the text in every field of a scored application's assessment, for example to one that a
    /// test can search for in its output.
    pub fn assessment(mut self, text: impl Into<String>) -> Self {
        if let Outcome::Scored { assessment, .. } = &mut self.outcome {
            *assessment = text.into();
        }
        self
    }

    /// Sets how long this application's job is queued.
    pub fn queue_time(mut self, time: Duration) -> Self {
        self.queue_time = Some(time);
        self
    }

    /// Sets how long this application's job is scored.
    pub fn scoring_time(mut self, time: Duration) -> Self {
        self.scoring_time = Some(time);
        self
    }

    /// Sets the outcome of the next submit: after a rejection, or as a rescore. Without it, the
    /// outcome stays the same. It has no effect in a placed batch.
    ///
    /// ```
    /// use nova_client_ext::mock::ApplicationScript;
    ///
    /// let fails_first = ApplicationScript::failed("app-1", "TIMEOUT", "Scoring took too long")
    ///     .then(ApplicationScript::scored("app-1", 7));
    /// # drop(fails_first);
    /// ```
    pub fn then(mut self, next: Self) -> Self {
        self.next = Some(Box::new(match self.next {
            Some(already) => already.then(next),
            None => Self { id: self.id.clone(), ..next },
        }));
        self
    }
}
