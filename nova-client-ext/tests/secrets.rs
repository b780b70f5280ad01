//! No output contains a key, a résumé, an answer, an assessment or a webhook secret: every public
//! type and every kind of error is formatted in every way and searched for known secrets.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use nova_client_ext::mock::{
    ApplicationScript, BatchScript, Fault, MockNova, MockResponse, StatusCode,
};
use nova_client_ext::{
    ApiKey, Nova, RetryPolicy, Tenant,
    criteria::{GenerateCriteriaRequest, JobContext},
    question_sets::Answers,
    submit::{BatchApplication, BatchRequest, Resume, ScoreRequest},
    types,
};
use serde_json::json;
use support::{CANARY, Printed, all_output, batch, builder};

const KEY: &str = "sk_live_CANARYcanaryCANARYcanary42";

fn assert_redacted(text: &str) {
    for secret in [KEY, &KEY["sk_live_".len()..], CANARY] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_public_type_prints_a_secret() {
    let (printed, _guard) = Printed::listen();
    let mock = MockNova::builder().key(KEY).start().await.unwrap();
    let script =
        BatchScript::new().application(ApplicationScript::scored("app-1", 7).assessment(CANARY));
    let id = mock.place_batch("acme-corp", "job-1", script);

    assert_redacted(&format!("{:?}", ApiKey::new(KEY).unwrap()));
    assert_redacted(&format!("{:?} {:#?}", builder(&mock), builder(&mock)));
    let nova = builder(&mock).build().unwrap();
    let tenant = nova.tenant("acme-corp").unwrap();
    let handle = batch(&nova, &id);
    assert_redacted(&format!(
        "{nova:?} {tenant:?} {handle:?} {:?} {:?} {:?}",
        handle.job(),
        handle.report(),
        tenant.raw()
    ));

    let reply = handle.status().with_response().await.unwrap();
    assert!(
        serde_json::to_string(&reply.value).unwrap().contains(CANARY),
        "the response contained the assessment"
    );
    assert_redacted(&format!("{reply:?} {reply:#?} {:?}", reply.value.scoring_jobs[0].assessment));
    let report = handle.report().await.unwrap();
    assert_redacted(&format!("{report:?} {report} {}", serde_json::to_string(&report).unwrap()));
    assert_redacted(&format!("{mock:?} {:?}", mock.requests()));
    assert_redacted(&printed.text());
}

#[tokio::test(start_paused = true)]
async fn no_error_prints_a_secret() {
    let (printed, _guard) = Printed::listen();
    let mock = MockNova::builder().key(KEY).start().await.unwrap();
    let nova = builder(&mock).retry(RetryPolicy::none()).build().unwrap();
    let echoed = format!(
        r#"{{"code":"UNAUTHORIZED","message":"bad key {KEY}","details":[{{"field":"{KEY}","message":"{KEY}"}}, "{KEY}"]}}"#
    );
    let html_page = format!("<html>{CANARY} {KEY}</html>");
    let wrong_type = format!(r#"{{"batch":{{"id":"{CANARY}","jobId":["{CANARY}"]}}}}"#);
    let not_an_object = format!(r#"{{"batch":"{CANARY}","scoringJobs":[]}}"#);
    for response in [
        MockResponse::json(StatusCode::UNAUTHORIZED, echoed.clone()),
        MockResponse::html(StatusCode::BAD_GATEWAY, html_page.clone()),
        MockResponse::html(StatusCode::OK, html_page),
        MockResponse::json(StatusCode::OK, wrong_type),
        MockResponse::json(StatusCode::OK, not_an_object),
        MockResponse::json(StatusCode::ACCEPTED, format!("\"{CANARY}\"")),
    ] {
        mock.inject(Fault::respond(response));
        let outcome = batch(&nova, "sb-1").report().await;
        assert!(outcome.is_err());
        assert_redacted(&all_output(&outcome));
    }
    assert_redacted(&all_output(&Err(Tenant::new(format!("{KEY} "), "acme").unwrap_err())));
    assert_redacted(&all_output(&Err(
        Tenant::new(KEY.replacen("sk_", "pk_", 1), "acme").unwrap_err()
    )));
    let key = ApiKey::new(KEY).unwrap();
    assert_redacted(&all_output(&Err(Nova::builder(key)
        .base_url(format!("https://u:{KEY}@h"))
        .build()
        .unwrap_err())));
    assert_redacted(&printed.text());
}

#[tokio::test(start_paused = true)]
async fn request_data_echoed_by_a_rejection_is_kept_and_not_printed() {
    let (printed, _guard) = Printed::listen();
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).retry(RetryPolicy::none()).build().unwrap();
    let job = nova.tenant("acme-corp").unwrap().job("job-1").unwrap();
    let resume = || Resume::url("https://cv.example/a.pdf").unwrap();
    let inject_rejection = |status: StatusCode, details: serde_json::Value| {
        let body = json!({"code": "VALIDATION_ERROR", "status": status.as_u16(), "message": "no", "retryable": false,
            "details": details});
        mock.inject(Fault::respond(MockResponse::json(status, body.to_string())));
    };
    for details in [
        json!([{"field": "resume.content", "code": "invalid", "message": "no text", "value": CANARY}]),
        json!([{"applicationId": "app-1", "code": "RESUME_EMPTY", "resume": {"type": "text", "content": CANARY}}]),
        json!([{"applicationId": "app-1", "error": {"code": "RESUME_EMPTY", "received": CANARY}}]),
        json!({"app-1": {"code": "RESUME_EMPTY", "received": CANARY}}),
        json!([{"field": ["odd"], "value": CANARY}]),
    ] {
        for status in [StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY] {
            inject_rejection(status, details.clone());
            let request =
                BatchRequest::new("d").application(BatchApplication::new("app-1", resume()));
            let error = job.submit_batch(request).await.unwrap_err();
            let api = error.api().unwrap();
            assert!(
                serde_json::to_string(api).unwrap().contains(CANARY),
                "the details are kept: {details}"
            );
            assert_redacted(&format!("{api:?} {:?}", error.rejections()));
            assert_redacted(&all_output(&Err(error)));
            inject_rejection(status, details.clone());
            let error = job
                .application("app-1")
                .unwrap()
                .score(ScoreRequest::new(resume(), "d"))
                .await
                .unwrap_err();
            assert_redacted(&all_output(&Err(error)));
        }
    }
    assert_redacted(&printed.text());
}

#[test]
fn questions_and_answers_are_not_printed() {
    let set = json!({"id": "qs-1", "jobId": "job-1", "expiresAt": "2030-01-01T00:00:00Z", "questions": [
        {"id": "q-1", "question": "Where?", "selectionType": "multi", "options": []}]});
    let set: types::QuestionSet = serde_json::from_value(set).unwrap();
    let answers = Answers::to(&set).choose("q-1", CANARY);
    let context = JobContext::new("Engineer", "Acme", "Builds");
    assert_redacted(&format!(
        "{answers:?} {:?}",
        GenerateCriteriaRequest::new(context).answers(answers.clone())
    ));
    let wire = types::CriteriaGeneration {
        job_context: types::JobContext {
            job_title: "t".to_owned(),
            company_name: "c".to_owned(),
            job_description: "d".to_owned(),
        },
        question_set_id: Some("qs-1".to_owned()),
        answers: vec![types::QuestionAnswer {
            id: "q-1".to_owned(),
            value: types::AnswerValue::Several(vec![CANARY.to_owned()]),
        }],
    };
    assert_redacted(&format!(
        "{wire:?} {:?}",
        types::CriteriaGeneration::builder().answers(wire.answers.clone())
    ));
    let resume = types::Resume::Url { url: format!("https://cv.example/{CANARY}") };
    let data = types::ApplicationData {
        application_answers: vec![types::ApplicationAnswer {
            question: CANARY.to_owned(),
            answer: CANARY.to_owned(),
        }],
        context: Some(CANARY.parse().unwrap()),
    };
    let wire = types::BatchApplication {
        application_id: "app-1".to_owned(),
        resume: resume.clone(),
        application_data: Some(data.clone()),
    };
    assert_redacted(&format!("{resume:?} {data:?} {wire:?} {:?}", Resume::from(resume.clone())));
    assert_redacted(&format!(
        "{:?} {:?}",
        types::BatchApplication::builder().resume(resume),
        types::ScoringJobSubmission::builder().application_data(data)
    ));
}

#[cfg(feature = "webhook")]
#[test]
fn no_webhook_prints_its_secret_or_the_assessment() {
    use nova_client_ext::{webhook, webhook::Verifier};
    const SECRET: &str = "whsec_CANARYcanaryCANARYcanary42";
    let event = json!({"event": "score.completed", "tenantId": "acme-corp", "scoringJobId": "sj-1", "jobId": "job-1",
        "applicationId": "app-1", "result": {"score": 7, "assessment": {"verdict": CANARY, "strengths": [CANARY]}}});
    let verifier = Verifier::new("whsec_other").unwrap().additional_secret(SECRET).unwrap();
    let signed = webhook::sign(SECRET, &event).unwrap();
    let delivery = verifier.verify(&signed.headers, &signed.body).unwrap();
    let mut shown =
        format!("{verifier:?} {signed:?} {delivery:?} {:?}", delivery.event.to_batch_event());
    // Not the signed body.
    let tampered = signed.body.iter().rev().copied().collect::<Vec<_>>();
    shown.push_str(&all_output(&Err(verifier.verify(&signed.headers, tampered).unwrap_err())));
    // Genuine, but in violation of the contract.
    for odd in [
        json!({"event": CANARY, "x": CANARY}),
        json!({"event": "score.completed", "tenantId": [CANARY]}),
    ] {
        let signed = webhook::sign(SECRET, &odd).unwrap();
        match verifier.verify(&signed.headers, &signed.body) {
            Ok(delivery) => assert_eq!(delivery.event.name(), CANARY),
            Err(error) => shown.push_str(&all_output(&Err(error))),
        }
    }
    for secret in [format!("{SECRET} "), format!("{SECRET}\n")] {
        shown.push_str(&all_output(&Err(Verifier::new(secret).unwrap_err())));
    }
    assert_redacted(&shown);
    assert!(!shown.contains(&SECRET["whsec_".len()..]), "{shown}");
}
