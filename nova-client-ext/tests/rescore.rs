//! Executing a retry plan: each application is rescored or submitted, and none is lost.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bodies;
mod support;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use nova_client_ext::mock::{
    ApplicationScript, Cut, End, Fault, MockNova, MockResponse, StatusCode,
};
use nova_client_ext::types::ErrorCode;
use nova_client_ext::{
    BatchOutcome, BatchReport, CriteriaVersionId, Error, ErrorKind, Job, Nova, Remedy, WaitOptions,
    criteria::NewCriterion,
    report::{RetryPlan, ScoringJobOutcome},
    submit::{
        BatchApplication, BatchRequest, Resume, Retried, RetriedOutcome, RetryReport, RetryWay,
        ScoreRequest,
    },
};
use serde_json::Value;
use support::builder;

const DESCRIPTION: &str = "We look for a backend engineer.";

fn job(nova: &Nova) -> Job {
    nova.tenant("acme-corp").unwrap().job("job-1").unwrap()
}

fn resume(file: &str) -> Resume {
    Resume::url(format!("https://cv.example/{file}.pdf")).unwrap()
}

fn request(file: &str) -> ScoreRequest {
    ScoreRequest::new(resume(file), DESCRIPTION)
}

fn submission<'a>(applications: impl IntoIterator<Item = (&'a str, &'a str)>) -> BatchRequest {
    let applications =
        applications.into_iter().map(|(id, file)| BatchApplication::new(id, resume(file)));
    BatchRequest::new(DESCRIPTION).applications(applications)
}

/// Submits these applications and waits for the report.
async fn report(job: &Job, applications: &[(&str, &str)]) -> BatchReport {
    let submitted = job.submit_batch(submission(applications.iter().copied())).await.unwrap();
    submitted.wait(WaitOptions::default()).await.unwrap()
}

