//! Submitting applications over a real socket: requests, rejection of invalid ones, and results.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::time::Duration;

use nova_client_ext::mock::{
    ApplicationScript, Cut, End, Fault, MockNova, MockResponse, StatusCode,
};
use nova_client_ext::types::{self, ErrorCode};
use nova_client_ext::{
    BatchOutcome, CriteriaVersionId, ErrorKind, Job, Nova, Pacing, Remedy, TenantId, WaitOptions,
    criteria::NewCriterion,
    report::ScoringJobOutcome,
    submit::{BatchApplication, BatchRequest, Resume, ScoreRequest},
};
use serde_json::{Value, json};
use support::{CANARY, Printed, builder};

const DESCRIPTION: &str = "We look for a backend engineer.";

fn job(nova: &Nova) -> Job {
    nova.tenant("acme-corp").unwrap().job("job-1").unwrap()
}

fn resume(file: &str) -> Resume {
    Resume::url(format!("https://cv.example/{file}.pdf")).unwrap()
}

fn batch_of<'a>(applications: impl IntoIterator<Item = (&'a str, &'a str)>) -> BatchRequest {
    let applications =
        applications.into_iter().map(|(id, file)| BatchApplication::new(id, resume(file)));
    BatchRequest::new(DESCRIPTION).applications(applications)
}

#[tokio::test]
async fn requests_are_sent_unchanged() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let request = ScoreRequest::new(Resume::text("ä".repeat(50)).unwrap(), DESCRIPTION)
        .role_knowledge("Go and Rust")
        .context("Internal")
        .answer("When?", "Now")
        .answer("Where?", "Here");
    let submitted = job(&nova).application("app/1 ü").unwrap().score(request).await.unwrap();
    assert_eq!(submitted.body().application_id, "app/1 ü");
    assert_eq!(submitted.outcome(), ScoringJobOutcome::Pending);
    let seen = mock.requests().pop().unwrap();
    assert_eq!(seen.path, "/v1/jobs/job-1/applications/app%2F1%20%C3%BC/scoring-jobs");
    assert!(!seen.headers.contains_key("idempotency-key"));
    let expected = json!({"resume": {"type": "text", "content": "ä".repeat(50)}, "jobDescription": DESCRIPTION,
        "roleKnowledge": "Go and Rust", "applicationData": {"context": "Internal", "applicationAnswers":
        [{"question": "When?", "answer": "Now"}, {"question": "Where?", "answer": "Here"}]}});
    assert_eq!(serde_json::from_slice::<Value>(&seen.body).unwrap(), expected);

    let request = batch_of([("app-1", "a")])
        .application(BatchApplication::new("app-2", resume("b")).context("c"));
    job(&nova).submit_batch(request).await.unwrap();
    let expected = json!({"jobDescription": DESCRIPTION, "applications": [
        {"applicationId": "app-1", "resume": {"type": "url", "url": "https://cv.example/a.pdf"}},
        {"applicationId": "app-2", "resume": {"type": "url", "url": "https://cv.example/b.pdf"},
            "applicationData": {"context": "c"}}]});
    assert_eq!(
        serde_json::from_slice::<Value>(&mock.requests().pop().unwrap().body).unwrap(),
        expected
    );
}

