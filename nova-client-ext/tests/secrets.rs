//! Nothing that is printed holds a key, a résumé, an answer, an assessment or a webhook's secret:
//! every public type and every kind of error, formatted every way there is, with secrets and a text
//! that are known.

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
use support::{CANARY, Printed, batch, builder, every_print};

const KEY: &str = "sk_live_CANARYcanaryCANARYcanary42";

fn clean(text: &str) {
    for secret in [KEY, &KEY["sk_live_".len()..], CANARY] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_public_type_prints_what_it_must_not() {
    let (printed, _guard) = Printed::listen();
    let mock = MockNova::builder().key(KEY).start().await.unwrap();
    let script =
        BatchScript::new().application(ApplicationScript::scored("app-1", 7).assessment(CANARY));
    let id = mock.place_batch("acme-corp", "job-1", script);

    clean(&format!("{:?}", ApiKey::new(KEY).unwrap()));
    clean(&format!("{:?} {:#?}", builder(&mock), builder(&mock)));
    let nova = builder(&mock).build().unwrap();
    let tenant = nova.tenant("acme-corp").unwrap();
    let handle = batch(&nova, &id);
    clean(&format!(
        "{nova:?} {tenant:?} {handle:?} {:?} {:?} {:?}",
        handle.job(),
        handle.report(),
        tenant.raw()
    ));

    let reply = handle.status().with_response().await.unwrap();
    assert!(
        serde_json::to_string(&reply.value).unwrap().contains(CANARY),
        "the assessment did come"
    );
    clean(&format!("{reply:?} {reply:#?} {:?}", reply.value.scoring_jobs[0].assessment));
    let report = handle.report().await.unwrap();
    clean(&format!("{report:?} {report} {}", serde_json::to_string(&report).unwrap()));
    clean(&format!("{mock:?} {:?}", mock.requests()));
    clean(&printed.text());
}

#[tokio::test(start_paused = true)]
async fn no_error_prints_what_it_must_not() {
    let (printed, _guard) = Printed::listen();
    let mock = MockNova::builder().key(KEY).start().await.unwrap();
    let nova = builder(&mock).retry(RetryPolicy::none()).build().unwrap();
    let said = format!(
        r#"{{"code":"UNAUTHORIZED","message":"bad key {KEY}","details":[{{"field":"{KEY}","message":"{KEY}"}}, "{KEY}"]}}"#
    );
    let page = format!("<html>{CANARY} {KEY}</html>");
    let wrong = format!(r#"{{"batch":{{"id":"{CANARY}","jobId":["{CANARY}"]}}}}"#);
    let deep = format!(r#"{{"batch":"{CANARY}","scoringJobs":[]}}"#);
    for answer in [
        MockResponse::json(StatusCode::UNAUTHORIZED, said.clone()),
        MockResponse::html(StatusCode::BAD_GATEWAY, page.clone()),
        MockResponse::html(StatusCode::OK, page),
        MockResponse::json(StatusCode::OK, wrong),
        MockResponse::json(StatusCode::OK, deep),
        MockResponse::json(StatusCode::ACCEPTED, format!("\"{CANARY}\"")),
    ] {
        mock.inject(Fault::respond(answer));
        let outcome = batch(&nova, "sb-1").report().await;
        assert!(outcome.is_err());
        clean(&every_print(&outcome));
    }
    clean(&every_print(&Err(Tenant::new(format!("{KEY} "), "acme").unwrap_err())));
    clean(&every_print(&Err(Tenant::new(KEY.replacen("sk_", "pk_", 1), "acme").unwrap_err())));
    let key = ApiKey::new(KEY).unwrap();
    clean(&every_print(&Err(Nova::builder(key)
        .base_url(format!("https://u:{KEY}@h"))
        .build()
        .unwrap_err())));
    clean(&printed.text());
}

#[tokio::test(start_paused = true)]
async fn what_a_rejection_repeats_of_the_request_is_kept_and_not_printed() {
    let (printed, _guard) = Printed::listen();
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).retry(RetryPolicy::none()).build().unwrap();
    let job = nova.tenant("acme-corp").unwrap().job("job-1").unwrap();
    let resume = || Resume::url("https://cv.example/a.pdf").unwrap();
    let refusal = |status: StatusCode, details: serde_json::Value| {
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
            refusal(status, details.clone());
            let request =
                BatchRequest::new("d").application(BatchApplication::new("app-1", resume()));
            let error = job.submit_batch(request).await.unwrap_err();
            let api = error.api().unwrap();
            assert!(serde_json::to_string(api).unwrap().contains(CANARY), "it is kept: {details}");
            clean(&format!("{api:?} {:?}", error.rejections()));
            clean(&every_print(&Err(error)));
            refusal(status, details.clone());
            let error = job
                .application("app-1")
                .unwrap()
                .score(ScoreRequest::new(resume(), "d"))
                .await
                .unwrap_err();
            clean(&every_print(&Err(error)));
        }
    }
    clean(&printed.text());
}

#[test]
fn what_is_asked_and_answered_is_not_printed() {
    let set = json!({"id": "qs-1", "jobId": "job-1", "expiresAt": "2030-01-01T00:00:00Z", "questions": [
        {"id": "q-1", "question": "Where?", "selectionType": "multi", "options": []}]});
    let set: types::QuestionSet = serde_json::from_value(set).unwrap();
    let answers = Answers::to(&set).choose("q-1", CANARY);
    let context = JobContext::new("Engineer", "Acme", "Builds");
    clean(&format!(
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
    clean(&format!(
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
    clean(&format!("{resume:?} {data:?} {wire:?} {:?}", Resume::from(resume.clone())));
    clean(&format!(
        "{:?} {:?}",
        types::BatchApplication::builder().resume(resume),
        types::ScoringJobSubmission::builder().application_data(data)
    ));
}

#[cfg(feature = "webhook")]
#[test]
fn no_webhook_prints_its_secret_or_what_was_found() {
    use nova_client_ext::{webhook, webhook::Verifier};
    const SECRET: &str = "whsec_CANARYcanaryCANARYcanary42";
    let event = json!({"event": "score.completed", "tenantId": "acme-corp", "scoringJobId": "sj-1", "jobId": "job-1",
        "applicationId": "app-1", "result": {"score": 7, "assessment": {"verdict": CANARY, "strengths": [CANARY]}}});
    let verifier = Verifier::new("whsec_other").unwrap().additional_secret(SECRET).unwrap();
    let signed = webhook::sign(SECRET, &event).unwrap();
    let delivery = verifier.verify(&signed.headers, &signed.body).unwrap();
    let mut shown =
        format!("{verifier:?} {signed:?} {delivery:?} {:?}", delivery.event.to_batch_event());
    // Anything but what was signed.
    let tampered = signed.body.iter().rev().copied().collect::<Vec<_>>();
    shown.push_str(&every_print(&Err(verifier.verify(&signed.headers, tampered).unwrap_err())));
    // Genuine, and not what the contract says.
    for odd in [
        json!({"event": CANARY, "x": CANARY}),
        json!({"event": "score.completed", "tenantId": [CANARY]}),
    ] {
        let signed = webhook::sign(SECRET, &odd).unwrap();
        match verifier.verify(&signed.headers, &signed.body) {
            Ok(delivery) => assert_eq!(delivery.event.name(), CANARY),
            Err(error) => shown.push_str(&every_print(&Err(error))),
        }
    }
    for secret in [format!("{SECRET} "), format!("{SECRET}\n")] {
        shown.push_str(&every_print(&Err(Verifier::new(secret).unwrap_err())));
    }
    clean(&shown);
    assert!(!shown.contains(&SECRET["whsec_".len()..]), "{shown}");
}
