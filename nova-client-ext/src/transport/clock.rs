//! The one source of wall-clock time. It follows tokio's clock, which tests can pause, from where
//! it was made.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

#[derive(Clone, Debug)]
pub(crate) struct Clock {
    wall: Duration,
    started: Instant,
    /// The same instant by a clock that no test can move.
    truly_started: std::time::Instant,
}

/// Whether tokio's clock is not that of the machine. Both stand still while the machine sleeps.
fn is_simulated([tokio, machine]: [Duration; 2]) -> bool {
    tokio.abs_diff(machine) > Duration::from_secs(1)
}

impl Clock {
    pub(crate) fn new() -> Self {
        // A clock set before 1970 is wrong anyway; zero keeps the arithmetic sound.
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { wall, started: Instant::now(), truly_started: std::time::Instant::now() }
    }

    /// The time since the Unix epoch by the system's clock as it is now, which may have been set
    /// meanwhile; in a test that pauses tokio's clock or moves it, by that one.
    #[cfg_attr(not(feature = "webhook"), allow(dead_code, reason = "for signatures"))]
    pub(crate) fn of_system(&self) -> Duration {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let elapsed = [self.started.elapsed(), self.truly_started.elapsed()];
        if is_simulated(elapsed) { self.since_epoch() } else { system }
    }

    /// The time since the Unix epoch.
    pub(crate) fn since_epoch(&self) -> Duration {
        self.wall + self.started.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_clock_that_was_set_back_counts_as_it_is() {
        // Whatever was read at the start: an hour ahead of the system's clock, which was set since.
        let clock = Clock { wall: Clock::new().wall + Duration::from_secs(3600), ..Clock::new() };
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        assert!(clock.of_system().abs_diff(system) < Duration::from_secs(60));
        assert!(clock.since_epoch() > system + Duration::from_secs(3000));
    }

    #[tokio::test(start_paused = true)]
    async fn in_simulated_time_the_simulation_counts() {
        let clock = Clock::new();
        tokio::time::sleep(Duration::from_secs(3600)).await;
        assert_eq!(clock.of_system(), clock.since_epoch());
    }
}
