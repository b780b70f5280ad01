//! What a batch status means: the analysis, without any I/O.
//!
//! A service hands applications to Nova and must know of each one whether it was scored, failed,
//! was rejected, or is still running. The body of a batch status says so three times over: in
//! the **list** of scoring jobs and rejections, in the **counters** of the batch, and in its
//! **status word**. They need not agree. [`BatchReport::new`] reads them by fixed rules, and
//! whatever had to be overruled becomes an [`Inconsistency`].
//!
//! # The rules
//!
//! 1. A listed job outweighs the counters; the counters outweigh the status word.
//! 2. Every application that is listed or rejected stands in exactly one of scored, failed, pending
//!    and rejected.
//! 3. What the batch counts (`totalJobs`) beyond the applications it lists is `unlisted`. So
//!    `scored + failed + pending + unlisted = totalJobs`, unless the list is longer than that,
//!    which is reported.
//! 4. The counters speak for what is not listed: what they count beyond the list has ended that
//!    way, and what is left is unfinished.
//! 5. A batch is finished when no listed job is pending and the counters account for every unlisted
//!    one. Then what was scored, failed or rejected gives the outcome. Unfinished is `Pending`,
//!    except under a status word that nobody has seen: it may mean that the rest is never scored,
//!    so the outcome is `Unknown`.
//! 6. Nothing is repaired in silence, and nothing received is dropped from the report but
//!    assessments, which are personal data and not needed to emit what happened.
//!
//! # The hard cases
//!
//! | the body | what is reported, and why |
//! |---|---|
//! | list shorter than `totalJobs`, batch pending (the vendor's own example) | the rest is `unlisted`; the counters say whether it has ended. Normal, no inconsistency |
//! | the same, batch not pending | `unlisted_jobs`: their fate is known by number only. The outcome still stands, by the counters |
//! | list longer than `totalJobs` | every listed application counts (rule 1): `list_longer_than_total`, `unlisted` is 0 |
//! | counters lower than the list | the list counts: `counters_below_list` |
//! | counters say more than the list leaves module for | the list counts: `counters_above_list` |
//! | counters add up to more than `totalJobs` | `counters_above_total`; if nothing is listed they count as they are |
//! | a counter below zero | read as 0, the only number it can have meant: `negative_counter` |
//! | `pending`, list complete and every job finished | finished, by rule 1: `status_contradicts_evidence`. Waiting longer would change nothing |
//! | `completed` or `failed`, a listed job pending | `Pending`, by rule 1: `status_contradicts_evidence`. An application may still get its score |
//! | `completed` or `failed`, the counters leave some open | `Pending`, by rule 1: `status_contradicts_evidence` and `unlisted_jobs` |
//! | `completed` with a failed job; `failed` without one | the outcome follows the jobs: `status_contradicts_evidence` |
//! | no job listed, none counted | nothing speaks but the word: `pending` is `Pending` (read as finished, a batch just created would pass for a success), an unknown word `Unknown`; `completed` and `failed` are finished, so `TotalFailure` if something was rejected, else `Completed`; `failed` is a `status_contradicts_evidence` |
//! | everything rejected | `TotalFailure` once finished |
//! | unknown batch status | the outcome if the batch is finished, else `Unknown`: `unknown_batch_status` |
//! | unknown job status | the job is pending, since nothing says that it ended, and keeps its word: `unknown_job_status` |
//! | one application, several scoring jobs | one of them counts: queued last (the vendor's "latest score" means that too), else ended over not ended, else ended last, else last in the list: `duplicate_application` |
//! | one scoring job listed twice | counted once, by the same order; under two applications, once for each, as both were sent: `duplicate_scoring_job` |
//! | an application rejected twice | the first counts: `duplicate_rejection` |
//! | rejected, and a job all the same | the job counts (rule 1), and only it: `rejected_with_job` |
//! | a job of another job than the batch's | it counts, because it is listed: `foreign_job` |
//! | a job both failed and scored | its status word counts, the one field that states the outcome: `failed_and_scored` |
//! | a pending job or batch with signs of an end | it is pending: `unfinished_with_result` |
//! | failed without a code | failed, remedy `Investigate`: `failed_without_code` |
//! | completed without score or assessment | scored, since the vendor counts it so; the score is absent: `completed_without_score`, `completed_without_assessment` |
//! | score out of range | kept as it came, since a clamped score would be an invention: `score_out_of_range` |
//! | timestamp missing | no duration from it: `timestamp_missing`. A failed job need not have started |
//! | timestamps out of order | the job is left out of the timing, a negative duration is no duration: `timestamps_out_of_order` |
//!
//! # The modules
//!
//! `analysis` leads through the reading; `listing` checks the list, `evidence` weighs it against
//! counters and word, `timing` measures; `submitted` shows a batch as its submission did. `report`,
//! `scoring_job_report`, `outcome`, `remedy`, `retry_plan` and `inconsistency` are what comes out, `table`
//! is how a person reads it. `amend` brings a body up to date with webhooks, `later` a report with
//! later scoring jobs. Nothing here does I/O or knows a client.

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
pub(crate) use table::wrapped;
pub use timing::{Spread, Timing};
