//! One scoring job: waiting for its end, and printing it.

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

/// A scoring job under `--json`: the vendor's response, the assessment included, and what this
/// client makes of it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScoringJobOutput {
    scoring_job: types::ScoringJob,
    outcome: ScoringJobOutcome,
    /// What helps, if it failed.
    remedy: Option<Remedy>,
    /// What to do next, where there is something to do.
    next: Option<String>,
}

/// Prints a scoring job, with what to do next where there is something to say. The table leaves the
/// assessment out.
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

/// How far a scoring job was followed.
pub(crate) struct Followed {
    /// As it was last seen.
    pub(crate) job: types::ScoringJob,
    /// What ended the wait early, except that its time was up.
    pub(crate) cut_short: Option<Failure>,
}

impl Followed {
    /// Prints what is known, and ends with what cut it short.
    pub(crate) fn show(self, context: &Context, next: Option<&str>) -> Result<Exit, Failure> {
        let exit = show(context, &self.job, next)?;
        self.cut_short.map_or(Ok(exit), Err)
    }
}

/// Follows a scoring job, last seen as `job`, until it has ended or time is up.
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
        // A report has no assessment, which may be what is wanted.
        Ok(_) => match context.or_interrupted(access::call(context, handle.status())).await {
            Ok(ended) => Followed { job: ended, cut_short: None },
            Err(failure) => Followed { job, cut_short: Some(failure) },
        },
        Err(error) => {
            let is_late = is_late(&error);
            if let Some(last) = error.unfinished().and_then(Unfinished::scoring_job_report) {
                // It may be one that nobody has seen, which is no longer pending.
                job.status = last.status;
            }
            let failure = access::failed(context, error).await;
            Followed { job, cut_short: (!is_late).then_some(failure) }
        }
    }
}

/// Returns whether a wait ended only because its time was up: then what is known is the result.
pub(crate) fn is_late(error: &Error) -> bool {
    let failed_unseen =
        |known: &Unfinished| known.report().is_none() && known.last_error().is_some();
    error.kind() == ErrorKind::WaitExpired && !error.unfinished().is_some_and(failed_unseen)
}
