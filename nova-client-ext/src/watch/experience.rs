//! What all watches of a `Nova` have learned together.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use nova_client::types::ScoringBatchStatus;
use reqwest::header::DATE;
use tokio::time::Instant;

use super::model::{Model, Times};
use super::outlook::Outlook;
use super::times::{VendorClock, epoch, latest};
use crate::{BatchReport, Response};

/// The model and the vendor's clock, behind a lock that is held for a tenth of a millisecond per
/// look. It needs no more memory the more it learns.
#[derive(Debug)]
pub(crate) struct Experience(Mutex<Known>);

#[derive(Debug)]
struct Known {
    model: Model,
    clock: VendorClock,
}

/// What one look taught.
pub(super) struct Lesson {
    pub(super) times: Times,
    pub(super) outlook: Outlook,
}

impl Experience {
    /// `wall` is our own time, in seconds since the Unix epoch.
    pub(crate) fn new(wall: f64) -> Self {
        Self(Mutex::new(Known {
            model: Model::default(),
            clock: VendorClock::new(Instant::now(), wall),
        }))
    }

    /// Learns from an answer; `newly` more jobs had ended in it than in the one before.
    pub(super) fn look(
        &self,
        response: &Response<ScoringBatchStatus>,
        report: &BatchReport,
        (sent, received): (Instant, Instant),
        newly: usize,
    ) -> Lesson {
        let mut known = self.lock();
        let date = response.headers.get(DATE).and_then(|date| date.to_str().ok());
        let date = date
            .and_then(|date| httpdate::parse_http_date(date).ok())
            .map(|date| epoch(date.into()));
        known.clock.learn(sent, received, date, latest(&response.value));
        let times = Times::read(&response.value, report, known.clock.at(received));
        known.model.learn(&times, newly, report.is_settled());
        Lesson { outlook: known.model.outlook(&times), times }
    }

    /// What is to be expected, from what is known now, of a batch that showed these times.
    pub(super) fn outlook(&self, times: &Times) -> Outlook {
        self.lock().model.outlook(times)
    }

    /// What is to be expected, from `now` on, of a batch that was not seen yet.
    pub(super) fn unseen(&self, submitted_at: DateTime<Utc>, jobs: f64, now: Instant) -> Outlook {
        let known = self.lock();
        known.model.unseen((known.clock.at(now) - epoch(submitted_at)).max(0.0), jobs)
    }

    /// How many batches it has learned from.
    pub(super) fn learned(&self) -> f64 {
        self.lock().model.learned()
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // Numbers are all that is in there, so it is whole even if some thread died holding it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
