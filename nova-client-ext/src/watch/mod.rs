//! Waiting for batches: one, or ten thousand.
//!
//! Nova scores asynchronously, so whoever does not receive webhooks must look again and again, and
//! who does must make sure that none was lost. This is the place that decides when. What may not
//! come in: what a body means, which is for `scoring`, and how a request travels, which is for
//! `transport`.
//!
//! | room | subject |
//! |---|---|
//! | `options`, `event`, `saved`, `unfinished` | what a caller gives and gets |
//! | `emitted` | what is kept between two looks, and the events that lie between them |
//! | `watched` | one batch or scoring job under watch, without I/O |
//! | `single`, with `job` | one batch or one scoring job, with I/O |
//! | `many`, with `inbox` | many batches, with I/O |
//! | `merge`, with `observer` | what webhooks tell, and how it comes in |
//! | `schedule` | who of many is looked at next |

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
mod unfinished;
mod watched;
#[cfg(feature = "webhook")]
mod webhook_event;

pub use event::{Appeared, BatchEvent, BatchUpdate, Progress};
pub use inbox::WatchHandle;
pub use job::{ScoringJobEvent, ScoringJobWatch};
pub use many::WatchAll;
#[cfg(feature = "webhook")]
pub use observer::Observer;
pub use options::WaitOptions;
pub use saved::SavedWatch;
pub use single::BatchWatch;
pub use unfinished::Unfinished;
