//! The effects of responses.

use super::super::super::RateLimit;
use super::super::{BucketState, Moved, Pacing};
use super::*;

async fn wait_for_one(pacer: &Pacer, request: AdmissionRequest) -> Duration {
    let began = Instant::now();
    drop(pacer.admit(request).await.unwrap());
    began.elapsed()
}

fn limiter(standing: Standing) -> Observation {
    Observation::Limiter(standing)
}

#[tokio::test(start_paused = true)]
async fn a_429_holds_the_whole_bucket_for_retry_after() {
    for seed in 0..20 {
        let pacer = Pacer::new(&Pacing::new().seed(seed));
        let mut permit = pacer.admit(of_tenant("a")).await.unwrap();
        permit.mark_sent();
        permit.observe(&rejected(3));
        drop(permit);
        let held = state(&pacer, "read_and_ops");
        assert!(held.held_for.unwrap() >= Duration::from_secs(3));
        assert_eq!(held.rate_limited, 1);
        assert_eq!(
            wait_for_one(&pacer, request("analytics")).await,
            Duration::ZERO,
            "other buckets are not held"
        );
        let waited = wait_for_one(&pacer, of_tenant("b")).await;
        // The hold with its jitter, and up to the time of one token, since accrued tokens are
        // dropped.
        assert!(waited >= Duration::from_secs(3) && waited <= ms(3600 + 150), "{waited:?}");
        assert_eq!(state(&pacer, "read_and_ops").held_for, None);
    }
}

#[tokio::test(start_paused = true)]
async fn a_hold_is_bounded_and_rejects_calls_with_earlier_deadlines() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let contract = nova_client::Bucket::find("read_and_ops").unwrap();
    let headers = RateLimit { bucket: Some("read_and_ops".to_owned()), ..RateLimit::default() };
    let day = Some(Duration::from_secs(86_400));
    let mut permit = pacer.admit(read()).await.unwrap();
    permit.mark_sent();
    permit.observe(&Observation::of(true, headers, day, contract).unwrap());
    let held = state(&pacer, "read_and_ops").held_for.unwrap();
    assert!(held >= Duration::from_secs(120) && held < Duration::from_secs(140), "{held:?}");
    let began = Instant::now();
    let urgent = AdmissionRequest { deadline: Some(began + ms(60_000)), ..read() };
    assert!(pacer.admit(urgent).await.unwrap_err().wait >= Duration::from_secs(100));
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn only_the_vendors_own_headers_are_evidence() {
    let contract = nova_client::Bucket::find("read_and_ops").unwrap();
    let observe = |is_429, rate| Observation::of(is_429, rate, None, contract);
    let none = RateLimit::default();
    assert_eq!(observe(false, none.clone()), None);
    let half = RateLimit { limit: Some(1_000_000), ..none.clone() };
    assert_eq!(observe(false, half), None, "a limit alone is no evidence of the vendor's limiter");
    assert_eq!(observe(true, none.clone()), Some(Observation::Unsigned(ms(500))));
    let day = Some(Duration::from_secs(86_400));
    let unsigned = Observation::of(true, none.clone(), day, contract);
    assert_eq!(unsigned, Some(Observation::Unsigned(ms(3000))));
    let absurd = RateLimit { limit: Some(u32::MAX), remaining: Some(u32::MAX), ..none };
    let Some(Observation::Limiter(standing)) = observe(false, absurd) else {
        panic!("has rate headers")
    };
    assert_eq!(standing.limit, Some(4 * contract.limit));
}

#[tokio::test(start_paused = true)]
async fn an_outage_without_rate_headers_changes_nothing() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let server = Server::new(5, Window::Fixed, 1_772_000_000.3);
    for _ in 0..60 {
        call(&pacer, read(), &server, ms(5)).await;
    }
    let before = state(&pacer, "read_and_ops");
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(10) {
        pacer.admit(read()).await.unwrap().mark_sent(); // a proxy's response: no observation
    }
    assert_eq!(BucketState { held_for: None, ..state(&pacer, "read_and_ops") }, before);
}

