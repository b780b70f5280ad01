//! Streams of batches and scoring jobs that are changed from outside, saved and resumed.

use std::collections::HashMap;

use nova_client_ext::mock::BatchScript;
use nova_client_ext::submit::{BatchApplication, BatchRequest, Resume, ScoreRequest};
use nova_client_ext::watch::{
    BatchUpdate, BatchWatch, SavedWatch, ScoringJobEvent, ScoringJobUpdate, ScoringJobWatch,
    WatchAll, WatchHandle, WatchMany, WatchTarget, WatchUpdate,
};
use nova_client_ext::{Application, Call, ErrorKind, ScoringJob, Tenant, WaitOptions};
use tokio::time::{Instant, timeout};

use super::*;

#[test]
fn streams_and_calls_can_be_shared_and_moved() {
    fn shared<T: Send + Sync + Unpin>() {}
    shared::<WatchAll>();
    shared::<WatchMany<ScoringJob>>();
    shared::<WatchMany<WatchTarget>>();
    shared::<BatchWatch>();
    shared::<ScoringJobWatch>();
    shared::<WatchHandle>();
    shared::<Call<String>>();
}

#[test]
fn handles_are_keys_and_can_be_stored() {
    fn key<T: Eq + std::hash::Hash + serde::Serialize + Clone>(_: &T) {}
    let nova = Nova::builder(nova_client_ext::ApiKey::new("sk_test_0123456789abcdef").unwrap());
    let nova = nova.build().unwrap();
    let tenant = nova.tenant(TENANT).unwrap();
    let job = tenant.job(JOB).unwrap();
    let (batch, application) = (job.batch("sb_1").unwrap(), job.application("a").unwrap());
    let scoring_job = application.scoring_job("sj_1").unwrap();
    key::<Tenant>(&tenant);
    key(&job);
    key(&batch);
    key::<Application>(&application);
    key(&scoring_job);
    key(batch.id());
    key(&job.criteria());
    key(&job.criteria().versions());
    key(&job.question_sets());
    key(&tenant.library());
    assert_eq!(nova.analytics(), nova.clone().analytics());
    assert_eq!(batch, nova.tenant(TENANT).unwrap().job(JOB).unwrap().batch("sb_1").unwrap());
    assert_ne!(batch, job.batch("sb_2").unwrap());
    assert_eq!(
        serde_json::to_value(&scoring_job).unwrap(),
        json!({"tenantId": TENANT, "jobId": JOB, "applicationId": "a", "scoringJobId": "sj_1"})
    );
}

#[tokio::test(start_paused = true)]
async fn any_time_of_the_first_poll_is_accepted() {
    let (_mock, nova) = harness().await;
    let batch = nova.tenant(TENANT).unwrap().job(JOB).unwrap().batch("sb_1").unwrap();
    let options = WaitOptions::default().first_poll(Duration::MAX);
    let mut updates = nova.watch_all([(batch.clone(), options.clone())]);
    assert!(updates.next().await.unwrap().event.is_err(), "there is no such batch");
    assert!(batch.watch(options).next().await.unwrap().is_err());
}

fn resume(name: &str) -> Resume {
    Resume::url(format!("https://cv.example/{name}.pdf")).unwrap()
}

async fn submit_single(nova: &Nova, id: &str) -> ScoringJob {
    let application = nova.tenant(TENANT).unwrap().job(JOB).unwrap().application(id).unwrap();
    let submitted = application.score(ScoreRequest::new(resume("mock:8"), "Engineer")).await;
    submitted.unwrap().scoring_job().clone()
}

#[tokio::test(start_paused = true)]
async fn events_contain_the_results_and_the_saved_state_does_not() {
    let (_mock, batch) = mock_with_script(three_jobs()).await;
    let mut events = batch.watch(WaitOptions::default());
    let mut scored = 0;
    while let Some(event) = events.next().await {
        let BatchEvent::Scored(job) = event.unwrap() else { continue };
        scored += 1;
        assert!(job.score.is_some() && job.completed_at.is_some(), "{job:?}");
        let verdict = &job.assessment.as_ref().unwrap().verdict;
        assert!(!verdict.is_empty() && !format!("{job:?}").contains(verdict.as_str()));
        assert!(job.criteria_version_id.is_some());
        let stored = serde_json::to_string(&events.save()).unwrap();
        assert!(!stored.contains(verdict.as_str()));
    }
    assert_eq!(scored, 2);
}

