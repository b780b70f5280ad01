//! Property test: a call ends by its deadline, for any `Retry-After` and any policy.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::time::Duration;

use nova_client_ext::mock::{Fault, MockNova, MockResponse, StatusCode};
use nova_client_ext::{Pacing, RetryPolicy};
use proptest::prelude::*;
use support::{batch, builder};
use tokio::time::Instant;

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_waits_of_a_call_never_pass_its_deadline(
        attempts in 1_u32..12,
        first in 1_u64..5_000,
        factor in 1.0_f64..4.0,
        cap in 5_000_u64..60_000,
        status in prop::sample::select(vec![408_u16, 429, 500, 502, 503]),
        retry_after in prop::option::of(0_u64..40),
        latency in 0_u64..3_000,
        timeout in 100_u64..60_000,
        explicit in any::<bool>(),
        paced in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let mock = MockNova::builder().latency(Duration::from_millis(latency)).start().await.unwrap();
            let mut response = MockResponse::empty(StatusCode::from_u16(status).unwrap());
            if let Some(seconds) = retry_after {
                response = response.retry_after(seconds);
            }
            mock.inject(Fault::respond(response).always());
            let policy = RetryPolicy::default()
                .max_attempts(attempts)
                .initial_backoff(Duration::from_millis(first))
                .multiplier(factor)
                .max_backoff(Duration::from_millis(cap));
            let pacing = if paced { Pacing::new() } else { Pacing::off() };
            let nova = builder(&mock).pacing(pacing).retry(policy).build().unwrap();
            let limit = Duration::from_millis(timeout);
            let started = Instant::now();
            let call = batch(&nova, "sb-1").report();
            let call = if explicit { call.deadline(started + limit) } else { call.timeout(limit) };
            let error = call.await.unwrap_err();
            // A paused clock advances slightly whenever the runtime waits for a socket.
            assert!(started.elapsed() <= limit + Duration::from_millis(200), "{:?}: {error:?}", started.elapsed());
            assert_eq!(u64::from(error.attempts()), mock.hits("getScoringBatchStatus"));
            // A 429 does not count as an attempt.
            assert!(status == 429 || error.rate_limited_count() == 0, "{error:?}");
            assert!(error.attempts() - error.rate_limited_count() <= attempts, "{error:?}");
        });
    }
}
