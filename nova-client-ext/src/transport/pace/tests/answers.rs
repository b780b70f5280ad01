//! What answers teach.

use super::super::{BucketState, Moved, Pacing};
use super::*;

async fn wait_for_one(pacer: &Pacer, ask: Ask) -> Duration {
    let began = Instant::now();
    drop(pacer.admit(ask).await.unwrap());
    began.elapsed()
}

#[tokio::test(start_paused = true)]
async fn a_429_holds_the_whole_bucket_for_retry_after() {
    for seed in 0..20 {
        let pacer = Pacer::new(&Pacing::new().seed(seed));
        let permit = pacer.admit(of_tenant("a")).await.unwrap();
        permit.answered(&Observation {
            remaining: Some(0),
            retry_after: Some(Duration::from_secs(3)),
            ..answer(429)
        });
        drop(permit);
        let held = state(&pacer, "read_and_ops");
        assert!(held.held_for.unwrap() >= Duration::from_secs(3));
        assert_eq!(held.rate_limited, 1);
        assert_eq!(
            wait_for_one(&pacer, ask("analytics")).await,
            Duration::ZERO,
            "other buckets are not held"
        );
        let waited = wait_for_one(&pacer, of_tenant("b")).await;
        // The hold with its jitter, and up to a turn: what had accrued is not let out at once.
        assert!(waited >= Duration::from_secs(3) && waited <= ms(3500 + 640), "{waited:?}");
        assert_eq!(state(&pacer, "read_and_ops").held_for, None);
    }
}

#[tokio::test(start_paused = true)]
async fn a_429_without_a_header_holds_shortly() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    pacer.admit(read()).await.unwrap().answered(&answer(429));
    let held = state(&pacer, "read_and_ops").held_for.unwrap();
    assert!(held >= ms(500) && held <= ms(800), "{held:?}");
}

#[tokio::test(start_paused = true)]
async fn a_hold_turns_away_at_once_whoever_cannot_wait() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let permit = pacer.admit(read()).await.unwrap();
    drop(pacer.admit(read()).await.unwrap());
    let began = Instant::now();
    let wait = |patience: Option<u64>| {
        let pacer = pacer.clone();
        let deadline = patience.map(|seconds| began + Duration::from_secs(seconds));
        tokio::spawn(async move {
            let result = pacer.admit(Ask { deadline, ..read() }).await.map(drop);
            (result, began.elapsed())
        })
    };
    let (short, long, endless) = (wait(Some(10)), wait(Some(40)), wait(None));
    tokio::time::sleep(ms(1)).await;
    permit.answered(&Observation { retry_after: Some(Duration::from_secs(30)), ..answer(429) });
    let (result, at) = short.await.unwrap();
    let refusal = result.unwrap_err();
    assert!(at <= ms(2) && refusal.wait >= Duration::from_secs(30), "{refusal:?} after {at:?}");
    for patient in [long, endless] {
        let (result, at) = patient.await.unwrap();
        result.unwrap();
        assert!(at >= Duration::from_secs(30) && at < Duration::from_secs(36), "{at:?}");
    }
    // And a call that comes during a hold is refused before it waits.
    let permit = pacer.admit(read()).await.unwrap();
    permit.answered(&Observation {
        retry_after: Some(Duration::from_secs(86_400 * 400)),
        ..answer(429)
    });
    let began = Instant::now();
    let ask = Ask { deadline: Some(began + Duration::from_secs(60)), ..read() };
    assert!(pacer.admit(ask).await.unwrap_err().wait >= Duration::from_secs(86_000));
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_names_another_bucket_is_followed_and_told_once() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let first = pacer.admit(read()).await.unwrap();
    let second = pacer.admit(read()).await.unwrap();
    let told = Observation {
        bucket: Some("analytics"),
        limit: Some(20),
        remaining: Some(3),
        ..answer(200)
    };
    let moved = first.answered(&told);
    let from_to = (Arc::from("read_and_ops"), Arc::from("analytics"));
    assert_eq!(moved, Some(Moved { operation: "anOperation", from: from_to.0, to: from_to.1 }));
    assert_eq!(second.answered(&told), None, "the same news");
    assert_eq!(state(&pacer, "analytics").remaining, Some(3));
    assert_eq!(state(&pacer, "read_and_ops").remaining, None);
    drop((first, second));
    let third = pacer.admit(read()).await.unwrap();
    assert_eq!(third.bucket(), Some("analytics"));
    assert_eq!(third.answered(&told), None);
    // Other operations stay where they are.
    let other = pacer.admit(Ask { operation: "another", ..read() }).await.unwrap();
    assert_eq!(other.bucket(), Some("read_and_ops"));
    // And it can be moved back.
    let back = Observation { bucket: Some("read_and_ops"), ..answer(200) };
    assert_eq!(third.answered(&back).map(|moved| moved.to), Some(Arc::from("read_and_ops")));
}

