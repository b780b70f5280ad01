//! Many batches in one stream.

use std::collections::HashMap;
use std::task::Poll;

use nova_client_ext::mock::{
    ApplicationScript, BatchScript, Cut, End, Fault, MockResponse, StatusCode,
};
use nova_client_ext::{
    ErrorKind, Pacing, WaitOptions,
    watch::{BatchUpdate, SavedWatch, WatchAll},
};
use tokio::time::{Instant, sleep};

use super::*;

/// Returns all events of a stream, grouped by batch.
async fn events_by_batch(stream: &mut WatchAll) -> HashMap<String, Vec<Result<BatchEvent, Error>>> {
    let mut emitted: HashMap<String, Vec<_>> = HashMap::new();
    while let Some(BatchUpdate { batch, event, .. }) = next(stream).await {
        let key = format!("{}/{}", batch.job().tenant().id(), batch.id());
        emitted.entry(key).or_default().push(event);
    }
    emitted
}

fn words(emitted: &[Result<BatchEvent, Error>]) -> Vec<String> {
    emitted
        .iter()
        .map(|event| event.as_ref().map_or_else(|error| format!("{:?}", error.kind()), describe))
        .collect()
}

fn handle(nova: &Nova, tenant: &str, id: &str) -> Batch {
    nova.tenant(tenant).unwrap().job(JOB).unwrap().batch(id).unwrap()
}

fn place(mock: &MockNova, nova: &Nova, tenant: &str, script: BatchScript) -> Batch {
    handle(nova, tenant, &mock.place_batch(tenant, JOB, script))
}

/// Returns a batch of jobs that take about half a minute, different for each seed.
fn ordinary(seed: u64) -> BatchScript {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut script = BatchScript::new().queue_time(secs(1));
    for index in 0..random.u64(1..6) {
        let time = Duration::from_secs_f64(10.0 + 40.0 * random.f64());
        script = script
            .application(ApplicationScript::scored(format!("app-{index}"), 7).scoring_time(time));
    }
    script
}

fn rate_limited(mock: &MockNova) -> usize {
    mock.requests().iter().filter(|request| request.status == Some(429)).count()
}

/// As [`harness`], with the full rate available to background calls.
async fn harness_for_many() -> (MockNova, Nova) {
    let mock = MockNova::start().await.unwrap();
    let nova = support::builder(&mock).pacing(Pacing::new().background_share(1.0)).build().unwrap();
    (mock, nova)
}

#[tokio::test(start_paused = true)]
async fn batches_of_all_tenants_emit_what_each_alone_would() {
    let (mock, nova) = harness().await;
    let batches: Vec<_> = (0..30)
        .map(|index| place(&mock, &nova, ["one", "two", "three"][index % 3], three_jobs()))
        .collect();
    let mut stream = nova.watch_all(batches.clone());
    assert_eq!(stream.len(), 30);
    let emitted = events_by_batch(&mut stream).await;
    assert!(stream.is_empty());
    assert_eq!(emitted.len(), 30);
    for (batch, events) in &emitted {
        let words = words(events);
        assert!(words[0].starts_with("seen"), "{batch}: {words:?}");
        assert_eq!(words.last().unwrap(), "settled partial_failure");
        for once in ["appeared a", "appeared b", "appeared c", "scored a", "failed b", "scored c"] {
            assert_eq!(
                words.iter().filter(|word| *word == once).count(),
                1,
                "{batch}: {once} in {words:?}"
            );
        }
        assert_eq!(
            words
                .iter()
                .filter(|word| word.starts_with("settled") || word.starts_with("seen"))
                .count(),
            2
        );
    }
    assert_eq!(rate_limited(&mock), 0);
}

#[tokio::test(start_paused = true)]
async fn five_hundred_are_added_while_five_hundred_are_watched() {
    let (mock, nova) = harness_for_many().await;
    let mut stream =
        nova.watch_all((0..500).map(|seed| place(&mock, &nova, "one", ordinary(seed))));
    let handle = stream.handle();
    let (emitted, ()) = tokio::join!(events_by_batch(&mut stream), async {
        for seed in 500..1000 {
            sleep(Duration::from_millis(40)).await;
            handle.add(place(&mock, &nova, "two", ordinary(seed))).unwrap();
        }
        drop(handle);
    });
    assert_eq!(emitted.len(), 1000);
    for (batch, events) in &emitted {
        let words = words(events);
        assert_eq!(words.last().unwrap(), "settled completed", "{batch}: {words:?}");
        let mut unique = words.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), words.len(), "no event twice: {words:?}");
        let count = |word: &str| words.iter().filter(|one| one.starts_with(word)).count();
        assert_eq!(count("appeared"), count("scored"), "no event lost: {words:?}");
    }
    assert_eq!(rate_limited(&mock), 0);
}