#[tokio::test(start_paused = true)]
async fn a_response_that_names_another_bucket_is_followed_and_reported_once() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let first = pacer.admit(read()).await.unwrap();
    let second = pacer.admit(read()).await.unwrap();
    let other = limiter(Standing {
        bucket: Some("analytics".to_owned()),
        limit: Some(20),
        remaining: Some(3),
        ..standing(true)
    });
    let moved = first.observe(&other);
    let from_to = (Arc::from("read_and_ops"), Arc::from("analytics"));
    assert_eq!(moved, Some(Moved { operation: "anOperation", from: from_to.0, to: from_to.1 }));
    assert_eq!(second.observe(&other), None, "the same move");
    assert_eq!(state(&pacer, "analytics").remaining, Some(3));
    assert_eq!(state(&pacer, "read_and_ops").remaining, None);
    drop((first, second));
    let third = pacer.admit(read()).await.unwrap();
    assert_eq!(state(&pacer, "analytics").in_flight, 1);
    assert_eq!(third.observe(&other), None);
    // Other operations are not moved.
    let request = AdmissionRequest { operation: "another", ..read() };
    let another = pacer.admit(request).await.unwrap();
    assert_eq!(state(&pacer, "read_and_ops").in_flight, 1);
    drop(another);
    // And it can be moved back.
    let back = limiter(Standing { bucket: Some("read_and_ops".to_owned()), ..standing(true) });
    assert_eq!(third.observe(&back).map(|moved| moved.to), Some(Arc::from("read_and_ops")));
}

#[tokio::test(start_paused = true)]
async fn an_unknown_bucket_is_created_up_to_a_maximum_number() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let permit = pacer.admit(read()).await.unwrap();
    let of = |name: &str| {
        let (bucket, limit) = (Some(name.to_owned()), Some(7));
        limiter(Standing { bucket, limit, remaining: Some(6), ..standing(true) })
    };
    assert!(permit.observe(&of("exports")).is_some());
    assert!((state(&pacer, "exports").limit - 7.0).abs() < 1e-9);
    for number in 0..500 {
        permit.observe(&of(&format!("bucket-{number}")));
    }
    assert_eq!(pacer.snapshot().len(), super::super::MAX_BUCKETS);
    for nonsense in ["", "two words", "line\nbreak", &"x".repeat(65)] {
        assert_eq!(permit.observe(&of(nonsense)), None);
    }
    assert_eq!(pacer.snapshot().len(), super::super::MAX_BUCKETS);
}

#[tokio::test(start_paused = true)]
async fn the_limit_follows_the_responses() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let permit = pacer.admit(read()).await.unwrap();
    permit.observe(&limiter(Standing { limit: Some(50), ..standing(true) }));
    assert!((state(&pacer, "read_and_ops").limit - 50.0).abs() < 1e-9);
    drop(permit);
    // A quarter of the contract's limit: the pacer adapts to it without any 429.
    let server = Server::new(5, Window::Fixed, 1_772_000_000.3);
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let (mut accepted, mut rejected) = (0, 0);
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(60) {
        if call(&pacer, read(), &server, ms(5)).await { accepted += 1 } else { rejected += 1 }
    }
    assert!(accepted >= 255 && rejected == 0, "{accepted} accepted, {rejected} rejected");
}

#[tokio::test(start_paused = true)]
async fn while_the_limiter_is_down_nothing_is_learned() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let permit = pacer.admit(read()).await.unwrap();
    let before = state(&pacer, "read_and_ops").rate;
    for _ in 0..50 {
        tokio::time::sleep(ms(100)).await;
        permit.observe(&limiter(Standing {
            degraded: true,
            remaining: Some(0),
            reset: Some(1),
            ..standing(true)
        }));
    }
    let during = state(&pacer, "read_and_ops");
    assert!(during.degraded && (during.rate - before).abs() < 1e-9 && during.others.is_none());
    permit.observe(&limiter(Standing { remaining: Some(19), ..standing(true) }));
    assert!(!state(&pacer, "read_and_ops").degraded);
}

#[tokio::test(start_paused = true)]
async fn invalid_headers_do_no_harm() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let contract = nova_client::Bucket::find("read_and_ops").unwrap();
    let mut random = fastrand::Rng::with_seed(5);
    let began = Instant::now();
    for _ in 0..3000 {
        let mut permit = pacer.admit(read()).await.unwrap();
        permit.mark_sent();
        tokio::time::sleep(ms(random.u64(0..50))).await;
        let resets =
            [0, 1, 2, 19, 20, 21, u64::from(u32::MAX), u64::MAX, 1_772_000_000, 1_772_000_000_000];
        let any_count = |random: &mut fastrand::Rng| {
            random.bool().then(|| [0, 1, 5, 20, u32::MAX][random.usize(0..5)])
        };
        let rate = RateLimit {
            limit: any_count(&mut random),
            remaining: any_count(&mut random),
            reset: random.bool().then(|| resets[random.usize(0..resets.len())]),
            ..RateLimit::default()
        };
        if let Some(observation) = Observation::of(false, rate, None, contract) {
            permit.observe(&observation);
        }
        let BucketState { rate, limit, .. } = state(&pacer, "read_and_ops");
        assert!(rate.is_finite() && rate > 0.0 && rate <= limit, "{rate} of {limit}");
    }
    assert!(began.elapsed() < Duration::from_secs(3600), "{:?}", began.elapsed());
}

