//! The mock as a server: speed, failure rates, counters, and the limits of its log.

use std::time::Duration;

use nova_client_ext::mock::{BatchScript, Cut, End, Fault, MockNova};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use crate::{JOB, TENANT, body, client};

const SECOND: Duration = Duration::from_secs(1);

/// Submits a batch of applications; `None` if the response was lost.
async fn submit(mock: &MockNova, applications: std::ops::Range<u32>) -> Option<StatusCode> {
    let applications: Vec<Value> = applications
        .map(|number| {
            let resume = json!({"type": "url", "url": "https://cv.example/a.pdf"});
            json!({"applicationId": format!("app-{number:03}"), "resume": resume})
        })
        .collect();
    let response = client()
        .post(format!("{}/v1/jobs/{JOB}/scoring-batches", mock.base_url()))
        .bearer_auth(mock.api_key())
        .header("X-Tenant-Id", TENANT)
        .json(&json!({"jobDescription": "Engineer", "applications": applications}))
        .send()
        .await;
    response.ok().map(|response| response.status())
}

#[tokio::test]
async fn a_speed_factor_shortens_scoring_times() {
    let mock = MockNova::builder().speed(100.0).start().await.unwrap();
    let start = Instant::now();
    let script = BatchScript::new().scored("app-1", 7).scoring_time(40 * SECOND);
    let batch = mock.place_batch(TENANT, JOB, script);
    assert_eq!(body(&mock, &batch).await["batch"]["status"], "pending");
    while body(&mock, &batch).await["batch"]["status"] == "pending" {
        sleep(SECOND / 10).await;
    }
    assert!((SECOND * 4 / 10..5 * SECOND).contains(&start.elapsed()), "{:?}", start.elapsed());
    let job = &body(&mock, &batch).await["scoringJobs"][0];
    let time = |name: &str| {
        let text = job[name].as_str().unwrap();
        chrono::DateTime::parse_from_rfc3339(text).unwrap()
    };
    let taken = (time("completedAt") - time("queuedAt")).num_milliseconds();
    assert!((399..=401).contains(&taken), "{taken}");
    for speed in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(MockNova::builder().speed(speed).start().await.is_err());
    }
}

#[tokio::test(start_paused = true)]
async fn a_speed_factor_shortens_the_waits_between_webhooks() {
    let closed = nova_client_ext::mock::ClosedPort::new().unwrap();
    let builder = MockNova::builder().speed(60.0).webhook(closed.base_url(), "whsec_1");
    let mock = builder.start().await.unwrap();
    mock.send_webhook("test", &json!({}));
    sleep(60 * SECOND).await;
    let at: Vec<_> = mock.deliveries()[0].attempts.iter().map(|one| one.at.as_secs()).collect();
    assert_eq!(at, [0, 1, 6, 21, 51]);
}

#[tokio::test]
async fn failure_rates_select_the_same_applications_in_every_mock() {
    let outcomes = async |seed| {
        let builder = MockNova::builder().without_rate_limits().seed(seed);
        let mock = builder.failure_rate(0.3).rejection_rate(0.2).start().await.unwrap();
        // The order of submits does not matter.
        for range in if seed == 1 { [0..25, 25..50] } else { [25..50, 0..25] } {
            assert_eq!(submit(&mock, range).await, Some(StatusCode::ACCEPTED));
        }
        mock.scored()
    };
    let first = outcomes(1).await;
    assert_eq!(first.len(), 50);
    let (scored, failed, rejected) = first.iter().fold((0, 0, 0), |sum, one| {
        assert_eq!((one.submitted, one.scored + one.failed + one.rejected), (1, 1), "{one:?}");
        (sum.0 + one.scored, sum.1 + one.failed, sum.2 + one.rejected)
    });
    assert!(scored > 15 && failed > 5 && rejected > 3, "{scored} {failed} {rejected}");
    assert_eq!(first, outcomes(1).await);
    assert_ne!(first, outcomes(2).await);
    for rate in [-0.1, 1.1, f64::NAN] {
        assert!(MockNova::builder().failure_rate(rate).start().await.is_err());
        assert!(MockNova::builder().rejection_rate(rate).start().await.is_err());
    }
}

