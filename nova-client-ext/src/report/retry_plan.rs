//! Which failed and rejected applications can go again, and which way.

use serde::{Deserialize, Serialize};

use super::batch_report::{Failure, Rejection};
use super::remedy::Remedy;

/// What to do with every failure and rejection of a report; each stands in exactly one list.
///
/// The way back into scoring depends on whether a scoring job exists. An accepted application that
/// failed has one, and only a *rescore* through the single endpoint makes another: sending the
/// batch again returns the same failed batch. A rejected application has none and is simply
/// *submitted* again, mended.
///
/// While the batch is pending, the plan covers what has failed so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
}

impl RetryPlan {
    pub(super) fn new(failures: &[Failure], rejections: &[Rejection]) -> Self {
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
        plan
    }

    /// Whether there is nothing to do: nothing failed and nothing was rejected.
    pub fn is_empty(&self) -> bool {
        self.rescore.is_empty() && self.submit.is_empty() && self.blocked.is_empty()
    }
}
