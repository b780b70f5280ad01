//! Futures that are held and not polled must not block others.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Waker};

use super::super::Pacing;
use super::*;

const SOON: Duration = Duration::from_millis(1500);

fn paced(bucket: &str, per_second: f64) -> Pacer {
    Pacer::new(&Pacing::new().limit(bucket, per_second).seed(1))
}

/// Polls a future once, and leaves it.
fn poll_once<F: Future>(future: Pin<&mut F>) {
    assert!(future.poll(&mut Context::from_waker(Waker::noop())).is_pending());
}

async fn within(limit: Duration, pacer: &Pacer, request: AdmissionRequest) -> Duration {
    let began = Instant::now();
    let admitted = tokio::time::timeout(limit, pacer.admit(request)).await;
    admitted.expect("no other call blocks it").unwrap().mark_sent();
    began.elapsed()
}

#[tokio::test(start_paused = true)]
async fn a_parked_future_does_not_block_others_and_is_served_soon_once_polled() {
    let pacer = paced("read_and_ops", 2.0);
    pacer.admit(read()).await.unwrap().mark_sent();
    let mut parked = Box::pin(pacer.admit(of_tenant("a")));
    poll_once(parked.as_mut());
    for _ in 0..5 {
        within(SOON, &pacer, of_tenant("b")).await;
        within(SOON, &pacer, of_tenant("a")).await;
    }
    // It still counts as queued, and is first when it is polled again.
    assert_eq!(state(&pacer, "read_and_ops").queued, 1);
    let others: Vec<_> = (0..20)
        .map(|_| {
            let pacer = pacer.clone();
            tokio::spawn(async move { pacer.admit(of_tenant("a")).await.unwrap().mark_sent() })
        })
        .collect();
    tokio::task::yield_now().await;
    let began = Instant::now();
    parked.await.unwrap().mark_sent();
    assert!(began.elapsed() <= ms(1200), "{:?}", began.elapsed());
    for other in others {
        other.await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn many_parked_futures_do_not_slow_down_others() {
    let pacer = paced("read_and_ops", 10.0);
    let mut parked: Vec<_> =
        (0..500).map(|n| Box::pin(pacer.admit(of_tenant(["a", "b"][n % 2])))).collect();
    // The first finds a token at once; all others wait.
    parked.swap_remove(0).await.unwrap().mark_sent();
    for future in &mut parked {
        poll_once(future.as_mut());
    }
    let began = Instant::now();
    for _ in 0..50 {
        within(SOON, &pacer, of_tenant("c")).await;
    }
    assert!(began.elapsed() < ms(6500), "{:?} for 50 calls at 10 a second", began.elapsed());
    for future in parked.drain(..250) {
        std::mem::forget(future);
    }
    drop(parked);
    within(SOON, &pacer, of_tenant("c")).await;
}

#[tokio::test(start_paused = true)]
async fn a_future_that_is_woken_and_not_polled_is_skipped() {
    // It waits for a slot, and is woken when one is free.
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let mut slots = Vec::new();
    for _ in 0..4 {
        slots.push(pacer.admit(request("criteria_ai")).await.unwrap());
    }
    tokio::time::sleep(ms(3000)).await;
    let mut parked = Box::pin(pacer.admit(request("criteria_ai")));
    poll_once(parked.as_mut());
    let live = tokio::spawn({
        let pacer = pacer.clone();
        async move { pacer.admit(request("criteria_ai")).await.unwrap() }
    });
    tokio::time::sleep(ms(100)).await;
    slots.pop();
    drop(tokio::time::timeout(ms(500), live).await.expect("served").unwrap());
    drop(parked);
}

#[tokio::test(start_paused = true)]
async fn fairness_and_priority_hold_among_the_polled_futures() {
    let pacer = paced("read_and_ops", 10.0);
    let mut parked: Vec<_> = (0..20).map(|_| Box::pin(pacer.admit(of_tenant("flood")))).collect();
    parked.swap_remove(0).await.unwrap().mark_sent();
    for future in &mut parked {
        poll_once(future.as_mut());
    }
    let order = Arc::new(Mutex::new(Vec::new()));
    let start = |name: &'static str, priority| {
        let (pacer, order) = (pacer.clone(), Arc::clone(&order));
        tokio::spawn(async move {
            let request = AdmissionRequest { priority, ..of_tenant(name) };
            pacer.admit(request).await.unwrap().mark_sent();
            order.lock().unwrap().push((name, priority));
        })
    };
    let mut tasks = Vec::new();
    for _ in 0..10 {
        tasks.push(start("poll", Priority::Background));
    }
    for _ in 0..10 {
        tasks.push(start("a", Priority::Foreground));
    }
    tasks.push(start("b", Priority::Foreground));
    for task in tasks {
        task.await.unwrap();
    }
    let order = order.lock().unwrap();
    let first_poll = order.iter().position(|(name, _)| *name == "poll").unwrap();
    let single = order.iter().position(|(name, _)| *name == "b").unwrap();
    assert!(first_poll >= 10 && single <= 2, "{order:?}");
}

/// One `Nova` may be used from several runtimes, sequentially and concurrently, with separately
/// paused clocks.
#[test]
fn runtimes_do_not_depend_on_each_other() {
    let runtime = |paused| {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(paused)
            .build()
            .unwrap()
    };
    let pacer = paced("read_and_ops", 10.0);
    let first = runtime(true);
    first.block_on(async {
        tokio::time::advance(Duration::from_secs(3600)).await;
        within(SOON, &pacer, read()).await;
    });
    // Its calls are no longer polled, and their timers never fire.
    let mut parked: Vec<_> = (0..5).map(|_| Box::pin(pacer.admit(of_tenant("a")))).collect();
    first.block_on(async {
        for future in &mut parked {
            poll_once(future.as_mut());
        }
    });
    let began = std::time::Instant::now();
    let real = runtime(false);
    real.block_on(async {
        for _ in 0..3 {
            within(SOON, &pacer, of_tenant("b")).await;
        }
    });
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    let third = runtime(true);
    third.block_on(async {
        for _ in 0..20 {
            within(SOON, &pacer, of_tenant("c")).await;
        }
    });
    first.block_on(async {
        within(SOON, &pacer, of_tenant("b")).await;
    });
    drop(parked);
    drop(first);
    real.block_on(async {
        within(SOON, &pacer, of_tenant("b")).await;
    });
}
