//! Outages of the vendor, a revoked key, lost responses, dropped streams.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::StatusCode;
use nova_client_ext::ApiKey;
use nova_client_ext::mock::{Cut, End, Fault, MockResponse};
use nova_client_ext::run::{Filter, SourceError, Spec, Sqlite, State};
use nova_client_ext::submit::Resume;

use crate::support::*;

#[tokio::test(start_paused = true)]
async fn a_run_survives_an_outage_of_an_hour() {
    let (mock, directory) = (mock().await, Directory::new("hour"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let (run, mut results) = start(&job_of(&mock), &store, 60).await;
    let down = MockResponse::error(StatusCode::SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", true);
    mock.inject(Fault::respond(down).always());
    let working = tokio::spawn(async move { collect(&mut results).await });
    tokio::time::sleep(Duration::from_secs(3600)).await;
    let asked = mock.requests().len();
    assert!((60..2000).contains(&asked), "{asked} requests in an hour");
    assert_eq!(run.status().await.unwrap().counts.scored, 0);
    mock.clear_faults();
    let results = tokio::time::timeout(Duration::from_secs(300), working).await.unwrap().unwrap();
    assert_eq!(results.len(), 60);
    check_end(&run, &mock, 60).await;
}

#[tokio::test]
async fn a_revoked_key_ends_the_stream_and_another_key_resumes_the_run() {
    let (mock, directory) = (mock().await, Directory::new("key"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let job = job_of(&mock);
    mock.rotate_key("sk_test_another_0123456789abcdef").unwrap();
    let (run, mut results) = start(&job, &store, 40).await;
    let mut errors = Vec::new();
    while let Some(result) = results.next().await {
        errors.extend(result.err());
    }
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].is_auth(), "{}", errors[0]);
    job.tenant().nova().rotate_key(ApiKey::new("sk_test_another_0123456789abcdef").unwrap());
    let (_, mut results) = start(&job, &store, 40).await;
    collect(&mut results).await;
    check_end(&run, &mock, 40).await;
}

#[tokio::test]
async fn lost_responses_create_nothing_twice() {
    let (mock, directory) = (mock().await, Directory::new("lost"));
    for operation in ["submitScoringBatch", "submitScoringJob", "getScoringBatchStatus"] {
        let lost = Fault::cut(Cut::Nothing, End::Reset).operation(operation);
        mock.inject(lost.chance(0.4, 7).always());
    }
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let (run, mut results) = start(&job_of(&mock), &store, 120).await;
    collect(&mut results).await;
    check_end(&run, &mock, 120).await;
    assert!(mock.hits("submitScoringBatch") > 5);
}

#[tokio::test]
async fn a_stream_can_be_dropped_at_any_time() {
    let (mock, directory) = (mock().await, Directory::new("dropped"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let job = job_of(&mock);
    let mut random = fastrand::Rng::with_seed(20_270_301);
    let mut emitted = std::collections::BTreeSet::new();
    let mut drops = 0;
    let run = loop {
        let (run, mut results) = start(&job, &store, 200).await;
        let until = tokio::time::sleep(Duration::from_millis(random.u64(1..120)));
        tokio::pin!(until);
        let is_over = loop {
            tokio::select! {
                result = results.next() => match result {
                    Some(result) => { emitted.insert(result.unwrap().application_id); }
                    None => break true,
                },
                () = &mut until, if drops < 40 => break false,
            }
        };
        if is_over {
            break run;
        }
        drops += 1;
    };
    assert!(drops >= 10, "{drops} drops only");
    assert_eq!(emitted.len(), 200);
    check_end(&run, &mock, 200).await;
}

#[tokio::test]
async fn a_stopped_run_waits_for_requests_in_flight() {
    let (mock, directory) = (mock().await, Directory::new("stopped"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let slow = Fault::slow_body(Duration::from_millis(600)).operation("submitScoringBatch");
    mock.inject(slow.always());
    let (run, mut results) = start(&job_of(&mock), &store, 2000).await;
    while mock.hits("submitScoringBatch") == 0 {
        tokio::time::timeout(Duration::from_millis(5), results.next()).await.ok();
    }
    results.stop();
    let told = collect(&mut results).await.len();
    let status = run.status().await.unwrap();
    // Every response was recorded, and most applications were never sent.
    assert_eq!((status.counts.sending, status.batches.planned), (0, 0), "{status}");
    assert!(status.batches.open + status.batches.settled >= 1, "{status}");
    assert!(status.counts.queued > 1000 && told < 1000, "{status}");
    mock.clear_faults();
    let (_, mut results) = start(&job_of(&mock), &store, 60).await;
    results.stop();
    assert!(collect(&mut results).await.len() < 1000);
}

#[tokio::test]
async fn a_stop_ends_the_stream_while_the_server_is_unavailable() {
    let (mock, directory) = (mock().await, Directory::new("unavailable"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let unavailable = MockResponse::html(StatusCode::SERVICE_UNAVAILABLE, "down");
    mock.inject(Fault::respond(unavailable).operation("submitScoringBatch").always());
    let (run, mut results) = start(&job_of(&mock), &store, 60).await;
    while results.last_error().is_none() {
        tokio::time::timeout(Duration::from_millis(20), results.next()).await.ok();
    }
    results.stop();
    tokio::time::timeout(Duration::from_secs(20), collect(&mut results)).await.unwrap();
    mock.clear_faults();
    let (_, mut results) = start(run.job(), &store, 60).await;
    collect(&mut results).await;
    check_end(&run, &mock, 60).await;
}

#[tokio::test]
async fn a_failing_poll_is_reported_while_it_is_repeated() {
    let (mock, directory) = (mock().await, Directory::new("polls"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let page = MockResponse::html(StatusCode::OK, "<h1>Sign in</h1>");
    mock.inject(Fault::respond(page).operation("getScoringBatchStatus").always());
    let (run, mut results) = start(&job_of(&mock), &store, 30).await;
    let error = loop {
        match results.last_error() {
            Some(error) => break error,
            None => drop(tokio::time::timeout(Duration::from_millis(20), results.next()).await),
        }
    };
    assert_eq!(error.operation().map(|operation| operation.id), Some("getScoringBatchStatus"));
    mock.clear_faults();
    while results.next().await.is_some() {}
    assert!(results.last_error().is_none());
    check_end(&run, &mock, 30).await;
}

/// Results that were emitted after a stop are not emitted again.
#[tokio::test]
async fn the_results_of_a_stopped_run_are_emitted_once() {
    let (mock, directory) = (mock().await, Directory::new("drained"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let (run, mut results) = start(&job_of(&mock), &store, 300).await;
    let mut all: Vec<String> = Vec::new();
    while run.status().await.unwrap().counts.scored < 100 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if all.is_empty() {
            all.push(results.next().await.unwrap().unwrap().application_id);
        }
    }
    results.stop();
    all.extend(collect(&mut results).await.into_keys());
    assert!(all.len() > 90, "{}", all.len());
    drop(results);
    let (_, mut results) = start(run.job(), &store, 300).await;
    all.extend(collect(&mut results).await.into_keys());
    assert_eq!(all.len(), 300, "no result came twice");
    check_end(&run, &mock, 300).await;
}

/// The batches of a killed process are sent again with no more calls of the source at a time than
/// usual.
#[tokio::test]
async fn the_concurrency_of_the_source_is_limited_in_recovered_batches() {
    let (mock, directory) = (mock().await, Directory::new("concurrency"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    mock.inject(Fault::cut(Cut::Nothing, End::Reset).operation("submitScoringBatch").always());
    let (run, mut results) = start(&job_of(&mock), &store, 200).await;
    while run.status().await.unwrap().batches.planned < 6 {
        tokio::time::timeout(Duration::from_millis(20), results.next()).await.ok();
    }
    drop(results);
    mock.clear_faults();
    let spec = Spec::new(DESCRIPTION).source_concurrency(3);
    let run = run.job().run(&store, "spring", spec).await.unwrap();
    let (calls, max) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let highest = Arc::clone(&max);
    let mut results = run.start(move |application| {
        let (calls, max) = (Arc::clone(&calls), Arc::clone(&max));
        async move {
            max.fetch_max(calls.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(3)).await;
            calls.fetch_sub(1, Ordering::SeqCst);
            resume(number(application.id()))
        }
    });
    while results.next().await.is_some() {}
    assert_eq!(highest.load(Ordering::SeqCst), 3);
    check_end(&run, &mock, 200).await;
}

/// A stop does not wait for the source of a batch that an earlier process has planned.
#[tokio::test]
async fn a_stop_does_not_wait_for_a_source_that_hangs() {
    let (mock, directory) = (mock().await, Directory::new("hangs"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    mock.inject(Fault::cut(Cut::Nothing, End::Reset).operation("submitScoringBatch").always());
    let (run, mut results) = start(&job_of(&mock), &store, 20).await;
    while run.status().await.unwrap().batches.planned == 0 {
        tokio::time::timeout(Duration::from_millis(20), results.next()).await.ok();
    }
    drop(results);
    mock.clear_faults();
    let submits = mock.hits("submitScoringBatch");
    let mut results = run.start(|_| std::future::pending::<Result<Resume, SourceError>>());
    tokio::time::timeout(Duration::from_secs(1), results.next()).await.ok();
    results.stop();
    while tokio::time::timeout(Duration::from_secs(10), results.next()).await.unwrap().is_some() {}
    assert_eq!(mock.hits("submitScoringBatch"), submits);
    let (_, mut results) = start(run.job(), &store, 20).await;
    while results.next().await.is_some() {}
    check_end(&run, &mock, 20).await;
}

/// A source that panics, in its function or in its future, costs only its application.
#[tokio::test]
async fn a_source_that_panics_costs_only_its_application() {
    let (mock, directory) = (mock().await, Directory::new("panics"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let job = job_of(&mock);
    let run = job.run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    run.add(ids(5)).await.unwrap();
    let mut results = run.start(|application| {
        let number = number(application.id());
        assert_ne!(number, 2, "in the function");
        async move {
            assert_ne!(number, 3, "in the future");
            resume(1)
        }
    });
    let results = collect(&mut results).await;
    let states: Vec<_> = results.values().map(|one| one.state).collect();
    let (scored, invalid) = (State::Scored, State::Invalid);
    assert_eq!(states, [scored, scored, invalid, invalid, scored]);
    assert_eq!(results[&id(2)].message.as_deref(), Some("the source panicked"));
}

/// A rescore whose response was lost is found, or sent again if it did not arrive, even if the source
/// fails meanwhile.
#[tokio::test]
async fn a_rescore_whose_response_was_lost_is_not_taken_for_the_earlier_score() {
    for arrives in [true, false] {
        let (mock, directory) = (mock().await, Directory::new("rescore"));
        let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
        let job = job_of(&mock);
        let run = job.run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
        run.add([id(11)]).await.unwrap();
        let mut results = run.start(|_| async { resume(11) });
        assert_eq!(collect(&mut results).await[&id(11)].state, State::Failed);
        drop(results);

        assert_eq!(run.retry(&Filter::new()).await.unwrap(), 1);
        let fault = if arrives {
            Fault::cut(Cut::Nothing, End::Reset)
        } else {
            Fault::respond(MockResponse::html(StatusCode::SERVICE_UNAVAILABLE, "down"))
        };
        mock.inject(fault.operation("submitScoringJob").always());
        let mut results = run.start(|_| async { resume(1) });
        while results.last_error().is_none() {
            tokio::time::timeout(Duration::from_millis(20), results.next()).await.ok();
        }
        drop(results);
        mock.clear_faults();

        let calls = AtomicUsize::new(0);
        let mut results = run.start(move |_| {
            let is_first = calls.fetch_add(1, Ordering::SeqCst) == 0;
            async move { if is_first { Err(SourceError::not_yet("a moment")) } else { resume(1) } }
        });
        let results = collect(&mut results).await;
        assert_eq!(results[&id(11)].state, State::Scored, "{arrives}: {results:?}");
        assert_eq!(mock.scoring_jobs(TENANT, JOB, &id(11)).unwrap().len(), 2, "{arrives}");
    }
}

/// An application with a scoring job is rescored, although its last result was another.
#[tokio::test]
async fn an_application_with_a_scoring_job_is_always_rescored() {
    let (mock, directory) = (mock().await, Directory::new("again"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let job = job_of(&mock);
    let run = job.run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    run.add([id(11)]).await.unwrap();
    for (number, expected) in [(11, State::Failed), (7, State::Invalid), (1, State::Scored)] {
        run.retry(&Filter::new()).await.unwrap();
        let mut results = run.start(move |_| async move { resume(number) });
        assert_eq!(collect(&mut results).await[&id(11)].state, expected);
    }
}

#[tokio::test]
async fn received_applications_are_found_without_the_source() {
    let (mock, directory) = (mock().await, Directory::new("found"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let job = job_of(&mock);
    mock.inject(Fault::cut(Cut::Nothing, End::Reset).operation("submitScoringBatch").always());
    let run = job.run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    run.add(ids(5)).await.unwrap();
    let url = || Resume::url("https://files.example/cv.pdf").unwrap();
    let mut results = run.start(move |_| async move { Ok::<_, SourceError>(url()) });
    let sent = async {
        while mock.hits("submitScoringBatch") == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::select! {
        result = results.next() => panic!("{result:?}"),
        () = sent => {}
    }
    drop(results);
    mock.clear_faults();
    let submits = mock.hits("submitScoringBatch");
    let unavailable = MockResponse::html(StatusCode::SERVICE_UNAVAILABLE, "down");
    mock.inject(Fault::respond(unavailable).operation("getLatestScore").always());
    let mut results = run.start(move |application| async move {
        match number(application.id()) {
            2 => Err(SourceError::never("its file was removed")),
            _ => Ok(url()),
        }
    });
    // A lookup that fails is reported, and repeated.
    let error = loop {
        match results.last_error() {
            Some(error) => break error,
            None => drop(tokio::time::timeout(Duration::from_millis(20), results.next()).await),
        }
    };
    assert_eq!(error.operation().map(|operation| operation.id), Some("getLatestScore"));
    mock.clear_faults();
    let results = collect(&mut results).await;
    assert!(results.values().all(|one| one.score.is_some()), "{results:?}");
    assert_eq!(mock.hits("submitScoringBatch"), submits);
}