/// Texts of files may begin with a byte order mark.
#[tokio::test]
async fn byte_order_marks_are_not_sent() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let marked = |text: &str| format!("\u{feff}{text}");
    let resume = Resume::text(marked(&"x".repeat(50))).unwrap();
    assert!(Resume::text(marked(&"x".repeat(49))).is_err(), "the mark is no character");
    let single =
        ScoreRequest::new(resume.clone(), marked(DESCRIPTION)).role_knowledge(marked("Go"));
    job(&nova).application("app-1").unwrap().score(single).await.unwrap();
    let batch = BatchRequest::new(marked(DESCRIPTION))
        .role_knowledge(marked("Go"))
        .application(BatchApplication::new("app-2", resume));
    job(&nova).submit_batch(batch).await.unwrap();
    for request in mock.requests() {
        let body = String::from_utf8(request.body.to_vec()).unwrap();
        assert!(body.contains(DESCRIPTION) && !body.contains('\u{feff}'), "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_application_of_a_batch_is_accounted_for() {
    let mock = MockNova::start().await.unwrap();
    mock.set_scoring_times(Duration::from_secs(2), Duration::from_secs(20));
    let nova = builder(&mock).build().unwrap();
    let request = batch_of([
        ("z-bad", "mock:RESUME_CORRUPTED"),
        ("app-1", "mock:7"),
        ("app-2", "mock:TIMEOUT"),
        ("a-bad", "mock:RESUME_FETCH_FAILED"),
    ]);
    let submitted = job(&nova).submit_batch(request).await.unwrap();
    let accepted: Vec<&str> =
        submitted.accepted().iter().map(|one| one.application_id.as_str()).collect();
    assert_eq!(accepted, ["app-1", "app-2"]);
    let rejected: Vec<_> =
        submitted.rejected().iter().map(|one| (one.application_id.as_str(), one.remedy)).collect();
    assert_eq!(rejected, [("a-bad", Remedy::RefreshResumeUrl), ("z-bad", Remedy::ReplaceResume)]);
    assert!(submitted.unaccounted().is_empty());
    assert_eq!(submitted.body().batch.total_jobs, 2);
    let initial = submitted.report().unwrap();
    assert_eq!((initial.outcome(), initial.applications().count()), (BatchOutcome::Pending, 4));
    assert_eq!(initial.inconsistencies(), []);

    let report = submitted.wait(WaitOptions::default()).await.unwrap();
    assert_eq!(report.outcome(), BatchOutcome::PartialFailure);
    assert_eq!(report.applications().count(), 4);
    assert_eq!(
        (report.retry_plan().rescore.as_slice(), report.inconsistencies()),
        (&["app-2".to_owned()][..], &[][..])
    );
    let scoring_job = submitted.scoring_job("app-1").unwrap().report().await.unwrap();
    assert_eq!((scoring_job.outcome, scoring_job.score), (ScoringJobOutcome::Scored, Some(7)));
    assert!(submitted.scoring_job("a-bad").is_none());

    // The response to a repeat contains only the number of ended jobs, not which ones.
    let again = job(&nova).submit_batch(batch_of([
        ("a-bad", "a"),
        ("z-bad", "z"),
        ("app-1", "1"),
        ("app-2", "2"),
    ]));
    let again = again.await.unwrap().report().unwrap();
    assert_eq!((again.outcome(), again.counts().unlisted), (BatchOutcome::PartialFailure, 2));
}

#[tokio::test]
async fn an_application_missing_in_the_response_is_unaccounted() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    // A response of an earlier release, without `acceptedApplications`.
    let old = json!({"batch": {"id": "sb-1", "jobId": "job-1", "status": "pending", "totalJobs": 2, "completedJobs": 0,
        "failedJobs": 0, "createdAt": "2025-12-14T10:30:45Z"}, "scoringJobIds": ["sj-1", "sj-2"]});
    mock.inject(Fault::respond(MockResponse::json(StatusCode::ACCEPTED, old.to_string())));
    let submitted =
        job(&nova).submit_batch(batch_of([("app-1", "a"), ("app-2", "b")])).await.unwrap();
    assert_eq!(submitted.unaccounted(), ["app-1", "app-2"]);
    assert_eq!(submitted.batch().id().as_str(), "sb-1");
}

#[tokio::test]
async fn a_submit_for_another_tenant_returns_its_handles() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let globex = TenantId::new("globex").unwrap();
    let batch =
        job(&nova).submit_batch(batch_of([("app-1", "a")])).tenant(globex.clone()).await.unwrap();
    assert_eq!(batch.batch().job().tenant().id(), &globex);
    batch.wait(WaitOptions::default()).await.unwrap();
    assert_eq!(
        batch.scoring_job("app-1").unwrap().report().await.unwrap().outcome,
        ScoringJobOutcome::Scored
    );
    let request = ScoreRequest::new(resume("a"), DESCRIPTION);
    let scored = job(&nova)
        .application("app-2")
        .unwrap()
        .score(request)
        .with_response()
        .tenant(globex.clone());
    scored.await.unwrap().value.wait(WaitOptions::default()).await.unwrap();
    assert!(mock.scoring_jobs("acme-corp", "job-1", "app-2").unwrap().is_empty());
    // A call that belongs to no tenant cannot be given one.
    let error = nova.delete_tenant_data("acme-corp").tenant(globex).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Invalid, false));
    assert_eq!(mock.hits("deleteTenantData"), 0);
}

