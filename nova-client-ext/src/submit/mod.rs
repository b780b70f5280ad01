//! Submitting applications for scoring: the requests, their limits, and the responses.
//!
//! A request is validated against the limits of the contract before anything is sent: one error
//! names every invalid application and each limit. The content of a résumé is never inspected or
//! printed. [`Application::score`](crate::Application::score) takes one application,
//! [`Job::submit_batch`](crate::Job::submit_batch) up to 25. Their outcomes are in
//! [`report`](crate::report).
//!
//! | module | subject |
//! |---|---|
//! | `resume`, `request`, `batch` | the requests |
//! | `limits` | their validation |
//! | `split` | splitting applications into batches |
//! | `submitted_batch`, `submitted_scoring_job` | the calls and their responses |
//! | `rejected` | the rejections in the error of a batch that was rejected as a whole |
//! | `retry` | executing a retry plan |

mod batch;
mod limits;
mod measure;
mod rejected;
mod request;
mod resume;
mod retry;
mod split;
mod submitted_batch;
mod submitted_scoring_job;

pub use crate::report::{RetryApplication, RetryWay};
pub use batch::{BatchApplication, BatchRequest};
pub use limits::{InvalidApplication, Violation};
pub use rejected::RejectionDetail;
pub use request::ScoreRequest;
pub use resume::Resume;
pub use retry::{Retried, RetriedOutcome, Retry, RetryReport};
pub use split::SplitBatches;
pub use submitted_batch::SubmittedBatch;
pub use submitted_scoring_job::SubmittedScoringJob;

/// Returns the text without a byte order mark, which some editors write at the start of a file.
pub(crate) fn without_mark(text: impl Into<String>) -> String {
    let text = text.into();
    match nova_client::text::strip_mark(&text) {
        rest if rest.len() < text.len() => rest.to_owned(),
        _ => text,
    }
}
