//! The server's clock. It follows tokio's, so that a test that pauses and advances time moves the
//! server too.

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use tokio::time::Instant;

use super::state::lock;

/// Wall time at the start plus what has passed on tokio's clock, plus a skew that tests may set.
pub(super) struct Clock {
    started: Instant,
    wall: DateTime<Utc>,
    skew: Mutex<TimeDelta>,
}

impl Clock {
    /// A clock that reads `wall` now; the system's time if there is none.
    pub(super) fn new(wall: Option<DateTime<Utc>>, skew: TimeDelta) -> Self {
        Self {
            started: Instant::now(),
            wall: wall.unwrap_or_else(Utc::now),
            skew: Mutex::new(skew),
        }
    }

    /// What has passed since the start.
    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// This long after the start, as a moment to wait for; none beyond the end of time.
    pub(super) fn instant(&self, elapsed: Duration) -> Option<Instant> {
        self.started.checked_add(elapsed)
    }

    /// What the server's clock shows now.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.at(self.elapsed())
    }

    /// What the server's clock shows this long after the start, in milliseconds as the vendor
    /// writes them.
    pub(super) fn at(&self, elapsed: Duration) -> DateTime<Utc> {
        let skew = *lock(&self.skew);
        // Out of chrono's range only for absurd settings; the end of time is then as good an answer
        // as any.
        TimeDelta::from_std(elapsed)
            .ok()
            .and_then(|elapsed| self.wall.checked_add_signed(elapsed)?.checked_add_signed(skew))
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
            .trunc_subsecs(3)
    }

    pub(super) fn set_skew(&self, skew: TimeDelta) {
        *lock(&self.skew) = skew;
    }

    /// Now, as the `Date` header writes it.
    pub(super) fn http_date(&self) -> String {
        http_date(self.now())
    }
}

/// A moment as HTTP headers write it.
pub(super) fn http_date(at: DateTime<Utc>) -> String {
    // HTTP dates span the years 1970 to 9999.
    let seconds = u64::try_from(at.timestamp()).unwrap_or(0).min(253_402_300_799);
    httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}