#[tokio::test]
async fn a_repeat_creates_nothing_new() {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    let nova = builder(&mock).pacing(Pacing::off()).build().unwrap();
    let job = job(&nova);
    let application = job.application("app-1").unwrap();
    let score = |file: &str| application.score(ScoreRequest::new(resume(file), DESCRIPTION));
    let first = score("mock:TIMEOUT").await.unwrap();
    let again = score("mock:RESUME_CORRUPTED").await.unwrap();
    assert_eq!(first.scoring_job().id(), again.scoring_job().id());
    assert_eq!(again.outcome(), ScoringJobOutcome::Failed);

    // The identity of a batch is its set of applications in any order; an application with a job
    // keeps it.
    let batch =
        job.submit_batch(batch_of([("app-1", "x"), ("app-2", "mock:TIMEOUT")])).await.unwrap();
    assert_eq!(batch.scoring_job("app-1").unwrap().id(), first.scoring_job().id());
    let same = job.submit_batch(batch_of([("app-2", "new"), ("app-1", "new")])).await.unwrap();
    assert_eq!(same.batch().id(), batch.batch().id());
    assert_eq!(same.batch().report().await.unwrap().outcome(), BatchOutcome::TotalFailure);
    let other = job.submit_batch(batch_of([("app-2", "new")])).await.unwrap();
    assert_ne!(other.batch().id(), batch.batch().id());
    // The same application id under another tenant is another application.
    let theirs = nova.tenant("globex").unwrap().job("job-1").unwrap().application("app-1").unwrap();
    let theirs = theirs.score(ScoreRequest::new(resume("a"), DESCRIPTION)).await.unwrap();
    assert_ne!(theirs.scoring_job().id(), first.scoring_job().id());
}

#[tokio::test(start_paused = true)]
async fn a_submit_is_retried_after_a_broken_connection_without_a_duplicate() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    mock.inject(Fault::cut(Cut::Nothing, End::Close));
    let submitted =
        job(&nova).submit_batch(batch_of([("app-1", "a"), ("app-2", "b")])).await.unwrap();
    assert_eq!(mock.hits("submitScoringBatch"), 2);
    assert_eq!(mock.scoring_jobs("acme-corp", "job-1", "app-1").unwrap().len(), 1);
    assert_eq!(submitted.accepted().len(), 2);
}

#[tokio::test]
async fn a_resume_that_cannot_be_used_creates_nothing() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let application = job(&nova).application("app-1").unwrap();
    for (file, code, remedy) in [
        ("mock:RESUME_FETCH_FAILED", ErrorCode::ResumeFetchFailed, Remedy::RefreshResumeUrl),
        ("mock:RESUME_TOO_LARGE", ErrorCode::ResumeTooLarge, Remedy::ReplaceResume),
        ("mock:RESUME_ENCRYPTED", ErrorCode::ResumeEncrypted, Remedy::ReplaceResume),
        ("mock:RESUME_UNKNOWN_CODE", ErrorCode::from("RESUME_UNKNOWN_CODE"), Remedy::Investigate),
    ] {
        let error =
            application.score(ScoreRequest::new(resume(file), DESCRIPTION)).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.status().map(|one| one.as_u16())),
            (ErrorKind::Api, Some(422)),
            "{error:?}"
        );
        assert_eq!((error.code(), error.remedy()), (Some(&code), Some(remedy)));
        assert!(!error.is_retryable());
    }
    assert!(application.latest_score().await.unwrap_err().is_not_found());
    assert_eq!(mock.scoring_jobs("acme-corp", "job-1", "app-1").unwrap(), []);
}

#[tokio::test]
async fn a_job_without_criteria_is_reported() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let application = job(&nova).application("app-1").unwrap();
    mock.clear_criteria("acme-corp", "job-1");
    let request = ScoreRequest::new(resume("a"), DESCRIPTION);
    let error = application.score(request.clone()).await.unwrap_err();
    assert_eq!(
        (error.code(), error.remedy()),
        (Some(&ErrorCode::CriteriaNotFound), Some(Remedy::GenerateCriteria))
    );
    mock.place_criteria("acme-corp", "job-1", [NewCriterion::must_have("Go")]).unwrap();
    application.score(request.clone()).await.unwrap();
    let unknown = request.rescore_with(CriteriaVersionId::new("cv-nope").unwrap());
    let error = application.score(unknown).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::CriteriaVersionNotFound));
}