#[tokio::test]
async fn a_request_with_a_lost_response_was_executed() {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    mock.inject(Fault::cut(Cut::Nothing, End::Close).times(1));
    assert_eq!(submit(&mock, 1..3).await, None);
    let counts = |mock: &MockNova| {
        let scored = mock.scored();
        let [one, two] = &scored[..] else { panic!("{scored:?}") };
        assert_eq!((one.submitted, one.scoring_jobs), (two.submitted, two.scoring_jobs));
        (one.submitted, one.submitted_after_scored, one.scoring_jobs, one.scored)
    };
    assert_eq!(counts(&mock), (1, 0, 1, 1));
    assert_eq!(submit(&mock, 1..3).await, Some(StatusCode::ACCEPTED));
    assert_eq!(counts(&mock), (2, 1, 1, 1), "the repeat created no second job");

    let url = format!("{}/_mock/scored", mock.base_url());
    let served: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    assert_eq!(served, json!({"applications": mock.scored()}));
    assert_eq!(served["applications"][0]["submittedAfterScored"], 1);
    assert_eq!(mock.requests().len(), 2, "this request is not logged");
}

#[tokio::test]
async fn the_log_has_no_body_without_a_key_and_at_most_64_mib() {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    let url = format!("{}/v1/jobs/{JOB}/scoring-batches", mock.base_url());
    let post = async |key: &str| {
        let request = client().post(&url).bearer_auth(key).body(vec![b'x'; 4_400_000]);
        request.send().await.unwrap().status().as_u16()
    };
    for _ in 0..5 {
        assert_eq!(post("sk_test_wrong").await, 401);
    }
    assert_eq!(mock.requests().len(), 5);
    assert!(mock.requests().iter().all(|request| request.body.is_empty()));
    for _ in 0..20 {
        assert_eq!(post(&mock.api_key()).await, 400);
    }
    let count: usize = mock.requests().iter().map(|request| request.body.len()).sum();
    assert!((60 << 20..64 << 20).contains(&count), "{count}");
    assert_eq!(mock.hits("submitScoringBatch"), 25);
}

/// Writes a byte a second; returns how long it took until the mock had closed the connection.
async fn drip(mock: &MockNova, begin: &str) -> Duration {
    let mut stream = TcpStream::connect(mock.address()).await.unwrap();
    stream.write_all(begin.as_bytes()).await.unwrap();
    let start = Instant::now();
    let mut response = Vec::new();
    while timeout(SECOND, stream.read_to_end(&mut response)).await.is_err() {
        // Should it be closed by now, reading says so.
        drop(stream.write_all(b"x").await);
        assert!(start.elapsed() < 200 * SECOND, "{begin:?} is waited for without end");
    }
    assert!(response.is_empty(), "{}", String::from_utf8_lossy(&response));
    start.elapsed()
}

#[tokio::test(start_paused = true)]
async fn slow_senders_are_given_up_and_connections_that_wait_are_not() {
    let mock = MockNova::start().await.unwrap();
    let silent = TcpStream::connect(mock.address()).await.unwrap();
    let http = client();
    let url = format!("{}/v1/rate-limit-status", mock.base_url());
    let get = async || http.get(&url).bearer_auth(mock.api_key()).send().await.unwrap().status();
    let first = get().await;
    for begin in [
        "GET /v1/rate",
        "POST /v1/jobs/job-1/scoring-batches HTTP/1.1\r\nhost: x\r\nx-filler: ",
        "POST /v1/jobs/job-1/scoring-batches HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n{",
    ] {
        let taken = drip(&mock, begin).await;
        assert!((29 * SECOND..33 * SECOND).contains(&taken), "{begin:?}: {taken:?}");
        // As long as that its connection has waited.
        assert_eq!(get().await, first);
    }
    let requests = mock.requests();
    assert!(requests.iter().all(|one| one.connection == requests[0].connection), "{requests:?}");
    let mut silent = silent;
    silent
        .write_all(b"GET /v1/rate-limit-status HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut response = String::new();
    silent.read_to_string(&mut response).await.unwrap();
    assert!(response.starts_with("HTTP/1.1 401"), "{response}");
}
