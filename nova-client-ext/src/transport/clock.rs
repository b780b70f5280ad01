//! The source of wall-clock time. It is read once at creation and then follows tokio's clock, which
//! tests can pause.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

#[derive(Clone, Debug)]
pub(crate) struct Clock {
    wall: Duration,
    started: Instant,
    /// The same instant on the machine's clock, which tests cannot pause.
    machine_started: std::time::Instant,
}

/// Returns whether tokio's clock was paused or moved by a test. Both clocks stop while the machine
/// sleeps.
fn is_simulated([tokio, machine]: [Duration; 2]) -> bool {
    tokio.abs_diff(machine) > Duration::from_secs(1)
}

impl Clock {
    pub(crate) fn new() -> Self {
        // A clock set before 1970 is wrong anyway; zero keeps the arithmetic valid.
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { wall, started: Instant::now(), machine_started: std::time::Instant::now() }
    }

    /// Returns the time since the Unix epoch by the system's present clock, which may have been set
    /// since the start; in a test that pauses tokio's clock, by that one.
    #[cfg_attr(not(feature = "webhook"), allow(dead_code, reason = "for signatures"))]
    pub(crate) fn system_time(&self) -> Duration {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let elapsed = [self.started.elapsed(), self.machine_started.elapsed()];
        if is_simulated(elapsed) { self.since_epoch() } else { system }
    }

    /// Returns the time since the Unix epoch.
    pub(crate) fn since_epoch(&self) -> Duration {
        self.wall + self.started.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_clock_that_was_set_back_is_followed() {
        // The time at the start was an hour ahead of the present system clock.
        let clock = Clock { wall: Clock::new().wall + Duration::from_secs(3600), ..Clock::new() };
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        assert!(clock.system_time().abs_diff(system) < Duration::from_secs(60));
        assert!(clock.since_epoch() > system + Duration::from_secs(3000));
    }

    #[tokio::test(start_paused = true)]
    async fn with_a_paused_clock_the_simulated_time_is_used() {
        let clock = Clock::new();
        tokio::time::sleep(Duration::from_secs(3600)).await;
        assert_eq!(clock.system_time(), clock.since_epoch());
    }
}