#[tokio::test(start_paused = true)]
async fn a_broken_batch_and_a_slow_tenant_do_not_affect_others() {
    let late = |disturbed: bool| async move {
        let (mock, nova) = harness_for_many().await;
        let mut batches: Vec<_> =
            (0..40).map(|seed| place(&mock, &nova, "good", ordinary(seed))).collect();
        if disturbed {
            batches.push(handle(&nova, "good", "sb-missing"));
            mock.place_body("good", JOB, "sb-broken", json!({"batch": 7}));
            batches.push(handle(&nova, "good", "sb-broken"));
            batches.extend((100..140).map(|seed| place(&mock, &nova, "slow", ordinary(seed))));
            batches.extend((140..180).map(|seed| place(&mock, &nova, "down", ordinary(seed))));
            mock.inject(Fault::cut(Cut::Nothing, End::Stall).tenant("slow").always());
            mock.inject(
                Fault::respond(MockResponse::error(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "INTERNAL_ERROR",
                    None,
                ))
                .tenant("down")
                .always(),
            );
        }
        let watched =
            batches.into_iter().map(|batch| (batch, WaitOptions::default().timeout(secs(300))));
        let mut stream = nova.watch_all(watched);
        let started = Instant::now();
        let (mut settled, mut failed, mut sum) = (0, HashMap::new(), 0.0);
        while let Some(BatchUpdate { batch, event, .. }) = next(&mut stream).await {
            match event {
                Ok(BatchEvent::Settled { .. }) => {
                    assert_eq!(batch.job().tenant().id().as_str(), "good");
                    settled += 1;
                    sum += started.elapsed().as_secs_f64();
                }
                Ok(_) => {}
                Err(error) => drop(
                    failed.insert(batch.id().to_string(), (error, started.elapsed().as_secs())),
                ),
            }
        }
        assert_eq!(settled, 40);
        if disturbed {
            assert_eq!(failed.len(), 82);
            assert!(failed["sb-missing"].0.is_not_found() && failed["sb-missing"].1 < 30);
            assert_eq!(failed["sb-broken"].0.kind(), ErrorKind::Decode);
            assert_eq!(
                failed
                    .values()
                    .filter(|(error, at)| error.kind() == ErrorKind::WaitExpired && *at == 300)
                    .count(),
                80
            );
        }
        assert_eq!(rate_limited(&mock), 0);
        sum / 40.0
    };
    let (alone, disturbed) = (late(false).await, late(true).await);
    assert!(
        disturbed - alone < 2.5,
        "settled after {alone} s alone and after {disturbed} s with failing batches"
    );
}

#[tokio::test(start_paused = true)]
#[allow(clippy::cast_precision_loss, reason = "numbers of requests")]
async fn no_batch_starves() {
    const BATCHES: usize = 200;
    let (mock, nova) = harness_for_many().await;
    // The jobs of one half are stuck, so a poll of them has the least priority; the jobs of the
    // other half always end soon.
    let stuck =
        (0..BATCHES / 2).map(|_| place(&mock, &nova, "stuck", BatchScript::new().stuck("a")));
    let three_jobs = (0..BATCHES / 2).map(|seed| {
        let mut script = BatchScript::new();
        for index in 0..20 {
            let time = secs(20 + 60 * index + seed as u64);
            script = script.application(
                ApplicationScript::scored(format!("app-{index}"), 7).scoring_time(time),
            );
        }
        place(&mock, &nova, "lively", script)
    });
    let batches: Vec<_> = stuck.chain(three_jobs).collect();
    let stream = nova.watch_all(
        batches.into_iter().map(|batch| (batch, WaitOptions::default().timeout(secs(500)))),
    );
    let mut stream = stream;
    events_by_batch(&mut stream).await;

    let requests = mock.requests();
    let settled_in = secs(40);
    let rate = requests.iter().filter(|request| request.at > settled_in).count() as f64 / 460.0;
    let bound = (4.0 * BATCHES as f64 / rate).max(10.0) + BATCHES as f64 / rate;
    let mut last: HashMap<&str, Duration> = HashMap::new();
    let mut longest = 0.0_f64;
    for request in requests.iter().filter(|request| request.at > settled_in) {
        if let Some(before) = last.insert(&request.path, request.at) {
            longest = longest.max((request.at - before).as_secs_f64());
        }
    }
    assert_eq!(last.len(), BATCHES, "every batch was polled");
    let last_gap = last.values().map(|at| (secs(500) - *at).as_secs_f64()).fold(0.0, f64::max);
    assert!(
        longest.max(last_gap) <= bound,
        "a gap of {longest} s or {last_gap} s, bound {bound} s"
    );
    assert_eq!(rate_limited(&mock), 0);
}