#[tokio::test]
async fn a_fully_rejected_batch_has_the_cause_of_each_rejection() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let script =
        ApplicationScript::rejected("app-2", "RESUME_CORRUPTED", "Damaged", Some("missing_eof"));
    mock.script_application("acme-corp", "job-1", script);
    let request = batch_of([("app-2", "x"), ("app-1", "mock:RESUME_EMPTY")]);
    let error = job(&nova).submit_batch(request).await.unwrap_err();
    assert_eq!((error.kind(), error.remedy()), (ErrorKind::AllRejected, None));
    let plan = error.retry_plan().unwrap();
    assert_eq!(plan.submit, ["app-1", "app-2"]);
    assert!(!error.is_retryable());
    let [first, second] = error.rejections().unwrap() else { panic!("{error:?}") };
    assert_eq!(first.application_id.as_deref(), Some("app-1"));
    assert_eq!(
        (first.code.as_ref(), first.remedy()),
        (Some(&ErrorCode::ResumeEmpty), Remedy::ReplaceResume)
    );
    assert_eq!(
        (second.application_id.as_deref(), second.reason.as_deref()),
        (Some("app-2"), Some("missing_eof"))
    );
    assert_eq!(second.message.as_deref(), Some("Damaged"));
    assert_eq!(second.detail.extra["reason"], "missing_eof");
    let line = error.to_string();
    assert!(
        line.contains(r#"application "app-2" RESUME_CORRUPTED, missing_eof: Damaged"#),
        "{line}"
    );
    assert!(line.contains("422") && error.trace_id().is_some(), "{line}");
    // No batch was created, so the same applications can be submitted again once fixed.
    let script = ApplicationScript::scored("app-2", 7);
    mock.script_application("acme-corp", "job-1", script);
    let submitted =
        job(&nova).submit_batch(batch_of([("app-2", "x"), ("app-1", "y")])).await.unwrap();
    assert_eq!(submitted.accepted().len(), 2);
}

#[tokio::test]
async fn a_rejection_of_unknown_form_is_kept_unchanged() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let details = json!([
        {"field": "applications[1].resume", "code": "RESUME_CORRUPTED", "message": "m", "pages": 3},
        {"subject": "unrecognisable"}]);
    let error_body = |code: &str| {
        json!({"code": code, "status": 422, "message": "no", "retryable": false, "details": details}).to_string()
    };
    mock.inject(Fault::respond(MockResponse::json(
        StatusCode::UNPROCESSABLE_ENTITY,
        error_body("VALIDATION_ERROR"),
    )));
    let two = || batch_of([("app-1", "a"), ("app-2", "b")]);
    let error = job(&nova).submit_batch(two()).await.unwrap_err();
    let [first, second] = error.rejections().unwrap() else { panic!("{error:?}") };
    assert_eq!(
        (first.application_id.as_deref(), &first.detail.extra["pages"]),
        (Some("app-2"), &json!(3))
    );
    assert_eq!((second.application_id.as_deref(), second.code.as_ref()), (None, None));
    assert_eq!(second.detail.extra["subject"], "unrecognisable");
    // An unrecognised detail adds nothing to the text.
    let line = error.to_string();
    assert!(
        line.contains(r#"; application "app-2" RESUME_CORRUPTED: m ("#)
            && !line.contains("an application"),
        "{line}"
    );

    // An earlier release rejected the whole batch for one bad résumé, without its application.
    mock.inject(Fault::respond(MockResponse::json(
        StatusCode::UNPROCESSABLE_ENTITY,
        error_body("RESUME_EMPTY"),
    )));
    let error = job(&nova).submit_batch(two()).await.unwrap_err();
    assert_eq!((error.kind(), error.rejections()), (ErrorKind::Api, None));
    assert_eq!(error.remedy(), Some(Remedy::ReplaceResume));
}

#[test]
fn a_resume_is_validated_on_creation_and_never_quoted() {
    let max = types::Resume::CONTENT_BYTES;
    for (text, why) in [
        (String::new(), "is empty"),
        ("x".repeat(49), "has 49 characters; at least 50 are needed"),
        ("x".repeat(max + 1), "has 102401 characters; at most 102400 are allowed"),
        ("é".repeat(max / 2 + 1), "has 102402 bytes; at most 102400 are allowed"),
    ] {
        let error = Resume::text(text).unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string()),
            (ErrorKind::Invalid, format!("the résumé text {why}"))
        );
    }
    for text in ["x".repeat(50), "é".repeat(max / 2), "x".repeat(max)] {
        Resume::text(text).unwrap();
    }
    for (url, why) in [
        ("", "is empty"),
        ("http://cv.example/secret.pdf", "does not begin with https://"),
        ("HTTPS://cv.example/secret.pdf", "does not begin with https://"),
        ("ftp://cv.example/secret", "does not begin with https://"),
        ("/home/secret.pdf", "does not begin with https://"),
        ("https://", "is not a URL"),
        ("https://cv.example/my secret.pdf", "contains white space"),
        ("https://cv.example/secret.pdf\n", "contains white space"),
        ("https://cv.example:99999/secret", "is not a URL"),
    ] {
        let error = Resume::url(url).unwrap_err().to_string();
        assert!(error.contains(why) && !error.contains("secret"), "{url}: {error}");
    }
}