/// Returns the way and the outcome of each application, by id.
fn outcomes(retried: &RetryReport) -> BTreeMap<&str, (RetryWay, &'static str)> {
    retried
        .applications()
        .iter()
        .map(|one| (one.id(), (one.way(), one.outcome().as_str())))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn every_failure_is_rescored_or_submitted() {
    let mock = MockNova::start().await.unwrap();
    mock.set_scoring_times(Duration::from_secs(1), Duration::from_secs(10));
    let nova = builder(&mock).build().unwrap();
    let job = job(&nova);
    let report = report(
        &job,
        &[
            ("good", "a"),
            ("slow", "mock:TIMEOUT"),
            ("bad", "mock:RESUME_CORRUPTED"),
            ("expired", "mock:RESUME_FETCH_FAILED"),
            ("unknown", "mock:UNKNOWN_CODE"),
        ],
    )
    .await;
    assert_eq!(report.outcome(), BatchOutcome::PartialFailure);

    let requested = RefCell::new(Vec::new());
    let retried = job
        .retry(report.retry_plan(), |application| {
            let id = application.application_id.clone();
            requested.borrow_mut().push((id.clone(), application.remedy));
            // The caller cannot change the way.
            async move {
                Ok::<_, Error>(if id == "bad" { request("new").rescore() } else { request("new") })
            }
        })
        .await;
    let expected = [
        ("slow", Remedy::Rescore),
        ("bad", Remedy::ReplaceResume),
        ("expired", Remedy::RefreshResumeUrl),
    ];
    assert_eq!(requested.into_inner(), expected.map(|(id, remedy)| (id.to_owned(), Some(remedy))));
    let expected = [
        ("bad", (RetryWay::Submit, "submitted")),
        ("expired", (RetryWay::Submit, "submitted")),
        ("slow", (RetryWay::Rescore, "submitted")),
    ];
    assert_eq!(outcomes(&retried), BTreeMap::from(expected));
    assert_eq!(retried.blocked(), ["unknown"]);
    assert!(!retried.is_complete());
    assert_eq!(retried.remaining().blocked, ["unknown"]);
    let sent: Vec<(String, Value)> = mock
        .requests()
        .into_iter()
        .filter(|seen| seen.operation == Some("submitScoringJob"))
        .map(|seen| (seen.path, serde_json::from_slice(&seen.body).unwrap()))
        .collect();
    assert_eq!(sent.len(), 3);
    for (path, body) in sent {
        assert_eq!(body["rescore"]["enabled"] == true, path.contains("/slow/"), "{path}: {body}");
    }
    for submitted in retried.submitted() {
        assert_eq!(
            submitted.wait(WaitOptions::default()).await.unwrap().outcome,
            ScoringJobOutcome::Scored
        );
    }
    // The batch itself does not change.
    let again = job.batch(report.batch_id()).unwrap().report().await.unwrap();
    assert_eq!(again.retry_plan(), report.retry_plan());
}

#[tokio::test(start_paused = true)]
async fn unchanged_scoring_jobs_are_distinguished_from_new_ones() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let job = job(&nova);
    mock.script_application(
        "acme-corp",
        "job-1",
        ApplicationScript::failed("app-1", "TIMEOUT", "Slow"),
    );
    let report = report(&job, &[("app-1", "a")]).await;
    let retry = || job.retry(report.retry_plan(), |_| async { Ok::<_, Error>(request("a")) });

    let first = retry().await;
    assert_eq!(first.applications()[0].outcome().as_str(), "submitted");
    let rescored = first.submitted().next().unwrap().wait(WaitOptions::default()).await.unwrap();
    assert_eq!(rescored.outcome, ScoringJobOutcome::Failed);
    // The rescore by these criteria exists, and it has failed.
    let second = retry().await;
    let RetriedOutcome::Unchanged(unchanged) = second.applications()[0].outcome() else {
        panic!("{second:?}")
    };
    assert_eq!(unchanged.scoring_job().id().as_str(), rescored.scoring_job_id);
    assert!(second.applications()[0].outcome().to_string().contains("has failed before"));
    assert!(!second.is_complete());
    // With other criteria there is another rescore.
    mock.place_criteria("acme-corp", "job-1", [NewCriterion::must_have("Go")]).unwrap();
    mock.script_application("acme-corp", "job-1", ApplicationScript::scored("app-1", 6));
    let third = retry().await;
    let new = third.submitted().next().unwrap();
    assert!(third.is_complete() && new.body().is_rescore);
    assert_ne!(new.body().criteria_version_id, unchanged.body().criteria_version_id);
    assert_eq!(new.wait(WaitOptions::default()).await.unwrap().score, Some(6));
    // A version that the caller chose is kept.
    let version =
        CriteriaVersionId::new(unchanged.body().criteria_version_id.clone().unwrap()).unwrap();
    let chosen = job
        .retry(report.retry_plan(), |_| async {
            Ok::<_, Error>(request("a").rescore_with(&version))
        })
        .await;
    assert_eq!(outcomes(&chosen)["app-1"], (RetryWay::Rescore, "unchanged"));
}

