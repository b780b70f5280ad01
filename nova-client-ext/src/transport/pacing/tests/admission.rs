//! The order and the times of admissions.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use super::super::{BucketState, Pacing};
use super::*;

/// Returns a pacer with exactly this rate.
fn paced(per_second: f64) -> Pacer {
    Pacer::new(&Pacing::new().limit("read_and_ops", per_second).seed(1))
}

/// Starts calls one after the other, and records the order in which they are admitted.
struct Queue {
    pacer: Pacer,
    order: Arc<Mutex<Vec<(usize, Duration)>>>,
    began: Instant,
    started: usize,
}

impl Queue {
    fn new(pacer: Pacer) -> Self {
        Self { pacer, order: Arc::default(), began: Instant::now(), started: 0 }
    }

    fn start(&mut self, request: AdmissionRequest) -> usize {
        let (pacer, order, began, number) =
            (self.pacer.clone(), Arc::clone(&self.order), self.began, self.started);
        self.started += 1;
        tokio::spawn(async move {
            pacer.admit(request).await.unwrap().mark_sent();
            order.lock().unwrap().push((number, began.elapsed()));
        });
        number
    }

    async fn all(&self) -> Vec<usize> {
        while self.order.lock().unwrap().len() < self.started {
            tokio::time::sleep(ms(10)).await;
        }
        self.order.lock().unwrap().iter().map(|(number, _)| *number).collect()
    }

    fn when(&self, number: usize) -> Option<Duration> {
        self.order.lock().unwrap().iter().find(|(of, _)| *of == number).map(|(_, at)| *at)
    }
}

fn background(request: AdmissionRequest) -> AdmissionRequest {
    AdmissionRequest { priority: Priority::Background, ..request }
}

