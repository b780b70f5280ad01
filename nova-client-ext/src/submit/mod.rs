//! Submitting applications for scoring: what a request is made of, and what became of it at intake.
//!
//! A request is checked here, by the limits of the contract, before anything is sent: one error
//! names every application that breaks one, and the limit. What a résumé says is nobody's business
//! here; it is carried and never printed. [`Application::score`](crate::Application::score) takes
//! one application, [`Job::submit_batch`](crate::Job::submit_batch) up to 25. What became of them
//! after intake is for [`report`](crate::report) to say.
//!
//! | module | subject |
//! |---|---|
//! | `resume`, `request`, `batch` | what a caller says |
//! | `limits` | what cannot be right about it |
//! | `split` | any number of applications, cut into batches |
//! | `submitted_batch`, `submitted_scoring_job` | the submit, and its response |
//! | `rejected` | what the error says of each application when all were rejected |
//! | `retry` | carrying out a retry plan |

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