#[tokio::test(start_paused = true)]
async fn no_application_is_lost_with_any_error() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let job = job(&nova);
    let ids: Vec<String> = (0..20).map(|n| format!("app-{n:02}")).collect();
    let applications: Vec<(&str, &str)> =
        ids.iter().map(|id| (id.as_str(), "mock:TIMEOUT")).collect();
    let mut report = report(&job, &applications).await;
    // One with an invalid id, which a stored report may contain.
    let mut saved = serde_json::to_value(&report).unwrap();
    saved["retryPlan"]["rescore"].as_array_mut().unwrap().push("..".into());
    saved["retryPlan"]["blocked"].as_array_mut().unwrap().push("blocked".into());
    report = serde_json::from_value(saved).unwrap();

    mock.inject(Fault::cut(Cut::Nothing, End::Close));
    mock.inject(Fault::respond(
        MockResponse::error(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", true).retry_after(2),
    ));
    mock.inject(Fault::respond(MockResponse::error(
        StatusCode::UNPROCESSABLE_ENTITY,
        "RESUME_EMPTY",
        false,
    )));
    let retried = job
        .retry(report.retry_plan(), |application| async move {
            let id = application.id();
            // Some requests are delayed, so that the order of completion differs.
            tokio::time::sleep(Duration::from_millis(u64::from(id.ends_with('0')) * 3000)).await;
            match id {
                "app-07" => Err("the résumé is not in the archive".to_owned()),
                "app-08" => Ok(request("a").context("x".repeat(20_000))),
                _ => Ok(request("a")),
            }
        })
        .await;
    let emitted: Vec<&str> = retried.applications().iter().map(Retried::id).collect();
    assert_eq!(emitted, report.retry_plan().rescore);
    assert_eq!(retried.blocked(), ["blocked"]);
    let by_outcome =
        |word: &str| outcomes(&retried).values().filter(|(_, outcome)| *outcome == word).count();
    assert_eq!(["submitted", "declined", "refused", "unchanged"].map(by_outcome), [17, 1, 3, 0]);
    let outcome_of =
        |id: &str| retried.applications().iter().find(|one| one.id() == id).unwrap().outcome();
    assert_eq!(outcome_of("app-07").to_string(), "declined: the résumé is not in the archive");
    for id in ["app-08", ".."] {
        let RetriedOutcome::Refused(error) = outcome_of(id) else {
            panic!("{id}: {:?}", outcome_of(id))
        };
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
    let refused = retried.applications().iter().filter_map(|one| match one.outcome() {
        RetriedOutcome::Refused(error) => error.code(),
        _ => None,
    });
    assert_eq!(refused.collect::<Vec<_>>(), [&ErrorCode::ResumeEmpty]);
    for submitted in retried.submitted() {
        assert_eq!(
            submitted.wait(WaitOptions::default()).await.unwrap().outcome,
            ScoringJobOutcome::Scored
        );
    }
    // Each application was rescored at most once.
    for id in ids.iter().filter(|id| !["app-07", "app-08"].contains(&id.as_str())) {
        assert!(mock.scoring_jobs("acme-corp", "job-1", id).unwrap().len() <= 2, "{id}");
    }
}

#[tokio::test(start_paused = true)]
async fn few_submits_are_concurrent_and_the_rate_limit_is_respected() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let job = job(&nova);
    let ids: Vec<String> = (0..25).map(|n| format!("app-{n}")).collect();
    let applications: Vec<(&str, &str)> =
        ids.iter().map(|id| (id.as_str(), "mock:TIMEOUT")).collect();
    let report = report(&job, &applications).await;
    let (running, max) = (RefCell::new(0), RefCell::new(0));
    let requested = job.retry(report.retry_plan(), |_| async {
        *running.borrow_mut() += 1;
        let now = *running.borrow();
        max.replace_with(|max| (*max).max(now));
        tokio::time::sleep(Duration::from_millis(200)).await;
        *running.borrow_mut() -= 1;
        Ok::<_, Error>(request("a"))
    });
    let retried = requested.await;
    assert!(retried.is_complete(), "{retried:?}");
    assert_eq!(*max.borrow(), 4);
    assert!(mock.requests().iter().all(|seen| seen.status != Some(429)));
}

#[tokio::test(start_paused = true)]
async fn an_application_listed_twice_is_retried_once() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let plan = serde_json::json!({"rescore": ["app-1", "app-2", "app-1"], "submit": ["app-3", "app-2", "app-3"],
        "blocked": []});
    let plan: RetryPlan = serde_json::from_value(plan).unwrap();
    let requested = RefCell::new(Vec::new());
    let retried = job(&nova)
        .retry(&plan, |id| {
            requested.borrow_mut().push(id.application_id);
            async { Ok::<_, Error>(request("a")) }
        })
        .await;
    assert_eq!(requested.into_inner(), ["app-1", "app-2", "app-3"]);
    // The rescore counts: a plain submit does not score an application with a failed scoring job
    // again.
    let ways: Vec<_> = retried.applications().iter().map(|one| (one.id(), one.way())).collect();
    let (rescore, submit) = (RetryWay::Rescore, RetryWay::Submit);
    assert_eq!(ways, [("app-1", rescore), ("app-2", rescore), ("app-3", submit)]);
    assert_eq!(mock.hits("submitScoringJob"), 3);
}