#[tokio::test(start_paused = true)]
async fn a_bucket_nobody_knew_is_made_and_their_number_is_bounded() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let permit = pacer.admit(read()).await.unwrap();
    let told =
        Observation { bucket: Some("exports"), limit: Some(7), remaining: Some(6), ..answer(200) };
    assert!(permit.answered(&told).is_some());
    assert!((state(&pacer, "exports").limit - 7.0).abs() < 1e-9);
    for number in 0..500 {
        let name = format!("bucket-{number}");
        permit.answered(&Observation { bucket: Some(&name), limit: Some(7), ..answer(200) });
    }
    assert_eq!(pacer.snapshot().len(), super::super::MOST_BUCKETS);
    let known = pacer.snapshot().len();
    for nonsense in ["", "two words", "line\nbreak", &"x".repeat(65)] {
        assert_eq!(permit.answered(&Observation { bucket: Some(nonsense), ..answer(200) }), None);
    }
    assert_eq!(pacer.snapshot().len(), known);
}

#[tokio::test(start_paused = true)]
async fn the_limit_is_corrected_by_what_comes_back() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let permit = pacer.admit(read()).await.unwrap();
    permit.answered(&Observation { limit: Some(50), remaining: Some(49), ..answer(200) });
    assert!((state(&pacer, "read_and_ops").limit - 50.0).abs() < 1e-9);
    permit.answered(&Observation { limit: Some(0), remaining: Some(0), ..answer(200) });
    assert!((state(&pacer, "read_and_ops").limit - 50.0).abs() < 1e-9, "a limit of 0 is no limit");
    drop(permit);
    // A quarter of the contract's limit: the pacer goes down to it without a wave of 429s.
    let server = Server::new(5, Window::Fixed, 1_772_000_000.3);
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let (mut accepted, mut refused) = (0, 0);
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(60) {
        if call(&pacer, read(), &server, ms(5)).await { accepted += 1 } else { refused += 1 }
    }
    assert!(accepted >= 255 && refused == 0, "{accepted} accepted, {refused} refused");
}

#[tokio::test(start_paused = true)]
async fn while_the_limiter_is_down_nothing_is_learned() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let permit = pacer.admit(read()).await.unwrap();
    let before = state(&pacer, "read_and_ops").rate;
    for _ in 0..50 {
        tokio::time::sleep(ms(100)).await;
        permit.answered(&Observation {
            degraded: true,
            remaining: Some(0),
            reset: Some(1),
            ..answer(200)
        });
    }
    let during = state(&pacer, "read_and_ops");
    assert!(during.degraded && (during.rate - before).abs() < 1e-9 && during.others.is_none());
    permit.answered(&Observation { remaining: Some(19), ..answer(200) });
    assert!(!state(&pacer, "read_and_ops").degraded);
}

