//! The server's clock. It follows tokio's, so that a test that pauses and advances time moves the
//! server too.

use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use tokio::time::Instant;

use crate::mock::world::lock;

/// Wall time at the start plus what has passed on tokio's clock, plus a skew that tests may set.
pub(crate) struct Clock {
    started: Instant,
    wall: DateTime<Utc>,
    skew: Mutex<TimeDelta>,
    speed: f64,
}

impl Clock {
    /// Creates a clock that reads `wall` now; the system's time if there is none.
    pub(crate) fn new(wall: Option<DateTime<Utc>>, skew: TimeDelta, speed: f64) -> Self {
        Self {
            started: Instant::now(),
            wall: wall.unwrap_or_else(Utc::now),
            skew: Mutex::new(skew),
            speed,
        }
    }

    /// Returns what has passed since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Returns how long something takes here that takes `duration` at Nova.
    pub(crate) fn scaled(&self, duration: Duration) -> Duration {
        Duration::try_from_secs_f64(duration.as_secs_f64() / self.speed).unwrap_or(Duration::MAX)
    }

    /// Returns the moment this long after the start; none beyond the end of time.
    pub(crate) fn instant(&self, elapsed: Duration) -> Option<Instant> {
        self.started.checked_add(elapsed)
    }

    /// Returns what the server's clock shows now.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.at(self.elapsed())
    }

    /// Returns what the server's clock shows this long after the start, in milliseconds as the
    /// vendor writes them.
    pub(crate) fn at(&self, elapsed: Duration) -> DateTime<Utc> {
        let skew = *lock(&self.skew);
        // Out of chrono's range for absurd settings only, which then show the end of time.
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
