//! Waiting for batches and scoring jobs: one, or many thousands.
//!
//! Nova scores asynchronously, so a service without webhooks has to poll, and a service with
//! webhooks has to poll for those that were lost. This module decides when to poll. Bodies are
//! analysed in [`report`](crate::report), durations are predicted in `latency`, requests are sent
//! in `transport`.
//!
//! | module | subject |
//! |---|---|
//! | `options`, `event`, `saved`, `unfinished` | inputs and outputs |
//! | `emitted` | the state between two polls, and the events that follow |
//! | `watched` | the state machine of one target, without I/O |
//! | `single`, with `job` | one batch or one scoring job, with I/O |
//! | `many`, with `inbox` and `target` | many batches and scoring jobs, with I/O |
//! | `merge`, with `observer` | webhooks |
//! | `schedule` | the order of polls among many targets |

mod emitted;
mod event;
mod event_set;
mod inbox;
mod job;
mod many;
mod merge;
#[cfg(feature = "webhook")]
mod observer;
mod options;
mod saved;
mod schedule;
mod single;
mod submitted;
mod target;
mod unfinished;
mod watched;
#[cfg(feature = "webhook")]
mod webhook_event;

#[cfg(feature = "sqlite")]
pub(crate) use emitted::hash as stable_hash;
pub use event::{Appeared, BatchEvent, BatchUpdate, Progress, ScoringJobUpdate, WatchUpdate};
pub use inbox::WatchHandle;
pub use job::{ScoringJobEvent, ScoringJobWatch};
pub use many::{WatchAll, WatchMany};
#[cfg(feature = "webhook")]
pub use observer::Observer;
pub use options::WaitOptions;
pub use saved::SavedWatch;
#[cfg(feature = "run")]
pub(crate) use schedule::MaxGap;
pub use single::BatchWatch;
pub use target::{WatchTarget, Watchable};
pub use unfinished::Unfinished;