#[tokio::test(start_paused = true)]
async fn foreground_calls_go_first() {
    let (mock, nova) = harness().await;
    let batches: Vec<_> =
        (0..300).map(|seed| place(&mock, &nova, "many", ordinary(seed))).collect();
    let one = place(&mock, &nova, "one", BatchScript::new().scored("a", 7));
    let mut stream = nova.watch_all(batches);
    let (_, longest) = tokio::join!(events_by_batch(&mut stream), async {
        let mut longest = Duration::ZERO;
        for _ in 0..20 {
            sleep(Duration::from_millis(1900)).await;
            let started = Instant::now();
            one.report().await.unwrap();
            longest = longest.max(started.elapsed());
        }
        longest
    });
    assert!(longest < secs(1), "a foreground call took {longest:?}");
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_when_nothing_can_be_added() {
    let (mock, nova) = harness().await;
    let mut stream = nova.watch_all(std::iter::empty::<Batch>());
    assert!(next(&mut stream).await.is_none(), "nothing is watched and no handle exists");

    let handle = stream.handle();
    let batch = place(&mock, &nova, "one", BatchScript::new().scored("a", 7));
    let (emitted, ()) = tokio::join!(events_by_batch(&mut stream), async {
        sleep(secs(3600)).await;
        handle.add(batch.clone()).unwrap();
        // A batch that is already watched is not added again.
        handle.clone().add(batch.clone()).unwrap();
        sleep(secs(60)).await;
        // Its watch has ended, so it can be added again.
        handle.add((batch.clone(), WaitOptions::default())).unwrap();
        drop(handle);
    });
    assert_eq!(emitted.len(), 1);
    let words = words(&emitted.values().next().unwrap()[..]);
    assert_eq!(words.iter().filter(|word| word.starts_with("settled")).count(), 2, "{words:?}");
    assert_eq!(mock.hits(STATUS), 2);

    let handle = stream.handle();
    drop(stream);
    assert_eq!(handle.add(batch).unwrap_err().kind(), ErrorKind::Invalid);
}

#[tokio::test(start_paused = true)]
async fn invalid_targets_are_reported_and_do_not_stop_the_stream() {
    let (mock, nova) = harness().await;
    let other = support::builder(&mock).build().unwrap();
    let good = place(&mock, &nova, "one", BatchScript::new().scored("a", 7));
    let of_other_client = place(&mock, &other, "two", BatchScript::new().scored("a", 7));
    let without_time = place(&mock, &nova, "three", BatchScript::new().scored("a", 7));
    let options = WaitOptions::default();
    let mut stream = nova.watch_all([
        (of_other_client, options.clone()),
        (without_time, options.clone().timeout(Duration::ZERO)),
        (good, options),
    ]);
    let emitted = events_by_batch(&mut stream).await;
    let kinds = |tenant: &str| {
        let (_, events) = emitted.iter().find(|(key, _)| key.starts_with(tenant)).unwrap();
        words(events)
    };
    assert_eq!(kinds("two"), ["Invalid"]);
    assert_eq!(kinds("three"), ["Invalid"]);
    assert_eq!(kinds("one").last().unwrap(), "settled completed");
    assert_eq!(mock.hits(STATUS), 1);
}

#[tokio::test(start_paused = true)]
async fn deadlines_count_from_when_a_batch_was_added() {
    let (mock, nova) = harness().await;
    let mut stream = nova.watch_all([place(&mock, &nova, "early", BatchScript::new().stuck("a"))]);
    let handle = stream.handle();
    let started = Instant::now();
    let mut ends = HashMap::new();
    tokio::join!(
        async {
            while let Some(BatchUpdate { batch, event, .. }) = next(&mut stream).await {
                if let Err(error) = event {
                    assert_eq!(error.kind(), ErrorKind::WaitExpired);
                    assert!(error.report().is_some());
                    ends.insert(batch.job().tenant().id().to_string(), started.elapsed().as_secs());
                }
            }
        },
        async {
            sleep(secs(1000)).await;
            handle.add(place(&mock, &nova, "late", BatchScript::new().stuck("a"))).unwrap();
            let one_minute = WaitOptions::default().timeout(secs(60));
            handle
                .add((place(&mock, &nova, "short", BatchScript::new().stuck("a")), one_minute))
                .unwrap();
            drop(handle);
        }
    );
    assert_eq!(
        ends,
        HashMap::from([("early".into(), 1800), ("late".into(), 2800), ("short".into(), 1060)])
    );
}

#[tokio::test(start_paused = true)]
async fn a_restarted_service_goes_on() {
    let (mock, nova) = harness().await;
    let batches: Vec<_> = (0..20).map(|_| place(&mock, &nova, "one", three_jobs())).collect();
    let mut stream = nova.watch_all(batches);
    let mut emitted: HashMap<String, Vec<String>> = HashMap::new();
    // Reads half of the events, then stops.
    for _ in 0..110 {
        let BatchUpdate { batch, event, .. } = next(&mut stream).await.unwrap();
        emitted.entry(batch.id().to_string()).or_default().push(describe(&event.unwrap()));
    }
    let stored = serde_json::to_string(&stream.save()).unwrap();
    drop(stream);
    sleep(secs(5)).await;

    let (again, saved) = (
        support::builder(&mock).build().unwrap(),
        serde_json::from_str::<Vec<SavedWatch>>(&stored).unwrap(),
    );
    let resumed = saved
        .into_iter()
        .map(|saved| (saved.batch(&again).unwrap(), WaitOptions::default().resume(saved)));
    let mut stream = again.watch_all(resumed.collect::<Vec<_>>());
    while let Some(BatchUpdate { batch, event, .. }) = next(&mut stream).await {
        emitted.entry(batch.id().to_string()).or_default().push(describe(&event.unwrap()));
    }
    assert_eq!(emitted.len(), 20);
    for words in emitted.values() {
        for once in [
            "seen",
            "appeared a",
            "appeared b",
            "appeared c",
            "scored a",
            "failed b",
            "scored c",
            "settled",
        ] {
            assert_eq!(
                words.iter().filter(|word| word.starts_with(once)).count(),
                1,
                "{once} in {words:?}"
            );
        }
        assert!(words.last().unwrap().starts_with("settled"));
    }
}

#[tokio::test(start_paused = true)]
async fn dropping_it_at_any_point_stops_everything() {
    for polls in (0..400).step_by(7) {
        let (mock, nova) = harness().await;
        let batches: Vec<_> = (0..5).map(|_| place(&mock, &nova, "one", three_jobs())).collect();
        let mut stream = Box::pin(nova.watch_all(batches.clone()));
        let mut left = polls;
        poll_fn(|context| {
            loop {
                if left == 0 {
                    return Poll::Ready(());
                }
                left -= 1;
                match stream.as_mut().poll_next(context) {
                    Poll::Ready(Some(_)) => {}
                    Poll::Ready(None) => return Poll::Ready(()),
                    Poll::Pending => return Poll::Pending,
                }
            }
        })
        .await;
        drop(stream);
        sleep(secs(1)).await;
        let hits = mock.hits(STATUS);
        sleep(secs(300)).await;
        assert_eq!(mock.hits(STATUS), hits, "dropped after {polls} polls");
        // No permit was lost: a foreground call is sent at once.
        let started = Instant::now();
        batches[0].report().await.unwrap();
        assert!(started.elapsed() < secs(1));
    }
}