#[tokio::test(start_paused = true)]
async fn a_watch_of_one_scoring_job_is_saved_and_resumed() {
    let (mock, nova) = harness().await;
    mock.set_scoring_times(secs(1), secs(20));
    let job = submit_single(&nova, "x").await;
    let mut watch = job.watch(WaitOptions::default());
    assert!(matches!(watch.next().await, Some(Ok(ScoringJobEvent::Seen(_)))));
    let saved = watch.save();
    assert_eq!((saved.scoring_job_id(), saved.is_settled()), (Some(job.id()), false));
    let mut watch = job.watch(WaitOptions::default().resume(saved));
    assert!(matches!(watch.next().await, Some(Ok(ScoringJobEvent::Scored(_)))));
    assert!(matches!(watch.next().await, Some(Ok(ScoringJobEvent::Settled(_)))));
    assert!(watch.next().await.is_none());
    let mut watch = job.watch(WaitOptions::default().resume(watch.save()));
    assert!(watch.next().await.is_none(), "nothing is emitted twice");
}

#[tokio::test(start_paused = true)]
async fn scoring_jobs_and_batches_are_followed_in_one_stream_and_resumed() {
    let (mock, nova) = harness().await;
    mock.set_scoring_times(secs(1), secs(20));
    let batch = support::batch(&nova, &mock.place_batch(TENANT, JOB, three_jobs()));
    let (one, two) = (submit_single(&nova, "x").await, submit_single(&nova, "y").await);
    let targets: [WatchTarget; 3] = [batch.clone().into(), one.clone().into(), two.into()];
    let mut updates = nova.watch_mixed(targets);
    let mut saved: HashMap<String, SavedWatch> = HashMap::new();
    let mut words: Vec<String> = Vec::new();
    let word = |update: &WatchUpdate| match update {
        WatchUpdate::Batch(BatchUpdate { event, .. }) => describe(event.as_ref().unwrap()),
        WatchUpdate::ScoringJob(ScoringJobUpdate { scoring_job, event, .. }) => {
            let word = match event.as_ref().unwrap() {
                ScoringJobEvent::Seen(_) => "seen",
                ScoringJobEvent::Scored(job) => {
                    assert!(job.assessment.is_some());
                    "scored"
                }
                ScoringJobEvent::Settled(_) => "settled",
                other => panic!("{other:?}"),
            };
            format!("{word} {}", scoring_job.application().id())
        }
        other => panic!("{other:?}"),
    };
    // Simulates a process that stops after each of the first updates and resumes from the stored
    // state.
    for _ in 0..6 {
        let update = updates.next().await.unwrap();
        words.push(word(&update));
        let stored = serde_json::to_string(update.saved()).unwrap();
        let state: SavedWatch = serde_json::from_str(&stored).unwrap();
        let key = serde_json::to_string(&state.target(&nova)).unwrap();
        assert_eq!(state.batch_id().is_some(), state.scoring_job_id().is_none());
        saved.insert(key, state);
        let all = updates.save();
        drop(updates);
        let resumed = all.into_iter().map(|state| {
            let key = serde_json::to_string(&state.target(&nova)).unwrap();
            let state = saved.get(&key).cloned().unwrap_or(state);
            (state.target(&nova), WaitOptions::default().resume(state))
        });
        updates = nova.watch_mixed(resumed.collect::<Vec<_>>());
    }
    while let Some(update) = updates.next().await {
        words.push(word(&update));
    }
    for once in
        ["scored a", "failed b", "scored c", "scored x", "settled x", "scored y", "settled y"]
    {
        assert_eq!(words.iter().filter(|word| *word == once).count(), 1, "{once} in {words:?}");
    }
    assert!(words.contains(&"settled partial_failure".to_owned()));

    let mut jobs = nova.watch_jobs([one]);
    let last = async {
        let mut last = None;
        while let Some(update) = jobs.next().await {
            last = Some(update.event.unwrap());
        }
        last
    };
    assert!(
        matches!(last.await, Some(ScoringJobEvent::Settled(report)) if report.score == Some(8))
    );
}