#[tokio::test]
async fn an_empty_plan_sends_nothing_and_a_retry_can_be_spawned() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let job = job(&nova);
    let report = report(&job, &[("app-1", "mock:7")]).await;
    let retried = tokio::spawn(async move {
        job.retry(report.retry_plan(), |id| async move {
            Err::<ScoreRequest, _>(format!("{id} was requested"))
        })
        .await
    });
    let retried = retried.await.unwrap();
    assert!(retried.is_complete() && retried.applications().is_empty());
    assert_eq!(mock.hits("submitScoringJob"), 0);
}

#[tokio::test(start_paused = true)]
async fn outcomes_can_be_read_one_by_one_and_the_rest_is_a_plan() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let job = job(&nova);
    let ids: Vec<String> = (0..6).map(|n| format!("app-{n}")).collect();
    let applications: Vec<(&str, &str)> =
        ids.iter().map(|id| (id.as_str(), "mock:TIMEOUT")).collect();
    let report = report(&job, &applications).await;
    let mut retry = job.retry(report.retry_plan(), |_| async { Ok::<_, Error>(request("a")) });
    assert_eq!(retry.remaining(), *report.retry_plan());
    let mut recorded = Vec::new();
    for _ in 0..2 {
        let retried = retry.next().await.unwrap();
        assert!(matches!(retried.outcome(), RetriedOutcome::Submitted(_)), "{retried:?}");
        recorded.push(retried.id().to_owned());
    }
    // A service stops here. Recorded applications are not sent again; running submits have been
    // received.
    let left = retry.remaining();
    drop(retry);
    assert_eq!(left.rescore.len(), 4);
    assert!(left.rescore.iter().all(|id| !recorded.contains(id)));
    assert!(left.applications().iter().all(|one| one.remedy == Some(Remedy::Rescore)));
    tokio::time::sleep(Duration::from_secs(30)).await;
    let again = job.retry(&left, |_| async { Ok::<_, Error>(request("a")) }).await;
    assert!(again.is_complete() && again.remaining().is_empty(), "{again:?}");

    // Another retry of all: nothing new is created, and the outcomes are `Existing`.
    tokio::time::sleep(Duration::from_secs(60)).await;
    let third = job.retry(report.retry_plan(), |_| async { Ok::<_, Error>(request("a")) }).await;
    assert_eq!((third.submitted().count(), third.existing().count()), (0, 6), "{third:?}");

    let mut now = report;
    for submitted in third.scoring_jobs() {
        now = now.with([submitted.wait(WaitOptions::default()).await.unwrap()]);
    }
    assert_eq!(now.outcome(), BatchOutcome::Completed);
    assert_eq!((now.counts().scored, now.counts().failed, now.counts().total), (6, 0, 6));
    assert!(now.retry_plan().is_empty());
}

#[test]
fn plans_of_scoring_jobs_and_stored_reports_have_the_details() {
    let body = bodies::body(
        "failed",
        [2, 1, 1],
        &[bodies::scored("a"), bodies::failed("b", "TIMEOUT")],
        &[bodies::rejected("c", "RESUME_EMPTY")],
    );
    let report = bodies::analyse(&body);
    let stored: BatchReport =
        serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
    let applications = stored.retry_plan().applications();
    assert_eq!(applications, report.retry_plan().applications());
    let details: Vec<_> = applications
        .iter()
        .map(|one| (one.id(), one.code.as_ref().map(ErrorCode::as_str)))
        .collect();
    assert_eq!(details, [("b", Some("TIMEOUT")), ("c", Some("RESUME_EMPTY"))]);
    assert_eq!(applications[0].scoring_job_id.as_deref(), Some("sj-b"));

    let job = serde_json::from_value(bodies::failed("b", "TIMEOUT")).unwrap();
    let plan = nova_client_ext::report::ScoringJobReport::new(&job).retry_plan();
    assert_eq!((plan.rescore.as_slice(), plan.submit.len()), (&["b".to_owned()][..], 0));
}