#[tokio::test(start_paused = true)]
async fn headers_that_make_no_sense_do_no_harm() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let mut random = fastrand::Rng::with_seed(5);
    for _ in 0..3000 {
        let permit = pacer.admit(read()).await.unwrap();
        let sent_at = Instant::now();
        tokio::time::sleep(ms(random.u64(0..50))).await;
        let odd =
            [0, 1, 2, 19, 20, 21, u64::from(u32::MAX), u64::MAX, 1_772_000_000, 1_772_000_000_000];
        let small = |random: &mut fastrand::Rng| {
            random.bool().then(|| [0, 1, 5, 20, u32::MAX][random.usize(0..5)])
        };
        let observation = Observation {
            sent_at,
            limit: small(&mut random),
            remaining: small(&mut random),
            reset: random.bool().then(|| odd[random.usize(0..odd.len())]),
            ..answer(200)
        };
        permit.answered(&observation);
        let BucketState { rate, limit, .. } = state(&pacer, "read_and_ops");
        assert!(rate.is_finite() && rate > 0.0 && rate <= limit, "{rate} of {limit}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_headers_the_rate_rises_until_a_429() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let server = Server::new(10, Window::Fixed, 1_772_000_000.0);
    let (mut accepted, mut refused) = (0, 0);
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(120) {
        let permit = pacer.admit(read()).await.unwrap();
        tokio::time::sleep(ms(2)).await;
        let counted = server.count();
        permit.answered(&answer(if counted.accepted { 200 } else { 429 }));
        if counted.accepted { accepted += 1 } else { refused += 1 }
    }
    assert!(
        accepted > 700 && refused < 40,
        "{accepted} accepted, {refused} refused, of 1200 possible"
    );
}

/// Two replicas share four places; calls take 10 to 20 s and no header tells of the places.
#[tokio::test(start_paused = true)]
async fn places_in_flight_are_shared_by_trial() {
    let places = Arc::new(Mutex::new(0_u32));
    let tallies = Arc::new(Mutex::new([(0_u32, 0_u32); 2]));
    let mut tasks = tokio::task::JoinSet::new();
    for replica in 0..2 {
        let pacer = Pacer::new(&Pacing::new().seed(replica as u64));
        for worker in 0..8 {
            let (pacer, places, tallies) =
                (pacer.clone(), Arc::clone(&places), Arc::clone(&tallies));
            let mut random = fastrand::Rng::with_seed(worker * 2 + replica as u64);
            tasks.spawn(async move {
                loop {
                    let permit = pacer.admit(ask("criteria_ai")).await.unwrap();
                    let free = *places.lock().unwrap() < 4;
                    if !free {
                        tokio::time::sleep(ms(5)).await;
                        let retry_after = Some(Duration::from_secs(2));
                        permit.answered(&Observation {
                            remaining: Some(1),
                            retry_after,
                            ..answer(429)
                        });
                        tallies.lock().unwrap()[replica].1 += 1;
                        continue;
                    }
                    *places.lock().unwrap() += 1;
                    tokio::time::sleep(ms(random.u64(10_000..20_000))).await;
                    *places.lock().unwrap() -= 1;
                    permit.answered(&Observation { remaining: Some(1), ..answer(200) });
                    tallies.lock().unwrap()[replica].0 += 1;
                }
            });
        }
    }
    tokio::time::sleep(Duration::from_secs(1800)).await;
    let [(done_a, refused_a), (done_b, refused_b)] = *tallies.lock().unwrap();
    eprintln!("{done_a}+{done_b} done, {refused_a}+{refused_b} refused");
    // Four places of 15 s each for half an hour are 480 calls.
    assert!(done_a + done_b >= 400, "{done_a}+{done_b}");
    assert!(
        refused_a + refused_b <= (done_a + done_b) / 6,
        "{refused_a}+{refused_b} for {done_a}+{done_b}"
    );
    assert!(done_a.min(done_b) * 3 >= done_a.max(done_b), "{done_a} {done_b}");
}

#[tokio::test(start_paused = true)]
async fn no_more_than_the_cap_are_under_way() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    let mut permits = Vec::new();
    for _ in 0..4 {
        permits.push(pacer.admit(ask("criteria_ai")).await.unwrap());
    }
    let fifth =
        tokio::time::timeout(Duration::from_secs(60), pacer.admit(ask("criteria_ai"))).await;
    assert!(fifth.is_err(), "the fifth waits for a place, however long");
    assert_eq!(state(&pacer, "criteria_ai").max_in_flight, Some(4));
    permits.pop();
    assert_eq!(wait_for_one(&pacer, ask("criteria_ai")).await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn the_state_reads_well_as_json() {
    let pacer = Pacer::new(&Pacing::new().seed(1));
    pacer.admit(ask("analytics")).await.unwrap().answered(&Observation {
        retry_after: Some(Duration::from_secs(2)),
        remaining: Some(0),
        ..answer(429)
    });
    let json = serde_json::to_value(state(&pacer, "analytics")).unwrap();
    let members: Vec<&String> = json.as_object().unwrap().keys().collect();
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
    let mut members: Vec<&str> = members.into_iter().map(String::as_str).collect();
    members.sort_unstable();
    assert_eq!(members, expected);
    assert!((2000..2500).contains(&json["heldMs"].as_u64().unwrap()), "{json}");
    assert_eq!(json["name"], "analytics");
}