#[tokio::test(start_paused = true)]
async fn an_idle_pacer_admits_at_once() {
    let pacer = Pacer::new(&Pacing::new());
    let began = Instant::now();
    for bucket in &nova_client::BUCKETS {
        drop(pacer.admit(request(bucket.name)).await.unwrap());
    }
    drop(pacer.admit(background(read())).await.unwrap());
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn calls_are_spaced_at_the_full_rate() {
    let mut queue = Queue::new(Pacer::new(&Pacing::new()));
    for _ in 0..12 {
        queue.start(read());
    }
    assert_eq!(queue.all().await, (0..12).collect::<Vec<_>>());
    let at: Vec<Duration> = (0..12).map(|number| queue.when(number).unwrap()).collect();
    for pair in at[1..].windows(2) {
        let gap = pair[1] - pair[0];
        assert!(gap >= ms(30) && gap <= ms(70), "{gap:?} at a rate of 19 a second");
    }
}

#[tokio::test(start_paused = true)]
async fn pacing_can_be_disabled() {
    let pacer = Pacer::new(&Pacing::off());
    let began = Instant::now();
    let mut permits = Vec::new();
    for _ in 0..1000 {
        permits.push(pacer.admit(read()).await.unwrap());
    }
    assert_eq!(permits[0].observe(&rejected(60)), None);
    pacer.admit(read()).await.unwrap().mark_sent();
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert!(pacer.snapshot().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_one_tenant_does_not_delay_another() {
    let mut queue = Queue::new(paced(2.0));
    for _ in 0..10_000 {
        queue.start(of_tenant("flood"));
    }
    tokio::time::sleep(ms(5000)).await;
    let single = queue.start(of_tenant("single"));
    let joined = queue.began.elapsed();
    tokio::time::sleep(ms(3000)).await;
    let waited = queue.when(single).expect("served within 3 s") - joined;
    assert!(waited <= ms(1200), "{waited:?} at one every half second");
    let states = state(&queue.pacer, "read_and_ops");
    assert!(states.queued > 9_000);
}

#[tokio::test(start_paused = true)]
async fn tenants_are_served_round_robin() {
    let mut queue = Queue::new(paced(2.0));
    for tenant in ["a", "a", "a", "a", "b", "b", "c"] {
        queue.start(of_tenant(tenant));
    }
    // The first call is admitted at once.
    let order = queue.all().await;
    assert_eq!(order[0], 0);
    assert!(order[1..4].contains(&4) && order[1..4].contains(&6), "{order:?}");
    assert_eq!(
        order.iter().filter(|number| **number < 4).copied().collect::<Vec<_>>(),
        [0, 1, 2, 3]
    );
}

#[tokio::test(start_paused = true)]
async fn foreground_goes_first() {
    let mut queue = Queue::new(paced(2.0));
    let polls: Vec<usize> = (0..6).map(|_| queue.start(background(read()))).collect();
    tokio::task::yield_now().await;
    let calls: Vec<usize> = (0..6).map(|_| queue.start(read())).collect();
    let order = queue.all().await;
    let place = |number: &usize| order.iter().position(|other| other == number).unwrap();
    let last_call = calls.iter().map(place).max().unwrap();
    let polls_before = polls.iter().filter(|poll| place(poll) < last_call).count();
    assert!(polls_before <= 2, "only polls that were admitted before the first call: {order:?}");
}

#[tokio::test(start_paused = true)]
async fn a_foreground_call_does_not_wait_for_the_background_to_be_due() {
    // With a small background share the next background token is due late; the foreground call must
    // not wait for it.
    let pacing = Pacing::new().limit("read_and_ops", 2.0).background_share(0.01).seed(1);
    let mut queue = Queue::new(Pacer::new(&pacing));
    for _ in 0..4 {
        queue.start(background(read()));
    }
    tokio::time::sleep(ms(3000)).await;
    // More than the burst, so that the last ones have to wait.
    let calls: Vec<usize> = (0..4).map(|_| queue.start(read())).collect();
    tokio::time::sleep(ms(2000)).await;
    assert!(calls.iter().all(|call| queue.when(*call).is_some()));
}

#[tokio::test(start_paused = true)]
async fn a_slot_freed_before_a_token_is_due_is_used() {
    let pacing = Pacing::new().limit("criteria_ai", 0.5).max_in_flight("criteria_ai", 1).seed(1);
    let pacer = Pacer::new(&pacing);
    let held = pacer.admit(request("criteria_ai")).await.unwrap();
    let waiting = tokio::spawn({
        let pacer = pacer.clone();
        async move { drop(pacer.admit(request("criteria_ai")).await.unwrap()) }
    });
    tokio::time::sleep(ms(100)).await;
    drop(held);
    tokio::time::timeout(ms(2400), waiting).await.expect("a token every two seconds").unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_background_is_never_starved() {
    let mut queue = Queue::new(paced(2.0));
    for _ in 0..200 {
        queue.start(read());
    }
    tokio::task::yield_now().await;
    let polls: Vec<usize> = (0..5).map(|_| queue.start(background(read()))).collect();
    let order = queue.all().await;
    let permits: Vec<usize> =
        polls.iter().map(|poll| order.iter().position(|other| other == poll).unwrap()).collect();
    assert!(
        permits.iter().enumerate().all(|(poll, place)| *place <= 20 + 16 * (poll + 1)),
        "{permits:?}"
    );
    assert!(permits[0] >= 15, "{permits:?}");
}

#[tokio::test(start_paused = true)]
async fn the_background_leaves_tokens_for_the_foreground() {
    let mut queue = Queue::new(paced(2.0));
    for _ in 0..60 {
        queue.start(background(read()));
    }
    tokio::time::sleep(ms(20_000)).await;
    let served = queue.order.lock().unwrap().len();
    assert!(
        (18..=24).contains(&served),
        "{served} of 40 tokens, half of which are for the background"
    );
    let call = queue.start(read());
    tokio::time::sleep(ms(10)).await;
    assert!(queue.when(call).is_some(), "the other half is free");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_cannot_be_met_is_rejected_at_once() {
    let mut queue = Queue::new(paced(2.0));
    for _ in 0..20 {
        queue.start(of_tenant("a"));
    }
    tokio::task::yield_now().await;
    let began = Instant::now();
    let by = |wait: u64, tenant: &str| AdmissionRequest {
        deadline: Some(began + ms(wait)),
        ..of_tenant(tenant)
    };
    let error = queue.pacer.admit(by(5000, "a")).await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert!(error.wait > ms(8000) && error.wait < ms(11_000), "{error:?}");
    assert!(!error.was_queued && error.queued == 19, "{error:?}");
    assert!(error.to_string().contains("read_and_ops"), "{error}");
    // Another tenant is admitted soon.
    drop(queue.pacer.admit(by(5000, "b")).await.unwrap());
    assert!(began.elapsed() <= ms(1200));
    // A deadline that has passed.
    let late = Instant::now();
    assert!(
        queue
            .pacer
            .admit(AdmissionRequest { deadline: Some(late), ..of_tenant("c") })
            .await
            .is_err()
    );
    assert_eq!(late.elapsed(), Duration::ZERO);
    assert_eq!(queue.all().await, (0..20).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn queueing_is_bounded_without_a_deadline() {
    let mut queue = Queue::new(paced(0.01));
    for _ in 0..3 {
        queue.start(read());
    }
    tokio::task::yield_now().await;
    let began = Instant::now();
    let bounded = AdmissionRequest { max_queued: Some(ms(5000)), ..read() };
    let error = queue.pacer.admit(bounded).await.unwrap_err();
    assert!(began.elapsed() >= ms(5000) && began.elapsed() < ms(5010), "{:?}", began.elapsed());
    assert!(error.was_queued && error.queued == 3, "{error:?}");
    let text = error.to_string();
    assert!(text.contains("not sent") && text.contains("length of the queue: 3"), "{text}");
    assert_eq!(state(&queue.pacer, "read_and_ops").queued, 2);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_applies_even_without_an_estimate_of_the_wait() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let mut permits = Vec::new();
    for _ in 0..4 {
        permits.push(pacer.admit(request("criteria_ai")).await.unwrap());
    }
    // The attempts may take up to 30 s, so the wait cannot be estimated.
    let began = Instant::now();
    let request = AdmissionRequest { deadline: Some(began + ms(7000)), ..request("criteria_ai") };
    pacer.admit(request).await.unwrap_err();
    assert!(began.elapsed() >= ms(7000) && began.elapsed() <= ms(7002), "{:?}", began.elapsed());
    assert_eq!(state(&pacer, "criteria_ai").queued, 0);
}

#[tokio::test(start_paused = true)]
async fn own_limits_and_shares_hold() {
    let clock = 1_772_000_000.4;
    for (pacing, max) in [
        (Pacing::new().limit("read_and_ops", 3.0), 3.0),
        (Pacing::new().share(0.25), 5.0),
        (Pacing::new().share(0.5).limit("read_and_ops", 100.0), 10.0),
    ] {
        let pacer = Pacer::new(&pacing.seed(1));
        let server = Server::new(20, Window::Fixed, clock);
        let began = Instant::now();
        let mut calls = 0.0;
        while began.elapsed() < Duration::from_secs(40) {
            assert!(call(&pacer, read(), &server, ms(2)).await);
            calls += 1.0;
        }
        let rate = calls / 40.0;
        assert!(rate <= max && rate >= 0.8 * max, "{rate} where {max} is allowed");
    }
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_waiting_calls_need_few_polls() {
    /// Counts how often a future is woken.
    struct Counted<F>(Pin<Box<F>>, Arc<AtomicUsize>);
    impl<F: Future> Future for Counted<F> {
        type Output = F::Output;
        fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
            self.1.fetch_add(1, Ordering::Relaxed);
            self.0.as_mut().poll(context)
        }
    }

    let pacer = Pacer::new(&Pacing::new().seed(1));
    let polls = Arc::new(AtomicUsize::new(0));
    let began = std::time::Instant::now();
    let mut waiting = tokio::task::JoinSet::new();
    for number in 0..10_000 {
        let pacer = pacer.clone();
        let request = of_tenant(["a", "b", "c"][number % 3]);
        let admitted = async move { pacer.admit(request).await.unwrap() };
        waiting.spawn(Counted(Box::pin(admitted), Arc::clone(&polls)));
    }
    while let Some(permit) = waiting.join_next().await {
        drop(permit.unwrap());
    }
    let (polls, took) = (polls.load(Ordering::Relaxed), began.elapsed());
    eprintln!("{polls} polls, {took:?}");
    assert!(polls <= 45_000, "{polls} polls for 10 000 permits");
    assert!(took < Duration::from_secs(20), "{took:?}");
    let BucketState { queued, in_flight, .. } = state(&pacer, "read_and_ops");
    assert_eq!((queued, in_flight), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn tiny_shares_do_not_overflow() {
    let pacing = Pacing::new().share(1e-300).background_share(1e-300).seed(1);
    pacing.check().unwrap();
    let pacer = Pacer::new(&pacing);
    pacer.admit(read()).await.unwrap().mark_sent();
    let soon = Instant::now() + Duration::from_secs(3600);
    pacer.admit(AdmissionRequest { deadline: Some(soon), ..read() }).await.unwrap_err();
    assert!(
        tokio::time::timeout(Duration::from_secs(3600), pacer.admit(background(read())))
            .await
            .is_err()
    );
    assert_eq!(state(&pacer, "read_and_ops").queued_background, 0);
}

#[test]
fn invalid_settings_are_rejected_by_name() {
    let wrong = [
        (Pacing::new().share(0.0), "pacing.share"),
        (Pacing::new().share(1.01), "pacing.share"),
        (Pacing::new().share(f64::NAN), "pacing.share"),
        (Pacing::new().background_share(-0.5), "pacing.background_share"),
        (Pacing::new().limit("reads", 1.0), "pacing.limit"),
        (Pacing::new().limit("read_and_ops", 0.0), "pacing.limit(read_and_ops)"),
        (Pacing::new().limit("read_and_ops", -1.0), "pacing.limit(read_and_ops)"),
        (Pacing::new().limit("read_and_ops", f64::INFINITY), "pacing.limit(read_and_ops)"),
        (Pacing::new().limit("read_and_ops", 1e-9), "pacing.limit(read_and_ops)"),
        (Pacing::new().max_in_flight("criteria_ai", 0), "pacing.max_in_flight(criteria_ai)"),
        (Pacing::new().max_in_flight("", 1), "pacing.max_in_flight"),
    ];
    for (pacing, field) in wrong {
        let error = pacing.check().unwrap_err();
        assert!(error.to_string().starts_with(field), "{field}: {error}");
    }
    Pacing::new()
        .share(1.0)
        .limit("analytics", 0.5)
        .max_in_flight("criteria_ai", 2)
        .check()
        .unwrap();
    Pacing::off().check().unwrap();
}
