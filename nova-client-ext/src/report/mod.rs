//! The analysis of a batch status, without any I/O.
//!
//! A service submits applications to Nova and must know for each one whether it was scored, failed,
//! was rejected, or is still running. The body of a batch status contains this three times: in the
//! **list** of scoring jobs and rejections, in the **counters** of the batch, and in its
//! **status**. They may contradict each other. [`BatchReport::new`] resolves this by fixed rules,
//! and reports each contradiction as an [`Inconsistency`].
//!
//! # The rules
//!
//! 1. A listed job outweighs the counters; the counters outweigh the status.
//! 2. Every application that is listed or rejected is in exactly one of scored, failed, pending and
//!    rejected.
//! 3. The applications that `totalJobs` counts and the list does not contain are `unlisted`. So
//!    `scored + failed + pending + unlisted = totalJobs`, unless the list is longer than that,
//!    which is reported.
//! 4. The counters apply to the unlisted applications: as many as they count beyond the list have
//!    ended accordingly, and the others are unfinished.
//! 5. A batch is finished when no listed job is pending and the counters account for every unlisted
//!    one. Then the numbers of scored, failed and rejected applications determine the outcome. An
//!    unfinished batch is `Pending`, except with an unknown status, which may mean that the rest is
//!    never scored: then the outcome is `Unknown`.
//! 6. Every correction is reported, and the report contains everything that was received except
//!    assessments, which are personal data and not needed here.
//! # Special cases
//!
//! | body | result, and why |
//! |---|---|
//! | list shorter than `totalJobs`, batch pending (the vendor's own example) | the rest is `unlisted`; the counters say whether it has ended. Normal, no inconsistency |
//! | the same, batch not pending | `unlisted_jobs`: only the number of each result is known. The counters determine the outcome |
//! | list longer than `totalJobs` | every listed application counts (rule 1): `list_longer_than_total`, `unlisted` is 0 |
//! | counters lower than the list | the list counts: `counters_below_list` |
//! | counters count more than the list leaves room for | the list counts: `counters_above_list` |
//! | counters add up to more than `totalJobs` | `counters_above_total`; if nothing is listed they count as they are |
//! | a negative counter | read as 0: `negative_counter` |
//! | `pending`, list complete and every job finished | finished, by rule 1: `status_contradicts_evidence`. Waiting longer would change nothing |
//! | `completed` or `failed`, a listed job pending | `Pending`, by rule 1: `status_contradicts_evidence`. An application may still get its score |
//! | `completed` or `failed`, the counters leave some open | `Pending`, by rule 1: `status_contradicts_evidence` and `unlisted_jobs` |
//! | `completed` with a failed job; `failed` without one | the outcome follows the jobs: `status_contradicts_evidence` |
//! | no job listed, none counted | only the status is left: `pending` is `Pending` (otherwise a batch just created would count as a success), an unknown status `Unknown`; `completed` and `failed` are finished, so `TotalFailure` if something was rejected, else `Completed`; `failed` is a `status_contradicts_evidence` |
//! | everything rejected | `TotalFailure` once finished |
//! | unknown batch status | the outcome if the batch is finished, else `Unknown`: `unknown_batch_status` |
//! | unknown job status | the job is pending, since there is no evidence that it ended, and its status is kept: `unknown_job_status` |
//! | one application, several scoring jobs | one of them counts: the one queued last (as in the vendor's "latest score"), else ended over not ended, else ended last, else last in the list: `duplicate_application` |
//! | one scoring job listed twice | counted once, by the same order; under two applications, once for each, as both were sent: `duplicate_scoring_job` |
//! | an application rejected twice | the first counts: `duplicate_rejection` |
//! | rejected, and also a job | only the job counts (rule 1): `rejected_with_job` |
//! | a job of another job than the batch's | it counts, because it is listed: `foreign_job` |
//! | a job both failed and scored | its status counts, the one field that states the outcome: `failed_and_scored` |
//! | a pending job or batch with fields of a finished one | it is pending: `unfinished_with_result` |
//! | failed without a code | failed, remedy `Investigate`: `failed_without_code` |
//! | completed without score or assessment | scored, as the vendor counts it; the score is absent: `completed_without_score`, `completed_without_assessment` |
//! | score out of range | kept as received, since a clamped score would be made up: `score_out_of_range` |
//! | timestamp missing | no duration is computed: `timestamp_missing`. A failed job may not have started |
//! | timestamps out of order | the job is excluded from the timing: `timestamps_out_of_order` |
//!
//! # The modules
//!
//! `analysis` is the entry point; `listing` reads the list, `evidence` weighs it against counters
//! and status, `timing` computes durations; `submitted` reads the response to a submission.
//! `batch_report`, `scoring_job_report`, `outcome`, `remedy`, `retry_plan` and `inconsistency` are
//! the results, `table` formats them. `amend` updates a body with webhooks, `later` a report with
//! later scoring jobs. Nothing here does I/O or uses a client.

mod amend;
mod analysis;
mod batch_report;
mod evidence;
mod inconsistency;
mod later;
mod listing;
mod outcome;
mod remedy;
mod retry_plan;
mod scored_job;
mod scoring_job_report;
mod submitted;
mod table;
mod timing;

pub(crate) use amend::{TerminalState, amend, lists_every_application};
pub use batch_report::{
    ApplicationOutcome, BatchReport, Counts, Failure, PendingApplication, Rejection,
    ScoredApplication,
};
pub use inconsistency::{Inconsistency, InconsistencyKind};
pub use outcome::{BatchOutcome, ScoringJobOutcome};
pub use remedy::Remedy;
pub use retry_plan::{RetryApplication, RetryPlan, RetryWay};
pub use scored_job::ScoredJob;
pub use scoring_job_report::ScoringJobReport;
pub(crate) use scoring_job_report::batch_of_one;
pub(crate) use submitted::status_of_submission;
#[cfg(feature = "run")]
pub(crate) use table::wrapped;
pub use timing::{Spread, Timing};
