//! A watch emits each change once, for any order of changes.

use nova_client_ext::mock::{ApplicationScript, BatchScript};
use nova_client_ext::{BatchOutcome, WaitOptions};
use tokio::time::{Instant, sleep};

use super::*;

#[tokio::test(start_paused = true)]
async fn a_batch_that_is_already_settled_takes_one_request() {
    let (mock, batch) = mock_with_script(BatchScript::new().scored("a", 7)).await;
    let report = batch.wait(WaitOptions::default()).await.unwrap();
    assert_eq!((report.outcome(), mock.hits(STATUS)), (BatchOutcome::Completed, 1));
    let (emitted, error) = all(batch.watch(WaitOptions::default())).await;
    assert_eq!(emitted, ["seen 1+0/1", "appeared a", "scored a", "settled completed"]);
    assert!(error.is_none());
    assert_eq!(mock.hits(STATUS), 2);
}

#[tokio::test(start_paused = true)]
async fn each_change_is_emitted_once_and_the_end_last() {
    let (mock, batch) = mock_with_script(three_jobs()).await;
    let started = Instant::now();
    let (emitted, error) = all(batch.watch(WaitOptions::default())).await;
    assert!(error.is_none());
    let expected = [
        "seen 0+0/3",
        "appeared a",
        "appeared b",
        "appeared c",
        "scored a",
        "progress 1+0/3",
        "failed b",
        "progress 1+1/3",
        "scored c",
        "progress 2+1/3",
        "settled partial_failure",
    ];
    assert_eq!(emitted, expected);
    let late = started.elapsed().as_secs_f64() - 31.0;
    assert!((0.0..4.0).contains(&late), "{late} s after the end");
    assert!(mock.hits(STATUS) < 20, "{} requests for half a minute", mock.hits(STATUS));
}

#[tokio::test(start_paused = true)]
async fn a_job_first_listed_after_its_end_is_still_emitted_as_appeared() {
    let (_mock, batch) = mock_with_script(three_jobs().list_only_finished()).await;
    let (emitted, _) = all(batch.watch(WaitOptions::default())).await;
    let expected = [
        "seen 0+0/3",
        "appeared a",
        "scored a",
        "progress 1+0/3",
        "appeared b",
        "failed b",
        "progress 1+1/3",
        "appeared c",
        "scored c",
        "progress 2+1/3",
        "settled partial_failure",
    ];
    assert_eq!(emitted, expected);
}

/// Serves the bodies in order, each after the previous one was polled, and returns the events.
async fn events_for_bodies(bodies: &[Value]) -> Vec<String> {
    let (mock, batch) = mock_with_body(bodies[0].clone()).await;
    let mut watch = batch.watch(WaitOptions::default().timeout(secs(600)));
    let script = async {
        for body in &bodies[1..] {
            let seen = mock.hits(STATUS);
            while mock.hits(STATUS) <= seen {
                sleep(secs(1)).await;
            }
            mock.place_body(TENANT, JOB, "sb-1", body.clone());
        }
        std::future::pending::<()>().await;
    };
    let mut emitted = Vec::new();
    tokio::select! {
        () = script => unreachable!(),
        () = async {
            while let Some(event) = next(&mut watch).await {
                emitted.push(describe(&event.unwrap()));
            }
        } => {}
    }
    emitted
}

