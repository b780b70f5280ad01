//! Streams of batches and scoring jobs that are steered, saved and resumed.

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
    assert_eq!(batch, nova.tenant(TENANT).unwrap().job(JOB).unwrap().batch("sb_1").unwrap());
    assert_ne!(batch, job.batch("sb_2").unwrap());
    assert_eq!(
        serde_json::to_value(&scoring_job).unwrap(),
        json!({"tenantId": TENANT, "jobId": JOB, "applicationId": "a", "scoringJobId": "sj_1"})
    );
}

fn resume(name: &str) -> Resume {
    Resume::url(format!("https://cv.example/{name}.pdf")).unwrap()
}

async fn scored_alone(nova: &Nova, id: &str) -> ScoringJob {
    let application = nova.tenant(TENANT).unwrap().job(JOB).unwrap().application(id).unwrap();
    let submitted = application.score(ScoreRequest::new(resume("mock:8"), "Engineer")).await;
    submitted.unwrap().scoring_job().clone()
}

#[tokio::test(start_paused = true)]
async fn events_carry_what_was_seen_and_it_is_not_stored() {
    let (_mock, batch) = playing(lively()).await;
    let mut events = batch.watch(WaitOptions::default());
    let mut scored = 0;
    while let Some(event) = events.next().await {
        let BatchEvent::Scored(job) = event.unwrap() else { continue };
        scored += 1;
        assert!(job.score.is_some() && job.completed_at.is_some(), "{job:?}");
        let verdict = &job.assessment.as_ref().unwrap().verdict;
        assert!(!verdict.is_empty() && !format!("{job:?}").contains(verdict.as_str()));
        let kept = serde_json::to_string(&events.save()).unwrap();
        assert!(!kept.contains(verdict.as_str()));
    }
    assert_eq!(scored, 2);
}

#[tokio::test(start_paused = true)]
async fn scoring_jobs_and_batches_are_followed_in_one_stream_and_resumed() {
    let (mock, nova) = harness().await;
    mock.set_scoring_times(secs(1), secs(20));
    let batch = support::batch(&nova, &mock.place_batch(TENANT, JOB, lively()));
    let (one, two) = (scored_alone(&nova, "x").await, scored_alone(&nova, "y").await);
    let targets: [WatchTarget; 3] = [batch.clone().into(), one.clone().into(), two.into()];
    let mut updates = nova.watch_mixed(targets);
    let mut saved: HashMap<String, SavedWatch> = HashMap::new();
    let mut words: Vec<String> = Vec::new();
    let word = |update: &WatchUpdate| match update {
        WatchUpdate::Batch(BatchUpdate { event, .. }) => short(event.as_ref().unwrap()),
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
    // The process dies after each of the first updates; what was stored with them goes on.
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
    let (_mock, batch) = playing(lively()).await;
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
async fn a_stream_is_steered_from_another_task() {
    let (mock, nova) = harness().await;
    let place = |tenant: &str| {
        let id = mock.place_batch(tenant, JOB, BatchScript::new().stuck("a"));
        nova.tenant(tenant).unwrap().job(JOB).unwrap().batch(id).unwrap()
    };
    let (stays, goes, left) = (place("one"), place("one"), place("two"));
    let mut updates = nova.watch_all([stays.clone(), goes.clone(), left.clone()]);
    let handle = updates.handle();
    assert_eq!(handle.targets().len(), 3);
    let mut seen = Vec::new();
    while let Ok(Some(update)) = timeout(secs(8), updates.next()).await {
        seen.push(update.batch);
    }
    assert!([&stays, &goes, &left].iter().all(|batch| seen.contains(batch)));
    assert_eq!(handle.report(&goes).unwrap().counts().pending, 1);

    let steering = tokio::spawn(async move {
        assert!(handle.remove(&goes) && !handle.remove(&goes));
        assert_eq!(handle.remove_tenant(left.job().tenant().id()), std::slice::from_ref(&left));
        assert!(handle.report(&goes).is_none());
        handle.targets()
    });
    assert_eq!(steering.await.unwrap(), std::slice::from_ref(&stays));
    mock.finish_all();
    let mut later = Vec::new();
    while let Some(BatchUpdate { batch, .. }) = updates.next().await {
        later.push(batch);
    }
    assert!(later.iter().all(|batch| *batch == stays), "{later:?}");
}

#[tokio::test(start_paused = true)]
async fn one_of_many_with_a_known_submission_is_seen_as_soon_as_alone() {
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
