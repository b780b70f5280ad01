//! How long scoring takes: a model that all watches of a [`Nova`](crate::Nova) train together, and
//! that predicts when a batch is settled.
//!
//! `model` is the model, with its sources; `median_prior` and `completion_forecast` are its parts;
//! `times` reads the durations in a body and estimates the vendor's clock. Nothing here does I/O.

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
/// poll. Its size is constant.
#[derive(Debug)]
pub(crate) struct LatencyModel(Mutex<State>);

#[derive(Debug)]
struct State {
    model: Model,
    clock: VendorClock,
}

/// The durations that a poll showed, and the forecast after it.
pub(crate) struct Learned {
    pub(crate) times: Times,
    pub(crate) forecast: CompletionForecast,
}

impl LatencyModel {
    /// Creates an untrained model. `wall` is the local time, in seconds since the Unix epoch.
    pub(crate) fn new(wall: f64) -> Self {
        Self(Mutex::new(State {
            model: Model::default(),
            clock: VendorClock::new(Instant::now(), wall),
        }))
    }

    /// Learns from a response in which `newly` more jobs had ended than in the previous one.
    pub(crate) fn learn(
        &self,
        (body, headers): (&ScoringBatchStatus, &HeaderMap),
        report: &BatchReport,
        (sent, received): (Instant, Instant),
        newly: usize,
    ) -> Learned {
        let mut state = self.lock();
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let date = date
            .and_then(|date| httpdate::parse_http_date(date).ok())
            .map(|date| epoch(date.into()));
        state.clock.learn(sent, received, date, latest(body));
        let times = Times::read(body, report, state.clock.at(received));
        state.model.learn(&times, newly, report.is_settled());
        Learned { forecast: state.model.forecast(&times), times }
    }

    /// Returns the forecast, by the present model, for a batch that showed these times.
    pub(crate) fn forecast(&self, times: &Times) -> CompletionForecast {
        self.lock().model.forecast(times)
    }

    /// Returns the forecast from `now` on for a batch that was not polled yet.
    pub(crate) fn unpolled(
        &self,
        submitted_at: DateTime<Utc>,
        jobs: f64,
        now: Instant,
    ) -> CompletionForecast {
        let state = self.lock();
        state.model.unpolled((state.clock.at(now) - epoch(submitted_at)).max(0.0), jobs)
    }

    /// Returns how many batches the model has learned from.
    pub(crate) fn learned(&self) -> f64 {
        self.lock().model.learned()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is plain numbers, so it is valid even if a thread panicked while holding the
        // lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
