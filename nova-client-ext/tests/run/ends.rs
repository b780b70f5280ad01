//! Every application reaches a final state.

use nova_client_ext::run::{
    Activity, Filter, Position, SourceError, Spec, Sqlite, State, StoreExt as _,
};
use nova_client_ext::submit::Resume;
use nova_client_ext::{ErrorKind, Remedy, mock::ApplicationScript};

use crate::support::*;

#[tokio::test]
async fn every_application_ends_and_is_emitted_once() {
    let (mock, directory) = (mock().await, Directory::new("ends"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let (run, mut results) = start(&job_of(&mock), &store, 120).await;
    let results = collect(&mut results).await;
    assert_eq!(results.len(), 120);
    check_end(&run, &mock, 120).await;

    let rescored = &results[&id(3)];
    assert_eq!((rescored.state, rescored.attempts), (State::Scored, 2), "{rescored:?}");
    let rejected = &results[&id(5)];
    assert_eq!(rejected.code.as_deref(), Some("RESUME_CORRUPTED"));
    assert_eq!(rejected.remedy, Some(Remedy::ReplaceResume));
    let invalid = &results[&id(7)];
    assert_eq!(invalid.message.as_deref(), Some("the candidate has withdrawn"));
    assert_eq!(invalid.attempts, 0);
    let scored = &results[&id(0)];
    assert!(scored.score.is_some() && scored.batch_id.is_some() && scored.scoring_job_id.is_some());
    // The result is the one scripted in the mock.
    assert_eq!((scored.queue_ms, scored.scoring_ms), (Some(50), Some(250)), "{scored:?}");

    let report = run.report().await.unwrap();
    assert_eq!(report.status.state, Activity::Finished);
    assert_eq!(report.scores.iter().map(|one| one.count).sum::<u64>(), report.status.counts.scored);
    let timing = &report.timing;
    assert_eq!(timing.scoring_ms.map(|spread| spread.max), Some(250), "{timing:?}");
    let in_periods = timing.periods.iter().map(|one| one.scored).sum::<u64>();
    assert_eq!(in_periods, report.status.counts.scored);
    let text = report.to_string();
    assert!(text.contains("scoring 250 ms median"), "{text}");
    assert!(text.contains("RESUME_CORRUPTED") && text.contains("120 applications"), "{text}");
    let json = serde_json::to_value(&report.status).unwrap();
    assert_eq!(json["counts"]["total"], 120);
    assert_eq!(json["state"], "finished");

    // Started again, it sends nothing and emits nothing.
    let submits = mock.hits("submitScoringBatch");
    let (_, mut again) = start(&job_of(&mock), &store, 120).await;
    assert!(collect(&mut again).await.is_empty());
    assert_eq!(mock.hits("submitScoringBatch"), submits);
    assert_eq!(store.runs().await.unwrap()[0].name, "spring");
}

#[tokio::test]
async fn an_unacknowledged_result_is_emitted_again() {
    let (mock, directory) = (mock().await, Directory::new("again"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let (run, mut results) = start(&job_of(&mock), &store, 20).await;
    let mut first = Vec::new();
    for _ in 0..5 {
        first.push(results.next().await.unwrap().unwrap());
    }
    drop(results);
    let (_, mut results) = start(&job_of(&mock), &store, 20).await;
    let second = collect(&mut results).await;
    let last = first.last().unwrap();
    assert_eq!(second[&last.application_id].position, last.position);
    let emitted: std::collections::BTreeSet<_> =
        first.iter().map(|one| &one.application_id).chain(second.keys()).collect();
    assert_eq!(emitted.len(), 20);
    check_end(&run, &mock, 20).await;
}

#[tokio::test]
async fn results_are_read_again_from_any_position() {
    let (mock, directory) = (mock().await, Directory::new("since"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let (run, mut results) = start(&job_of(&mock), &store, 40).await;
    let all = collect(&mut results).await;
    let mut since = run.results_since(Position::START);
    let mut positions = Vec::new();
    while let Some(result) = since.next().await {
        let result = result.unwrap();
        assert_eq!(all[&result.application_id], result);
        positions.push(result.position.unwrap());
    }
    assert_eq!(positions.len(), 40);
    assert!(positions.is_sorted());
    let mut rest = run.results_since(positions[29]);
    let mut count = 0;
    while let Some(result) = rest.next().await {
        assert!(result.unwrap().position.unwrap() > positions[29]);
        count += 1;
    }
    assert_eq!(count, 10);
}

#[tokio::test]
async fn failed_applications_are_requeued_after_a_fix() {
    let (mock, directory) = (mock().await, Directory::new("retry"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    for (number, script) in [
        (0, ApplicationScript::failed(id(0), "CRITERIA_NOT_FOUND", "no criteria")),
        (1, ApplicationScript::rejected(id(1), "RESUME_CORRUPTED", "is broken", None)),
    ] {
        let script = script.then(ApplicationScript::scored(id(number), 9));
        mock.script_application(TENANT, JOB, script);
    }
    let job = job_of(&mock);
    let run = job.run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    run.add(ids(4)).await.unwrap();
    let source = |application: nova_client_ext::run::Application| async move {
        match number(application.id()) {
            3 => Err(SourceError::never("no résumé")),
            _ => Ok(Resume::url("https://files.example/cv.pdf").unwrap()),
        }
    };
    let first = collect(&mut run.start(source)).await;
    let states: Vec<_> = first.values().map(|one| one.state).collect();
    assert_eq!(states, [State::Failed, State::Rejected, State::Scored, State::Invalid]);

    let criteria = Filter::new().remedy(Remedy::GenerateCriteria);
    assert_eq!(run.retry(&criteria).await.unwrap(), 1);
    assert_eq!(run.retry(&Filter::new().application(id(1)).state(State::Failed)).await.unwrap(), 0);
    assert_eq!(run.retry(&Filter::new().application(id(1))).await.unwrap(), 1);
    assert_eq!(run.status().await.unwrap().counts.queued, 2);
    let second = collect(&mut run.start(source)).await;
    assert_eq!(second.keys().collect::<Vec<_>>(), [&id(0), &id(1)]);
    assert!(second.values().all(|one| one.score == Some(9)), "{second:?}");
    assert!(second.values().all(|one| one.position > first[&id(3)].position));

    // More unknown ids than fit in a statement.
    let many = (0..70_000).fold(Filter::new(), |filter, n| filter.application(format!("x-{n}")));
    assert_eq!(run.retry(&many.application(id(3))).await.unwrap(), 1);
    assert_eq!(run.status().await.unwrap().counts.queued, 1);

    assert!(run.forget(&id(2)).await.unwrap());
    assert!(!run.forget(&id(2)).await.unwrap());
    assert_eq!(run.status().await.unwrap().counts.total, 3);
}

#[tokio::test]
async fn a_waiting_source_does_not_delay_other_applications() {
    let (mock, directory) = (mock().await, Directory::new("waits"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let job = job_of(&mock);
    let run = job.run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    run.add(ids(60)).await.unwrap();
    let uploaded = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let seen = uploaded.clone();
    let mut results = run.start(move |application| {
        let is_uploaded = seen.load(std::sync::atomic::Ordering::SeqCst);
        async move {
            assert_ne!(number(application.id()), 31, "a source that panics");
            if number(application.id()) == 30 && !is_uploaded {
                return Err(SourceError::not_yet("the candidate is uploading it"));
            }
            Ok(Resume::url("https://files.example/cv.pdf").unwrap())
        }
    });
    let mut count = 0;
    while count < 58 {
        let result = results.next().await.unwrap().unwrap();
        assert!(result.application_id != id(30), "{result:?}");
        count += usize::from(result.application_id != id(31));
    }
    assert_eq!(run.status().await.unwrap().state, Activity::Running);
    uploaded.store(true, std::sync::atomic::Ordering::SeqCst);
    let rest = collect(&mut results).await;
    assert_eq!(rest[&id(30)].state, State::Scored);
    let panicked = collect_all(&run).await.remove(31);
    assert_eq!(panicked.state, State::Invalid);
    assert!(panicked.message.unwrap().contains("panicked"));
}

async fn collect_all(
    run: &nova_client_ext::run::Run,
) -> Vec<nova_client_ext::run::ApplicationRecord> {
    let mut pages = run.applications();
    let mut all = Vec::new();
    while let Some(record) = pages.next().await {
        all.push(record.unwrap());
    }
    all
}

#[tokio::test]
async fn invalid_ids_do_not_affect_other_applications() {
    let (mock, directory) = (mock().await, Directory::new("ids"));
    let store = Sqlite::open(directory.file("runs.sqlite")).await.unwrap();
    let run = job_of(&mock).run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    let added = run.add(["app-1", "..", "a\\b", "app-1", "app-2"]).await.unwrap();
    assert_eq!((added.added, added.known), (4, 1));
    assert_eq!(run.add(["app-2", "app-3"]).await.unwrap().known, 1);
    let too_long = nova_client_ext::run::Application::new("app-4").payload("x".repeat(5000));
    assert_eq!(run.add([too_long]).await.unwrap_err().kind(), ErrorKind::Invalid);
    let results = collect(&mut run.start(|_| async {
        Ok::<_, SourceError>(Resume::url("https://files.example/cv.pdf").unwrap())
    }))
    .await;
    let counts = run.status().await.unwrap().counts;
    assert_eq!((counts.total, counts.scored, counts.invalid), (5, 3, 2));
    assert!(results[".."].message.is_some());
}
