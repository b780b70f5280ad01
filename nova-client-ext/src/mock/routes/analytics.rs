//! Analytics. The figures are generated, reproducible for a given time, and consistent: the volume
//! adds up to the overview. A test that needs certain figures places them.

use chrono::{DateTime, TimeDelta, Utc};
use http::header::CACHE_CONTROL;
use nova_client::types::{
    AnalyticsGranularity, AnalyticsOverview, AnalyticsPeriod, AnalyticsTimeRange, ErrorBreakdown,
    ErrorCode, ErrorShare, Milliseconds, Percentage, Ratio, ScoringLatency, ScoringLatencyPoint,
    ScoringOverview, ScoringVolume, ScoringVolumePoint, WebhookFailures, WebhookHealth,
    WebhookOverview,
};
use serde_json::Value;

use super::Call;
use crate::mock::wire::response::MockResponse;
use crate::mock::world::{MockResult, World, lock};

/// Responds to every analytics operation.
pub(crate) fn report(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let operation = call.route.operation.id;
    if let Some(body) = lock(&world.analytics).get(operation) {
        return Ok(cacheable(body));
    }
    let series = Series::new(&range(call), world.clock.now());
    let body = match operation {
        "getAnalyticsOverview" => serde_json::to_value(series.overview()?)?,
        "getScoringVolume" => serde_json::to_value(series.volume()?)?,
        "getScoringLatency" => serde_json::to_value(series.latency()?)?,
        "getErrorBreakdown" => serde_json::to_value(series.errors()?)?,
        "getWebhookHealth" => serde_json::to_value(series.webhooks()?)?,
        other => return Err(format!("{other} is not an analytics operation").into()),
    };
    Ok(cacheable(&body))
}

fn cacheable(body: &Value) -> MockResponse {
    MockResponse::ok(body).header(CACHE_CONTROL, "private, max-age=60")
}

/// Returns the requested range, which the contract requires.
fn range(call: &Call<'_>) -> AnalyticsTimeRange {
    let requested = call.query_values("timeRange").next();
    requested.map_or(AnalyticsTimeRange::Last24Hours, |text| AnalyticsTimeRange::from(&*text))
}

/// Returns the steps of a range.
struct Series {
    granularity: AnalyticsGranularity,
    step: TimeDelta,
    steps: Vec<Step>,
}

/// The scoring figures of a step.
struct Step {
    at: DateTime<Utc>,
    /// The number of the step since 1970, so that a step always has the same figures.
    number: i64,
    total: i64,
    failed: i64,
}

impl Series {
    fn new(range: &AnalyticsTimeRange, now: DateTime<Utc>) -> Self {
        let (granularity, step, count) = match range {
            AnalyticsTimeRange::LastHour => {
                (AnalyticsGranularity::Minute, TimeDelta::minutes(1), 60)
            }
            AnalyticsTimeRange::Last7Days => (AnalyticsGranularity::Day, TimeDelta::days(1), 7),
            AnalyticsTimeRange::Last30Days => (AnalyticsGranularity::Day, TimeDelta::days(1), 30),
            AnalyticsTimeRange::Last90Days => (AnalyticsGranularity::Day, TimeDelta::days(1), 90),
            _ => (AnalyticsGranularity::Hour, TimeDelta::hours(1), 24),
        };
        let seconds = step.num_seconds();
        let last = now.timestamp().div_euclid(seconds);
        let steps = (last - count + 1..=last).filter_map(|number| {
            let at = DateTime::from_timestamp(number * seconds, 0)?;
            // A realistic pattern: busy and quiet steps, and one in nine without any jobs.
            let total = if number.rem_euclid(9) == 4 {
                0
            } else {
                (seconds / 240).clamp(2, 40)
                    + (number * 7).rem_euclid(11)
                    + (number * 13).rem_euclid(29)
            };
            Some(Step { at, number, total, failed: total / 12 })
        });
        Self { granularity, step, steps: steps.collect() }
    }

    fn total(&self) -> i64 {
        self.steps.iter().map(|step| step.total).sum()
    }

    fn failed(&self) -> i64 {
        self.steps.iter().map(|step| step.failed).sum()
    }

