//! Outages of the vendor, a revoked key, lost responses, dropped streams.

use std::time::Duration;

use http::StatusCode;
use nova_client_ext::ApiKey;
use nova_client_ext::mock::{Cut, End, Fault, MockResponse};
use nova_client_ext::run::{SourceError, Spec, Sqlite};
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
    let mut results = run.start(move |application| async move {
        match number(application.id()) {
            2 => Err(SourceError::never("its file was removed")),
            _ => Ok(url()),
        }
    });
    let results = collect(&mut results).await;
    assert!(results.values().all(|one| one.score.is_some()), "{results:?}");
    assert_eq!(mock.hits("submitScoringBatch"), submits);
}