#[tokio::test]
async fn one_error_has_every_violation_and_nothing_is_sent() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let url = |url: &str| types::Resume::Url { url: url.to_owned() };
    let request = BatchRequest::new("")
        .role_knowledge("x".repeat(15_001))
        .application(BatchApplication::new("app-1", url("http://cv.example/secret")))
        .application(BatchApplication::new("app-2", resume("a")).context("é".repeat(15_001)))
        .application(BatchApplication::new("app-1", resume("b")))
        .application(BatchApplication::new("..", resume("c")));
    let error = job(&nova).submit_batch(request).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Invalid, false));
    let text = error.to_string();
    for part in [
        "the batch cannot be submitted: ",
        "the job description is empty",
        "the role knowledge has 15001 characters; at most 15000 are allowed",
        r#"application "app-1": the résumé URL does not begin with https://"#,
        r#"application "app-2": the context has 15001 characters; at most 15000 are allowed"#,
        r#"application "app-1" is in the batch more than once"#,
        "application number 4: the application id is \"..\"",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("secret"), "{text}");

    let many = |count: usize| {
        let applications =
            (0..count).map(|n| BatchApplication::new(format!("app-{n}"), resume("a")));
        BatchRequest::new(DESCRIPTION).applications(applications)
    };
    let max = BatchRequest::MAX_APPLICATIONS;
    for (count, why) in
        [(0, "it has no application"), (max + 1, "it has 26 applications; at most 25 are allowed")]
    {
        let error = job(&nova).submit_batch(many(count)).await.unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
    let application = job(&nova).application("app-1").unwrap();
    let request = ScoreRequest::new(url("file:///secret"), "").context("x".repeat(15_001));
    let error = application.score(request).await.unwrap_err().to_string();
    for part in
        [r#"application "app-1" cannot be submitted"#, "does not begin with", "is empty", "15001"]
    {
        assert!(error.contains(part) && !error.contains("secret"), "{part}: {error}");
    }
    assert_eq!(mock.requests().len(), 0);
    job(&nova).submit_batch(many(max)).await.unwrap();
}

#[tokio::test]
async fn a_request_above_the_total_size_limit_is_not_sent() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    // Each is a third of the limit of a single résumé; in JSON a control character takes six bytes.
    let text = "\u{1}".repeat(types::Resume::CONTENT_BYTES / 3);
    let applications = |count: usize| {
        let text = &text;
        (0..count).map(move |n| {
            BatchApplication::new(format!("app-{n}"), Resume::text(text.clone()).unwrap())
        })
    };
    let max = BatchRequest::MAX_APPLICATIONS;
    let error = job(&nova)
        .submit_batch(BatchRequest::new("d").applications(applications(max)))
        .await
        .unwrap_err();
    let line = error.to_string();
    assert!(line.contains("the request has 5") && line.contains("at most 4500000"), "{line}");
    assert_eq!(mock.requests().len(), 0);
    job(&nova)
        .submit_batch(BatchRequest::new("d").applications(applications(max - 5)))
        .await
        .unwrap();

    let description = "x".repeat(nova_client::MAX_REQUEST_BYTES);
    let request = ScoreRequest::new(resume("a"), description);
    let error = job(&nova).application("app-x").unwrap().score(request).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains(r#"application "app-x" cannot be submitted: the request has 4500"#)
    );
}

#[tokio::test]
async fn texts_of_candidates_are_never_printed() {
    let (printed, _guard) = Printed::listen();
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let text = Resume::text(format!("{CANARY} {}", "x".repeat(50))).unwrap();
    let url = Resume::url(format!("https://cv.example/{}", CANARY.replace(' ', "-"))).unwrap();
    let request =
        ScoreRequest::new(text.clone(), DESCRIPTION).context(CANARY).answer(CANARY, CANARY);
    let application =
        BatchApplication::new("app-2", url.clone()).context(CANARY).answer(CANARY, CANARY);
    let batch = BatchRequest::new(DESCRIPTION).application(application);
    let mut output = format!("{text:?} {url:?} {request:?} {batch:#?}");
    mock.inject(Fault::respond(MockResponse::error(
        StatusCode::BAD_REQUEST,
        "VALIDATION_ERROR",
        false,
    )));
    let call = job(&nova).application("app-1").unwrap().score(request.clone());
    output.push_str(&format!("{call:?}"));
    output.push_str(&format!("{:?}", call.await));
    output
        .push_str(&format!("{:?}", job(&nova).application("app-1").unwrap().score(request).await));
    output.push_str(&format!("{:?}", job(&nova).submit_batch(batch).await));
    for text in [output, printed.text()] {
        assert!(!text.contains("CANARY"), "{text}");
    }
}

