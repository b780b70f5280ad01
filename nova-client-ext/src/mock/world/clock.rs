//! The server's clock. It follows tokio's, so that tests can pause and advance it.

use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use tokio::time::Instant;

use crate::mock::world::lock;

/// The wall time at the start, plus the time elapsed on tokio's clock, plus the configured skew.
pub(crate) struct Clock {
    started: Instant,
    wall: DateTime<Utc>,
    skew: Mutex<TimeDelta>,
    speed: f64,
}

impl Clock {
    /// Creates a clock that starts at `wall`, or at the system time.
    pub(crate) fn new(wall: Option<DateTime<Utc>>, skew: TimeDelta, speed: f64) -> Self {
        Self {
            started: Instant::now(),
            wall: wall.unwrap_or_else(Utc::now),
            skew: Mutex::new(skew),
            speed,
        }
    }

    /// Returns the time since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Scales a duration by the mock's speed.
    pub(crate) fn scaled(&self, duration: Duration) -> Duration {
        Duration::try_from_secs_f64(duration.as_secs_f64() / self.speed).unwrap_or(Duration::MAX)
    }

    /// Returns the instant this long after the start; `None` on overflow.
    pub(crate) fn instant(&self, elapsed: Duration) -> Option<Instant> {
        self.started.checked_add(elapsed)
    }

    /// Returns the current time of the server's clock.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.at(self.elapsed())
    }

    /// Returns the time of the server's clock this long after the start, in milliseconds, the
    /// vendor's precision.
    pub(crate) fn at(&self, elapsed: Duration) -> DateTime<Utc> {
        let skew = *lock(&self.skew);
        // Saturates for values out of chrono's range.
        TimeDelta::from_std(elapsed)
            .ok()
            .and_then(|elapsed| self.wall.checked_add_signed(elapsed)?.checked_add_signed(skew))
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
            .trunc_subsecs(3)
    }

    pub(crate) fn set_skew(&self, skew: TimeDelta) {
        *lock(&self.skew) = skew;
    }
}