/// Two replicas share four slots; calls take 10 to 20 s and no header shows the slots.
#[tokio::test(start_paused = true)]
async fn concurrency_slots_are_shared_by_trial() {
    let permits = Arc::new(Mutex::new(0_u32));
    let tallies = Arc::new(Mutex::new([(0_u32, 0_u32); 2]));
    let mut tasks = tokio::task::JoinSet::new();
    for replica in 0..2 {
        let pacer = Pacer::new(&Pacing::new().seed(replica as u64));
        for worker in 0..8 {
            let (pacer, permits, tallies) =
                (pacer.clone(), Arc::clone(&permits), Arc::clone(&tallies));
            let mut random = fastrand::Rng::with_seed(worker * 2 + replica as u64);
            tasks.spawn(async move {
                loop {
                    let mut permit = pacer.admit(request("criteria_ai")).await.unwrap();
                    permit.mark_sent();
                    let free = *permits.lock().unwrap() < 4;
                    if !free {
                        tokio::time::sleep(ms(5)).await;
                        permit.observe(&limiter(Standing {
                            remaining: Some(1),
                            hold: Some(Duration::from_secs(2)),
                            ..standing(false)
                        }));
                        tallies.lock().unwrap()[replica].1 += 1;
                        continue;
                    }
                    *permits.lock().unwrap() += 1;
                    tokio::time::sleep(ms(random.u64(10_000..20_000))).await;
                    *permits.lock().unwrap() -= 1;
                    permit.observe(&limiter(Standing { remaining: Some(1), ..standing(true) }));
                    tallies.lock().unwrap()[replica].0 += 1;
                }
            });
        }
    }
    tokio::time::sleep(Duration::from_secs(1800)).await;
    let [(done_a, rejected_a), (done_b, rejected_b)] = *tallies.lock().unwrap();
    eprintln!("{done_a}+{done_b} done, {rejected_a}+{rejected_b} rejected");
    // Four slots of 15 s per call are 480 calls in half an hour.
    assert!(done_a + done_b >= 400, "{done_a}+{done_b}");
    assert!(
        rejected_a + rejected_b <= (done_a + done_b) / 6,
        "{rejected_a}+{rejected_b} for {done_a}+{done_b}"
    );
    assert!(done_a.min(done_b) * 3 >= done_a.max(done_b), "{done_a} {done_b}");
}

#[tokio::test(start_paused = true)]
async fn no_more_than_the_cap_are_in_flight_and_slots_expire() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let mut permits = Vec::new();
    for _ in 0..4 {
        permits.push(pacer.admit(request("criteria_ai")).await.unwrap());
    }
    let began = Instant::now();
    let fifth = tokio::time::timeout(ms(25_000), pacer.admit(request("criteria_ai"))).await;
    assert!(fifth.is_err(), "the fifth waits for a slot");
    assert_eq!(state(&pacer, "criteria_ai").max_in_flight, Some(4));
    permits.pop();
    assert_eq!(wait_for_one(&pacer, request("criteria_ai")).await, Duration::ZERO);
    permits.push(pacer.admit(request("criteria_ai")).await.unwrap());
    // The other permits are never dropped; the time limit of their attempts frees their slots.
    for permit in permits {
        std::mem::forget(permit);
    }
    wait_for_one(&pacer, request("criteria_ai")).await;
    assert!(
        began.elapsed() >= ms(27_000) && began.elapsed() <= ms(33_000),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn the_state_as_json_has_all_fields() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    pacer.admit(request("analytics")).await.unwrap().observe(&rejected(2));
    let json = serde_json::to_value(state(&pacer, "analytics")).unwrap();
    let fields: Vec<&String> = json.as_object().unwrap().keys().collect();
    let expected = [
        "degraded",
        "heldMs",
        "inFlight",
        "limit",
        "maxInFlight",
        "name",
        "others",
        "queued",
        "queuedBackground",
        "rate",
        "rateLimited",
        "remaining",
    ];
    let mut fields: Vec<&str> = fields.into_iter().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, expected);
    assert!((2000..2500).contains(&json["heldMs"].as_u64().unwrap()), "{json}");
    assert_eq!(json["name"], "analytics");
}
