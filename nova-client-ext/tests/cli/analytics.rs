//! `nova limits`, `nova analytics …` and `nova completions`.

use std::collections::BTreeSet;

use nova_client_ext::mock::MockNova;
use serde_json::{Value, json};

use crate::harness::{Outcome, mock, nova, nova_at, run};

fn analytics(mock: &MockNova, arguments: &[&str]) -> Outcome {
    let mut command = nova_at(&mock.base_url(), &[&["analytics"], arguments].concat());
    // Analytics have no tenant.
    command.env_remove("NOVA_TENANT_ID");
    run(command)
}

/// Places figures that are easy to recognise in a chart.
fn place(mock: &MockNova) -> [(&'static str, Value); 5] {
    let period = json!({"start": "2026-03-07T00:00:00Z", "end": "2026-03-08T00:00:00Z"});
    let at = |hour: usize| format!("2026-03-07T{hour:02}:00:00Z");
    let volume: Vec<Value> = [0, 50, 100].into_iter().enumerate().map(|(hour, total)| {
        json!({"timestamp": at(hour), "total": total, "completed": total - total / 10, "failed": total / 10})
    }).collect();
    let latency = json!([{"timestamp": at(0), "p50Ms": 500, "p95Ms": 1500, "p99Ms": null},
        {"timestamp": at(1), "p50Ms": null, "p95Ms": null, "p99Ms": null},
        {"timestamp": at(2), "p50Ms": 1000, "p95Ms": 3000, "p99Ms": null}]);
    let share = |code: &str, count: u32, percent: f64| {
        json!({"errorCode": code, "description": "what it is",
        "count": count, "percentage": percent})
    };
    let summary = json!({"deliveryRate": 0.5, "totalDeliveries": 2756});
    let figures = [
        (
            "overview",
            "getAnalyticsOverview",
            json!({"period": period, "webhooks": summary, "scoring": {
            "totalRequests": 1420, "successRate": 0.97, "avgDurationMs": 1180.0, "scoresGenerated": 1378}}),
        ),
        (
            "volume",
            "getScoringVolume",
            json!({"period": period, "granularity": "hour", "data": volume}),
        ),
        (
            "latency",
            "getScoringLatency",
            json!({"period": period, "granularity": "hour", "data": latency}),
        ),
        (
            "errors",
            "getErrorBreakdown",
            json!({"period": period, "data": [share("TIMEOUT", 3, 75.0), share("BRAND_NEW", 1, 25.0)]}),
        ),
        (
            "webhooks",
            "getWebhookHealth",
            json!({"period": period, "summary": summary, "failureBreakdown": [
            {"endpointUrl": "https://a.example/hook", "endpointName": null, "failureCount": 9, "lastError": "503 \u{1b}[2J"}]}),
        ),
    ];
    figures.map(|(command, operation, body)| {
        mock.set_analytics(operation, body.clone()).unwrap();
        (command, body)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_charts_and_programs_the_vendors_figures() {
    let mock = mock().await;
    for (command, body) in place(&mock) {
        let printed = analytics(&mock, &[command, "--json"]).object();
        assert_same(&printed, &body);
        let text = analytics(&mock, &[command, "--range", "7d"]).stdout;
        assert_eq!(mock.requests().pop().unwrap().query.as_deref(), Some("timeRange=7d"));
        assert!(text.starts_with("2026-03-07 00:00 to 2026-03-08 00:00 UTC\n\n"), "{text}");
        assert!(
            text.lines().all(|line| line.chars().count() <= 120) && !text.contains('\u{1b}'),
            "{text}"
        );
        let parts: &[&str] = match command {
            "overview" => &[
                "1378  of 1420 requests",
                "97.0 %  ███████████████████████▎",
                "1.2 s  on average",
                "2756  sent",
            ],
            "volume" => &[
                "total          150  ▁▅█  up to 100",
                "failed          15  ▁▅█  up to 10",
                "3 steps of one hour",
            ],
            "latency" => &[
                "p50  ▅ █  500 ms to 1.0 s",
                "p95  ▅ █  1.5 s to 3.0 s",
                "p99       nothing was scored",
            ],
            "errors" => &["75.0 %  ██████████████████  what", "BRAND_NEW", "25.0 %  ██████"],
            _ => &["2756  sent", "50.0 %  ████████████\n", "https://a.example/hook", "503"],
        };
        for part in parts {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
    assert!(mock.requests().iter().all(|seen| seen.tenant.is_none()));
    let empty = json!({"period": {"start": "2026-03-07T00:00:00Z", "end": "2026-03-08T00:00:00Z"}, "data": []});
    mock.set_analytics("getErrorBreakdown", empty).unwrap();
    assert!(analytics(&mock, &["errors"]).stdout.ends_with("No errors\n"));
}

/// Checks that values are equal except for the format of times and numbers.
fn assert_same(one: &Value, other: &Value) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            assert_eq!(one.keys().collect::<BTreeSet<_>>(), other.keys().collect::<BTreeSet<_>>());
            one.iter().for_each(|(name, value)| assert_same(value, &other[name]));
        }
        (Value::Array(one), Value::Array(other)) => {
            assert_eq!(one.len(), other.len());
            one.iter().zip(other).for_each(|(one, other)| assert_same(one, other));
        }
        (Value::Number(one), Value::Number(other)) => assert_eq!(one.as_f64(), other.as_f64()),
        (one, other) => assert_eq!(one, other),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_range_is_a_usage_error() {
    let mock = mock().await;
    let refused = analytics(&mock, &["volume", "--range", "5m"]);
    assert_eq!(refused.code, 2);
    assert!(refused.error_line().contains("is none of 1h, 24h, 7d, 30d, 90d"), "{refused:?}");
    assert_eq!(mock.connections(), 0);
    assert_eq!(analytics(&mock, &["volume"]).code, 0);
    assert_eq!(mock.requests()[0].query.as_deref(), Some("timeRange=24h"));
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_show_the_remaining_requests() {
    let mock = MockNova::builder().key(crate::harness::KEY).start().await.unwrap();
    let mut command = nova_at(&mock.base_url(), &["limits"]);
    command.env_remove("NOVA_TENANT_ID");
    let text = run(command).stdout;
    for bucket in nova_client::BUCKETS.iter().filter(|bucket| bucket.name != "rate_limit_status") {
        let line = text.lines().find(|line| line.starts_with(bucket.name)).unwrap();
        assert!(
            line.contains(&format!("{0} of {0}", bucket.limit)) && line.ends_with(&"█".repeat(20)),
            "{text}"
        );
    }
    let machine = run(nova_at(&mock.base_url(), &["limits", "--json"])).object();
    assert_eq!(machine["buckets"]["read_and_ops"]["limit"], 20);
    assert_eq!(machine["inFlight"]["criteria_ai_inflight"]["active"], 0);
    mock.set_degraded(true);
    assert!(run(nova_at(&mock.base_url(), &["limits"])).stdout.contains("limiter is down"));
}

#[test]
fn every_shell_can_complete() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let human = run(nova(&["completions", shell]));
        assert_eq!((human.code, human.stderr.as_str()), (0, ""));
        for word in ["nova", "criteria", "completions", "idempotency-key"] {
            assert!(human.stdout.contains(word), "{word} for {shell}");
        }
        let machine = run(nova(&["completions", shell, "--json"])).object();
        assert_eq!((&machine["shell"], &machine["script"]), (&json!(shell), &json!(human.stdout)));
    }
    let outcome = run(nova(&["completions", "csh"]));
    assert_eq!(outcome.code, 2);
    assert!(outcome.error_line().contains("csh"));
}
