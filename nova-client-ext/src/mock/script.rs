//! Batches that a test writes: which applications, what becomes of each, and when.

use std::collections::BTreeSet;
use std::time::Duration;

use nova_client::types::ErrorCode;

/// A batch to be placed in the mock: its applications and what becomes of them.
///
/// What is not said takes no time: without times, every job has ended when the batch is placed.
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
    pub(super) applications: Vec<ApplicationScript>,
    pub(super) queue_time: Duration,
    pub(super) scoring_time: Duration,
    pub(super) stagger: Duration,
    pub(super) only_finished: bool,
    pub(super) omitted: BTreeSet<String>,
}

impl BatchScript {
    /// A batch without applications.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an application. The same one may be added twice; each time makes a job.
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

    /// Adds an application that is turned away at intake: it has no job and is not counted.
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

    /// How long jobs wait before they start, unless an application says otherwise.
    pub fn queue_time(mut self, time: Duration) -> Self {
        self.queue_time = time;
        self
    }

    /// How long jobs are scored, unless an application says otherwise.
    pub fn scoring_time(mut self, time: Duration) -> Self {
        self.scoring_time = time;
        self
    }

    /// Makes each job wait this much longer than the one before it.
    pub fn stagger(mut self, step: Duration) -> Self {
        self.stagger = step;
        self
    }

    /// Lists only jobs that have ended. The counters go on counting all of them.
    pub fn list_only_finished(mut self) -> Self {
        self.only_finished = true;
        self
    }

    /// Never lists the jobs of this application. The counters go on counting them.
    pub fn omit(mut self, application_id: impl Into<String>) -> Self {
        self.omitted.insert(application_id.into());
        self
    }
}

/// One application of a [`BatchScript`].
#[derive(Clone, Debug)]
#[must_use]
pub struct ApplicationScript {
    pub(super) id: String,
    pub(super) fate: Fate,
    pub(super) queue_time: Option<Duration>,
    pub(super) scoring_time: Option<Duration>,
    pub(super) next: Option<Box<ApplicationScript>>,
}

/// What becomes of an application.
#[derive(Clone)]
pub(super) enum Fate {
    Scored { score: i64, assessment: String },
    Failed { code: Option<ErrorCode>, message: Option<String> },
    Rejected { code: ErrorCode, message: String, reason: Option<String> },
    Stuck,
}

impl std::fmt::Debug for Fate {
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
    /// An application that ends with this score, in or out of the documented 1 to 10.
    pub fn scored(id: impl Into<String>, score: i64) -> Self {
        Self::new(id, Fate::Scored { score, assessment: "Invented by the mock".into() })
    }

    /// An application whose job fails.
    pub fn failed(
        id: impl Into<String>,
        code: impl Into<ErrorCode>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(id, Fate::Failed { code: Some(code.into()), message: Some(message.into()) })
    }

    /// An application whose job fails without saying why.
    pub fn failed_without_code(id: impl Into<String>) -> Self {
        Self::new(id, Fate::Failed { code: None, message: None })
    }

    /// An application that is turned away at intake: it has no job and is not counted.
    pub fn rejected(
        id: impl Into<String>,
        code: impl Into<ErrorCode>,
        message: impl Into<String>,
        reason: Option<&str>,
    ) -> Self {
        let (code, message, reason) = (code.into(), message.into(), reason.map(str::to_owned));
        Self::new(id, Fate::Rejected { code, message, reason })
    }

    /// An application whose job starts and never ends.
    pub fn stuck(id: impl Into<String>) -> Self {
        Self::new(id, Fate::Stuck)
    }

    fn new(id: impl Into<String>, fate: Fate) -> Self {
        Self { id: id.into(), fate, queue_time: None, scoring_time: None, next: None }
    }

    /// The text in every member of a scored application's assessment. A test that must not find an
    /// assessment in its output chooses one that it can search for.
    pub fn assessment(mut self, text: impl Into<String>) -> Self {
        if let Fate::Scored { assessment, .. } = &mut self.fate {
            *assessment = text.into();
        }
        self
    }

    /// How long this application's job waits before it starts.
    pub fn queue_time(mut self, time: Duration) -> Self {
        self.queue_time = Some(time);
        self
    }

    /// How long this application's job is scored.
    pub fn scoring_time(mut self, time: Duration) -> Self {
        self.scoring_time = Some(time);
        self
    }

    /// What becomes of the application the next time it is judged: when it is submitted again after
    /// a rejection, or rescored. Without it, the same as the last time. A batch that is placed has
    /// no next time.
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
