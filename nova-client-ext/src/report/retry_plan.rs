//! The retry plan: which failed and rejected applications can be retried, and how.

use std::collections::{HashMap, HashSet};
use std::fmt;

use nova_client::types::ErrorCode;
use serde::{Deserialize, Serialize};

use super::batch_report::{Failure, Rejection};
use super::remedy::Remedy;
use crate::words::open_words;

/// What to do with the failures and rejections of a report. Each is in exactly one list.
///
/// How to retry depends on whether a scoring job exists. An accepted application that failed has
/// one, and only a *rescore* through the single endpoint creates another: submitting the batch
/// again returns the same failed batch. A rejected application has none and is *submitted* again,
/// once its résumé is fixed.
///
/// While the batch is pending, the plan covers the failures so far.
///
/// Its JSON has only the three lists of ids; the other fields of each application are in the
/// report. A plan that is read without its report has only the ids.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RetryPlan {
    /// Accepted applications that can be rescored. The remedy of each says whether it needs another
    /// résumé.
    pub rescore: Vec<String>,
    /// Rejected applications that can be submitted again, after following the remedy.
    pub submit: Vec<String>,
    /// All others: first fix the criteria, the credentials or the request, or ask the vendor.
    pub blocked: Vec<String>,
    #[serde(skip)]
    details: Vec<RetryApplication>,
}

/// Compares only the lists, which are what is serialized.
impl PartialEq for RetryPlan {
    fn eq(&self, other: &Self) -> bool {
        (&self.rescore, &self.submit, &self.blocked)
            == (&other.rescore, &other.submit, &other.blocked)
    }
}

impl Eq for RetryPlan {}

open_words! {
    /// How an application is retried.
    pub enum RetryWay {
        /// It has a failed scoring job: a rescore creates another.
        Rescore = "rescore",
        /// It was rejected and has no scoring job: it is submitted like a new one.
        Submit = "submit",
    }
    /// A way of a later version, in stored data.
    unknown = Unknown;
    description = "How an application is retried.";
}

/// An application of a [`RetryPlan`], with the cause of its failure and the remedy.
///
/// `Display` prints its id.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryApplication {
    /// The integrator's own identifier of the application.
    pub application_id: String,
    /// How it is retried.
    pub way: RetryWay,
    /// The scoring job that failed; `None` for a rejected application, which has none.
    pub scoring_job_id: Option<String>,
    /// The error code, if the vendor sent one.
    pub code: Option<ErrorCode>,
    /// A finer cause within the code of a rejection, for example `missing_eof`.
    pub reason: Option<String>,
    /// The vendor's message.
    pub message: Option<String>,
    /// The remedy. With [`Remedy::Rescore`] the same résumé can be sent again. `None` in a plan
    /// that was stored without its report.
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
                // Also `Rescore`: there is no scoring job that could be rescored.
                _ => &mut plan.blocked,
            };
            list.push(rejection.application_id.clone());
        }
        plan.set_details(failures, rejections);
        plan
    }

    /// Stores the details of the applications.
    pub(super) fn set_details(&mut self, failures: &[Failure], rejections: &[Rejection]) {
        self.details = failures
            .iter()
            .map(RetryApplication::failed)
            .chain(rejections.iter().map(RetryApplication::rejected))
            .collect();
    }

    /// Returns whether there is nothing to do: nothing failed and nothing was rejected.
    pub fn is_empty(&self) -> bool {
        self.rescore.is_empty() && self.submit.is_empty() && self.blocked.is_empty()
    }

    /// Returns the applications that can be retried, each once: rescores, then submits.
    ///
    /// An application in both lists of a stored plan is rescored, since a plain submit does not
    /// score an application with a failed scoring job again.
    pub fn applications(&self) -> Vec<RetryApplication> {
        let rescores = self.rescore.iter().map(|id| (id, RetryWay::Rescore));
        let submits = self.submit.iter().map(|id| (id, RetryWay::Submit));
        let mut seen = HashSet::new();
        let details: HashMap<&str, &RetryApplication> =
            self.details.iter().rev().map(|one| (one.application_id.as_str(), one)).collect();
        let find = |id: &str| {
            details.get(id).map_or_else(|| RetryApplication::unknown(id), |one| (*one).clone())
        };
        rescores
            .chain(submits)
            .filter(|(id, _)| seen.insert(id.as_str()))
            .map(|(id, way)| RetryApplication { way, ..find(id) })
            .collect()
    }

    /// Creates a plan of these applications and ids, with the details that this plan has.
    pub(crate) fn of(&self, open: &[RetryApplication], blocked: Vec<String>) -> Self {
        let ids = |way: &RetryWay| {
            let in_way = open.iter().filter(|one| one.way == *way);
            in_way.map(|one| one.application_id.clone()).collect()
        };
        Self {
            rescore: ids(&RetryWay::Rescore),
            submit: ids(&RetryWay::Submit),
            blocked,
            details: self.details.clone(),
        }
    }
}
