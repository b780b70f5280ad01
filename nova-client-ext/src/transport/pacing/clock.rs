//! The clock of a bucket, in windows since it was created.

use std::time::Duration;

use tokio::time::Instant;

/// The longest timer, so that sums of instants do not overflow.
pub(super) const MAX_SLEEP: f64 = 3600.0;

/// The time since the bucket was created, in windows. It is monotonic, even if one `Nova` is used
/// from several runtimes with separately paused clocks.
#[derive(Debug)]
pub(super) struct Clock {
    pub(super) window: f64,
    read_at: Instant,
    passed: f64,
}

impl Clock {
    pub(super) fn new(window: f64) -> Self {
        Self { window, read_at: Instant::now(), passed: 0.0 }
    }

    pub(super) fn now(&mut self) -> f64 {
        let now = Instant::now();
        let since = now.checked_duration_since(self.read_at).unwrap_or_default();
        self.read_at = now;
        self.passed += self.windows(since);
        self.passed
    }

    pub(super) fn windows(&self, span: Duration) -> f64 {
        span.as_secs_f64() / self.window
    }

    pub(super) fn span(&self, windows: f64) -> Duration {
        Duration::try_from_secs_f64(windows.clamp(0.0, MAX_SLEEP) * self.window)
            .unwrap_or(Duration::ZERO)
    }
}
