//! Waiting for batches and scoring jobs: one, or ten thousand.
//!
//! Nova scores asynchronously, so whoever does not receive webhooks must poll, and who does must make
//! sure that none was lost. This module decides when to poll. What a body means is for
//! [`report`](crate::report), how long things take for `latency`, how a request travels for
//! `transport`.
//!
//! | module | subject |
//! |---|---|
//! | `options`, `event`, `saved`, `unfinished` | what a caller gives and gets |
//! | `emitted` | what is kept between two polls, and the events that lie between them |
//! | `watched` | one batch or scoring job under watch, without I/O |
//! | `single`, with `job` | one batch or one scoring job, with I/O |
//! | `many`, with `inbox` and `target` | many batches and scoring jobs, with I/O |
//! | `merge`, with `observer` | what webhooks report, and how it comes in |
//! | `schedule` | who of many is polled next |

mod emitted;
mod event;
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
