//! Which failed and rejected applications can go again, and which way.

use std::collections::HashSet;
use std::fmt;

use nova_client::types::ErrorCode;
use serde::{Deserialize, Serialize};

use super::batch_report::{Failure, Rejection};
use super::remedy::Remedy;
use crate::words::open_words;

/// What to do with every failure and rejection of a report; each stands in exactly one list.
///
/// The way back into scoring depends on whether a scoring job exists. An accepted application that
/// failed has one, and only a *rescore* through the single endpoint makes another: sending the
/// batch again returns the same failed batch. A rejected application has none and is simply
/// *submitted* again, once its résumé is fixed.
///
/// While the batch is pending, the plan covers what has failed so far.
///
/// As JSON it is its three lists; what is known of each application stands in the report. A plan
/// that is stored by itself and read again knows the ids only.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RetryPlan {
    /// Accepted applications that can be rescored. The remedy of each says whether the résumé sent
    /// before will do.
    pub rescore: Vec<String>,
    /// Rejected applications that can be submitted again, once what the remedy names is done.
    pub submit: Vec<String>,
    /// All others: someone must first act on criteria, credentials or the request, or ask the
    /// vendor.
    pub blocked: Vec<String>,
    #[serde(skip)]
    known: Vec<RetryApplication>,
}

/// The lists count; what is known of the applications is the report's.
impl PartialEq for RetryPlan {
    fn eq(&self, other: &Self) -> bool {
        (&self.rescore, &self.submit, &self.blocked)
            == (&other.rescore, &other.submit, &other.blocked)
    }
}

impl Eq for RetryPlan {}

open_words! {
    /// How an application goes again.
    pub enum RetryWay {
        /// It has a scoring job that failed: another is asked for.
        Rescore = "rescore",
        /// It was rejected and has none: it is submitted like a new one.
        Submit = "submit",
    }
    /// A way of a later version, in something that was stored.
    unknown = Unknown;
    description = "How an application goes again.";
}

/// An application of a [`RetryPlan`], with why it failed and what helps.
///
/// `Display` prints its id.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryApplication {
    /// The integrator's own identifier of the application.
    pub application_id: String,
    /// Which way it goes again.
    pub way: RetryWay,
    /// The scoring job that failed; `None` for a rejected application, which has none.
    pub scoring_job_id: Option<String>,
    /// Why it failed or was rejected, if the vendor said so.
    pub code: Option<ErrorCode>,
    /// A finer cause within the code of a rejection, for example `missing_eof`.
    pub reason: Option<String>,
    /// The vendor's words for it.
    pub message: Option<String>,
    /// What helps: with [`Remedy::Rescore`] the résumé sent before will do. `None` in a plan that
    /// was stored without its report.
    pub remedy: Option<Remedy>,
}

impl RetryApplication {
    /// Returns the integrator's own identifier of the application.
    pub fn id(&self) -> &str {
        &self.application_id
    }

    fn unknown(application_id: &str) -> Self {
        Self {
            application_id: application_id.to_owned(),
            way: RetryWay::Submit,
            scoring_job_id: None,
            code: None,
            reason: None,
            message: None,
            remedy: None,
        }
    }

    fn failed(failure: &Failure) -> Self {
        Self {
            way: RetryWay::Rescore,
            scoring_job_id: Some(failure.scoring_job_id.clone()),
            code: failure.code.clone(),
            message: failure.message.clone(),
            remedy: Some(failure.remedy),
            ..Self::unknown(&failure.application_id)
        }
    }

    pub(crate) fn rejected(rejection: &Rejection) -> Self {
        Self {
            code: Some(rejection.code.clone()),
            reason: rejection.reason.clone(),
            message: Some(rejection.message.clone()),
            remedy: Some(rejection.remedy),
            ..Self::unknown(&rejection.application_id)
        }
    }
}

impl AsRef<str> for RetryApplication {
    fn as_ref(&self) -> &str {
        &self.application_id
    }
}

impl fmt::Display for RetryApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.application_id)
    }
}

impl RetryPlan {
    pub(crate) fn new(failures: &[Failure], rejections: &[Rejection]) -> Self {
        let mut plan = Self::default();
        for failure in failures {
            let list = match failure.remedy {
                Remedy::Rescore
                | Remedy::RetryLater
                | Remedy::RefreshResumeUrl
                | Remedy::ReplaceResume => &mut plan.rescore,
                _ => &mut plan.blocked,
            };
            list.push(failure.application_id.clone());
        }
        for rejection in rejections {
            let list = match rejection.remedy {
                Remedy::RetryLater | Remedy::RefreshResumeUrl | Remedy::ReplaceResume => {
                    &mut plan.submit
                }
                // `Rescore` too: there is no job that could be scored again.
                _ => &mut plan.blocked,
            };
            list.push(rejection.application_id.clone());
        }
        plan.know(failures, rejections);
        plan
    }

    /// Takes in what is known of the applications.
    pub(super) fn know(&mut self, failures: &[Failure], rejections: &[Rejection]) {
        self.known = failures
            .iter()
            .map(RetryApplication::failed)
            .chain(rejections.iter().map(RetryApplication::rejected))
            .collect();
    }

    /// Returns whether there is nothing to do: nothing failed and nothing was rejected.
    pub fn is_empty(&self) -> bool {
        self.rescore.is_empty() && self.submit.is_empty() && self.blocked.is_empty()
    }

    /// Returns the applications that can go again, each once: rescores, then submits.
    ///
    /// An application that a stored plan names in both lists is rescored: one that has a failed
    /// scoring job is not scored again by a plain submit.
    pub fn applications(&self) -> Vec<RetryApplication> {
        let rescores = self.rescore.iter().map(|id| (id, RetryWay::Rescore));
        let submits = self.submit.iter().map(|id| (id, RetryWay::Submit));
        let mut seen = HashSet::new();
        rescores
            .chain(submits)
            .filter(|(id, _)| seen.insert(id.as_str()))
            .map(|(id, way)| RetryApplication { way, ..self.find(id) })
            .collect()
    }

    fn find(&self, id: &str) -> RetryApplication {
        let known = self.known.iter().find(|known| known.application_id == id);
        known.cloned().unwrap_or_else(|| RetryApplication::unknown(id))
    }

    /// The plan of these applications, with what is known of them, and of those that are blocked.
    pub(crate) fn of(&self, open: &[RetryApplication], blocked: Vec<String>) -> Self {
        let ids = |way: &RetryWay| {
            let of_way = open.iter().filter(|one| one.way == *way);
            of_way.map(|one| one.application_id.clone()).collect()
        };
        Self {
            rescore: ids(&RetryWay::Rescore),
            submit: ids(&RetryWay::Submit),
            blocked,
            known: self.known.clone(),
        }
    }
}