#[tokio::test(start_paused = true)]
async fn an_expired_wait_keeps_its_saved_state() {
    let (_mock, batch) = mock_with_script(three_jobs()).await;
    let options = WaitOptions::default().timeout(secs(15));
    let (before, error) = all(batch.watch(options)).await;
    let error = error.unwrap();
    assert_eq!(error.kind(), ErrorKind::WaitExpired);
    let saved = error.unfinished().unwrap().saved().clone();
    let (after, error) = all(batch.watch(WaitOptions::default().resume(saved))).await;
    assert!(error.is_none() && before.contains(&"scored a".to_owned()));
    assert!(!after.iter().any(|word| before.contains(word)), "{before:?}, then {after:?}");
    assert_eq!(after.last().unwrap(), "settled partial_failure");
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_changed_from_another_task() {
    let (mock, nova) = harness().await;
    let place = |tenant: &str| {
        let id = mock.place_batch(tenant, JOB, BatchScript::new().stuck("a"));
        nova.tenant(tenant).unwrap().job(JOB).unwrap().batch(id).unwrap()
    };
    let (kept, removed, removed_by_tenant) = (place("one"), place("one"), place("two"));
    let mut updates = nova.watch_all([kept.clone(), removed.clone(), removed_by_tenant.clone()]);
    let handle = updates.handle();
    assert_eq!(handle.targets().len(), 3);
    let mut seen = Vec::new();
    while let Ok(Some(update)) = timeout(secs(8), updates.next()).await {
        seen.push(update.batch);
    }
    assert!([&kept, &removed, &removed_by_tenant].iter().all(|batch| seen.contains(batch)));
    assert_eq!(handle.report(&removed).unwrap().counts().pending, 1);

    let changes = tokio::spawn(async move {
        assert!(handle.remove(&removed) && !handle.remove(&removed));
        assert_eq!(
            handle.remove_tenant(removed_by_tenant.job().tenant().id()),
            std::slice::from_ref(&removed_by_tenant)
        );
        assert!(handle.report(&removed).is_none());
        handle.targets()
    });
    assert_eq!(changes.await.unwrap(), std::slice::from_ref(&kept));
    mock.finish_all();
    let mut later = Vec::new();
    while let Some(BatchUpdate { batch, .. }) = updates.next().await {
        later.push(batch);
    }
    assert!(later.iter().all(|batch| *batch == kept), "{later:?}");
}

#[tokio::test(start_paused = true)]
async fn a_batch_with_a_known_submission_is_polled_soon_in_a_stream() {
    let (mock, nova) = harness().await;
    mock.set_scoring_times(Duration::ZERO, Duration::ZERO);
    let job = nova.tenant(TENANT).unwrap().job(JOB).unwrap();
    let request =
        BatchRequest::new("Engineer").application(BatchApplication::new("a", resume("mock:7")));
    let submitted = job.submit_batch(request).await.unwrap();
    let started = Instant::now();
    let mut updates =
        nova.watch_all([(submitted.batch().clone(), submitted.known(WaitOptions::default()))]);
    while updates.next().await.is_some() {}
    assert!(started.elapsed() < secs(1), "{:?}", started.elapsed());

    let soon = WaitOptions::default()
        .submitted_at(chrono::Utc::now())
        .first_poll(Duration::from_millis(100));
    let started = Instant::now();
    let mut updates = nova.watch_all([(submitted.batch().clone(), soon)]);
    while updates.next().await.is_some() {}
    assert!(started.elapsed() < secs(1), "{:?}", started.elapsed());
}
