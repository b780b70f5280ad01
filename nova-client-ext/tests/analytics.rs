//! Analytics over a real socket.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use chrono::{DateTime, Utc};
use nova_client_ext::mock::MockNova;
use nova_client_ext::types::AnalyticsGranularity;
use nova_client_ext::{ErrorKind, analytics::TimeRange};
use serde_json::json;
use support::builder;

#[tokio::test]
async fn every_operation_is_called_with_its_range_and_without_a_tenant() {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    // Near the end of a minute, hour or day two calls may cover different ranges.
    let mid_minute: DateTime<Utc> = "2026-03-08T12:30:30Z".parse().unwrap();
    mock.set_clock_skew(mid_minute - mock.now());
    let analytics = builder(&mock).build().unwrap().analytics();
    for range in TimeRange::KNOWN {
        let overview = analytics.overview(range.clone()).await.unwrap();
        let volume = analytics.scoring_volume(range.clone()).await.unwrap();
        let latency = analytics.scoring_latency(range.clone()).await.unwrap();
        let errors = analytics.errors(range.clone()).await.unwrap();
        let webhooks = analytics.webhook_health(range.clone()).await.unwrap();
        for seen in &mock.requests()[mock.requests().len() - 5..] {
            assert_eq!(seen.query.as_deref(), Some(format!("timeRange={range}").as_str()));
            assert_eq!(seen.tenant, None);
        }
        // The mock's figures are consistent with each other, so they can be compared.
        let total: i64 = volume.data.iter().map(|point| point.total).sum();
        let failed: i64 = volume.data.iter().map(|point| point.failed).sum();
        assert_eq!(
            (overview.scoring.total_requests, overview.scoring.scores_generated),
            (total, total - failed)
        );
        assert!((0.0..=1.0).contains(&*overview.scoring.success_rate));
        assert!((0.0..=1.0).contains(&*webhooks.summary.delivery_rate));
        assert_eq!(latency.data.len(), volume.data.len());
        assert!(
            latency
                .data
                .iter()
                .zip(&volume.data)
                .all(|(time, jobs)| time.p50_ms.is_some() == (jobs.total > 0))
        );
        assert_eq!(errors.data.iter().map(|share| share.count).sum::<i64>(), failed);
        assert!(errors.data.iter().all(|share| (0.0..=100.0).contains(&*share.percentage)));
        assert_eq!(
            volume.period.end.unwrap() - volume.period.start.unwrap(),
            step(&volume.granularity) * i32::try_from(volume.data.len()).unwrap()
        );
    }
}

fn step(granularity: &AnalyticsGranularity) -> chrono::TimeDelta {
    match granularity {
        AnalyticsGranularity::Minute => chrono::TimeDelta::minutes(1),
        AnalyticsGranularity::Hour => chrono::TimeDelta::hours(1),
        AnalyticsGranularity::Day => chrono::TimeDelta::days(1),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn figures_can_be_placed_and_unknown_values_are_read() {
    let mock = MockNova::start().await.unwrap();
    let analytics = builder(&mock).build().unwrap().analytics();
    let period = json!({"start": "2026-03-07T00:00:00.000Z", "end": "2026-03-08T00:00:00.000Z"});
    let body = json!({"period": period, "granularity": "fortnight", "data": null});
    mock.set_analytics("getScoringVolume", body).unwrap();
    let volume = analytics.scoring_volume(TimeRange::LastHour).await.unwrap();
    assert_eq!((volume.granularity.as_str(), volume.data.len()), ("fortnight", 0));
    let share =
        json!({"errorCode": "BRAND_NEW", "description": "?", "count": 1, "percentage": 100});
    mock.set_analytics("get_error_breakdown", json!({"period": period, "data": [share]})).unwrap();
    let errors = analytics.errors(TimeRange::Last7Days).await.unwrap();
    assert!(errors.data[0].error_code.is_unknown());
    assert!(mock.set_analytics("listCriteria", json!({})).is_err());
    assert!(mock.set_analytics("no such thing", json!({})).is_err());
}

#[tokio::test]
async fn an_unknown_range_is_left_to_the_vendor() {
    let mock = MockNova::start().await.unwrap();
    let analytics = builder(&mock).build().unwrap().analytics();
    let error = analytics.overview(TimeRange::from("5m")).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Api, 400));
    // The vendor's explanation may repeat what was sent, so it is for code and not printed.
    assert!(error.to_string().contains("timeRange: invalid"), "{error}");
    let details = serde_json::to_string(&error.api().unwrap().details).unwrap();
    assert!(details.contains("Must be one of 1h, 24h, 7d, 30d, 90d"), "{details}");
}