#[tokio::test(start_paused = true)]
async fn list_and_counters_may_move_in_any_order() {
    let emitted = events_for_bodies(&[
        body("pending", (2, 0, 0), &[("a", "pending"), ("b", "pending")]),
        // The counters are ahead of the list, decrease, and the list follows; a scored job is
        // pending again.
        body("pending", (2, 1, 0), &[("a", "pending"), ("b", "pending")]),
        body("pending", (2, 0, 0), &[("a", "completed"), ("b", "pending")]),
        body("pending", (2, 1, 0), &[("a", "pending"), ("b", "pending")]),
        body("failed", (2, 1, 1), &[("a", "completed"), ("b", "failed")]),
    ])
    .await;
    let expected = [
        "seen 0+0/2",
        "appeared a",
        "appeared b",
        "progress 1+0/2",
        "scored a",
        "progress 0+0/2",
        "progress 1+0/2",
        "failed b",
        "progress 1+1/2",
        "settled partial_failure",
    ];
    assert_eq!(emitted, expected);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_disappears_and_returns_emits_no_event() {
    let emitted = events_for_bodies(&[
        body("pending", (2, 1, 0), &[("a", "completed"), ("b", "pending")]),
        body("pending", (2, 1, 0), &[]),
        body("pending", (2, 1, 0), &[("b", "pending")]),
        body("completed", (2, 2, 0), &[("b", "completed"), ("a", "completed")]),
    ])
    .await;
    let expected = [
        "seen 1+0/2",
        "appeared a",
        "scored a",
        "appeared b",
        "scored b",
        "progress 2+0/2",
        "settled completed",
    ];
    assert_eq!(emitted, expected);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_listed_twice_is_emitted_once() {
    let emitted = events_for_bodies(&[
        body("pending", (2, 1, 0), &[("a", "pending"), ("a", "completed"), ("b", "pending")]),
        body(
            "failed",
            (2, 1, 1),
            &[("a", "completed"), ("a", "pending"), ("b", "failed"), ("b", "failed")],
        ),
    ])
    .await;
    let expected = [
        "seen 1+0/2",
        "appeared a",
        "scored a",
        "appeared b",
        "failed b",
        "progress 1+1/2",
        "settled partial_failure",
    ];
    assert_eq!(emitted, expected);
}

#[tokio::test(start_paused = true)]
async fn a_clock_jump_changes_only_the_number_of_polls() {
    for jump in
        [chrono::TimeDelta::hours(5), chrono::TimeDelta::hours(-5), chrono::TimeDelta::days(400)]
    {
        let script =
            three_jobs().application(ApplicationScript::scored("d", 5).scoring_time(secs(90)));
        let (mock, batch) = mock_with_script(script).await;
        let started = Instant::now();
        let (emitted, ()) = tokio::join!(all(batch.watch(WaitOptions::default())), async {
            sleep(secs(15)).await;
            mock.set_clock_skew(jump);
        });
        assert_eq!(emitted.0.last().unwrap(), "settled partial_failure");
        assert_eq!(emitted.0.iter().filter(|event| event.starts_with("scored")).count(), 3);
        let late = started.elapsed().as_secs_f64() - 91.0;
        assert!(
            (0.0..10.5).contains(&late),
            "{late} s after the end, {} requests",
            mock.hits(STATUS)
        );
        assert!(mock.hits(STATUS) < 60, "{} requests", mock.hits(STATUS));
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_serializes_with_its_name() {
    let (_mock, batch) = mock_with_script(three_jobs()).await;
    let mut watch = batch.watch(WaitOptions::default());
    let mut names = Vec::new();
    while let Some(event) = next(&mut watch).await {
        let event = event.unwrap();
        let value = serde_json::to_value(&event).unwrap();
        match value["event"].as_str().unwrap() {
            "seen" => assert_eq!(
                (&value["report"]["batchId"], &value["progress"]["totalJobs"]),
                (&json!(batch.id()), &json!(3))
            ),
            "scored" => assert!(value["applicationId"].is_string() && value["score"].is_number()),
            "failed" => assert_eq!(
                (&value["code"], &value["remedy"]),
                (&json!("TIMEOUT"), &json!("rescore"))
            ),
            "settled" => assert_eq!(value["report"]["outcome"], "partial_failure"),
            _ => {}
        }
        names.push(value["event"].as_str().unwrap().to_owned());
        assert_eq!(serde_json::from_value::<BatchEvent>(value).unwrap(), event);
    }
    names.dedup();
    assert_eq!(
        names,
        [
            "seen", "appeared", "scored", "progress", "failed", "progress", "scored", "progress",
            "settled"
        ]
    );
}