    fn period(&self) -> MockResult<AnalyticsPeriod> {
        let (first, last) =
            self.steps.first().zip(self.steps.last()).ok_or("the range has no steps")?;
        Ok(AnalyticsPeriod::builder().start(first.at).end(last.at + self.step).try_into()?)
    }

    fn overview(&self) -> MockResult<AnalyticsOverview> {
        let (total, failed) = (self.total(), self.failed());
        let scoring: ScoringOverview = ScoringOverview::builder()
            .total_requests(total)
            .success_rate(Ratio::from(rate(total - failed, total)))
            .avg_duration_ms(Milliseconds::from(1180.0))
            .scores_generated(total - failed)
            .try_into()?;
        let overview = AnalyticsOverview::builder().period(self.period()?).scoring(scoring);
        Ok(overview.webhooks(self.deliveries()?).try_into()?)
    }

    fn volume(&self) -> MockResult<ScoringVolume> {
        let points = self.steps.iter().map(|step| {
            let point = ScoringVolumePoint::builder().timestamp(step.at).total(step.total);
            Ok(point.completed(step.total - step.failed).failed(step.failed).try_into()?)
        });
        let volume =
            ScoringVolume::builder().period(self.period()?).granularity(self.granularity.clone());
        Ok(volume.data(points.collect::<MockResult<Vec<_>>>()?).try_into()?)
    }

    fn latency(&self) -> MockResult<ScoringLatency> {
        let points = self.steps.iter().map(|step| {
            let time = |base: i64, spread: i64| {
                let milliseconds =
                    u32::try_from(base + (step.number * 37).rem_euclid(spread)).unwrap_or_default();
                (step.total > 0).then(|| Milliseconds::from(f64::from(milliseconds)))
            };
            let point = ScoringLatencyPoint::builder().timestamp(step.at).p50_ms(time(900, 400));
            Ok(point.p95_ms(time(2600, 1400)).p99_ms(time(4800, 3000)).try_into()?)
        });
        let latency =
            ScoringLatency::builder().period(self.period()?).granularity(self.granularity.clone());
        Ok(latency.data(points.collect::<MockResult<Vec<_>>>()?).try_into()?)
    }

    fn errors(&self) -> MockResult<ErrorBreakdown> {
        let failed = self.failed();
        let (timeouts, unread) = (failed / 2, failed / 3);
        let shares = [
            (ErrorCode::Timeout, "Scoring took too long", timeouts),
            (ErrorCode::ResumeParseFailed, "No text could be read from the resume", unread),
            (
                ErrorCode::AiScoringFailed,
                "The model gave no usable result",
                failed - timeouts - unread,
            ),
        ];
        let shares = shares.into_iter().filter(|(.., count)| *count > 0).map(
            |(code, description, count)| {
                let share =
                    ErrorShare::builder().error_code(code).description(description).count(count);
                Ok(share.percentage(Percentage::from(100.0 * rate(count, failed))).try_into()?)
            },
        );
        let shares = shares.collect::<MockResult<Vec<_>>>()?;
        Ok(ErrorBreakdown::builder().period(self.period()?).data(shares).try_into()?)
    }

    fn webhooks(&self) -> MockResult<WebhookHealth> {
        let failures: WebhookFailures = WebhookFailures::builder()
            .endpoint_url("https://hooks.example.com/nova")
            .endpoint_name("production".to_owned())
            .failure_count(self.undelivered())
            .last_error("503 Service Unavailable".to_owned())
            .try_into()?;
        let health = WebhookHealth::builder().period(self.period()?).summary(self.deliveries()?);
        Ok(health.failure_breakdown(vec![failures]).try_into()?)
    }

    fn undelivered(&self) -> i64 {
        self.total() / 50
    }

    fn deliveries(&self) -> MockResult<WebhookOverview> {
        let total = self.total();
        let rate = rate(total - self.undelivered(), total);
        Ok(WebhookOverview::builder()
            .delivery_rate(Ratio::from(rate))
            .total_deliveries(total)
            .try_into()?)
    }
}

/// Returns a ratio in thousandths; 1 if the whole is 0.
fn rate(part: i64, whole: i64) -> f64 {
    let thousandths = if whole == 0 { 1000 } else { part * 1000 / whole };
    f64::from(u16::try_from(thousandths).unwrap_or(1000)) / 1000.0
}
