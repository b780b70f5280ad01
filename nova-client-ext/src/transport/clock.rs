//! The one source of wall-clock time. It follows tokio's clock, which tests can pause, from where
//! it was made.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

#[derive(Clone, Debug)]
pub(crate) struct Clock {
    wall: Duration,
    started: Instant,
}

impl Clock {
    pub(crate) fn new() -> Self {
        // A clock set before 1970 is wrong anyway; zero keeps the arithmetic sound.
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { wall, started: Instant::now() }
    }

    /// The time since the Unix epoch.
    pub(crate) fn since_epoch(&self) -> Duration {
        self.wall + self.started.elapsed()
    }
}
