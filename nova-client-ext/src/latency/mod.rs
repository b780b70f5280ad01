//! How long scoring takes: what all watches of a [`Nova`](crate::Nova) have learned together, and
//! when a batch is likely to be settled.
//!
//! `model` is the model, with its sources; `median_prior` and `completion_forecast` are its parts;
//! `times` reads what a body shows of time, and by which clock. Nothing here does I/O.

mod completion_forecast;
mod median_prior;
mod model;
mod times;

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use nova_client::types::ScoringBatchStatus;
use reqwest::header::{DATE, HeaderMap};
use tokio::time::Instant;

pub(crate) use completion_forecast::CompletionForecast;
pub(crate) use model::{POLL_COST_ALONE, POLL_COST_AMONG_MANY, TYPICAL_JOBS, Times};

use crate::report::BatchReport;
use model::Model;
use times::{VendorClock, epoch, latest};

/// The model and the vendor's clock, behind a lock that is held for a tenth of a millisecond per
/// poll. It needs no more memory the more it learns.
#[derive(Debug)]
pub(crate) struct LatencyModel(Mutex<Known>);

#[derive(Debug)]
struct Known {
    model: Model,
    clock: VendorClock,
}

/// What one poll taught.
pub(crate) struct Learned {
    pub(crate) times: Times,
    pub(crate) forecast: CompletionForecast,
}

impl LatencyModel {
    /// `wall` is our own time, in seconds since the Unix epoch.
    pub(crate) fn new(wall: f64) -> Self {
        Self(Mutex::new(Known {
            model: Model::default(),
            clock: VendorClock::new(Instant::now(), wall),
        }))
    }

    /// Learns from a response; `newly` more jobs had ended in it than in the one before.
    pub(crate) fn learn(
        &self,
        (body, headers): (&ScoringBatchStatus, &HeaderMap),
        report: &BatchReport,
        (sent, received): (Instant, Instant),
        newly: usize,
    ) -> Learned {
        let mut known = self.lock();
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let date = date
            .and_then(|date| httpdate::parse_http_date(date).ok())
            .map(|date| epoch(date.into()));
        known.clock.learn(sent, received, date, latest(body));
        let times = Times::read(body, report, known.clock.at(received));
        known.model.learn(&times, newly, report.is_settled());
        Learned { forecast: known.model.forecast(&times), times }
    }

    /// What is to be expected, from what is known now, of a batch that showed these times.
    pub(crate) fn forecast(&self, times: &Times) -> CompletionForecast {
        self.lock().model.forecast(times)
    }

    /// What is to be expected, from `now` on, of a batch that was not seen yet.
    pub(crate) fn unpolled(
        &self,
        submitted_at: DateTime<Utc>,
        jobs: f64,
        now: Instant,
    ) -> CompletionForecast {
        let known = self.lock();
        known.model.unpolled((known.clock.at(now) - epoch(submitted_at)).max(0.0), jobs)
    }

    /// How many batches it has learned from.
    pub(crate) fn learned(&self) -> f64 {
        self.lock().model.learned()
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // Numbers are all that is in there, so it is whole even if some thread died holding it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
