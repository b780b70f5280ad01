//! Calls that are dropped while they wait.

use super::super::{BucketState, Pacing};
use super::*;

/// Nobody waits, nothing is under way, and a call goes out within a turn.
async fn is_sound(pacer: &Pacer, bucket: &str) {
    let BucketState { queued, queued_background, in_flight, .. } = state(pacer, bucket);
    assert_eq!((queued, queued_background, in_flight), (0, 0, 0));
    let turn = Duration::from_secs_f64(1.4 / state(pacer, bucket).rate);
    let permit =
        tokio::time::timeout(turn, pacer.admit(ask(bucket))).await.expect("a turn").unwrap();
    drop(permit);
}

#[tokio::test(start_paused = true)]
async fn dropped_at_every_point_in_time() {
    // From before the turn is due, over the very moment, to after it was taken.
    for dropped_after in (0..1400).step_by(7) {
        let pacer = Pacer::new(&Pacing::new().seed(dropped_after));
        for _ in 0..2 {
            drop(pacer.admit(read()).await.unwrap());
        }
        let began = Instant::now();
        let dropped = tokio::spawn({
            let pacer = pacer.clone();
            async move { drop(pacer.admit(of_tenant("a")).await) }
        });
        tokio::task::yield_now().await;
        let others: Vec<_> = (0..3)
            .map(|_| {
                let pacer = pacer.clone();
                tokio::spawn(async move { drop(pacer.admit(of_tenant("b")).await.unwrap()) })
            })
            .collect();
        tokio::time::sleep(ms(dropped_after)).await;
        dropped.abort();
        drop(dropped.await);
        for other in others {
            tokio::time::timeout(Duration::from_secs(5), other).await.expect("served").unwrap();
        }
        // Four turns at most, of half a second each with their dither.
        assert!(began.elapsed() <= ms(4 * 500 + 200), "{:?}", began.elapsed());
        is_sound(&pacer, "read_and_ops").await;
    }
}

/// A turn handed to a call that is dropped before it runs again goes to the next one.
#[tokio::test(start_paused = true)]
async fn a_turn_nobody_took_is_given_back() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(pacer.admit(ask("criteria_ai")).await.unwrap());
    }
    tokio::time::sleep(Duration::from_secs(5)).await;
    let mut first = Box::pin(pacer.admit(ask("criteria_ai")));
    let mut second = Box::pin(pacer.admit(ask("criteria_ai")));
    for waiting in [&mut first, &mut second] {
        assert!(tokio::time::timeout(ms(1), waiting).await.is_err());
    }
    held.pop(); // the place goes to the first, which is not polled again
    assert_eq!(state(&pacer, "criteria_ai").queued, 1);
    assert_eq!(state(&pacer, "criteria_ai").in_flight, 4);
    drop(first);
    let began = Instant::now();
    drop(second.await.unwrap());
    assert_eq!(began.elapsed(), Duration::ZERO);
    held.clear();
    is_sound(&pacer, "criteria_ai").await;
}

/// Thousands of calls of all kinds, dropped at random moments: all others are served, at the full
/// rate.
#[tokio::test(start_paused = true)]
async fn a_storm_of_cancellations_loses_no_turn() {
    for seed in 0..4 {
        let mut random = fastrand::Rng::with_seed(seed);
        let pacer = Pacer::new(&Pacing::new().limit("read_and_ops", 10.0).seed(seed));
        let server = Server::new(20, Window::Fixed, 1_772_000_000.0);
        for _ in 0..150 {
            call(&pacer, read(), &server, ms(1)).await; // until the rate is at its limit
        }
        let began = Instant::now();
        let mut staying = tokio::task::JoinSet::new();
        let mut leaving = Vec::new();
        for number in 0..3000_u32 {
            let pacer = pacer.clone();
            let priority =
                if random.f64() < 0.2 { Priority::Background } else { Priority::Foreground };
            let ask = Ask { priority, ..of_tenant(["a", "b", "c", "d"][random.usize(0..4)]) };
            if number % 15 == 0 {
                staying.spawn(async move { drop(pacer.admit(ask).await.unwrap()) });
            } else {
                let patience = ms(random.u64(0..15_000));
                let admitted =
                    async move { drop(tokio::time::timeout(patience, pacer.admit(ask)).await) };
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
        // 150 in the queue's first 15 s, while others still stand among them; then 10 a second, or
        // 5 if background.
        assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
        is_sound(&pacer, "read_and_ops").await;
    }
}