#[test]
fn applications_are_split_into_valid_batches_and_invalid_ones_are_listed() {
    let text = |n: usize| Resume::text("x".repeat(n)).unwrap();
    let mut applications: Vec<BatchApplication> = (0..60)
        .map(|n| {
            BatchApplication::new(
                format!("app-{n}"),
                Resume::url("https://cv.example/a.pdf").unwrap(),
            )
        })
        .collect();
    applications
        .push(BatchApplication::new("app-3", Resume::url("https://cv.example/b.pdf").unwrap()));
    applications
        .push(BatchApplication::new("..", Resume::url("https://cv.example/c.pdf").unwrap()));
    applications.push(BatchApplication::new("long", text(60)).context("y".repeat(20_000)));
    let split = BatchRequest::new("Engineer").split(applications.clone()).unwrap();
    assert_eq!(split.batches.iter().map(BatchRequest::len).collect::<Vec<_>>(), [25, 25, 10]);
    let invalid: Vec<_> =
        split.invalid.iter().map(|one| (one.application_id.as_deref(), one.index)).collect();
    assert_eq!(invalid, [(Some("app-3"), 60), (None, 61), (Some("long"), 62)]);
    let violation = &split.invalid[2].violations[0];
    assert_eq!(
        (violation.field, violation.max, violation.actual),
        ("applicationData.context", Some(15_000), Some(20_000))
    );

    // By bytes: each batch is as large as the limit allows.
    let large = (0..60).map(|n| BatchApplication::new(format!("app-{n}"), text(95_000)));
    let split = BatchRequest::new("Engineer").split(large).unwrap();
    let max = nova_client::MAX_REQUEST_BYTES;
    let sizes: Vec<usize> = split.batches.iter().map(|batch| batch.json_bytes().unwrap()).collect();
    assert_eq!(split.batches.iter().map(BatchRequest::len).sum::<usize>(), 60);
    assert!(sizes.iter().all(|size| *size <= max), "{sizes:?}");
    let is_full = |(batch, size): (&BatchRequest, &usize)| batch.len() == 25 || size + 95_100 > max;
    let all_but_last = split.batches.iter().zip(&sizes).take(split.batches.len() - 1);
    assert!(all_but_last.into_iter().all(is_full), "{sizes:?}");

    let error = BatchRequest::new("").split(applications).unwrap_err();
    assert_eq!(error.violations()[0].field, "jobDescription");
}

#[tokio::test]
async fn violations_are_available_as_data() {
    let nova = Nova::builder(nova_client_ext::ApiKey::new("sk_test_0123456789abcdef").unwrap());
    let job = nova.build().unwrap().tenant("acme-corp").unwrap().job("job-1").unwrap();
    let url = || Resume::url("https://cv.example/a.pdf").unwrap();
    let request = BatchRequest::new("")
        .application(BatchApplication::new("a", url()).context("z".repeat(15_001)))
        .application(BatchApplication::new("b", url()))
        .application(BatchApplication::new("b", url()));
    let error = job.submit_batch(request).await.unwrap_err();
    let ids: Vec<_> =
        error.invalid_applications().iter().map(|one| one.application_id.as_deref()).collect();
    assert_eq!(ids, [Some("a"), Some("b")]);
    assert_eq!(error.invalid_applications()[0].violations[0].actual, Some(15_001));
    assert_eq!(error.violations()[0].field, "jobDescription");

    let request = ScoreRequest::new(url(), "").context("z".repeat(15_001));
    let error = job.application("c").unwrap().score(request).await.unwrap_err();
    let [invalid] = error.invalid_applications() else { panic!("{error:?}") };
    assert_eq!(invalid.application_id.as_deref(), Some("c"));
    assert_eq!(invalid.violations[0].actual, Some(15_001));
    assert_eq!(error.violations()[0].field, "jobDescription");
}
