//! One scoring job: waiting for it, and printing it.

use nova_client_ext::{
    Error, ErrorKind, Remedy, ScoringJob,
    report::{ScoringJobOutcome, ScoringJobReport},
    types,
    watch::Unfinished,
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::access;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

/// A scoring job under `--json`: the vendor's response, including the assessment, and its analysis.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScoringJobOutput {
    scoring_job: types::ScoringJob,
    outcome: ScoringJobOutcome,
    /// The remedy, if it failed.
    remedy: Option<Remedy>,
    /// What to do next, if there is anything.
    next: Option<String>,
}

/// Prints a scoring job, with advice if there is any. The table omits the assessment.
pub(crate) fn show(
    context: &Context,
    job: &types::ScoringJob,
    next: Option<&str>,
) -> Result<Exit, Failure> {
    let report = ScoringJobReport::new(job);
    let shown = ScoringJobOutput {
        scoring_job: job.clone(),
        outcome: report.outcome,
        remedy: report.remedy,
        next: next.map(str::to_owned),
    };
    context.output.outcome(Exit::of_job(&report), &shown, || match next {
        Some(next) => format!("{report}What next: {next}\n"),
        None => report.to_string(),
    })
}

/// The result of following a scoring job.
pub(crate) struct Followed {
    /// The last known state.
    pub(crate) job: types::ScoringJob,
    /// What ended the wait early, except a timeout.
    pub(crate) cut_short: Option<Failure>,
}

impl Followed {
    /// Prints the last known state, and returns the error that ended the wait.
    pub(crate) fn show(self, context: &Context, next: Option<&str>) -> Result<Exit, Failure> {
        let exit = show(context, &self.job, next)?;
        self.cut_short.map_or(Ok(exit), Err)
    }
}

/// Follows a scoring job, with the last known state `job`, until it has ended or the deadline.
pub(crate) async fn follow(
    context: &Context,
    handle: &ScoringJob,
    mut job: types::ScoringJob,
) -> Followed {
    if ScoringJobReport::new(&job).is_settled() {
        return Followed { job, cut_short: None };
    }
    let options = context.wait_options().jobs(1);
    let options = match job.queued_at {
        Some(at) => options.submitted_at(at),
        None => options,
    };
    let waited = tokio::select! {
        biased;
        failure = context.interrupted() => return Followed { job, cut_short: Some(failure) },
        waited = handle.wait(options) => waited,
    };
    match waited {
        // The job is fetched again, because a report has no assessment.
        Ok(_) => match context.or_interrupted(access::call(context, handle.status())).await {
            Ok(ended) => Followed { job: ended, cut_short: None },
            Err(failure) => Followed { job, cut_short: Some(failure) },
        },
        Err(error) => {
            let is_late = is_late(&error);
            if let Some(last) = error.unfinished().and_then(Unfinished::scoring_job_report) {
                // The status may be an unknown one, which is no longer pending.
                job.status = last.status;
            }
            let failure = access::failed(context, error).await;
            Followed { job, cut_short: (!is_late).then_some(failure) }
        }
    }
}

/// Returns whether a wait ended only because of its timeout, so that the last known state is the
/// result.
pub(crate) fn is_late(error: &Error) -> bool {
    let failed_unseen =
        |known: &Unfinished| known.report().is_none() && known.last_error().is_some();
    error.kind() == ErrorKind::WaitExpired && !error.unfinished().is_some_and(failed_unseen)
}
