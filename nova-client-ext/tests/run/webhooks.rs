//! Webhooks and the shared watch reduce polling.

use std::time::Duration;

use nova_client_ext::mock::{ApplicationScript, MockNova};
use nova_client_ext::run::{ApplicationRecord, Run, Spec, Sqlite, State};
use nova_client_ext::webhook::Event;

use crate::support::*;

async fn records(run: &Run) -> Vec<ApplicationRecord> {
    let mut pages = run.applications();
    let mut all = Vec::new();
    while let Some(record) = pages.next().await {
        all.push(record.unwrap());
    }
    all
}

async fn pending(run: &Run, count: u64) {
    let waiting = async {
        while run.status().await.unwrap().counts.pending < count {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap();
}

fn scored(record: &ApplicationRecord) -> Event {
    let event = serde_json::json!({
        "event": "score.completed", "tenantId": TENANT, "jobId": JOB,
        "scoringJobId": record.scoring_job_id, "criteriaVersionId": "v1",
        "applicationId": record.application_id, "result": {"score": 8},
        "completedAt": "2026-03-08T00:00:00Z",
    });
    Event::read(None, event.to_string()).unwrap()
}

fn polls(mock: &MockNova, id: &str) -> usize {
    let is_it = |path: &str| path.split('/').any(|part| part == id);
    mock.requests().iter().filter(|one| one.method == "GET" && is_it(&one.path)).count()
}

#[tokio::test]
async fn webhooks_deliver_results_without_a_poll_and_repeats_are_ignored() {
    let (mock, directory) = (mock().await, Directory::new("webhooks"));
    mock.set_scoring_times(Duration::ZERO, Duration::from_secs(600));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let (run, mut results) = start(&job_of(&mock), &store, 3).await;
    let waiting = tokio::spawn(async move { collect(&mut results).await });
    pending(&run, 3).await;
    for record in records(&run).await {
        assert!(run.deliver(&scored(&record)).await.unwrap());
        assert!(run.deliver(&scored(&record)).await.unwrap());
    }
    let results = waiting.await.unwrap();
    assert!(results.len() == 3 && results.values().all(|one| one.score == Some(8)), "{results:?}");
    assert!(results.values().all(|one| one.completed_at.is_some()));
}

/// Three batches: webhooks of the first arrive here, of the second in another process, and there
/// are none of the third.
#[tokio::test(start_paused = true)]
async fn batches_completed_by_webhooks_are_no_longer_polled() {
    let (mock, directory) = (mock().await, Directory::new("saved-polls"));
    mock.set_scoring_times(Duration::ZERO, Duration::from_secs(1000));
    let path = directory.file("runs.sqlite");
    let store = Sqlite::open(&path).await.unwrap();
    let job = job_of(&mock);
    let run = job.run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    run.add((0..75).map(|index| id(index * 20))).await.unwrap();
    let mut results = run.start(|_| async { resume(0) });
    let waiting = tokio::spawn(async move { collect(&mut results).await });
    pending(&run, 75).await;
    let other = Sqlite::open(&path).await.unwrap();
    let other = job.run(&other, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    let mut batches: Vec<String> = Vec::new();
    for record in records(&run).await {
        let batch = record.batch_id.clone().unwrap();
        if !batches.contains(&batch) {
            batches.push(batch);
        }
        match batches.len() {
            1 => drop(run.deliver(&scored(&record)).await.unwrap()),
            2 => drop(other.deliver(&scored(&record)).await.unwrap()),
            _ => {}
        }
    }
    assert_eq!(batches.len(), 3);
    // Changes by the other process are found within a second.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before: Vec<_> = batches.iter().map(|id| polls(&mock, id)).collect();
    assert_eq!(run.status().await.unwrap().batches.open, 1);
    tokio::time::sleep(Duration::from_secs(300)).await;
    let since: Vec<_> =
        batches.iter().zip(&before).map(|(id, before)| polls(&mock, id) - before).collect();
    assert_eq!(since[..2], [0, 0], "{before:?}");
    assert!(since[2] > 5, "{since:?}");
    let results = waiting.await.unwrap();
    assert_eq!(results.len(), 75);
    check_counts(&mock, &results);
}

fn check_counts(mock: &MockNova, results: &std::collections::BTreeMap<String, ApplicationRecord>) {
    assert!(results.values().all(|one| one.state == State::Scored), "{results:?}");
    assert!(mock.scored().iter().all(|one| one.scoring_jobs == 1), "{:?}", mock.scored());
}

/// Rescored applications are followed by the watch of the batches, and completed by webhooks, too.
#[tokio::test(start_paused = true)]
async fn rescored_applications_share_the_watch() {
    let (mock, directory) = (mock().await, Directory::new("rescored"));
    let count = 20;
    for index in 0..count {
        let again = ApplicationScript::scored(id(index), 9).scoring_time(Duration::from_secs(300));
        let script = ApplicationScript::failed(id(index), "TIMEOUT", "took too long").then(again);
        mock.script_application(TENANT, JOB, script);
    }
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let run = job_of(&mock).run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    run.add(ids(count)).await.unwrap();
    let mut results = run.start(|_| async { resume(0) });
    let waiting = tokio::spawn(async move { collect(&mut results).await });
    let rescored = async {
        while mock.hits("submitScoringJob") < count as u64 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), rescored).await.unwrap();
    pending(&run, count as u64).await;
    let first = records(&run).await.remove(0);
    assert!(run.deliver(&scored(&first)).await.unwrap());
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = polls(&mock, first.scoring_job_id.as_deref().unwrap());
    let results = waiting.await.unwrap();
    assert_eq!(polls(&mock, first.scoring_job_id.as_deref().unwrap()), before);
    let first = &results[&id(0)];
    assert_eq!((first.state, first.score, first.attempts), (State::Scored, Some(8), 2));
    assert!(results.values().skip(1).all(|one| one.score == Some(9)), "{results:?}");
}
