//! Calls that are dropped while they wait.

use super::super::{BucketState, Pacing};
use super::*;

/// Asserts that no call is queued or in flight, and that a call is admitted as soon as the rate
/// allows.
async fn assert_idle(pacer: &Pacer, bucket: &str) {
    let BucketState { queued, queued_background, in_flight, .. } = state(pacer, bucket);
    assert_eq!((queued, queued_background, in_flight), (0, 0, 0));
    // A previous burst may have filled the window.
    let soon = Duration::from_secs_f64(1.4 / state(pacer, bucket).rate).max(ms(1100));
    let permit =
        tokio::time::timeout(soon, pacer.admit(request(bucket))).await.expect("a token").unwrap();
    drop(permit);
}

#[tokio::test(start_paused = true)]
async fn a_call_may_be_dropped_at_any_time() {
    // From before the token is due until after it was taken.
    for dropped_after in (0..1400).step_by(7) {
        let pacing = Pacing::new().limit("read_and_ops", 2.0);
        let pacer = Pacer::new(&pacing.seed(dropped_after));
        pacer.admit(read()).await.unwrap().mark_sent();
        let began = Instant::now();
        let dropped = tokio::spawn({
            let pacer = pacer.clone();
            async move { drop(pacer.admit(of_tenant("a")).await.map(|mut permit| permit.mark_sent())) }
        });
        tokio::task::yield_now().await;
        let others: Vec<_> = (0..3)
            .map(|_| {
                let pacer = pacer.clone();
                tokio::spawn(async move { pacer.admit(of_tenant("b")).await.unwrap().mark_sent() })
            })
            .collect();
        tokio::time::sleep(ms(dropped_after)).await;
        dropped.abort();
        drop(dropped.await);
        for other in others {
            tokio::time::timeout(Duration::from_secs(5), other).await.expect("served").unwrap();
        }
        // Four tokens at most, half a second each with their dither.
        assert!(began.elapsed() <= ms(4 * 500 + 200), "{:?}", began.elapsed());
        assert_idle(&pacer, "read_and_ops").await;
    }
}

/// A permit that is dropped unused returns its token and its slot.
#[tokio::test(start_paused = true)]
async fn an_unused_permit_costs_nothing() {
    let pacer = Pacer::new(&Pacing::new().limit("read_and_ops", 1.0).seed(1));
    let began = Instant::now();
    for _ in 0..1000 {
        drop(pacer.admit(read()).await.unwrap());
        drop(pacer.admit(AdmissionRequest { priority: Priority::Background, ..read() }).await);
    }
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert_idle(&pacer, "read_and_ops").await;
    pacer.admit(read()).await.unwrap().mark_sent();
    let soon = tokio::time::timeout(ms(800), pacer.admit(read())).await;
    assert!(soon.is_err(), "a used permit costs its token");
}

/// Thousands of calls of all kinds, dropped at random moments: all others are served, at the full
/// rate.
#[tokio::test(start_paused = true)]
async fn cancellations_lose_no_token() {
    for seed in 0..4 {
        let mut random = fastrand::Rng::with_seed(seed);
        let pacer = Pacer::new(&Pacing::new().limit("read_and_ops", 10.0).seed(seed));
        let began = Instant::now();
        let mut staying = tokio::task::JoinSet::new();
        let mut leaving = Vec::new();
        for number in 0..3000_u32 {
            let pacer = pacer.clone();
            let priority =
                if random.f64() < 0.2 { Priority::Background } else { Priority::Foreground };
            let request = AdmissionRequest {
                priority,
                ..of_tenant(["a", "b", "c", "d"][random.usize(0..4)])
            };
            if number % 15 == 0 {
                staying.spawn(async move { pacer.admit(request).await.unwrap().mark_sent() });
            } else {
                let cancel_after = ms(random.u64(0..15_000));
                let admitted = async move {
                    let admitted = tokio::time::timeout(cancel_after, pacer.admit(request)).await;
                    if let Ok(Ok(mut permit)) = admitted {
                        permit.mark_sent();
                    }
                };
                leaving.push(tokio::spawn(admitted));
            }
            if random.f64() < 0.1 {
                tokio::task::yield_now().await;
            }
            if random.f64() < 0.05 && !leaving.is_empty() {
                leaving.swap_remove(random.usize(0..leaving.len())).abort();
            }
        }
        while let Some(done) = staying.join_next().await {
            done.unwrap();
        }
        for other in leaving {
            drop(other.await);
        }
        // 150 in the first 15 s, while cancelled calls are still queued; then 10 a second, or 5 for
        // the background.
        assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
        assert_idle(&pacer, "read_and_ops").await;
    }
}
